// Lloyd's iterations on given centres. The means are taken on the host: sums come, centres go, points stay.
#include <algorithm>
#include <cmath>

#include "algorithms/cluster/kmeans.h"

namespace obol {
namespace {

// Moves the centres of clusters without weight to the points of some weight that are farthest from their own. False if
// all those lie on their centres: then there is nothing to give.
Status relocate_empty(Backend& backend, const KmeansPoints& points, const Tensor& distance,
                      const std::vector<int64_t>& empty, HostCenters* centers, bool* done) {
  const int64_t n = points.n(), d = points.d(), count = std::min<int64_t>(n, static_cast<int64_t>(empty.size()));
  const DType dtype = points.x.dtype();
  Tensor order, rows, far, weight;
  OBOL_TRY(make_tensor(backend, DType::kInt32, {n}, &order));
  OBOL_TRY(make_tensor(backend, dtype, {count, d}, &rows));
  OBOL_TRY(make_tensor(backend, dtype, {count, 1}, &far));
  if (points.weight) {
    Tensor some;
    OBOL_TRY(make_tensor(backend, DType::kBool, {n}, &some));
    OBOL_TRY(make_tensor(backend, dtype, {n}, &weight));
    OBOL_TRY(backend.binary(BinaryOp::k_greater, some, points.weight, immediate(0.0, some)));
    OBOL_TRY(backend.copy(weight, some));
    OBOL_TRY(backend.binary(BinaryOp::k_multiply, distance, distance, weight));
  }
  OBOL_TRY(backend.argsort(order, distance, true));
  const View chosen = order.slice(0, 0, count);
  OBOL_TRY(backend.gather(rows, points.x, &chosen, 1, Indices::kInRange));
  OBOL_TRY(backend.gather(far, as_column(distance), &chosen, 1, Indices::kInRange));
  HostCenters x, squares;
  OBOL_TRY(x.download(backend, rows));
  OBOL_TRY(squares.download(backend, far));
  *done = squares.value[0] > 0;
  for (int64_t i = 0; i < count && squares.value[static_cast<size_t>(i)] > 0; ++i)
    std::copy_n(x.value.begin() + i * d, d, centers->value.begin() + empty[static_cast<size_t>(i)] * d);
  return Status();
}

// Each centre to its cluster's mean; one without weight stays.
void move_centers(const std::vector<double>& sums, const std::vector<double>& weights, int64_t d,
                  HostCenters* centers) {
  const size_t width = static_cast<size_t>(d);
  for (size_t c = 0; c < weights.size(); ++c)
    for (size_t t = 0; t < width && weights[c] > 0; ++t)
      centers->value[c * width + t] = sums[c * width + t] / weights[c];
}

double squared_shift(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

// Multiply-adds in a row without a look at the signal: some tens of milliseconds of two cores.
constexpr int64_t kPieceWork = int64_t{1} << 30;

// Rows of a piece of the points, of so much work.
int64_t rows_of_piece(const KmeansPoints& points, int64_t clusters, int64_t work) {
  return 64 * (work / (64 * std::max<int64_t>(1, points.d() * clusters)) | 1);
}

// Some of a vector's elements, from `begin` on, in another shape.
Tensor part(const Tensor& vector, int64_t begin, std::initializer_list<int64_t> shape) {
  return Tensor(vector.storage(), vector.dtype(), vector.offset() + begin, Layout::contiguous(shape));
}

// What Elkan's step knows between iterations; see Backend::nearest_row_bounded.
class Bounds {
 public:
  Status start(const JobContext& context, const KmeansPoints& points, const Tensor& centers) {
    Backend& backend = context.backend;
    const int64_t k = centers.shape(0);
    dtype_ = centers.dtype();
    epsilon_ = dtype_ == DType::kFloat32 ? 0x1p-23 : 0x1p-52;
    rows_ = rows_of_piece(points, k, kPieceWork / 4);
    for (int64_t i = 0; i < points.n(); i += rows_) {
      if (context.cancelled()) return Status(Code::kAborted, "aborted");
      lower_.emplace_back();
      OBOL_TRY(make_tensor(backend, dtype_, {k, std::min(rows_, points.n() - i)}, &lower_.back()));
      OBOL_TRY(backend.fill(lower_.back(), zero()));
    }
    OBOL_TRY(make_tensor(backend, dtype_, {k, k}, &half_));
    OBOL_TRY(make_tensor(backend, dtype_, {k}, &moved_));
    return backend.fill(moved_, zero());
  }
  Status assign(const JobContext& context, const KmeansPoints& points, const Tensor& centers, const Tensor& labels,
                const Tensor& distance) {
    Backend& backend = context.backend;
    const double d = static_cast<double>(points.d());
    OBOL_TRY(backend.row_distances(half_, centers, centers));
    OBOL_TRY(backend.unary(UnaryOp::k_sqrt, half_, half_));
    const double factor = 0.5 * (1 - (d + 8) * epsilon_);
    const View by = dtype_ == DType::kFloat32 ? immediate(static_cast<float>(factor), half_) : immediate(factor, half_);
    OBOL_TRY(backend.binary(BinaryOp::k_multiply, half_, half_, by));
    for (size_t p = 0; p < lower_.size(); ++p) {
      if (context.cancelled()) return Status(Code::kAborted, "aborted");
      const int64_t i = static_cast<int64_t>(p) * rows_, end = std::min(points.n(), i + rows_);
      OBOL_TRY(backend.nearest_row_bounded(labels.slice(0, i, end), distance.slice(0, i, end), lower_[p],
                                           points.by_columns.slice(0, i, end), centers, moved_, half_));
    }
    return Status();
  }
  Status move(Backend& backend, const std::vector<double>& old, const HostCenters& centers, int64_t d) {
    HostCenters moved;
    const double up = 1 + (static_cast<double>(d) + 8) * epsilon_;
    for (size_t c = 0; d > 0 && c < old.size(); c += static_cast<size_t>(d)) {
      double sum = 0;
      for (size_t t = c; t < c + static_cast<size_t>(d); ++t) sum += std::pow(centers.value[t] - old[t], 2);
      moved.value.push_back(std::sqrt(sum) * up);
    }
    return d > 0 ? moved.upload(backend, moved_) : Status();
  }

 private:
  Scalar zero() const { return dtype_ == DType::kFloat32 ? Scalar::of(0.0f) : Scalar::of(0.0); }

  DType dtype_ = DType::kFloat64;
  double epsilon_ = 0;
  int64_t rows_ = 0;
  std::vector<Tensor> lower_;  // of one piece of the points after the other
  Tensor half_, moved_;
};

}  // namespace

Status kmeans_sum(Backend& backend, const Tensor& values, double* sum) {
  Tensor wide, total;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {values.size()}, &wide));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {}, &total));
  OBOL_TRY(backend.copy(wide, values));
  OBOL_TRY(backend.reduce(ReduceOp::k_sum, total, wide));
  return download_scalar(backend, total, sum);
}

Status kmeans_inertia(Backend& backend, const KmeansPoints& points, const Tensor& distance, double* inertia) {
  if (!points.weight) return kmeans_sum(backend, distance, inertia);
  Tensor weighted;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {distance.size()}, &weighted));
  OBOL_TRY(backend.copy(weighted, distance));
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, weighted, weighted, points.weight));
  return kmeans_sum(backend, weighted, inertia);
}

Status kmeans_nearest(const JobContext& context, const KmeansPoints& points, const Tensor& centers,
                      const Tensor& labels, const Tensor& distance) {
  const int64_t n = points.n(), rows = rows_of_piece(points, centers.shape(0), kPieceWork);
  for (int64_t i = 0; i < n; i += rows) {
    if (context.cancelled()) return Status(Code::kAborted, "aborted");
    const int64_t end = std::min(n, i + rows);
    OBOL_TRY(context.backend.nearest_row(labels.slice(0, i, end), distance.slice(0, i, end),
                                         points.by_columns.slice(0, i, end), centers));
  }
  return Status();
}

Status kmeans_assign(const JobContext& context, const KmeansPoints& points, const Tensor& distance, KmeansRun* run) {
  OBOL_TRY(kmeans_nearest(context, points, run->centers, run->labels, distance));
  return kmeans_inertia(context.backend, points, distance, &run->inertia);
}

Status HostCenters::download(Backend& backend, const Tensor& from) {
  if (from.dtype() == DType::kFloat64) return obol::download(backend, from, &value);
  std::vector<float> narrow;
  OBOL_TRY(obol::download(backend, from, &narrow));
  value.assign(narrow.begin(), narrow.end());
  return Status();
}

Status HostCenters::upload(Backend& backend, const Tensor& to) {
  if (to.dtype() == DType::kFloat64) return backend.upload(to, value.data());
  const std::vector<float> narrow(value.begin(), value.end());
  value.assign(narrow.begin(), narrow.end());
  return backend.upload(to, narrow.data());
}

Status kmeans_lloyd(const JobContext& context, const KmeansPoints& points, int64_t most_iterations, double shift,
                    bool bounds, KmeansRun* run) {
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
  Bounds known;
  if (bounds) {
    OBOL_TRY(known.start(context, points, run->centers));
    OBOL_TRY(backend.fill(run->labels, Scalar::of(int32_t{0})));
  }
  HostCenters centers;
  std::vector<double> total;
  OBOL_TRY(centers.download(backend, run->centers));
  bool settled = false;
  for (run->iterations = 0; run->iterations < most_iterations && !settled;) {
    if (context.cancelled()) return Status(Code::kAborted, "aborted");
    if (bounds) {
      if (run->iterations > 0) OBOL_TRY(backend.copy(run->labels, before));
      OBOL_TRY(known.assign(context, points, run->centers, run->labels, distance));
    } else {
      OBOL_TRY(kmeans_nearest(context, points, run->centers, run->labels, distance));
    }
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
    const std::vector<double> old = centers.value;
    move_centers(sum, weight, d, &centers);
    bool relocated = false;
    // Labels that stood still fit their centres: nothing is left to do.
    const bool still = total.back() == 0;
    if (still) OBOL_TRY(kmeans_inertia(backend, points, distance, &run->inertia));
    if (!empty.empty()) OBOL_TRY(relocate_empty(backend, points, distance, empty, &centers, &relocated));
    if (still && !relocated) return Status();
    OBOL_TRY(centers.upload(backend, run->centers));
    if (bounds) OBOL_TRY(known.move(backend, old, centers, d));
    settled = !relocated && squared_shift(centers.value, old) <= shift;
    std::swap(run->labels, before);
  }
  return kmeans_assign(context, points, distance, run);
}

}  // namespace obol
