// The bits of floats, what can be told from them, and rounding: the ground that the elementary functions stand on.
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
  __builtin_memcpy(&b, &x, sizeof(x));
  return b;
}
OBOL_INLINE float from_bits(uint32_t b) {
  float x;
  __builtin_memcpy(&x, &b, sizeof(x));
  return x;
}
OBOL_INLINE double from_bits(uint64_t b) {
  double x;
  __builtin_memcpy(&x, &b, sizeof(x));
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

// c0 + c1·x + c2·x² + …
OBOL_INLINE double poly(double, double c) { return c; }
template <class... C>
OBOL_INLINE double poly(double x, double c, C... rest) {
  return fma(poly(x, rest...), x, c);
}

// Adding this and taking it off again rounds to a whole number, whose low bits then stand in the sum's bits.
inline constexpr double kRound = 0x1.8p52;

// 2ⁿ for a whole n in [-1022, 1023].
OBOL_INLINE double power_of_2(double n) { return from_bits(bits(n + (kRound + 1023.0)) << 52); }

// A sum and its rounding error.
struct Sum {
  double high, low;
};
OBOL_INLINE Sum two_sum(double a, double b) {
  const double s = a + b, v = s - a;
  return {s, (a - (s - v)) + (b - v)};
}
OBOL_INLINE Sum fast_two_sum(double big, double small) {  // |big| >= |small|, or big = 0
  const double s = big + small;
  return {s, small - (s - big)};
}

}  // namespace obol::math
