#include "algorithms/dense/blocked_qr.h"

#include <algorithm>
#include <vector>

#include "algorithms/dense/blocked_reflectors.h"
#include "device/threads.h"

namespace obol::dense {
namespace {

constexpr int64_t kPanel = 64, kColumnwise = 8;

// (H₀·…·H_{k−1})ᴴ·C for the reflectors below the diagonal of `a`.
template <class T>
void apply_adjoint(int64_t m, int64_t columns, int64_t k, const T* a, int64_t lda, const T* tau, T* c, int64_t ldc) {
  if (columns == 0) return;
  Buffer<T> v(static_cast<size_t>(m * k)), t(static_cast<size_t>(k * k));
  copy_reflectors(m, k, a, lda, v.data(), m);
  block_factor(m, k, v.data(), m, tau, t.data(), k);
  apply_block(m, columns, k, v.data(), m, t.data(), k, Op::kAdjoint, c, ldc);
}

// A panel, m ≥ n: halves of it, down to a few columns that are done one by one.
template <class T>
void factor(int64_t m, int64_t n, T* a, int64_t lda, T* tau) {
  if (n <= kColumnwise) {
    const T one(1);
    for (int64_t j = 0; j < n; ++j) {
      T* const column = a + j * lda + j;
      tau[j] = make_reflector(m - j, column, column + 1);
      for (int64_t i = j + 1; i < n; ++i) {
        T* const other = a + i * lda + j;
        T factor = other[0] + kernels<T>().dot(m - j - 1, column + 1, other + 1);
        factor *= conjugate(tau[j]);
        other[0] -= factor;
        kernels<T>().apply_add(m - j - 1, 1, -factor, column + 1, m, Op::kNone, &one, other + 1);
      }
    }
    return;
  }
  const int64_t half = n / 2;
  factor(m, half, a, lda, tau);
  apply_adjoint(m, n - half, half, a, lda, tau, a + half * lda, lda);
  factor(m - half, n - half, a + half * lda + half, lda, tau + half);
}

}  // namespace

template <class T>
void blocked_qr(int64_t m, int64_t n, T* a, int64_t lda, T* tau) {
  const KeepAwake awake;
  const int64_t p = std::min(m, n);
  for (int64_t j = 0; j < p; j += kPanel) {
    const int64_t k = std::min(kPanel, p - j);
    T* const panel = a + j * lda + j;
    factor(m - j, k, panel, lda, tau + j);
    apply_adjoint(m - j, n - j - k, k, panel, lda, tau + j, panel + k * lda, lda);
  }
}

#define OBOL_INSTANTIATE(T) template void blocked_qr<T>(int64_t, int64_t, T*, int64_t, T*);
OBOL_INSTANTIATE(float)
OBOL_INSTANTIATE(double)
OBOL_INSTANTIATE(std::complex<float>)
OBOL_INSTANTIATE(std::complex<double>)

}  // namespace obol::dense
