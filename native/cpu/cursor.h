// A position in a walk (core/layout.h) that can jump to any C-order index: how a chunk of strided work finds its start.
#pragma once

#include <cstring>

#include "core/layout.h"

namespace obol::cpu {

class Cursor {
 public:
  // Over the first `ndim` dimensions of `walk`, which must outlive the cursor.
  Cursor(const Walk& walk, int ndim, int64_t linear = 0) : walk_(walk), ndim_(ndim) { seek(linear); }

  void seek(int64_t linear) {
    for (int k = 0; k < walk_.count; ++k) at_[k] = walk_.offset[k];
    for (int d = ndim_ - 1; d >= 0; --d) {
      index_[d] = linear % walk_.shape[d];
      linear /= walk_.shape[d];
      for (int k = 0; k < walk_.count; ++k) at_[k] += index_[d] * walk_.strides[k][d];
    }
  }

  void next() {
    for (int d = ndim_ - 1; d >= 0; --d) {
      if (++index_[d] < walk_.shape[d]) {
        for (int k = 0; k < walk_.count; ++k) at_[k] += walk_.strides[k][d];
        return;
      }
      for (int k = 0; k < walk_.count; ++k) at_[k] -= (walk_.shape[d] - 1) * walk_.strides[k][d];
      index_[d] = 0;
    }
  }

  // Where operand k's element lies, in elements from its view's first.
  int64_t at(int k) const { return at_[k]; }

 private:
  const Walk& walk_;
  int ndim_;
  int64_t index_[kMaxDims];
  int64_t at_[kMaxOperands];
};

// The extent and the steps of the innermost dimension; a walk without dimensions has one of extent 1.
struct Inner {
  int64_t extent = 1;
  int64_t strides[kMaxOperands] = {};
  int outer_dims = 0;

  explicit Inner(const Walk& w) {
    if (w.ndim == 0) return;
    outer_dims = w.ndim - 1;
    extent = w.shape[outer_dims];
    for (int k = 0; k < w.count; ++k) strides[k] = w.strides[k][outer_dims];
  }
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

// n elements of `size` bytes, `stride` elements apart, side by side.
inline void pack(const char* in, int64_t stride, int64_t n, int64_t size, char* out) {
  if (stride == 1) {
    std::memcpy(out, in, static_cast<size_t>(n * size));
    return;
  }
  const int64_t step = stride * size;
  switch (size) {
    case 1:
      for (int64_t i = 0; i < n; ++i) out[i] = in[i * step];
      return;
    case 2:
      for (int64_t i = 0; i < n; ++i) std::memcpy(out + 2 * i, in + i * step, 2);
      return;
    case 4:
      for (int64_t i = 0; i < n; ++i) std::memcpy(out + 4 * i, in + i * step, 4);
      return;
    case 8:
      for (int64_t i = 0; i < n; ++i) std::memcpy(out + 8 * i, in + i * step, 8);
      return;
    default:
      for (int64_t i = 0; i < n; ++i) std::memcpy(out + 16 * i, in + i * step, 16);
  }
}

// The reverse: n elements side by side to places `stride` elements apart.
inline void unpack(const char* in, int64_t stride, int64_t n, int64_t size, char* out) {
  if (stride == 1) {
    std::memcpy(out, in, static_cast<size_t>(n * size));
    return;
  }
  const int64_t step = stride * size;
  switch (size) {
    case 1:
      for (int64_t i = 0; i < n; ++i) out[i * step] = in[i];
      return;
    case 2:
      for (int64_t i = 0; i < n; ++i) std::memcpy(out + i * step, in + 2 * i, 2);
      return;
    case 4:
      for (int64_t i = 0; i < n; ++i) std::memcpy(out + i * step, in + 4 * i, 4);
      return;
    case 8:
      for (int64_t i = 0; i < n; ++i) std::memcpy(out + i * step, in + 8 * i, 8);
      return;
    default:
      for (int64_t i = 0; i < n; ++i) std::memcpy(out + i * step, in + 16 * i, 16);
  }
}

}  // namespace obol::cpu
