// The formulas of reductions: what an element counts for (`load`), how a partial result takes in the one after it
// (`take`, associative but for rounding), what comes out (`finish`). Order and parallelism are the backends' concern.
#pragma once

#include <limits>
#include <type_traits>

#include "core/complex.h"
#include "core/dtype.h"
#include "ops/bits.h"

namespace obol::ops {

// Rule kAccumulator: int32/uint32 for the narrower integers, else the same type.
template <class T>
struct accumulator {
  using type = T;
};
template <>
struct accumulator<int8_t> {
  using type = int32_t;
};
template <>
struct accumulator<int16_t> {
  using type = int32_t;
};
template <>
struct accumulator<uint8_t> {
  using type = uint32_t;
};
template <>
struct accumulator<uint16_t> {
  using type = uint32_t;
};
template <class T>
using accumulator_t = typename accumulator<T>::type;

namespace detail {

// What a sum is kept in: float32 in float64, so that its error is one rounding; integers unsigned, so that they wrap.
template <class T>
struct running {
  using type = T;
};
template <>
struct running<float> {
  using type = double;
};
template <>
struct running<complex64> {
  using type = complex128;
};
template <>
struct running<int32_t> {
  using type = uint32_t;
};
template <>
struct running<int64_t> {
  using type = uint64_t;
};
template <class T>
using running_t = typename running<accumulator_t<T>>::type;

template <class T>
OBOL_INLINE bool is_nonzero(T x) {
  return x != T(0);
}

template <class T>
OBOL_INLINE bool is_nan(T x) {
  return x != x;
}

}  // namespace detail

template <class T>
struct Sum {
  using In = T;
  using Out = accumulator_t<T>;
  using Acc = detail::running_t<T>;
  static OBOL_INLINE Acc identity() { return Acc(0); }
  static OBOL_INLINE Acc load(T x) { return Acc(x); }
  static OBOL_INLINE void take(Acc& a, Acc b) { a = a + b; }
  static OBOL_INLINE Out finish(Acc a) { return static_cast<Out>(a); }
};

template <class T>
struct Prod {
  using In = T;
  using Out = accumulator_t<T>;
  using Acc = detail::running_t<T>;
  static OBOL_INLINE Acc identity() { return Acc(1); }
  static OBOL_INLINE Acc load(T x) { return Acc(x); }
  static OBOL_INLINE void take(Acc& a, Acc b) { a = a * b; }
  static OBOL_INLINE Out finish(Acc a) { return static_cast<Out>(a); }
};

// NaN wins; -0 and +0 are equal.
template <class T>
struct Max {
  using In = T;
  using Out = T;
  using Acc = T;
  static OBOL_INLINE T identity() {
    if constexpr (std::numeric_limits<T>::has_infinity) return -std::numeric_limits<T>::infinity();
    return std::numeric_limits<T>::lowest();
  }
  static OBOL_INLINE T load(T x) { return x; }
  static OBOL_INLINE void take(T& a, T b) {
    const T larger = a > b ? a : b;
    a = detail::is_nan(a) ? a : larger;
  }
  static OBOL_INLINE T finish(T a) { return a; }
};

template <class T>
struct Min {
  using In = T;
  using Out = T;
  using Acc = T;
  static OBOL_INLINE T identity() {
    if constexpr (std::numeric_limits<T>::has_infinity) return std::numeric_limits<T>::infinity();
    return std::numeric_limits<T>::max();
  }
  static OBOL_INLINE T load(T x) { return x; }
  static OBOL_INLINE void take(T& a, T b) {
    const T smaller = a < b ? a : b;
    a = detail::is_nan(a) ? a : smaller;
  }
  static OBOL_INLINE T finish(T a) { return a; }
};

// NaN is true.
template <class T>
struct All {
  using In = T;
  using Out = bool;
  using Acc = uint8_t;
  static OBOL_INLINE uint8_t identity() { return 1; }
  static OBOL_INLINE uint8_t load(T x) { return detail::is_nonzero(x); }
  static OBOL_INLINE void take(Acc& a, Acc b) { a = a & b; }
  static OBOL_INLINE bool finish(uint8_t a) { return a != 0; }
};

template <class T>
struct Any {
  using In = T;
  using Out = bool;
  using Acc = uint8_t;
  static OBOL_INLINE uint8_t identity() { return 0; }
  static OBOL_INLINE uint8_t load(T x) { return detail::is_nonzero(x); }
  static OBOL_INLINE void take(Acc& a, Acc b) { a = a | b; }
  static OBOL_INLINE bool finish(uint8_t a) { return a != 0; }
};

template <class T>
struct CountNonzero {
  using In = T;
  using Out = int32_t;
  using Acc = uint32_t;
  static OBOL_INLINE uint32_t identity() { return 0; }
  static OBOL_INLINE uint32_t load(T x) { return detail::is_nonzero(x); }
  static OBOL_INLINE void take(Acc& a, Acc b) { a = a + b; }
  static OBOL_INLINE int32_t finish(uint32_t a) { return static_cast<int32_t>(a); }
};

namespace detail {

// The sum of squares in float64, which is all of it for float32.
template <class T>
struct PlainSquares {
  using In = T;
  using Acc = double;
  static OBOL_INLINE double identity() { return 0; }
  static OBOL_INLINE double load(T x) { return static_cast<double>(x) * static_cast<double>(x); }
  static OBOL_INLINE void take(double& a, double b) { a = a + b; }
};
template <class R>
struct PlainSquares<Complex<R>> : PlainSquares<R> {
  using In = Complex<R>;
  static OBOL_INLINE double load(In z) { return PlainSquares<R>::load(z.re) + PlainSquares<R>::load(z.im); }
};

// Squares of float64 in the unit of the largest element so far: 2^538 (level 1), 1 (0) or 2^-600 (-1), so that none
// overflows and none that counts vanishes (Blue 1978).
struct Squares {
  double sum;
  int64_t level;
};
OBOL_INLINE Squares square_in_unit(double x) {
  const double size = x < 0 ? -x : x;
  if (size > 0x1p480) return {(size * 0x1p-538) * (size * 0x1p-538), 1};
  if (size < 0x1p-450) return {(size * 0x1p600) * (size * 0x1p600), -1};
  return {size * size, 0};
}

struct UnitSquares {
  using Acc = Squares;
  static OBOL_INLINE Squares identity() { return {0, -1}; }
  static OBOL_INLINE void take(Squares& a, Squares b) {
    const bool ahead = a.level < b.level;
    const Squares low = ahead ? a : b;
    a = ahead ? b : a;
    double sum = low.sum;
    if (low.level < a.level && low.level < 0) sum = sum * 0x1p-600 * 0x1p-600;
    if (low.level < a.level && a.level > 0) sum = sum * 0x1p-538 * 0x1p-538;
    a.sum = a.sum + sum;
  }
  static OBOL_INLINE double finish(Squares a) {
    return math::sqrt(a.sum) * (a.level > 0 ? 0x1p538 : a.level < 0 ? 0x1p-600 : 1.0);
  }
};

OBOL_INLINE Squares square_in_unit(complex128 z) {
  Squares sum = square_in_unit(z.re);
  UnitSquares::take(sum, square_in_unit(z.im));
  return sum;
}

}  // namespace detail

// The Euclidean norm.
template <class T>
struct Norm : detail::PlainSquares<T> {
  using Out = float;
  static OBOL_INLINE float finish(double a) { return static_cast<float>(math::sqrt(a)); }
};
template <>
struct Norm<double> : detail::UnitSquares {
  using In = double;
  using Out = double;
  static OBOL_INLINE Acc load(double x) { return detail::square_in_unit(x); }
};
template <>
struct Norm<complex128> : detail::UnitSquares {
  using In = complex128;
  using Out = double;
  static OBOL_INLINE Acc load(complex128 z) { return detail::square_in_unit(z); }
};

// `beats(x, best)`: x, which comes later, takes the place of `best`.
template <class T>
struct ArgMax {
  using Extreme = Max<T>;
  static OBOL_INLINE bool beats(T x, T best) { return (best == best) & ((x > best) | detail::is_nan(x)); }
};

template <class T>
struct ArgMin {
  using Extreme = Min<T>;
  static OBOL_INLINE bool beats(T x, T best) { return (best == best) & ((x < best) | detail::is_nan(x)); }
};

}  // namespace obol::ops
