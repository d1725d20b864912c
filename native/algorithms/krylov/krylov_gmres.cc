// A cycle of GMRES (Saad and Schultz 1986), preconditioned from the right, so that what it makes smallest is the residual
// that the stop rule asks about. Gram-Schmidt twice on the device; one wait an iteration, for a column of H.
#include <algorithm>
#include <cmath>
#include <complex>

#include "algorithms/krylov/krylov.h"
#include "algorithms/rows.h"

namespace obol {
namespace {

using Number = std::complex<double>;

// H = Q·R, one column at a time by rotations, and the right-hand side that they turn.
class Hessenberg {
 public:
  explicit Hessenberg(double norm) : g_{norm} {}

  // Appends a column (one more entry than before); the residual norm afterwards.
  double append(std::vector<Number> h) {
    const size_t k = columns_.size();
    for (size_t i = 0; i < k; ++i) {
      const Number top = h[i];
      h[i] = c_[i] * top + s_[i] * h[i + 1];
      h[i + 1] = -std::conj(s_[i]) * top + c_[i] * h[i + 1];
    }
    const double size = std::hypot(std::abs(h[k]), std::abs(h[k + 1]));
    double c = 1;
    Number s = 0;
    if (size > 0) {
      const double a = std::abs(h[k]);
      const Number phase = a > 0 ? h[k] / a : Number(1);
      c = a / size;
      s = phase * std::conj(h[k + 1]) / size;
      h[k] = phase * size;
    }
    h.pop_back();
    c_.push_back(c);
    s_.push_back(s);
    columns_.push_back(std::move(h));
    g_.push_back(-std::conj(s) * g_[k]);
    g_[k] = c * g_[k];
    return std::abs(g_.back());
  }

  // y of the least-squares problem; a direction along which R is zero to rounding is left out.
  std::vector<Number> solve(double epsilon) const {
    const size_t n = columns_.size();
    double top = 0;
    for (size_t k = 0; k < n; ++k) top = std::max(top, std::abs(columns_[k][k]));
    std::vector<Number> y(g_.begin(), g_.begin() + static_cast<std::ptrdiff_t>(n));
    for (size_t k = n; k-- > 0;) {
      y[k] = std::abs(columns_[k][k]) > epsilon * top ? y[k] / columns_[k][k] : Number(0);
      for (size_t i = 0; i < k; ++i) y[i] -= columns_[k][i] * y[k];
    }
    return y;
  }

 private:
  std::vector<std::vector<Number>> columns_;
  std::vector<double> c_;
  std::vector<Number> s_, g_;
};

View shaped(View v, int64_t rows, int64_t cols) {
  v.layout = Layout::contiguous({rows, cols});
  return v;
}

}  // namespace

Status gmres(const KrylovSystem& s, KrylovEnd* end, std::string*) {
  Backend& backend = s.backend;
  KrylovSpace& space = s.space;
  const bool is_complex_space = contains(kComplexes, space.dtype());
  const DType wide_dtype = is_complex_space ? DType::kComplex128 : DType::kFloat64;
  const double epsilon = space.real_dtype() == DType::kFloat32 ? 1.1920928955078125e-07 : 2.220446049250313e-16;
  const int64_t n = space.n(), most = std::min(s.options.restart, n);
  Tensor basis, w, z, part, h, wide, scalars;
  OBOL_TRY(make_tensor(backend, space.dtype(), {most + 1, n}, &basis));
  for (Tensor* t : {&w, &z, &part}) OBOL_TRY(space.make(t));
  // A column of H twice (the second time what the first one left over), and its last entry squared.
  OBOL_TRY(make_tensor(backend, space.dtype(), {3, most + 1}, &h));
  OBOL_TRY(make_tensor(backend, wide_dtype, {3, most + 1}, &wide));
  OBOL_TRY(backend.fill(h, scalar_of(space.dtype(), 0)));
  OBOL_TRY(space.make_scalars(3, &scalars));
  const auto vector = [&](int64_t i) {
    return Tensor(basis.storage(), basis.dtype(), basis.offset() + i * n, Layout::contiguous({n}));
  };
  const auto normalized = [&](const Tensor& to, const Tensor& from, double norm) {
    return backend.binary(BinaryOp::k_multiply, space.real(to), space.real(from), space.all(1 / norm));
  };
  // h (row `at`) = Vᴴw, w −= V·h.
  const auto orthogonalize = [&](int64_t at, int64_t count) {
    const View v = shaped(basis, count, n);
    const View row = h.slice(0, at, at + 1);
    if (is_complex_space) OBOL_TRY(backend.unary(UnaryOp::k_conj, part, w));
    const View right = is_complex_space ? part.view() : w.view();
    OBOL_TRY(backend.matmul(shaped(row, count, 1), v, shaped(right, n, 1)));
    if (is_complex_space) OBOL_TRY(backend.unary(UnaryOp::k_conj, shaped(row, 1, count), shaped(row, 1, count)));
    OBOL_TRY(backend.matmul(shaped(part, 1, n), shaped(row, 1, count), v));
    return backend.binary(BinaryOp::k_subtract, w, w, part);
  };

  double norm = 0;
  OBOL_TRY(space.norm(s.r, &norm));
  OBOL_TRY(normalized(vector(0), s.r, norm));
  Hessenberg hessenberg(norm);
  std::vector<double> seen;
  int64_t count = 0;
  *end = KrylovEnd::kRestart;
  while (count < most) {
    if (s.context.cancelled()) return Status(Code::kAborted, "aborted");
    if (s.preconditioner != nullptr) {
      OBOL_TRY(s.preconditioner->apply(z, vector(count)));
      OBOL_TRY(s.a.apply(w, z));
    } else {
      OBOL_TRY(s.a.apply(w, vector(count)));
    }
    ++count;
    const Tensor before = scalars.slice(0, 0, 1), after = scalars.slice(0, 1, 2);
    OBOL_TRY(space.dot(before, w, w));
    OBOL_TRY(orthogonalize(0, count));
    OBOL_TRY(orthogonalize(1, count));
    OBOL_TRY(space.dot(after, w, w));
    const View squares = shaped(h.slice(0, 2, 3), 1, most + 1);
    View two = squares;
    two.layout = Layout::contiguous({2});
    OBOL_TRY(backend.copy(two, scalars.slice(0, 0, 2)));
    OBOL_TRY(backend.copy(wide, h));
    seen.resize(static_cast<size_t>(3 * (most + 1) * (is_complex_space ? 2 : 1)));
    OBOL_TRY(backend.download(seen.data(), wide));
    const auto number = [&](int64_t row, int64_t i) {
      const size_t at = static_cast<size_t>(row * (most + 1) + i);
      return is_complex_space ? Number(seen[2 * at], seen[2 * at + 1]) : Number(seen[at], 0);
    };
    std::vector<Number> column;
    for (int64_t i = 0; i < count; ++i) column.push_back(number(0, i) + number(1, i));
    const double size = std::sqrt(number(2, 0).real()), left = std::sqrt(number(2, 1).real());
    if (!std::isfinite(size) || !std::isfinite(left))
      return Status(Code::kNumeric, "the iteration met a number that is not finite; check A and M");
    // What is left of w is rounding: the space is invariant, and the best that A can do lies in it.
    const bool last = left <= 10 * epsilon * size;
    column.push_back(last ? 0 : left);
    const double residual = hessenberg.append(std::move(column));
    OBOL_TRY(s.note(residual));
    --s.result->rounds;
    if (residual <= s.target) *end = KrylovEnd::kReached;
    if (residual <= s.target || last) break;
    if (count < most) OBOL_TRY(normalized(vector(count), w, left));
  }

  // x += M·(V·y)
  const std::vector<Number> y = hessenberg.solve(epsilon);
  std::vector<double> host;
  for (const Number& value : y) {
    host.push_back(value.real());
    if (is_complex_space) host.push_back(value.imag());
  }
  Tensor coefficients, narrow;
  OBOL_TRY(make_tensor(backend, wide_dtype, {count}, &coefficients));
  OBOL_TRY(make_tensor(backend, space.dtype(), {count}, &narrow));
  OBOL_TRY(backend.upload(coefficients, host.data()));
  OBOL_TRY(backend.copy(narrow, coefficients));
  OBOL_TRY(backend.matmul(shaped(w, 1, n), shaped(narrow, 1, count), shaped(basis, count, n)));
  OBOL_TRY(s.precondition(z, w));
  OBOL_TRY(backend.binary(BinaryOp::k_add, s.x, s.x, z));
  ++s.result->rounds;
  OBOL_TRY(s.show());
  if (*end == KrylovEnd::kRestart && s.done()) *end = KrylovEnd::kExhausted;
  return Status();
}

}  // namespace obol
