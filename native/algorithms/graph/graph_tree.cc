// Minimum spanning forests.
#include <algorithm>
#include <cmath>

#include "algorithms/graph/graph_host.h"
#include "algorithms/graph/graph_routines.h"

namespace obol::graph {
namespace {

int32_t tree_of(Numbers<int32_t>* parent, int32_t v) {
  while ((*parent)[v] != v) v = (*parent)[v] = (*parent)[(*parent)[v]];
  return v;
}

}  // namespace

Status spanning_tree(Backend& backend, const CsrView& out, const CsrView& a, const View& order) {
  return guarded([&]() -> Status {
    HostGraph g;
    OBOL_TRY(download(backend, a, &g));
    if (order.size() != int64_t{g.edges()}) return Status(Code::kInternal, "malformed order");
    for (const double w : g.weight)
      if (std::isnan(w)) return Status(Code::kRange, "expected numbers for the weights of csgraph, got NaN");
    Numbers<int32_t> sorted(g.target.size()), source(g.target.size()), parent(static_cast<size_t>(g.n));
    if (!sorted.empty()) OBOL_TRY(backend.download(sorted.data(), order));
    for (int32_t v = 0; v < g.n; ++v) {
      parent[v] = v;
      for (Place e = g.begin[v]; e < g.begin[v + 1]; ++e) source[e] = v;
    }
    std::vector<char> chosen(g.target.size(), 0);
    int64_t left = int64_t{g.n} - 1;
    for (const int32_t next : sorted) {
      const auto e = static_cast<Place>(next);
      if (left <= 0) break;
      const int32_t u = tree_of(&parent, source[e]), v = tree_of(&parent, g.target[e]);
      if (u == v) continue;
      parent[std::max(u, v)] = std::min(u, v);
      chosen[e] = g.weight[e] != 0;
      --left;
    }
    std::vector<int32_t> indptr(1, 0), indices;
    std::vector<double> data;
    for (int32_t v = 0; v < g.n; ++v) {
      for (Place e = g.begin[v]; e < g.begin[v + 1]; ++e)
        if (chosen[e] != 0) {
          indices.push_back(g.target[e]);
          data.push_back(g.weight[e]);
        }
      indptr.push_back(static_cast<int32_t>(indices.size()));
    }
    indices.resize(static_cast<size_t>(out.indices.size()));
    data.resize(static_cast<size_t>(out.data.size()));
    OBOL_TRY(upload(backend, out.indptr, indptr));
    OBOL_TRY(upload(backend, out.indices, indices));
    return upload(backend, out.data, data);
  });
}

}  // namespace obol::graph
