#include "algorithms/dense/blocked_svd.h"

#include <algorithm>
#include <vector>

#include "algorithms/dense/bidiagonal.h"
#include "algorithms/dense/blocked_qr.h"
#include "algorithms/dense/blocked_reflectors.h"
#include "algorithms/dense/blocked_scale.h"
#include "algorithms/dense/divide_conquer.h"

namespace obol::dense {
namespace {

// From this many times as many rows as columns on, QR first does less work (Chan 1982).
constexpr double kTall = 1.5;

template <class T>
void decompose(int64_t m, int64_t n, T* a, int64_t lda, Real<T>* s, T* u, int64_t ldu, int64_t columns, T* v,
               int64_t ldv) {
  using R = Real<T>;
  const size_t size = static_cast<size_t>(n);
  if (static_cast<double>(m) >= kTall * static_cast<double>(n)) {
    Buffer<T> tau(size), r(size * size, T(0));
    blocked_qr(m, n, a, lda, tau.data());
    for (int64_t j = 0; j < n; ++j) std::copy(a + j * lda, a + j * lda + j + 1, r.data() + j * n);
    if (u == nullptr) return decompose<T>(n, n, r.data(), n, s, nullptr, 0, 0, nullptr, 0);
    for (int64_t j = 0; j < columns; ++j) {
      std::fill(u + j * ldu, u + j * ldu + m, T(0));
      if (j >= n) u[j * ldu + j] = T(1);
    }
    decompose(n, n, r.data(), n, s, u, ldu, n, v, ldv);
    return apply_reflectors(m, columns, n, a, lda, tau.data(), false, u, ldu);
  }
  Buffer<R> d(size), e(size);
  Buffer<T> tau_q(size), tau_p(size), g(size * size);
  bidiagonalize(m, n, a, lda, d.data(), e.data(), tau_q.data(), g.data(), n, tau_p.data());
  Buffer<double> values(d.begin(), d.end()), beside(e.begin(), e.end());
  Buffer<double> left(u == nullptr ? 0 : size * size), right(left.size());
  if (u == nullptr)
    bidiagonal_svd(n, values.data(), beside.data(), nullptr, 0, nullptr, 0);
  else
    bidiagonal_svd(n, values.data(), beside.data(), left.data(), n, right.data(), n);
  for (int64_t i = 0; i < n; ++i) s[i] = static_cast<R>(values[static_cast<size_t>(i)]);
  if (u == nullptr) return;
  embed(m, columns, n, left.data(), u, ldu);
  embed(n, n, n, right.data(), v, ldv);
  apply_reflectors(m, columns, n, a, lda, tau_q.data(), false, u, ldu);
  apply_reflectors(n - 1, n, n - 1, g.data() + 1, n, tau_p.data(), false, v + 1, ldv);
}

}  // namespace

template <class T>
bool blocked_svd(int64_t m, int64_t n, T* a, int64_t lda, Real<T>* s, T* u, int64_t ldu, int64_t columns, T* v,
                 int64_t ldv) {
  using R = Real<T>;
  R largest = 0;
  for (int64_t j = 0; j < n; ++j) largest = larger(largest, largest_component(m, a + j * lda));
  if (!std::isfinite(largest)) return false;
  const int exponent = scale_exponent(largest);
  for (int64_t j = 0; exponent != 0 && j < n; ++j) scale_by(m, a + j * lda, -exponent);
  if (n > 0)
    decompose(m, n, a, lda, s, u, ldu, columns, v, ldv);
  else if (u != nullptr)
    embed(m, columns, 0, nullptr, u, ldu);
  if (exponent != 0) scale_by(n, s, exponent);
  return true;
}

#define OBOL_INSTANTIATE(T) \
  template bool blocked_svd<T>(int64_t, int64_t, T*, int64_t, Real<T>*, T*, int64_t, int64_t, T*, int64_t);
OBOL_INSTANTIATE(float)
OBOL_INSTANTIATE(double)
OBOL_INSTANTIATE(std::complex<float>)
OBOL_INSTANTIATE(std::complex<double>)

}  // namespace obol::dense
