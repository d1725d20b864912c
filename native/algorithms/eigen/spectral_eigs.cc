#include "algorithms/eigen/spectral_eigs.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "algorithms/eigen/lobpcg.h"
#include "algorithms/eigen/spectral_graph.h"
#include "algorithms/jobs.h"
#include "algorithms/multigrid/multigrid.h"

namespace obol {
namespace {

// Levels up to so many nodes are solved densely: the one at which coarsening stops, and one that can't be coarsened.
constexpr int64_t kCoarsest = 100, kMostDense = 300;
constexpr int kCoarseSteps = 2;
constexpr int kMostSteps = 500;
// The error must halve within so many steps.
constexpr int kPatience = 15;
// Columns whose error is below this part of the tolerance are settled.
constexpr double kSettled = 0.05;

int64_t block_size(int64_t k, int64_t n) {
  const int64_t guards = std::max<int64_t>(4, k / 5);
  return std::min(n, (k + guards + 7) / 8 * 8);
}

class SpectralSolver {
 public:
  SpectralSolver(JobContext& context, const SpectralOptions& options, SpectralResult* result)
      : context_(context), backend_(context.backend), options_(options), result_(result) {}

  Status run(const CsrMatrix& weights, const Tensor& eigenvalues, const Tensor& eigenvectors) {
    OBOL_TRY(graph_.prepare(backend_, weights, options_.normed, options_.k));
    result_->converged = true;
    result_->residuals.assign(static_cast<size_t>(options_.k), 0.0);
    if (nulls_.components >= options_.k) {
      OBOL_TRY(nulls_.assign(backend_, eigenvectors, finest_.labels));
      OBOL_TRY(graph_.restore(backend_, eigenvectors));
      return backend_.fill(eigenvalues, Scalar::of(0.0));
    }
    Tensor x;
    std::vector<double> theta;
    scratch_ = eigenvectors;
    OBOL_TRY(by_levels(&x, &theta));
    return finish(x, eigenvalues, eigenvectors);
  }

 private:
  Status checkpoint(int stage, double fraction) {
    if (context_.cancelled()) return Status(Code::kAborted, "aborted");
    Progress p;
    p.stage = stage;
    p.iteration = result_->iterations;
    p.fraction = fraction;
    p.error = result_->error;
    context_.report(p);
    return Status();
  }

  Status by_levels(Tensor* x, std::vector<double>* theta) {
    const int64_t m = block_size(options_.k, finest_.n());
    OBOL_TRY(checkpoint(0, 0));
    Multigrid grid;
    OBOL_TRY(make_grid(m, graph_.wide ? DType::kFloat64 : DType::kFloat32, &grid));
    const int last = grid.levels() - 1;
    const bool dense = grid.has_coarsest();
    OBOL_TRY(dense ? dense_start(grid, m, x) : random_start(grid.level(last), m, x));
    if (dense && last == 0) return Status();
    for (int l = dense ? last - 1 : last; l >= 0; --l) {
      OBOL_TRY(checkpoint(1, 0));
      const GraphLevel& level = grid.level(l);
      if (l < last) OBOL_TRY(prolong(grid.take_prolongator(l), level, x));
      if (l == 0) OBOL_TRY(add_probe(*x));
      OBOL_TRY(rayleigh_ritz(backend_, level, nulls_.dimension, *x, theta));
      if (l > 0) OBOL_TRY(coarse_steps(grid, l, *x, theta));
    }
    return finest_steps(grid, *x, theta);
  }

  // The hierarchy for blocks of m columns, its coarsest level solved where that is small enough.
  Status make_grid(int64_t m, DType dtype, Multigrid* grid) {
    MultigridOptions options;
    options.coarsest = std::max(kCoarsest, 2 * m);
    options.least = m + 8;
    options.dtype = dtype;
    OBOL_TRY(Multigrid::build(backend_, finest_, options, grid));
    if (grid->level(grid->levels() - 1).n() <= std::max(kMostDense, 4 * m))
      OBOL_TRY(grid->solve_coarsest(backend_, nulls_.components));
    return grid->prepare(backend_, m, scratch_);
  }

  // The first m eigenvectors of the coarsest level, the null vectors exactly.
  Status dense_start(const Multigrid& grid, int64_t m, Tensor* x) {
    const GraphLevel& level = grid.level(grid.levels() - 1);
    const size_t n = static_cast<size_t>(level.n()), width = static_cast<size_t>(m);
    std::vector<double> start(n * width);
    for (size_t i = 0; i < n; ++i) std::copy_n(&grid.coarsest_vectors()[i * n], width, &start[i * width]);
    OBOL_TRY(upload(backend_, {level.n(), m}, start, x));
    return nulls_.assign(backend_, *x, level.labels);
  }

  Status random_start(const GraphLevel& level, int64_t m, Tensor* x) {
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {level.n(), m}, x));
    OBOL_TRY(backend_.random(RandomOp::k_normal, *x, options_.seed, 0, Scalar::of(0.0), Scalar::of(1.0)));
    return nulls_.assign(backend_, *x, level.labels);
  }

  Status prolong(const CsrMatrix& prolongator, const GraphLevel& level, Tensor* x) {
    Tensor fine;
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {level.n(), x->shape(1)}, &fine));
    OBOL_TRY(backend_.csr_matmul(fine, prolongator, *x));
    *x = fine;
    return nulls_.assign(backend_, *x, level.labels);
  }

  // The last guard vector becomes a random one. It tends to whatever the coarse levels may have missed, so that a wanted
  // eigenvector that none of them sees shows up as an error that is not small.
  Status add_probe(const Tensor& x) {
    const int64_t m = x.shape(1);
    if (m <= options_.k + 1) return Status();
    return backend_.random(RandomOp::k_normal, x.columns(m - 1, m), options_.seed, 0, Scalar::of(0.0), Scalar::of(1.0));
  }

  Status coarse_steps(const Multigrid& grid, int l, const Tensor& x, std::vector<double>* theta) {
    MultigridCycle cycle(grid, l);
    Lobpcg iteration(backend_, grid.level(l), cycle, nulls_.dimension, options_.k, x, *theta);
    OBOL_TRY(iteration.prepare(options_.tol));
    for (int s = 0; s < kCoarseSteps; ++s) {
      OBOL_TRY(checkpoint(1, 0));
      OBOL_TRY(iteration.step(kSettled * options_.tol));
    }
    *theta = iteration.theta();
    return Status();
  }

  // Iterates on the finest level; where float32 is not enough for the V-cycle, once more in float64.
  Status finest_steps(const Multigrid& grid, const Tensor& x, std::vector<double>* theta) {
    result_->converged = false;
    {
      MultigridCycle cycle(grid, 0);
      OBOL_TRY(iterate(cycle, x, theta));
    }
    if (result_->converged || grid.dtype() == DType::kFloat64) return Status();
    Multigrid precise;
    OBOL_TRY(make_grid(x.shape(1), DType::kFloat64, &precise));
    OBOL_TRY(rayleigh_ritz(backend_, finest_, nulls_.dimension, x, theta));
    MultigridCycle cycle(precise, 0);
    return iterate(cycle, x, theta);
  }

  // LOBPCG until the error is small enough, or doesn't get smaller.
  Status iterate(Preconditioner& preconditioner, const Tensor& x, std::vector<double>* theta) {
    Lobpcg iteration(backend_, finest_, preconditioner, nulls_.dimension, options_.k, x, *theta);
    OBOL_TRY(iteration.prepare(options_.tol));
    double first = 0, best = 0;
    int since = 0;
    for (int step = 0; step < kMostSteps && since < kPatience && !result_->converged; ++step) {
      const double progress = first > 0 ? std::log(first / result_->error) / std::log(first / options_.tol) : 0;
      OBOL_TRY(checkpoint(2, std::clamp(progress, 0.0, 1.0)));
      OBOL_TRY(iteration.step(kSettled * options_.tol));
      ++result_->iterations;
      const std::vector<double>& error = iteration.error();
      result_->error = *std::max_element(error.begin() + nulls_.dimension, error.begin() + options_.k);
      result_->converged = result_->error <= options_.tol;
      if (step == 0) first = best = result_->error;
      since = result_->error < best / 2 ? 0 : since + 1;
      if (since == 0) best = result_->error;
    }
    return Status();
  }

  // A last Rayleigh-Ritz step in difference form, which gives small eigenvalues all their digits; then the outputs.
  Status finish(const Tensor& x, const Tensor& eigenvalues, const Tensor& eigenvectors) {
    const int64_t k = options_.k, n = finest_.n();
    std::vector<double> theta;
    OBOL_TRY(rayleigh_ritz(backend_, finest_, nulls_.dimension, x, &theta));
    OBOL_TRY(backend_.copy(eigenvectors, x.columns(0, k)));
    theta.resize(static_cast<size_t>(k));
    OBOL_TRY(backend_.upload(eigenvalues, theta.data()));

    Tensor scratch, norms, inverse_mass;
    OBOL_TRY(make_tensor(backend_, DType::kFloat32, {n, k}, &scratch));
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {k}, &norms));
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {n}, &inverse_mass));
    OBOL_TRY(backend_.unary(UnaryOp::k_reciprocal, inverse_mass, finest_.mass));
    SparseAffine residual;
    residual.a = finest_.laplacian();
    residual.x = eigenvectors;
    residual.mass = finest_.mass;
    residual.theta = eigenvalues;
    residual.norms = norms;
    residual.norm_weight = inverse_mass;
    OBOL_TRY(backend_.sparse_affine(scratch, residual));
    OBOL_TRY(download(backend_, norms, &result_->residuals));
    OBOL_TRY(graph_.restore(backend_, eigenvectors));
    for (double& r : result_->residuals) r = std::sqrt(r) * graph_.value_unit();
    for (double& value : theta) value *= graph_.value_unit();
    OBOL_TRY(backend_.upload(eigenvalues, theta.data()));
    if (result_->converged) return Status();
    char reached[96];
    std::snprintf(reached, sizeof(reached), " iterations: error %.2g, expected %.2g", result_->error, options_.tol);
    return Status(Code::kConvergence, "no convergence in " + std::to_string(result_->iterations) + reached);
  }

  JobContext& context_;
  Backend& backend_;
  const SpectralOptions& options_;
  SpectralResult* const result_;
  Tensor scratch_;  // the memory of the eigenvectors, until they are written
  SpectralGraph graph_;
  const GraphLevel& finest_ = graph_.level;
  const NullSpace& nulls_ = graph_.nulls;
};

}  // namespace

Status spectral_eigs(JobContext& context, const CsrMatrix& weights, const SpectralOptions& options,
                     const Tensor& eigenvalues, const Tensor& eigenvectors, SpectralResult* result) {
  return SpectralSolver(context, options, result).run(weights, eigenvalues, eigenvectors);
}

Status job_spectral_eigs(JobContext& context, const JobArguments& arguments, JobResult* answer) {
  const std::vector<Tensor>& a = arguments.arrays;
  CsrMatrix weights;
  weights.rows = weights.cols = a[0].size() - 1;
  weights.indptr = a[0];
  weights.indices = a[1];
  weights.data = a[2];
  SpectralOptions options;
  options.k = static_cast<int64_t>(arguments.numbers[0]);
  if (arguments.numbers[1] > 0) options.tol = arguments.numbers[1];
  options.normed = arguments.numbers[2] != 0;
  options.seed = static_cast<uint64_t>(arguments.numbers[3]);
  SpectralResult result;
  const Status status = spectral_eigs(context, weights, options, a[3], a[4], &result);
  *answer = {static_cast<double>(result.iterations), result.converged ? 1.0 : 0.0, result.error};
  answer->insert(answer->end(), result.residuals.begin(), result.residuals.end());
  return status;
}

}  // namespace obol
