// What every family works with: a stream to launch on, memory to work in, and the device's counters.
#pragma once

#include <memory>

#include "device/device.h"
#include "device/tensor.h"
#include "gpu/runtime.h"

namespace obol::gpu {

class Context {
 public:
  Context(Device* device, int index) : device_(device), stream_(open_stream(index)) {}

  Stream& stream() { return *stream_; }
  Counters& counters() { return device_->counters(); }
  Allocator& allocator() { return device_->allocator(); }

  template <class Kernel>
  Status run(const Grid& grid, const Kernel& kernel) {
    ++counters().launches;
    return launch(*stream_, grid, kernel);
  }
  // One thread for each of n elements, `each` elements a thread.
  template <class Kernel>
  Status run_over(int64_t n, const Kernel& kernel, int64_t each = 1) {
    const int64_t block = each * Kernel::kThreads;
    return n == 0 ? Status() : run({(n + block - 1) / block}, kernel);
  }
  // Memory for `count` elements of T until `storage` goes. It may be handed out again while kernels that were launched
  // before still use it: what follows on this stream comes after them.
  template <class T>
  Status workspace(int64_t count, StorageRef* storage, T** out) {
    OBOL_TRY(allocator().allocate(static_cast<size_t>(count) * sizeof(T), storage));
    *out = address<T>((*storage)->device_pointer());
    return Status();
  }

  // Bytes that the host must know to go on. Waits.
  Status read(void* to, const void* from, size_t bytes) {
    ++counters().waits;
    ++counters().downloads;
    counters().download_bytes += static_cast<int64_t>(bytes);
    return stream_->download(to, from, bytes);
  }

 private:
  Device* device_;
  std::unique_ptr<Stream> stream_;
};

// What a kernel may follow of a view: its first element.
template <class T>
T* pointer(const View& v) {
  return address<T>(v.data);
}

}  // namespace obol::gpu
