// What the multifrontal factorisations share: scratch of a thread, and the row numbers of a front.
#pragma once

#include <cmath>
#include <complex>

#include "algorithms/dense/blocked_buffer.h"
#include "algorithms/sparse_direct/factor.h"

namespace obol::sparse_direct {

inline size_t u(int64_t i) { return static_cast<size_t>(i); }

// A map from rows of the matrix to rows of the front in work, one a thread; `Kind` tells maps in use at once apart.
template <int Kind>
std::vector<int32_t>& thread_map(int32_t n) {
  thread_local std::vector<int32_t> map;
  if (map.size() < u(n)) map.assign(u(n), -1);
  return map;
}

inline int64_t aligned(int64_t entries) { return (entries + 7) / 8 * 8; }

inline double conjugate(double x) { return x; }
inline std::complex<double> conjugate(std::complex<double> x) { return std::conj(x); }
inline double real_part(double x) { return x; }
inline double real_part(std::complex<double> x) { return x.real(); }
// Cheap and without overflow: within √2 of the absolute value.
inline double magnitude(double x) { return std::fabs(x); }
inline double magnitude(std::complex<double> x) { return std::fmax(std::fabs(x.real()), std::fabs(x.imag())); }

template <class T>
double largest_entry(const HostCsr<T>& a) {
  double most = 0;
  for (T value : a.data) most = std::fmax(most, magnitude(value));
  return most;
}

}  // namespace obol::sparse_direct
