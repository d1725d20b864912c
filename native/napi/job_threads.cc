#include "napi/job_threads.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace obol {
namespace {

struct Worker {
  std::condition_variable given;
  std::function<void()> work;
};

std::mutex mutex;

// Never destroyed: its threads end with the process.
std::vector<Worker*>& idle() {
  static auto* const workers = new std::vector<Worker*>;
  return *workers;
}

void loop(Worker* worker) {
  std::unique_lock<std::mutex> lock(mutex);
  for (;;) {
    worker->given.wait(lock, [&] { return worker->work != nullptr; });
    std::function<void()> work = std::exchange(worker->work, nullptr);
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
    idle().push_back(worker);
  }
}

}  // namespace

void run_on_job_thread(std::function<void()> work) {
  std::lock_guard<std::mutex> lock(mutex);
  if (idle().empty()) {
    auto* const worker = new Worker;
    worker->work = std::move(work);
    std::thread(loop, worker).detach();
    return;
  }
  Worker* const worker = idle().back();
  idle().pop_back();
  worker->work = std::move(work);
  worker->given.notify_one();
}

}  // namespace obol
