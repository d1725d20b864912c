// The loops of the unary operations over a group of dtypes, for one instruction set.

namespace obol::cpu::OBOL_ISA {

template <class Op, class T>
void unary_kernel(char* const* p, unsigned, int64_t n) {
  using R = decltype(Op::apply(T()));
  R* out = reinterpret_cast<R*>(p[0]);
  const Stored<T>* x = reinterpret_cast<const Stored<T>*>(p[1]);
  if constexpr (ops::is_float_v<T> && has_common_v<Op>) {
    for (int64_t begin = 0; begin < n; begin += kCommonBlock) {
      const int64_t end = begin + kCommonBlock < n ? begin + kCommonBlock : n;
      int64_t rare = 0;
      for (int64_t i = begin; i < end; ++i) rare |= Op::is_common(x[i]) ? 0 : 1;
      if (rare == 0) {
#pragma GCC ivdep
        for (int64_t i = begin; i < end; ++i) out[i] = Op::apply_common(x[i]);
      } else {
#pragma GCC ivdep
        for (int64_t i = begin; i < end; ++i) out[i] = Op::apply(x[i]);
      }
    }
  } else {
#pragma GCC ivdep
    for (int64_t i = 0; i < n; ++i) out[i] = Op::apply(static_cast<T>(x[i]));
  }
}

template <class Op, DTypeSet Set, class T>
constexpr Kernel unary_entry() {
  if constexpr (contains(Set, dtype_of_v<T>))
    return &unary_kernel<Op, T>;
  else
    return nullptr;
}

template <class Op, DTypeSet Set>
inline constexpr Kernel unary_row[kDTypeCount] = {
#define X(e, t, n) unary_entry<Op, Set, t>(),
    OBOL_FOR_EACH_DTYPE(X)
#undef X
};

template <DTypeSet Group>
Kernel unary_lookup(UnaryOp op, DType dtype) {
  static constexpr const Kernel* rows[] = {
#define OBOL_UNARY(name, functor, accepts, result) unary_row<ops::functor, (accepts)&Group>,
#include "ops/unary.def"
#undef OBOL_UNARY
  };
  return rows[static_cast<int>(op)][static_cast<int>(dtype)];
}

}  // namespace obol::cpu::OBOL_ISA
