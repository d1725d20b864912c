// What elimination will fill in, before a number is looked at: the tree of fronts, each a few columns that share their
// rows, in an order where children come before their parents.
#pragma once

#include "algorithms/sparse_direct/graph.h"

namespace obol::sparse_direct {

// Columns [first, first + columns) of the permuted matrix and the rows of their factor: the columns themselves, then
// `rows` (ascending, all beyond).
struct Front {
  int32_t first = 0, columns = 0;
  int32_t parent = -1;
  std::vector<int32_t> rows, children;

  int64_t size() const { return columns + static_cast<int64_t>(rows.size()); }
};

// A subtree that one thread takes: fronts [begin, end), the last one its root. Fronts outside of all subtrees come after
// them, one by one, each by all threads.
struct Subtree {
  int32_t begin = 0, end = 0;
};

struct Symbolic {
  int32_t n = 0;
  std::vector<int32_t> order, place;  // order[new] = old, place[old] = new
  std::vector<Front> fronts;
  std::vector<Subtree> subtrees;  // ascending
  std::vector<int32_t> top;       // the fronts outside, ascending
  int64_t entries = 0;            // of the Cholesky factor, whole panels
  int64_t largest_front = 0;      // its extent
  int64_t working = 0;            // entries of what fronts hand to their parents, at most at once in one thread
};

// `graph` gives the pattern, `order` the nodes as they are to be eliminated (it is refined: equivalent orders exist).
Symbolic analyze(const Graph& graph, std::vector<int32_t> order);

}  // namespace obol::sparse_direct
