// What an algorithm holds: an array's storage, dtype and layout. It can be cut and handed to a backend, not read. And a
// CSR matrix made of three of them.
#pragma once

#include "core/view.h"
#include "device/storage.h"

namespace obol {

class Tensor {
 public:
  Tensor() = default;
  Tensor(StorageRef storage, DType dtype, int64_t offset, const Layout& layout)
      : storage_(std::move(storage)), dtype_(dtype), offset_(offset), layout_(layout) {}

  DType dtype() const { return dtype_; }
  const Layout& layout() const { return layout_; }
  int ndim() const { return layout_.ndim; }
  int64_t shape(int i) const { return layout_.shape[i]; }
  int64_t size() const { return layout_.size(); }
  const StorageRef& storage() const { return storage_; }
  int64_t offset() const { return offset_; }
  explicit operator bool() const { return static_cast<bool>(storage_); }

  // For a call of a backend.
  View view() const {
    View v;
    v.data = static_cast<char*>(storage_->device_pointer()) + offset_ * static_cast<int64_t>(itemsize(dtype_));
    v.dtype = dtype_;
    v.layout = layout_;
    return v;
  }
  operator View() const { return view(); }

  // Indices [begin, end) of one axis.
  Tensor slice(int axis, int64_t begin, int64_t end) const {
    Tensor t = *this;
    t.offset_ += begin * layout_.strides[axis];
    t.layout_.shape[axis] = end - begin;
    return t;
  }
  Tensor columns(int64_t begin, int64_t end) const { return slice(1, begin, end); }

 private:
  StorageRef storage_;
  DType dtype_ = DType::kFloat64;
  int64_t offset_ = 0;
  Layout layout_;
};

// A CSR matrix that owns its arrays: rows sorted by column, as CsrView.
struct CsrMatrix {
  int64_t rows = 0, cols = 0;
  Tensor indptr, indices, data;

  int64_t nnz() const { return data.size(); }
  CsrView view() const {
    CsrView v;
    v.rows = rows;
    v.cols = cols;
    v.indptr = indptr;
    v.indices = indices;
    v.data = data;
    return v;
  }
  operator CsrView() const { return view(); }
};

}  // namespace obol
