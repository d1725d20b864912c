#include "algorithms/dense/blocked_reflectors.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "algorithms/dense/multiply.h"
#include "device/threads.h"

namespace obol::dense {
namespace {

constexpr int64_t kBlock = 64, kColumns = 128;

template <class T>
Real<T> length(int64_t n, const T* x) {
  using R = Real<T>;
  const R plain = kernels<T>().squared_norm(n, x);
  constexpr R low = std::numeric_limits<R>::min() / std::numeric_limits<R>::epsilon();
  if (plain > low && plain < std::numeric_limits<R>::max()) return std::sqrt(plain);
  R most = 0;
  for (int64_t i = 0; i < n; ++i) most = std::max({most, std::abs(std::real(x[i])), std::abs(std::imag(x[i]))});
  if (most == 0 || !(most <= std::numeric_limits<R>::max())) return plain == 0 ? R(0) : std::sqrt(plain);
  R sum = 0;
  for (int64_t i = 0; i < n; ++i) {
    const R re = std::real(x[i]) / most, im = std::imag(x[i]) / most;
    sum += re * re + im * im;
  }
  return most * std::sqrt(sum);
}

}  // namespace

template <class T>
T make_reflector(int64_t n, T* alpha, T* rest) {
  using R = Real<T>;
  const R below = n > 1 ? length(n - 1, rest) : R(0);
  if (below == 0 && std::imag(*alpha) == 0) return T(0);
  const R whole = std::hypot(std::hypot(std::real(*alpha), std::imag(*alpha)), below);
  const R beta = std::real(*alpha) > 0 ? -whole : whole;
  // v = (1, rest / (alpha − beta)); the difference has no cancellation, but its reciprocal may overflow.
  const T head = *alpha - beta;
  const T tau = T(-1) * (head / beta);
  const T inverse = T(1) / head;
  if (std::isfinite(std::real(inverse)) && std::isfinite(std::imag(inverse))) {
    for (int64_t i = 0; i < n - 1; ++i) rest[i] *= inverse;
  } else {
    for (int64_t i = 0; i < n - 1; ++i) rest[i] /= head;
  }
  *alpha = T(beta);
  return tau;
}

template <class T>
void copy_reflectors(int64_t n, int64_t k, const T* a, int64_t lda, T* v, int64_t ldv) {
  for (int64_t j = 0; j < k; ++j) {
    std::fill(v + j * ldv, v + j * ldv + j, T(0));
    v[j * ldv + j] = T(1);
    std::copy(a + j * lda + j + 1, a + j * lda + n, v + j * ldv + j + 1);
  }
}

template <class T>
void block_factor(int64_t n, int64_t k, const T* v, int64_t ldv, const T* tau, T* t, int64_t ldt) {
  // G = Vᴴ·V holds every inner product that the columns of T need.
  Buffer<T> g(static_cast<size_t>(k * k), T(0));
  kernels<T>().multiply_add(k, k, n, T(1), v, ldv, Op::kAdjoint, v, ldv, Op::kNone, g.data(), k);
  for (int64_t j = 0; j < k; ++j) {
    // T(0:j, j) = −tau·T(0:j, 0:j)·Vᴴ·v_j
    for (int64_t i = 0; i < k; ++i) {
      T sum(0);
      if (i < j)
        for (int64_t l = i; l < j; ++l) sum += t[l * ldt + i] * g[static_cast<size_t>(j * k + l)];
      t[j * ldt + i] = i < j ? -tau[j] * sum : i == j ? tau[j] : T(0);
    }
  }
}

template <class T>
void apply_block(int64_t n, int64_t m, int64_t k, const T* v, int64_t ldv, const T* t, int64_t ldt, Op op, T* c,
                 int64_t ldc) {
  const auto& one = kernels<T>();
  parallel_for(m, kColumns, [&](int64_t begin, int64_t end) {
    const int64_t columns = end - begin;
    Buffer<T> w(static_cast<size_t>(2 * k * columns), T(0));
    T *const first = w.data(), *const second = first + k * columns, *const part = c + begin * ldc;
    one.multiply_add(k, columns, n, T(1), v, ldv, Op::kAdjoint, part, ldc, Op::kNone, first, k);
    one.multiply_add(k, columns, k, T(-1), t, ldt, op, first, k, Op::kNone, second, k);
    one.multiply_add(n, columns, k, T(1), v, ldv, Op::kNone, second, k, Op::kNone, part, ldc);
  });
}

template <class T>
void apply_reflectors(int64_t n, int64_t m, int64_t count, const T* a, int64_t lda, const T* tau, bool identity, T* c,
                      int64_t ldc) {
  if (count == 0 || m == 0) return;
  const int64_t block = std::min(kBlock, count);
  Buffer<T> v(static_cast<size_t>(n * block)), t(static_cast<size_t>(block * block));
  for (int64_t j = (count - 1) / block * block; j >= 0; j -= block) {
    const int64_t k = std::min(block, count - j), rows = n - j;
    copy_reflectors(rows, k, a + j * lda + j, lda, v.data(), rows);
    block_factor(rows, k, v.data(), rows, tau + j, t.data(), block);
    // Columns before j of a unit matrix have nothing in these rows yet.
    const int64_t from = identity ? std::min(j, m) : 0;
    apply_block(rows, m - from, k, v.data(), rows, t.data(), block, Op::kNone, c + from * ldc + j, ldc);
  }
}

template <class T>
void embed(int64_t height, int64_t columns, int64_t n, const double* from, T* to, int64_t ld) {
  parallel_for(columns, 32, [&](int64_t begin, int64_t end) {
    for (int64_t j = begin; j < end; ++j) {
      T* const column = to + j * ld;
      std::fill(column, column + height, T(0));
      if (j >= n) column[j] = T(1);
      for (int64_t i = 0; i < n && j < n; ++i) column[i] = T(static_cast<Real<T>>(from[j * n + i]));
    }
  });
}

#define OBOL_INSTANTIATE(T)                                                                                       \
  template T make_reflector<T>(int64_t, T*, T*);                                                                  \
  template void copy_reflectors<T>(int64_t, int64_t, const T*, int64_t, T*, int64_t);                             \
  template void block_factor<T>(int64_t, int64_t, const T*, int64_t, const T*, T*, int64_t);                      \
  template void apply_block<T>(int64_t, int64_t, int64_t, const T*, int64_t, const T*, int64_t, Op, T*, int64_t); \
  template void apply_reflectors<T>(int64_t, int64_t, int64_t, const T*, int64_t, const T*, bool, T*, int64_t);   \
  template void embed<T>(int64_t, int64_t, int64_t, const double*, T*, int64_t);
OBOL_INSTANTIATE(float)
OBOL_INSTANTIATE(double)
OBOL_INSTANTIATE(std::complex<float>)
OBOL_INSTANTIATE(std::complex<double>)

}  // namespace obol::dense
