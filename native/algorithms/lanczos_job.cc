// The job eigsh: checks the matrix, picks the way, refines and packs what was found.
#include <algorithm>
#include <cmath>

#include "algorithms/jobs.h"
#include "algorithms/lanczos.h"
#include "algorithms/rows.h"

namespace obol {
namespace {

// Lanczos vectors at once, at least, where the caller leaves it open.
constexpr int64_t kBasis = 36;
// Up to this size all eigenpairs are as quick as a few.
constexpr int64_t kSmall = 96;
// Interior eigenvalues are found by solving all: up to this size that takes seconds.
constexpr int64_t kInterior = 2048;

// Of each pair the Rayleigh quotient λ = x*Ax, whose error is of second order, and ‖A·x − λ·x‖.
Status refine(Backend& backend, const CsrMatrix& a, EigshResult* result) {
  const int64_t n = a.rows, k = result->vectors.shape(1);
  const DType dtype = a.data.dtype();
  Tensor product, scaled, quotient, norms, squares;
  OBOL_TRY(make_tensor(backend, dtype, {n, k}, &product));
  OBOL_TRY(make_tensor(backend, dtype, {n, k}, &scaled));
  OBOL_TRY(make_tensor(backend, dtype, {k}, &quotient));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n, k}, &squares));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {k}, &norms));
  OBOL_TRY(backend.csr_matmul(product, a, result->vectors));
  OBOL_TRY(backend.unary(UnaryOp::k_conj, scaled, result->vectors));
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, scaled, scaled, product));
  OBOL_TRY(backend.reduce(ReduceOp::k_sum, quotient, transposed(scaled)));
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, scaled, result->vectors, repeated_rows(quotient, n)));
  OBOL_TRY(backend.binary(BinaryOp::k_subtract, product, product, scaled));
  OBOL_TRY(backend.unary(UnaryOp::k_abs, squares, product));
  OBOL_TRY(backend.unary(UnaryOp::k_square, squares, squares));
  OBOL_TRY(backend.unary(UnaryOp::k_real, norms, quotient));
  OBOL_TRY(download(backend, norms, &result->values));
  OBOL_TRY(backend.reduce(ReduceOp::k_sum, norms, transposed(squares)));
  OBOL_TRY(download(backend, norms, &result->residuals));
  for (double& value : result->residuals) value = std::sqrt(value);
  // Equal ones may have changed places by a rounding.
  std::sort(result->values.begin(), result->values.end());
  return Status();
}

// Refuses a matrix that differs from its (conjugate) transpose: largest difference against largest entry.
Status check_symmetric(Backend& backend, const CsrMatrix& a, double precision) {
  const DType dtype = a.data.dtype();
  const int64_t n = a.rows;
  CsrMatrix t = a;
  Tensor x, y, z, size;
  OBOL_TRY(make_tensor(backend, DType::kInt32, {n + 1}, &t.indptr));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {a.nnz()}, &t.indices));
  OBOL_TRY(make_tensor(backend, dtype, {a.nnz()}, &t.data));
  OBOL_TRY(backend.csr_transpose(t, a));
  if (dtype == DType::kComplex128) OBOL_TRY(backend.unary(UnaryOp::k_conj, t.data, t.data));
  // Two products with a random vector agree only if the matrices do.
  Tensor draw;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n}, &draw));
  OBOL_TRY(make_tensor(backend, dtype, {n}, &x));
  OBOL_TRY(make_tensor(backend, dtype, {n}, &y));
  OBOL_TRY(make_tensor(backend, dtype, {n}, &z));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {}, &size));
  OBOL_TRY(backend.random(RandomOp::k_normal, draw, 1, 0, Scalar::of(0.0), Scalar::of(1.0)));
  OBOL_TRY(backend.copy(x, draw));
  OBOL_TRY(backend.csr_matmul(y, a, x));
  OBOL_TRY(backend.csr_matmul(z, t, x));
  OBOL_TRY(backend.binary(BinaryOp::k_subtract, z, z, y));
  const auto largest = [&](const Tensor& v, double* out) {
    OBOL_TRY(backend.unary(UnaryOp::k_abs, draw, v));
    OBOL_TRY(backend.reduce(ReduceOp::k_max, size, draw));
    return download_scalar(backend, size, out);
  };
  double difference = 0, whole = 0;
  OBOL_TRY(largest(z, &difference));
  OBOL_TRY(largest(y, &whole));
  if (!std::isfinite(whole)) return Status(Code::kRange, "expected finite numbers for A, got NaN or infinity");
  if (difference > 1e6 * precision * whole)
    return Status(Code::kRange, dtype == DType::kComplex128 ? "expected a Hermitian matrix for A"
                                                            : "expected a symmetric matrix for A");
  return Status();
}

}  // namespace

Status job_eigsh(JobContext& context, const JobArguments& arguments, JobResult* answer) {
  Backend& backend = context.backend;
  const Tensor &data = arguments.arrays[2], &start = arguments.arrays[3];
  const Tensor &values = arguments.arrays[4], &vectors = arguments.arrays[5];
  const std::vector<double>& number = arguments.numbers;
  const bool is_complex = contains(kComplexes, data.dtype());
  const bool narrow = data.dtype() == DType::kFloat32 || data.dtype() == DType::kComplex64;
  const DType dtype = is_complex ? DType::kComplex128 : DType::kFloat64;
  CsrMatrix a;
  a.rows = a.cols = vectors.shape(0);
  a.indptr = arguments.arrays[0];
  a.indices = arguments.arrays[1];
  OBOL_TRY(make_tensor(backend, dtype, {data.size()}, &a.data));
  OBOL_TRY(backend.copy(a.data, data));
  EigshOptions options;
  options.k = values.size();
  options.which = static_cast<Which>(static_cast<int>(number[1]));
  options.shifted = number[2] != 0;
  options.shift = number[3];
  options.tolerance = number[4];
  options.most_restarts = static_cast<int64_t>(number[5]);
  const int64_t basis = number[6] > 0 ? static_cast<int64_t>(number[6]) : std::max(2 * options.k + 8, kBasis);
  options.basis = std::max(basis, options.k + 2);
  options.seed = static_cast<uint64_t>(number[7]);
  options.precision = narrow ? 1.1920928955078125e-07 : 2.220446049250313e-16;
  OBOL_TRY(check_symmetric(backend, a, options.precision));

  EigshResult result;
  Status status;
  const bool interior = options.shifted || options.which == Which::kSM;
  if (a.rows <= kSmall || options.basis >= a.rows || (interior && a.rows <= kInterior)) {
    status = eigsh_dense(context, a, options, &result);
  } else if (interior) {
    status = Status(Code::kNumeric, "eigenvalues inside the spectrum (sigma, or which 'SM') are only found for n <= " +
                                        std::to_string(kInterior) + " so far");
  } else {
    status = eigsh_lanczos(context, a, options, start, &result);
  }
  OBOL_TRY(status);
  OBOL_TRY(refine(backend, a, &result));
  if (!is_complex) OBOL_TRY(backend.normalize_columns(result.vectors, View()));
  Tensor found;
  OBOL_TRY(upload(backend, {options.k}, result.values, &found));
  OBOL_TRY(backend.copy(values, found));
  OBOL_TRY(backend.copy(vectors, result.vectors));
  *answer = {static_cast<double>(result.restarts), result.converged ? 1.0 : 0.0};
  answer->insert(answer->end(), result.residuals.begin(), result.residuals.end());
  if (result.converged) return Status();
  return Status(Code::kConvergence, "not all of " + std::to_string(options.k) + " eigenpairs converged in " +
                                        std::to_string(result.restarts) + " restarts");
}

}  // namespace obol
