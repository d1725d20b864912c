// Locally optimal block preconditioned conjugate gradients (Knyazev 2001) for K·y = λ·M·y on a graph, preconditioned by a
// multigrid V-cycle.
#pragma once

#include <vector>

#include "algorithms/multigrid.h"
#include "algorithms/ritz.h"

namespace obol {

// Rotates the block x (n × m, its first columns exact null vectors with NᵀMN = I) to Ritz vectors with XᵀMX = I.
Status rayleigh_ritz(Backend& backend, const GraphLevel& level, int64_t null_count, const Tensor& x,
                     std::vector<double>* theta);

class Lobpcg {
 public:
  // The iteration on level `l` from Ritz vectors x and values theta.
  Lobpcg(Backend& backend, const Multigrid& multigrid, int l, int64_t null_count, Tensor x, std::vector<double> theta);
  Status prepare();

  // One step: waits once. Afterwards error() holds for X as it was before the step: the M-norm of each column's
  // preconditioned residual, an estimate of its distance from the eigenspace that doesn't depend on the scale of λ.
  Status step(const std::vector<bool>& active);

  const std::vector<double>& error() const { return error_; }
  const std::vector<double>& theta() const { return problem_.theta(); }
  const Tensor& x() const { return x_; }

 private:
  Backend& backend_;
  const Multigrid& multigrid_;
  const int l_;
  Tensor x_, w_, p_, z_, theta_, gram_, coefficients_;
  LobpcgProblem problem_;
  std::vector<double> error_, small_;
};

}  // namespace obol
