// Fourier transforms of any length: one with a large prime factor is a convolution with a chirp (Bluestein 1970), for which
// lines of a longer, smooth length are transformed there and back.
#include "gpu/fft.h"

namespace obol::gpu {
namespace {

// exp(-πi·j²/n), and its reverse as the filter of a convolution of m.
template <class T>
struct ChirpKernel {
  static constexpr uint32_t kThreads = 128;
  Complex<T>*chirp, *filter;
  int64_t n, m;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global(), j = 2 * i > m ? m - i : i;
    if (!t.within(i, m)) return;
    const Complex<double> w = ops::unit_root<double>(j < n ? j * j % (2 * n) : 0, 2 * n);
    filter[i] = j < n ? Complex<T>(Complex<double>(w.re, -w.im)) : Complex<T>(T(0), T(0));
    if (t.within(i, n)) chirp[i] = Complex<T>(w);
  }
};

template <class T>
OBOL_INLINE Complex<T> swapped(const Complex<T>& z) {
  return Complex<T>(z.im, z.re);
}

// to[line][j] = chirp[j] · number j of the line, 0 from n on.
template <class T>
struct ChirpInKernel {
  static constexpr uint32_t kThreads = 256;
  Complex<T>* to;
  const Complex<T>* chirp;
  FftSide<T> in;
  Strided<2> lines;
  int64_t n, m;
  bool inverse;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global(), line = i / m, j = i % m;
    if (!t.within(i, lines.size() * m)) return;
    Complex<T> z(T(0), T(0));
    if (t.within(j, n)) {
      z = load_number(t, in, lines.places(line).at[1], j);
      z = (inverse ? swapped(z) : z) * chirp[j];
    }
    to[i] = z;
  }
};

// Times the filter, and ready to be transformed back.
template <class T>
struct FilterKernel {
  static constexpr uint32_t kThreads = 256;
  Complex<T>* numbers;
  const Complex<T>* filter;
  int64_t count, m;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (t.within(i, count)) numbers[i] = swapped(numbers[i] * filter[i % m]);
  }
};

template <class T>
struct ChirpOutKernel {
  static constexpr uint32_t kThreads = 256;
  const Complex<T>*from, *chirp;
  FftSide<T> out;
  Strided<2> lines;
  int64_t n, m;
  bool inverse;
  T scale;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global(), line = i / n, k = i % n;
    if (!t.within(i, lines.size() * n)) return;
    Complex<T> z = swapped(from[line * m + k]) * chirp[k];
    if (inverse) z = swapped(z);
    store_number(t, out, lines.places(line).at[0], k, Complex<T>(z.re * scale, z.im * scale));
  }
};

// Lines of m in place.
template <class T>
FftCall<T> in_place(Complex<T>* numbers, int64_t lines, int64_t m) {
  FftCall<T> call;
  call.in = call.out = side_by_side(&numbers->re, m);
  call.lines.count = 2;
  call.lines.ndim = 1;
  call.lines.shape[0] = call.lines.size = lines;
  call.lines.offset[0] = call.lines.offset[1] = 0;
  lay_side_by_side(&call.lines, 0, m);
  lay_side_by_side(&call.lines, 1, m);
  call.n = m;
  return call;
}

}  // namespace

template <class T>
Status transform_lines(Context& context, const FftCall<T>& call) {
  const int64_t n = call.n, m = ops::transform_length(n), lines = call.lines.size;
  if (m == n) return transform_smooth(context, call);
  StorageRef chirp_held, filter_held, held;
  Complex<T>*chirp = nullptr, *filter = nullptr, *numbers = nullptr;
  OBOL_TRY(context.workspace(n, &chirp_held, &chirp));
  OBOL_TRY(context.workspace(m, &filter_held, &filter));
  OBOL_TRY(context.workspace(lines * m, &held, &numbers));
  OBOL_TRY(context.run_over(m, ChirpKernel<T>{chirp, filter, n, m}));
  FftCall<T> spectrum = in_place(filter, 1, m);
  spectrum.scale = static_cast<T>(1.0 / static_cast<double>(m));
  OBOL_TRY(transform_smooth(context, spectrum));
  FftSide<T> in = call.in, out = call.out;
  in.data += call.lines.offset[1];
  out.data += call.lines.offset[0];
  const Strided<2> places(call.lines);
  OBOL_TRY(context.run_over(lines * m, ChirpInKernel<T>{numbers, chirp, in, places, n, m, call.inverse}));
  OBOL_TRY(transform_smooth(context, in_place(numbers, lines, m)));
  OBOL_TRY(context.run_over(lines * m, FilterKernel<T>{numbers, filter, lines * m, m}));
  OBOL_TRY(transform_smooth(context, in_place(numbers, lines, m)));
  return context.run_over(lines * n, ChirpOutKernel<T>{numbers, chirp, out, places, n, m, call.inverse, call.scale});
}

template Status transform_lines(Context&, const FftCall<float>&);
template Status transform_lines(Context&, const FftCall<double>&);

}  // namespace obol::gpu
