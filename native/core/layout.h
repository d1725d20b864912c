// The layout cases of strided work, decided once for all backends: several views that share a shape are brought to the
// fewest dimensions that describe them, innermost last.
#pragma once

#include "core/view.h"

namespace obol {

inline constexpr int kMaxOperands = 5;

// The walk over `count` views of one shape: `shape[0..ndim)`, and per operand its strides in elements.
// Dimensions of extent 1 are dropped, neighbours that step evenly in every operand are merged, and (unless `keep_order`)
// dimensions are sorted so that the first operand's smallest stride is innermost and no stride of it is negative.
struct Walk {
  int ndim = 0;
  int count = 0;
  int64_t shape[kMaxDims];
  int64_t strides[kMaxOperands][kMaxDims];
  int64_t offset[kMaxOperands];  // in elements, non-zero where a negative stride was turned round
  int64_t size = 0;

  // Every operand steps by 1, or by 0 everywhere, over one dimension.
  bool is_flat() const;
};

Walk make_walk(const View* const* views, int count, bool keep_order = false);

}  // namespace obol
