// The loops of casts, fills and where, for one instruction set.

namespace obol::cpu::OBOL_ISA {

template <class To, class From>
void cast_kernel(char* const* p, unsigned single, int64_t n) {
  To* out = reinterpret_cast<To*>(p[0]);
  const From* x = reinterpret_cast<const From*>(p[1]);
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

// Moves bits: T is any type of the elements' size.
template <class T>
void where_kernel(char* const* p, unsigned single, int64_t n) {
  T* out = reinterpret_cast<T*>(p[0]);
  const bool* condition = reinterpret_cast<const bool*>(p[1]);
  const T* a = reinterpret_cast<const T*>(p[2]);
  const T* b = reinterpret_cast<const T*>(p[3]);
  const T a0 = a[0], b0 = b[0];
  switch (single) {
    case 0:
#pragma GCC ivdep
      for (int64_t i = 0; i < n; ++i) {
        const T x = a[i], y = b[i];
        out[i] = condition[i] ? x : y;
      }
      break;
    case 4:
#pragma GCC ivdep
      for (int64_t i = 0; i < n; ++i) {
        const T y = b[i];
        out[i] = condition[i] ? a0 : y;
      }
      break;
    case 8:
#pragma GCC ivdep
      for (int64_t i = 0; i < n; ++i) {
        const T x = a[i];
        out[i] = condition[i] ? x : b0;
      }
      break;
    default:
#pragma GCC ivdep
      for (int64_t i = 0; i < n; ++i) out[i] = condition[i] ? a0 : b0;
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
      return &where_kernel<complex128>;
  }
}

}  // namespace obol::cpu::OBOL_ISA
