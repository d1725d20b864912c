// Operators as TypeScript packs them: a tree in prefix form, one number for the kind of each node, then what it needs;
// and functions of JavaScript as operators. lib/extensions/sparse/linalg/pack.ts writes the same.
#include "algorithms/jobs.h"
#include "algorithms/multigrid/amg.h"
#include "algorithms/operator.h"

namespace obol {
namespace {

enum Kind {
  kIdentity,    // n
  kCsr,         // rows, cols; arrays indptr, indices, data
  kDense,       // array
  kDiagonal,    // array
  kSum,         // count, terms
  kProduct,     // count, factors
  kScaled,      // re, im, operator
  kShifted,     // re, im, operator
  kAdjoint,     // operator
  kTransposed,  // operator
  kFunction,    // rows, cols, the function's number
  kMultigrid,   // what job_smoothed_aggregation gave
};

// A function that JavaScript calls on its event loop, while this thread waits.
class FunctionOperator final : public LinearOperator {
 public:
  FunctionOperator(const JobContext& context, int64_t rows, int64_t cols, DType dtype, int function)
      : LinearOperator(context.backend, rows, cols, dtype), context_(context), function_(function) {}
  Status apply(const View& y, const View& x) override { return ask(y, x, false); }
  Status apply_adjoint(const View& y, const View& x) override { return ask(y, x, true); }

 private:
  // JavaScript may hold on to what it sees, so it gets memory of its own.
  Status ask(const View& y, const View& x, bool adjoint) {
    FunctionCall call;
    call.function = function_;
    call.adjoint = adjoint;
    OBOL_TRY(blank_like(x, &call.x));
    OBOL_TRY(blank_like(y, &call.y));
    OBOL_TRY(backend_.copy(call.x, x));
    OBOL_TRY(context_.call(call));
    return backend_.copy(y, call.y);
  }
  Status blank_like(const View& v, Tensor* out) {
    return v.ndim() == 1 ? make_tensor(backend_, dtype(), {v.shape(0)}, out)
                         : make_tensor(backend_, dtype(), {v.shape(0), v.shape(1)}, out);
  }
  const JobContext& context_;
  const int function_;
};

class OperatorReader {
 public:
  OperatorReader(const JobContext& context, const JobArguments& arguments, OperatorCursor* at)
      : context_(context), backend_(context.backend), arguments_(arguments), at_(*at) {}

  OperatorRef read() {
    switch (static_cast<int>(number())) {
      case kIdentity:
        return identity_operator(backend_, integer(), dtype_);
      case kCsr: {
        CsrMatrix a;
        a.rows = integer();
        a.cols = integer();
        a.indptr = array();
        a.indices = array();
        a.data = array();
        return std::make_shared<MatrixOperator>(backend_, std::move(a));
      }
      case kDense:
        return std::make_shared<DenseOperator>(backend_, array());
      case kDiagonal:
        return diagonal_operator(backend_, array());
      case kSum:
        return sum_operator(backend_, several());
      case kProduct:
        return product_operator(backend_, several());
      case kScaled: {
        const Scalar factor = scalar();
        return scaled_operator(backend_, factor, read());
      }
      case kShifted: {
        const Scalar shift = scalar();
        return shifted_operator(backend_, shift, read());
      }
      case kAdjoint:
        return adjoint_operator(backend_, read());
      case kTransposed:
        return transposed_operator(backend_, read());
      case kFunction: {
        const int64_t rows = integer(), cols = integer();
        return std::make_shared<FunctionOperator>(context_, rows, cols, dtype_, static_cast<int>(integer()));
      }
      case kMultigrid:
        return std::make_shared<MultigridOperator>(backend_, dtype_, arguments_.arrays.data() + at_.array,
                                                   arguments_.numbers.data() + at_.number, &at_.array, &at_.number);
      default:
        return nullptr;
    }
  }

  // The dtype stands in front of the tree.
  OperatorRef read_root() {
    const int code = static_cast<int>(number());
    if (code < 0) return nullptr;
    dtype_ = static_cast<DType>(code);
    return read();
  }

 private:
  double number() { return arguments_.numbers[at_.number++]; }
  int64_t integer() { return static_cast<int64_t>(number()); }
  const Tensor& array() { return arguments_.arrays[at_.array++]; }
  Scalar scalar() {
    const double re = number(), im = number();
    return scalar_of(dtype_, re, im);
  }
  std::vector<OperatorRef> several() {
    std::vector<OperatorRef> list;
    for (int64_t i = integer(); i > 0; --i) list.push_back(read());
    return list;
  }

  const JobContext& context_;
  Backend& backend_;
  const JobArguments& arguments_;
  OperatorCursor& at_;
  DType dtype_ = DType::kFloat64;
};

}  // namespace

Status read_operator(const JobContext& context, const JobArguments& arguments, OperatorCursor* at, OperatorRef* out) {
  *out = OperatorReader(context, arguments, at).read_root();
  return Status();
}

// Packed: the operator, then x; y. Numbers: the operator, then 1 for its adjoint.
Status job_apply_operator(JobContext& context, const JobArguments& arguments, JobResult*) {
  OperatorCursor at;
  OperatorRef a;
  OBOL_TRY(read_operator(context, arguments, &at, &a));
  const Tensor &x = arguments.arrays[at.array], &y = arguments.arrays[at.array + 1];
  return arguments.numbers[at.number] != 0 ? a->apply_adjoint(y, x) : a->apply(y, x);
}

}  // namespace obol
