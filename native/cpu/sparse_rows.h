// What the kernels of sparse products are told: plain pointers to a CSR matrix and to row-major blocks.
#pragma once

#include <cstdint>

namespace obol::cpu {

template <class T>
struct CsrPointers {
  const int32_t* indptr;
  const int32_t* indices;
  const T* data;
  bool laplacian;
};

// Rows of a block: unit stride along a row, `stride` elements from row to row.
template <class T>
struct Rows {
  T* data;
  int64_t stride;
};

// The arguments of SparseAffine: pointers are null where a term is absent.
template <class X, class Y>
struct AffineRows {
  using Element = X;
  using Result = Y;
  CsrPointers<X> a;
  Rows<const X> x;
  Rows<Y> y;
  Rows<const Y> z;
  const X* scale;
  const X* mass;
  const X* theta;
  double alpha, beta, gamma, delta;
  const double* norm_weight;
  int64_t columns;
};

// Rows a chunk: as much work as is worth a hand-over to another thread.
inline int64_t sparse_grain(int64_t rows, int64_t nnz, int64_t columns) {
  constexpr int64_t kWork = 1 << 18;
  const int64_t work_a_row = (columns + 4) * (nnz / (rows > 0 ? rows : 1) + 2);
  const int64_t grain = kWork / work_a_row;
  return grain < 16 ? 16 : grain;
}

}  // namespace obol::cpu
