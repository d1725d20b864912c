// Breadth-first and depth-first orders, and strong components: searches without recursion.
#include <algorithm>

#include "algorithms/graph/graph_host.h"
#include "algorithms/graph/graph_routines.h"

namespace obol::graph {
namespace {

// Writes the nodes as they are met, and answers how many; `from` begins as kNobody. While a search runs, who was met has
// a predecessor, and the start itself.
int32_t breadth_first(const HostGraph& g, int32_t start, int32_t* nodes, int32_t* from) {
  const Place* begin = g.begin.data();
  const int32_t* target = g.target.data();
  int32_t count = 0;
  from[start] = start;
  nodes[count++] = start;
  for (int32_t next = 0; next < count; ++next) {
    const int32_t v = nodes[next];
    for (Place e = begin[v]; e < begin[v + 1]; ++e) {
      const int32_t w = target[e];
      if (from[w] != kNobody) continue;
      from[w] = v;
      nodes[count++] = w;
    }
  }
  return count;
}

int32_t depth_first(const HostGraph& g, int32_t start, int32_t* nodes, int32_t* from) {
  Numbers<Place> edge(g.begin.begin(), g.begin.end() - 1);  // the next to follow
  int32_t count = 0;
  from[start] = start;
  nodes[count++] = start;
  for (int32_t v = start;;) {
    Place e = edge[v];
    const Place end = g.begin[v + 1];
    while (e < end && from[g.target[e]] != kNobody) ++e;
    edge[v] = e + 1;
    if (e == end) {
      edge[v] = end;
      if (v == start) return count;
      v = from[v];
      continue;
    }
    const int32_t w = g.target[e];
    from[w] = v;
    nodes[count++] = w;
    v = w;
  }
}

}  // namespace

Status traverse(Backend& backend, const View& nodes, const View& predecessors, const View& count, const CsrView& a,
                const Traversal& how) {
  return guarded([&]() -> Status {
    HostGraph g;
    OBOL_TRY(download(backend, a, &g));
    if (how.start < 0 || how.start >= g.n) return Status(Code::kRange, "expected a node of the graph for i_start");
    if (!how.directed) g = both_ways(g);
    Numbers<int32_t> met(static_cast<size_t>(g.n)), from(static_cast<size_t>(g.n), kNobody);
    const auto start = static_cast<int32_t>(how.start);
    const int32_t found = (how.depth_first ? depth_first : breadth_first)(g, start, met.data(), from.data());
    from[start] = kNobody;
    std::fill(met.begin() + found, met.end(), kNobody);
    OBOL_TRY(upload(backend, nodes, met));
    OBOL_TRY(upload(backend, predecessors, from));
    return backend.upload(count, &found);
  });
}

// Pearce's one array of indices (2016): a node's is its number on the search's way down, the least that it can reach on
// the way up, and its component's, counted down from n, at the end.
Status strong_components(Backend& backend, const View& labels, const View& count, const CsrView& a) {
  return guarded([&]() -> Status {
    HostGraph g;
    OBOL_TRY(download(backend, a, &g));
    const auto n = static_cast<size_t>(g.n);
    std::vector<int32_t> index(n, 0), path, waiting;
    Numbers<Place> edge(g.begin.begin() + 1, g.begin.end());  // behind the next to follow: the last comes first
    std::vector<char> root(n, 1);
    int32_t next = 1, component = g.n;
    for (int32_t first = 0; first < g.n; ++first) {
      if (index[first] != 0) continue;
      path.push_back(first);
      index[first] = next++;
      while (!path.empty()) {
        const int32_t v = path.back();
        bool down = false;
        while (edge[v] > g.begin[v]) {
          const int32_t w = g.target[--edge[v]];
          if (index[w] == 0) {
            ++edge[v];  // looked at again on the way up
            path.push_back(w);
            index[w] = next++;
            down = true;
            break;
          }
          if (index[w] < index[v]) {
            index[v] = index[w];
            root[v] = 0;
          }
        }
        if (down) continue;
        path.pop_back();
        if (root[v] == 0) {
          waiting.push_back(v);
          continue;
        }
        --next;
        while (!waiting.empty() && index[waiting.back()] >= index[v]) {
          index[waiting.back()] = component;
          waiting.pop_back();
          --next;
        }
        index[v] = component--;
      }
    }
    for (int32_t& i : index) i = g.n - i;
    const int32_t found = g.n - component;
    OBOL_TRY(upload(backend, labels, index));
    return backend.upload(count, &found);
  });
}

}  // namespace obol::graph
