// gather, scatter and nonzero against loops over the definition: every item size, every layout, several index arrays,
// negative and repeated indices, indices out of range.
#include "native/layouts.h"

using namespace obol;
using namespace obol::test;

namespace {

// in: indexed axes `lead` and the rest; the indices have shape `picks`, each in its own form.
template <class T, class Index>
void check_gather(const Shape& lead, const Shape& rest, const Shape& picks, Form form) {
  Shape in_shape = lead, out_shape = picks;
  in_shape.insert(in_shape.end(), rest.begin(), rest.end());
  out_shape.insert(out_shape.end(), rest.begin(), rest.end());
  Strided<T> in(in_shape, form == Form::kBroadcast ? Form::kPermuted : form), out(out_shape, Form::kSliced);
  Lcg g(99);
  in.fill([&](int64_t) { return any_value<T>(g); });
  std::vector<Strided<Index>> index;
  std::vector<View> views;
  for (size_t k = 0; k < lead.size(); ++k) {
    index.emplace_back(picks, kForms[(k + static_cast<size_t>(form)) % kForms.size()]);
    index.back().fill([&](int64_t) { return static_cast<Index>(g.below(2 * lead[k]) - lead[k]); });
    views.push_back(index.back().view());
  }
  const int64_t n = size_of(rest);
  const auto source = [&](int64_t pick) {
    int64_t row = 0;
    for (size_t k = 0; k < lead.size(); ++k) {
      int64_t i = index[k].at(pick);
      row = row * lead[k] + (i < 0 ? i + lead[k] : i);
    }
    return row;
  };
  CHECK_OK(backend().gather(out, in, views.data(), static_cast<int>(lead.size()), Indices::kAny));
  for (int64_t i = 0; i < out.size(); ++i) CHECK(same(out.at(i), in.at(source(i / n) * n + i % n)));

  std::vector<T> want(static_cast<size_t>(in.size()));
  for (int64_t i = 0; i < in.size(); ++i) want[static_cast<size_t>(i)] = in.at(i);
  Strided<T> values(out_shape, form);
  values.fill([&](int64_t) { return any_value<T>(g); });
  for (int64_t i = 0; i < values.size(); ++i) want[static_cast<size_t>(source(i / n) * n + i % n)] = values.at(i);
  CHECK_OK(backend().scatter(in, values, views.data(), static_cast<int>(lead.size()), Indices::kAny));
  for (int64_t i = 0; i < in.size(); ++i) CHECK(same<T>(in.at(i), want[static_cast<size_t>(i)]));
}

template <class Index>
void out_of_range(Index bad, const char* message) {
  Strided<double> x({4, 5}, Form::kContiguous), y({3, 5}, Form::kContiguous);
  Strided<Index> rows({3}, Form::kContiguous);
  x.fill([](int64_t i) { return static_cast<double>(i); });
  y.fill([](int64_t) { return -1.0; });
  rows.fill([&](int64_t i) { return i == 1 ? bad : (i == 2 ? static_cast<Index>(9) : Index(0)); });
  const View index = rows;
  const Status gathered = backend().gather(y, x, &index, 1, Indices::kAny),
               scattered = backend().scatter(x, y, &index, 1, Indices::kAny);
  CHECK(gathered.code() == Code::kRange && gathered.message() == message);
  CHECK(scattered.code() == Code::kRange && scattered.message() == message);
  for (int64_t i = 0; i < 20; ++i) CHECK(x.at(i) == i);
  for (int64_t i = 0; i < 15; ++i) CHECK(y.at(i) == -1);
}

void check_nonzero(const Shape& shape, Form form, int64_t one_in) {
  Strided<bool> in(shape, form);
  Lcg g(static_cast<uint64_t>(one_in));
  in.fill([&](int64_t) { return g.below(one_in) == 0; });
  std::vector<int64_t> places;
  for (int64_t i = 0; i < in.size(); ++i)
    if (in.at(i)) places.push_back(i);
  const int64_t count = static_cast<int64_t>(places.size()), ndim = static_cast<int64_t>(shape.size());
  Strided<int32_t> out({ndim, count}, Form::kSliced);
  CHECK_OK(backend().nonzero(out, in));
  for (int64_t j = 0; j < count; ++j) {
    int64_t linear = 0;
    for (int64_t d = 0; d < ndim; ++d) linear = linear * shape[static_cast<size_t>(d)] + out.at(d * count + j);
    CHECK(linear == places[static_cast<size_t>(j)]);
  }
}

}  // namespace

int main() {
  for (int d = 0; d < kDTypeCount; ++d)
    visit_dtype(static_cast<DType>(d), [](auto type) {
      using T = typename decltype(type)::type;
      if (brief() && !std::is_same_v<T, double>) return;
      for (Form form : kForms) {
        check_gather<T, int32_t>({7}, {}, {40}, form);
        check_gather<T, int64_t>({7}, {3}, {2, 5}, form);
        check_gather<T, int32_t>({3, 4}, {2, 3}, {4, 2}, form);
        check_gather<T, int64_t>({3, 4, 2}, {}, {3, 4}, form);
        check_gather<T, int32_t>({5}, {4}, {}, form);
        check_gather<T, int32_t>({5}, {0}, {3}, form);
        check_gather<T, int32_t>({5}, {4}, {0}, form);
        if (brief()) continue;
        check_gather<T, int32_t>({500}, {}, {70000}, form);
        check_gather<T, int32_t>({3}, {40000}, {2}, form);
      }
    });
  out_of_range<int32_t>(4, "index 4 is out of bounds for axis 0 with size 4");
  out_of_range<int64_t>(-5, "index -5 is out of bounds for axis 0 with size 4");
  out_of_range<int64_t>(int64_t{1} << 40, "index 1099511627776 is out of bounds for axis 0 with size 4");
  for (Form form : kForms)
    for (int64_t one_in : {1, 2, 50}) {
      check_nonzero({200}, form, one_in);
      check_nonzero({3, 4, 5}, form, one_in);
      check_nonzero({0, 3}, form, one_in);
      if (brief()) continue;
      check_nonzero({300, 401}, form, one_in);
      check_nonzero({140001}, form, one_in);
    }
  return report("index");
}
