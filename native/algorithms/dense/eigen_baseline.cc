// The functions of dense.h, compiled for any machine.
#include "algorithms/dense/dense.h"
#include "algorithms/dense/eigen_for_any.h"

#define OBOL_DENSE baseline
#include "algorithms/dense/eigen_kernels.h"
