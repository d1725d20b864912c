// Eigen for AVX2 and FMA, under another name, so that the linker can't merge its templates with the plain ones; the
// file that includes this ends with `#pragma GCC pop_options`. Everything that Eigen includes comes first: what the
// standard library defines stays plain code.
#pragma once

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
