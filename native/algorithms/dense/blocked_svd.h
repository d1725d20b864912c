// Singular values and vectors of one large matrix, on all threads. Column-major.
#pragma once

#include "algorithms/dense/blocked_kernels.h"

namespace obol::dense {

// A = U·diag(s)·Vᴴ, A m × n with m ≥ n, overwritten: s (n) descending, U m × columns with columns = n or m, V n × n;
// both may be null. False where entries are not finite. May throw std::bad_alloc.
template <class T>
bool blocked_svd(int64_t m, int64_t n, T* a, int64_t lda, Real<T>* s, T* u, int64_t ldu, int64_t columns, T* v,
                 int64_t ldv);

}  // namespace obol::dense
