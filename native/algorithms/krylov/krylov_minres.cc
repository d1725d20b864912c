// MINRES (Paige and Saunders 1975), preconditioned as Choi, Paige and Saunders (2011) have it. One wait an iteration, for
// the two new entries of the tridiagonal matrix; its factors and their rotations are the host's.
#include <algorithm>
#include <cmath>

#include "algorithms/krylov/krylov.h"

namespace obol {

Status minres(const KrylovSystem& s, KrylovEnd* end, std::string* why) {
  Backend& backend = s.backend;
  KrylovSpace& space = s.space;
  const double epsilon = space.real_dtype() == DType::kFloat32 ? 1.1920928955078125e-07 : 2.220446049250313e-16;
  Tensor r1, r2, v, y, w, w1, w2, residual, scalars, wide;
  for (Tensor* t : {&r1, &r2, &v, &y, &w, &w1, &w2}) OBOL_TRY(space.make(t));
  for (Tensor* t : {&r1, &w, &w2}) OBOL_TRY(backend.fill(*t, scalar_of(space.dtype(), 0)));
  OBOL_TRY(space.make_scalars(3, &scalars));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {3}, &wide));
  const auto slot = [&](int i) { return scalars.slice(0, i, i + 1); };
  const Tensor alfa_at = slot(0), beta_at = slot(1), square_at = slot(2);
  std::vector<double> seen;
  const auto look = [&] {
    OBOL_TRY(backend.copy(wide, scalars));
    return download(backend, wide, &seen);
  };
  const bool preconditioned = s.preconditioner != nullptr;
  OBOL_TRY(backend.copy(r2, s.r));
  OBOL_TRY(s.precondition(y, r2));
  OBOL_TRY(space.dot(beta_at, r2, y));
  if (preconditioned) {
    OBOL_TRY(space.make(&residual));
    OBOL_TRY(backend.copy(residual, s.r));
  }
  OBOL_TRY(look());
  if (!std::isfinite(seen[1])) return Status(Code::kNumeric, "M gives a number that is not finite");
  if (seen[1] <= 0) return Status(Code::kNumeric, "M is not positive definite: rᴴMr <= 0");

  double beta = std::sqrt(seen[1]), old_beta = 0, dbar = 0, epsln = 0, phibar = beta, cs = -1, sn = 0, size = 0;
  while (!s.done()) {
    if (s.context.cancelled()) return Status(Code::kAborted, "aborted");
    OBOL_TRY(backend.binary(BinaryOp::k_multiply, space.real(v), space.real(y), space.all(1 / beta)));
    OBOL_TRY(s.a.apply(y, v));
    if (old_beta > 0) OBOL_TRY(space.subtract_scaled(y, space.all(beta / old_beta), r1));
    OBOL_TRY(space.dot(alfa_at, v, y));
    OBOL_TRY(backend.binary(BinaryOp::k_multiply, beta_at, alfa_at,
                            immediate_of(scalar_of(space.real_dtype(), 1 / beta), beta_at)));
    OBOL_TRY(space.subtract_scaled(y, space.all(beta_at), r2));
    std::swap(r1, r2);
    OBOL_TRY(backend.copy(r2, y));
    OBOL_TRY(s.precondition(y, r2));
    OBOL_TRY(space.dot(beta_at, r2, y));
    OBOL_TRY(look());
    const double alfa = seen[0], square = seen[1];
    if (!std::isfinite(alfa) || !std::isfinite(square))
      return Status(Code::kNumeric, "the iteration met a number that is not finite; check A and M");
    if (square < 0) return Status(Code::kNumeric, "M is not positive definite: rᴴMr < 0");
    old_beta = beta;
    beta = std::sqrt(square);
    // T's entries bound ‖A‖ from below; what is this far below them is a rounding error.
    size = std::max(size, std::abs(alfa));
    const bool last = beta <= 10 * epsilon * size;
    size = std::max(size, beta);

    const double old_eps = epsln, delta = cs * dbar + sn * alfa, gbar = sn * dbar - cs * alfa;
    epsln = sn * beta;
    dbar = -cs * beta;
    const double gamma = std::hypot(gbar, beta);
    if (gamma <= 10 * epsilon * size || gamma == 0) {
      *end = KrylovEnd::kStuck;
      *why = "A is singular and b is not in its range, or nearly so";
      return s.note(s.result->residuals.back());
    }
    cs = gbar / gamma;
    sn = beta / gamma;
    const double phi = cs * phibar;
    phibar = sn * phibar;

    std::swap(w1, w2);
    std::swap(w2, w);  // w is free
    OBOL_TRY(backend.copy(w, v));
    OBOL_TRY(space.subtract_scaled(w, space.all(old_eps), w1));
    OBOL_TRY(space.subtract_scaled(w, space.all(delta), w2));
    OBOL_TRY(backend.binary(BinaryOp::k_multiply, space.real(w), space.real(w), space.all(1 / gamma)));
    OBOL_TRY(space.add_scaled(s.x, space.all(phi), w));

    double norm = phibar;
    if (preconditioned) {
      // phibar is the norm that M makes; this is r itself.
      OBOL_TRY(backend.binary(BinaryOp::k_multiply, space.real(residual), space.real(residual), space.all(sn * sn)));
      if (beta > 0) OBOL_TRY(space.subtract_scaled(residual, space.all(phibar * cs / beta), r2));
      OBOL_TRY(space.dot(square_at, residual, residual));
      OBOL_TRY(look());
      norm = std::sqrt(seen[2]);
    }
    OBOL_TRY(s.note(norm));
    OBOL_TRY(s.show());
    *end = KrylovEnd::kReached;
    if (norm <= s.target) return Status();
    if (last) {
      // The Krylov space is exhausted: nothing better lies in it.
      *end = KrylovEnd::kRestart;
      return Status();
    }
    if (std::hypot(gbar, dbar) <= 10 * epsilon * size && s.result->iterations > 1) {
      *end = KrylovEnd::kStuck;
      *why = "A is singular and b is not in its range, or nearly so";
      return Status();
    }
  }
  *end = KrylovEnd::kExhausted;
  return Status();
}

}  // namespace obol
