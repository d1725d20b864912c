#include "algorithms/eigen/spectral_graph.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace obol {
namespace {

// An edge this much lighter than the degrees of both its ends changes no digit of either row.
constexpr double kNegligible = std::numeric_limits<double>::epsilon() / 2;
// Components whose mean degrees differ by more than this get a unit each.
constexpr double kUneven = 1e6;
// The largest ratio of degrees that float32 holds, with room for what is computed of it.
constexpr double kWide = 1e25;

Status largest(Backend& backend, const Tensor& values, double* out) {
  Tensor top;
  *out = 0;
  if (values.size() == 0) return Status();
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {}, &top));
  OBOL_TRY(backend.reduce(ReduceOp::k_max, top, values));
  return download_scalar(backend, top, out);
}

double power_of_two(double x) { return std::exp2(std::round(std::log2(x))); }

Status divide(Backend& backend, const View& values, const View& by) {
  return backend.binary(BinaryOp::k_divide, values, values, by);
}

// The weights without a diagonal, the largest near 1, and without negligible edges.
Status clean_weights(Backend& backend, const CsrMatrix& weights, GraphLevel* level, double* unit) {
  CsrMatrix input;
  OBOL_TRY(with_dtype(backend, weights, DType::kFloat64, &input));
  OBOL_TRY(backend.csr_filter(&level->weights, input, View(), true));
  double top = 0;
  OBOL_TRY(largest(backend, level->weights.data, &top));
  if (!std::isfinite(top)) return Status(Code::kNumeric, "expected finite weights");
  *unit = top > 0 ? power_of_two(top) : 1;
  if (*unit != 1) OBOL_TRY(divide(backend, level->weights.data, immediate(*unit, level->weights.data)));
  OBOL_TRY(fill_degrees(backend, level));
  if (top == 0) return Status();

  Tensor least;
  double light = 0, heavy = 0;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {}, &least));
  OBOL_TRY(backend.reduce(ReduceOp::k_min, least, level->weights.data));
  OBOL_TRY(download_scalar(backend, least, &light));
  OBOL_TRY(largest(backend, level->degree, &heavy));
  if (light > kNegligible * heavy) return Status();
  Tensor threshold;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {level->n()}, &threshold));
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, threshold, level->degree, immediate(kNegligible, level->degree)));
  CsrMatrix kept;
  OBOL_TRY(backend.csr_filter(&kept, level->weights, threshold, true));
  level->weights = kept;
  return fill_degrees(backend, level);
}

}  // namespace

Status SpectralGraph::prepare(Backend& backend, const CsrMatrix& weights, bool normed, int64_t wanted) {
  normed_ = normed;
  OBOL_TRY(clean_weights(backend, weights, &level, &unit_));
  const int64_t n = level.n();
  OBOL_TRY(make_filled(backend, {n}, 1.0, &level.mass));
  if (normed) {
    Tensor connected;
    OBOL_TRY(make_tensor(backend, DType::kBool, {n}, &connected));
    const View degree = level.degree;
    OBOL_TRY(backend.binary(BinaryOp::k_greater, connected, degree, immediate(0.0, degree)));
    OBOL_TRY(backend.where(level.mass, connected, degree, immediate(1 / unit_, degree)));
  }

  OBOL_TRY(make_tensor(backend, DType::kInt32, {n}, &level.labels));
  Tensor count, ones, sums, sizes;
  int32_t components = 0;
  OBOL_TRY(make_tensor(backend, DType::kInt32, {}, &count));
  OBOL_TRY(backend.connected_components(level.labels, count, level.weights));
  OBOL_TRY(download_scalar(backend, count, &components));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {components, 1}, &sums));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {components}, &sizes));
  OBOL_TRY(backend.segment_sum(sums, sizes, as_column(level.mass), level.labels, View()));
  std::vector<double> volume, nodes;
  OBOL_TRY(download(backend, sums, &volume));
  OBOL_TRY(download(backend, sizes, &nodes));
  OBOL_TRY(scale(backend, volume, nodes, wanted));

  double inverse = 0, heavy = 0;
  OBOL_TRY(largest(backend, level.inverse_degree, &inverse));
  OBOL_TRY(largest(backend, level.degree, &heavy));
  wide = inverse * heavy > kWide;
  return Status();
}

// Builds the null space, and gives each component a unit of its own where their degrees are too different: neither
// eigenvalues nor the vectors' shape on it depend on that.
Status SpectralGraph::scale(Backend& backend, const std::vector<double>& volume, const std::vector<double>& nodes,
                            int64_t wanted) {
  std::vector<double> unit(volume.size(), 1.0), factor(volume.size(), 1.0), inverse(volume.size(), 1.0);
  double low = volume[0] / nodes[0], high = low;
  for (size_t c = 0; c < volume.size(); ++c) {
    const double mean = volume[c] / nodes[c];
    low = std::min(low, mean);
    high = std::max(high, mean);
    unit[c] = power_of_two(mean);
  }
  if (high <= kUneven * low) return nulls.build(backend, volume, factor, wanted);

  for (size_t c = 0; c < volume.size(); ++c) {
    factor[c] = std::sqrt(unit[c]);
    inverse[c] = 1 / factor[c];
  }
  const int64_t components = static_cast<int64_t>(volume.size()), nnz = level.weights.nnz();
  Tensor units, of_row, of_entry;
  OBOL_TRY(upload(backend, {components}, unit, &units));
  OBOL_TRY(upload(backend, {components}, inverse, &component_factor_));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {nnz}, &of_row));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {nnz}, &of_entry));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {level.n()}, &node_unit_));
  const View labels = level.labels, row = of_row;
  OBOL_TRY(backend.gather(node_unit_, units, &labels, 1, Indices::kInRange));
  OBOL_TRY(backend.csr_rows(of_row, level.weights.indptr));
  OBOL_TRY(backend.gather(of_entry, node_unit_, &row, 1, Indices::kInRange));
  OBOL_TRY(divide(backend, level.weights.data, of_entry));
  OBOL_TRY(divide(backend, level.mass, node_unit_));
  OBOL_TRY(fill_degrees(backend, &level));
  return nulls.build(backend, volume, factor, wanted);
}

Status SpectralGraph::restore(Backend& backend, const Tensor& y) const {
  if (!normed_) return backend.normalize_columns(y, level.mass);
  Tensor mass;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {level.n()}, &mass));
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, mass, level.mass, immediate(unit_, level.mass)));
  if (component_factor_) {
    OBOL_TRY(backend.binary(BinaryOp::k_multiply, mass, mass, node_unit_));
    Tensor factor;
    OBOL_TRY(make_tensor(backend, DType::kFloat64, {level.n()}, &factor));
    const View labels = level.labels;
    OBOL_TRY(backend.gather(factor, component_factor_, &labels, 1, Indices::kInRange));
    View each_row = as_column(factor);
    each_row.layout.shape[1] = y.shape(1);
    each_row.layout.strides[1] = 0;
    OBOL_TRY(backend.binary(BinaryOp::k_multiply, y, y, each_row));
  }
  return backend.normalize_columns(y, mass);
}

}  // namespace obol
