// Small helpers for blocks of rows on a device: views turned and repeated, rows of unit length.
#pragma once

#include <utility>

#include "algorithms/arrays.h"

namespace obol {

// A matrix turned.
inline View transposed(View v) {
  std::swap(v.layout.shape[0], v.layout.shape[1]);
  std::swap(v.layout.strides[0], v.layout.strides[1]);
  return v;
}

// A vector, or a matrix of one row, as `rows` equal rows.
inline View repeated_rows(const View& row, int64_t rows) {
  View v = row;
  const int last = row.ndim() - 1;
  v.layout.ndim = 2;
  v.layout.shape[1] = row.shape(last);
  v.layout.strides[1] = row.stride(last);
  v.layout.shape[0] = rows;
  v.layout.strides[0] = 0;
  return v;
}

// A vector as `columns` equal columns.
inline View repeated_columns(const View& vector, int64_t columns) { return transposed(repeated_rows(vector, columns)); }

// Rows of length 1; a row of zeros stays. `scratch` is like x.
inline Status normalize_rows(Backend& backend, const Tensor& x, const Tensor& scratch) {
  Tensor norms;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {x.shape(0)}, &norms));
  OBOL_TRY(backend.unary(UnaryOp::k_square, scratch, x));
  OBOL_TRY(backend.reduce(ReduceOp::k_sum, norms, scratch));
  OBOL_TRY(backend.unary(UnaryOp::k_sqrt, norms, norms));
  OBOL_TRY(backend.binary(BinaryOp::k_maximum, norms, norms, immediate(2.2250738585072014e-308, norms)));
  return backend.binary(BinaryOp::k_divide, x, x, repeated_columns(norms, x.shape(1)));
}

}  // namespace obol
