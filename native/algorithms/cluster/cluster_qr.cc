// Labels from spectral vectors by a pivoted QR (Damle, Minden and Ying 2019): k rows that lie as independently as can be
// are found by greedy pivots, turned onto the axes by their polar factor; a row's label is its largest coordinate. A
// label may be given to no row: who needs every label refills.
#include <cmath>
#include <vector>

#include "algorithms/arrays.h"
#include "algorithms/dense/dense.h"
#include "algorithms/jobs.h"
#include "algorithms/rows.h"

namespace obol {
namespace {

// Makes q (the rows so far have unit length and are orthogonal) orthogonal to the first `count` rows, of unit length;
// false where nothing is left of it.
bool orthonormalize(const std::vector<double>& rows, int64_t count, int64_t k, double* q) {
  double before = 0, after = 0;
  for (int64_t t = 0; t < k; ++t) before += q[t] * q[t];
  for (int pass = 0; pass < 2; ++pass)
    for (int64_t r = 0; r < count; ++r) {
      const double* row = rows.data() + r * k;
      double along = 0;
      for (int64_t t = 0; t < k; ++t) along += row[t] * q[t];
      for (int64_t t = 0; t < k; ++t) q[t] -= along * row[t];
    }
  for (int64_t t = 0; t < k; ++t) after += q[t] * q[t];
  if (!(after > before * 1e-28)) return false;
  for (int64_t t = 0; t < k; ++t) q[t] /= std::sqrt(after);
  return true;
}

// The k pivot rows of V (n × k), as rows of `picked`: each is the farthest from the span of those before. Squared
// distances are taken down after each pivot, one product with a vector each.
Status pick_rows(const JobContext& context, const Tensor& v, std::vector<double>* picked) {
  Backend& backend = context.backend;
  const int64_t n = v.shape(0), k = v.shape(1);
  Tensor squares, distance, along, index, row, axis;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n, k}, &squares));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n}, &distance));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n}, &along));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {1}, &index));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {1, k}, &row));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {k, 1}, &axis));
  OBOL_TRY(backend.unary(UnaryOp::k_square, squares, v));
  OBOL_TRY(backend.reduce(ReduceOp::k_sum, distance, squares));
  std::vector<double> basis(static_cast<size_t>(k * k), 0.0), pivot;
  const View chosen = index;
  for (int64_t j = 0; j < k; ++j) {
    if (context.cancelled()) return Status(Code::kAborted, "aborted");
    OBOL_TRY(backend.arg_reduce(ArgReduceOp::k_argmax, index, repeated_rows(distance, 1)));
    OBOL_TRY(backend.gather(row, v, &chosen, 1, Indices::kInRange));
    // Not again.
    OBOL_TRY(backend.scatter(distance, immediate(-1.0, index), &chosen, 1, Indices::kInRange));
    OBOL_TRY(download(backend, row, &pivot));
    for (double value : pivot)
      if (!std::isfinite(value))
        return Status(Code::kRange, "expected finite numbers for vectors, got NaN or infinity");
    picked->insert(picked->end(), pivot.begin(), pivot.end());
    if (j + 1 == k) break;
    double* const q = basis.data() + j * k;
    for (int64_t t = 0; t < k; ++t) q[t] = pivot[static_cast<size_t>(t)];
    if (!orthonormalize(basis, j, k, q)) {
      for (int64_t t = 0; t < k; ++t) q[t] = 0;
      continue;
    }
    OBOL_TRY(backend.upload(axis, q));
    OBOL_TRY(backend.matmul(as_column(along), v, axis));
    OBOL_TRY(backend.unary(UnaryOp::k_square, along, along));
    OBOL_TRY(backend.binary(BinaryOp::k_subtract, distance, distance, along));
  }
  return Status();
}

}  // namespace

Status job_cluster_qr(JobContext& context, const JobArguments& arguments, JobResult*) {
  Backend& backend = context.backend;
  const Tensor &vectors = arguments.arrays[0], &labels = arguments.arrays[1];
  const int64_t n = vectors.shape(0), k = vectors.shape(1);
  Tensor v, turned, rotation;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n, k}, &v));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n, k}, &turned));
  OBOL_TRY(backend.copy(v, vectors));
  std::vector<double> picked;
  OBOL_TRY(pick_rows(context, v, &picked));
  // Of the pivot rows as columns, M = U·S·Wᵀ, the nearest rotation is U·Wᵀ.
  const size_t size = static_cast<size_t>(k * k);
  std::vector<double> columns(size), u(size), s(static_cast<size_t>(k)), wt(size), polar(size);
  for (int64_t i = 0; i < k; ++i)
    for (int64_t t = 0; t < k; ++t) columns[static_cast<size_t>(t * k + i)] = picked[static_cast<size_t>(i * k + t)];
  dense::svd(k, k, columns.data(), u.data(), s.data(), wt.data());
  dense::multiply(k, k, k, u.data(), false, wt.data(), false, polar.data());
  OBOL_TRY(upload(backend, {k, k}, polar, &rotation));
  OBOL_TRY(backend.matmul(turned, v, rotation));
  OBOL_TRY(backend.unary(UnaryOp::k_abs, turned, turned));
  return backend.arg_reduce(ArgReduceOp::k_argmax, labels, turned);
}

}  // namespace obol
