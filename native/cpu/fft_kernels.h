// The transform of as many lines as a register has lanes, from memory to memory. In between a number is a register of real
// parts and one of imaginary parts, so that passes need no shuffles and their twiddles are the same in every lane.
// Compiled once per instruction set.
#include "cpu/simd_kernels.h"

namespace obol::cpu {
namespace OBOL_ISA {
namespace {

#include "ops/fft_radix.h"

template <class T>
struct Wide {
  static constexpr int kWidth = kLanes<T>;
  using V = Vector<T, kWidth>;
  static constexpr int kNumber = 2 * kWidth;  // components from one number to the next

  static OBOL_INLINE Point<V> get(const T* p) { return {load<V>(p), load<V>(p + kWidth)}; }
  static OBOL_INLINE void put(T* p, const Point<V>& z) {
    store(p, z.re);
    store(p + kWidth, z.im);
  }
  static OBOL_INLINE V all(T x) { return x - V{}; }
};

// -- passes: Stockham's, the lines of a butterfly `m·s` numbers apart, its results `s` -----------------------------------

template <class T, int R, bool Twiddles>
OBOL_INLINE void pass_once(const T* in, T* out, const T* w, int64_t apart, int64_t s) {
  using W = Wide<T>;
  using V = typename W::V;
  V re[R], im[R];
  if constexpr (Twiddles)
    for (int k = 1; k < R; ++k) {
      re[k] = W::all(w[2 * k - 2]);
      im[k] = W::all(w[2 * k - 1]);
    }
  for (int64_t q = 0; q < s; ++q) {
    Point<V> a[R];
    for (int k = 0; k < R; ++k) a[k] = W::get(in + (q + k * apart) * W::kNumber);
    butterfly<T, R>(a);
    if constexpr (Twiddles)
      for (int k = 1; k < R; ++k) a[k] = times(a[k], re[k], im[k]);
    for (int k = 0; k < R; ++k) W::put(out + (q + k * s) * W::kNumber, a[k]);
  }
}

template <class T, int R>
void pass(const T* in, T* out, const T* w, int64_t m, int64_t s) {
  pass_once<T, R, false>(in, out, w, m * s, s);
  for (int64_t p = 1; p < m; ++p)
    pass_once<T, R, true>(in + p * s * Wide<T>::kNumber, out + p * R * s * Wide<T>::kNumber, w + (p - 1) * 2 * (R - 1),
                          m * s, s);
}

// Transforms a; b is memory to work in. Answers which of them holds the result.
template <class T>
T* run_passes(const FftPasses<T>& passes, T* a, T* b) {
  const T* w = passes.twiddles.data();
  int64_t m = passes.n, s = 1;
  for (int i = 0; i < passes.radices.count; ++i) {
    const int radix = passes.radices.radix[i];
    m /= radix;
    switch (radix) {
      case 2:
        pass<T, 2>(a, b, w, m, s);
        break;
      case 3:
        pass<T, 3>(a, b, w, m, s);
        break;
      case 4:
        pass<T, 4>(a, b, w, m, s);
        break;
      case 5:
        pass<T, 5>(a, b, w, m, s);
        break;
      case 7:
        pass<T, 7>(a, b, w, m, s);
        break;
      case 8:
        pass<T, 8>(a, b, w, m, s);
        break;
      case 11:
        pass<T, 11>(a, b, w, m, s);
        break;
      default:
        pass<T, 13>(a, b, w, m, s);
    }
    w += (m - 1) * (radix - 1) * 2;
    s *= radix;
    T* const other = a;
    a = b;
    b = other;
  }
  return a;
}

template <class T>
OBOL_INLINE Point<typename Wide<T>::V> times_one(const Point<typename Wide<T>::V>& z, const T* w) {
  return times(z, Wide<T>::all(w[0]), Wide<T>::all(w[1]));
}
template <class V>
OBOL_INLINE Point<V> swapped(const Point<V>& z) {
  return {z.im, z.re};
}

template <class T>
void clear(T* a, int64_t from, int64_t to) {
  for (int64_t j = from; j < to; ++j) Wide<T>::put(a + j * Wide<T>::kNumber, Point<typename Wide<T>::V>{});
}

// The plan's transform of a, forward.
template <class T>
T* transform(const FftPlan<T>& plan, T* a, T* b) {
  using W = Wide<T>;
  if (plan.chirp.empty()) return run_passes(plan.passes, a, b);
  for (int64_t j = 0; j < plan.n; ++j)
    W::put(a + j * W::kNumber, times_one<T>(W::get(a + j * W::kNumber), plan.chirp.data() + 2 * j));
  clear(a, plan.n, plan.length());
  T* spectrum = run_passes(plan.passes, a, b);
  for (int64_t j = 0; j < plan.length(); ++j) {
    T* const at = spectrum + j * W::kNumber;
    W::put(at, swapped(times_one<T>(W::get(at), plan.filter.data() + 2 * j)));
  }
  T* const result = run_passes(plan.passes, spectrum, spectrum == a ? b : a);
  for (int64_t j = 0; j < plan.n; ++j) {
    T* const at = result + j * W::kNumber;
    W::put(at, times_one<T>(swapped(W::get(at)), plan.chirp.data() + 2 * j));
  }
  return result;
}

// -- between memory and lanes -------------------------------------------------------------------------------------------

template <class V, int... I>
OBOL_INLINE V shuffled(V a, V b, std::integer_sequence<int, I...>) {
  return __builtin_shufflevector(a, b, I...);
}
// Lanes whose bit H of the number is 0 from a, the others from b, moved H up; and the others from b, with a's moved down.
template <int H, int Width, class V, int... I>
OBOL_INLINE void exchange(V& a, V& b, std::integer_sequence<int, I...>) {
  const V low = shuffled(a, b, std::integer_sequence<int, ((I & H) != 0 ? Width + I - H : I)...>{});
  b = shuffled(a, b, std::integer_sequence<int, ((I & H) != 0 ? Width + I : I + H)...>{});
  a = low;
}
template <int H, int Width, class V>
OBOL_INLINE void transpose(V* v) {
  if constexpr (H < Width) {
    for (int i = 0; i < Width; ++i)
      if ((i & H) == 0) exchange<H, Width>(v[i], v[i + H], std::make_integer_sequence<int, Width>{});
    transpose<2 * H, Width>(v);
  }
}
template <int Width, class V, int... I>
OBOL_INLINE Point<V> apart(V a, V b, std::integer_sequence<int, I...>) {
  return {shuffled(a, b, std::integer_sequence<int, (2 * I)...>{}),
          shuffled(a, b, std::integer_sequence<int, (2 * I + 1)...>{})};
}
template <int Width, class V, int... I>
OBOL_INLINE void together(const Point<V>& z, V* a, V* b, std::integer_sequence<int, I...>) {
  *a = shuffled(z.re, z.im, std::integer_sequence<int, (I % 2 == 0 ? I / 2 : Width + I / 2)...>{});
  *b = shuffled(z.re, z.im, std::integer_sequence<int, (I % 2 == 0 ? (Width + I) / 2 : Width + (Width + I) / 2)...>{});
}

// How far apart the lanes' lines lie, where they all do and every lane is there; else 0.
template <class T, class Side>
int64_t even_distance(const Side& side, int lanes) {
  if (lanes < Wide<T>::kWidth) return 0;
  const int64_t distance = side.line[1] - side.line[0];
  for (int l = 2; l < lanes; ++l)
    if (side.line[l] - side.line[l - 1] != distance) return 0;
  return distance;
}

template <class T>
void load_lanes(const FftSide<const T>& in, int lanes, bool swap, T* a) {
  using W = Wide<T>;
  using V = typename W::V;
  constexpr auto indices = std::make_integer_sequence<int, W::kWidth>{};
  const int64_t distance = even_distance<T>(in, lanes);
  int64_t j = 0;
  if (distance == 2 && in.part == 1 && !in.real) {
    for (; j < in.count; ++j) {
      const T* const p = in.line[0] + j * in.step;
      const Point<V> z = apart<W::kWidth>(load<V>(p), load<V>(p + W::kWidth), indices);
      W::put(a + j * W::kNumber, swap ? swapped(z) : z);
    }
    return;
  }
  if (distance == 1) {
    for (; j < in.count; ++j) {
      const T* const p = in.line[0] + j * in.step;
      const Point<V> z{load<V>(p), in.real ? V{} : load<V>(p + in.part)};
      W::put(a + j * W::kNumber, swap ? swapped(z) : z);
    }
    return;
  }
  if (in.step == 2 && in.part == 1 && !in.real && lanes == W::kWidth) {
    for (; j + W::kWidth / 2 <= in.count; j += W::kWidth / 2) {
      V v[W::kWidth];
      for (int l = 0; l < W::kWidth; ++l) v[l] = load<V>(in.line[l] + 2 * j);
      transpose<1, W::kWidth>(v);
      for (int c = 0; c < W::kWidth; ++c) store(a + j * W::kNumber + (swap ? c ^ 1 : c) * W::kWidth, v[c]);
    }
  }
  for (; j < in.count; ++j) {
    T *const re = a + j * W::kNumber + (swap ? W::kWidth : 0), *const im = a + j * W::kNumber + (swap ? 0 : W::kWidth);
    for (int l = 0; l < W::kWidth; ++l) {
      const T* const p = in.line[l < lanes ? l : 0] + j * in.step;
      re[l] = p[0];
      im[l] = in.real ? T(0) : p[in.part];
    }
  }
}

template <class T>
void store_lanes(const T* a, const FftSide<T>& out, int lanes, bool swap, T scale) {
  using W = Wide<T>;
  using V = typename W::V;
  constexpr auto indices = std::make_integer_sequence<int, W::kWidth>{};
  const int64_t distance = even_distance<T>(out, lanes);
  const V factor = W::all(scale);
  int64_t k = 0;
  const auto number = [&](int64_t at) {
    const Point<V> z = W::get(a + at * W::kNumber);
    return swap ? Point<V>{z.im * factor, z.re * factor} : Point<V>{z.re * factor, z.im * factor};
  };
  if (distance == 2 && out.part == 1 && !out.real) {
    for (; k < out.count; ++k) {
      T* const p = out.line[0] + k * out.step;
      V low, high;
      together<W::kWidth>(number(k), &low, &high, indices);
      store(p, low);
      store(p + W::kWidth, high);
    }
    return;
  }
  if (distance == 1) {
    for (; k < out.count; ++k) {
      T* const p = out.line[0] + k * out.step;
      const Point<V> z = number(k);
      store(p, z.re);
      if (!out.real) store(p + out.part, z.im);
    }
    return;
  }
  if (out.step == 2 && out.part == 1 && !out.real && lanes == W::kWidth) {
    for (; k + W::kWidth / 2 <= out.count; k += W::kWidth / 2) {
      V v[W::kWidth];
      for (int c = 0; c < W::kWidth; ++c) v[c] = load<V>(a + k * W::kNumber + (swap ? c ^ 1 : c) * W::kWidth) * factor;
      transpose<1, W::kWidth>(v);
      for (int l = 0; l < W::kWidth; ++l) store(out.line[l] + 2 * k, v[l]);
    }
  }
  for (; k < out.count; ++k) {
    const T *const re = a + k * W::kNumber + (swap ? W::kWidth : 0), *const im =
                                                                         a + k * W::kNumber + (swap ? 0 : W::kWidth);
    for (int l = 0; l < lanes; ++l) {
      T* const p = out.line[l] + k * out.step;
      p[0] = re[l] * scale;
      if (!out.real) p[out.part] = im[l] * scale;
    }
  }
}

// -- the ends of real lines ---------------------------------------------------------------------------------------------

// From the h numbers of the pairs' transform to the h + 1 of the line's, times two. `sign` is that of imaginary parts.
template <class T>
void untangle_lanes(T* a, int64_t h, const T* halves, T sign) {
  using W = Wide<T>;
  using V = typename W::V;
  const V s = W::all(sign);
  const Point<V> first = W::get(a);
  W::put(a, {(first.re + first.im) * T(2), V{}});
  W::put(a + h * W::kNumber, {(first.re - first.im) * T(2), V{}});
  for (int64_t k = 1; 2 * k <= h; ++k) {
    Point<V> x = W::get(a + k * W::kNumber), y = W::get(a + (h - k) * W::kNumber);
    untangle(x, y, W::all(halves[2 * k]), W::all(halves[2 * k + 1]));
    W::put(a + (h - k) * W::kNumber, {y.re, y.im * s});
    W::put(a + k * W::kNumber, {x.re, x.im * s});
  }
}

// The reverse; results are swapped for a transform with exp(+…).
template <class T>
void tangle_lanes(T* a, int64_t h, const T* halves, T sign) {
  using W = Wide<T>;
  using V = typename W::V;
  const V s = W::all(sign);
  const V first = load<V>(a), last = load<V>(a + h * W::kNumber);
  W::put(a, {first - last, first + last});
  for (int64_t k = 1; 2 * k <= h; ++k) {
    Point<V> x = W::get(a + k * W::kNumber), y = W::get(a + (h - k) * W::kNumber);
    x.im = x.im * s;
    y.im = y.im * s;
    tangle(x, y, W::all(halves[2 * k]), W::all(halves[2 * k + 1]));
    W::put(a + (h - k) * W::kNumber, swapped(y));
    W::put(a + k * W::kNumber, swapped(x));
  }
}

template <class T>
void mirror_lanes(T* a, int64_t n, bool swap) {
  using W = Wide<T>;
  using V = typename W::V;
  store(a + (swap ? 0 : W::kWidth), V{});
  for (int64_t k = 1; 2 * k < n; ++k) {
    const Point<V> z = W::get(a + k * W::kNumber);
    W::put(a + (n - k) * W::kNumber, swap ? Point<V>{-z.re, z.im} : Point<V>{z.re, -z.im});
  }
}

// Result k times exp(-2πi·k·(column + lane)/n).
template <class T>
void twist(T* a, const FftSplit<T>& split, int64_t column) {
  using W = Wide<T>;
  const int64_t mask = (int64_t{1} << split.low_bits) - 1;
  for (int64_t k = 0; k < split.n1; ++k) {
    const int64_t e = k * column;
    const Complex<double> w =
        split.low[static_cast<size_t>(e & mask)] * split.high[static_cast<size_t>(e >> split.low_bits)];
    T* const at = a + k * W::kNumber;
    const auto lanes = W::get(split.lanes.data() + k * W::kNumber);
    const auto root = times(lanes, W::all(static_cast<T>(w.re)), W::all(static_cast<T>(w.im)));
    W::put(at, times(W::get(at), root.re, root.im));
  }
}

template <class T>
void run_task(const FftTask<T>& task, T* work) {
  using W = Wide<T>;
  const FftPlan<T>& plan = *task.plan;
  T *a = work, *b = work + (plan.length() + 1) * W::kNumber;
  const int64_t n = plan.n;
  const FftSide<const T>& in = task.in;
  const T sign = task.inverse == (task.form == FftForm::kHalf) ? T(1) : T(-1);
  switch (task.form) {
    case FftForm::kComplex:
      load_lanes(in, task.lanes, task.inverse, a);
      clear(a, in.count, n);
      a = transform(plan, a, b);
      if (task.split != nullptr) twist(a, *task.split, task.column);
      store_lanes(a, task.out, task.lanes, task.inverse, task.scale);
      return;
    case FftForm::kPairs:
      load_lanes(in, task.lanes, false, a);
      clear(a, in.count, n);
      if (task.single)
        for (int l = 0; l < task.lanes; ++l) a[in.count * W::kNumber + l] = in.line[l][in.count * in.step];
      a = transform(plan, a, b);
      untangle_lanes(a, n, task.halves, sign);
      store_lanes(a, task.out, task.lanes, false, task.scale * T(0.5));
      return;
    case FftForm::kHalf:
      load_lanes(in, task.lanes, false, a);
      clear(a, in.count, n + 1);
      tangle_lanes(a, n, task.halves, sign);
      a = transform(plan, a, b);
      store_lanes(a, task.out, task.lanes, true, task.scale);
      return;
    case FftForm::kHermitian:
      load_lanes(in, task.lanes, task.inverse, a);
      clear(a, in.count, n / 2 + 1);
      mirror_lanes(a, n, task.inverse);
      a = transform(plan, a, b);
      store_lanes(a, task.out, task.lanes, task.inverse, task.scale);
  }
}

}  // namespace
}  // namespace OBOL_ISA
}  // namespace obol::cpu

#include "cpu/fft_long_kernels.h"

namespace obol::cpu {
namespace OBOL_ISA {
namespace {

template <class T>
FftKernels<T> make_fft_kernels() {
  return {kLanes<T>, run_task<T>, multiply_line<T>, untangle_line<T>, tangle_line<T>};
}

}  // namespace
}  // namespace OBOL_ISA
}  // namespace obol::cpu
