// A list of the nearest so far, by distance, then index: a heap with the farthest on top, of a fixed length. Candidates
// come by ascending index; where they come in another order, `closer` must be asked with their index.
#pragma once

#include <cstdint>

#include "core/portable.h"

namespace obol::ops {

template <class T>
struct NearestHeap {
  T* distance;
  int64_t distance_step;
  int32_t* index;
  int64_t index_step;
  int64_t count;  // at least 1

  OBOL_INLINE T far(int64_t i) const { return distance[i * distance_step]; }
  OBOL_INLINE int32_t who(int64_t i) const { return index[i * index_step]; }
  OBOL_INLINE void put(int64_t i, T d, int32_t owner) const {
    distance[i * distance_step] = d;
    index[i * index_step] = owner;
  }
  OBOL_INLINE static bool closer(T a, int32_t i, T b, int32_t j) { return a < b || (a == b && i < j); }

  // Moves (d, owner) down from place i of the first `size`.
  OBOL_INLINE void sink(int64_t i, int64_t size, T d, int32_t owner) const {
    for (int64_t child = 2 * i + 1; child < size; child = 2 * i + 1) {
      if (child + 1 < size && closer(far(child), who(child), far(child + 1), who(child + 1))) ++child;
      if (!closer(d, owner, far(child), who(child))) break;
      put(i, far(child), who(child));
      i = child;
    }
    put(i, d, owner);
  }
  // Once `count` pairs were put.
  OBOL_INLINE void build() const {
    for (int64_t i = count / 2 - 1; i >= 0; --i) sink(i, count, far(i), who(i));
  }
  // The farthest goes, (d, owner) comes.
  OBOL_INLINE void replace(T d, int32_t owner) const { sink(0, count, d, owner); }
  // Ascending; a heap no more.
  OBOL_INLINE void sort() const {
    for (int64_t size = count - 1; size > 0; --size) {
      const T d = far(size);
      const int32_t owner = who(size);
      put(size, far(0), who(0));
      sink(0, size, d, owner);
    }
  }
};

}  // namespace obol::ops
