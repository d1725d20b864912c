// The blocked decompositions: factors multiply back and bases are orthonormal to a few units of rounding, for every
// type, around the sizes of blocks, for spectra that make divide and conquer deflate; threads don't change a bit.
#include <algorithm>
#include <complex>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

#include "algorithms/dense/blocked_eigh.h"
#include "algorithms/dense/blocked_lu.h"
#include "algorithms/dense/blocked_qr.h"
#include "algorithms/dense/blocked_reflectors.h"
#include "algorithms/dense/blocked_svd.h"
#include "algorithms/dense/multiply.h"
#include "device/threads.h"
#include "native/check.h"

namespace {

using namespace obol::dense;

template <class T>
struct Matrix {
  int64_t m, n;
  Buffer<T> entries;

  Matrix(int64_t rows, int64_t columns) : m(rows), n(columns), entries(static_cast<size_t>(rows * columns), T(0)) {}
  T& operator()(int64_t i, int64_t j) { return entries[static_cast<size_t>(j * m + i)]; }
  const T& operator()(int64_t i, int64_t j) const { return entries[static_cast<size_t>(j * m + i)]; }
  T* data() { return entries.data(); }
};

double draw() {
  static uint64_t state = 0x9E3779B97F4A7C15u;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return static_cast<double>(state >> 11) / 4503599627370496.0 - 1;
}

template <class T>
T draw_as() {
  if constexpr (std::is_same_v<T, Real<T>>) {
    return T(draw());
  } else {
    const double re = draw();
    return T(static_cast<Real<T>>(re), static_cast<Real<T>>(draw()));
  }
}

template <class T>
Matrix<T> random_matrix(int64_t m, int64_t n) {
  Matrix<T> a(m, n);
  for (T& x : a.entries) x = draw_as<T>();
  return a;
}

template <class T>
Matrix<T> adjoint(const Matrix<T>& a) {
  Matrix<T> t(a.n, a.m);
  for (int64_t i = 0; i < a.m; ++i)
    for (int64_t j = 0; j < a.n; ++j) t(j, i) = conjugate(a(i, j));
  return t;
}

// By plain loops in the widest type: the oracle shares nothing with what it judges.
template <class T>
Matrix<T> product(const Matrix<T>& a, const Matrix<T>& b) {
  Matrix<T> c(a.m, b.n);
  for (int64_t j = 0; j < b.n; ++j)
    for (int64_t l = 0; l < a.n; ++l) {
      const T factor = b(l, j);
      if (factor == T(0)) continue;
      for (int64_t i = 0; i < a.m; ++i) {
        if constexpr (std::is_same_v<T, Real<T>>)
          c(i, j) += a(i, l) * factor;
        else
          c(i, j) += T(a(i, l).real() * factor.real() - a(i, l).imag() * factor.imag(),
                       a(i, l).real() * factor.imag() + a(i, l).imag() * factor.real());
      }
    }
  return c;
}

// The largest |a − b|, in units of n·eps·scale; huge where a number is NaN.
template <class T>
double error(const Matrix<T>& a, const Matrix<T>& b, double scale) {
  double most = 0;
  for (size_t i = 0; i < a.entries.size(); ++i) {
    const double e = std::abs(std::complex<double>(a.entries[i]) - std::complex<double>(b.entries[i]));
    most = std::isfinite(e) ? std::max(most, e) : 1e300;
  }
  const double unit = static_cast<double>(std::numeric_limits<Real<T>>::epsilon()) *
                      static_cast<double>(std::max({a.m, a.n, int64_t{1}}));
  return most / unit / (scale > 0 ? scale : 1.0);
}

template <class T>
Matrix<T> identity(int64_t n) {
  Matrix<T> a(n, n);
  for (int64_t i = 0; i < n; ++i) a(i, i) = T(1);
  return a;
}

template <class T>
double skew(const Matrix<T>& q) {
  return error(product(adjoint(q), q), identity<T>(q.n), 1) * static_cast<double>(q.n) /
         static_cast<double>(std::max<int64_t>(1, std::max(q.m, q.n)));
}

template <class T>
Matrix<T> with_columns_scaled(Matrix<T> a, const Buffer<Real<T>>& by) {
  for (int64_t j = 0; j < a.n; ++j)
    for (int64_t i = 0; i < a.m; ++i) a(i, j) *= by[static_cast<size_t>(j)];
  return a;
}

constexpr double kGood = 10;

template <class T>
void pairs_satisfy_the_definition(const Matrix<T>& a) {
  using R = Real<T>;
  const int64_t n = a.n;
  Matrix<T> copy = a, v(n, n);
  Buffer<R> w(static_cast<size_t>(n)), alone(w.size());
  for (int64_t j = 0; j < n; ++j)
    for (int64_t i = 0; i < j; ++i) copy(i, j) = T(std::numeric_limits<R>::quiet_NaN());  // never read
  Matrix<T> again = copy;
  CHECK(blocked_eigh<T>(n, copy.data(), n, w.data(), v.data(), n));
  CHECK(blocked_eigh<T>(n, again.data(), n, alone.data(), nullptr, 0));
  CHECK(std::is_sorted(w.begin(), w.end()));
  const double norm = n == 0 ? 0 : std::max(std::abs(double(w.front())), std::abs(double(w.back())));
  // Divided by the norm: products of the test itself must not overflow.
  Matrix<T> scaled = a;
  for (T& x : scaled.entries) x = norm > 0 ? T(x / static_cast<R>(norm)) : x;
  Buffer<R> ratio = w;
  for (R& x : ratio) x = norm > 0 ? static_cast<R>(x / norm) : x;
  CHECK(error(product(scaled, v), with_columns_scaled(v, ratio), 1) < kGood);
  CHECK(skew(v) < kGood);
  for (size_t i = 0; i < w.size(); ++i)
    CHECK(std::abs(double(w[i]) - double(alone[i])) <= 10 * double(n) * std::numeric_limits<R>::epsilon() * norm);
}

template <class T>
void singular_triples_satisfy_the_definition(const Matrix<T>& a, bool full = false) {
  using R = Real<T>;
  const int64_t m = a.m, n = a.n, columns = full ? m : n;
  Matrix<T> copy = a, again = a, u(m, columns), v(n, n);
  Buffer<R> s(static_cast<size_t>(n)), alone(s.size());
  CHECK(blocked_svd<T>(m, n, copy.data(), m, s.data(), u.data(), m, columns, v.data(), n));
  CHECK(blocked_svd<T>(m, n, again.data(), m, alone.data(), nullptr, 0, 0, nullptr, 0));
  CHECK(std::is_sorted(s.rbegin(), s.rend()) && (s.empty() || s.back() >= 0));
  const double norm = s.empty() ? 0 : double(s.front());
  Matrix<T> scaled = a, thin(m, n);
  for (T& x : scaled.entries) x = norm > 0 ? T(x / static_cast<R>(norm)) : x;
  std::copy(u.entries.begin(), u.entries.begin() + m * n, thin.entries.begin());
  Buffer<R> ratio = s;
  for (R& x : ratio) x = norm > 0 ? static_cast<R>(x / norm) : x;
  CHECK(error(product(scaled, v), with_columns_scaled(thin, ratio), 1) < kGood);
  CHECK(skew(u) < kGood && skew(v) < kGood);
  for (size_t i = 0; i < s.size(); ++i)
    CHECK(std::abs(double(s[i]) - double(alone[i])) <= 10 * double(n) * std::numeric_limits<R>::epsilon() * norm);
}

template <class T>
Matrix<T> hermitian(int64_t n) {
  Matrix<T> a = random_matrix<T>(n, n);
  for (int64_t j = 0; j < n; ++j) {
    a(j, j) = std::real(a(j, j));
    for (int64_t i = 0; i < j; ++i) a(i, j) = conjugate(a(j, i));
  }
  return a;
}

template <class T>
Matrix<T> tridiagonal(int64_t n, const std::function<double(int64_t)>& d, const std::function<double(int64_t)>& e) {
  Matrix<T> a(n, n);
  for (int64_t i = 0; i < n; ++i) {
    a(i, i) = T(static_cast<Real<T>>(d(i)));
    if (i > 0) a(i, i - 1) = a(i - 1, i) = T(static_cast<Real<T>>(e(i)));
  }
  return a;
}

template <class T>
void spectra_of_every_kind(int64_t n) {
  using R = Real<T>;
  pairs_satisfy_the_definition(hermitian<T>(n));
  pairs_satisfy_the_definition(Matrix<T>(n, n));
  pairs_satisfy_the_definition(identity<T>(n));
  Matrix<T> a = identity<T>(n);
  for (T& x : a.entries) x += T(1);
  pairs_satisfy_the_definition(a);
  singular_triples_satisfy_the_definition(a);
  // Wilkinson's W21+, glued: pairs of values that agree to many digits.
  const auto wilkinson = [](int64_t i) { return std::abs(double(i % 21) - 10); };
  a = tridiagonal<T>(n, wilkinson, [](int64_t i) { return i % 21 == 0 ? 1e-7 : 1.0; });
  pairs_satisfy_the_definition(a);
  singular_triples_satisfy_the_definition(a);
  a = tridiagonal<T>(
      n, [](int64_t i) { return double(i % 3); }, [](int64_t) { return 0.0; });
  pairs_satisfy_the_definition(a);
  singular_triples_satisfy_the_definition(a);
  pairs_satisfy_the_definition(tridiagonal<T>(
      n, [](int64_t) { return 2.0; }, [](int64_t) { return -1.0; }));
  Matrix<T> shift(n, n);
  for (int64_t i = 1; i < n; ++i) shift(i - 1, i) = T(1);
  singular_triples_satisfy_the_definition(shift);
  for (const double orders : {12.0, 30.0, 200.0}) {
    if (orders > std::numeric_limits<R>::max_exponent10) continue;
    Matrix<T> graded = hermitian<T>(n), columns = random_matrix<T>(n, n);
    for (int64_t j = 0; j < n; ++j)
      for (int64_t i = 0; i < n; ++i) {
        graded(i, j) *= static_cast<R>(std::pow(10.0, -orders * double(i + j) / double(2 * n)));
        columns(i, j) *= static_cast<R>(std::pow(10.0, -orders * double(j) / double(n)));
      }
    pairs_satisfy_the_definition(graded);
    singular_triples_satisfy_the_definition(columns);
  }
  // Three clusters: Q·D·Qᴴ with entries of D that agree to about rounding.
  Matrix<T> q(n, n), copy = hermitian<T>(n);
  Buffer<R> w(static_cast<size_t>(n));
  CHECK(blocked_eigh<T>(n, copy.data(), n, w.data(), q.data(), n));
  for (int64_t j = 0; j < n; ++j) w[static_cast<size_t>(j)] = static_cast<R>(double(j % 3) + double(j % 7) * 1e-14);
  Matrix<T> clustered = product(with_columns_scaled(q, w), adjoint(q));
  for (int64_t j = 0; j < n; ++j) {
    clustered(j, j) = std::real(clustered(j, j));
    for (int64_t i = 0; i < j; ++i) clustered(i, j) = conjugate(clustered(j, i));
  }
  pairs_satisfy_the_definition(clustered);
  singular_triples_satisfy_the_definition(clustered);
}

template <class T>
void extreme_scales_neither_overflow_nor_vanish(int64_t n) {
  using R = Real<T>;
  const R largest = std::numeric_limits<R>::max() / static_cast<R>(8 * n),
          smallest = std::numeric_limits<R>::min() * 64;
  for (const R scale : {largest, smallest}) {
    Matrix<T> a = hermitian<T>(n);
    for (T& x : a.entries) x *= scale;
    pairs_satisfy_the_definition(a);
    singular_triples_satisfy_the_definition(a);
  }
  Matrix<T> tiny = hermitian<T>(n);
  for (T& x : tiny.entries) x *= std::numeric_limits<R>::denorm_min() * 4;
  Matrix<T> v(n, n);
  Buffer<R> w(static_cast<size_t>(n));
  CHECK(blocked_eigh<T>(n, tiny.data(), n, w.data(), v.data(), n));
  CHECK(skew(v) < kGood);
}

template <class T>
void what_is_not_finite_is_refused(int64_t n) {
  using R = Real<T>;
  for (const R bad : {std::numeric_limits<R>::quiet_NaN(), std::numeric_limits<R>::infinity()}) {
    Matrix<T> a = hermitian<T>(n), b = a, v(n, n), u(n, n);
    Buffer<R> w(static_cast<size_t>(n));
    a(n - 1, n / 2) = b(n - 1, n / 2) = T(bad);
    CHECK(!blocked_eigh<T>(n, a.data(), n, w.data(), v.data(), n));
    CHECK(!blocked_svd<T>(n, n, b.data(), n, w.data(), u.data(), n, n, v.data(), n));
  }
}

template <class T>
void qr_multiplies_back(int64_t m, int64_t n) {
  const Matrix<T> a = random_matrix<T>(m, n);
  Matrix<T> f = a, q = identity<T>(m), r(m, n);
  Buffer<T> tau(static_cast<size_t>(std::min(m, n)));
  blocked_qr<T>(m, n, f.data(), m, tau.data());
  for (int64_t j = 0; j < n; ++j)
    for (int64_t i = 0; i <= std::min(j, m - 1); ++i) r(i, j) = f(i, j);
  for (int64_t i = 0; i < std::min(m, n); ++i) CHECK(std::imag(r(i, i)) == 0);
  apply_reflectors<T>(m, m, std::min(m, n), f.data(), m, tau.data(), true, q.data(), m);
  CHECK(error(product(q, r), a, 1) < kGood);
  CHECK(skew(q) < kGood);
}

template <class T>
void lu_solves(int64_t n) {
  Matrix<T> a = random_matrix<T>(n, n), x = random_matrix<T>(n, 70), b = product(a, x), f = a;
  const Matrix<T> right = b;
  std::vector<int32_t> swaps(static_cast<size_t>(n));
  blocked_lu<T>(n, f.data(), n, swaps.data());
  Matrix<T> l = identity<T>(n), u(n, n), permuted = a;
  for (int64_t j = 0; j < n; ++j)
    for (int64_t i = 0; i < n; ++i) (i > j ? l : u)(i, j) = f(i, j);
  for (int64_t i = 0; i < n; ++i) CHECK(swaps[static_cast<size_t>(i)] >= i && swaps[static_cast<size_t>(i)] < n);
  exchange_rows<T>(n, swaps.data(), n, permuted.data(), n);
  CHECK(error(product(l, u), permuted, 4) < kGood);
  // Partial pivoting: no multiplier is above 1, in the size that chooses it.
  for (const T& entry : l.entries) CHECK(std::abs(entry) < 1.5);
  exchange_rows<T>(n, swaps.data(), b.n, b.data(), n);
  solve_unit_lower<T>(n, b.n, f.data(), n, b.data(), n);
  solve_upper<T>(n, b.n, f.data(), n, b.data(), n);
  double most = 1;
  for (const T& entry : b.entries) most = std::max(most, double(std::abs(entry)));
  CHECK(error(product(a, b), right, most) < kGood);
}

template <class T>
void cholesky_multiplies_back(int64_t n) {
  Matrix<T> g = random_matrix<T>(n, n), a = product(g, adjoint(g));
  for (int64_t i = 0; i < n; ++i) a(i, i) = T(std::real(a(i, i)) + Real<T>(1));
  Matrix<T> l = a;
  for (int64_t j = 0; j < n; ++j)
    for (int64_t i = 0; i < j; ++i) l(i, j) = T(std::numeric_limits<Real<T>>::quiet_NaN());
  CHECK(blocked_cholesky<T>(n, l.data(), n));
  for (int64_t j = 0; j < n; ++j)
    for (int64_t i = 0; i < j; ++i) l(i, j) = T(0);
  CHECK(error(product(l, adjoint(l)), a, double(n)) < kGood);
  if (n == 0) return;
  a(n - 1, n - 1) = T(-1);
  CHECK(!blocked_cholesky<T>(n, a.data(), n));
}

// Inside of a chunk everything runs on one thread.
void alone(const std::function<void()>& work) {
  obol::for_each_chunk(2, [&](int64_t chunk) {
    if (chunk == 0) work();
  });
}

template <class T>
void threads_change_no_bit(int64_t n) {
  using R = Real<T>;
  const Matrix<T> a = hermitian<T>(n);
  std::vector<Buffer<T>> results[2];
  const auto work = [&](int run) {
    Matrix<T> copy = a, v(n, n), u(n, n);
    Buffer<R> w(static_cast<size_t>(n)), s(w.size());
    Buffer<T> tau(w.size());
    std::vector<int32_t> swaps(w.size());
    auto& out = results[run];
    blocked_eigh<T>(n, copy.data(), n, w.data(), v.data(), n);
    out.push_back(v.entries);
    out.push_back(Buffer<T>(w.begin(), w.end()));
    copy = a;
    blocked_svd<T>(n, n, copy.data(), n, s.data(), u.data(), n, n, v.data(), n);
    out.push_back(u.entries);
    out.push_back(v.entries);
    copy = a;
    blocked_qr<T>(n, n, copy.data(), n, tau.data());
    out.push_back(copy.entries);
    copy = a;
    blocked_lu<T>(n, copy.data(), n, swaps.data());
    out.push_back(copy.entries);
  };
  work(0);
  alone([&] { work(1); });
  CHECK(results[0] == results[1]);
}

template <class T>
void all_of(std::initializer_list<int64_t> sizes) {
  for (const int64_t n : sizes) {
    if (n > 0) spectra_of_every_kind<T>(n);
    for (const int64_t m : {n, n + 1, 2 * n + 3}) {
      singular_triples_satisfy_the_definition(random_matrix<T>(m, n));
      singular_triples_satisfy_the_definition(random_matrix<T>(m, n), true);
      qr_multiplies_back<T>(m, n);
      qr_multiplies_back<T>(n, m);
    }
    lu_solves<T>(n);
    cholesky_multiplies_back<T>(n);
  }
  extreme_scales_neither_overflow_nor_vanish<T>(40);
  what_is_not_finite_is_refused<T>(40);
}

}  // namespace

int main() {
  all_of<double>({0, 1, 2, 3, 31, 32, 33, 64, 65, 100, 129});
  all_of<float>({1, 2, 3, 33, 65, 129});
  all_of<std::complex<double>>({1, 2, 3, 33, 65, 100});
  all_of<std::complex<float>>({1, 2, 3, 33, 65});
  spectra_of_every_kind<double>(257);
  pairs_satisfy_the_definition(hermitian<double>(512));
  lu_solves<double>(257);
  cholesky_multiplies_back<double>(257);
  threads_change_no_bit<double>(300);
  threads_change_no_bit<float>(300);
  threads_change_no_bit<std::complex<double>>(290);
  threads_change_no_bit<std::complex<float>>(290);
  return obol::test::report("dense_blocked");
}
