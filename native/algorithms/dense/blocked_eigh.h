// Eigenvalues and -vectors of one large Hermitian matrix, on all threads. Column-major.
#pragma once

#include "algorithms/dense/blocked_kernels.h"

namespace obol::dense {

// A = V·diag(w)·Vᴴ, A n × n, its lower triangle read and overwritten: w ascending; V n × n with ldv, may be null. False
// where entries are not finite. May throw std::bad_alloc.
template <class T>
bool blocked_eigh(int64_t n, T* a, int64_t lda, Real<T>* w, T* v, int64_t ldv);

}  // namespace obol::dense
