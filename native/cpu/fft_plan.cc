// What a length is transformed by: radices, twiddles, chirps. Tables are computed in float64 and rounded once, and kept
// while they are used again.
#include <algorithm>
#include <cmath>
#include <list>
#include <map>
#include <mutex>
#include <utility>

#include "cpu/fft.h"

namespace obol::cpu {
namespace {

constexpr size_t kKeptBytes = size_t{64} << 20;  // of each kind of table

// The tables used last, as many as kKeptBytes hold. Two threads may make the same one at once.
template <class Value>
class Kept {
 public:
  using Key = std::pair<int64_t, int>;

  template <class Make>
  std::shared_ptr<const Value> get(const Key& key, const Make& make) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.key == key; });
      if (found != entries_.end()) {
        entries_.splice(entries_.begin(), entries_, found);
        return entries_.front().value;
      }
    }
    auto value = std::make_shared<Value>();
    const size_t bytes = make(value.get());
    std::lock_guard<std::mutex> lock(mutex_);
    entries_.push_front({key, bytes, value});
    bytes_ += bytes;
    while (bytes_ > kKeptBytes) {
      bytes_ -= entries_.back().bytes;
      entries_.pop_back();
    }
    return value;
  }

 private:
  struct Entry {
    Key key;
    size_t bytes;
    std::shared_ptr<const Value> value;
  };
  std::mutex mutex_;
  std::list<Entry> entries_;
  size_t bytes_ = 0;
};

// Lives as long as the process.
template <class Value>
Kept<Value>& kept() {
  static Kept<Value>* const k = new Kept<Value>;
  return *k;
}

template <class T>
void put(std::vector<T>& list, Complex<double> z) {
  list.push_back(static_cast<T>(z.re));
  list.push_back(static_cast<T>(z.im));
}

template <class T>
size_t bytes_of(const std::vector<T>& list) {
  return list.size() * sizeof(T);
}

// Per pass and butterfly p > 0: exp(-2πi·p·k·s/n) for k = 1 … radix - 1.
template <class T>
void make_twiddles(FftPasses<T>* passes) {
  int64_t m = passes->n, s = 1;
  for (int i = 0; i < passes->radices.count; ++i) {
    const int radix = passes->radices.radix[i];
    m /= radix;
    for (int64_t p = 1; p < m; ++p)
      for (int k = 1; k < radix; ++k) put(passes->twiddles, ops::unit_root<double>(p * k * s, passes->n));
    s *= radix;
  }
}

template <class T>
void make_chirp(FftPlan<T>* plan, int64_t m) {
  const int64_t n = plan->n;
  std::vector<Complex<double>> filter(static_cast<size_t>(m), Complex<double>(0));
  int64_t square = 0;  // j² modulo 2n
  for (int64_t j = 0; j < n; ++j) {
    const Complex<double> w = ops::unit_root<double>(square, 2 * n), back(w.re, -w.im);
    put(plan->chirp, w);
    filter[static_cast<size_t>(j)] = filter[static_cast<size_t>(j == 0 ? 0 : m - j)] = back;
    square = (square + 2 * j + 1) % (2 * n);
  }
  fft_in_place(&filter.data()->re, m);
  const double scale = 1.0 / static_cast<double>(m);
  for (const Complex<double>& z : filter) put(plan->filter, Complex<double>(z.re * scale, z.im * scale));
}

}  // namespace

template <class T>
std::shared_ptr<const FftPlan<T>> fft_plan(int64_t n, bool whole) {
  return kept<FftPlan<T>>().get({n, whole ? 1 : 0}, [n, whole](FftPlan<T>* plan) {
    plan->n = n;
    const ops::Radices own = ops::radices_of(n);
    plan->passes.n = ops::transform_length(n);
    plan->passes.radices = ops::radices_of(plan->passes.n);
    if (whole) make_twiddles(&plan->passes);
    if (own.rest != 1) make_chirp(plan, plan->passes.n);
    return bytes_of(plan->passes.twiddles) + bytes_of(plan->chirp) + bytes_of(plan->filter);
  });
}

template <class T>
std::shared_ptr<const FftSplit<T>> fft_split(int64_t n, int lanes) {
  return kept<FftSplit<T>>().get({n, lanes}, [n, lanes](FftSplit<T>* split) {
    int64_t root = 1;
    while ((root + 1) * (root + 1) <= n) ++root;
    split->n1 = ops::factor_up_to(ops::radices_of(n), root);
    split->n2 = n / split->n1;
    split->first = fft_plan<T>(split->n1, true);
    split->second = fft_plan<T>(split->n2, true);
    for (int64_t k = 0; k < split->n1; ++k) {
      for (int l = 0; l < lanes; ++l) split->lanes.push_back(static_cast<T>(ops::unit_root<double>(k * l % n, n).re));
      for (int l = 0; l < lanes; ++l) split->lanes.push_back(static_cast<T>(ops::unit_root<double>(k * l % n, n).im));
    }
    while ((int64_t{1} << 2 * split->low_bits) < n) ++split->low_bits;
    const int64_t low = int64_t{1} << split->low_bits;
    for (int64_t e = 0; e < std::min(low, n); ++e) split->low.push_back(ops::unit_root<double>(e, n));
    for (int64_t e = 0; e < n; e += low) split->high.push_back(ops::unit_root<double>(e, n));
    return bytes_of(split->lanes) + bytes_of(split->low) + bytes_of(split->high);
  });
}

template <class T>
std::shared_ptr<const std::vector<T>> fft_halves(int64_t h) {
  return kept<std::vector<T>>().get({h, 0}, [h](std::vector<T>* halves) {
    for (int64_t k = 0; 2 * k <= h; ++k) put(*halves, ops::unit_root<double>(k, 2 * h));
    return bytes_of(*halves);
  });
}

template std::shared_ptr<const FftPlan<float>> fft_plan<float>(int64_t, bool);
template std::shared_ptr<const FftPlan<double>> fft_plan<double>(int64_t, bool);
template std::shared_ptr<const FftSplit<float>> fft_split<float>(int64_t, int);
template std::shared_ptr<const FftSplit<double>> fft_split<double>(int64_t, int);
template std::shared_ptr<const std::vector<float>> fft_halves<float>(int64_t);
template std::shared_ptr<const std::vector<double>> fft_halves<double>(int64_t);

}  // namespace obol::cpu
