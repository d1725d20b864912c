#include "core/layout.h"

#include <cstdlib>
#include <utility>

namespace obol {

Layout Layout::contiguous(std::initializer_list<int64_t> dims) {
  Layout l;
  for (int64_t d : dims) l.shape[l.ndim++] = d;
  int64_t step = 1;
  for (int i = l.ndim - 1; i >= 0; --i) {
    l.strides[i] = step;
    step *= l.shape[i];
  }
  return l;
}

bool Layout::is_contiguous() const {
  int64_t step = 1;
  for (int i = ndim - 1; i >= 0; --i) {
    if (shape[i] == 0) return true;
    if (shape[i] != 1 && strides[i] != step) return false;
    step *= shape[i];
  }
  return true;
}

bool Walk::is_flat() const {
  if (ndim > 1) return false;
  for (int k = 0; k < count; ++k)
    if (ndim == 1 && strides[k][0] != 1 && strides[k][0] != 0) return false;
  return true;
}

namespace {

void swap_dims(Walk& w, int a, int b) {
  std::swap(w.shape[a], w.shape[b]);
  for (int k = 0; k < w.count; ++k) std::swap(w.strides[k][a], w.strides[k][b]);
}

// Larger steps of the first operand (then of the next ones, on ties) go outside.
bool before(const Walk& w, int a, int b) {
  for (int k = 0; k < w.count; ++k) {
    const int64_t sa = std::llabs(w.strides[k][a]), sb = std::llabs(w.strides[k][b]);
    if (sa != sb) return sa > sb;
  }
  return false;
}

bool mergeable(const Walk& w, int outer, int inner) {
  for (int k = 0; k < w.count; ++k)
    if (w.strides[k][outer] != w.strides[k][inner] * w.shape[inner]) return false;
  return true;
}

}  // namespace

Walk make_walk(const View* const* views, int count, bool keep_order) {
  Walk w;
  w.count = count;
  const Layout& first = views[0]->layout;
  w.size = 1;
  for (int k = 0; k < count; ++k) w.offset[k] = 0;
  for (int i = 0; i < first.ndim; ++i) {
    w.size *= first.shape[i];
    if (first.shape[i] == 1) continue;
    w.shape[w.ndim] = first.shape[i];
    for (int k = 0; k < count; ++k) w.strides[k][w.ndim] = views[k]->immediate ? 0 : views[k]->layout.strides[i];
    ++w.ndim;
  }
  if (w.size == 0) {
    w.ndim = 1;
    w.shape[0] = 0;
    for (int k = 0; k < count; ++k) w.strides[k][0] = 0;
    return w;
  }
  if (!keep_order) {
    for (int d = 0; d < w.ndim; ++d) {
      if (w.strides[0][d] >= 0) continue;
      for (int k = 0; k < count; ++k) {
        w.offset[k] += w.strides[k][d] * (w.shape[d] - 1);
        w.strides[k][d] = -w.strides[k][d];
      }
    }
    for (int i = 1; i < w.ndim; ++i)
      for (int j = i; j > 0 && before(w, j, j - 1); --j) swap_dims(w, j, j - 1);
  }
  int last = 0;
  for (int d = 1; d < w.ndim; ++d) {
    if (mergeable(w, last, d)) {
      w.shape[last] *= w.shape[d];
      for (int k = 0; k < count; ++k) w.strides[k][last] = w.strides[k][d];
    } else {
      ++last;
      if (last != d) {
        w.shape[last] = w.shape[d];
        for (int k = 0; k < count; ++k) w.strides[k][last] = w.strides[k][d];
      }
    }
  }
  if (w.ndim > 0) w.ndim = last + 1;
  return w;
}

}  // namespace obol
