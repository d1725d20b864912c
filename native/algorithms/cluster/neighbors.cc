// See neighbors.h.
#include "algorithms/cluster/neighbors.h"

#include <cmath>

#include "algorithms/cluster/scale.h"

namespace obol {

Status neighbors(Backend& backend, const View& distances, const View& indices, const View& x, const View& y) {
  double largest = 0;
  OBOL_TRY(largest_magnitude(backend, {x, y}, &largest));
  if (!std::isfinite(largest)) return Status(Code::kRange, "kneighbors: expected finite numbers, got NaN or infinity");
  const int power = scaling_power(x.dtype, largest);
  if (power == 0) {
    OBOL_TRY(backend.nearest_rows(indices, distances, x, y));
    return backend.unary(UnaryOp::k_sqrt, distances, distances);
  }
  Tensor scaled_x, scaled_y;
  OBOL_TRY(scale_by_power(backend, x, power, &scaled_x));
  OBOL_TRY(scale_by_power(backend, y, power, &scaled_y));
  OBOL_TRY(backend.nearest_rows(indices, distances, scaled_x, scaled_y));
  OBOL_TRY(backend.unary(UnaryOp::k_sqrt, distances, distances));
  // In two steps: a power of two may be beyond the dtype where the distances times it are not.
  for (const int step : {-power / 2, -power + power / 2}) {
    const double by = std::ldexp(1.0, step);
    const View factor =
        x.dtype == DType::kFloat32 ? immediate(static_cast<float>(by), distances) : immediate(by, distances);
    OBOL_TRY(backend.binary(BinaryOp::k_multiply, distances, distances, factor));
  }
  return Status();
}

}  // namespace obol
