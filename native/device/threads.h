// The pool of threads that what computes on the host shares: CPU kernels, dense decompositions. Work is cut into chunks by its size alone and threads take chunks as they
// come, so neither a slow core nor the number of threads changes a result.
#pragma once

#include <cstdint>
#include <type_traits>

namespace obol {

// Threads that work at once: OBOL_NUM_THREADS, else what the affinity and the cgroup allow.
int thread_count();

// While one lives, idle threads look for work for a moment before they sleep: for who runs many short loops in a row.
class KeepAwake {
 public:
  KeepAwake();
  ~KeepAwake();
  KeepAwake(const KeepAwake&) = delete;
  KeepAwake& operator=(const KeepAwake&) = delete;
};

namespace detail {
void run_chunks(int64_t chunks, void (*body)(void*, int64_t), void* argument);
}

// Calls body(chunk) for chunk in [0, chunks), on several threads when there are several chunks; returns when all are
// done. May be called from any thread, several at a time; not from inside a chunk (there it runs serially).
template <class Body>
void for_each_chunk(int64_t chunks, Body&& body) {
  if (chunks <= 0) return;
  if (chunks == 1) {
    body(int64_t{0});
    return;
  }
  detail::run_chunks(
      chunks, [](void* f, int64_t chunk) { (*static_cast<std::remove_reference_t<Body>*>(f))(chunk); },
      const_cast<void*>(static_cast<const void*>(&body)));
}

// The same over [0, n) in pieces of `grain`: body(begin, end).
template <class Body>
void parallel_for(int64_t n, int64_t grain, Body&& body) {
  for_each_chunk((n + grain - 1) / grain, [&](int64_t chunk) {
    const int64_t begin = chunk * grain;
    body(begin, begin + grain < n ? begin + grain : n);
  });
}

}  // namespace obol
