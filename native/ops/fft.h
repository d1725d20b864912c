// What the Fourier transforms of every backend share beside the butterflies (ops/fft_radix.h): how a length is cut into
// radices, and roots of unity.
#pragma once

#include "core/complex.h"
#include "ops/trigonometry.h"

namespace obol::ops {

inline constexpr int kMostRadices = 48;

// n = Π radices · rest; `rest` has no prime factor up to 13. In the order of the passes.
struct Radices {
  int count = 0;
  int radix[kMostRadices];
  int64_t rest = 1;
};

inline Radices radices_of(int64_t n) {
  Radices r;
  const auto take = [&](int radix) {
    for (; n % radix == 0; n /= radix) r.radix[r.count++] = radix;
  };
  take(8);
  if (n % 2 == 0 && n % 4 != 0 && r.count > 0) {  // 8 · 2 is better as 4 · 4
    r.radix[r.count - 1] = 4;
    r.radix[r.count++] = 4;
    n /= 2;
  }
  for (int radix : {4, 2, 3, 5, 7, 11, 13}) take(radix);
  r.rest = n;
  return r;
}

// The shortest length at least `least` with the prime factors 2, 3, 5 and a factor 8 where it is long.
inline int64_t convolution_length(int64_t least) {
  int64_t best = 0;
  for (int64_t odd : {1, 3, 5, 9, 15, 25, 27}) {
    int64_t m = odd;
    while (m < least || (m % 8 != 0 && m > 64)) m *= 2;
    if (best == 0 || m < best) best = m;
  }
  return best;
}

// By how long a transform n numbers are transformed.
inline int64_t transform_length(int64_t n) { return radices_of(n).rest == 1 ? n : convolution_length(2 * n - 1); }

// The largest product of some of the radices that is at most `most`.
inline int64_t factor_up_to(const Radices& r, int64_t most) {
  int64_t best = 1;
  const auto search = [&](const auto& self, int i, int64_t product) -> void {
    if (product > most) return;
    if (product > best) best = product;
    for (int k = i; k < r.count; ++k)
      if (k == i || r.radix[k] != r.radix[k - 1]) self(self, k + 1, product * r.radix[k]);
  };
  search(search, 0, 1);
  return best;
}

// sin and cos of angle + low for 0 ≤ angle ≤ π/4.
OBOL_INLINE void sin_cos_octant(double angle, double low, double* sin, double* cos) {
  const math::SinCos v = math::sin_cos_of_reduced(angle, low);
  *sin = v.sin;
  *cos = v.cos;
}
// The same in float32, by the polynomials of Cephes.
OBOL_INLINE void sin_cos_octant(float angle, float low, float* sin, float* cos) {
  const float z = angle * angle;
  const float s = math::fma(math::fma(-1.9515295891e-4f, z, 8.3321608736e-3f), z, -1.6666654611e-1f);
  const float c = math::fma(math::fma(2.443315711809948e-5f, z, -1.388731625493765e-3f), z, 4.166664568298827e-2f);
  *sin = angle + math::fma(angle * z, s, low);
  *cos = 1.0f + math::fma(z * z, c, math::fma(-0.5f, z, -angle * low));
}

// exp(-2πi·k/n) for 0 ≤ k < n: the octant is found in whole numbers, so that the angle is small and known twice as
// precisely as it is rounded.
template <class T>
OBOL_INLINE Complex<T> unit_root(int64_t k, int64_t n) {
  const int64_t octant = 8 * k / n, past = 8 * k - octant * n;
  const bool odd = (octant & 1) != 0;
  const T part = static_cast<T>(odd ? n - past : past), whole = static_cast<T>(n);
  constexpr T quarter_pi = sizeof(T) == 8 ? T(0x1.921fb54442d18p-1) : T(0x1.921fb6p-1);
  constexpr T quarter_pi_low = sizeof(T) == 8 ? T(0x1.1a62633145c07p-55) : T(-0x1.777a5cp-26);
  const T t = part / whole, t_low = math::fma(-t, whole, part) / whole, angle = t * quarter_pi;
  const T low = math::fma(t, quarter_pi, -angle) + math::fma(t, quarter_pi_low, t_low * quarter_pi);
  T s, c;
  sin_cos_octant(angle, low, &s, &c);
  if (odd) s = -s;
  switch ((octant + 1) / 2 % 4) {
    case 0:
      return {c, -s};
    case 1:
      return {-s, -c};
    case 2:
      return {-c, s};
    default:
      return {s, c};
  }
}

}  // namespace obol::ops
