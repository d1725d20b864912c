// The functions of dense.h by Eigen, in namespace OBOL_DENSE: included by one file an instruction set, after Eigen. No
// include guard.

namespace obol::dense::OBOL_DENSE {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ColMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic>;
using In = Eigen::Map<const RowMajor>;
using Out = Eigen::Map<RowMajor>;

}  // namespace

bool eigh(int64_t n, const double* a, double* w, double* v) {
  if (n == 0) return true;
  // Row-major symmetric read as column-major: its lower triangle is the upper one there.
  const ColMajor copy = In(a, n, n);
  const Eigen::SelfAdjointEigenSolver<ColMajor> solver(copy);
  if (solver.info() != Eigen::Success || !solver.eigenvalues().allFinite()) return false;
  Eigen::Map<Eigen::VectorXd>(w, n) = solver.eigenvalues();
  Out(v, n, n) = solver.eigenvectors();
  return true;
}

bool eigh_generalized(int64_t n, int64_t m, const double* a, const double* b, double pivot_floor, double* w,
                      double* v) {
  if (n == 0) return true;
  ColMajor A = In(a, n, n);
  Eigen::VectorXd s = A.diagonal();
  if (!(s.array() > 0).all()) return false;
  s = s.array().rsqrt();
  A.array() *= (s * s.transpose()).array();
  const Eigen::LLT<Eigen::Ref<ColMajor>> factor(A);
  if (factor.info() != Eigen::Success) return false;
  if (!(factor.matrixLLT().diagonal().minCoeff() >= pivot_floor)) return false;
  ColMajor B = In(b, n, n);
  B.array() *= (s * s.transpose()).array();
  factor.matrixL().solveInPlace(B);
  B.transposeInPlace();
  factor.matrixL().solveInPlace(B);
  const Eigen::SelfAdjointEigenSolver<ColMajor> solver(B);
  if (solver.info() != Eigen::Success || !solver.eigenvalues().allFinite()) return false;
  const Eigen::VectorXd inverse = solver.eigenvalues().tail(m).reverse();
  if (!(inverse.array() > 0).all()) return false;
  Eigen::Map<Eigen::VectorXd>(w, m) = inverse.cwiseInverse();
  ColMajor V = solver.eigenvectors().rightCols(m).rowwise().reverse();
  factor.matrixU().solveInPlace(V);
  Out(v, n, m) = s.asDiagonal() * V * inverse.cwiseSqrt().cwiseInverse().asDiagonal();
  return true;
}

bool cholesky(int64_t n, double* a) {
  if (n == 0) return true;
  const ColMajor A = In(a, n, n);
  const Eigen::LLT<ColMajor> factor(A);
  if (factor.info() != Eigen::Success || !factor.matrixLLT().diagonal().allFinite()) return false;
  Out(a, n, n) = ColMajor(factor.matrixL());
  return true;
}

void qr(int64_t m, int64_t n, const double* a, double* q, double* r) {
  if (m == 0 || n == 0) return;
  const Eigen::HouseholderQR<ColMajor> factor(In(a, m, n));
  const Eigen::VectorXd sign =
      factor.matrixQR().diagonal().head(n).unaryExpr([](double x) { return x < 0 ? -1.0 : 1.0; });
  const ColMajor thin = ColMajor::Identity(m, n);
  Out(q, m, n) = (factor.householderQ() * thin) * sign.asDiagonal();
  const ColMajor upper = factor.matrixQR().topRows(n).triangularView<Eigen::Upper>();
  Out(r, n, n) = sign.asDiagonal() * upper;
}

void svd(int64_t m, int64_t n, const double* a, double* u, double* s, double* vt) {
  const int64_t p = m < n ? m : n;
  if (p == 0) return;
  const Eigen::JacobiSVD<ColMajor> solver(In(a, m, n), Eigen::ComputeThinU | Eigen::ComputeThinV);
  Out(u, m, p) = solver.matrixU();
  Eigen::Map<Eigen::VectorXd>(s, p) = solver.singularValues();
  Out(vt, p, n) = solver.matrixV().transpose();
}

void multiply(int64_t m, int64_t n, int64_t k, const double* a, bool transpose_a, const double* b, bool transpose_b,
              double* c) {
  Out C(c, m, n);
  if (transpose_a && transpose_b)
    C.noalias() = In(a, k, m).transpose() * In(b, n, k).transpose();
  else if (transpose_a)
    C.noalias() = In(a, k, m).transpose() * In(b, k, n);
  else if (transpose_b)
    C.noalias() = In(a, m, k) * In(b, n, k).transpose();
  else
    C.noalias() = In(a, m, k) * In(b, k, n);
}

}  // namespace obol::dense::OBOL_DENSE
