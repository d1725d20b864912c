// Integer arithmetic that is defined for every operand: it wraps where C++ would be undefined, and never traps.
#pragma once

#include <math.h>
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

template <class T>
OBOL_INLINE T absolute(T a) {
  if constexpr (is_signed<T>)
    return a < T(0) ? negative(a) : a;
  else
    return a;
}
template <class T>
OBOL_INLINE T sign(T a) {
  if constexpr (is_signed<T>)
    return static_cast<T>((a > T(0)) - (a < T(0)));
  else
    return a != T(0);
}

// The floating type whose rounded quotient has the floor of the exact one, so that loops use vector division; none for
// 64 bits.
template <int Bytes>
struct Quotient {
  using type = float;
};
template <>
struct Quotient<4> {
  using type = double;
};
OBOL_INLINE float floor_of(float x) { return ::floorf(x); }
OBOL_INLINE double floor_of(double x) { return ::floor(x); }

// Rounds towards -infinity; x / 0 is 0, the lowest number / -1 wraps to itself.
template <class T>
OBOL_INLINE T floor_divide(T a, T b) {
  if constexpr (sizeof(T) < 8) {
    using F = typename Quotient<sizeof(T)>::type;
    const T divisor = b == T(0) ? T(1) : b;
    const int64_t q = static_cast<int64_t>(floor_of(static_cast<F>(a) / static_cast<F>(divisor)));
    return b == T(0) ? T(0) : static_cast<T>(q);
  } else if constexpr (is_signed<T>) {
    if (b == T(0)) return T(0);
    if (b == T(-1)) return negative(a);
    const T q = a / b, r = a - q * b;
    return q - T((r != T(0)) & ((r ^ b) < T(0)));
  } else {
    return b == T(0) ? T(0) : a / b;
  }
}
// Has the divisor's sign; x % 0 is 0.
template <class T>
OBOL_INLINE T remainder(T a, T b) {
  if constexpr (sizeof(T) < 8) {
    return b == T(0) ? T(0) : subtract(a, multiply(floor_divide(a, b), b));
  } else if constexpr (is_signed<T>) {
    if (b == T(0) || b == T(-1)) return T(0);
    const T r = a % b;
    return r + ((r != T(0)) & ((r ^ b) < T(0)) ? b : T(0));
  } else {
    return b == T(0) ? T(0) : a % b;
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
