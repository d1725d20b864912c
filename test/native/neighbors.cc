// The nearest rows against sorted plain distances: ties by index, any strides, blocks that are not full, NaN. The nearest
// row with bounds gives the bits of the one without, however the centers moved.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "native/tensors.h"

using namespace obol;
using namespace obol::test;

namespace {

View turned(View v) {
  std::swap(v.layout.shape[0], v.layout.shape[1]);
  std::swap(v.layout.strides[0], v.layout.strides[1]);
  return v;
}

template <class T>
std::vector<T> transposed(const std::vector<T>& x, int64_t n, int64_t d) {
  std::vector<T> out(x.size());
  for (int64_t i = 0; i < n; ++i)
    for (int64_t t = 0; t < d; ++t) out[static_cast<size_t>(t * n + i)] = x[static_cast<size_t>(i * d + t)];
  return out;
}

// Coordinates are small whole numbers: squared distances are exact, and many are equal.
template <class T>
void check_neighbors(int64_t n, int64_t m, int64_t d, int64_t k, double offset) {
  Lcg g(static_cast<uint64_t>(n * 31 + m * 7 + d + k));
  std::vector<T> x(static_cast<size_t>(n * d)), y(static_cast<size_t>(m * d));
  for (T& v : x) v = static_cast<T>(offset + static_cast<double>(g.below(7)));
  for (T& v : y) v = static_cast<T>(offset + static_cast<double>(g.below(7)));
  const Tensor tx = make({n, d}, x), ty = make({m, d}, y), index = empty(DType::kInt32, {m, k}),
               far = empty(dtype_of_v<T>, {m, k});
  CHECK_OK(backend().nearest_rows(index, far, tx, ty));
  const auto who = read<int32_t>(index);
  const auto square = read<T>(far);
  for (int64_t i = 0; i < m; ++i) {
    std::vector<double> all(static_cast<size_t>(n), 0);
    for (int64_t j = 0; j < n; ++j)
      for (int64_t t = 0; t < d; ++t) {
        const double difference = static_cast<double>(y[static_cast<size_t>(i * d + t)]) -
                                  static_cast<double>(x[static_cast<size_t>(j * d + t)]);
        all[static_cast<size_t>(j)] += difference * difference;
      }
    std::vector<int32_t> order(static_cast<size_t>(n));
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](int32_t a, int32_t b) { return all[static_cast<size_t>(a)] < all[static_cast<size_t>(b)]; });
    for (int64_t j = 0; j < k; ++j) {
      CHECK(who[static_cast<size_t>(i * k + j)] == order[static_cast<size_t>(j)]);
      CHECK(static_cast<double>(square[static_cast<size_t>(i * k + j)]) ==
            all[static_cast<size_t>(order[static_cast<size_t>(j)])]);
    }
  }
  const Tensor txt = make({d, n}, transposed(x, n, d)), tyt = make({d, m}, transposed(y, m, d)),
               index_turned = empty(DType::kInt32, {k, m}), far_turned = empty(dtype_of_v<T>, {k, m});
  CHECK_OK(backend().nearest_rows(turned(index_turned), turned(far_turned), turned(txt), turned(tyt)));
  CHECK(transposed(read<int32_t>(index_turned), k, m) == who);
  CHECK(transposed(read<T>(far_turned), k, m) == square);
}

void check_nan() {
  const double nan = std::nan("");
  const Tensor x = make<double>({4, 1}, {nan, 3, nan, 1}), y = make<double>({2, 1}, {0, nan}),
               index = empty(DType::kInt32, {2, 3}), far = empty(DType::kFloat64, {2, 3});
  CHECK_OK(backend().nearest_rows(index, far, x, y));
  CHECK((read<int32_t>(index) == std::vector<int32_t>{3, 1, 0, 0, 1, 2}));
  const auto square = read<double>(far);
  CHECK(square[0] == 1 && square[1] == 9 && std::isinf(square[2]) && std::isinf(square[3]));
  CHECK(!backend().nearest_rows(empty(DType::kInt32, {2, 5}), empty(DType::kFloat64, {2, 5}), x, y).ok());
}

// Some rounds in which the centers move, as much as `pace` says, a few of them not at all.
template <class T>
void check_bounded(int64_t n, int64_t d, int64_t k, double pace, double offset) {
  Lcg g(static_cast<uint64_t>(n + d * 13 + k * 5));
  std::vector<T> x(static_cast<size_t>(n * d)), c(static_cast<size_t>(k * d));
  for (T& v : x) v = static_cast<T>(offset + g.uniform());
  for (T& v : c) v = x[static_cast<size_t>(g.below(n * d))];
  const Tensor tx = make({n, d}, x), labels = make({n}, std::vector<int32_t>(static_cast<size_t>(n), 0)),
               lower = make({k, n}, std::vector<T>(static_cast<size_t>(k * n), 0)), far = empty(dtype_of_v<T>, {n}),
               plain_labels = empty(DType::kInt32, {n}), plain_far = empty(dtype_of_v<T>, {n}),
               txt = make({d, n}, transposed(x, n, d));
  std::vector<T> moved(static_cast<size_t>(k), 0), half(static_cast<size_t>(k * k), 0);
  const double eps = std::is_same_v<T, float> ? 1e-6 : 1e-15;
  for (int round = 0; round < 4; ++round) {
    for (int64_t a = 0; a < k; ++a)
      for (int64_t b = 0; b < k; ++b) {
        double sum = 0;
        for (int64_t t = 0; t < d; ++t)
          sum +=
              std::pow(static_cast<double>(c[static_cast<size_t>(a * d + t)]) - c[static_cast<size_t>(b * d + t)], 2);
        half[static_cast<size_t>(a * k + b)] = static_cast<T>(std::sqrt(sum) / 2 * (1 - eps));
      }
    const Tensor tc = make({k, d}, c), tm = make({k}, moved), th = make({k, k}, half);
    CHECK_OK(backend().nearest_row_bounded(labels, far, lower, round % 2 ? View(tx) : turned(txt), tc, tm, th));
    CHECK_OK(backend().nearest_row(plain_labels, plain_far, tx, tc));
    CHECK(read<int32_t>(labels) == read<int32_t>(plain_labels));
    CHECK(read<T>(far) == read<T>(plain_far));
    const auto bounds = read<T>(lower);
    for (int64_t j = 0; j < k; ++j)
      for (int64_t i = 0; i < n; ++i) {
        double sum = 0;
        for (int64_t t = 0; t < d; ++t)
          sum +=
              std::pow(static_cast<double>(x[static_cast<size_t>(i * d + t)]) - c[static_cast<size_t>(j * d + t)], 2);
        CHECK(static_cast<double>(bounds[static_cast<size_t>(j * n + i)]) <= std::sqrt(sum));
      }
    for (int64_t j = 0; j < k; ++j) {
      double sum = 0;
      for (int64_t t = 0; t < d; ++t) {
        T& v = c[static_cast<size_t>(j * d + t)];
        const T next = j % 3 == 2 ? v : static_cast<T>(v + pace * (g.uniform() - 0.5));
        sum += std::pow(static_cast<double>(next) - static_cast<double>(v), 2);
        v = next;
      }
      moved[static_cast<size_t>(j)] = static_cast<T>(std::sqrt(sum) * (1 + eps));
    }
  }
}

template <class T>
void check_all() {
  check_neighbors<T>(1, 1, 1, 1, 0);
  check_neighbors<T>(70, 133, 3, 5, 0);
  check_neighbors<T>(37, 20, 2, 37, 1000);
  check_bounded<T>(200, 3, 6, 0.1, 0);
  if (brief()) return;
  check_neighbors<T>(300, 65, 17, 1, 0);
  check_neighbors<T>(513, 64, 9, 100, 0);
  check_neighbors<T>(5, 130, 0, 2, 0);
  check_bounded<T>(64, 1, 1, 0.1, 0);
  check_bounded<T>(130, 20, 33, 0.01, 0);
  check_bounded<T>(130, 5, 9, 1.0, 1e3);
}

}  // namespace

int main() {
  check_all<double>();
  check_all<float>();
  check_nan();
  return report("neighbors");
}
