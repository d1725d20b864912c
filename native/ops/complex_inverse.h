// Logarithms, powers and the inverse circular and hyperbolic functions of a complex argument. Branch cuts and special
// values as C99's annex G says; complex64 is computed in float64.
#pragma once

#include "ops/complex_math.h"

namespace obol::math {

// |z|² - 1 of z = (1 + x, y), or of z = (x, y) with `shift` 0: every product's and sum's error is kept.
OBOL_INLINE double norm_minus_1(double x, double y, bool shifted) {
  const double first = shifted ? x + x : -1.0;
  const double xx = x * x, yy = y * y;
  const double low = fma(x, x, -xx) + fma(y, y, -yy);
  const double big = abs(first) < xx ? xx : first, small = abs(first) < xx ? first : xx;
  const double s = big + small, e = small - (s - big);
  const double t = s + yy, v = t - s, f = (s - (t - v)) + (yy - v);
  return t + (e + f + low);
}

// log|z|, accurate near |z| = 1 too.
OBOL_INLINE double log_abs(double x, double y) {
  if (is_inf(x) || is_inf(y)) return Constants<double>::infinity;
  const double m = larger(abs(x), abs(y));
  if (m > 0x1p500) return log(hypot(x * 0x1p-600, y * 0x1p-600)) + 600 * Constants<double>::ln2;
  if (m < 0x1p-450) return log(hypot(x * 0x1p600, y * 0x1p600)) - 600 * Constants<double>::ln2;
  const double square = fma(x, x, y * y);
  if (square > 0.5 && square < 3.0) return 0.5 * log1p(norm_minus_1(x, y, false));
  return 0.5 * log(square);
}

OBOL_INLINE complex128 log(complex128 z) { return {log_abs(z.re, z.im), atan2(z.im, z.re)}; }
OBOL_INLINE complex64 log(complex64 z) { return narrow(log(wide(z))); }

OBOL_INLINE complex128 log1p(complex128 z) {
  const double n = norm_minus_1(z.re, z.im, true);
  const double re = n > -0.5 && n < 3.0 ? 0.5 * log1p(n) : log_abs(1.0 + z.re, z.im);
  return {re, atan2(z.im, 1.0 + z.re)};
}
OBOL_INLINE complex64 log1p(complex64 z) { return narrow(log1p(wide(z))); }

OBOL_INLINE complex128 log2(complex128 z) {
  const complex128 l = log(z);
  return {l.re / Constants<double>::ln2, l.im / Constants<double>::ln2};
}
OBOL_INLINE complex64 log2(complex64 z) { return narrow(log2(wide(z))); }

OBOL_INLINE complex128 log10(complex128 z) {
  const complex128 l = log(z);
  return {l.re / Constants<double>::ln10, l.im / Constants<double>::ln10};
}
OBOL_INLINE complex64 log10(complex64 z) { return narrow(log10(wide(z))); }

// exp(w·log z); 0⁰ = 1, and whole real powers by repeated squaring.
OBOL_INLINE complex128 pow(complex128 z, complex128 w) {
  if (w.re == 0 && w.im == 0) return {1.0, 0.0};
  if (w.im == 0 && abs(w.re) <= 64.0 && w.re == floor(w.re) && is_finite(z.re) && is_finite(z.im) &&
      (z.re != 0 || z.im != 0)) {
    complex128 base = z, result = {1.0, 0.0};
    for (int n = static_cast<int>(abs(w.re));;) {
      if ((n & 1) != 0) result = result * base;
      n >>= 1;
      if (n == 0) break;
      base = base * base;
    }
    // An overflow on the way to a small reciprocal takes the general way.
    if (w.re > 0) return result;
    if (is_finite(result.re) && is_finite(result.im)) return divide({1.0, 0.0}, result);
  }
  const complex128 l = log(z);
  if (z.re == 0 && z.im == 0) {
    if (w.re > 0) return {0.0, 0.0};
    return {w.re < 0 ? Constants<double>::infinity : Constants<double>::nan, Constants<double>::nan};
  }
  return w.im == 0 ? exp(complex128{w.re * l.re, w.re * l.im})
                   : exp(complex128{sum_of_products(w.re, l.re, -w.im, l.im), sum_of_products(w.re, l.im, w.im, l.re)});
}
OBOL_INLINE complex64 pow(complex64 z, complex64 w) { return narrow(pow(wide(z), wide(w))); }

// asin(x + iy) = asin + i·im and acos(x + iy) = acos - i·im for x, y >= 0.
struct ArcParts {
  double asin, acos, im;
};

// T. Hull, T. Fairgrieve, P. Tang, Implementing the complex arcsine and arccosine functions using exception handling
// (1997), with their exceptional cases decided beforehand.
OBOL_INLINE ArcParts arc_parts(double x, double y) {
  using K = Constants<double>;
  if (is_nan(x) || is_nan(y)) {
    const double im = is_inf(x) || is_inf(y) ? K::infinity : K::nan;
    return x == 0 ? ArcParts{x, K::half_pi, K::nan} : ArcParts{K::nan, K::nan, im};
  }
  if (x > 0x1p30 || y > 0x1p30) return {atan2(x, y), atan2(y, x), log_abs(x, y) + K::ln2};
  if (x < 0x1p-28 && y < 0x1p-28) return {x, K::half_pi - x, y};
  const double x1 = x + 1.0, xm = x - 1.0;
  if (y <= 0x1p-53 * abs(xm)) {
    const double root = sqrt(abs(xm) * x1);
    if (x < 1) return {asin(x), acos(x), y / root};
    return {K::half_pi, y == 0 ? 0.0 : y / root, log1p(xm + root)};
  }
  const double r = hypot(x1, y), s = hypot(xm, y), a = 0.5 * (r + s), b = x / a, ax = a + x;
  ArcParts out;
  const double right = y * y / (r + x1);  // r - x1
  if (b <= 0.6417) {
    out.asin = asin(b);
    out.acos = acos(b);
  } else {
    const double h = x <= 1 ? sqrt(0.5 * ax * (right + (s - xm))) : y * sqrt(0.5 * (ax / (r + x1) + ax / (s + xm)));
    out.asin = atan(x / h);
    out.acos = atan(h / x);
  }
  if (a <= 1.5) {
    const double am1 = 0.5 * (right + (xm < 0 ? y * y / (s - xm) : s + xm));
    out.im = log1p(am1 + sqrt(am1 * (a + 1.0)));
  } else {
    out.im = log(a + sqrt(a * a - 1.0));
  }
  return out;
}

OBOL_INLINE complex128 asin(complex128 z) {
  const ArcParts p = arc_parts(abs(z.re), abs(z.im));
  return {copysign(p.asin, z.re), copysign(p.im, z.im)};
}
OBOL_INLINE complex64 asin(complex64 z) { return narrow(asin(wide(z))); }

OBOL_INLINE complex128 acos(complex128 z) {
  const ArcParts p = arc_parts(abs(z.re), abs(z.im));
  return {sign_bit(z.re) ? Constants<double>::pi - p.acos : p.acos, -copysign(p.im, z.im)};
}
OBOL_INLINE complex64 acos(complex64 z) { return narrow(acos(wide(z))); }

OBOL_INLINE complex128 asinh(complex128 z) { return by_i(asin(times_i(z))); }
OBOL_INLINE complex64 asinh(complex64 z) { return narrow(asinh(wide(z))); }

OBOL_INLINE complex128 acosh(complex128 z) {
  const complex128 w = acos(z);
  return {abs(w.im), copysign(w.re, z.im)};
}
OBOL_INLINE complex64 acosh(complex64 z) { return narrow(acosh(wide(z))); }

OBOL_INLINE complex128 atanh(complex128 z) {
  using K = Constants<double>;
  const double x = abs(z.re), y = abs(z.im);
  double re, im;
  if (is_inf(x) || is_inf(y)) {
    re = 0;
    im = is_nan(y) ? K::nan : K::half_pi;
  } else if (x == 0) {
    re = 0;
    im = atan(y);
  } else if (is_nan(x) || is_nan(y)) {
    re = im = K::nan;
  } else if (y == 0 && x <= 1) {
    re = atanh(x);
    im = 0;
  } else if (x > 0x1p54 || y > 0x1p54) {
    re = x < y ? (x / y) / (y + x * (x / y)) : 1.0 / (x + y * (y / x));
    im = K::half_pi;
  } else if (x < 0x1p-28 && y < 0x1p-28) {
    re = x;
    im = y;
  } else {
    const double gap = 1.0 - x;
    re = x == 1 && y < 0x1p-53 ? 0.5 * (K::ln2 - log(y)) : 0.25 * log1p(4.0 * x / fma(gap, gap, y * y));
    im = 0.5 * (x == 1 ? atan2(2.0, -y) : atan2(2.0 * y, sum_of_products(gap, 1.0 + x, -y, y)));
  }
  return {copysign(re, z.re), copysign(im, z.im)};
}
OBOL_INLINE complex64 atanh(complex64 z) { return narrow(atanh(wide(z))); }

OBOL_INLINE complex128 atan(complex128 z) { return by_i(atanh(times_i(z))); }
OBOL_INLINE complex64 atan(complex64 z) { return narrow(atan(wide(z))); }

}  // namespace obol::math
