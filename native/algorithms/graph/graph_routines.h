// Routines that follow the edges of a graph one after the other, as scipy.sparse.csgraph has them; host code for every
// device. Graphs are square CSR matrices, every stored entry an edge; outputs are C-contiguous, and left out (View())
// where they say so. Predecessors are int32, kNobody where there is none.
#pragma once

#include <string>

#include "device/backend.h"

namespace obol::graph {

// Strong components, numbered in the order in which a depth-first search that takes the last neighbour first completes
// them (SciPy's numbers): labels (n) and count (0-d) are int32.
Status strong_components(Backend& backend, const View& labels, const View& count, const CsrView& a);

struct Traversal {
  bool depth_first = false, directed = true;
  int64_t start = 0;
};
// The nodes that can be reached from the start, in the order they are met, each node's neighbours ascending: nodes (n),
// of which the first count (0-d) are written, int32; predecessors (n) may be left out.
Status traverse(Backend& backend, const View& nodes, const View& predecessors, const View& count, const CsrView& a,
                const Traversal& how);

struct PathRules {
  bool directed = true;
  bool min_only = false;  // one search from all sources at once
  double limit = 0;       // nodes farther away than this count as not reached
};
// Dijkstra from `sources` (int32 or int64, any shape; negative ones count from the end): distances (sources…, n), float64, inf where
// there is no path; predecessors, as long, and with min_only the nearest source of each node (both int32), may be left
// out. The edge that reaches a node first, of nodes taken by distance and then by number, is its predecessor. Without
// data each edge counts 1. Negative and NaN weights are kRange, in a sentence that begins with `fn`.
Status dijkstra(Backend& backend, const std::string& fn, const View& distances, const View& predecessors,
                const View& nearest, const CsrView& a, const View& sources, const PathRules& rules);

// A minimum spanning forest by Kruskal: `order` (int32) sorts the entries of a, ties in the order of the entries. Of an
// edge that stands both ways the lighter entry is taken; entries of weight 0 join nodes, and are left out of the result.
// indptr (n + 1), indices and data (at least min(nnz, n − 1)) get the entries that stay.
Status spanning_tree(Backend& backend, const CsrView& out, const CsrView& a, const View& order);

// Reverse Cuthill–McKee: an int32 permutation (n). Components by the least degree of their nodes, each from a
// pseudo-peripheral node (George and Liu), neighbours by degree, then by number. Unless a's pattern is symmetric it is
// joined with its transpose's.
Status cuthill_mckee(Backend& backend, const View& permutation, const CsrView& a, bool symmetric);

}  // namespace obol::graph
