// Tall blocks of vectors of float64 or complex128 (n × m, row-major) and small matrices of the host: inner products,
// combinations, bases that are orthonormal in the inner product of a mass operator. T is double or std::complex<double>;
// small matrices are row-major. A complex block is, for the backend's families, a real one of twice the columns.
#pragma once

#include <complex>
#include <vector>

#include "algorithms/operator.h"

namespace obol {

template <class T>
struct BlockScalar {
  static constexpr DType dtype = DType::kFloat64;
  static constexpr int64_t width = 1;
};
template <>
struct BlockScalar<std::complex<double>> {
  static constexpr DType dtype = DType::kComplex128;
  static constexpr int64_t width = 2;
};

template <class T>
using Small = std::vector<T>;

// C (m × n) = A·B, or Aᴴ·B with A k × m.
template <class T>
Small<T> small_product(int64_t m, int64_t n, int64_t k, const Small<T>& a, bool adjoint, const Small<T>& b);
// A = V·diag(w)·Vᴴ, its lower triangle read; false where it is not finite.
template <class T>
bool small_eigh(int64_t n, const Small<T>& a, std::vector<double>* w, Small<T>* v);
// The columns of Z (m × count) that are left, orthonormal, once what lies along C's (m × k, orthonormal) is taken out;
// dependent ones are dropped. Answers how many.
template <class T>
int64_t small_complement(int64_t m, int64_t k, const Small<T>& c, int64_t count, Small<T>* z);

template <class T>
class BlockSpace {
 public:
  BlockSpace(const JobContext& context, int64_t n, LinearOperator* mass)
      : context_(context), backend_(context.backend), n_(n), mass_(mass) {}

  Status make(int64_t columns, Tensor* out) { return make_tensor(backend_, BlockScalar<T>::dtype, {n_, columns}, out); }
  // out = op·x, new.
  Status apply(LinearOperator& op, const Tensor& x, Tensor* out);
  // B·x, or x itself without a mass operator.
  Status mass(const Tensor& x, Tensor* out);
  // [s₀ s₁ …]ᴴ·[t₀ t₁ …].
  Status inner(const std::vector<Tensor>& s, const std::vector<Tensor>& t, Small<T>* out);
  // [s₀ s₁ …]·C, new; C has `columns` columns.
  Status combine(const std::vector<Tensor>& s, const Small<T>& c, int64_t columns, Tensor* out);
  // a − b·diag(theta), new.
  Status difference(const Tensor& a, const Tensor& b, const std::vector<double>& theta, Tensor* out);
  Status norms(const Tensor& x, std::vector<double>* out);
  Status draw(int64_t columns, uint64_t seed, Tensor* out);
  Status beside(const Tensor& a, const Tensor& b, Tensor* out);

  // x loses what lies along q (orthonormal; bq = B·q) and becomes orthonormal: xᴴ·B·x = I (SVQB: Stathopoulos and Wu
  // 2002). Dependent columns are dropped. bx = B·x. kRange where B is seen not to be positive definite.
  Status orthonormalize(const std::vector<Tensor>& q, const std::vector<Tensor>& bq, Tensor* x, Tensor* bx);

 private:
  static View real(const Tensor& t);
  Status aligned(const std::vector<Tensor>& q, const std::vector<Tensor>& bq, Tensor* x, Tensor* bx, bool first,
                 double* error);

  const JobContext& context_;
  Backend& backend_;
  const int64_t n_;
  LinearOperator* const mass_;
  uint64_t draws_ = 0;
};

}  // namespace obol
