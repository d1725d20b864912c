// The formula of each row of unary.def: one functor, for every accepted dtype, on the host and on a GPU. Where a few rare
// real arguments need a slower way, a loop may ask `is_common` of a block and then use the branch-free `apply_common`:
// for a common argument it is what `apply` gives.
#pragma once

#include "ops/cast.h"
#include "ops/complex_inverse.h"

namespace obol::ops {

struct Abs {
  template <class T>
  static OBOL_INLINE auto apply(T x) {
    if constexpr (is_complex_v<T>)
      return math::hypot(x.re, x.im);
    else if constexpr (is_float_v<T>)
      return math::abs(x);
    else
      return ints::absolute(x);
  }
};

struct Acos {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::acos(x);
  }
};

struct Acosh {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::acosh(x);
  }
};

struct Asin {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::asin(x);
  }
};

struct Asinh {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::asinh(x);
  }
};

struct Atan {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::atan(x);
  }
};

struct Atanh {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::atanh(x);
  }
};

struct BitwiseInvert {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    if constexpr (is_bool_v<T>)
      return x ^ true;
    else
      return static_cast<T>(~x);
  }
};

struct Ceil {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    if constexpr (is_float_v<T>)
      return math::ceil(x);
    else
      return x;
  }
};

struct Conj {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    if constexpr (is_complex_v<T>)
      return {x.re, -x.im};
    else
      return x;
  }
};

struct Cos {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::cos(x);
  }
  template <class T>
  static OBOL_INLINE bool is_common(T x) {
    return math::trig_is_common(x);
  }
  template <class T>
  static OBOL_INLINE T apply_common(T x) {
    return math::cos_common(x);
  }
};

struct Cosh {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::cosh(x);
  }
};

struct Exp {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::exp(x);
  }
  template <class T>
  static OBOL_INLINE bool is_common(T x) {
    return math::exp_is_common(x);
  }
  template <class T>
  static OBOL_INLINE T apply_common(T x) {
    return math::exp_common(x);
  }
};

struct Expm1 {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::expm1(x);
  }
};

struct Floor {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    if constexpr (is_float_v<T>)
      return math::floor(x);
    else
      return x;
  }
};

struct Imag {
  template <class T>
  static OBOL_INLINE T apply(Complex<T> x) {
    return x.im;
  }
};

struct IsFinite {
  template <class T>
  static OBOL_INLINE bool apply(T x) {
    if constexpr (is_complex_v<T>)
      return math::is_finite(x.re) & math::is_finite(x.im);
    else if constexpr (is_float_v<T>)
      return math::is_finite(x);
    else
      return true;
  }
};

struct IsInf {
  template <class T>
  static OBOL_INLINE bool apply(T x) {
    if constexpr (is_complex_v<T>)
      return math::is_inf(x.re) | math::is_inf(x.im);
    else if constexpr (is_float_v<T>)
      return math::is_inf(x);
    else
      return false;
  }
};

struct IsNan {
  template <class T>
  static OBOL_INLINE bool apply(T x) {
    if constexpr (is_complex_v<T>)
      return math::is_nan(x.re) | math::is_nan(x.im);
    else if constexpr (is_float_v<T>)
      return math::is_nan(x);
    else
      return false;
  }
};

struct Log {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::log(x);
  }
};

struct Log1p {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::log1p(x);
  }
};

struct Log2 {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::log2(x);
  }
};

struct Log10 {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::log10(x);
  }
};

struct LogicalNot {
  static OBOL_INLINE bool apply(bool x) { return x ^ true; }
};

struct Negative {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    if constexpr (is_integer_v<T>)
      return ints::negative(x);
    else
      return -x;
  }
};

struct Positive {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return x;
  }
};

struct Real {
  template <class T>
  static OBOL_INLINE auto apply(T x) {
    if constexpr (is_complex_v<T>)
      return x.re;
    else
      return x;
  }
};

struct Reciprocal {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    if constexpr (is_complex_v<T>)
      return math::divide(T(1), x);
    else
      return T(1) / x;
  }
};

// To the nearest, half to even.
struct Round {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    if constexpr (is_complex_v<T>)
      return {math::rint(x.re), math::rint(x.im)};
    else if constexpr (is_float_v<T>)
      return math::rint(x);
    else
      return x;
  }
};

struct Sign {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    if constexpr (is_complex_v<T>)
      return math::sign(x);
    else if constexpr (is_float_v<T>)
      return x > T(0) ? T(1) : (x < T(0) ? T(-1) : (x == T(0) ? T(0) : x));
    else
      return ints::sign(x);
  }
};

struct SignBit {
  template <class T>
  static OBOL_INLINE bool apply(T x) {
    return math::sign_bit(x);
  }
};

struct Sin {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::sin(x);
  }
  template <class T>
  static OBOL_INLINE bool is_common(T x) {
    return math::trig_is_common(x);
  }
  template <class T>
  static OBOL_INLINE T apply_common(T x) {
    return math::sin_common(x);
  }
};

struct Sinh {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::sinh(x);
  }
};

struct Square {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    if constexpr (is_integer_v<T>)
      return ints::multiply(x, x);
    else
      return x * x;
  }
};

struct Sqrt {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::sqrt(x);
  }
};

struct Tan {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::tan(x);
  }
  template <class T>
  static OBOL_INLINE bool is_common(T x) {
    return math::trig_is_common(x);
  }
  template <class T>
  static OBOL_INLINE T apply_common(T x) {
    return math::tan_common(x);
  }
};

struct Tanh {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    return math::tanh(x);
  }
};

struct Trunc {
  template <class T>
  static OBOL_INLINE T apply(T x) {
    if constexpr (is_float_v<T>)
      return math::trunc(x);
    else
      return x;
  }
};

}  // namespace obol::ops
