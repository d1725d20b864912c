// Largest and smallest elements.
#include "gpu/reduce.h"

namespace obol::gpu {
namespace {

template <template <class> class Op>
Reduction of_reals(DType d) {
  return visit_dtype_in<kReals>(d, Reduction(),
                                [](auto type) { return reduction_of<Placeless<Op<typename decltype(type)::type>>>; });
}

}  // namespace

Reduction reduce_extreme(ReduceOp op, DType dtype) {
  return op == ReduceOp::k_max ? of_reals<ops::Max>(dtype) : of_reals<ops::Min>(dtype);
}

}  // namespace obol::gpu
