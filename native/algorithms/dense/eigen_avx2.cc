// The functions of dense.h, compiled for AVX2 and FMA.
#if defined(__x86_64__) && !defined(__clang__)
#include "algorithms/dense/dense.h"
#include "algorithms/dense/eigen_for_avx2.h"

#define OBOL_DENSE avx2
#include "algorithms/dense/eigen_kernels.h"
#pragma GCC pop_options
#endif
