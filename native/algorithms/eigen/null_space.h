// The null space of a graph's Laplacian, known before any iteration: one vector a component, constant on it.
#pragma once

#include <vector>

#include "algorithms/arrays.h"

namespace obol {

struct NullSpace {
  int64_t components = 0;
  int64_t dimension = 0;  // of the basis: min(components, wanted)
  Tensor table;           // components × dimension, float64: row c is what each node of component c has

  // A basis of at most `wanted` vectors with NᵀMN = I, from the components' masses: column 0 is the constant vector,
  // column j nearly the indicator of the j-th largest component. On component c the vectors are multiplied by factor[c].
  Status build(Backend& backend, const std::vector<double>& volume, const std::vector<double>& factor, int64_t wanted);

  // x[:, 0 … dimension) = the basis, for nodes with these component numbers (int32).
  Status assign(Backend& backend, const Tensor& x, const Tensor& labels) const;
};

}  // namespace obol
