// LU and Cholesky of one large matrix, on all threads. Column-major.
#pragma once

#include "algorithms/dense/blocked_kernels.h"

namespace obol::dense {

// P·A = L·U in place, A n × n, L with a unit diagonal: step i exchanged rows i and swaps[i] ≥ i. A zero pivot stays where
// it is, and so does what it should divide.
template <class T>
void blocked_lu(int64_t n, T* a, int64_t lda, int32_t* swaps);

// Exchanges the rows of B (n × m) as P does.
template <class T>
void exchange_rows(int64_t n, const int32_t* swaps, int64_t m, T* b, int64_t ldb);

// A = L·Lᴴ in place: the lower triangle is read and written, what is above it is not kept. False where a pivot is not
// positive.
template <class T>
bool blocked_cholesky(int64_t n, T* a, int64_t lda);

}  // namespace obol::dense
