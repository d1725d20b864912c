#include "algorithms/dense/blocked_lu.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "algorithms/dense/multiply.h"
#include "device/threads.h"

namespace obol::dense {
namespace {

constexpr int64_t kPanel = 64, kColumnwise = 8, kStrip = 64, kCholesky = 128, kRows = 128;
// Columns up to here are no work for a kernel behind a pointer.
constexpr int64_t kShort = 24;

template <class T>
Real<T> size_of(T x) {
  return std::abs(std::real(x)) + std::abs(std::imag(x));
}

template <class T>
void exchange(int64_t steps, const int32_t* swaps, int64_t columns, T* a, int64_t lda) {
  for (int64_t j = 0; j < columns; ++j)
    for (int64_t i = 0; i < steps; ++i)
      if (swaps[i] != i) std::swap(a[j * lda + i], a[j * lda + swaps[i]]);
}

template <class T>
void eliminate(int64_t m, int64_t n, T* a, int64_t lda, int32_t* swaps) {
  const auto& one = kernels<T>();
  for (int64_t j = 0; j < n; ++j) {
    T* const column = a + j * lda;
    int64_t pivot = j;
    Real<T> most = size_of(column[j]);
    for (int64_t i = j + 1; i < m; ++i)
      if (const Real<T> size = size_of(column[i]); size > most) {
        most = size;
        pivot = i;
      }
    swaps[j] = static_cast<int32_t>(pivot);
    if (pivot != j)
      for (int64_t c = 0; c < n; ++c) std::swap(a[c * lda + j], a[c * lda + pivot]);
    if (most == 0) continue;
    const T inverse = T(1) / column[j], down = column[j];
    if (std::isfinite(size_of(inverse))) {
      for (int64_t i = j + 1; i < m; ++i) column[i] *= inverse;
    } else {
      for (int64_t i = j + 1; i < m; ++i) column[i] /= down;
    }
    for (int64_t c = j + 1; c < n; ++c) {
      const T factor = a[c * lda + j];
      if (std::is_floating_point_v<T> && m <= kShort)
        for (int64_t i = j + 1; i < m; ++i) a[c * lda + i] -= column[i] * factor;
      else
        one.apply_add(m - j - 1, 1, T(-1), column + j + 1, m, Op::kNone, &factor, a + c * lda + j + 1);
    }
  }
}

// A panel of m × n by halves (Toledo 1997), so that nearly all of it is products.
template <class T>
void factor(int64_t m, int64_t n, T* a, int64_t lda, int32_t* swaps) {
  if (n <= kColumnwise) return eliminate(m, n, a, lda, swaps);
  const auto& one = kernels<T>();
  const int64_t half = n / 2;
  T *const right = a + half * lda, *const corner = right + half;
  factor(m, half, a, lda, swaps);
  exchange(half, swaps, n - half, right, lda);
  one.solve_unit_lower(half, n - half, a, lda, right, lda);
  one.multiply_add(m - half, n - half, half, T(-1), a + half, lda, Op::kNone, right, lda, Op::kNone, corner, lda);
  factor(m - half, n - half, corner, lda, swaps + half);
  exchange(n - half, swaps + half, half, a + half, lda);
  for (int64_t i = half; i < n; ++i) swaps[i] += static_cast<int32_t>(half);
}

}  // namespace

template <class T>
void blocked_lu(int64_t n, T* a, int64_t lda, int32_t* swaps) {
  const KeepAwake awake;
  const auto& one = kernels<T>();
  for (int64_t j = 0; j < n; j += kPanel) {
    const int64_t k = std::min(kPanel, n - j), rest = n - j - k;
    T* const panel = a + j * lda + j;
    factor(n - j, k, panel, lda, swaps + j);
    // Strips of columns to the right are brought up to date, those to the left only exchange their rows.
    const int64_t right = (rest + kStrip - 1) / kStrip, left = (j + kStrip - 1) / kStrip;
    for_each_chunk(right + left, [&](int64_t chunk) {
      if (chunk >= right) {
        const int64_t at = (chunk - right) * kStrip;
        return exchange(k, swaps + j, std::min(kStrip, j - at), a + at * lda + j, lda);
      }
      const int64_t at = chunk * kStrip, columns = std::min(kStrip, rest - at);
      T* const strip = panel + (k + at) * lda;
      exchange(k, swaps + j, columns, strip, lda);
      one.solve_unit_lower(k, columns, panel, lda, strip, lda);
      one.multiply_add(rest, columns, k, T(-1), panel + k, lda, Op::kNone, strip, lda, Op::kNone, strip + k, lda);
    });
    for (int64_t i = j; i < j + k; ++i) swaps[i] += static_cast<int32_t>(j);
  }
}

template <class T>
void exchange_rows(int64_t n, const int32_t* swaps, int64_t m, T* b, int64_t ldb) {
  parallel_for(m, kStrip, [&](int64_t begin, int64_t end) { exchange(n, swaps, end - begin, b + begin * ldb, ldb); });
}

template <class T>
bool blocked_cholesky(int64_t n, T* a, int64_t lda) {
  const KeepAwake awake;
  const auto& one = kernels<T>();
  for (int64_t j = 0; j < n; j += kCholesky) {
    const int64_t k = std::min(kCholesky, n - j), rest = n - j - k;
    T *const corner = a + j * lda + j, *const below = corner + k;
    if (one.cholesky(k, corner, lda) >= 0) return false;
    // A NaN on the diagonal passes Eigen's test of the sign.
    for (int64_t i = 0; i < k; ++i)
      if (!(std::real(corner[i * lda + i]) > 0)) return false;
    parallel_for(rest, kRows, [&](int64_t begin, int64_t end) {
      one.solve_right_adjoint(k, end - begin, corner, lda, below + begin, lda);
    });
    multiply_add_lower(rest, k, T(-1), below, lda, below, lda, Op::kAdjoint, below + k * lda, lda);
  }
  return true;
}

#define OBOL_INSTANTIATE(T)                                                      \
  template void blocked_lu<T>(int64_t, T*, int64_t, int32_t*);                   \
  template void exchange_rows<T>(int64_t, const int32_t*, int64_t, T*, int64_t); \
  template bool blocked_cholesky<T>(int64_t, T*, int64_t);
OBOL_INSTANTIATE(float)
OBOL_INSTANTIATE(double)
OBOL_INSTANTIATE(std::complex<float>)
OBOL_INSTANTIATE(std::complex<double>)

}  // namespace obol::dense
