// A few singular triplets of a large operator: Golub-Kahan-Lanczos bidiagonalisation with thick restarts and full
// reorthogonalisation of both bases (Baglama and Reichel 2005), in float64 or complex128. AᴴA is never formed, so small
// singular values keep their digits. Small ones are solved densely.
#pragma once

#include <cstdint>
#include <vector>

#include "algorithms/operator.h"

namespace obol {

struct SvdsOptions {
  int64_t k = 6;
  bool smallest = false;
  int64_t basis = 0;  // most vectors of each basis at once
  int64_t most_restarts = 0;
  double tolerance = 0;  // of a residual norm, in units of the singular value; at least `precision` is taken
  double precision = 0;  // the unit roundoff of the caller's dtype
  uint64_t seed = 0;     // of random vectors
};

struct SvdsResult {
  std::vector<double> values;  // ascending
  Tensor left, right;          // m × k and n × k, in columns
  std::vector<double> residuals;
  int64_t restarts = 0;
  bool converged = false;
};

// All of the operator's singular triplets on the host, of which the wanted ones are kept.
Status svds_dense(const JobContext& context, LinearOperator& a, const SvdsOptions& options, SvdsResult* result);

// For an operator of at least as many rows as columns. `start` (its columns) may be absent.
Status svds_lanczos(const JobContext& context, LinearOperator& a, const SvdsOptions& options, const Tensor& start,
                    SvdsResult* result);

}  // namespace obol
