// Reduction of a Hermitian matrix to a real symmetric tridiagonal one, on all threads. Column-major.
#pragma once

#include "algorithms/dense/blocked_kernels.h"

namespace obol::dense {

// A = Q·T·Qᴴ for a Hermitian n × n matrix, its lower triangle read and overwritten: T's diagonal to d (n), what is beside
// it to e (n − 1). Q = H₀·…·H_{n−2}: column j of `a` below its second entry under the diagonal holds v of H_j, whose
// first entry (row j + 1) is 1; tau has n − 1 entries. May throw std::bad_alloc.
template <class T>
void tridiagonalize(int64_t n, T* a, int64_t lda, Real<T>* d, Real<T>* e, T* tau);

}  // namespace obol::dense
