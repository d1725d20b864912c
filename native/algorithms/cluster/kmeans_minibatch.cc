// K-means in mini-batches (Sculley 2010), with scikit-learn's arithmetic: each center is the mean of all that it was ever
// given; centers that were given little start anew at points of a batch; the average inertia of batches says when to end.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "algorithms/cluster/kmeans.h"
#include "algorithms/jobs.h"

namespace obol {
namespace {

struct MinibatchOptions {
  KmeansOptions starts;  // `bounds` is not looked at
  int64_t batch = 1024, sample = 3072;
  int64_t patience = 10;  // batches without improvement; -1: any number
  double ratio = 0.01;    // of reassignment
};

// Some rows of the points, by index.
Status rows_of(Backend& backend, const KmeansPoints& points, const Tensor& index, KmeansPoints* out) {
  const View chosen = index;
  const int64_t count = index.size();
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {count, points.d()}, &out->x));
  OBOL_TRY(backend.gather(out->x, points.x, &chosen, 1, Indices::kInRange));
  out->by_columns = out->x;
  if (!points.weight) return Status();
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {count}, &out->weight));
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {count}, &out->narrow_weight));
  OBOL_TRY(backend.gather(out->weight, points.weight, &chosen, 1, Indices::kInRange));
  return backend.copy(out->narrow_weight, out->weight);
}

// `count` rows drawn with replacement.
Status draw_rows(Backend& backend, const KmeansPoints& points, int64_t count, uint64_t seed, uint64_t counter,
                 KmeansPoints* out) {
  Tensor index;
  OBOL_TRY(make_tensor(backend, DType::kInt32, {count}, &index));
  const Scalar first = Scalar::of(int32_t{0}), last = Scalar::of(static_cast<int32_t>(points.n() - 1));
  OBOL_TRY(backend.random(RandomOp::k_integers, index, seed, counter, first, last));
  return rows_of(backend, points, index, out);
}

class Minibatch {
 public:
  Minibatch(const JobContext& context, const KmeansPoints& points, const MinibatchOptions& options)
      : context_(context), backend_(context.backend), points_(points), options_(options) {}

  // The best of the starts, by the inertia of a sample of its own.
  Status start(const Tensor& given) {
    const KmeansOptions& o = options_.starts;
    counts.assign(static_cast<size_t>(o.clusters), 0);
    if (o.init == KmeansInit::kGiven) return begin(given);
    KmeansPoints judge;
    OBOL_TRY(sample(o.starts, &judge));
    KmeansRun best;
    for (int64_t i = 0; i < o.starts; ++i) {
      if (context_.cancelled()) return Status(Code::kAborted, "aborted");
      KmeansPoints some;
      OBOL_TRY(sample(i, &some));
      KmeansRun one;
      const auto draw = o.init == KmeansInit::kRandom ? kmeans_random_points : kmeans_plus_plus;
      OBOL_TRY(draw(context_, some, o.clusters, o.seed, i, &one.centers));
      if (o.starts > 1) OBOL_TRY(assign(judge, &one));
      if (i == 0 || one.inertia < best.inertia) best = one;
    }
    return begin(best.centers);
  }

  // Goes on from given centers, a copy of which is made.
  Status begin(const Tensor& given) {
    const int64_t k = given.shape(0), d = given.shape(1);
    OBOL_TRY(make_tensor(backend_, given.dtype(), {k, d}, &centers));
    OBOL_TRY(backend_.copy(centers, given));
    return host_.download(backend_, centers);
  }

  // Batches until they don't get better.
  Status run(double least_shift) {
    const int64_t n = points_.n(), batch = std::min(options_.batch, n);
    const double most = static_cast<double>(options_.starts.most_iterations) * static_cast<double>(n);
    const int64_t most_steps = static_cast<int64_t>(most / static_cast<double>(batch));
    const double alpha = std::min(1.0, 2.0 * static_cast<double>(batch) / static_cast<double>(n + 1));
    double average = 0, least = 0;
    int64_t worse = 0;
    while (steps < most_steps) {
      if (context_.cancelled()) return Status(Code::kAborted, "aborted");
      KmeansPoints some;
      const uint64_t at = kmeans_stream(kBatchStream) + static_cast<uint64_t>(steps * batch);
      OBOL_TRY(draw_rows(backend_, points_, batch, options_.starts.seed, at, &some));
      double inertia = 0, shift = 0;
      OBOL_TRY(step(some, &inertia, &shift));
      inertia /= static_cast<double>(batch);
      // The first batch's inertia is that of the start.
      if (++steps == 1) continue;
      const bool first = steps == 2;
      average = first ? inertia : average * (1 - alpha) + inertia * alpha;
      report(average, most_steps);
      if (options_.starts.tolerance > 0 && shift <= least_shift) break;
      if (first || average < least) {
        least = average;
        worse = 0;
      } else {
        ++worse;
      }
      if (options_.patience >= 0 && worse >= options_.patience) break;
    }
    return Status();
  }

  // One batch. `inertia` is that of the centers before.
  Status step(const KmeansPoints& some, double* inertia, double* shift) {
    const int64_t b = some.n(), d = some.d(), k = centers.shape(0);
    Tensor labels, distance, totals, none, wide;
    OBOL_TRY(make_tensor(backend_, DType::kInt32, {b}, &labels));
    OBOL_TRY(make_tensor(backend_, some.x.dtype(), {b}, &distance));
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {b}, &wide));
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {0}, &none));
    // What the host must know of a batch, in one piece: one wait brings it.
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {k * d + k + 1}, &totals));
    const auto part = [&](int64_t begin, std::initializer_list<int64_t> shape) {
      return Tensor(totals.storage(), totals.dtype(), begin, Layout::contiguous(shape));
    };
    OBOL_TRY(kmeans_nearest(context_, some, centers, labels, distance));
    OBOL_TRY(backend_.segment_sum(part(0, {k, d}), part(k * d, {k}), some.x, labels, some.weight ? some.weight : none));
    OBOL_TRY(backend_.copy(wide, distance));
    if (some.weight) OBOL_TRY(backend_.binary(BinaryOp::k_multiply, wide, wide, some.weight));
    OBOL_TRY(backend_.reduce(ReduceOp::k_sum, part(k * d + k, {}), wide));
    std::vector<double> total;
    OBOL_TRY(download(backend_, totals, &total));
    *inertia = total.back();
    const std::vector<double> old = host_.value;
    for (size_t c = 0; c < counts.size(); ++c) {
      const double weight = total[static_cast<size_t>(k * d) + c];
      if (!(weight > 0)) continue;
      const double sum = counts[c] + weight;
      for (size_t t = c * static_cast<size_t>(d); t < (c + 1) * static_cast<size_t>(d); ++t)
        host_.value[t] = (host_.value[t] * counts[c] + total[t]) / sum;
      counts[c] = sum;
    }
    since += static_cast<double>(b);
    const bool none_given = std::any_of(counts.begin(), counts.end(), [](double c) { return c == 0; });
    if (none_given || since >= 10.0 * static_cast<double>(k)) {
      since = 0;
      if (options_.ratio > 0) OBOL_TRY(reassign(some));
    }
    OBOL_TRY(host_.upload(backend_, centers));
    *shift = 0;
    for (size_t i = 0; i < old.size(); ++i) *shift += (host_.value[i] - old[i]) * (host_.value[i] - old[i]);
    return Status();
  }

  // Nearest centers and inertia.
  Status assign(const KmeansPoints& some, KmeansRun* one) {
    Tensor distance;
    OBOL_TRY(make_tensor(backend_, DType::kInt32, {some.n()}, &one->labels));
    OBOL_TRY(make_tensor(backend_, some.x.dtype(), {some.n()}, &distance));
    return kmeans_assign(context_, some, distance, one);
  }

  Tensor centers;
  std::vector<double> counts;  // the weight that each was given
  double since = 0;            // points since centers were reassigned
  int64_t steps = 0;

 private:
  // The points from which a start chooses: all, if that many are asked for.
  Status sample(int64_t number, KmeansPoints* out) {
    const int64_t size = std::min(options_.sample, points_.n());
    if (size == points_.n()) {
      *out = points_;
      return Status();
    }
    return draw_rows(backend_, points_, size, options_.starts.seed, kmeans_stream(kStartStream + number), out);
  }

  // Centers that were given less than `ratio` of what the most popular one was go to random points of the batch.
  Status reassign(const KmeansPoints& some) {
    const int64_t b = some.n(), d = some.d();
    const double most = *std::max_element(counts.begin(), counts.end());
    std::vector<size_t> order(counts.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t i, size_t j) { return counts[i] < counts[j]; });
    size_t poor = 0;
    while (poor < order.size() && counts[order[poor]] < options_.ratio * most) ++poor;
    poor = std::min(poor, static_cast<size_t>(b / 2));
    if (poor == 0 || poor == order.size()) return Status();
    Tensor wait, index;
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {b}, &wait));
    OBOL_TRY(make_tensor(backend_, DType::kInt32, {b}, &index));
    const uint64_t at = kmeans_stream(kBatchStream) + (uint64_t{1} << 39) + drawn_;
    drawn_ += static_cast<uint64_t>(b);
    OBOL_TRY(backend_.random(RandomOp::k_uniform, wait, options_.starts.seed, at, Scalar::of(0.0), Scalar::of(1.0)));
    OBOL_TRY(backend_.argsort(index, wait, false));
    KmeansPoints chosen;
    OBOL_TRY(rows_of(backend_, some, index.slice(0, 0, static_cast<int64_t>(poor)), &chosen));
    HostCenters x;
    OBOL_TRY(x.download(backend_, chosen.x));
    std::sort(order.begin(), order.begin() + static_cast<int64_t>(poor));
    const double least = counts[*std::min_element(order.begin() + static_cast<int64_t>(poor), order.end(),
                                                  [&](size_t i, size_t j) { return counts[i] < counts[j]; })];
    for (size_t i = 0; i < poor; ++i) {
      std::copy_n(x.value.begin() + static_cast<int64_t>(i) * d, d,
                  host_.value.begin() + static_cast<int64_t>(order[i]) * d);
      counts[order[i]] = least;
    }
    return Status();
  }

  void report(double average, int64_t most_steps) {
    Progress p;
    p.iteration = steps;
    p.fraction = static_cast<double>(steps) / static_cast<double>(most_steps);
    p.error = average;
    context_.report(p);
  }

  const JobContext& context_;
  Backend& backend_;
  const KmeansPoints& points_;
  const MinibatchOptions& options_;
  HostCenters host_;
  uint64_t drawn_ = 0;
};

}  // namespace

Status job_minibatch_kmeans(JobContext& context, const JobArguments& arguments, JobResult* result) {
  Backend& backend = context.backend;
  const Tensor &x = arguments.arrays[0], &given_counts = arguments.arrays[3], &centers = arguments.arrays[4],
               &counts = arguments.arrays[5], &labels = arguments.arrays[6];
  const std::vector<double>& number = arguments.numbers;
  MinibatchOptions options;
  KmeansOptions& starts = options.starts;
  starts.clusters = centers.shape(0);
  starts.init = static_cast<KmeansInit>(static_cast<int>(number[0]));
  starts.starts = static_cast<int64_t>(number[1]);
  starts.most_iterations = static_cast<int64_t>(number[2]);
  starts.tolerance = number[3];
  starts.seed = static_cast<uint64_t>(number[4]);
  options.batch = static_cast<int64_t>(number[5]);
  options.sample = static_cast<int64_t>(number[6]);
  options.patience = static_cast<int64_t>(number[7]);
  options.ratio = number[8];
  const bool one_batch = number[9] != 0;
  KmeansInput input;
  OBOL_TRY(kmeans_input(backend, x, arguments.arrays[1], arguments.arrays[2], &input));
  Minibatch job(context, input.points, options);
  KmeansRun run;
  if (one_batch) {
    if (given_counts) {
      OBOL_TRY(job.begin(input.init));
      OBOL_TRY(download(backend, given_counts, &job.counts));
    } else {
      OBOL_TRY(job.start(input.init));
    }
    job.since = number[10];
    double inertia = 0, shift = 0;
    OBOL_TRY(job.step(input.points, &inertia, &shift));
    job.steps = 1;
  } else {
    double variance = 0;
    if (starts.tolerance > 0) OBOL_TRY(kmeans_variance(backend, input.points, &variance));
    OBOL_TRY(job.start(input.init));
    OBOL_TRY(job.run(starts.tolerance * variance));
  }
  run.centers = job.centers;
  OBOL_TRY(job.assign(input.points, &run));
  if (!one_batch) OBOL_TRY(kmeans_fill(context, input.points, &run));
  OBOL_TRY(kmeans_output(backend, input, centers, &run));
  OBOL_TRY(backend.copy(labels, run.labels));
  OBOL_TRY(backend.upload(counts, job.counts.data()));
  const double n = static_cast<double>(x.shape(0)), batch = std::min(static_cast<double>(options.batch), n);
  const double steps = static_cast<double>(job.steps);
  *result = {run.inertia, one_batch ? 1 : std::ceil(steps * batch / n), steps, job.since};
  return Status();
}

}  // namespace obol
