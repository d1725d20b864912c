// sin, cos, tan: branch-free for arguments below 2³⁰, as in exponential.h; the C library for the few beyond, which
// loops look for first (`trig_is_common`).
#pragma once

#include "ops/bits.h"

namespace obol::math {

inline constexpr double kTrigLimit = 0x1p30;

// Infinities and NaN are common: they come out as NaN.
template <class T>
OBOL_INLINE bool trig_is_common(T x) {
  return !(abs(x) >= T(kTrigLimit)) || is_inf(x);
}

// x = quarter·π/2 + high + low, |high| < 0.79; π/2 in three parts.
struct TrigReduced {
  double high, low;
  uint64_t quarter;
};
OBOL_INLINE TrigReduced trig_reduce(double x) {
  const double shifted = fma(x, 0x1.45f306dc9c883p-1, kRound), n = shifted - kRound;
  const double first = fma(-n, 0x1.921fb54442d18p+0, x);  // exact
  const double p = n * 0x1.1a62633145c07p-54, error = fma(n, 0x1.1a62633145c07p-54, -p);
  const Sum r = two_sum(first, -p);
  return {r.high, fma(n, 0x1.f1976b7ed8fbcp-110, r.low - error), bits(shifted)};
}

struct SinCos {
  double sin, cos;
};
struct SinCosSums {
  Sum sin, cos;
};
OBOL_INLINE SinCosSums sin_cos_sums(double r, double low) {
  const double z = r * r, half = 0.5 * z;
  const double s = poly(z, -0x1.5555555555549p-3, 0x1.111111110f87ap-7, -0x1.a01a019c11990p-13, 0x1.71de3577b4e8ap-19,
                        -0x1.ae5e6638965ebp-26, 0x1.5d93004970b69p-33);
  const double c = poly(z, 0x1.555555555554bp-5, -0x1.6c16c16c14f8ap-10, 0x1.a01a019c839dbp-16, -0x1.27e4f7ea3fb53p-22,
                        0x1.1ee9d75761850p-29, -0x1.8fa46814997dep-37);
  const double w = 1.0 - half;
  return {{r, fma(r * z, s, fma(-half, low, low))}, {w, ((1.0 - w) - half) + fma(z * z, c, -r * low)}};
}
OBOL_INLINE SinCos sin_cos_of_reduced(double r, double low) {
  const SinCosSums v = sin_cos_sums(r, low);
  return {v.sin.high + v.sin.low, v.cos.high + v.cos.low};
}
OBOL_INLINE SinCos sin_cos_of_reduced_short(double r) {
  const double z = r * r;
  return {
      fma(r * z, poly(z, -0x1.5555554cb93b3p-3, 0x1.11110895c815ep-7, -0x1.a00f9d398c8aap-13, 0x1.6cd83d974ea64p-19),
          r),
      fma(z * z, poly(z, 0x1.5555554ed8213p-5, -0x1.6c16b8289cbe0p-10, 0x1.a010ddda8671ep-16, -0x1.241e69a9c91f8p-22),
          fma(-0.5, z, 1.0))};
}

// Quarter turns swap the two and set the sign.
OBOL_INLINE double turned(SinCos v, uint64_t quarter) {
  const double y = (quarter & 1) != 0 ? v.cos : v.sin;
  return from_bits(bits(y) ^ ((quarter & 2) << 62));
}
OBOL_INLINE double sin_common(double x) {
  const TrigReduced r = trig_reduce(x);
  return x == 0.0 ? x : turned(sin_cos_of_reduced(r.high, r.low), r.quarter);
}
OBOL_INLINE double cos_common(double x) {
  const TrigReduced r = trig_reduce(x);
  return turned(sin_cos_of_reduced(r.high, r.low), r.quarter + 1);
}
OBOL_INLINE double tan_common(double x) {
  const TrigReduced r = trig_reduce(x);
  const SinCosSums v = sin_cos_sums(r.high, r.low);
  const Sum s = fast_two_sum(v.sin.high, v.sin.low), c = fast_two_sum(v.cos.high, v.cos.low);
  const bool odd = (r.quarter & 1) != 0;
  const double a = odd ? -c.high : s.high, a_low = odd ? -c.low : s.low;
  const double b = odd ? s.high : c.high, b_low = odd ? s.low : c.low;
  const double inverse = 1.0 / b, t = a * inverse;
  return x == 0.0 ? x : t + (fma(-t, b, a) + (a_low - t * b_low)) * inverse;
}

// float32: two parts of π/2 suffice in float64.
struct TrigReducedShort {
  double value;
  uint64_t quarter;
};
OBOL_INLINE TrigReducedShort trig_reduce_short(double x) {
  const double shifted = fma(x, 0x1.45f306dc9c883p-1, kRound), n = shifted - kRound;
  return {fma(-n, 0x1.1a62633145c07p-54, fma(-n, 0x1.921fb54442d18p+0, x)), bits(shifted)};
}
OBOL_INLINE float sin_common(float x) {
  const TrigReducedShort r = trig_reduce_short(x);
  return x == 0.0f ? x : static_cast<float>(turned(sin_cos_of_reduced_short(r.value), r.quarter));
}
OBOL_INLINE float cos_common(float x) {
  const TrigReducedShort r = trig_reduce_short(x);
  return static_cast<float>(turned(sin_cos_of_reduced_short(r.value), r.quarter + 1));
}
OBOL_INLINE float tan_common(float x) {
  const TrigReducedShort r = trig_reduce_short(x);
  const SinCos v = sin_cos_of_reduced_short(r.value);
  const bool odd = (r.quarter & 1) != 0;
  return x == 0.0f ? x : static_cast<float>((odd ? -v.cos : v.sin) / (odd ? v.sin : v.cos));
}

OBOL_INLINE double sin(double x) { return trig_is_common(x) ? sin_common(x) : ::sin(x); }
OBOL_INLINE float sin(float x) { return trig_is_common(x) ? sin_common(x) : ::sinf(x); }
OBOL_INLINE double cos(double x) { return trig_is_common(x) ? cos_common(x) : ::cos(x); }
OBOL_INLINE float cos(float x) { return trig_is_common(x) ? cos_common(x) : ::cosf(x); }
OBOL_INLINE double tan(double x) { return trig_is_common(x) ? tan_common(x) : ::tan(x); }
OBOL_INLINE float tan(float x) { return trig_is_common(x) ? tan_common(x) : ::tanf(x); }

}  // namespace obol::math
