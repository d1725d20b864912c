// The unary operations as formulas, and the table of their kernels for a group of dtypes.
#pragma once

#include "gpu/elementwise.h"
#include "ops/unary.h"

namespace obol::gpu {

template <class Op, class T>
struct UnaryFormula {
  using Out = decltype(Op::apply(T()));
  using A = T;
  using B = None;
  using C = None;
  OBOL_INLINE Out operator()(int64_t, T x, None, None) const { return Op::apply(x); }
};

template <class Op, DTypeSet Set, class T>
constexpr Elementwise unary_entry() {
  if constexpr (contains(Set, dtype_of_v<T>))
    return elementwise_of<UnaryFormula<Op, T>>;
  else
    return {};
}

template <class Op, DTypeSet Set>
inline constexpr Elementwise unary_row[kDTypeCount] = {
#define X(e, t, n) unary_entry<Op, Set, t>(),
    OBOL_FOR_EACH_DTYPE(X)
#undef X
};

template <DTypeSet Group>
Elementwise unary_lookup(UnaryOp op, DType dtype) {
  static constexpr const Elementwise* rows[] = {
#define OBOL_UNARY(name, functor, accepts, result) unary_row<ops::functor, (accepts)&Group>,
#include "ops/unary.def"
#undef OBOL_UNARY
  };
  return rows[static_cast<int>(op)][static_cast<int>(dtype)];
}

}  // namespace obol::gpu
