// The order that sorting and searching share: NaN after everything else, complex numbers by re, then im (the ones with a
// NaN after the ones without: in im, in re, in both).
#pragma once

#include <type_traits>

#include "core/complex.h"

namespace obol::cpu {

template <class T>
bool precedes(T a, T b) {
  if constexpr (is_complex_v<T>) {
    const auto rank = [](T z) { return (z.re != z.re ? 2 : 0) + (z.im != z.im ? 1 : 0); };
    const int ra = rank(a), rb = rank(b);
    if (ra != rb) return ra < rb;
    if (ra < 2 && a.re != b.re) return a.re < b.re;
    return (ra & 1) == 0 && a.im < b.im;
  } else if constexpr (std::is_floating_point_v<T>) {
    return a < b || (b != b && a == a);
  } else {
    return a < b;
  }
}

// Descending, with NaN last all the same.
template <class T>
bool precedes_descending(T a, T b) {
  if constexpr (is_complex_v<T>) {
    const auto rank = [](T z) { return (z.re != z.re ? 2 : 0) + (z.im != z.im ? 1 : 0); };
    const int ra = rank(a), rb = rank(b);
    if (ra != rb) return ra < rb;
    if (ra < 2 && a.re != b.re) return a.re > b.re;
    return (ra & 1) == 0 && a.im > b.im;
  } else if constexpr (std::is_floating_point_v<T>) {
    return a > b || (b != b && a == a);
  } else {
    return a > b;
  }
}

}  // namespace obol::cpu
