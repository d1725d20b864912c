#include "device/threads.h"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

namespace obol {
namespace {

// One running loop. It lives on its caller's stack; `users` counts the workers that may still look at it.
struct Loop {
  void (*body)(void*, int64_t);
  void* argument;
  int64_t chunks;
  std::atomic<int64_t> next{0}, done{0};
  std::atomic<int> users{0};

  // Takes a chunk; false when there was none.
  bool work_one() {
    const int64_t chunk = next.fetch_add(1, std::memory_order_relaxed);
    if (chunk >= chunks) return false;
    body(argument, chunk);
    done.fetch_add(1, std::memory_order_acq_rel);
    return true;
  }
  void work() {
    while (work_one()) {
    }
  }
  bool open() const { return next.load(std::memory_order_relaxed) < chunks; }
};

thread_local bool inside_chunk = false;

int cgroup_cpus() {
  std::FILE* f = std::fopen("/sys/fs/cgroup/cpu.max", "r");
  if (f == nullptr) return 0;
  long long quota = 0, period = 0;
  const int read = std::fscanf(f, "%lld %lld", &quota, &period);
  std::fclose(f);
  if (read != 2 || quota <= 0 || period <= 0) return 0;
  return static_cast<int>(std::max<long long>(1, (quota + period - 1) / period));
}

int count_threads() {
  if (const char* text = std::getenv("OBOL_NUM_THREADS")) {
    const int n = std::atoi(text);
    if (n >= 1) return std::min(n, 1024);
  }
  cpu_set_t set;
  int n = static_cast<int>(std::thread::hardware_concurrency());
  if (sched_getaffinity(0, sizeof(set), &set) == 0) n = CPU_COUNT(&set);
  const int allowed = cgroup_cpus();
  if (allowed > 0) n = std::min(n, allowed);
  return std::max(n, 1);
}

// Lives as long as the process: its threads end with it.
class Pool {
 public:
  Pool() {
    for (int i = 1; i < thread_count(); ++i)
      std::thread([this, i] {
        threads_[static_cast<size_t>(i - 1)] = static_cast<pid_t>(syscall(SYS_gettid));
        worker();
      }).detach();
  }

  void run(Loop& loop) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      loops_.push_back(&loop);
    }
    loops_seen_.fetch_add(1, std::memory_order_release);
    // Waking one thread suffices for two chunks; never more than there are chunks left for.
    if (sleeping_.load() > 0) {
      if (loop.chunks > 2)
        wake_.notify_all();
      else
        wake_.notify_one();
    }
    inside_chunk = true;
    const auto start = std::chrono::steady_clock::now();
    while (loop.work_one()) {
      if (std::chrono::steady_clock::now() - start < std::chrono::microseconds(100)) continue;
      nudge(loop);
      loop.work();
    }
    inside_chunk = false;
    std::unique_lock<std::mutex> lock(mutex_);
    loops_.erase(std::find(loops_.begin(), loops_.end(), &loop));
    // Nobody joins any more.
    if (loop.users != 0 && awake_.load(std::memory_order_relaxed) > 0) {
      lock.unlock();
      if (look_out([&] { return loop.users == 0; })) return;
      lock.lock();
    }
    finished_.wait(lock, [&] { return loop.users == 0; });
  }

  void keep_awake(int more) { awake_.fetch_add(more); }

 private:
  Loop* open_loop() {
    for (Loop* loop : loops_)
      if (loop->open()) return loop;
    return nullptr;
  }

  // A thread that was woken while every processor had work may wait behind its caller for milliseconds, though another
  // processor is idle by then. Where none has come after 100 µs they are moved to others, and may then go anywhere again.
  void nudge(const Loop& loop) {
    if (sleeping_.load(std::memory_order_relaxed) == 0 || loop.users != 0 || !loop.open()) return;
    const int here = sched_getcpu();
    if (here < 0) return;
    for (const std::atomic<pid_t>& thread : threads_) {
      const pid_t id = thread.load(std::memory_order_relaxed);
      cpu_set_t all;
      if (id == 0 || sched_getaffinity(id, sizeof(all), &all) < 0 || !CPU_ISSET(here, &all)) continue;
      cpu_set_t others = all;
      CPU_CLR(here, &others);
      if (CPU_COUNT(&others) == 0 || sched_setaffinity(id, sizeof(others), &others) != 0) continue;
      sched_setaffinity(id, sizeof(all), &all);
    }
  }

  // Tries `ready` for some 100 µs.
  template <class Ready>
  static bool look_out(Ready&& ready) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(100);
    do {
      for (int i = 0; i < 64; ++i) {
        if (ready()) return true;
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
      }
      std::this_thread::yield();
    } while (std::chrono::steady_clock::now() < end);
    return false;
  }

  void worker() {
    inside_chunk = true;
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      Loop* loop = open_loop();
      while (loop == nullptr && awake_.load(std::memory_order_relaxed) > 0) {
        const uint64_t seen = loops_seen_.load(std::memory_order_relaxed);
        lock.unlock();
        const bool more = look_out([&] { return loops_seen_.load(std::memory_order_acquire) != seen; });
        lock.lock();
        loop = open_loop();
        if (!more) break;
      }
      if (loop == nullptr) {
        ++sleeping_;
        wake_.wait(lock, [&] { return (loop = open_loop()) != nullptr; });
        --sleeping_;
      }
      ++loop->users;
      lock.unlock();
      loop->work();
      lock.lock();
      if (--loop->users == 0) finished_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_, finished_;
  std::atomic<uint64_t> loops_seen_{0};
  std::atomic<int> sleeping_{0}, awake_{0};
  std::vector<Loop*> loops_;
  std::vector<std::atomic<pid_t>> threads_ = std::vector<std::atomic<pid_t>>(static_cast<size_t>(thread_count() - 1));
};

Pool& pool() {
  static Pool* const p = new Pool;
  return *p;
}

}  // namespace

int thread_count() {
  static const int n = count_threads();
  return n;
}

KeepAwake::KeepAwake() {
  if (thread_count() > 1) pool().keep_awake(1);
}

KeepAwake::~KeepAwake() {
  if (thread_count() > 1) pool().keep_awake(-1);
}

namespace detail {

void run_chunks(int64_t chunks, void (*body)(void*, int64_t), void* argument) {
  if (inside_chunk || thread_count() == 1) {
    for (int64_t chunk = 0; chunk < chunks; ++chunk) body(argument, chunk);
    return;
  }
  Loop loop;
  loop.body = body;
  loop.argument = argument;
  loop.chunks = chunks;
  pool().run(loop);
}

}  // namespace detail
}  // namespace obol
