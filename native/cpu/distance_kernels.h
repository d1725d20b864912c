// Distances of a block of rows, which lie in the lanes, from centres taken a few at a time, and how rows get into lanes.
// Element t of a row is at xs[t · step + row]. Differences are squared as they are: nothing cancels, however far from the
// origin the points lie. To be included by a *_kernels.h, once per instruction set: no include guard.

#include "cpu/lanes_kernels.h"

namespace obol::cpu {
namespace OBOL_ISA {

// Rows of a block.
inline constexpr int kBlockRows = 64;

// Vectors of rows that are summed at once: as many as the registers hold beside four centres.
inline constexpr int kVectors = OBOL_VECTOR_BYTES == 64 ? 4 : 2;

// sums[c][v] += over t of (xs[t, lanes of v] - centre c's element t)², for Count centres.
template <class T, int Count>
OBOL_INLINE void squared_distances(const T* xs, int64_t step, int64_t d, const T* centers, int64_t down, int64_t across,
                                   typename Lanes<T>::Vector (*sums)[kVectors]) {
  using L = Lanes<T>;
  typename L::Vector sum[Count][kVectors];
  for (int c = 0; c < Count; ++c)
    for (int v = 0; v < kVectors; ++v) sum[c][v] = typename L::Vector{};
  for (int64_t t = 0; t < d; ++t, xs += step) {
    typename L::Vector x[kVectors];
    for (int v = 0; v < kVectors; ++v) x[v] = load(xs + v * L::kWidth);
    for (int c = 0; c < Count; ++c) {
      const T center = centers[c * down + t * across];
      for (int v = 0; v < kVectors; ++v) {
        const typename L::Vector difference = x[v] - center;
        sum[c][v] = fused(difference, difference, sum[c][v]);
      }
    }
  }
  for (int c = 0; c < Count; ++c)
    for (int v = 0; v < kVectors; ++v) sums[c][v] = sum[c][v];
}

// Whether a is less than b in any lane.
template <class T>
OBOL_INLINE bool any_less(typename Lanes<T>::Vector a, typename Lanes<T>::Vector b) {
  constexpr bool kWide = sizeof(T) == 8;
#if OBOL_VECTOR_BYTES == 64
  if constexpr (kWide) return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ) != 0;
  if constexpr (!kWide) return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ) != 0;
#elif OBOL_VECTOR_BYTES == 32
  if constexpr (kWide) return _mm256_movemask_pd(_mm256_cmp_pd(a, b, _CMP_LT_OQ)) != 0;
  if constexpr (!kWide) return _mm256_movemask_ps(_mm256_cmp_ps(a, b, _CMP_LT_OQ)) != 0;
#elif defined(__x86_64__)
  if constexpr (kWide) return _mm_movemask_pd(_mm_cmplt_pd(a, b)) != 0;
  if constexpr (!kWide) return _mm_movemask_ps(_mm_cmplt_ps(a, b)) != 0;
#else
  bool less = false;
  for (int i = 0; i < Lanes<T>::kWidth; ++i) less |= a[i] < b[i];
  return less;
#endif
}

// Turns W vectors of W lanes: lane j of v[i] becomes lane i of v[j]. Step H exchanges blocks of H × H lanes.
template <class T, int H = 1>
OBOL_INLINE void turn(typename Lanes<T>::Vector* v) {
  using L = Lanes<T>;
  constexpr int kWidth = L::kWidth;
  if constexpr (H < kWidth) {
    typename L::Mask low{}, high{};
#pragma GCC unroll 16
    for (int j = 0; j < kWidth; ++j) {
      low[j] = (j & H) == 0 ? j : kWidth + j - H;
      high[j] = (j & H) == 0 ? j + H : kWidth + j;
    }
#pragma GCC unroll 16
    for (int i = 0; i < kWidth; ++i) {
      if ((i & H) != 0) continue;
      const typename L::Vector a = v[i], b = v[i | H];
      v[i] = __builtin_shuffle(a, b, low);
      v[i | H] = __builtin_shuffle(a, b, high);
    }
    turn<T, 2 * H>(v);
  }
}

// xs[t · kBlockRows + row] = x[row · down + t] for d ≥ a register's width.
template <class T>
void pack_block(const T* x, int64_t down, int64_t d, T* xs) {
  constexpr int kWidth = Lanes<T>::kWidth;
  for (int row = 0; row < kBlockRows; row += kWidth)
    for (int64_t t = 0; t < d; t += kWidth) {
      // The last group of columns overlaps the one before.
      const int64_t at = t + kWidth <= d ? t : d - kWidth;
      typename Lanes<T>::Vector v[kWidth];
      for (int i = 0; i < kWidth; ++i) v[i] = load(x + (row + i) * down + at);
      turn<T>(v);
      for (int i = 0; i < kWidth; ++i) store(xs + (at + i) * kBlockRows + row, v[i]);
    }
}

}  // namespace OBOL_ISA
}  // namespace obol::cpu
