// What a sparse matrix is as a graph: connected components by union-find. The pattern is read as undirected.
#include <vector>

#include "cpu/sparse_build.h"

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

}  // namespace

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
