#include "gpu/runtime/sim/primitives.h"

#include <array>
#include <utility>

namespace obol::gpu {

// By bytes from the lowest on: counts, places, deal.
Status sort_pairs(Stream&, Allocator& allocator, uint64_t* keys, int64_t* values, int64_t n, int bits) {
  StorageRef held;
  OBOL_TRY(allocator.allocate(static_cast<size_t>(n) * (sizeof(uint64_t) + sizeof(int64_t)), &held));
  uint64_t *from_key = keys, *to_key = address<uint64_t>(held->device_pointer());
  int64_t *from = values, *to = reinterpret_cast<int64_t*>(to_key + n);
  for (int shift = 0; shift < bits; shift += 8) {
    const uint64_t mask = bits - shift < 8 ? (uint64_t{1} << (bits - shift)) - 1 : 255;
    std::array<int64_t, 257> place{};
    for (int64_t i = 0; i < n; ++i) ++place[(from_key[i] >> shift & mask) + 1];
    for (size_t d = 1; d < place.size(); ++d) place[d] += place[d - 1];
    for (int64_t i = 0; i < n; ++i) {
      const int64_t p = place[from_key[i] >> shift & mask]++;
      to_key[p] = from_key[i];
      to[p] = from[i];
    }
    std::swap(from_key, to_key);
    std::swap(from, to);
  }
  if (from == values) return Status();
  for (int64_t i = 0; i < n; ++i) {
    keys[i] = from_key[i];
    values[i] = from[i];
  }
  return Status();
}

}  // namespace obol::gpu
