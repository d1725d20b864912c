// The family fft: what a call's lines are, and the ends of real ones. A real line of even length is transformed as pairs,
// complex numbers of half the length, and its results put together from those.
#include "gpu/fft.h"

#include "gpu/backend.h"
#include "gpu/set.h"

namespace obol::gpu {
namespace {

using math::fma;
#include "ops/fft_radix.h"

// The results h + 1 of each line from the h of its pairs, one thread for k and h - k.
template <class T>
struct UntangleKernel {
  static constexpr uint32_t kThreads = 128;
  const Complex<T>* pairs;
  FftSide<T> out;
  Strided<2> lines;
  int64_t h;
  T scale, sign;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t each = h / 2 + 1, i = t.global(), line = i / each, k = i % each;
    if (!t.within(i, lines.size() * each)) return;
    const Complex<T> z = pairs[line * h + k], y = pairs[line * h + (k == 0 ? 0 : h - k)];
    const Complex<T> w = ops::unit_root<T>(k, 2 * h);
    Point<T> a{z.re, z.im}, b{y.re, y.im};
    untangle(a, b, w.re, w.im);
    const int64_t place = lines.places(line).at[0];
    put(t, place, h - k, b, k == 0);
    put(t, place, k, a, k == 0);
  }
  OBOL_HD void put(const Thread& t, int64_t place, int64_t k, const Point<T>& z, bool real) const {
    store_number(t, out, place, k, Complex<T>(z.re * scale, real ? T(0) : z.im * scale * sign));
  }
};

// The reverse: the h pairs' numbers from at most h + 1.
template <class T>
struct TangleKernel {
  static constexpr uint32_t kThreads = 128;
  Complex<T>* pairs;
  FftSide<T> in;
  Strided<2> lines;
  int64_t h;
  T sign;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t each = h / 2 + 1, i = t.global(), line = i / each, k = i % each;
    if (!t.within(i, lines.size() * each)) return;
    const int64_t place = lines.places(line).at[1];
    const Complex<T> x = load_number(t, in, place, k), y = load_number(t, in, place, h - k);
    const Complex<T> w = ops::unit_root<T>(k, 2 * h);
    Point<T> a{x.re, k == 0 ? T(0) : x.im * sign}, b{y.re, k == 0 ? T(0) : y.im * sign};
    tangle(a, b, w.re, w.im);
    if (k > 0) pairs[line * h + h - k] = Complex<T>(b.re, b.im);
    pairs[line * h + k] = Complex<T>(a.re, a.im);
  }
};

template <class T>
FftSide<T> side_of(const View& v, bool real) {
  const int last = v.ndim() - 1;
  FftSide<T> side;
  side.data = pointer<T>(v);
  side.step = real ? v.stride(last) : 2 * v.stride(last);
  side.count = v.shape(last);
  side.parts = real ? 0 : side.count;
  return side;
}

// A real line's numbers two by two.
template <class T>
FftSide<T> as_pairs(const FftSide<T>& real) {
  FftSide<T> side = real;
  side.part = real.step;
  side.step = 2 * real.step;
  side.count = (real.count + 1) / 2;
  side.parts = real.count / 2;
  return side;
}

template <class T>
Status transform(Context& context, const View& out, const View& in, int64_t n, bool inverse, double scale) {
  const bool from_real = contains(kFloats, in.dtype), to_real = contains(kFloats, out.dtype);
  const View out_lines = leading_dims(out, out.ndim() - 1), in_lines = leading_dims(in, in.ndim() - 1);
  const View* views[] = {&out_lines, &in_lines};
  FftCall<T> call;
  call.lines = make_walk(views, 2);
  if (call.lines.size == 0) return Status();
  for (int k = 0; k < 2; ++k) {
    if (k == 0 ? to_real : from_real) continue;
    call.lines.offset[k] *= 2;
    for (int d = 0; d < call.lines.ndim; ++d) call.lines.strides[k][d] *= 2;
  }
  call.in = side_of<T>(in, from_real);
  call.out = side_of<T>(out, to_real);
  call.n = n;
  call.inverse = inverse;
  call.scale = static_cast<T>(scale);
  if (n % 2 != 0 || from_real == to_real) {
    if (to_real) call.in.mirrored = n;
    return transform_lines(context, call);
  }
  const int64_t h = n / 2, count = call.lines.size;
  StorageRef held;
  Complex<T>* pairs = nullptr;
  OBOL_TRY(context.workspace(count * h, &held, &pairs));
  FftCall<T> half = call;
  half.n = h;
  if (from_real) {
    half.in = as_pairs(call.in);
    half.out = side_by_side(&pairs->re, h);
    lay_side_by_side(&half.lines, 0, h);
    half.lines.offset[0] = 0;
    half.inverse = false;
    half.scale = 1;
    OBOL_TRY(transform_lines(context, half));
    call.out.data += call.lines.offset[0];
    return context.run_over(count * (h / 2 + 1), UntangleKernel<T>{pairs, call.out, Strided<2>(call.lines), h,
                                                                   call.scale * T(0.5), inverse ? T(-1) : T(1)});
  }
  call.in.data += call.lines.offset[1];
  OBOL_TRY(context.run_over(count * (h / 2 + 1),
                            TangleKernel<T>{pairs, call.in, Strided<2>(call.lines), h, inverse ? T(1) : T(-1)}));
  half.in = side_by_side(&pairs->re, h);
  half.out = as_pairs(call.out);
  lay_side_by_side(&half.lines, 1, h);
  half.lines.offset[1] = 0;
  half.inverse = true;
  return transform_lines(context, half);
}

}  // namespace

Status GpuBackend::fft(const View& out, const View& in, int64_t n, bool inverse, double scale) {
  Operand memory;
  OBOL_TRY(memory.place(context_, in));
  const bool wide = out.dtype == DType::kFloat64 || out.dtype == DType::kComplex128;
  return wide ? transform<double>(context_, out, memory, n, inverse, scale)
              : transform<float>(context_, out, memory, n, inverse, scale);
}

}  // namespace obol::gpu
