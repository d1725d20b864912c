// copy, fill, where and range: the families that move and make elements.
#include <cstring>

#include "gpu/backend.h"
#include "gpu/elementwise.h"
#include "ops/cast.h"
#include "ops/range.h"

namespace obol::gpu {
namespace {

Status wrong_dtype(const char* family) { return Status(Code::kInternal, std::string(family) + ": wrong dtypes"); }

template <class To, class From>
struct CastFormula {
  using Out = To;
  using A = From;
  using B = None;
  using C = None;
  OBOL_INLINE To operator()(int64_t, From x, None, None) const { return ops::cast<To>(x); }
};

// Moves bits: T is any type of the elements' size.
template <class T>
struct WhereFormula {
  using Out = T;
  using A = bool;
  using B = T;
  using C = T;
  OBOL_INLINE T operator()(int64_t, bool condition, T a, T b) const { return condition ? a : b; }
};

template <class T>
struct RangeFormula {
  using Out = T;
  using A = ops::range_given_t<T>;
  using B = A;
  using C = None;
  OBOL_INLINE T operator()(int64_t i, A start, A step, None) const { return ops::range_at<T>(start, step, i); }
};

template <template <class> class Formula>
Elementwise of_size(size_t bytes) {
  switch (bytes) {
    case 1:
      return elementwise_of<Formula<uint8_t>>;
    case 2:
      return elementwise_of<Formula<uint16_t>>;
    case 4:
      return elementwise_of<Formula<uint32_t>>;
    case 8:
      return elementwise_of<Formula<uint64_t>>;
    default:
      return elementwise_of<Formula<complex128>>;
  }
}

template <class T>
using MoveFormula = CastFormula<T, T>;

Elementwise cast_of(DType out, DType in) {
  if (out == in) return of_size<MoveFormula>(itemsize(out));
  return visit_dtype(out, [&](auto to) {
    return visit_dtype(in, [](auto from) {
      return elementwise_of<CastFormula<typename decltype(to)::type, typename decltype(from)::type>>;
    });
  });
}

// A view of one value, in the shape of `like`.
View constant(const Scalar& value, const View& like) {
  View v;
  v.dtype = value.dtype;
  v.immediate = true;
  v.layout = like.layout;
  std::memcpy(v.value, value.bytes, sizeof(v.value));
  return v;
}

}  // namespace

Status GpuBackend::copy(const View& out, const View& in) {
  const View* const views[] = {&out, &in};
  return run_elementwise(context_, cast_of(out.dtype, in.dtype), views, 2);
}

Status GpuBackend::fill(const View& out, const Scalar& value) {
  if (value.dtype != out.dtype) return wrong_dtype("fill");
  return copy(out, constant(value, out));
}

Status GpuBackend::where(const View& out, const View& condition, const View& a, const View& b) {
  if (condition.dtype != DType::kBool || a.dtype != out.dtype || b.dtype != out.dtype) return wrong_dtype("where");
  const View* const views[] = {&out, &condition, &a, &b};
  return run_elementwise(context_, of_size<WhereFormula>(itemsize(out.dtype)), views, 4);
}

Status GpuBackend::range(const View& out, const Scalar& start, const Scalar& step) {
  const DType given = out.dtype == DType::kFloat32 ? DType::kFloat64 : out.dtype;
  if (start.dtype != given || step.dtype != given) return wrong_dtype("range");
  const View first = constant(start, out), each = constant(step, out);
  const View* const views[] = {&out, &first, &each};
  const Elementwise task =
      visit_dtype(out.dtype, [](auto type) { return elementwise_of<RangeFormula<typename decltype(type)::type>>; });
  return run_elementwise(context_, task, views, 3, true);
}

}  // namespace obol::gpu
