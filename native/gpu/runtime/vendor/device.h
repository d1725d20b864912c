// The devices of a vendor and their streams, for every vendor whose runtime has CUDA's shape: `vendor_api.h` of the
// include path gives its names. All backends of a device work on one stream: memory that one of them gave back may be
// handed to another at once, since what follows comes after.
#pragma once

#include <vendor_api.h>

#include <memory>
#include <string>

#include "core/portable.h"
#include "core/status.h"
#include "device/allocator.h"

namespace obol::gpu {

struct Properties {
  std::string name;
  uint32_t warp_size = 0;
};

// The devices that this addon has code for, in the vendor's order; `why` tells of the others too.
int device_count(std::string* why);
Properties properties(int device);
std::unique_ptr<MemorySource> make_memory(int device);

namespace vendor {

// A failed call as a Status: what was tried, and the vendor's text.
Status check(Error error, const char* what);

// Memory that copies pass through, in two halves: one is filled while the other is copied.
class Staging {
 public:
  Staging() = default;
  Staging(const Staging&) = delete;
  ~Staging();
  // Halves of at least min(bytes, kMostHalf).
  Status reserve(size_t bytes);
  size_t half() const { return half_; }
  char* at(int turn) const { return data_ + static_cast<size_t>(turn) * half_; }
  // Marks a half as in use by what `stream` does up to here; waits until it no longer is.
  Status mark(int turn, RawStream stream);
  Status wait(int turn);

 private:
  static constexpr size_t kLeastHalf = size_t{64} << 10, kMostHalf = size_t{4} << 20;

  char* data_ = nullptr;
  size_t half_ = 0;
  RawEvent events_[2] = {};
  bool busy_[2] = {false, false};
};

}  // namespace vendor

// Work in order. Used by one thread at a time.
class Stream {
 public:
  Stream(int device, vendor::RawStream raw, Status opened) : device_(device), raw_(raw), opened_(std::move(opened)) {}

  Status upload(void* to, const void* from, size_t bytes);  // `from` may go after
  Status download(void* to, const void* from, size_t bytes);
  Status synchronize();

  // Makes this thread work on the stream's device.
  Status enter() const;
  vendor::RawStream raw() const { return raw_; }

 private:
  int device_;
  vendor::RawStream raw_;
  Status opened_;  // why there is no stream
  vendor::Staging staging_;
  int turn_ = 0;
};

std::unique_ptr<Stream> open_stream(int device);  // what failed is answered by the first use

template <class T>
T* address(void* p) {
  return static_cast<T*>(p);
}

}  // namespace obol::gpu
