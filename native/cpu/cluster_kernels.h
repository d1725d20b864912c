// The loops of cluster.cc, over the blocks of distance_kernels.h.

#include "cpu/distance_kernels.h"

namespace obol::cpu {
namespace OBOL_ISA {

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
