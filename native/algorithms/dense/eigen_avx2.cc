// Eigen compiled for AVX2 and FMA, under another name, so that the linker can't merge its templates with the plain ones.
// Everything that Eigen includes comes first: what the standard library defines stays plain code.
#if defined(__x86_64__) && !defined(__clang__)
#include <immintrin.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <climits>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iosfwd>
#include <limits>
#include <new>
#include <sstream>
#include <string>

#pragma GCC push_options
#pragma GCC target("avx2,fma,bmi,bmi2")
#define Eigen Eigen_avx2
#define EIGEN_DONT_PARALLELIZE
#define EIGEN_NO_DEBUG
#include <Eigen/Dense>

#include "algorithms/dense/dense.h"

#define OBOL_DENSE avx2
#include "algorithms/dense/eigen_kernels.h"
#pragma GCC pop_options
#endif
