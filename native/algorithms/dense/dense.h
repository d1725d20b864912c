// Small dense linear algebra on the host, in float64: what Rayleigh-Ritz steps, coarsest grids and k × k rotations need.
// Matrices are plain pointers, row-major without gaps. Outputs don't overlap inputs. Eigen stays behind this header.
#pragma once

#include <cstdint>

namespace obol::dense {

// Whether this machine runs what is compiled for AVX2 and FMA (OBOL_ISA=baseline says no).
bool use_avx2();

// A = V·diag(w)·Vᵀ for a symmetric n × n matrix (its lower triangle is read): w ascending, V's columns orthonormal.
// False where the QL iteration does not converge (entries that aren't finite).
bool eigh(int64_t n, const double* a, double* w, double* v);

// The m smallest w with A·V = B·V·diag(w), VᵀBV = I: both symmetric and positive definite, n × n. V is n × m. Solved for
// 1/w, so that values far below the largest one keep their digits, relative to the smallest one. False where A is not
// positive definite to working precision: the smallest pivot of the Cholesky factor of A, scaled to a unit diagonal, is
// below `pivot_floor`; or where the iteration fails. (LAPACK's sygv, itype 1, with A and B exchanged.)
bool eigh_generalized(int64_t n, int64_t m, const double* a, const double* b, double pivot_floor, double* w, double* v);

// A = L·Lᵀ in place, L in the lower triangle, zeros above it. False where A is not positive definite.
bool cholesky(int64_t n, double* a);

// A = Q·R, A m × n with m ≥ n: Q is m × n with orthonormal columns, R n × n upper triangular with a diagonal ≥ 0.
void qr(int64_t m, int64_t n, const double* a, double* q, double* r);

// A = U·diag(s)·Vᵀ, A m × n, p = min(m, n): U is m × p, s has p entries, descending, vt is p × n. (One-sided Jacobi: small
// singular values are accurate too.)
void svd(int64_t m, int64_t n, const double* a, double* u, double* s, double* vt);

// C = op(A)·op(B), op the transpose where the flag says so; C is m × n, the inner extent k.
void multiply(int64_t m, int64_t n, int64_t k, const double* a, bool transpose_a, const double* b, bool transpose_b,
              double* c);

}  // namespace obol::dense
