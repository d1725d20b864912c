// Dense products against plain loops: every dtype, row- and column-major and strided operands, batches and broadcast
// batches, sizes beside the tiles' edges, vectors, sums longer than a slab, no rows, no columns, nothing to sum.
#include "native/tensors.h"

using namespace obol;
using namespace obol::test;

namespace {

template <class T>
T value(Lcg& g) {
  if constexpr (is_complex_v<T>) {
    using R = typename T::value_type;
    const R re = static_cast<R>(g.below(17) - 8);
    return T(re, static_cast<R>(g.below(9) - 4));
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(g.below(33) - 16);
  } else {
    return static_cast<T>(g.next());
  }
}

template <class T>
struct Sum {
  using type = T;
};
template <class T>
T multiply_add(T sum, T a, T b) {
  if constexpr (std::is_integral_v<T>)
    return static_cast<T>(static_cast<uint64_t>(sum) + static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
  else
    return sum + a * b;
}

enum class Order { kRows, kColumns, kStrided };

// A matrix's memory and its view in one of three layouts. `at` shows what it held when `at` was first called.
template <class T>
struct Held {
  Tensor tensor;
  View view;
  int64_t first = 0;
  mutable std::vector<T> seen;
  Held(int64_t m, int64_t n, Order order, Lcg& g) {
    const int64_t size = order == Order::kStrided ? 4 * m * n : m * n;
    std::vector<T> v(static_cast<size_t>(size));
    for (T& x : v) x = value<T>(g);
    tensor = make({size}, v);
    view = tensor;
    view.layout.ndim = 2;
    view.layout.shape[0] = m;
    view.layout.shape[1] = n;
    view.layout.strides[0] = order == Order::kRows ? n : order == Order::kColumns ? 1 : 4 * n;
    view.layout.strides[1] = order == Order::kRows ? 1 : order == Order::kColumns ? m : -2;
    if (order == Order::kStrided && n > 0) first = 2 * (n - 1);
    view.data = static_cast<char*>(view.data) + first * static_cast<int64_t>(sizeof(T));
  }
  T at(int64_t i, int64_t j) const {
    if (seen.empty()) seen = read<T>(tensor);
    return seen[static_cast<size_t>(first + i * view.stride(0) + j * view.stride(1))];
  }
};

// Whole numbers: sums are exact in every order.
template <class T>
void check(int64_t m, int64_t n, int64_t k, Order oa, Order ob, Order oc, bool sample = false) {
  Lcg g(static_cast<uint64_t>(m * 7 + n * 3 + k));
  const Held<T> a(m, k, oa, g), b(k, n, ob, g), c(m, n, oc, g);
  CHECK_OK(backend().matmul(c.view, a.view, b.view));
  int64_t wrong = 0;
  const int64_t tests = sample ? 2000 : m * n;
  for (int64_t t = 0; t < tests; ++t) {
    const int64_t i = sample ? g.below(m) : t / n, j = sample ? g.below(n) : t % n;
    T sum{};
    for (int64_t l = 0; l < k; ++l) sum = multiply_add(sum, a.at(i, l), b.at(l, j));
    wrong += !(c.at(i, j) == sum);
  }
  if (wrong != 0)
    fail(__FILE__, __LINE__,
         std::string(dtype_name(dtype_of_v<T>)) + " " + std::to_string(m) + "x" + std::to_string(n) + "x" +
             std::to_string(k) + " orders " + std::to_string(int(oa)) + std::to_string(int(ob)) +
             std::to_string(int(oc)) + ": " + std::to_string(wrong) + " wrong");
}

template <class T>
void check_dtype() {
  for (const Order a : {Order::kRows, Order::kColumns, Order::kStrided})
    for (const Order b : {Order::kRows, Order::kColumns, Order::kStrided})
      for (const Order c : {Order::kRows, Order::kColumns, Order::kStrided}) {
        check<T>(3, 4, 5, a, b, c);
        check<T>(33, 50, 17, a, b, c);
        check<T>(1, 70, 40, a, b, c);
        check<T>(70, 1, 40, a, b, c);
        for (const int64_t few : {2, 3, 4}) {
          check<T>(150, few, 20, a, b, c);
          check<T>(few, 61, 37, a, b, c);
        }
      }
  for (int64_t m : {0, 1, 7, 9})
    for (int64_t n : {0, 1, 23, 49})
      for (int64_t k : {0, 1, 40}) check<T>(m, n, k, Order::kRows, Order::kRows, Order::kRows);
  for (int64_t m = 1; m <= 20; ++m) check<T>(m, 30, 64, Order::kRows, Order::kRows, Order::kRows);
  for (int64_t n = 1; n <= 60; ++n) check<T>(12, n, 64, Order::kRows, Order::kColumns, Order::kRows);
}

// The forms that only large sizes reach; wrong would be the seams.
template <class T>
void check_large() {
  check<T>(300, 700, 1000, Order::kRows, Order::kRows, Order::kRows, true);
  check<T>(700, 300, 500, Order::kColumns, Order::kStrided, Order::kColumns, true);
  check<T>(20, 20, 9000, Order::kRows, Order::kColumns, Order::kRows);
  check<T>(25, 5000, 60, Order::kColumns, Order::kRows, Order::kRows, true);
  check<T>(5000, 25, 25, Order::kRows, Order::kRows, Order::kRows, true);
  check<T>(5000, 2, 25, Order::kRows, Order::kRows, Order::kRows, true);
  check<T>(2, 3, 70000, Order::kRows, Order::kColumns, Order::kRows);
  check<T>(5, 2, 70000, Order::kRows, Order::kColumns, Order::kColumns);
  check<T>(4, 40000, 9, Order::kRows, Order::kRows, Order::kStrided, true);
  check<T>(3, 1, 70000, Order::kRows, Order::kRows, Order::kRows);
  check<T>(3, 1, 70000, Order::kColumns, Order::kStrided, Order::kRows);
  check<T>(70000, 1, 9, Order::kColumns, Order::kRows, Order::kStrided, true);
  check<T>(1, 70000, 9, Order::kColumns, Order::kRows, Order::kStrided, true);
  check<T>(4500, 4000, 3, Order::kRows, Order::kRows, Order::kRows, true);
}

void batches_broadcast() {
  // out [3, 2, 4, 5] = a [3, 1, 4, 6] · b [2, 6, 5]
  Lcg g(5);
  std::vector<double> a(3 * 4 * 6), b(2 * 6 * 5);
  for (double& v : a) v = value<double>(g);
  for (double& v : b) v = value<double>(g);
  const Tensor ta = make({3, 1, 4, 6}, a), tb = make({1, 2, 6, 5}, b), tc = empty(DType::kFloat64, {3, 2, 4, 5});
  View va = ta, vb = tb;
  va.layout.shape[1] = 2;
  va.layout.strides[1] = 0;
  vb.layout.shape[0] = 3;
  vb.layout.strides[0] = 0;
  CHECK_OK(backend().matmul(tc, va, vb));
  const auto c = read<double>(tc);
  for (int x = 0; x < 3; ++x)
    for (int y = 0; y < 2; ++y)
      for (int i = 0; i < 4; ++i)
        for (int j = 0; j < 5; ++j) {
          double sum = 0;
          for (int k = 0; k < 6; ++k) sum += a[(x * 4 + i) * 6 + k] * b[(y * 6 + k) * 5 + j];
          CHECK(c[((x * 2 + y) * 4 + i) * 5 + j] == sum);
        }
}

// Each matrix of a stack by a vector of its own: terms for one thread, terms for several.
void batches_of_one_column() {
  for (const int64_t k : {6, 20}) {
    Lcg g(7);
    const int64_t n = 3, m = 5;
    std::vector<double> a(n * m * k), b(n * k);
    for (double& v : a) v = value<double>(g);
    for (double& v : b) v = value<double>(g);
    const Tensor ta = make({n, m, k}, a), tb = make({n, k, 1}, b), tc = empty(DType::kFloat64, {n, m, 1});
    CHECK_OK(backend().matmul(tc, ta, tb));
    const auto c = read<double>(tc);
    for (int64_t r = 0; r < n * m; ++r) {
      double sum = 0;
      for (int64_t l = 0; l < k; ++l) sum += a[r * k + l] * b[r / m * k + l];
      CHECK(c[r] == sum);
    }
  }
}

void many_small_batches() {
  const int64_t n = 20000;
  Lcg g(6);
  std::vector<float> a(n * 9), b(n * 9);
  for (float& v : a) v = value<float>(g);
  for (float& v : b) v = value<float>(g);
  const Tensor ta = make({n, 3, 3}, a), tb = make({n, 3, 3}, b), tc = empty(DType::kFloat32, {n, 3, 3});
  CHECK_OK(backend().matmul(tc, ta, tb));
  const auto c = read<float>(tc);
  for (int64_t x = 0; x < n; ++x)
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) {
        float sum = 0;
        for (int k = 0; k < 3; ++k) sum += a[x * 9 + i * 3 + k] * b[x * 9 + k * 3 + j];
        CHECK(c[x * 9 + i * 3 + j] == sum);
      }
}

// NaN and infinity stay in their row and column: the zeros that fill up panels touch nothing else.
void non_finite_values_stay_where_they_are() {
  const int64_t n = 37;
  std::vector<double> a(n * n, 1), b(n * n, 1);
  a[36 * n + 3] = std::nan("");
  a[5 * n + 2] = INFINITY;
  const Tensor ta = make({n, n}, a), tb = make({n, n}, b), tc = empty(DType::kFloat64, {n, n});
  CHECK_OK(backend().matmul(tc, ta, tb));
  const auto c = read<double>(tc);
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < n; ++j)
      CHECK(i == 36 ? std::isnan(c[i * n + j]) : i == 5 ? std::isinf(c[i * n + j]) : c[i * n + j] == 37);
}

}  // namespace

int main() {
  if (brief()) {
    check<double>(33, 50, 17, Order::kRows, Order::kColumns, Order::kStrided);
    check<float>(150, 3, 20, Order::kColumns, Order::kRows, Order::kRows);
    check<float>(70, 1, 40, Order::kColumns, Order::kRows, Order::kRows);
    check<double>(70, 1, 40, Order::kRows, Order::kRows, Order::kRows);
    check<double>(3, 1, 9000, Order::kRows, Order::kStrided, Order::kRows);
    batches_broadcast();
    batches_of_one_column();
    non_finite_values_stay_where_they_are();
    return report("matmul, in brief");
  }
  check_dtype<int8_t>();
  check_dtype<int16_t>();
  check_dtype<int32_t>();
  check_dtype<int64_t>();
  check_dtype<uint8_t>();
  check_dtype<uint16_t>();
  check_dtype<uint32_t>();
  check_dtype<uint64_t>();
  check_dtype<float>();
  check_dtype<double>();
  check_dtype<complex64>();
  check_dtype<complex128>();
  check_large<float>();
  check_large<double>();
  check_large<complex64>();
  check_large<complex128>();
  check_large<int32_t>();
  batches_broadcast();
  batches_of_one_column();
  many_small_batches();
  non_finite_values_stay_where_they_are();
  return report("matmul");
}
