// The loops of the binary operations over a group of dtypes, for one instruction set. Either operand may be one element.

namespace obol::cpu::OBOL_ISA {

// The loop for each of the ways to read the operands: Step is 0 for one element, 1 for a run.
template <class Op, class T, int StepA, int StepB, class R>
inline __attribute__((always_inline)) void binary_loop(R* out, const T* a, const T* b, int64_t n) {
  const T a0 = a[0], b0 = b[0];
  if constexpr (ops::is_float_v<T> && has_common_v<Op>) {
    for (int64_t begin = 0; begin < n; begin += kCommonBlock) {
      const int64_t end = begin + kCommonBlock < n ? begin + kCommonBlock : n;
      int64_t rare = 0;
      for (int64_t i = begin; i < end; ++i)
        rare |= Op::is_common(StepA == 0 ? a0 : a[i], StepB == 0 ? b0 : b[i]) ? 0 : 1;
      if (rare == 0) {
#pragma GCC ivdep
        for (int64_t i = begin; i < end; ++i) out[i] = Op::apply_common(StepA == 0 ? a0 : a[i], StepB == 0 ? b0 : b[i]);
      } else {
#pragma GCC ivdep
        for (int64_t i = begin; i < end; ++i) out[i] = Op::apply(StepA == 0 ? a0 : a[i], StepB == 0 ? b0 : b[i]);
      }
    }
  } else {
#pragma GCC ivdep
    for (int64_t i = 0; i < n; ++i) out[i] = Op::apply(StepA == 0 ? a0 : a[i], StepB == 0 ? b0 : b[i]);
  }
}

template <class Op, class T>
void binary_kernel(char* const* p, unsigned single, int64_t n) {
  using R = decltype(Op::apply(T(), T()));
  R* out = reinterpret_cast<R*>(p[0]);
  const T* a = reinterpret_cast<const T*>(p[1]);
  const T* b = reinterpret_cast<const T*>(p[2]);
  switch (single) {
    case 0:
      return binary_loop<Op, T, 1, 1>(out, a, b, n);
    case 2:
      return binary_loop<Op, T, 0, 1>(out, a, b, n);
    case 4:
      return binary_loop<Op, T, 1, 0>(out, a, b, n);
    default:
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
