// Eigen compiled for any machine.
#define EIGEN_DONT_PARALLELIZE
#define EIGEN_NO_DEBUG
#include <Eigen/Dense>

#include "algorithms/dense/dense.h"

#define OBOL_DENSE baseline
#include "algorithms/dense/eigen_kernels.h"
