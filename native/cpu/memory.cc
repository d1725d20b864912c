// The CPU device: host memory, its one queue, uploads and downloads as plain copies.
#include <sys/mman.h>

#include <cstdlib>
#include <cstring>

#include "cpu/backend.h"
#include "cpu/threads.h"
#include "device/host_memory.h"

namespace obol::cpu {
namespace {

// Large blocks ask for huge pages: first touch and random access are several times faster.
constexpr size_t kHuge = size_t{2} << 20;

class HostMemory final : public MemorySource {
 public:
  void* acquire(size_t bytes) override {
    if (bytes < kHuge) return std::aligned_alloc(64, (bytes + 63) / 64 * 64);
    void* data = std::aligned_alloc(kHuge, (bytes + kHuge - 1) / kHuge * kHuge);
    if (data != nullptr) madvise(data, bytes, MADV_HUGEPAGE);
    return data;
  }
  void give_back(void* data, size_t) override { std::free(data); }
};

class CpuDevice final : public Device {
 public:
  CpuDevice() {
    memory_ = std::make_unique<HostMemory>();
    allocator_ = std::make_unique<Allocator>(memory_.get(), host_memory_limit());
    backend_ = make_backend();
    queue_ = std::make_unique<Queue>(backend_.get());
  }
  std::string description() const override { return std::to_string(thread_count()) + " threads"; }
  std::unique_ptr<Backend> make_backend() override { return std::make_unique<CpuBackend>(this); }
  bool writes_fresh_storage_directly() const override { return true; }
};

}  // namespace

Status CpuBackend::allocate(size_t bytes, StorageRef* out) { return device_->allocator().allocate(bytes, out); }

Status CpuBackend::upload(const View& out, const void* source) {
  const size_t bytes = static_cast<size_t>(out.size()) * itemsize(out.dtype);
  if (bytes > 0) std::memcpy(out.data, source, bytes);
  ++device_->counters().uploads;
  device_->counters().upload_bytes += static_cast<int64_t>(bytes);
  return Status();
}

Status CpuBackend::download(void* target, const View& in) {
  const size_t bytes = static_cast<size_t>(in.size()) * itemsize(in.dtype);
  if (bytes > 0) std::memcpy(target, in.ptr(), bytes);
  ++device_->counters().waits;
  ++device_->counters().downloads;
  device_->counters().download_bytes += static_cast<int64_t>(bytes);
  return Status();
}

Status CpuBackend::synchronize() {
  ++device_->counters().waits;
  return Status();
}

}  // namespace obol::cpu

namespace obol {

const char* backend_kind() { return "cpu"; }

int backend_device_count(std::string*) { return 1; }

Device* backend_device(int index) {
  static Device* const device = new cpu::CpuDevice;
  return index == 0 ? device : nullptr;
}

}  // namespace obol
