// A sparse matrix as a graph: connected components, the pattern read as undirected. Trees of nodes are joined entry by
// entry, larger root under smaller, until each component is one tree whose root is its first node: whatever the order
// of the threads, the answer is the same, and nothing needs to be counted in between.
#include "gpu/backend.h"
#include "gpu/keys.h"
#include "gpu/scan.h"
#include "gpu/set.h"

namespace obol::gpu {
namespace {

struct OwnTreesKernel {
  static constexpr uint32_t kThreads = 256;
  int32_t* parent;
  int64_t n;
  OBOL_HD void operator()(const Thread& t) const {
    if (t.within(t.global(), n)) parent[t.global()] = static_cast<int32_t>(t.global());
  }
};

// The root of i's tree as far as this thread can see; halves the path. What other threads write meanwhile only brings
// nodes nearer to their roots.
OBOL_HD inline int32_t find_root(int32_t* parent, int32_t i) {
  while (true) {
    const int32_t up = parent[i];
    if (up == i) return i;
    const int32_t next = parent[up];
    if (next == up) return up;
    parent[i] = next;
    i = next;
  }
}

struct JoinKernel {
  static constexpr uint32_t kThreads = 256;
  const int32_t* indptr;
  const int32_t* indices;
  int64_t rows, n;
  int32_t* parent;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t e = t.global();
    if (!t.within(e, n)) return;
    int32_t a = find_root(parent, static_cast<int32_t>(segment_of(indptr, rows, e)));
    int32_t b = find_root(parent, indices[e]);
    while (a != b) {
      const int32_t high = a > b ? a : b, low = a > b ? b : a;
      // A root that another thread has put under a smaller one meanwhile says which.
      const int32_t seen = atomic_exchange_if(parent + high, high, low);
      if (seen == high) return;
      a = find_root(parent, seen);
      b = find_root(parent, low);
    }
  }
};

struct RootKernel {
  static constexpr uint32_t kThreads = 256;
  const int32_t* parent;
  int64_t n;
  int32_t* number;
  OBOL_HD void operator()(const Thread& t) const {
    if (t.within(t.global(), n)) number[t.global()] = parent[t.global()] == t.global();
  }
};

// `number`: roots up to and with each node.
struct LabelKernel {
  static constexpr uint32_t kThreads = 256;
  const int32_t* parent;
  const int32_t* number;
  int64_t n;
  int32_t* labels;
  int64_t step;
  int32_t* count;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, n)) return;
    int32_t root = static_cast<int32_t>(i);
    while (parent[root] != root) root = parent[root];
    labels[i * step] = number[root] - 1;
    if (i == n - 1) *count = number[i];
  }
};

}  // namespace

Status GpuBackend::connected_components(const View& labels, const View& count, const CsrView& a) {
  const int64_t n = a.rows, entries = a.indices.size();
  if (n == 0) return set_all(context_, pointer<int32_t>(count), 1, 0);
  StorageRef held[2];
  int32_t *parent = nullptr, *number = nullptr;
  OBOL_TRY(context_.workspace(n, &held[0], &parent));
  OBOL_TRY(context_.workspace(n, &held[1], &number));
  OBOL_TRY(context_.run_over(n, OwnTreesKernel{parent, n}));
  OBOL_TRY(context_.run_over(entries,
                             JoinKernel{pointer<int32_t>(a.indptr), pointer<int32_t>(a.indices), n, entries, parent}));
  OBOL_TRY(context_.run_over(n, RootKernel{parent, n, number}));
  OBOL_TRY(running_sum(context_, number, number, n));
  return context_.run_over(
      n, LabelKernel{parent, number, n, pointer<int32_t>(labels), labels.stride(0), pointer<int32_t>(count)});
}

}  // namespace obol::gpu
