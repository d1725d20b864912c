// The null space of a graph's Laplacian, known before any iteration: one vector a component, constant on it.
#pragma once

#include <vector>

#include "algorithms/arrays.h"

namespace obol {

struct NullSpace {
  int64_t components = 0;
  int64_t dimension = 0;  // of the basis: min(components, wanted)
  Tensor table;           // components × dimension, float64: row c is what each node of component c has

  // x[:, 0 … dimension) = the basis, for nodes with these component numbers (int32).
  Status assign(Backend& backend, const Tensor& x, const Tensor& labels) const;
};

// Numbers the components of `graph` into `labels` (int32, n) and builds a basis of at most `wanted` null vectors with
// NᵀMN = I, M = diag(mass): column 0 is the constant vector, column j is nearly the indicator of the j-th largest component.
Status null_space(Backend& backend, const CsrMatrix& graph, const Tensor& mass, int64_t wanted, const Tensor& labels,
                  NullSpace* out);

}  // namespace obol
