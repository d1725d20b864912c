// atan, atan2, asin, acos: branch-free and fused operations written out, as in exponential.h.
#pragma once

#include "ops/bits.h"

namespace obol::math {

inline constexpr double kHalfPiHigh = 0x1.921fb54442d18p+0, kHalfPiLow = 0x1.1a62633145c07p-54;

// (atan t - t) / t³ of z = t², |t| <= tan(π/8), to 2^-59.
OBOL_INLINE double atan_tail(double z) {
  return poly(z, -0x1.555555555553dp-2, 0x1.99999999958eap-3, -0x1.24924922b11c9p-3, 0x1.c71c70e7a15d1p-4,
              -0x1.745cf90b0ab9cp-4, 0x1.3b111c63d2e52p-4, -0x1.10ebdd983eedcp-4, 0x1.df11672da6552p-5,
              -0x1.9cdc255222d70p-5, 0x1.37ed3bbb8ec62p-5, -0x1.259d3d85c2dc3p-6);
}

// atan(a + low) for a >= 0: of -1/a above tan(3π/8), of (a - 1)/(a + 1) above tan(π/8), else of a itself.
OBOL_INLINE Sum atan_positive(double given, double low) {
  const double a = given > 0x1p100 ? 0x1p100 : given;
  const bool big = a > 0x1.3504f333f9de6p+1, middle = a > 0x1.a827999fcef32p-2;
  const Sum above = two_sum(a, 1.0);
  const double n = big ? -1.0 : (middle ? a - 1.0 : a), n_low = big ? 0.0 : low;
  const double d = big ? a : (middle ? above.high : 1.0);
  const double d_low = big ? low : (middle ? above.low + low : 0.0);
  const double inverse = 1.0 / d, t = n * inverse, z = t * t;
  const double error = (fma(-t, d, n) + (n_low - t * d_low)) * inverse;
  const double base = big ? kHalfPiHigh : (middle ? 0.5 * kHalfPiHigh : 0.0);
  const double base_low = big ? kHalfPiLow : (middle ? 0.5 * kHalfPiLow : 0.0);
  const Sum s = fast_two_sum(base, t);
  return {s.high, s.low + fma(t * z, atan_tail(z), base_low + error)};
}
OBOL_INLINE double atan(double x) {
  const Sum s = atan_positive(abs(x), 0.0);
  return copysign(s.high + s.low, x);
}

OBOL_INLINE double atan2(double y, double x) {
  const double ay = abs(y), ax = abs(x);
  const double ratio = ay == 0.0 ? 0.0 : (ay == ax ? 1.0 : ay / ax);
  const bool exact = !(ratio > 0x1p-100 && ratio < 0x1p100) || ay == ax;
  const Sum s = atan_positive(ratio, exact ? 0.0 : fma(-ratio, ax, ay) / ax);
  const Sum turned = fast_two_sum(2.0 * kHalfPiHigh, -s.high);
  const double left = turned.high + (turned.low + (2.0 * kHalfPiLow - s.low));
  const double r = copysign(sign_bit(x) ? left : s.high + s.low, y);
  return is_nan(x) || is_nan(y) ? x + y : r;
}

// (asin t - t) / t³ of z = t² <= 1/4, to 2^-59.
OBOL_INLINE double asin_tail(double z) {
  return poly(z, 0x1.5555555555578p-3, 0x1.333333332df07p-4, 0x1.6db6db722bf21p-5, 0x1.f1c71a8b7064cp-6,
              0x1.6e8bdfead18bep-6, 0x1.1c49ddbe4ba1cp-6, 0x1.ca2149f35b6abp-7, 0x1.757763344ab2ap-7,
              0x1.618b90cde91f6p-7, 0x1.e14faeb76d19bp-9, 0x1.65053d9a5db51p-6, -0x1.59fabbdb7e760p-6,
              0x1.0be59e9213f58p-5);
}

// With a = |x|: asin(t) = t + tail, t = a below a half, else √((1 - a)/2), where asin(a) = π/2 - 2·asin(t).
struct ArcReduced {
  double t, tail;
  bool far;
};
OBOL_INLINE ArcReduced arc_reduce(double a) {
  const bool far = a > 0.5;
  const double z = far ? 0.5 - 0.5 * a : a * a;
  const double t = far ? sqrt(z) : a;
  const double error = far && t > 0.0 ? fma(-t, t, z) / (t + t) : 0.0;
  return {t, fma(t * z, asin_tail(z), error), far};
}
OBOL_INLINE double asin(double x) {
  const ArcReduced r = arc_reduce(abs(x));
  const Sum s = fast_two_sum(kHalfPiHigh, -2.0 * r.t);
  const double y = r.far ? s.high + (s.low + fma(-2.0, r.tail, kHalfPiLow)) : r.t + r.tail;
  return copysign(y, x);
}
OBOL_INLINE double acos(double x) {
  const ArcReduced r = arc_reduce(abs(x));
  const bool negative = x < 0.0;
  // From π/2 take asin near 0; from π take twice the rest near -1.
  const double base = r.far ? 2.0 * kHalfPiHigh : kHalfPiHigh, base_low = r.far ? 2.0 * kHalfPiLow : kHalfPiLow;
  const double factor = r.far ? -2.0 : (negative ? 1.0 : -1.0);
  const Sum s = fast_two_sum(base, factor * r.t);
  const double turned = s.high + (s.low + fma(factor, r.tail, base_low));
  return r.far && !negative ? 2.0 * (r.t + r.tail) : turned;
}

// float32: tails to 2^-30.
OBOL_INLINE double short_atan(double a) {
  const bool big = a > 0x1.3504f333f9de6p+1, middle = a > 0x1.a827999fcef32p-2;
  const double t = (big ? -1.0 : (middle ? a - 1.0 : a)) / (big ? a : (middle ? a + 1.0 : 1.0)), z = t * t;
  const double tail = poly(z, -0x1.5555495d10c5cp-2, 0x1.9991ad763630ap-3, -0x1.23b6bc502319bp-3, 0x1.b20246ba21375p-4,
                           -0x1.f256a90f239d5p-5);
  return (big ? kHalfPiHigh : (middle ? 0.5 * kHalfPiHigh : 0.0)) + fma(t * z, tail, t);
}
OBOL_INLINE float atan(float x) { return copysign(static_cast<float>(short_atan(abs(x))), x); }
OBOL_INLINE float atan2(float y, float x) {
  const double ay = abs(y), ax = abs(x);
  const double a = short_atan(ay == 0.0 ? 0.0 : (ay == ax ? 1.0 : ay / ax));
  const float r = copysign(static_cast<float>(sign_bit(x) ? 2.0 * kHalfPiHigh - a : a), y);
  return is_nan(x) || is_nan(y) ? x + y : r;
}
OBOL_INLINE double short_asin_tail(double z) {
  return poly(z, 0x1.55554c305df6dp-3, 0x1.333891d799048p-4, 0x1.6cabb982d7e37p-5, 0x1.04aadf3795ef8p-5,
              0x1.d7a9ccac65059p-7, 0x1.33d682904cc4bp-5);
}
OBOL_INLINE float asin(float x) {
  const double a = abs(x), z = a > 0.5 ? 0.5 - 0.5 * a : a * a, t = a > 0.5 ? sqrt(z) : a;
  const double s = fma(t * z, short_asin_tail(z), t);
  return copysign(static_cast<float>(a > 0.5 ? kHalfPiHigh - 2.0 * s : s), x);
}
OBOL_INLINE float acos(float x) {
  const double a = abs(x), z = a > 0.5 ? 0.5 - 0.5 * a : a * a, t = a > 0.5 ? sqrt(z) : a;
  const double s = fma(t * z, short_asin_tail(z), t), far = x < 0.0f ? 2.0 * (kHalfPiHigh - s) : 2.0 * s;
  return static_cast<float>(a > 0.5 ? far : (x < 0.0f ? kHalfPiHigh + s : kHalfPiHigh - s));
}

}  // namespace obol::math
