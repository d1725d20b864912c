// Scaling against overflow and underflow, by powers of two.
#pragma once

#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>

namespace obol::dense {

// The larger one; NaN where one is.
template <class R>
R larger(R a, R b) {
  return a >= b || std::isnan(a) ? a : b;
}

// The largest |re| or |im| of n entries; NaN where one is.
template <class R>
R largest_component(int64_t n, const R* x) {
  R most = 0;
  for (int64_t i = 0; i < n; ++i) most = larger(most, std::abs(x[i]));
  return most;
}
template <class R>
R largest_component(int64_t n, const std::complex<R>* x) {
  return largest_component(2 * n, reinterpret_cast<const R*>(x));
}

// The exponent to divide by where squares of entries, or their sums, could leave the range; 0 where they can't.
template <class R>
int scale_exponent(R largest) {
  constexpr int safe = std::numeric_limits<R>::max_exponent / 8;
  if (!(largest > 0)) return 0;
  int exponent;
  std::frexp(largest, &exponent);
  return exponent > safe || exponent < -safe ? exponent : 0;
}

// x·2^exponent. In two steps, since 2^exponent itself may be out of range.
template <class R>
void scale_by(int64_t n, R* x, int exponent) {
  const R first = std::ldexp(R(1), exponent / 2), second = std::ldexp(R(1), exponent - exponent / 2);
  for (int64_t i = 0; i < n; ++i) x[i] = x[i] * first * second;
}
template <class R>
void scale_by(int64_t n, std::complex<R>* x, int exponent) {
  scale_by(2 * n, reinterpret_cast<R*>(x), exponent);
}

}  // namespace obol::dense
