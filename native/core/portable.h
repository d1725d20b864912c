// Marks for code that host and device compilers share. The build of a vendor's kernels defines OBOL_DEVICE_COMPILER.
#pragma once

#ifdef OBOL_DEVICE_COMPILER
#define OBOL_HD __host__ __device__
#else
#define OBOL_HD
#endif

// In shared code memory is copied by __builtin_memcpy: a device's compiler may take memcpy for the host's.

// A formula must be inlined into the loop that was compiled for the machine's vector unit.
#define OBOL_INLINE OBOL_HD inline __attribute__((always_inline))
