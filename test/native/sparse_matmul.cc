// CSR times vectors and matrices in every layout against plain loops, for rows of all lengths: empty, a few entries,
// longer than a block has threads, longer than several pieces of work.
#include "native/tensors.h"

using namespace obol;
using namespace obol::test;

namespace {

struct Pattern {
  int64_t cols;
  std::vector<int32_t> indptr{0}, indices;
  int64_t rows() const { return static_cast<int64_t>(indptr.size()) - 1; }
  void add_row(int64_t first, int64_t step) {
    for (int64_t c = first; c < cols; c += step) indices.push_back(static_cast<int32_t>(c));
    indptr.push_back(static_cast<int32_t>(indices.size()));
  }
};

// Row lengths from 0 to `cols`.
Pattern mixed(int64_t cols) {
  Pattern p{cols, {0}, {}};
  p.add_row(cols, 1);
  p.add_row(0, 1);
  p.add_row(3, 2);
  p.add_row(cols, 1);
  for (int64_t step = cols; step > 2; step = step * 2 / 3) p.add_row(step / 2, step);
  p.add_row(5, 1);
  p.add_row(cols, 1);
  return p;
}
Pattern banded(int64_t rows, int64_t cols) {
  Pattern p{cols, {0}, {}};
  for (int64_t i = 0; i < rows; ++i) p.add_row(i % 17, 1 + cols / (1 + i % 7));
  return p;
}

template <class T>
T whole(int64_t i) {
  if constexpr (is_complex_v<T>)
    return T(static_cast<typename T::value_type>(i % 7 - 3), static_cast<typename T::value_type>(i % 5 - 2));
  else
    return static_cast<T>(i % 7 - 3);
}

// A rows × cols view in C order, transposed, with gaps, or backwards; its elements are f(i, c).
enum class Order { kRows, kColumns, kGaps, kBackwards };

template <class T, class F>
struct Matrix {
  Tensor held;
  View view;
  int64_t size;

  Matrix(int64_t rows, int64_t cols, Order order, F&& f) : size(3 * rows * cols + 1) {
    held = empty(dtype_of_v<T>, {size});
    view = held;
    view.layout = Layout::contiguous({rows, cols});
    int64_t* const step = view.layout.strides;
    if (order == Order::kColumns) {
      step[0] = 1;
      step[1] = rows;
    } else if (order == Order::kGaps) {
      step[0] = 3 * cols;
      step[1] = 2;
    } else if (order == Order::kBackwards && rows * cols > 0) {
      step[0] = -step[0];
      step[1] = -step[1];
      view.data = static_cast<char*>(view.data) + (rows * cols - 1) * static_cast<int64_t>(sizeof(T));
    }
    std::vector<T> values(static_cast<size_t>(size), T(9));
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t c = 0; c < cols; ++c) values[static_cast<size_t>(at(i, c))] = f(i, c);
    CHECK_OK(backend().upload(held, values.data()));
  }
  int64_t at(int64_t i, int64_t c) const { return first() + i * view.stride(0) + c * view.stride(1); }
  int64_t first() const {
    return (static_cast<char*>(view.data) - static_cast<char*>(held.view().data)) / static_cast<int64_t>(sizeof(T));
  }
};

template <class T>
void check(const Pattern& p, int64_t columns, Order x_order, Order y_order) {
  const int64_t rows = p.rows(), entries = static_cast<int64_t>(p.indices.size());
  std::vector<T> data;
  for (int64_t e = 0; e < entries; ++e) data.push_back(whole<T>(e * 3));
  const Tensor indptr = make({rows + 1}, p.indptr), indices = make({entries}, p.indices),
               values = make({entries}, data);
  CsrView a;
  a.rows = rows;
  a.cols = p.cols;
  a.indptr = indptr;
  a.indices = indices;
  a.data = values;
  const auto element = [](int64_t i, int64_t c) { return whole<T>(i * 5 + c * 2); };
  const auto before = [](int64_t, int64_t) { return T(8); };
  const bool vector = columns == 0;
  const int64_t width = vector ? 1 : columns;
  Matrix<T, decltype(element)&> x(p.cols, width, x_order, element);
  Matrix<T, decltype(before)&> y(rows, width, y_order, before);
  if (vector) x.view.layout.ndim = y.view.layout.ndim = 1;
  CHECK_OK(backend().csr_matmul(y.view, a, x.view));
  std::vector<T> expected(static_cast<size_t>(y.size), T(9));
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t c = 0; c < width; ++c) {
      T sum = T(0);
      for (int32_t e = p.indptr[static_cast<size_t>(i)]; e < p.indptr[static_cast<size_t>(i) + 1]; ++e)
        sum = sum + data[static_cast<size_t>(e)] * element(p.indices[static_cast<size_t>(e)], c);
      expected[static_cast<size_t>(y.at(i, c))] = sum;
    }
  CHECK(read<T>(y.held) == expected);
}

template <class T>
void check_dtype() {
  const Pattern long_rows = mixed(9000), short_rows = banded(500, 60), none{5, {0}, {}};
  const Order orders[] = {Order::kRows, Order::kColumns, Order::kGaps, Order::kBackwards};
  for (const Order x : orders)
    for (const Order y : orders)
      for (const int64_t columns : {0, 1, 3, 33}) check<T>(short_rows, columns, x, y);
  for (const int64_t columns : {0, 2, 32, 40}) check<T>(long_rows, columns, Order::kRows, Order::kColumns);
  for (const int64_t columns : {0, 1, 7}) check<T>(none, columns, Order::kRows, Order::kRows);
  Pattern empty_rows{0, {0, 0, 0, 0}, {}};
  check<T>(empty_rows, 3, Order::kRows, Order::kRows);
}

}  // namespace

int main() {
  check_dtype<float>();
  if (brief()) return report("sparse_matmul, in brief");
  check<float>(banded(3, 5), 40000, Order::kRows, Order::kGaps);
  check_dtype<double>();
  check_dtype<complex64>();
  check_dtype<complex128>();
  return report("sparse_matmul");
}
