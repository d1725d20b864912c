// launch(): a kernel over a grid of blocks, at once, on the calling thread.
#pragma once

#include <string>
#include <type_traits>

#include "core/status.h"
#include "gpu/runtime/sim/device.h"
#include "gpu/runtime/sim/order.h"
#include "gpu/runtime/sim/thread.h"

namespace obol::gpu {

struct Grid {
  int64_t x = 1, y = 1;
};

namespace sim {

inline constexpr uint32_t kMostThreads = 1024;
inline constexpr uint32_t kMostWarpSize = 64;
inline constexpr size_t kMostSharedBytes = 48 << 10;

// Runs a block (block.h): `body(argument, block, thread)` is what one thread does.
Status run_block(uint32_t threads, size_t shared_bytes, void (*body)(void* argument, Block* block, uint32_t thread),
                 void* argument);
void* shared_memory(Block* block);

Status check_grid(const Grid& grid);
// The kernel's name, out of the name of a function template that has it as its argument.
std::string kernel_name(const std::string& function);
// `status` with where it happened.
Status in_block(const std::string& kernel, uint32_t x, uint32_t y, const Status& status);

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
      c.kernel(t, *static_cast<SharedOf<Kernel>*>(shared_memory(block)));
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
  const uint64_t blocks = static_cast<uint64_t>(grid.x) * static_cast<uint64_t>(grid.y);
  const sim::WideOrder block_at(blocks);
  for (uint64_t b = 0; b < blocks; ++b) {
    const uint32_t x = static_cast<uint32_t>(block_at[b] % static_cast<uint64_t>(grid.x));
    const uint32_t y = static_cast<uint32_t>(block_at[b] / static_cast<uint64_t>(grid.x));
    if constexpr (std::is_invocable_v<const Kernel&, const Thread&>) {
      const sim::Order thread_at(Kernel::kThreads);
      for (uint32_t i = 0; i < Kernel::kThreads; ++i) kernel(Thread(thread_at[i], Kernel::kThreads, x, y));
    } else {
      static_assert(sim::shared_bytes<Kernel>() <= sim::kMostSharedBytes, "too much shared memory");
      sim::TeamCall<Kernel> call{kernel, x, y};
      const Status ran =
          sim::run_block(Kernel::kThreads, sim::shared_bytes<Kernel>(), &sim::TeamCall<Kernel>::body, &call);
      if (!ran.ok()) return sim::in_block(sim::kernel_name(__PRETTY_FUNCTION__), x, y, ran);
    }
  }
  return Status();
}

}  // namespace obol::gpu
