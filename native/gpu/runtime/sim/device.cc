#include "gpu/runtime/sim/device.h"

#include <cstdlib>
#include <cstring>

#include "gpu/runtime/sim/launch.h"
#include "gpu/runtime/sim/settings.h"

namespace obol::gpu {
namespace {

constexpr size_t kAlignment = 256;  // as a GPU's allocator gives it

class SimMemory final : public MemorySource {
 public:
  void* acquire(size_t bytes) override {
    void* data = std::aligned_alloc(kAlignment, (bytes + kAlignment - 1) / kAlignment * kAlignment);
    return data == nullptr ? nullptr : reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(data) + sim::kMark);
  }
  void give_back(void* data, size_t) override { std::free(address<void>(data)); }
};

}  // namespace

namespace sim {

uint32_t warp_size() { return settings().warp_size; }

Status check_grid(const Grid& grid) {
  if (grid.x < 0 || grid.x > 0x7FFFFFFF || grid.y < 0 || grid.y > 65535)
    return Status(Code::kInternal, "a grid of " + std::to_string(grid.x) + " × " + std::to_string(grid.y) + " blocks");
  return Status();
}

std::string kernel_name(const std::string& function) {
  const std::string key = "Kernel = ";
  const size_t first = function.find(key);
  if (first == std::string::npos) return function;
  std::string name = function.substr(first + key.size());
  name = name.substr(0, name.find_first_of(";]"));
  for (const std::string space : {"obol::gpu::", "obol::", "{anonymous}::", "(anonymous namespace)::"})
    for (size_t at; (at = name.find(space)) != std::string::npos;) name.erase(at, space.size());
  return name;
}

Status in_block(const std::string& kernel, uint32_t x, uint32_t y, const Status& status) {
  return Status(status.code(),
                kernel + ", block (" + std::to_string(x) + ", " + std::to_string(y) + "): " + status.message());
}

}  // namespace sim

int device_count(std::string* why) {
  *why = sim::settings().wrong;
  return why->empty() ? 1 : 0;
}

Properties properties(int) {
  return {"simulated threads, warps of " + std::to_string(sim::warp_size()), sim::warp_size()};
}

std::unique_ptr<MemorySource> make_memory(int) { return std::make_unique<SimMemory>(); }

Status Stream::upload(void* to, const void* from, size_t bytes) {
  if (bytes > 0) std::memcpy(address<void>(to), from, bytes);
  return Status();
}

Status Stream::download(void* to, const void* from, size_t bytes) {
  if (bytes > 0) std::memcpy(to, address<void>(const_cast<void*>(from)), bytes);
  return Status();
}

std::unique_ptr<Stream> open_stream(int) { return std::make_unique<Stream>(); }

}  // namespace obol::gpu
