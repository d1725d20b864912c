// unary and binary, and run_elementwise: finds the kernels of (operation, dtype) and brings the views into the form that
// they take.
#include "gpu/elementwise.h"

#include <cstring>
#include <string>

#include "gpu/backend.h"

namespace obol::gpu {
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

char* first_of(const Walk& w, const View* const* views, int k) {
  return pointer<char>(*views[k]) + w.offset[k] * static_cast<int64_t>(itemsize(views[k]->dtype));
}

Input input_of(const Walk& w, const View* const* views, int k) {
  Input in;
  if (views[k]->immediate)
    std::memcpy(in.value, views[k]->value, sizeof(in.value));
  else
    in.data = first_of(w, views, k);
  in.single = w.ndim == 1 && w.strides[k][0] == 0;
  return in;
}

}  // namespace

Status run_elementwise(Context& context, const Elementwise& task, const View* const* views, int count,
                       bool keep_order) {
  const Walk w = make_walk(views, count, keep_order);
  if (w.size == 0) return Status();
  if (w.is_flat() && (w.ndim == 0 || w.strides[0][0] == 1)) {
    FlatCall call;
    call.n = w.size;
    call.out = first_of(w, views, 0);
    for (int k = 1; k < count; ++k) call.in[k - 1] = input_of(w, views, k);
    return task.flat(context, call);
  }
  StridedCall call;
  call.out = first_of(w, views, 0);
  for (int k = 1; k < count; ++k) call.in[k - 1] = input_of(w, views, k);
  call.layout = Strided<1 + kMostInputs>(w);
  return task.strided(context, call);
}

Status GpuBackend::unary(UnaryOp op, const View& out, const View& in) {
  const OpRow& row = kUnaryRows[static_cast<int>(op)];
  if (!contains(row.accepts, in.dtype) || out.dtype != result_dtype(row.result, in.dtype)) return refused(row, out, in);
  const Elementwise task = contains(kFloats, in.dtype)      ? unary_of_floats(op, in.dtype)
                           : contains(kComplexes, in.dtype) ? unary_of_complexes(op, in.dtype)
                                                            : unary_of_integers(op, in.dtype);
  const View* const views[] = {&out, &in};
  return run_elementwise(context_, task, views, 2);
}

Status GpuBackend::binary(BinaryOp op, const View& out, const View& a, const View& b) {
  const OpRow& row = kBinaryRows[static_cast<int>(op)];
  if (a.dtype != b.dtype || !contains(row.accepts, a.dtype) || out.dtype != result_dtype(row.result, a.dtype))
    return refused(row, out, a);
  const Elementwise task = contains(kFloats, a.dtype)      ? binary_of_floats(op, a.dtype)
                           : contains(kComplexes, a.dtype) ? binary_of_complexes(op, a.dtype)
                                                           : binary_of_integers(op, a.dtype);
  const View* const views[] = {&out, &a, &b};
  return run_elementwise(context_, task, views, 3);
}

}  // namespace obol::gpu
