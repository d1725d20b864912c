// Cholesky, LU (determinants, inverses, systems) and QR by Eigen, in namespace OBOL_DENSE. No include guard.

#include "algorithms/dense/decompositions_common.h"

namespace obol::dense::OBOL_DENSE {
namespace {

// Row-major A read as column-major is its transpose, so the factor of the other triangle, written in place, is the one
// that is wanted.
template <class S, int Triangle>
bool cholesky_in_place(Eigen::Map<ColMajor<S>> a) {
  const Eigen::LLT<Eigen::Ref<ColMajor<S>>, Triangle> factor(a);
  // A NaN on the diagonal passes Eigen's test of the sign.
  if (factor.info() != Eigen::Success || a.diagonal().real().hasNaN()) return false;
  a.template triangularView<Triangle == Eigen::Lower ? Eigen::StrictlyUpper : Eigen::StrictlyLower>().setZero();
  return true;
}

// P·D·A = L·U with D a diagonal of powers of two: ones, unless a row's scale is extreme; then all rows are brought to
// one scale, as pivots are chosen among them. Memory is kept between matrices.
template <class T>
class Lu {
 public:
  using S = ScalarOf<T>;
  using R = RealOf<T>;

  explicit Lu(int64_t n) : n_(n), copy_(n, n), lu_(n), exponents_(n) {}

  void factor(const T* a) {
    scaled_ = false;
    for (int64_t i = 0; i < n_; ++i) {
      const R largest = largest_component(as_scalars(a) + i * n_, n_);
      exponents_(i) = exponent_of(largest);
      scaled_ = scaled_ || extreme_exponent(largest) != 0;
    }
    if (!scaled_) exponents_.setZero();
    copy_ = In<S>(as_scalars(a), n_, n_);
    if (scaled_)
      for (int64_t i = 0; i < n_; ++i) scale_by(copy_.row(i), -exponents_(i));
    lu_.compute(copy_);
  }

  bool is_singular() const { return (lu_.matrixLU().diagonal().array() == S(0)).any(); }

  // X = A⁻¹·B in place.
  void solve(ColMajor<S>* x) {
    if (scaled_)
      for (int64_t i = 0; i < n_; ++i) scale_by(x->row(i), -exponents_(i));
    copy_ = *x;
    x->noalias() = lu_.permutationP() * copy_;
    lu_.matrixLU().template triangularView<Eigen::UnitLower>().solveInPlace(*x);
    lu_.matrixLU().template triangularView<Eigen::Upper>().solveInPlace(*x);
  }

  // det A = mantissa·2^exponent; a NaN mantissa for one.
  void determinant(S* mantissa, int64_t* exponent) const {
    S product = S(static_cast<R>(lu_.permutationP().determinant()));
    int64_t total = 0;
    for (int64_t i = 0; i < n_; ++i) {
      S pivot = lu_.matrixLU()(i, i);
      total += exponents_(i) + normalize(&pivot);
      product *= pivot;
      total += normalize(&product);
    }
    *mantissa = product;
    *exponent = total;
  }

 private:
  // Brings the larger component into [1, 2) and answers the exponent taken out.
  static int normalize(S* x) {
    const int e = exponent_of(largest_component(x, 1));
    scale_by(Eigen::Map<Eigen::Matrix<S, 1, 1>>(x), -e);
    return e;
  }

  int64_t n_;
  ColMajor<S> copy_;
  Eigen::PartialPivLU<ColMajor<S>> lu_;
  Eigen::Matrix<int, Eigen::Dynamic, 1> exponents_;
  bool scaled_ = false;
};

// Exponents beyond what ldexp takes mean 0 or infinity anyway.
inline int clamped(int64_t exponent) {
  return static_cast<int>(std::min<int64_t>(std::max<int64_t>(exponent, -5000), 5000));
}

}  // namespace

template <class T>
Finding cholesky(int64_t count, int64_t n, bool upper, T* a) {
  using S = ScalarOf<T>;
  for (int64_t i = 0; i < count; ++i) {
    const Eigen::Map<ColMajor<S>> matrix(as_scalars(a + i * n * n), n, n);
    const bool ok = upper ? cholesky_in_place<S, Eigen::Lower>(matrix) : cholesky_in_place<S, Eigen::Upper>(matrix);
    if (!ok) return found(Flaw::kIndefinite, i);
  }
  return Finding();
}

template <class T>
void determinant(int64_t count, int64_t n, const T* a, T* det, T* sign, RealOf<T>* logabsdet) {
  using S = ScalarOf<T>;
  using R = RealOf<T>;
  Lu<T> lu(n);
  for (int64_t i = 0; i < count; ++i) {
    lu.factor(a + i * n * n);
    S mantissa;
    int64_t exponent;
    lu.determinant(&mantissa, &exponent);
    if (det != nullptr) {
      S value = mantissa;
      scale_by(Eigen::Map<Eigen::Matrix<S, 1, 1>>(&value), clamped(exponent));
      as_scalars(det)[i] = value;
    }
    if (sign == nullptr) continue;
    const R length = Eigen::numext::abs(mantissa);
    as_scalars(sign)[i] = length == R(0) ? S(0) : S(mantissa / length);
    logabsdet[i] = static_cast<R>(std::log(static_cast<double>(length)) + static_cast<double>(exponent) * M_LN2);
  }
}

template <class T>
Finding inverse(int64_t count, int64_t n, const T* a, T* out) {
  using S = ScalarOf<T>;
  Lu<T> lu(n);
  ColMajor<S> x(n, n);
  for (int64_t i = 0; i < count; ++i) {
    lu.factor(a + i * n * n);
    if (lu.is_singular()) return found(Flaw::kSingular, i);
    x.setIdentity();
    lu.solve(&x);
    Out<S>(as_scalars(out + i * n * n), n, n) = x;
  }
  return Finding();
}

template <class T>
Finding solve(int64_t count, int64_t n, int64_t k, const T* a, const int64_t* a_at, const T* b, const int64_t* b_at,
              T* x) {
  using S = ScalarOf<T>;
  Lu<T> lu(n);
  ColMajor<S> column(n, k);
  for (int64_t i = 0; i < count; ++i) {
    if (i == 0 || a_at[i] != a_at[i - 1]) {
      lu.factor(a + a_at[i]);
      if (lu.is_singular()) return found(Flaw::kSingular, i);
    }
    column = In<S>(as_scalars(b + b_at[i]), n, k);
    lu.solve(&column);
    Out<S>(as_scalars(x + i * n * k), n, k) = column;
  }
  return Finding();
}

template <class T>
void qr(int64_t count, int64_t m, int64_t n, bool complete, const T* a, T* q, T* r) {
  using S = ScalarOf<T>;
  const int64_t p = std::min(m, n), columns = complete ? m : p;
  ColMajor<S> copy(m, n), factor(m, columns), upper(columns, n);
  Eigen::HouseholderQR<ColMajor<S>> solver(m, n);
  Eigen::Matrix<int, Eigen::Dynamic, 1> exponents(n);
  for (int64_t i = 0; i < count; ++i) {
    copy = In<S>(as_scalars(a + i * m * n), m, n);
    // QR goes column by column: a factor of one stays with R's.
    for (int64_t j = 0; j < n; ++j) {
      exponents(j) = extreme_exponent(largest_component(copy.data() + j * m, m));
      scale_by(copy.col(j), -exponents(j));
    }
    solver.compute(copy);
    factor.setIdentity();
    factor.applyOnTheLeft(solver.householderQ());
    Out<S>(as_scalars(q + i * m * columns), m, columns) = factor;
    upper.setZero();
    upper.topRows(p) = solver.matrixQR().topRows(p).template triangularView<Eigen::Upper>();
    for (int64_t j = 0; j < n; ++j) scale_by(upper.col(j), exponents(j));
    Out<S>(as_scalars(r + i * columns * n), columns, n) = upper;
  }
}

#define OBOL_INSTANTIATE(T)                                                                                     \
  template Finding cholesky<T>(int64_t, int64_t, bool, T*);                                                     \
  template void determinant<T>(int64_t, int64_t, const T*, T*, T*, RealOf<T>*);                                 \
  template Finding inverse<T>(int64_t, int64_t, const T*, T*);                                                  \
  template Finding solve<T>(int64_t, int64_t, int64_t, const T*, const int64_t*, const T*, const int64_t*, T*); \
  template void qr<T>(int64_t, int64_t, int64_t, bool, const T*, T*, T*);

OBOL_INSTANTIATE(float)
OBOL_INSTANTIATE(double)
OBOL_INSTANTIATE(complex64)
OBOL_INSTANTIATE(complex128)
#undef OBOL_INSTANTIATE

}  // namespace obol::dense::OBOL_DENSE
