// The GPU device: its memory, its queue, its streams; copies to and from the host.
#include <vector>

#include "gpu/backend.h"

namespace obol::gpu {
namespace {

class GpuDevice final : public Device {
 public:
  explicit GpuDevice(int index) : index_(index) {
    memory_ = make_memory(index_);
    allocator_ = std::make_unique<Allocator>(memory_.get(), memory_limit_from_environment());
    backend_ = make_backend();
    queue_ = std::make_unique<Queue>(backend_.get());
  }
  std::string description() const override { return properties(index_).name; }
  std::unique_ptr<Backend> make_backend() override { return std::make_unique<GpuBackend>(this, index_); }

 private:
  int index_;
};

}  // namespace

Status GpuBackend::allocate(size_t bytes, StorageRef* out) { return context_.allocator().allocate(bytes, out); }

Status GpuBackend::upload(const View& out, const void* source) {
  const size_t bytes = static_cast<size_t>(out.size()) * itemsize(out.dtype);
  ++context_.counters().uploads;
  context_.counters().upload_bytes += static_cast<int64_t>(bytes);
  return context_.stream().upload(out.data, source, bytes);
}

Status GpuBackend::download(void* target, const View& in) {
  const size_t bytes = static_cast<size_t>(in.size()) * itemsize(in.dtype);
  ++context_.counters().waits;
  ++context_.counters().downloads;
  context_.counters().download_bytes += static_cast<int64_t>(bytes);
  return context_.stream().download(target, in.data, bytes);
}

Status GpuBackend::synchronize() {
  ++context_.counters().waits;
  return context_.stream().synchronize();
}

}  // namespace obol::gpu

namespace obol {

const char* backend_kind() { return OBOL_BACKEND_KIND; }

int backend_device_count(std::string* why) {
  static std::string reason;
  static const int count = gpu::device_count(&reason);
  if (why != nullptr) *why = reason;
  return count;
}

// Opened on first use, from whatever thread; never destroyed.
Device* backend_device(int index) {
  static std::mutex mutex;
  static std::vector<Device*> devices(static_cast<size_t>(backend_device_count(nullptr)));
  if (index < 0 || index >= static_cast<int>(devices.size())) return nullptr;
  std::lock_guard<std::mutex> lock(mutex);
  Device*& device = devices[static_cast<size_t>(index)];
  if (device == nullptr) device = new gpu::GpuDevice(index);
  return device;
}

}  // namespace obol
