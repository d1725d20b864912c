// sort, argsort and search_sorted against std::stable_sort and counting: every dtype and layout, NaN last in both
// directions, equal elements in their first order (−0 and +0 are equal).
#include <algorithm>
#include <numeric>

#include "native/layouts.h"

using namespace obol;
using namespace obol::test;

namespace {

// The order of the documentation, written once more: NaN after all, complex by re then im, NaNs in im, re, both.
template <class T>
bool less(T a, T b, bool descending) {
  if constexpr (is_complex_v<T>) {
    const int ca = (a.re != a.re) * 2 + (a.im != a.im), cb = (b.re != b.re) * 2 + (b.im != b.im);
    if (ca != cb) return ca < cb;
    if (ca < 2 && a.re != b.re) return descending ? b.re < a.re : a.re < b.re;
    if (ca == 1 || ca == 3) return false;
    return descending ? b.im < a.im : a.im < b.im;
  } else {
    if (a != a) return false;
    if (b != b) return true;
    return descending ? b < a : a < b;
  }
}

template <class T>
bool same_bits(T a, T b) {
  if constexpr (is_complex_v<T>)
    return same_bits(a.re, b.re) && same_bits(a.im, b.im);
  else
    return same(a, b) && (a != T(0) || std::signbit(static_cast<double>(a)) == std::signbit(static_cast<double>(b)));
}

template <class T>
void check_sort(const Shape& shape, Form form, Form out_form, bool few) {
  Strided<T> in(shape, form), out(shape, out_form);
  Strided<int32_t> order(shape, out_form);
  Strided<int64_t> wide(shape, out_form);
  Lcg g(static_cast<uint64_t>(size_of(shape)) + few);
  in.fill([&](int64_t) {
    T v = any_value<T>(g);
    if (few && !(v != v)) v = g.below(3) == 0 ? -T(0) : (g.below(2) ? T(0) : T(1));
    return v;
  });
  const int64_t n = shape.back();
  for (bool descending : {false, true}) {
    CHECK_OK(backend().sort(out, in, descending));
    CHECK_OK(backend().argsort(order, in, descending));
    CHECK_OK(backend().argsort(wide, in, descending));
    std::vector<int64_t> want(static_cast<size_t>(n));
    for (int64_t row = 0; n > 0 && row < in.size() / n; ++row) {
      std::iota(want.begin(), want.end(), int64_t{0});
      std::stable_sort(want.begin(), want.end(),
                       [&](int64_t a, int64_t b) { return less(in.at(row * n + a), in.at(row * n + b), descending); });
      for (int64_t i = 0; i < n; ++i) {
        CHECK(order.at(row * n + i) == want[static_cast<size_t>(i)]);
        CHECK(wide.at(row * n + i) == want[static_cast<size_t>(i)]);
        CHECK(same_bits(out.at(row * n + i), in.at(row * n + want[static_cast<size_t>(i)])));
      }
    }
  }
}

template <class T>
void check_search(int64_t n, const Shape& shape, Form form) {
  Lcg g(static_cast<uint64_t>(n));
  std::vector<T> sorted(static_cast<size_t>(n));
  for (auto&& v : sorted) v = any_value<T>(g);
  std::sort(sorted.begin(), sorted.end(), [](T a, T b) { return less<T>(a, b, false); });
  Strided<T> edges({n}, Form::kSliced), values(shape, form);
  edges.fill([&](int64_t i) { return sorted[static_cast<size_t>(i)]; });
  values.fill([&](int64_t i) { return n > 0 && i % 2 ? edges.at(g.below(n)) : any_value<T>(g); });
  Strided<int32_t> left(shape, Form::kContiguous);
  Strided<int64_t> right(shape, Form::kPermuted);
  CHECK_OK(backend().search_sorted(left, edges, values, false));
  CHECK_OK(backend().search_sorted(right, edges, values, true));
  for (int64_t i = 0; i < values.size(); ++i) {
    int64_t before = 0, not_after = 0;
    for (const T& e : sorted) {
      before += less<T>(e, values.at(i), false);
      not_after += !less<T>(values.at(i), e, false);
    }
    CHECK(left.at(i) == before);
    CHECK(right.at(i) == not_after);
  }
}

}  // namespace

int main() {
  if (brief()) {
    for (const Shape& shape : {Shape{7}, Shape{300}, Shape{20, 17}}) {
      check_sort<float>(shape, Form::kSliced, Form::kContiguous, true);
      check_sort<complex64>(shape, Form::kContiguous, Form::kSliced, false);
    }
    check_search<double>(37, {4, 5}, Form::kPermuted);
    return report("sort, in brief");
  }
  for (int d = 0; d < kDTypeCount; ++d)
    visit_dtype(static_cast<DType>(d), [](auto type) {
      using T = typename decltype(type)::type;
      for (Form form : kForms) {
        for (const Shape& shape :
             {Shape{1}, Shape{2}, Shape{7}, Shape{300}, Shape{3, 5}, Shape{20, 17}, Shape{0, 4}, Shape{4, 0}})
          for (bool few : {false, true}) check_sort<T>(shape, form, Form::kSliced, few);
        check_search<T>(0, {3}, form);
        check_search<T>(1, {3, 2}, form);
        check_search<T>(37, {4, 5}, form);
      }
      for (bool few : {false, true}) {
        check_sort<T>({5000}, Form::kContiguous, Form::kContiguous, few);
        check_sort<T>({2, 3001}, Form::kPermuted, Form::kContiguous, few);
        check_sort<T>({150001}, Form::kContiguous, Form::kContiguous, few);
      }
      check_search<T>(200, {5000}, Form::kContiguous);
    });
  return report("sort");
}
