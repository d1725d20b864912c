#include "algorithms/dense/blocked_eigh.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

#include "algorithms/dense/blocked_reflectors.h"
#include "algorithms/dense/blocked_scale.h"
#include "algorithms/dense/divide_conquer.h"
#include "algorithms/dense/tridiagonal.h"

namespace obol::dense {

template <class T>
bool blocked_eigh(int64_t n, T* a, int64_t lda, Real<T>* w, T* v, int64_t ldv) {
  using R = Real<T>;
  if (n == 0) return true;
  R largest = 0;
  for (int64_t j = 0; j < n; ++j) largest = larger(largest, largest_component(n - j, a + j * lda + j));
  if (!std::isfinite(largest)) return false;
  const int exponent = scale_exponent(largest);
  for (int64_t j = 0; exponent != 0 && j < n; ++j) scale_by(n - j, a + j * lda + j, -exponent);

  const size_t size = static_cast<size_t>(n);
  Buffer<R> d(size), e(size);
  Buffer<T> tau(size);
  tridiagonalize(n, a, lda, d.data(), e.data(), tau.data());
  Buffer<double> values(d.begin(), d.end()), beside(e.begin(), e.end());
  if (v == nullptr) {
    tridiagonal_eigen(n, values.data(), beside.data(), nullptr, 0);
  } else {
    if constexpr (std::is_same_v<T, double>) {
      tridiagonal_eigen(n, values.data(), beside.data(), v, ldv);
    } else {
      Buffer<double> vectors(size * size);
      tridiagonal_eigen(n, values.data(), beside.data(), vectors.data(), n);
      embed(n, n, n, vectors.data(), v, ldv);
    }
    apply_reflectors(n - 1, n, n - 1, a + 1, lda, tau.data(), false, v + 1, ldv);
  }
  for (int64_t i = 0; i < n; ++i) w[i] = static_cast<R>(values[static_cast<size_t>(i)]);
  if (exponent != 0) scale_by(n, w, exponent);
  return true;
}

template bool blocked_eigh<float>(int64_t, float*, int64_t, float*, float*, int64_t);
template bool blocked_eigh<double>(int64_t, double*, int64_t, double*, double*, int64_t);
template bool blocked_eigh<std::complex<float>>(int64_t, std::complex<float>*, int64_t, float*, std::complex<float>*,
                                                int64_t);
template bool blocked_eigh<std::complex<double>>(int64_t, std::complex<double>*, int64_t, double*,
                                                 std::complex<double>*, int64_t);

}  // namespace obol::dense
