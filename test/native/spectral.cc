// The smallest eigenpairs of graphs whose spectra are known in closed form, and residuals by plain loops on others; what
// is promised of the vectors; the same bits again; an abort; a tolerance that can't be met.
#include <algorithm>
#include <map>
#include <string>

#include "algorithms/eigen/spectral_eigs.h"
#include "native/tensors.h"

using namespace obol;
using namespace obol::test;

namespace {

using Values = std::vector<double>;
using Edges = std::map<std::pair<int32_t, int32_t>, double>;

struct Graph {
  int64_t n = 0;
  Edges edges;  // both directions
  void connect(int64_t i, int64_t j, double w) {
    edges[{static_cast<int32_t>(i), static_cast<int32_t>(j)}] += w;
    if (i != j) edges[{static_cast<int32_t>(j), static_cast<int32_t>(i)}] += w;
  }
  Values degrees() const {
    Values d(static_cast<size_t>(n), 0.0);
    for (const auto& [edge, w] : edges)
      if (edge.first != edge.second) d[static_cast<size_t>(edge.first)] += w;
    return d;
  }
};

template <class T>
CsrMatrix matrix_of(const Graph& g) {
  std::vector<int32_t> indptr(static_cast<size_t>(g.n) + 1, 0), indices;
  std::vector<T> data;
  for (const auto& [edge, w] : g.edges) {
    ++indptr[static_cast<size_t>(edge.first) + 1];
    indices.push_back(edge.second);
    data.push_back(static_cast<T>(w));
  }
  for (size_t i = 0; i < static_cast<size_t>(g.n); ++i) indptr[i + 1] += indptr[i];
  const int64_t nnz = static_cast<int64_t>(data.size());
  return {g.n, g.n, make<int32_t>({g.n + 1}, indptr), make<int32_t>({nnz}, indices), make<T>({nnz}, data)};
}

struct Pairs {
  Status status;
  SpectralResult result;
  Values w, y;  // y: n × k
  std::vector<Progress> progress;
};

template <class T = double>
Pairs solve(const Graph& g, int64_t k, double tol = 1e-4, bool normed = true, int64_t abort_after = -1) {
  Pairs p;
  const Tensor values = empty(DType::kFloat64, {k}), vectors = empty(DType::kFloat64, {g.n, k});
  int64_t asked = 0;
  const JobContext context(
      backend(), [&] { return abort_after >= 0 && ++asked > abort_after; },
      [&](const Progress& report) { p.progress.push_back(report); });
  JobContext copy = context;
  SpectralOptions options;
  options.k = k;
  options.tol = tol;
  options.normed = normed;
  p.status = spectral_eigs(copy, matrix_of<T>(g), options, values, vectors, &p.result);
  p.w = read<double>(values);
  p.y = read<double>(vectors);
  return p;
}

Values masses(const Graph& g, bool normed) {
  Values m = g.degrees();
  for (double& d : m)
    if (!normed || d == 0) d = 1;
  return m;
}

// Residuals and orthonormality by plain loops, signs, ascending values.
void keeps_its_promises(const Graph& g, const Pairs& p, int64_t k, bool normed, double most_residual) {
  CHECK_OK(p.status);
  CHECK(p.result.converged);
  const Values mass = masses(g, normed);
  const size_t n = static_cast<size_t>(g.n), width = static_cast<size_t>(k);
  CHECK(std::is_sorted(p.w.begin(), p.w.end()));
  Values r(n * width, 0.0);
  for (const auto& [edge, w] : g.edges)
    for (size_t j = 0; j < width; ++j)
      r[static_cast<size_t>(edge.first) * width + j] +=
          w * (p.y[static_cast<size_t>(edge.first) * width + j] - p.y[static_cast<size_t>(edge.second) * width + j]);
  for (size_t j = 0; j < width; ++j) {
    double norm = 0, largest = 0;
    for (size_t i = 0; i < n; ++i) {
      const double y = p.y[i * width + j], e = r[i * width + j] - mass[i] * p.w[j] * y;
      norm += e * e / mass[i];
      if (std::fabs(y) > std::fabs(largest)) largest = y;
    }
    CHECK_NEAR(std::sqrt(norm), 0, most_residual);
    CHECK_NEAR(p.result.residuals[j], std::sqrt(norm), 1e-5 * most_residual + 1e-3 * std::sqrt(norm) + 1e-14);
    CHECK(largest > 0);
    for (size_t l = 0; l <= j; ++l) {
      double dot = 0;
      for (size_t i = 0; i < n; ++i) dot += mass[i] * p.y[i * width + j] * p.y[i * width + l];
      CHECK_NEAR(dot, j == l ? 1 : 0, 1e-9);
    }
  }
  for (size_t i = 1; i < n; ++i) CHECK_NEAR(p.y[i * width], p.y[0], 1e-12 * p.y[0]);
}

void has_values(const Pairs& p, Values expected, double relative) {
  std::sort(expected.begin(), expected.end());
  for (size_t j = 0; j < p.w.size(); ++j) CHECK_NEAR(p.w[j], expected[j], relative * expected[j] + 1e-15);
}

Graph path(int64_t n) {
  Graph g{n, {}};
  for (int64_t i = 0; i + 1 < n; ++i) g.connect(i, i + 1, 1);
  return g;
}

Graph cycle(int64_t n) {
  Graph g = path(n);
  g.connect(n - 1, 0, 1);
  return g;
}

Graph grid(int64_t rows, int64_t columns, double weight = 1) {
  Graph g{rows * columns, {}};
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < columns; ++j) {
      if (i + 1 < rows) g.connect(i * columns + j, (i + 1) * columns + j, weight);
      if (j + 1 < columns) g.connect(i * columns + j, i * columns + j + 1, weight);
    }
  return g;
}

// A picture of discs on a noisy ground: weights over six powers of ten, as those of a gradient.
Graph discs(int64_t rows, int64_t columns) {
  Lcg random(7);
  Values value;
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < columns; ++j) {
      const double x = static_cast<double>(i % 12) - 6, y = static_cast<double>(j % 12) - 6;
      value.push_back((x * x + y * y < 16 ? 1 : 0.2) + 0.1 * random.uniform());
    }
  Graph g{rows * columns, {}};
  const auto weight = [&](int64_t a, int64_t b) {
    return std::exp(-10 * std::fabs(value[static_cast<size_t>(a)] - value[static_cast<size_t>(b)])) + 1e-6;
  };
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < columns; ++j) {
      const int64_t at = i * columns + j;
      g.connect(at, at, value[static_cast<size_t>(at)]);  // a diagonal, which doesn't count
      if (i + 1 < rows) g.connect(at, at + columns, weight(at, at + columns));
      if (j + 1 < columns) g.connect(at, at + 1, weight(at, at + 1));
    }
  return g;
}

void a_path_has_cosines() {
  for (int64_t n : {2, 3, 10, 300, 3000}) {
    const int64_t k = std::min<int64_t>(n, 9);
    Values expected;
    for (int64_t j = 0; j < n; ++j)
      expected.push_back(2 * std::pow(std::sin(M_PI * static_cast<double>(j) / static_cast<double>(2 * (n - 1))), 2));
    const Pairs p = solve(path(n), k, 1e-6);
    keeps_its_promises(path(n), p, k, true, 1e-6);
    has_values(p, expected, 1e-9);
  }
}

void a_cycle_has_pairs(int64_t n, int64_t k) {
  Values expected;
  for (int64_t j = 0; j < n; ++j)
    expected.push_back(4 * std::pow(std::sin(M_PI * static_cast<double>(j) / static_cast<double>(n)), 2));
  const Pairs p = solve(cycle(n), k, 1e-6, false);
  keeps_its_promises(cycle(n), p, k, false, 1e-5);
  has_values(p, expected, 1e-9);
}

void a_grid_has_sums_of_cosines(int64_t rows, int64_t columns, int64_t k, double weight) {
  Values expected;
  const auto part = [](int64_t i, int64_t n) {
    return 4 * std::pow(std::sin(M_PI * static_cast<double>(i) / static_cast<double>(2 * n)), 2);
  };
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < columns; ++j) expected.push_back(weight * (part(i, rows) + part(j, columns)));
  const Graph g = grid(rows, columns, weight);
  const Pairs p = solve(g, k, 1e-6, false);
  keeps_its_promises(g, p, k, false, 1e-5 * weight);
  has_values(p, expected, 1e-9);
}

void k_may_be_n() {
  for (int64_t n : {1, 2, 3, 7}) {
    const Pairs p = solve(path(n), n);
    keeps_its_promises(path(n), p, n, true, 1e-12);
  }
}

// Four grids, two edges and three isolated nodes.
Graph several() {
  Graph g{0, {}};
  for (int64_t rows : {20, 25, 9, 30}) {
    for (const auto& [edge, w] : grid(rows, 22).edges) {
      const auto [i, j] = edge;
      if (i < j) g.connect(g.n + i, g.n + j, w);
    }
    g.n += rows * 22;
  }
  for (int pair = 0; pair < 2; ++pair, g.n += 2) g.connect(g.n, g.n + 1, 0.5);
  g.n += 3;
  return g;
}

void every_component_has_a_zero() {
  const Graph g = several();
  for (int64_t k : {1, 4, 9, 10, 16}) {
    const Pairs p = solve(g, k, 1e-6);
    keeps_its_promises(g, p, k, true, 1e-6);
    for (int64_t j = 0; j < k; ++j)
      CHECK(j < 9 ? p.w[static_cast<size_t>(j)] == 0 : p.w[static_cast<size_t>(j)] > 1e-4);
  }
}

void nodes_without_edges_are_a_null_space() {
  const Graph g{12, {}};
  const Pairs p = solve(g, 12);
  keeps_its_promises(g, p, 12, true, 0);
  CHECK(p.w == Values(12, 0.0));
}

void a_picture_converges_in_few_steps() {
  const Graph g = discs(60, 72);
  const Pairs loose = solve(g, 25), tight = solve(g, 25, 1e-8);
  keeps_its_promises(g, loose, 25, true, 1e-4);
  keeps_its_promises(g, tight, 25, true, 1e-8);
  CHECK(loose.result.iterations <= 10);
  CHECK(tight.result.iterations <= 25);
  for (size_t j = 1; j < 25; ++j) CHECK_NEAR(loose.w[j], tight.w[j], 1e-6 * tight.w[j]);
}

void weights_may_have_any_scale_and_be_float32() {
  const Graph g = discs(30, 36);
  const Pairs p = solve(g, 8, 1e-7), u = solve(g, 8, 1e-7, false);
  for (double unit : {2.0, 3e-6, 5e6, 1e120, 1e-120}) {
    Graph scaled = g;
    for (auto& [edge, w] : scaled.edges) w *= unit;
    const Pairs q = solve(scaled, 8, 1e-7), v = solve(scaled, 8, 1e-7, false);
    keeps_its_promises(scaled, q, 8, true, 1e-6);
    keeps_its_promises(scaled, v, 8, false, 1e-5 * unit);
    for (size_t j = 0; j < 8; ++j) {
      CHECK_NEAR(q.w[j], p.w[j], 1e-10 * p.w[j]);
      CHECK_NEAR(v.w[j], u.w[j] * unit, 1e-10 * u.w[j] * unit);
    }
  }
  const Pairs f = solve<float>(g, 8, 1e-7);
  CHECK_OK(f.status);
  for (size_t j = 0; j < 8; ++j) CHECK_NEAR(p.w[j], f.w[j], 1e-5 * p.w[j]);
}

void the_same_bits_come_again() {
  const Graph g = discs(40, 40);
  const Pairs p = solve(g, 12), q = solve(g, 12);
  CHECK(p.w == q.w);
  CHECK(p.y == q.y);
}

void an_abort_is_answered() {
  for (int64_t after : {0, 1, 5}) {
    const Pairs p = solve(discs(40, 40), 12, 1e-4, true, after);
    CHECK(p.status.code() == Code::kAborted);
  }
}

void progress_grows() {
  const Pairs p = solve(discs(40, 40), 12);
  CHECK(p.progress.size() > 3);
  for (size_t i = 1; i < p.progress.size(); ++i) {
    CHECK(p.progress[i].stage >= p.progress[i - 1].stage);
    CHECK(p.progress[i].fraction >= 0 && p.progress[i].fraction <= 1);
  }
}

void infinite_weights_are_refused() {
  Graph g = path(30);
  g.connect(3, 4, INFINITY);
  CHECK(solve(g, 3).status.code() == Code::kNumeric);
}

}  // namespace

int main() {
  a_path_has_cosines();
  a_cycle_has_pairs(600, 12);
  a_cycle_has_pairs(90, 90);
  a_grid_has_sums_of_cosines(20, 31, 10, 1);
  a_grid_has_sums_of_cosines(50, 50, 16, 1);
  a_grid_has_sums_of_cosines(40, 25, 6, 1e7);
  k_may_be_n();
  every_component_has_a_zero();
  nodes_without_edges_are_a_null_space();
  a_picture_converges_in_few_steps();
  weights_may_have_any_scale_and_be_float32();
  the_same_bits_come_again();
  an_abort_is_answered();
  progress_grows();
  infinite_weights_are_refused();
  return report("spectral");
}
