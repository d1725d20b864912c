// all, any and counting: whether an integer is zero does not depend on its sign, so kernels are shared by size.
#include "gpu/reduce.h"

namespace obol::gpu {
namespace {

template <template <class> class Op>
Reduction of_any(DType d) {
  switch (d) {
    case DType::kBool:
    case DType::kInt8:
    case DType::kUint8:
      return reduction_of<Placeless<Op<uint8_t>>>;
    case DType::kInt16:
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
  }
  return {};
}

}  // namespace

Reduction reduce_truth(ReduceOp op, DType dtype) {
  if (op == ReduceOp::k_all) return of_any<ops::All>(dtype);
  if (op == ReduceOp::k_any) return of_any<ops::Any>(dtype);
  return of_any<ops::CountNonzero>(dtype);
}

}  // namespace obol::gpu
