// Integer arithmetic that is defined for every operand: it wraps where C++ would be undefined, and never traps.
#pragma once

#include <stdint.h>

#include "core/portable.h"

namespace obol::ints {

// The unsigned type to compute in: wide enough that promotion to int can't overflow.
template <int Bytes>
struct Wide {
  using type = uint32_t;
};
template <>
struct Wide<8> {
  using type = uint64_t;
};
template <class T>
using WideOf = typename Wide<sizeof(T)>::type;

template <class T>
inline constexpr bool is_signed = T(-1) < T(0);
template <class T>
inline constexpr T lowest = is_signed<T> ? static_cast<T>(WideOf<T>(1) << (8 * sizeof(T) - 1)) : T(0);

template <class T>
OBOL_INLINE T add(T a, T b) {
  return static_cast<T>(static_cast<WideOf<T>>(a) + static_cast<WideOf<T>>(b));
}
template <class T>
OBOL_INLINE T subtract(T a, T b) {
  return static_cast<T>(static_cast<WideOf<T>>(a) - static_cast<WideOf<T>>(b));
}
template <class T>
OBOL_INLINE T multiply(T a, T b) {
  return static_cast<T>(static_cast<WideOf<T>>(a) * static_cast<WideOf<T>>(b));
}
template <class T>
OBOL_INLINE T negative(T a) {
  return static_cast<T>(WideOf<T>(0) - static_cast<WideOf<T>>(a));
}

// Rounds towards -infinity; x / 0 is 0, the lowest number / -1 wraps to itself.
template <class T>
OBOL_INLINE T floor_divide(T a, T b) {
  if (b == T(0)) return T(0);
  if constexpr (is_signed<T>) {
    if (b == T(-1)) return negative(a);
    const T q = static_cast<T>(a / b), r = static_cast<T>(a % b);
    return r != T(0) && ((r < T(0)) != (b < T(0))) ? static_cast<T>(q - 1) : q;
  } else {
    return static_cast<T>(a / b);
  }
}
// Has the divisor's sign; x % 0 is 0.
template <class T>
OBOL_INLINE T remainder(T a, T b) {
  if (b == T(0)) return T(0);
  if constexpr (is_signed<T>) {
    if (b == T(-1)) return T(0);
    const T r = static_cast<T>(a % b);
    return r != T(0) && ((r < T(0)) != (b < T(0))) ? static_cast<T>(r + b) : r;
  } else {
    return static_cast<T>(a % b);
  }
}

// By repeated squaring, wrapping. A negative power is 1/aⁿ truncated: 0, or ±1 for a = ±1; 0 for a = 0.
template <class T>
OBOL_INLINE T pow(T a, T n) {
  if constexpr (is_signed<T>) {
    if (n < T(0)) return a == T(1) ? T(1) : (a == T(-1) ? ((n & 1) != 0 ? T(-1) : T(1)) : T(0));
  }
  WideOf<T> base = static_cast<WideOf<T>>(a), result = 1;
  for (WideOf<T> left = static_cast<WideOf<T>>(n); left != 0; left >>= 1) {
    if ((left & 1) != 0) result *= base;
    base *= base;
  }
  return static_cast<T>(result);
}

// A count beyond the width (and a negative one) shifts everything out.
template <class T>
OBOL_INLINE T left_shift(T a, T count) {
  constexpr WideOf<T> width = 8 * sizeof(T);
  const WideOf<T> n = static_cast<WideOf<T>>(count);
  const WideOf<T> shifted = static_cast<WideOf<T>>(a) << (n & (8 * sizeof(WideOf<T>) - 1));
  return n < width ? static_cast<T>(shifted) : T(0);
}
template <class T>
OBOL_INLINE T right_shift(T a, T count) {
  constexpr WideOf<T> width = 8 * sizeof(T);
  const WideOf<T> n = static_cast<WideOf<T>>(count);
  return static_cast<T>(a >> (n < width ? n : width - 1) >> (n < width || is_signed<T> ? 0 : 1));
}

}  // namespace obol::ints
