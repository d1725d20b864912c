#include "algorithms/krylov/krylov.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace obol {
namespace {

// Unless the residual itself shrinks by this factor from one verification to the next, rounding stands in the way.
constexpr double kProgress = 0.5;

Status largest(Backend& backend, const KrylovSpace& space, const Tensor& v, double* out) {
  const Tensor components = space.real(v);
  Tensor sizes, top, wide;
  OBOL_TRY(make_tensor(backend, space.real_dtype(), {components.size()}, &sizes));
  OBOL_TRY(make_tensor(backend, space.real_dtype(), {}, &top));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {}, &wide));
  OBOL_TRY(backend.unary(UnaryOp::k_abs, sizes, components));
  OBOL_TRY(backend.reduce(ReduceOp::k_max, top, sizes));
  OBOL_TRY(backend.copy(wide, top));
  return download_scalar(backend, wide, out);
}

}  // namespace

KrylovSpace::KrylovSpace(Backend& backend, DType dtype, int64_t n)
    : backend_(backend),
      dtype_(dtype),
      real_(dtype == DType::kFloat32 || dtype == DType::kComplex64 ? DType::kFloat32 : DType::kFloat64),
      n_(n),
      components_(contains(kComplexes, dtype) ? 2 * n : n) {}

Status KrylovSpace::make_scalars(int64_t count, Tensor* v) const {
  OBOL_TRY(make_tensor(backend_, real_, {count}, v));
  return backend_.fill(*v, scalar_of(real_, 0));
}

Tensor KrylovSpace::real(const Tensor& v) const {
  const int64_t offset = components_ == n_ ? v.offset() : 2 * v.offset();
  return Tensor(v.storage(), real_, offset, Layout::contiguous({components_}));
}

View KrylovSpace::all(const Tensor& scalar) const {
  View v = scalar;
  v.layout.ndim = 1;
  v.layout.shape[0] = components_;
  v.layout.strides[0] = 0;
  return v;
}

View KrylovSpace::all(double value) const {
  View like;
  like.layout = Layout::contiguous({components_});
  return immediate_of(scalar_of(real_, value), like);
}

Status KrylovSpace::dot(const Tensor& out, const Tensor& a, const Tensor& b) const {
  const auto shaped = [](View v, int64_t rows, int64_t cols) {
    v.layout = Layout::contiguous({rows, cols});
    return v;
  };
  return backend_.matmul(shaped(out, 1, 1), shaped(real(a), 1, components_), shaped(real(b), components_, 1));
}

Status KrylovSpace::combine(BinaryOp op, const Tensor& y, const View& factor, const Tensor& x) {
  if (!product_) OBOL_TRY(make_tensor(backend_, real_, {components_}, &product_));
  OBOL_TRY(backend_.binary(BinaryOp::k_multiply, product_, real(x), factor));
  return backend_.binary(op, real(y), real(y), product_);
}

Status KrylovSpace::add_scaled(const Tensor& y, const View& factor, const Tensor& x) {
  return combine(BinaryOp::k_add, y, factor, x);
}

Status KrylovSpace::subtract_scaled(const Tensor& y, const View& factor, const Tensor& x) {
  return combine(BinaryOp::k_subtract, y, factor, x);
}

Status KrylovSpace::norm(const Tensor& v, double* out) {
  Tensor wide;
  if (!scalar_) OBOL_TRY(make_scalars(1, &scalar_));
  OBOL_TRY(dot(scalar_, v, v));
  OBOL_TRY(make_tensor(backend_, DType::kFloat64, {1}, &wide));
  OBOL_TRY(backend_.copy(wide, scalar_));
  OBOL_TRY(download_scalar(backend_, wide, out));
  *out = std::sqrt(*out);
  return Status();
}

Status KrylovSystem::note(double norm) const {
  ++result->iterations;
  ++result->rounds;
  result->residuals.push_back(norm);
  const double first = result->residuals.front();
  Progress p;
  p.iteration = result->iterations;
  p.error = norm;
  p.fraction = norm > 0 && target > 0 && first > target
                   ? std::clamp(std::log(first / norm) / std::log(first / target), 0.0, 1.0)
                   : 0;
  context.report(p);
  return Status();
}

Status KrylovSystem::show() const {
  if (watcher == nullptr) return Status();
  Tensor seen, answer;
  OBOL_TRY(space.make(&seen));
  OBOL_TRY(space.make(&answer));
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, space.real(seen), space.real(x), space.all(unit)));
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, space.real(seen), space.real(seen), space.all(1 / unit_a)));
  return watcher->apply(answer, seen);
}

Status KrylovSystem::precondition(const Tensor& z, const Tensor& v) const {
  return preconditioner != nullptr ? preconditioner->apply(z, v) : backend.copy(z, v);
}

namespace {

Status not_converged(const KrylovResult& result, double target, const std::string& why) {
  char reached[96];
  std::snprintf(reached, sizeof(reached), " iterations: residual %.2g, expected %.2g", result.residuals.back(), target);
  return Status(Code::kConvergence, "no convergence in " + std::to_string(result.iterations) + reached +
                                        (why.empty() ? "" : " (" + why + ")"));
}

// The loop in b's units: a method, then the residual itself, until that is small enough or gets no smaller.
Status iterate(KrylovSystem* s, KrylovMethod method) {
  KrylovResult& result = *s->result;
  double verified = 0;
  OBOL_TRY(s->space.norm(s->r, &verified));
  if (!std::isfinite(verified)) return Status(Code::kRange, "expected finite numbers for A and x0");
  result.residuals.push_back(verified);
  while (verified > s->target) {
    if (s->context.cancelled()) return Status(Code::kAborted, "aborted");
    KrylovEnd end = KrylovEnd::kReached;
    std::string why;
    OBOL_TRY(method(*s, &end, &why));
    OBOL_TRY(s->a.apply(s->r, s->x));
    OBOL_TRY(s->backend.binary(BinaryOp::k_subtract, s->r, s->b, s->r));
    const double before = verified;
    OBOL_TRY(s->space.norm(s->r, &verified));
    result.residuals.back() = verified;
    if (!std::isfinite(verified))
      return Status(Code::kNumeric, "the iteration met a number that is not finite; check A and M");
    if (verified <= s->target) break;
    if (end == KrylovEnd::kExhausted || s->done()) return not_converged(result, s->target, why);
    const double enough = end == KrylovEnd::kReached ? kProgress : 1 - 1e-12;
    if (end == KrylovEnd::kStuck || !(verified < enough * before))
      return not_converged(result, s->target, why.empty() ? "it gets no further" : why);
  }
  result.converged = true;
  return Status();
}

}  // namespace

Status solve_krylov(const JobContext& context, KrylovMethod method, OperatorRef a, OperatorRef preconditioner,
                    LinearOperator* watcher, const Tensor& b, const Tensor& x, const KrylovOptions& options,
                    KrylovResult* result) {
  Backend& backend = context.backend;
  KrylovSpace space(backend, b.dtype(), b.size());
  double top = 0;
  if (space.n() > 0) OBOL_TRY(largest(backend, space, b, &top));
  if (!std::isfinite(top)) return Status(Code::kRange, "expected finite numbers for b, got NaN or infinity");
  if (top == 0) {
    result->converged = true;
    result->residuals.assign(1, 0.0);
    return backend.fill(x, scalar_of(x.dtype(), 0));
  }
  // In units of a power of two no square overflows or vanishes, and nothing is rounded.
  const double most = space.real_dtype() == DType::kFloat32 ? 120 : 1000;
  const double unit = std::exp2(std::clamp(std::round(std::log2(top)), -most, most));
  double unit_a = 1;
  if (options.squares) {
    OBOL_TRY(operator_unit(backend, *a, &unit_a));
    OBOL_TRY(in_units(backend, unit_a, &a));
    double unit_m = 1;
    if (preconditioner) OBOL_TRY(operator_unit(backend, *preconditioner, &unit_m));
    if (preconditioner) OBOL_TRY(in_units(backend, unit_m, &preconditioner));
  }
  const auto scale_x = [&](double factor) {
    return factor == 1 ? Status()
                       : backend.binary(BinaryOp::k_multiply, space.real(x), space.real(x), space.all(factor));
  };
  Tensor right, r;
  OBOL_TRY(space.make(&right));
  OBOL_TRY(space.make(&r));
  OBOL_TRY(backend.binary(BinaryOp::k_multiply, space.real(right), space.real(b), space.all(1 / unit)));
  OBOL_TRY(scale_x(1 / unit));
  OBOL_TRY(scale_x(unit_a));
  OBOL_TRY(a->apply(r, x));
  OBOL_TRY(backend.binary(BinaryOp::k_subtract, r, right, r));
  double norm = 0;
  OBOL_TRY(space.norm(right, &norm));
  KrylovSystem system{context, backend, space, *a, preconditioner.get(), right, x, r, options};
  system.target = std::max(options.relative * norm, options.absolute / unit);
  system.result = result;
  system.watcher = watcher;
  system.unit = unit;
  system.unit_a = unit_a;
  const Status status = iterate(&system, method);
  if (status.code() == Code::kAborted) return status;
  OBOL_TRY(scale_x(unit));
  OBOL_TRY(scale_x(1 / unit_a));
  for (double& value : result->residuals) value *= unit;
  if (!status.ok()) return status;
  OBOL_TRY(largest(backend, space, x, &top));
  if (std::isfinite(top)) return Status();
  result->converged = false;
  return Status(Code::kNumeric, "the solution is too large for its dtype");
}

}  // namespace obol
