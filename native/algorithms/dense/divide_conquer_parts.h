// What the two trees of divide_conquer.h share: sorting, rotating, gathering columns by where they are not zero.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "algorithms/dense/multiply.h"
#include "device/threads.h"

namespace obol::dense {

// Subtrees of at most this size are one task; what is above them forks inside.
inline constexpr int64_t kSubtree = 64;

// Which rows of a column are not zero: those of the left part, of both, of the right one.
enum Part : uint8_t { kLeft = 0, kBoth = 1, kRight = 2 };

// The power of two that brings x near 1.
inline double scale_to_one(double x) {
  if (!(x > 0)) return 1;
  int exponent;
  std::frexp(x, &exponent);
  constexpr int most = std::numeric_limits<double>::max_exponent - 2;
  return std::ldexp(1.0, std::max(-most, std::min(most, -exponent)));
}

// x' = c·x + s·y, y' = c·y − s·x.
inline void rotate(int64_t n, double* x, double* y, double c, double s) {
  for (int64_t i = 0; i < n; ++i) {
    const double t = c * x[i] + s * y[i];
    y[i] = c * y[i] - s * x[i];
    x[i] = t;
  }
}

// `order` so that value[order[·]] ascends, equal ones by place.
inline void sort_order(int64_t n, const double* value, int32_t* order) {
  for (int64_t i = 0; i < n; ++i) order[i] = static_cast<int32_t>(i);
  std::sort(order, order + n,
            [&](int32_t a, int32_t b) { return value[a] < value[b] || (value[a] == value[b] && a < b); });
}

// Column i of q (n × n) becomes what column order[i] was; `aside` has room for n × n.
inline void reorder_columns(int64_t n, const int32_t* order, double* q, int64_t ld, double* aside) {
  parallel_for(n, 32, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) std::copy(q + order[i] * ld, q + order[i] * ld + n, aside + i * n);
  });
  parallel_for(n, 32, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) std::copy(aside + i * n, aside + (i + 1) * n, q + i * ld);
  });
}

// The places of k columns grouped by their part; where each of the three groups begins (and the end).
struct Groups {
  std::vector<int32_t> at, column;
  int64_t begin[4];

  Groups(int64_t k, const Part* part) : at(static_cast<size_t>(k)), column(static_cast<size_t>(k)) {
    int64_t next = 0;
    for (int p = 0; p < 3; ++p) {
      begin[p] = next;
      for (int64_t i = 0; i < k; ++i)
        if (part[i] == p) {
          at[static_cast<size_t>(i)] = static_cast<int32_t>(next);
          column[static_cast<size_t>(next++)] = static_cast<int32_t>(i);
        }
    }
    begin[3] = next;
  }
};

// out (rows × k) = in (rows × inner)·s (inner × k). Overwrites.
inline void multiply_into(int64_t rows, int64_t k, int64_t inner, const double* in, int64_t ld_in, const double* s,
                          int64_t ld_s, double* out, int64_t ld_out) {
  for (int64_t j = 0; j < k; ++j) std::fill(out + j * ld_out, out + j * ld_out + rows, 0.0);
  multiply_add(rows, k, inner, 1.0, in, ld_in, Op::kNone, s, ld_s, Op::kNone, out, ld_out);
}

}  // namespace obol::dense
