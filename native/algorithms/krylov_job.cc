// The jobs cg, minres and gmres.
#include "algorithms/jobs.h"
#include "algorithms/krylov.h"

namespace obol {
namespace {

Status run(const JobContext& context, KrylovMethod method, const JobArguments& arguments, JobResult* answer) {
  OperatorCursor at;
  OperatorRef a, m;
  OBOL_TRY(read_operator(context, arguments, &at, &a));
  OBOL_TRY(read_operator(context, arguments, &at, &m));
  const Tensor &b = arguments.arrays[at.array], &x0 = arguments.arrays[at.array + 1],
               &x = arguments.arrays[at.array + 2];
  const double* const number = &arguments.numbers[at.number];
  KrylovOptions options;
  options.relative = number[0];
  options.absolute = number[1];
  options.most_rounds = static_cast<int64_t>(number[2]);
  options.restart = static_cast<int64_t>(number[3]);
  OBOL_TRY(x0 ? context.backend.copy(x, x0) : context.backend.fill(x, scalar_of(x.dtype(), 0)));
  KrylovResult result;
  const Status status = solve_krylov(context, method, *a, m.get(), b, x, options, &result);
  *answer = {static_cast<double>(result.iterations), result.converged ? 1.0 : 0.0};
  answer->insert(answer->end(), result.residuals.begin(), result.residuals.end());
  return status;
}

}  // namespace

Status job_cg(JobContext& context, const JobArguments& arguments, JobResult* answer) {
  return run(context, cg, arguments, answer);
}
Status job_minres(JobContext& context, const JobArguments& arguments, JobResult* answer) {
  return run(context, minres, arguments, answer);
}
Status job_gmres(JobContext& context, const JobArguments& arguments, JobResult* answer) {
  return run(context, gmres, arguments, answer);
}

}  // namespace obol
