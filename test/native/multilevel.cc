// Coarse graphs against plain loops: filtered entries, pairs of nodes, sums over aggregates, prolongators and Galerkin
// products by their definitions on dense matrices; rows without entries, graphs without edges, no nodes.
#include <algorithm>
#include <map>

#include "native/tensors.h"

using namespace obol;
using namespace obol::test;

namespace {

using Values = std::vector<double>;
using Flags = std::vector<uint8_t>;
using Entry = std::pair<int32_t, int32_t>;
using Entries = std::map<Entry, double>;

struct Graph {
  int64_t n = 0;
  Entries edges;  // both directions
};

// A random graph whose weights span some powers of ten; every tenth node has no edge.
Graph random_graph(int64_t n, int64_t degree, uint64_t seed) {
  Lcg g(seed);
  Graph graph{n, {}};
  for (int64_t e = 0; e < n * degree / 2; ++e) {
    const int32_t i = static_cast<int32_t>(g.below(n)), j = static_cast<int32_t>(g.below(n));
    if (i == j || i % 10 == 3 || j % 10 == 3) continue;
    graph.edges[{i, j}] = graph.edges[{j, i}] = std::pow(10, -3 * g.uniform());
  }
  return graph;
}

Graph grid(int64_t rows, int64_t columns) {
  Graph graph{rows * columns, {}};
  const auto connect = [&](int64_t i, int64_t j) {
    const Entry edge = {static_cast<int32_t>(i), static_cast<int32_t>(j)};
    graph.edges[edge] = graph.edges[{edge.second, edge.first}] = 1;
  };
  for (int64_t i = 0; i < rows * columns; ++i) {
    if (i % columns + 1 < columns) connect(i, i + 1);
    if (i + columns < rows * columns) connect(i, i + columns);
  }
  return graph;
}

CsrMatrix matrix_of(int64_t rows, int64_t cols, const Entries& entries) {
  std::vector<int32_t> indptr(static_cast<size_t>(rows) + 1, 0), indices;
  Values data;
  for (const auto& [place, value] : entries) {
    ++indptr[static_cast<size_t>(place.first) + 1];
    indices.push_back(place.second);
    data.push_back(value);
  }
  for (size_t i = 0; i < static_cast<size_t>(rows); ++i) indptr[i + 1] += indptr[i];
  const int64_t nnz = static_cast<int64_t>(data.size());
  return {rows, cols, make<int32_t>({rows + 1}, indptr), make<int32_t>({nnz}, indices), make<double>({nnz}, data)};
}

// The entries of a matrix, which must be sorted within its rows.
Entries entries_of(const CsrMatrix& a) {
  const auto indptr = read<int32_t>(a.indptr), indices = read<int32_t>(a.indices);
  const Values data = read<double>(a.data);
  Entries found;
  CHECK(indptr.front() == 0 && indptr.back() == static_cast<int32_t>(data.size()));
  for (int32_t i = 0; i < a.rows; ++i)
    for (int32_t e = indptr[static_cast<size_t>(i)]; e < indptr[static_cast<size_t>(i) + 1]; ++e) {
      const size_t at = static_cast<size_t>(e);
      CHECK(e == indptr[static_cast<size_t>(i)] || indices[at - 1] < indices[at]);
      CHECK(indices[at] >= 0 && indices[at] < a.cols);
      found[{i, indices[at]}] = data[at];
    }
  return found;
}

void close(const Entries& found, const Entries& wanted, double tolerance, int line) {
  if (found.size() != wanted.size())
    return fail(__FILE__, line, std::to_string(found.size()) + " entries, not " + std::to_string(wanted.size()));
  for (auto a = found.begin(), b = wanted.begin(); a != found.end(); ++a, ++b)
    if (a->first != b->first || !(std::fabs(a->second - b->second) <= tolerance * (1 + std::fabs(b->second))))
      return fail(__FILE__, line, "an entry differs");
}
#define CLOSE(a, b, tolerance) close(a, b, tolerance, __LINE__)

Tensor flags(const Flags& values) {
  const Tensor t = empty(DType::kBool, {static_cast<int64_t>(values.size())});
  CHECK_OK(backend().upload(t, values.data()));
  return t;
}

void filters_keep_what_is_above_a_threshold_at_one_end(const Graph& g) {
  Entries all = g.edges;
  for (int32_t i = 0; i < g.n; i += 2) all[{i, i}] = 5;
  if (!g.edges.empty()) all[g.edges.begin()->first] = 0;
  const CsrMatrix a = matrix_of(g.n, g.n, all);
  Lcg random(3);
  Values threshold(static_cast<size_t>(g.n));
  for (double& t : threshold) t = 0.1 * random.uniform();
  for (bool off_diagonal : {true, false})
    for (bool with_threshold : {true, false}) {
      CsrMatrix out;
      CHECK_OK(
          backend().csr_filter(&out, a, with_threshold ? make<double>({g.n}, threshold).view() : View(), off_diagonal));
      Entries wanted;
      for (const auto& [place, value] : all) {
        const auto [i, j] = place;
        const double floor =
            with_threshold ? std::min(threshold[static_cast<size_t>(i)], threshold[static_cast<size_t>(j)]) : 0;
        if (!(off_diagonal && i == j) && value > floor) wanted[place] = value;
      }
      CLOSE(entries_of(out), wanted, 0);
      CHECK(out.rows == g.n && out.cols == g.n);
    }
}

struct Matching {
  std::vector<int32_t> aggregate;
  int32_t count = 0;
};

Matching match(const Graph& g, const Flags& frozen, double accept) {
  const Tensor aggregate = empty(DType::kInt32, {g.n}), count = empty(DType::kInt32, {});
  const Values ones(static_cast<size_t>(g.n), 1.0);
  CHECK_OK(backend().match_nodes(aggregate, count, matrix_of(g.n, g.n, g.edges), make<double>({g.n}, ones),
                                 flags(frozen), accept));
  return {read<int32_t>(aggregate), read<int32_t>(count)[0]};
}

// No aggregate is empty; a frozen node is alone; who is with others has an edge to one of them that is strong enough.
void pairs_are_joined_by_strong_edges(const Graph& g, double accept) {
  Flags frozen(static_cast<size_t>(g.n), 0);
  for (size_t i = 0; i < frozen.size(); i += 7) frozen[i] = 1;
  const Matching m = match(g, frozen, accept);
  std::vector<int32_t> size(static_cast<size_t>(m.count), 0);
  for (int32_t aggregate : m.aggregate) {
    CHECK(aggregate >= 0 && aggregate < m.count);
    ++size[static_cast<size_t>(aggregate)];
  }
  for (int32_t members : size) CHECK(members > 0);
  for (int32_t i = 0; i < g.n; ++i) {
    const int32_t own = m.aggregate[static_cast<size_t>(i)];
    const int32_t together = size[static_cast<size_t>(own)];
    if (frozen[static_cast<size_t>(i)]) CHECK(together == 1);
    if (together == 1) continue;
    double strongest = 0, best = 0;
    for (auto e = g.edges.lower_bound({i, 0}); e != g.edges.end() && e->first.first == i; ++e) {
      strongest = std::max(strongest, e->second);
      if (m.aggregate[static_cast<size_t>(e->first.second)] == own) best = std::max(best, e->second);
    }
    CHECK(best > 0 && best >= 0.999 * accept * strongest);
  }
  const Matching again = match(g, frozen, accept);
  CHECK(again.aggregate == m.aggregate && again.count == m.count);
}

uint64_t digest(const std::vector<int32_t>& values) {
  uint64_t h = 1469598103934665603u;
  for (int32_t v : values) h = (h ^ static_cast<uint64_t>(v)) * 1099511628211u;
  return h;
}

// Ties are told apart alike on every device.
void the_pairs_of_a_grid_are_the_same_everywhere() {
  const Graph g = grid(40, 31);
  const Matching m = match(g, Flags(static_cast<size_t>(g.n), 0), 0.25);
  CHECK(m.count < 0.62 * static_cast<double>(g.n));
  CHECK(digest(m.aggregate) == 0xf684cf541213a29du);
}

void collapsed_edges_are_sums(const Graph& g) {
  const Matching m = match(g, Flags(static_cast<size_t>(g.n), 0), 0.25);
  CsrMatrix out;
  CHECK_OK(backend().csr_collapse(&out, matrix_of(g.n, g.n, g.edges), make<int32_t>({g.n}, m.aggregate), m.count));
  Entries wanted;
  for (const auto& [place, value] : g.edges) {
    const Entry to = {m.aggregate[static_cast<size_t>(place.first)], m.aggregate[static_cast<size_t>(place.second)]};
    if (to.first != to.second) wanted[to] += value;
  }
  CLOSE(entries_of(out), wanted, 1e-14);
}

Entries prolongator_of(const Graph& g, const Matching& m, const Flags& frozen, const ProlongatorRules& rules) {
  Entries wanted;
  Values most(static_cast<size_t>(g.n), 0.0);
  for (const auto& [place, value] : g.edges)
    most[static_cast<size_t>(place.first)] = std::max(most[static_cast<size_t>(place.first)], value);
  for (int32_t i = 0; i < g.n; ++i) {
    const int32_t own = m.aggregate[static_cast<size_t>(i)];
    std::map<int32_t, double> row;
    double degree = 0;
    for (auto e = g.edges.lower_bound({i, 0}); e != g.edges.end() && e->first.first == i; ++e) {
      const size_t j = static_cast<size_t>(e->first.second);
      if (frozen[static_cast<size_t>(i)] || e->second < rules.filter * std::min(most[static_cast<size_t>(i)], most[j]))
        continue;
      degree += e->second;
      row[m.aggregate[j]] += e->second;
    }
    // (I − ω·K/d)·P₀ = (1 − ω)·P₀ + ω/d·W·P₀.
    for (auto& [column, value] : row) value *= rules.omega / degree;
    row[own] += degree > 0 ? 1 - rules.omega : 1;
    double largest = 0, kept = 0;
    for (const auto& [column, value] : row) largest = std::max(largest, value);
    for (const auto& [column, value] : row) kept += value >= rules.drop * largest ? value : 0;
    for (const auto& [column, value] : row)
      if (value >= rules.drop * largest) wanted[{i, column}] = value / kept;
  }
  return wanted;
}

CsrMatrix transposed(const CsrMatrix& a) {
  Entries turned;
  for (const auto& [place, value] : entries_of(a)) turned[{place.second, place.first}] = value;
  return matrix_of(a.cols, a.rows, turned);
}

void prolongators_and_galerkin_products_keep_their_definitions(const Graph& g) {
  Flags frozen(static_cast<size_t>(g.n), 0);
  for (size_t i = 0; i < frozen.size(); i += 11) frozen[i] = 1;
  const Matching m = match(g, frozen, 0.25);
  const CsrMatrix w = matrix_of(g.n, g.n, g.edges);
  CsrMatrix p, coarse;
  CHECK_OK(backend().smoothed_prolongator(&p, w, make<int32_t>({g.n}, m.aggregate), m.count, flags(frozen),
                                          ProlongatorRules()));
  const Entries weights = entries_of(p);
  CLOSE(weights, prolongator_of(g, m, frozen, ProlongatorRules()), 1e-13);
  CHECK_OK(backend().galerkin(&coarse, p, transposed(p), w));

  // −PᵀKP off its diagonal, densely.
  const size_t n = static_cast<size_t>(g.n), c = static_cast<size_t>(m.count);
  std::vector<Values> dense(n, Values(c, 0.0)), product(c, Values(c, 0.0));
  for (const auto& [place, value] : weights)
    dense[static_cast<size_t>(place.first)][static_cast<size_t>(place.second)] = value;
  for (const auto& [place, value] : g.edges) {
    const Values &a = dense[static_cast<size_t>(place.first)], &b = dense[static_cast<size_t>(place.second)];
    for (size_t s = 0; s < c; ++s)
      for (size_t t = 0; a[s] != 0 && t < c; ++t) product[s][t] += a[s] * value * (b[t] - a[t]);
  }
  const Entries found = entries_of(coarse);
  double largest = 0;
  for (size_t s = 0; s < c; ++s)
    for (size_t t = 0; t < c; ++t) {
      if (s != t) largest = std::max(largest, std::fabs(product[s][t]));
      if (s == t) product[s][t] = 0;
    }
  for (const auto& [place, value] : found) {
    CHECK(place.first != place.second);
    double& wanted = product[static_cast<size_t>(place.first)][static_cast<size_t>(place.second)];
    CHECK_NEAR(value, wanted, 1e-13 * largest);
    wanted = 0;
  }
  for (const Values& row : product)
    for (double rest : row) CHECK_NEAR(rest, 0, 1e-13 * largest);
}

}  // namespace

int main() {
  const Graph graphs[] = {random_graph(300, 6, 1), random_graph(60, 30, 2), grid(17, 23), {5, {}}, {0, {}}};
  for (const Graph& g : graphs) {
    filters_keep_what_is_above_a_threshold_at_one_end(g);
    pairs_are_joined_by_strong_edges(g, 0.25);
    collapsed_edges_are_sums(g);
    prolongators_and_galerkin_products_keep_their_definitions(g);
  }
  the_pairs_of_a_grid_are_the_same_everywhere();
  return report("multilevel");
}
