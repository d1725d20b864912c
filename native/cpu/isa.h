// SIMD chosen at run time. A family's loops stand in a `*_kernels.h` inside `namespace OBOL_ISA` and are compiled once
// per instruction set by for_each_isa.h; OBOL_SELECT picks the best one that this machine has.
#pragma once

namespace obol::cpu {

enum class Isa : int { kBaseline = 0, kAvx2 = 1, kAvx512 = 2 };

// What the machine has, or less when OBOL_ISA=baseline|avx2 asks for less.
Isa machine_isa();

template <class F>
F select_isa(F baseline, F avx2, F avx512) {
  switch (machine_isa()) {
    case Isa::kAvx512:
      return avx512;
    case Isa::kAvx2:
      return avx2;
    default:
      return baseline;
  }
}

}  // namespace obol::cpu

#if defined(__x86_64__)
#define OBOL_SELECT(...) ::obol::cpu::select_isa(&baseline::__VA_ARGS__, &avx2::__VA_ARGS__, &avx512::__VA_ARGS__)
#else
#define OBOL_SELECT(...) (&baseline::__VA_ARGS__)
#endif
