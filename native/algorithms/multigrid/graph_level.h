// A weighted graph as an eigenproblem K·y = λ·M·y: K = D − W the Laplacian of the weights, M a diagonal mass.
#pragma once

#include "algorithms/arrays.h"

namespace obol {

struct GraphLevel {
  CsrMatrix weights;      // W: symmetric, no diagonal, float64
  Tensor degree;          // row sums of W
  Tensor inverse_degree;  // 1/degree, 0 where a node has no edges
  Tensor mass;            // M
  Tensor labels;          // component of each node, int32
  // The last node is the ground: its value is a fixed 0, so that a weight to it is what K's diagonal has in excess. Its
  // inverse_degree is 0, which keeps it out of every smoothing step.
  bool grounded = false;

  int64_t n() const { return weights.rows; }
  SparseOperator laplacian() const { return {weights, true}; }
};

// The same matrix with its entries as float32 or float64; indices are shared.
Status with_dtype(Backend& backend, const CsrMatrix& a, DType dtype, CsrMatrix* out);

// degree and inverse_degree from weights.
Status fill_degrees(Backend& backend, GraphLevel* level);

}  // namespace obol
