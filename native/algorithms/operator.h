// Linear operators: what multiplies vectors on a device. Iterative solvers know a matrix only as one of these, so sums,
// products, shifts, preconditioners and functions of JavaScript do as well. Made here, or from what TypeScript packed.
#pragma once

#include <memory>
#include <vector>

#include "algorithms/arrays.h"
#include "device/job.h"

namespace obol {

class LinearOperator {
 public:
  LinearOperator(Backend& backend, int64_t rows, int64_t cols, DType dtype)
      : backend_(backend), rows_(rows), cols_(cols), dtype_(dtype) {}
  virtual ~LinearOperator() = default;

  int64_t rows() const { return rows_; }
  int64_t cols() const { return cols_; }
  DType dtype() const { return dtype_; }

  // y = A·x for a vector (cols → rows) or a block (cols × m → rows × m, best row-major). Both are of dtype(), have any
  // strides and don't overlap. It may wait only where a function of JavaScript is in it.
  virtual Status apply(const View& y, const View& x) = 0;
  // y = Aᴴ·x, for x of `rows`.
  virtual Status apply_adjoint(const View& y, const View& x) = 0;

 protected:
  Backend& backend_;

 private:
  const int64_t rows_, cols_;
  const DType dtype_;
};

using OperatorRef = std::shared_ptr<LinearOperator>;

// A CSR matrix. Its transpose is made when first asked for.
class MatrixOperator final : public LinearOperator {
 public:
  MatrixOperator(Backend& backend, CsrMatrix matrix)
      : LinearOperator(backend, matrix.rows, matrix.cols, matrix.data.dtype()), matrix_(std::move(matrix)) {}
  const CsrMatrix& matrix() const { return matrix_; }
  Status apply(const View& y, const View& x) override { return backend_.csr_matmul(y, matrix_, x); }
  Status apply_adjoint(const View& y, const View& x) override;

 private:
  CsrMatrix matrix_, adjoint_;
};

// A dense matrix of any strides.
class DenseOperator final : public LinearOperator {
 public:
  DenseOperator(Backend& backend, Tensor matrix)
      : LinearOperator(backend, matrix.shape(0), matrix.shape(1), matrix.dtype()), matrix_(std::move(matrix)) {}
  Status apply(const View& y, const View& x) override;
  Status apply_adjoint(const View& y, const View& x) override;

 private:
  Tensor matrix_;
};

// Operators of operators; shapes and dtypes agree.
OperatorRef identity_operator(Backend& backend, int64_t n, DType dtype);
OperatorRef diagonal_operator(Backend& backend, Tensor diagonal);
OperatorRef sum_operator(Backend& backend, std::vector<OperatorRef> terms);
OperatorRef product_operator(Backend& backend, std::vector<OperatorRef> factors);
// The scalar has the operator's dtype.
OperatorRef scaled_operator(Backend& backend, const Scalar& factor, OperatorRef a);
OperatorRef shifted_operator(Backend& backend, const Scalar& shift, OperatorRef a);  // A − shift·I
OperatorRef adjoint_operator(Backend& backend, OperatorRef a);
OperatorRef transposed_operator(Backend& backend, OperatorRef a);

// A power of two near the largest number that A makes of random ones near 1; 1 itself unless its squares would overflow or
// vanish. In such units a method may square what it gets. One product; waits.
Status operator_unit(Backend& backend, LinearOperator& a, double* unit);
// `a` becomes A/unit; a CSR matrix stays one.
Status in_units(Backend& backend, double unit, OperatorRef* a);

// A number of a floating-point dtype; a real one drops `im`.
Scalar scalar_of(DType dtype, double re, double im = 0);
// A view that stands for that number everywhere, shaped as `like`.
View immediate_of(const Scalar& value, const View& like);
// A vector as a block of one column; a block stays.
View as_block(const View& v);

// How far a job's arguments were read.
struct OperatorCursor {
  size_t array = 0, number = 0;
};
// The operator that packOperator (lib/extensions/sparse/linalg/pack.ts) wrote at the cursor, which moves behind it. It
// refers to the context. One that is absent leaves `out` empty.
Status read_operator(const JobContext& context, const JobArguments& arguments, OperatorCursor* at, OperatorRef* out);

}  // namespace obol
