// A device's queue: work runs in program order on a thread of its own. Work too small to be worth a hand-over runs on
// the caller's thread when the queue is idle. The bytes that pending work holds are bounded: who would exceed the bound
// waits.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

#include "device/backend.h"

namespace obol {

class Queue {
 public:
  using Work = std::function<void(Backend&)>;

  // `backend` is the stream on which queued work runs; the queue's thread is started by the first hand-over.
  explicit Queue(Backend* backend) : backend_(backend) {}

  // Appends `work`, which keeps `bytes` of temporaries alive until it ran.
  void submit(Work work, size_t bytes);
  // Runs `f(backend)` here and now if nothing is pending or running; false if something is.
  template <class F>
  bool run_inline(F&& f) {
    std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock);
    if (!lock.owns_lock() || busy_ || !pending_.empty()) return false;
    busy_ = true;
    lock.unlock();
    f(*backend_);
    lock.lock();
    busy_ = false;
    if (!pending_.empty()) wake_.notify_one();
    if (waiters_ > 0) idle_.notify_all();
    return true;
  }
  // Waits until all that was submitted before the call has run.
  void drain();

 private:
  struct Item {
    Work work;
    size_t bytes;
  };
  void loop();

  Backend* backend_;
  std::mutex mutex_;
  std::condition_variable wake_, idle_;
  std::deque<Item> pending_;
  size_t pending_bytes_ = 0;
  uint64_t submitted_ = 0, finished_ = 0;
  int waiters_ = 0;
  bool busy_ = false, started_ = false;
};

}  // namespace obol
