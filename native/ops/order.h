// The order that sorting and searching share: NaN after everything else, complex numbers by re, then im (the ones with a
// NaN after the ones without: in im, in re, in both).
#pragma once

#include "ops/cast.h"

namespace obol::ops {

template <class T>
OBOL_INLINE int nan_rank(T z) {
  return (z.re != z.re ? 2 : 0) + (z.im != z.im ? 1 : 0);
}

template <class T>
OBOL_INLINE bool precedes(T a, T b) {
  if constexpr (is_complex_v<T>) {
    const int ra = nan_rank(a), rb = nan_rank(b);
    if (ra != rb) return ra < rb;
    if (ra < 2 && a.re != b.re) return a.re < b.re;
    return (ra & 1) == 0 && a.im < b.im;
  } else if constexpr (is_float_v<T>) {
    return a < b || (b != b && a == a);
  } else {
    return a < b;
  }
}

// Descending, with NaN last all the same.
template <class T>
OBOL_INLINE bool precedes_descending(T a, T b) {
  if constexpr (is_complex_v<T>) {
    const int ra = nan_rank(a), rb = nan_rank(b);
    if (ra != rb) return ra < rb;
    if (ra < 2 && a.re != b.re) return a.re > b.re;
    return (ra & 1) == 0 && a.im > b.im;
  } else if constexpr (is_float_v<T>) {
    return a > b || (b != b && a == a);
  } else {
    return a > b;
  }
}

// A whole number below 2^bits, bits = 8·sizeof(T), that is in the same order (equal for 0 and -0); NaN has the last.
template <class T>
OBOL_INLINE uint64_t order_key(T x, bool descending) {
  constexpr uint64_t all = ~uint64_t{0} >> (64 - 8 * sizeof(T)), top = uint64_t{1} << (8 * sizeof(T) - 1);
  uint64_t key;
  if constexpr (is_float_v<T>) {
    if (x != x) return all;
    const uint64_t b = math::bits(x == T(0) ? T(0) : x);
    key = (b & top) != 0 ? ~b & all : b | top;
  } else if constexpr (is_integer_v<T>) {
    key = (static_cast<uint64_t>(x) & all) ^ (ints::is_signed<T> ? top : 0);
  } else {
    key = x ? 1 : 0;
  }
  return descending ? ~key & all : key;
}

}  // namespace obol::ops
