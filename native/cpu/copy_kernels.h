// The loops of casts, fills and where, for one instruction set.

namespace obol::cpu::OBOL_ISA {

template <class To, class From>
void cast_kernel(char* const* p, unsigned single, int64_t n) {
  To* out = reinterpret_cast<To*>(p[0]);
  const Stored<From>* x = reinterpret_cast<const Stored<From>*>(p[1]);
  if (single != 0) {
    const To r = ops::cast<To>(x[0]);
    for (int64_t i = 0; i < n; ++i) out[i] = r;
  } else {
#pragma GCC ivdep
    for (int64_t i = 0; i < n; ++i) out[i] = ops::cast<To>(x[i]);
  }
}

template <class To>
inline constexpr Kernel casts_to[kDTypeCount] = {
#define X(e, t, n) &cast_kernel<To, t>,
    OBOL_FOR_EACH_DTYPE(X)
#undef X
};

inline Kernel cast_lookup(DType out, DType in) {
  static constexpr const Kernel* rows[] = {
#define X(e, t, n) casts_to<t>,
      OBOL_FOR_EACH_DTYPE(X)
#undef X
  };
  return rows[static_cast<int>(out)][static_cast<int>(in)];
}

// Moves bits: T is any integer of the elements' size. A mask instead of a choice, so that it becomes vector code.
template <class T, int StepA, int StepB>
inline __attribute__((always_inline)) void where_loop(T* out, const uint8_t* condition, const T* a, const T* b,
                                                      int64_t n) {
  const T a0 = a[0], b0 = b[0];
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) {
    const T x = StepA == 0 ? a0 : a[i], y = StepB == 0 ? b0 : b[i];
    const T mask = static_cast<T>(-static_cast<T>(condition[i]));
    out[i] = static_cast<T>(y ^ ((x ^ y) & mask));
  }
}

template <class T>
void where_kernel(char* const* p, unsigned single, int64_t n) {
  T* out = reinterpret_cast<T*>(p[0]);
  const uint8_t* condition = reinterpret_cast<const uint8_t*>(p[1]);
  const T* a = reinterpret_cast<const T*>(p[2]);
  const T* b = reinterpret_cast<const T*>(p[3]);
  switch (single) {
    case 0:
      return where_loop<T, 1, 1>(out, condition, a, b, n);
    case 4:
      return where_loop<T, 0, 1>(out, condition, a, b, n);
    case 8:
      return where_loop<T, 1, 0>(out, condition, a, b, n);
    default:
      return where_loop<T, 0, 0>(out, condition, a, b, n);
  }
}
// 16 bytes.
inline void where_pairs(char* const* p, unsigned single, int64_t n) {
  uint64_t* out = reinterpret_cast<uint64_t*>(p[0]);
  const uint8_t* condition = reinterpret_cast<const uint8_t*>(p[1]);
  const uint64_t* a = reinterpret_cast<const uint64_t*>(p[2]);
  const uint64_t* b = reinterpret_cast<const uint64_t*>(p[3]);
  const int64_t step_a = (single & 4u) != 0 ? 0 : 2, step_b = (single & 8u) != 0 ? 0 : 2;
  for (int64_t i = 0; i < n; ++i) {
    const uint64_t* const from = condition[i] != 0 ? a + i * step_a : b + i * step_b;
    const uint64_t low = from[0], high = from[1];
    out[2 * i] = low;
    out[2 * i + 1] = high;
  }
}

inline Kernel where_lookup(size_t itemsize) {
  switch (itemsize) {
    case 1:
      return &where_kernel<uint8_t>;
    case 2:
      return &where_kernel<uint16_t>;
    case 4:
      return &where_kernel<uint32_t>;
    case 8:
      return &where_kernel<uint64_t>;
    default:
      return &where_pairs;
  }
}

}  // namespace obol::cpu::OBOL_ISA
