// Building sparse matrices against loops over a map or a dense array: every dtype, duplicates in input order, empty
// rows, one dense row, no rows, more entries than one chunk.
#include <map>
#include <memory>

#include "native/tensors.h"

using namespace obol;
using namespace obol::test;

namespace {

struct Coo {
  int64_t rows, cols;
  std::vector<int32_t> row, col;
};

Coo random_coo(int64_t rows, int64_t cols, int64_t n, uint64_t seed, bool one_dense_row = false) {
  Coo m{rows, cols, {}, {}};
  Lcg g(seed);
  for (int64_t i = 0; i < n; ++i) {
    m.row.push_back(static_cast<int32_t>(one_dense_row && i % 2 ? rows / 2 : g.below(rows)));
    m.col.push_back(static_cast<int32_t>(g.below(cols)));
  }
  return m;
}

template <class T>
T value_of(uint64_t bits) {
  if constexpr (is_complex_v<T>) {
    using R = typename T::value_type;
    return T(static_cast<R>(bits % 1000) / R(7), static_cast<R>(bits % 77) - R(30));
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(static_cast<double>(bits % 100000) / 7.0 - 5000.0);
  } else {
    return static_cast<T>(bits);
  }
}

template <class T>
T add(T a, T b) {
  if constexpr (std::is_same_v<T, bool>)
    return a || b;
  else if constexpr (is_complex_v<T>)
    return a + b;
  else
    return static_cast<T>(a + b);
}

template <class T>
bool same(T a, T b) {
  return a == b;
}

// What a contiguous tensor holds, bool too.
template <class T>
std::unique_ptr<T[]> fetch(const Tensor& t) {
  std::unique_ptr<T[]> values(new T[static_cast<size_t>(t.size())]);
  CHECK_OK(backend().download(values.get(), t));
  return values;
}

struct Made {
  Status status;
  CsrView csr;
  Tensor indptr, indices, data, count;
};

Made build(const Coo& m, const View& row, const View& col, const View& data) {
  const int64_t n = row.size();
  Made made;
  made.indptr = empty(DType::kInt32, {m.rows + 1});
  made.indices = empty(DType::kInt32, {n});
  made.data = empty(data.dtype, {n});
  made.count = empty(DType::kInt32, {2});
  made.csr.rows = m.rows;
  made.csr.cols = m.cols;
  made.csr.indptr = made.indptr;
  made.csr.indices = made.indices;
  made.csr.data = made.data;
  made.status = backend().coo_to_csr(made.csr, made.count, row, col, data);
  if (made.status.ok() && read<int32_t>(made.count)[1] == 1) {
    CHECK_OK(backend().copy(made.indices, col));
    CHECK_OK(backend().copy(made.data, data));
  }
  return made;
}

template <class T>
void check_coo_to_csr(const Coo& m, uint64_t seed) {
  const int64_t n = static_cast<int64_t>(m.row.size());
  Lcg g(seed);
  const std::unique_ptr<T[]> values(new T[static_cast<size_t>(n)]);
  for (int64_t i = 0; i < n; ++i) values[i] = value_of<T>(g.next());
  const Tensor data = empty(dtype_of_v<T>, {n});
  CHECK_OK(backend().upload(data, values.get()));
  std::map<std::pair<int32_t, int32_t>, T> expected;
  for (int64_t i = 0; i < n; ++i) {
    const auto key = std::make_pair(m.row[i], m.col[i]);
    const auto at = expected.find(key);
    if (at == expected.end())
      expected[key] = values[i];
    else
      at->second = add(at->second, values[i]);
  }
  const Made made = build(m, make({n}, m.row), make({n}, m.col), data);
  CHECK_OK(made.status);
  const auto indptr = read<int32_t>(made.indptr), indices = read<int32_t>(made.indices);
  CHECK(read<int32_t>(made.count)[0] == static_cast<int32_t>(expected.size()));
  CHECK(indptr[0] == 0 && indptr[m.rows] == static_cast<int32_t>(expected.size()));
  const auto result = fetch<T>(made.data);
  int32_t p = 0;
  for (const auto& [key, value] : expected) {
    CHECK(indptr[key.first] <= p && p < indptr[key.first + 1]);
    CHECK(indices[p] == key.second);
    CHECK(same(result[p], value));
    ++p;
  }

  // The same entries read backwards through negative strides, int64 indices.
  std::vector<int64_t> back_row(m.row.rbegin(), m.row.rend()), back_col(m.col.rbegin(), m.col.rend());
  const Tensor row_held = make({n}, back_row), col_held = make({n}, back_col);
  View row = row_held, col = col_held;
  if (n > 0) {
    for (View* v : {&row, &col}) {
      v->data = v->as<int64_t>() + (n - 1);
      v->layout.strides[0] = -1;
    }
    const Made again = build(m, row, col, data);
    CHECK_OK(again.status);
    CHECK(read<int32_t>(again.indices).size() == indices.size());
    CHECK(read<int32_t>(again.count)[0] == p);
    const auto backwards = fetch<T>(again.data);
    for (int32_t i = 0; i < p; ++i) CHECK(same(backwards[i], result[i]));
  }

  // Transposing twice gives the matrix back; the transpose has each entry at its mirrored place.
  CsrView whole = made.csr;
  whole.indices.layout.shape[0] = whole.data.layout.shape[0] = p;
  Tensor tptr = empty(DType::kInt32, {m.cols + 1}), tidx = empty(DType::kInt32, {p}), tdata = empty(data.dtype(), {p});
  CsrView t;
  t.rows = m.cols;
  t.cols = m.rows;
  t.indptr = tptr;
  t.indices = tidx;
  t.data = tdata;
  CHECK_OK(backend().csr_transpose(t, whole));
  const auto tp = read<int32_t>(tptr), ti = read<int32_t>(tidx);
  const auto turned_values = fetch<T>(tdata);
  for (int64_t c = 0; c < m.cols; ++c)
    for (int32_t q = tp[c]; q < tp[c + 1]; ++q) {
      CHECK(q == tp[c] || ti[q - 1] < ti[q]);
      const auto at = expected.find({ti[q], static_cast<int32_t>(c)});
      CHECK(at != expected.end() && same(at->second, turned_values[q]));
    }
  CHECK(tp[m.cols] == p);

  const Tensor rows = empty(DType::kInt32, {p});
  CHECK_OK(backend().csr_rows(rows, made.indptr));
  const auto row_of = read<int32_t>(rows);
  p = 0;
  for (const auto& [key, value] : expected) {
    (void)value;
    CHECK(row_of[p++] == key.first);
  }

  if (m.rows * m.cols > 1000000) return;
  // Dense, in C order and transposed, and the diagonal into every other element.
  for (const bool turned : {false, true}) {
    const Tensor dense = turned ? empty(data.dtype(), {m.cols, m.rows}) : empty(data.dtype(), {m.rows, m.cols});
    View view = dense;
    if (turned) {
      std::swap(view.layout.shape[0], view.layout.shape[1]);
      std::swap(view.layout.strides[0], view.layout.strides[1]);
    }
    CHECK_OK(backend().csr_to_dense(view, whole));
    const auto elements = fetch<T>(dense);
    for (int64_t r = 0; r < m.rows; ++r)
      for (int64_t c = 0; c < m.cols; ++c) {
        const auto at = expected.find({static_cast<int32_t>(r), static_cast<int32_t>(c)});
        CHECK(same(elements[r * view.stride(0) + c * view.stride(1)], at == expected.end() ? T{} : at->second));
      }
  }
  const int64_t d = std::min(m.rows, m.cols);
  const Tensor wide = empty(data.dtype(), {2 * d});
  View diagonal = wide;
  diagonal.layout.shape[0] = d;
  diagonal.layout.strides[0] = 2;
  CHECK_OK(backend().csr_diagonal(diagonal, whole));
  const auto spaced = fetch<T>(wide);
  for (int64_t i = 0; i < d; ++i) {
    const auto at = expected.find({static_cast<int32_t>(i), static_cast<int32_t>(i)});
    CHECK(same(spaced[2 * i], at == expected.end() ? T{} : at->second));
  }
}

template <class T>
void check_dtype() {
  check_coo_to_csr<T>(random_coo(7, 5, 60, 1), 2);
  check_coo_to_csr<T>(random_coo(1, 1, 9, 3), 4);
  check_coo_to_csr<T>(random_coo(300, 2, 40, 5), 6);
  check_coo_to_csr<T>(random_coo(40, 300, 2000, 7, true), 8);
  check_coo_to_csr<T>(Coo{0, 4, {}, {}}, 9);
  check_coo_to_csr<T>(Coo{4, 0, {}, {}}, 10);
  check_coo_to_csr<T>(Coo{3, 3, {}, {}}, 11);
}

// Rows and columns in order are told apart from those that aren't, or hold a place twice; over several chunks.
void order_is_noticed() {
  for (const int64_t n : {int64_t{1}, int64_t{7}, int64_t{200000}}) {
    Coo m{n / 3 + 2, 11, {}, {}};
    for (int64_t i = 0; i < n; ++i) {
      m.row.push_back(static_cast<int32_t>(i / 3));
      m.col.push_back(static_cast<int32_t>(i % 3 * 4));
    }
    const Tensor data = make({n}, std::vector<double>(static_cast<size_t>(n), 1.5));
    const Made made = build(m, make({n}, m.row), make({n}, m.col), data);
    CHECK_OK(made.status);
    CHECK(read<int32_t>(made.count)[0] == n && read<int32_t>(made.count)[1] == 1);
    const auto indptr = read<int32_t>(made.indptr);
    for (int64_t r = 0; r <= m.rows; ++r) CHECK(indptr[r] == std::min(3 * r, n));
    if (n == 1) continue;
    for (const int64_t at : {int64_t{1}, n / 2, n - 1}) {
      auto twice = m;
      twice.row[at] = twice.row[at - 1];
      twice.col[at] = twice.col[at - 1];
      const Made again = build(twice, make({n}, twice.row), make({n}, twice.col), data);
      CHECK_OK(again.status);
      CHECK(read<int32_t>(again.count)[0] == n - 1 && read<int32_t>(again.count)[1] == 0);
    }
  }
}

void out_of_range_is_refused() {
  for (const auto& [row, col] : std::vector<std::pair<std::vector<int32_t>, std::vector<int32_t>>>{
           {{0, 3}, {0, 0}}, {{0, -1}, {0, 0}}, {{0, 1}, {0, 4}}, {{0, 1}, {-2, 0}}}) {
    const Made made = build(Coo{3, 4, {}, {}}, make({2}, row), make({2}, col), make({2}, std::vector<double>{1, 2}));
    CHECK(made.status.code() == Code::kRange);
  }
  const Made wide = build(Coo{3, 4, {}, {}}, make({2}, std::vector<int64_t>{0, int64_t{1} << 32}),
                          make({2}, std::vector<int64_t>{0, 0}), make({2}, std::vector<double>{1, 2}));
  CHECK(wide.status.code() == Code::kRange);
  CHECK(wide.status.message() == "index 4294967296 of entry 1 is out of range for 3");
}

}  // namespace

int main() {
  if (brief()) {
    check_dtype<double>();
    return report("sparse_build, in brief");
  }
#define X(e, t, n) check_dtype<t>();
  OBOL_FOR_EACH_DTYPE(X)
#undef X
  check_coo_to_csr<double>(random_coo(5000, 3000, 300000, 12), 13);
  check_coo_to_csr<float>(random_coo(200000, 200000, 300000, 14), 15);
  check_coo_to_csr<int16_t>(random_coo(1000, 1000, 200000, 16, true), 17);
  order_is_noticed();
  out_of_range_is_refused();
  return report("sparse_build");
}
