// Whole numbers to sort and to search by: how many bits they have, and bisection among sorted ones.
#pragma once

#include <cstdint>

#include "core/portable.h"

namespace obol::gpu {

// Bits of the numbers below n.
inline int bits_below(int64_t n) {
  int bits = 0;
  while (bits < 63 && (int64_t{1} << bits) < n) ++bits;
  return bits;
}

// How many of n ascending keys are below `key`.
template <class Key>
OBOL_HD inline int64_t count_below(const Key* keys, int64_t n, Key key) {
  int64_t low = 0;
  for (int64_t length = n; length > 0;) {
    const int64_t half = length / 2;
    low += keys[low + half] < key ? length - half : 0;
    length = half;
  }
  return low;
}

// The segment that element e lies in: the last one that begins at or before it. Segment i is begin[i] … begin[i + 1].
template <class Index>
OBOL_HD inline int64_t segment_of(const Index* begin, int64_t segments, int64_t e) {
  int64_t low = 0, high = segments;
  while (high - low > 1) {
    const int64_t middle = low + (high - low) / 2;
    if (static_cast<int64_t>(begin[middle]) <= e)
      low = middle;
    else
      high = middle;
  }
  return low;
}

}  // namespace obol::gpu
