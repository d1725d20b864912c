// The job svds: turns a wide operator, picks the way, measures what was found.
#include <algorithm>
#include <cmath>

#include "algorithms/eigen/svds.h"
#include "algorithms/jobs.h"
#include "algorithms/rows.h"

namespace obol {
namespace {

// Vectors of a basis at once, at least, where the caller leaves it open.
constexpr int64_t kBasis = 32;
// Up to this size all triplets are as quick as a few.
constexpr int64_t kSmall = 96;
// The smallest ones come last from a Krylov space: up to this size, and so many entries, all are computed.
constexpr int64_t kInner = 2048, kEntries = int64_t{1} << 24;

// squares (float64, k) += the squared column norms of A·x − s·y, or Aᴴ·x − s·y; `spare` is like y.
Status add_residuals(Backend& backend, LinearOperator& a, bool adjoint, const Tensor& x, const Tensor& y,
                     const Tensor& values, const Tensor& squares) {
  const int64_t rows = y.shape(0), k = y.shape(1);
  Tensor product, scaled, sizes, sums;
  OBOL_TRY(make_tensor(backend, y.dtype(), {rows, k}, &product));
  OBOL_TRY(make_tensor(backend, y.dtype(), {rows, k}, &scaled));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {rows, k}, &sizes));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {k}, &sums));
  OBOL_TRY(adjoint ? a.apply_adjoint(product, x) : a.apply(product, x));
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, scaled, y, repeated_rows(values, rows)));
  OBOL_TRY(backend.binary(BinaryOp::k_subtract, product, product, scaled));
  OBOL_TRY(backend.unary(UnaryOp::k_abs, sizes, product));
  OBOL_TRY(backend.unary(UnaryOp::k_square, sizes, sizes));
  OBOL_TRY(backend.reduce(ReduceOp::k_sum, sums, transposed(sizes)));
  return backend.binary(BinaryOp::k_add, squares, squares, sums);
}

Status measure(Backend& backend, LinearOperator& a, SvdsResult* result) {
  const int64_t k = result->left.shape(1);
  Tensor real, values, squares;
  OBOL_TRY(upload(backend, {k}, result->values, &real));
  OBOL_TRY(make_tensor(backend, a.dtype(), {k}, &values));
  OBOL_TRY(backend.copy(values, real));
  OBOL_TRY(make_filled(backend, {k}, 0.0, &squares));
  OBOL_TRY(add_residuals(backend, a, false, result->right, result->left, values, squares));
  OBOL_TRY(add_residuals(backend, a, true, result->left, result->right, values, squares));
  OBOL_TRY(download(backend, squares, &result->residuals));
  for (double& r : result->residuals) r = std::sqrt(r);
  return Status();
}

}  // namespace

Status job_svds(JobContext& context, const JobArguments& arguments, JobResult* answer) {
  Backend& backend = context.backend;
  OperatorCursor at;
  OperatorRef a;
  OBOL_TRY(read_operator(context, arguments, &at, &a));
  const Tensor* const array = arguments.arrays.data() + at.array;
  const Tensor &start = array[0], &left = array[1], &values = array[2], &right = array[3];
  const double* const number = arguments.numbers.data() + at.number;
  const int64_t m = a->rows(), n = a->cols(), p = std::min(m, n);
  const bool wide = m < n;
  SvdsOptions options;
  options.k = values.size();
  options.smallest = number[0] != 0;
  options.tolerance = number[1];
  options.most_restarts = static_cast<int64_t>(number[2]);
  const int64_t basis = number[3] > 0 ? static_cast<int64_t>(number[3]) : std::max(2 * options.k + 8, kBasis);
  options.basis = std::max(basis, options.k + 2);
  options.seed = static_cast<uint64_t>(number[4]);
  options.precision = number[5];

  SvdsResult result;
  double unit = 1;
  OBOL_TRY(operator_unit(backend, *a, &unit));
  OBOL_TRY(in_units(backend, unit, &a));
  // As tall as wide, at least: the shorter side is the one that a start vector lies in.
  const OperatorRef tall = wide ? adjoint_operator(backend, a) : a;
  const bool few = m * n <= kEntries && p <= (options.smallest ? kInner : kSmall);
  const Status status = few || options.basis >= p ? svds_dense(context, *tall, options, &result)
                                                  : svds_lanczos(context, *tall, options, start, &result);
  if (wide) std::swap(result.left, result.right);
  OBOL_TRY(status);
  OBOL_TRY(measure(backend, *a, &result));
  for (std::vector<double>* list : {&result.values, &result.residuals})
    for (double& value : *list) value *= unit;
  Tensor found;
  OBOL_TRY(upload(backend, {options.k}, result.values, &found));
  OBOL_TRY(backend.copy(values, found));
  if (left.size() > 0) OBOL_TRY(backend.copy(left, result.left));
  if (right.size() > 0) {
    if (a->dtype() == DType::kComplex128) OBOL_TRY(backend.unary(UnaryOp::k_conj, result.right, result.right));
    OBOL_TRY(backend.copy(right, transposed(result.right)));
  }
  *answer = {static_cast<double>(result.restarts), result.converged ? 1.0 : 0.0};
  answer->insert(answer->end(), result.residuals.begin(), result.residuals.end());
  if (result.converged) return Status();
  return Status(Code::kConvergence, "not all of " + std::to_string(options.k) + " singular triplets converged in " +
                                        std::to_string(result.restarts) + " restarts");
}

}  // namespace obol
