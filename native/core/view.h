// A view: where an array's elements lie, or one immediate value that stands for all of them. Strides count elements.
// Views are plain values; who owns the memory is device/storage.h's concern.
#pragma once

#include <cstring>
#include <initializer_list>

#include "core/dtype.h"

namespace obol {

inline constexpr int kMaxDims = 32;

struct Layout {
  int ndim = 0;
  int64_t shape[kMaxDims];
  int64_t strides[kMaxDims];

  Layout() {}
  Layout(const Layout& o) { *this = o; }
  Layout& operator=(const Layout& o) {
    ndim = o.ndim;
    std::memcpy(shape, o.shape, sizeof(int64_t) * static_cast<size_t>(ndim));
    std::memcpy(strides, o.strides, sizeof(int64_t) * static_cast<size_t>(ndim));
    return *this;
  }

  // C order.
  static Layout contiguous(std::initializer_list<int64_t> dims);
  int64_t size() const {
    int64_t n = 1;
    for (int i = 0; i < ndim; ++i) n *= shape[i];
    return n;
  }
  bool is_contiguous() const;
};

// One element of any dtype.
struct Scalar {
  DType dtype = DType::kFloat64;
  alignas(16) unsigned char bytes[16] = {};

  template <class T>
  static Scalar of(T value) {
    Scalar s;
    s.dtype = dtype_of_v<T>;
    std::memcpy(s.bytes, &value, sizeof(T));
    return s;
  }
  template <class T>
  T as() const {
    T value;
    std::memcpy(&value, bytes, sizeof(T));
    return value;
  }
};

struct View {
  void* data = nullptr;
  DType dtype = DType::kFloat64;
  bool immediate = false;  // `value` stands for every element; the strides are 0
  Layout layout;
  alignas(16) unsigned char value[16];

  View() {}
  View(const View& o) { *this = o; }
  View& operator=(const View& o) {
    data = o.data;
    dtype = o.dtype;
    immediate = o.immediate;
    layout = o.layout;
    if (immediate) std::memcpy(value, o.value, sizeof(value));
    return *this;
  }

  int ndim() const { return layout.ndim; }
  int64_t size() const { return layout.size(); }
  // Whether an optional argument is there: not View() and not of size 0.
  bool given() const { return (data != nullptr || immediate) && size() > 0; }
  int64_t shape(int i) const { return layout.shape[i]; }
  int64_t stride(int i) const { return layout.strides[i]; }
  // Host backends only: the address of the element at index 0.
  const void* ptr() const { return immediate ? static_cast<const void*>(value) : data; }
  template <class T>
  T* as() const {
    return static_cast<T*>(const_cast<void*>(ptr()));
  }
};

// A CSR matrix: `indptr` (rows + 1) and `indices` are int32, C-contiguous; rows sorted by column unless said otherwise.
struct CsrView {
  int64_t rows = 0, cols = 0;
  View indptr, indices, data;
};

}  // namespace obol
