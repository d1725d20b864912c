// The formula of each row of binary.def: one functor, for every accepted dtype, on the host and on a GPU. `is_common` and
// `apply_common` are as in unary.h.
#pragma once

#include "ops/cast.h"
#include "ops/complex_inverse.h"

namespace obol::ops {

struct Add {
  template <class T>
  static OBOL_INLINE T apply(T a, T b) {
    if constexpr (is_integer_v<T>)
      return ints::add(a, b);
    else
      return a + b;
  }
};

struct Atan2 {
  template <class T>
  static OBOL_INLINE T apply(T y, T x) {
    return math::atan2(y, x);
  }
};

struct BitwiseAnd {
  template <class T>
  static OBOL_INLINE T apply(T a, T b) {
    return static_cast<T>(a & b);
  }
};

struct BitwiseLeftShift {
  template <class T>
  static OBOL_INLINE T apply(T a, T count) {
    return ints::left_shift(a, count);
  }
};

struct BitwiseOr {
  template <class T>
  static OBOL_INLINE T apply(T a, T b) {
    return static_cast<T>(a | b);
  }
};

struct BitwiseRightShift {
  template <class T>
  static OBOL_INLINE T apply(T a, T count) {
    return ints::right_shift(a, count);
  }
};

struct BitwiseXor {
  template <class T>
  static OBOL_INLINE T apply(T a, T b) {
    return static_cast<T>(a ^ b);
  }
};

struct CopySign {
  template <class T>
  static OBOL_INLINE T apply(T a, T b) {
    return math::copysign(a, b);
  }
};

struct Divide {
  template <class T>
  static OBOL_INLINE T apply(T a, T b) {
    if constexpr (is_complex_v<T>)
      return math::divide(a, b);
    else
      return a / b;
  }
};

struct Equal {
  template <class T>
  static OBOL_INLINE bool apply(T a, T b) {
    if constexpr (is_complex_v<T>)
      return (a.re == b.re) & (a.im == b.im);
    else
      return a == b;
  }
};

struct FloorDivide {
  template <class T>
  static OBOL_INLINE T apply(T a, T b) {
    if constexpr (is_integer_v<T>)
      return ints::floor_divide(a, b);
    else
      return math::floor_divide(a, b);
  }
};

struct Greater {
  template <class T>
  static OBOL_INLINE bool apply(T a, T b) {
    return a > b;
  }
};

struct GreaterEqual {
  template <class T>
  static OBOL_INLINE bool apply(T a, T b) {
    return a >= b;
  }
};

struct Hypot {
  template <class T>
  static OBOL_INLINE T apply(T a, T b) {
    return math::hypot(a, b);
  }
};

struct Less {
  template <class T>
  static OBOL_INLINE bool apply(T a, T b) {
    return a < b;
  }
};

struct LessEqual {
  template <class T>
  static OBOL_INLINE bool apply(T a, T b) {
    return a <= b;
  }
};

struct LogAddExp {
  template <class T>
  static OBOL_INLINE T apply(T a, T b) {
    return math::logaddexp(a, b);
  }
};

struct LogicalAnd {
  static OBOL_INLINE bool apply(bool a, bool b) { return a & b; }
};

struct LogicalOr {
  static OBOL_INLINE bool apply(bool a, bool b) { return a | b; }
};

struct LogicalXor {
  static OBOL_INLINE bool apply(bool a, bool b) { return a ^ b; }
};

// NaN wins; of two equal operands the first.
struct Maximum {
  template <class T>
  static OBOL_INLINE T apply(T a, T b) {
    if constexpr (is_float_v<T>)
      return (a >= b) | (a != a) ? a : b;
    else
      return a >= b ? a : b;
  }
};

struct Minimum {
  template <class T>
  static OBOL_INLINE T apply(T a, T b) {
    if constexpr (is_float_v<T>)
      return (a <= b) | (a != a) ? a : b;
    else
      return a <= b ? a : b;
  }
};

struct Multiply {
  template <class T>
  static OBOL_INLINE T apply(T a, T b) {
    if constexpr (is_integer_v<T>)
      return ints::multiply(a, b);
    else
      return a * b;
  }
};

struct NextAfter {
  template <class T>
  static OBOL_INLINE T apply(T a, T b) {
    return math::nextafter(a, b);
  }
};

struct NotEqual {
  template <class T>
  static OBOL_INLINE bool apply(T a, T b) {
    if constexpr (is_complex_v<T>)
      return (a.re != b.re) | (a.im != b.im);
    else
      return a != b;
  }
};

struct Pow {
  template <class T>
  static OBOL_INLINE T apply(T a, T b) {
    if constexpr (is_integer_v<T>)
      return ints::pow(a, b);
    else
      return math::pow(a, b);
  }
  template <class T>
  static OBOL_INLINE bool is_common(T a, T b) {
    return math::pow_is_common(a, b);
  }
  template <class T>
  static OBOL_INLINE T apply_common(T a, T b) {
    return math::pow_common(a, b);
  }
};

struct Remainder {
  template <class T>
  static OBOL_INLINE T apply(T a, T b) {
    if constexpr (is_integer_v<T>)
      return ints::remainder(a, b);
    else
      return math::remainder(a, b);
  }
  template <class T>
  static OBOL_INLINE bool is_common(T a, T b) {
    return math::remainder_is_common(a, b);
  }
  template <class T>
  static OBOL_INLINE T apply_common(T a, T b) {
    return math::remainder_common(a, b);
  }
};

struct Subtract {
  template <class T>
  static OBOL_INLINE T apply(T a, T b) {
    if constexpr (is_integer_v<T>)
      return ints::subtract(a, b);
    else
      return a - b;
  }
};

}  // namespace obol::ops
