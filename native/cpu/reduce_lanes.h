// One accumulator from elements that lie side by side. Included inside a kernels header's namespace, once per instruction
// set: no include guard.

// The number of lanes is fixed, so every instruction set adds in the same order.
constexpr int kLanes = 32;

template <class T, int Bytes>
struct VectorOf {
  typedef T type __attribute__((vector_size(Bytes)));
};

// The formulas of ops/reduce.h once more, of registers: compilers turn those of single numbers into branches that cannot
// be foreseen, and lower vector code that stands outside of the target region to single numbers.
template <class Op>
struct OnRegisters {
  static constexpr bool value = false;
};
template <class T>
struct OnRegisters<ops::Sum<T>> {
  static constexpr bool value = std::is_same_v<T, typename ops::Sum<T>::Acc>;
  template <class V>
  static OBOL_INLINE void take(V& a, const V& b) {
    a = a + b;
  }
};
template <class T>
struct OnRegisters<ops::Prod<T>> {
  static constexpr bool value = std::is_same_v<T, typename ops::Prod<T>::Acc>;
  template <class V>
  static OBOL_INLINE void take(V& a, const V& b) {
    a = a * b;
  }
};
template <class T>
struct OnRegisters<ops::Max<T>> {
  static constexpr bool value = true;
  template <class V>
  static OBOL_INLINE void take(V& a, const V& b) {
    const V larger = a > b ? a : b;
    a = a != a ? a : larger;
  }
};
template <class T>
struct OnRegisters<ops::Min<T>> {
  static constexpr bool value = true;
  template <class V>
  static OBOL_INLINE void take(V& a, const V& b) {
    const V smaller = a < b ? a : b;
    a = a != a ? a : smaller;
  }
};

template <class Op, int Width>
OBOL_INLINE void fold_lanes(typename Op::Acc* lane) {
  using Acc = typename Op::Acc;
  constexpr int half = Width / 2, bytes = half * static_cast<int>(sizeof(Acc));
  if constexpr (Width > 1) {
    if constexpr (OnRegisters<Op>::value && std::is_arithmetic_v<Acc> && bytes >= 16) {
      constexpr int size = bytes < OBOL_VECTOR_BYTES ? bytes : OBOL_VECTOR_BYTES;
      typename VectorOf<Acc, size>::type a, b;
      for (int at = 0; at < half; at += size / static_cast<int>(sizeof(Acc))) {
        __builtin_memcpy(&a, lane + at, size);
        __builtin_memcpy(&b, lane + half + at, size);
        OnRegisters<Op>::take(a, b);
        __builtin_memcpy(lane + at, &a, size);
      }
    } else {
      for (int l = 0; l < half; ++l) Op::take(lane[l], lane[half + l]);
    }
    fold_lanes<Op, half>(lane);
  }
}

// Elements that need no conversion: registers of lanes, 256 bytes of them.
template <class Op>
OBOL_INLINE typename Op::Acc block_of_registers(const typename Op::In* p, int64_t n) {
  using Acc = typename Op::Acc;
  using Register = typename VectorOf<Acc, OBOL_VECTOR_BYTES>::type;
  constexpr int width = OBOL_VECTOR_BYTES / static_cast<int>(sizeof(Acc)), registers = 256 / OBOL_VECTOR_BYTES;
  constexpr int lanes = width * registers;
  int64_t i = 0;
  Acc acc = Op::identity();
  if (n >= lanes) {
    Register r[registers], x;
    __builtin_memcpy(r, p, sizeof(r));
    for (i = lanes; i + lanes <= n; i += lanes) {
#pragma GCC unroll 16
      for (int k = 0; k < registers; ++k) {
        __builtin_memcpy(&x, p + i + k * width, sizeof(x));
        OnRegisters<Op>::take(r[k], x);
      }
    }
    alignas(64) Acc lane[lanes];
    __builtin_memcpy(lane, r, sizeof(r));
    fold_lanes<Op, lanes>(lane);
    acc = lane[0];
  }
  for (; i < n; ++i) Op::take(acc, p[i]);
  return acc;
}

template <class Op>
OBOL_INLINE typename Op::Acc block_of_lanes(const typename Op::In* p, int64_t n) {
  using Acc = typename Op::Acc;
  int64_t i = 0;
  Acc acc = Op::identity();
  if (n >= kLanes) {
    Acc lane[kLanes];
    for (int l = 0; l < kLanes; ++l) lane[l] = Op::load(p[l]);
    for (i = kLanes; i + kLanes <= n; i += kLanes)
      for (int l = 0; l < kLanes; ++l) Op::take(lane[l], Op::load(p[i + l]));
    fold_lanes<Op, kLanes>(lane);
    acc = lane[0];
  }
  for (; i < n; ++i) Op::take(acc, Op::load(p[i]));
  return acc;
}

template <class Op>
OBOL_INLINE typename Op::Acc block_of(const typename Op::In* p, int64_t n) {
  if constexpr (OnRegisters<Op>::value && std::is_arithmetic_v<typename Op::Acc>) return block_of_registers<Op>(p, n);
  if constexpr (std::is_same_v<typename Op::Acc, ops::detail::Squares>) {
    // Squares that add up to an ordinary number can be added as they are.
    const double plain = block_of_lanes<ops::detail::PlainSquares<typename Op::In>>(p, n);
    if (plain > 0x1p-880 && plain < 0x1p960) return {plain, 0};
  }
  return block_of_lanes<Op>(p, n);
}
