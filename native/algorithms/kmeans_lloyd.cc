// Lloyd's iterations on given centres. The means are taken on the host: sums come, centres go, points stay.
#include <algorithm>
#include <cmath>

#include "algorithms/kmeans.h"

namespace obol {
namespace {

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
  OBOL_TRY(backend.gather(rows, points.x, &chosen, 1, Indices::kInRange));
  OBOL_TRY(backend.gather(owner, labels, &chosen, 1, Indices::kInRange));
  OBOL_TRY(backend.gather(far, as_column(distance), &chosen, 1, Indices::kInRange));
  HostCenters x, squares;
  std::vector<int32_t> from;
  std::vector<double> w(static_cast<size_t>(count), 1.0);
  OBOL_TRY(x.download(backend, rows));
  OBOL_TRY(squares.download(backend, far));
  OBOL_TRY(download(backend, owner, &from));
  if (points.weight) {
    OBOL_TRY(make_tensor(backend, DType::kFloat64, {count}, &weight));
    OBOL_TRY(backend.gather(weight, points.weight, &chosen, 1, Indices::kInRange));
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

// Some of a vector's elements, from `begin` on, in another shape.
Tensor part(const Tensor& vector, int64_t begin, std::initializer_list<int64_t> shape) {
  return Tensor(vector.storage(), vector.dtype(), vector.offset() + begin, Layout::contiguous(shape));
}

// Σ weight · distance.
Status inertia_of(Backend& backend, const KmeansPoints& points, const Tensor& distance, double* inertia) {
  if (!points.weight) return kmeans_sum(backend, distance, inertia);
  Tensor weighted;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {distance.size()}, &weighted));
  OBOL_TRY(backend.copy(weighted, distance));
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, weighted, weighted, points.weight));
  return kmeans_sum(backend, weighted, inertia);
}

}  // namespace

Status kmeans_sum(Backend& backend, const Tensor& values, double* sum) {
  Tensor wide, total;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {values.size()}, &wide));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {}, &total));
  OBOL_TRY(backend.copy(wide, values));
  OBOL_TRY(backend.reduce(ReduceOp::k_sum, total, wide));
  return download_scalar(backend, total, sum);
}

Status kmeans_lloyd(const JobContext& context, const KmeansPoints& points, int64_t most_iterations, double shift,
                    KmeansRun* run) {
  Backend& backend = context.backend;
  const int64_t n = points.n(), d = points.d(), k = run->centers.shape(0);
  Tensor distance, totals, none, before, differs, changed;
  OBOL_TRY(make_filled(backend, {n}, int32_t{-1}, &before));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {n}, &run->labels));
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {n}, &distance));
  // What the host must know of an iteration, in one piece: one wait brings it.
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {k * d + k + 1}, &totals));
  const Tensor sums = part(totals, 0, {k, d}), weights = part(totals, k * d, {k}), any = part(totals, k * d + k, {});
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {0}, &none));
  OBOL_TRY(make_tensor(backend, DType::kBool, {n}, &differs));
  OBOL_TRY(make_tensor(backend, DType::kBool, {}, &changed));
  HostCenters centers;
  std::vector<double> total;
  OBOL_TRY(centers.download(backend, run->centers));
  bool settled = false;
  for (run->iterations = 0; run->iterations < most_iterations && !settled;) {
    if (context.cancelled()) return Status(Code::kAborted, "aborted");
    OBOL_TRY(backend.nearest_row(run->labels, distance, points.by_columns, run->centers));
    OBOL_TRY(backend.segment_sum(sums, weights, points.x, run->labels, points.weight ? points.weight : none));
    OBOL_TRY(backend.binary(BinaryOp::k_not_equal, differs, run->labels, before));
    OBOL_TRY(backend.reduce(ReduceOp::k_any, changed, differs));
    OBOL_TRY(backend.copy(any, changed));
    OBOL_TRY(download(backend, totals, &total));
    std::vector<double> sum(total.begin(), total.begin() + k * d), weight(total.begin() + k * d, total.end() - 1);
    ++run->iterations;
    std::vector<int64_t> empty;
    for (int64_t c = 0; c < k; ++c)
      if (!(weight[static_cast<size_t>(c)] > 0)) empty.push_back(c);
    bool relocated = false;
    if (!empty.empty())
      OBOL_TRY(relocate_empty(backend, points, run->labels, distance, empty, &sum, &weight, &relocated));
    // Labels that stood still fit their centres: nothing is left to do.
    if (total.back() == 0 && !relocated) return inertia_of(backend, points, distance, &run->inertia);
    const std::vector<double> old = centers.value;
    move_centers(sum, weight, d, &centers);
    OBOL_TRY(centers.upload(backend, run->centers));
    settled = !relocated && squared_shift(centers.value, old) <= shift;
    std::swap(run->labels, before);
  }
  OBOL_TRY(backend.nearest_row(run->labels, distance, points.by_columns, run->centers));
  return inertia_of(backend, points, distance, &run->inertia);
}

}  // namespace obol
