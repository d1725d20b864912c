#include "cpu/isa.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace obol::cpu {
namespace {

Isa detect() {
#if defined(__x86_64__)
  Isa best = Isa::kBaseline;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) best = Isa::kAvx2;
  if (best == Isa::kAvx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    best = Isa::kAvx512;
  if (const char* wish = std::getenv("OBOL_ISA")) {
    if (std::strcmp(wish, "baseline") == 0) best = Isa::kBaseline;
    if (std::strcmp(wish, "avx2") == 0) best = std::min(best, Isa::kAvx2);
  }
  return best;
#else
  return Isa::kBaseline;
#endif
}

}  // namespace

Isa machine_isa() {
  static const Isa isa = detect();
  return isa;
}

}  // namespace obol::cpu
