// K-means: the choice among starts.
#include "algorithms/cluster/kmeans.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "algorithms/rows.h"

namespace obol {
namespace {

// With several starts of k-means++ and many points, starts run on a sample of this many points, or so many per centre;
// as they are cheap there, several for each that was asked for.
constexpr int64_t kSample = 8000, kSamplePerCenter = 256, kLeastRatio = 3, kStartsForOne = 3;
// The best few of the sample are compared after so many iterations on all points.
constexpr size_t kFinalists = 2;
constexpr int64_t kTrialIterations = 3;

// Where the points lie, and how far apart.
struct Spread {
  Tensor mean;          // 1 × d, the points' dtype
  double variance = 0;  // its mean over columns
};

Status measure(Backend& backend, const KmeansPoints& points, Spread* spread) {
  const int64_t n = points.n(), d = points.d();
  Tensor zeros, sums, count, none, distance;
  OBOL_TRY(make_filled(backend, {n}, int32_t{0}, &zeros));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {1, d}, &sums));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {1}, &count));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {0}, &none));
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {1, d}, &spread->mean));
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {n}, &distance));
  OBOL_TRY(backend.segment_sum(sums, count, points.x, zeros, none));
  OBOL_TRY(backend.binary(BinaryOp::k_divide, sums, sums, immediate(static_cast<double>(n), sums)));
  OBOL_TRY(backend.copy(spread->mean, sums));
  OBOL_TRY(backend.row_distances(as_column(distance), points.by_columns, spread->mean));
  double total = 0;
  OBOL_TRY(kmeans_sum(backend, distance, &total));
  if (!std::isfinite(total))
    return Status(Code::kNumeric, "squared distances between the points are beyond the dtype's range");
  spread->variance = d > 0 ? total / static_cast<double>(n) / static_cast<double>(d) : 0;
  return Status();
}

class Kmeans {
 public:
  Kmeans(const JobContext& context, const KmeansPoints& points, const KmeansOptions& options, const Spread& spread)
      : context_(context), points_(points), options_(options), spread_(spread) {}

  Status run(const Tensor& given, KmeansRun* best) {
    if (options_.init == KmeansInit::kGiven) {
      KmeansRun only;
      only.centers = given;
      return iterate(&only, options_.most_iterations, best);
    }
    const int64_t size = std::max(kSample, kSamplePerCenter * options_.clusters);
    const bool many = points_.n() >= kLeastRatio * size && spread_.variance > 0;
    if (many && options_.starts > 1 && options_.init == KmeansInit::kPlusPlus) return from_sample(size, best);
    for (int64_t i = 0; i < options_.starts; ++i) {
      KmeansRun one;
      OBOL_TRY(start(points_, i, &one.centers));
      OBOL_TRY(iterate(&one, options_.most_iterations, best));
      report(i + 1, options_.starts, *best);
    }
    return Status();
  }

 private:
  // Starts on a sample, and one on all points. The best few go on to all points, the best of these to the end; where the
  // one on all points wins, so do all others that were asked for.
  Status from_sample(int64_t size, KmeansRun* best) {
    const double deviation = std::sqrt(spread_.variance);
    const int64_t starts = kStartsForOne * options_.starts;
    std::vector<KmeansRun> runs(static_cast<size_t>(starts));
    {
      KmeansPoints sample;
      OBOL_TRY(kmeans_sample(context_.backend, points_, spread_.mean, deviation, size, options_.seed, &sample));
      for (int64_t i = 0; i < starts; ++i) {
        KmeansRun& one = runs[static_cast<size_t>(i)];
        OBOL_TRY(start(sample, i, &one.centers));
        // There the variance is 1.
        OBOL_TRY(kmeans_lloyd(context_, sample, options_.most_iterations, options_.tolerance, options_.bounds, &one));
        one.labels = Tensor();
        report(i + 1, starts + 1, one);
      }
    }
    const auto better = [](const KmeansRun& a, const KmeansRun& b) { return a.inertia < b.inertia; };
    std::stable_sort(runs.begin(), runs.end(), better);
    runs.resize(std::min(runs.size(), kFinalists));
    for (KmeansRun& one : runs) OBOL_TRY(to_points(deviation, &one.centers));
    KmeansRun ahead, whole;
    for (KmeansRun& one : runs) OBOL_TRY(iterate(&one, kTrialIterations, &ahead));
    OBOL_TRY(start(points_, starts, &whole.centers));
    OBOL_TRY(iterate(&whole, kTrialIterations, &whole));
    if (whole.inertia < ahead.inertia) {
      // The sample does not stand for the points: they have clusters or outliers that it lacks.
      ahead = whole;
      for (int64_t i = 1; i < options_.starts; ++i) {
        KmeansRun one;
        OBOL_TRY(start(points_, starts + i, &one.centers));
        OBOL_TRY(iterate(&one, options_.most_iterations, best));
        report(starts + i, starts + options_.starts, one);
      }
    }
    const int64_t done = ahead.iterations;
    OBOL_TRY(iterate(&ahead, std::max<int64_t>(1, options_.most_iterations - done), &ahead));
    ahead.iterations += done;
    if (!best->centers || ahead.inertia < best->inertia) *best = ahead;
    report(starts + 1, starts + 1, *best);
    return Status();
  }

  // Centres of the sample, which is standardised, as centres of the points.
  Status to_points(double deviation, Tensor* centers) {
    Backend& backend = context_.backend;
    Tensor scaled;
    OBOL_TRY(make_tensor(backend, DType::kFloat64, {centers->shape(0), centers->shape(1)}, &scaled));
    OBOL_TRY(backend.copy(scaled, *centers));
    OBOL_TRY(backend.binary(BinaryOp::k_multiply, scaled, scaled, immediate(deviation, scaled)));
    OBOL_TRY(make_tensor(backend, points_.x.dtype(), {centers->shape(0), centers->shape(1)}, centers));
    OBOL_TRY(backend.copy(*centers, scaled));
    return backend.binary(BinaryOp::k_add, *centers, *centers, repeated_rows(spread_.mean, centers->shape(0)));
  }

  Status start(const KmeansPoints& points, int64_t i, Tensor* centers) {
    if (context_.cancelled()) return Status(Code::kAborted, "aborted");
    const auto draw = options_.init == KmeansInit::kRandom ? kmeans_random_points : kmeans_plus_plus;
    return draw(context_, points, options_.clusters, options_.seed, i, centers);
  }

  // Iterates `one` on all points; it becomes the best if it is.
  Status iterate(KmeansRun* one, int64_t most_iterations, KmeansRun* best) {
    OBOL_TRY(
        kmeans_lloyd(context_, points_, most_iterations, options_.tolerance * spread_.variance, options_.bounds, one));
    if (one != best && (!best->centers || one->inertia < best->inertia)) *best = *one;
    return Status();
  }

  void report(int64_t done, int64_t all, const KmeansRun& run) {
    Progress p;
    p.iteration = done;
    p.fraction = static_cast<double>(done) / static_cast<double>(all);
    p.error = run.inertia;
    context_.report(p);
  }

  const JobContext& context_;
  const KmeansPoints& points_;
  const KmeansOptions& options_;
  const Spread& spread_;
};

}  // namespace

Status kmeans_variance(Backend& backend, const KmeansPoints& points, double* variance) {
  Spread spread;
  OBOL_TRY(measure(backend, points, &spread));
  *variance = spread.variance;
  return Status();
}

Status kmeans(const JobContext& context, const KmeansPoints& points, const KmeansOptions& options, const Tensor& given,
              KmeansRun* best) {
  Spread spread;
  OBOL_TRY(measure(context.backend, points, &spread));
  OBOL_TRY(Kmeans(context, points, options, spread).run(given, best));
  return kmeans_fill(context, points, best);
}

}  // namespace obol
