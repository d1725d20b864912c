// Arithmetic and elementary functions of a complex argument, safe from undue over- and underflow; special values as C99's
// annex G says. complex64 is computed in float64. The inverse functions are in complex_inverse.h.
#pragma once

#include "core/complex.h"
#include "ops/math.h"

namespace obol::math {

OBOL_INLINE complex128 wide(complex64 z) { return complex128(z); }
OBOL_INLINE complex64 narrow(complex128 z) { return complex64(z); }
OBOL_INLINE complex128 times_i(complex128 z) { return {-z.im, z.re}; }
OBOL_INLINE complex128 by_i(complex128 z) { return {z.im, -z.re}; }  // z / i
OBOL_INLINE double larger(double a, double b) { return a < b ? b : a; }

// a·b + c·d with one rounding's error.
OBOL_INLINE double sum_of_products(double a, double b, double c, double d) {
  const double cd = c * d;
  return fma(a, b, cd) + fma(c, d, -cd);
}

// What C99 wants where the plain quotient is NaN: something/0 and infinite/finite are infinite, finite/infinite is 0.
OBOL_INLINE complex128 divide_special(complex128 a, complex128 b, complex128 plain) {
  const double infinity = Constants<double>::infinity;
  if (b.re == 0 && b.im == 0 && (!is_nan(a.re) || !is_nan(a.im))) {
    const double sign = copysign(infinity, b.re);
    return {sign * a.re, sign * a.im};
  }
  const bool a_infinite = is_inf(a.re) || is_inf(a.im), b_infinite = is_inf(b.re) || is_inf(b.im);
  if (a_infinite && is_finite(b.re) && is_finite(b.im)) {
    const double x = copysign(is_inf(a.re) ? 1.0 : 0.0, a.re), y = copysign(is_inf(a.im) ? 1.0 : 0.0, a.im);
    return {infinity * (x * b.re + y * b.im), infinity * (y * b.re - x * b.im)};
  }
  if (b_infinite && is_finite(a.re) && is_finite(a.im)) {
    const double x = copysign(is_inf(b.re) ? 1.0 : 0.0, b.re), y = copysign(is_inf(b.im) ? 1.0 : 0.0, b.im);
    return {0.0 * (a.re * x + a.im * y), 0.0 * (a.im * x - a.re * y)};
  }
  return plain;
}

// The textbook's quotient with operands brought into the middle of the range.
OBOL_INLINE complex128 divide(complex128 a, complex128 b) {
  const double ma = larger(abs(a.re), abs(a.im)), mb = larger(abs(b.re), abs(b.im));
  const double sa = ma > 0x1p400 ? 0x1p-600 : (ma < 0x1p-400 ? 0x1p600 : 1.0);
  const double sb = mb > 0x1p400 ? 0x1p-600 : (mb < 0x1p-400 ? 0x1p600 : 1.0);
  const complex128 n = {a.re * sa, a.im * sa}, d = {b.re * sb, b.im * sb};
  const double norm = fma(d.re, d.re, d.im * d.im), back = 1.0 / sa;
  // Scales that cancel must not overflow one by one.
  const double first = sa == sb ? 1.0 : sb, second = sa == sb ? 1.0 : back;
  const complex128 q = {sum_of_products(n.re, d.re, n.im, d.im) / norm * first * second,
                        sum_of_products(n.im, d.re, -n.re, d.im) / norm * first * second};
  if (is_nan(q.re) && is_nan(q.im)) return divide_special(a, b, q);
  return q;
}
OBOL_INLINE complex64 divide(complex64 a, complex64 b) { return narrow(divide(wide(a), wide(b))); }

OBOL_INLINE complex128 sign(complex128 z) {
  if (is_nan(z.re) || is_nan(z.im)) return {Constants<double>::nan, Constants<double>::nan};
  const double m = larger(abs(z.re), abs(z.im));
  if (m == 0) return {0.0, 0.0};
  const double s = m > 0x1p400 ? 0x1p-600 : (m < 0x1p-400 ? 0x1p600 : 1.0);
  const double r = hypot(z.re * s, z.im * s);
  return {z.re * s / r, z.im * s / r};
}
OBOL_INLINE complex64 sign(complex64 z) { return narrow(sign(wide(z))); }

OBOL_INLINE complex128 sqrt(complex128 z) {
  const double infinity = Constants<double>::infinity;
  if (z.re == 0 && z.im == 0) return {0.0, z.im};
  if (is_inf(z.im)) return {infinity, z.im};
  if (is_inf(z.re)) {
    const double other = is_nan(z.im) ? z.im : 0.0;
    return z.re > 0 ? complex128{z.re, copysign(other, z.im)} : complex128{other, copysign(infinity, z.im)};
  }
  const double m = larger(abs(z.re), abs(z.im));
  const double s = m > 0x1p1000 ? 0x1p-100 : (m < 0x1p-900 ? 0x1p200 : 1.0);
  const double back = m > 0x1p1000 ? 0x1p50 : (m < 0x1p-900 ? 0x1p-100 : 1.0);
  const double x = z.re * s, y = z.im * s;
  const double t = sqrt((abs(x) + hypot(x, y)) * 0.5);
  const double other = abs(y) / (t + t);
  return x >= 0 ? complex128{t * back, copysign(other * back, y)} : complex128{other * back, copysign(t * back, y)};
}
OBOL_INLINE complex64 sqrt(complex64 z) { return narrow(sqrt(wide(z))); }

// eᵃ·(c, s) where eᵃ alone may overflow.
OBOL_INLINE complex128 scaled_exp(double a, double c, double s) {
  if (a < 709.0) {
    const double e = exp(a);
    return {e * c, e * s};
  }
  const double e = exp(a * 0.5);
  return {e * c * e, e * s * e};
}

OBOL_INLINE complex128 exp(complex128 z) {
  if (z.im == 0) return {exp(z.re), z.im};
  if (!is_finite(z.im) && is_inf(z.re)) {
    if (z.re < 0) return {0.0, copysign(0.0, z.im)};
    return {z.re, Constants<double>::nan};
  }
  if (z.re == -Constants<double>::infinity) return {0.0 * cos(z.im), 0.0 * sin(z.im)};
  return scaled_exp(z.re, cos(z.im), sin(z.im));
}
OBOL_INLINE complex64 exp(complex64 z) { return narrow(exp(wide(z))); }

OBOL_INLINE complex128 expm1(complex128 z) {
  if (z.im == 0) return {expm1(z.re) + 0.0, z.im};  // the standard wants +0
  if (is_finite(z.im) && abs(z.re) < 40.0) {
    const double half = sin(z.im * 0.5), s = sin(z.im);
    return {expm1(z.re) * cos(z.im) - 2.0 * half * half, exp(z.re) * s};
  }
  const complex128 e = exp(z);
  return {e.re - 1.0, e.im};
}
OBOL_INLINE complex64 expm1(complex64 z) { return narrow(expm1(wide(z))); }

OBOL_INLINE complex128 cosh(complex128 z) {
  const double a = z.re, b = z.im;
  if (b == 0) return {cosh(a), copysign(1.0, a) * b};
  if (a == 0) return {cos(b), is_finite(b) ? a * sin(b) : a};
  if (is_inf(a) && !is_finite(b)) return {Constants<double>::infinity, Constants<double>::nan};
  const double c = cos(b), s = sin(b);
  if (abs(a) < 709.0) return {cosh(a) * c, sinh(a) * s};
  return scaled_exp(abs(a), 0.5 * c, copysign(0.5, a) * s);
}
OBOL_INLINE complex64 cosh(complex64 z) { return narrow(cosh(wide(z))); }

OBOL_INLINE complex128 sinh(complex128 z) {
  const double a = z.re, b = z.im;
  if (b == 0) return {sinh(a), b};
  if (a == 0) return {is_finite(b) ? a * cos(b) : a, sin(b)};
  if (is_inf(a) && !is_finite(b)) return {a, Constants<double>::nan};
  const double c = cos(b), s = sin(b);
  if (abs(a) < 709.0) return {sinh(a) * c, cosh(a) * s};
  return scaled_exp(abs(a), copysign(0.5, a) * c, 0.5 * s);
}
OBOL_INLINE complex64 sinh(complex64 z) { return narrow(sinh(wide(z))); }

// W. Kahan, Branch cuts for complex elementary functions (1987).
OBOL_INLINE complex128 tanh(complex128 z) {
  const double a = z.re, b = z.im;
  if (b == 0) return {tanh(a), b};
  if (is_inf(a)) return {copysign(1.0, a), copysign(0.0, b)};
  if (!is_finite(b)) return {a == 0 ? a : Constants<double>::nan, Constants<double>::nan};
  if (abs(a) > 22.0) {
    const double e = exp(-abs(a));
    return {copysign(1.0, a), 4.0 * sin(b) * cos(b) * e * e};
  }
  const double t = tan(b), s = sinh(a), beta = fma(t, t, 1.0), rho = sqrt(fma(s, s, 1.0));
  const double norm = fma(beta * s, s, 1.0);
  return {beta * rho * s / norm, t / norm};
}
OBOL_INLINE complex64 tanh(complex64 z) { return narrow(tanh(wide(z))); }

OBOL_INLINE complex128 cos(complex128 z) { return cosh(times_i(z)); }
OBOL_INLINE complex64 cos(complex64 z) { return narrow(cos(wide(z))); }
OBOL_INLINE complex128 sin(complex128 z) { return by_i(sinh(times_i(z))); }
OBOL_INLINE complex64 sin(complex64 z) { return narrow(sin(wide(z))); }
OBOL_INLINE complex128 tan(complex128 z) { return by_i(tanh(times_i(z))); }
OBOL_INLINE complex64 tan(complex64 z) { return narrow(tan(wide(z))); }

}  // namespace obol::math
