// Reads what TypeScript packed into the shared argument buffer. An operand is
//   handle, dtype, offset, ndim, shape…, strides…      (handle ≥ 0)
//   -1, dtype, 16 bytes of value, ndim, shape…         (an immediate)
//   -2                                                 (absent)
// lib/core/pack.ts writes the same.
#pragma once

#include "device/tensor.h"
#include "napi/session.h"

namespace obol {

struct Operand {
  View view;
  Storage* storage = nullptr;  // null: immediate or absent
  int64_t offset = 0;
};

class Reader {
 public:
  explicit Reader(Session* session) : session_(session), at_(session->arguments()), end_(at_ + Session::kArguments) {}

  // False once anything was malformed: a handle that names nothing, a rank or a length beyond the buffer.
  bool ok() const { return ok_; }

  double next() {
    if (at_ >= end_) {
      ok_ = false;
      return 0;
    }
    return *at_++;
  }
  int integer() { return static_cast<int>(next()); }
  int64_t integer64() { return static_cast<int64_t>(next()); }
  uint64_t bits64();
  Scalar scalar();
  void operand(Operand* out);
  CsrView csr(Operand* indptr, Operand* indices, Operand* data);

 private:
  DType dtype();
  void shape(Layout* layout);

  Session* session_;
  const double* at_;
  const double* end_;
  bool ok_ = true;
};

}  // namespace obol
