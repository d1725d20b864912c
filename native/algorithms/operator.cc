// Operators of matrices and of other operators.
#include "algorithms/operator.h"

#include "algorithms/rows.h"

namespace obol {
namespace {

bool holds_complex(DType d) { return contains(kComplexes, d); }

// Memory for a vector or block shaped as `like`, but of `rows` rows; kept between calls of one width.
Status make_like(Backend& backend, const View& like, int64_t rows, Tensor* scratch) {
  const bool fits = *scratch && scratch->ndim() == like.ndim() && scratch->shape(0) == rows &&
                    (like.ndim() == 1 || scratch->shape(1) == like.shape(1));
  if (fits) return Status();
  return like.ndim() == 1 ? make_tensor(backend, like.dtype, {rows}, scratch)
                          : make_tensor(backend, like.dtype, {rows, like.shape(1)}, scratch);
}

class IdentityOperator final : public LinearOperator {
 public:
  IdentityOperator(Backend& backend, int64_t n, DType dtype) : LinearOperator(backend, n, n, dtype) {}
  Status apply(const View& y, const View& x) override { return backend_.copy(y, x); }
  Status apply_adjoint(const View& y, const View& x) override { return backend_.copy(y, x); }
};

class DiagonalOperator final : public LinearOperator {
 public:
  DiagonalOperator(Backend& backend, Tensor diagonal)
      : LinearOperator(backend, diagonal.size(), diagonal.size(), diagonal.dtype()), diagonal_(std::move(diagonal)) {}
  Status apply(const View& y, const View& x) override { return multiply(diagonal_, y, x); }
  Status apply_adjoint(const View& y, const View& x) override {
    if (!holds_complex(dtype())) return apply(y, x);
    if (!conjugate_) {
      OBOL_TRY(make_tensor(backend_, dtype(), {rows()}, &conjugate_));
      OBOL_TRY(backend_.unary(UnaryOp::k_conj, conjugate_, diagonal_));
    }
    return multiply(conjugate_, y, x);
  }

 private:
  Status multiply(const Tensor& d, const View& y, const View& x) {
    const View factors = x.ndim() == 1 ? d.view() : repeated_columns(d, x.shape(1));
    return backend_.binary(BinaryOp::k_multiply, y, factors, x);
  }
  Tensor diagonal_, conjugate_;
};

class SumOperator final : public LinearOperator {
 public:
  SumOperator(Backend& backend, std::vector<OperatorRef> terms)
      : LinearOperator(backend, terms[0]->rows(), terms[0]->cols(), terms[0]->dtype()), terms_(std::move(terms)) {}
  Status apply(const View& y, const View& x) override { return add(y, x, &LinearOperator::apply, &forward_); }
  Status apply_adjoint(const View& y, const View& x) override {
    return add(y, x, &LinearOperator::apply_adjoint, &backward_);
  }

 private:
  Status add(const View& y, const View& x, Status (LinearOperator::*times)(const View&, const View&), Tensor* term) {
    OBOL_TRY((terms_[0].get()->*times)(y, x));
    OBOL_TRY(make_like(backend_, y, y.shape(0), term));
    for (size_t i = 1; i < terms_.size(); ++i) {
      OBOL_TRY((terms_[i].get()->*times)(*term, x));
      OBOL_TRY(backend_.binary(BinaryOp::k_add, y, y, *term));
    }
    return Status();
  }
  std::vector<OperatorRef> terms_;
  Tensor forward_, backward_;
};

class ProductOperator final : public LinearOperator {
 public:
  ProductOperator(Backend& backend, OperatorRef left, OperatorRef right)
      : LinearOperator(backend, left->rows(), right->cols(), left->dtype()),
        left_(std::move(left)),
        right_(std::move(right)) {}
  Status apply(const View& y, const View& x) override {
    OBOL_TRY(make_like(backend_, x, right_->rows(), &between_));
    OBOL_TRY(right_->apply(between_, x));
    return left_->apply(y, between_);
  }
  Status apply_adjoint(const View& y, const View& x) override {
    OBOL_TRY(make_like(backend_, x, left_->cols(), &between_));
    OBOL_TRY(left_->apply_adjoint(between_, x));
    return right_->apply_adjoint(y, between_);
  }

 private:
  OperatorRef left_, right_;
  Tensor between_;
};

Scalar conjugate(const Scalar& s) {
  if (s.dtype == DType::kComplex64) return Scalar::of(complex64(s.as<complex64>().re, -s.as<complex64>().im));
  if (s.dtype == DType::kComplex128) return Scalar::of(complex128(s.as<complex128>().re, -s.as<complex128>().im));
  return s;
}

class ScaledOperator final : public LinearOperator {
 public:
  ScaledOperator(Backend& backend, const Scalar& factor, OperatorRef a)
      : LinearOperator(backend, a->rows(), a->cols(), a->dtype()), factor_(factor), a_(std::move(a)) {}
  Status apply(const View& y, const View& x) override {
    OBOL_TRY(a_->apply(y, x));
    return backend_.binary(BinaryOp::k_multiply, y, y, immediate_of(factor_, y));
  }
  Status apply_adjoint(const View& y, const View& x) override {
    OBOL_TRY(a_->apply_adjoint(y, x));
    return backend_.binary(BinaryOp::k_multiply, y, y, immediate_of(conjugate(factor_), y));
  }

 private:
  const Scalar factor_;
  OperatorRef a_;
};

class ShiftedOperator final : public LinearOperator {
 public:
  ShiftedOperator(Backend& backend, const Scalar& shift, OperatorRef a)
      : LinearOperator(backend, a->rows(), a->cols(), a->dtype()), shift_(shift), a_(std::move(a)) {}
  Status apply(const View& y, const View& x) override {
    OBOL_TRY(a_->apply(y, x));
    return subtract(y, x, shift_);
  }
  Status apply_adjoint(const View& y, const View& x) override {
    OBOL_TRY(a_->apply_adjoint(y, x));
    return subtract(y, x, conjugate(shift_));
  }

 private:
  Status subtract(const View& y, const View& x, const Scalar& shift) {
    OBOL_TRY(make_like(backend_, x, rows(), &part_));
    OBOL_TRY(backend_.binary(BinaryOp::k_multiply, part_, x, immediate_of(shift, x)));
    return backend_.binary(BinaryOp::k_subtract, y, y, part_);
  }
  const Scalar shift_;
  OperatorRef a_;
  Tensor part_;
};

class AdjointOperator final : public LinearOperator {
 public:
  AdjointOperator(Backend& backend, OperatorRef a)
      : LinearOperator(backend, a->cols(), a->rows(), a->dtype()), a_(std::move(a)) {}
  Status apply(const View& y, const View& x) override { return a_->apply_adjoint(y, x); }
  Status apply_adjoint(const View& y, const View& x) override { return a_->apply(y, x); }

 private:
  OperatorRef a_;
};

// Aᵀ·x = conj(Aᴴ·conj(x)), for complex ones.
class TransposedOperator final : public LinearOperator {
 public:
  TransposedOperator(Backend& backend, OperatorRef a)
      : LinearOperator(backend, a->cols(), a->rows(), a->dtype()), a_(std::move(a)) {}
  Status apply(const View& y, const View& x) override { return between(y, x, &LinearOperator::apply_adjoint); }
  Status apply_adjoint(const View& y, const View& x) override { return between(y, x, &LinearOperator::apply); }

 private:
  Status between(const View& y, const View& x, Status (LinearOperator::*times)(const View&, const View&)) {
    OBOL_TRY(make_like(backend_, x, x.shape(0), &turned_));
    OBOL_TRY(backend_.unary(UnaryOp::k_conj, turned_, x));
    OBOL_TRY((a_.get()->*times)(y, turned_));
    return backend_.unary(UnaryOp::k_conj, y, y);
  }
  OperatorRef a_;
  Tensor turned_;
};

}  // namespace

Scalar scalar_of(DType dtype, double re, double im) {
  switch (dtype) {
    case DType::kFloat32:
      return Scalar::of(static_cast<float>(re));
    case DType::kComplex64:
      return Scalar::of(complex64(static_cast<float>(re), static_cast<float>(im)));
    case DType::kComplex128:
      return Scalar::of(complex128(re, im));
    default:
      return Scalar::of(re);
  }
}

View immediate_of(const Scalar& value, const View& like) {
  View v = immediate(0.0, like);
  v.dtype = value.dtype;
  std::memcpy(v.value, value.bytes, sizeof(v.value));
  return v;
}

View as_block(const View& v) {
  if (v.ndim() != 1) return v;
  View block = v;
  block.layout.ndim = 2;
  block.layout.shape[1] = 1;
  block.layout.strides[1] = 1;
  return block;
}

Status MatrixOperator::apply_adjoint(const View& y, const View& x) {
  if (!adjoint_.data) {
    adjoint_.rows = cols();
    adjoint_.cols = rows();
    OBOL_TRY(make_tensor(backend_, DType::kInt32, {cols() + 1}, &adjoint_.indptr));
    OBOL_TRY(make_tensor(backend_, DType::kInt32, {matrix_.nnz()}, &adjoint_.indices));
    OBOL_TRY(make_tensor(backend_, dtype(), {matrix_.nnz()}, &adjoint_.data));
    OBOL_TRY(backend_.csr_transpose(adjoint_, matrix_));
    if (holds_complex(dtype())) OBOL_TRY(backend_.unary(UnaryOp::k_conj, adjoint_.data, adjoint_.data));
  }
  return backend_.csr_matmul(y, adjoint_, x);
}

Status DenseOperator::apply(const View& y, const View& x) { return backend_.matmul(as_block(y), matrix_, as_block(x)); }

Status DenseOperator::apply_adjoint(const View& y, const View& x) {
  if (!holds_complex(dtype())) return backend_.matmul(as_block(y), transposed(matrix_), as_block(x));
  Tensor turned;
  OBOL_TRY(make_like(backend_, x, rows(), &turned));
  OBOL_TRY(backend_.unary(UnaryOp::k_conj, turned, x));
  OBOL_TRY(backend_.matmul(as_block(y), transposed(matrix_), as_block(turned)));
  return backend_.unary(UnaryOp::k_conj, y, y);
}

OperatorRef identity_operator(Backend& backend, int64_t n, DType dtype) {
  return std::make_shared<IdentityOperator>(backend, n, dtype);
}
OperatorRef diagonal_operator(Backend& backend, Tensor diagonal) {
  return std::make_shared<DiagonalOperator>(backend, std::move(diagonal));
}
OperatorRef sum_operator(Backend& backend, std::vector<OperatorRef> terms) {
  return std::make_shared<SumOperator>(backend, std::move(terms));
}
OperatorRef product_operator(Backend& backend, std::vector<OperatorRef> factors) {
  OperatorRef product = factors.back();
  for (size_t i = factors.size() - 1; i-- > 0;)
    product = std::make_shared<ProductOperator>(backend, factors[i], std::move(product));
  return product;
}
OperatorRef scaled_operator(Backend& backend, const Scalar& factor, OperatorRef a) {
  return std::make_shared<ScaledOperator>(backend, factor, std::move(a));
}
OperatorRef shifted_operator(Backend& backend, const Scalar& shift, OperatorRef a) {
  return std::make_shared<ShiftedOperator>(backend, shift, std::move(a));
}
OperatorRef adjoint_operator(Backend& backend, OperatorRef a) {
  return std::make_shared<AdjointOperator>(backend, std::move(a));
}
OperatorRef transposed_operator(Backend& backend, OperatorRef a) {
  if (holds_complex(a->dtype())) return std::make_shared<TransposedOperator>(backend, std::move(a));
  return adjoint_operator(backend, std::move(a));
}

}  // namespace obol
