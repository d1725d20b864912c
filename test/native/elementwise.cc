// Elementwise kernels: every operation of every dtype and cast gives the bits of its formula alone, in every layout,
// and the same bits with each instruction set and number of threads. The formulas themselves are tested from JavaScript.
#include <cstring>
#include <limits>

#include "native/layouts.h"
#include "ops/binary.h"
#include "ops/unary.h"

using namespace obol;
using namespace obol::test;

namespace {

template <class T>
T with_bits(Lcg& g) {
  if constexpr (is_complex_v<T>) {
    using R = typename T::value_type;
    const R re = with_bits<R>(g), im = with_bits<R>(g);
    return {re, im};
  } else if constexpr (ops::is_bool_v<T>) {
    return g.below(2) == 1;
  } else if constexpr (ops::is_float_v<T>) {
    static const double special[] = {0.0, -0.0, 1.0, -1.0, 0.5, 1e22, -3e30, 1e-310, 1e300, HUGE_VAL, -HUGE_VAL};
    switch (g.below(8)) {
      case 0:
        return static_cast<T>(special[g.below(11)]);
      case 1:
        return std::numeric_limits<T>::quiet_NaN();
      case 2: {
        uint64_t b = g.next() << 33 ^ g.next() << 16 ^ g.next();
        T x;
        std::memcpy(&x, &b, sizeof(T));
        return x;
      }
      default:
        return static_cast<T>((g.uniform() - 0.5) * (g.below(2) == 0 ? 4.0 : 300.0));
    }
  } else {
    const uint64_t b = g.next() << 33 ^ g.next() << 16 ^ g.next();
    return static_cast<T>(g.below(3) == 0 ? static_cast<uint64_t>(g.below(9) - 4) : b);
  }
}

// NaNs differ in sign and payload between machines and don't count as different.
template <class T>
bool same_bits(T a, T b) {
  if constexpr (is_complex_v<T>)
    return same_bits(a.re, b.re) && same_bits(a.im, b.im);
  else
    return (a != a && b != b) || std::memcmp(&a, &b, sizeof(T)) == 0;
}

// Folds a value into a hash, all NaNs alike.
template <class T>
void fold(uint64_t& hash, T value) {
  if constexpr (is_complex_v<T>) {
    fold(hash, value.re);
    fold(hash, value.im);
  } else {
    uint64_t b = 0;
    if (value == value) std::memcpy(&b, &value, sizeof(T));
    hash = (hash ^ b) * 0x9E3779B97F4A7C15u;
    hash ^= hash >> 29;
  }
}

template <class Op, DTypeSet Accepts, class T>
void unary_row(UnaryOp op, const char* name, bool print) {
  if constexpr (contains(Accepts, dtype_of_v<T>)) {
    using R = decltype(Op::apply(T()));
    uint64_t hash = 0;
    for (const Form form : kForms) {
      for (const Shape& shape : {Shape{}, Shape{3000}, Shape{45, 31}, Shape{4, 3, 70}}) {
        if (shape.empty() && form != Form::kContiguous) continue;
        Lcg g(static_cast<uint64_t>(shape.size()) + 11);
        Strided<T> x(shape, form);
        Strided<R> y(shape, form == Form::kBroadcast ? Form::kContiguous : form);
        x.fill([&](int64_t) { return with_bits<T>(g); });
        CHECK_OK(backend().unary(op, y, x));
        bool good = true;
        for (int64_t i = 0; i < y.size(); ++i) {
          good = good && same_bits(static_cast<R>(y.at(i)), Op::apply(static_cast<T>(x.at(i))));
          fold(hash, static_cast<R>(y.at(i)));
        }
        if (!good) fail(__FILE__, __LINE__, std::string(name) + " of " + dtype_name(dtype_of_v<T>));
      }
    }
    if (print) std::printf("%s %s %016llx\n", name, dtype_name(dtype_of_v<T>), static_cast<unsigned long long>(hash));
  }
}

template <class Op, DTypeSet Accepts, class T>
void binary_row(BinaryOp op, const char* name, bool print) {
  if constexpr (contains(Accepts, dtype_of_v<T>)) {
    using R = decltype(Op::apply(T(), T()));
    uint64_t hash = 0;
    for (const Form form : kForms) {
      for (const Shape& shape : {Shape{3000}, Shape{45, 31}}) {
        Lcg g(static_cast<uint64_t>(shape.size()) + 5);
        Strided<T> a(shape, form), b(shape, Form::kContiguous);
        Strided<R> y(shape, Form::kSliced);
        a.fill([&](int64_t) { return with_bits<T>(g); });
        b.fill([&](int64_t) { return with_bits<T>(g); });
        const auto check = [&](const View& left, const View& right, const char* how) {
          bool good = true;
          for (int64_t i = 0; i < y.size(); ++i) {
            const T l = left.immediate ? *left.as<T>() : a.at(i), r = right.immediate ? *right.as<T>() : b.at(i);
            good = good && same_bits(static_cast<R>(y.at(i)), Op::apply(l, r));
            fold(hash, static_cast<R>(y.at(i)));
          }
          if (!good) fail(__FILE__, __LINE__, std::string(name) + " of " + dtype_name(dtype_of_v<T>) + how);
        };
        CHECK_OK(backend().binary(op, y, a, b));
        check(a, b, "");
        View one = b.view();
        one.immediate = true;
        const T value = with_bits<T>(g);
        std::memcpy(one.value, &value, sizeof(T));
        CHECK_OK(backend().binary(op, y, a, one));
        check(a, one, " beside a scalar");
        CHECK_OK(backend().binary(op, y, one, b));
        check(one, b, " after a scalar");
        CHECK_OK(backend().binary(op, y, one, one));
        check(one, one, " of scalars");
      }
    }
    if (print) std::printf("%s %s %016llx\n", name, dtype_name(dtype_of_v<T>), static_cast<unsigned long long>(hash));
  }
}

template <class To, class From>
void cast_row() {
  for (const Form form : kForms) {
    const Shape shape = {37, 45};
    Lcg g(3);
    Strided<From> x(shape, form);
    Strided<To> y(shape, Form::kPermuted);
    x.fill([&](int64_t) { return with_bits<From>(g); });
    CHECK_OK(backend().copy(y, x));
    bool good = true;
    for (int64_t i = 0; i < y.size(); ++i)
      good = good && same_bits(static_cast<To>(y.at(i)), ops::cast<To>(static_cast<From>(x.at(i))));
    if (!good)
      fail(__FILE__, __LINE__, std::string(dtype_name(dtype_of_v<From>)) + " to " + dtype_name(dtype_of_v<To>));
  }
}

template <class From>
void casts_from() {
#define X(e, t, n) cast_row<t, From>();
  OBOL_FOR_EACH_DTYPE(X)
#undef X
}

template <class T>
void where_row() {
  for (const Form form : kForms) {
    const Shape shape = {67, 41};
    Lcg g(8);
    Strided<bool> c(shape, Form::kPermuted);
    Strided<T> a(shape, form), b(shape, Form::kContiguous), y(shape, Form::kReversed);
    c.fill([&](int64_t) { return g.below(2) == 1; });
    a.fill([&](int64_t) { return with_bits<T>(g); });
    b.fill([&](int64_t) { return with_bits<T>(g); });
    CHECK_OK(backend().where(y, c, a, b));
    for (int64_t i = 0; i < y.size(); ++i) CHECK(same_bits<T>(y.at(i), c.at(i) ? a.at(i) : b.at(i)));
    CHECK_OK(backend().fill(y, Scalar::of<T>(a.at(3))));
    for (int64_t i = 0; i < y.size(); ++i) CHECK(same_bits<T>(y.at(i), a.at(3)));
  }
}

template <class T>
void all_of() {
  casts_from<T>();
  where_row<T>();
}

void every_row(bool print) {
#define OBOL_UNARY(name, functor, accepts, result) \
  if (true) {                                      \
    const UnaryOp op = UnaryOp::k_##name;          \
    const char* const text = #name;                \
    constexpr DTypeSet set = accepts;              \
    using Op = ops::functor;                       \
    OBOL_FOR_EACH_DTYPE(X)                         \
  }
#define X(e, t, n) unary_row<Op, set, t>(op, text, print);
#include "ops/unary.def"
#undef X
#undef OBOL_UNARY
#define OBOL_BINARY(name, functor, accepts, result) \
  if (true) {                                       \
    const BinaryOp op = BinaryOp::k_##name;         \
    const char* const text = #name;                 \
    constexpr DTypeSet set = accepts;               \
    using Op = ops::functor;                        \
    OBOL_FOR_EACH_DTYPE(X)                          \
  }
#define X(e, t, n) binary_row<Op, set, t>(op, text, print);
#include "ops/binary.def"
#undef X
#undef OBOL_BINARY
}

// Long enough for several threads and for streamed stores; in place, and from an address that no vector is aligned to.
void long_arrays() {
  for (const int64_t n : {(int64_t{1} << 15) + 1, int64_t{3000001}}) {
    Lcg g(1);
    Strided<double> a({n + 1}, Form::kContiguous), b({n + 1}, Form::kContiguous), y({n + 1}, Form::kContiguous);
    a.fill([&](int64_t i) { return g.uniform() * 8 + (i == n / 2 ? 1e22 : 0.0); });
    b.fill([&](int64_t) { return g.uniform(); });
    // Without the first element; a view each time, so that the mirror follows.
    const auto rest = [n](const Strided<double>& x) {
      View v = x.view();
      v.layout.shape[0] = n;
      v.data = static_cast<double*>(v.data) + 1;
      return v;
    };
    CHECK_OK(backend().binary(BinaryOp::k_subtract, rest(y), rest(a), rest(b)));
    int64_t wrong = 0;
    for (int64_t i = 1; i <= n; ++i) wrong += y.at(i) != a.at(i) - b.at(i);
    CHECK(wrong == 0);
    CHECK_OK(backend().unary(UnaryOp::k_sin, rest(y), rest(a)));
    for (int64_t i = 1; i <= n; ++i) wrong += y.at(i) != math::sin(a.at(i));
    CHECK(wrong == 0);
    CHECK_OK(backend().binary(BinaryOp::k_multiply, rest(y), rest(y), rest(b)));
    for (int64_t i = 1; i <= n; ++i) wrong += y.at(i) != math::sin(a.at(i)) * b.at(i);
    CHECK(wrong == 0);
    CHECK(y.at(0) == 0.0);
  }
}

void ranges() {
  for (const Form form : {Form::kContiguous, Form::kPermuted, Form::kSliced, Form::kReversed}) {
    Strided<double> x({40, 30}, form);
    CHECK_OK(backend().range(x, Scalar::of(0.5), Scalar::of(-0.25)));
    for (int64_t i = 0; i < x.size(); ++i) CHECK(x.at(i) == 0.5 - 0.25 * static_cast<double>(i));
    Strided<int8_t> wraps({40, 30}, form);
    CHECK_OK(backend().range(wraps, Scalar::of<int8_t>(100), Scalar::of<int8_t>(7)));
    for (int64_t i = 0; i < wraps.size(); ++i) CHECK(wraps.at(i) == static_cast<int8_t>((100 + 7 * i) & 255));
    Strided<uint64_t> wide({40, 30}, form);
    CHECK_OK(backend().range(wide, Scalar::of(~uint64_t{0} - 5), Scalar::of(uint64_t{3})));
    for (int64_t i = 0; i < wide.size(); ++i) CHECK(wide.at(i) == ~uint64_t{0} - 5 + 3 * static_cast<uint64_t>(i));
  }
  Strided<double> single({}, Form::kContiguous), none({0, 3}, Form::kContiguous);
  CHECK_OK(backend().range(single, Scalar::of(7.0), Scalar::of(1.0)));
  CHECK(single.at(0) == 7.0);
  CHECK_OK(backend().range(none, Scalar::of(7.0), Scalar::of(1.0)));
}

std::string child(const char* self, const char* settings) {
  std::string text;
  std::FILE* pipe = popen((std::string(settings) + " '" + self + "' hashes").c_str(), "r");
  CHECK(pipe != nullptr);
  if (pipe == nullptr) return text;
  char line[256];
  while (std::fgets(line, sizeof(line), pipe) != nullptr) text += line;
  CHECK(pclose(pipe) == 0);
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) {
    every_row(true);
    long_arrays();
    return failures == 0 ? 0 : 1;
  }
  if (brief()) {
    all_of<double>();
    all_of<uint8_t>();
    ranges();
    return report("elementwise, in brief");
  }
  every_row(false);
#define X(e, t, n) all_of<t>();
  OBOL_FOR_EACH_DTYPE(X)
#undef X
  long_arrays();
  ranges();
  const std::string best = child(argv[0], "OBOL_NUM_THREADS=1");
  CHECK(best.size() > 1000);
  for (const char* settings : {"OBOL_NUM_THREADS=3", "OBOL_ISA=avx2", "OBOL_ISA=baseline"})
    CHECK(child(argv[0], settings) == best);
  return report("elementwise");
}
