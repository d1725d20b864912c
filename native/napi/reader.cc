#include "napi/reader.h"

#include <cstring>

namespace obol {

uint64_t Reader::bits64() {
  const double packed = next();
  uint64_t bits;
  std::memcpy(&bits, &packed, sizeof(bits));
  return bits;
}

DType Reader::dtype() {
  const int d = integer();
  if (d < 0 || d >= kDTypeCount) {
    ok_ = false;
    return DType::kFloat64;
  }
  return static_cast<DType>(d);
}

Scalar Reader::scalar() {
  Scalar s;
  s.dtype = dtype();
  if (at_ + 2 > end_) {
    ok_ = false;
    return s;
  }
  std::memcpy(s.bytes, at_, sizeof(s.bytes));
  at_ += 2;
  return s;
}

void Reader::shape(Layout* layout) {
  const int ndim = integer();
  if (ndim < 0 || ndim > kMaxDims || at_ + ndim > end_) {
    ok_ = false;
    layout->ndim = 0;
    return;
  }
  layout->ndim = ndim;
  for (int i = 0; i < ndim; ++i) layout->shape[i] = static_cast<int64_t>(*at_++);
}

void Reader::operand(Operand* out) {
  const double handle = next();
  View& v = out->view;
  if (handle == -2) {
    v.layout.ndim = 1;
    v.layout.shape[0] = 0;
    v.layout.strides[0] = 1;
    return;
  }
  if (handle == -1) {
    const Scalar s = scalar();
    v.dtype = s.dtype;
    v.immediate = true;
    std::memcpy(v.value, s.bytes, sizeof(v.value));
    shape(&v.layout);
    for (int i = 0; i < v.layout.ndim; ++i) v.layout.strides[i] = 0;
    return;
  }
  out->storage = session_->find(handle);
  v.dtype = dtype();
  out->offset = integer64();
  shape(&v.layout);
  for (int i = 0; i < v.layout.ndim; ++i) v.layout.strides[i] = integer64();
  if (out->storage == nullptr) {
    ok_ = false;
    return;
  }
  v.data = static_cast<char*>(out->storage->device_pointer()) + out->offset * static_cast<int64_t>(itemsize(v.dtype));
}

CsrView Reader::csr(Operand* indptr, Operand* indices, Operand* data) {
  CsrView a;
  a.rows = integer64();
  a.cols = integer64();
  operand(indptr);
  operand(indices);
  operand(data);
  a.indptr = indptr->view;
  a.indices = indices->view;
  a.data = data->view;
  return a;
}

}  // namespace obol
