// The real functions that the formulas call, by one name for float and double, and the bits of a float. Nothing but
// this file names the C library, so a GPU compiler finds its own functions behind the same names.
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "core/portable.h"

namespace obol::math {

template <class T>
struct Constants {
  static constexpr T pi = T(3.14159265358979323846);
  static constexpr T half_pi = T(1.57079632679489661923);
  static constexpr T ln2 = T(0.693147180559945309417);
  static constexpr T ln10 = T(2.30258509299404568402);
  static constexpr T infinity = T(__builtin_huge_val());
  static constexpr T nan = T(__builtin_nan(""));
  static constexpr T whole = sizeof(T) == 4 ? T(0x1p23) : T(0x1p52);  // from here on every float is a whole number
};

// The unsigned integer of a float's width.
template <class T>
struct BitsOf;
template <>
struct BitsOf<float> {
  using type = uint32_t;
};
template <>
struct BitsOf<double> {
  using type = uint64_t;
};

template <class T>
OBOL_INLINE typename BitsOf<T>::type bits(T x) {
  typename BitsOf<T>::type b;
  memcpy(&b, &x, sizeof(x));
  return b;
}
OBOL_INLINE float from_bits(uint32_t b) {
  float x;
  memcpy(&x, &b, sizeof(x));
  return x;
}
OBOL_INLINE double from_bits(uint64_t b) {
  double x;
  memcpy(&x, &b, sizeof(x));
  return x;
}

template <class T>
inline constexpr typename BitsOf<T>::type kSignBit = typename BitsOf<T>::type(1) << (8 * sizeof(T) - 1);

template <class T>
OBOL_INLINE bool is_nan(T x) {
  return x != x;
}
template <class T>
OBOL_INLINE T abs(T x) {
  return from_bits(static_cast<typename BitsOf<T>::type>(bits(x) & ~kSignBit<T>));
}
template <class T>
OBOL_INLINE bool is_inf(T x) {
  return abs(x) == Constants<T>::infinity;
}
template <class T>
OBOL_INLINE bool is_finite(T x) {
  return abs(x) < Constants<T>::infinity;
}
template <class T>
OBOL_INLINE bool sign_bit(T x) {
  return (bits(x) & kSignBit<T>) != 0;
}
template <class T>
OBOL_INLINE T copysign(T magnitude, T sign) {
  return from_bits(
      static_cast<typename BitsOf<T>::type>((bits(magnitude) & ~kSignBit<T>) | (bits(sign) & kSignBit<T>)));
}

OBOL_INLINE double fma(double a, double b, double c) { return ::fma(a, b, c); }
OBOL_INLINE float fma(float a, float b, float c) { return ::fmaf(a, b, c); }
OBOL_INLINE double sqrt(double x) { return ::sqrt(x); }
OBOL_INLINE float sqrt(float x) { return ::sqrtf(x); }
OBOL_INLINE double floor(double x) { return ::floor(x); }
OBOL_INLINE float floor(float x) { return ::floorf(x); }
OBOL_INLINE double ceil(double x) { return ::ceil(x); }
OBOL_INLINE float ceil(float x) { return ::ceilf(x); }
OBOL_INLINE double trunc(double x) { return ::trunc(x); }
OBOL_INLINE float trunc(float x) { return ::truncf(x); }
OBOL_INLINE double rint(double x) { return ::rint(x); }  // half to even
OBOL_INLINE float rint(float x) { return ::rintf(x); }

OBOL_INLINE double exp(double x) { return ::exp(x); }
OBOL_INLINE float exp(float x) { return ::expf(x); }
OBOL_INLINE double expm1(double x) { return ::expm1(x); }
OBOL_INLINE float expm1(float x) { return ::expm1f(x); }
OBOL_INLINE double log(double x) { return ::log(x); }
OBOL_INLINE float log(float x) { return ::logf(x); }
OBOL_INLINE double log1p(double x) { return ::log1p(x); }
OBOL_INLINE float log1p(float x) { return ::log1pf(x); }
OBOL_INLINE double log2(double x) { return ::log2(x); }
OBOL_INLINE float log2(float x) { return ::log2f(x); }
OBOL_INLINE double log10(double x) { return ::log10(x); }
OBOL_INLINE float log10(float x) { return ::log10f(x); }
OBOL_INLINE double sin(double x) { return ::sin(x); }
OBOL_INLINE float sin(float x) { return ::sinf(x); }
OBOL_INLINE double cos(double x) { return ::cos(x); }
OBOL_INLINE float cos(float x) { return ::cosf(x); }
OBOL_INLINE double tan(double x) { return ::tan(x); }
OBOL_INLINE float tan(float x) { return ::tanf(x); }
OBOL_INLINE double asin(double x) { return ::asin(x); }
OBOL_INLINE float asin(float x) { return ::asinf(x); }
OBOL_INLINE double acos(double x) { return ::acos(x); }
OBOL_INLINE float acos(float x) { return ::acosf(x); }
OBOL_INLINE double atan(double x) { return ::atan(x); }
OBOL_INLINE float atan(float x) { return ::atanf(x); }
OBOL_INLINE double sinh(double x) { return ::sinh(x); }
OBOL_INLINE float sinh(float x) { return ::sinhf(x); }
OBOL_INLINE double cosh(double x) { return ::cosh(x); }
OBOL_INLINE float cosh(float x) { return ::coshf(x); }
OBOL_INLINE double tanh(double x) { return ::tanh(x); }
OBOL_INLINE float tanh(float x) { return ::tanhf(x); }
OBOL_INLINE double asinh(double x) { return ::asinh(x); }
OBOL_INLINE float asinh(float x) { return ::asinhf(x); }
OBOL_INLINE double acosh(double x) { return ::acosh(x); }
OBOL_INLINE float acosh(float x) { return ::acoshf(x); }
OBOL_INLINE double atanh(double x) { return ::atanh(x); }
OBOL_INLINE float atanh(float x) { return ::atanhf(x); }
OBOL_INLINE double atan2(double y, double x) { return ::atan2(y, x); }
OBOL_INLINE float atan2(float y, float x) { return ::atan2f(y, x); }
OBOL_INLINE double pow(double x, double y) { return ::pow(x, y); }
OBOL_INLINE float pow(float x, float y) { return ::powf(x, y); }
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

// log(eˣ + eʸ).
template <class T>
OBOL_INLINE T logaddexp(T x, T y) {
  const T high = x < y ? y : x, low = x < y ? x : y;
  const T sum = high + log1p(exp(low - high));
  return x == y ? x + Constants<T>::ln2 : (x != x || y != y ? x + y : sum);
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

// a - b·floor(a/b), exactly: the sign is b's.
template <class T>
OBOL_INLINE T remainder(T a, T b) {
  T rest;
  if (abs(a / b) < Constants<T>::whole && !is_inf(b)) {
    const T k = floor(a / b);
    rest = fma(-k, b, a);
    if (rest != T(0) && (rest < T(0)) != (b < T(0))) rest = fma(T(1) - k, b, a);
  } else {
    rest = fmod(a, b);
    if (rest != T(0) && (rest < T(0)) != (b < T(0))) rest += b;
  }
  return rest == T(0) ? copysign(T(0), b) : rest;
}

}  // namespace obol::math
