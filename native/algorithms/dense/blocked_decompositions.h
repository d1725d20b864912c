// The functions of decompositions.h in blocks, on all threads: which matrices are large enough for it, and how row-major
// stacks and their scales come to blocked_*.h.
#pragma once

#include "algorithms/dense/decompositions.h"

namespace obol::dense::blocked {

// From these extents on eigh and svd are faster than Eigen's.
inline constexpr int64_t kEigh = 64, kSvd = 16;

template <class T>
Finding cholesky(int64_t count, int64_t n, bool upper, T* a);
template <class T>
void determinant(int64_t count, int64_t n, const T* a, T* det, T* sign, RealOf<T>* logabsdet);
template <class T>
Finding inverse(int64_t count, int64_t n, const T* a, T* out);
template <class T>
Finding solve(int64_t count, int64_t n, int64_t k, const T* a, const int64_t* a_at, const T* b, const int64_t* b_at,
              T* x);
template <class T>
void qr(int64_t count, int64_t m, int64_t n, bool complete, const T* a, T* q, T* r);
template <class T>
Finding eigh(int64_t count, int64_t n, const T* a, RealOf<T>* w, T* v);
template <class T>
Finding svd(int64_t count, int64_t m, int64_t n, bool full, const T* a, T* u, RealOf<T>* s, T* vh);

}  // namespace obol::dense::blocked
