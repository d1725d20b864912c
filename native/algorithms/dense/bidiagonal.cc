#include "algorithms/dense/bidiagonal.h"

#include <algorithm>
#include <vector>

#include "algorithms/dense/blocked_reflectors.h"
#include "algorithms/dense/multiply.h"
#include "device/threads.h"

namespace obol::dense {
namespace {

constexpr int64_t kPanel = 32, kRows = 128, kColumns = 64;

}  // namespace

// Dongarra, Sorensen & Hammarling 1989, section 4: within a panel A stays as it was and A − V·Yᴴ − X·Uᴴ is meant.
// V, X and Y, U stand side by side, column by column: L = (v₀ x₀ v₁ x₁ …), S = (y₀ u₀ y₁ u₁ …), so A − L·Sᴴ.
template <class T>
void bidiagonalize(int64_t m, int64_t n, T* a, int64_t lda, Real<T>* d, Real<T>* e, T* tau_q, T* g, int64_t ldg,
                   T* tau_p) {
  const KeepAwake awake;
  const auto& one = kernels<T>();
  Buffer<T> l(static_cast<size_t>(m * 2 * kPanel)), s(static_cast<size_t>(n * 2 * kPanel)), x(2 * kPanel);
  for (int64_t panel = 0; panel < n; panel += kPanel) {
    const int64_t end = std::min(panel + kPanel, n);
    for (int64_t j = panel; j < end; ++j) {
      const int64_t done = 2 * (j - panel), right = n - j - 1, below = m - j - 1;
      T* const column = a + j * lda;
      T *const v = l.data() + done * m, *const y = s.data() + done * n, *const to_x = v + m, *const u = y + n;
      for (int64_t c = 0; c < done; ++c) x[static_cast<size_t>(c)] = conjugate(s[static_cast<size_t>(c * n + j)]);
      one.apply_add(m - j, done, T(-1), l.data() + j, m, Op::kNone, x.data(), column + j);
      tau_q[j] = make_reflector(m - j, column + j, column + j + 1);
      d[j] = std::real(column[j]);
      copy_reflectors(m - j, 1, column + j, lda, v + j, m);
      if (right == 0) continue;

      // y = tau·(A − L·Sᴴ)ᴴ·v
      std::fill(x.begin(), x.end(), T(0));
      one.apply_add(m - j, done, T(1), l.data() + j, m, Op::kAdjoint, v + j, x.data());
      parallel_for(right, kColumns, [&](int64_t from, int64_t to) {
        T* const part = y + j + 1 + from;
        std::fill(part, part + (to - from), T(0));
        one.apply_add(m - j, to - from, T(1), a + (j + 1 + from) * lda + j, lda, Op::kAdjoint, v + j, part);
        one.apply_add(to - from, done, T(-1), s.data() + j + 1 + from, n, Op::kNone, x.data(), part);
        for (int64_t i = 0; i < to - from; ++i) part[i] *= tau_q[j];
      });

      // Row j, conjugated, in the place of u.
      T* const row = u + j + 1;
      for (int64_t i = 0; i < right; ++i) row[i] = conjugate(a[(j + 1 + i) * lda + j]);
      for (int64_t c = 0; c <= done; ++c) x[static_cast<size_t>(c)] = conjugate(l[static_cast<size_t>(c * m + j)]);
      one.apply_add(right, done + 1, T(-1), s.data() + j + 1, n, Op::kNone, x.data(), row);
      tau_p[j] = make_reflector(right, row, row + 1);
      e[j] = std::real(row[0]);
      row[0] = T(1);
      std::copy(row, row + right, g + j * ldg + j + 1);

      // x = tau·(A − L·Sᴴ)·u
      std::fill(x.begin(), x.end(), T(0));
      one.apply_add(right, done + 1, T(1), s.data() + j + 1, n, Op::kAdjoint, row, x.data());
      parallel_for(below, kRows, [&](int64_t from, int64_t to) {
        T* const part = to_x + j + 1 + from;
        std::fill(part, part + (to - from), T(0));
        one.apply_add(to - from, right, T(1), a + (j + 1) * lda + j + 1 + from, lda, Op::kNone, row, part);
        one.apply_add(to - from, done + 1, T(-1), l.data() + j + 1 + from, m, Op::kNone, x.data(), part);
        for (int64_t i = 0; i < to - from; ++i) part[i] *= tau_p[j];
      });
    }
    multiply_add(m - end, n - end, 2 * (end - panel), T(-1), l.data() + end, m, Op::kNone, s.data() + end, n,
                 Op::kAdjoint, a + end * lda + end, lda);
  }
}

#define OBOL_INSTANTIATE(T) \
  template void bidiagonalize<T>(int64_t, int64_t, T*, int64_t, Real<T>*, Real<T>*, T*, T*, int64_t, T*);
OBOL_INSTANTIATE(float)
OBOL_INSTANTIATE(double)
OBOL_INSTANTIATE(std::complex<float>)
OBOL_INSTANTIATE(std::complex<double>)

}  // namespace obol::dense
