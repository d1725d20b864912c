#include "algorithms/dense/blocked_eigh.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

#include "algorithms/dense/blocked_reflectors.h"
#include "algorithms/dense/blocked_scale.h"
#include "algorithms/dense/divide_conquer.h"
#include "algorithms/dense/tridiagonal.h"
#include "device/threads.h"

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

  std::vector<R> e(static_cast<size_t>(n));
  std::vector<T> tau(static_cast<size_t>(n));
  tridiagonalize(n, a, lda, w, e.data(), tau.data());
  if (v == nullptr) {
    tridiagonal_eigen<R>(n, w, e.data(), nullptr, 0);
  } else {
    if constexpr (std::is_same_v<T, R>) {
      tridiagonal_eigen(n, w, e.data(), v, ldv);
    } else {
      std::vector<R> real(static_cast<size_t>(n * n));
      tridiagonal_eigen(n, w, e.data(), real.data(), n);
      parallel_for(n, 32, [&](int64_t begin, int64_t end) {
        for (int64_t j = begin; j < end; ++j) std::copy(real.data() + j * n, real.data() + (j + 1) * n, v + j * ldv);
      });
    }
    apply_reflectors(n - 1, n, n - 1, a + 1, lda, tau.data(), false, v + 1, ldv);
  }
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
