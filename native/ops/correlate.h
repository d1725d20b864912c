// What correlating along an axis does beyond the ends of a line, and how its sums become elements.
#pragma once

#include "ops/cast.h"

namespace obol {

enum class BoundaryMode : int { kReflect, kNearest, kConstant, kMirror, kWrap };

namespace ops {

OBOL_INLINE int64_t modulo(int64_t a, int64_t b) { return (a % b + b) % b; }

// The index that stands for index i of a line of n; -1 for the constant.
OBOL_INLINE int64_t line_index(int64_t i, int64_t n, BoundaryMode mode) {
  if (i >= 0 && i < n) return i;
  switch (mode) {
    case BoundaryMode::kNearest:
      return i < 0 ? 0 : n - 1;
    case BoundaryMode::kWrap:
      return modulo(i, n);
    case BoundaryMode::kReflect:
      i = modulo(i, 2 * n);
      return i < n ? i : 2 * n - 1 - i;
    case BoundaryMode::kMirror:
      if (n == 1) return 0;
      i = modulo(i, 2 * n - 2);
      return i < n ? i : 2 * n - 2 - i;
    default:
      return -1;
  }
}

// Towards zero, for bool too; beyond the dtype's range narrow integers wrap and 64-bit ones stop at the ends; NaN is 0.
template <class T>
OBOL_INLINE T from_sum(double x) {
  if constexpr (is_bool_v<T>) {
    return !(x > -1 && x < 1) && x == x;
  } else if constexpr (is_integer_v<T>) {
    if constexpr (!ints::is_signed<T> && sizeof(T) == 8) {
      if (x >= 0x1p63) return x >= 0x1p64 ? ~uint64_t{0} : static_cast<uint64_t>(x - 0x1p63) + (uint64_t{1} << 63);
    } else {
      if (x >= 0x1p63) return static_cast<T>(INT64_MAX);
    }
    return x >= -0x1p63 ? static_cast<T>(static_cast<int64_t>(x)) : (x < 0 ? static_cast<T>(INT64_MIN) : T(0));
  } else {
    return static_cast<T>(x);
  }
}

}  // namespace ops
}  // namespace obol
