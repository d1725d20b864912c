// Locally optimal block preconditioned conjugate gradients (Knyazev 2001) for K·y = λ·M·y on a graph.
#pragma once

#include <vector>

#include "algorithms/graph_level.h"
#include "algorithms/preconditioner.h"
#include "algorithms/ritz.h"

namespace obol {

// Rotates the block x (n × m, its first columns exact null vectors with NᵀMN = I) to Ritz vectors with XᵀMX = I.
Status rayleigh_ritz(Backend& backend, const GraphLevel& level, int64_t null_count, const Tensor& x,
                     std::vector<double>* theta);

class Lobpcg {
 public:
  // The iteration from Ritz vectors x, whose first `null_count` columns are exact null vectors, and values theta.
  Lobpcg(Backend& backend, const GraphLevel& level, Preconditioner& preconditioner, int64_t null_count, Tensor x,
         std::vector<double> theta);
  Status prepare();

  // One step: waits once. Afterwards error() holds for X as it was before the step.
  Status step(const std::vector<bool>& active);

  // For each column an estimate of its distance from the eigenspace that doesn't depend on the scale of λ: the M-norm of
  // w ≈ K⁺r, or a fifth of its energy norm relative to λ where that is more, so that eigenvalues get twice the digits.
  const std::vector<double>& error() const { return error_; }
  const std::vector<double>& theta() const { return problem_.theta(); }
  const Tensor& x() const { return x_; }

 private:
  void estimate(const double* a_w, const double* m_w, const double* norms);

  Backend& backend_;
  const GraphLevel& level_;
  Preconditioner& preconditioner_;
  Tensor x_, w_, p_, z_, theta_, small_, coefficients_;
  LobpcgProblem problem_;
  std::vector<double> error_, host_;
};

}  // namespace obol
