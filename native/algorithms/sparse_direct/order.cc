// Nested dissection: a part is cut in two and a separator, which is eliminated last, until parts are small.
#include <algorithm>
#include <atomic>
#include <cmath>

#include "algorithms/sparse_direct/graph.h"
#include "device/threads.h"

namespace obol::sparse_direct {
namespace {

constexpr int32_t kLeaf = 200;
// Parts of this size are worth a thread of their own.
constexpr int32_t kShared = 10000;

size_t u(int32_t i) { return static_cast<size_t>(i); }

// A part of the graph, its nodes' names, and the first place that they get.
struct Part {
  Graph graph;
  std::vector<int32_t> names;
  int64_t place = 0;
};

// The part that the nodes with `group` equal to `which` make. `local` is scratch of the graph's size.
Part take(const Part& whole, const std::vector<int32_t>& nodes, std::vector<int32_t>* local, int64_t place) {
  Part part;
  part.place = place;
  part.graph.n = static_cast<int32_t>(nodes.size());
  part.names.reserve(nodes.size());
  part.graph.start.reserve(nodes.size() + 1);
  for (size_t i = 0; i < nodes.size(); ++i) (*local)[u(nodes[i])] = static_cast<int32_t>(i);
  for (int32_t node : nodes) {
    part.names.push_back(whole.names[u(node)]);
    for (int64_t p = whole.graph.start[u(node)]; p < whole.graph.start[u(node) + 1]; ++p) {
      const int32_t other = (*local)[u(whole.graph.adjacent[static_cast<size_t>(p)])];
      if (other >= 0) part.graph.adjacent.push_back(other);
    }
    part.graph.start.push_back(static_cast<int64_t>(part.graph.adjacent.size()));
  }
  for (int32_t node : nodes) (*local)[u(node)] = -1;
  return part;
}

class Dissection {
 public:
  Dissection(std::vector<int32_t>* order, const Cancelled& cancelled) : order_(*order), cancelled_(cancelled) {}

  // All of it, its larger parts on several threads.
  bool run(Part whole) {
    std::vector<Part> parts;
    parts.push_back(std::move(whole));
    while (!parts.empty()) {
      std::vector<std::vector<Part>> found(parts.size());
      for_each_chunk(static_cast<int64_t>(parts.size()), [&](int64_t i) {
        Part& part = parts[static_cast<size_t>(i)];
        part.graph.n > kShared ? step(part, &found[static_cast<size_t>(i)]) : finish(std::move(part));
      });
      parts.clear();
      for (auto& list : found)
        for (Part& part : list) parts.push_back(std::move(part));
      if (stopped_) return false;
    }
    return true;
  }

 private:
  void finish(Part part) {
    std::vector<Part> open;
    open.push_back(std::move(part));
    while (!open.empty() && !stopped_) {
      const Part next = std::move(open.back());
      open.pop_back();
      step(next, &open);
    }
  }

  void leaf(const Part& part) {
    const std::vector<int32_t> order = minimum_degree_order(part.graph);
    for (size_t i = 0; i < order.size(); ++i) order_[static_cast<size_t>(part.place) + i] = part.names[u(order[i])];
  }

  void step(const Part& part, std::vector<Part>* smaller) {
    if (cancelled_()) stopped_ = true;
    if (stopped_) return;
    if (part.graph.n <= kLeaf) return leaf(part);
    if (components(part, smaller)) return;
    std::vector<int8_t> side;
    if (!bisect(part.graph, &side)) return leaf(part);
    std::vector<int32_t> nodes[3], local(u(part.graph.n), -1);
    for (int32_t i = 0; i < part.graph.n; ++i) nodes[side[u(i)]].push_back(i);
    int64_t place = part.place;
    for (int s = 0; s < 2; ++s) {
      smaller->push_back(take(part, nodes[s], &local, place));
      place += static_cast<int64_t>(nodes[s].size());
    }
    for (int32_t node : nodes[2]) order_[static_cast<size_t>(place++)] = part.names[u(node)];
  }

  // Whether the part has several components: large ones become parts, small ones one leaf.
  bool components(const Part& part, std::vector<Part>* smaller) {
    const Graph& g = part.graph;
    std::vector<int8_t> seen(u(g.n), 0);
    std::vector<int32_t> local, rest;
    int64_t place = part.place;
    bool several = false;
    for (int32_t root = 0; root < g.n; ++root) {
      if (seen[u(root)]) continue;
      std::vector<int32_t> nodes{root};
      seen[u(root)] = 1;
      for (size_t i = 0; i < nodes.size(); ++i)
        for (int64_t p = g.start[u(nodes[i])]; p < g.start[u(nodes[i]) + 1]; ++p) {
          const int32_t next = g.adjacent[static_cast<size_t>(p)];
          if (!seen[u(next)]) {
            seen[u(next)] = 1;
            nodes.push_back(next);
          }
        }
      if (!several && static_cast<int32_t>(nodes.size()) == g.n) return false;
      several = true;
      if (nodes.size() <= u(kLeaf)) {
        rest.insert(rest.end(), nodes.begin(), nodes.end());
        continue;
      }
      if (local.empty()) local.assign(u(g.n), -1);
      std::sort(nodes.begin(), nodes.end());
      smaller->push_back(take(part, nodes, &local, place));
      place += static_cast<int64_t>(nodes.size());
    }
    if (local.empty()) local.assign(u(g.n), -1);
    if (!rest.empty()) leaf(take(part, rest, &local, place));
    return true;
  }

  std::vector<int32_t>& order_;
  const Cancelled& cancelled_;
  std::atomic<bool> stopped_{false};
};

}  // namespace

std::vector<int32_t> fill_reducing_order(const Graph& graph, const Cancelled& cancelled) {
  std::vector<int32_t> order(u(graph.n));
  // Nodes beside nearly everything only blur the picture: they go last.
  const double dense = std::max(64.0, 10 * std::sqrt(static_cast<double>(graph.n)));
  Part whole;
  std::vector<int32_t> sparse, late;
  for (int32_t i = 0; i < graph.n; ++i) (static_cast<double>(graph.degree(i)) > dense ? late : sparse).push_back(i);
  Part all;
  all.graph = graph;
  all.names.resize(u(graph.n));
  for (int32_t i = 0; i < graph.n; ++i) all.names[u(i)] = i;
  if (late.empty()) {
    whole = std::move(all);
  } else {
    std::vector<int32_t> local(u(graph.n), -1);
    whole = take(all, sparse, &local, 0);
    std::stable_sort(late.begin(), late.end(), [&](int32_t a, int32_t b) { return graph.degree(a) < graph.degree(b); });
    std::copy(late.begin(), late.end(), order.begin() + static_cast<std::ptrdiff_t>(sparse.size()));
  }
  if (!Dissection(&order, cancelled).run(std::move(whole))) order.clear();
  return order;
}

}  // namespace obol::sparse_direct
