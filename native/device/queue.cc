#include "device/queue.h"

#include <thread>

namespace obol {
namespace {
constexpr size_t kMostPendingBytes = size_t{512} << 20;
constexpr size_t kMostPendingItems = 4096;
}  // namespace

void Queue::submit(Work work, size_t bytes) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (!started_) {
    started_ = true;
    // Queues live as long as the process: the thread ends with it.
    std::thread([this] { loop(); }).detach();
  }
  ++waiters_;
  idle_.wait(lock, [&] {
    return pending_.empty() || (pending_bytes_ + bytes <= kMostPendingBytes && pending_.size() < kMostPendingItems);
  });
  --waiters_;
  pending_.push_back({std::move(work), bytes});
  pending_bytes_ += bytes;
  ++submitted_;
  wake_.notify_one();
}

void Queue::loop() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return !pending_.empty() && !busy_; });
    Item item = std::move(pending_.front());
    pending_.pop_front();
    busy_ = true;
    lock.unlock();
    item.work(*backend_);
    item.work = nullptr;  // what it held goes back before anyone is told that it is done
    lock.lock();
    busy_ = false;
    pending_bytes_ -= item.bytes;
    ++finished_;
    if (waiters_ > 0) idle_.notify_all();
  }
}

void Queue::drain() {
  std::unique_lock<std::mutex> lock(mutex_);
  const uint64_t until = submitted_;
  ++waiters_;
  idle_.wait(lock, [&] { return finished_ >= until && !busy_; });
  --waiters_;
}

}  // namespace obol
