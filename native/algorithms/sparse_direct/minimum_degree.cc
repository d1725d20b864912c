// Minimum degree by Eigen, whose headers this file alone includes here.
#include <Eigen/SparseCore>
// Eigen's orderings want the core first.
#include <Eigen/OrderingMethods>

#include "algorithms/sparse_direct/graph.h"

namespace obol::sparse_direct {

std::vector<int32_t> minimum_degree_order(const Graph& graph) {
  using Pattern = Eigen::SparseMatrix<double, Eigen::ColMajor, int32_t>;
  const size_t n = static_cast<size_t>(graph.n);
  std::vector<int32_t> order(n);
  if (n <= 2 || graph.adjacent.empty()) {
    for (size_t i = 0; i < n; ++i) order[i] = static_cast<int32_t>(i);
    return order;
  }
  // It takes the pattern of a symmetric matrix with its diagonal.
  const size_t entries = graph.adjacent.size() + n;
  Pattern pattern(graph.n, graph.n);
  pattern.resizeNonZeros(static_cast<Eigen::Index>(entries));
  int32_t* to = pattern.innerIndexPtr();
  pattern.outerIndexPtr()[0] = 0;
  for (size_t i = 0; i < n; ++i) {
    *to++ = static_cast<int32_t>(i);
    to = std::copy(graph.adjacent.begin() + graph.start[i], graph.adjacent.begin() + graph.start[i + 1], to);
    pattern.outerIndexPtr()[i + 1] = static_cast<int32_t>(to - pattern.innerIndexPtr());
  }
  std::fill(pattern.valuePtr(), pattern.valuePtr() + entries, 1.0);
  Eigen::PermutationMatrix<Eigen::Dynamic, Eigen::Dynamic, int32_t> found;
  Eigen::internal::minimum_degree_ordering(pattern, found);
  // It answers with the node at each place.
  for (size_t i = 0; i < n; ++i) order[i] = found.indices()[static_cast<Eigen::Index>(i)];
  return order;
}

}  // namespace obol::sparse_direct
