// The job lobpcg: unpacks the operators and blocks, packs what was found.
#include "algorithms/eigen/lobpcg_general.h"
#include "algorithms/jobs.h"

namespace obol {

Status job_lobpcg(JobContext& context, const JobArguments& arguments, JobResult* answer) {
  Backend& backend = context.backend;
  OperatorCursor at;
  Pencil pencil;
  OBOL_TRY(read_operator(context, arguments, &at, &pencil.a));
  OBOL_TRY(read_operator(context, arguments, &at, &pencil.b));
  OBOL_TRY(read_operator(context, arguments, &at, &pencil.preconditioner));
  const Tensor* const array = arguments.arrays.data() + at.array;
  const Tensor &start = array[0], &values = array[2], &vectors = array[3];
  pencil.constraints = array[1];
  const double* const number = arguments.numbers.data() + at.number;
  LobpcgOptions options;
  options.largest = number[0] != 0;
  options.tolerance = number[1];
  options.most_iterations = static_cast<int64_t>(number[2]);
  options.seed = static_cast<uint64_t>(number[3]);

  LobpcgResult result;
  double unit = 1;
  OBOL_TRY(operator_unit(backend, *pencil.a, &unit));
  OBOL_TRY(in_units(backend, unit, &pencil.a));
  options.tolerance /= unit;
  OBOL_TRY(lobpcg_general(context, pencil, options, start, &result));
  for (std::vector<double>* list : {&result.values, &result.residuals})
    for (double& value : *list) value *= unit;
  Tensor found;
  OBOL_TRY(upload(backend, {values.size()}, result.values, &found));
  OBOL_TRY(backend.copy(values, found));
  OBOL_TRY(backend.copy(vectors, result.vectors));
  *answer = {static_cast<double>(result.iterations), result.converged ? 1.0 : 0.0};
  answer->insert(answer->end(), result.residuals.begin(), result.residuals.end());
  if (result.converged) return Status();
  return Status(Code::kConvergence, "not all of " + std::to_string(values.size()) + " eigenpairs converged in " +
                                        std::to_string(result.iterations) + " iterations");
}

}  // namespace obol
