// The loop of cluster_bounded.cc: a block of rows in the lanes, against those centers that bounds don't rule out. A bound
// that is computed gets a margin for the rounding of what it is made of, so that what is ruled out is not the nearest in
// nearest_row's arithmetic either.

#include "cpu/distance_kernels.h"

namespace obol::cpu {
namespace OBOL_ISA {

template <class T>
OBOL_INLINE typename Lanes<T>::Vector root(typename Lanes<T>::Vector v) {
#if OBOL_VECTOR_BYTES == 64
  if constexpr (sizeof(T) == 8) return _mm512_maskz_sqrt_pd(0xff, v);
  if constexpr (sizeof(T) == 4) return _mm512_maskz_sqrt_ps(0xffff, v);
#elif OBOL_VECTOR_BYTES == 32
  if constexpr (sizeof(T) == 8) return _mm256_sqrt_pd(v);
  if constexpr (sizeof(T) == 4) return _mm256_sqrt_ps(v);
#else
  for (int i = 0; i < Lanes<T>::kWidth; ++i) {
    if constexpr (sizeof(T) == 8) v[i] = __builtin_sqrt(v[i]);
    if constexpr (sizeof(T) == 4) v[i] = __builtin_sqrtf(v[i]);
  }
  return v;
#endif
}

template <class T>
void nearest_block_bounded(const T* xs, int64_t step, int64_t d, const BoundedCenters<T>& c, const T* own, T* lower,
                           int64_t lower_step, int32_t* label, T* distance, int32_t* list) {
  using L = Lanes<T>;
  using V = typename L::Vector;
  using M = typename L::Mask;
  const T up = 1 + c.margin, down = 1 - c.margin;
  for (int row = 0; row < kBlockRows; row += L::kWidth) {
    V best{};
    for (int64_t t = 0; t < d; ++t) {
      const V difference = load(xs + t * step + row) - load(own + t * kBlockRows + row);
      best = fused(difference, difference, best);
    }
    const V near = root<T>(best), reach = near * up;
    M nearest{};
    for (int i = 0; i < L::kWidth; ++i) nearest[i] = label[row + i];
    // What is not ruled out: by its own bound, then by its distance from the row's center.
    int64_t left = 0;
    for (int64_t j = 0; j < c.k; ++j) {
      T* const at = lower + j * lower_step + row;
      const V before = load(at);
      const M far = before > V{} + c.moved[j];
      const V bound = far ? (before - c.moved[j]) * down : V{};
      const M mine = nearest == M{} + static_cast<typename L::Int>(j);
      store(at, mine ? near * down : bound);
      const M open = ~mine & ~(bound > reach);
      bool any = false;
      for (int i = 0; i < L::kWidth; ++i) any |= open[i] != 0 && !(c.half[j * c.k + label[row + i]] > reach[i]);
      if (any) list[left++] = static_cast<int32_t>(j);
    }
    const auto compare = [&](V sum, int32_t j) __attribute__((always_inline)) {
      const M number = M{} + static_cast<typename L::Int>(j);
      const M closer = (sum < best) | ((sum == best) & (number < nearest));
      best = closer ? sum : best;
      nearest = closer ? number : nearest;
      store(lower + j * lower_step + row, root<T>(sum) * down);
    };
    for (int64_t l = 0; l < left;) {
      constexpr int kAtOnce = 4;
      const int count = l + kAtOnce <= left ? kAtOnce : 1;
      V sum[kAtOnce]{};
      const T* center[kAtOnce];
      for (int i = 0; i < count; ++i) center[i] = c.data + list[l + i] * c.down;
      if (count == kAtOnce) {
        for (int64_t t = 0; t < d; ++t) {
          const V x = load(xs + t * step + row);
          for (int i = 0; i < kAtOnce; ++i) {
            const V difference = x - center[i][t * c.across];
            sum[i] = fused(difference, difference, sum[i]);
          }
        }
      } else {
        for (int64_t t = 0; t < d; ++t) {
          const V difference = load(xs + t * step + row) - center[0][t * c.across];
          sum[0] = fused(difference, difference, sum[0]);
        }
      }
      for (int i = 0; i < count; ++i, ++l) compare(sum[i], list[l]);
    }
    for (int i = 0; i < L::kWidth; ++i) {
      label[row + i] = static_cast<int32_t>(nearest[i]);
      distance[row + i] = best[i];
    }
  }
}

}  // namespace OBOL_ISA
}  // namespace obol::cpu
