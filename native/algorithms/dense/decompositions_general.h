// Eigenvalues and eigenvectors of general matrices: Schur forms by Eigen, vectors by substitution, in namespace
// OBOL_DENSE. No include guard.

#include "algorithms/dense/decompositions_common.h"

namespace obol::dense::OBOL_DENSE {
namespace {

// D⁻¹·A·D, D powers of two, with rows and columns of like lengths (Parlett and Reinsch 1969; lengths as James, Langou and
// Lowery 2014): eigenvalues of a badly scaled matrix keep their digits.
template <class W>
void balance(ColMajor<W>* a, Vector<double>* d) {
  constexpr double kLeast = std::numeric_limits<double>::min();
  d->setOnes();
  bool changed = true;
  for (int sweep = 0; changed && sweep < 20; ++sweep) {
    changed = false;
    for (int64_t i = 0; i < a->rows(); ++i) {
      const double column = a->col(i).norm(), row = a->row(i).norm();
      if (!(column > 0) || !(row > 0)) continue;
      double c = column, r = row, f = 1;
      while (c < r / 2) c *= 2, r /= 2, f *= 2;
      while (c >= r * 2) c /= 2, r *= 2, f /= 2;
      const double factor = (*d)(i)*f;
      if (f == 1 || !(c * c + r * r < 0.9 * (column * column + row * row))) continue;
      if (!(factor > kLeast && factor < 1 / kLeast)) continue;
      (*d)(i) = factor;
      a->col(i) *= f;
      a->row(i) /= f;
      changed = true;
    }
  }
}

// Length 1, the largest entry real.
void normalize(Eigen::Ref<Vector<std::complex<double>>> v) {
  const double largest = largest_component(v.data(), v.size());
  if (!(largest > 0)) return;
  scale_by(v, -exponent_of(largest));
  Eigen::Index at = 0;
  v.cwiseAbs2().maxCoeff(&at);
  const std::complex<double> lead = v(at);
  if (lead.imag() != 0) {
    v *= Eigen::numext::conj(lead) / Eigen::numext::abs(lead);
    v(at) = v(at).real();
  }
  v /= v.norm();
}

// Columns x of X with T·x = T(k, k)·x for an upper triangular T, each scaled down where it would overflow.
void triangular_vectors(const ColMajor<std::complex<double>>& t, ColMajor<std::complex<double>>* x) {
  using C = std::complex<double>;
  const double least =
      std::max(std::numeric_limits<double>::epsilon() * t.cwiseAbs().maxCoeff(), std::numeric_limits<double>::min());
  const double large = 1e100;
  x->setZero();
  for (int64_t k = t.rows() - 1; k >= 0; --k) {
    auto column = x->col(k);
    column(k) = C(1);
    column.head(k) = -t.col(k).head(k);
    for (int64_t i = k - 1; i >= 0; --i) {
      C gap = t(i, i) - t(k, k);
      if (Eigen::numext::abs(gap) < least) gap = C(least);
      const double size = Eigen::numext::abs(column(i)), most = large * std::min(1.0, Eigen::numext::abs(gap));
      if (size > most) column.head(k + 1) *= most / size;
      column(i) /= gap;
      column.head(i) -= column(i) * t.col(i).head(i);
    }
  }
}

// Real matrices, by the real Schur form: complex eigenvalues come as exact pairs.
class RealSolver {
 public:
  using C = std::complex<double>;
  explicit RealSolver(int64_t n) : solver_(n) {}

  bool compute(const ColMajor<double>& a, bool vectors) {
    solver_.compute(a, vectors);
    return solver_.info() == Eigen::Success;
  }
  const Vector<C>& values() const { return solver_.eigenvalues(); }
  // Columns of D·V.
  void vectors(const Vector<double>& d, ColMajor<C>* v) const {
    const ColMajor<double>& parts = solver_.pseudoEigenvectors();
    for (int64_t j = 0; j < v->cols(); ++j) {
      auto column = v->col(j);
      if (values()(j).imag() == 0 || j + 1 == v->cols()) {
        column = parts.col(j).cwiseProduct(d).cast<C>();
        normalize(column);
        continue;
      }
      column.real() = parts.col(j).cwiseProduct(d);
      column.imag() = parts.col(j + 1).cwiseProduct(d);
      normalize(column);
      v->col(j + 1) = column.conjugate();
      ++j;
    }
  }

 private:
  Eigen::EigenSolver<ColMajor<double>> solver_;
};

class ComplexSolver {
 public:
  using C = std::complex<double>;
  explicit ComplexSolver(int64_t n) : solver_(n), values_(n), x_(n, n) {}

  bool compute(const ColMajor<C>& a, bool vectors) {
    solver_.compute(a, vectors);
    if (solver_.info() != Eigen::Success) return false;
    values_ = solver_.matrixT().diagonal();
    return true;
  }
  const Vector<C>& values() const { return values_; }
  void vectors(const Vector<double>& d, ColMajor<C>* v) {
    triangular_vectors(solver_.matrixT(), &x_);
    v->noalias() = solver_.matrixU() * x_;
    for (int64_t j = 0; j < v->cols(); ++j) {
      // Lengths first: the factors of balancing may be large.
      normalize(v->col(j));
      v->col(j) = v->col(j).cwiseProduct(d.cast<C>());
      normalize(v->col(j));
    }
  }

 private:
  Eigen::ComplexSchur<ColMajor<C>> solver_;
  Vector<C> values_;
  ColMajor<C> x_;
};

template <class W>
struct solver_of {
  using type = RealSolver;
};
template <>
struct solver_of<std::complex<double>> {
  using type = ComplexSolver;
};

}  // namespace

template <class T>
Finding eig(int64_t count, int64_t n, const T* a, ComplexOf<T>* w, ComplexOf<T>* v) {
  using W = WideOf<T>;
  using Wide = std::complex<double>;
  using C = ScalarOf<ComplexOf<T>>;
  ColMajor<W> copy(n, n);
  ColMajor<Wide> vectors(v == nullptr ? 0 : n, v == nullptr ? 0 : n);
  Vector<Wide> values(n);
  Vector<double> d(n);
  typename solver_of<W>::type solver(n);
  for (int64_t i = 0; i < count; ++i) {
    copy = In<ScalarOf<T>>(as_scalars(a + i * n * n), n, n).template cast<W>();
    const double largest = largest_component(copy.data(), n * n);
    if (!is_finite(largest)) return found(Flaw::kNotFinite, i);
    const int e = extreme_exponent(largest);
    scale_by(copy, -e);
    balance(&copy, &d);
    if (!solver.compute(copy, v != nullptr)) return found(Flaw::kNotConverged, i);
    values = solver.values();
    scale_by(values, e);
    Eigen::Map<Vector<C>>(as_scalars(w + i * n), n) = values.template cast<C>();
    if (v == nullptr) continue;
    solver.vectors(d, &vectors);
    Out<C>(as_scalars(v + i * n * n), n, n) = vectors.template cast<C>();
  }
  return Finding();
}

#define OBOL_INSTANTIATE(T) template Finding eig<T>(int64_t, int64_t, const T*, ComplexOf<T>*, ComplexOf<T>*);
OBOL_INSTANTIATE(float)
OBOL_INSTANTIATE(double)
OBOL_INSTANTIATE(complex64)
OBOL_INSTANTIATE(complex128)
#undef OBOL_INSTANTIATE

}  // namespace obol::dense::OBOL_DENSE
