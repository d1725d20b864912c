// Conjugate gradients (Hestenes and Stiefel 1952), preconditioned. All scalars stay on the device: the host looks at the
// residual norms of several iterations at once, and what comes after the target was reached changes nothing.
#include <algorithm>
#include <cmath>

#include "algorithms/krylov/krylov.h"

namespace obol {
namespace {

// Iterations between two looks: at most so many, and no more than this part of those that were made.
constexpr int64_t kMostUnseen = 16, kUnseenPart = 8;

enum Slot { kZero, kSquare, kRho, kNext, kCurvature, kAlpha, kBeta, kTarget, kSlots };

}  // namespace

Status cg(const KrylovSystem& s, KrylovEnd* end, std::string* why) {
  Backend& backend = s.backend;
  KrylovSpace& space = s.space;
  Tensor p, q, z, scalars, active, history;
  OBOL_TRY(space.make(&p));
  OBOL_TRY(space.make(&q));
  const bool plain = s.preconditioner == nullptr;
  if (plain)
    z = s.r;
  else
    OBOL_TRY(space.make(&z));
  OBOL_TRY(space.make_scalars(kSlots, &scalars));
  OBOL_TRY(make_tensor(backend, DType::kBool, {1}, &active));
  OBOL_TRY(make_filled(backend, {kMostUnseen, 2}, 0.0, &history));
  const auto slot = [&](int i) { return scalars.slice(0, i, i + 1); };
  // To be compared with squares of norms; those of the recurrence are a little off anyway.
  OBOL_TRY(backend.fill(slot(kTarget), scalar_of(space.real_dtype(), s.target * s.target)));

  OBOL_TRY(s.precondition(z, s.r));
  OBOL_TRY(backend.copy(p, z));
  OBOL_TRY(space.dot(slot(kSquare), s.r, s.r));
  OBOL_TRY(space.dot(slot(kRho), s.r, z));
  std::vector<double> seen;
  while (!s.done()) {
    const int64_t left = s.options.most_rounds - s.result->rounds;
    const int64_t most = s.watcher != nullptr ? 1 : std::min(kMostUnseen, left);
    const int64_t unseen = std::clamp<int64_t>(s.result->iterations / kUnseenPart, 1, most);
    for (int64_t i = 0; i < unseen; ++i) {
      if (s.context.cancelled()) return Status(Code::kAborted, "aborted");
      OBOL_TRY(s.a.apply(q, p));
      OBOL_TRY(space.dot(slot(kCurvature), p, q));
      // alpha = ρ/pᴴq while the target is not reached, else 0: x and r stay.
      OBOL_TRY(backend.binary(BinaryOp::k_divide, slot(kAlpha), slot(kRho), slot(kCurvature)));
      OBOL_TRY(backend.binary(BinaryOp::k_greater, active, slot(kSquare), slot(kTarget)));
      OBOL_TRY(backend.where(slot(kAlpha), active, slot(kAlpha), slot(kZero)));
      OBOL_TRY(backend.binary(BinaryOp::k_not_equal, active, slot(kCurvature), slot(kZero)));
      OBOL_TRY(backend.where(slot(kAlpha), active, slot(kAlpha), slot(kZero)));
      OBOL_TRY(space.add_scaled(s.x, space.all(slot(kAlpha)), p));
      OBOL_TRY(space.subtract_scaled(s.r, space.all(slot(kAlpha)), q));
      OBOL_TRY(space.dot(slot(kSquare), s.r, s.r));
      if (!plain) OBOL_TRY(s.precondition(z, s.r));
      OBOL_TRY(space.dot(slot(kNext), s.r, z));
      // Once r is 0, so is p: 0 / 0 must not get into it.
      OBOL_TRY(backend.binary(BinaryOp::k_not_equal, active, slot(kRho), slot(kZero)));
      OBOL_TRY(backend.binary(BinaryOp::k_divide, slot(kBeta), slot(kNext), slot(kRho)));
      OBOL_TRY(backend.where(slot(kBeta), active, slot(kBeta), slot(kZero)));
      OBOL_TRY(backend.copy(slot(kRho), slot(kNext)));
      OBOL_TRY(backend.binary(BinaryOp::k_multiply, space.real(p), space.real(p), space.all(slot(kBeta))));
      OBOL_TRY(backend.binary(BinaryOp::k_add, space.real(p), space.real(p), space.real(z)));
      const Tensor row = history.slice(0, i, i + 1);
      const auto entry = [&](int64_t c) {
        View v = row.columns(c, c + 1);
        v.layout = Layout::contiguous({1});
        return v;
      };
      OBOL_TRY(backend.copy(entry(0), slot(kSquare)));
      OBOL_TRY(backend.copy(entry(1), slot(kCurvature)));
    }
    OBOL_TRY(download(backend, history, &seen));
    for (int64_t i = 0; i < unseen; ++i) {
      const double square = seen[static_cast<size_t>(2 * i)], curvature = seen[static_cast<size_t>(2 * i + 1)];
      if (!std::isfinite(square) || !std::isfinite(curvature))
        return Status(Code::kNumeric, "the iteration met a number that is not finite; check A and M");
      OBOL_TRY(s.note(std::sqrt(square)));
      OBOL_TRY(s.show());
      if (square <= s.target * s.target) {
        *end = KrylovEnd::kReached;
        return Status();
      }
      if (curvature == 0) {
        *end = KrylovEnd::kStuck;
        *why = "a direction p with pᴴAp = 0: A is not positive definite";
        return Status();
      }
    }
  }
  *end = KrylovEnd::kExhausted;
  return Status();
}

}  // namespace obol
