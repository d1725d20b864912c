// Products and triangular solves on all threads: column-major matrices, cut into tiles by their sizes alone, the inner
// extent never. The same bits come from operands that lie alike in memory (blocked_buffer.h).
#pragma once

#include "algorithms/dense/blocked_buffer.h"
#include "algorithms/dense/blocked_kernels.h"

namespace obol::dense {

// C += alpha·op(A)·op(B), C m × n, the inner extent k. Not both adjoint.
template <class T>
void multiply_add(int64_t m, int64_t n, int64_t k, T alpha, const T* a, int64_t lda, Op op_a, const T* b, int64_t ldb,
                  Op op_b, T* c, int64_t ldc);

// The lower triangle of C += alpha·A·op(B) for a product that is Hermitian; of tiles on the diagonal all is written.
template <class T>
void multiply_add_lower(int64_t n, int64_t k, T alpha, const T* a, int64_t lda, const T* b, int64_t ldb, Op op_b, T* c,
                        int64_t ldc);

// B := L⁻¹·B (a unit diagonal) and B := U⁻¹·B for n × n triangles and m columns.
template <class T>
void solve_unit_lower(int64_t n, int64_t m, const T* l, int64_t ldl, T* b, int64_t ldb);
template <class T>
void solve_upper(int64_t n, int64_t m, const T* u, int64_t ldu, T* b, int64_t ldb);

}  // namespace obol::dense
