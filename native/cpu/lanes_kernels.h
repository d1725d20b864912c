// Vectors of one instruction set and the fused multiply-add on them, for kernels that are written lane by lane. To be
// included by a *_kernels.h, once per instruction set: no include guard. The baseline has no fused instruction: there
// the product is rounded, so its bits differ from the others'.

namespace obol::cpu {
namespace OBOL_ISA {

template <class T>
struct Lanes {
  static constexpr int kWidth = OBOL_VECTOR_BYTES / static_cast<int>(sizeof(T));
  using Int = std::conditional_t<sizeof(T) == 4, int32_t, int64_t>;
  typedef T Vector __attribute__((vector_size(OBOL_VECTOR_BYTES)));
  typedef Int Mask __attribute__((vector_size(OBOL_VECTOR_BYTES)));
};

template <class T>
OBOL_INLINE typename Lanes<T>::Vector load(const T* p) {
  typename Lanes<T>::Vector v;
  std::memcpy(&v, p, sizeof(v));
  return v;
}

template <class T>
OBOL_INLINE void store(T* p, typename Lanes<T>::Vector v) {
  std::memcpy(p, &v, sizeof(v));
}

// a · b + c
#if OBOL_VECTOR_BYTES == 64
OBOL_INLINE Lanes<double>::Vector fused(Lanes<double>::Vector a, Lanes<double>::Vector b, Lanes<double>::Vector c) {
  return _mm512_fmadd_pd(a, b, c);
}
OBOL_INLINE Lanes<float>::Vector fused(Lanes<float>::Vector a, Lanes<float>::Vector b, Lanes<float>::Vector c) {
  return _mm512_fmadd_ps(a, b, c);
}
#elif OBOL_VECTOR_BYTES == 32
OBOL_INLINE Lanes<double>::Vector fused(Lanes<double>::Vector a, Lanes<double>::Vector b, Lanes<double>::Vector c) {
  return _mm256_fmadd_pd(a, b, c);
}
OBOL_INLINE Lanes<float>::Vector fused(Lanes<float>::Vector a, Lanes<float>::Vector b, Lanes<float>::Vector c) {
  return _mm256_fmadd_ps(a, b, c);
}
#else
OBOL_INLINE Lanes<double>::Vector fused(Lanes<double>::Vector a, Lanes<double>::Vector b, Lanes<double>::Vector c) {
  return a * b + c;
}
OBOL_INLINE Lanes<float>::Vector fused(Lanes<float>::Vector a, Lanes<float>::Vector b, Lanes<float>::Vector c) {
  return a * b + c;
}
#endif

}  // namespace OBOL_ISA
}  // namespace obol::cpu
