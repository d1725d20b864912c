#include "algorithms/dense/secular.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "algorithms/dense/blocked_kernels.h"
#include "device/threads.h"

namespace obol::dense {
namespace {

constexpr int64_t kRoots = 16, kRows = 64;
constexpr int kMostSteps = 120, kRationalSteps = 16;

struct Equation {
  int64_t k;
  const double* pole;
  const double* z;
  double inverse_rho, z_squared;
  bool squares;
  const SecularKernels& loops = secular_kernels();

  void gaps(double from, double* out) const { (squares ? loops.square_gaps : loops.gaps)(k, pole, from, out); }
};

// Between two bounds of one sign, halfway in their exponents where these differ.
double between(double low, double high) {
  const double a = std::abs(low), b = std::abs(high), small = std::min(a, b), large = std::max(a, b);
  if (small > 0 && large > 4 * small) return std::copysign(std::sqrt(small) * std::sqrt(large), low + high);
  return low + (high - low) / 2;
}

// The root of c·x² − a·x + b that lies strictly between `low` and `high`, or NaN.
double quadratic_root(double a, double b, double c, double low, double high) {
  const double discriminant = a * a - 4 * b * c;
  const double q = (a + std::copysign(std::sqrt(std::max(discriminant, 0.0)), a)) / 2;
  const double first = b / q, second = q / c;
  if (first > low && first < high) return first;
  if (second > low && second < high) return second;
  return std::numeric_limits<double>::quiet_NaN();
}

// Root i. The unknown is its distance tau from the nearer pole, so that every p_j − λ keeps its digits. Rational
// interpolation with the two poles beside the root (double.-C. Li 1994: the fixed weight method, then the middle way), in a
// bracket that falls back on bisection.
double find_root(const Equation& e, int64_t i, double* column) {
  constexpr double eps = std::numeric_limits<double>::epsilon() / 2;
  const bool last = i == e.k - 1;
  const double* const z = e.z;
  int64_t origin = i;
  double low, high, tau;
  e.gaps(e.pole[i], column);
  if (e.k == 1) {
    tau = e.z_squared / e.inverse_rho;
    low = high = tau;
  } else if (last) {
    high = e.z_squared / e.inverse_rho;
    low = z[i] * z[i] / e.inverse_rho / 2;
    high *= 1 + 8 * eps;
    tau = low + (high - low) / 2;
  } else {
    const double width = column[i + 1], half = width / 2;
    double lower[2], upper[2];
    e.loops.sums(i + 1, z, column, half, lower);
    e.loops.sums(e.k - i - 1, z + i + 1, column + i + 1, half, upper);
    const double f = e.inverse_rho + lower[0] + upper[0];
    const double left = z[i] * z[i], right = z[i + 1] * z[i + 1];
    const double c = f + (left - right) / half;
    if (f >= 0) {
      high = half * (1 + 4 * eps);
      low = std::min(left / (e.inverse_rho + e.z_squared / half) / 2, high / 2);
      tau = quadratic_root(c * width + left + right, left * width, c, low, high);
    } else {
      origin = i + 1;
      e.gaps(e.pole[origin], column);
      low = -half * (1 + 4 * eps);
      high = std::max(-right * half / e.z_squared / 2, low / 2);
      tau = quadratic_root(-c * width + left + right, -right * width, c, low, high);
    }
    if (!(tau > low && tau < high)) tau = between(low, high);
  }
  const int64_t split = last ? i : i + 1, a = split - 1, b = split;
  bool middle = false;
  double before = 0;
  for (int step = 0; step < kMostSteps && e.k > 1; ++step) {
    double lower[2], upper[2];
    e.loops.sums(split, z, column, tau, lower);
    e.loops.sums(e.k - split, z + split, column + split, tau, upper);
    const double f = e.inverse_rho + lower[0] + upper[0], slope = lower[1] + upper[1];
    const double bound = 8 * (std::abs(lower[0]) + std::abs(upper[0])) + e.inverse_rho + std::abs(tau) * slope;
    if (!(std::abs(f) > eps * bound)) break;
    (f < 0 ? low : high) = tau;
    if (step > 0 && std::abs(f) > std::abs(before) / 10 && (f < 0) == (before < 0)) middle = !middle;
    before = f;
    const double to_a = column[a] - tau, to_b = column[b] - tau;
    double c;
    if (middle || last)
      c = f - to_a * lower[1] - to_b * upper[1];
    else if (origin == a)
      c = f - to_b * slope - (column[a] - column[b]) * (z[a] / to_a) * (z[a] / to_a);
    else
      c = f - to_a * slope - (column[b] - column[a]) * (z[b] / to_b) * (z[b] / to_b);
    double next = std::numeric_limits<double>::quiet_NaN();
    if (step < kRationalSteps || step % 2 == 0) {
      next = tau + quadratic_root((to_a + to_b) * f - to_a * to_b * slope, to_a * to_b * f, c, low - tau, high - tau);
      if (!(next > low && next < high)) next = tau - f / slope;
    }
    if (!(next > low && next < high)) next = between(low, high);
    if (next == tau || !(next > low && next < high)) break;
    tau = next;
  }
  e.loops.gaps(e.k, column, tau, column);
  const double from = e.pole[origin];
  if (!e.squares) return from + tau;
  return from + tau / (from + std::sqrt(std::max(from * from + tau, 0.0)));
}

}  // namespace

void secular_roots(int64_t k, const double* pole, double rho, bool squares, double* z, double* root, double* vectors,
                   int64_t ld) {
  if (k == 0) return;
  const auto& loops = secular_kernels();
  const Equation equation{k, pole, z, 1 / rho, kernels<double>().squared_norm(k, z), squares};
  parallel_for(k, kRoots, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) root[i] = find_root(equation, i, vectors + i * ld);
  });
  // ẑ_j² = Π_i (λ_i − p_j) / Π_{i≠j} (p_i − p_j), each λ beside the pole that makes the quotient moderate.
  parallel_for(k, kRows, [&](int64_t begin, int64_t end) {
    const int64_t rows = end - begin;
    double product[kRows], gap[kRows];
    std::fill(product, product + rows, 1.0);
    for (int64_t i = 0; i < k; ++i) {
      (squares ? loops.square_gaps : loops.gaps)(rows, pole + begin, pole[i], gap);
      if (i >= begin && i < end) gap[i - begin] = -1;
      loops.ratios(rows, vectors + i * ld + begin, gap, product);
    }
    for (int64_t j = 0; j < rows; ++j) {
      const double size = std::sqrt(std::abs(product[j]));
      z[begin + j] = std::copysign(size, z[begin + j]);
    }
  });
}

}  // namespace obol::dense
