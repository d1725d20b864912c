// Includes the file named by OBOL_KERNELS once per instruction set, with OBOL_ISA the namespace to use and
// OBOL_VECTOR_BYTES the width of a register. Every header that the kernels need is included before this one: what is
// defined inside a target region must stand in `namespace OBOL_ISA`, or the linker could merge it with plain code.
// No include guard: one inclusion a family.

#define OBOL_ISA baseline
#define OBOL_VECTOR_BYTES 16
#include OBOL_KERNELS
#undef OBOL_ISA
#undef OBOL_VECTOR_BYTES

#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,bmi2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma,bmi,bmi2")
#endif
#define OBOL_ISA avx2
#define OBOL_VECTOR_BYTES 32
#include OBOL_KERNELS
#undef OBOL_ISA
#undef OBOL_VECTOR_BYTES
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,bmi2,avx512f,avx512dq,avx512bw,avx512vl"))), \
                             apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx2,fma,bmi,bmi2,avx512f,avx512dq,avx512bw,avx512vl,prefer-vector-width=512")
#endif
#define OBOL_ISA avx512
#define OBOL_VECTOR_BYTES 64
#include OBOL_KERNELS
#undef OBOL_ISA
#undef OBOL_VECTOR_BYTES
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
