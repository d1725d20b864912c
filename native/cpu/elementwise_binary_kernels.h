// The loops of the binary operations over a group of dtypes, for one instruction set. Either operand may be one element.

namespace obol::cpu::OBOL_ISA {

template <class Op, class T>
void binary_kernel(char* const* p, unsigned single, int64_t n) {
  using R = decltype(Op::apply(T(), T()));
  R* out = reinterpret_cast<R*>(p[0]);
  const T* a = reinterpret_cast<const T*>(p[1]);
  const T* b = reinterpret_cast<const T*>(p[2]);
  if (single == 0) {
#pragma GCC ivdep
    for (int64_t i = 0; i < n; ++i) out[i] = Op::apply(a[i], b[i]);
  } else if (single == 4) {
    const T y = b[0];
#pragma GCC ivdep
    for (int64_t i = 0; i < n; ++i) out[i] = Op::apply(a[i], y);
  } else if (single == 2) {
    const T x = a[0];
#pragma GCC ivdep
    for (int64_t i = 0; i < n; ++i) out[i] = Op::apply(x, b[i]);
  } else {
    const R r = Op::apply(a[0], b[0]);
    for (int64_t i = 0; i < n; ++i) out[i] = r;
  }
}

template <class Op, DTypeSet Set, class T>
constexpr Kernel binary_entry() {
  if constexpr (contains(Set, dtype_of_v<T>))
    return &binary_kernel<Op, T>;
  else
    return nullptr;
}

template <class Op, DTypeSet Set>
inline constexpr Kernel binary_row[kDTypeCount] = {
#define X(e, t, n) binary_entry<Op, Set, t>(),
    OBOL_FOR_EACH_DTYPE(X)
#undef X
};

template <DTypeSet Group>
Kernel binary_lookup(BinaryOp op, DType dtype) {
  static constexpr const Kernel* rows[] = {
#define OBOL_BINARY(name, functor, accepts, result) binary_row<ops::functor, (accepts)&Group>,
#include "ops/binary.def"
#undef OBOL_BINARY
  };
  return rows[static_cast<int>(op)][static_cast<int>(dtype)];
}

}  // namespace obol::cpu::OBOL_ISA
