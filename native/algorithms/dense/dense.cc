// Chooses, once, between the two compilations of Eigen.
#include "algorithms/dense/dense.h"

#include <cstdlib>
#include <cstring>

#define OBOL_DENSE_FUNCTIONS                                                                                           \
  bool eigh(int64_t n, const double* a, double* w, double* v);                                                         \
  bool eigh_generalized(int64_t n, int64_t m, const double* a, const double* b, double pivot_floor, double* w,         \
                        double* v);                                                                                    \
  bool cholesky(int64_t n, double* a);                                                                                 \
  void qr(int64_t m, int64_t n, const double* a, double* q, double* r);                                                \
  void svd(int64_t m, int64_t n, const double* a, double* u, double* s, double* vt);                                   \
  void multiply(int64_t m, int64_t n, int64_t k, const double* a, bool transpose_a, const double* b, bool transpose_b, \
                double* c);

namespace obol::dense {
namespace baseline {
OBOL_DENSE_FUNCTIONS
}

#if defined(__x86_64__) && !defined(__clang__)
namespace avx2 {
OBOL_DENSE_FUNCTIONS
}
bool use_avx2() {
  static const bool has = [] {
    const char* wish = std::getenv("OBOL_ISA");
    if (wish != nullptr && std::strcmp(wish, "baseline") == 0) return false;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  }();
  return has;
}
#define OBOL_DENSE_CALL(call) (use_avx2() ? avx2::call : baseline::call)
#else
bool use_avx2() { return false; }
#define OBOL_DENSE_CALL(call) (baseline::call)
#endif

bool eigh(int64_t n, const double* a, double* w, double* v) { return OBOL_DENSE_CALL(eigh(n, a, w, v)); }

bool eigh_generalized(int64_t n, int64_t m, const double* a, const double* b, double pivot_floor, double* w,
                      double* v) {
  return OBOL_DENSE_CALL(eigh_generalized(n, m, a, b, pivot_floor, w, v));
}

bool cholesky(int64_t n, double* a) { return OBOL_DENSE_CALL(cholesky(n, a)); }

void qr(int64_t m, int64_t n, const double* a, double* q, double* r) { OBOL_DENSE_CALL(qr(m, n, a, q, r)); }

void svd(int64_t m, int64_t n, const double* a, double* u, double* s, double* vt) {
  OBOL_DENSE_CALL(svd(m, n, a, u, s, vt));
}

void multiply(int64_t m, int64_t n, int64_t k, const double* a, bool transpose_a, const double* b, bool transpose_b,
              double* c) {
  OBOL_DENSE_CALL(multiply(m, n, k, a, transpose_a, b, transpose_b, c));
}

}  // namespace obol::dense
