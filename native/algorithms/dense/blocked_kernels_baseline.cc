// The blocked decompositions' kernels for any machine.
#pragma GCC diagnostic ignored "-Wignored-attributes"
#define EIGEN_DONT_PARALLELIZE
#define EIGEN_NO_DEBUG
#include <Eigen/Dense>

#include "algorithms/dense/blocked_kernels.h"

#define OBOL_DENSE blocked_baseline
#include "algorithms/dense/blocked_kernels_eigen.h"
