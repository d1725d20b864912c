// Reduction of a tall matrix to an upper bidiagonal one, on all threads. Column-major.
#pragma once

#include "algorithms/dense/blocked_kernels.h"

namespace obol::dense {

// A = Q·B·Pᴴ, A m × n with m ≥ n, overwritten: B's diagonal, real, to d (n) and what is above it to e (n − 1).
// Q = H₀·…·H_{n−1} with v below the diagonal of `a` and tau_q (n); P = G₀·…·G_{n−2}: `g` is n × n, column j below its
// second entry under the diagonal holds the vector of G_j, whose first entry (row j + 1) is 1; tau_p (n − 1). May throw
// std::bad_alloc.
template <class T>
void bidiagonalize(int64_t m, int64_t n, T* a, int64_t lda, Real<T>* d, Real<T>* e, T* tau_q, T* g, int64_t ldg,
                   T* tau_p);

}  // namespace obol::dense
