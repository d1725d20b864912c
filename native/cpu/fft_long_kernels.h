// The ends of one long line, number by number or in registers of neighbouring numbers: factors, and how a real line's
// spectrum is put together from that of its pairs. Included by fft_kernels.h, once per instruction set: no include guard.

namespace obol::cpu {
namespace OBOL_ISA {
namespace {

template <class T>
void multiply_line(const FftLine<T>& line, int64_t begin, int64_t end) {
  for (int64_t j = begin; j < end; ++j) {
    Point<T> z{0, 0};
    if (j < line.in_count) {
      const T* const p = line.in + j * line.from.step;
      z = {p[0], line.from.real ? T(0) : p[line.from.part]};
    }
    if (line.in_swapped) z = swapped(z);
    if (line.factors != nullptr) z = times(z, line.factors[2 * j], line.factors[2 * j + 1]);
    if (line.out_swapped) z = swapped(z);
    T* const p = line.out + j * line.to.step;
    p[0] = z.re * line.scale;
    if (!line.to.real) p[line.to.part] = z.im * line.scale;
  }
}

// A register of numbers side by side.
template <class T>
OBOL_INLINE Point<typename Wide<T>::V> load_run(const T* p) {
  using V = typename Wide<T>::V;
  constexpr int width = Wide<T>::kWidth;
  return apart<width>(load<V>(p), load<V>(p + width), std::make_integer_sequence<int, width>{});
}
template <class T>
OBOL_INLINE void store_run(T* p, const Point<typename Wide<T>::V>& z) {
  constexpr int width = Wide<T>::kWidth;
  typename Wide<T>::V low, high;
  together<width>(z, &low, &high, std::make_integer_sequence<int, width>{});
  store(p, low);
  store(p + width, high);
}
template <class V, int... I>
OBOL_INLINE Point<V> backwards(const Point<V>& z, std::integer_sequence<int, I...>) {
  constexpr int last = static_cast<int>(sizeof...(I)) - 1;
  return {shuffled(z.re, z.re, std::integer_sequence<int, (last - I)...>{}),
          shuffled(z.im, z.im, std::integer_sequence<int, (last - I)...>{})};
}

// Calls run(k) for a register of numbers k … that lie before their partners h - k …, as long as there is one, one(k) for
// each of the others.
template <class T, class Run, class One>
OBOL_INLINE void for_partners(int64_t begin, int64_t end, int64_t h, bool runs, const Run& run, const One& one) {
  constexpr int width = Wide<T>::kWidth;
  int64_t k = begin;
  if (runs) {
    if (k == 0 && k < end) one(k++);
    for (; k + width <= end && 2 * (k + width - 1) < h; k += width) run(k);
  }
  for (; k < end; ++k) one(k);
}

template <class T>
void untangle_line(const FftLine<T>& line, int64_t begin, int64_t end) {
  using W = Wide<T>;
  constexpr auto indices = std::make_integer_sequence<int, W::kWidth>{};
  const int64_t h = line.n;
  const T scale = line.scale * T(0.5), im_scale = scale * line.sign;
  const auto put = [&](int64_t k, const Point<T>& z, bool real) {
    T* const p = line.out + k * line.to.step;
    p[0] = z.re * scale;
    p[line.to.part] = real ? T(0) : z.im * im_scale;
  };
  const auto one = [&](int64_t k) {
    const T *const p = line.in + 2 * k, *const q = line.in + 2 * (k == 0 ? 0 : h - k);
    Point<T> x{p[0], p[1]}, y{q[0], q[1]};
    untangle(x, y, line.factors[2 * k], line.factors[2 * k + 1]);
    put(h - k, y, k == 0);
    put(k, x, k == 0);
  };
  const auto run = [&](int64_t k) {
    const int64_t partner = h - k - W::kWidth + 1;
    const auto w = load_run(line.factors + 2 * k);
    auto x = load_run(line.in + 2 * k), y = backwards(load_run(line.in + 2 * partner), indices);
    untangle(x, y, w.re, w.im);
    store_run<T>(line.out + 2 * k, {x.re * scale, x.im * im_scale});
    store_run<T>(line.out + 2 * partner, backwards<typename W::V>({y.re * scale, y.im * im_scale}, indices));
  };
  for_partners<T>(begin, end, h, line.to.step == 2 && line.to.part == 1, run, one);
}

template <class T>
void tangle_line(const FftLine<T>& line, int64_t begin, int64_t end) {
  using W = Wide<T>;
  constexpr auto indices = std::make_integer_sequence<int, W::kWidth>{};
  const int64_t h = line.n;
  const auto get = [&](int64_t k) -> Point<T> {
    if (k >= line.in_count) return {0, 0};
    const T* const p = line.in + k * line.from.step;
    return {p[0], k == 0 || k == h ? T(0) : p[line.from.part] * line.sign};
  };
  const auto one = [&](int64_t k) {
    Point<T> x = get(k), y = get(h - k);
    tangle(x, y, line.factors[2 * k], line.factors[2 * k + 1]);
    if (k > 0) {
      line.out[2 * (h - k)] = y.re;
      line.out[2 * (h - k) + 1] = y.im;
    }
    line.out[2 * k] = x.re;
    line.out[2 * k + 1] = x.im;
  };
  const auto run = [&](int64_t k) {
    const int64_t partner = h - k - W::kWidth + 1;
    const auto w = load_run(line.factors + 2 * k);
    auto x = load_run(line.in + 2 * k), y = backwards(load_run(line.in + 2 * partner), indices);
    x.im = x.im * line.sign;
    y.im = y.im * line.sign;
    tangle(x, y, w.re, w.im);
    store_run(line.out + 2 * k, x);
    store_run(line.out + 2 * partner, backwards(y, indices));
  };
  for_partners<T>(begin, end, h, line.from.step == 2 && line.from.part == 1 && line.in_count > h, run, one);
}

}  // namespace
}  // namespace OBOL_ISA
}  // namespace obol::cpu
