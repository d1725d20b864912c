// Locally optimal block preconditioned conjugate gradients (Knyazev 2001) for K·y = λ·M·y on a graph.
#pragma once

#include <vector>

#include "algorithms/eigen/preconditioner.h"
#include "algorithms/eigen/ritz.h"
#include "algorithms/multigrid/graph_level.h"

namespace obol {

// Rotates the block x (n × m, its first columns exact null vectors with NᵀMN = I) to Ritz vectors with XᵀMX = I.
Status rayleigh_ritz(Backend& backend, const GraphLevel& level, int64_t null_count, const Tensor& x,
                     std::vector<double>* theta);

class Lobpcg {
 public:
  // The iteration from Ritz vectors x, whose first `null_count` columns are exact null vectors, and values theta. The
  // first `wanted` columns are what it is for, the others guard them.
  Lobpcg(Backend& backend, const GraphLevel& level, Preconditioner& preconditioner, int64_t null_count, int64_t wanted,
         Tensor x, std::vector<double> theta);
  // Room for steps towards errors of `tol`.
  Status prepare(double tol);

  // One step: waits once. Afterwards error() holds for X as it was before the step. Columns whose error is at most
  // `settled` get no new direction: it would be rounding errors only.
  Status step(double settled);

  // For each column an estimate of its distance from the wanted space that doesn't depend on the scale of λ: the M-norm of
  // w ≈ K⁺r, or a fifth of its energy norm relative to λ where that is more, so that eigenvalues get twice the digits.
  const std::vector<double>& error() const { return error_; }
  const std::vector<double>& theta() const { return problem_.theta(); }
  const Tensor& x() const { return x_; }

 private:
  void estimate(const double* a_w, const double* m_w, const double* norms);

  Backend& backend_;
  const GraphLevel& level_;
  Preconditioner& preconditioner_;
  const int64_t wanted_;
  Tensor x_, w_, p_, z_, theta_, small_, coefficients_;
  LobpcgProblem problem_;
  std::vector<double> error_, host_;
};

}  // namespace obol
