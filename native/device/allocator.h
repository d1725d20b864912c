// A caching allocator: freed blocks are kept in bins and handed out again, so steady work allocates nothing. What is
// live, what is cached and the limit are counted in bytes. Where the bytes come from is the MemorySource's affair.
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "device/storage.h"

namespace obol {

// A device's raw memory.
class MemorySource {
 public:
  virtual ~MemorySource() = default;
  virtual void* acquire(size_t bytes) = 0;  // null when there is none
  virtual void give_back(void* data, size_t bytes) = 0;
  // What was acquired is in use for the first `bytes` of `reserved`; is not in use any more.
  virtual void lend(void* data, size_t bytes, size_t reserved);
  virtual void take_back(void* data, size_t reserved);
};

struct MemoryStats {
  int64_t live_storages = 0, live_bytes = 0, cached_bytes = 0, limit_bytes = 0;
};

class Allocator {
 public:
  Allocator(MemorySource* source, size_t limit) : source_(source), limit_(limit) {}

  // A new storage; a failed Status (kMemory) after the cache was emptied once.
  Status allocate(size_t bytes, StorageRef* out);
  // A storage of memory that somebody lends; it counts as live, and against no limit.
  StorageRef borrow(void* data, size_t bytes, Lender lender);
  void empty_cache();
  MemoryStats stats() const;

 private:
  friend class Storage;
  void release(void* data, size_t bytes, size_t reserved);
  void give_back(size_t bytes, const Lender& lender);
  void* from_cache(size_t reserved);
  void trim_cache(size_t bytes);
  void empty_cache_locked();

  MemorySource* source_;
  size_t limit_;  // 0: none
  mutable std::mutex mutex_;
  std::map<size_t, std::vector<void*>> bins_;
  MemoryStats stats_;
  size_t live_reserved_ = 0, peak_reserved_ = 0, cached_ = 0;
};

// Bytes of OBOL_MEMORY_LIMIT ("2g", "512m", "1000000"); 0 when it isn't set or can't be read.
size_t memory_limit_from_environment();

}  // namespace obol
