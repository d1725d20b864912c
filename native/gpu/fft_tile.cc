// Fourier transforms of complex lines without large prime factors. A block transforms as many lines as its shared memory
// holds, radix by radix (Stockham). A longer line n1·n2 is cut: n1 numbers n2 apart at a time, their results times roots of
// unity, then the n2 that belong together.
#include "gpu/fft.h"

namespace obol::gpu {
namespace {

using math::fma;
#include "ops/fft_radix.h"

constexpr int kMostPasses = 12;

// exp(-2πi·k/n) for k < n.
template <class T>
struct RootsKernel {
  static constexpr uint32_t kThreads = 128;
  Complex<T>* out;
  int64_t n;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t k = t.global();
    if (t.within(k, n)) out[k] = Complex<T>(ops::unit_root<double>(k, n));
  }
};

template <class T>
struct TileKernel {
  static constexpr uint32_t kThreads = 128;
  static constexpr uint32_t kNumbers = sizeof(T) == 8 ? 1024 : 2048;  // that a block holds
  FftSide<T> in, out;
  Strided<2> lines;  // of out, in
  const Complex<T>* roots;
  uint32_t n, pack;  // lines of n, so many a block
  int32_t radix[kMostPasses], passes;
  bool in_by_lines, out_by_lines;  // neighbouring threads take neighbouring lines
  bool inverse;
  T scale;
  // Where this is the first step of a longer transform: line l is column l % columns of it, its numbers lie `columns`
  // apart, and result k is multiplied by exp(-2πi·k·column/whole).
  int64_t columns, whole;

  struct Shared {
    Complex<T> numbers[2][kNumbers];
  };

  OBOL_HD void operator()(const TeamThread& t, Shared& shared) const {
    const int64_t first = int64_t{t.block_x()} * pack, left = lines.size() - first;
    const uint32_t mine = t.within(pack, left) ? pack : static_cast<uint32_t>(left), total = mine * n;
    for (uint32_t e = t.thread(); t.within(e, total); e += kThreads) {
      const uint32_t line = in_by_lines ? e % mine : e / n, j = in_by_lines ? e / mine : e % n;
      const int64_t column = whole == 0 ? 0 : (first + line) % columns;
      const Complex<T> z = load_number(t, in, lines.places(first + line).at[1], whole == 0 ? j : j * columns + column);
      shared.numbers[0][line * n + j] = inverse ? Complex<T>(z.im, z.re) : z;
    }
    uint32_t s = 1, from = 0;
    for (int i = 0; i < passes; ++i) {
      t.barrier();
      run_pass(t, shared.numbers[from], shared.numbers[1 - from], radix[i], s, mine);
      s *= static_cast<uint32_t>(radix[i]);
      from = 1 - from;
    }
    t.barrier();
    for (uint32_t e = t.thread(); t.within(e, total); e += kThreads) {
      const uint32_t line = out_by_lines ? e % mine : e / n, k = out_by_lines ? e / mine : e % n;
      Complex<T> z = shared.numbers[from][line * n + k];
      if (whole != 0) z = z * ops::unit_root<T>((first + line) % columns * k, whole);
      z = Complex<T>((inverse ? z.im : z.re) * scale, (inverse ? z.re : z.im) * scale);
      store_number(t, out, lines.places(first + line).at[0], k, z);
    }
  }

  OBOL_HD void run_pass(const TeamThread& t, const Complex<T>* a, Complex<T>* b, int r, uint32_t s,
                        uint32_t mine) const {
    switch (r) {
      case 2:
        return pass<2>(t, a, b, s, mine);
      case 3:
        return pass<3>(t, a, b, s, mine);
      case 4:
        return pass<4>(t, a, b, s, mine);
      case 5:
        return pass<5>(t, a, b, s, mine);
      case 7:
        return pass<7>(t, a, b, s, mine);
      case 8:
        return pass<8>(t, a, b, s, mine);
      case 11:
        return pass<11>(t, a, b, s, mine);
      default:
        return pass<13>(t, a, b, s, mine);
    }
  }

  template <int R>
  OBOL_HD void pass(const TeamThread& t, const Complex<T>* a, Complex<T>* b, uint32_t s, uint32_t mine) const {
    const uint32_t apart = n / R;
    for (uint32_t e = t.thread(); t.within(e, mine * apart); e += kThreads) {
      const uint32_t line = e / apart, i = e % apart, p = i / s, q = i % s;
      Point<T> z[R];
      for (uint32_t k = 0; k < R; ++k) {
        const Complex<T> x = a[line * n + i + k * apart];
        z[k] = {x.re, x.im};
      }
      butterfly<T, R>(z);
      for (uint32_t k = 0; k < R; ++k) {
        if (k > 0) z[k] = times(z[k], roots[p * k * s].re, roots[p * k * s].im);
        b[line * n + q + s * (R * p + k)] = Complex<T>(z[k].re, z[k].im);
      }
    }
  }
};

// The first numbers of each line.
template <class T>
struct FirstKernel {
  static constexpr uint32_t kThreads = 256;
  const Complex<T>* from;
  FftSide<T> out;
  Strided<2> lines;
  int64_t n;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global(), line = i / out.count, k = i % out.count;
    if (!t.within(i, lines.size() * out.count)) return;
    store_number(t, out, lines.places(line).at[0], k, from[line * n + k]);
  }
};

bool by_lines(const Walk& walk, int operand, int64_t step) {
  if (walk.ndim == 0) return false;
  const int64_t across = walk.strides[operand][walk.ndim - 1];
  return (across < 0 ? -across : across) < (step < 0 ? -step : step);
}

// Lines that fit in shared memory.
template <class T>
Status transform_tiles(Context& context, const FftCall<T>& call, const ops::Radices& radices, int64_t columns = 0,
                       int64_t whole = 0) {
  StorageRef held;
  Complex<T>* roots = nullptr;
  OBOL_TRY(context.workspace(call.n, &held, &roots));
  OBOL_TRY(context.run_over(call.n, RootsKernel<T>{roots, call.n}));
  TileKernel<T> kernel;
  kernel.in = call.in;
  kernel.out = call.out;
  kernel.in.data += call.lines.offset[1];
  kernel.out.data += call.lines.offset[0];
  kernel.lines = Strided<2>(call.lines);
  kernel.roots = roots;
  kernel.n = static_cast<uint32_t>(call.n);
  kernel.pack = TileKernel<T>::kNumbers / kernel.n;
  kernel.passes = radices.count;
  for (int i = 0; i < radices.count; ++i) kernel.radix[i] = radices.radix[i];
  kernel.in_by_lines = by_lines(call.lines, 1, call.in.step);
  kernel.out_by_lines = by_lines(call.lines, 0, call.out.step);
  kernel.inverse = call.inverse;
  kernel.scale = call.scale;
  kernel.columns = columns;
  kernel.whole = whole;
  return context.run({(call.lines.size + kernel.pack - 1) / kernel.pack}, kernel);
}

// A walk over lines and, innermost, `count` parts of each.
Walk parts_of(const Walk& lines, int64_t count, int64_t out_step, int64_t in_step) {
  Walk walk = lines;
  walk.shape[walk.ndim] = count;
  walk.strides[0][walk.ndim] = out_step;
  walk.strides[1][walk.ndim] = in_step;
  ++walk.ndim;
  walk.size *= count;
  return walk;
}

// Where fewer results than numbers are wanted: the others can't be left out of a line that is cut.
template <class T>
Status transform_first(Context& context, const FftCall<T>& call) {
  StorageRef held;
  Complex<T>* all = nullptr;
  OBOL_TRY(context.workspace(call.n * call.lines.size, &held, &all));
  FftCall<T> whole = call;
  whole.out = side_by_side(&all->re, call.n);
  lay_side_by_side(&whole.lines, 0, call.n);
  whole.lines.offset[0] = 0;
  OBOL_TRY(transform_smooth(context, whole));
  FftSide<T> out = call.out;
  out.data += call.lines.offset[0];
  return context.run_over(call.lines.size * out.count, FirstKernel<T>{all, out, Strided<2>(call.lines), call.n});
}

}  // namespace

template <class T>
Status transform_smooth(Context& context, const FftCall<T>& call) {
  const ops::Radices radices = ops::radices_of(call.n);
  if (call.n <= TileKernel<T>::kNumbers) return transform_tiles(context, call, radices);
  if (call.out.count < call.n) return transform_first(context, call);
  // A block takes at least eight neighbouring columns.
  const int64_t n = call.n, n1 = ops::factor_up_to(radices, TileKernel<T>::kNumbers / 8), n2 = n / n1;
  StorageRef held;
  T* between = nullptr;
  OBOL_TRY(context.workspace(2 * n * call.lines.size, &held, &between));
  Walk side_by_side_lines = call.lines;
  lay_side_by_side(&side_by_side_lines, 0, n);
  side_by_side_lines.offset[0] = 0;
  FftCall<T> first = call;
  first.n = n1;
  first.scale = 1;
  first.out = side_by_side(between, n1);
  first.out.step = 2 * n2;
  first.lines = parts_of(side_by_side_lines, n2, 2, 0);
  OBOL_TRY(transform_tiles(context, first, ops::radices_of(n1), n2, n));
  Walk rows = call.lines;
  lay_side_by_side(&rows, 1, n);
  rows.offset[1] = 0;
  FftCall<T> second = call;
  second.n = n2;
  second.in = side_by_side(between, n2);
  second.out.step = n1 * call.out.step;
  second.lines = parts_of(rows, n1, call.out.step, 2 * n2);
  return transform_smooth(context, second);
}

template Status transform_smooth(Context&, const FftCall<float>&);
template Status transform_smooth(Context&, const FftCall<double>&);

}  // namespace obol::gpu
