// Random numbers: Philox's published vectors, elements as pure functions of key and counter whatever the layout and the
// cut, bounds, uniformity and normality by χ² and moments.
#include "ops/random.h"

#include <algorithm>
#include <cstring>

#include "native/layouts.h"

using namespace obol;
using namespace obol::test;

namespace {

void known_answers() {
  // Random123's kat_vectors for philox4x32-10, the counters of which leave the upper half zero.
  const ops::PhiloxWords zero = ops::philox(0, 0);
  CHECK(zero.low == 0xe169c58d6627e8d5 && zero.high == 0x9b00dbd8bc57ac4c);
}

// The textbook form of Philox, with 128-bit counters, against which the published vectors with full counters hold.
void textbook(const uint32_t counter[4], const uint32_t key[2], uint32_t x[4]) {
  uint32_t k0 = key[0], k1 = key[1];
  std::memcpy(x, counter, 16);
  for (int r = 0; r < 10; ++r, k0 += 0x9E3779B9, k1 += 0xBB67AE85) {
    const uint64_t a = uint64_t{0xD2511F53} * x[0], b = uint64_t{0xCD9E8D57} * x[2];
    const uint32_t y[4] = {static_cast<uint32_t>(b >> 32) ^ x[1] ^ k0, static_cast<uint32_t>(b),
                           static_cast<uint32_t>(a >> 32) ^ x[3] ^ k1, static_cast<uint32_t>(a)};
    std::memcpy(x, y, 16);
  }
}

void agrees_with_textbook() {
  const uint32_t pi[4] = {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, pi_key[2] = {0xa4093822, 0x299f31d0};
  uint32_t x[4];
  textbook(pi, pi_key, x);
  CHECK(x[0] == 0xd16cfe09 && x[1] == 0x94fdcceb && x[2] == 0x5001e420 && x[3] == 0x24126ea1);
  Lcg g(5);
  for (int i = 0; i < 1000; ++i) {
    const uint64_t key = g.next() << 33 ^ g.next(), counter = g.next() << 33 ^ g.next();
    const uint32_t c[4] = {static_cast<uint32_t>(counter), static_cast<uint32_t>(counter >> 32), 0, 0};
    const uint32_t k[2] = {static_cast<uint32_t>(key), static_cast<uint32_t>(key >> 32)};
    textbook(c, k, x);
    const ops::PhiloxWords w = ops::philox(key, counter);
    CHECK(w.low == (uint64_t{x[1]} << 32 | x[0]) && w.high == (uint64_t{x[3]} << 32 | x[2]));
  }
}

template <class T>
void same_in_any_layout(RandomOp op, T a, T b) {
  const Shape shape = {13, 7, 120};
  Strided<T> whole({size_of(shape)}, Form::kContiguous);
  const Scalar sa = Scalar::of(a), sb = Scalar::of(b);
  CHECK_OK(backend().random(op, whole, 42, 1000, sa, sb));
  for (Form form : {Form::kContiguous, Form::kPermuted, Form::kSliced, Form::kReversed}) {
    Strided<T> out(shape, form);
    CHECK_OK(backend().random(op, out, 42, 1000, sa, sb));
    for (int64_t i = 0; i < out.size(); ++i) CHECK(out.at(i) == whole.at(i));
  }
  Strided<T> part({100}, Form::kContiguous);
  CHECK_OK(backend().random(op, part, 42, 1000 + 5000, sa, sb));
  for (int64_t i = 0; i < 100; ++i) CHECK(part.at(i) == whole.at(5000 + i));
  CHECK_OK(backend().random(op, part, 43, 6000, sa, sb));
  int equal = 0;
  for (int64_t i = 0; i < 100; ++i) equal += part.at(i) == whole.at(5000 + i);
  CHECK(equal < 60);  // small integer ranges meet by chance
}

// χ² of n draws into equally likely bins; its mean is bins − 1, its deviation √(2·bins).
double chi_square(const std::vector<int64_t>& bins) {
  int64_t n = 0;
  for (int64_t b : bins) n += b;
  const double expected = static_cast<double>(n) / static_cast<double>(bins.size());
  double sum = 0;
  for (int64_t b : bins) sum += (static_cast<double>(b) - expected) * (static_cast<double>(b) - expected) / expected;
  return sum;
}

template <class T>
void uniform() {
  const int64_t n = 200000;
  Strided<T> x({n}, Form::kContiguous);
  CHECK_OK(backend().random(RandomOp::k_uniform, x, 1, 0, Scalar::of(T(-2)), Scalar::of(T(3))));
  std::vector<int64_t> bins(100);
  for (int64_t i = 0; i < n; ++i) {
    CHECK(x.at(i) >= -2 && x.at(i) < 3);
    ++bins[static_cast<size_t>((x.at(i) + 2) * 20)];
  }
  CHECK_NEAR(chi_square(bins), 99, 6 * std::sqrt(200.0));
  // Where every product rounds up to the end, the end is still not reached.
  const T high = std::nextafter(T(1), T(2));
  CHECK_OK(backend().random(RandomOp::k_uniform, x, 1, 0, Scalar::of(T(1)), Scalar::of(high)));
  for (int64_t i = 0; i < n; ++i) CHECK(x.at(i) == T(1));
  CHECK_OK(backend().random(RandomOp::k_uniform, x, 1, 0, Scalar::of(T(7)), Scalar::of(T(7))));
  for (int64_t i = 0; i < n; ++i) CHECK(x.at(i) == T(7));
}

template <class T>
void normal() {
  const int64_t n = 400000;
  Strided<T> x({n}, Form::kContiguous);
  CHECK_OK(backend().random(RandomOp::k_normal, x, 9, 77, Scalar::of(T(0)), Scalar::of(T(1))));
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0;
  std::vector<int64_t> bins(64);
  for (int64_t i = 0; i < n; ++i) {
    const double v = x.at(i);
    m1 += v, m2 += v * v, m3 += v * v * v, m4 += v * v * v * v;
    ++bins[static_cast<size_t>(0.5 * std::erfc(-v / std::sqrt(2.0)) * 63.999999)];
    // The same number by libm, from the same bits.
    const ops::PhiloxWords w = ops::philox(9, 77 + static_cast<uint64_t>(i));
    const auto unit = [](uint64_t bits) { return std::ldexp(static_cast<double>(bits >> 11), -53); };
    const double want = std::sqrt(-2 * std::log(1 - unit(w.low))) * std::cos(2 * 3.14159265358979323846 * unit(w.high));
    CHECK_NEAR(v, want, sizeof(T) == 4 ? 6e-7 : 6e-15);
  }
  const double root = std::sqrt(static_cast<double>(n));
  CHECK_NEAR(m1 / n, 0, 5 / root);
  CHECK_NEAR(m2 / n, 1, 5 * std::sqrt(2.0) / root);
  CHECK_NEAR(m3 / n, 0, 5 * std::sqrt(15.0) / root);
  CHECK_NEAR(m4 / n, 3, 5 * std::sqrt(96.0) / root);
  CHECK_NEAR(chi_square(bins), 63, 6 * std::sqrt(128.0));
}

template <class T>
void integers(T low, T last) {
  const int64_t n = 60000;
  Strided<T> x({n}, Form::kContiguous);
  CHECK_OK(backend().random(RandomOp::k_integers, x, 3, 5, Scalar::of(low), Scalar::of(last)));
  const uint64_t count = static_cast<uint64_t>(last) - static_cast<uint64_t>(low) + 1;
  const size_t wide = count == 0 || count > 64 ? 64 : static_cast<size_t>(count);
  std::vector<int64_t> bins(wide);
  for (int64_t i = 0; i < n; ++i) {
    CHECK(x.at(i) >= low && x.at(i) <= last);
    const uint64_t place = static_cast<uint64_t>(x.at(i)) - static_cast<uint64_t>(low);
    const double fraction =
        count == 0 ? static_cast<double>(place) * 0x1p-64 : static_cast<double>(place) / static_cast<double>(count);
    ++bins[std::min(wide - 1, static_cast<size_t>(fraction * static_cast<double>(wide) + 1e-9))];
    // The definition: the upper part of 128 random bits times the number of values.
    const ops::PhiloxWords w = ops::philox(3, 5 + static_cast<uint64_t>(i));
    const unsigned __int128 low_bits = w.low, high_bits = w.high;
    const uint64_t want = count == 0 ? static_cast<uint64_t>(high_bits)
                                     : static_cast<uint64_t>((high_bits * count + (low_bits * count >> 64)) >> 64);
    CHECK(place == want);
  }
  if (wide > 1) CHECK_NEAR(chi_square(bins), wide - 1, 6 * std::sqrt(2.0 * static_cast<double>(wide)));
}

}  // namespace

int main() {
  known_answers();
  agrees_with_textbook();
  same_in_any_layout<double>(RandomOp::k_uniform, 0, 1);
  same_in_any_layout<float>(RandomOp::k_normal, 1, 2);
  same_in_any_layout<double>(RandomOp::k_normal, 1, 2);
  same_in_any_layout<uint8_t>(RandomOp::k_integers, 0, 9);
  same_in_any_layout<int64_t>(RandomOp::k_integers, -5, 1000);
  if (brief()) return report("random, in brief");
  uniform<double>();
  uniform<float>();
  normal<double>();
  normal<float>();
  integers<int8_t>(-128, 127);
  integers<uint8_t>(0, 255);
  integers<int16_t>(-3, 3);
  integers<int32_t>(5, 5);
  integers<uint32_t>(0, 4294967295u);
  integers<int64_t>(INT64_MIN, INT64_MAX);
  integers<int64_t>(-7, INT64_MAX);
  integers<uint64_t>(0, UINT64_MAX);
  integers<uint64_t>(10, 73);
  return report("random");
}
