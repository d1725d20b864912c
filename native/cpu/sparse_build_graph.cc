// Sums over rows, and what a sparse matrix is as a graph: connected components by union-find, the pattern read as
// undirected.
#include <algorithm>
#include <cstring>

#include "cpu/reduce.h"
#include "cpu/sparse_build.h"
#include "cpu/threads.h"

namespace obol::cpu {
namespace {

// The root of i's tree, halving the path on the way; a root is the smallest node of its tree.
int32_t find_root(int32_t* parent, int32_t i) {
  while (parent[i] != i) {
    parent[i] = parent[parent[i]];
    i = parent[i];
  }
  return i;
}

// n side by side elements into one accumulator, in blocks that are merged pairwise.
void accumulate(const ReduceKernels& k, const char* in, int64_t n, void* acc) {
  PairwiseStack stack(k, 1, n / kReduceBlock + 1);
  for (int64_t i = 0; i < n; i += kReduceBlock, stack.push())
    k.block(in + i * k.in_size, std::min(kReduceBlock, n - i), stack.top());
  std::memcpy(acc, stack.collapse(), static_cast<size_t>(k.acc_size));
}

}  // namespace

Status CpuBackend::segment_reduce(ReduceOp op, const View& out, const View& data, const View& indptr) {
  ++device_->counters().launches;
  const ReduceKernels* const kernels = find_reduce(op, data.dtype);
  if (kernels == nullptr) return Status(Code::kType, std::string("no such reduction of ") + dtype_name(data.dtype));
  const ReduceKernels& k = *kernels;
  const int64_t n = out.size(), size = static_cast<int64_t>(itemsize(out.dtype)), step = n > 0 ? out.stride(0) : 0;
  const char* const in = data.as<char>();
  const int32_t* const ends = indptr.as<int32_t>();
  char* const to = out.as<char>();
  parallel_for(n, 4096, [&](int64_t begin, int64_t end) {
    alignas(16) char acc[16];
    for (int64_t i = begin; i < end; ++i) {
      const int64_t first = ends[i], count = ends[i + 1] - first;
      char* const result = to + i * step * size;
      if (count > 0 && count <= kReduceBlock) {
        k.rows(in + first * k.in_size, 0, count, 1, result, 0);
        continue;
      }
      count == 0 ? k.identity(acc, 1) : accumulate(k, in + first * k.in_size, count, acc);
      k.finish(acc, 1, result, 0);
    }
  });
  return Status();
}

Status CpuBackend::connected_components(const View& labels, const View& count, const CsrView& a) {
  ++device_->counters().launches;
  const int64_t n = a.rows;
  StorageRef held;
  int32_t* parent = nullptr;
  OBOL_TRY(scratch(*this, n, &held, &parent));
  const int32_t *const indptr = a.indptr.as<int32_t>(), *const indices = a.indices.as<int32_t>();
  for (int64_t i = 0; i < n; ++i) parent[i] = static_cast<int32_t>(i);
  for (int64_t i = 0; i < n; ++i) {
    int32_t root = find_root(parent, static_cast<int32_t>(i));
    for (int32_t p = indptr[i]; p < indptr[i + 1]; ++p) {
      const int32_t other = find_root(parent, indices[p]);
      if (other == root) continue;
      if (other < root) {
        parent[root] = other;
        root = other;
      } else {
        parent[other] = root;
      }
    }
  }
  int32_t* const to = labels.as<int32_t>();
  const int64_t stride = n > 0 ? labels.stride(0) : 0;
  int32_t components = 0;
  // Roots come before the rest of their tree: one pass numbers everything.
  for (int64_t i = 0; i < n; ++i) {
    const int32_t up = parent[i];
    parent[i] = up == i ? components++ : parent[up];
    to[i * stride] = parent[i];
  }
  *count.as<int32_t>() = components;
  return Status();
}

}  // namespace obol::cpu
