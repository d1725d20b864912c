// The simulated device itself: indices, barriers, exchanges within a warp, fresh shared memory, marked addresses, and
// kernels that would hang or lie on a GPU, which must be named.
#include <algorithm>
#include <numeric>

#include "gpu/context.h"
#include "native/tensors.h"

using namespace obol;
using namespace obol::gpu;
using namespace obol::test;

namespace {

Stream& stream() {
  static const std::unique_ptr<Stream> s = open_stream(0);
  return *s;
}

template <class T>
T* items(const Tensor& t) {
  return pointer<T>(t.view());
}

// Each thread writes its number over the whole grid.
struct Number {
  static constexpr uint32_t kThreads = 64;
  int32_t* out;
  int64_t n;
  void operator()(const Thread& t) const {
    const int64_t i = t.global() + int64_t{t.block_y()} * 3 * kThreads;
    if (t.within(i, n)) out[i] = static_cast<int32_t>(i);
  }
};

void every_thread_of_every_block_runs_once() {
  const int64_t n = 6 * 64 - 5;
  const Tensor out = make<int32_t>({n}, std::vector<int32_t>(n, -1));
  CHECK_OK(launch(stream(), {3, 2}, Number{items<int32_t>(out), n}));
  const std::vector<int32_t> got = read<int32_t>(out);
  for (int64_t i = 0; i < n; ++i) CHECK(got[i] == i);
  CHECK_OK(launch(stream(), {0}, Number{nullptr, 1}));
  CHECK(!launch(stream(), {int64_t{1} << 31}, Number{nullptr, 0}).ok());
}

// Turns a block's items round through shared memory: wrong if any thread runs ahead of the barrier.
struct Reverse {
  static constexpr uint32_t kThreads = 256;
  int32_t* data;
  struct Shared {
    int32_t items[kThreads];
  };
  void operator()(const TeamThread& t, Shared& shared) const {
    int32_t* const own = data + t.global();
    for (int round = 0; round < 3; ++round) {
      shared.items[t.thread()] = *own;
      t.barrier();
      *own = shared.items[kThreads - 1 - t.thread()];
      t.barrier();
    }
  }
};

void a_barrier_holds_everyone_until_all_are_there() {
  std::vector<int32_t> in(512);
  std::iota(in.begin(), in.end(), 0);
  const Tensor data = make<int32_t>({512}, in);
  CHECK_OK(launch(stream(), {2}, Reverse{items<int32_t>(data)}));
  std::reverse(in.begin(), in.begin() + 256);
  std::reverse(in.begin() + 256, in.end());
  CHECK(read<int32_t>(data) == in);
}

// What the lanes of a warp get from each other.
struct Shuffle {
  static constexpr uint32_t kThreads = 128;
  double* down;
  double* crossed;
  void operator()(const TeamThread& t) const {
    const double own = 100.0 * t.warp() + t.lane();
    down[t.thread()] = t.shuffle_down(own, 5);
    const complex128 z = t.shuffle_xor(complex128(own, -own), 3);
    crossed[t.thread()] = z.re + z.im == 0 ? z.re : -1;
  }
};

void lanes_exchange_within_their_warp() {
  const Tensor down = empty(DType::kFloat64, {128}), crossed = empty(DType::kFloat64, {128});
  CHECK_OK(launch(stream(), {1}, Shuffle{items<double>(down), items<double>(crossed)}));
  const std::vector<double> d = read<double>(down), x = read<double>(crossed);
  const uint32_t width = properties(0).warp_size;
  for (uint32_t i = 0; i < 128; ++i) {
    const uint32_t warp = i / width, lane = i % width;
    CHECK(d[i] == 100.0 * warp + (lane + 5 < width ? lane + 5 : lane));
    CHECK(x[i] == 100.0 * warp + (lane ^ 3));
  }
}

// Reads shared memory that the block before wrote, and that it did not write itself.
struct ReadBeforeWrite {
  static constexpr uint32_t kThreads = 64;
  double* out;
  struct Shared {
    double item;
  };
  void operator()(const TeamThread& t, Shared& shared) const {
    if (t.thread() == 0) out[t.block_x()] = shared.item;
    t.barrier();
    if (t.thread() == 0) shared.item = 1;
  }
};

void shared_memory_holds_nothing_of_value_at_first() {
  const Tensor out = make<double>({2}, {0, 0});
  CHECK_OK(launch(stream(), {2}, ReadBeforeWrite{items<double>(out)}));
  for (double x : read<double>(out)) CHECK(x != x);
}

struct LeavesEarly {
  static constexpr uint32_t kThreads = 64;
  void operator()(const TeamThread& t) const {
    if (t.thread() >= 60) return;
    t.barrier();
  }
};
struct TwoBarriers {
  static constexpr uint32_t kThreads = 64;
  void operator()(const TeamThread& t) const {
    if (t.thread() < 32)
      t.barrier();
    else
      t.barrier();
  }
};
struct LaneStaysAway {
  static constexpr uint32_t kThreads = 64;
  void operator()(const TeamThread& t) const {
    if (t.lane() != 7) t.shuffle_down(1, 1);
    t.barrier();
  }
};

bool names(const Status& status, const char* words) {
  return !status.ok() && status.message().find(words) != std::string::npos;
}

void what_would_hang_is_named() {
  const Status early = launch(stream(), {1}, LeavesEarly{});
  CHECK(names(early, "is reached by 60 threads of 64"));
  CHECK(names(early, "simulator.cc:"));
  CHECK(names(early, "block (0, 0)"));
  CHECK(names(early, "LeavesEarly"));
  CHECK(names(early, "thread 60 is done"));
  CHECK(names(launch(stream(), {1}, TwoBarriers{}), "wait at different barriers"));
  const Status away = launch(stream(), {1}, LaneStaysAway{});
  CHECK(names(away, "the shuffle at"));
  CHECK(names(away, "waits at the barrier at"));
  // The block's stacks are as good as new afterwards.
  a_barrier_holds_everyone_until_all_are_there();
}

void addresses_are_marked_outside_of_kernels() {
  const Tensor t = make<int32_t>({1}, {5});
  CHECK(t.view().data != static_cast<void*>(items<int32_t>(t)));
  CHECK(*items<int32_t>(t) == 5);
}

}  // namespace

int main() {
  every_thread_of_every_block_runs_once();
  a_barrier_holds_everyone_until_all_are_there();
  lanes_exchange_within_their_warp();
  shared_memory_holds_nothing_of_value_at_first();
  what_would_hang_is_named();
  addresses_are_marked_outside_of_kernels();
  return report("simulator");
}
