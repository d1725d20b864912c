// The caller's graph as the eigensolver wants it: without a diagonal, without edges that no digit of the answer can see,
// and in units in which float32 holds it.
#pragma once

#include <vector>

#include "algorithms/eigen/null_space.h"
#include "algorithms/multigrid/graph_level.h"

namespace obol {

struct SpectralGraph {
  GraphLevel level;
  NullSpace nulls;
  // Degrees span so many powers of two that float32 could overflow.
  bool wide = false;

  // Weights (CSR, float64 or float32) of which at most `wanted` null vectors are of interest. M = D (1 for an isolated
  // node) where normed, else I.
  Status prepare(Backend& backend, const CsrMatrix& weights, bool normed, int64_t wanted);
  // Vectors of `level` as vectors of the caller's graph: YᵀMY = I, in each column the entry of largest |y| positive.
  Status restore(Backend& backend, const Tensor& y) const;
  // What a value and a residual norm of `level` are multiplied by.
  double value_unit() const { return normed_ ? 1 : unit_; }

 private:
  Status scale(Backend& backend, const std::vector<double>& volume, const std::vector<double>& nodes, int64_t wanted);

  bool normed_ = true;
  double unit_ = 1;  // the caller's weights in level's
  // Unless empty: the unit of each node's component in level's weights, and what vectors are multiplied by for it.
  Tensor node_unit_, component_factor_;
};

}  // namespace obol
