// Marks for code that host and device compilers share. The only place, beside gpu/runtime, that asks which compiler
// reads it.
#pragma once

#if defined(__CUDACC__) || defined(__HIPCC__)
#define OBOL_HD __host__ __device__
#else
#define OBOL_HD
#endif

// In shared code memory is copied by __builtin_memcpy: a device's compiler may take memcpy for the host's.

// A formula must be inlined into the loop that was compiled for the machine's vector unit.
#define OBOL_INLINE OBOL_HD inline __attribute__((always_inline))
