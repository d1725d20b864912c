// The functions of blocked_kernels.h by Eigen, in namespace OBOL_DENSE: included by one file an instruction set, after
// Eigen. No include guard.

namespace obol::dense::OBOL_DENSE {
namespace {

using Eigen::Dynamic;
template <class T>
using Matrix = Eigen::Matrix<T, Dynamic, Dynamic>;
template <class T>
using In = Eigen::Map<const Matrix<T>, 0, Eigen::OuterStride<>>;
template <class T>
using Out = Eigen::Map<Matrix<T>, 0, Eigen::OuterStride<>>;
template <class T>
using InVector = Eigen::Map<const Eigen::Matrix<T, Dynamic, 1>>;
template <class T>
using OutVector = Eigen::Map<Eigen::Matrix<T, Dynamic, 1>>;

template <class T>
In<T> in(const T* a, int64_t m, int64_t n, int64_t lda) {
  return In<T>(a, m, n, Eigen::OuterStride<>(lda));
}
template <class T>
Out<T> out(T* a, int64_t m, int64_t n, int64_t lda) {
  return Out<T>(a, m, n, Eigen::OuterStride<>(lda));
}

template <class T>
void multiply_add(int64_t m, int64_t n, int64_t k, T alpha, const T* a, int64_t lda, Op op_a, const T* b, int64_t ldb,
                  Op op_b, T* c, int64_t ldc) {
  if (m == 0 || n == 0 || k == 0) return;
  auto C = out(c, m, n, ldc);
  if (op_a == Op::kAdjoint)
    C.noalias() += alpha * in(a, k, m, lda).adjoint() * in(b, k, n, ldb);
  else if (op_b == Op::kAdjoint)
    C.noalias() += alpha * in(a, m, k, lda) * in(b, n, k, ldb).adjoint();
  else
    C.noalias() += alpha * in(a, m, k, lda) * in(b, k, n, ldb);
}

template <class T>
void apply_add(int64_t m, int64_t n, T alpha, const T* a, int64_t lda, Op op, const T* x, T* y) {
  if (m == 0 || n == 0) return;
  if (op == Op::kAdjoint)
    OutVector<T>(y, n).noalias() += alpha * in(a, m, n, lda).adjoint() * InVector<T>(x, m);
  else
    OutVector<T>(y, m).noalias() += alpha * in(a, m, n, lda) * InVector<T>(x, n);
}

// Four columns at a time: one reading of y and u serves them all.
template <class T, int Columns>
void both_columns(int64_t m, const T* a, int64_t lda, const T* x, T* y, const T* u, T* z) {
  namespace ei = Eigen::internal;
  using Packet = typename ei::packet_traits<T>::type;
  constexpr int kWidth = ei::unpacket_traits<Packet>::size;
  const ei::conj_helper<Packet, Packet, true, false> conjugated{};
  Packet factor[Columns], sum[Columns];
  for (int c = 0; c < Columns; ++c) {
    factor[c] = ei::pset1<Packet>(x[c]);
    sum[c] = ei::pset1<Packet>(T(0));
  }
  int64_t i = 0;
  for (; i + kWidth <= m; i += kWidth) {
    Packet yi = ei::ploadu<Packet>(y + i);
    const Packet ui = ei::ploadu<Packet>(u + i);
    for (int c = 0; c < Columns; ++c) {
      const Packet ai = ei::ploadu<Packet>(a + c * lda + i);
      yi = ei::pmadd(ai, factor[c], yi);
      sum[c] = conjugated.pmadd(ai, ui, sum[c]);
    }
    ei::pstoreu(y + i, yi);
  }
  for (int c = 0; c < Columns; ++c) z[c] += ei::predux(sum[c]);
  for (; i < m; ++i)
    for (int c = 0; c < Columns; ++c) {
      const T ai = a[c * lda + i];
      y[i] += ai * x[c];
      z[c] += Eigen::numext::conj(ai) * u[i];
    }
}

template <class T>
void apply_both(int64_t m, int64_t n, const T* a, int64_t lda, const T* x, T* y, const T* u, T* z) {
  int64_t j = 0;
  for (; j + 4 <= n; j += 4) both_columns<T, 4>(m, a + j * lda, lda, x + j, y, u, z + j);
  for (; j < n; ++j) both_columns<T, 1>(m, a + j * lda, lda, x + j, y, u, z + j);
}

template <class T>
void apply_hermitian(int64_t n, const T* a, int64_t lda, const T* x, T* y) {
  if (n == 0) return;
  OutVector<T>(y, n).noalias() += in(a, n, n, lda).template selfadjointView<Eigen::Lower>() * InVector<T>(x, n);
}

template <class T>
Real<T> squared_norm(int64_t n, const T* x) {
  return n == 0 ? Real<T>(0) : InVector<T>(x, n).squaredNorm();
}

template <class T>
T dot(int64_t n, const T* x, const T* y) {
  return n == 0 ? T(0) : T(InVector<T>(x, n).dot(InVector<T>(y, n)));
}

template <class T>
void solve_unit_lower(int64_t n, int64_t m, const T* l, int64_t ldl, T* b, int64_t ldb) {
  if (n == 0 || m == 0) return;
  auto B = out(b, n, m, ldb);
  in(l, n, n, ldl).template triangularView<Eigen::UnitLower>().solveInPlace(B);
}

template <class T>
void solve_upper(int64_t n, int64_t m, const T* u, int64_t ldu, T* b, int64_t ldb) {
  if (n == 0 || m == 0) return;
  auto B = out(b, n, m, ldb);
  in(u, n, n, ldu).template triangularView<Eigen::Upper>().solveInPlace(B);
}

template <class T>
void solve_right_adjoint(int64_t n, int64_t m, const T* l, int64_t ldl, T* b, int64_t ldb) {
  if (n == 0 || m == 0) return;
  auto B = out(b, m, n, ldb);
  in(l, n, n, ldl).adjoint().template triangularView<Eigen::Upper>().template solveInPlace<Eigen::OnTheRight>(B);
}

template <class T>
int64_t cholesky(int64_t n, T* a, int64_t lda) {
  auto A = out(a, n, n, lda);
  return Eigen::internal::llt_inplace<T, Eigen::Lower>::blocked(A);
}

#include "algorithms/dense/blocked_panel_solves.h"

// Lanes are fixed, so that the sums vectorise without reordering.
void sums(int64_t n, const double* z, const double* delta, double tau, double* result) {
  namespace ei = Eigen::internal;
  using Packet = typename ei::packet_traits<double>::type;
  constexpr int kWidth = ei::unpacket_traits<Packet>::size;
  const Packet at = ei::pset1<Packet>(tau);
  Packet first = ei::pset1<Packet>(0.0), second = first;
  int64_t j = 0;
  for (; j + kWidth <= n; j += kWidth) {
    const Packet zj = ei::ploadu<Packet>(z + j);
    const Packet t = ei::pdiv(zj, ei::psub(ei::ploadu<Packet>(delta + j), at));
    first = ei::pmadd(zj, t, first);
    second = ei::pmadd(t, t, second);
  }
  double a = ei::predux(first), b = ei::predux(second);
  for (; j < n; ++j) {
    const double t = z[j] / (delta[j] - tau);
    a += z[j] * t;
    b += t * t;
  }
  result[0] = a;
  result[1] = b;
}

void gaps(int64_t n, const double* a, double d, double* out) {
  for (int64_t j = 0; j < n; ++j) out[j] = a[j] - d;
}

void square_gaps(int64_t n, const double* a, double d, double* out) {
  for (int64_t j = 0; j < n; ++j) out[j] = (a[j] - d) * (a[j] + d);
}

void ratios(int64_t n, const double* column, const double* gaps, double* product) {
  for (int64_t j = 0; j < n; ++j) product[j] *= column[j] / gaps[j];
}

double quotients(int64_t n, const double* z, const double* column, double* out) {
  for (int64_t j = 0; j < n; ++j) out[j] = z[j] / column[j];
  return squared_norm<double>(n, out);
}

template <class T>
void fill_kernels(Kernels<T>* t) {
  *t = {multiply_add<T>,        apply_add<T>, apply_both<T>,       apply_hermitian<T>,
        squared_norm<T>,        dot<T>,       solve_unit_lower<T>, solve_upper<T>,
        solve_right_adjoint<T>, cholesky<T>,  panel_forward<T>,    panel_backward<T>};
}

}  // namespace

void fill(Kernels<float>* t) { fill_kernels(t); }
void fill(Kernels<double>* t) { fill_kernels(t); }
void fill(Kernels<std::complex<float>>* t) { fill_kernels(t); }
void fill(Kernels<std::complex<double>>* t) { fill_kernels(t); }
void fill(SecularKernels* t) { *t = {sums, gaps, square_gaps, ratios, quotients}; }

}  // namespace obol::dense::OBOL_DENSE
