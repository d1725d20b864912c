// exp, expm1, sinh, cosh, tanh: branch-free, so that a loop over them becomes vector code, and every fused operation is
// written out, so that it gives the same bits there as alone. float32 is computed in float64 with shorter polynomials.
// The polynomials are minimax (Remez).
#pragma once

#include "ops/bits.h"

namespace obol::math {

// x = n·ln 2 + high + low, |high| < 0.35.
struct ExpReduced {
  double n, high, low;
};
OBOL_INLINE double exp_round(double x) { return fma(x, 0x1.71547652b82fep+0, kRound); }  // kRound + n
OBOL_INLINE ExpReduced exp_reduce(double x) {
  const double n = exp_round(x) - kRound;
  const double r = fma(-n, 0x1.62e42fefa39efp-1, x);  // exact
  const double low = n * 0x1.abc9e3b39803fp-56;
  const double high = r - low;
  return {n, high, (r - high) - low};
}

// (eʳ - 1 - r) / r² to 2^-57.
OBOL_INLINE double exp_tail(double r) {
  return poly(r, 0x1.000000000000ap-1, 0x1.55555555554f9p-3, 0x1.55555555507f0p-5, 0x1.1111111127e5ep-7,
              0x1.6c16c1844b1dbp-10, 0x1.a01a0129be945p-13, 0x1.a01999ad7db59p-16, 0x1.71df26191550dp-19,
              0x1.28adcebdeeb02p-22, 0x1.ad7f1d087f174p-26);
}
// The same to 2^-34, for float32.
OBOL_INLINE double exp_tail_short(double r) {
  return poly(r, 0x1.0000003a70155p-1, 0x1.555554419948fp-3, 0x1.55548d118486ap-5, 0x1.11127220bcabbp-7,
              0x1.6d8db04ee1aaap-10, 0x1.9f07ecc932ee5p-13);
}

// NaN passes.
OBOL_INLINE double clamp(double x, double low, double high) {
  const double y = x > high ? high : x;
  return y < low ? low : y;
}

// y·2ⁿ, rounded once where it is subnormal.
OBOL_INLINE double scale_by_power_of_2(double y, double n) {
  const double half = (n * 0.5 + kRound) - kRound;
  return y * power_of_2(half) * power_of_2(n - half);
}
OBOL_INLINE double exp_shifted(double x, double shift) {  // eˣ·2^shift
  const ExpReduced e = exp_reduce(clamp(x, -750.0, 712.0));
  const double y = 1.0 + (e.high + fma(e.high * e.high, exp_tail(e.high), e.low));
  return scale_by_power_of_2(y, e.n + shift);
}
OBOL_INLINE double exp_corrected(double x, double low) {  // eˣ·(1 + low) for a small low
  const ExpReduced e = exp_reduce(clamp(x, -750.0, 712.0));
  const double tail = fma(e.high * e.high, exp_tail(e.high), e.low);
  const double y = 1.0 + (e.high + fma(low, 1.0 + (e.high + tail), tail));
  return scale_by_power_of_2(y, e.n);
}
OBOL_INLINE double exp(double x) { return exp_shifted(x, 0.0); }

// Where the result is a normal number, 2ⁿ is added to its exponent: the same bits, sooner.
OBOL_INLINE bool exp_is_common(double x) { return abs(x) < 708.0; }
OBOL_INLINE double exp_common(double x) {
  const ExpReduced e = exp_reduce(x);
  const double y = 1.0 + (e.high + fma(e.high * e.high, exp_tail(e.high), e.low));
  return from_bits(bits(y) + (bits(exp_round(x)) << 52));
}

// (eˣ - 1) / 4, which has room for sinh.
OBOL_INLINE Sum quarter_expm1(double x) {
  const ExpReduced e = exp_reduce(clamp(x, -60.0, 710.6));
  const Sum p = fast_two_sum(e.high, fma(e.high * e.high, exp_tail(e.high), e.low));
  const double s = power_of_2(e.n - 2.0), rest = s - 0.25;
  const double high = fma(s, p.high, rest);
  return {high, fma(s, p.low, fma(s, p.high, rest - high))};
}
OBOL_INLINE double expm1(double x) {
  const Sum q = quarter_expm1(x);
  return abs(x) < 0x1p-60 ? x : 4.0 * (q.high + q.low);
}

// With q = (e^|x| - 1)/4: sinh |x| = 2q + 2q/(4q + 1).
OBOL_INLINE double sinh(double x) {
  const double a = abs(x);
  const Sum q = quarter_expm1(a);
  const double twice = q.high + q.high, d = fma(4.0, q.high, 1.0), d_low = fma(4.0, q.high, 1.0 - d);
  const double g = 1.0 / d, w = twice * g;
  const double error = (fma(-w, d, twice) - w * d_low) * g + 2.0 * q.low * fma(g, g, 1.0);
  const Sum s = fast_two_sum(twice, w);
  const double y = a > 40.0 ? 2.0 * (q.high + q.low) : s.high + (s.low + error);
  return copysign(a < 0x1p-30 ? a : y, x);
}
OBOL_INLINE double cosh(double x) {
  const double half = exp_shifted(abs(x), -1.0);
  return half + 0.25 / half;
}
// tanh |x| = q / (q + ½) with q = (e^(2|x|) - 1)/4.
OBOL_INLINE double tanh(double x) {
  const double a = abs(x);
  const Sum q = quarter_expm1(2.0 * (a > 25.0 ? 25.0 : a));
  const Sum d = two_sum(q.high, 0.5);
  const double g = 1.0 / d.high, t = q.high * g;
  const double error = (fma(-t, d.high, q.high) + (q.low - t * (d.low + q.low))) * g;
  return copysign(a < 0x1p-30 ? a : t + error, x);
}

// float32: eˣ - 1 and eˣ as float64 within 2^-33, for |x| < 700.
OBOL_INLINE double short_expm1(double x) {
  const double n = exp_round(x) - kRound;
  const double r = fma(-n, 0x1.62e42fefa39efp-1, x), s = power_of_2(n);
  return fma(s, fma(r * r, exp_tail_short(r), r), s - 1.0);
}
OBOL_INLINE double short_exp(double x) {
  const double shifted = exp_round(x), r = fma(kRound - shifted, 0x1.62e42fefa39efp-1, x);
  return from_bits(bits(1.0 + fma(r * r, exp_tail_short(r), r)) + (bits(shifted) << 52));
}

OBOL_INLINE float exp(float x) { return static_cast<float>(short_exp(clamp(x, -110.0, 90.0))); }
OBOL_INLINE bool exp_is_common(float x) { return abs(x) < 88.0f; }
OBOL_INLINE float exp_common(float x) { return static_cast<float>(short_exp(x)); }
OBOL_INLINE float expm1(float x) { return x == 0.0f ? x : static_cast<float>(short_expm1(clamp(x, -40.0, 90.0))); }
OBOL_INLINE float sinh(float x) {
  const double t = short_expm1(clamp(abs(static_cast<double>(x)), 0.0, 95.0));
  return copysign(static_cast<float>(0.5 * (t + t / (t + 1.0))), x);
}
OBOL_INLINE float cosh(float x) {
  const double e = short_exp(clamp(abs(static_cast<double>(x)), 0.0, 95.0));
  return static_cast<float>(0.5 * (e + 1.0 / e));
}
OBOL_INLINE float tanh(float x) {
  const double t = short_expm1(2.0 * clamp(abs(static_cast<double>(x)), 0.0, 20.0));
  return copysign(static_cast<float>(t / (t + 2.0)), x);
}

}  // namespace obol::math
