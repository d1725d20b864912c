// The small dense linear algebra: factors multiply back, bases are orthonormal, eigenvalues are the known ones.
#include "algorithms/dense/dense.h"

#include <algorithm>
#include <vector>

#include "native/check.h"

namespace {

using Matrix = std::vector<double>;

// A fixed sequence in [-1, 1): tests need no randomness that differs by library.
double draw() {
  static uint64_t state = 0x9E3779B97F4A7C15u;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return static_cast<double>(state >> 11) / 4503599627370496.0 - 1;
}

Matrix random_matrix(int64_t m, int64_t n) {
  Matrix a(static_cast<size_t>(m * n));
  for (double& x : a) x = draw();
  return a;
}

Matrix product(int64_t m, int64_t n, int64_t k, const Matrix& a, const Matrix& b) {
  Matrix c(static_cast<size_t>(m * n), 0.0);
  for (int64_t i = 0; i < m; ++i)
    for (int64_t l = 0; l < k; ++l)
      for (int64_t j = 0; j < n; ++j) c[i * n + j] += a[i * k + l] * b[l * n + j];
  return c;
}

Matrix transposed(int64_t m, int64_t n, const Matrix& a) {
  Matrix t(a.size());
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < n; ++j) t[j * m + i] = a[i * n + j];
  return t;
}

double distance(const Matrix& a, const Matrix& b) {
  double most = 0;
  for (size_t i = 0; i < a.size(); ++i) most = std::max(most, std::fabs(a[i] - b[i]));
  return a.size() == b.size() ? most : 1e300;
}

Matrix identity(int64_t n) {
  Matrix a(static_cast<size_t>(n * n), 0.0);
  for (int64_t i = 0; i < n; ++i) a[i * n + i] = 1;
  return a;
}

void eigh_gives_the_known_values_of_a_path(int64_t n) {
  Matrix a(static_cast<size_t>(n * n), 0.0), v(a.size()), w(static_cast<size_t>(n));
  for (int64_t i = 0; i < n; ++i) {
    a[i * n + i] = 2;
    if (i > 0) a[i * n + i - 1] = -1;
    if (i > 0) a[(i - 1) * n + i] = -1;
  }
  CHECK(obol::dense::eigh(n, a.data(), w.data(), v.data()));
  for (int64_t j = 0; j < n; ++j) {
    CHECK_NEAR(w[j], 2 - 2 * std::cos(M_PI * static_cast<double>(j + 1) / static_cast<double>(n + 1)), 1e-13);
  }
  CHECK(distance(product(n, n, n, transposed(n, n, v), v), identity(n)) < 1e-12);
  Matrix vw = v;
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < n; ++j) vw[i * n + j] *= w[j];
  CHECK(distance(product(n, n, n, a, v), vw) < 1e-12);
}

void eigh_reads_the_lower_triangle_only() {
  Matrix a = {2, 99, 1, 3}, v(4), w(2);
  CHECK(obol::dense::eigh(2, a.data(), w.data(), v.data()));
  CHECK_NEAR(w[0] + w[1], 5, 1e-14);
  CHECK_NEAR(w[0] * w[1], 5, 1e-14);
}

void generalized_pairs_solve_the_pencil(int64_t n, int64_t m) {
  const Matrix s = random_matrix(n, n), t = random_matrix(n, n);
  Matrix a = product(n, n, n, s, transposed(n, n, s)), b = product(n, n, n, t, transposed(n, n, t));
  for (int64_t i = 0; i < n; ++i) a[i * n + i] += 1e-3, b[i * n + i] += 1e-3;
  Matrix w(static_cast<size_t>(m)), v(static_cast<size_t>(n * m));
  CHECK(obol::dense::eigh_generalized(n, m, a.data(), b.data(), 1e-8, w.data(), v.data()));
  const Matrix bv = product(n, m, n, b, v);
  Matrix bvw = bv;
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < m; ++j) bvw[i * m + j] *= w[j];
  CHECK(distance(product(n, m, n, a, v), bvw) < 1e-9);
  CHECK(distance(product(m, m, n, transposed(n, m, v), bv), identity(m)) < 1e-9);
  CHECK(std::is_sorted(w.begin(), w.end()));
}

// Diagonal values from 1e-14 to 1 behind a change of basis that mixes them little.
void tiny_values_keep_their_digits() {
  constexpr int64_t n = 8;
  const Matrix mix = random_matrix(n, n);
  Matrix a(n * n, 0.0), b(n * n, 0.0), w(n), v(n * n), t(n * n);
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < n; ++j) t[i * n + j] = (i == j) + 0.1 * mix[i * n + j];
  const Matrix gram = product(n, n, n, transposed(n, n, t), t);
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < n; ++j) {
      a[i * n + j] = (i == j) * std::pow(10.0, -2.0 * static_cast<double>(n - 1 - i));
      b[i * n + j] = gram[i * n + j];
    }
  CHECK(obol::dense::eigh_generalized(n, n, a.data(), b.data(), 1e-8, w.data(), v.data()));
  // The smallest value by inverse iteration: only its own row of B⁻¹ matters.
  const double smallest = w[0];
  Matrix x(n, 0.0), y(n);
  x[0] = 1;
  for (int step = 0; step < 5; ++step) {
    for (int64_t i = 0; i < n; ++i) {
      y[i] = 0;
      for (int64_t j = 0; j < n; ++j) y[i] += b[i * n + j] * x[j];
      y[i] /= a[i * n + i];
    }
    for (int64_t i = 0; i < n; ++i) x[i] = y[i] / y[0];
  }
  double top = 0, bottom = 0;
  for (int64_t i = 0; i < n; ++i) {
    top += a[i * n + i] * x[i] * x[i];
    for (int64_t j = 0; j < n; ++j) bottom += b[i * n + j] * x[i] * x[j];
  }
  CHECK_NEAR(smallest, top / bottom, 1e-12 * smallest);
}

void a_dependent_basis_is_refused() {
  const Matrix b = identity(3), a = {1, 1, 0, 1, 1, 0, 0, 0, 1};
  Matrix w(3), v(9);
  CHECK(!obol::dense::eigh_generalized(3, 3, a.data(), b.data(), 1e-6, w.data(), v.data()));
}

void values_that_are_not_finite_are_refused() {
  Matrix a = {1, NAN, NAN, 1}, w(2), v(4);
  CHECK(!obol::dense::eigh(2, a.data(), w.data(), v.data()));
  CHECK(!obol::dense::cholesky(2, a.data()));
}

void factors_multiply_back(int64_t m, int64_t n) {
  const Matrix a = random_matrix(m, n);
  Matrix q(static_cast<size_t>(m * n)), r(static_cast<size_t>(n * n));
  obol::dense::qr(m, n, a.data(), q.data(), r.data());
  CHECK(distance(product(m, n, n, q, r), a) < 1e-12);
  CHECK(distance(product(n, n, m, transposed(m, n, q), q), identity(n)) < 1e-12);
  for (int64_t i = 0; i < n; ++i) CHECK(r[i * n + i] >= 0);

  Matrix u(static_cast<size_t>(m * n)), s(static_cast<size_t>(n)), vt(static_cast<size_t>(n * n));
  obol::dense::svd(m, n, a.data(), u.data(), s.data(), vt.data());
  Matrix us = u;
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < n; ++j) us[i * n + j] *= s[j];
  CHECK(distance(product(m, n, n, us, vt), a) < 1e-12);
  CHECK(std::is_sorted(s.rbegin(), s.rend()));

  Matrix g = product(n, n, m, transposed(m, n, a), a), l = g;
  CHECK(obol::dense::cholesky(n, l.data()));
  CHECK(distance(product(n, n, n, l, transposed(n, n, l)), g) < 1e-11);
}

void a_wide_matrix_has_a_thin_svd() {
  const Matrix a = random_matrix(3, 5);
  Matrix u(9), s(3), vt(15);
  obol::dense::svd(3, 5, a.data(), u.data(), s.data(), vt.data());
  Matrix us = u;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) us[i * 3 + j] *= s[j];
  CHECK(distance(product(3, 5, 3, us, vt), a) < 1e-13);
}

void products_honour_the_transposes() {
  const Matrix a = random_matrix(4, 7), b = random_matrix(7, 5), c = product(4, 5, 7, a, b);
  const Matrix at = transposed(4, 7, a), bt = transposed(7, 5, b);
  Matrix d(20);
  for (int flags = 0; flags < 4; ++flags) {
    const bool ta = flags & 1, tb = flags & 2;
    obol::dense::multiply(4, 5, 7, (ta ? at : a).data(), ta, (tb ? bt : b).data(), tb, d.data());
    CHECK(distance(c, d) < 1e-13);
  }
}

}  // namespace

int main() {
  for (int64_t n : {1, 2, 3, 17, 96}) eigh_gives_the_known_values_of_a_path(n);
  eigh_reads_the_lower_triangle_only();
  generalized_pairs_solve_the_pencil(1, 1);
  generalized_pairs_solve_the_pencil(40, 13);
  tiny_values_keep_their_digits();
  a_dependent_basis_is_refused();
  values_that_are_not_finite_are_refused();
  factors_multiply_back(1, 1);
  factors_multiply_back(30, 7);
  a_wide_matrix_has_a_thin_svd();
  products_honour_the_transposes();
  return obol::test::report("dense");
}
