// Sparse times sparse, and connected components, against plain loops.
#include <map>

#include "native/tensors.h"

using namespace obol;
using namespace obol::test;

namespace {

template <class T>
struct Matrix {
  int64_t rows, cols;
  std::vector<int32_t> indptr{0}, indices;
  std::vector<T> data;
};

template <class T>
struct Held {
  Tensor indptr, indices, data;
  CsrView csr;
  explicit Held(const Matrix<T>& m)
      : indptr(make({m.rows + 1}, m.indptr)),
        indices(make({static_cast<int64_t>(m.indices.size())}, m.indices)),
        data(make({static_cast<int64_t>(m.data.size())}, m.data)) {
    csr.rows = m.rows;
    csr.cols = m.cols;
    csr.indptr = indptr;
    csr.indices = indices;
    csr.data = data;
  }
};

template <class T>
T small_value(Lcg& g) {
  if constexpr (is_complex_v<T>) {
    using R = typename T::value_type;
    const R re = static_cast<R>(g.below(7) - 3);
    return T(re, static_cast<R>(g.below(5) - 2));
  } else {
    return static_cast<T>(g.below(9) - 4);
  }
}

// About `per_row` entries a row; every fifth row is empty, row `dense` is full.
template <class T>
Matrix<T> random_matrix(int64_t rows, int64_t cols, int64_t per_row, uint64_t seed, int64_t dense = -1) {
  Matrix<T> m{rows, cols, {0}, {}, {}};
  Lcg g(seed);
  for (int64_t r = 0; r < rows; ++r) {
    std::map<int32_t, T> row;
    if (r == dense)
      for (int64_t c = 0; c < cols; ++c) row[static_cast<int32_t>(c)] = small_value<T>(g);
    else if (r % 5 != 3 && cols > 0)
      for (int64_t i = 0; i < per_row; ++i) row[static_cast<int32_t>(g.below(cols))] = small_value<T>(g);
    for (const auto& [c, v] : row) {
      m.indices.push_back(c);
      m.data.push_back(v);
    }
    m.indptr.push_back(static_cast<int32_t>(m.indices.size()));
  }
  return m;
}

// Every entry is there.
template <class T>
Matrix<T> full_matrix(int64_t rows, int64_t cols, uint64_t seed) {
  Matrix<T> m{rows, cols, {0}, {}, {}};
  Lcg g(seed);
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < cols; ++c) {
      m.indices.push_back(static_cast<int32_t>(c));
      m.data.push_back(small_value<T>(g));
    }
    m.indptr.push_back(static_cast<int32_t>(m.indices.size()));
  }
  return m;
}

// The rows of both, one matrix below the other.
template <class T>
Matrix<T> stack(Matrix<T> top, const Matrix<T>& below) {
  const int32_t first = top.indptr.back();
  top.rows += below.rows;
  for (int64_t r = 1; r <= below.rows; ++r) top.indptr.push_back(first + below.indptr[static_cast<size_t>(r)]);
  top.indices.insert(top.indices.end(), below.indices.begin(), below.indices.end());
  top.data.insert(top.data.end(), below.data.begin(), below.data.end());
  return top;
}

template <class T>
T times_plus(T sum, T a, T b) {
  if constexpr (is_complex_v<T>)
    return sum + a * b;
  else
    return static_cast<T>(sum + a * b);
}

template <class T>
void check_product(const Matrix<T>& a, const Matrix<T>& b) {
  const Held<T> left(a), right(b);
  const Tensor indptr = empty(DType::kInt32, {a.rows + 1});
  CHECK_OK(backend().csr_matmat_symbolic(indptr, left.csr, right.csr));
  const auto ends = read<int32_t>(indptr);
  const int64_t nnz = ends[static_cast<size_t>(a.rows)];
  const Tensor indices = empty(DType::kInt32, {nnz}), data = empty(dtype_of_v<T>, {nnz});
  CsrView out;
  out.rows = a.rows;
  out.cols = b.cols;
  out.indptr = indptr;
  out.indices = indices;
  out.data = data;
  CHECK_OK(backend().csr_matmat_numeric(out, left.csr, right.csr));
  const auto columns = read<int32_t>(indices);
  const auto values = read<T>(data);
  for (int64_t r = 0; r < a.rows; ++r) {
    std::map<int32_t, T> row;
    for (int32_t p = a.indptr[r]; p < a.indptr[r + 1]; ++p)
      for (int32_t q = b.indptr[a.indices[p]]; q < b.indptr[a.indices[p] + 1]; ++q) {
        T& sum = row[b.indices[q]];
        sum = times_plus(sum, a.data[p], b.data[q]);
      }
    CHECK(ends[r + 1] - ends[r] == static_cast<int32_t>(row.size()));
    int32_t p = ends[r];
    for (const auto& [c, v] : row) {
      CHECK(columns[p] == c);
      CHECK(values[p] == v);
      ++p;
    }
  }
}

template <class T>
void check_products() {
  check_product(random_matrix<T>(6, 4, 3, 1), random_matrix<T>(4, 5, 2, 2));
  check_product(random_matrix<T>(30, 50, 8, 3, 7), random_matrix<T>(50, 40, 5, 4, 11));
  check_product(random_matrix<T>(0, 5, 1, 5), random_matrix<T>(5, 3, 1, 6));
  check_product(random_matrix<T>(5, 0, 1, 7), random_matrix<T>(0, 3, 1, 8));
  check_product(random_matrix<T>(3, 4, 2, 9), random_matrix<T>(4, 0, 0, 10));
}

void check_components(int64_t n, const std::vector<std::pair<int32_t, int32_t>>& edges) {
  std::map<int32_t, std::map<int32_t, double>> rows;
  for (const auto& [i, j] : edges) rows[i][j] = 0;  // a stored zero is an edge
  Matrix<double> m{n, n, {0}, {}, {}};
  for (int32_t r = 0; r < n; ++r) {
    for (const auto& [c, v] : rows[r]) {
      m.indices.push_back(c);
      m.data.push_back(v);
    }
    m.indptr.push_back(static_cast<int32_t>(m.indices.size()));
  }
  const Held<double> a(m);
  const Tensor labels = empty(DType::kInt32, {n}), count = empty(DType::kInt32, {});
  CHECK_OK(backend().connected_components(labels, count, a.csr));
  // Flooding from each node that no earlier one reached.
  std::vector<std::vector<int32_t>> near(static_cast<size_t>(n));
  for (const auto& [i, j] : edges) {
    near[static_cast<size_t>(i)].push_back(j);
    near[static_cast<size_t>(j)].push_back(i);
  }
  std::vector<int32_t> expected(static_cast<size_t>(n), -1);
  int32_t components = 0;
  for (int32_t i = 0; i < n; ++i) {
    if (expected[static_cast<size_t>(i)] >= 0) continue;
    std::vector<int32_t> open{i};
    while (!open.empty()) {
      const int32_t at = open.back();
      open.pop_back();
      if (expected[static_cast<size_t>(at)] >= 0) continue;
      expected[static_cast<size_t>(at)] = components;
      for (int32_t next : near[static_cast<size_t>(at)]) open.push_back(next);
    }
    ++components;
  }
  CHECK(read<int32_t>(labels) == expected);
  CHECK(read<int32_t>(count)[0] == components);
}

// Sums, extremes and truth of segments: empty ones give the identity, long ones are cut into blocks.
void check_segments() {
  const std::vector<int32_t> indptr{0, 0, 3, 3, 5000, 5001, 5001};
  const int64_t n = 5001, segments = 6;
  Lcg g(3);
  std::vector<double> x(n);
  std::vector<int8_t> small(n);
  for (double& v : x) v = static_cast<double>(g.below(100) - 50);
  for (int8_t& v : small) v = static_cast<int8_t>(g.below(200) - 100);
  const Tensor ends = make({segments + 1}, indptr), tx = make({n}, x), ts = make({n}, small);
  const Tensor sum = empty(DType::kFloat64, {segments}), max = empty(DType::kFloat64, {segments});
  const Tensor wide = empty(DType::kInt32, {segments}), count = empty(DType::kInt32, {segments});
  const Tensor spaced = empty(DType::kFloat64, {2 * segments});
  View every_other = spaced;
  every_other.layout.shape[0] = segments;
  every_other.layout.strides[0] = 2;
  CHECK_OK(backend().segment_reduce(ReduceOp::k_sum, sum, tx, ends));
  CHECK_OK(backend().segment_reduce(ReduceOp::k_sum, every_other, tx, ends));
  CHECK_OK(backend().segment_reduce(ReduceOp::k_max, max, tx, ends));
  CHECK_OK(backend().segment_reduce(ReduceOp::k_sum, wide, ts, ends));
  CHECK_OK(backend().segment_reduce(ReduceOp::k_count_nonzero, count, ts, ends));
  for (int64_t i = 0; i < segments; ++i) {
    double s = 0, m = -INFINITY;
    int32_t w = 0, c = 0;
    for (int32_t p = indptr[i]; p < indptr[i + 1]; ++p) {
      s += x[p];
      m = std::max(m, x[p]);
      w += small[p];
      c += small[p] != 0;
    }
    CHECK(read<double>(sum)[i] == s && read<double>(spaced)[2 * i] == s && read<double>(max)[i] == m);
    CHECK(read<int32_t>(wide)[i] == w && read<int32_t>(count)[i] == c);
  }
  CHECK(backend().segment_reduce(ReduceOp::k_max, max, make({1}, std::vector<complex64>{{1, 2}}), ends).code() ==
        Code::kType);
}

}  // namespace

int main() {
  if (brief()) {
    check_products<double>();
    check_product(full_matrix<double>(7, 300, 25), full_matrix<double>(300, 64, 26));  // in two batches
    check_segments();
    check_components(7, {{6, 5}, {5, 4}, {4, 0}, {1, 3}, {3, 2}});
    return report("sparse_product, in brief");
  }
  check_products<int8_t>();
  check_products<uint16_t>();
  check_products<int32_t>();
  check_products<uint64_t>();
  check_products<float>();
  check_products<double>();
  check_products<complex64>();
  check_products<complex128>();
  check_product(random_matrix<double>(4000, 3000, 6, 20, 17), random_matrix<double>(3000, 5000, 7, 21, 5));
  check_product(random_matrix<float>(300, 3000000, 40, 22), random_matrix<float>(3000000, 2000000, 1, 23));
  // More products than are listed at a time: the last rows come after the others, and are fewer.
  Matrix<float> most = full_matrix<float>(1, 2940, 24);
  most.cols = 3000;
  check_product(stack(full_matrix<float>(7, 3000, 25), most), full_matrix<float>(3000, 16, 26));

  check_segments();
  check_components(0, {});
  check_components(1, {});
  check_components(5, {});
  check_components(6, {{5, 0}, {2, 1}, {4, 4}});
  check_components(7, {{6, 5}, {5, 4}, {4, 0}, {1, 3}, {3, 2}});
  for (uint64_t seed = 0; seed < 20; ++seed) {
    Lcg g(seed);
    std::vector<std::pair<int32_t, int32_t>> edges;
    for (int i = 0; i < 300; ++i)
      edges.push_back({static_cast<int32_t>(g.below(500)), static_cast<int32_t>(g.below(500))});
    check_components(500, edges);
  }
  return report("sparse_product");
}
