// Reductions against loops in the order of the definition: every dtype and layout, kept axes before the ones that go.
#include "ops/reduce.h"

#include <complex>

#include "native/layouts.h"

using namespace obol;
using namespace obol::test;

namespace {

template <class T>
using Wide =
    std::conditional_t<is_complex_v<T>, complex128, std::conditional_t<std::is_floating_point_v<T>, double, uint64_t>>;

template <class T>
bool truth(T x) {
  return x != T(0);
}

// One sum from its elements; for floats the tolerance is relative to the sum of magnitudes.
template <class T>
void check_sum(const std::vector<T>& x, ops::accumulator_t<T> got) {
  Wide<T> want(0);
  double scale = 0;
  for (T v : x) {
    want = want + Wide<T>(v);
    if constexpr (is_complex_v<T>)
      scale += std::fabs(v.re) + std::fabs(v.im);
    else
      scale += std::fabs(static_cast<double>(v));
  }
  const double tolerance = scale * (sizeof(got) == 4 || (is_complex_v<T> && sizeof(got) == 8) ? 1e-7 : 1e-15);
  if constexpr (is_complex_v<T>) {
    CHECK_NEAR(got.re, want.re, tolerance);
    CHECK_NEAR(got.im, want.im, tolerance);
  } else if constexpr (std::is_floating_point_v<T>) {
    CHECK_NEAR(got, want, tolerance);
  } else {
    CHECK(got == static_cast<ops::accumulator_t<T>>(want));
  }
}

// Factors whose products are exact.
template <class T>
T factor(Lcg& g) {
  if constexpr (is_complex_v<T>) {
    const T some[] = {T(1), T(-1), T(0, 1), T(0, -1), T(2), T(typename T::value_type(0.5))};
    return some[g.below(6)];
  } else if constexpr (std::is_floating_point_v<T>) {
    const T some[] = {T(1), T(-1), T(1), T(-1), T(2), T(0.5)};
    return some[g.below(6)];
  } else {
    return static_cast<T>(2 * g.below(100) + 1);
  }
}

template <class T>
void check_shape(const Shape& kept, const Shape& gone, Form form, bool permute_out) {
  Shape shape = kept;
  shape.insert(shape.end(), gone.begin(), gone.end());
  Strided<T> in(shape, form);
  Lcg g(static_cast<uint64_t>(size_of(shape)) + sizeof(T));
  const bool repeats = form == Form::kBroadcast && !shape.empty();
  const int64_t own = repeats ? size_of(shape) / std::max<int64_t>(1, shape[0]) : size_of(shape);
  std::vector<T> plain(static_cast<size_t>(size_of(shape)));
  const Form out_form = permute_out ? Form::kPermuted : Form::kSliced;
  const int64_t n = size_of(gone);
  const auto slice = [&](int64_t o) { return std::vector<T>(plain.begin() + o * n, plain.begin() + (o + 1) * n); };

  const auto refill = [&](auto&& value) {
    for (int64_t i = 0; i < static_cast<int64_t>(plain.size()); ++i)
      plain[static_cast<size_t>(i)] = repeats && i >= own ? plain[static_cast<size_t>(i % own)] : value();
    in.fill([&](int64_t i) { return plain[static_cast<size_t>(i)]; });
  };
  if constexpr (!std::is_same_v<T, bool>) {
    Strided<ops::accumulator_t<T>> out(kept, out_form);
    refill([&] { return plain_value<T>(g); });
    CHECK_OK(backend().reduce(ReduceOp::k_sum, out, in));
    for (int64_t o = 0; o < out.size(); ++o) check_sum<T>(slice(o), out.at(o));
    refill([&] { return factor<T>(g); });
    CHECK_OK(backend().reduce(ReduceOp::k_prod, out, in));
    for (int64_t o = 0; o < out.size(); ++o) {
      Wide<T> want(1);
      for (T v : slice(o)) want = want * Wide<T>(v);
      CHECK(out.at(o) == static_cast<ops::accumulator_t<T>>(want));
    }
  }
  if constexpr (!std::is_same_v<T, bool> && !is_complex_v<T>) {
    refill([&] { return any_value<T>(g); });  // NaN among them
    for (bool max : {true, false}) {
      if (n == 0) continue;
      Strided<T> out(kept, out_form);
      Strided<int32_t> place(kept, out_form);
      Strided<int64_t> wide(kept, out_form);
      CHECK_OK(backend().reduce(max ? ReduceOp::k_max : ReduceOp::k_min, out, in));
      CHECK_OK(backend().arg_reduce(max ? ArgReduceOp::k_argmax : ArgReduceOp::k_argmin, place, in));
      CHECK_OK(backend().arg_reduce(max ? ArgReduceOp::k_argmax : ArgReduceOp::k_argmin, wide, in));
      for (int64_t o = 0; o < out.size(); ++o) {
        const std::vector<T> x = slice(o);
        size_t best = 0;
        for (size_t i = 1; i < x.size(); ++i) {
          if (x[best] != x[best]) break;
          if (x[i] != x[i] || (max ? x[i] > x[best] : x[i] < x[best])) best = i;
        }
        CHECK(same<T>(out.at(o), x[best]));
        CHECK(place.at(o) == static_cast<int32_t>(best));
        CHECK(wide.at(o) == static_cast<int64_t>(best));
      }
    }
  }
  // Few zeros, so that `all` is not always false.
  refill([&] { return g.below(n + 1) == 0 ? T(0) : T(1); });
  Strided<bool> all(kept, out_form), any(kept, out_form);
  Strided<int32_t> count(kept, out_form);
  CHECK_OK(backend().reduce(ReduceOp::k_all, all, in));
  CHECK_OK(backend().reduce(ReduceOp::k_any, any, in));
  CHECK_OK(backend().reduce(ReduceOp::k_count_nonzero, count, in));
  for (int64_t o = 0; o < all.size(); ++o) {
    int32_t trues = 0;
    for (T v : slice(o)) trues += truth(v);
    CHECK(all.at(o) == (trues == n));
    CHECK(any.at(o) == (trues > 0));
    CHECK(count.at(o) == trues);
  }
}

template <class T>
void every_layout() {
  const std::vector<std::pair<Shape, Shape>> shapes = {
      {{}, {}},         {{}, {1}},     {{}, {37}},        {{3}, {}},     {{4, 3}, {5}},     {{5}, {3, 4}},
      {{2, 3}, {4, 2}}, {{}, {3000}},  {{3}, {2, 700}},   {{70}, {40}},  {{2, 33}, {3, 5}}, {{0}, {3}},
      {{3}, {0}},       {{2}, {1, 1}}, {{1, 200}, {129}}, {{3}, {1500}},
  };
  for (const auto& [kept, gone] : shapes)
    for (Form form : kForms)
      for (bool permute_out : {false, true}) check_shape<T>(kept, gone, form, permute_out);
}

void long_inputs() {
  // Longer than the chunks of every driver: all of it, rows, narrow and wide columns.
  check_shape<double>({}, {200003}, Form::kContiguous, false);
  check_shape<float>({2}, {70001}, Form::kSliced, false);
  check_shape<double>({3}, {50021}, Form::kPermuted, false);
  check_shape<int16_t>({7}, {100, 201}, Form::kPermuted, false);
  check_shape<uint8_t>({2000}, {300}, Form::kPermuted, true);
  check_shape<complex64>({5}, {66000}, Form::kReversed, false);
  check_shape<double>({300}, {2500}, Form::kPermuted, false);
}

void accuracy() {
  // 0.1 summed 10^6 times: a running sum in float64 is off by 1e-6, pairwise by 1e-9 at most; float32 by half an ulp.
  const int64_t n = 1000000;
  Strided<double> x({n}, Form::kContiguous), sum({}, Form::kContiguous);
  x.fill([](int64_t) { return 0.1; });
  CHECK_OK(backend().reduce(ReduceOp::k_sum, sum, x));
  CHECK_NEAR(sum.at(0), 1e5, 1e-9);
  Strided<float> y({n}, Form::kContiguous), total({}, Form::kContiguous);
  y.fill([](int64_t) { return 0.1f; });
  CHECK_OK(backend().reduce(ReduceOp::k_sum, total, y));
  CHECK(total.at(0) == static_cast<float>(1e6 * static_cast<double>(0.1f)));
  Strided<double> columns({4, n / 4}, Form::kPermuted), sums({4}, Form::kContiguous);
  columns.fill([](int64_t) { return 0.1; });
  CHECK_OK(backend().reduce(ReduceOp::k_sum, sums, columns));
  for (int64_t i = 0; i < 4; ++i) CHECK_NEAR(sums.at(i), 25000, 2e-10);
}

}  // namespace

int main() {
  if (brief()) {
    for (Form form : kForms) {
      for (const auto& [kept, gone] :
           std::vector<std::pair<Shape, Shape>>{{{4, 3}, {5}}, {{70}, {40}}, {{3}, {1500}}}) {
        check_shape<double>(kept, gone, form, false);
        check_shape<uint8_t>(kept, gone, form, true);
      }
    }
    check_shape<double>({}, {20003}, Form::kContiguous, false);
    return report("reduce, in brief");
  }
  for (int d = 0; d < kDTypeCount; ++d)
    visit_dtype(static_cast<DType>(d), [](auto type) { every_layout<typename decltype(type)::type>(); });
  long_inputs();
  accuracy();
  return report("reduce");
}
