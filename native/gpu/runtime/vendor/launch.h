// launch(): a kernel over a grid of blocks, enqueued on a stream. What fails while it runs is answered by a later call.
#pragma once

#include <type_traits>

#include "gpu/runtime/vendor/device.h"
#include "gpu/runtime/vendor/thread.h"

namespace obol::gpu {

struct Grid {
  int64_t x = 1, y = 1;
};

namespace vendor {

template <class Kernel>
__global__ void __launch_bounds__(Kernel::kThreads) run_kernel(const OBOL_GRID_CONSTANT Kernel kernel) {
  const Thread thread(threadIdx.x, Kernel::kThreads, blockIdx.x, blockIdx.y);
  if constexpr (std::is_invocable_v<const Kernel&, const Thread&>) {
    kernel(thread);
  } else if constexpr (std::is_invocable_v<const Kernel&, const TeamThread&>) {
    kernel(TeamThread(thread));
  } else {
    // As bytes: shared memory has no constructors.
    __shared__ __align__(16) unsigned char shared[sizeof(typename Kernel::Shared)];
    kernel(TeamThread(thread), *reinterpret_cast<typename Kernel::Shared*>(shared));
  }
}

inline Status check_grid(const Grid& grid) {
  if (grid.x < 0 || grid.x > 0x7FFFFFFF || grid.y < 0 || grid.y > 65535)
    return Status(Code::kInternal, "a grid of " + std::to_string(grid.x) + " × " + std::to_string(grid.y) + " blocks");
  return Status();
}

}  // namespace vendor

template <class Kernel>
Status launch(Stream& stream, const Grid& grid, const Kernel& kernel) {
  static_assert(Kernel::kThreads % 64 == 0 && Kernel::kThreads <= 1024, "a block is made of whole warps");
  static_assert(sizeof(Kernel) <= 4096, "a kernel's arguments take at most 4 KiB");
  OBOL_TRY(vendor::check_grid(grid));
  if (grid.x == 0 || grid.y == 0) return Status();
  OBOL_TRY(stream.enter());
  const dim3 blocks(static_cast<unsigned>(grid.x), static_cast<unsigned>(grid.y));
  vendor::run_kernel<Kernel><<<blocks, Kernel::kThreads, 0, stream.raw()>>>(kernel);
  return vendor::check(vendor::last_error(), "a launch");
}

}  // namespace obol::gpu
