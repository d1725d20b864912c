// One element from any dtype to any other. Integers wrap; floats truncate towards zero and saturate at the target's
// range, NaN becomes 0; to bool is "not zero" (NaN is true); complex to real takes the real part.
#pragma once

#include "core/dtype.h"
#include "ops/integers.h"
#include "ops/math.h"

namespace obol::ops {

template <class T>
inline constexpr bool is_float_v = false;
template <>
inline constexpr bool is_float_v<float> = true;
template <>
inline constexpr bool is_float_v<double> = true;
template <class T>
inline constexpr bool is_bool_v = false;
template <>
inline constexpr bool is_bool_v<bool> = true;
template <class T>
inline constexpr bool is_integer_v = !is_float_v<T> && !is_complex_v<T> && !is_bool_v<T>;

template <class To, class From>
OBOL_INLINE To float_to_integer(From x) {
  // Both bounds are powers of two (or 0), so they are exact: x < above fits.
  constexpr From below = static_cast<From>(ints::lowest<To>);
  constexpr From above = From(2) * static_cast<From>(To(1) << (8 * sizeof(To) - (ints::is_signed<To> ? 2 : 1)));
  constexpr To highest = static_cast<To>(~static_cast<ints::WideOf<To>>(ints::lowest<To>));
  const bool fits = x >= below && x < above;
  const To inside = static_cast<To>(fits ? x : From(0));
  return x >= above ? (ints::is_signed<To> ? highest : static_cast<To>(-1)) : (x < below ? ints::lowest<To> : inside);
}

template <class To, class From>
OBOL_INLINE To cast(From x) {
  if constexpr (is_complex_v<From>) {
    if constexpr (is_complex_v<To>)
      return To(x);
    else if constexpr (is_bool_v<To>)
      return (x.re != 0) | (x.im != 0);
    else
      return cast<To>(x.re);
  } else if constexpr (is_complex_v<To>) {
    return To(cast<typename To::value_type>(x));
  } else if constexpr (is_bool_v<To>) {
    return x != From(0);
  } else if constexpr (is_float_v<From> && is_integer_v<To>) {
    return float_to_integer<To>(x);
  } else {
    return static_cast<To>(x);
  }
}

}  // namespace obol::ops
