// Writes one value to a run of elements: how workspaces start, and how an immediate operand gets into memory.
#pragma once

#include <cstring>

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

// An input as kernels can follow it: an immediate one becomes one element in memory that is repeated.
class Operand {
 public:
  Status place(Context& context, const View& in) {
    view_ = in;
    if (!in.immediate) return Status();
    complex128* data = nullptr;  // as wide as any element
    OBOL_TRY(context.workspace(1, &held_, &data));
    complex128 bits;
    std::memcpy(&bits, in.value, sizeof(bits));
    view_.immediate = false;
    view_.data = held_->device_pointer();
    for (int i = 0; i < view_.ndim(); ++i) view_.layout.strides[i] = 0;
    return set_all(context, data, 1, bits);
  }
  const View& view() const { return view_; }
  operator const View&() const { return view_; }

 private:
  View view_;
  StorageRef held_;
};

}  // namespace obol::gpu
