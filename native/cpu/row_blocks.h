// Rows of points in blocks: which lie side by side in memory, one block after the other on the pool's threads. Included
// after for_each_isa.h by a family whose kernels include distance_kernels.h.
#pragma once

#include <algorithm>
#include <atomic>

#include "cpu/backend.h"
#include "cpu/isa.h"
#include "cpu/threads.h"

namespace obol::cpu {
namespace {

constexpr int kBlockRows = baseline::kBlockRows;

// Multiply-adds in one chunk, about.
constexpr int64_t kChunkWork = 262144;

// A matrix by its pointer and strides.
template <class T>
struct Rows {
  T* data;
  int64_t n, d, down, across;
  explicit Rows(const View& v)
      : data(v.as<T>()),
        n(v.shape(0)),
        d(v.shape(1)),
        down(v.immediate ? 0 : v.stride(0)),
        across(v.immediate ? 0 : v.stride(1)) {}
};

// xs[t, row] = x[begin + row, t]; rows beyond the end repeat the last one.
template <class T>
void pack_rows(const Rows<T>& x, int64_t begin, T* xs) {
  if (x.across == 1 && begin + kBlockRows <= x.n && x.d * static_cast<int64_t>(sizeof(T)) >= 64) {
    OBOL_SELECT(pack_block<T>)(x.data + begin * x.down, x.down, x.d, xs);
    return;
  }
  for (int row = 0; row < kBlockRows; ++row) {
    const T* const from = x.data + std::min(begin + row, x.n - 1) * x.down;
    for (int64_t t = 0; t < x.d; ++t) xs[t * kBlockRows + row] = from[t * x.across];
  }
}

// Calls body(first row, rows, xs, step, scratch of `extra` elements) for each block of x's rows: packed, or where columns
// are contiguous as they lie.
template <class T, class Body>
Status for_each_block(Backend& backend, const Rows<T>& x, int64_t k, int64_t extra, Body&& body) {
  const int64_t blocks = (x.n + kBlockRows - 1) / kBlockRows;
  const int64_t grain = std::max<int64_t>(1, kChunkWork / (kBlockRows * std::max<int64_t>(1, x.d * k)));
  const int64_t chunks = (blocks + grain - 1) / grain, room = x.d * kBlockRows + extra;
  std::atomic<bool> failed{false};
  for_each_chunk(chunks, [&](int64_t chunk) {
    StorageRef hold;
    if (!backend.allocate(static_cast<size_t>(room + 1) * sizeof(T), &hold).ok()) {
      failed = true;
      return;
    }
    T* const xs = static_cast<T*>(hold->device_pointer());
    for (int64_t b = chunk * grain; b < std::min(blocks, (chunk + 1) * grain); ++b) {
      const int64_t begin = b * kBlockRows;
      const int64_t rows = std::min<int64_t>(kBlockRows, x.n - begin);
      if (x.down == 1 && rows == kBlockRows) {
        body(begin, rows, x.data + begin, x.across, xs + x.d * kBlockRows);
      } else {
        pack_rows(x, begin, xs);
        body(begin, rows, xs, int64_t{kBlockRows}, xs + x.d * kBlockRows);
      }
    }
  });
  return failed ? Status(Code::kMemory, "out of memory: no room for a block of rows") : Status();
}

inline const Status& not_floating() {
  static const Status status(Code::kType, "expected float32 or float64 rows");
  return status;
}

}  // namespace
}  // namespace obol::cpu
