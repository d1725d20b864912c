// The V-cycle. All vectors are scaled: z stands for D⁻¹r, so that every step is a sparse_affine.
#include "algorithms/multigrid.h"

namespace obol {

Status Multigrid::prepare(Backend& backend, int64_t columns) {
  for (size_t l = 0; l < levels_.size(); ++l) {
    const int64_t n = levels_[l].n();
    OBOL_TRY(make_tensor(backend, DType::kFloat32, {n, columns}, &smoothers_[l].residual));
    if (l == 0) continue;
    OBOL_TRY(make_tensor(backend, DType::kFloat32, {n, columns}, &smoothers_[l].right));
    OBOL_TRY(make_tensor(backend, DType::kFloat32, {n, columns}, &smoothers_[l].solution));
  }
  return make_tensor(backend, DType::kFloat64, {levels_.back().n(), columns}, &coarsest_product_);
}

// The residual of D⁻¹K·x = z, then x += a Chebyshev step for it.
Status Multigrid::smooth(Backend& backend, const Smoother& s, const Tensor& z, const Tensor& x) const {
  SparseAffine residual;
  residual.a = {s.weights, true};
  residual.x = x;
  residual.alpha = -1;
  residual.scale = s.inverse_degree;
  residual.gamma = 1;
  residual.z = z;
  OBOL_TRY(backend.sparse_affine(s.residual, residual));
  SparseAffine step;
  step.a = residual.a;
  step.x = s.residual;
  step.alpha = s.quadratic;
  step.scale = s.inverse_degree;
  step.beta = s.linear;
  step.delta = 1;
  return backend.sparse_affine(x, step);
}

Status Multigrid::vcycle(Backend& backend, int l, const Tensor& z, const Tensor& x) const {
  if (l + 1 == levels()) {
    const View inverse = coarsest_inverse_, right = z;
    OBOL_TRY(backend.gram(coarsest_product_, &inverse, 1, &right, 1));
    return backend.copy(x, coarsest_product_);
  }
  const Smoother& s = smoothers_[static_cast<size_t>(l)];
  const Smoother& coarse = smoothers_[static_cast<size_t>(l) + 1];
  const Transfer& t = transfers_[static_cast<size_t>(l)];
  SparseAffine start;
  start.a = {s.weights, true};
  start.x = z;
  start.alpha = s.quadratic;
  start.scale = s.inverse_degree;
  start.beta = s.linear;
  OBOL_TRY(backend.sparse_affine(x, start));
  SparseAffine residual;
  residual.a = start.a;
  residual.x = x;
  residual.alpha = -1;
  residual.scale = s.inverse_degree;
  residual.gamma = 1;
  residual.z = z;
  OBOL_TRY(backend.sparse_affine(s.residual, residual));
  OBOL_TRY(backend.csr_matmul(coarse.right, t.restrict_to, s.residual));
  OBOL_TRY(vcycle(backend, l + 1, coarse.right, coarse.solution));
  SparseAffine correct;
  correct.a = {t.interpolate, false};
  correct.x = coarse.solution;
  correct.delta = 1;
  OBOL_TRY(backend.sparse_affine(x, correct));
  return smooth(backend, s, z, x);
}

}  // namespace obol
