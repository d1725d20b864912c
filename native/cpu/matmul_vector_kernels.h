// Loops of matmul_vector.cc.

#include "cpu/lanes_kernels.h"

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

template <class T, int Rows>
OBOL_INLINE void dot_rows_of(int64_t k, const T* a, int64_t step, const T* x, T* out) {
  using L = Lanes<T>;
  typename L::Vector sum[Rows][2];
  for (int r = 0; r < Rows; ++r) sum[r][0] = sum[r][1] = typename L::Vector{};
  int64_t i = 0;
  for (; i + 2 * L::kWidth <= k; i += 2 * L::kWidth) {
    const typename L::Vector x0 = load(x + i), x1 = load(x + i + L::kWidth);
    for (int r = 0; r < Rows; ++r) {
      sum[r][0] = fused(load(a + r * step + i), x0, sum[r][0]);
      sum[r][1] = fused(load(a + r * step + i + L::kWidth), x1, sum[r][1]);
    }
  }
  for (int r = 0; r < Rows; ++r) {
    T rest = sum_lanes<T>(sum[r][0] + sum[r][1]);
    for (int64_t j = i; j < k; ++j) rest += a[r * step + j] * x[j];
    out[r] = rest;
  }
}

// out[r] = row r of a · x, rows `step` apart.
template <class T>
void dot_rows(int64_t rows, int64_t k, const T* a, int64_t step, const T* x, T* out) {
  int64_t r = 0;
  for (; r + 4 <= rows; r += 4) dot_rows_of<T, 4>(k, a + r * step, step, x, out + r);
  for (; r < rows; ++r) dot_rows_of<T, 1>(k, a + r * step, step, x, out + r);
}

template <class T, int Columns>
OBOL_INLINE void add_columns_of(int64_t n, const T* a, int64_t step, const T* x, int64_t x_step, T* y) {
  using L = Lanes<T>;
  int64_t i = 0;
  for (; i + L::kWidth <= n; i += L::kWidth) {
    typename L::Vector sum = load(y + i);
    for (int c = 0; c < Columns; ++c) sum = fused(typename L::Vector{} + x[c * x_step], load(a + c * step + i), sum);
    store(y + i, sum);
  }
  for (; i < n; ++i) {
    T sum = y[i];
    for (int c = 0; c < Columns; ++c) sum += x[c * x_step] * a[c * step + i];
    y[i] = sum;
  }
}

// y[0 … n) += Σ over c of x[c] · column c of a, columns `step` apart.
template <class T>
void add_columns(int64_t n, int64_t columns, const T* a, int64_t step, const T* x, int64_t x_step, T* y) {
  int64_t c = 0;
  for (; c + 8 <= columns; c += 8) add_columns_of<T, 8>(n, a + c * step, step, x + c * x_step, x_step, y);
  for (; c < columns; ++c) add_columns_of<T, 1>(n, a + c * step, step, x + c * x_step, x_step, y);
}

}  // namespace OBOL_ISA
}  // namespace obol::cpu
