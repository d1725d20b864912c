// The job of k-means: what it is given is checked and brought into range, what it found is brought back.
#include <algorithm>
#include <cmath>

#include "algorithms/cluster/kmeans.h"
#include "algorithms/cluster/scale.h"
#include "algorithms/jobs.h"

namespace obol {
namespace {

Status check_weights(Backend& backend, const Tensor& weight) {
  Tensor least, total;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {}, &least));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {}, &total));
  OBOL_TRY(backend.reduce(ReduceOp::k_min, least, weight));
  OBOL_TRY(backend.reduce(ReduceOp::k_sum, total, weight));
  double low = 0, sum = 0;
  OBOL_TRY(download_scalar(backend, least, &low));
  OBOL_TRY(download_scalar(backend, total, &sum));
  if (!(low >= 0)) return Status(Code::kRange, "expected numbers of at least 0 for sample_weight, got others or NaN");
  if (!(sum > 0 && std::isfinite(sum)))
    return Status(Code::kRange, "expected weights with a finite sum above 0 for sample_weight");
  return Status();
}

}  // namespace

Status kmeans_input(Backend& backend, const Tensor& x, const Tensor& weight, const Tensor& init, KmeansInput* input) {
  double largest = 0, given = 0;
  OBOL_TRY(largest_magnitude(backend, {x}, &largest));
  if (!std::isfinite(largest)) return Status(Code::kRange, "expected finite numbers for X, got NaN or infinity");
  if (init) {
    OBOL_TRY(largest_magnitude(backend, {init}, &given));
    if (!std::isfinite(given)) return Status(Code::kRange, "expected finite numbers for init, got NaN or infinity");
  }
  input->power = scaling_power(x.dtype(), std::max(largest, given));
  KmeansPoints& points = input->points;
  points.x = x;
  if (input->power != 0) OBOL_TRY(scale_by_power(backend, x, input->power, &points.x));
  points.by_columns = points.x;
  if (weight) {
    OBOL_TRY(make_tensor(backend, DType::kFloat64, {points.n()}, &points.weight));
    OBOL_TRY(make_tensor(backend, x.dtype(), {points.n()}, &points.narrow_weight));
    OBOL_TRY(backend.copy(points.weight, weight));
    OBOL_TRY(backend.copy(points.narrow_weight, weight));
    OBOL_TRY(check_weights(backend, points.weight));
  }
  if (!init) return Status();
  if (input->power != 0) return scale_by_power(backend, init, input->power, &input->init);
  OBOL_TRY(make_tensor(backend, x.dtype(), {init.shape(0), init.shape(1)}, &input->init));
  return backend.copy(input->init, init);
}

Status kmeans_output(Backend& backend, const KmeansInput& input, const Tensor& centers, KmeansRun* run) {
  if (input.power == 0) return backend.copy(centers, run->centers);
  Tensor scaled;
  OBOL_TRY(scale_by_power(backend, run->centers, -input.power, &scaled));
  run->inertia = std::ldexp(run->inertia, -2 * input.power);
  return backend.copy(centers, scaled);
}

Status job_kmeans(JobContext& context, const JobArguments& arguments, JobResult* result) {
  Backend& backend = context.backend;
  const Tensor &centers = arguments.arrays[3], &labels = arguments.arrays[4];
  const std::vector<double>& number = arguments.numbers;
  KmeansOptions options;
  options.clusters = centers.shape(0);
  options.init = static_cast<KmeansInit>(static_cast<int>(number[0]));
  options.starts = static_cast<int64_t>(number[1]);
  options.most_iterations = static_cast<int64_t>(number[2]);
  options.tolerance = number[3];
  options.seed = static_cast<uint64_t>(number[4]);
  options.bounds = number[5] != 0;
  KmeansInput input;
  OBOL_TRY(kmeans_input(backend, arguments.arrays[0], arguments.arrays[1], arguments.arrays[2], &input));
  if (context.cancelled()) return Status(Code::kAborted, "aborted");
  OBOL_TRY(kmeans_turn(backend, &input.points));
  if (context.cancelled()) return Status(Code::kAborted, "aborted");
  KmeansRun best;
  OBOL_TRY(kmeans(context, input.points, options, input.init, &best));
  OBOL_TRY(kmeans_output(backend, input, centers, &best));
  OBOL_TRY(backend.copy(labels, best.labels));
  *result = {best.inertia, static_cast<double>(best.iterations)};
  return Status();
}

}  // namespace obol
