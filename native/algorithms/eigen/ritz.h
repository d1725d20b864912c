// The small dense problems of Rayleigh-Ritz steps, on the host in float64. Matrices are row-major vectors.
#pragma once

#include <cstdint>
#include <vector>

namespace obol {

using SmallMatrix = std::vector<double>;

// The `count` smallest w of A·c = w·B·c, cᵀBc = 1, over a basis of which A and B are the Gram matrices (n × n): positive
// definite, the null space taken out. A basis that is dependent to working precision is cut to the well conditioned part
// of its span. c is n × count. False where the basis has fewer than `count` independent vectors, or values aren't finite.
bool ritz_pairs(int64_t n, int64_t count, const SmallMatrix& a, const SmallMatrix& b, std::vector<double>* w,
                SmallMatrix* c);

// The small problem of LOBPCG (Knyazev 2001): the best vectors in the span of S = [X W P] after X, W and P. Gram matrices of X and P follow
// from the last small problem, so the device only computes those with W. The first `null_count` columns of X are exact
// null vectors of A and stay as they are.
class LobpcgProblem {
 public:
  LobpcgProblem(int64_t block, int64_t null_count, std::vector<double> theta);

  // From the Gram matrices SᵀAW and SᵀBW (3·block × block each; the rows of P don't count in the first step): the
  // coefficients of the new X by rows [W P X], 3·block × block. Columns of W and P that aren't `active` take no part.
  bool solve(const double* a_w, const double* b_w, const std::vector<bool>& active, SmallMatrix* coefficients);

  // Ritz values of the columns of X.
  const std::vector<double>& theta() const { return theta_; }
  bool has_p() const { return has_p_; }

 private:
  void assemble(const double* a_w, const double* b_w);
  void follow(const SmallMatrix& c);

  int64_t block_, null_count_;
  std::vector<double> theta_;
  bool has_p_ = false;
  SmallMatrix a_, b_;  // Gram matrices of [X W P], 3·block each way
};

}  // namespace obol
