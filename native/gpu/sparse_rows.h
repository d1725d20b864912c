// A row of a sparse operator times one column of a dense block, by one thread.
#pragma once

#include "device/backend.h"
#include "gpu/context.h"
#include "ops/math.h"

namespace obol::gpu {

template <class T>
struct OperatorRows {
  const int32_t* indptr;
  const int32_t* indices;
  const T* data;
  bool laplacian;

  explicit OperatorRows(const SparseOperator& a)
      : indptr(pointer<int32_t>(a.matrix.indptr)),
        indices(pointer<int32_t>(a.matrix.indices)),
        data(pointer<T>(a.matrix.data)),
        laplacian(a.laplacian) {}

  // x[j · stride] is row j's element of the column; X is T or narrower.
  template <class AnyThread, class X>
  OBOL_HD T times(const AnyThread& t, int64_t i, const X* x, int64_t stride) const {
    const int32_t end = indptr[i + 1];
    T sum = T(0);
    if (laplacian) {
      const T own = static_cast<T>(x[i * stride]);
      for (int32_t e = indptr[i]; t.within(e, end); ++e)
        sum = math::fma(data[e], own - static_cast<T>(x[indices[e] * stride]), sum);
    } else {
      for (int32_t e = indptr[i]; t.within(e, end); ++e)
        sum = math::fma(data[e], static_cast<T>(x[indices[e] * stride]), sum);
    }
    return sum;
  }
};

// The number of lanes, a power of two, that share the columns of a row-major block: neighbours read neighbours.
inline int lanes_for(int64_t columns) {
  uint32_t lanes = 1;
  while (lanes < kEveryWarp && lanes < columns) lanes *= 2;
  return static_cast<int>(lanes);
}

}  // namespace obol::gpu
