// Orthonormal vectors that are found one by one, the rows of a block on the device, in float64 or complex128: for Krylov
// spaces. A new row loses what lies along all rows before it, as often as it takes (twice is mostly enough).
#pragma once

#include <cstdint>
#include <vector>

#include "algorithms/arrays.h"

namespace obol {

class RowBasis {
 public:
  RowBasis(Backend& backend, int64_t rows, int64_t length, DType dtype, uint64_t seed)
      : backend_(backend),
        rows_(rows),
        length_(length),
        width_(dtype == DType::kComplex128 ? 2 : 1),
        dtype_(dtype),
        seed_(seed) {}
  Status allocate();

  // Row i as a vector, and rows [0, count) as a block.
  View vector(int64_t i) const;
  Tensor block(int64_t count) const { return rows_of_.slice(0, 0, count); }

  // Row i loses what lies along the rows before, and gets length 1; `length` is what was left of it, 0 where that was
  // rounding alone (below `noise`): then the row is a random one that is orthogonal to the others. The real parts of the
  // coefficients are added to `coefficients` (i of them), unless that is null.
  Status accept(int64_t i, double noise, double* length, double* coefficients);
  // Row i becomes a random unit vector, orthogonal to those before.
  Status draw(int64_t i);
  // The first `count` rows become combinations of the first `from`: row c of `weights` (count × from, row-major) each.
  Status combine(int64_t count, int64_t from, const std::vector<double>& weights);
  Status copy_row(int64_t to, int64_t from) { return backend_.copy(vector(to), vector(from)); }
  Status norm(int64_t i, double* norm);

 private:
  Status project(int64_t i, std::vector<double>* coefficients);
  Status scale(int64_t i, double factor);
  View parts(int64_t i) const;

  Backend& backend_;
  const int64_t rows_, length_, width_;
  const DType dtype_;
  const uint64_t seed_;
  uint64_t draws_ = 0;
  Tensor rows_of_, other_, along_, conjugate_, coefficients_, square_;
};

}  // namespace obol
