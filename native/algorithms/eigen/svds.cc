#include "algorithms/eigen/svds.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "algorithms/dense/decompositions.h"
#include "algorithms/eigen/row_basis.h"
#include "algorithms/rows.h"

namespace obol {
namespace {

constexpr double kEpsilon = 2.220446049250313e-16;
// Restarts from a random vector that must bring nothing new before the wanted triplets are believed: a Krylov space holds
// one vector of a repeated singular value.
constexpr int kProofs = 2;

// A·Vⱼ = Uⱼ·B and Aᴴ·Uⱼ = Vⱼ·Bᴴ + β·v·eⱼᴴ, with B real: what a step subtracts is a column of it.
class Bidiagonalisation {
 public:
  Bidiagonalisation(const JobContext& context, LinearOperator& a, const SvdsOptions& options)
      : context_(context),
        a_(a),
        options_(options),
        m_(options.basis),
        u_(context.backend, m_, a.rows(), a.dtype(), options.seed),
        v_(context.backend, m_ + 1, a.cols(), a.dtype(), options.seed + 1) {}

  Status run(const Tensor& start, SvdsResult* result) {
    OBOL_TRY(u_.allocate());
    OBOL_TRY(v_.allocate());
    b_.assign(static_cast<size_t>(m_ * m_), 0.0);
    OBOL_TRY(begin(start));
    int64_t kept = 0;
    int proofs = 0;
    std::vector<double> proven;
    for (;;) {
      for (int64_t j = kept; j < m_; ++j) OBOL_TRY(step(j));
      ++result->restarts;
      OBOL_TRY(solve());
      const int64_t converged = count_converged();
      report(result->restarts, converged);
      const bool all = converged == options_.k;
      if (all) {
        const std::vector<double> found(values_.begin(), values_.begin() + options_.k);
        proofs = unchanged(proven, found) ? proofs + 1 : 0;
        proven = found;
      }
      const bool done = all && proofs >= kProofs;
      if (done || result->restarts >= options_.most_restarts) {
        result->converged = done;
        return finish(result);
      }
      const int64_t room = (m_ - options_.k) / 2;
      kept = options_.k + std::min(room, std::max<int64_t>(converged, 1));
      OBOL_TRY(restart(kept, all));
    }
  }

 private:
  Status begin(const Tensor& start) {
    if (!start) return v_.draw(0);
    OBOL_TRY(context_.backend.copy(v_.vector(0), start));
    double norm = 0;
    OBOL_TRY(v_.norm(0, &norm));
    if (!std::isfinite(norm) || norm == 0)
      return Status(Code::kRange, "expected a finite vector other than zero for v0");
    return v_.accept(0, 0, &norm, nullptr);
  }

  double noise() const { return 4 * kEpsilon * scale_; }

  // u_j from A·v_j, then v_{j+1} from Aᴴ·u_j.
  Status step(int64_t j) {
    if (context_.cancelled()) return Status(Code::kAborted, "aborted");
    std::vector<double> column(static_cast<size_t>(m_), 0.0);
    double length = 0;
    OBOL_TRY(a_.apply(u_.vector(j), v_.vector(j)));
    OBOL_TRY(grow(u_, j));
    OBOL_TRY(u_.accept(j, noise(), &length, column.data()));
    column[static_cast<size_t>(j)] = length;
    for (int64_t i = 0; i < m_; ++i) b_[static_cast<size_t>(i * m_ + j)] = column[static_cast<size_t>(i)];
    OBOL_TRY(a_.apply_adjoint(v_.vector(j + 1), u_.vector(j)));
    OBOL_TRY(grow(v_, j + 1));
    // Where the basis is the whole space, what is left is rounding.
    if (j + 1 >= a_.cols()) {
      beta_ = 0;
      return Status();
    }
    return v_.accept(j + 1, noise(), &beta_, nullptr);
  }

  // The largest product so far tells what is rounding.
  Status grow(RowBasis& basis, int64_t i) {
    double norm = 0;
    OBOL_TRY(basis.norm(i, &norm));
    if (!std::isfinite(norm)) return Status(Code::kRange, "expected finite numbers for A, got NaN or infinity");
    scale_ = std::max(scale_, norm);
    return Status();
  }

  // The singular triplets of B, the wanted ones first.
  Status solve() {
    const size_t size = static_cast<size_t>(m_);
    std::vector<double> s(size), q(size * size), ph(size * size);
    if (!dense::svd<double>(1, m_, m_, false, b_.data(), q.data(), s.data(), ph.data()).ok())
      return Status(Code::kNumeric, "the projected matrix has no singular values that can be computed");
    values_.resize(size);
    errors_.resize(size);
    q_.resize(size * size);
    p_.resize(size * size);
    for (size_t c = 0; c < size; ++c) {
      const size_t from = options_.smallest ? size - 1 - c : c;
      values_[c] = s[from];
      errors_[c] = std::fabs(beta_ * q[(size - 1) * size + from]);
      for (size_t r = 0; r < size; ++r) {
        q_[c * size + r] = q[r * size + from];
        p_[c * size + r] = ph[from * size + r];
      }
    }
    scale_ = std::max(scale_, s[0]);
    return Status();
  }

  double allowed(double value) const {
    return std::max(std::max(options_.tolerance, options_.precision) * value, 8 * kEpsilon * scale_);
  }
  int64_t count_converged() const {
    int64_t count = 0;
    for (size_t i = 0; i < static_cast<size_t>(options_.k); ++i) count += errors_[i] <= allowed(values_[i]);
    return count;
  }
  bool unchanged(const std::vector<double>& before, const std::vector<double>& now) const {
    if (before.empty()) return false;
    for (size_t i = 0; i < now.size(); ++i)
      if (std::fabs(before[i] - now[i]) > 16 * allowed(now[i])) return false;
    return true;
  }

  // The bases become `kept` Ritz vectors and the vector behind, or a random one.
  Status restart(int64_t kept, bool random) {
    OBOL_TRY(u_.combine(kept, m_, q_));
    OBOL_TRY(v_.combine(kept, m_, p_));
    std::fill(b_.begin(), b_.end(), 0.0);
    for (int64_t i = 0; i < kept; ++i) b_[static_cast<size_t>(i * m_ + i)] = values_[static_cast<size_t>(i)];
    return random ? v_.draw(kept) : v_.copy_row(kept, m_);
  }

  // The wanted triplets, ascending.
  Status finish(SvdsResult* result) {
    Backend& backend = context_.backend;
    const int64_t k = options_.k;
    const size_t size = static_cast<size_t>(m_);
    std::vector<double> left, right;
    for (int64_t c = 0; c < k; ++c) {
      const size_t from = static_cast<size_t>(options_.smallest ? c : k - 1 - c);
      result->values.push_back(values_[from]);
      left.insert(left.end(), q_.begin() + static_cast<int64_t>(from * size),
                  q_.begin() + static_cast<int64_t>((from + 1) * size));
      right.insert(right.end(), p_.begin() + static_cast<int64_t>(from * size),
                   p_.begin() + static_cast<int64_t>((from + 1) * size));
    }
    OBOL_TRY(u_.combine(k, m_, left));
    OBOL_TRY(v_.combine(k, m_, right));
    OBOL_TRY(make_tensor(backend, a_.dtype(), {a_.rows(), k}, &result->left));
    OBOL_TRY(make_tensor(backend, a_.dtype(), {a_.cols(), k}, &result->right));
    OBOL_TRY(backend.copy(transposed(result->left), u_.block(k)));
    return backend.copy(transposed(result->right), v_.block(k));
  }

  void report(int64_t restarts, int64_t converged) {
    Progress p;
    p.iteration = restarts;
    p.fraction = static_cast<double>(converged) / static_cast<double>(options_.k);
    p.error = *std::max_element(errors_.begin(), errors_.begin() + options_.k);
    context_.report(p);
  }

  const JobContext& context_;
  LinearOperator& a_;
  const SvdsOptions& options_;
  const int64_t m_;
  RowBasis u_, v_;
  std::vector<double> b_, values_, errors_, q_, p_;  // q_, p_: a row of m_ numbers a triplet
  double beta_ = 0, scale_ = 0;
};

// A on the host, row-major: its products with the columns of the identity.
template <class T>
Status matrix_of(const JobContext& context, LinearOperator& a, std::vector<T>* out) {
  constexpr int64_t kStrip = 64;
  Backend& backend = context.backend;
  const int64_t m = a.rows(), n = a.cols();
  out->resize(static_cast<size_t>(m * n));
  for (int64_t from = 0; from < n; from += kStrip) {
    if (context.cancelled()) return Status(Code::kAborted, "aborted");
    const int64_t count = std::min(kStrip, n - from);
    std::vector<T> unit(static_cast<size_t>(n * count), T());
    for (int64_t c = 0; c < count; ++c) unit[static_cast<size_t>((from + c) * count + c)] = T(1);
    Tensor x, y;
    std::vector<T> columns;
    OBOL_TRY(upload(backend, {n, count}, unit, &x));
    OBOL_TRY(make_tensor(backend, a.dtype(), {m, count}, &y));
    OBOL_TRY(a.apply(y, x));
    OBOL_TRY(download(backend, y, &columns));
    for (int64_t i = 0; i < m; ++i) std::copy_n(columns.begin() + i * count, count, out->begin() + i * n + from);
  }
  return Status();
}

complex128 conjugate(complex128 x) { return complex128(x.re, -x.im); }
double conjugate(double x) { return x; }

template <class T>
Status dense_svd(const JobContext& context, LinearOperator& a, const SvdsOptions& options, SvdsResult* result) {
  const int64_t m = a.rows(), n = a.cols(), p = std::min(m, n), k = options.k;
  std::vector<T> entries, u(static_cast<size_t>(m * p)), vh(static_cast<size_t>(p * n));
  std::vector<double> s(static_cast<size_t>(p));
  OBOL_TRY(matrix_of(context, a, &entries));
  const dense::Finding finding = dense::svd<T>(1, m, n, false, entries.data(), u.data(), s.data(), vh.data());
  if (finding.flaw == dense::Flaw::kNotFinite)
    return Status(Code::kRange, "expected finite numbers for A, got NaN or infinity");
  if (!finding.ok()) return Status(Code::kNumeric, "the dense decomposition did not converge");
  std::vector<T> left(static_cast<size_t>(m * k)), right(static_cast<size_t>(n * k));
  for (int64_t c = 0; c < k; ++c) {
    const int64_t from = options.smallest ? p - 1 - c : k - 1 - c;
    result->values.push_back(s[static_cast<size_t>(from)]);
    for (int64_t i = 0; i < m; ++i) left[static_cast<size_t>(i * k + c)] = u[static_cast<size_t>(i * p + from)];
    for (int64_t i = 0; i < n; ++i)
      right[static_cast<size_t>(i * k + c)] = conjugate(vh[static_cast<size_t>(from * n + i)]);
  }
  OBOL_TRY(upload(context.backend, {m, k}, left, &result->left));
  OBOL_TRY(upload(context.backend, {n, k}, right, &result->right));
  result->converged = true;
  return Status();
}

}  // namespace

Status svds_dense(const JobContext& context, LinearOperator& a, const SvdsOptions& options, SvdsResult* result) {
  return a.dtype() == DType::kComplex128 ? dense_svd<complex128>(context, a, options, result)
                                         : dense_svd<double>(context, a, options, result);
}

Status svds_lanczos(const JobContext& context, LinearOperator& a, const SvdsOptions& options, const Tensor& start,
                    SvdsResult* result) {
  return Bidiagonalisation(context, a, options).run(start, result);
}

}  // namespace obol
