#include "gpu/runtime/vendor/primitives.h"

namespace obol::gpu {

Status sort_pairs(Stream& stream, Allocator& allocator, uint64_t* keys, int64_t* values, int64_t n, int bits) {
  if (n == 0 || bits == 0) return Status();
  OBOL_TRY(stream.enter());
  StorageRef other, work;
  const size_t each = static_cast<size_t>(n) * sizeof(uint64_t);
  OBOL_TRY(allocator.allocate(2 * each, &other));
  uint64_t* other_keys = address<uint64_t>(other->device_pointer());
  uint64_t* const both_keys[2] = {keys, other_keys};
  int64_t* const both_values[2] = {values, reinterpret_cast<int64_t*>(other_keys + n)};
  size_t bytes = 0;
  int result = 0;
  const auto step = [&](void* workspace) {
    return vendor::check(vendor::sort_pairs(workspace, &bytes, both_keys, both_values, n, bits, &result, stream.raw()),
                         "a sort");
  };
  OBOL_TRY(step(nullptr));
  OBOL_TRY(allocator.allocate(bytes > 0 ? bytes : 1, &work));
  OBOL_TRY(step(work->device_pointer()));
  if (result == 0) return Status();
  OBOL_TRY(vendor::check(vendor::copy_within(keys, both_keys[1], each, stream.raw()), "a copy on the device"));
  return vendor::check(vendor::copy_within(values, both_values[1], each, stream.raw()), "a copy on the device");
}

}  // namespace obol::gpu
