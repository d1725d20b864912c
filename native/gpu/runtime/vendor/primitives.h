// What a vendor's library has ready-made: device-wide sorting.
#pragma once

#include <cstdint>

#include "device/allocator.h"
#include "gpu/runtime/vendor/device.h"

namespace obol::gpu {

// Sorts n pairs by the keys' low `bits` bits, in place and stably; `allocator` gives workspace.
Status sort_pairs(Stream& stream, Allocator& allocator, uint64_t* keys, int64_t* values, int64_t n, int bits);

}  // namespace obol::gpu
