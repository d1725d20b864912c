// Decompositions of stacks of dense matrices on the host: `count` matrices, one behind the other, row-major without gaps.
// T is float, double, complex64 or complex128, R its real type, C its complex one. Outputs don't overlap inputs; extents
// are at least 1. Any scale works: entries near the largest number or the smallest one neither overflow nor vanish on the
// way. Eigen stays behind this header.
#pragma once

#include <cstdint>

#include "core/complex.h"

namespace obol::dense {

template <class T>
struct real_of {
  using type = T;
};
template <class R>
struct real_of<Complex<R>> {
  using type = R;
};
template <class T>
using RealOf = typename real_of<T>::type;
template <class T>
using ComplexOf = Complex<RealOf<T>>;

// What the values of a matrix did not allow.
enum class Flaw { kNone, kSingular, kIndefinite, kNotFinite, kNotConverged };

// The first matrix of a stack that could not be done, and why.
struct Finding {
  Flaw flaw = Flaw::kNone;
  int64_t at = 0;

  bool ok() const { return flaw == Flaw::kNone; }
};

// A = L·Lᴴ (`upper`: UᴴU) in place, zeros in the other triangle; only the triangle that the factor takes is read. The
// imaginary part of the diagonal counts as 0.
template <class T>
Finding cholesky(int64_t count, int64_t n, bool upper, T* a);

// det A = sign·exp(logabsdet), |sign| = 1, or 0 and −∞; each output may be null.
template <class T>
void determinant(int64_t count, int64_t n, const T* a, T* det, T* sign, RealOf<T>* logabsdet);

// LU with row exchanges; an exact zero among the pivots is a singular matrix.
template <class T>
Finding inverse(int64_t count, int64_t n, const T* a, T* out);

// A·X = B, B and X n × k. System i has the matrix at a + a_at[i] and the right-hand side at b + b_at[i]; a matrix that
// follows itself is factored once.
template <class T>
Finding solve(int64_t count, int64_t n, int64_t k, const T* a, const int64_t* a_at, const T* b, const int64_t* b_at,
              T* x);

// A = Q·R by Householder reflections, A m × n: Q m × p and R p × n with p = min(m, n), or p = m if `complete`. R's
// diagonal is real, of either sign.
template <class T>
void qr(int64_t count, int64_t m, int64_t n, bool complete, const T* a, T* q, T* r);

// A = V·diag(w)·Vᴴ of a Hermitian matrix (its lower triangle is read, and of the diagonal the real part): w ascending, V
// unitary; v may be null.
template <class T>
Finding eigh(int64_t count, int64_t n, const T* a, RealOf<T>* w, T* v);

// A = U·diag(s)·Vᴴ, A m × n, p = min(m, n): s descending; U m × p and Vᴴ p × n, or m × m and n × n if `full`; u and vh
// may both be null.
template <class T>
Finding svd(int64_t count, int64_t m, int64_t n, bool full, const T* a, T* u, RealOf<T>* s, T* vh);

// A·V = V·diag(w): the columns of V have length 1, their largest entry is real. A real A gives conjugate pairs, exactly.
// v may be null.
template <class T>
Finding eig(int64_t count, int64_t n, const T* a, ComplexOf<T>* w, ComplexOf<T>* v);

}  // namespace obol::dense
