// The pattern of A + Aᵀ as a graph.
#include "algorithms/sparse_direct/graph.h"

#include <algorithm>

namespace obol::sparse_direct {

Graph graph_of(int32_t n, const int32_t* indptr, const int32_t* indices) {
  const size_t size = static_cast<size_t>(n);
  Graph g;
  g.n = n;
  // Both directions of every entry, then what came twice is taken out.
  std::vector<int64_t> at(size + 1, 0);
  for (int32_t i = 0; i < n; ++i)
    for (int32_t p = indptr[i]; p < indptr[i + 1]; ++p)
      if (indices[p] != i) {
        ++at[static_cast<size_t>(i) + 1];
        ++at[static_cast<size_t>(indices[p]) + 1];
      }
  for (size_t i = 0; i < size; ++i) at[i + 1] += at[i];
  std::vector<int32_t> both(static_cast<size_t>(at[size]));
  std::vector<int64_t> next(at.begin(), at.end() - 1);
  for (int32_t i = 0; i < n; ++i)
    for (int32_t p = indptr[i]; p < indptr[i + 1]; ++p) {
      const int32_t j = indices[p];
      if (j == i) continue;
      both[static_cast<size_t>(next[static_cast<size_t>(i)]++)] = j;
      both[static_cast<size_t>(next[static_cast<size_t>(j)]++)] = i;
    }
  g.start.assign(size + 1, 0);
  g.adjacent.reserve(both.size() / 2);
  for (size_t i = 0; i < size; ++i) {
    const auto begin = both.begin() + at[i], end = both.begin() + at[i + 1];
    std::sort(begin, end);
    g.adjacent.insert(g.adjacent.end(), begin, std::unique(begin, end));
    g.start[i + 1] = static_cast<int64_t>(g.adjacent.size());
  }
  return g;
}

}  // namespace obol::sparse_direct
