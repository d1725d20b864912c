// arg_reduce: the place of the first extreme. Partial results carry their place, so they may meet in any order.
#include "gpu/backend.h"
#include "gpu/reduce.h"

namespace obol::gpu {
namespace {

template <class T>
struct Found {
  T value;
  int64_t index;  // -1: nothing yet
};

template <class Formula, class T, class Index>
struct Place {
  using In = T;
  using Acc = Found<T>;
  using Out = Index;
  static OBOL_INLINE Acc identity() { return {T(0), -1}; }
  static OBOL_INLINE Acc load(T x, int64_t index) { return {x, index}; }
  static OBOL_INLINE void take(Acc& a, Acc b) {
    if (b.index < 0) return;
    const Acc first = a.index < b.index ? a : b, later = a.index < b.index ? b : a;
    a = first.index < 0 || Formula::beats(later.value, first.value) ? later : first;
  }
  static OBOL_INLINE Index finish(Acc a) { return static_cast<Index>(a.index); }
};

template <template <class> class Formula, class Index>
Reduction place_of(DType d) {
  return visit_dtype_in<kReals>(d, Reduction(), [](auto type) {
    using T = typename decltype(type)::type;
    return reduction_of<Place<Formula<T>, T, Index>>;
  });
}

template <class Index>
Reduction find(ArgReduceOp op, DType d) {
  return op == ArgReduceOp::k_argmax ? place_of<ops::ArgMax, Index>(d) : place_of<ops::ArgMin, Index>(d);
}

}  // namespace

Status GpuBackend::arg_reduce(ArgReduceOp op, const View& out, const View& in) {
  const Reduction task = out.dtype == DType::kInt32 ? find<int32_t>(op, in.dtype) : find<int64_t>(op, in.dtype);
  if (task.rows == nullptr) return Status(Code::kType, std::string("no such reduction of ") + dtype_name(in.dtype));
  if (out.size() > 0 && in.size() == 0) return Status(Code::kRange, "an empty array has no extreme");
  return run_reduction(context_, task, out, in, true);
}

}  // namespace obol::gpu
