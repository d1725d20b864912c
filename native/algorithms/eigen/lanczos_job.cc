// The job eigsh: checks the matrix, picks the way, refines and packs what was found.
#include <algorithm>
#include <cmath>

#include "algorithms/eigen/lanczos.h"
#include "algorithms/jobs.h"
#include "algorithms/rows.h"
#include "algorithms/sparse_direct/direct.h"

namespace obol {
namespace {

// Lanczos vectors at once, at least, where the caller leaves it open.
constexpr int64_t kBasis = 64;
// And with an inverse, which needs few of them: they would cost more than the solves.
constexpr int64_t kInverseBasis = 20;
// Up to this size all eigenpairs are as quick as a few.
constexpr int64_t kSmall = 96;

// Of each pair the Rayleigh quotient λ = x*Ax / x*x, whose error is of second order, and ‖A·x − λ·x‖.
Status refine(Backend& backend, LinearOperator& a, EigshResult* result) {
  const int64_t n = a.rows(), k = result->vectors.shape(1);
  const DType dtype = a.dtype();
  Tensor product, scaled, quotient, lengths, norms, squares;
  OBOL_TRY(make_tensor(backend, dtype, {n, k}, &product));
  OBOL_TRY(make_tensor(backend, dtype, {n, k}, &scaled));
  OBOL_TRY(make_tensor(backend, dtype, {k}, &quotient));
  OBOL_TRY(make_tensor(backend, dtype, {k}, &lengths));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n, k}, &squares));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {k}, &norms));
  OBOL_TRY(a.apply(product, result->vectors));
  OBOL_TRY(backend.unary(UnaryOp::k_conj, scaled, result->vectors));
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, scaled, scaled, product));
  OBOL_TRY(backend.reduce(ReduceOp::k_sum, quotient, transposed(scaled)));
  OBOL_TRY(backend.unary(UnaryOp::k_abs, squares, result->vectors));
  OBOL_TRY(backend.unary(UnaryOp::k_square, squares, squares));
  OBOL_TRY(backend.reduce(ReduceOp::k_sum, norms, transposed(squares)));
  OBOL_TRY(backend.copy(lengths, norms));
  OBOL_TRY(backend.binary(BinaryOp::k_divide, quotient, quotient, lengths));
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

// Whether the residuals are as small as convergence promised: an inverse of a matrix near to a singular one may have
// promised too much.
bool residuals_agree(const EigshOptions& options, const EigshResult& result) {
  for (size_t i = 0; i < result.residuals.size(); ++i) {
    const double size = std::max(result.size, std::fabs(result.values[i]) + std::fabs(options.shift));
    if (!(result.residuals[i] <= 1e4 * std::max(options.tolerance, options.precision) * size)) return false;
  }
  return true;
}

// Refuses a matrix that differs from its (conjugate) transpose. Functions are taken at their word.
Status check_symmetric(Backend& backend, LinearOperator& a, double precision) {
  const bool is_matrix = dynamic_cast<MatrixOperator*>(&a) != nullptr || dynamic_cast<DenseOperator*>(&a) != nullptr;
  const DType dtype = a.dtype();
  const int64_t n = a.rows();
  if (!is_matrix) return Status();
  Tensor x, y, z, size;
  // Two products with a random vector agree only if the matrices do.
  Tensor draw;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n}, &draw));
  OBOL_TRY(make_tensor(backend, dtype, {n}, &x));
  OBOL_TRY(make_tensor(backend, dtype, {n}, &y));
  OBOL_TRY(make_tensor(backend, dtype, {n}, &z));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {}, &size));
  OBOL_TRY(backend.random(RandomOp::k_normal, draw, 1, 0, Scalar::of(0.0), Scalar::of(1.0)));
  OBOL_TRY(backend.copy(x, draw));
  OBOL_TRY(a.apply(y, x));
  OBOL_TRY(a.apply_adjoint(z, x));
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

// (A − σ·I)⁻¹ by a factorisation on the host: a block comes down and one goes up.
template <class T>
class HostInverse {
 public:
  explicit HostInverse(const JobContext& context) : context_(context) {}

  Status factor(const CsrMatrix& a, double sigma) {
    OBOL_TRY(solver_.read(context_.backend, a));
    return solver_.factor_shifted(sigma, [this] { return context_.cancelled(); });
  }
  double shift() const { return solver_.shift(); }
  double norm() const { return solver_.norm() + std::fabs(solver_.shift()); }
  Status apply(const View& y, const View& x) {
    const int64_t columns = x.ndim() == 2 ? x.shape(1) : 1;
    x_.resize(static_cast<size_t>(x.shape(0) * columns));
    OBOL_TRY(context_.backend.download(x_.data(), x));
    OBOL_TRY(solver_.solve(columns, x_.data()));
    return context_.backend.upload(y, x_.data());
  }

 private:
  const JobContext& context_;
  sparse_direct::DirectSolver<T> solver_;
  std::vector<T> x_;
};

template <class T>
Status eigsh_inverse(const JobContext& context, const CsrMatrix& a, EigshOptions options, const Tensor& start,
                     EigshResult* result) {
  HostInverse<T> inverse(context);
  OBOL_TRY(inverse.factor(a, options.shift));
  options.shift = inverse.shift();
  options.norm = inverse.norm();
  const Action b = [&](const View& y, const View& x) { return inverse.apply(y, x); };
  return eigsh_lanczos(context, b, a.rows, a.data.dtype(), options, start, result);
}

// Lanczos on whichever operator has the wanted eigenvalues at its ends.
Status eigsh_iterative(const JobContext& context, LinearOperator& a, LinearOperator* inverse, EigshOptions options,
                       const Tensor& start, EigshResult* result) {
  const int64_t n = a.rows();
  const DType dtype = a.dtype();
  if (options.shifted && options.which == Which::kSM) {
    // The smallest 1/(λ − σ) belong to the λ that are farthest from σ: those of A − σ·I at its ends.
    const OperatorRef self(std::shared_ptr<void>(), &a);
    const OperatorRef moved = shifted_operator(context.backend, scalar_of(dtype, options.shift), self);
    options.shifted = false;
    options.which = Which::kLM;
    const Action b = [&](const View& y, const View& x) { return moved->apply(y, x); };
    return eigsh_lanczos(context, b, n, dtype, options, start, result);
  }
  if (!options.shifted && options.which != Which::kSM) {
    const Action b = [&](const View& y, const View& x) { return a.apply(y, x); };
    return eigsh_lanczos(context, b, n, dtype, options, start, result);
  }
  if (!options.shifted) {
    options.shifted = true;
    options.shift = 0;
    options.which = Which::kLM;
  }
  if (inverse != nullptr) {
    const Action b = [&](const View& y, const View& x) { return inverse->apply(y, x); };
    return eigsh_lanczos(context, b, n, dtype, options, start, result);
  }
  const auto* matrix = dynamic_cast<MatrixOperator*>(&a);
  if (matrix == nullptr) return Status(Code::kType, "expected a matrix for A, or OPinv, where sigma is given");
  return dtype == DType::kComplex128
             ? eigsh_inverse<std::complex<double>>(context, matrix->matrix(), options, start, result)
             : eigsh_inverse<double>(context, matrix->matrix(), options, start, result);
}

}  // namespace

Status job_eigsh(JobContext& context, const JobArguments& arguments, JobResult* answer) {
  Backend& backend = context.backend;
  OperatorCursor at;
  OperatorRef a, inverse;
  OBOL_TRY(read_operator(context, arguments, &at, &a));
  OBOL_TRY(read_operator(context, arguments, &at, &inverse));
  const Tensor &start = arguments.arrays[at.array], &values = arguments.arrays[at.array + 1];
  const Tensor& vectors = arguments.arrays[at.array + 2];
  const double* const number = arguments.numbers.data() + at.number;
  EigshOptions options;
  options.k = values.size();
  options.which = static_cast<Which>(static_cast<int>(number[0]));
  options.shifted = number[1] != 0;
  options.shift = number[2];
  options.tolerance = number[3];
  options.most_restarts = static_cast<int64_t>(number[4]);
  const bool inverts = options.shifted != (options.which == Which::kSM);
  // One end of an inverse may be far behind the other.
  const bool near = inverts && (options.which == Which::kLM || options.which == Which::kSM);
  const int64_t chosen = std::max(2 * options.k + 8, near ? kInverseBasis : kBasis);
  const int64_t basis = number[5] > 0 ? static_cast<int64_t>(number[5]) : chosen;
  const int64_t block = lanczos_block(a->dtype());
  options.basis = std::max(basis, options.k + 1 + 3 * block);
  options.seed = static_cast<uint64_t>(number[6]);
  options.precision = number[7];
  OBOL_TRY(check_symmetric(backend, *a, options.precision));
  double unit = 1;
  OBOL_TRY(operator_unit(backend, *a, &unit));
  OBOL_TRY(in_units(backend, unit, &a));
  if (inverse) OBOL_TRY(in_units(backend, 1 / unit, &inverse));
  options.shift /= unit;

  EigshResult result;
  if (a->rows() <= kSmall || options.basis + block > a->rows()) {
    OBOL_TRY(eigsh_dense(context, *a, options, &result));
  } else {
    OBOL_TRY(eigsh_iterative(context, *a, inverse.get(), options, start, &result));
  }
  OBOL_TRY(refine(backend, *a, &result));
  result.converged = result.converged && residuals_agree(options, result);
  if (a->dtype() == DType::kFloat64) OBOL_TRY(backend.normalize_columns(result.vectors, View()));
  for (double& value : result.values) value *= unit;
  for (double& residual : result.residuals) residual *= unit;
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
