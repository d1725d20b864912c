// Singular values and vectors of small matrices by Eigen's one-sided Jacobi, in namespace OBOL_DENSE. No include guard.

#include "algorithms/dense/decompositions_common.h"

namespace obol::dense::OBOL_DENSE {
template <class T>
Finding svd(int64_t count, int64_t m, int64_t n, bool full, const T* a, T* u, RealOf<T>* s, T* vh) {
  using S = ScalarOf<T>;
  using R = RealOf<T>;
  using W = WideOf<T>;
  const int64_t p = std::min(m, n), columns = full ? m : p, rows = full ? n : p;
  unsigned wanted = 0;
  if (u != nullptr)
    wanted = full ? Eigen::ComputeFullU | Eigen::ComputeFullV : Eigen::ComputeThinU | Eigen::ComputeThinV;
  ColMajor<W> copy(m, n);
  Vector<double> values(p);
  Eigen::JacobiSVD<ColMajor<W>> solver(m, n, wanted);
  for (int64_t i = 0; i < count; ++i) {
    copy = In<S>(as_scalars(a + i * m * n), m, n).template cast<W>();
    const double largest = largest_component(copy.data(), m * n);
    if (!is_finite(largest)) return found(Flaw::kNotFinite, i);
    const int e = extreme_exponent(largest);
    scale_by(copy, -e);
    solver.compute(copy, wanted);
    if (solver.info() != Eigen::Success) return found(Flaw::kNotConverged, i);
    values = solver.singularValues();
    scale_by(values, e);
    Eigen::Map<Vector<R>>(s + i * p, p) = values.template cast<R>();
    if (u == nullptr) continue;
    Out<S>(as_scalars(u + i * m * columns), m, columns) = solver.matrixU().template cast<S>();
    Out<S>(as_scalars(vh + i * rows * n), rows, n) = solver.matrixV().adjoint().template cast<S>();
  }
  return Finding();
}

#define OBOL_INSTANTIATE(T) template Finding svd<T>(int64_t, int64_t, int64_t, bool, const T*, T*, RealOf<T>*, T*);
OBOL_INSTANTIATE(float)
OBOL_INSTANTIATE(double)
OBOL_INSTANTIATE(complex64)
OBOL_INSTANTIATE(complex128)
#undef OBOL_INSTANTIATE

}  // namespace obol::dense::OBOL_DENSE
