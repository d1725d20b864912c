// A symmetric matrix as a graph for the multigrid. What its diagonal has in excess of the weights beside it becomes the
// weight of an edge to the ground, a node whose value is 0.
#include <cmath>
#include <limits>

#include "algorithms/multigrid/amg.h"

namespace obol {
namespace {

// Row sums this small beside the sum of magnitudes are rounding errors of zero, in units of the dtype's precision.
constexpr double kRounding = 16;

Status reduced(Backend& backend, ReduceOp op, const Tensor& values, double* out) {
  Tensor top;
  *out = 0;
  if (values.size() == 0) return Status();
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {}, &top));
  OBOL_TRY(backend.reduce(op, top, values));
  return download_scalar(backend, top, out);
}

Status binary_with(Backend& backend, BinaryOp op, const Tensor& out, const Tensor& a, double b) {
  return backend.binary(op, out, a, immediate(b, a));
}

// Two products with a random vector agree only if the matrix is its transpose.
Status check_symmetric(Backend& backend, const CsrMatrix& a, double precision) {
  Tensor x, y, z;
  for (Tensor* t : {&x, &y, &z}) OBOL_TRY(make_tensor(backend, DType::kFloat64, {a.rows}, t));
  OBOL_TRY(backend.random(RandomOp::k_normal, x, 1, 0, Scalar::of(0.0), Scalar::of(1.0)));
  MatrixOperator of(backend, a);
  OBOL_TRY(of.apply(y, x));
  OBOL_TRY(of.apply_adjoint(z, x));
  OBOL_TRY(backend.binary(BinaryOp::k_subtract, z, z, y));
  OBOL_TRY(backend.unary(UnaryOp::k_abs, z, z));
  OBOL_TRY(backend.unary(UnaryOp::k_abs, y, y));
  double difference = 0, whole = 0;
  OBOL_TRY(reduced(backend, ReduceOp::k_max, z, &difference));
  OBOL_TRY(reduced(backend, ReduceOp::k_max, y, &whole));
  if (!std::isfinite(whole)) return Status(Code::kRange, "expected finite numbers for A, got NaN or infinity");
  if (difference > 1e6 * precision * whole) return Status(Code::kRange, "expected a symmetric matrix for A");
  return Status();
}

// The weights: entries beside the diagonal that are negative, turned.
Status weights_of(Backend& backend, const CsrMatrix& a, CsrMatrix* out) {
  CsrMatrix off;
  OBOL_TRY(backend.csr_filter(&off, a, View(), true));
  OBOL_TRY(backend.unary(UnaryOp::k_negative, off.data, off.data));
  OBOL_TRY(binary_with(backend, BinaryOp::k_maximum, off.data, off.data, 0));
  return backend.csr_filter(out, off, View(), true);
}

// Row sums, those that are zero but for rounding as zero.
Status excess_of(Backend& backend, const CsrMatrix& a, double precision, Tensor* out) {
  Tensor ones, sizes, flag;
  CsrMatrix magnitudes = a;
  OBOL_TRY(make_filled(backend, {a.rows}, 1.0, &ones));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {a.rows}, &sizes));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {a.rows}, out));
  OBOL_TRY(make_tensor(backend, DType::kBool, {a.rows}, &flag));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {a.nnz()}, &magnitudes.data));
  OBOL_TRY(backend.unary(UnaryOp::k_abs, magnitudes.data, a.data));
  OBOL_TRY(backend.csr_matmul(sizes, magnitudes, ones));
  OBOL_TRY(backend.csr_matmul(*out, a, ones));
  OBOL_TRY(binary_with(backend, BinaryOp::k_multiply, sizes, sizes, kRounding * precision));
  OBOL_TRY(backend.unary(UnaryOp::k_abs, ones, *out));
  OBOL_TRY(backend.binary(BinaryOp::k_less_equal, flag, ones, sizes));
  OBOL_TRY(backend.where(*out, flag, immediate(0.0, *out), *out));
  double least = 0;
  OBOL_TRY(reduced(backend, ReduceOp::k_min, *out, &least));
  if (least < 0)
    return Status(Code::kRange,
                  "expected a matrix whose rows sum to no less than 0 for A (weakly diagonally dominant, as Laplacians "
                  "are), got a row that sums to " +
                      std::to_string(least));
  return Status();
}

}  // namespace

Status GroundedGraph::build(Backend& backend, const CsrMatrix& input) {
  const double precision = input.data.dtype() == DType::kFloat32 ? 1.1920928955078125e-07 : 2.220446049250313e-16;
  rows = input.rows;
  CsrMatrix a, w;
  Tensor excess;
  OBOL_TRY(with_dtype(backend, input, DType::kFloat64, &a));
  OBOL_TRY(check_symmetric(backend, a, precision));
  OBOL_TRY(excess_of(backend, a, precision, &excess));
  OBOL_TRY(weights_of(backend, a, &w));

  // Rows without neighbours are solved by a division.
  GraphLevel whole;
  whole.weights = w;
  OBOL_TRY(fill_degrees(backend, &whole));
  Tensor connected, number, counted;
  OBOL_TRY(make_tensor(backend, DType::kBool, {rows}, &connected));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {rows}, &number));
  OBOL_TRY(make_tensor(backend, DType::kInt32, {}, &counted));
  OBOL_TRY(backend.binary(BinaryOp::k_greater, connected, whole.degree, immediate(0.0, whole.degree)));
  OBOL_TRY(backend.copy(number, connected));
  OBOL_TRY(backend.reduce(ReduceOp::k_sum, counted, number));
  int32_t count = 0;
  OBOL_TRY(download_scalar(backend, counted, &count));
  nodes = count;
  if (nodes < rows) {
    Tensor places, positive;
    OBOL_TRY(make_tensor(backend, DType::kFloat64, {rows}, &inverse_diagonal));
    OBOL_TRY(make_tensor(backend, DType::kBool, {rows}, &positive));
    OBOL_TRY(backend.binary(BinaryOp::k_greater, positive, excess, immediate(0.0, excess)));
    OBOL_TRY(backend.unary(UnaryOp::k_reciprocal, inverse_diagonal, excess));
    OBOL_TRY(backend.where(inverse_diagonal, positive, inverse_diagonal, immediate(0.0, excess)));
    OBOL_TRY(backend.where(inverse_diagonal, connected, immediate(0.0, excess), inverse_diagonal));
    OBOL_TRY(make_tensor(backend, DType::kInt32, {1, nodes}, &places));
    OBOL_TRY(backend.nonzero(places, connected));
    node_of = Tensor(places.storage(), DType::kInt32, 0, Layout::contiguous({nodes}));
    if (nodes == 0) return Status();
    // Their places among those that have neighbours.
    OBOL_TRY(backend.scan(ScanOp::k_cumulative_sum, number, number));
    OBOL_TRY(backend.binary(BinaryOp::k_subtract, number, number, immediate(int32_t{1}, number)));
    CsrMatrix kept;
    Tensor some;
    kept.rows = kept.cols = nodes;
    kept.data = w.data;
    OBOL_TRY(make_tensor(backend, DType::kInt32, {w.nnz()}, &kept.indices));
    OBOL_TRY(make_tensor(backend, DType::kInt32, {nodes + 1}, &kept.indptr));
    OBOL_TRY(make_tensor(backend, DType::kFloat64, {nodes}, &some));
    const View at = node_of, column = w.indices;
    OBOL_TRY(backend.gather(kept.indices, number, &column, 1, Indices::kInRange));
    OBOL_TRY(backend.gather(kept.indptr.slice(0, 0, nodes), w.indptr, &at, 1, Indices::kInRange));
    OBOL_TRY(backend.copy(kept.indptr.slice(0, nodes, nodes + 1), w.indptr.slice(0, rows, rows + 1)));
    OBOL_TRY(backend.gather(some, excess, &at, 1, Indices::kInRange));
    w = kept;
    excess = some;
  }

  double most = 0, heavy = 0;
  OBOL_TRY(reduced(backend, ReduceOp::k_max, excess, &most));
  OBOL_TRY(reduced(backend, ReduceOp::k_max, w.data, &heavy));
  unit = heavy > 0 ? std::exp2(std::round(std::log2(heavy))) : 1;
  OBOL_TRY(binary_with(backend, BinaryOp::k_divide, w.data, w.data, unit));
  OBOL_TRY(binary_with(backend, BinaryOp::k_divide, excess, excess, unit));
  level.grounded = most > 0;
  level.weights = w;
  if (level.grounded) {
    const int64_t nnz = w.nnz(), all = nnz + 2 * nodes;
    if (all > std::numeric_limits<int32_t>::max())
      return Status(Code::kRange, "expected at most 2^31 - 1 entries for A and its ground");
    Tensor row, col, data;
    OBOL_TRY(make_tensor(backend, DType::kInt32, {all}, &row));
    OBOL_TRY(make_tensor(backend, DType::kInt32, {all}, &col));
    OBOL_TRY(make_tensor(backend, DType::kFloat64, {all}, &data));
    const auto part = [&](const Tensor& t, int i) {
      return i == 0 ? t.slice(0, 0, nnz) : t.slice(0, nnz + (i - 1) * nodes, nnz + i * nodes);
    };
    const int32_t ground = static_cast<int32_t>(nodes);
    OBOL_TRY(backend.csr_rows(part(row, 0), w.indptr));
    OBOL_TRY(backend.copy(part(col, 0), w.indices));
    OBOL_TRY(backend.copy(part(data, 0), w.data));
    OBOL_TRY(backend.range(part(row, 1), Scalar::of(int32_t{0}), Scalar::of(int32_t{1})));
    OBOL_TRY(backend.fill(part(col, 1), Scalar::of(ground)));
    OBOL_TRY(backend.fill(part(row, 2), Scalar::of(ground)));
    OBOL_TRY(backend.range(part(col, 2), Scalar::of(int32_t{0}), Scalar::of(int32_t{1})));
    for (int i : {1, 2}) OBOL_TRY(backend.copy(part(data, i), excess));
    CsrMatrix joined;
    joined.rows = joined.cols = nodes + 1;
    OBOL_TRY(make_tensor(backend, DType::kInt32, {nodes + 2}, &joined.indptr));
    OBOL_TRY(make_tensor(backend, DType::kInt32, {all}, &joined.indices));
    OBOL_TRY(make_tensor(backend, DType::kFloat64, {all}, &joined.data));
    OBOL_TRY(backend.coo_to_csr(joined, counted, row, col, data));
    OBOL_TRY(backend.csr_filter(&level.weights, joined, View(), true));
  }
  OBOL_TRY(fill_degrees(backend, &level));
  level.mass = level.degree;
  OBOL_TRY(make_tensor(backend, DType::kInt32, {level.n()}, &level.labels));
  OBOL_TRY(backend.connected_components(level.labels, counted, level.weights));
  OBOL_TRY(download_scalar(backend, counted, &count));
  components = count;
  return Status();
}

}  // namespace obol
