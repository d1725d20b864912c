// Micro-kernels of matmul_packed.cc: a tile of c, kept in registers, from a panel of a (k × Rows, one element
// broadcast at a time) and a panel of b (k × Vectors registers).

#include "cpu/lanes_kernels.h"

namespace obol::cpu {
namespace OBOL_ISA {

// The tile's size, real and complex: as many sums as there are registers, less those that a and b need.
inline constexpr int kRows = OBOL_VECTOR_BYTES == 64 ? 8 : 4, kVectors = OBOL_VECTOR_BYTES == 16 ? 2 : 3;
inline constexpr int kComplexRows = OBOL_VECTOR_BYTES == 64 ? 4 : 2, kComplexVectors = 2;

// c (+)= a · b; c's rows are `c_step` apart, b's `b_step`.
template <class T, int Rows, int Vectors>
void real_tile(int64_t k, const T* a, const T* b, int64_t b_step, T* c, int64_t c_step, bool add) {
  using L = Lanes<T>;
  typename L::Vector sum[Rows][Vectors];
  for (int r = 0; r < Rows; ++r)
    for (int v = 0; v < Vectors; ++v) sum[r][v] = typename L::Vector{};
  for (int64_t i = 0; i < k; ++i, a += Rows, b += b_step) {
    typename L::Vector right[Vectors];
    for (int v = 0; v < Vectors; ++v) right[v] = load(b + v * L::kWidth);
    for (int r = 0; r < Rows; ++r) {
      const typename L::Vector left = typename L::Vector{} + a[r];
      for (int v = 0; v < Vectors; ++v) sum[r][v] = fused(left, right[v], sum[r][v]);
    }
  }
  for (int r = 0; r < Rows; ++r)
    for (int v = 0; v < Vectors; ++v) {
      T* const to = c + r * c_step + v * L::kWidth;
      store(to, add ? load<T>(to) + sum[r][v] : sum[r][v]);
    }
}

// The same for complex numbers: a's panel holds re, im by turns, b's rows hold Vectors registers of real parts, then as
// many of imaginary ones; so does a row of c, which is always overwritten.
template <class T, int Rows, int Vectors>
void complex_tile(int64_t k, const T* a, const T* b, int64_t b_step, T* c, int64_t c_step, bool) {
  using L = Lanes<T>;
  typename L::Vector re[Rows][Vectors], im[Rows][Vectors];
  for (int r = 0; r < Rows; ++r)
    for (int v = 0; v < Vectors; ++v) re[r][v] = im[r][v] = typename L::Vector{};
  for (int64_t i = 0; i < k; ++i, a += 2 * Rows, b += b_step) {
    typename L::Vector right_re[Vectors], right_im[Vectors];
    for (int v = 0; v < Vectors; ++v) {
      right_re[v] = load(b + v * L::kWidth);
      right_im[v] = load(b + (Vectors + v) * L::kWidth);
    }
    for (int r = 0; r < Rows; ++r) {
      const typename L::Vector left_re = typename L::Vector{} + a[2 * r], left_im = typename L::Vector{} + a[2 * r + 1];
      for (int v = 0; v < Vectors; ++v) {
        re[r][v] = fused(left_re, right_re[v], re[r][v]);
        im[r][v] = fused(left_re, right_im[v], im[r][v]);
        re[r][v] = fused(-left_im, right_im[v], re[r][v]);
        im[r][v] = fused(left_im, right_re[v], im[r][v]);
      }
    }
  }
  for (int r = 0; r < Rows; ++r)
    for (int v = 0; v < Vectors; ++v) {
      store(c + r * c_step + v * L::kWidth, re[r][v]);
      store(c + r * c_step + (Vectors + v) * L::kWidth, im[r][v]);
    }
}

// tile[i][v - 1]: 2^i rows, v registers.
template <class T, int Vectors>
void set_real_tiles(TileKernels<T>* t) {
  t->tile[0][Vectors - 1] = real_tile<T, 1, Vectors>;
  t->tile[1][Vectors - 1] = real_tile<T, 2, Vectors>;
  t->tile[2][Vectors - 1] = real_tile<T, 4, Vectors>;
  if constexpr (kRows >= 8) t->tile[3][Vectors - 1] = real_tile<T, 8, Vectors>;
  if constexpr (Vectors > 1) set_real_tiles<T, Vectors - 1>(t);
}
template <class T, int Vectors>
void set_complex_tiles(TileKernels<T>* t) {
  t->tile[0][Vectors - 1] = complex_tile<T, 1, Vectors>;
  t->tile[1][Vectors - 1] = complex_tile<T, 2, Vectors>;
  if constexpr (kComplexRows >= 4) t->tile[2][Vectors - 1] = complex_tile<T, 4, Vectors>;
  if constexpr (Vectors > 1) set_complex_tiles<T, Vectors - 1>(t);
}

template <class T>
void real_tiles(TileKernels<T>* t) {
  t->rows = kRows;
  t->vectors = kVectors;
  t->width = Lanes<T>::kWidth;
  set_real_tiles<T, kVectors>(t);
}
template <class T>
void complex_tiles(TileKernels<T>* t) {
  t->rows = kComplexRows;
  t->vectors = kComplexVectors;
  t->width = Lanes<T>::kWidth;
  set_complex_tiles<T, kComplexVectors>(t);
}

}  // namespace OBOL_ISA
}  // namespace obol::cpu
