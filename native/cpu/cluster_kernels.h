// The loops of cluster.cc: distances of a block of rows, which lie in the lanes, from centres taken a few at a time.
// Element t of a row is at xs[t · step + row].
// Differences are squared as they are: nothing cancels, however far from the origin the points lie.

#include "cpu/lanes_kernels.h"

namespace obol::cpu {
namespace OBOL_ISA {

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

// The first nearest centre of each of kBlockRows rows.
template <class T>
void nearest_block(const T* xs, int64_t step, int64_t d, const T* centers, int64_t down, int64_t across, int64_t k,
                   int32_t* label, T* distance) {
  using L = Lanes<T>;
  static_assert(kBlockRows % (L::kWidth * kVectors) == 0, "a block is whole groups of lanes");
  for (int row = 0; row < kBlockRows; row += L::kWidth * kVectors) {
    typename L::Vector best[kVectors];
    typename L::Mask nearest[kVectors];
    const auto compare = [&](const typename L::Vector* sum, typename L::Int c) __attribute__((always_inline)) {
      for (int v = 0; v < kVectors; ++v) {
        const typename L::Mask closer = sum[v] < best[v];
        best[v] = closer ? sum[v] : best[v];
        nearest[v] = closer ? typename L::Mask{} + c : nearest[v];
      }
    };
    typename L::Vector sums[4][kVectors];
    squared_distances<T, 1>(xs + row, step, d, centers, down, across, sums);
    for (int v = 0; v < kVectors; ++v) {
      best[v] = sums[0][v];
      nearest[v] = typename L::Mask{};
    }
    int64_t c = 1;
    for (; c + 4 <= k; c += 4) {
      squared_distances<T, 4>(xs + row, step, d, centers + c * down, down, across, sums);
      for (int i = 0; i < 4; ++i) compare(sums[i], static_cast<typename L::Int>(c + i));
    }
    for (; c < k; ++c) {
      squared_distances<T, 1>(xs + row, step, d, centers + c * down, down, across, sums);
      compare(sums[0], static_cast<typename L::Int>(c));
    }
    for (int v = 0; v < kVectors; ++v)
      for (int i = 0; i < L::kWidth; ++i) {
        label[row + v * L::kWidth + i] = static_cast<int32_t>(nearest[v][i]);
        distance[row + v * L::kWidth + i] = best[v][i];
      }
  }
}

// out[c · kBlockRows + row] = the squared distance of each row from each centre.
template <class T>
void distance_block(const T* xs, int64_t step, int64_t d, const T* centers, int64_t down, int64_t across, int64_t k,
                    T* out) {
  using L = Lanes<T>;
  for (int row = 0; row < kBlockRows; row += L::kWidth * kVectors) {
    typename L::Vector sums[4][kVectors];
    for (int64_t c = 0; c < k;) {
      const int count = c + 4 <= k ? 4 : 1;
      if (count == 4) {
        squared_distances<T, 4>(xs + row, step, d, centers + c * down, down, across, sums);
      } else {
        squared_distances<T, 1>(xs + row, step, d, centers + c * down, down, across, sums);
      }
      for (int i = 0; i < count; ++i, ++c) std::memcpy(out + c * kBlockRows + row, sums[i], sizeof(sums[i]));
    }
  }
}

// sum[t] += weight · x[t].
template <class T>
void add_row(double* sum, const T* x, int64_t across, int64_t d, double weight) {
  if (across == 1) {
    for (int64_t t = 0; t < d; ++t) sum[t] += weight * static_cast<double>(x[t]);
  } else {
    for (int64_t t = 0; t < d; ++t) sum[t] += weight * static_cast<double>(x[t * across]);
  }
}

}  // namespace OBOL_ISA
}  // namespace obol::cpu
