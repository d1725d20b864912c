#include "gpu/runtime/sim/device.h"

#include <cstdlib>
#include <cstring>

#include "gpu/runtime/sim/launch.h"

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

// OBOL_SIM_WARP: 32 as most GPUs have it, or 64; 0 for anything else.
uint32_t wanted_warp_size() {
  const char* text = std::getenv("OBOL_SIM_WARP");
  if (text == nullptr || *text == '\0' || std::strcmp(text, "32") == 0) return 32;
  return std::strcmp(text, "64") == 0 ? 64 : 0;
}

}  // namespace

namespace sim {

uint32_t warp_size() {
  static const uint32_t size = wanted_warp_size();
  return size;
}

Status check_grid(const Grid& grid) {
  if (grid.x < 0 || grid.x > 0x7FFFFFFF || grid.y < 0 || grid.y > 65535)
    return Status(Code::kInternal, "a grid of " + std::to_string(grid.x) + " × " + std::to_string(grid.y) + " blocks");
  return Status();
}

}  // namespace sim

int device_count(std::string* why) {
  if (sim::warp_size() != 0) return 1;
  *why = std::string("expected 32 or 64 for OBOL_SIM_WARP, got ") + std::getenv("OBOL_SIM_WARP");
  return 0;
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
