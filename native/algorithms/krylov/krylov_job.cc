// The jobs cg, minres and gmres.
#include <cmath>

#include "algorithms/jobs.h"
#include "algorithms/krylov/krylov.h"

namespace obol {
namespace {

Status run(const JobContext& context, KrylovMethod method, bool squares, const JobArguments& arguments,
           JobResult* answer) {
  OperatorCursor at;
  OperatorRef a, m, watcher;
  OBOL_TRY(read_operator(context, arguments, &at, &a));
  OBOL_TRY(read_operator(context, arguments, &at, &m));
  OBOL_TRY(read_operator(context, arguments, &at, &watcher));
  const Tensor &b = arguments.arrays[at.array], &x0 = arguments.arrays[at.array + 1],
               &x = arguments.arrays[at.array + 2];
  const double* const number = &arguments.numbers[at.number];
  KrylovOptions options;
  options.relative = number[0];
  options.absolute = number[1];
  options.most_rounds = static_cast<int64_t>(number[2]);
  options.restart = static_cast<int64_t>(number[3]);
  options.squares = squares;
  OBOL_TRY(x0 ? context.backend.copy(x, x0) : context.backend.fill(x, scalar_of(x.dtype(), 0)));
  KrylovResult result;
  const Status status = solve_krylov(context, method, a, m, watcher.get(), b, x, options, &result);
  *answer = {static_cast<double>(result.iterations), result.converged ? 1.0 : 0.0};
  answer->insert(answer->end(), result.residuals.begin(), result.residuals.end());
  return status;
}

// x += M·r, the simplest of all.
Status richardson(const KrylovSystem& s, KrylovEnd* end, std::string*) {
  Tensor z;
  OBOL_TRY(s.space.make(&z));
  *end = KrylovEnd::kExhausted;
  while (!s.done()) {
    if (s.context.cancelled()) return Status(Code::kAborted, "aborted");
    OBOL_TRY(s.precondition(z, s.r));
    OBOL_TRY(s.backend.binary(BinaryOp::k_add, s.x, s.x, z));
    OBOL_TRY(s.a.apply(s.r, s.x));
    OBOL_TRY(s.backend.binary(BinaryOp::k_subtract, s.r, s.b, s.r));
    double norm = 0;
    OBOL_TRY(s.space.norm(s.r, &norm));
    OBOL_TRY(s.note(norm));
    OBOL_TRY(s.show());
    if (!std::isfinite(norm)) return Status(Code::kNumeric, "the iteration met a number that is not finite");
    if (norm <= s.target) {
      *end = KrylovEnd::kReached;
      break;
    }
  }
  return Status();
}

}  // namespace

Status job_richardson(JobContext& context, const JobArguments& arguments, JobResult* answer) {
  return run(context, richardson, false, arguments, answer);
}
Status job_cg(JobContext& context, const JobArguments& arguments, JobResult* answer) {
  return run(context, cg, true, arguments, answer);
}
Status job_minres(JobContext& context, const JobArguments& arguments, JobResult* answer) {
  return run(context, minres, true, arguments, answer);
}
Status job_gmres(JobContext& context, const JobArguments& arguments, JobResult* answer) {
  return run(context, gmres, true, arguments, answer);
}

}  // namespace obol
