#include "algorithms/multigrid/graph_level.h"

namespace obol {

Status with_dtype(Backend& backend, const CsrMatrix& a, DType dtype, CsrMatrix* out) {
  const Tensor data = a.data;
  *out = a;
  if (data.dtype() == dtype) return Status();
  OBOL_TRY(make_tensor(backend, dtype, {data.size()}, &out->data));
  return backend.copy(out->data, data);
}

Status fill_degrees(Backend& backend, GraphLevel* level) {
  const int64_t n = level->n();
  Tensor ones, isolated;
  OBOL_TRY(make_filled(backend, {n}, 1.0, &ones));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n}, &level->degree));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {n}, &level->inverse_degree));
  OBOL_TRY(make_tensor(backend, DType::kBool, {n}, &isolated));
  OBOL_TRY(backend.csr_matmul(level->degree, level->weights, ones));
  const View degree = level->degree;
  OBOL_TRY(backend.binary(BinaryOp::k_less_equal, isolated, degree, immediate(0.0, degree)));
  OBOL_TRY(backend.unary(UnaryOp::k_reciprocal, level->inverse_degree, degree));
  if (level->grounded) OBOL_TRY(backend.fill(isolated.slice(0, n - 1, n), Scalar::of(true)));
  return backend.where(level->inverse_degree, isolated, immediate(0.0, degree), level->inverse_degree);
}

}  // namespace obol
