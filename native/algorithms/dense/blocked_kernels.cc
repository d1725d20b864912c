// Chooses, once, among the compilations of blocked_kernels_eigen.h.
#include "algorithms/dense/blocked_kernels.h"

#include <cstdlib>
#include <cstring>

namespace obol::dense {

#define OBOL_DENSE_TABLES(isa)                     \
  namespace isa {                                  \
  void fill(Kernels<float>* table);                \
  void fill(Kernels<double>* table);               \
  void fill(Kernels<std::complex<float>>* table);  \
  void fill(Kernels<std::complex<double>>* table); \
  void fill(SecularKernels* table);                \
  }

OBOL_DENSE_TABLES(blocked_baseline)
#if defined(__x86_64__) && !defined(__clang__)
OBOL_DENSE_TABLES(blocked_avx2)
OBOL_DENSE_TABLES(blocked_avx512)
#endif

namespace {

template <class Table>
Table filled() {
  Table table;
#if defined(__x86_64__) && !defined(__clang__)
  const char* const wish = std::getenv("OBOL_ISA");
  const auto at_most = [&](const char* isa) { return wish != nullptr && std::strcmp(wish, isa) == 0; };
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && !at_most("baseline");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") && !at_most("avx2");
  avx512 ? blocked_avx512::fill(&table) : avx2 ? blocked_avx2::fill(&table) : blocked_baseline::fill(&table);
#else
  blocked_baseline::fill(&table);
#endif
  return table;
}

}  // namespace

template <class T>
const Kernels<T>& kernels() {
  static const Kernels<T> table = filled<Kernels<T>>();
  return table;
}
const SecularKernels& secular_kernels() {
  static const SecularKernels table = filled<SecularKernels>();
  return table;
}

template const Kernels<float>& kernels();
template const Kernels<double>& kernels();
template const Kernels<std::complex<float>>& kernels();
template const Kernels<std::complex<double>>& kernels();

}  // namespace obol::dense
