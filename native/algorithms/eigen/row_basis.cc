#include "algorithms/eigen/row_basis.h"

#include <cmath>
#include <utility>

#include "algorithms/operator.h"
#include "algorithms/rows.h"

namespace obol {

Status RowBasis::allocate() {
  OBOL_TRY(make_tensor(backend_, dtype_, {rows_, length_}, &rows_of_));
  OBOL_TRY(make_tensor(backend_, dtype_, {rows_, length_}, &other_));
  OBOL_TRY(make_tensor(backend_, dtype_, {length_}, &along_));
  if (width_ == 2) OBOL_TRY(make_tensor(backend_, dtype_, {length_}, &conjugate_));
  OBOL_TRY(make_tensor(backend_, dtype_, {rows_}, &coefficients_));
  return make_tensor(backend_, DType::kFloat64, {width_, width_}, &square_);
}

View RowBasis::vector(int64_t i) const {
  View v = rows_of_;
  v.data = static_cast<char*>(v.data) + i * length_ * static_cast<int64_t>(itemsize(dtype_));
  v.layout = Layout::contiguous({length_});
  return v;
}

// Row i's real numbers: one or two columns.
View RowBasis::parts(int64_t i) const {
  View v = vector(i);
  v.dtype = DType::kFloat64;
  v.layout = Layout::contiguous({length_, width_});
  return v;
}

Status RowBasis::norm(int64_t i, double* norm) {
  const View p = parts(i);
  std::vector<double> squares;
  OBOL_TRY(backend_.gram(square_, &p, 1, &p, 1));
  OBOL_TRY(download(backend_, square_, &squares));
  *norm = std::sqrt(squares.front() + (width_ == 2 ? squares.back() : 0.0));
  return Status();
}

Status RowBasis::scale(int64_t i, double factor) {
  const View row = vector(i);
  return backend_.binary(BinaryOp::k_multiply, row, row, immediate_of(scalar_of(dtype_, factor), row));
}

Status RowBasis::project(int64_t i, std::vector<double>* coefficients) {
  const Tensor before = block(i), c = coefficients_.slice(0, 0, i);
  const View row = vector(i);
  View column = c;
  column.layout = Layout::contiguous({i, 1});
  if (width_ == 2) {
    // Σ conj(v)·w = conj(Σ v·conj(w)).
    OBOL_TRY(backend_.unary(UnaryOp::k_conj, conjugate_, row));
    OBOL_TRY(backend_.matmul(column, before, as_column(conjugate_)));
    OBOL_TRY(backend_.unary(UnaryOp::k_conj, c, c));
  } else {
    OBOL_TRY(backend_.matmul(column, before, as_block(row)));
  }
  OBOL_TRY(backend_.matmul(as_column(along_), transposed(before), column));
  OBOL_TRY(backend_.binary(BinaryOp::k_subtract, row, row, along_));
  if (coefficients == nullptr) return Status();
  coefficients->resize(static_cast<size_t>(i * width_));
  return backend_.download(coefficients->data(), c);
}

Status RowBasis::draw(int64_t i) {
  for (int attempt = 0; attempt < 4; ++attempt) {
    View p = parts(i);
    OBOL_TRY(backend_.random(RandomOp::k_normal, p, seed_, draws_, Scalar::of(0.0), Scalar::of(1.0)));
    draws_ += static_cast<uint64_t>(2 * length_);
    double before = 0, after = 0;
    OBOL_TRY(norm(i, &before));
    if (before == 0) continue;
    OBOL_TRY(scale(i, 1 / before));
    if (i == 0) return Status();
    bool enough = true;
    for (int pass = 0; pass < 3 && enough; ++pass) {
      OBOL_TRY(project(i, nullptr));
      OBOL_TRY(norm(i, &after));
      enough = after > 1e-8;
      if (enough) OBOL_TRY(scale(i, 1 / after));
    }
    if (enough) return Status();
  }
  return Status(Code::kNumeric, "found no vector that is orthogonal to the ones before");
}

Status RowBasis::accept(int64_t i, double noise, double* length, double* coefficients) {
  std::vector<double> part;
  double before = 0, after = 0;
  OBOL_TRY(norm(i, &before));
  after = before;
  for (int pass = 0; pass < 6 && i > 0 && after > noise; ++pass) {
    OBOL_TRY(project(i, coefficients == nullptr ? nullptr : &part));
    for (int64_t k = 0; coefficients != nullptr && k < i; ++k) coefficients[k] += part[static_cast<size_t>(k * width_)];
    OBOL_TRY(norm(i, &after));
    if (pass > 0 && after > 0.7 * before) break;
    before = after;
  }
  if (!std::isfinite(after)) return Status(Code::kRange, "expected finite numbers for A, got NaN or infinity");
  *length = after > noise ? after : 0;
  return after > noise ? scale(i, 1 / after) : draw(i);
}

Status RowBasis::combine(int64_t count, int64_t from, const std::vector<double>& weights) {
  const size_t entries = static_cast<size_t>(count * from);
  Tensor c;
  OBOL_TRY(make_tensor(backend_, dtype_, {count, from}, &c));
  if (width_ == 2) {
    std::vector<double> wide(2 * entries, 0.0);
    for (size_t k = 0; k < entries; ++k) wide[2 * k] = weights[k];
    OBOL_TRY(backend_.upload(c, wide.data()));
  } else {
    OBOL_TRY(backend_.upload(c, weights.data()));
  }
  OBOL_TRY(backend_.matmul(other_.slice(0, 0, count), c, block(from)));
  // Rows behind stay as they are.
  return backend_.copy(block(count), other_.slice(0, 0, count));
}

}  // namespace obol
