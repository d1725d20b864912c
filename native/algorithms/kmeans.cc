// Lloyd's iterations and the choice among starts. The job's arguments are read at the end.
#include "algorithms/kmeans.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "algorithms/jobs.h"

namespace obol {
namespace {

// With several starts and many points, starts are compared on a sample of this many points, or so many per centre.
constexpr int64_t kSample = 8192, kSamplePerCenter = 256, kLeastRatio = 3;

// Centres on the host, in float64 whatever the points' dtype.
struct HostCenters {
  std::vector<double> value;

  Status download(Backend& backend, const Tensor& from) {
    if (from.dtype() == DType::kFloat64) return obol::download(backend, from, &value);
    std::vector<float> narrow;
    OBOL_TRY(obol::download(backend, from, &narrow));
    value.assign(narrow.begin(), narrow.end());
    return Status();
  }
  // Rounds the values to what the device holds.
  Status upload(Backend& backend, const Tensor& to) {
    if (to.dtype() == DType::kFloat64) return backend.upload(to, value.data());
    const std::vector<float> narrow(value.begin(), value.end());
    value.assign(narrow.begin(), narrow.end());
    return backend.upload(to, narrow.data());
  }
};

Status sum_of(Backend& backend, const Tensor& values, double* sum) {
  Tensor wide, total;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {values.size()}, &wide));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {}, &total));
  OBOL_TRY(backend.copy(wide, values));
  OBOL_TRY(backend.reduce(ReduceOp::k_sum, total, wide));
  return download_scalar(backend, total, sum);
}

// Σ weight · distance.
Status inertia_of(Backend& backend, const KmeansPoints& points, const Tensor& distance, double* inertia) {
  if (!points.weight) return sum_of(backend, distance, inertia);
  Tensor weighted;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {distance.size()}, &weighted));
  OBOL_TRY(backend.copy(weighted, distance));
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, weighted, weighted, points.weight));
  return sum_of(backend, weighted, inertia);
}

// Gives each cluster without weight the point that is farthest from its centre; sums and weights follow. False if all
// points lie on their centres: then there is nothing to give.
Status relocate_empty(Backend& backend, const KmeansPoints& points, const Tensor& labels, const Tensor& distance,
                      const std::vector<int64_t>& empty, std::vector<double>* sums, std::vector<double>* weights,
                      bool* done) {
  const int64_t n = points.n(), d = points.d(), count = std::min<int64_t>(n, static_cast<int64_t>(empty.size()));
  Tensor order, rows, owner, far, weight;
  OBOL_TRY(make_tensor(backend, DType::kInt32, {n}, &order));
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {count, d}, &rows));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {count}, &owner));
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {count, 1}, &far));
  OBOL_TRY(backend.argsort(order, distance, true));
  const View chosen = order.slice(0, 0, count);
  OBOL_TRY(backend.gather(rows, points.x, &chosen, 1));
  OBOL_TRY(backend.gather(owner, labels, &chosen, 1));
  OBOL_TRY(backend.gather(far, as_column(distance), &chosen, 1));
  HostCenters x, squares;
  std::vector<int32_t> from;
  std::vector<double> w(static_cast<size_t>(count), 1.0);
  OBOL_TRY(x.download(backend, rows));
  OBOL_TRY(squares.download(backend, far));
  OBOL_TRY(download(backend, owner, &from));
  if (points.weight) {
    OBOL_TRY(make_tensor(backend, DType::kFloat64, {count}, &weight));
    OBOL_TRY(backend.gather(weight, points.weight, &chosen, 1));
    OBOL_TRY(download(backend, weight, &w));
  }
  *done = squares.value[0] > 0;
  if (!*done) return Status();
  for (int64_t i = 0; i < count; ++i) {
    const size_t to = static_cast<size_t>(empty[static_cast<size_t>(i)]),
                 old = static_cast<size_t>(from[static_cast<size_t>(i)]);
    const double factor = w[static_cast<size_t>(i)];
    for (int64_t t = 0; t < d; ++t) {
      const double moved = factor * x.value[static_cast<size_t>(i * d + t)];
      (*sums)[old * static_cast<size_t>(d) + static_cast<size_t>(t)] -= moved;
      (*sums)[to * static_cast<size_t>(d) + static_cast<size_t>(t)] = moved;
    }
    (*weights)[to] = factor;
    (*weights)[old] -= factor;
  }
  return Status();
}

// Each centre to its cluster's mean; one still without weight goes where the heaviest is.
void move_centers(const std::vector<double>& sums, const std::vector<double>& weights, int64_t d,
                  HostCenters* centers) {
  const size_t heaviest = static_cast<size_t>(std::max_element(weights.begin(), weights.end()) - weights.begin());
  const size_t width = static_cast<size_t>(d);
  for (size_t c = 0; c < weights.size(); ++c) {
    const size_t from = weights[c] > 0 ? c : heaviest;
    for (size_t t = 0; t < width; ++t) centers->value[c * width + t] = sums[from * width + t] / weights[from];
  }
}

double squared_shift(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

Status check_finite(Backend& backend, const Tensor& x) {
  Tensor finite, all;
  OBOL_TRY(make_tensor(backend, DType::kBool, {x.shape(0), x.shape(1)}, &finite));
  OBOL_TRY(make_tensor(backend, DType::kBool, {}, &all));
  OBOL_TRY(backend.unary(UnaryOp::k_isfinite, finite, x));
  OBOL_TRY(backend.reduce(ReduceOp::k_all, all, finite));
  uint8_t is_finite = 0;
  OBOL_TRY(backend.download(&is_finite, all));
  if (is_finite == 0) return Status(Code::kRange, "expected finite numbers for X, got NaN or infinity");
  return Status(Code::kNumeric, "squared distances between the points are beyond the dtype's range");
}

// The mean over columns of the points' variance; refuses points that aren't finite.
Status mean_variance(Backend& backend, const KmeansPoints& points, double* variance) {
  const int64_t n = points.n(), d = points.d();
  Tensor zeros, sums, count, none, mean, distance;
  OBOL_TRY(make_filled(backend, {n}, int32_t{0}, &zeros));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {1, d}, &sums));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {1}, &count));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {0}, &none));
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {1, d}, &mean));
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {n}, &distance));
  OBOL_TRY(backend.segment_sum(sums, count, points.x, zeros, none));
  OBOL_TRY(backend.binary(BinaryOp::k_divide, sums, sums, immediate(static_cast<double>(n), sums)));
  OBOL_TRY(backend.copy(mean, sums));
  OBOL_TRY(backend.row_distances(as_column(distance), points.x, mean));
  double total = 0;
  OBOL_TRY(sum_of(backend, distance, &total));
  if (!std::isfinite(total)) return check_finite(backend, points.x);
  *variance = d > 0 ? total / static_cast<double>(n) / static_cast<double>(d) : 0;
  return Status();
}

}  // namespace

Status kmeans_lloyd(const JobContext& context, const KmeansPoints& points, int64_t most_iterations, double shift,
                    KmeansRun* run) {
  Backend& backend = context.backend;
  const int64_t n = points.n(), d = points.d(), k = run->centers.shape(0);
  Tensor distance, sums, weights, none, before, differs, changed;
  OBOL_TRY(make_filled(backend, {n}, int32_t{-1}, &before));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {n}, &run->labels));
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {n}, &distance));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {k, d}, &sums));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {k}, &weights));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {0}, &none));
  OBOL_TRY(make_tensor(backend, DType::kBool, {n}, &differs));
  OBOL_TRY(make_tensor(backend, DType::kBool, {}, &changed));
  HostCenters centers;
  std::vector<double> sum, weight;
  OBOL_TRY(centers.download(backend, run->centers));
  bool settled = false;
  for (run->iterations = 0; run->iterations < most_iterations && !settled;) {
    if (context.cancelled()) return Status(Code::kAborted, "aborted");
    OBOL_TRY(backend.nearest_row(run->labels, distance, points.x, run->centers));
    OBOL_TRY(backend.segment_sum(sums, weights, points.x, run->labels, points.weight ? points.weight : none));
    OBOL_TRY(backend.binary(BinaryOp::k_not_equal, differs, run->labels, before));
    OBOL_TRY(backend.reduce(ReduceOp::k_any, changed, differs));
    OBOL_TRY(download(backend, sums, &sum));
    OBOL_TRY(download(backend, weights, &weight));
    uint8_t any = 0;
    OBOL_TRY(backend.download(&any, changed));
    ++run->iterations;
    std::vector<int64_t> empty;
    for (int64_t c = 0; c < k; ++c)
      if (!(weight[static_cast<size_t>(c)] > 0)) empty.push_back(c);
    bool relocated = false;
    if (!empty.empty())
      OBOL_TRY(relocate_empty(backend, points, run->labels, distance, empty, &sum, &weight, &relocated));
    // Labels that stood still fit their centres: nothing is left to do.
    if (any == 0 && !relocated) return inertia_of(backend, points, distance, &run->inertia);
    const std::vector<double> old = centers.value;
    move_centers(sum, weight, d, &centers);
    OBOL_TRY(centers.upload(backend, run->centers));
    settled = !relocated && squared_shift(centers.value, old) <= shift;
    std::swap(run->labels, before);
  }
  OBOL_TRY(backend.nearest_row(run->labels, distance, points.x, run->centers));
  return inertia_of(backend, points, distance, &run->inertia);
}

namespace {

class Kmeans {
 public:
  Kmeans(const JobContext& context, const KmeansPoints& points, const KmeansOptions& options, double shift)
      : context_(context), points_(points), options_(options), shift_(shift) {}

  Status run(const Tensor& given, KmeansRun* best) {
    if (options_.init == KmeansInit::kGiven) {
      KmeansRun only;
      only.centers = given;
      return finish(&only, best);
    }
    const int64_t size = std::max(kSample, kSamplePerCenter * options_.clusters);
    if (options_.starts > 1 && options_.init == KmeansInit::kPlusPlus && points_.n() >= kLeastRatio * size)
      return from_sample(size, best);
    for (int64_t i = 0; i < options_.starts; ++i) {
      KmeansRun one;
      OBOL_TRY(start(points_, i, &one.centers));
      OBOL_TRY(finish(&one, best));
      report(i + 1, *best);
    }
    return Status();
  }

 private:
  // All starts but one run on a sample, the best of them then on all points; the last one sees all points from the
  // beginning: a cluster too small for the sample is found by it.
  Status from_sample(int64_t size, KmeansRun* best) {
    KmeansPoints sample;
    OBOL_TRY(kmeans_sample(context_.backend, points_, size, options_.seed, &sample));
    KmeansRun best_of_sample;
    best_of_sample.inertia = std::numeric_limits<double>::infinity();
    for (int64_t i = 0; i + 1 < options_.starts; ++i) {
      KmeansRun one;
      OBOL_TRY(start(sample, i, &one.centers));
      OBOL_TRY(kmeans_lloyd(context_, sample, options_.most_iterations, shift_, &one));
      if (!best_of_sample.centers || one.inertia < best_of_sample.inertia) best_of_sample = one;
      report(i + 1, one);
    }
    KmeansRun one, other;
    one.centers = best_of_sample.centers;
    OBOL_TRY(finish(&one, best));
    OBOL_TRY(start(points_, options_.starts - 1, &other.centers));
    OBOL_TRY(finish(&other, best));
    report(options_.starts, *best);
    return Status();
  }

  Status start(const KmeansPoints& points, int64_t i, Tensor* centers) {
    if (context_.cancelled()) return Status(Code::kAborted, "aborted");
    const auto draw = options_.init == KmeansInit::kRandom ? kmeans_random_points : kmeans_plus_plus;
    return draw(context_.backend, points, options_.clusters, options_.seed, i, centers);
  }

  // Iterates `one` on all points; it becomes the best if it is.
  Status finish(KmeansRun* one, KmeansRun* best) {
    OBOL_TRY(kmeans_lloyd(context_, points_, options_.most_iterations, shift_, one));
    if (!best->centers || one->inertia < best->inertia) *best = *one;
    return Status();
  }

  void report(int64_t done, const KmeansRun& run) {
    Progress p;
    p.iteration = done;
    p.fraction = static_cast<double>(done) / static_cast<double>(options_.starts);
    p.error = run.inertia;
    context_.report(p);
  }

  const JobContext& context_;
  const KmeansPoints& points_;
  const KmeansOptions& options_;
  double shift_;
};

}  // namespace

Status kmeans(const JobContext& context, const KmeansPoints& points, const KmeansOptions& options, const Tensor& given,
              KmeansRun* best) {
  double variance = 0;
  OBOL_TRY(mean_variance(context.backend, points, &variance));
  return Kmeans(context, points, options, options.tolerance * variance).run(given, best);
}

Status job_kmeans(JobContext& context, const JobArguments& arguments, JobResult* result) {
  Backend& backend = context.backend;
  const Tensor &x = arguments.arrays[0], &weight = arguments.arrays[1], &init = arguments.arrays[2];
  const Tensor &centers = arguments.arrays[3], &labels = arguments.arrays[4];
  const std::vector<double>& number = arguments.numbers;
  KmeansOptions options;
  options.clusters = centers.shape(0);
  options.init = static_cast<KmeansInit>(static_cast<int>(number[0]));
  options.starts = static_cast<int64_t>(number[1]);
  options.most_iterations = static_cast<int64_t>(number[2]);
  options.tolerance = number[3];
  options.seed = static_cast<uint64_t>(number[4]);
  KmeansPoints points;
  points.x = x;
  if (weight) {
    OBOL_TRY(make_tensor(backend, DType::kFloat64, {points.n()}, &points.weight));
    OBOL_TRY(make_tensor(backend, x.dtype(), {points.n()}, &points.scaled_weight));
    OBOL_TRY(backend.copy(points.weight, weight));
    OBOL_TRY(backend.copy(points.scaled_weight, weight));
  }
  Tensor given;
  if (init) {
    OBOL_TRY(make_tensor(backend, x.dtype(), {init.shape(0), init.shape(1)}, &given));
    OBOL_TRY(backend.copy(given, init));
  }
  KmeansRun best;
  OBOL_TRY(kmeans(context, points, options, given, &best));
  OBOL_TRY(backend.copy(centers, best.centers));
  OBOL_TRY(backend.copy(labels, best.labels));
  *result = {best.inertia, static_cast<double>(best.iterations)};
  return Status();
}

}  // namespace obol
