// What the simulator says of kernels that are wrong: races in shared memory by byte, threads and lines; accesses out of
// range; a barrier or a bound check that was switched off. And of kernels that are right: nothing, in any order.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "gpu/context.h"
#include "native/tensors.h"

using namespace obol;
using namespace obol::gpu;
using namespace obol::test;

namespace {

constexpr uint32_t kSize = 128;

Stream& stream() {
  static const std::unique_ptr<Stream> s = open_stream(0);
  return *s;
}

template <class Kernel>
std::string said(const Kernel& kernel, const Grid& grid = {1}) {
  const Status status = launch(stream(), grid, kernel);
  return status.ok() ? "" : status.message();
}

bool has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

enum class Wrong { kNothing, kReadsAhead, kWritesOver, kWritesWhatOthersRead };

// Each thread takes its neighbour's item through shared memory.
template <class T, Wrong W>
struct Neighbour {
  static constexpr uint32_t kThreads = kSize;
  T* out;
  struct Shared {
    T items[kThreads];
  };
  void operator()(const TeamThread& t, Shared& shared) const {
    shared.items[W == Wrong::kWritesOver ? t.thread() / 2 : t.thread()] = T(1);
    if (W != Wrong::kReadsAhead) t.barrier();
    const T got = shared.items[(t.thread() + 1) % kThreads];
    if (W == Wrong::kWritesWhatOthersRead) shared.items[t.thread()] = got + got;
    out[t.thread()] = got;
  }
};

template <class T>
void races_are_named() {
  const Tensor out = empty(dtype_of_v<T>, {kSize});
  T* const to = pointer<T>(out.view());
  CHECK(said(Neighbour<T, Wrong::kNothing>{to}).empty());
  const std::string ahead = said(Neighbour<T, Wrong::kReadsAhead>{to});
  CHECK(has(ahead, "race for byte "));
  CHECK(has(ahead, "writes it at "));
  CHECK(has(ahead, "reads it at "));
  CHECK(has(ahead, "test/native/sim/watch.cc:"));
  CHECK(has(ahead, "with no barrier between"));
  CHECK(has(ahead, "Neighbour<"));
  CHECK(has(ahead, "block (0, 0)"));
  const std::string over = said(Neighbour<T, Wrong::kWritesOver>{to});
  CHECK(has(over, "thread 0 writes it") && has(over, "thread 1 writes it"));
  CHECK(has(said(Neighbour<T, Wrong::kWritesWhatOthersRead>{to}), "race for byte "));
}

// The first thread touches four bytes at once that others have as single ones.
struct Mixed {
  static constexpr uint32_t kThreads = 64;
  bool barrier;
  int32_t* out;
  struct Shared {
    alignas(4) uint8_t bytes[kThreads];
  };
  void operator()(const TeamThread& t, Shared& shared) const {
    shared.bytes[t.thread()] = 1;
    if (barrier) t.barrier();
    if (t.thread() == 0) *out = *reinterpret_cast<int32_t*>(shared.bytes);
  }
};

struct Counting {
  static constexpr uint32_t kThreads = 64;
  bool barrier;
  int32_t* out;
  struct Shared {
    int32_t count;
  };
  void operator()(const TeamThread& t, Shared& shared) const {
    if (t.thread() == 0) shared.count = 0;
    t.barrier();
    atomic_add(&shared.count, 1);
    if (barrier) t.barrier();
    out[t.thread()] = shared.count;
  }
};

void widths_and_atomics_are_told_apart() {
  const Tensor out = empty(DType::kInt32, {64});
  int32_t* const to = pointer<int32_t>(out.view());
  CHECK(said(Mixed{true, to}).empty());
  CHECK(has(said(Mixed{false, to}), "race for byte "));
  CHECK(said(Counting{true, to}).empty());
  CHECK(read<int32_t>(out)[0] == 64);
  CHECK(has(said(Counting{false, to}), "race for byte 0"));
}

struct Beyond {
  static constexpr uint32_t kThreads = 64;
  int64_t place;
  struct Shared {
    double items[4];
  };
  void operator()(const TeamThread& t, Shared& shared) const {
    double* const first = shared.items;
    if (t.thread() == 5) first[place] = 1;
  }
};

void shared_memory_has_ends() {
  CHECK(said(Beyond{3}).empty());
  CHECK(has(said(Beyond{4}), "thread 5 touches byte 32 of 32 bytes of shared memory"));
  CHECK(has(said(Beyond{-1}), "thread 5 touches byte -8 of 32"));
}

// In which order threads and blocks ran.
struct Sequence {
  static constexpr uint32_t kThreads = 64;
  int32_t* next;
  int32_t* out;
  void operator()(const Thread& t) const { out[atomic_add(next, 1)] = static_cast<int32_t>(t.global()); }
};

struct Shift {
  static constexpr uint32_t kThreads = 64;
  const double* in;
  double* out;
  int64_t n;
  struct Shared {
    double items[kThreads];
  };
  void operator()(const TeamThread& t, Shared& shared) const {
    const bool inside = t.within(t.global(), n);
    shared.items[t.thread()] = inside ? in[t.global()] : 0;
    t.barrier();
    if (inside) out[t.global()] = shared.items[kThreads - 1 - t.thread()];
  }
};

// What a fresh process of this program does.
int child(const std::string& task) {
  if (task == "order") {
    const Tensor next = make<int32_t>({1}, {0}), out = empty(DType::kInt32, {192});
    CHECK_OK(launch(stream(), {3}, Sequence{pointer<int32_t>(next.view()), pointer<int32_t>(out.view())}));
    for (int32_t i : read<int32_t>(out)) std::printf("%d ", i);
  } else if (task == "shift") {
    // 40 doubles: as many bytes as its allocator would not give alone.
    const Tensor in = make<double>({40}, std::vector<double>(40, 1)), out = empty(DType::kFloat64, {40});
    const Status status =
        launch(stream(), {1}, Shift{pointer<double>(in.view()), pointer<double>(out.view()), in.size()});
    if (!status.ok()) std::printf("%s\n", status.message().c_str());
    return status.ok() ? 0 : 1;
  } else if (task == "device") {
    std::string why;
    if (device_count(&why) == 0) std::printf("%s\n", why.c_str());
  }
  return failures;
}

struct Answer {
  int code;
  std::string text;
};

Answer run_self(const std::string& environment, const std::string& task) {
  char self[4096] = {};
  if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0) return {-1, ""};
  std::FILE* pipe = popen((environment + " '" + self + "' " + task + " 2>&1").c_str(), "r");
  Answer answer{-1, ""};
  char part[4096];
  while (std::fgets(part, sizeof(part), pipe) != nullptr) answer.text += part;
  const int status = pclose(pipe);
  answer.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return answer;
}

void threads_run_in_the_order_that_is_asked_for() {
  std::string forward, reverse;
  for (int i = 0; i < 192; ++i) forward += std::to_string(i) + " ", reverse += std::to_string(191 - i) + " ";
  CHECK(run_self("OBOL_SIM_ORDER=forward", "order").text == forward);
  CHECK(run_self("OBOL_SIM_ORDER=reverse", "order").text == reverse);
  const std::string one = run_self("OBOL_SIM_ORDER=shuffle:1", "order").text;
  CHECK(one != forward && one == run_self("OBOL_SIM_ORDER=shuffle:1", "order").text);
  CHECK(one != run_self("OBOL_SIM_ORDER=shuffle:2", "order").text);
  std::vector<int> seen;
  std::istringstream numbers(one);
  for (int number; numbers >> number;) seen.push_back(number);
  std::sort(seen.begin(), seen.end());
  CHECK(seen.size() == 192 && seen.front() == 0 && seen.back() == 191);
  for (size_t i = 1; i < seen.size(); ++i) CHECK(seen[i] == seen[i - 1] + 1);
}

void a_setting_that_can_not_be_read_leaves_no_device() {
  CHECK(run_self("OBOL_SIM_ORDER=sideways", "device").text ==
        "expected forward, reverse or shuffle:SEED for OBOL_SIM_ORDER, got sideways\n");
  CHECK(run_self("OBOL_SIM_WARP=48", "device").text == "expected 32 or 64 for OBOL_SIM_WARP, got 48\n");
  CHECK(run_self("", "device").text.empty());
}

void what_was_switched_off_is_missed() {
  char list[] = "/tmp/obol-sites-XXXXXX";
  close(mkstemp(list));
  CHECK(run_self(std::string("OBOL_SIM_SITES=") + list, "shift").code == 0);
  std::ifstream in(list);
  std::string bound, barrier;
  for (std::string kind, name, count; in >> kind >> name >> count;) {
    CHECK(kind == "bound" || kind == "barrier");
    CHECK(count == (kind == "bound" ? "24" : "64"));  // checks that said no, threads that waited
    (kind == "bound" ? bound : barrier) = name;
  }
  std::remove(list);
  CHECK(has(bound, "watch.cc:") && has(barrier, "watch.cc:"));
  const Answer race = run_self("OBOL_SIM_FAULT=" + barrier, "shift");
  CHECK(race.code == 1 && has(race.text, "race for byte "));
  const Answer outside = run_self("OBOL_SIM_FAULT=" + bound, "shift");
#if defined(OBOL_SANITIZED)
  CHECK(outside.code != 0 && has(outside.text, "AddressSanitizer") && has(outside.text, "watch.cc"));
#else
  CHECK(outside.code == 0 && outside.text.empty());
#endif
}

}  // namespace

int main(int count, char** arguments) {
  if (count > 1) return child(arguments[1]);
  races_are_named<double>();
  races_are_named<float>();
  races_are_named<int64_t>();
  races_are_named<uint8_t>();
  races_are_named<int16_t>();
  widths_and_atomics_are_told_apart();
  shared_memory_has_ends();
  threads_run_in_the_order_that_is_asked_for();
  a_setting_that_can_not_be_read_leaves_no_device();
  what_was_switched_off_is_missed();
  return report("watch");
}
