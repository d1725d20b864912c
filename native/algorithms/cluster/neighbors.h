// The nearest points of each point.
#pragma once

#include "algorithms/arrays.h"

namespace obol {

// distances (m × k) and indices (m × k, int32): for each row of y the k nearest rows of x, ascending, the first of equals
// first. One of float32 and float64 for all but indices. Refuses NaN and infinity; coordinates of any size are right.
Status neighbors(Backend& backend, const View& distances, const View& indices, const View& x, const View& y);

}  // namespace obol
