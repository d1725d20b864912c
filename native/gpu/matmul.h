// What the kernels of dense products share.
#pragma once

#include "gpu/context.h"
#include "gpu/layout.h"
#include "ops/math.h"

namespace obol::gpu {

// Element (i, j) of matrix number b at data[b's offset + i·down + j·across].
template <class T>
struct Matrix {
  T* data;
  int64_t down, across;
};

template <class T>
OBOL_INLINE T multiply_add(T a, T b, T sum) {
  if constexpr (is_complex_v<T>)
    return sum + a * b;
  else if constexpr (sizeof(T) < 4)
    return static_cast<T>(sum + a * b);
  else if constexpr (T(0.5) != T(0))
    return math::fma(a, b, sum);
  else
    return sum + a * b;
}

}  // namespace obol::gpu
