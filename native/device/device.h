// A device: its memory, its queue and the backends (streams) that work on it. Per process, shared by all threads, never
// destroyed: the process's end frees it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "device/allocator.h"
#include "device/backend.h"
#include "device/queue.h"

namespace obol {

class Device {
 public:
  virtual ~Device() = default;
  virtual std::string description() const = 0;
  // A further stream with a backend of its own: a job runs on one.
  virtual std::unique_ptr<Backend> make_backend() = 0;
  // Whether a storage that no queued work knows may be filled from any thread.
  virtual bool writes_fresh_storage_directly() const { return false; }

  Allocator& allocator() { return *allocator_; }
  Backend& backend() { return *backend_; }  // the queue's
  Queue& queue() { return *queue_; }
  Counters& counters() { return counters_; }

 protected:
  std::unique_ptr<MemorySource> memory_;
  std::unique_ptr<Allocator> allocator_;
  std::unique_ptr<Backend> backend_;
  std::unique_ptr<Queue> queue_;
  Counters counters_;
};

// Given by the one backend that is linked into this addon.
const char* backend_kind();                  // as in the names of its devices
int backend_device_count(std::string* why);  // 0 and the reason where there is none
Device* backend_device(int index);           // opened on first use; null where there is none

}  // namespace obol
