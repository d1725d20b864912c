// Storage: counted memory of one device. It has no host accessor: elements go in and out by Backend::upload and
// download. An error that only values reveal sits here and travels to whatever reads it.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <utility>

#include "core/status.h"

namespace obol {

class Allocator;

// Who gets memory back that is not the allocator's own: `give_back(context)` is called once, from any thread.
struct Lender {
  void (*give_back)(void* context) = nullptr;
  void* context = nullptr;
};

class Storage {
 public:
  Storage(Allocator* allocator, void* data, size_t bytes, size_t reserved, Lender lender = {})
      : allocator_(allocator), data_(data), bytes_(bytes), reserved_(reserved), lender_(lender) {}
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

  void* device_pointer() const { return data_; }  // for backends; an algorithm must not look through it
  size_t bytes() const { return bytes_; }
  size_t reserved() const { return reserved_; }

  // The first error wins.
  void set_error(const Status& status);
  void clear_error();
  Status error() const;
  bool failed() const { return failed_.load(std::memory_order_acquire); }

  void retain() { count_.fetch_add(1, std::memory_order_relaxed); }
  void release();

 private:
  ~Storage() = default;

  Allocator* allocator_;
  void* data_;
  size_t bytes_, reserved_;
  Lender lender_;
  std::atomic<int> count_{0};
  std::atomic<bool> failed_{false};
  Status error_;
};

// A counted reference to a Storage.
class StorageRef {
 public:
  StorageRef() = default;
  explicit StorageRef(Storage* s) : s_(s) {
    if (s_) s_->retain();
  }
  StorageRef(const StorageRef& o) : StorageRef(o.s_) {}
  StorageRef(StorageRef&& o) noexcept : s_(std::exchange(o.s_, nullptr)) {}
  StorageRef& operator=(StorageRef o) noexcept {
    std::swap(s_, o.s_);
    return *this;
  }
  ~StorageRef() {
    if (s_) s_->release();
  }
  Storage* operator->() const { return s_; }
  Storage* get() const { return s_; }
  explicit operator bool() const { return s_ != nullptr; }

 private:
  Storage* s_ = nullptr;
};

}  // namespace obol
