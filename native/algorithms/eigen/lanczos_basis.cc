// How a Lanczos basis grows. A step multiplies a block of rows, subtracts what lies along the rows that it couples with,
// then once more along all rows before, and normalises, all on the device. The host looks once a restart: at the
// projected matrix, and at norms that tell where a step lost its digits; such a step is done again with care.
#include "algorithms/eigen/lanczos_basis.h"

#include <algorithm>
#include <cmath>

namespace obol {
namespace {

constexpr double kEpsilon = 2.220446049250313e-16;

size_t u(int64_t i) { return static_cast<size_t>(i); }

}  // namespace

double Projection::error(const double* last) const {
  double squares = 0;
  for (int64_t i = 0; i < block; ++i) {
    double sum = 0;
    for (int64_t j = i; j < block; ++j) sum += tail[u(i * block + j)] * last[j];
    squares += sum * sum;
  }
  return block == 1 ? std::fabs(tail[0] * last[0]) : std::sqrt(squares);
}

Status LanczosBasis::allocate() {
  OBOL_TRY(make_tensor(backend_, dtype_, {m_ + block_, n_}, &basis_));
  OBOL_TRY(make_tensor(backend_, dtype_, {m_ + block_, n_}, &other_));
  OBOL_TRY(make_tensor(backend_, dtype_, {block_, n_}, &along_));
  OBOL_TRY(make_tensor(backend_, dtype_, {n_}, &spare_));
  if (block_ > 1) {
    OBOL_TRY(make_tensor(backend_, dtype_, {n_, block_}, &x_));
    OBOL_TRY(make_tensor(backend_, dtype_, {n_, block_}, &y_));
  }
  OBOL_TRY(make_tensor(backend_, dtype_, {m_, m_}, &coefficients_));
  OBOL_TRY(make_tensor(backend_, dtype_, {block_, m_ + block_}, &more_));
  OBOL_TRY(make_tensor(backend_, dtype_, {m_, block_}, &within_));
  OBOL_TRY(make_tensor(backend_, DType::kFloat64, {m_, 2}, &squares_));
  OBOL_TRY(make_tensor(backend_, DType::kFloat64, {}, &square_));
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

// One element as an array of no axes.
View LanczosBasis::scalar(View v) {
  v.layout = Layout::contiguous({});
  return v;
}

Status LanczosBasis::begin(const Tensor& start) {
  if (!start) return random_block(0);
  OBOL_TRY(backend_.copy(vector(row(0)), start));
  double norm = 0;
  OBOL_TRY(norm_of(0, &norm));
  if (!std::isfinite(norm) || norm == 0) return Status(Code::kRange, "expected a finite vector other than zero for v0");
  OBOL_TRY(normalize(0, square_));
  for (int64_t i = 1; i < block_; ++i) OBOL_TRY(random_row(i));
  return Status();
}

Status LanczosBasis::random_block(int64_t from) {
  for (int64_t i = from; i < from + block_; ++i) OBOL_TRY(random_row(i));
  return Status();
}

// square = ‖row‖², of its real and imaginary parts.
Status LanczosBasis::square_of(int64_t i, const View& square) {
  View parts = row(i), out = square;
  parts.dtype = DType::kFloat64;
  parts.layout = Layout::contiguous({1, complex_ ? 2 * n_ : n_});
  out.layout = Layout::contiguous({1, 1});
  return backend_.matmul(out, parts, transposed(parts));
}
Status LanczosBasis::norm_of(int64_t i, double* norm) {
  OBOL_TRY(square_of(i, square_));
  OBOL_TRY(backend_.download(norm, square_));
  *norm = std::sqrt(*norm);
  return Status();
}
// row /= √square.
Status LanczosBasis::normalize(int64_t i, const View& square) {
  OBOL_TRY(backend_.unary(UnaryOp::k_sqrt, norm_, square));
  if (complex_) OBOL_TRY(backend_.copy(divisor_, norm_));
  View all = complex_ ? divisor_ : norm_;
  all.layout = row(i).layout();
  all.layout.strides[0] = all.layout.strides[1] = 0;
  return backend_.binary(BinaryOp::k_divide, row(i), row(i), all);
}

// Rows behind the block at `from` become A times that block.
Status LanczosBasis::act(int64_t from) {
  const int64_t end = from + block_;
  if (block_ == 1) return action_(vector(row(end)), vector(row(from)));
  OBOL_TRY(backend_.copy(x_, transposed(basis_.slice(0, from, end))));
  OBOL_TRY(action_(y_, x_));
  return backend_.copy(basis_.slice(0, end, end + block_), transposed(y_));
}

// Takes from the rows [first, last) what lies along the rows [from, end); the coefficients go to c, (last − first) ×
// (end − from).
Status LanczosBasis::orthogonalize(int64_t from, int64_t end, int64_t first, int64_t last, const View& c) {
  const Tensor before = basis_.slice(0, from, end), rows = basis_.slice(0, first, last),
               along = along_.slice(0, 0, last - first);
  if (complex_) {
    // Σ conj(v)·w = conj(Σ v·conj(w)).
    OBOL_TRY(backend_.unary(UnaryOp::k_conj, along, rows));
    OBOL_TRY(backend_.matmul(c, along, transposed(before)));
    OBOL_TRY(backend_.unary(UnaryOp::k_conj, c, c));
  } else {
    OBOL_TRY(backend_.matmul(c, rows, transposed(before)));
  }
  OBOL_TRY(backend_.matmul(along, c, before));
  return backend_.binary(BinaryOp::k_subtract, rows, rows, along);
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
  for (int pass = 0; pass < 3 && i > 0; ++pass) {
    OBOL_TRY(orthogonalize_row(i, more_));
    OBOL_TRY(norm_of(i, &after));
    if (after < 1e-8 * before && attempt < 3) return random_row(i, attempt + 1);
    OBOL_TRY(normalize(i, square_));
  }
  return i > 0 ? Status() : normalize(i, square_);
}

Status LanczosBasis::expand(int64_t from, Projection* p) {
  const int64_t end = from + (m_ - from) / block_ * block_;
  p->size = end;
  // What follows a doubtful step is lost: then fewer go ahead of the host's look.
  int64_t ahead = m_;
  // The first block couples with all before, what follows with its neighbours.
  bool couples = true;
  while (from < end) {
    const int64_t until = std::min(end, from + ahead * block_);
    for (int64_t i = from; i < until; i += block_) OBOL_TRY(step(i, couples && i == from));
    couples = false;
    int64_t doubtful = until;
    OBOL_TRY(read_steps(from, until, p, &doubtful));
    from = doubtful;
    ahead *= 2;
    if (from == until) continue;
    OBOL_TRY(careful_step(from, p));
    from += block_;
    ahead = 1;
  }
  return Status();
}

Status LanczosBasis::step(int64_t from, bool couples) {
  if (context_.cancelled()) return Status(Code::kAborted, "aborted");
  const int64_t end = from + block_, near = couples ? 0 : std::max<int64_t>(0, from - block_);
  OBOL_TRY(act(from));
  const Tensor c = coefficients_.slice(0, from, end), more = more_.slice(1, 0, end);
  const auto square = [&](int64_t r, int64_t pass) {
    return scalar(squares_.slice(0, from + r, from + r + 1).slice(1, pass, pass + 1));
  };
  OBOL_TRY(orthogonalize(near, end, end, end + block_, c.slice(1, near, end)));
  for (int64_t r = 0; r < block_; ++r) OBOL_TRY(square_of(end + r, square(r, 0)));
  OBOL_TRY(orthogonalize(0, end, end, end + block_, more));
  if (near > 0) OBOL_TRY(backend_.copy(c.slice(1, 0, near), more.slice(1, 0, near)));
  const Tensor coupled = c.slice(1, near, end);
  OBOL_TRY(backend_.binary(BinaryOp::k_add, coupled, coupled, more.slice(1, near, end)));
  for (int64_t r = 0; r < block_; ++r) {
    const Tensor within = within_.slice(0, from + r, from + r + 1).slice(1, 0, r);
    if (r > 0) OBOL_TRY(orthogonalize(end, end + r, end + r, end + r + 1, within));
    OBOL_TRY(square_of(end + r, square(r, 1)));
    OBOL_TRY(normalize(end + r, square(r, 1)));
  }
  return Status();
}

// Takes over the steps from `from` on, up to the first one after which little was left of a row: it is mostly noise.
Status LanczosBasis::read_steps(int64_t from, int64_t end, Projection* p, int64_t* doubtful) {
  std::vector<double> h, within, squares;
  OBOL_TRY(download_parts(coefficients_, &h));
  OBOL_TRY(download_parts(within_, &within));
  OBOL_TRY(download(backend_, squares_, &squares));
  const int64_t width = complex_ ? 2 : 1;
  const auto coefficient = [&](int64_t j, int64_t i) { return h[u((j * m_ + i) * width)]; };
  for (int64_t s = from; s < end; s += block_) {
    for (int64_t j = s; j < s + block_; ++j) {
      const double first = squares[u(2 * j)], second = squares[u(2 * j + 1)];
      double column = 0;
      for (int64_t i = p->locked; i <= j; ++i) column += std::pow(coefficient(j, i), 2);
      p->scale = std::max(p->scale, std::sqrt(column));
      if (!(second > 0.25 * first) || !(second > std::pow(1e4 * kEpsilon * p->scale, 2))) {
        *doubtful = s;
        return Status();
      }
    }
    for (int64_t j = s; j < s + block_; ++j) {
      for (int64_t i = p->locked; i <= j; ++i) p->set(i, j, coefficient(j, i));
      for (int64_t q = 0; q < j - s; ++q) p->tail_at(q, j - s) = within[u((j * block_ + q) * width)];
      p->tail_at(j - s, j - s) = std::sqrt(squares[u(2 * j + 1)]);
    }
  }
  *doubtful = end;
  return Status();
}

Status LanczosBasis::download_parts(const Tensor& from, std::vector<double>* out) {
  out->resize(static_cast<size_t>(from.size()) * (complex_ ? 2 : 1));
  return backend_.download(out->data(), from);
}

// A step that watches itself. Where the rows so far span an invariant space, it goes on with a random vector.
Status LanczosBasis::careful_step(int64_t from, Projection* p) {
  const int64_t end = from + block_;
  const size_t width = complex_ ? 2 : 1;
  OBOL_TRY(act(from));
  std::vector<double> part;
  for (int64_t r = 0; r < block_; ++r) {
    const int64_t i = end + r;
    std::vector<double> h(u(i), 0.0);
    double before = 0, after = 0;
    OBOL_TRY(norm_of(i, &before));
    if (!std::isfinite(before)) return Status(Code::kRange, "expected finite numbers for A, got NaN or infinity");
    for (int pass = 0; pass < 6; ++pass) {
      OBOL_TRY(orthogonalize_row(i, more_));
      OBOL_TRY(download_parts(Tensor(more_.storage(), dtype_, 0, Layout::contiguous({i})), &part));
      for (size_t k = 0; k < h.size(); ++k) h[k] += part[k * width];
      OBOL_TRY(norm_of(i, &after));
      if (after > 0.7 * before) break;
      before = after;
    }
    double column = 0;
    for (int64_t k = p->locked; k <= from + r; ++k) column += std::pow(h[u(k)], 2);
    p->scale = std::max(p->scale, std::sqrt(column));
    for (int64_t k = p->locked; k <= from + r; ++k) p->set(k, from + r, h[u(k)]);
    for (int64_t q = 0; q < r; ++q) p->tail_at(q, r) = h[u(end + q)];
    const bool left = after > 16 * kEpsilon * p->scale && after > 0;
    p->tail_at(r, r) = left ? after : 0;
    OBOL_TRY(left ? normalize(i, square_) : random_row(i));
  }
  return Status();
}

Status LanczosBasis::replace(const std::vector<int64_t>& copied, int64_t first, int64_t size,
                             const std::vector<double>& weights, bool next) {
  int64_t at = 0;
  for (int64_t i : copied) {
    OBOL_TRY(backend_.copy(other_.slice(0, at, at + 1), row(i)));
    ++at;
  }
  if (!weights.empty()) {
    const int64_t mixed = static_cast<int64_t>(weights.size()) / (size - first);
    Tensor factors;
    OBOL_TRY(make_tensor(backend_, dtype_, {mixed, size - first}, &factors));
    std::vector<double> wide;
    if (complex_) {
      wide.assign(2 * weights.size(), 0.0);
      for (size_t i = 0; i < weights.size(); ++i) wide[2 * i] = weights[i];
    }
    OBOL_TRY(backend_.upload(factors, complex_ ? wide.data() : weights.data()));
    OBOL_TRY(backend_.matmul(other_.slice(0, at, at + mixed), factors, basis_.slice(0, first, size)));
    at += mixed;
  }
  if (next) OBOL_TRY(backend_.copy(other_.slice(0, at, at + block_), basis_.slice(0, size, size + block_)));
  std::swap(basis_, other_);
  return Status();
}

Status LanczosBasis::clean(int64_t begin, int64_t acted, int64_t end, std::vector<int64_t>* empty) {
  // What is left of a row is rounding alone.
  constexpr double kNothing = 1e-8;
  for (int64_t i = begin; i < end; ++i) {
    if (i < acted) {
      OBOL_TRY(backend_.copy(spare_, vector(row(i))));
      OBOL_TRY(action_(vector(row(i)), spare_));
    }
    OBOL_TRY(square_of(i, square_));
    OBOL_TRY(normalize(i, square_));
    double left = 1;
    for (int pass = 0; pass < 2; ++pass) {
      if (i > 0) OBOL_TRY(orthogonalize_row(i, more_));
      if (i < acted && pass == 0)
        OBOL_TRY(norm_of(i, &left));
      else
        OBOL_TRY(square_of(i, square_));
      OBOL_TRY(normalize(i, square_));
    }
    if (left < kNothing) empty->push_back(i);
  }
  return Status();
}

}  // namespace obol
