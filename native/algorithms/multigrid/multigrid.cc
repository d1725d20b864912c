// The V-cycle. All vectors are scaled: z stands for D⁻¹r, so that every step is a sparse_affine.
#include "algorithms/multigrid/multigrid.h"

namespace obol {
namespace {

// Chebyshev steps on a coarsest level that is too large to be inverted.
constexpr int kCoarsestSteps = 2;
// Coarse corrections fall short, as smoothed aggregates are too stiff.
constexpr double kOverCorrection = 1.15;

}  // namespace

Status Multigrid::prepare(Backend& backend, int64_t columns, const Tensor& scratch) {
  for (size_t l = 0; l < levels_.size(); ++l) {
    const int64_t n = levels_[l].n();
    OBOL_TRY(make_scratch(backend, l == 0 ? scratch : Tensor(), dtype_, {n, columns}, &smoothers_[l].residual));
    if (l == 0) continue;
    OBOL_TRY(make_tensor(backend, dtype_, {n, columns}, &smoothers_[l].right));
    OBOL_TRY(make_tensor(backend, dtype_, {n, columns}, &smoothers_[l].solution));
  }
  if (!coarsest_inverse_) return Status();
  return make_tensor(backend, DType::kFloat64, {levels_.back().n(), columns}, &coarsest_product_);
}

// x = a Chebyshev step from zero.
Status Multigrid::start(Backend& backend, const Smoother& s, const Tensor& z, const Tensor& x) const {
  SparseAffine step;
  step.a = {s.weights, true};
  step.x = z;
  step.alpha = s.quadratic;
  step.scale = s.inverse_degree;
  step.beta = s.linear;
  return backend.sparse_affine(x, step);
}

// s.residual = z − D⁻¹K·x.
Status Multigrid::find_residual(Backend& backend, const Smoother& s, const Tensor& z, const Tensor& x) const {
  SparseAffine residual;
  residual.a = {s.weights, true};
  residual.x = x;
  residual.alpha = -1;
  residual.scale = s.inverse_degree;
  residual.gamma = 1;
  residual.z = z;
  return backend.sparse_affine(s.residual, residual);
}

// x += a Chebyshev step for its residual.
Status Multigrid::smooth(Backend& backend, const Smoother& s, const Tensor& z, const Tensor& x) const {
  OBOL_TRY(find_residual(backend, s, z, x));
  SparseAffine step;
  step.a = {s.weights, true};
  step.x = s.residual;
  step.alpha = s.quadratic;
  step.scale = s.inverse_degree;
  step.beta = s.linear;
  step.delta = 1;
  return backend.sparse_affine(x, step);
}

Status Multigrid::vcycle(Backend& backend, int l, const Tensor& z, const Tensor& x) const {
  const Smoother& s = smoothers_[static_cast<size_t>(l)];
  if (l + 1 == levels()) {
    if (!coarsest_inverse_) {
      OBOL_TRY(start(backend, s, z, x));
      for (int k = 1; k < kCoarsestSteps; ++k) OBOL_TRY(smooth(backend, s, z, x));
      return Status();
    }
    const View inverse = coarsest_inverse_, right = z;
    OBOL_TRY(backend.gram(coarsest_product_, &inverse, 1, &right, 1));
    return backend.copy(x, coarsest_product_);
  }
  const Smoother& coarse = smoothers_[static_cast<size_t>(l) + 1];
  const Transfer& t = transfers_[static_cast<size_t>(l)];
  OBOL_TRY(start(backend, s, z, x));
  OBOL_TRY(find_residual(backend, s, z, x));
  OBOL_TRY(backend.csr_matmul(coarse.right, t.restrict_to, s.residual));
  OBOL_TRY(vcycle(backend, l + 1, coarse.right, coarse.solution));
  SparseAffine correct;
  correct.a = {t.interpolate, false};
  correct.x = coarse.solution;
  correct.alpha = kOverCorrection;
  correct.delta = 1;
  OBOL_TRY(backend.sparse_affine(x, correct));
  return smooth(backend, s, z, x);
}

}  // namespace obol
