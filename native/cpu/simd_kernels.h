// Registers of the instruction set that is being compiled, as GCC vectors of every width from one element up: what
// *_kernels.h files build tiles of. Included by them inside a region of for_each_isa.h, so without an include guard;
// <immintrin.h> is included before it.

namespace obol::cpu::OBOL_ISA {
namespace {

// Vector<T, N>: N elements of T in one register (or one element itself). N·sizeof(T) is at most OBOL_VECTOR_BYTES.
template <class T, int N>
struct VectorOf {
  typedef T type __attribute__((vector_size(N * sizeof(T))));
};
template <class T>
struct VectorOf<T, 1> {
  using type = T;
};
template <class T, int N>
using Vector = typename VectorOf<T, N>::type;

// Elements of T in a full register.
template <class T>
inline constexpr int kLanes = OBOL_VECTOR_BYTES / static_cast<int>(sizeof(T));

template <class V, class T>
OBOL_INLINE V load(const T* p) {
  V v;
  __builtin_memcpy(&v, p, sizeof(V));
  return v;
}

template <class V, class T>
OBOL_INLINE void store(T* p, V v) {
  __builtin_memcpy(p, &v, sizeof(V));
}

template <class V, class T>
OBOL_INLINE V broadcast(T x) {
  return x - V{};
}

// Loads N elements of From as a vector of To.
template <class To, int N, class From>
OBOL_INLINE Vector<To, N> load_as(const From* p) {
  if constexpr (N == 1) {
    return static_cast<To>(*p);
  } else if constexpr (sizeof(From) == sizeof(To)) {
    return load<Vector<To, N>>(p);
  } else {
    return __builtin_convertvector(load<Vector<From, N>>(p), Vector<To, N>);
  }
}

// Stores a vector of N elements of From as To.
template <class From, int N, class To>
OBOL_INLINE void store_as(To* p, Vector<From, N> v) {
  if constexpr (N == 1) {
    *p = static_cast<To>(v);
  } else if constexpr (sizeof(From) == sizeof(To)) {
    store(p, v);
  } else {
    store(p, __builtin_convertvector(v, Vector<To, N>));
  }
}

// a·b + c, rounded once where the machine can.
#if OBOL_VECTOR_BYTES == 16
template <class V>
OBOL_INLINE V fma(V a, V b, V c) {
  return a * b + c;
}
#else
OBOL_INLINE double fma(double a, double b, double c) { return __builtin_fma(a, b, c); }
OBOL_INLINE float fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
OBOL_INLINE Vector<float, 2> fma(Vector<float, 2> a, Vector<float, 2> b, Vector<float, 2> c) {
  return Vector<float, 2>{__builtin_fmaf(a[0], b[0], c[0]), __builtin_fmaf(a[1], b[1], c[1])};
}
OBOL_INLINE Vector<double, 2> fma(Vector<double, 2> a, Vector<double, 2> b, Vector<double, 2> c) {
  return (Vector<double, 2>)_mm_fmadd_pd((__m128d)a, (__m128d)b, (__m128d)c);
}
OBOL_INLINE Vector<float, 4> fma(Vector<float, 4> a, Vector<float, 4> b, Vector<float, 4> c) {
  return (Vector<float, 4>)_mm_fmadd_ps((__m128)a, (__m128)b, (__m128)c);
}
OBOL_INLINE Vector<double, 4> fma(Vector<double, 4> a, Vector<double, 4> b, Vector<double, 4> c) {
  return (Vector<double, 4>)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
}
OBOL_INLINE Vector<float, 8> fma(Vector<float, 8> a, Vector<float, 8> b, Vector<float, 8> c) {
  return (Vector<float, 8>)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
}
#endif
#if OBOL_VECTOR_BYTES == 64
OBOL_INLINE Vector<double, 8> fma(Vector<double, 8> a, Vector<double, 8> b, Vector<double, 8> c) {
  return (Vector<double, 8>)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
}
OBOL_INLINE Vector<float, 16> fma(Vector<float, 16> a, Vector<float, 16> b, Vector<float, 16> c) {
  return (Vector<float, 16>)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
}
#endif

// Calls tile.run<N, count>(column) so that [0, columns) is covered: `count` registers of N elements, as many full ones of
// Wide as there are, `Most` at a time, then narrower ones.
template <class Wide, int Most, class Tile>
OBOL_INLINE void for_each_tile(int64_t columns, const Tile& tile) {
  constexpr int L = kLanes<Wide>;
  int64_t c = 0;
  for (; c + L * Most <= columns; c += L * Most) tile.template run<L, Most>(c);
  if constexpr (Most > 2)
    for (; c + L * 2 <= columns; c += L * 2) tile.template run<L, 2>(c);
  if constexpr (Most > 1)
    for (; c + L <= columns; c += L) tile.template run<L, 1>(c);
  if constexpr (L > 8)
    for (; c + 8 <= columns; c += 8) tile.template run<8, 1>(c);
  if constexpr (L > 4)
    for (; c + 4 <= columns; c += 4) tile.template run<4, 1>(c);
  if constexpr (L > 2)
    for (; c + 2 <= columns; c += 2) tile.template run<2, 1>(c);
  for (; c < columns; ++c) tile.template run<1, 1>(c);
}

}  // namespace
}  // namespace obol::cpu::OBOL_ISA
