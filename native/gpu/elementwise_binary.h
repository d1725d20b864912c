// The binary operations as formulas, and the table of their kernels for a group of dtypes.
#pragma once

#include "gpu/elementwise.h"
#include "ops/binary.h"

namespace obol::gpu {

template <class Op, class T>
struct BinaryFormula {
  using Out = decltype(Op::apply(T(), T()));
  using A = T;
  using B = T;
  using C = None;
  OBOL_INLINE Out operator()(int64_t, T a, T b, None) const { return Op::apply(a, b); }
};

template <class Op, DTypeSet Set, class T>
constexpr Elementwise binary_entry() {
  if constexpr (contains(Set, dtype_of_v<T>))
    return elementwise_of<BinaryFormula<Op, T>>;
  else
    return {};
}

template <class Op, DTypeSet Set>
inline constexpr Elementwise binary_row[kDTypeCount] = {
#define X(e, t, n) binary_entry<Op, Set, t>(),
    OBOL_FOR_EACH_DTYPE(X)
#undef X
};

template <DTypeSet Group>
Elementwise binary_lookup(BinaryOp op, DType dtype) {
  static constexpr const Elementwise* rows[] = {
#define OBOL_BINARY(name, functor, accepts, result) binary_row<ops::functor, (accepts)&Group>,
#include "ops/binary.def"
#undef OBOL_BINARY
  };
  return rows[static_cast<int>(op)][static_cast<int>(dtype)];
}

}  // namespace obol::gpu
