// The graph that an elimination sees: who is beside whom in a matrix with a symmetric pattern. The order of elimination
// decides how much fills in.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace obol::sparse_direct {

using Cancelled = std::function<bool()>;

// Neighbours of node i: adjacent[start[i] … start[i + 1]), sorted, without i itself.
struct Graph {
  int32_t n = 0;
  std::vector<int64_t> start{0};
  std::vector<int32_t> adjacent;

  int64_t degree(int32_t node) const { return start[static_cast<size_t>(node) + 1] - start[static_cast<size_t>(node)]; }
};

// The pattern of A + Aᵀ, from the rows of an n × n matrix.
Graph graph_of(int32_t n, const int32_t* indptr, const int32_t* indices);

// Nodes in the order to eliminate them: nested dissection (George 1973) by level sets, refined by moves of single nodes
// (Fiduccia and Mattheyses 1982), down to small parts, which are ordered by minimum degree; so are parts that have no
// small separator. Empty where it was cancelled.
std::vector<int32_t> fill_reducing_order(const Graph& graph, const Cancelled& cancelled);

// Approximate minimum degree (Amestoy, Davis and Duff 1996).
std::vector<int32_t> minimum_degree_order(const Graph& graph);

// Splits the nodes in two parts without edges between them, and a separator: side[i] is 0, 1 or 2. False where no
// separator is worth it. The graph is connected.
bool bisect(const Graph& graph, std::vector<int8_t>* side);

}  // namespace obol::sparse_direct
