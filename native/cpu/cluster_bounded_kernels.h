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

// Whether any lane of a comparison is set.
template <class T>
OBOL_INLINE bool any_set(typename Lanes<T>::Mask m) {
#if OBOL_VECTOR_BYTES == 64
  return _mm512_test_epi64_mask((__m512i)m, (__m512i)m) != 0;
#elif OBOL_VECTOR_BYTES == 32
  return _mm256_testz_si256((__m256i)m, (__m256i)m) == 0;
#elif defined(__x86_64__)
  return _mm_movemask_epi8((__m128i)m) != 0;
#else
  bool any = false;
  for (int i = 0; i < Lanes<T>::kWidth; ++i) any |= m[i] != 0;
  return any;
#endif
}

// Squared distances of one vector of rows from Count centers of a list.
template <class T, int Count>
OBOL_INLINE void listed_distances(const T* xs, int64_t step, int64_t d, const BoundedCenters<T>& c, const int32_t* list,
                                  typename Lanes<T>::Vector* sums) {
  using V = typename Lanes<T>::Vector;
  const T* center[Count];
  V sum[Count];
  for (int i = 0; i < Count; ++i) {
    center[i] = c.data + list[i] * c.down;
    sum[i] = V{};
  }
  for (int64_t t = 0; t < d; ++t) {
    const V x = load(xs + t * step);
    for (int i = 0; i < Count; ++i) {
      const V difference = x - center[i][t * c.across];
      sum[i] = fused(difference, difference, sum[i]);
    }
  }
  for (int i = 0; i < Count; ++i) sums[i] = sum[i];
}

template <class T>
void nearest_block_bounded(const T* xs, int64_t step, int64_t d, const BoundedCenters<T>& c, const T* own, T* lower,
                           int64_t lower_step, int32_t* label, T* distance, int32_t* list) {
  using L = Lanes<T>;
  using V = typename L::Vector;
  using M = typename L::Mask;
  // To look up distances between centers lane by lane costs as much as to compute distances of few columns.
  constexpr int64_t kColumnsToLookUp = 24;
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
      const V before = load(at), moved = V{} + c.moved[j];
      const V bound = before > moved ? (before - moved) * down : V{};
      const M mine = nearest == M{} + static_cast<typename L::Int>(j);
      store(at, mine ? near * down : bound);
      const M open = ~mine & ~(bound > reach);
      if (!any_set<T>(open)) continue;
      if (d >= kColumnsToLookUp) {
        V half{};
        for (int i = 0; i < L::kWidth; ++i) half[i] = c.half[j * c.k + label[row + i]];
        if (!any_set<T>(open & ~(half > reach))) continue;
      }
      list[left++] = static_cast<int32_t>(j);
    }
    V sums[8];
    for (int64_t l = 0; l < left;) {
      const int count = l + 8 <= left ? 8 : (l + 4 <= left ? 4 : 1);
      if (count == 8) {
        listed_distances<T, 8>(xs + row, step, d, c, list + l, sums);
      } else if (count == 4) {
        listed_distances<T, 4>(xs + row, step, d, c, list + l, sums);
      } else {
        listed_distances<T, 1>(xs + row, step, d, c, list + l, sums);
      }
      for (int i = 0; i < count; ++i, ++l) {
        const M number = M{} + static_cast<typename L::Int>(list[l]);
        const M closer = (sums[i] < best) | ((sums[i] == best) & (number < nearest));
        best = closer ? sums[i] : best;
        nearest = closer ? number : nearest;
        store(lower + list[l] * lower_step + row, root<T>(sums[i]) * down);
      }
    }
    for (int i = 0; i < L::kWidth; ++i) {
      label[row + i] = static_cast<int32_t>(nearest[i]);
      distance[row + i] = best[i];
    }
  }
}

}  // namespace OBOL_ISA
}  // namespace obol::cpu
