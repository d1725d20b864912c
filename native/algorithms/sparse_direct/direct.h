// A sparse matrix and its factor, ready to solve with: which factorisation, and what to do where it is singular.
#pragma once

#include "algorithms/sparse_direct/factor.h"
#include "device/backend.h"
#include "device/tensor.h"

namespace obol::sparse_direct {

template <class T>
class DirectSolver {
 public:
  // A comes to the host. Not finite: kRange.
  Status read(Backend& backend, const CsrMatrix& matrix);
  const HostCsr<T>& matrix() const { return a_; }
  // max_i Σ_j |a_ij|, an upper bound of ‖A‖₂ for a Hermitian A.
  double norm() const { return norm_; }

  // A general A; kNumeric where it is singular to working precision.
  Status factor(const Cancelled& cancelled);
  // A − σ·I of a Hermitian A. Where that is singular σ moves by a few ε·‖A‖; see shift().
  Status factor_shifted(double sigma, const Cancelled& cancelled);
  double shift() const { return shift_; }

  // X = A⁻¹·B in place, n × columns, row-major.
  Status solve(int64_t columns, T* x);
  // The same, corrected by residuals until they are as small as rounding lets them be.
  Status solve_refined(int64_t columns, T* x);

 private:
  bool is_hermitian() const;
  int diagonal_sign(double shift) const;
  Status try_cholesky(double shift, const Cancelled& cancelled);
  Status try_lu(double shift, const Cancelled& cancelled);
  Status order(const Cancelled& cancelled);
  Status match_rows();

  HostCsr<T> a_;
  double norm_ = 0, shift_ = 0;
  Symbolic symbolic_;
  bool ordered_ = false;
  std::vector<int32_t> row_at_;  // row i of what is factored is row row_at_[i] of A; empty: the same
  std::unique_ptr<Factor<T>> factor_;
};

// For each column a row with an entry there, every row once, large entries first (a maximum transversal, Duff 1981): the
// row at each place of the diagonal. Empty where there is none: every matrix with this pattern is singular.
template <class T>
std::vector<int32_t> transversal(const HostCsr<T>& a);

}  // namespace obol::sparse_direct
