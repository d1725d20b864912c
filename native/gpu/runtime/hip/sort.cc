// Sorting by rocPRIM.
#include "gpu/runtime/vendor/device.h"
// After the runtime's header.
#include <rocprim/device/device_radix_sort.hpp>

namespace obol::gpu::vendor {

Error sort_pairs(void* workspace, size_t* bytes, uint64_t* const keys[2], int64_t* const values[2], int64_t n, int bits,
                 int* result, RawStream stream) {
  rocprim::double_buffer<uint64_t> k(keys[0], keys[1]);
  rocprim::double_buffer<int64_t> v(values[0], values[1]);
  const Error error = rocprim::radix_sort_pairs(workspace, *bytes, k, v, static_cast<size_t>(n), 0,
                                                static_cast<unsigned>(bits), stream);
  *result = k.current() == keys[0] ? 0 : 1;
  return error;
}

}  // namespace obol::gpu::vendor
