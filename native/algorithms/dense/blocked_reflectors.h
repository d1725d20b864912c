// Householder reflections H = I − tau·v·vᴴ with v[0] = 1, one by one and in blocks I − V·T·Vᴴ (the compact WY form:
// Bischof & Van Loan 1987, Schreiber & Van Loan 1989). Column-major.
#pragma once

#include "algorithms/dense/blocked_buffer.h"
#include "algorithms/dense/blocked_kernels.h"

namespace obol::dense {

// x = (alpha, rest…) of n entries: Hᴴ·x = (beta, 0, …) with beta real. `alpha` becomes beta, the rest v's; returns tau,
// 0 where x is so already. Entries may be of any size.
template <class T>
T make_reflector(int64_t n, T* alpha, T* rest);

// V (n × k) of the reflectors below the diagonal of `a`: copied, with its unit diagonal and the zeros above it.
template <class T>
void copy_reflectors(int64_t n, int64_t k, const T* a, int64_t lda, T* v, int64_t ldv);

// H₁·…·Hk = I − V·T·Vᴴ: T is k × k, upper triangular, with zeros below.
template <class T>
void block_factor(int64_t n, int64_t k, const T* v, int64_t ldv, const T* tau, T* t, int64_t ldt);

// C := (I − V·op(T)·Vᴴ)·C, C n × m: op none applies H₁·…·Hk, op adjoint Hkᴴ·…·H₁ᴴ. On all threads.
template <class T>
void apply_block(int64_t n, int64_t m, int64_t k, const T* v, int64_t ldv, const T* t, int64_t ldt, Op op, T* c,
                 int64_t ldc);

// C := H₁·…·Hcount·C for reflectors stored below the diagonal of `a` (n × count), C n × m. With `identity`, C holds the
// first m columns of a unit matrix, which saves work.
template <class T>
void apply_reflectors(int64_t n, int64_t m, int64_t count, const T* a, int64_t lda, const T* tau, bool identity, T* c,
                      int64_t ldc);

// The real n × n matrix `from` in the corner of a unit matrix of height × columns.
template <class T>
void embed(int64_t height, int64_t columns, int64_t n, const double* from, T* to, int64_t ld);

}  // namespace obol::dense
