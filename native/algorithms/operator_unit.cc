// Units in which what an operator makes of vectors may be squared.
#include <algorithm>
#include <cmath>

#include "algorithms/operator.h"

namespace obol {
namespace {

// Powers of two whose squares, summed over any vector, stay numbers.
constexpr double kSingle = 40, kDouble = 300;
// A power of two, and one over it, are numbers.
constexpr double kMost = 1000, kMostSingle = 120;

}  // namespace

Status operator_unit(Backend& backend, LinearOperator& a, double* unit) {
  const DType dtype = a.dtype();
  const bool single = dtype == DType::kFloat32 || dtype == DType::kComplex64;
  const DType real = single ? DType::kFloat32 : DType::kFloat64;
  const int64_t width = contains(kComplexes, dtype) ? 2 : 1;
  *unit = 1;
  if (a.rows() == 0 || a.cols() == 0) return Status();
  const auto components = [&](const Tensor& v) {
    return Tensor(v.storage(), real, 0, Layout::contiguous({width * v.size()}));
  };
  Tensor x, y, sizes, top, wide;
  OBOL_TRY(make_tensor(backend, dtype, {a.cols()}, &x));
  OBOL_TRY(make_tensor(backend, dtype, {a.rows()}, &y));
  OBOL_TRY(make_tensor(backend, real, {width * a.rows()}, &sizes));
  OBOL_TRY(make_tensor(backend, real, {}, &top));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {}, &wide));
  OBOL_TRY(backend.random(RandomOp::k_normal, components(x), 0, 0, scalar_of(real, 0), scalar_of(real, 1)));
  OBOL_TRY(a.apply(y, x));
  OBOL_TRY(backend.unary(UnaryOp::k_abs, sizes, components(y)));
  OBOL_TRY(backend.reduce(ReduceOp::k_max, top, sizes));
  OBOL_TRY(backend.copy(wide, top));
  double size = 0;
  OBOL_TRY(download_scalar(backend, wide, &size));
  if (size == 0 || !std::isfinite(size)) return Status();
  const double power = std::round(std::log2(size)), most = single ? kMostSingle : kMost;
  if (std::fabs(power) > (single ? kSingle : kDouble)) *unit = std::exp2(std::clamp(power, -most, most));
  return Status();
}

Status in_units(Backend& backend, double unit, OperatorRef* a) {
  if (unit == 1) return Status();
  const Scalar factor = scalar_of((*a)->dtype(), 1 / unit);
  const auto* matrix = dynamic_cast<MatrixOperator*>(a->get());
  if (matrix == nullptr) {
    *a = scaled_operator(backend, factor, *a);
    return Status();
  }
  CsrMatrix scaled = matrix->matrix();
  OBOL_TRY(make_tensor(backend, scaled.data.dtype(), {scaled.nnz()}, &scaled.data));
  const Tensor& data = matrix->matrix().data;
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, scaled.data, data, immediate_of(factor, data)));
  *a = std::make_shared<MatrixOperator>(backend, std::move(scaled));
  return Status();
}

}  // namespace obol
