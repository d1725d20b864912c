// K-means' primitives against plain loops: any strides, one centre, many, far from the origin, NaN, no rows.
#include "native/tensors.h"

using namespace obol;
using namespace obol::test;

namespace {

template <class T>
View turned(View v) {
  std::swap(v.layout.shape[0], v.layout.shape[1]);
  std::swap(v.layout.strides[0], v.layout.strides[1]);
  return v;
}

template <class T>
T square(const T* x, const T* c, int64_t d) {
  double sum = 0;
  for (int64_t t = 0; t < d; ++t) sum += (static_cast<double>(x[t]) - c[t]) * (static_cast<double>(x[t]) - c[t]);
  return static_cast<T>(sum);
}

template <class T>
void check(int64_t n, int64_t d, int64_t k, double offset, uint64_t seed) {
  Lcg g(seed);
  std::vector<T> x(static_cast<size_t>(n * d)), c(static_cast<size_t>(k * d));
  for (T& v : x) v = static_cast<T>(offset + g.uniform());
  for (T& v : c) v = static_cast<T>(offset + g.uniform());
  if (k > 3)
    for (int64_t t = 0; t < d; ++t)
      c[static_cast<size_t>(3 * d + t)] = c[static_cast<size_t>(t)];  // a tie: the first wins
  const Tensor tx = make({n, d}, x), tc = make({k, d}, c), tl = empty(DType::kInt32, {n}),
               td = empty(dtype_of_v<T>, {n});
  CHECK_OK(backend().nearest_row(tl, td, tx, tc));
  const auto labels = read<int32_t>(tl);
  const auto far = read<T>(td);
  const double eps = std::is_same_v<T, float> ? 1e-6 : 1e-14;
  for (int64_t i = 0; i < n; ++i) {
    const T own =
        square(&x[static_cast<size_t>(i * d)], &c[static_cast<size_t>(labels[static_cast<size_t>(i)] * d)], d);
    CHECK_NEAR(far[static_cast<size_t>(i)], own, eps * (1 + own) * static_cast<double>(d + 1));
    CHECK(labels[static_cast<size_t>(i)] != 3);
    for (int64_t j = 0; j < k; ++j)
      CHECK(square(&x[static_cast<size_t>(i * d)], &c[static_cast<size_t>(j * d)], d) >=
            own - eps * (1 + own) * static_cast<double>(d + 1));
  }
  // Transposed memory gives the same bits; so does asking for labels only.
  std::vector<T> xt(x.size()), ct(c.size());
  for (int64_t i = 0; i < n; ++i)
    for (int64_t t = 0; t < d; ++t) xt[static_cast<size_t>(t * n + i)] = x[static_cast<size_t>(i * d + t)];
  for (int64_t j = 0; j < k; ++j)
    for (int64_t t = 0; t < d; ++t) ct[static_cast<size_t>(t * k + j)] = c[static_cast<size_t>(j * d + t)];
  const Tensor txt = make({d, n}, xt), tct = make({d, k}, ct), none = empty(dtype_of_v<T>, {0});
  CHECK_OK(backend().nearest_row(tl, none, turned<T>(txt), turned<T>(tct)));
  CHECK(read<int32_t>(tl) == labels);

  const Tensor all = empty(dtype_of_v<T>, {n, k}), all_turned = empty(dtype_of_v<T>, {k, n});
  CHECK_OK(backend().row_distances(all, tx, tc));
  CHECK_OK(backend().row_distances(turned<T>(all_turned), turned<T>(txt), tc));
  const auto squares = read<T>(all), squares_turned = read<T>(all_turned);
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = 0; j < k; ++j) {
      const T expected = square(&x[static_cast<size_t>(i * d)], &c[static_cast<size_t>(j * d)], d);
      CHECK_NEAR(squares[static_cast<size_t>(i * k + j)], expected, eps * (1 + expected) * static_cast<double>(d + 1));
      CHECK(squares[static_cast<size_t>(i * k + j)] == squares_turned[static_cast<size_t>(j * n + i)]);
    }
    CHECK(squares[static_cast<size_t>(i * k + labels[static_cast<size_t>(i)])] == far[static_cast<size_t>(i)]);
  }

  for (const bool weighted : {false, true}) {
    std::vector<double> w(static_cast<size_t>(weighted ? n : 0));
    for (double& v : w) v = static_cast<double>(g.below(4));
    std::vector<int32_t> some = labels;
    for (int64_t i = 0; i < n; i += 7) some[static_cast<size_t>(i)] = i % 2 ? -1 : static_cast<int32_t>(k);
    const Tensor ts = empty(DType::kFloat64, {k, d}), tw = empty(DType::kFloat64, {k});
    const Tensor labels_held = make({n}, some), weight_held = make({static_cast<int64_t>(w.size())}, w);
    CHECK_OK(backend().segment_sum(ts, tw, tx, labels_held, weight_held));
    std::vector<double> sums(static_cast<size_t>(k * d), 0), weights(static_cast<size_t>(k), 0);
    for (int64_t i = 0; i < n; ++i) {
      const int32_t l = some[static_cast<size_t>(i)];
      if (l < 0 || l >= k) continue;
      const double f = weighted ? w[static_cast<size_t>(i)] : 1;
      weights[static_cast<size_t>(l)] += f;
      for (int64_t t = 0; t < d; ++t)
        sums[static_cast<size_t>(l * d + t)] += f * static_cast<double>(x[static_cast<size_t>(i * d + t)]);
    }
    const auto got = read<double>(ts), got_weights = read<double>(tw);
    CHECK(got_weights == weights);
    for (size_t i = 0; i < sums.size(); ++i) CHECK_NEAR(got[i], sums[i], 1e-13 * (1 + std::fabs(sums[i])) * 10);
  }
}

template <class T>
void check_all() {
  check<T>(1, 1, 1, 0, 1);
  check<T>(63, 3, 2, 0, 2);
  check<T>(64, 5, 5, 0, 3);
  check<T>(200, 25, 25, 0, 4);
  check<T>(1000, 2, 7, 0, 5);
  check<T>(130, 300, 9, 0, 6);
  check<T>(5000, 4, 300, 0, 7);
  check<T>(20000, 3, 4, 0, 8);
  check<T>(300, 4, 900, 0, 12);  // most labels have no row
  check<T>(0, 3, 4, 0, 9);
  check<T>(50, 0, 3, 0, 10);
  check<T>(300, 3, 6, std::is_same_v<T, float> ? 1e4 : 1e12, 11);
}

void nan_rows_get_label_zero() {
  const double nan = std::nan("");
  const Tensor x = make({2, 1}, std::vector<double>{nan, 5}), c = make({2, 1}, std::vector<double>{0, 4});
  const Tensor labels = empty(DType::kInt32, {2}), far = empty(DType::kFloat64, {2});
  CHECK_OK(backend().nearest_row(labels, far, x, c));
  CHECK((read<int32_t>(labels) == std::vector<int32_t>{0, 1}));
  CHECK(std::isnan(read<double>(far)[0]) && read<double>(far)[1] == 1);
}

}  // namespace

int main() {
  if (brief()) {
    check<double>(63, 3, 2, 0, 2);
    check<float>(200, 25, 25, 0, 4);
    check<double>(300, 4, 900, 0, 12);
    nan_rows_get_label_zero();
    return report("cluster, in brief");
  }
  check_all<float>();
  check_all<double>();
  nan_rows_get_label_zero();
  return report("cluster");
}
