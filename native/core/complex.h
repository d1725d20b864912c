// A complex number as two components in memory order re, im: trivially copyable, the same on host and device. Only the
// arithmetic of the four operations; functions of a complex argument live in ops/.
#pragma once

#include <stdint.h>
#include <string.h>

#include "core/portable.h"

namespace obol {

template <class T>
struct Complex {
  T re, im;
  using value_type = T;

  Complex() = default;
  OBOL_INLINE constexpr Complex(T r, T i = T(0)) : re(r), im(i) {}
  template <class U>
  OBOL_INLINE explicit constexpr Complex(const Complex<U>& z) : re(static_cast<T>(z.re)), im(static_cast<T>(z.im)) {}
};

template <class T>
OBOL_INLINE Complex<T> operator+(Complex<T> a, Complex<T> b) {
  return {a.re + b.re, a.im + b.im};
}
template <class T>
OBOL_INLINE Complex<T> operator-(Complex<T> a, Complex<T> b) {
  return {a.re - b.re, a.im - b.im};
}
template <class T>
OBOL_INLINE Complex<T> operator-(Complex<T> a) {
  return {-a.re, -a.im};
}
// -x by its sign bit.
OBOL_INLINE float flip_sign(float x) {
  uint32_t b;
  __builtin_memcpy(&b, &x, sizeof(x));
  b ^= uint32_t{1} << 31;
  __builtin_memcpy(&x, &b, sizeof(x));
  return x;
}
OBOL_INLINE double flip_sign(double x) {
  uint64_t b;
  __builtin_memcpy(&b, &x, sizeof(x));
  b ^= uint64_t{1} << 63;
  __builtin_memcpy(&x, &b, sizeof(x));
  return x;
}
// Two sums, not a difference beside a sum: those g++ 12 would fuse although -ffp-contract=off forbids it.
template <class T>
OBOL_INLINE Complex<T> operator*(Complex<T> a, Complex<T> b) {
  return {a.re * b.re + a.im * flip_sign(b.im), a.re * b.im + a.im * b.re};
}
template <class T>
OBOL_INLINE bool operator==(Complex<T> a, Complex<T> b) {
  return a.re == b.re && a.im == b.im;
}
template <class T>
OBOL_INLINE bool operator!=(Complex<T> a, Complex<T> b) {
  return !(a == b);
}
template <class T>
OBOL_INLINE Complex<T>& operator+=(Complex<T>& a, Complex<T> b) {
  return a = a + b;
}

using complex64 = Complex<float>;
using complex128 = Complex<double>;

template <class T>
struct is_complex {
  static constexpr bool value = false;
};
template <class T>
struct is_complex<Complex<T>> {
  static constexpr bool value = true;
};
template <class T>
inline constexpr bool is_complex_v = is_complex<T>::value;

}  // namespace obol
