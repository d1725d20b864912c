// First centres for k-means: greedy k-means++ (Arthur and Vassilvitskii 2007; of a few candidates the one that lowers the
// sum of squares most, as scikit-learn has it), random points, and a sample of the points. The device draws and chooses:
// nothing waits.
#include <cmath>
#include <utility>

#include "algorithms/kmeans.h"

namespace obol {
namespace {

// Streams of random numbers: each start has 2^40 of its own.
uint64_t first_of_stream(int64_t start) { return static_cast<uint64_t>(start) << 40; }

View transposed(View v) {
  std::swap(v.layout.shape[0], v.layout.shape[1]);
  std::swap(v.layout.strides[0], v.layout.strides[1]);
  return v;
}

// `column` seen as `columns` equal columns.
View repeated(const Tensor& column, int64_t columns) {
  View v = column;
  v.layout.ndim = 2;
  v.layout.shape[1] = columns;
  v.layout.strides[1] = 0;
  return v;
}

Status uniform(Backend& backend, const View& out, uint64_t seed, uint64_t counter) {
  return backend.random(RandomOp::k_uniform, out, seed, counter, Scalar::of(0.0), Scalar::of(1.0));
}

// Where `targets` fall among the running sums: positions below n.
Status positions(Backend& backend, const Tensor& sums, const View& targets, const Tensor& index) {
  OBOL_TRY(backend.search_sorted(index, sums, targets, false));
  const int32_t last = static_cast<int32_t>(sums.size() - 1);
  return backend.binary(BinaryOp::k_minimum, index, index, immediate(last, index));
}

}  // namespace

Status kmeans_plus_plus(Backend& backend, const KmeansPoints& points, int64_t clusters, uint64_t seed, int64_t start,
                        Tensor* centers) {
  const int64_t n = points.n(), d = points.d();
  const int64_t trials = 2 + static_cast<int64_t>(std::log(static_cast<double>(clusters)));
  const DType dtype = points.x.dtype();
  uint64_t counter = first_of_stream(start);
  Tensor chance, sums, targets, index, candidates, squares, closest, potential, best;
  OBOL_TRY(make_tensor(backend, dtype, {clusters, d}, centers));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n}, &chance));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n}, &sums));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {trials}, &targets));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {trials}, &index));
  OBOL_TRY(make_tensor(backend, dtype, {trials, d}, &candidates));
  OBOL_TRY(make_tensor(backend, dtype, {n, trials}, &squares));
  OBOL_TRY(make_tensor(backend, dtype, {n}, &closest));
  OBOL_TRY(make_tensor(backend, dtype, {trials}, &potential));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {1}, &best));

  // Squared distances are kept times the points' weights: what is the least before is the least after.
  const auto weigh = [&](const View& columns, int64_t count) {
    if (!points.weight) return Status();
    return backend.binary(BinaryOp::k_multiply, columns, columns, repeated(points.scaled_weight, count));
  };
  for (int64_t c = 0; c < clusters; ++c) {
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
    View total = sums.slice(0, n - 1, n);
    total.layout.shape[0] = count;
    total.layout.strides[0] = 0;
    OBOL_TRY(backend.binary(BinaryOp::k_multiply, target, target, total));
    OBOL_TRY(positions(backend, sums, target, chosen));
    const View chosen_view = chosen;
    if (c == 0) {
      OBOL_TRY(backend.gather(center, points.x, &chosen_view, 1));
      OBOL_TRY(backend.row_distances(as_column(closest), points.x, center));
      OBOL_TRY(weigh(as_column(closest), 1));
      continue;
    }
    OBOL_TRY(backend.gather(candidates, points.x, &chosen_view, 1));
    OBOL_TRY(backend.row_distances(squares, points.x, candidates));
    OBOL_TRY(weigh(squares, trials));
    OBOL_TRY(backend.binary(BinaryOp::k_minimum, squares, squares, repeated(closest, trials)));
    OBOL_TRY(backend.reduce(ReduceOp::k_sum, potential, transposed(squares)));
    View all = potential;
    all.layout.ndim = 2;
    all.layout.shape[0] = 1;
    all.layout.strides[0] = 0;
    all.layout.shape[1] = trials;
    all.layout.strides[1] = 1;
    OBOL_TRY(backend.arg_reduce(ArgReduceOp::k_argmin, best, all));
    const View best_view = best;
    OBOL_TRY(backend.gather(center, candidates, &best_view, 1));
    OBOL_TRY(backend.gather(transposed(as_column(closest)), transposed(squares), &best_view, 1));
  }
  return Status();
}

Status kmeans_random_points(Backend& backend, const KmeansPoints& points, int64_t clusters, uint64_t seed,
                            int64_t start, Tensor* centers) {
  // The least of exponential waiting times, the rates being the weights: a draw without replacement.
  const int64_t n = points.n();
  Tensor wait, order;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n}, &wait));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {n}, &order));
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {clusters, points.d()}, centers));
  OBOL_TRY(uniform(backend, wait, seed, first_of_stream(start)));
  if (points.weight) {
    OBOL_TRY(backend.unary(UnaryOp::k_negative, wait, wait));
    OBOL_TRY(backend.unary(UnaryOp::k_log1p, wait, wait));
    OBOL_TRY(backend.unary(UnaryOp::k_negative, wait, wait));
    OBOL_TRY(backend.binary(BinaryOp::k_divide, wait, wait, points.weight));
  }
  OBOL_TRY(backend.argsort(order, wait, false));
  const View chosen = order.slice(0, 0, clusters);
  return backend.gather(*centers, points.x, &chosen, 1);
}

Status kmeans_sample(Backend& backend, const KmeansPoints& points, int64_t size, uint64_t seed, KmeansPoints* sample) {
  Tensor index;
  const int32_t last = static_cast<int32_t>(points.n() - 1);
  OBOL_TRY(make_tensor(backend, DType::kInt32, {size}, &index));
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {size, points.d()}, &sample->x));
  // The last stream: no start has it.
  OBOL_TRY(backend.random(RandomOp::k_integers, index, seed, first_of_stream(int64_t{1} << 23), Scalar::of(int32_t{0}),
                          Scalar::of(last)));
  const View chosen = index;
  OBOL_TRY(backend.gather(sample->x, points.x, &chosen, 1));
  if (!points.weight) return Status();
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {size}, &sample->weight));
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {size}, &sample->scaled_weight));
  OBOL_TRY(backend.gather(sample->weight, points.weight, &chosen, 1));
  return backend.gather(sample->scaled_weight, points.scaled_weight, &chosen, 1);
}

}  // namespace obol
