// Lines of numbers to transform: where they lie, and how kernels load and store them.
#pragma once

#include "gpu/context.h"
#include "gpu/layout.h"
#include "ops/fft.h"

namespace obol::gpu {

// Components of type T: number i lies at data[i·step], its imaginary part `part` behind it. `count` numbers are there,
// `parts` of them have an imaginary part; the rest is 0. A `mirrored` line of n continues with its conjugates.
template <class T>
struct FftSide {
  T* data = nullptr;
  int64_t step = 2, part = 1, count = 0, parts = 0;
  int64_t mirrored = 0;
};

// Number i of a line at `at`.
template <class T, class ThreadType>
OBOL_HD Complex<T> load_number(const ThreadType& t, const FftSide<T>& side, int64_t at, int64_t i) {
  const bool turned = side.mirrored != 0 && 2 * i > side.mirrored;
  if (turned) i = side.mirrored - i;
  const T* const p = side.data + at + i * side.step;
  Complex<T> z(T(0), T(0));
  if (t.within(i, side.count)) z.re = p[0];
  if (t.within(i, side.parts) && !(side.mirrored != 0 && i == 0)) z.im = turned ? -p[side.part] : p[side.part];
  return z;
}

template <class T, class ThreadType>
OBOL_HD void store_number(const ThreadType& t, const FftSide<T>& side, int64_t at, int64_t i, const Complex<T>& z) {
  T* const p = side.data + at + i * side.step;
  if (t.within(i, side.count)) p[0] = z.re;
  if (t.within(i, side.parts)) p[side.part] = z.im;
}

// Lines of n numbers: operand 0 of the walk is out, 1 is in, strides in components.
template <class T>
struct FftCall {
  FftSide<T> in, out;
  Walk lines;
  int64_t n = 0;
  bool inverse = false;
  T scale = 1;
};

// out = scale · the transform of in; both may be the same. In fft_tile.cc for n without a prime factor above 13, in
// fft_chirp.cc for any n.
template <class T>
Status transform_smooth(Context& context, const FftCall<T>& call);
template <class T>
Status transform_lines(Context& context, const FftCall<T>& call);

// `count` complex lines of n side by side.
template <class T>
FftSide<T> side_by_side(T* data, int64_t n) {
  FftSide<T> side;
  side.data = data;
  side.count = side.parts = n;
  return side;
}

// One operand's strides over the lines of a walk as if each had n complex numbers, line after line.
inline void lay_side_by_side(Walk* walk, int operand, int64_t n) {
  int64_t step = 2 * n;
  for (int d = walk->ndim - 1; d >= 0; --d) {
    walk->strides[operand][d] = step;
    step *= walk->shape[d];
  }
}

}  // namespace obol::gpu
