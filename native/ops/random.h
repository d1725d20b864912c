// Random numbers as pure functions of (key, counter): Philox 4×32-10 (Salmon, Moraes, Dror & Shaw 2011) makes 128 bits from
// a 64-bit key and a 64-bit counter, and each functor makes one element of them. Every element uses one value of the
// counter, whatever its dtype. Only IEEE operations that round alike everywhere are used (no FMA, no libm), so all
// devices make the same bits.
#pragma once

#include <cmath>
#include <cstring>
#include <type_traits>

#include "core/dtype.h"
#include "core/portable.h"

namespace obol::ops {

struct PhiloxWords {
  uint64_t low, high;
};

OBOL_INLINE PhiloxWords philox(uint64_t key, uint64_t counter) {
  uint32_t x0 = static_cast<uint32_t>(counter), x1 = static_cast<uint32_t>(counter >> 32), x2 = 0, x3 = 0;
  uint32_t k0 = static_cast<uint32_t>(key), k1 = static_cast<uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const uint64_t p0 = uint64_t{0xD2511F53u} * x0, p1 = uint64_t{0xCD9E8D57u} * x2;
    x0 = static_cast<uint32_t>(p1 >> 32) ^ x1 ^ k0;
    x2 = static_cast<uint32_t>(p0 >> 32) ^ x3 ^ k1;
    x1 = static_cast<uint32_t>(p1);
    x3 = static_cast<uint32_t>(p0);
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return {uint64_t{x1} << 32 | x0, uint64_t{x3} << 32 | x2};
}

namespace detail {

OBOL_INLINE uint64_t to_bits(double x) {
  uint64_t b;
  __builtin_memcpy(&b, &x, sizeof(b));
  return b;
}
OBOL_INLINE double from_bits(uint64_t b) {
  double x;
  __builtin_memcpy(&x, &b, sizeof(x));
  return x;
}

// Whole numbers below 2^52, without an instruction for it (AVX2 has none).
OBOL_INLINE double to_double(uint64_t n) { return from_bits(n | 0x4330000000000000u) - 0x1p52; }

// A multiple of 2^-53 in [0, 1) from the 53 upper bits.
OBOL_INLINE double unit(uint64_t bits) {
  return (to_double(bits >> 38) * 0x1p27 + to_double((bits >> 11) & 0x7FFFFFFu)) * 0x1p-53;
}

// Upper half of a 64 × 64 bit product.
OBOL_INLINE uint64_t multiply_high(uint64_t a, uint64_t b) {
  const uint64_t al = a & 0xFFFFFFFFu, ah = a >> 32, bl = b & 0xFFFFFFFFu, bh = b >> 32;
  const uint64_t low = al * bl, m1 = ah * bl + (low >> 32), m2 = al * bh + (m1 & 0xFFFFFFFFu);
  return ah * bh + (m1 >> 32) + (m2 >> 32);
}

// The natural logarithm of a normal x in (0, 1]: x = m·2^e with m in [√½, √2), log m = 2 artanh((m-1)/(m+1)).
OBOL_INLINE double log_unit(double x) {
  const uint64_t root_half = 0x3FE6A09E667F3BCDu, shifted = to_bits(x) - root_half + (uint64_t{1024} << 52);
  const double e = to_double(shifted >> 52) - 1024.0;
  const double f = from_bits((shifted & 0xFFFFFFFFFFFFFu) + root_half) - 1.0;
  const double s = f / (2.0 + f), z = s * s;
  double p = 1.0 / 23;
  p = p * z + 1.0 / 21;
  p = p * z + 1.0 / 19;
  p = p * z + 1.0 / 17;
  p = p * z + 1.0 / 15;
  p = p * z + 1.0 / 13;
  p = p * z + 1.0 / 11;
  p = p * z + 1.0 / 9;
  p = p * z + 1.0 / 7;
  p = p * z + 1.0 / 5;
  p = p * z + 1.0 / 3;
  const double ln2_high = 0x1.62E42FEFA0000p-1, ln2_low = 0x1.CF79ABC9E3B3Ap-40;
  return e * ln2_high + (2.0 * s + (2.0 * s * z * p + e * ln2_low));
}

// cos(2πv) for v in [0, 1): a quarter turn is taken off exactly, the rest is at most an eighth of a turn.
OBOL_INLINE double cos_turns(double v) {
  const double snapped = v * 4.0 + 0x1p52;
  const uint64_t quarter = to_bits(snapped);
  const double a = (v - (snapped - 0x1p52) * 0.25) * 6.283185307179586, z = a * a;
  double s = 1.0 / 355687428096000;
  s = s * z - 1.0 / 1307674368000;
  s = s * z + 1.0 / 6227020800;
  s = s * z - 1.0 / 39916800;
  s = s * z + 1.0 / 362880;
  s = s * z - 1.0 / 5040;
  s = s * z + 1.0 / 120;
  s = s * z - 1.0 / 6;
  s = a + a * z * s;
  double c = 1.0 / 20922789888000;
  c = c * z - 1.0 / 87178291200;
  c = c * z + 1.0 / 479001600;
  c = c * z - 1.0 / 3628800;
  c = c * z + 1.0 / 40320;
  c = c * z - 1.0 / 720;
  c = c * z + 1.0 / 24;
  c = 1.0 - 0.5 * z + z * z * c;
  const uint64_t sine = 0 - (quarter & 1), minus = ((quarter + 1) & 2) << 62;
  return from_bits(((to_bits(s) & sine) | (to_bits(c) & ~sine)) ^ minus);
}

}  // namespace detail

// [low, high): multiples of 2^-53 (float64) or 2^-24 (float32) of the width; low where low == high.
template <class T>
struct Uniform {
  T low, width, last;
  Uniform(T a, T b) : low(a), width(b - a), last(std::nextafter(b, a)) {}
  OBOL_INLINE T operator()(const PhiloxWords& w) const {
    T unit;
    if constexpr (std::is_same_v<T, float>)
      unit = static_cast<float>(static_cast<int32_t>(w.low >> 40)) * 0x1p-24f;
    else
      unit = detail::unit(w.low);
    const T x = low + width * unit;
    return x > last ? last : x;
  }
};

// Mean a, standard deviation b, by Box & Muller's formula (1958; its cosine half). At most 8.6 deviations from the mean.
template <class T>
struct Normal {
  double mean, deviation;
  Normal(T a, T b) : mean(a), deviation(b) {}
  OBOL_INLINE T operator()(const PhiloxWords& w) const {
    const double u = 1.0 - detail::unit(w.low), v = detail::unit(w.high);
    return static_cast<T>(mean + deviation * (sqrt(-2.0 * detail::log_unit(u)) * detail::cos_turns(v)));
  }
};

// Whole numbers from a to b, both included. The upper part of the product of 128 random bits and the number of values
// (Lemire 2019, without the rejection): no value's probability is off by more than 2^-64 of itself.
template <class T>
struct Integers {
  uint64_t first, count;  // 0 stands for 2^64
  Integers(T a, T b)
      : first(static_cast<uint64_t>(a)), count(static_cast<uint64_t>(b) - static_cast<uint64_t>(a) + 1) {}
  OBOL_INLINE T operator()(const PhiloxWords& w) const {
    const uint64_t carry = detail::multiply_high(w.low, count), product = w.high * count;
    const uint64_t picked = detail::multiply_high(w.high, count) + (product + carry < product ? 1 : 0);
    return static_cast<T>(first + (count == 0 ? w.high : picked));
  }
};

}  // namespace obol::ops
