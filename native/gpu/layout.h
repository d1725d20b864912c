// Layouts as kernels get them: from a linear index to the places of several operands, by run-time rank. Divisions are
// by 32-bit multiplication where all indices fit, 64-bit otherwise.
#pragma once

#include "core/layout.h"
#include "core/portable.h"

namespace obol::gpu {

// n / divisor for 0 ≤ n < 2^31 as a multiplication and a shift (Granlund & Montgomery 1994).
struct Divisor {
  uint32_t divisor = 1, magic = 1, shift = 0;

  Divisor() = default;
  explicit Divisor(uint32_t d) : divisor(d) {
    while ((uint64_t{1} << shift) < d) ++shift;
    magic = static_cast<uint32_t>((((uint64_t{1} << shift) - d) << 32) / d + 1);
  }
  OBOL_HD uint32_t quotient(uint32_t n) const {
    return (static_cast<uint32_t>((uint64_t{magic} * n) >> 32) + n) >> shift;
  }
};

template <int Operands>
struct Places {
  int64_t at[Operands];  // in elements
};

// The walk over Operands views of one shape, C order. Offsets of walks are added to the pointers, not here.
template <int Operands>
class Strided {
 public:
  Strided() = default;
  explicit Strided(const Walk& w) : ndim_(w.ndim), wide_(w.size > 0x7FFFFFFF), size_(w.size) {
    for (int d = 0; d < w.ndim; ++d) {
      shape_[d] = w.shape[d];
      if (!wide_ && w.size > 0) divisors_[d] = Divisor(static_cast<uint32_t>(w.shape[d]));
      for (int k = 0; k < Operands; ++k) strides_[d][k] = k < w.count ? w.strides[k][d] : 0;
    }
  }

  OBOL_HD int64_t size() const { return size_; }

  OBOL_HD Places<Operands> places(int64_t linear) const {
    Places<Operands> p;
    for (int k = 0; k < Operands; ++k) p.at[k] = 0;
    if (wide_) {
      int64_t rest = linear;
      for (int d = ndim_ - 1; d > 0; --d) {
        const int64_t outer = rest / shape_[d];
        step(p, d, rest - outer * shape_[d]);
        rest = outer;
      }
      if (ndim_ > 0) step(p, 0, rest);
    } else {
      uint32_t rest = static_cast<uint32_t>(linear);
      for (int d = ndim_ - 1; d > 0; --d) {
        const uint32_t outer = divisors_[d].quotient(rest);
        step(p, d, rest - outer * divisors_[d].divisor);
        rest = outer;
      }
      if (ndim_ > 0) step(p, 0, rest);
    }
    return p;
  }

 private:
  OBOL_HD void step(Places<Operands>& p, int d, int64_t index) const {
    for (int k = 0; k < Operands; ++k) p.at[k] += index * strides_[d][k];
  }

  int ndim_ = 0;
  bool wide_ = false;
  int64_t size_ = 0;
  int64_t shape_[kMaxDims];
  Divisor divisors_[kMaxDims];
  int64_t strides_[kMaxDims][Operands];
};

// The first `count` dimensions of a view, or the ones after them.
inline View leading_dims(const View& v, int count) {
  View r = v;
  r.layout.ndim = count;
  return r;
}
inline View trailing_dims(const View& v, int count) {
  View r = v;
  r.layout.ndim = v.ndim() - count;
  for (int i = 0; i < r.layout.ndim; ++i) {
    r.layout.shape[i] = v.layout.shape[count + i];
    r.layout.strides[i] = v.layout.strides[count + i];
  }
  return r;
}

}  // namespace obol::gpu
