// Blocks of vectors against plain loops: Gram matrices, updates in place, sparse products in plain and difference form,
// the affine combination term by term, columns scaled. Widths that fill no register, several chunks, no rows.
#include <algorithm>

#include "native/tensors.h"

using namespace obol;
using namespace obol::test;

namespace {

using Values = std::vector<double>;

struct Block {
  Tensor tensor;
  Values values;  // contiguous
  int64_t rows, columns;
  double at(int64_t i, int64_t c) const { return values[static_cast<size_t>(i * columns + c)]; }
};

// Columns [1, 1 + columns) of a wider block, so that rows have a gap.
template <class T>
Block random_block(int64_t rows, int64_t columns, uint64_t seed) {
  Lcg g(seed);
  std::vector<T> wide(static_cast<size_t>(rows * (columns + 2)));
  for (T& x : wide) x = static_cast<T>(g.uniform() - 0.5);
  Block b{make<T>({rows, columns + 2}, wide).columns(1, 1 + columns), {}, rows, columns};
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t c = 0; c < columns; ++c) b.values.push_back(wide[static_cast<size_t>(i * (columns + 2) + c + 1)]);
  return b;
}

template <class T>
Values values_of(const Tensor& t) {
  const Tensor copy = empty(t.dtype(), {t.shape(0), t.shape(1)});
  CHECK_OK(backend().copy(copy, t));
  const std::vector<T> values = read<T>(copy);
  return Values(values.begin(), values.end());
}

struct Csr {
  CsrMatrix matrix;
  std::vector<int32_t> indptr, indices;
  Values data;
};

template <class T>
Csr random_csr(int64_t rows, int64_t cols, int64_t most, uint64_t seed) {
  Lcg g(seed);
  Csr a;
  a.indptr.push_back(0);
  std::vector<T> data;
  for (int64_t i = 0; i < rows; ++i) {
    std::vector<int32_t> row;
    for (int64_t k = g.below(most + 1); k > 0; --k) row.push_back(static_cast<int32_t>(g.below(cols)));
    std::sort(row.begin(), row.end());
    row.erase(std::unique(row.begin(), row.end()), row.end());
    for (int32_t c : row) a.indices.push_back(c), data.push_back(static_cast<T>(g.uniform()));
    a.indptr.push_back(static_cast<int32_t>(a.indices.size()));
  }
  a.data.assign(data.begin(), data.end());
  const int64_t nnz = static_cast<int64_t>(data.size());
  a.matrix = {rows, cols, make<int32_t>({rows + 1}, a.indptr), make<int32_t>({nnz}, a.indices), make<T>({nnz}, data)};
  return a;
}

Values product(const Csr& a, const Block& x, bool laplacian) {
  Values y;
  for (size_t i = 0; i + 1 < a.indptr.size(); ++i)
    for (int64_t c = 0; c < x.columns; ++c) {
      double sum = 0;
      for (int32_t e = a.indptr[i]; e < a.indptr[i + 1]; ++e) {
        const size_t k = static_cast<size_t>(e);
        const double own = laplacian ? x.at(static_cast<int64_t>(i), c) : 0;
        const double other = x.at(a.indices[k], c);
        sum += a.data[k] * (laplacian ? own - other : other);
      }
      y.push_back(sum);
    }
  return y;
}

void close(const Values& a, const Values& b, double tolerance, int line) {
  CHECK(a.size() == b.size());
  double most = 0;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    most = std::max(most, std::fabs(a[i] - b[i]) / (1 + std::fabs(b[i])));
  if (!(most <= tolerance)) fail(__FILE__, line, "differs by " + std::to_string(most));
}
#define CLOSE(a, b, tolerance) close(a, b, tolerance, __LINE__)

void grams_are_sums_of_products(int64_t rows) {
  const Block x = random_block<double>(rows, 5, 1), w = random_block<float>(rows, 16, 2),
              p = random_block<double>(rows, 32, 3);
  const View s[] = {x.tensor, w.tensor, p.tensor}, t[] = {w.tensor, x.tensor};
  const Tensor out = empty(DType::kFloat64, {53, 21});
  CHECK_OK(backend().gram(out, s, 3, t, 2));
  const auto column = [&](const std::vector<const Block*>& blocks, int64_t i, int64_t c) {
    for (const Block* b : blocks) {
      if (c < b->columns) return b->at(i, c);
      c -= b->columns;
    }
    return 0.0;
  };
  Values expected(53 * 21, 0.0);
  for (int64_t a = 0; a < 53; ++a)
    for (int64_t b = 0; b < 21; ++b)
      for (int64_t i = 0; i < rows; ++i)
        expected[static_cast<size_t>(a * 21 + b)] += column({&x, &w, &p}, i, a) * column({&w, &x}, i, b);
  CLOSE(read<double>(out), expected, 1e-12);
}

template <class T>
void pencil_grams_multiply_by_the_matrix_first(int64_t rows, bool laplacian) {
  const Csr a = random_csr<double>(rows, rows, 6, 4);
  const Block x = random_block<double>(rows, 7, 5), t = random_block<T>(rows, 33, 6);
  const Block mass = random_block<double>(rows, 1, 7);
  const Tensor m = make<double>({rows}, mass.values);
  const Values at = product(a, t, laplacian);
  for (bool with_mass : {true, false}) {
    const View s[] = {x.tensor, t.tensor};
    const Tensor a_out = empty(DType::kFloat64, {40, 33}), m_out = empty(DType::kFloat64, {40, 33});
    CHECK_OK(backend().pencil_gram(a_out, m_out, s, 2, {a.matrix, laplacian}, with_mass ? m.view() : View(), t.tensor));
    Values ea(40 * 33, 0.0), em(40 * 33, 0.0);
    for (int64_t p = 0; p < 40; ++p)
      for (int64_t q = 0; q < 33; ++q)
        for (int64_t i = 0; i < rows; ++i) {
          const double left = p < 7 ? x.at(i, p) : t.at(i, p - 7);
          ea[static_cast<size_t>(p * 33 + q)] += left * at[static_cast<size_t>(i * 33 + q)];
          em[static_cast<size_t>(p * 33 + q)] += left * t.at(i, q) * (with_mass ? mass.at(i, 0) : 1);
        }
    CLOSE(read<double>(a_out), ea, 1e-12);
    CLOSE(read<double>(m_out), em, 1e-12);
  }
}

// y = W·C₀ + P·C₁ + X·C₂ with the first two also kept: Y over X, the partial sum over P.
template <class T>
void updates_work_in_place(int64_t rows, int64_t columns) {
  const Block x = random_block<double>(rows, columns, 8), w = random_block<float>(rows, 9, 9),
              p = random_block<T>(rows, columns, 10), c = random_block<double>(2 * columns + 9, columns, 11);
  const View s[] = {w.tensor, p.tensor, x.tensor};
  Values partial, whole;
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < columns; ++j) {
      double sum = 0;
      for (int64_t k = 0; k < 9; ++k) sum += w.at(i, k) * c.at(k, j);
      for (int64_t k = 0; k < columns; ++k) sum += p.at(i, k) * c.at(9 + k, j);
      partial.push_back(sum);
      for (int64_t k = 0; k < columns; ++k) sum += x.at(i, k) * c.at(9 + columns + k, j);
      whole.push_back(sum);
    }
  CHECK_OK(backend().block_update(x.tensor, s, 3, c.tensor, p.tensor, 2));
  CLOSE(values_of<double>(x.tensor), whole, 1e-13);
  CLOSE(values_of<T>(p.tensor), partial, sizeof(T) == 4 ? 1e-6 : 1e-13);
}

void an_update_may_change_the_width(int64_t rows) {
  const Block x = random_block<double>(rows, 32, 12), c = random_block<double>(32, 25, 13);
  const Tensor y = empty(DType::kFloat64, {rows, 25});
  const View s[] = {x.tensor};
  CHECK_OK(backend().block_update(y, s, 1, c.tensor, View(), 0));
  Values expected;
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < 25; ++j) {
      double sum = 0;
      for (int64_t k = 0; k < 32; ++k) sum += x.at(i, k) * c.at(k, j);
      expected.push_back(sum);
    }
  CLOSE(read<double>(y), expected, 1e-13);
}

template <class X, class Y>
void affine_combinations_have_all_their_terms(int64_t rows, int64_t columns, bool laplacian) {
  const Csr a = random_csr<X>(rows, rows, 7, 14);
  const Block x = random_block<X>(rows, columns, 15), z = random_block<Y>(rows, columns, 16),
              y = random_block<Y>(rows, columns, 17), scale = random_block<X>(rows, 1, 18),
              mass = random_block<X>(rows, 1, 19), theta = random_block<double>(1, columns, 20),
              weight = random_block<double>(rows, 1, 21);
  const Tensor norms = empty(DType::kFloat64, {columns});
  SparseAffine t;
  t.a = {a.matrix, laplacian};
  t.x = x.tensor;
  t.alpha = 0.7, t.beta = -0.3, t.gamma = 1.25, t.delta = 0.5;
  t.scale = scale.tensor.slice(1, 0, 1);
  const Tensor packed_scale = make<X>({rows}, std::vector<X>(scale.values.begin(), scale.values.end()));
  const Tensor packed_mass = make<X>({rows}, std::vector<X>(mass.values.begin(), mass.values.end()));
  const Tensor packed_theta = make<double>({columns}, theta.values);
  const Tensor packed_weight = make<double>({rows}, weight.values);
  t.scale = packed_scale;
  t.mass = packed_mass;
  t.theta = packed_theta;
  t.z = z.tensor;
  t.norms = norms;
  t.norm_weight = packed_weight;
  const Values ax = product(a, x, laplacian);
  Values expected, squares(static_cast<size_t>(columns), 0.0);
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t c = 0; c < columns; ++c) {
      const double value = scale.at(i, 0) * (0.7 * ax[static_cast<size_t>(i * columns + c)] -
                                             mass.at(i, 0) * x.at(i, c) * theta.at(0, c)) -
                           0.3 * x.at(i, c) + 1.25 * z.at(i, c) + 0.5 * y.at(i, c);
      expected.push_back(value);
      squares[static_cast<size_t>(c)] += weight.at(i, 0) * value * value;
    }
  CHECK_OK(backend().sparse_affine(y.tensor, t));
  const double tolerance = sizeof(Y) == 4 ? 2e-6 : 1e-13;
  CLOSE(values_of<Y>(y.tensor), expected, tolerance);
  CLOSE(read<double>(norms), squares, rows > 1000 ? 1e-4 : tolerance * 10);

  SparseAffine plain;
  plain.a = t.a;
  plain.x = x.tensor;
  CHECK_OK(backend().sparse_affine(y.tensor, plain));
  CLOSE(values_of<Y>(y.tensor), ax, tolerance);
}

template <class T>
void sparse_products_are_sums(int64_t rows, int64_t cols, int64_t columns) {
  const Csr a = random_csr<T>(rows, cols, 9, 22);
  const Block x = random_block<T>(cols, columns, 23);
  const double tolerance = sizeof(T) == 4 ? 1e-5 : 1e-13;
  const Tensor y = empty(dtype_of_v<T>, {rows, columns});
  CHECK_OK(backend().csr_matmul(y, a.matrix, x.tensor));
  CLOSE(values_of<T>(y), product(a, x, false), tolerance);
  // A matrix that is not square has products too: x has no row for each of y's.
  SparseAffine plain;
  plain.a.matrix = a.matrix;
  plain.x = x.tensor;
  CHECK_OK(backend().sparse_affine(y, plain));
  CLOSE(values_of<T>(y), product(a, x, false), tolerance);
  const Block v = random_block<T>(cols, 1, 24);
  const Tensor vector = make<T>({cols}, std::vector<T>(v.values.begin(), v.values.end()));
  const Tensor image = empty(dtype_of_v<T>, {rows});
  CHECK_OK(backend().csr_matmul(image, a.matrix, vector));
  const std::vector<T> found = read<T>(image);
  CLOSE(Values(found.begin(), found.end()), product(a, v, false), tolerance);
}

void columns_get_unit_length_and_a_positive_extreme(int64_t rows, int64_t columns) {
  const Block x = random_block<double>(rows, columns, 25), weight = random_block<double>(rows, 1, 26);
  Values w = weight.values;
  for (double& v : w) v += 0.6;
  CHECK_OK(backend().normalize_columns(x.tensor, make<double>({rows}, w)));
  const Values y = values_of<double>(x.tensor);
  for (int64_t c = 0; c < columns; ++c) {
    double squares = 0, most = 0, sign = 0, before = 0;
    for (int64_t i = 0; i < rows; ++i) {
      const double value = y[static_cast<size_t>(i * columns + c)];
      squares += w[static_cast<size_t>(i)] * value * value;
      if (std::fabs(value) > most) most = std::fabs(value), sign = value, before = x.at(i, c);
    }
    CHECK_NEAR(squares, 1, 1e-12);
    CHECK(sign > 0);
    CHECK(std::fabs(before) > 0);
  }
}

void a_column_of_zeros_stays() {
  const Tensor x = make<double>({2, 2}, {0, -3, 0, 4});
  CHECK_OK(backend().normalize_columns(x, View()));
  CHECK(read<double>(x) == Values({0, -0.6000000000000001, 0, 0.8}) || read<double>(x) == Values({0, -0.6, 0, 0.8}));
}

}  // namespace

int main() {
  if (brief()) {
    grams_are_sums_of_products(33);
    for (bool laplacian : {false, true}) {
      pencil_grams_multiply_by_the_matrix_first<double>(40, laplacian);
      for (int64_t columns : {3, 32, 47})
        affine_combinations_have_all_their_terms<double, float>(50, columns, laplacian);
    }
    for (int64_t columns : {8, 40}) updates_work_in_place<double>(29, columns);
    an_update_may_change_the_width(6);
    for (int64_t columns : {1, 13, 32}) sparse_products_are_sums<double>(300, 200, columns);
    columns_get_unit_length_and_a_positive_extreme(700, 5);
    a_column_of_zeros_stays();
    return report("block, in brief");
  }
  for (int64_t rows : {0, 1, 33, 1500}) grams_are_sums_of_products(rows);
  for (bool laplacian : {false, true}) {
    pencil_grams_multiply_by_the_matrix_first<double>(700, laplacian);
    pencil_grams_multiply_by_the_matrix_first<float>(40, laplacian);
    for (int64_t columns : {1, 3, 8, 31, 32, 40, 47}) {
      affine_combinations_have_all_their_terms<double, double>(50, columns, laplacian);
      affine_combinations_have_all_their_terms<double, float>(50, columns, laplacian);
      affine_combinations_have_all_their_terms<float, float>(50, columns, laplacian);
    }
    affine_combinations_have_all_their_terms<float, float>(20000, 32, laplacian);
    affine_combinations_have_all_their_terms<double, double>(20000, 25, laplacian);
  }
  for (int64_t columns : {1, 8, 25, 32, 40}) {
    updates_work_in_place<double>(29, columns);
    updates_work_in_place<float>(4000, columns);
  }
  for (int64_t rows : {0, 1, 6, 1000}) an_update_may_change_the_width(rows);
  sparse_products_are_sums<double>(300, 200, 32);
  sparse_products_are_sums<float>(300, 200, 13);
  sparse_products_are_sums<double>(30000, 20000, 1);
  sparse_products_are_sums<float>(200000, 3, 8);
  columns_get_unit_length_and_a_positive_extreme(1, 1);
  columns_get_unit_length_and_a_positive_extreme(5000, 25);
  a_column_of_zeros_stays();
  return report("block");
}
