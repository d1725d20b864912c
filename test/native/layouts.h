// Strided views for the native tests: the same elements permuted, sliced, turned round or broadcast.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "native/tensors.h"

namespace obol::test {

using Shape = std::vector<int64_t>;

inline int64_t size_of(const Shape& shape) {
  int64_t n = 1;
  for (int64_t d : shape) n *= d;
  return n;
}

enum class Form { kContiguous, kPermuted, kSliced, kReversed, kBroadcast };
inline const std::vector<Form> kForms = {Form::kContiguous, Form::kPermuted, Form::kSliced, Form::kReversed,
                                         Form::kBroadcast};

// A view of a given form on the device of this build, with a mirror in host memory that follows it: `at` shows what the
// device holds, and what is written there goes to the device with the next use of the view. Broadcast: axis 0 repeats its
// first index.
template <class T>
class Strided {
 public:
  Strided(const Shape& shape, Form form) {
    const int n = static_cast<int>(shape.size());
    view_.dtype = dtype_of_v<T>;
    view_.layout.ndim = n;
    const int64_t gap = form == Form::kSliced ? 2 : 1;
    int64_t step = gap;
    for (int i = 0; i < n; ++i) {
      const int axis = form == Form::kPermuted ? i : n - 1 - i;
      const int64_t extent = shape[static_cast<size_t>(axis)];
      const bool repeat = form == Form::kBroadcast && axis == 0;
      view_.layout.shape[axis] = extent;
      view_.layout.strides[axis] = repeat ? 0 : (form == Form::kReversed ? -step : step);
      if (form == Form::kReversed && extent > 0) first_ += step * (extent - 1);
      if (!repeat) step *= extent + (form == Form::kSliced ? 1 : 0);
    }
    items_ = step + 8;
    mirror_.reset(new T[static_cast<size_t>(items_)]());
    memory_ = empty(dtype_of_v<T>, {items_});
    view_.data = static_cast<char*>(memory_.view().data) + first_ * static_cast<int64_t>(sizeof(T));
  }

  const View& view() const {
    if (mirror_newer_) CHECK_OK(backend().upload(memory_, mirror_.get()));
    mirror_newer_ = false;
    device_newer_ = true;
    return view_;
  }
  operator const View&() const { return view(); }
  T& at(int64_t linear) const {
    if (device_newer_) CHECK_OK(backend().download(mirror_.get(), memory_));
    device_newer_ = false;
    mirror_newer_ = true;
    return mirror_[static_cast<size_t>(first_ + offset_of(linear))];
  }
  int64_t size() const { return view_.size(); }

  template <class F>
  void fill(F&& value) {
    for (int64_t i = 0; i < size(); ++i) at(i) = value(i);
  }

 private:
  int64_t offset_of(int64_t linear) const {
    int64_t offset = 0;
    for (int d = view_.ndim() - 1; d >= 0; --d) {
      offset += linear % view_.shape(d) * view_.stride(d);
      linear /= view_.shape(d);
    }
    return offset;
  }

  View view_;
  Tensor memory_;
  int64_t items_ = 0, first_ = 0;
  std::unique_ptr<T[]> mirror_;
  mutable bool mirror_newer_ = true, device_newer_ = false;
};

// A value of any dtype from random bits: small integers, fractions, and sometimes NaN or a signed zero.
template <class T>
T any_value(Lcg& g) {
  if constexpr (is_complex_v<T>) {
    using R = typename T::value_type;
    return T(any_value<R>(g), any_value<R>(g));
  } else if constexpr (std::is_same_v<T, bool>) {
    return g.below(2) == 1;
  } else if constexpr (std::is_floating_point_v<T>) {
    const int64_t kind = g.below(40);
    if (kind == 0) return std::numeric_limits<T>::quiet_NaN();
    if (kind == 1) return T(0);
    if (kind == 2) return -T(0);
    return static_cast<T>(g.below(2001) - 1000) / T(8);
  } else {
    return static_cast<T>(g.next() * 2654435769u >> 7);
  }
}

template <class T>
T plain_value(Lcg& g) {
  if constexpr (is_complex_v<T>) {
    using R = typename T::value_type;
    return T(plain_value<R>(g), plain_value<R>(g));
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(g.below(2001) - 1000) / T(8);
  } else {
    return any_value<T>(g);
  }
}

template <class T>
bool same(T a, T b) {
  if constexpr (is_complex_v<T>)
    return same(a.re, b.re) && same(a.im, b.im);
  else
    return a == b || (a != a && b != b);
}

}  // namespace obol::test
