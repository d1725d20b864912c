// Sums, products and norms. Signed integers share the kernels of unsigned ones: both wrap.
#include "gpu/reduce.h"

namespace obol::gpu {
namespace {

template <template <class> class Op>
Reduction of_numbers(DType d) {
  switch (d) {
    case DType::kInt8:
      return reduction_of<Placeless<Op<int8_t>>>;
    case DType::kInt16:
      return reduction_of<Placeless<Op<int16_t>>>;
    case DType::kUint8:
      return reduction_of<Placeless<Op<uint8_t>>>;
    case DType::kUint16:
      return reduction_of<Placeless<Op<uint16_t>>>;
    case DType::kInt32:
    case DType::kUint32:
      return reduction_of<Placeless<Op<uint32_t>>>;
    case DType::kInt64:
    case DType::kUint64:
      return reduction_of<Placeless<Op<uint64_t>>>;
    case DType::kFloat32:
      return reduction_of<Placeless<Op<float>>>;
    case DType::kFloat64:
      return reduction_of<Placeless<Op<double>>>;
    case DType::kComplex64:
      return reduction_of<Placeless<Op<complex64>>>;
    case DType::kComplex128:
      return reduction_of<Placeless<Op<complex128>>>;
    default:
      return {};
  }
}

template <template <class> class Op>
Reduction of_floats(DType d) {
  switch (d) {
    case DType::kFloat32:
      return reduction_of<Placeless<Op<float>>>;
    case DType::kFloat64:
      return reduction_of<Placeless<Op<double>>>;
    case DType::kComplex64:
      return reduction_of<Placeless<Op<complex64>>>;
    case DType::kComplex128:
      return reduction_of<Placeless<Op<complex128>>>;
    default:
      return {};
  }
}

}  // namespace

Reduction reduce_arithmetic(ReduceOp op, DType dtype) {
  if (op == ReduceOp::k_norm) return of_floats<ops::Norm>(dtype);
  return op == ReduceOp::k_sum ? of_numbers<ops::Sum>(dtype) : of_numbers<ops::Prod>(dtype);
}

}  // namespace obol::gpu
