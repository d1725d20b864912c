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
// What Eigen asks for. GCC reads a file's tokens before it acts on its pragmas, so these don't follow from the target.
#ifndef __AVX__
#define __AVX__ 1
#endif
#ifndef __AVX2__
#define __AVX2__ 1
#endif
#ifndef __FMA__
#define __FMA__ 1
#endif
#ifndef __SSE3__
#define __SSE3__ 1
#endif
#ifndef __SSSE3__
#define __SSSE3__ 1
#endif
#ifndef __SSE4_1__
#define __SSE4_1__ 1
#endif
#ifndef __SSE4_2__
#define __SSE4_2__ 1
#endif
#pragma GCC diagnostic ignored "-Wignored-attributes"
#define Eigen Eigen_avx2
#define EIGEN_DONT_PARALLELIZE
#define EIGEN_NO_DEBUG
#include <Eigen/Dense>
