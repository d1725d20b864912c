// The loop of neighbors.cc: rows of y in the lanes, rows of x a few at a time; what is closer than a row's farthest
// neighbour so far goes into its heap.

#include "cpu/distance_kernels.h"

namespace obol::cpu {
namespace OBOL_ISA {

// Takes row j of x, whose squared distances from the lanes of one vector are given, into the heaps of these lanes.
template <class T>
__attribute__((noinline)) void take_neighbor(const ops::NearestHeap<T>* heaps, T* worst, const T* square, int32_t j) {
  for (int i = 0; i < Lanes<T>::kWidth; ++i) {
    if (!(square[i] < worst[i])) continue;
    heaps[i].replace(square[i], j);
    worst[i] = heaps[i].far(0);
  }
}

// The heaps of a block of rows, one a row; those beyond `rows` are none.
template <class T>
void nearest_rows_block(const T* ys, int64_t step, int64_t d, const T* x, int64_t down, int64_t across, int64_t n,
                        int64_t rows, const ops::NearestHeap<T>* heaps) {
  using L = Lanes<T>;
  constexpr int kGroup = L::kWidth * kVectors;
  const int64_t count = heaps[0].count;
  for (int row = 0; row < rows; row += kGroup) {
    typename L::Vector sums[4][kVectors];
    // No neighbour is nearer than these: lanes without a row take none.
    alignas(OBOL_VECTOR_BYTES) T worst[kGroup];
    for (int i = 0; i < kGroup; ++i) worst[i] = -1;
    int64_t j = 0;
    for (; j < count; ++j) {
      squared_distances<T, 1>(ys + row, step, d, x + j * down, down, across, sums);
      for (int i = 0; i < kGroup && row + i < rows; ++i) {
        const T square = sums[0][i / L::kWidth][i % L::kWidth];
        heaps[row + i].put(j, square == square ? square : static_cast<T>(__builtin_inf()), static_cast<int32_t>(j));
      }
    }
    for (int i = 0; i < kGroup && row + i < rows; ++i) {
      heaps[row + i].build();
      worst[i] = heaps[row + i].far(0);
    }
    const auto compare = [&](const typename L::Vector* sum, int64_t at) __attribute__((always_inline)) {
      for (int v = 0; v < kVectors; ++v) {
        if (__builtin_expect(!any_less<T>(sum[v], load(worst + v * L::kWidth)), 1)) continue;
        alignas(OBOL_VECTOR_BYTES) T square[L::kWidth];
        store(square, sum[v]);
        take_neighbor<T>(heaps + row + v * L::kWidth, worst + v * L::kWidth, square, static_cast<int32_t>(at));
      }
    };
    for (; j + 4 <= n; j += 4) {
      squared_distances<T, 4>(ys + row, step, d, x + j * down, down, across, sums);
      for (int i = 0; i < 4; ++i) compare(sums[i], j + i);
    }
    for (; j < n; ++j) {
      squared_distances<T, 1>(ys + row, step, d, x + j * down, down, across, sums);
      compare(sums[0], j);
    }
  }
}

}  // namespace OBOL_ISA
}  // namespace obol::cpu
