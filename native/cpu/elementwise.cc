// unary and binary: finds the kernel of (operation, dtype) and walks it over the views.
#include "cpu/elementwise.h"

#include <string>

#include "cpu/backend.h"

namespace obol::cpu {
namespace {

DType result_dtype(ResultRule rule, DType in) {
  switch (rule) {
    case ResultRule::kBoolResult:
      return DType::kBool;
    case ResultRule::kRealResult:
      return in == DType::kComplex64 ? DType::kFloat32 : (in == DType::kComplex128 ? DType::kFloat64 : in);
    default:
      return in;
  }
}

constexpr OpRow kUnaryRows[] = {
#define OBOL_UNARY(name, functor, accepts, result) {#name, accepts, result},
#include "ops/unary.def"
#undef OBOL_UNARY
};
constexpr OpRow kBinaryRows[] = {
#define OBOL_BINARY(name, functor, accepts, result) {#name, accepts, result},
#include "ops/binary.def"
#undef OBOL_BINARY
};

Status refused(const OpRow& row, const View& out, const View& in) {
  return Status(Code::kInternal,
                std::string(row.name) + ": no kernel from " + dtype_name(in.dtype) + " to " + dtype_name(out.dtype));
}

}  // namespace

Status CpuBackend::unary(UnaryOp op, const View& out, const View& in) {
  const OpRow& row = kUnaryRows[static_cast<int>(op)];
  if (!contains(row.accepts, in.dtype) || out.dtype != result_dtype(row.result, in.dtype)) return refused(row, out, in);
  Elementwise task;
  task.kernel = contains(kFloats, in.dtype)      ? unary_kernel_of_floats(op, in.dtype)
                : contains(kComplexes, in.dtype) ? unary_kernel_of_complexes(op, in.dtype)
                                                 : unary_kernel_of_integers(op, in.dtype);
  const View* const views[] = {&out, &in};
  run_elementwise(task, views, 2);
  return Status();
}

Status CpuBackend::binary(BinaryOp op, const View& out, const View& a, const View& b) {
  const OpRow& row = kBinaryRows[static_cast<int>(op)];
  if (a.dtype != b.dtype || !contains(row.accepts, a.dtype) || out.dtype != result_dtype(row.result, a.dtype))
    return refused(row, out, a);
  Elementwise task;
  task.kernel = contains(kFloats, a.dtype)      ? binary_kernel_of_floats(op, a.dtype)
                : contains(kComplexes, a.dtype) ? binary_kernel_of_complexes(op, a.dtype)
                                                : binary_kernel_of_integers(op, a.dtype);
  task.may_be_single = 2 | 4;
  const View* const views[] = {&out, &a, &b};
  run_elementwise(task, views, 3);
  return Status();
}

}  // namespace obol::cpu
