// pow of real numbers: exp(y·log|x|) with the logarithm to twice the precision, branch-free as in exponential.h. For
// infinite and NaN operands the C library is asked; loops look for those first (`pow_is_common`).
#pragma once

#include "ops/logarithm.h"

namespace obol::math {

// log x for a positive x, to about 2^-65: with s = f/(2 + f), log(1 + f) = 2s + s³·(2/3 + s²·T(s²)).
OBOL_INLINE Sum log_precise(double x) {
  const LogReduced r = log_reduce(x);
  const Sum d = two_sum(r.f, 2.0);
  const double inverse = 1.0 / d.high, s = r.f * inverse;
  const double s_low = (fma(-s, d.high, r.f) - s * d.low) * inverse;
  const double z = s * s, z_low = fma(s, s, -z) + 2.0 * s * s_low;
  const double t = z * poly(z, 0x1.9999999999b30p-2, 0x1.2492492457d2dp-2, 0x1.c71c722d6ac34p-3, 0x1.745ce9e1c73ccp-3,
                            0x1.3b1eec57c75d6p-3, 0x1.0f7fe23c2825ep-3, 0x1.0e42f459b4094p-3);
  const Sum c = fast_two_sum(0x1.5555555555555p-1, t);
  const double cube = s * z, cube_low = fma(s, z, -cube) + fma(s, z_low, s_low * z);
  const double p = cube * c.high;
  const double p_low = fma(cube, c.high, -p) + fma(cube, c.low + 0x1.5555555555555p-55, cube_low * c.high);
  const Sum of_f = fast_two_sum(2.0 * s, p);
  const Sum all = fast_two_sum(r.k * kLn2High, of_f.high);
  return fast_two_sum(all.high, all.low + (of_f.low + (p_low + 2.0 * s_low) + r.k * kLn2Low));
}

template <class T>
OBOL_INLINE bool pow_is_common(T x, T y) {
  return is_finite(x) && is_finite(y);
}

// |x|^y = `size`, made the power of x: signs, NaN and the powers of 0.
template <class T>
OBOL_INLINE T pow_signed(T x, T y, T size) {
  const bool whole = floor(y) == y, odd = whole && T(2) * floor(T(0.5) * y) != y;
  const T at_zero = y < T(0) ? Constants<T>::infinity : T(0);
  const T positive = x == T(0) ? at_zero : size;
  const T value = odd ? copysign(positive, x) : (x < T(0) && !whole ? Constants<T>::nan : positive);
  return y == T(0) || x == T(1) ? T(1) : value;
}
OBOL_INLINE double pow_common(double x, double y) {
  const Sum l = log_precise(abs(x));
  const double p = y * l.high, low = fma(y, l.high, -p) + y * l.low;
  return pow_signed(x, y, exp_corrected(p, abs(p) < 1000.0 ? low : 0.0));
}
OBOL_INLINE float pow_common(float x, float y) {
  const double p = y * short_log(abs(static_cast<double>(x)), 0.0);
  return pow_signed(x, y, static_cast<float>(short_exp(clamp(p, -110.0, 90.0))));
}

OBOL_INLINE double pow(double x, double y) { return pow_is_common(x, y) ? pow_common(x, y) : ::pow(x, y); }
OBOL_INLINE float pow(float x, float y) { return pow_is_common(x, y) ? pow_common(x, y) : ::powf(x, y); }

}  // namespace obol::math
