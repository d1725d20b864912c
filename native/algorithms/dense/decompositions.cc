// Chooses between blocks, which do all sizes of most decompositions, and Eigen.
#include "algorithms/dense/decompositions.h"

#include <algorithm>

#include "algorithms/dense/blocked_decompositions.h"
#include "algorithms/dense/decompositions_isa.h"
#include "algorithms/dense/dense.h"

namespace obol::dense {

template <class T>
Finding cholesky(int64_t count, int64_t n, bool upper, T* a) {
  return blocked::cholesky(count, n, upper, a);
}

template <class T>
void determinant(int64_t count, int64_t n, const T* a, T* det, T* sign, RealOf<T>* logabsdet) {
  return blocked::determinant(count, n, a, det, sign, logabsdet);
}

template <class T>
Finding inverse(int64_t count, int64_t n, const T* a, T* out) {
  return blocked::inverse(count, n, a, out);
}

template <class T>
Finding solve(int64_t count, int64_t n, int64_t k, const T* a, const int64_t* a_at, const T* b, const int64_t* b_at,
              T* x) {
  return blocked::solve(count, n, k, a, a_at, b, b_at, x);
}

template <class T>
void qr(int64_t count, int64_t m, int64_t n, bool complete, const T* a, T* q, T* r) {
  return blocked::qr(count, m, n, complete, a, q, r);
}

template <class T>
Finding eigh(int64_t count, int64_t n, const T* a, RealOf<T>* w, T* v) {
  if (n >= blocked::kEigh) return blocked::eigh(count, n, a, w, v);
  return baseline::eigh(count, n, a, w, v);
}

template <class T>
Finding svd(int64_t count, int64_t m, int64_t n, bool full, const T* a, T* u, RealOf<T>* s, T* vh) {
  if (std::min(m, n) >= blocked::kSvd) return blocked::svd(count, m, n, full, a, u, s, vh);
  return baseline::svd(count, m, n, full, a, u, s, vh);
}

template <class T>
Finding eig(int64_t count, int64_t n, const T* a, ComplexOf<T>* w, ComplexOf<T>* v) {
#if OBOL_DENSE_HAS_AVX2
  if (use_avx2()) return avx2::eig(count, n, a, w, v);
#endif
  return baseline::eig(count, n, a, w, v);
}

#define OBOL_INSTANTIATE(T)                                                                                     \
  template Finding cholesky<T>(int64_t, int64_t, bool, T*);                                                     \
  template void determinant<T>(int64_t, int64_t, const T*, T*, T*, RealOf<T>*);                                 \
  template Finding inverse<T>(int64_t, int64_t, const T*, T*);                                                  \
  template Finding solve<T>(int64_t, int64_t, int64_t, const T*, const int64_t*, const T*, const int64_t*, T*); \
  template void qr<T>(int64_t, int64_t, int64_t, bool, const T*, T*, T*);                                       \
  template Finding eigh<T>(int64_t, int64_t, const T*, RealOf<T>*, T*);                                         \
  template Finding svd<T>(int64_t, int64_t, int64_t, bool, const T*, T*, RealOf<T>*, T*);                       \
  template Finding eig<T>(int64_t, int64_t, const T*, ComplexOf<T>*, ComplexOf<T>*);

OBOL_INSTANTIATE(float)
OBOL_INSTANTIATE(double)
OBOL_INSTANTIATE(complex64)
OBOL_INSTANTIATE(complex128)

}  // namespace obol::dense
