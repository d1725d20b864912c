// How a Lanczos basis grows. A step multiplies, subtracts what lies along all rows before, twice, and normalises, all on
// the device. The host looks once a restart: at the projected matrix, and at norms that tell where a step lost its digits;
// such a step is done again with care.
#include "algorithms/eigen/lanczos_basis.h"

#include <algorithm>
#include <cmath>

namespace obol {
namespace {

constexpr double kEpsilon = 2.220446049250313e-16;

}  // namespace

Status LanczosBasis::allocate() {
  OBOL_TRY(make_tensor(backend_, dtype_, {m_ + 1, n_}, &basis_));
  OBOL_TRY(make_tensor(backend_, dtype_, {m_ + 1, n_}, &other_));
  OBOL_TRY(make_tensor(backend_, dtype_, {n_}, &along_));
  OBOL_TRY(make_tensor(backend_, dtype_, {n_}, &spare_));
  OBOL_TRY(make_tensor(backend_, dtype_, {m_, m_}, &coefficients_));
  OBOL_TRY(make_tensor(backend_, dtype_, {m_}, &more_));
  OBOL_TRY(make_tensor(backend_, DType::kFloat64, {m_, 2}, &squares_));
  OBOL_TRY(make_tensor(backend_, DType::kFloat64, {1, 1}, &square_));
  OBOL_TRY(make_tensor(backend_, DType::kFloat64, {}, &norm_));
  return make_tensor(backend_, dtype_, {}, &divisor_);
}

View LanczosBasis::vector(const Tensor& row) {
  View v = row;
  v.layout.ndim = 1;
  v.layout.shape[0] = row.shape(1);
  v.layout.strides[0] = row.layout().strides[1];
  return v;
}

Status LanczosBasis::begin(const Tensor& start) {
  if (!start) return random_row(0);
  OBOL_TRY(backend_.copy(vector(row(0)), start));
  double norm = 0;
  OBOL_TRY(norm_of(0, &norm));
  if (!std::isfinite(norm) || norm == 0) return Status(Code::kRange, "expected a finite vector other than zero for v0");
  return normalize(0);
}

// square_ = ‖row‖², of its real and imaginary parts.
Status LanczosBasis::square_of(int64_t i) {
  View parts = row(i);
  parts.dtype = DType::kFloat64;
  parts.layout = Layout::contiguous({1, complex_ ? 2 * n_ : n_});
  return backend_.matmul(square_, parts, transposed(parts));
}
View LanczosBasis::square() const {
  View v = square_;
  v.layout = Layout::contiguous({});
  return v;
}
Status LanczosBasis::norm_of(int64_t i, double* norm) {
  OBOL_TRY(square_of(i));
  OBOL_TRY(backend_.download(norm, square()));
  *norm = std::sqrt(*norm);
  return Status();
}
// row /= √square_.
Status LanczosBasis::normalize(int64_t i) {
  OBOL_TRY(backend_.unary(UnaryOp::k_sqrt, norm_, square()));
  OBOL_TRY(backend_.copy(divisor_, norm_));
  View all = divisor_;
  all.layout = row(i).layout();
  all.layout.strides[0] = all.layout.strides[1] = 0;
  return backend_.binary(BinaryOp::k_divide, row(i), row(i), all);
}

// Takes from row `i` what lies along the rows before it; the coefficients go to `c` (i of them).
Status LanczosBasis::orthogonalize(int64_t i, const View& c) {
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
Status LanczosBasis::random_row(int64_t i, int attempt) {
  View parts = vector(row(i));
  parts.dtype = DType::kFloat64;
  if (complex_) parts.layout = Layout::contiguous({2 * n_});
  OBOL_TRY(backend_.random(RandomOp::k_normal, parts, seed_, draws_, Scalar::of(0.0), Scalar::of(1.0)));
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

Status LanczosBasis::expand(int64_t from, Projection* p) {
  // What follows a doubtful step is lost: then fewer go ahead of the host's look.
  int64_t ahead = m_;
  while (from < m_) {
    const int64_t end = std::min(m_, from + ahead);
    for (int64_t j = from; j < end; ++j) OBOL_TRY(step(j));
    int64_t doubtful = end;
    OBOL_TRY(read_steps(from, end, p, &doubtful));
    from = doubtful;
    ahead *= 2;
    if (from == end) continue;
    OBOL_TRY(careful_step(from, p));
    ++from;
    ahead = 1;
  }
  return Status();
}

Status LanczosBasis::step(int64_t j) {
  if (context_.cancelled()) return Status(Code::kAborted, "aborted");
  OBOL_TRY(action_(vector(row(j + 1)), vector(row(j))));
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
Status LanczosBasis::read_steps(int64_t from, int64_t end, Projection* p, int64_t* doubtful) {
  std::vector<double> h, squares;
  OBOL_TRY(download_parts(coefficients_, &h));
  OBOL_TRY(download(backend_, squares_, &squares));
  const size_t width = complex_ ? 2 : 1;
  for (int64_t j = from; j < end; ++j) {
    const double first = squares[static_cast<size_t>(2 * j)], second = squares[static_cast<size_t>(2 * j + 1)];
    double column = 0;
    for (int64_t i = p->locked; i <= j; ++i) column += std::pow(h[static_cast<size_t>(j * m_ + i) * width], 2);
    p->scale = std::max(p->scale, std::sqrt(column));
    if (!(second > 0.25 * first) || !(second > std::pow(1e4 * kEpsilon * p->scale, 2))) {
      *doubtful = j;
      return Status();
    }
    for (int64_t i = p->locked; i <= j; ++i) p->set(i, j, h[static_cast<size_t>(j * m_ + i) * width]);
    p->beta = std::sqrt(second);
  }
  *doubtful = end;
  return Status();
}

Status LanczosBasis::download_parts(const Tensor& from, std::vector<double>* out) {
  out->resize(static_cast<size_t>(from.size()) * (complex_ ? 2 : 1));
  return backend_.download(out->data(), from);
}

// A step that watches itself. Where the rows so far span an invariant space, it goes on with a random vector.
Status LanczosBasis::careful_step(int64_t j, Projection* p) {
  const size_t width = complex_ ? 2 : 1;
  OBOL_TRY(action_(vector(row(j + 1)), vector(row(j))));
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
  for (int64_t i = p->locked; i <= j; ++i) column += std::pow(h[static_cast<size_t>(i)], 2);
  p->scale = std::max(p->scale, std::sqrt(column));
  for (int64_t i = p->locked; i <= j; ++i) p->set(i, j, h[static_cast<size_t>(i)]);
  if (after > 16 * kEpsilon * p->scale && after > 0) {
    p->beta = after;
    return normalize(j + 1);
  }
  p->beta = 0;
  return random_row(j + 1);
}

Status LanczosBasis::replace(const std::vector<int64_t>& copied, int64_t first, int64_t mixed,
                             const std::vector<double>& weights, bool next) {
  int64_t at = 0;
  for (int64_t i : copied) {
    OBOL_TRY(backend_.copy(other_.slice(0, at, at + 1), row(i)));
    ++at;
  }
  if (mixed > 0) {
    Tensor factors;
    OBOL_TRY(make_tensor(backend_, dtype_, {mixed, m_ - first}, &factors));
    std::vector<double> wide;
    if (complex_) {
      wide.assign(2 * weights.size(), 0.0);
      for (size_t i = 0; i < weights.size(); ++i) wide[2 * i] = weights[i];
    }
    OBOL_TRY(backend_.upload(factors, complex_ ? wide.data() : weights.data()));
    OBOL_TRY(backend_.matmul(other_.slice(0, at, at + mixed), factors, basis_.slice(0, first, m_)));
    at += mixed;
  }
  if (next) OBOL_TRY(backend_.copy(other_.slice(0, at, at + 1), row(m_)));
  std::swap(basis_, other_);
  return Status();
}

Status LanczosBasis::clean(int64_t begin, int64_t acted, int64_t end) {
  for (int64_t i = begin; i < end; ++i) {
    if (i < acted) {
      OBOL_TRY(backend_.copy(spare_, vector(row(i))));
      OBOL_TRY(action_(vector(row(i)), spare_));
    }
    View c = more_;
    c.layout.shape[0] = i;
    for (int pass = 0; pass < 2; ++pass) {
      OBOL_TRY(square_of(i));
      OBOL_TRY(normalize(i));
      if (i > 0) OBOL_TRY(orthogonalize(i, c));
    }
    OBOL_TRY(square_of(i));
    OBOL_TRY(normalize(i));
  }
  return Status();
}

}  // namespace obol
