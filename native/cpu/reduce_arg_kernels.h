// The loops of arg_reduce. Compiled once per instruction set.

namespace obol::cpu {
namespace OBOL_ISA {
namespace {

template <class Op, class T>
struct ArgReduction {
  using Extreme = typename Op::Extreme;

  // Takes in n side by side elements, the first of which has number `first`; index < 0: nothing was taken in yet.
  static void block(const void* in, int64_t n, int64_t first, void* best, int64_t* index) {
    const T* p = static_cast<const T*>(in);
    T* b = static_cast<T*>(best);
    constexpr int64_t lanes = 64 / sizeof(T) < 16 ? 16 : 64 / sizeof(T);
    T extreme = p[0];
    int64_t i = 0;
    if (n >= lanes) {
      T lane[lanes];
      for (int l = 0; l < lanes; ++l) lane[l] = p[l];
      for (i = lanes; i + lanes <= n; i += lanes)
        for (int l = 0; l < lanes; ++l) lane[l] = Extreme::merge(lane[l], p[i + l]);
      extreme = lane[0];
      for (int l = 1; l < lanes; ++l) extreme = Extreme::merge(extreme, lane[l]);
    }
    for (; i < n; ++i) extreme = Extreme::merge(extreme, p[i]);
    if (*index >= 0 && !Op::beats(extreme, *b)) return;
    int64_t at = 0;
    if (extreme == extreme)
      while (p[at] != extreme) ++at;
    else
      while (p[at] == p[at]) ++at;
    *b = extreme;
    *index = first + at;
  }

  static bool beats(const void* x, const void* best) {
    return Op::beats(*static_cast<const T*>(x), *static_cast<const T*>(best));
  }

  // Row number `row` of n columns against the best of the rows before it.
  static void column_row(const void* in, int64_t step, int64_t n, int32_t row, void* best, int32_t* index) {
    const T* p = static_cast<const T*>(in);
    T* b = static_cast<T*>(best);
    if (row == 0) {
      for (int64_t j = 0; j < n; ++j) b[j] = p[j * step], index[j] = 0;
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
#define OBOL_CASE(e, T)                                                                   \
  case DType::e: {                                                                        \
    using A = ArgReduction<Op<T>, T>;                                                     \
    static constexpr ArgReduceKernels k = {sizeof(T), A::block, A::beats, A::column_row}; \
    found = &k;                                                                           \
    break;                                                                                \
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
