// Divide and conquer for tridiagonal and bidiagonal matrices (Cuppen 1981; Gu & Eisenstat 1994, 1995), on all threads.
// Column-major, and in double for every type of matrix: in float the poles of a graded problem leave its range. Entries are finite and far from overflow. May throw std::bad_alloc.
#pragma once

#include <cstdint>

namespace obol::dense {

// The eigenvalues of the symmetric tridiagonal matrix with diagonal d (n) and e (n − 1) beside it: to d, ascending. With
// `vectors` (n × n, ld) its eigenvectors; may be null. e is not kept.
void tridiagonal_eigen(int64_t n, double* d, double* e, double* vectors, int64_t ld);

// The singular values of the upper bidiagonal matrix with diagonal d (n) and e (n − 1) above it: to d, descending, and
// U, V (n × n) with B = U·diag(d)·Vᵀ; both may be null. e is not kept.
void bidiagonal_svd(int64_t n, double* d, double* e, double* u, int64_t ldu, double* v, int64_t ldv);

}  // namespace obol::dense
