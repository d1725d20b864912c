// exp(t·A)·B by a truncated Taylor series (Al-Mohy and Higham 2011): the time is cut into s pieces, in each of which m
// terms give double precision; a piece ends early once its terms are negligible.
#include <algorithm>
#include <cmath>

#include "algorithms/jobs.h"
#include "algorithms/operator.h"
#include "algorithms/rows.h"

namespace obol {
namespace {

// theta_m: up to this norm m terms do (table 3.1 there, for a unit roundoff of 2^-53).
struct Theta {
  int terms;
  double norm;
};
constexpr Theta kThetas[] = {{5, 2.40e-3},  {6, 9.07e-3},  {7, 2.38e-2},  {8, 5.00e-2},  {9, 8.96e-2},  {10, 1.44e-1},
                             {11, 2.14e-1}, {12, 3.00e-1}, {13, 4.00e-1}, {14, 5.14e-1}, {15, 6.41e-1}, {16, 7.81e-1},
                             {17, 9.31e-1}, {18, 1.09},    {19, 1.26},    {20, 1.44},    {21, 1.62},    {22, 1.82},
                             {23, 2.01},    {24, 2.22},    {25, 2.43},    {26, 2.64},    {27, 2.86},    {28, 3.08},
                             {29, 3.31},    {30, 3.54},    {35, 4.7},     {40, 6.0},     {45, 7.2},     {50, 8.5},
                             {55, 9.9}};
// Norms are looked at once in so many terms.
constexpr int kUnseen = 3;
// A norm that was estimated may be too small; the series then goes on as long as it has to.
constexpr int kMostTerms = 400;
constexpr int kEstimates = 5;

class ExpmMultiply {
 public:
  ExpmMultiply(JobContext& context, LinearOperator& a, double mu_re, double mu_im)
      : context_(context), backend_(context.backend), a_(a), mu_re_(mu_re), mu_im_(mu_im) {}

  // The 1-norm of A, or less (negative: estimated).
  Status prepare(double norm, int64_t columns) {
    const DType dtype = a_.dtype();
    const int64_t n = a_.rows();
    real_ = dtype == DType::kFloat32 || dtype == DType::kComplex64 ? DType::kFloat32 : DType::kFloat64;
    tolerance_ = real_ == DType::kFloat32 ? std::exp2(-24) : std::exp2(-53);
    OBOL_TRY(make_tensor(backend_, dtype, {n, columns}, &term_));
    OBOL_TRY(make_tensor(backend_, dtype, {n, columns}, &next_));
    OBOL_TRY(make_tensor(backend_, real_, {n, columns}, &sizes_));
    OBOL_TRY(make_tensor(backend_, real_, {3}, &norms_));
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {3}, &wide_));
    exact_ = norm >= 0;
    norm_ = norm;
    return exact_ ? Status() : estimate();
  }

  // How far it will be at the end: one advance by `start`, `steps` by `step`.
  void expect(double start, double step, int64_t steps) {
    int terms = 0;
    double first = 0, each = 0;
    if (start != 0) choose(std::abs(start) * norm_, &terms, &first);
    if (step != 0) choose(std::abs(step) * norm_, &terms, &each);
    total_ = first + each * static_cast<double>(steps);
  }

  // f = exp(t·(A + mu·I))·f.
  Status advance(double t, const Tensor& f) {
    int terms = 0;
    double pieces = 1;
    choose(std::abs(t) * norm_, &terms, &pieces);
    const double re = mu_re_ * t / pieces, im = mu_im_ * t / pieces, size = std::exp(re);
    const Scalar eta = scalar_of(a_.dtype(), size * std::cos(im), size * std::sin(im));
    for (double i = 0; i < pieces; ++i) {
      OBOL_TRY(series(t / pieces, terms, f));
      if (re != 0 || im != 0) OBOL_TRY(backend_.binary(BinaryOp::k_multiply, f, f, immediate_of(eta, f)));
      ++done_;
      Progress p;
      p.iteration = done_;
      p.fraction = static_cast<double>(done_) / total_;
      context_.report(p);
    }
    return Status();
  }

  // Refuses what has overflowed.
  Status check(const Tensor& f, Code code, const char* message) {
    double size = 0;
    OBOL_TRY(measure(f, 0));
    OBOL_TRY(backend_.copy(wide_, norms_));
    std::vector<double> seen;
    OBOL_TRY(download(backend_, wide_, &seen));
    size = seen[0];
    return std::isfinite(size) ? Status() : Status(code, message);
  }

  int64_t pieces() const { return done_; }

 private:
  void choose(double norm, int* terms, double* pieces) const {
    double best = -1;
    for (const Theta& theta : kThetas) {
      const double s = std::max(1.0, std::ceil(norm / theta.norm));
      if (best >= 0 && theta.terms * s >= best) continue;
      best = theta.terms * s;
      *terms = theta.terms;
      *pieces = s;
    }
  }

  // norms_[i] = the largest magnitude in x.
  Status measure(const Tensor& x, int i) {
    OBOL_TRY(backend_.unary(UnaryOp::k_abs, sizes_, x));
    View flat = sizes_, out = norms_.slice(0, i, i + 1);
    flat.layout = Layout::contiguous({sizes_.size()});
    out.layout = Layout::contiguous({});
    return backend_.reduce(ReduceOp::k_max, out, flat);
  }

  // f = Σ (h·A)^j/j!·f.
  Status series(double h, int terms, const Tensor& f) {
    OBOL_TRY(backend_.copy(term_, f));
    const int most = exact_ ? terms : kMostTerms;
    std::vector<double> seen;
    OBOL_TRY(backend_.fill(norms_, scalar_of(real_, 0)));
    for (int j = 1; j <= most; ++j) {
      if (context_.cancelled()) return Status(Code::kAborted, "aborted");
      const bool look = j % kUnseen == 0 || j == most;
      if (look) OBOL_TRY(measure(term_, 0));
      OBOL_TRY(a_.apply(next_, term_));
      OBOL_TRY(backend_.binary(BinaryOp::k_multiply, next_, next_, immediate_of(scalar_of(a_.dtype(), h / j), next_)));
      std::swap(term_, next_);
      OBOL_TRY(backend_.binary(BinaryOp::k_add, f, f, term_));
      if (!look) continue;
      OBOL_TRY(measure(term_, 1));
      OBOL_TRY(measure(f, 2));
      OBOL_TRY(backend_.copy(wide_, norms_));
      OBOL_TRY(download(backend_, wide_, &seen));
      if (!std::isfinite(seen[1]) || !std::isfinite(seen[2]))
        return Status(Code::kNumeric, "a number that is not finite came up: A has one, or the result is too large");
      if (seen[0] + seen[1] <= tolerance_ * seen[2]) return Status();
      if (j == most && !exact_)
        return Status(Code::kNumeric, "the series does not converge: the norm of A was underestimated");
    }
    return Status();
  }

  // Hager's estimate of ‖A‖₁ (Higham 1988): from the mean of all columns towards the largest one. It is a lower bound.
  Status estimate() {
    const int64_t n = a_.rows();
    const DType dtype = a_.dtype();
    Tensor x, y, z, sizes, where, total;
    for (Tensor* t : {&x, &y, &z}) OBOL_TRY(make_tensor(backend_, dtype, {n}, t));
    OBOL_TRY(make_tensor(backend_, real_, {n}, &sizes));
    OBOL_TRY(make_tensor(backend_, real_, {}, &total));
    OBOL_TRY(make_tensor(backend_, DType::kInt32, {}, &where));
    Tensor wide;
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {}, &wide));
    OBOL_TRY(backend_.fill(x, scalar_of(dtype, 1.0 / static_cast<double>(n))));
    norm_ = 0;
    int32_t last = -1;
    for (int i = 0; i < kEstimates; ++i) {
      if (context_.cancelled()) return Status(Code::kAborted, "aborted");
      OBOL_TRY(a_.apply(y, x));
      OBOL_TRY(backend_.unary(UnaryOp::k_abs, sizes, y));
      OBOL_TRY(backend_.reduce(ReduceOp::k_sum, total, sizes));
      OBOL_TRY(backend_.copy(wide, total));
      double sum = 0;
      OBOL_TRY(download_scalar(backend_, wide, &sum));
      if (!std::isfinite(sum)) return Status(Code::kRange, "expected finite numbers for A");
      if (i > 0 && sum <= norm_) break;
      norm_ = sum;
      OBOL_TRY(backend_.unary(UnaryOp::k_sign, y, y));
      OBOL_TRY(a_.apply_adjoint(z, y));
      OBOL_TRY(backend_.unary(UnaryOp::k_abs, sizes, z));
      OBOL_TRY(backend_.arg_reduce(ArgReduceOp::k_argmax, where, sizes));
      int32_t column = 0;
      OBOL_TRY(download_scalar(backend_, where, &column));
      if (column == last) break;
      last = column;
      OBOL_TRY(backend_.fill(x, scalar_of(dtype, 0)));
      OBOL_TRY(backend_.fill(x.slice(0, column, column + 1), scalar_of(dtype, 1)));
    }
    return Status();
  }

  JobContext& context_;
  Backend& backend_;
  LinearOperator& a_;
  const double mu_re_, mu_im_;
  DType real_ = DType::kFloat64;
  double tolerance_ = 0, norm_ = 0;
  bool exact_ = true;
  int64_t done_ = 0;
  double total_ = 1;
  Tensor term_, next_, sizes_, norms_, wide_;
};

}  // namespace

Status job_expm_multiply(JobContext& context, const JobArguments& arguments, JobResult* answer) {
  Backend& backend = context.backend;
  OperatorCursor at;
  OperatorRef a;
  OBOL_TRY(read_operator(context, arguments, &at, &a));
  const Tensor &b = arguments.arrays[at.array], &out = arguments.arrays[at.array + 1];
  const double* const number = &arguments.numbers[at.number];
  const double start = number[3], step = number[4];
  const int64_t count = out.shape(0), n = out.shape(1), columns = out.shape(2);
  if (out.size() == 0) return Status();
  ExpmMultiply method(context, *a, number[1], number[2]);
  OBOL_TRY(method.prepare(number[0], columns));
  method.expect(start, step, count - 1);
  Tensor f;
  OBOL_TRY(make_tensor(backend, b.dtype(), {n, columns}, &f));
  OBOL_TRY(backend.copy(f, b));
  OBOL_TRY(method.check(f, Code::kRange, "expected finite numbers for B, got NaN or infinity"));
  for (int64_t k = 0; k < count; ++k) {
    const double t = k == 0 ? start : step;
    if (t != 0) OBOL_TRY(method.advance(t, f));
    View place = out.slice(0, k, k + 1);
    place.layout = Layout::contiguous({n, columns});
    OBOL_TRY(backend.copy(place, f));
  }
  OBOL_TRY(method.check(f, Code::kNumeric, "the result is too large"));
  *answer = {static_cast<double>(method.pieces())};
  return Status();
}

}  // namespace obol
