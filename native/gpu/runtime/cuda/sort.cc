// Sorting by CUB.
#include <cub/device/device_radix_sort.cuh>

#include "gpu/runtime/vendor/device.h"

namespace obol::gpu::vendor {

Error sort_pairs(void* workspace, size_t* bytes, uint64_t* const keys[2], int64_t* const values[2], int64_t n, int bits,
                 int* result, RawStream stream) {
  cub::DoubleBuffer<uint64_t> k(keys[0], keys[1]);
  cub::DoubleBuffer<int64_t> v(values[0], values[1]);
  const Error error = cub::DeviceRadixSort::SortPairs(workspace, *bytes, k, v, n, 0, bits, stream);
  *result = k.selector;
  return error;
}

}  // namespace obol::gpu::vendor
