// Eigenpairs of a Hermitian operator: thick-restart block Lanczos with full reorthogonalisation (Wu and Simon 2000; Zhou
// and Saad 2008) and locking, in float64 or complex128; small matrices are solved densely.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "algorithms/operator.h"

namespace obol {

// Which end of the spectrum, by SciPy's names: magnitude, algebraic, both ends.
enum class Which : int { kLM = 0, kSM = 1, kLA = 2, kSA = 3, kBE = 4 };

struct EigshOptions {
  int64_t k = 6;
  Which which = Which::kLM;
  int64_t basis = 0;  // most Lanczos vectors at once
  int64_t most_restarts = 0;
  double tolerance = 0;  // of a residual norm, in units of |eigenvalue|; at least `precision` is taken
  double precision = 0;  // the unit roundoff of the caller's dtype
  bool shifted = false;  // `which` looks at 1/(λ − shift)
  double shift = 0;
  double norm = 0;    // of A, where it is known and `shifted`: an inverse is exact for a matrix ε·norm away
  uint64_t seed = 0;  // of random vectors
};

struct EigshResult {
  std::vector<double> values;  // ascending
  Tensor vectors;              // n × k
  std::vector<double> residuals;
  int64_t restarts = 0;
  double size = 0;  // ‖A‖, as far as it is known
  bool converged = false;
};

// y = B·x for vectors, or for blocks of lanczos_block columns, row-major.
using Action = std::function<Status(const View& y, const View& x)>;

// Vectors that a step multiplies. Two for float64: that costs little more than one where memory is what limits a product,
// and shows which eigenvalues repeat. Projected matrices of complex blocks would not be real.
inline int64_t lanczos_block(DType dtype) { return dtype == DType::kComplex128 ? 1 : 2; }

// The order of preference among eigenvalues, most wanted first.
std::vector<size_t> by_preference(const std::vector<double>& values, const EigshOptions& options);

// All eigenpairs of A on the host, of which the wanted ones are kept.
Status eigsh_dense(const JobContext& context, LinearOperator& a, const EigshOptions& options, EigshResult* result);

// Of B = A, or B = (A − shift·I)⁻¹ where `shifted`: `which` looks at B's eigenvalues, never kSM. `start` (n) may be absent.
// The values are A's; residuals are left out. What did not converge says so in `result`.
Status eigsh_lanczos(const JobContext& context, const Action& b, int64_t n, DType dtype, const EigshOptions& options,
                     const Tensor& start, EigshResult* result);

}  // namespace obol
