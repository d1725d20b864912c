// New arrays for algorithms, and their way to and from the host's small vectors.
#pragma once

#include <initializer_list>
#include <vector>

#include "device/backend.h"

namespace obol {

inline Status make_tensor(Backend& backend, DType dtype, std::initializer_list<int64_t> shape, Tensor* out) {
  const Layout layout = Layout::contiguous(shape);
  StorageRef storage;
  OBOL_TRY(backend.allocate(static_cast<size_t>(layout.size()) * itemsize(dtype), &storage));
  *out = Tensor(storage, dtype, 0, layout);
  return Status();
}

// An array in the memory of `owner`, whose values are not needed: of a contiguous one that is large enough, else new.
inline Status make_scratch(Backend& backend, const Tensor& owner, DType dtype, std::initializer_list<int64_t> shape,
                           Tensor* out) {
  const Layout layout = Layout::contiguous(shape);
  const size_t bytes = static_cast<size_t>(layout.size()) * itemsize(dtype);
  const bool fits = owner && owner.offset() == 0 && bytes <= owner.storage()->bytes();
  if (!fits) return make_tensor(backend, dtype, shape, out);
  *out = Tensor(owner.storage(), dtype, 0, layout);
  return Status();
}

template <class T>
Status make_filled(Backend& backend, std::initializer_list<int64_t> shape, T value, Tensor* out) {
  OBOL_TRY(make_tensor(backend, dtype_of_v<T>, shape, out));
  return backend.fill(*out, Scalar::of(value));
}

// A new array that holds the host's values.
template <class T>
Status upload(Backend& backend, std::initializer_list<int64_t> shape, const std::vector<T>& values, Tensor* out) {
  OBOL_TRY(make_tensor(backend, dtype_of_v<T>, shape, out));
  return backend.upload(*out, values.data());
}

// The values of a contiguous array; waits.
template <class T>
Status download(Backend& backend, const Tensor& in, std::vector<T>* out) {
  out->resize(static_cast<size_t>(in.size()));
  return backend.download(out->data(), in);
}

template <class T>
Status download_scalar(Backend& backend, const Tensor& in, T* out) {
  return backend.download(out, in);
}

// A view that stands for one value everywhere, shaped as `like`.
template <class T>
View immediate(T value, const View& like) {
  View v;
  v.dtype = dtype_of_v<T>;
  v.immediate = true;
  v.layout = like.layout;
  for (int i = 0; i < v.layout.ndim; ++i) v.layout.strides[i] = 0;
  const Scalar s = Scalar::of(value);
  std::memcpy(v.value, s.bytes, sizeof(v.value));
  return v;
}

// A vector as a block of one column.
inline Tensor as_column(const Tensor& vector) {
  Layout layout = vector.layout();
  layout.ndim = 2;
  layout.shape[1] = 1;
  layout.strides[1] = 1;
  return Tensor(vector.storage(), vector.dtype(), vector.offset(), layout);
}

}  // namespace obol
