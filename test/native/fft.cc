// Fourier transforms against the sum that defines them, in long double: lengths of every radix and of large primes, ones
// that are cut, complex and real ends, lines that are too short, every layout, in place.
#include <complex>

#include "native/layouts.h"

using namespace obol;
using namespace obol::test;

namespace {

using Number = std::complex<long double>;

template <class T>
Number number(const T& v) {
  if constexpr (is_complex_v<T>)
    return {v.re, v.im};
  else
    return {v, 0};
}

// All n numbers that a line of `given` stands for.
template <class In>
std::vector<Number> completed(const std::vector<Number>& given, int64_t n, bool to_real) {
  std::vector<Number> x(static_cast<size_t>(n));
  for (size_t j = 0; j < given.size(); ++j) {
    const int64_t k = static_cast<int64_t>(j);
    x[j] = to_real && (k == 0 || 2 * k == n) ? given[j].real() : given[j];
    if (to_real && k > 0 && 2 * k < n) x[static_cast<size_t>(n - k)] = std::conj(given[j]);
  }
  return x;
}

template <class Out, class In>
void check_fft(Shape shape, int64_t n, Form form, Form out_form, bool inverse, int64_t given) {
  constexpr bool to_real = !is_complex_v<Out>, from_real = !is_complex_v<In>;
  shape.push_back(given);
  Shape out_shape = shape;
  out_shape.back() = from_real ? n / 2 + 1 : n;
  Strided<In> in(shape, form);
  Strided<Out> out(out_shape, out_form);
  Lcg g(static_cast<uint64_t>(n) * 31 + static_cast<uint64_t>(given));
  in.fill([&](int64_t) {
    if constexpr (from_real)
      return static_cast<In>(g.uniform() - 0.5);
    else
      return In(static_cast<typename In::value_type>(g.uniform() - 0.5),
                static_cast<typename In::value_type>(g.uniform() - 0.5));
  });
  const double scale = 0.75;
  CHECK_OK(backend().fft(out, in, n, inverse, scale));
  std::vector<Number> roots(static_cast<size_t>(n));
  for (int64_t k = 0; k < n; ++k) {
    const long double angle = (inverse ? 2 : -2) * 3.14159265358979323846264338327950288L * k / n;
    roots[static_cast<size_t>(k)] = {std::cos(angle), std::sin(angle)};
  }
  const int64_t lines = size_of(shape) / std::max<int64_t>(1, given), results = out_shape.back();
  const double eps = sizeof(In) == 4 || (!from_real && sizeof(In) == 8) ? 0x1p-23 : 0x1p-52;
  for (int64_t line = 0; line < lines; ++line) {
    std::vector<Number> numbers;
    for (int64_t j = 0; j < given; ++j) numbers.push_back(number(in.at(line * given + j)));
    const std::vector<Number> x = completed<In>(numbers, n, to_real);
    long double error = 0, size = 0;
    for (int64_t k = 0; k < results; ++k) {
      Number want = 0;
      for (int64_t j = 0; j < n; ++j) want += x[static_cast<size_t>(j)] * roots[static_cast<size_t>(j * k % n)];
      want *= scale;
      if (to_real) want = want.real();
      error += std::norm(number(out.at(line * results + k)) - want);
      size += std::norm(want);
    }
    CHECK(std::sqrt(error) <= eps * (2 + std::log2(static_cast<double>(n))) * std::sqrt(size));
  }
}

template <class R>
void check_kinds(const Shape& shape, int64_t n, Form form, Form out_form, bool inverse, int64_t less = 0) {
  const int64_t some = std::max<int64_t>(0, n - less), half = std::max<int64_t>(0, n / 2 + 1 - less);
  check_fft<Complex<R>, Complex<R>>(shape, n, form, out_form, inverse, some);
  check_fft<Complex<R>, R>(shape, n, form, out_form, inverse, some);
  check_fft<R, Complex<R>>(shape, n, form, out_form, inverse, half);
}

template <class R>
void in_place(int64_t n) {
  Strided<Complex<R>> x({3, n}, Form::kSliced), y({3, n}, Form::kContiguous);
  Lcg g(7);
  x.fill([&](int64_t) { return Complex<R>(static_cast<R>(g.uniform()), static_cast<R>(g.uniform())); });
  CHECK_OK(backend().fft(y, x, n, false, 1));
  CHECK_OK(backend().fft(x, x, n, false, 1));
  for (int64_t i = 0; i < x.size(); ++i) CHECK(x.at(i) == y.at(i));
}

// Half a pair follows the pairs, and every kernel has a last block that is not full.
void in_brief() {
  for (int64_t n : {1, 6, 35, 67, 143}) {
    check_kinds<double>({3}, n, Form::kContiguous, Form::kContiguous, false);
    check_kinds<float>({2, 3}, n, Form::kPermuted, Form::kSliced, true, n > 6 ? 3 : 0);
  }
  check_kinds<double>({}, 1100, Form::kContiguous, Form::kContiguous, true);
  check_kinds<double>({2}, 1125, Form::kReversed, Form::kContiguous, false);
  check_kinds<double>({2}, 1352, Form::kPermuted, Form::kPermuted, false, 101);
}

}  // namespace

int main() {
  if (brief()) {
    in_brief();
    return report("fft, in brief");
  }
  for (int64_t n = 1; n <= 40; ++n) {
    check_kinds<double>({19}, n, Form::kContiguous, Form::kContiguous, false);
    check_kinds<float>({19}, n, Form::kPermuted, Form::kPermuted, true);
    check_kinds<double>({}, n, Form::kContiguous, Form::kContiguous, true, n > 3 ? 2 : 0);
  }
  for (Form form : kForms)
    for (Form out_form : {Form::kContiguous, Form::kPermuted, Form::kSliced})
      for (int64_t n : {8, 15, 34, 37})
        for (const Shape& shape : {Shape{}, Shape{3}, Shape{2, 9}, Shape{2, 3, 2}, Shape{0, 2}}) {
          check_kinds<double>(shape, n, form, out_form, true);
          check_kinds<float>(shape, n, form, out_form, false, 5);
        }
  for (int64_t n : {256, 257, 343, 625, 1001, 1009, 1014, 1125, 2048, 2187})
    for (bool inverse : {false, true}) {
      check_kinds<double>({}, n, Form::kContiguous, Form::kContiguous, inverse);
      check_kinds<float>({2}, n, Form::kPermuted, Form::kReversed, inverse, n % 4);
    }
  check_kinds<double>({17}, 1018, Form::kContiguous, Form::kPermuted, false, 7);
  check_kinds<float>({9}, 700, Form::kPermuted, Form::kContiguous, false, 1);
  for (int64_t n : {1, 2, 60, 67, 512, 4096}) {
    in_place<float>(n);
    in_place<double>(n);
  }
  return report("fft");
}
