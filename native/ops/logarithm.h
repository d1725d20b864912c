// log, log2, log10, log1p and the inverse hyperbolic functions: branch-free and fused operations written out, as in
// exponential.h. With m in [√½, √2) and s = (m - 1) / (m + 1), log m = 2s + s³·L(s²).
#pragma once

#include "ops/exponential.h"

namespace obol::math {

// x = 2ᵏ·(1 + f) for a positive x.
struct LogReduced {
  double k, f;
};
OBOL_INLINE LogReduced log_reduce(double x) {
  const bool subnormal = x < 0x1p-1022;
  const double scaled = subnormal ? x * 0x1p54 : x;
  const uint64_t root_half = 0x3fe6a09e667f3bcdu, one = 0x3ff0000000000000u;
  const uint64_t t = bits(scaled) + (one - root_half);
  const double k = from_bits((t >> 52) | 0x4330000000000000u) - (0x1p52 + 1023.0);
  const double m = from_bits((t & 0x000fffffffffffffu) + root_half);
  return {subnormal ? k - 54.0 : k, m - 1.0};
}

// log(1 + f) = f - half + rest, half = f²/2.
struct LogParts {
  double half, rest;
};
OBOL_INLINE LogParts log_parts(double f) {
  const double s = f / (2.0 + f), z = s * s, half = 0.5 * f * f;
  const double tail = z * poly(z, 0x1.5555555555592p-1, 0x1.999999997fd7bp-2, 0x1.24924941f4d2ep-2,
                               0x1.c71c52061ea12p-3, 0x1.74663f9f5e20ap-3, 0x1.39a1a712f1209p-3, 0x1.2f063502597d9p-3);
  return {half, s * (half + tail)};
}

inline constexpr double kLn2High = 0x1.62e42fefa3800p-1;  // times any exponent: exact
inline constexpr double kLn2Low = 0x1.ef35793c76730p-45;

// What a logarithm is where its argument is not positive and finite.
template <class T>
OBOL_INLINE T log_special(T x, T value) {
  const T special = x == T(0) ? -Constants<T>::infinity : (x < T(0) ? Constants<T>::nan : x);
  return x > T(0) && x < Constants<T>::infinity ? value : special;
}

OBOL_INLINE double log(double x) {
  const LogReduced r = log_reduce(x);
  const LogParts p = log_parts(r.f);
  const double low = fma(r.k, kLn2Low, p.rest);
  return log_special(x, fma(r.k, kLn2High, r.f - (p.half - low)));
}

// log(2^more·(u + c)) for |c| below u's last bit.
OBOL_INLINE double log_corrected(double u, double c, double more) {
  const LogReduced r = log_reduce(u);
  const LogParts p = log_parts(r.f);
  const double k = r.k + more;
  const double low = fma(k, kLn2Low, p.rest + c / u);
  return fma(k, kLn2High, r.f - (p.half - low));
}
OBOL_INLINE double log1p(double x) {
  const Sum u = two_sum(1.0, x);
  const double y = log_special(u.high, log_corrected(u.high, u.low, 0.0));
  return x == 0.0 ? x : y;
}

// k·scale + log(1 + f)·factor, where scale and factor are given to twice the precision.
OBOL_INLINE double log_to_base(double x, double scale_high, double scale_low, double factor_high, double factor_low) {
  const LogReduced r = log_reduce(x);
  const LogParts p = log_parts(r.f);
  const double high = r.f - p.half, low = ((r.f - high) - p.half) + p.rest;
  const double a = high * factor_high;
  const double b = fma(high, factor_high, -a) + fma(high, factor_low, low * factor_high);
  const double whole = r.k * scale_high;
  const Sum s = fast_two_sum(whole, a);
  return log_special(x, s.high + (s.low + fma(r.k, scale_low, b)));
}
OBOL_INLINE double log2(double x) { return log_to_base(x, 1.0, 0.0, 0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56); }
OBOL_INLINE double log10(double x) {
  return log_to_base(x, 0x1.34413509f7800p-2, 0x1.fef311f12b358p-46, 0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57);
}

// From here on x² + 1 is x².
inline constexpr double kHuge = 0x1p30;

OBOL_INLINE double asinh(double x) {
  const double a = abs(x), square = a * a;
  const Sum u = fast_two_sum(a, square / (1.0 + sqrt(1.0 + square)));
  const Sum v = two_sum(1.0, u.high);
  const bool huge = a > kHuge;
  const double y = log_corrected(huge ? a : v.high, huge ? 0.0 : v.low + u.low, huge ? 1.0 : 0.0);
  return copysign(a < 0x1p-30 || !(a < Constants<double>::infinity) ? a : y, x);
}
OBOL_INLINE double acosh(double x) {
  const double t = x - 1.0, square = fma(t, t, t + t), root = sqrt(square);
  const double error = fma(-root, root, square) / (root + root);
  const Sum u = two_sum(t, root);
  const Sum v = two_sum(1.0, u.high);
  const bool huge = x > kHuge;
  const double y = log_corrected(huge ? x : v.high, huge ? 0.0 : v.low + (u.low + error), huge ? 1.0 : 0.0);
  return x > 1.0 && x < Constants<double>::infinity ? y : (x == 1.0 ? 0.0 : (x < 1.0 ? Constants<double>::nan : x));
}
OBOL_INLINE double atanh(double x) {
  const double a = abs(x);
  const Sum d = fast_two_sum(1.0, -a);
  const double q = 2.0 * a / d.high;
  const double error = (fma(-q, d.high, 2.0 * a) - q * d.low) / d.high;
  const Sum u = two_sum(1.0, q);
  const double y = 0.5 * log_corrected(u.high, u.low + error, 0.0);
  const double edge = a == 1.0 ? Constants<double>::infinity : Constants<double>::nan;
  return copysign(a < 0x1p-30 ? a : (a < 1.0 ? y : edge), x);
}

// float32: log(u + c) as float64 within 2^-37.
OBOL_INLINE double short_log(double u, double c) {
  const LogReduced r = log_reduce(u);
  const double s = r.f / (2.0 + r.f), z = s * s;
  const double tail =
      z * poly(z, 0x1.555554fd95148p-1, 0x1.999a7a9995850p-2, 0x1.2438d3a603addp-2, 0x1.e2f704be4434fp-3);
  return fma(r.k, Constants<double>::ln2, fma(s, tail, s + s) + c / u);
}
OBOL_INLINE double short_log1p(double x) {
  const Sum u = two_sum(1.0, x);
  return short_log(u.high, u.low);
}

OBOL_INLINE float log(float x) { return log_special(x, static_cast<float>(short_log(x, 0.0))); }
OBOL_INLINE float log2(float x) { return log_special(x, static_cast<float>(short_log(x, 0.0) * 0x1.71547652b82fep+0)); }
OBOL_INLINE float log10(float x) {
  return log_special(x, static_cast<float>(short_log(x, 0.0) * 0x1.bcb7b1526e50ep-2));
}
OBOL_INLINE float log1p(float x) {
  const float y = log_special(1.0f + x, static_cast<float>(short_log1p(x)));
  return x == 0.0f ? x : y;
}
OBOL_INLINE float asinh(float x) {
  const double a = abs(static_cast<double>(x)), square = a * a;
  const float y = static_cast<float>(short_log1p(a + square / (1.0 + sqrt(1.0 + square))));
  return copysign(a < Constants<double>::infinity ? y : static_cast<float>(a), x);
}
OBOL_INLINE float acosh(float x) {
  const double t = x - 1.0;
  const float y = static_cast<float>(short_log1p(t + sqrt(t * (t + 2.0))));
  return x < 1.0f ? Constants<float>::nan : (x < Constants<float>::infinity ? y : x);
}
OBOL_INLINE float atanh(float x) {
  const double a = abs(static_cast<double>(x));
  const float y = static_cast<float>(0.5 * short_log1p(2.0 * a / (1.0 - a)));
  const float edge = a == 1.0 ? Constants<float>::infinity : Constants<float>::nan;
  return copysign(a < 1.0 ? y : edge, x);
}

// log(eˣ + eʸ).
template <class T>
OBOL_INLINE T logaddexp(T x, T y) {
  const T high = x < y ? y : x, low = x < y ? x : y;
  const T sum = high + log1p(exp(low - high));
  return x == y ? x + Constants<T>::ln2 : (x != x || y != y ? x + y : sum);
}

}  // namespace obol::math
