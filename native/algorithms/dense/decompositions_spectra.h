// Eigenvalues and eigenvectors of Hermitian matrices by Eigen, in namespace OBOL_DENSE. No include guard.

#include "algorithms/dense/decompositions_common.h"

namespace obol::dense::OBOL_DENSE {

template <class T>
Finding eigh(int64_t count, int64_t n, const T* a, RealOf<T>* w, T* v) {
  using S = ScalarOf<T>;
  using R = RealOf<T>;
  using W = WideOf<T>;
  const auto wanted = v == nullptr ? Eigen::EigenvaluesOnly : Eigen::ComputeEigenvectors;
  ColMajor<W> lower = ColMajor<W>::Zero(n, n);
  Eigen::SelfAdjointEigenSolver<ColMajor<W>> solver(n);
  Vector<double> values(n);
  for (int64_t i = 0; i < count; ++i) {
    lower.template triangularView<Eigen::Lower>() = In<S>(as_scalars(a + i * n * n), n, n).template cast<W>();
    lower.diagonal() = lower.diagonal().real().template cast<W>();
    const double largest = largest_component(lower.data(), n * n);
    if (!is_finite(largest)) return found(Flaw::kNotFinite, i);
    const int e = extreme_exponent(largest);
    scale_by(lower, -e);
    solver.compute(lower, wanted);
    if (solver.info() != Eigen::Success) return found(Flaw::kNotConverged, i);
    values = solver.eigenvalues();
    scale_by(values, e);
    Eigen::Map<Vector<R>>(w + i * n, n) = values.template cast<R>();
    if (v != nullptr) Out<S>(as_scalars(v + i * n * n), n, n) = solver.eigenvectors().template cast<S>();
  }
  return Finding();
}

#define OBOL_INSTANTIATE(T) template Finding eigh<T>(int64_t, int64_t, const T*, RealOf<T>*, T*);
OBOL_INSTANTIATE(float)
OBOL_INSTANTIATE(double)
OBOL_INSTANTIATE(complex64)
OBOL_INSTANTIATE(complex128)
#undef OBOL_INSTANTIATE

}  // namespace obol::dense::OBOL_DENSE
