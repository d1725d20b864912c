// Blocks of vectors as kernels get them: tall row-major matrices of few columns, several of them side by side.
#pragma once

#include "gpu/context.h"
#include "gpu/reduce.h"

namespace obol::gpu {

inline constexpr int kMostBlocks = 8;  // of a basis

// float32 or float64, unit stride along a row.
struct BlockRows {
  void* data = nullptr;
  int64_t stride = 0;
  bool narrow = false;

  BlockRows() = default;
  explicit BlockRows(const View& v) : data(pointer<void>(v)), stride(v.stride(0)), narrow(v.dtype == DType::kFloat32) {}

  OBOL_HD double at(int64_t row, int64_t column) const {
    const int64_t place = row * stride + column;
    return narrow ? static_cast<double>(static_cast<const float*>(data)[place])
                  : static_cast<const double*>(data)[place];
  }
  OBOL_HD void put(int64_t row, int64_t column, double value) const {
    const int64_t place = row * stride + column;
    if (narrow)
      static_cast<float*>(data)[place] = static_cast<float>(value);
    else
      static_cast<double*>(data)[place] = value;
  }
};

struct Blocks {
  BlockRows part[kMostBlocks];
  int64_t width[kMostBlocks];
  int count = 0;
  int64_t columns = 0;

  Blocks(const View* views, int n) : count(n) {
    for (int k = 0; k < n; ++k) {
      part[k] = BlockRows(views[k]);
      width[k] = views[k].shape(1);
      columns += width[k];
    }
  }

  OBOL_HD double at(int64_t row, int64_t column) const {
    int k = 0;
    while (k + 1 < count && column >= width[k]) column -= width[k++];
    return part[k].at(row, column);
  }
};

// How many rows a block of threads takes where partial results are summed afterwards: by the number of rows alone.
inline int64_t rows_a_piece(int64_t rows, int64_t least, int64_t most_pieces) {
  const int64_t even = (rows + most_pieces - 1) / most_pieces;
  return even > least ? even : least;
}
inline int64_t pieces_of(int64_t rows, int64_t piece) { return (rows + piece - 1) / piece; }

// out[i, j] (or out[j]) = the sum over k of partial[k · step + i · down + j].
inline Status sum_pieces(Context& context, const View& out, void* partial, int64_t pieces, int64_t step, int64_t down) {
  View in;
  in.data = partial;
  in.dtype = DType::kFloat64;
  const int last = in.layout.ndim = out.ndim() + 1;
  for (int d = 0; d + 1 < last; ++d) {
    in.layout.shape[d] = out.shape(d);
    in.layout.strides[d] = d + 2 < last ? down : 1;
  }
  in.layout.shape[last - 1] = pieces;
  in.layout.strides[last - 1] = step;
  return run_reduction(context, reduce_arithmetic(ReduceOp::k_sum, DType::kFloat64), out, in, false);
}

}  // namespace obol::gpu
