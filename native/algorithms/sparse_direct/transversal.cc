// Rows for the diagonal: a matching of columns with rows, first greedily by size, then by augmenting paths.
#include <algorithm>

#include "algorithms/sparse_direct/direct.h"
#include "algorithms/sparse_direct/panels.h"

namespace obol::sparse_direct {

template <class T>
std::vector<int32_t> transversal(const HostCsr<T>& a) {
  const size_t n = u(a.n);
  std::vector<int32_t> row_of(n, -1), column_of(n, -1);
  std::vector<double> most(n, 0.0);
  for (size_t p = 0; p < a.data.size(); ++p)
    most[u(a.indices[p])] = std::max(most[u(a.indices[p])], magnitude(a.data[p]));
  const auto pair = [&](int32_t row, int32_t column) {
    row_of[u(column)] = row;
    column_of[u(row)] = column;
  };
  // The diagonal where it is large, then whatever is.
  for (int pass = 0; pass < 2; ++pass)
    for (int32_t i = 0; i < a.n; ++i)
      for (int32_t p = a.indptr[u(i)]; p < a.indptr[u(i) + 1] && column_of[u(i)] < 0; ++p) {
        const int32_t j = a.indices[u(p)];
        const double size = magnitude(a.data[u(p)]);
        if (row_of[u(j)] < 0 && size > 0 && size >= 0.1 * most[u(j)] && (pass > 0 || i == j)) pair(i, j);
      }
  // A path from a free row: to a column, to the row that has it, and so on, until a column is free.
  std::vector<int32_t> seen(n, -1), stack, next(n), through(n);
  for (int32_t root = 0; root < a.n; ++root) {
    if (column_of[u(root)] >= 0) continue;
    stack.assign(1, root);
    next[u(root)] = a.indptr[u(root)];
    int32_t free = -1;
    while (!stack.empty() && free < 0) {
      const int32_t row = stack.back();
      int32_t& p = next[u(row)];
      if (p == a.indptr[u(row) + 1]) {
        stack.pop_back();
        continue;
      }
      const int32_t column = a.indices[u(p)];
      const bool zero = a.data[u(p)] == T(0);
      ++p;
      if (zero || seen[u(column)] == root) continue;
      seen[u(column)] = root;
      through[u(row)] = column;
      const int32_t owner = row_of[u(column)];
      if (owner < 0) {
        free = column;
      } else {
        next[u(owner)] = a.indptr[u(owner)];
        stack.push_back(owner);
      }
    }
    if (free < 0) return {};
    for (int32_t row : stack) pair(row, through[u(row)]);
  }
  return row_of;
}

template std::vector<int32_t> transversal(const HostCsr<double>&);
template std::vector<int32_t> transversal(const HostCsr<std::complex<double>>&);

}  // namespace obol::sparse_direct
