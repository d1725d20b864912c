// Running sums and products against plain loops: every dtype and layout, the scanned axis contiguous and not.
#include "native/layouts.h"
#include "ops/reduce.h"

using namespace obol;
using namespace obol::test;

namespace {

template <class T>
void check_scan(const Shape& shape, Form form, Form out_form) {
  using Out = ops::accumulator_t<T>;
  using Wide = std::conditional_t<is_complex_v<T>, complex128,
                                  std::conditional_t<std::is_floating_point_v<T>, double, uint64_t>>;
  Strided<T> in(shape, form);
  Strided<Out> out(shape, out_form);
  Lcg g(7);
  const int64_t n = shape.back();
  const bool floating = is_complex_v<T> || std::is_floating_point_v<T>;
  // Multiples of 1/8 below 2^21: their sums are exact in every float type.
  in.fill([&](int64_t) { return floating ? plain_value<T>(g) : any_value<T>(g); });
  CHECK_OK(backend().scan(ScanOp::k_cumulative_sum, out, in));
  Wide acc(0);
  for (int64_t i = 0; i < in.size(); ++i) {
    acc = (i % n == 0 ? Wide(0) : acc) + Wide(in.at(i));
    CHECK(same(out.at(i), static_cast<Out>(acc)));
  }
  T half(1);
  if constexpr (is_complex_v<T>)
    half.re /= 2;
  else if constexpr (std::is_floating_point_v<T>)
    half /= 2;
  in.fill([&](int64_t i) { return i % 5 == 1 ? T(2) : (i % 5 == 3 ? half : T(1)); });
  CHECK_OK(backend().scan(ScanOp::k_cumulative_prod, out, in));
  for (int64_t i = 0; i < in.size(); ++i) {
    acc = (i % n == 0 ? Wide(1) : acc) * Wide(in.at(i));
    CHECK(same(out.at(i), static_cast<Out>(acc)));
  }
}

void after_special_values() {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  Strided<double> x({5}, Form::kContiguous), y({5}, Form::kContiguous);
  const std::vector<double> values = {1, inf, -1, nan, 2};
  x.fill([&](int64_t i) { return values[static_cast<size_t>(i)]; });
  CHECK_OK(backend().scan(ScanOp::k_cumulative_sum, y, x));
  CHECK(y.at(0) == 1 && y.at(1) == inf && y.at(2) == inf && y.at(3) != y.at(3) && y.at(4) != y.at(4));
  // Once zero, a running product stays zero however large the factors are.
  Strided<double> big({3000}, Form::kContiguous), product({3000}, Form::kContiguous);
  big.fill([](int64_t i) { return i == 0 ? 0.0 : 1e300; });
  CHECK_OK(backend().scan(ScanOp::k_cumulative_prod, product, big));
  for (int64_t i = 0; i < 3000; ++i) CHECK(product.at(i) == 0);
}

}  // namespace

int main() {
  if (brief()) {
    for (const Shape& shape : {Shape{300}, Shape{3, 5}, Shape{4, 700}}) {
      check_scan<double>(shape, Form::kPermuted, Form::kContiguous);
      check_scan<int32_t>(shape, Form::kContiguous, Form::kSliced);
    }
    check_scan<int32_t>({9001}, Form::kReversed, Form::kContiguous);
    return report("scan, in brief");
  }
  for (int d = 1; d < kDTypeCount; ++d)
    visit_dtype_in<kNumeric>(static_cast<DType>(d), 0, [](auto type) {
      using T = typename decltype(type)::type;
      for (Form form : kForms)
        for (Form out_form : {Form::kContiguous, Form::kPermuted, Form::kSliced})
          for (const Shape& shape : {Shape{1}, Shape{7}, Shape{300}, Shape{3, 5}, Shape{2, 3, 4}, Shape{40, 70},
                                     Shape{0, 4}, Shape{4, 0}, Shape{3000}})
            check_scan<T>(shape, form, out_form);
      return 0;
    });
  check_scan<double>({150001}, Form::kContiguous, Form::kContiguous);
  check_scan<float>({2, 70001}, Form::kPermuted, Form::kPermuted);
  check_scan<int32_t>({100001}, Form::kReversed, Form::kContiguous);
  check_scan<double>({3000, 50}, Form::kPermuted, Form::kPermuted);
  after_special_values();
  return report("scan");
}
