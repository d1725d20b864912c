// sort and argsort along the last axis: stable, NaN last. Reals go by radix over order-preserving keys, complex numbers by
// merging.
#include <algorithm>
#include <cmath>
#include <vector>

#include "cpu/backend.h"
#include "cpu/cursor.h"
#include "cpu/sort_keys.h"
#include "cpu/sort_radix.h"
#include "cpu/threads.h"
#include "ops/order.h"

namespace obol::cpu {
namespace {

constexpr int64_t kChunk = 16384;

// The lines along the last axis of `in` and `out`, with room for two lines of items each.
class Lines {
 public:
  Lines(const View& out, const View& in)
      : last_(in.ndim() - 1), n_(in.shape(last_)), in_step_(in.stride(last_)), out_step_(out.stride(last_)) {
    const View in_lines = leading_dims(in, last_), out_lines = leading_dims(out, last_);
    const View* views[] = {&out_lines, &in_lines};
    walk_ = make_walk(views, 2);
  }

  int64_t n() const { return n_; }
  int64_t in_step() const { return in_step_; }
  int64_t out_step() const { return out_step_; }

  // Calls line(offset in `in`, offset in `out`, items, spare) for each.
  template <class Item, class Line>
  Status each(Backend& backend, Line&& line) const {
    if (walk_.size == 0 || n_ == 0) return Status();
    const int64_t grain = std::max<int64_t>(1, kChunk / n_), groups = (walk_.size + grain - 1) / grain;
    std::vector<Status> failed(static_cast<size_t>(groups));
    parallel_for(walk_.size, grain, [&](int64_t begin, int64_t end) {
      StorageRef room;
      Status& status = failed[static_cast<size_t>(begin / grain)];
      status = backend.allocate(2 * static_cast<size_t>(n_) * sizeof(Item), &room);
      if (!status.ok()) return;
      Item* items = static_cast<Item*>(room->device_pointer());
      Cursor cursor(walk_, walk_.ndim, begin);
      for (int64_t i = begin; i < end; ++i, cursor.next()) line(cursor.at(1), cursor.at(0), items, items + n_);
    });
    for (const Status& status : failed) OBOL_TRY(status);
    return Status();
  }

 private:
  int last_;
  int64_t n_, in_step_, out_step_;
  Walk walk_;
};

// Equal zeros of both signs keep their order: those in the sorted line are written anew from the ones in the input.
template <class T>
void restore_zeros(int64_t n, const std::vector<bool>& negative, T* out, int64_t out_step) {
  int64_t at = 0;
  while (at < n && out[at * out_step] != T(0)) ++at;
  for (bool minus : negative) out[at++ * out_step] = minus ? -T(0) : T(0);
}

template <class T, bool Descending>
Status sort_reals(Backend& backend, const View& out, const View& in) {
  using Item = std::conditional_t<sizeof(T) == 8, Key64, Key32>;
  const Lines lines(out, in);
  const int64_t n = lines.n(), step = lines.in_step(), out_step = lines.out_step();
  return lines.each<Item>(backend, [&](int64_t from, int64_t to, Item* items, Item* spare) {
    const T* p = in.as<T>() + from;
    T* o = out.as<T>() + to;
    std::vector<bool> negative;
    parallel_for(n, kChunk, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) items[i].bits = to_key<T, Descending>(p[i * step]);
    });
    if constexpr (std::is_floating_point_v<T>) {
      constexpr KeyOf<T> zero[] = {KeyOf<T>{1} << (8 * sizeof(T) - 1), (KeyOf<T>{1} << (8 * sizeof(T) - 1)) - 1};
      bool plus = false, minus = false;
      for (int64_t i = 0; i < n; ++i) {
        const KeyOf<T> key = Descending ? static_cast<KeyOf<T>>(~items[i].bits) : items[i].bits;
        plus |= key == zero[0];
        minus |= key == zero[1];
      }
      if (plus && minus)
        for (int64_t i = 0; i < n; ++i)
          if (p[i * step] == T(0)) negative.push_back(std::signbit(p[i * step]));
    }
    RadixSort<Item>::sort(items, spare, n);
    parallel_for(n, kChunk, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) o[i * out_step] = from_key<T, Descending>(items[i].bits);
    });
    if constexpr (std::is_floating_point_v<T>)
      if (!negative.empty()) restore_zeros(n, negative, o, out_step);
  });
}

template <class T, class Index, bool Descending>
Status argsort_reals(Backend& backend, const View& out, const View& in) {
  using Item = std::conditional_t<sizeof(T) == 8, Numbered, Packed>;
  const Lines lines(out, in);
  const int64_t n = lines.n(), step = lines.in_step(), out_step = lines.out_step();
  return lines.each<Item>(backend, [&](int64_t from, int64_t to, Item* items, Item* spare) {
    const T* p = in.as<T>() + from;
    Index* o = out.as<Index>() + to;
    parallel_for(n, kChunk, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        T x = p[i * step];
        if constexpr (std::is_floating_point_v<T>) x = x == T(0) ? T(0) : x;  // one key for both zeros
        const uint64_t key = to_key<T, Descending>(x), number = static_cast<uint64_t>(i);
        if constexpr (sizeof(T) == 8)
          items[i] = {key, number};
        else
          items[i] = {key << 32 | number};
      }
    });
    RadixSort<Item>::sort(items, spare, n);
    parallel_for(n, kChunk, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        if constexpr (sizeof(T) == 8)
          o[i * out_step] = static_cast<Index>(items[i].number);
        else
          o[i * out_step] = static_cast<Index>(items[i].bits & 0xFFFFFFFFu);
      }
    });
  });
}

template <class T, class Index, class Order>
Status argsort_by(Backend& backend, const View& out, const View& in, Order order) {
  const Lines lines(out, in);
  const int64_t n = lines.n(), step = lines.in_step();
  return lines.each<Index>(backend, [&](int64_t from, int64_t to, Index* numbers, Index*) {
    const T* p = in.as<T>() + from;
    for (int64_t i = 0; i < n; ++i) numbers[i] = static_cast<Index>(i);
    std::stable_sort(numbers, numbers + n, [&](Index a, Index b) { return order(p[a * step], p[b * step]); });
    unpack(reinterpret_cast<const char*>(numbers), lines.out_step(), n, sizeof(Index),
           reinterpret_cast<char*>(out.as<Index>() + to));
  });
}

template <class T, class Order>
Status sort_by(Backend& backend, const View& out, const View& in, Order order) {
  const Lines lines(out, in);
  const int64_t n = lines.n();
  return lines.each<T>(backend, [&](int64_t from, int64_t to, T* items, T*) {
    pack(reinterpret_cast<const char*>(in.as<T>() + from), lines.in_step(), n, sizeof(T),
         reinterpret_cast<char*>(items));
    std::stable_sort(items, items + n, order);
    unpack(reinterpret_cast<const char*>(items), lines.out_step(), n, sizeof(T),
           reinterpret_cast<char*>(out.as<T>() + to));
  });
}

// Numbers of packed items have 32 bits.
constexpr int64_t kMostPacked = int64_t{1} << 32;

template <class T, class Index>
Status argsort_of(Backend& backend, const View& out, const View& in, bool descending) {
  if constexpr (!is_complex_v<T>)
    if (sizeof(T) == 8 || in.shape(in.ndim() - 1) <= kMostPacked)
      return descending ? argsort_reals<T, Index, true>(backend, out, in)
                        : argsort_reals<T, Index, false>(backend, out, in);
  return descending ? argsort_by<T, Index>(backend, out, in, ops::precedes_descending<T>)
                    : argsort_by<T, Index>(backend, out, in, ops::precedes<T>);
}

}  // namespace

Status CpuBackend::sort(const View& out, const View& in, bool descending) {
  return visit_dtype_in<kAll>(in.dtype, Status(), [&](auto type) {
    using T = typename decltype(type)::type;
    if constexpr (is_complex_v<T>)
      return descending ? sort_by<T>(*this, out, in, ops::precedes_descending<T>)
                        : sort_by<T>(*this, out, in, ops::precedes<T>);
    else
      return descending ? sort_reals<T, true>(*this, out, in) : sort_reals<T, false>(*this, out, in);
  });
}

Status CpuBackend::argsort(const View& out, const View& in, bool descending) {
  return visit_dtype_in<kAll>(in.dtype, Status(), [&](auto type) {
    using T = typename decltype(type)::type;
    return out.dtype == DType::kInt32 ? argsort_of<T, int32_t>(*this, out, in, descending)
                                      : argsort_of<T, int64_t>(*this, out, in, descending);
  });
}

}  // namespace obol::cpu
