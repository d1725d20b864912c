// Coordinates brought by a power of two to where squared differences neither overflow nor vanish: exact, but for numbers
// far below the largest one's rounding.
#pragma once

#include <initializer_list>

#include "algorithms/arrays.h"

namespace obol {

// The largest |value| of all; NaN where one is NaN. 0 of none. Waits.
Status largest_magnitude(Backend& backend, std::initializer_list<View> arrays, double* largest);

// The power of two to multiply by, 0 where squares of such numbers, and sums of many of them, are in range as they are.
int scaling_power(DType dtype, double largest);

// A new array in · 2^power, of a matrix.
Status scale_by_power(Backend& backend, const View& in, int power, Tensor* out);

}  // namespace obol
