// What a kernel's thread sees of itself on a vendor's device.
#pragma once

#include <vendor_api.h>

#include <cstdint>
#include <cstring>

#include "core/portable.h"

namespace obol::gpu {

class Thread {
 public:
  OBOL_HD Thread(uint32_t thread, uint32_t threads, uint32_t x, uint32_t y)
      : thread_(thread), threads_(threads), block_x_(x), block_y_(y) {}

  OBOL_HD uint32_t thread() const { return thread_; }
  OBOL_HD uint32_t threads() const { return threads_; }
  OBOL_HD uint32_t block_x() const { return block_x_; }
  OBOL_HD uint32_t block_y() const { return block_y_; }
  OBOL_HD int64_t global() const { return int64_t{block_x_} * threads_ + thread_; }
  OBOL_HD bool within(int64_t i, int64_t n) const { return i < n; }

 private:
  uint32_t thread_, threads_, block_x_, block_y_;
};

// Kernels are read for the host too, where none of them runs: there these words mean nothing.
class TeamThread : public Thread {
 public:
  explicit OBOL_HD TeamThread(const Thread& t) : Thread(t) {}

  OBOL_HD uint32_t warp_size() const {
#if OBOL_DEVICE_PASS
    return static_cast<uint32_t>(warpSize);
#else
    return 1;
#endif
  }
  OBOL_HD uint32_t lane() const { return thread() % warp_size(); }
  OBOL_HD uint32_t warp() const { return thread() / warp_size(); }

  OBOL_HD void barrier() const {
#if OBOL_DEVICE_PASS
    __syncthreads();
#endif
  }
  template <class T>
  OBOL_HD T shuffle_down(T value, uint32_t lanes) const {
    return from_lane(value, lane() + lanes);
  }
  template <class T>
  OBOL_HD T shuffle_xor(T value, uint32_t lanes) const {
    return from_lane(value, lane() ^ lanes);
  }

 private:
  // In words of 32 bits; a lane of none: its own.
  template <class T>
  OBOL_HD T from_lane(T value, [[maybe_unused]] uint32_t from) const {
#if OBOL_DEVICE_PASS
    constexpr int kWords = (sizeof(T) + 3) / 4;
    uint32_t words[kWords] = {};
    __builtin_memcpy(words, &value, sizeof(T));
    const uint32_t lane_of = from < warp_size() ? from : lane();
    for (int i = 0; i < kWords; ++i) words[i] = vendor::shuffle(words[i], lane_of);
    __builtin_memcpy(&value, words, sizeof(T));
#endif
    return value;
  }
};

namespace vendor {

// The vendors' atomics know unsigned words of 32 and 64 bits; a signed one has the same bits.
template <class T>
struct Word {
  static_assert(sizeof(T) == 4 || sizeof(T) == 8, "atomics are on words of 32 or 64 bits");
  using type = unsigned long long;
};
template <>
struct Word<int32_t> {
  using type = unsigned int;
};
template <>
struct Word<uint32_t> {
  using type = unsigned int;
};

}  // namespace vendor

template <class T>
OBOL_HD T atomic_exchange_if(T* at, T expected, T desired) {
#if OBOL_DEVICE_PASS
  using W = typename vendor::Word<T>::type;
  return static_cast<T>(atomicCAS(reinterpret_cast<W*>(at), static_cast<W>(expected), static_cast<W>(desired)));
#else
  return *at == expected ? desired : expected;
#endif
}
template <class T>
OBOL_HD T atomic_add(T* at, T value) {
#if OBOL_DEVICE_PASS
  using W = typename vendor::Word<T>::type;
  return static_cast<T>(atomicAdd(reinterpret_cast<W*>(at), static_cast<W>(value)));
#else
  return *at + value;
#endif
}
// A plain read first: most calls change nothing.
template <class T>
OBOL_HD T atomic_max(T* at, T value) {
  T old = *static_cast<volatile T*>(at);
  while (old < value) {
    const T seen = atomic_exchange_if(at, old, value);
    if (seen == old) break;
    old = seen;
  }
  return old;
}
template <class T>
OBOL_HD T atomic_min(T* at, T value) {
  T old = *static_cast<volatile T*>(at);
  while (value < old) {
    const T seen = atomic_exchange_if(at, old, value);
    if (seen == old) break;
    old = seen;
  }
  return old;
}

}  // namespace obol::gpu
