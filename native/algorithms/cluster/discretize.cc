// Labels from spectral vectors by alternating rounding and rotation (Yu and Shi 2003), as scikit-learn has it: rows on
// the unit sphere are rotated so that they lie close to the axes; a row's label is its axis. A label may be given to no
// row: who needs every label refills.
#include <cmath>
#include <utility>
#include <vector>

#include "algorithms/arrays.h"
#include "algorithms/dense/dense.h"
#include "algorithms/jobs.h"
#include "algorithms/rows.h"

namespace obol {
namespace {

// Where there are so many rows, or a few times that, starts are compared on a sample of them.
constexpr int64_t kSample = 6000, kLeastRatio = 2;
// Random starts, of which the best is kept: single ones end in poor optima now and then.
constexpr int64_t kStarts = 8;

struct Rounding {
  Tensor rotation;  // k × k, its rows the directions of the labels
  Tensor labels;    // n, int32
  double objective = 0;
  int64_t iterations = 0;
};

class Discretize {
 public:
  Discretize(const JobContext& context, const Tensor& vectors, uint64_t seed)
      : context_(context),
        backend_(context.backend),
        given_(vectors),
        seed_(seed),
        n_(vectors.shape(0)),
        k_(vectors.shape(1)) {}

  // Columns of equal length, their first entry negative; then rows of length 1 (a zero row stays).
  Status prepare() {
    Tensor squares, norms, first, scale;
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {n_, k_}, &rows_));
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {n_, k_}, &squares));
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {k_}, &norms));
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {1, k_}, &first));
    OBOL_TRY(backend_.copy(rows_, given_));
    OBOL_TRY(backend_.unary(UnaryOp::k_square, squares, rows_));
    OBOL_TRY(backend_.reduce(ReduceOp::k_sum, norms, transposed(squares)));
    OBOL_TRY(backend_.copy(first, rows_.slice(0, 0, 1)));
    std::vector<double> square, lead;
    OBOL_TRY(download(backend_, norms, &square));
    OBOL_TRY(download(backend_, first, &lead));
    for (size_t j = 0; j < square.size(); ++j) {
      if (!std::isfinite(square[j]))
        return Status(Code::kRange, "expected finite numbers for vectors, got NaN or infinity");
      const double norm = std::sqrt(square[j]);
      square[j] = norm > 0 ? (lead[j] > 0 ? -1 : 1) * std::sqrt(static_cast<double>(n_)) / norm : 0;
    }
    OBOL_TRY(upload(backend_, {1, k_}, square, &scale));
    OBOL_TRY(backend_.binary(BinaryOp::k_multiply, rows_, rows_, repeated_rows(scale, n_)));
    return normalize_rows(backend_, rows_, squares);
  }

  // The best of the random starts; so many may fail.
  Status run(int64_t failures, int64_t most_iterations, Rounding* out) {
    const bool many = n_ >= kLeastRatio * kSample;
    Tensor rows = rows_;
    if (many) OBOL_TRY(draw_sample(&rows));
    Rounding best;
    for (int64_t start = 0, good = 0; good < kStarts; ++start) {
      Rounding one;
      OBOL_TRY(make_tensor(backend_, DType::kFloat64, {k_, k_}, &one.rotation));
      OBOL_TRY(choose_axes(rows, start, one.rotation));
      const Status status = iterate(rows, most_iterations, &one);
      if (status.code() == Code::kConvergence && failures-- > 0) continue;
      OBOL_TRY(status);
      ++good;
      if (!best.labels || one.objective < best.objective) best = one;
    }
    if (many) OBOL_TRY(iterate(rows_, most_iterations, &best));
    *out = best;
    return Status();
  }

 private:
  // Rounds and rotates until the objective stands still.
  Status iterate(const Tensor& rows, int64_t most_iterations, Rounding* out) {
    const int64_t n = rows.shape(0);
    Tensor rotated, sums, counts, none;
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {n, k_}, &rotated));
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {k_, k_}, &sums));
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {k_}, &counts));
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {0}, &none));
    OBOL_TRY(make_tensor(backend_, DType::kInt32, {n}, &out->labels));
    const size_t size = static_cast<size_t>(k_ * k_);
    std::vector<double> sum, u(size), s(static_cast<size_t>(k_)), vt(size), turn(size);
    double last = 0;
    for (out->iterations = 1;; ++out->iterations) {
      if (context_.cancelled()) return Status(Code::kAborted, "aborted");
      OBOL_TRY(backend_.matmul(rotated, rows, transposed(out->rotation)));
      OBOL_TRY(backend_.arg_reduce(ArgReduceOp::k_argmax, out->labels, rotated));
      OBOL_TRY(backend_.segment_sum(sums, counts, rows, out->labels, none));
      OBOL_TRY(download(backend_, sums, &sum));
      dense::svd(k_, k_, sum.data(), u.data(), s.data(), vt.data());
      double total = 0;
      for (double value : s) total += value;
      if (!std::isfinite(total))
        return Status(Code::kConvergence, "the singular values of the rotation are not finite");
      out->objective = 2 * (static_cast<double>(n) - total);
      if (out->iterations > most_iterations) return Status();
      if (out->iterations > 1 && std::fabs(out->objective - last) < 2.220446049250313e-16) return Status();
      last = out->objective;
      dense::multiply(k_, k_, k_, u.data(), false, vt.data(), false, turn.data());
      OBOL_TRY(backend_.upload(out->rotation, turn.data()));
    }
  }

  Status draw_sample(Tensor* sample) {
    Tensor index;
    OBOL_TRY(make_tensor(backend_, DType::kInt32, {kSample}, &index));
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {kSample, k_}, sample));
    OBOL_TRY(draw_rows(n_, uint64_t{1} << 32, index));
    const View chosen = index;
    return backend_.gather(*sample, rows_, &chosen, 1, Indices::kInRange);
  }

  // Random row numbers below n.
  Status draw_rows(int64_t n, uint64_t counter, const View& index) {
    const Scalar first = Scalar::of(int32_t{0}), last = Scalar::of(static_cast<int32_t>(n - 1));
    return backend_.random(RandomOp::k_integers, index, seed_, counter, first, last);
  }

  // Rows of `rotation`: a random row, then each time the row that is least along those before.
  Status choose_axes(const Tensor& rows, int64_t start, const Tensor& rotation) {
    const int64_t n = rows.shape(0);
    Tensor index, along, total;
    OBOL_TRY(make_tensor(backend_, DType::kInt32, {1}, &index));
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {n}, &along));
    OBOL_TRY(make_filled(backend_, {n}, 0.0, &total));
    OBOL_TRY(draw_rows(n, static_cast<uint64_t>(start), index));
    const View chosen = index;
    for (int64_t j = 0; j < k_; ++j) {
      const Tensor axis = rotation.slice(0, j, j + 1);
      OBOL_TRY(backend_.gather(axis, rows, &chosen, 1, Indices::kInRange));
      if (j + 1 == k_) break;
      OBOL_TRY(backend_.matmul(as_column(along), rows, transposed(axis)));
      OBOL_TRY(backend_.unary(UnaryOp::k_abs, along, along));
      OBOL_TRY(backend_.binary(BinaryOp::k_add, total, total, along));
      OBOL_TRY(backend_.arg_reduce(ArgReduceOp::k_argmin, index, repeated_rows(total, 1)));
    }
    return Status();
  }

  const JobContext& context_;
  Backend& backend_;
  const Tensor& given_;
  uint64_t seed_;
  int64_t n_, k_;
  Tensor rows_;
};

}  // namespace

Status job_discretize(JobContext& context, const JobArguments& arguments, JobResult* result) {
  const Tensor &vectors = arguments.arrays[0], &labels = arguments.arrays[1];
  const uint64_t seed = static_cast<uint64_t>(arguments.numbers[0]);
  const int64_t failures = static_cast<int64_t>(arguments.numbers[1]);
  const int64_t most_iterations = static_cast<int64_t>(arguments.numbers[2]);
  Discretize rounding(context, vectors, seed);
  OBOL_TRY(rounding.prepare());
  Rounding best;
  OBOL_TRY(rounding.run(failures, most_iterations, &best));
  OBOL_TRY(context.backend.copy(labels, best.labels));
  *result = {best.objective, static_cast<double>(best.iterations)};
  return Status();
}

}  // namespace obol
