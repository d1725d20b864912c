// The functions of decompositions.h that are Eigen's, as they are compiled for an instruction set, in a namespace of its
// own. Small real matrices gain nothing from wider registers: eigh and svd, which are blocked where they are larger, are
// compiled once.
#pragma once

#include "algorithms/dense/decompositions.h"

#if defined(__x86_64__) && !defined(__clang__)
#define OBOL_DENSE_HAS_AVX2 1
#else
#define OBOL_DENSE_HAS_AVX2 0
#endif

namespace obol::dense {
namespace baseline {
template <class T>
Finding eigh(int64_t count, int64_t n, const T* a, RealOf<T>* w, T* v);
template <class T>
Finding svd(int64_t count, int64_t m, int64_t n, bool full, const T* a, T* u, RealOf<T>* s, T* vh);
template <class T>
Finding eig(int64_t count, int64_t n, const T* a, ComplexOf<T>* w, ComplexOf<T>* v);
}  // namespace baseline
#if OBOL_DENSE_HAS_AVX2
namespace avx2 {
template <class T>
Finding eig(int64_t count, int64_t n, const T* a, ComplexOf<T>* w, ComplexOf<T>* v);
}
#endif

}  // namespace obol::dense
