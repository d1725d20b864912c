// The functions of decompositions.h as they are compiled for each instruction set, in a namespace of its own.
#pragma once

#include "algorithms/dense/decompositions.h"

#if defined(__x86_64__) && !defined(__clang__)
#define OBOL_DENSE_HAS_AVX2 1
#else
#define OBOL_DENSE_HAS_AVX2 0
#endif

#define OBOL_DECOMPOSITIONS                                                                                            \
  template <class T>                                                                                                   \
  Finding cholesky(int64_t count, int64_t n, bool upper, T* a);                                                        \
  template <class T>                                                                                                   \
  void determinant(int64_t count, int64_t n, const T* a, T* det, T* sign, RealOf<T>* logabsdet);                       \
  template <class T>                                                                                                   \
  Finding inverse(int64_t count, int64_t n, const T* a, T* out);                                                       \
  template <class T>                                                                                                   \
  Finding solve(int64_t count, int64_t n, int64_t k, const T* a, const int64_t* a_at, const T* b, const int64_t* b_at, \
                T* x);                                                                                                 \
  template <class T>                                                                                                   \
  void qr(int64_t count, int64_t m, int64_t n, bool complete, const T* a, T* q, T* r);                                 \
  template <class T>                                                                                                   \
  Finding eigh(int64_t count, int64_t n, const T* a, RealOf<T>* w, T* v);                                              \
  template <class T>                                                                                                   \
  Finding svd(int64_t count, int64_t m, int64_t n, bool full, const T* a, T* u, RealOf<T>* s, T* vh);                  \
  template <class T>                                                                                                   \
  Finding eig(int64_t count, int64_t n, const T* a, ComplexOf<T>* w, ComplexOf<T>* v);

namespace obol::dense {
namespace baseline {
OBOL_DECOMPOSITIONS
}
#if OBOL_DENSE_HAS_AVX2
namespace avx2 {
OBOL_DECOMPOSITIONS
}
#endif

}  // namespace obol::dense
