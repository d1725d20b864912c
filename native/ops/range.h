// The formula of a range: start + i·step at index i. Integers wrap; floats are computed in float64.
#pragma once

#include "core/dtype.h"
#include "ops/cast.h"

namespace obol::ops {

// The dtype in which start and step are given.
template <class T>
struct range_given {
  using type = T;
};
template <>
struct range_given<float> {
  using type = double;
};
template <class T>
using range_given_t = typename range_given<T>::type;

template <class T>
OBOL_INLINE T range_at(range_given_t<T> start, range_given_t<T> step, int64_t i) {
  if constexpr (is_float_v<T>) {
    return static_cast<T>(start + static_cast<double>(i) * step);
  } else if constexpr (is_complex_v<T>) {
    const auto at = static_cast<typename T::value_type>(i);
    return {start.re + at * step.re, start.im + at * step.im};
  } else if constexpr (is_bool_v<T>) {
    return start || (step && i > 0);
  } else {
    return ints::add(start, ints::multiply(static_cast<T>(i), step));
  }
}

}  // namespace obol::ops
