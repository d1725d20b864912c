// What a kernel's thread sees of itself: Thread where each works alone, TeamThread where the threads of a block work
// together (block.h runs those).
#pragma once

#include <cstdint>

#include "core/portable.h"
#include "gpu/runtime/sim/site.h"

namespace obol::gpu {

class Thread {
 public:
  Thread(uint32_t thread, uint32_t threads, uint32_t x, uint32_t y)
      : thread_(thread), threads_(threads), block_x_(x), block_y_(y) {}

  uint32_t thread() const { return thread_; }
  uint32_t threads() const { return threads_; }
  uint32_t block_x() const { return block_x_; }
  uint32_t block_y() const { return block_y_; }
  int64_t global() const { return int64_t{block_x_} * threads_ + thread_; }
  bool within(int64_t i, int64_t n, sim::Place place = sim::Place::current()) const {
    return i < n || (sim::watches_sites && sim::reach_site(sim::SiteKind::kBound, place));
  }

 private:
  uint32_t thread_, threads_, block_x_, block_y_;
};

namespace sim {
class Block;
void wait_at_barrier(Block* block, Place place);
// Hands `bytes` (at most 16) of this lane to lane `from` of its warp, gets that lane's; a lane of none: its own.
void exchange(Block* block, uint32_t from, void* value, uint32_t bytes, Place place);
uint32_t warp_size();
}  // namespace sim

class TeamThread : public Thread {
 public:
  TeamThread(const Thread& t, sim::Block* block) : Thread(t), block_(block), warp_size_(sim::warp_size()) {}

  uint32_t warp_size() const { return warp_size_; }
  uint32_t lane() const { return thread() % warp_size_; }
  uint32_t warp() const { return thread() / warp_size_; }

  void barrier(sim::Place place = sim::Place::current()) const { sim::wait_at_barrier(block_, place); }
  template <class T>
  T shuffle_down(T value, uint32_t lanes, sim::Place place = sim::Place::current()) const {
    return from_lane(value, lane() + lanes, place);
  }
  template <class T>
  T shuffle_xor(T value, uint32_t lanes, sim::Place place = sim::Place::current()) const {
    return from_lane(value, lane() ^ lanes, place);
  }

 private:
  template <class T>
  T from_lane(T value, uint32_t from, sim::Place place) const {
    static_assert(sizeof(T) <= 16, "lanes exchange at most 16 bytes");
    sim::exchange(block_, from, &value, sizeof(T), place);
    return value;
  }

  sim::Block* block_;
  uint32_t warp_size_;
};

// One operating system thread runs a launch, so plain arithmetic would do; launches of several streams may meet.
template <class T>
T atomic_add(T* at, T value) {
  return __atomic_fetch_add(at, value, __ATOMIC_RELAXED);
}
template <class T>
T atomic_max(T* at, T value) {
  T old = __atomic_load_n(at, __ATOMIC_RELAXED);
  while (old < value && !__atomic_compare_exchange_n(at, &old, value, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
  }
  return old;
}
template <class T>
T atomic_min(T* at, T value) {
  T old = __atomic_load_n(at, __ATOMIC_RELAXED);
  while (value < old && !__atomic_compare_exchange_n(at, &old, value, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
  }
  return old;
}
template <class T>
T atomic_exchange_if(T* at, T expected, T desired) {
  __atomic_compare_exchange_n(at, &expected, desired, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  return expected;
}

}  // namespace obol::gpu
