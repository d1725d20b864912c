// The set-up of Multigrid: aggregates by two passes of matching, prolongators, Galerkin products, the coarsest level's
// eigenpairs.
#include <algorithm>
#include <cmath>

#include "algorithms/dense/dense.h"
#include "algorithms/multigrid/multigrid.h"

namespace obol {
namespace {

// Edges weaker than this part of a node's strongest one don't pair it.
constexpr double kAccept = 0.25;
// Nodes of low conductance degree/mass stay alone: at most so many, and only below this part of the median. They are the
// small, nearly closed clusters that the wanted eigenvectors are made of.
constexpr int64_t kMostFrozen = 100;
constexpr double kFrozenBelow = 0.3;
// Pairs whose degree is below this part of their nodes' degrees are closed.
constexpr double kClosed = 0.3;
// Above this part of the fine graph's entries, the collapsed graph counts as one that fills in.
constexpr double kMostNeighbours = 0.5;
// A pass that leaves more than this part of the nodes gains nothing.
constexpr double kStall = 0.9;

// frozen = degree/mass < min(the 100th smallest, 0.3 · the median).
Status freeze(Backend& backend, const GraphLevel& level, Tensor* frozen) {
  const int64_t n = level.n();
  Tensor conductance, sorted;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n}, &conductance));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n}, &sorted));
  OBOL_TRY(make_tensor(backend, DType::kBool, {n}, frozen));
  OBOL_TRY(backend.binary(BinaryOp::k_divide, conductance, level.degree, level.mass));
  OBOL_TRY(backend.sort(sorted, conductance, false));
  double few = 0, median = 0;
  OBOL_TRY(download_scalar(backend, sorted.slice(0, std::min(kMostFrozen, n) - 1, std::min(kMostFrozen, n)), &few));
  OBOL_TRY(download_scalar(backend, sorted.slice(0, n / 2, n / 2 + 1), &median));
  const double threshold = std::min(few, kFrozenBelow * median);
  OBOL_TRY(backend.binary(BinaryOp::k_less, *frozen, conductance, immediate(threshold, conductance)));
  return level.grounded ? backend.fill(frozen->slice(0, n - 1, n), Scalar::of(true)) : Status();
}

// One pass of matching: the aggregate of each node and their number.
Status match(Backend& backend, const GraphLevel& level, const Tensor& frozen, Tensor* aggregate, int64_t* count) {
  Tensor scale, counted;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {level.n()}, &scale));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {level.n()}, aggregate));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {}, &counted));
  OBOL_TRY(backend.unary(UnaryOp::k_sqrt, scale, level.inverse_degree));
  OBOL_TRY(backend.match_nodes(*aggregate, counted, level.weights, scale, frozen, kAccept));
  int32_t number = 0;
  OBOL_TRY(download_scalar(backend, counted, &number));
  *count = number;
  return Status();
}

// The graph of the pairs, as the second pass sees it.
Status collapse(Backend& backend, const GraphLevel& fine, const Tensor& aggregate, int64_t count, GraphLevel* out) {
  OBOL_TRY(backend.csr_collapse(&out->weights, fine.weights, aggregate, count));
  out->grounded = fine.grounded;
  OBOL_TRY(fill_degrees(backend, out));
  Tensor sums;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {count, 1}, &sums));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {count}, &out->mass));
  return backend.segment_sum(sums, out->mass, as_column(fine.mass), aggregate, fine.mass);
}

// Pairs whose edges to the outside weigh little beside all that their nodes have. No smoother on the fine level sees how
// two of them differ, so they are not joined before they are nodes of a level themselves.
Status find_closed(Backend& backend, const GraphLevel& fine, const Tensor& aggregate, const GraphLevel& pairs,
                   Tensor* closed) {
  const int64_t count = pairs.n();
  Tensor sums, degrees;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {count, 1}, &sums));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {count}, &degrees));
  OBOL_TRY(make_tensor(backend, DType::kBool, {count}, closed));
  OBOL_TRY(backend.segment_sum(sums, degrees, as_column(fine.degree), aggregate, fine.degree));
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, degrees, degrees, immediate(kClosed, degrees)));
  return backend.binary(BinaryOp::k_less, *closed, pairs.degree, degrees);
}

Status transpose(Backend& backend, const CsrMatrix& a, CsrMatrix* out) {
  out->rows = a.cols;
  out->cols = a.rows;
  OBOL_TRY(make_tensor(backend, DType::kInt32, {a.cols + 1}, &out->indptr));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {a.nnz()}, &out->indices));
  OBOL_TRY(make_tensor(backend, a.data.dtype(), {a.nnz()}, &out->data));
  return backend.csr_transpose(*out, a);
}

// D_c⁻¹·Pᵀ·D.
Status scaled_restriction(Backend& backend, const CsrMatrix& pt, const GraphLevel& fine, const GraphLevel& coarse,
                          DType dtype, CsrMatrix* out) {
  const int64_t nnz = pt.nnz();
  Tensor rows, factor, data;
  OBOL_TRY(make_tensor(backend, DType::kInt32, {nnz}, &rows));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {nnz}, &factor));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {nnz}, &data));
  OBOL_TRY(backend.csr_rows(rows, pt.indptr));
  const View fine_index = pt.indices, coarse_index = rows;
  OBOL_TRY(backend.gather(factor, fine.degree, &fine_index, 1, Indices::kInRange));
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, data, pt.data, factor));
  OBOL_TRY(backend.gather(factor, coarse.inverse_degree, &coarse_index, 1, Indices::kInRange));
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, data, data, factor));
  CsrMatrix scaled = pt;
  scaled.data = data;
  return with_dtype(backend, scaled, dtype, out);
}

// An upper bound of the eigenvalues of D⁻¹K (Gershgorin), at most `most`.
Status largest_eigenvalue(Backend& backend, const GraphLevel& level, double most, double* out) {
  CsrMatrix magnitudes = level.weights;
  Tensor ones, sums, top;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {level.weights.nnz()}, &magnitudes.data));
  OBOL_TRY(make_filled(backend, {level.n()}, 1.0, &ones));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {level.n()}, &sums));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {}, &top));
  OBOL_TRY(backend.unary(UnaryOp::k_abs, magnitudes.data, level.weights.data));
  OBOL_TRY(backend.csr_matmul(sums, magnitudes, ones));
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, sums, sums, level.inverse_degree));
  OBOL_TRY(backend.reduce(ReduceOp::k_max, top, sums));
  double ratio = 0;
  OBOL_TRY(download_scalar(backend, top, &ratio));
  *out = std::min(most, 1 + ratio);
  return Status();
}

// x = linear·z + quadratic·D⁻¹K·z turns the error into T₂((b + a − 2t)/(b − a)) / T₂((b + a)/(b − a)) of it, the
// Chebyshev polynomial of degree 2 that is smallest on [a, b] = 1.02·[λ/6, λ].
void chebyshev(double lambda, Smoother* s) {
  const double b = 1.02 * lambda, a = b / 6, sum = b + a, difference = b - a;
  const double unit = 2 * sum * sum - difference * difference;
  s->linear = 8 * sum / unit;
  s->quadratic = -8 / unit;
}

Status make_smoother(Backend& backend, const GraphLevel& level, double lambda, DType dtype, Smoother* s) {
  OBOL_TRY(with_dtype(backend, level.weights, dtype, &s->weights));
  OBOL_TRY(make_tensor(backend, dtype, {level.n()}, &s->inverse_degree));
  OBOL_TRY(backend.copy(s->inverse_degree, level.inverse_degree));
  chebyshev(lambda, s);
  return Status();
}

}  // namespace

Status Multigrid::coarsen(Backend& backend, const MultigridOptions& options, bool* done) {
  const GraphLevel& fine = levels_.back();
  const int64_t n = fine.n();
  *done = true;
  Tensor frozen, frozen_pairs, closed, first, second, aggregate, both;
  GraphLevel pairs;
  int64_t count = 0;
  OBOL_TRY(freeze(backend, fine, &frozen));
  OBOL_TRY(match(backend, fine, frozen, &first, &count));
  OBOL_TRY(collapse(backend, fine, first, count, &pairs));
  OBOL_TRY(freeze(backend, pairs, &frozen_pairs));
  OBOL_TRY(find_closed(backend, fine, first, pairs, &closed));
  OBOL_TRY(backend.binary(BinaryOp::k_logical_or, closed, closed, frozen_pairs));
  OBOL_TRY(match(backend, pairs, closed, &second, &count));
  if (count < options.least || static_cast<double>(count) > kStall * static_cast<double>(n)) return Status();
  OBOL_TRY(make_tensor(backend, DType::kInt32, {n}, &aggregate));
  OBOL_TRY(make_tensor(backend, DType::kBool, {n}, &both));
  const View of_pair = first;
  OBOL_TRY(backend.gather(aggregate, second, &of_pair, 1, Indices::kInRange));
  OBOL_TRY(backend.gather(both, frozen_pairs, &of_pair, 1, Indices::kInRange));
  OBOL_TRY(backend.binary(BinaryOp::k_logical_or, both, both, frozen));

  Transfer transfer;
  CsrMatrix pt;
  GraphLevel coarse;
  OBOL_TRY(backend.csr_collapse(&coarse.weights, pairs.weights, second, count));
  const double entries = static_cast<double>(levels_.front().weights.nnz());
  const auto prolong = [&] {
    OBOL_TRY(
        backend.smoothed_prolongator(&transfer.prolongator, fine.weights, aggregate, count, both, ProlongatorRules()));
    return transpose(backend, transfer.prolongator, &pt);
  };
  // Where the aggregates already have many neighbours, smoothing would fill the coarse graph in.
  bool smoothed = static_cast<double>(coarse.weights.nnz()) < kMostNeighbours * static_cast<double>(fine.weights.nnz());
  if (smoothed) {
    CsrMatrix product;
    OBOL_TRY(prolong());
    OBOL_TRY(backend.galerkin(&product, transfer.prolongator, pt, fine.weights));
    smoothed = complexity() + static_cast<double>(product.nnz()) / entries <= options.most_complexity;
    if (smoothed) coarse.weights = product;
  }
  if (!smoothed) {
    // With every node frozen, P is the indicators and the Galerkin product the collapsed graph.
    OBOL_TRY(backend.fill(both, Scalar::of(true)));
    OBOL_TRY(prolong());
  }
  coarse.grounded = fine.grounded;
  OBOL_TRY(fill_degrees(backend, &coarse));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {count}, &coarse.mass));
  OBOL_TRY(backend.csr_matmul(coarse.mass, pt, fine.mass));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {count}, &coarse.labels));
  const View index = aggregate;
  OBOL_TRY(backend.scatter(coarse.labels, fine.labels, &index, 1, Indices::kInRange));
  OBOL_TRY(with_dtype(backend, transfer.prolongator, dtype_, &transfer.interpolate));
  OBOL_TRY(scaled_restriction(backend, pt, fine, coarse, dtype_, &transfer.restrict_to));

  double lambda = 0;
  OBOL_TRY(largest_eigenvalue(backend, coarse, 2.2, &lambda));
  Smoother smoother;
  OBOL_TRY(make_smoother(backend, coarse, lambda, dtype_, &smoother));
  levels_.push_back(std::move(coarse));
  transfers_.push_back(std::move(transfer));
  smoothers_.push_back(std::move(smoother));
  *done = count <= options.coarsest || levels() >= options.most_levels;
  return Status();
}

Status Multigrid::build(Backend& backend, const GraphLevel& finest, const MultigridOptions& options, Multigrid* out) {
  *out = Multigrid();
  out->dtype_ = options.dtype;
  out->levels_.push_back(finest);
  out->smoothers_.emplace_back();
  OBOL_TRY(make_smoother(backend, finest, 2.0, options.dtype, &out->smoothers_.back()));
  bool done = finest.n() <= options.coarsest || options.most_levels <= 1;
  while (!done) OBOL_TRY(out->coarsen(backend, options, &done));
  return Status();
}

double Multigrid::complexity() const {
  double entries = 0;
  for (const GraphLevel& level : levels_) entries += static_cast<double>(level.weights.nnz());
  return entries / static_cast<double>(std::max<int64_t>(levels_.front().weights.nnz(), 1));
}

Status Multigrid::solve_coarsest(Backend& backend, int64_t null_count) {
  const GraphLevel& level = levels_.back();
  const size_t n = static_cast<size_t>(level.n());
  std::vector<int32_t> indptr, indices;
  std::vector<double> weights, mass;
  OBOL_TRY(download(backend, level.weights.indptr, &indptr));
  OBOL_TRY(download(backend, level.weights.indices, &indices));
  OBOL_TRY(download(backend, level.weights.data, &weights));
  OBOL_TRY(download(backend, level.mass, &mass));
  std::vector<double> laplacian(n * n, 0.0), values(n), scale(n), degree(n, 0.0);
  for (size_t i = 0; i < n; ++i)
    for (size_t e = static_cast<size_t>(indptr[i]); e < static_cast<size_t>(indptr[i + 1]); ++e) {
      const size_t j = static_cast<size_t>(indices[e]);
      if (i == j) continue;
      laplacian[i * n + j] -= weights[e] / 2;
      laplacian[j * n + i] -= weights[e] / 2;
    }
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < n; ++j) degree[i] -= laplacian[i * n + j];
    laplacian[i * n + i] = degree[i];
    scale[i] = 1 / std::sqrt(mass[i]);
  }
  if (level.grounded)
    for (size_t i = 0; i < n; ++i) laplacian[i * n + n - 1] = laplacian[(n - 1) * n + i] = 0;
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < n; ++j) laplacian[i * n + j] *= scale[i] * scale[j];
  coarsest_vectors_.resize(n * n);
  if (!dense::eigh(level.n(), laplacian.data(), values.data(), coarsest_vectors_.data()))
    return Status(Code::kNumeric, "the coarsest graph has weights that are not finite");
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < n; ++j) coarsest_vectors_[i * n + j] *= scale[i];

  const double floor = 1e-14 * values[n - 1];
  std::vector<double> left(n * n), inverse(n * n);
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < n; ++j)
      left[i * n + j] = j >= static_cast<size_t>(null_count) && values[j] > floor
                            ? degree[i] * coarsest_vectors_[i * n + j] / values[j]
                            : 0;
  dense::multiply(level.n(), level.n(), level.n(), left.data(), false, coarsest_vectors_.data(), true, inverse.data());
  return upload(backend, {level.n(), level.n()}, inverse, &coarsest_inverse_);
}

}  // namespace obol
