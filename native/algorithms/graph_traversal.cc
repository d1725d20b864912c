// Breadth-first and depth-first orders, and strong components: searches without recursion.
#include "algorithms/graph_host.h"
#include "algorithms/graph_routines.h"

namespace obol::graph {
namespace {

// While a search runs, who was met has a predecessor, and the start itself.
void breadth_first(const HostGraph& g, int32_t start, std::vector<int32_t>* nodes, std::vector<int32_t>* from) {
  (*from)[start] = start;
  nodes->push_back(start);
  for (size_t next = 0; next < nodes->size(); ++next) {
    const int32_t v = (*nodes)[next];
    for (int64_t e = g.begin[v]; e < g.begin[v + 1]; ++e) {
      const int32_t w = g.target[e];
      if ((*from)[w] != kNobody) continue;
      (*from)[w] = v;
      nodes->push_back(w);
    }
  }
}

void depth_first(const HostGraph& g, int32_t start, std::vector<int32_t>* nodes, std::vector<int32_t>* from) {
  std::vector<int64_t> edge(g.begin.begin(), g.begin.end() - 1);  // the next to follow
  (*from)[start] = start;
  nodes->push_back(start);
  for (int32_t v = start;;) {
    while (edge[v] < g.begin[v + 1] && (*from)[g.target[edge[v]]] != kNobody) ++edge[v];
    if (edge[v] == g.begin[v + 1]) {
      if (v == start) return;
      v = (*from)[v];
      continue;
    }
    const int32_t w = g.target[edge[v]++];
    (*from)[w] = v;
    nodes->push_back(w);
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
    std::vector<int32_t> met, from(static_cast<size_t>(g.n), kNobody);
    met.reserve(static_cast<size_t>(g.n));
    const auto start = static_cast<int32_t>(how.start);
    (how.depth_first ? depth_first : breadth_first)(g, start, &met, &from);
    from[start] = kNobody;
    const auto found = static_cast<int32_t>(met.size());
    met.resize(static_cast<size_t>(g.n), kNobody);
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
    std::vector<int64_t> edge(g.begin.begin() + 1, g.begin.end());  // behind the next to follow: the last comes first
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
