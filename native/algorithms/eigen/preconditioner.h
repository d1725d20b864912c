// What makes search directions of residuals.
#pragma once

#include <vector>

#include "algorithms/arrays.h"

namespace obol {

class Preconditioner {
 public:
  virtual ~Preconditioner() = default;

  // Residuals come as z = scale·(K·X − M·X·Θ), a block of dtype(); scale is float64, one factor a row.
  virtual const Tensor& scale() const = 0;
  virtual DType dtype() const = 0;
  // w = the directions, for Ritz vectors of the values theta. May use z's memory up.
  virtual Status apply(Backend& backend, const std::vector<double>& theta, const Tensor& z, const Tensor& w) = 0;
  // Whether w ≈ K⁺r, so that its length estimates the error of a Ritz vector. If not, |r|/θ has to do.
  virtual bool approximates_inverse() const = 0;
};

}  // namespace obol
