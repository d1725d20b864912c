// The simulated device: one, sim:0. Its memory is the host's, but its addresses are marked so that only kernels and
// copies, which take the mark off, can follow them: whoever else tries crashes, as on a machine with a GPU.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/status.h"
#include "device/allocator.h"

namespace obol::gpu {

struct Properties {
  std::string name;
  uint32_t warp_size = 0;
};

int device_count(std::string* why);
Properties properties(int device);
std::unique_ptr<MemorySource> make_memory(int device);

// Work in order. Here everything is done when a call returns.
class Stream {
 public:
  Status upload(void* to, const void* from, size_t bytes);  // `from` may go after
  Status download(void* to, const void* from, size_t bytes);
  Status synchronize() { return Status(); }
};

std::unique_ptr<Stream> open_stream(int device);  // what failed is answered by the first use

namespace sim {

// No address of a process has this bit alone: following one that has it is a fault on every machine.
inline constexpr uintptr_t kMark = uintptr_t{1} << 54;

}  // namespace sim

template <class T>
T* address(void* p) {
  return p == nullptr ? nullptr : reinterpret_cast<T*>(reinterpret_cast<uintptr_t>(p) - sim::kMark);
}

}  // namespace obol::gpu
