// The order in which the simulator takes threads, warps and blocks: what a kernel computes must not depend on it.
#pragma once

#include <array>
#include <cstdint>
#include <numeric>
#include <utility>

#include "gpu/runtime/sim/settings.h"

namespace obol::gpu::sim {

inline uint64_t next_random(uint64_t* state) {  // SplitMix64
  uint64_t z = *state += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

// 0 … n − 1, n ≤ 1024.
class Order {
 public:
  explicit Order(uint32_t n) : n_(n), direction_(settings().direction) {
    if (direction_ != Direction::kShuffle) return;
    static thread_local uint64_t state = settings().seed;
    std::iota(places_.begin(), places_.begin() + n, uint16_t{0});
    for (uint32_t i = n; i > 1; --i) std::swap(places_[i - 1], places_[next_random(&state) % i]);
  }
  uint32_t operator[](uint32_t i) const {
    if (direction_ == Direction::kForward) return i;
    return direction_ == Direction::kReverse ? n_ - 1 - i : places_[i];
  }

 private:
  uint32_t n_;
  Direction direction_;
  std::array<uint16_t, 1024> places_;
};

// 0 … n − 1 for any n: shuffled, steps of about 0.62·n that meet every number once.
class WideOrder {
 public:
  explicit WideOrder(uint64_t n) : n_(n), direction_(settings().direction) {
    if (direction_ != Direction::kShuffle || n == 0) return;
    uint64_t state = settings().seed;
    first_ = next_random(&state) % n;
    step_ = static_cast<uint64_t>(0.6180339887498949 * static_cast<double>(n)) + next_random(&state) % 8 + 1;
    while (std::gcd(step_, n) != 1) ++step_;
  }
  uint64_t operator[](uint64_t i) const {
    if (direction_ == Direction::kForward) return i;
    if (direction_ == Direction::kReverse) return n_ - 1 - i;
    return static_cast<uint64_t>((static_cast<unsigned __int128>(i) * step_ + first_) % n_);
  }

 private:
  uint64_t n_;
  Direction direction_;
  uint64_t first_ = 0, step_ = 1;
};

}  // namespace obol::gpu::sim
