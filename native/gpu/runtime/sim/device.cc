#include "gpu/runtime/sim/device.h"

#include <cstdlib>
#include <cstring>

#include "gpu/runtime/sim/launch.h"
#include "gpu/runtime/sim/settings.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

namespace obol::gpu {
namespace {

constexpr size_t kAlignment = 256;  // as a GPU's allocator gives it

size_t whole(size_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

// What is lent starts as bytes that make NaN. Beside the address sanitizer the rest of a block, and all of one that was
// taken back, is out of range to the byte.
class SimMemory final : public MemorySource {
 public:
  void* acquire(size_t bytes) override {
    void* data = std::aligned_alloc(kAlignment, whole(bytes));
    if (data == nullptr) return nullptr;
    forbid(data, whole(bytes));
    return reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(data) + sim::kMark);
  }
  void give_back(void* data, size_t bytes) override {
    permit(address<void>(data), whole(bytes));
    std::free(address<void>(data));
  }
  void lend(void* data, size_t bytes, size_t) override {
    permit(address<void>(data), bytes);
    std::memset(address<void>(data), 0xFF, bytes);
  }
  void take_back(void* data, size_t reserved) override { forbid(address<void>(data), reserved); }

 private:
#if defined(__SANITIZE_ADDRESS__)
  static void permit(void* data, size_t bytes) { __asan_unpoison_memory_region(data, bytes); }
  static void forbid(void* data, size_t bytes) { __asan_poison_memory_region(data, bytes); }
#else
  static void permit(void*, size_t) {}
  static void forbid(void*, size_t) {}
#endif
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
