// The loops of arg_reduce. Compiled once per instruction set.

namespace obol::cpu {
namespace OBOL_ISA {
namespace {

#include "cpu/reduce_lanes.h"

template <class Op, class T>
struct ArgReduction {
  using Extreme = typename Op::Extreme;

  template <class V>
  static OBOL_INLINE bool any(const V& mask) {
    uint64_t words[sizeof(V) / 8], all = 0;
    __builtin_memcpy(words, &mask, sizeof(V));
    for (uint64_t word : words) all |= word;
    return all != 0;
  }
  static OBOL_INLINE bool same(T a, T b) { return (a == b) | ((a != a) & (b != b)); }

  // Takes in n side by side elements, the first of which has number `first`; index < 0: nothing was taken in yet.
  static void block(const void* in, int64_t n, int64_t first, void* best, int64_t* index) {
    const T* p = static_cast<const T*>(in);
    T* b = static_cast<T*>(best);
    const T extreme = block_of<Extreme>(p, n);
    if (*index >= 0 && !Op::beats(extreme, *b)) return;
    int64_t at = 0;
    // Which block of registers holds it, then which element.
    using Register = typename VectorOf<T, OBOL_VECTOR_BYTES>::type;
    constexpr int width = OBOL_VECTOR_BYTES / static_cast<int>(sizeof(T));
    const Register wanted = Register{} + extreme;
    for (; at + width <= n; at += width) {
      Register x;
      __builtin_memcpy(&x, p + at, sizeof(x));
      if (any((x == wanted) | ((x != x) & (wanted != wanted)))) break;
    }
    while (!same(p[at], extreme)) ++at;
    *b = extreme;
    *index = first + at;
  }

  // The places in `rows` rows of n elements, `step` elements apart.
  static void rows(const void* in, int64_t step, int64_t n, int64_t rows, int64_t* places) {
    const T* p = static_cast<const T*>(in);
    for (int64_t r = 0; r < rows; ++r, p += step) {
      int64_t at = 0;
      if (n >= 32) {
        T best;
        at = -1;
        block(p, n, 0, &best, &at);
      } else {
        T best = p[0];
        for (int64_t i = 1; i < n; ++i) {
          // Without a branch: which element wins cannot be foreseen.
          at += (i - at) & -static_cast<int64_t>(Op::beats(p[i], best));
          Extreme::take(best, p[i]);
        }
      }
      places[r] = at;
    }
  }

  static bool beats(const void* x, const void* best) {
    return Op::beats(*static_cast<const T*>(x), *static_cast<const T*>(best));
  }

  // Row number `row` of n columns against the best of the rows before it, if it is not the first of them.
  static void column_row(const void* in, int64_t step, int64_t n, bool first, int32_t row, void* best, int32_t* index) {
    const T* p = static_cast<const T*>(in);
    T* b = static_cast<T*>(best);
    if (first) {
      for (int64_t j = 0; j < n; ++j) b[j] = p[j * step], index[j] = row;
    } else if (step == 1) {
      for (int64_t j = 0; j < n; ++j) {
        const bool better = Op::beats(p[j], b[j]);
        b[j] = better ? p[j] : b[j];
        index[j] = better ? row : index[j];
      }
    } else {
      for (int64_t j = 0; j < n; ++j)
        if (Op::beats(p[j * step], b[j])) b[j] = p[j * step], index[j] = row;
    }
  }
};

template <template <class> class Op>
const ArgReduceKernels* arg_of(DType d) {
  const ArgReduceKernels* found = nullptr;
  switch (d) {
#define OBOL_CASE(e, T)                                                                            \
  case DType::e: {                                                                                 \
    using A = ArgReduction<Op<T>, T>;                                                              \
    static constexpr ArgReduceKernels k = {sizeof(T), A::block, A::rows, A::beats, A::column_row}; \
    found = &k;                                                                                    \
    break;                                                                                         \
  }
    OBOL_CASE(kInt8, int8_t)
    OBOL_CASE(kInt16, int16_t)
    OBOL_CASE(kInt32, int32_t)
    OBOL_CASE(kInt64, int64_t)
    OBOL_CASE(kUint8, uint8_t)
    OBOL_CASE(kUint16, uint16_t)
    OBOL_CASE(kUint32, uint32_t)
    OBOL_CASE(kUint64, uint64_t)
    OBOL_CASE(kFloat32, float)
    OBOL_CASE(kFloat64, double)
#undef OBOL_CASE
    default:
      break;
  }
  return found;
}

const ArgReduceKernels* find_arg(ArgReduceOp op, DType d) {
  return op == ArgReduceOp::k_argmax ? arg_of<ops::ArgMax>(d) : arg_of<ops::ArgMin>(d);
}

}  // namespace
}  // namespace OBOL_ISA
}  // namespace obol::cpu
