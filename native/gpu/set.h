// Writes one value to a run of elements: how workspaces start.
#pragma once

#include "gpu/context.h"

namespace obol::gpu {

template <class T>
struct SetKernel {
  static constexpr uint32_t kThreads = 256;
  T* data;
  int64_t n;
  T value;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (t.within(i, n)) data[i] = value;
  }
};

template <class T>
Status set_all(Context& context, T* data, int64_t n, T value) {
  return context.run_over(n, SetKernel<T>{data, n, value});
}

}  // namespace obol::gpu
