#include "algorithms/dense/decompositions_isa.h"
#include "algorithms/dense/eigen_for_any.h"

#define OBOL_DENSE baseline
#include "algorithms/dense/decompositions_spectra.h"
