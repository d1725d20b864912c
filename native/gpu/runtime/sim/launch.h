// launch(): a kernel over a grid of blocks, at once, on the calling thread.
#pragma once

#include <string>
#include <type_traits>

#include "gpu/runtime/sim/block.h"
#include "gpu/runtime/sim/device.h"
#include "gpu/runtime/sim/thread.h"

namespace obol::gpu {

struct Grid {
  int64_t x = 1, y = 1;
};

namespace sim {

Status check_grid(const Grid& grid);

template <class Kernel>
using SharedOf = typename Kernel::Shared;

template <class Kernel>
struct TeamCall {
  const Kernel& kernel;
  uint32_t x, y;

  static void body(void* self, Block* block, uint32_t thread) {
    const TeamCall& c = *static_cast<const TeamCall*>(self);
    const TeamThread t(Thread(thread, Kernel::kThreads, c.x, c.y), block);
    if constexpr (std::is_invocable_v<const Kernel&, const TeamThread&>)
      c.kernel(t);
    else
      c.kernel(t, *static_cast<SharedOf<Kernel>*>(block->shared()));
  }
};

template <class Kernel>
constexpr size_t shared_bytes() {
  if constexpr (std::is_invocable_v<const Kernel&, const TeamThread&>)
    return 0;
  else
    return sizeof(SharedOf<Kernel>);
}

}  // namespace sim

template <class Kernel>
Status launch(Stream&, const Grid& grid, const Kernel& kernel) {
  static_assert(Kernel::kThreads % sim::kMostWarpSize == 0 && Kernel::kThreads <= sim::kMostThreads,
                "a block is made of whole warps");
  static_assert(sizeof(Kernel) <= 4096, "a kernel's arguments take at most 4 KiB");
  OBOL_TRY(sim::check_grid(grid));
  for (uint32_t y = 0; y < grid.y; ++y)
    for (uint32_t x = 0; x < grid.x; ++x) {
      if constexpr (std::is_invocable_v<const Kernel&, const Thread&>) {
        for (uint32_t i = 0; i < Kernel::kThreads; ++i) kernel(Thread(i, Kernel::kThreads, x, y));
      } else {
        static_assert(sim::shared_bytes<Kernel>() <= sim::kMostSharedBytes, "too much shared memory");
        sim::TeamCall<Kernel> call{kernel, x, y};
        const Status ran =
            sim::Block::here().run(Kernel::kThreads, sim::shared_bytes<Kernel>(), &sim::TeamCall<Kernel>::body, &call);
        if (!ran.ok())
          return Status(ran.code(), "block (" + std::to_string(x) + ", " + std::to_string(y) + "): " + ran.message());
      }
    }
  return Status();
}

}  // namespace obol::gpu
