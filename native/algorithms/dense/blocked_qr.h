// QR of one large matrix by blocked Householder reflections, on all threads. Column-major.
#pragma once

#include "algorithms/dense/blocked_kernels.h"

namespace obol::dense {

// A = Q·R, A m × n, in place: R above and on the diagonal (which is real), Q = H₀·…·H_{p−1} with v below it, p = min(m, n),
// tau (p). Q is formed by apply_reflectors(…, identity). May throw std::bad_alloc.
template <class T>
void blocked_qr(int64_t m, int64_t n, T* a, int64_t lda, T* tau);

}  // namespace obol::dense
