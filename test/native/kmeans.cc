// K-means as a job: what it answers is checked by its own definition (labels are nearest centres, centres are means) and
// against what is known of the data; degenerate data, weights, given centres, refusals, the same bits again.
#include <algorithm>
#include <array>
#include <set>

#include "algorithms/jobs.h"
#include "native/tensors.h"

using namespace obol;
using namespace obol::test;

namespace {

template <class T>
struct Answer {
  Status status;
  std::vector<T> centers;
  std::vector<int32_t> labels;
  double inertia = 0, iterations = 0;
};

struct Options {
  int64_t k = 3;
  int init = 0, starts = 1;
  int64_t iterations = 300;
  double tolerance = 1e-4, seed = 0;
  bool bounds = false;
};

template <class T>
Answer<T> run(int64_t n, int64_t d, const std::vector<T>& x, const Options& o, const std::vector<T>& weight = {},
              const std::vector<T>& init = {}, int64_t ended_at_look = -1) {
  JobContext context(
      backend(), [&, looks = int64_t{0}]() mutable { return ended_at_look >= 0 && looks++ >= ended_at_look; },
      [](const Progress&) {});
  JobArguments a;
  const Tensor centers = empty(dtype_of_v<T>, {o.k, d}), labels = empty(DType::kInt32, {n});
  a.arrays = {make({n, d}, x), weight.empty() ? Tensor() : make({n}, weight),
              init.empty() ? Tensor() : make({o.k, d}, init), centers, labels};
  a.numbers = {double(o.init), double(o.starts), double(o.iterations), o.tolerance, o.seed, double(o.bounds)};
  Answer<T> answer;
  JobResult result;
  answer.status = job_kmeans(context, a, &result);
  if (!answer.status.ok()) return answer;
  answer.centers = read<T>(centers);
  answer.labels = read<int32_t>(labels);
  answer.inertia = result[0];
  answer.iterations = result[1];
  return answer;
}

// Labels point to a nearest centre; the inertia is what it says.
template <class T>
void check_answer(int64_t n, int64_t d, const std::vector<T>& x, const Answer<T>& a,
                  const std::vector<T>& weight = {}) {
  CHECK_OK(a.status);
  const int64_t k = static_cast<int64_t>(a.centers.size()) / std::max<int64_t>(1, d);
  double inertia = 0;
  for (int64_t i = 0; i < n; ++i) {
    const auto square = [&](int64_t c) {
      double s = 0;
      for (int64_t t = 0; t < d; ++t) s += std::pow(double(x[i * d + t]) - double(a.centers[c * d + t]), 2);
      return s;
    };
    const double own = square(a.labels[i]);
    for (int64_t c = 0; c < k; ++c) CHECK(own <= square(c) * (1 + 1e-5) + 1e-30);
    inertia += own * (weight.empty() ? 1.0 : double(weight[i]));
  }
  CHECK_NEAR(a.inertia, inertia, 1e-5 * inertia + 1e-30);
}

template <class T>
std::vector<T> blobs(int64_t n, int64_t d, int64_t k, double spread, double offset, uint64_t seed) {
  Lcg g(seed);
  std::vector<T> x;
  for (int64_t i = 0; i < n; ++i)
    for (int64_t t = 0; t < d; ++t)
      x.push_back(static_cast<T>(offset + 10.0 * static_cast<double>((i % k) * (t + 1) % (k + t)) +
                                 spread * (g.uniform() - 0.5)));
  return x;
}

template <class T>
void finds_blobs() {
  for (const auto& [n, d, k] : {std::array<int64_t, 3>{300, 2, 3}, {1000, 5, 7}, {64, 1, 4}}) {
    const auto x = blobs<T>(n, d, k, 1, 0, 5);
    for (int init : {0, 1}) {
      Options o;
      o.k = k;
      o.init = init;
      o.starts = 10;
      const auto a = run<T>(n, d, x, o);
      check_answer(n, d, x, a);
      if (init == 1) continue;
      // Points of one blob share a label, those of two don't.
      for (int64_t i = 0; i < n; ++i) CHECK(a.labels[i] == a.labels[i % k]);
      CHECK(std::set<int32_t>(a.labels.begin(), a.labels.end()).size() == static_cast<size_t>(k));
      const auto again = run<T>(n, d, x, o);
      CHECK(again.labels == a.labels && again.centers == a.centers && again.inertia == a.inertia);
    }
  }
}

void degenerate_data() {
  // All points equal: every centre is there, inertia 0.
  const std::vector<double> equal(40, 2.5);
  Options o;
  const auto a = run<double>(20, 2, equal, o);
  CHECK_OK(a.status);
  CHECK(a.inertia == 0);
  for (double c : a.centers) CHECK(c == 2.5);

  // As many clusters as points: each its own.
  const auto x = blobs<double>(9, 2, 9, 0.5, 0, 6);
  o.k = 9;
  const auto b = run<double>(9, 2, x, o);
  CHECK_OK(b.status);
  CHECK(b.inertia == 0 && std::set<int32_t>(b.labels.begin(), b.labels.end()).size() == 9);

  // One cluster: the mean.
  o.k = 1;
  const auto c = run<double>(4, 1, {1, 2, 3, 6}, o);
  CHECK(c.centers[0] == 3 && c.inertia == 14);

  // A constant column changes nothing; no columns at all is no error.
  o.k = 2;
  const auto e = run<double>(4, 2, {1, 7, 2, 7, 11, 7, 12, 7}, o);
  CHECK(e.inertia == 1 && e.labels[0] == e.labels[1] && e.labels[2] == e.labels[3] && e.labels[0] != e.labels[2]);
  CHECK_OK((run<double>(4, 0, {}, o).status));

  // Far from the origin nothing cancels.
  const auto far = blobs<double>(300, 2, 3, 1, 1e9, 7);
  o.k = 3;
  o.starts = 5;
  const auto f = run<double>(300, 2, far, o);
  check_answer(300, 2, far, f);
  for (int64_t i = 0; i < 300; ++i) CHECK(f.labels[i] == f.labels[i % 3]);
}

void empty_clusters_get_the_farthest_points() {
  // Both centres start left of everything: the second one is empty at once, and takes the point at 100.
  Options o;
  o.k = 3;
  o.init = 2;
  const std::vector<double> x{0, 1, 2, 100};
  const auto a = run<double>(4, 1, x, o, {}, {1, -50, -60});
  check_answer(4, 1, x, a);
  CHECK(std::set<int32_t>(a.labels.begin(), a.labels.end()).size() == 3);
  CHECK(a.inertia == 0.5);
}

void weights_count() {
  // A weight of 3 is as good as three points; a weight of 0 as none.
  Options o;
  o.k = 2;
  o.starts = 5;
  const auto a = run<double>(4, 1, {0, 1, 10, 1000}, o, {3, 1, 2, 0});
  CHECK_OK(a.status);
  std::vector<double> centers = a.centers;
  std::sort(centers.begin(), centers.end());
  CHECK(centers[0] == 0.25 && centers[1] == 10);
  CHECK_NEAR(a.inertia, 0.75, 1e-14);
  o.init = 1;
  CHECK_NEAR(run<double>(4, 1, {0, 1, 10, 1000}, o, {3, 1, 2, 0}).inertia, 0.75, 1e-14);
}

void not_finite_is_refused() {
  Options o;
  o.k = 2;
  CHECK(run<double>(3, 1, {0, std::nan(""), 1}, o).status.code() == Code::kRange);
  CHECK(run<float>(3, 1, {0, INFINITY, 1}, o).status.code() == Code::kRange);
  CHECK(run<double>(3, 1, {0, 1, 2}, o, {1, -1, 1}).status.code() == Code::kRange);
  CHECK(run<double>(3, 1, {0, 2, 1}, o, {}, {}, 0).status.code() == Code::kAborted);
}

void squares_beyond_the_range_are_no_error() {
  Options o;
  o.k = 2;
  for (const double unit : {1e300, 1e150, 1e-200}) {
    const auto a = run<double>(4, 1, {0, unit, 20 * unit, 22 * unit}, o);
    CHECK_OK(a.status);
    CHECK(a.labels[0] == a.labels[1] && a.labels[2] == a.labels[3] && a.labels[0] != a.labels[2]);
    CHECK_NEAR(a.centers[static_cast<size_t>(a.labels[0])] / unit, 0.5, 1e-14);
    CHECK_NEAR(a.centers[static_cast<size_t>(a.labels[2])] / unit, 21, 1e-13);
  }
}

void bounds_change_no_bit() {
  const auto x = blobs<double>(500, 6, 11, 30, 0, 9);
  Options o;
  o.k = 11;
  o.tolerance = 0;
  const auto plain = run<double>(500, 6, x, o);
  o.bounds = true;
  const auto bounded = run<double>(500, 6, x, o);
  CHECK_OK(bounded.status);
  CHECK(plain.labels == bounded.labels && plain.centers == bounded.centers && plain.inertia == bounded.inertia);
}

// A job that is ended while it chooses centres ends there: it looks once for each.
void a_start_can_be_ended() {
  const auto x = blobs<double>(300, 2, 3, 1, 0, 5);
  Options o;
  o.k = 60;
  o.iterations = 1;
  for (const int64_t look : {0, 1, 30, 59})
    CHECK(run<double>(300, 2, x, o, {}, {}, look).status.code() == Code::kAborted);
  CHECK_OK(run<double>(300, 2, x, o, {}, {}, 1000).status);
}

// Enough points for starts on a sample: a cluster of 20 among 40000 points is not lost.
template <class T>
void a_small_cluster_survives_sampling() {
  const int64_t n = 40000, k = 5;
  auto x = blobs<T>(n, 2, k - 1, 1, 0, 8);
  for (int64_t i = 0; i < 20; ++i) x[i * 4000] = x[i * 4000 + 1] = static_cast<T>(500 + i % 3);
  Options o;
  o.k = k;
  o.starts = 10;
  const auto a = run<T>(n, 2, x, o);
  check_answer(n, 2, x, a);
  CHECK(std::count(a.labels.begin(), a.labels.end(), a.labels[0]) == 20);
}

}  // namespace

int main() {
  finds_blobs<float>();
  finds_blobs<double>();
  degenerate_data();
  empty_clusters_get_the_farthest_points();
  weights_count();
  not_finite_is_refused();
  squares_beyond_the_range_are_no_error();
  bounds_change_no_bit();
  a_start_can_be_ended();
  a_small_cluster_survives_sampling<float>();
  a_small_cluster_survives_sampling<double>();
  return report("kmeans");
}
