// The job spsolve: a sparse system by a direct factorisation on the host.
#include "algorithms/arrays.h"
#include "algorithms/jobs.h"
#include "algorithms/sparse_direct/direct.h"

namespace obol {
namespace {

template <class T>
Status solve(JobContext& context, const CsrMatrix& a, const Tensor& b, const Tensor& x) {
  const auto cancelled = [&] { return context.cancelled(); };
  sparse_direct::DirectSolver<T> solver;
  OBOL_TRY(solver.read(context.backend, a));
  OBOL_TRY(solver.factor(cancelled));
  Progress progress;
  progress.fraction = 0.5;
  context.report(progress);
  std::vector<T> values(static_cast<size_t>(b.size()));
  OBOL_TRY(context.backend.download(values.data(), b));
  for (T value : values)
    if (!std::isfinite(std::abs(value)))
      return Status(Code::kRange, "expected finite numbers for b, got NaN or infinity");
  // Some columns at a time, so that an abort is seen.
  constexpr int64_t kTogether = 32;
  const int64_t n = b.shape(0), columns = b.shape(1);
  for (int64_t c = 0; c < columns; c += kTogether) {
    if (context.cancelled()) return Status(Code::kAborted, "aborted");
    const int64_t width = std::min(kTogether, columns - c);
    std::vector<T> part(static_cast<size_t>(n * width));
    for (int64_t i = 0; i < n; ++i)
      std::copy(values.data() + i * columns + c, values.data() + i * columns + c + width, part.data() + i * width);
    OBOL_TRY(solver.solve_refined(width, part.data()));
    for (int64_t i = 0; i < n; ++i)
      std::copy(part.data() + i * width, part.data() + (i + 1) * width, values.data() + i * columns + c);
  }
  Tensor found;
  OBOL_TRY(make_tensor(context.backend, b.dtype(), {n, columns}, &found));
  OBOL_TRY(context.backend.upload(found, values.data()));
  return context.backend.copy(x, found);
}

}  // namespace

Status job_spsolve(JobContext& context, const JobArguments& arguments, JobResult*) {
  CsrMatrix a;
  const Tensor &b = arguments.arrays[3], &x = arguments.arrays[4];
  a.rows = a.cols = b.shape(0);
  a.indptr = arguments.arrays[0];
  a.indices = arguments.arrays[1];
  a.data = arguments.arrays[2];
  return b.dtype() == DType::kComplex128 ? solve<std::complex<double>>(context, a, b, x)
                                         : solve<double>(context, a, b, x);
}

}  // namespace obol
