#include "algorithms/dense/tridiagonal.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "algorithms/dense/blocked_reflectors.h"
#include "algorithms/dense/multiply.h"
#include "device/threads.h"

namespace obol::dense {
namespace {

constexpr int64_t kPanel = 32, kStrips = 8, kWorthThreads = 256;

// y := A·x for a Hermitian matrix of which the lower triangle is stored and read once: strips of columns of equal area,
// each with a y of its own, summed in their order.
template <class T>
class HermitianProduct {
 public:
  explicit HermitianProduct(int64_t n) : n_(n), partial_(static_cast<size_t>(kStrips * n)) {}

  void operator()(int64_t n, const T* a, int64_t lda, const T* x, T* y) {
    const auto& one = kernels<T>();
    std::fill(y, y + n, T(0));
    if (n < kWorthThreads) return one.apply_hermitian(n, a, lda, x, y);
    int64_t begin[kStrips + 1];
    for (int64_t s = 0; s < kStrips; ++s) {
      const double left = std::sqrt(1 - static_cast<double>(s) / kStrips);
      begin[s] = static_cast<int64_t>(static_cast<double>(n) * (1 - left)) / 8 * 8;
    }
    begin[kStrips] = n;
    for_each_chunk(kStrips, [&](int64_t s) {
      const int64_t from = begin[s], to = begin[s + 1], width = to - from;
      T* const sum = partial_.data() + s * n_;
      std::fill(sum + from, sum + n, T(0));
      const T* const strip = a + from * lda;
      one.apply_hermitian(width, strip + from, lda, x + from, sum + from);
      one.apply_both(n - to, width, strip + to, lda, x + from, sum + to, x + to, sum + from);
    });
    for (int64_t s = 0; s < kStrips; ++s) {
      const T* const sum = partial_.data() + s * n_;
      for (int64_t i = begin[s]; i < n; ++i) y[i] += sum[i];
    }
  }

 private:
  int64_t n_;
  Buffer<T> partial_;
};

}  // namespace

// Dongarra, Sorensen & Hammarling 1989: a panel's reflectors are applied to the rest of the matrix at once, as
// A − V·Wᴴ − W·Vᴴ; within the panel columns are brought up to date one by one. V and W stand side by side, column by
// column, as P = (v₀ w₀ v₁ w₁ …) and Q = (w₀ v₀ w₁ v₁ …), so that the update is A − P·Qᴴ.
template <class T>
void tridiagonalize(int64_t n, T* a, int64_t lda, Real<T>* d, Real<T>* e, T* tau) {
  if (n == 0) return;
  const KeepAwake awake;
  const auto& one = kernels<T>();
  Buffer<T> p(static_cast<size_t>(n * 2 * kPanel)), q(p.size()), w(static_cast<size_t>(n)), x(2 * kPanel);
  HermitianProduct<T> product(n);
  for (int64_t panel = 0; panel < n - 1; panel += kPanel) {
    const int64_t end = std::min(panel + kPanel, n - 1);
    for (int64_t j = panel; j < end; ++j) {
      const int64_t done = 2 * (j - panel), below = n - j - 1;
      T* const column = a + j * lda;
      for (int64_t c = 0; c < done; ++c) x[static_cast<size_t>(c)] = conjugate(q[static_cast<size_t>(c * n + j)]);
      one.apply_add(n - j, done, T(-1), p.data() + j, n, Op::kNone, x.data(), column + j);
      d[j] = std::real(column[j]);
      tau[j] = make_reflector(below, column + j + 1, column + j + 2);
      e[j] = std::real(column[j + 1]);
      T* const v = p.data() + done * n + j + 1;
      copy_reflectors(below, 1, column + j + 1, lda, v, n);
      product(below, column + lda + j + 1, lda, v, w.data());
      std::fill(x.begin(), x.end(), T(0));
      one.apply_add(below, done, T(1), q.data() + j + 1, n, Op::kAdjoint, v, x.data());
      one.apply_add(below, done, T(-1), p.data() + j + 1, n, Op::kNone, x.data(), w.data());
      for (int64_t i = 0; i < below; ++i) w[static_cast<size_t>(i)] *= tau[j];
      // tau·conj(tau)·vᴴAv / 2, a real number.
      const Real<T> half = std::real(one.dot(below, w.data(), v) * tau[j]) / 2;
      for (int64_t i = 0; i < below; ++i) w[static_cast<size_t>(i)] -= half * v[i];
      std::copy(w.begin(), w.begin() + below, p.data() + (done + 1) * n + j + 1);
      std::copy(w.begin(), w.begin() + below, q.data() + done * n + j + 1);
      std::copy(v, v + below, q.data() + (done + 1) * n + j + 1);
    }
    multiply_add_lower(n - end, 2 * (end - panel), T(-1), p.data() + end, n, q.data() + end, n, Op::kAdjoint,
                       a + end * lda + end, lda);
  }
  d[n - 1] = std::real(a[(n - 1) * lda + n - 1]);
}

template void tridiagonalize<float>(int64_t, float*, int64_t, float*, float*, float*);
template void tridiagonalize<double>(int64_t, double*, int64_t, double*, double*, double*);
template void tridiagonalize<std::complex<float>>(int64_t, std::complex<float>*, int64_t, float*, float*,
                                                  std::complex<float>*);
template void tridiagonalize<std::complex<double>>(int64_t, std::complex<double>*, int64_t, double*, double*,
                                                   std::complex<double>*);

}  // namespace obol::dense
