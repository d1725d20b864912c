#include "algorithms/eigen/lobpcg.h"

#include <algorithm>
#include <cmath>

namespace obol {
namespace {

constexpr double kEnergyShare = 0.2;
// Down to this error float32 directions cost no step: P is a correction, rounded relative to itself.
constexpr double kCoarseDirections = 1e-8;

}  // namespace

Status rayleigh_ritz(Backend& backend, const GraphLevel& level, int64_t null_count, const Tensor& x,
                     std::vector<double>* theta) {
  const int64_t m = x.shape(1), rest = m - null_count;
  Tensor grams;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {2 * m, m}, &grams));
  const View basis = x;
  OBOL_TRY(
      backend.pencil_gram(grams.slice(0, 0, m), grams.slice(0, m, 2 * m), &basis, 1, level.laplacian(), level.mass, x));
  std::vector<double> small;
  OBOL_TRY(download(backend, grams, &small));
  const auto a_of = [&](int64_t i, int64_t j) { return small[static_cast<size_t>(i * m + j)]; };
  const auto b_of = [&](int64_t i, int64_t j) { return small[static_cast<size_t>((m + i) * m + j)]; };
  SmallMatrix a(static_cast<size_t>(rest * rest)), b(a.size()), c, whole(static_cast<size_t>(m * m), 0.0);
  for (int64_t i = 0; i < rest; ++i)
    for (int64_t j = 0; j < rest; ++j) {
      const size_t to = static_cast<size_t>(i * rest + j);
      a[to] = a_of(null_count + i, null_count + j);
      b[to] = b_of(null_count + i, null_count + j);
      for (int64_t k = 0; k < null_count; ++k) b[to] -= b_of(k, null_count + i) * b_of(k, null_count + j);
    }
  std::vector<double> w;
  if (!ritz_pairs(rest, rest, a, b, &w, &c)) return Status(Code::kNumeric, "the block of vectors has become dependent");
  theta->assign(static_cast<size_t>(m), 0.0);
  for (int64_t k = 0; k < null_count; ++k) whole[static_cast<size_t>(k * m + k)] = 1;
  for (int64_t j = 0; j < rest; ++j) {
    (*theta)[static_cast<size_t>(null_count + j)] = w[static_cast<size_t>(j)];
    for (int64_t i = 0; i < rest; ++i) {
      const double value = c[static_cast<size_t>(i * rest + j)];
      whole[static_cast<size_t>((null_count + i) * m + null_count + j)] = value;
      for (int64_t k = 0; k < null_count; ++k)
        whole[static_cast<size_t>(k * m + null_count + j)] -= b_of(k, null_count + i) * value;
    }
  }
  Tensor coefficients;
  OBOL_TRY(upload(backend, {m, m}, whole, &coefficients));
  return backend.block_update(x, &basis, 1, coefficients, View(), 0);
}

Lobpcg::Lobpcg(Backend& backend, const GraphLevel& level, Preconditioner& preconditioner, int64_t null_count,
               int64_t wanted, Tensor x, std::vector<double> theta)
    : backend_(backend),
      level_(level),
      preconditioner_(preconditioner),
      wanted_(wanted),
      x_(std::move(x)),
      problem_(x_.shape(1), null_count, std::move(theta)),
      error_(static_cast<size_t>(x_.shape(1)), 1.0) {}

Status Lobpcg::prepare(double tol) {
  const DType directions = tol >= kCoarseDirections ? preconditioner_.dtype() : DType::kFloat64;
  const int64_t n = x_.shape(0), m = x_.shape(1);
  OBOL_TRY(make_tensor(backend_, preconditioner_.dtype(), {n, m}, &w_));
  OBOL_TRY(make_tensor(backend_, preconditioner_.dtype(), {n, m}, &z_));
  OBOL_TRY(make_tensor(backend_, directions, {n, m}, &p_));
  OBOL_TRY(make_tensor(backend_, DType::kFloat64, {m}, &theta_));
  OBOL_TRY(make_filled(backend_, {6 * m + 1, m}, 0.0, &small_));
  return make_tensor(backend_, DType::kFloat64, {3 * m, m}, &coefficients_);
}

Status Lobpcg::step(double settled) {
  const int64_t m = x_.shape(1);
  const int count = problem_.has_p() ? 3 : 2;
  // What comes to the host in one piece: SᵀKW, SᵀMW, the residuals' norms.
  const Tensor a_w = small_.slice(0, 0, count * m), m_w = small_.slice(0, 3 * m, (3 + count) * m);
  OBOL_TRY(backend_.upload(theta_, problem_.theta().data()));
  SparseAffine residual;
  residual.a = level_.laplacian();
  residual.x = x_;
  residual.scale = preconditioner_.scale();
  residual.mass = level_.mass;
  residual.theta = theta_;
  if (!preconditioner_.approximates_inverse()) {
    residual.norms = small_.slice(0, 6 * m, 6 * m + 1);
    residual.norm_weight = level_.mass;
  }
  OBOL_TRY(backend_.sparse_affine(z_, residual));
  OBOL_TRY(preconditioner_.apply(backend_, problem_.theta(), z_, w_));

  const View basis[] = {x_, w_, p_};
  OBOL_TRY(backend_.pencil_gram(a_w, m_w, basis, count, level_.laplacian(), level_.mass, w_));
  OBOL_TRY(download(backend_, small_, &host_));
  const double* const a = host_.data();
  const double* const b = a + 3 * m * m;
  estimate(a, b, b + 3 * m * m);

  SmallMatrix c;
  std::vector<bool> active;
  for (double error : error_) active.push_back(error > settled);
  if (!problem_.solve(a, b, active, &c))
    return Status(Code::kNumeric, "the small eigenproblem has values that are not finite");
  OBOL_TRY(backend_.upload(coefficients_, c.data()));
  // The first step has no P yet: its rows of c are zero, and P's memory must not be read.
  const View order[] = {w_, count == 3 ? p_ : w_, x_};
  return backend_.block_update(x_, order, 3, coefficients_, p_, 2);
}

// What of w lies in the span of the wanted columns is no error.
void Lobpcg::estimate(const double* a_w, const double* m_w, const double* norms) {
  const int64_t m = x_.shape(1);
  for (int64_t j = 0; j < m; ++j) {
    const double theta = problem_.theta()[static_cast<size_t>(j)];
    double& error = error_[static_cast<size_t>(j)];
    if (!preconditioner_.approximates_inverse()) {
      error = theta > 0 ? std::sqrt(norms[j]) / theta : 0;
      continue;
    }
    double square = m_w[(m + j) * m + j], energy = a_w[(m + j) * m + j];
    for (int64_t i = 0; i < wanted_; ++i) {
      const double along = m_w[i * m + j];
      square -= along * along;
      energy -= problem_.theta()[static_cast<size_t>(i)] * along * along;
    }
    error = std::sqrt(std::max(square, 0.0));
    if (theta > 0) error = std::max(error, kEnergyShare * std::sqrt(std::max(energy, 0.0) / theta));
  }
}

}  // namespace obol
