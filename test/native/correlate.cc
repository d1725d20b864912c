// correlate1d against the definition, index by index: modes, origins, symmetric and other weights, lines shorter than
// the filter, every dtype and layout.
#include "native/layouts.h"

using namespace obol;
using namespace obol::test;

namespace {

// Walks step by step from the line to where index i lies, as the documentation of scipy.ndimage draws it:
// reflect d c b a | a b c d | d c b a, mirror d c b | a b c d | c b a, wrap b c d | a b c d | a b c.
int64_t fold(int64_t i, int64_t n, BoundaryMode mode) {
  while (i < 0 || i >= n) {
    switch (mode) {
      case BoundaryMode::kReflect:
        i = i < 0 ? -1 - i : 2 * n - 1 - i;
        break;
      case BoundaryMode::kMirror:
        if (n == 1) return 0;
        i = i < 0 ? -i : 2 * n - 2 - i;
        break;
      case BoundaryMode::kWrap:
        i += i < 0 ? n : -n;
        break;
      case BoundaryMode::kNearest:
        return i < 0 ? 0 : n - 1;
      default:
        return -1;
    }
  }
  return i;
}

template <class T>
double real_of(T v) {
  if constexpr (is_complex_v<T>)
    return static_cast<double>(v.re);
  else
    return static_cast<double>(v);
}

template <class T>
void check_correlation(const Shape& shape, Form form, Form out_form, const std::vector<double>& w, BoundaryMode mode,
                       int64_t origin) {
  Strided<T> in(shape, form), out(shape, out_form);
  Strided<double> weights({static_cast<int64_t>(w.size())}, Form::kReversed);
  weights.fill([&](int64_t i) { return w[static_cast<size_t>(i)]; });
  Lcg g(static_cast<uint64_t>(size_of(shape)));
  // Whole numbers: sums are exact whatever their order, and narrow integers hold them or wrap.
  in.fill([&](int64_t) { return T(static_cast<T>(g.below(20))); });
  CHECK_OK(backend().correlate1d(out, in, weights, mode, 3, origin));
  const int64_t n = shape.back(), size = static_cast<int64_t>(w.size());
  for (int64_t i = 0; i < in.size(); ++i) {
    double want = 0;
    for (int64_t j = 0; j < size; ++j) {
      const int64_t source = fold(i % n + j - size / 2 - origin, n, mode);
      want += w[static_cast<size_t>(j)] * (source < 0 ? 3 : real_of(in.at(i / n * n + source)));
    }
    if constexpr (is_complex_v<T> || std::is_floating_point_v<T>)
      CHECK(real_of(out.at(i)) == static_cast<double>(static_cast<float>(want)));
    else
      CHECK(out.at(i) == static_cast<T>(static_cast<int64_t>(want)));
  }
}

template <class T>
void every_layout() {
  const std::vector<std::vector<double>> filters = {
      {1}, {1, 2, 1}, {-1, 0, 1}, {0.5, 2, 3, 4}, {1, 2, 3, 4, 5}, {2, 1, 4, 8, 4, 1, 2}};
  for (Form form : kForms)
    for (Form out_form : {Form::kContiguous, Form::kPermuted})
      for (const Shape& shape : {Shape{1}, Shape{2}, Shape{3}, Shape{40}, Shape{3, 5}, Shape{12, 9}, Shape{2, 10, 3},
                                 Shape{0, 4}, Shape{4, 0}})
        for (const auto& w : filters)
          for (int mode = 0; mode < 5; ++mode) {
            const int64_t half = static_cast<int64_t>(w.size()) / 2;
            check_correlation<T>(shape, form, out_form, w, static_cast<BoundaryMode>(mode), 0);
            if (form == Form::kSliced) {
              check_correlation<T>(shape, form, out_form, w, static_cast<BoundaryMode>(mode), -half);
              check_correlation<T>(shape, form, out_form, w, static_cast<BoundaryMode>(mode),
                                   static_cast<int64_t>(w.size() - 1) / 2);
            }
          }
}

// Symmetric weights are summed in pairs, nearest last: the order of scipy.ndimage, bit by bit.
void order_of_sums() {
  const std::vector<double> w = {0.1, 0.7, 0.3, 0.7, 0.1}, odd = {-0.1, -0.7, 0.3, 0.7, 0.1},
                            plain = {0.1, 0.2, 0.3, 0.4, 0.5};
  Strided<double> x({300, 50}, Form::kPermuted), y({300, 50}, Form::kPermuted), weights({5}, Form::kContiguous);
  Lcg g(4);
  x.fill([&](int64_t) { return g.uniform(); });
  const auto at = [&](int64_t row, int64_t i) { return x.at(row * 50 + i); };
  for (const auto* v : {&w, &odd, &plain}) {
    weights.fill([&](int64_t i) { return (*v)[static_cast<size_t>(i)]; });
    CHECK_OK(backend().correlate1d(y, x, weights, BoundaryMode::kReflect, 0, 0));
    for (int64_t row = 0; row < 300; ++row)
      for (int64_t i = 2; i < 48; ++i) {
        double sum = v == &plain ? at(row, i + 2) * 0.5 : at(row, i) * (*v)[2];
        if (v == &w) {
          sum += (at(row, i - 2) + at(row, i + 2)) * 0.1;
          sum += (at(row, i - 1) + at(row, i + 1)) * 0.7;
        } else if (v == &odd) {
          sum += at(row, i) * 0;  // the centre is not zero, yet counts as antisymmetric's own
          sum += (at(row, i - 2) - at(row, i + 2)) * -0.1;
          sum += (at(row, i - 1) - at(row, i + 1)) * -0.7;
        } else {
          for (int64_t j = -2; j < 2; ++j) sum += at(row, i + j) * plain[static_cast<size_t>(j + 2)];
        }
        CHECK(y.at(row * 50 + i) == sum);
      }
  }
}

}  // namespace

int main() {
  for (int d = 0; d < kDTypeCount; ++d)
    if (static_cast<DType>(d) != DType::kBool)
      visit_dtype(static_cast<DType>(d), [](auto type) { every_layout<typename decltype(type)::type>(); });
  check_correlation<double>({30000}, Form::kContiguous, Form::kContiguous, {1, 2, 3}, BoundaryMode::kWrap, 0);
  check_correlation<float>({20, 9000}, Form::kContiguous, Form::kContiguous, {1, 2, 3, 4}, BoundaryMode::kReflect, 1);
  check_correlation<uint8_t>({300, 700}, Form::kPermuted, Form::kPermuted, {1, 2, 1}, BoundaryMode::kMirror, 0);
  order_of_sums();
  return report("correlate");
}
