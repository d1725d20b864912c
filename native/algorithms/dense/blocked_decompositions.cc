#include "algorithms/dense/blocked_decompositions.h"

#include <algorithm>
#include <complex>
#include <vector>

#include "algorithms/dense/blocked_eigh.h"
#include "algorithms/dense/blocked_lu.h"
#include "algorithms/dense/blocked_qr.h"
#include "algorithms/dense/blocked_reflectors.h"
#include "algorithms/dense/blocked_scale.h"
#include "algorithms/dense/blocked_svd.h"
#include "algorithms/dense/multiply.h"
#include "device/threads.h"

namespace obol::dense::blocked {
namespace {

template <class T>
struct scalar_of {
  using type = T;
};
template <class R>
struct scalar_of<Complex<R>> {
  using type = std::complex<R>;
};
template <class T>
using ScalarOf = typename scalar_of<T>::type;

template <class T>
const ScalarOf<T>* as_scalars(const T* x) {
  return reinterpret_cast<const ScalarOf<T>*>(x);
}
template <class T>
ScalarOf<T>* as_scalars(T* x) {
  return reinterpret_cast<ScalarOf<T>*>(x);
}

Finding found(Flaw flaw, int64_t at) {
  Finding finding;
  finding.flaw = flaw;
  finding.at = at;
  return finding;
}

// out (n × m) = in (m × n) transposed, both row-major; conjugated where that is asked for.
template <class S>
void transpose(int64_t m, int64_t n, const S* in, S* out, bool conjugated = false) {
  constexpr int64_t kTile = 32;
  parallel_for(n, kTile, [&](int64_t begin, int64_t end) {
    for (int64_t i = 0; i < m; i += kTile) {
      const int64_t stop = std::min(m, i + kTile);
      for (int64_t j = begin; j < end; ++j)
        for (int64_t l = i; l < stop; ++l) out[j * m + l] = conjugated ? conjugate(in[l * n + j]) : in[l * n + j];
    }
  });
}

// e for a component in [2^(e−1), 2^e), 0 where it is 0 or not finite.
template <class R>
int exponent_of(R component) {
  if (!(component > 0) || !std::isfinite(component)) return 0;
  int exponent;
  std::frexp(component, &exponent);
  return exponent;
}

template <class S>
void copy(int64_t size, const S* in, S* out, bool conjugated = false) {
  for (int64_t i = 0; i < size; ++i) out[i] = conjugated ? conjugate(in[i]) : in[i];
}

// P·D·A = L·U, D a diagonal of powers of two: ones, unless a row's scale is extreme; then all rows have one scale.
template <class T>
class Lu {
 public:
  using S = ScalarOf<T>;
  using R = RealOf<T>;

  explicit Lu(int64_t n)
      : n_(n), lu_(static_cast<size_t>(n * n)), swaps_(static_cast<size_t>(n)), exponents_(static_cast<size_t>(n)) {}

  void factor(const T* a) {
    const S* const rows = as_scalars(a);
    transpose(n_, n_, rows, lu_.data());
    bool extreme = false;
    for (int64_t i = 0; i < n_; ++i) {
      const R largest = largest_component(n_, rows + i * n_);
      extreme = extreme || (std::isfinite(largest) && scale_exponent(largest) != 0);
      exponents_[static_cast<size_t>(i)] = exponent_of(largest);
    }
    // All rows or none: pivots are chosen among them.
    if (!extreme) std::fill(exponents_.begin(), exponents_.end(), 0);
    scale_rows(n_, lu_.data());
    blocked_lu<S>(n_, lu_.data(), n_, swaps_.data());
  }

  bool is_singular() const {
    for (int64_t i = 0; i < n_; ++i)
      if (pivot(i) == S(0)) return true;
    return false;
  }

  // X = A⁻¹·B in place, column-major.
  void solve(int64_t columns, S* x) const {
    scale_rows(columns, x);
    exchange_rows<S>(n_, swaps_.data(), columns, x, n_);
    solve_unit_lower<S>(n_, columns, lu_.data(), n_, x, n_);
    solve_upper<S>(n_, columns, lu_.data(), n_, x, n_);
  }

  // det A = mantissa·2^exponent; a NaN mantissa for one.
  void determinant(S* mantissa, int64_t* exponent) const {
    *mantissa = S(1);
    *exponent = 0;
    for (int64_t i = 0; i < n_; ++i) {
      S next = pivot(i);
      *exponent += exponents_[static_cast<size_t>(i)] + normalize(&next);
      *mantissa *= swaps_[static_cast<size_t>(i)] == i ? next : -next;
      *exponent += normalize(mantissa);
    }
  }

 private:
  const S& pivot(int64_t i) const { return lu_[static_cast<size_t>(i * n_ + i)]; }

  void scale_rows(int64_t columns, S* x) const {
    for (int64_t i = 0; i < n_; ++i) {
      const int exponent = exponents_[static_cast<size_t>(i)];
      for (int64_t j = 0; exponent != 0 && j < columns; ++j) scale_by(1, x + j * n_ + i, -exponent);
    }
  }

  // Brings the larger component near 1 and answers the exponent taken out.
  static int normalize(S* x) {
    const int exponent = exponent_of(largest_component(1, x));
    scale_by(1, x, -exponent);
    return exponent;
  }

  int64_t n_;
  Buffer<S> lu_;
  std::vector<int32_t> swaps_;
  std::vector<int> exponents_;
};

}  // namespace

template <class T>
Finding cholesky(int64_t count, int64_t n, bool upper, T* a) {
  using S = ScalarOf<T>;
  Buffer<S> lower(upper ? 0 : static_cast<size_t>(n * n));
  for (int64_t i = 0; i < count; ++i) {
    // An upper row-major triangle is, column-major, a lower one of the conjugate matrix.
    S *const matrix = as_scalars(a + i * n * n), *const work = upper ? matrix : lower.data();
    if (!upper) transpose(n, n, matrix, work);
    for (int64_t j = 0; j < n; ++j) work[j * n + j] = S(std::real(work[j * n + j]));
    if (!blocked_cholesky<S>(n, work, n)) return found(Flaw::kIndefinite, i);
    for (int64_t j = 0; j < n; ++j) std::fill(work + j * n, work + j * n + j, S(0));
    if (!upper) transpose(n, n, work, matrix);
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
      // Exponents beyond what ldexp takes mean 0 or infinity anyway.
      scale_by(1, &value, static_cast<int>(std::max<int64_t>(-5000, std::min<int64_t>(exponent, 5000))));
      as_scalars(det)[i] = value;
    }
    if (sign == nullptr) continue;
    const R length = std::abs(mantissa);
    as_scalars(sign)[i] = length == R(0) ? S(0) : S(mantissa / length);
    logabsdet[i] = static_cast<R>(std::log(static_cast<double>(length)) + static_cast<double>(exponent) * M_LN2);
  }
}

template <class T>
Finding inverse(int64_t count, int64_t n, const T* a, T* out) {
  using S = ScalarOf<T>;
  Lu<T> lu(n);
  Buffer<S> x(static_cast<size_t>(n * n));
  for (int64_t i = 0; i < count; ++i) {
    lu.factor(a + i * n * n);
    if (lu.is_singular()) return found(Flaw::kSingular, i);
    std::fill(x.begin(), x.end(), S(0));
    for (int64_t j = 0; j < n; ++j) x[static_cast<size_t>(j * n + j)] = S(1);
    lu.solve(n, x.data());
    transpose(n, n, x.data(), as_scalars(out + i * n * n));
  }
  return Finding();
}

template <class T>
Finding solve(int64_t count, int64_t n, int64_t k, const T* a, const int64_t* a_at, const T* b, const int64_t* b_at,
              T* x) {
  using S = ScalarOf<T>;
  Lu<T> lu(n);
  Buffer<S> columns(static_cast<size_t>(n * k));
  for (int64_t i = 0; i < count; ++i) {
    if (i == 0 || a_at[i] != a_at[i - 1]) {
      lu.factor(a + a_at[i]);
      if (lu.is_singular()) return found(Flaw::kSingular, i);
    }
    transpose(n, k, as_scalars(b + b_at[i]), columns.data());
    lu.solve(k, columns.data());
    transpose(k, n, columns.data(), as_scalars(x + i * n * k));
  }
  return Finding();
}

template <class T>
void qr(int64_t count, int64_t m, int64_t n, bool complete, const T* a, T* q, T* r) {
  using S = ScalarOf<T>;
  using R = RealOf<T>;
  const int64_t p = std::min(m, n), columns = complete ? m : p;
  Buffer<S> work(static_cast<size_t>(m * n)), factor(static_cast<size_t>(m * columns)), tau(static_cast<size_t>(p));
  std::vector<int> exponents(static_cast<size_t>(n));
  for (int64_t i = 0; i < count; ++i) {
    transpose(m, n, as_scalars(a + i * m * n), work.data());
    // QR goes column by column: a factor of one stays with R's.
    for (int64_t j = 0; j < n; ++j) {
      const R largest = largest_component(m, work.data() + j * m);
      const int exponent = std::isfinite(largest) ? scale_exponent(largest) : 0;
      exponents[static_cast<size_t>(j)] = exponent;
      if (exponent != 0) scale_by(m, work.data() + j * m, -exponent);
    }
    blocked_qr<S>(m, n, work.data(), m, tau.data());
    std::fill(factor.begin(), factor.end(), S(0));
    for (int64_t j = 0; j < columns; ++j) factor[static_cast<size_t>(j * m + j)] = S(1);
    apply_reflectors<S>(m, columns, p, work.data(), m, tau.data(), true, factor.data(), m);
    transpose(columns, m, factor.data(), as_scalars(q + i * m * columns));
    S* const upper = as_scalars(r + i * columns * n);
    for (int64_t row = 0; row < columns; ++row)
      for (int64_t j = 0; j < n; ++j) upper[row * n + j] = row <= j ? work[static_cast<size_t>(j * m + row)] : S(0);
    for (int64_t j = 0; j < n; ++j)
      for (int64_t row = 0; exponents[static_cast<size_t>(j)] != 0 && row < columns; ++row)
        scale_by(1, upper + row * n + j, exponents[static_cast<size_t>(j)]);
  }
}

template <class T>
Finding eigh(int64_t count, int64_t n, const T* a, RealOf<T>* w, T* v) {
  using S = ScalarOf<T>;
  Buffer<S> lower(static_cast<size_t>(n * n)), vectors(v == nullptr ? 0 : lower.size());
  for (int64_t i = 0; i < count; ++i) {
    transpose(n, n, as_scalars(a + i * n * n), lower.data());
    for (int64_t j = 0; j < n; ++j)
      lower[static_cast<size_t>(j * n + j)] = std::real(lower[static_cast<size_t>(j * n + j)]);
    if (!blocked_eigh<S>(n, lower.data(), n, w + i * n, v == nullptr ? nullptr : vectors.data(), n))
      return found(Flaw::kNotFinite, i);
    if (v != nullptr) transpose(n, n, vectors.data(), as_scalars(v + i * n * n));
  }
  return Finding();
}

template <class T>
Finding svd(int64_t count, int64_t m, int64_t n, bool full, const T* a, T* u, RealOf<T>* s, T* vh) {
  using S = ScalarOf<T>;
  // A wide matrix by its adjoint, which has U and V exchanged and is, column-major, the conjugate of what is there.
  const bool wide = m < n;
  const int64_t height = std::max(m, n), width = std::min(m, n), columns = full ? height : width;
  Buffer<S> work(static_cast<size_t>(m * n)), left(u == nullptr ? 0 : static_cast<size_t>(height * columns));
  Buffer<S> right(u == nullptr ? 0 : static_cast<size_t>(width * width));
  for (int64_t i = 0; i < count; ++i) {
    const S* const matrix = as_scalars(a + i * m * n);
    if (wide)
      copy(m * n, matrix, work.data(), true);
    else
      transpose(m, n, matrix, work.data());
    if (!blocked_svd<S>(height, width, work.data(), height, s + i * width, u == nullptr ? nullptr : left.data(), height,
                        columns, right.data(), width))
      return found(Flaw::kNotFinite, i);
    if (u == nullptr) continue;
    if (wide) {
      transpose(m, m, right.data(), as_scalars(u + i * m * m));
      copy(columns * n, left.data(), as_scalars(vh + i * columns * n), true);
    } else {
      transpose(columns, m, left.data(), as_scalars(u + i * m * columns));
      copy(n * n, right.data(), as_scalars(vh + i * n * n), true);
    }
  }
  return Finding();
}

#define OBOL_INSTANTIATE(T)                                                                                     \
  template Finding cholesky<T>(int64_t, int64_t, bool, T*);                                                     \
  template void determinant<T>(int64_t, int64_t, const T*, T*, T*, RealOf<T>*);                                 \
  template Finding inverse<T>(int64_t, int64_t, const T*, T*);                                                  \
  template Finding solve<T>(int64_t, int64_t, int64_t, const T*, const int64_t*, const T*, const int64_t*, T*); \
  template void qr<T>(int64_t, int64_t, int64_t, bool, const T*, T*, T*);                                       \
  template Finding eigh<T>(int64_t, int64_t, const T*, RealOf<T>*, T*);                                         \
  template Finding svd<T>(int64_t, int64_t, int64_t, bool, const T*, T*, RealOf<T>*, T*);
OBOL_INSTANTIATE(float)
OBOL_INSTANTIATE(double)
OBOL_INSTANTIATE(complex64)
OBOL_INSTANTIATE(complex128)

}  // namespace obol::dense::blocked
