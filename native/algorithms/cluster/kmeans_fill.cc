// The promise that no cluster is left without points, however the points lie.
#include <algorithm>

#include "algorithms/cluster/kmeans.h"

namespace obol {
namespace {

// How many points each cluster has.
Status sizes_of(Backend& backend, const KmeansPoints& points, const KmeansRun& run, std::vector<double>* sizes) {
  const int64_t k = run.centers.shape(0);
  Tensor none, sums, counts;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {0}, &none));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {k, 0}, &sums));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {k}, &counts));
  OBOL_TRY(backend.segment_sum(sums, counts, points.x.columns(0, 0), run.labels, none));
  return download(backend, counts, sizes);
}

std::vector<int64_t> empty_of(const std::vector<double>& sizes) {
  std::vector<int64_t> empty;
  for (size_t c = 0; c < sizes.size(); ++c)
    if (sizes[c] == 0) empty.push_back(static_cast<int64_t>(c));
  return empty;
}

// The first point of a cluster that has others goes to each empty one, and its centre too.
Status share(Backend& backend, const KmeansPoints& points, const std::vector<int64_t>& empty,
             std::vector<double>* sizes, HostCenters* centers, KmeansRun* run) {
  const int64_t n = points.n(), d = points.d();
  std::vector<int32_t> labels, taken;
  OBOL_TRY(download(backend, run->labels, &labels));
  size_t next = 0;
  for (int64_t i = 0; i < n && next < empty.size(); ++i) {
    int32_t& label = labels[static_cast<size_t>(i)];
    if ((*sizes)[static_cast<size_t>(label)] < 2) continue;
    (*sizes)[static_cast<size_t>(label)] -= 1;
    label = static_cast<int32_t>(empty[next++]);
    taken.push_back(static_cast<int32_t>(i));
  }
  const int64_t count = static_cast<int64_t>(taken.size());
  Tensor index, rows;
  OBOL_TRY(upload(backend, {count}, taken, &index));
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {count, d}, &rows));
  const View chosen = index;
  OBOL_TRY(backend.gather(rows, points.x, &chosen, 1, Indices::kInRange));
  HostCenters x;
  OBOL_TRY(x.download(backend, rows));
  for (size_t i = 0; i < taken.size(); ++i)
    std::copy_n(x.value.begin() + static_cast<int64_t>(i) * d, d, centers->value.begin() + empty[i] * d);
  return backend.upload(run->labels, labels.data());
}

}  // namespace

Status kmeans_fill(const JobContext& context, const KmeansPoints& points, KmeansRun* run) {
  Backend& backend = context.backend;
  const int64_t n = points.n(), d = points.d(), k = run->centers.shape(0);
  std::vector<double> sizes;
  OBOL_TRY(sizes_of(backend, points, *run, &sizes));
  std::vector<int64_t> empty = empty_of(sizes);
  if (empty.empty() || n < k) return Status();
  Tensor distance, order, rows, far;
  OBOL_TRY(make_tensor(backend, points.x.dtype(), {n}, &distance));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {n}, &order));
  HostCenters centers;
  OBOL_TRY(centers.download(backend, run->centers));
  // Each round at least one point that lay off all centres gets one, and the inertia falls.
  for (int64_t round = 0; !empty.empty(); ++round) {
    if (context.cancelled()) return Status(Code::kAborted, "aborted");
    OBOL_TRY(kmeans_assign(context, points, distance, run));
    const int64_t count = static_cast<int64_t>(empty.size());
    OBOL_TRY(make_tensor(backend, points.x.dtype(), {count, d}, &rows));
    OBOL_TRY(make_tensor(backend, points.x.dtype(), {count, 1}, &far));
    OBOL_TRY(backend.argsort(order, distance, true));
    const View chosen = order.slice(0, 0, count);
    OBOL_TRY(backend.gather(rows, points.x, &chosen, 1, Indices::kInRange));
    OBOL_TRY(backend.gather(far, as_column(distance), &chosen, 1, Indices::kInRange));
    HostCenters x, squares;
    OBOL_TRY(x.download(backend, rows));
    OBOL_TRY(squares.download(backend, far));
    const bool shared = !(squares.value[0] > 0) || round > k;
    if (shared) {
      OBOL_TRY(share(backend, points, empty, &sizes, &centers, run));
    } else {
      for (int64_t i = 0; i < count && squares.value[static_cast<size_t>(i)] > 0; ++i)
        std::copy_n(x.value.begin() + i * d, d, centers.value.begin() + empty[static_cast<size_t>(i)] * d);
    }
    OBOL_TRY(centers.upload(backend, run->centers));
    if (shared) return Status();
    OBOL_TRY(kmeans_assign(context, points, distance, run));
    OBOL_TRY(sizes_of(backend, points, *run, &sizes));
    empty = empty_of(sizes);
  }
  return Status();
}

}  // namespace obol
