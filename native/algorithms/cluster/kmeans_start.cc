// First centres for k-means: greedy k-means++ (Arthur and Vassilvitskii 2007; of a few candidates the one that lowers the
// sum of squares most, as scikit-learn has it), random points, and a sample of the points. The device draws and chooses:
// nothing waits.
#include <cmath>
#include <utility>

#include "algorithms/cluster/kmeans.h"
#include "algorithms/rows.h"

namespace obol {
namespace {

View as_row(const Tensor& vector) { return repeated_rows(vector, 1); }

Status uniform(Backend& backend, const View& out, uint64_t seed, uint64_t counter) {
  return backend.random(RandomOp::k_uniform, out, seed, counter, Scalar::of(0.0), Scalar::of(1.0));
}

// The last element, `count` times.
View last_of(const Tensor& vector, int64_t count) {
  View v = vector.slice(0, vector.size() - 1, vector.size());
  v.layout.shape[0] = count;
  v.layout.strides[0] = 0;
  return v;
}

// Where `targets` fall among the running sums: positions below n.
Status positions(Backend& backend, const Tensor& sums, const View& targets, const Tensor& index) {
  OBOL_TRY(backend.search_sorted(index, sums, targets, false));
  const int32_t last = static_cast<int32_t>(sums.size() - 1);
  return backend.binary(BinaryOp::k_minimum, index, index, immediate(last, index));
}

}  // namespace

Status kmeans_turn(Backend& backend, KmeansPoints* points) {
  Tensor turned;
  OBOL_TRY(make_tensor(backend, points->x.dtype(), {points->d(), points->n()}, &turned));
  Layout layout = turned.layout();
  std::swap(layout.shape[0], layout.shape[1]);
  std::swap(layout.strides[0], layout.strides[1]);
  points->by_columns = Tensor(turned.storage(), turned.dtype(), 0, layout);
  return backend.copy(points->by_columns, points->x);
}

Status kmeans_plus_plus(const JobContext& context, const KmeansPoints& points, int64_t clusters, uint64_t seed,
                        int64_t start, Tensor* centers) {
  Backend& backend = context.backend;
  const int64_t n = points.n(), d = points.d();
  const int64_t trials = 2 + static_cast<int64_t>(std::log(static_cast<double>(clusters)));
  const DType dtype = points.x.dtype();
  uint64_t counter = kmeans_stream(start);
  Tensor chance, sums, targets, index, candidates, squares, closest, potential, best;
  OBOL_TRY(make_tensor(backend, dtype, {clusters, d}, centers));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n}, &chance));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n}, &sums));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {trials}, &targets));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {trials}, &index));
  OBOL_TRY(make_tensor(backend, dtype, {trials, d}, &candidates));
  OBOL_TRY(make_tensor(backend, dtype, {trials, n}, &squares));
  OBOL_TRY(make_tensor(backend, dtype, {n}, &closest));
  OBOL_TRY(make_tensor(backend, dtype, {trials}, &potential));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {1}, &best));

  // Squared distances are kept times the points' weights: what is the least before is the least after.
  const auto weigh = [&](const View& rows) {
    if (!points.weight) return Status();
    return backend.binary(BinaryOp::k_multiply, rows, rows, repeated_rows(points.narrow_weight, rows.shape(0)));
  };
  for (int64_t c = 0; c < clusters; ++c) {
    if (context.cancelled()) return Status(Code::kAborted, "aborted");
    const Tensor center = centers->slice(0, c, c + 1);
    // Before there is a centre, a point's chance is its weight.
    const int64_t count = c == 0 ? 1 : trials;
    const Tensor chosen = index.slice(0, 0, count), target = targets.slice(0, 0, count);
    if (c > 0) {
      OBOL_TRY(backend.copy(chance, closest));
    } else if (points.weight) {
      OBOL_TRY(backend.copy(chance, points.weight));
    } else {
      OBOL_TRY(backend.fill(chance, Scalar::of(1.0)));
    }
    OBOL_TRY(backend.scan(ScanOp::k_cumulative_sum, sums, chance));
    OBOL_TRY(uniform(backend, target, seed, counter));
    counter += static_cast<uint64_t>(count);
    OBOL_TRY(backend.binary(BinaryOp::k_multiply, target, target, last_of(sums, count)));
    OBOL_TRY(positions(backend, sums, target, chosen));
    const View chosen_view = chosen;
    if (c == 0) {
      OBOL_TRY(backend.gather(center, points.x, &chosen_view, 1, Indices::kInRange));
      OBOL_TRY(backend.row_distances(as_column(closest), points.by_columns, center));
      OBOL_TRY(weigh(as_row(closest)));
      continue;
    }
    OBOL_TRY(backend.gather(candidates, points.x, &chosen_view, 1, Indices::kInRange));
    OBOL_TRY(backend.row_distances(transposed(squares), points.by_columns, candidates));
    OBOL_TRY(weigh(squares));
    OBOL_TRY(backend.binary(BinaryOp::k_minimum, squares, squares, repeated_rows(closest, trials)));
    OBOL_TRY(backend.reduce(ReduceOp::k_sum, potential, squares));
    OBOL_TRY(backend.arg_reduce(ArgReduceOp::k_argmin, best, as_row(potential)));
    const View best_view = best;
    OBOL_TRY(backend.gather(center, candidates, &best_view, 1, Indices::kInRange));
    OBOL_TRY(backend.gather(as_row(closest), squares, &best_view, 1, Indices::kInRange));
  }
  return Status();
}

Status kmeans_random_points(const JobContext& context, const KmeansPoints& points, int64_t clusters, uint64_t seed,
                            int64_t start, Tensor* centers) {
  Backend& backend = context.backend;
  // The least of exponential waiting times, the rates being the weights: a draw without replacement.
  const int64_t n = points.n();
  Tensor wait, order;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n}, &wait));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {n}, &order));
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {clusters, points.d()}, centers));
  OBOL_TRY(uniform(backend, wait, seed, kmeans_stream(start)));
  if (points.weight) {
    OBOL_TRY(backend.unary(UnaryOp::k_negative, wait, wait));
    OBOL_TRY(backend.unary(UnaryOp::k_log1p, wait, wait));
    OBOL_TRY(backend.unary(UnaryOp::k_negative, wait, wait));
    OBOL_TRY(backend.binary(BinaryOp::k_divide, wait, wait, points.weight));
  }
  OBOL_TRY(backend.argsort(order, wait, false));
  const View chosen = order.slice(0, 0, clusters);
  return backend.gather(*centers, points.x, &chosen, 1, Indices::kInRange);
}

Status kmeans_sample(Backend& backend, const KmeansPoints& points, const Tensor& mean, double deviation, int64_t size,
                     uint64_t seed, KmeansPoints* sample) {
  const uint64_t stream = kmeans_stream(kSampleStream);
  const int64_t n = points.n(), d = points.d();
  Tensor index, sums, targets, rows, wide;
  OBOL_TRY(make_tensor(backend, DType::kInt32, {size}, &index));
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {size, d}, &rows));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {size, d}, &wide));
  OBOL_TRY(make_tensor(backend, DType::kFloat32, {size, d}, &sample->x));
  if (points.weight) {
    OBOL_TRY(make_tensor(backend, DType::kFloat64, {n}, &sums));
    OBOL_TRY(make_tensor(backend, DType::kFloat64, {size}, &targets));
    OBOL_TRY(backend.scan(ScanOp::k_cumulative_sum, sums, points.weight));
    OBOL_TRY(uniform(backend, targets, seed, stream));
    OBOL_TRY(backend.binary(BinaryOp::k_multiply, targets, targets, last_of(sums, size)));
    OBOL_TRY(positions(backend, sums, targets, index));
  } else {
    const Scalar first = Scalar::of(int32_t{0}), last = Scalar::of(static_cast<int32_t>(n - 1));
    OBOL_TRY(backend.random(RandomOp::k_integers, index, seed, stream, first, last));
  }
  const View chosen = index;
  OBOL_TRY(backend.gather(rows, points.x, &chosen, 1, Indices::kInRange));
  OBOL_TRY(backend.binary(BinaryOp::k_subtract, rows, rows, repeated_rows(mean, size)));
  OBOL_TRY(backend.copy(wide, rows));
  OBOL_TRY(backend.binary(BinaryOp::k_divide, wide, wide, immediate(deviation, wide)));
  OBOL_TRY(backend.copy(sample->x, wide));
  return kmeans_turn(backend, sample);
}

}  // namespace obol
