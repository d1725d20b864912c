#include "algorithms/dense/decompositions_isa.h"

#if OBOL_DENSE_HAS_AVX2
#include "algorithms/dense/eigen_for_avx2.h"

#define OBOL_DENSE avx2
#include "algorithms/dense/decompositions_spectra.h"
#pragma GCC pop_options
#endif
