// The nearest rows of each row, by brute force: nothing of the size of all pairs is kept.
#include <algorithm>
#include <cstring>
#include <limits>

#include "cpu/lanes.h"
#include "ops/nearest.h"

#define OBOL_KERNELS "cpu/neighbors_kernels.h"
#include "cpu/for_each_isa.h"
#include "cpu/row_blocks.h"

namespace obol::cpu {
namespace {

template <class T>
Status neighbors(Backend& backend, const View& index, const View& distance, const View& x_view, const View& y_view) {
  const Rows<T> x(x_view), y(y_view);
  const Rows<int32_t> who(index);
  const Rows<T> far(distance);
  const auto kernel = OBOL_SELECT(nearest_rows_block<T>);
  return for_each_block<T>(backend, y, x.n, 0, [&](int64_t begin, int64_t rows, const T* ys, int64_t step, T*) {
    ops::NearestHeap<T> heaps[kBlockRows]{};
    for (int64_t i = 0; i < rows; ++i)
      heaps[i] = {far.data + (begin + i) * far.down, far.across, who.data + (begin + i) * who.down, who.across, who.d};
    kernel(ys, step, y.d, x.data, x.down, x.across, x.n, rows, heaps);
    for (int64_t i = 0; i < rows; ++i) heaps[i].sort();
  });
}

}  // namespace

Status CpuBackend::nearest_rows(const View& indices, const View& distances, const View& x, const View& y) {
  ++device_->counters().launches;
  if (indices.size() == 0) return Status();
  if (x.shape(0) > std::numeric_limits<int32_t>::max() || indices.shape(1) > x.shape(0))
    return Status(Code::kRange, "nearest_rows: expected at least as many rows as neighbours, and at most 2^31 - 1");
  return visit_dtype_in<kFloats>(x.dtype, not_floating(), [&](auto type) {
    return neighbors<typename decltype(type)::type>(*this, indices, distances, x, y);
  });
}

}  // namespace obol::cpu
