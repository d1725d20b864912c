// The real functions that the formulas call: the elementary ones by their headers, and the rest. All of them give the
// same bits wherever they are evaluated; the C library is asked only where that is said.
#pragma once

#include "ops/arc.h"
#include "ops/exponential.h"
#include "ops/power.h"
#include "ops/trigonometry.h"

namespace obol::math {

OBOL_INLINE double fmod(double x, double y) { return ::fmod(x, y); }
OBOL_INLINE float fmod(float x, float y) { return ::fmodf(x, y); }

// √(x² + y²) without undue over- or underflow; infinity beats NaN. Within 1 ulp: the rounding errors of the squares
// are measured by fma and taken off once.
OBOL_INLINE double hypot(double x, double y) {
  const double ax = abs(x), ay = abs(y);
  double big = ax < ay ? ay : ax, small = ax < ay ? ax : ay;
  const bool infinite = big == Constants<double>::infinity || small == Constants<double>::infinity;
  const double down = 0x1p-600, up = 0x1p600;
  const double scale = big > 0x1p500 ? down : (big < 0x1p-459 ? up : 1.0);
  const double back = big > 0x1p500 ? up : (big < 0x1p-459 ? down : 1.0);
  big *= scale;
  small *= scale;
  const double h = sqrt(fma(big, big, small * small));
  const double hh = h * h, bb = big * big;
  const double error = fma(-small, small, hh - bb) + fma(h, h, -hh) - fma(big, big, -bb);
  const double better = h - error / (h + h);
  const double r = (small == 0.0 ? big : better) * back;
  return infinite ? Constants<double>::infinity : (x != x || y != y ? x + y : r);
}
OBOL_INLINE float hypot(float x, float y) {
  const double a = x, b = y;
  const bool infinite = is_inf(x) || is_inf(y);
  return infinite ? Constants<float>::infinity : static_cast<float>(sqrt(a * a + b * b));
}

// Next representable number after x towards y.
template <class T>
OBOL_INLINE T nextafter(T x, T y) {
  using U = typename BitsOf<T>::type;
  const U b = bits(x);
  const bool away = (x < y) == (x > T(0));  // |x| grows
  const U stepped = away ? static_cast<U>(b + 1) : static_cast<U>(b - 1);
  const U smallest = static_cast<U>((bits(y) & kSignBit<T>) | 1);
  const T moved = from_bits(x == T(0) ? smallest : stepped);
  return x != x || y != y ? x + y : (x == y ? y : moved);
}

// Largest whole number that is not above a/b, exactly. The quotient's rounding can only make its floor one too large,
// which the sign of the exact rest shows.
template <class T>
OBOL_INLINE T floor_divide(T a, T b) {
  const T q = a / b;
  const T k = floor(q);
  const T rest = fma(-k, b, a);
  const T fixed = rest != T(0) && (rest < T(0)) != (b < T(0)) ? k - T(1) : k;
  return !is_finite(q) || is_inf(b) || abs(q) >= Constants<T>::whole ? q : fixed;
}

// a - b·floor(a/b), exactly: the sign is b's. Quotients below 2⁵² (2²³) and infinite divisors are common.
template <class T>
OBOL_INLINE bool remainder_is_common(T a, T b) {
  return abs(a / b) < Constants<T>::whole || b == T(0);
}
template <class T>
OBOL_INLINE T remainder_common(T a, T b) {
  const T k = floor(a / b);
  const T rest = is_inf(b) ? a : fma(-k, b, a);
  const T other = is_inf(b) ? b : fma(T(1) - k, b, a);
  const T r = rest != T(0) && (rest < T(0)) != (b < T(0)) ? other : rest;
  return r == T(0) ? copysign(T(0), b) : r;
}
template <class T>
OBOL_INLINE T remainder(T a, T b) {
  if (remainder_is_common(a, b)) return remainder_common(a, b);
  const T rest = fmod(a, b);
  if (rest == T(0)) return copysign(T(0), b);
  return (rest < T(0)) != (b < T(0)) ? rest + b : rest;
}

}  // namespace obol::math
