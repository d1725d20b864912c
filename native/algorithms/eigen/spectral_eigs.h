// The smallest eigenpairs of a graph's Laplacian, K·y = λ·M·y: exact null space, multigrid hierarchy, block iteration from
// the coarsest level to the finest.
#pragma once

#include <vector>

#include "algorithms/multigrid/graph_level.h"
#include "device/job.h"

namespace obol {

struct SpectralOptions {
  int64_t k = 1;
  double tol = 1e-4;   // subspace error, by the estimate of Lobpcg::error
  bool normed = true;  // M = D (1 for an isolated node), else M = I
  uint64_t seed = 0;
};

struct SpectralResult {
  int64_t iterations = 0;
  bool converged = false;
  double error = 0;               // the largest estimate among the k columns
  std::vector<double> residuals;  // ‖M^-1/2·(K·y − λ·M·y)‖ for each column
};

// weights: CSR, symmetric, non-negative, float64 or float32; its diagonal doesn't count. 1 ≤ k ≤ n. eigenvalues (k) and
// eigenvectors (n × k) are float64, YᵀMY = I, in each column the entry of largest |y| is positive, but in a null space
// column 0 is the constant vector. kConvergence where the tolerance isn't reached: the outputs then hold the best found.
Status spectral_eigs(JobContext& context, const CsrMatrix& weights, const SpectralOptions& options,
                     const Tensor& eigenvalues, const Tensor& eigenvectors, SpectralResult* result);

}  // namespace obol
