// Loops of matmul_vector.cc.

#include "cpu/lanes_kernels.h"
#include "cpu/matmul.h"

namespace obol::cpu {
namespace OBOL_ISA {

// The sum over lanes in a fixed order.
template <class T>
OBOL_INLINE T sum_lanes(typename Lanes<T>::Vector v) {
  T lane[Lanes<T>::kWidth];
  std::memcpy(lane, &v, sizeof(v));
  for (int half = Lanes<T>::kWidth / 2; half > 0; half /= 2)
    for (int i = 0; i < half; ++i) lane[i] += lane[i + half];
  return lane[0];
}

// C columns of x, `x_step` apart, and of out, `out_step` apart.
template <class T, int C, int Rows>
OBOL_INLINE void dot_rows_of(int64_t k, const T* a, int64_t step, const T* x, int64_t x_step, T* out,
                             int64_t out_step) {
  using L = Lanes<T>;
  // Additions of one column overlap where two chains share them; those of several columns do anyway.
  constexpr int kChains = C == 1 ? 2 : 1;
  typename L::Vector sum[Rows][C][kChains];
  for (int r = 0; r < Rows; ++r)
    for (int c = 0; c < C; ++c)
      for (int h = 0; h < kChains; ++h) sum[r][c][h] = typename L::Vector{};
  int64_t i = 0;
  for (; i + kChains * L::kWidth <= k; i += kChains * L::kWidth)
    for (int h = 0; h < kChains; ++h) {
      typename L::Vector right[C];
      for (int c = 0; c < C; ++c) right[c] = load(x + c * x_step + i + h * L::kWidth);
      for (int r = 0; r < Rows; ++r) {
        const typename L::Vector left = load(a + r * step + i + h * L::kWidth);
        for (int c = 0; c < C; ++c) sum[r][c][h] = fused(left, right[c], sum[r][c][h]);
      }
    }
  for (int r = 0; r < Rows; ++r)
    for (int c = 0; c < C; ++c) {
      typename L::Vector whole = sum[r][c][0];
      if constexpr (kChains == 2) whole += sum[r][c][1];
      T rest = sum_lanes<T>(whole);
      for (int64_t j = i; j < k; ++j) rest += a[r * step + j] * x[c * x_step + j];
      out[c * out_step + r] = rest;
    }
}

// out[c][r] = row r of a · column c of x, rows `step` apart.
template <class T, int C>
void dot_rows(int64_t rows, int64_t k, const T* a, int64_t step, const T* x, int64_t x_step, T* out, int64_t out_step) {
  int64_t r = 0;
  for (; r + 4 <= rows; r += 4) dot_rows_of<T, C, 4>(k, a + r * step, step, x, x_step, out + r, out_step);
  for (; r < rows; ++r) dot_rows_of<T, C, 1>(k, a + r * step, step, x, x_step, out + r, out_step);
}

template <class T, int C, int Columns>
OBOL_INLINE void add_columns_of(int64_t n, const T* a, int64_t step, const Matrix<T>& x, T* y, int64_t y_step) {
  using L = Lanes<T>;
  int64_t i = 0;
  for (; i + L::kWidth <= n; i += L::kWidth) {
    typename L::Vector sum[C];
    for (int c = 0; c < C; ++c) sum[c] = load(y + c * y_step + i);
    for (int k = 0; k < Columns; ++k) {
      const typename L::Vector left = load(a + k * step + i);
      for (int c = 0; c < C; ++c) sum[c] = fused(typename L::Vector{} + *x.at(k, c), left, sum[c]);
    }
    for (int c = 0; c < C; ++c) store(y + c * y_step + i, sum[c]);
  }
  for (; i < n; ++i)
    for (int c = 0; c < C; ++c) {
      T sum = y[c * y_step + i];
      for (int k = 0; k < Columns; ++k) sum += *x.at(k, c) * a[k * step + i];
      y[c * y_step + i] = sum;
    }
}

// y[c][0 … n) += Σ over k of x(k, c) · column k of a, columns `step` apart.
template <class T, int C>
void add_columns(int64_t n, int64_t columns, const T* a, int64_t step, const Matrix<T>& x, T* y, int64_t y_step) {
  constexpr int kAtOnce = 8 / C;
  int64_t k = 0;
  for (; k + kAtOnce <= columns; k += kAtOnce)
    add_columns_of<T, C, kAtOnce>(n, a + k * step, step, x.from(k, 0), y, y_step);
  for (; k < columns; ++k) add_columns_of<T, C, 1>(n, a + k * step, step, x.from(k, 0), y, y_step);
}

}  // namespace OBOL_ISA
}  // namespace obol::cpu
