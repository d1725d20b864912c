// Reading, choosing a factorisation, moving shifts off eigenvalues, and solving.
#include "algorithms/sparse_direct/direct.h"

#include <algorithm>

#include "algorithms/sparse_direct/panels.h"

namespace obol::sparse_direct {
namespace {

constexpr double kEpsilon = 2.220446049250313e-16;
// A pivot below this many units of rounding is noise.
constexpr double kNoise = 16;
// How far a shift moves off an eigenvalue at first, in units of ε·‖A‖.
constexpr double kStepOff = 64;

}  // namespace

template <class T>
Status DirectSolver<T>::read(Backend& backend, const CsrMatrix& matrix) {
  a_.n = static_cast<int32_t>(matrix.rows);
  a_.indptr.resize(u(matrix.rows) + 1);
  a_.indices.resize(u(matrix.nnz()));
  a_.data.resize(u(matrix.nnz()));
  OBOL_TRY(backend.download(a_.indptr.data(), matrix.indptr));
  OBOL_TRY(backend.download(a_.indices.data(), matrix.indices));
  OBOL_TRY(backend.download(a_.data.data(), matrix.data));
  norm_ = 0;
  bool finite = true;
  for (int32_t i = 0; i < a_.n; ++i) {
    double sum = 0;
    for (int32_t p = a_.indptr[u(i)]; p < a_.indptr[u(i) + 1]; ++p) {
      const double size = std::abs(a_.data[u(p)]);
      finite = finite && std::isfinite(size);
      sum += size;
    }
    norm_ = std::max(norm_, sum);
  }
  if (finite && std::isfinite(norm_)) return Status();
  return Status(Code::kRange, "expected finite numbers for A, got NaN, infinity or a sum that overflows");
}

template <class T>
Status DirectSolver<T>::order(const Cancelled& cancelled) {
  if (ordered_) return Status();
  const Graph graph = graph_of(a_.n, a_.indptr.data(), a_.indices.data());
  std::vector<int32_t> order = fill_reducing_order(graph, cancelled);
  if (cancelled()) return Status(Code::kAborted, "aborted");
  symbolic_ = analyze(graph, std::move(order));
  ordered_ = true;
  return Status();
}

template <class T>
Status DirectSolver<T>::try_cholesky(double shift, const Cancelled& cancelled) {
  const int sign = diagonal_sign(shift);
  if (sign == 0) return Status();
  Outcome outcome = Outcome::kDone;
  OBOL_TRY(cholesky<T>(symbolic_, a_, shift, sign < 0, cancelled, &factor_, &outcome));
  if (factor_ && factor_->smallest_pivot < kNoise * kEpsilon) factor_.reset();
  return Status();
}

template <class T>
Status DirectSolver<T>::try_lu(double shift, const Cancelled& cancelled) {
  Outcome outcome = Outcome::kDone;
  OBOL_TRY(lu<T>(symbolic_, a_, shift, cancelled, &factor_, &outcome));
  if (factor_ && factor_->smallest_pivot < kNoise * kEpsilon) factor_.reset();
  return Status();
}

// The sign that all diagonal entries of A − shift·I have; 0: none.
template <class T>
int DirectSolver<T>::diagonal_sign(double shift) const {
  int sign = 0;
  for (int32_t i = 0; i < a_.n; ++i) {
    double value = -shift;
    for (int32_t p = a_.indptr[u(i)]; p < a_.indptr[u(i) + 1]; ++p)
      if (a_.indices[u(p)] == i) value += real_part(a_.data[u(p)]);
    const int mine = value > 0 ? 1 : value < 0 ? -1 : 0;
    if (mine == 0 || (sign != 0 && mine != sign)) return 0;
    sign = mine;
  }
  return sign;
}

template <class T>
Status DirectSolver<T>::factor_shifted(double sigma, const Cancelled& cancelled) {
  OBOL_TRY(order(cancelled));
  const double unit = kStepOff * kEpsilon * std::max(norm_ + std::fabs(sigma), 1e-100);
  // Away from the spectrum, should it lie on one side.
  const int sign = diagonal_sign(sigma) < 0 ? 1 : -1;
  bool definite = true;
  double step = 0;
  for (int attempt = 0; attempt < 6; ++attempt) {
    shift_ = sigma + sign * step;
    if (definite) OBOL_TRY(try_cholesky(shift_, cancelled));
    // Twice not definite is indefinite: then from the caller's sigma again.
    if (!factor_ && (attempt > 0 || diagonal_sign(shift_) == 0)) {
      if (definite) {
        definite = false;
        step = 0;
        shift_ = sigma;
      }
      OBOL_TRY(try_lu(shift_, cancelled));
    }
    if (factor_) return Status();
    step = step == 0 ? unit : 8 * step;
  }
  return Status(Code::kNumeric, "A - sigma*I can't be factored for sigma near " + std::to_string(sigma));
}

template <class T>
bool DirectSolver<T>::is_hermitian() const {
  std::vector<int32_t> next(a_.indptr.begin(), a_.indptr.end() - 1);
  // Rows ascend, so the entries of column j come in the order of row j.
  for (int32_t i = 0; i < a_.n; ++i)
    for (int32_t p = a_.indptr[u(i)]; p < a_.indptr[u(i) + 1]; ++p) {
      const int32_t j = a_.indices[u(p)];
      int32_t& q = next[u(j)];
      if (q == a_.indptr[u(j) + 1] || a_.indices[u(q)] != i || a_.data[u(q)] != conjugate(a_.data[u(p)])) return false;
      ++q;
    }
  return true;
}

template <class T>
Status DirectSolver<T>::match_rows() {
  row_at_ = transversal(a_);
  if (row_at_.empty()) return Status(Code::kNumeric, "A is singular: its pattern alone says so");
  bool moved = false;
  for (int32_t i = 0; i < a_.n; ++i) moved = moved || row_at_[u(i)] != i;
  if (!moved) {
    row_at_.clear();
    return Status();
  }
  HostCsr<T> turned;
  turned.n = a_.n;
  turned.indptr.push_back(0);
  for (int32_t row : row_at_) {
    turned.indices.insert(turned.indices.end(), a_.indices.begin() + a_.indptr[u(row)],
                          a_.indices.begin() + a_.indptr[u(row) + 1]);
    turned.data.insert(turned.data.end(), a_.data.begin() + a_.indptr[u(row)], a_.data.begin() + a_.indptr[u(row) + 1]);
    turned.indptr.push_back(static_cast<int32_t>(turned.indices.size()));
  }
  a_ = std::move(turned);
  return Status();
}

template <class T>
Status DirectSolver<T>::factor(const Cancelled& cancelled) {
  if (a_.n == 0) return Status();
  if (is_hermitian() && diagonal_sign(0) != 0) {
    OBOL_TRY(order(cancelled));
    OBOL_TRY(try_cholesky(0, cancelled));
    if (factor_) return Status();
  } else {
    OBOL_TRY(match_rows());
    OBOL_TRY(order(cancelled));
  }
  OBOL_TRY(try_lu(0, cancelled));
  return factor_ ? Status() : Status(Code::kNumeric, "A is singular to working precision");
}

template <class T>
Status DirectSolver<T>::solve(int64_t columns, T* x) {
  if (a_.n == 0 || columns == 0) return Status();
  if (row_at_.empty()) return factor_->solve(columns, x);
  std::vector<T> turned(u(a_.n * columns));
  for (int32_t i = 0; i < a_.n; ++i)
    std::copy(x + row_at_[u(i)] * columns, x + (row_at_[u(i)] + 1) * columns, turned.data() + i * columns);
  std::copy(turned.begin(), turned.end(), x);
  return factor_->solve(columns, x);
}

template <class T>
Status DirectSolver<T>::solve_refined(int64_t columns, T* x) {
  const std::vector<T> b(x, x + a_.n * columns);
  OBOL_TRY(solve(columns, x));
  std::vector<T> r(b.size());
  double best = INFINITY;
  for (int pass = 0; pass < 3; ++pass) {
    // Componentwise backward error (Oettli and Prager 1964).
    double error = 0;
    for (int32_t i = 0; i < a_.n; ++i) {
      const int64_t row = row_at_.empty() ? i : row_at_[u(i)];
      for (int64_t c = 0; c < columns; ++c) {
        T sum = b[u(row * columns + c)];
        double size = std::abs(sum);
        for (int32_t p = a_.indptr[u(i)]; p < a_.indptr[u(i) + 1]; ++p) {
          const T term = a_.data[u(p)] * x[a_.indices[u(p)] * columns + c];
          sum -= term;
          size += std::abs(term);
        }
        r[u(row * columns + c)] = sum;
        if (size > 0) error = std::max(error, std::abs(sum) / size);
      }
    }
    if (!(error < best / 2) || error < 4 * kEpsilon) break;
    best = error;
    OBOL_TRY(solve(columns, r.data()));
    for (size_t i = 0; i < r.size(); ++i) x[i] += r[i];
  }
  for (size_t i = 0; i < b.size(); ++i)
    if (!std::isfinite(std::abs(x[i])) && std::isfinite(std::abs(b[i])))
      return Status(Code::kNumeric, "the solution overflows: A is singular or nearly so");
  return Status();
}

template class DirectSolver<double>;
template class DirectSolver<std::complex<double>>;

}  // namespace obol::sparse_direct
