// Thick-restart Lanczos. The basis is a block of rows; a step multiplies, subtracts what lies along all rows before, twice,
// and normalises, all on the device. The host looks once a restart: at the projected matrix, and at norms that tell where
// a step lost its digits; such a step is done again with care.
#include "algorithms/lanczos.h"

#include <algorithm>
#include <cmath>

#include "algorithms/dense/dense.h"
#include "algorithms/rows.h"

namespace obol {
namespace {

constexpr double kEpsilon = 2.220446049250313e-16;
// Restarts from a random vector that must bring nothing new before the wanted pairs are believed: a Krylov space holds
// one vector of a repeated eigenvalue.
constexpr int kProofs = 2;

class Lanczos {
 public:
  Lanczos(const JobContext& context, const CsrMatrix& a, const EigshOptions& options)
      : context_(context),
        backend_(context.backend),
        a_(a),
        options_(options),
        n_(a.rows),
        m_(options.basis),
        dtype_(a.data.dtype()),
        complex_(dtype_ == DType::kComplex128) {}

  Status run(const Tensor& start, EigshResult* result) {
    OBOL_TRY(allocate());
    OBOL_TRY(begin(start));
    int64_t kept = 0;
    int proofs = 0;
    std::vector<double> proven;
    for (;;) {
      OBOL_TRY(expand(kept));
      ++result->restarts;
      OBOL_TRY(solve());
      const int64_t converged = count_converged();
      report(result->restarts, converged);
      const bool all = converged == options_.k;
      if (all) {
        const std::vector<double> found = wanted_values();
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
  Status allocate() {
    OBOL_TRY(make_tensor(backend_, dtype_, {m_ + 1, n_}, &basis_));
    OBOL_TRY(make_tensor(backend_, dtype_, {m_ + 1, n_}, &other_));
    OBOL_TRY(make_tensor(backend_, dtype_, {n_}, &along_));
    OBOL_TRY(make_tensor(backend_, dtype_, {m_, m_}, &coefficients_));
    OBOL_TRY(make_tensor(backend_, dtype_, {m_}, &more_));
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {m_, 2}, &squares_));
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {2, 2}, &square_));
    OBOL_TRY(make_tensor(backend_, DType::kFloat64, {}, &norm_));
    OBOL_TRY(make_tensor(backend_, dtype_, {}, &divisor_));
    t_.assign(static_cast<size_t>(m_ * m_), 0.0);
    return Status();
  }

  Tensor row(int64_t i) const { return basis_.slice(0, i, i + 1); }

  // The vector of a row.
  static View vector(const Tensor& row) {
    View v = row;
    v.layout.ndim = 1;
    v.layout.shape[0] = row.shape(1);
    v.layout.strides[0] = row.layout().strides[1];
    return v;
  }

  Status begin(const Tensor& start) {
    if (!start) return random_row(0, 0);
    OBOL_TRY(backend_.copy(vector(row(0)), start));
    double norm = 0;
    OBOL_TRY(norm_of(0, &norm));
    if (!std::isfinite(norm) || norm == 0)
      return Status(Code::kRange, "expected a finite vector other than zero for v0");
    return normalize(0);
  }

  // square_ = ‖row‖², summed from its real and imaginary parts.
  Status square_of(int64_t i) {
    View parts = row(i);
    parts.dtype = DType::kFloat64;
    parts.layout.shape[0] = n_;
    parts.layout.shape[1] = complex_ ? 2 : 1;
    parts.layout.strides[0] = complex_ ? 2 : 1;
    parts.layout.strides[1] = 1;
    View out = square_;
    if (!complex_) out.layout = Layout::contiguous({1, 1});
    OBOL_TRY(backend_.gram(out, &parts, 1, &parts, 1));
    if (!complex_) return Status();
    View real = square_, imaginary = square_;
    real.layout = imaginary.layout = Layout::contiguous({});
    imaginary.data = static_cast<char*>(imaginary.data) + 3 * sizeof(double);
    return backend_.binary(BinaryOp::k_add, real, real, imaginary);
  }
  View square() const {
    View v = square_;
    v.layout = Layout::contiguous({});
    return v;
  }
  Status norm_of(int64_t i, double* norm) {
    OBOL_TRY(square_of(i));
    OBOL_TRY(backend_.download(norm, square()));
    *norm = std::sqrt(*norm);
    return Status();
  }
  // row /= √square_.
  Status normalize(int64_t i) {
    OBOL_TRY(backend_.unary(UnaryOp::k_sqrt, norm_, square()));
    OBOL_TRY(backend_.copy(divisor_, norm_));
    View all = divisor_;
    all.layout = row(i).layout();
    all.layout.strides[0] = all.layout.strides[1] = 0;
    return backend_.binary(BinaryOp::k_divide, row(i), row(i), all);
  }

  // Takes from row `i` what lies along the rows before it; the coefficients go to `c` (i of them).
  Status orthogonalize(int64_t i, const View& c) {
    const Tensor before = basis_.slice(0, 0, i), w = row(i);
    View column = c;
    column.layout = Layout::contiguous({i, 1});
    if (complex_) {
      // Σ conj(v)·w = conj(Σ v·conj(w)).
      View conjugate = along_;
      OBOL_TRY(backend_.unary(UnaryOp::k_conj, conjugate, vector(w)));
      OBOL_TRY(backend_.matmul(column, before, as_column(along_)));
      OBOL_TRY(backend_.unary(UnaryOp::k_conj, c, c));
    } else {
      OBOL_TRY(backend_.matmul(column, before, transposed(w)));
    }
    OBOL_TRY(backend_.matmul(as_column(along_), transposed(before), column));
    return backend_.binary(BinaryOp::k_subtract, vector(w), vector(w), along_);
  }

  // Row `i` becomes a random unit vector orthogonal to those before.
  Status random_row(int64_t i, int attempt) {
    View parts = vector(row(i));
    parts.dtype = DType::kFloat64;
    if (complex_) parts.layout = Layout::contiguous({2 * n_});
    OBOL_TRY(backend_.random(RandomOp::k_normal, parts, options_.seed, draws_, Scalar::of(0.0), Scalar::of(1.0)));
    draws_ += static_cast<uint64_t>(2 * n_);
    double before = 0, after = 0;
    OBOL_TRY(norm_of(i, &before));
    View c = more_;
    c.layout.shape[0] = i;
    for (int pass = 0; pass < 3 && i > 0; ++pass) {
      OBOL_TRY(orthogonalize(i, c));
      OBOL_TRY(norm_of(i, &after));
      if (after < 1e-8 * before && attempt < 3) return random_row(i, attempt + 1);
      OBOL_TRY(normalize(i));
    }
    return i > 0 ? Status() : normalize(i);
  }

  // Grows the basis from `from` + 1 rows to m_ + 1.
  Status expand(int64_t from) {
    while (from < m_) {
      for (int64_t j = from; j < m_; ++j) OBOL_TRY(step(j));
      int64_t doubtful = m_;
      OBOL_TRY(read_steps(from, &doubtful));
      from = doubtful;
      if (from == m_) return Status();
      OBOL_TRY(careful_step(from));
      ++from;
    }
    return Status();
  }

  Status step(int64_t j) {
    if (context_.cancelled()) return Status(Code::kAborted, "aborted");
    OBOL_TRY(backend_.csr_matmul(vector(row(j + 1)), a_, vector(row(j))));
    View c = coefficients_.slice(0, j, j + 1), more = more_;
    c.layout = Layout::contiguous({j + 1});
    more.layout.shape[0] = j + 1;
    for (int pass = 0; pass < 2; ++pass) {
      OBOL_TRY(orthogonalize(j + 1, pass == 0 ? c : more));
      OBOL_TRY(square_of(j + 1));
      View to = squares_.slice(0, j, j + 1).slice(1, pass, pass + 1);
      to.layout = Layout::contiguous({});
      OBOL_TRY(backend_.copy(to, square()));
    }
    OBOL_TRY(backend_.binary(BinaryOp::k_add, c, c, more));
    return normalize(j + 1);
  }

  // Takes over the steps from `from` on, up to the first one after which little was left: its vector is mostly noise.
  Status read_steps(int64_t from, int64_t* doubtful) {
    std::vector<double> h, squares;
    OBOL_TRY(download_parts(coefficients_, &h));
    OBOL_TRY(download(backend_, squares_, &squares));
    const size_t width = complex_ ? 2 : 1;
    for (int64_t j = from; j < m_; ++j) {
      const double first = squares[static_cast<size_t>(2 * j)], second = squares[static_cast<size_t>(2 * j + 1)];
      double column = 0;
      for (int64_t i = 0; i <= j; ++i) column += std::pow(h[static_cast<size_t>(j * m_ + i) * width], 2);
      scale_ = std::max(scale_, std::sqrt(column));
      if (!(second > 0.25 * first) || !(second > std::pow(1e4 * kEpsilon * scale_, 2))) {
        *doubtful = j;
        return Status();
      }
      for (int64_t i = 0; i <= j; ++i) set(i, j, h[static_cast<size_t>(j * m_ + i) * width]);
      beta_ = std::sqrt(second);
    }
    *doubtful = m_;
    return Status();
  }

  void set(int64_t i, int64_t j, double value) {
    t_[static_cast<size_t>(i * m_ + j)] = t_[static_cast<size_t>(j * m_ + i)] = value;
  }

  Status download_parts(const Tensor& from, std::vector<double>* out) {
    out->resize(static_cast<size_t>(from.size()) * (complex_ ? 2 : 1));
    return backend_.download(out->data(), from);
  }

  // A step that watches itself. Where the rows so far span an invariant space, it goes on with a random vector.
  Status careful_step(int64_t j) {
    const size_t width = complex_ ? 2 : 1;
    OBOL_TRY(backend_.csr_matmul(vector(row(j + 1)), a_, vector(row(j))));
    Tensor c = more_.slice(0, 0, j + 1);
    std::vector<double> h(static_cast<size_t>(j + 1), 0.0), part;
    double before = 0, after = 0;
    OBOL_TRY(norm_of(j + 1, &before));
    if (!std::isfinite(before)) return Status(Code::kRange, "expected finite numbers for A, got NaN or infinity");
    for (int pass = 0; pass < 6; ++pass) {
      OBOL_TRY(orthogonalize(j + 1, c));
      OBOL_TRY(download_parts(c, &part));
      for (size_t i = 0; i < h.size(); ++i) h[i] += part[i * width];
      OBOL_TRY(norm_of(j + 1, &after));
      if (after > 0.7 * before) break;
      before = after;
    }
    double column = 0;
    for (double value : h) column += value * value;
    scale_ = std::max(scale_, std::sqrt(column));
    for (int64_t i = 0; i <= j; ++i) set(i, j, h[static_cast<size_t>(i)]);
    if (after > 16 * kEpsilon * scale_ && after > 0) {
      beta_ = after;
      return normalize(j + 1);
    }
    beta_ = 0;
    return random_row(j + 1, 0);
  }

  // The eigenpairs of the projected matrix, in the order of preference.
  Status solve() {
    const size_t size = static_cast<size_t>(m_);
    std::vector<double> w(size), s(size * size);
    if (!dense::eigh(m_, t_.data(), w.data(), s.data()))
      return Status(Code::kNumeric, "the projected matrix has no eigenvalues that can be computed");
    const std::vector<size_t> order = by_preference(w, options_);
    values_.resize(size);
    errors_.resize(size);
    weights_.resize(size * size);
    for (size_t c = 0; c < size; ++c) {
      values_[c] = w[order[c]];
      errors_[c] = std::fabs(beta_ * s[(size - 1) * size + order[c]]);
      for (size_t r = 0; r < size; ++r) weights_[c * size + r] = s[r * size + order[c]];
      scale_ = std::max(scale_, std::fabs(w[c]));
    }
    return Status();
  }

  double allowed(double value) const {
    const double floor = std::pow(kEpsilon, 2.0 / 3);
    return std::max(std::max(options_.tolerance, options_.precision) * std::max(floor, std::fabs(value)),
                    8 * kEpsilon * scale_);
  }
  int64_t count_converged() const {
    int64_t count = 0;
    for (int64_t i = 0; i < options_.k; ++i)
      count += errors_[static_cast<size_t>(i)] <= allowed(values_[static_cast<size_t>(i)]);
    return count;
  }
  std::vector<double> wanted_values() const {
    std::vector<double> w(values_.begin(), values_.begin() + options_.k);
    std::sort(w.begin(), w.end());
    return w;
  }
  bool unchanged(const std::vector<double>& before, const std::vector<double>& now) const {
    if (before.empty()) return false;
    for (size_t i = 0; i < now.size(); ++i)
      if (std::fabs(before[i] - now[i]) > 16 * allowed(now[i])) return false;
    return true;
  }

  // out (count × n) = the Ritz vectors of the first `count` pairs.
  Status ritz_vectors(int64_t count, const View& out) {
    const size_t entries = static_cast<size_t>(count * m_);
    Tensor weights;
    OBOL_TRY(make_tensor(backend_, dtype_, {count, m_}, &weights));
    if (complex_) {
      std::vector<double> wide(2 * entries, 0.0);
      for (size_t i = 0; i < entries; ++i) wide[2 * i] = weights_[i];
      OBOL_TRY(backend_.upload(weights, wide.data()));
    } else {
      OBOL_TRY(backend_.upload(weights, weights_.data()));
    }
    return backend_.matmul(out, weights, basis_.slice(0, 0, m_));
  }

  // The basis becomes `kept` Ritz vectors and the vector after the last, or a random one.
  Status restart(int64_t kept, bool random) {
    OBOL_TRY(ritz_vectors(kept, other_.slice(0, 0, kept)));
    if (!random) OBOL_TRY(backend_.copy(other_.slice(0, kept, kept + 1), row(m_)));
    std::swap(basis_, other_);
    std::fill(t_.begin(), t_.end(), 0.0);
    for (int64_t i = 0; i < kept; ++i) set(i, i, values_[static_cast<size_t>(i)]);
    return random ? random_row(kept, 0) : Status();
  }

  // The wanted pairs, ascending, and their true residuals.
  Status finish(EigshResult* result) {
    const int64_t k = options_.k;
    std::vector<size_t> order(static_cast<size_t>(k));
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return values_[a] < values_[b]; });
    std::vector<double> weights;
    for (size_t i : order) {
      result->values.push_back(values_[i]);
      weights.insert(weights.end(), weights_.begin() + static_cast<int64_t>(i) * m_,
                     weights_.begin() + static_cast<int64_t>(i + 1) * m_);
    }
    weights_ = weights;
    OBOL_TRY(make_tensor(backend_, dtype_, {n_, k}, &result->vectors));
    return ritz_vectors(k, transposed(result->vectors));
  }

  void report(int64_t restarts, int64_t converged) {
    Progress p;
    p.iteration = restarts;
    p.fraction = static_cast<double>(converged) / static_cast<double>(options_.k);
    p.error = *std::max_element(errors_.begin(), errors_.begin() + options_.k);
    context_.report(p);
  }

  const JobContext& context_;
  Backend& backend_;
  const CsrMatrix& a_;
  const EigshOptions& options_;
  int64_t n_, m_;
  DType dtype_;
  bool complex_;
  uint64_t draws_ = 0;
  Tensor basis_, other_, along_, coefficients_, more_, squares_, square_, norm_, divisor_;
  std::vector<double> t_, values_, errors_, weights_;  // weights_: a row of m_ numbers a pair
  double beta_ = 0, scale_ = 0;
};

}  // namespace

Status eigsh_lanczos(const JobContext& context, const CsrMatrix& a, const EigshOptions& options, const Tensor& start,
                     EigshResult* result) {
  return Lanczos(context, a, options).run(start, result);
}

}  // namespace obol
