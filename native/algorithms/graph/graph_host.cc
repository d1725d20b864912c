#include "algorithms/graph/graph_host.h"

#include <limits>

namespace obol::graph {

Status download(Backend& backend, const CsrView& a, HostGraph* out) {
  const int64_t n = a.rows, edges = a.indices.size();
  if (n != a.cols || a.indptr.size() != n + 1 || n > std::numeric_limits<int32_t>::max())
    return Status(Code::kInternal, "malformed graph");
  out->n = static_cast<int32_t>(n);
  out->begin.resize(static_cast<size_t>(n) + 1);
  OBOL_TRY(backend.download(out->begin.data(), a.indptr));
  out->target.resize(static_cast<size_t>(edges));
  if (edges > 0) OBOL_TRY(backend.download(out->target.data(), a.indices));
  if (a.data.given() && edges > 0) {
    out->weight.resize(static_cast<size_t>(edges));
    OBOL_TRY(backend.download(out->weight.data(), a.data));
  }
  bool inside = out->begin.front() == 0 && out->begin.back() == static_cast<Place>(edges);
  for (size_t i = 0; i < static_cast<size_t>(n); ++i) inside &= out->begin[i] <= out->begin[i + 1];
  for (const int32_t v : out->target) inside &= static_cast<uint32_t>(v) < static_cast<uint32_t>(n);
  return inside ? Status() : Status(Code::kRange, "expected nodes of the graph for its indices, got others");
}

HostGraph reversed(const HostGraph& g) {
  HostGraph r;
  r.n = g.n;
  r.begin.assign(static_cast<size_t>(g.n) + 1, 0);
  r.target.resize(g.target.size());
  r.weight.resize(g.weight.size());
  for (const int32_t v : g.target) ++r.begin[static_cast<size_t>(v) + 1];
  for (size_t v = 0; v < static_cast<size_t>(g.n); ++v) r.begin[v + 1] += r.begin[v];
  Numbers<Place> at(r.begin.begin(), r.begin.end() - 1);
  for (int32_t v = 0; v < g.n; ++v)
    for (Place e = g.begin[v]; e < g.begin[v + 1]; ++e) {
      const Place to = at[g.target[e]]++;
      r.target[to] = v;
      if (!g.weight.empty()) r.weight[to] = g.weight[e];
    }
  return r;
}

HostGraph both_ways(const HostGraph& g) {
  const HostGraph r = reversed(g);
  HostGraph both;
  both.n = g.n;
  both.begin.assign(static_cast<size_t>(g.n) + 1, 0);
  both.target.reserve(2 * g.target.size());
  both.weight.reserve(2 * g.weight.size());
  for (int32_t v = 0; v < g.n; ++v) {
    for (const HostGraph* part : {&g, &r}) {
      both.target.insert(both.target.end(), part->target.begin() + part->begin[v],
                         part->target.begin() + part->begin[v + 1]);
      if (!g.weight.empty())
        both.weight.insert(both.weight.end(), part->weight.begin() + part->begin[v],
                           part->weight.begin() + part->begin[v + 1]);
    }
    both.begin[static_cast<size_t>(v) + 1] = both.edges();
  }
  return both;
}

HostGraph symmetric_pattern(const HostGraph& g) {
  HostGraph pattern;
  pattern.n = g.n;
  pattern.begin = g.begin;
  pattern.target = g.target;
  HostGraph r = reversed(pattern);
  if (r.begin == g.begin && r.target == g.target) return r;
  pattern.target.clear();
  pattern.target.reserve(2 * g.target.size());
  for (int32_t v = 0; v < g.n; ++v) {
    Place a = g.begin[v], b = r.begin[v];
    while (a < g.begin[v + 1] || b < r.begin[v + 1]) {
      const bool from_a = b == r.begin[v + 1] || (a < g.begin[v + 1] && g.target[a] <= r.target[b]);
      const int32_t next = from_a ? g.target[a++] : r.target[b++];
      if (pattern.edges() == pattern.begin[v] || pattern.target.back() != next) pattern.target.push_back(next);
    }
    pattern.begin[static_cast<size_t>(v) + 1] = pattern.edges();
  }
  return pattern;
}

}  // namespace obol::graph
