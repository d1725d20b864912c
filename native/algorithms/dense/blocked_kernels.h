// What the blocked decompositions ask of an instruction set: products and solves of one thread, by Eigen, and the loops
// of the secular equation. Matrices are column-major with a leading dimension. Nothing here allocates or forks.
#pragma once

#include <complex>
#include <cstdint>

namespace obol::dense {

enum class Op : uint8_t { kNone, kAdjoint };

template <class T>
struct RealPart {
  using type = T;
};
template <class T>
struct RealPart<std::complex<T>> {
  using type = T;
};
template <class T>
using Real = typename RealPart<T>::type;

template <class R>
R conjugate(R x) {
  return x;
}
template <class R>
std::complex<R> conjugate(std::complex<R> x) {
  return std::conj(x);
}

template <class T>
struct Kernels {
  // C += alpha·op(A)·op(B), C m × n, the inner extent k. Not both adjoint.
  void (*multiply_add)(int64_t m, int64_t n, int64_t k, T alpha, const T* a, int64_t lda, Op op_a, const T* b,
                       int64_t ldb, Op op_b, T* c, int64_t ldc);
  // y += alpha·op(A)·x, A m × n as stored.
  void (*apply_add)(int64_t m, int64_t n, T alpha, const T* a, int64_t lda, Op op, const T* x, T* y);
  // y += A·x and z += Aᴴ·u in one reading of A, m × n.
  void (*apply_both)(int64_t m, int64_t n, const T* a, int64_t lda, const T* x, T* y, const T* u, T* z);
  // y += A·x, A Hermitian n × n, its lower triangle read, the diagonal's imaginary parts taken as zero.
  void (*apply_hermitian)(int64_t n, const T* a, int64_t lda, const T* x, T* y);
  // Σ|x|², Σ conj(x)·y.
  Real<T> (*squared_norm)(int64_t n, const T* x);
  T (*dot)(int64_t n, const T* x, const T* y);
  // B := L⁻¹·B with a unit diagonal, B := U⁻¹·B, B := B·L⁻ᴴ: L or U n × n, m the other extent of B.
  void (*solve_unit_lower)(int64_t n, int64_t m, const T* l, int64_t ldl, T* b, int64_t ldb);
  void (*solve_upper)(int64_t n, int64_t m, const T* u, int64_t ldu, T* b, int64_t ldb);
  void (*solve_right_adjoint)(int64_t n, int64_t m, const T* l, int64_t ldl, T* b, int64_t ldb);
  // A = L·Lᴴ in place, the lower triangle; the column whose pivot is not positive, or −1.
  int64_t (*cholesky)(int64_t n, T* a, int64_t lda);
  // Of a panel [L; B], m × p, whose diagonal holds its inverses: with x = [x₁; x₂] first x₁ := L⁻¹·x₁, then x₂ −= B·x₁; and
  // x₁ := L⁻ᴴ·(x₁ − Bᴴ·x₂).
  void (*panel_forward)(int64_t m, int64_t p, const T* a, int64_t lda, T* x);
  void (*panel_backward)(int64_t m, int64_t p, const T* a, int64_t lda, T* x);
};

// Loops over the poles of a secular equation.
struct SecularKernels {
  // Σ z²/(delta − tau) to sums[0] and Σ z²/(delta − tau)² to sums[1].
  void (*sums)(int64_t n, const double* z, const double* delta, double tau, double* sums);
  // out = a − d, and out = (a − d)·(a + d).
  void (*gaps)(int64_t n, const double* a, double d, double* out);
  void (*square_gaps)(int64_t n, const double* a, double d, double* out);
  // product ·= column / gaps.
  void (*ratios)(int64_t n, const double* column, const double* gaps, double* product);
  // out = z / column; returns Σ out².
  double (*quotients)(int64_t n, const double* z, const double* column, double* out);
};

// Those of the best instruction set that the machine has (OBOL_ISA asks for less).
template <class T>
const Kernels<T>& kernels();
const SecularKernels& secular_kernels();

}  // namespace obol::dense
