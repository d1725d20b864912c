#include "algorithms/eigen/ritz.h"

#include <algorithm>
#include <cmath>

#include "algorithms/dense/dense.h"

namespace obol {
namespace {

// Below this the Cholesky factor of a Gram matrix with unit diagonal has lost too many digits.
constexpr double kPivotFloor = 1e-5;
// Directions of the basis with a smaller part of its largest singular value squared are dropped.
constexpr double kSpanFloor = 1e-10;
// One solve is trusted for values up to so many times the smallest.
constexpr double kGrading = 1e6;

// Ritz pairs over the well conditioned part of a basis: eigenvectors of the scaled A, without those of small value.
bool truncated_pairs(int64_t n, int64_t count, const SmallMatrix& a, const SmallMatrix& b, std::vector<double>* w,
                     SmallMatrix* c) {
  const size_t size = static_cast<size_t>(n), wanted = static_cast<size_t>(count);
  std::vector<double> scale(size), values(size);
  for (size_t i = 0; i < size; ++i) {
    const double d = a[i * size + i];
    scale[i] = d > 0 && std::isfinite(d) ? 1 / std::sqrt(d) : 0;
  }
  SmallMatrix scaled(size * size), vectors(size * size);
  for (size_t i = 0; i < size; ++i)
    for (size_t j = 0; j < size; ++j) scaled[i * size + j] = a[i * size + j] * scale[i] * scale[j];
  if (!dense::eigh(n, scaled.data(), values.data(), vectors.data())) return false;
  size_t first = 0;
  while (first < size && values[first] < kSpanFloor * values[size - 1]) ++first;
  const size_t rank = size - first;
  if (rank < wanted) return false;
  SmallMatrix basis(size * rank), product(size * rank), reduced(rank * rank), ritz(rank * rank);
  for (size_t i = 0; i < size; ++i)
    for (size_t j = 0; j < rank; ++j)
      basis[i * rank + j] = scale[i] * vectors[i * size + first + j] / std::sqrt(values[first + j]);
  const int64_t r = static_cast<int64_t>(rank);
  dense::multiply(n, r, n, b.data(), false, basis.data(), false, product.data());
  dense::multiply(r, r, n, basis.data(), true, product.data(), false, reduced.data());
  std::vector<double> inverse(rank);
  if (!dense::eigh(r, reduced.data(), inverse.data(), ritz.data())) return false;
  SmallMatrix chosen(rank * wanted);
  for (size_t j = 0; j < wanted; ++j) {
    const double mu = inverse[rank - 1 - j];
    if (!(mu > 0)) return false;
    (*w)[j] = 1 / mu;
    for (size_t i = 0; i < rank; ++i) chosen[i * wanted + j] = ritz[i * rank + rank - 1 - j] / std::sqrt(mu);
  }
  dense::multiply(n, count, r, basis.data(), false, chosen.data(), false, c->data());
  return true;
}

bool one_solve(int64_t n, int64_t count, const SmallMatrix& a, const SmallMatrix& b, std::vector<double>* w,
               SmallMatrix* c) {
  return dense::eigh_generalized(n, count, a.data(), b.data(), kPivotFloor, w->data(), c->data()) ||
         truncated_pairs(n, count, a, b, w, c);
}

// Where values span many powers of ten, those near the smallest are right and the others have lost digits: keeps the
// first, and solves for the rest in the complement of their vectors.
bool graded_pairs(int64_t n, int64_t count, double reliable, const SmallMatrix& a, const SmallMatrix& b,
                  std::vector<double>* w, SmallMatrix* c) {
  const size_t size = static_cast<size_t>(n), wanted = static_cast<size_t>(count);
  std::vector<double> all(size);
  SmallMatrix v(size * size);
  // All the pairs of the well conditioned span; where that isn't the whole one, what was found has to do.
  if (!dense::eigh_generalized(n, n, a.data(), b.data(), kPivotFloor, all.data(), v.data())) return true;
  size_t kept = 1;
  while (kept < wanted && all[kept] <= reliable) ++kept;
  const size_t rest = size - kept;
  SmallMatrix first(size * kept), others(size * rest);
  for (size_t i = 0; i < size; ++i) {
    std::copy_n(&v[i * size], kept, &first[i * kept]);
    std::copy_n(&v[i * size + kept], rest, &others[i * rest]);
  }
  const int64_t k = static_cast<int64_t>(kept), r = static_cast<int64_t>(rest);
  SmallMatrix product(size * rest), overlap(kept * rest), correction(size * rest);
  dense::multiply(n, r, n, b.data(), false, others.data(), false, product.data());
  dense::multiply(k, r, n, first.data(), true, product.data(), false, overlap.data());
  dense::multiply(n, r, k, first.data(), false, overlap.data(), false, correction.data());
  for (size_t i = 0; i < others.size(); ++i) others[i] -= correction[i];

  SmallMatrix inner_a(rest * rest), inner_b(rest * rest), inner_c, found(size * wanted);
  std::vector<double> inner_w;
  dense::multiply(n, r, n, a.data(), false, others.data(), false, product.data());
  dense::multiply(r, r, n, others.data(), true, product.data(), false, inner_a.data());
  dense::multiply(n, r, n, b.data(), false, others.data(), false, product.data());
  dense::multiply(r, r, n, others.data(), true, product.data(), false, inner_b.data());
  if (!ritz_pairs(r, count - k, inner_a, inner_b, &inner_w, &inner_c)) return false;
  dense::multiply(n, count - k, r, others.data(), false, inner_c.data(), false, found.data());
  for (size_t j = 0; j < wanted; ++j) {
    (*w)[j] = j < kept ? all[j] : inner_w[j - kept];
    for (size_t i = 0; i < size; ++i)
      (*c)[i * wanted + j] = j < kept ? first[i * kept + j] : found[i * (wanted - kept) + j - kept];
  }
  return true;
}

}  // namespace

bool ritz_pairs(int64_t n, int64_t count, const SmallMatrix& a, const SmallMatrix& b, std::vector<double>* w,
                SmallMatrix* c) {
  w->resize(static_cast<size_t>(count));
  c->resize(static_cast<size_t>(n * count));
  if (count == 0) return true;
  if (n < count) return false;
  if (!one_solve(n, count, a, b, w, c)) return false;
  const double reliable = kGrading * w->front();
  return w->back() <= reliable || n == count || graded_pairs(n, count, reliable, a, b, w, c);
}

LobpcgProblem::LobpcgProblem(int64_t block, int64_t null_count, std::vector<double> theta)
    : block_(block), null_count_(null_count), theta_(std::move(theta)) {
  const size_t size = static_cast<size_t>(9 * block * block);
  a_.assign(size, 0.0);
  b_.assign(size, 0.0);
}

// Fills in the blocks of W; X's are diagonal; those of P were left by follow().
void LobpcgProblem::assemble(const double* a_w, const double* b_w) {
  const int64_t m = block_, n = 3 * m, rows = has_p_ ? n : 2 * m;
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < m; ++j) {
      a_[static_cast<size_t>(i * n + j)] = i == j ? theta_[static_cast<size_t>(i)] : 0;
      b_[static_cast<size_t>(i * n + j)] = i == j ? 1 : 0;
    }
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < m; ++j) {
      // K·N = 0 is known exactly.
      const double a = i < null_count_ ? 0 : a_w[i * m + j];
      a_[static_cast<size_t>(i * n + m + j)] = a_[static_cast<size_t>((m + j) * n + i)] = a;
      b_[static_cast<size_t>(i * n + m + j)] = b_[static_cast<size_t>((m + j) * n + i)] = b_w[i * m + j];
    }
}

bool LobpcgProblem::solve(const double* a_w, const double* b_w, const std::vector<bool>& active,
                          SmallMatrix* coefficients) {
  assemble(a_w, b_w);
  const int64_t m = block_, n = 3 * m, nulls = null_count_;
  std::vector<int64_t> basis;
  for (int64_t j = nulls; j < m; ++j) basis.push_back(j);
  for (int64_t j = m; j < (has_p_ ? n : 2 * m); ++j)
    if (active[static_cast<size_t>(j % m)] && a_[static_cast<size_t>(j * n + j)] > 0) basis.push_back(j);
  const int64_t size = static_cast<int64_t>(basis.size()), count = m - nulls;
  SmallMatrix a(static_cast<size_t>(size * size)), b(a.size()), c;
  for (int64_t i = 0; i < size; ++i)
    for (int64_t j = 0; j < size; ++j) {
      const size_t to = static_cast<size_t>(i * size + j);
      const int64_t p = basis[static_cast<size_t>(i)], q = basis[static_cast<size_t>(j)];
      a[to] = a_[static_cast<size_t>(p * n + q)];
      b[to] = b_[static_cast<size_t>(p * n + q)];
      // The part that is orthogonal to the null vectors.
      for (int64_t k = 0; k < nulls; ++k)
        b[to] -= b_[static_cast<size_t>(p * n + k)] * b_[static_cast<size_t>(q * n + k)];
    }
  std::vector<double> w;
  if (!ritz_pairs(size, count, a, b, &w, &c)) return false;
  std::copy(w.begin(), w.end(), theta_.begin() + nulls);

  // By rows [X W P] first.
  SmallMatrix whole(static_cast<size_t>(n * m), 0.0);
  for (int64_t k = 0; k < nulls; ++k) whole[static_cast<size_t>(k * m + k)] = 1;
  for (int64_t i = 0; i < size; ++i)
    for (int64_t j = 0; j < count; ++j) {
      const double value = c[static_cast<size_t>(i * count + j)];
      const int64_t p = basis[static_cast<size_t>(i)];
      whole[static_cast<size_t>(p * m + nulls + j)] = value;
      for (int64_t k = 0; k < nulls; ++k)
        whole[static_cast<size_t>(k * m + nulls + j)] -= b_[static_cast<size_t>(k * n + p)] * value;
    }
  follow(whole);
  coefficients->resize(whole.size());
  const int64_t block = m * m;
  std::copy_n(whole.begin() + block, 2 * block, coefficients->begin());
  std::copy_n(whole.begin(), block, coefficients->begin() + 2 * block);
  return true;
}

// The Gram matrices of the next X and P, where X = S·c and P = S·ĉ, ĉ being c without its rows of X.
void LobpcgProblem::follow(const SmallMatrix& c) {
  const int64_t m = block_, n = 3 * m;
  SmallMatrix direction = c, half(c.size()), corner(static_cast<size_t>(m * m));
  std::fill_n(direction.begin(), m * m, 0.0);
  for (SmallMatrix* g : {&a_, &b_}) {
    dense::multiply(n, m, n, g->data(), false, direction.data(), false, half.data());
    const auto keep = [&](int64_t row, const SmallMatrix& left) {
      dense::multiply(m, m, n, left.data(), true, half.data(), false, corner.data());
      for (int64_t i = 0; i < m; ++i)
        for (int64_t j = 0; j < m; ++j)
          (*g)[static_cast<size_t>((row + i) * n + 2 * m + j)] = (*g)[static_cast<size_t>((2 * m + j) * n + row + i)] =
              corner[static_cast<size_t>(i * m + j)];
    };
    keep(0, c);
    keep(2 * m, direction);
  }
  has_p_ = true;
}

}  // namespace obol
