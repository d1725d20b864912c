// gather, scatter and nonzero. Indices become element offsets a block at a time; what follows the indexed axes (`rest`) is
// copied by its size in bytes, whatever its dtype.
#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "cpu/backend.h"
#include "cpu/cursor.h"
#include "cpu/threads.h"

namespace obol::cpu {
namespace {

constexpr int64_t kBlock = 512;
constexpr int64_t kChunk = 32768;

// The view without the axes along which it repeats itself.
View distinct(View v) {
  for (int i = 0; i < v.ndim(); ++i)
    if (v.stride(i) == 0 && v.shape(i) > 1) v.layout.shape[i] = 1;
  return v;
}

template <class Index>
bool all_within(const View& index, int64_t extent) {
  const View once = distinct(index);
  const View* views[] = {&once};
  const Walk walk = make_walk(views, 1);
  const Inner inner(walk);
  const int64_t runs = walk.size == 0 ? 0 : walk.size / inner.extent;
  std::atomic<bool> good{true};
  parallel_for(runs, std::max<int64_t>(1, kChunk / inner.extent), [&](int64_t begin, int64_t end) {
    Cursor cursor(walk, inner.outer_dims, begin);
    bool bad = false;
    for (int64_t r = begin; r < end; ++r, cursor.next()) {
      const Index* p = once.as<Index>() + cursor.at(0);
      const int64_t step = inner.strides[0];
      if (step == 1)
        for (int64_t i = 0; i < inner.extent; ++i) bad |= (p[i] >= extent) | (p[i] < -extent);
      else
        for (int64_t i = 0; i < inner.extent; ++i) bad |= (p[i * step] >= extent) | (p[i * step] < -extent);
    }
    if (bad) good.store(false, std::memory_order_relaxed);
  });
  return good.load();
}

template <class Index>
Status check_axis(const View& index, int axis, int64_t extent) {
  if (all_within<Index>(index, extent)) return Status();
  const View* views[] = {&index};
  const Walk walk = make_walk(views, 1, true);
  Cursor cursor(walk, walk.ndim);
  int64_t value = 0;
  for (int64_t i = 0; i < walk.size; ++i, cursor.next()) {
    value = index.as<Index>()[cursor.at(0)];
    if (value >= extent || value < -extent) break;
  }
  return Status(Code::kRange, "index " + std::to_string(value) + " is out of bounds for axis " + std::to_string(axis) +
                                  " with size " + std::to_string(extent));
}

// The indexed axes of `array`, the indices, and the axes of `array` that follow.
class Picker {
 public:
  // `lead` is the side that has the indices' shape: its first axes are walked beside the indices.
  Picker(const View& array, const View& lead, const View* index, int count)
      : wide_(count > 0 && index[0].dtype == DType::kInt64), count_(count) {
    const int dims = count > 0 ? index[0].ndim() : 0;
    for (int k = 0; k < count; ++k) {
      extents_[k] = array.shape(k);
      strides_[k] = array.stride(k);
      const View* views[] = {&index[k]};
      walks_.push_back(make_walk(views, 1, true));
      data_.push_back(index[k].ptr());
    }
    const View lead_axes = leading_dims(lead, dims);
    const View* lead_views[] = {&lead_axes};
    lead_ = make_walk(lead_views, 1, true);
    const View array_rest = trailing_dims(array, count), lead_rest = trailing_dims(lead, dims);
    const View* rest_views[] = {&lead_rest, &array_rest};
    rest_ = make_walk(rest_views, 2);
  }

  Status check() const {
    if (lead_.size == 0) return Status();
    for (int k = 0; k < count_; ++k) {
      View v;
      v.data = const_cast<void*>(data_[static_cast<size_t>(k)]);
      const Walk& w = walks_[static_cast<size_t>(k)];
      v.layout.ndim = w.ndim;
      std::copy(w.shape, w.shape + w.ndim, v.layout.shape);
      std::copy(w.strides[0], w.strides[0] + w.ndim, v.layout.strides);
      OBOL_TRY(wide_ ? check_axis<int64_t>(v, k, extents_[k]) : check_axis<int32_t>(v, k, extents_[k]));
    }
    return Status();
  }

  // One index array in an even step, elements picked one by one: the common case has a loop of its own.
  bool is_plain() const { return count_ == 1 && rest_.size == 1 && walks_[0].ndim <= 1 && lead_.ndim <= 1; }
  template <class Index, class T>
  void move_plain(int64_t begin, int64_t end, T* lead, T* array, bool to_array) const {
    const Inner index_run(walks_[0]), lead_run(lead_);
    const int64_t step = index_run.strides[0], lead_step = lead_run.strides[0];
    const Index* p = static_cast<const Index*>(data_[0]);
    const int64_t extent = extents_[0], stride = strides_[0];
    const auto place = [=](int64_t i) {
      const int64_t index = p[i * step];
      return (index + (index < 0 ? extent : 0)) * stride;
    };
    if (to_array)
      for (int64_t i = begin; i < end; ++i) array[place(i)] = lead[i * lead_step];
    else
      for (int64_t i = begin; i < end; ++i) lead[i * lead_step] = array[place(i)];
  }
  bool wide() const { return wide_; }

  int64_t picks() const { return lead_.size; }
  const Walk& rest() const { return rest_; }

  // Element offsets of picks [begin, end) in the array and in the lead; at most kBlock.
  void offsets(int64_t begin, int64_t end, int64_t* in_array, int64_t* in_lead) const {
    const int64_t n = end - begin;
    std::fill(in_array, in_array + n, rest_.offset[1]);
    for (int k = 0; k < count_; ++k) {
      if (wide_)
        add<int64_t>(k, begin, n, in_array);
      else
        add<int32_t>(k, begin, n, in_array);
    }
    each_run(lead_, begin, n, [&](int64_t i, int64_t at, int64_t step, int64_t run) {
      for (int64_t j = 0; j < run; ++j) in_lead[i + j] = rest_.offset[0] + at + j * step;
    });
  }

 private:
  template <class Run>
  static void each_run(const Walk& walk, int64_t begin, int64_t n, Run&& run) {
    const Inner inner(walk);
    Cursor cursor(walk, inner.outer_dims, begin / inner.extent);
    int64_t at = begin % inner.extent;
    for (int64_t i = 0; i < n; at = 0, cursor.next()) {
      const int64_t count = std::min(n - i, inner.extent - at);
      run(i, cursor.at(0) + at * inner.strides[0], inner.strides[0], count);
      i += count;
    }
  }

  template <class Index>
  void add(int k, int64_t begin, int64_t n, int64_t* offsets) const {
    const Index* data = static_cast<const Index*>(data_[static_cast<size_t>(k)]);
    const int64_t extent = extents_[k], stride = strides_[k];
    each_run(walks_[static_cast<size_t>(k)], begin, n, [&](int64_t i, int64_t at, int64_t step, int64_t run) {
      const Index* p = data + at;
      for (int64_t j = 0; j < run; ++j) {
        const int64_t index = p[j * step];
        offsets[i + j] += (index < 0 ? index + extent : index) * stride;
      }
    });
  }

  bool wide_;
  int count_;
  int64_t extents_[kMaxDims], strides_[kMaxDims];
  std::vector<Walk> walks_;
  std::vector<const void*> data_;
  Walk lead_, rest_;
};

template <int Size>
struct alignas(Size > 8 ? 8 : Size) Bytes {
  char bytes[Size];
};

// Copies elements [begin, end) of the walk `rest`, of which operand `from` is the source.
template <class T>
void copy_rest(const Walk& rest, int64_t begin, int64_t end, T* lead, T* array, bool to_array) {
  if (rest.ndim <= 1 && rest.is_flat() && (rest.size == 1 || (rest.strides[0][0] == 1 && rest.strides[1][0] == 1))) {
    T* target = (to_array ? array : lead) + begin;
    const T* source = (to_array ? lead : array) + begin;
    std::memcpy(target, source, static_cast<size_t>(end - begin) * sizeof(T));
    return;
  }
  const Inner inner(rest);
  Walk outer = rest;
  outer.offset[0] = outer.offset[1] = 0;
  Cursor cursor(outer, inner.outer_dims, begin / inner.extent);
  int64_t at = begin % inner.extent;
  const int64_t ls = inner.strides[0], as = inner.strides[1];
  for (int64_t i = begin; i < end; at = 0, cursor.next()) {
    const int64_t run = std::min(end - i, inner.extent - at);
    T* l = lead + cursor.at(0) + at * ls;
    T* a = array + cursor.at(1) + at * as;
    if (to_array)
      for (int64_t j = 0; j < run; ++j) a[j * as] = l[j * ls];
    else
      for (int64_t j = 0; j < run; ++j) l[j * ls] = a[j * as];
    i += run;
  }
}

template <class T>
void move_block(const Picker& picker, int64_t begin, int64_t end, int64_t rest_begin, int64_t rest_end, T* lead,
                T* array, bool to_array) {
  if (picker.is_plain()) {
    if (picker.wide())
      picker.move_plain<int64_t>(begin, end, lead, array, to_array);
    else
      picker.move_plain<int32_t>(begin, end, lead, array, to_array);
    return;
  }
  int64_t in_array[kBlock], in_lead[kBlock];
  picker.offsets(begin, end, in_array, in_lead);
  const int64_t n = end - begin;
  if (picker.rest().size == 1) {
    if (to_array)
      for (int64_t i = 0; i < n; ++i) array[in_array[i]] = lead[in_lead[i]];
    else
      for (int64_t i = 0; i < n; ++i) lead[in_lead[i]] = array[in_array[i]];
    return;
  }
  for (int64_t i = 0; i < n; ++i)
    copy_rest(picker.rest(), rest_begin, rest_end, lead + in_lead[i], array + in_array[i], to_array);
}

template <class F>
void with_bytes(DType dtype, F&& f) {
  switch (itemsize(dtype)) {
    case 1:
      return f(Type<Bytes<1>>{});
    case 2:
      return f(Type<Bytes<2>>{});
    case 4:
      return f(Type<Bytes<4>>{});
    case 8:
      return f(Type<Bytes<8>>{});
    default:
      return f(Type<Bytes<16>>{});
  }
}

}  // namespace

// Here a check waits for nothing, so indices that are known to be in range are checked all the same.
Status CpuBackend::gather(const View& out, const View& in, const View* index, int count, Indices) {
  const Picker picker(in, out, index, count);
  OBOL_TRY(picker.check());
  const int64_t rest = picker.rest().size;
  if (rest == 0 || picker.picks() == 0) return Status();
  const int64_t pieces = (rest + kChunk - 1) / kChunk;
  const int64_t grain = std::clamp<int64_t>(kChunk / rest, 1, kChunk);
  const int64_t groups = (picker.picks() + grain - 1) / grain;
  with_bytes(in.dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    for_each_chunk(groups * pieces, [&](int64_t task) {
      const int64_t piece = task % pieces * kChunk, stop = std::min(picker.picks(), (task / pieces + 1) * grain);
      for (int64_t b = task / pieces * grain; b < stop; b += kBlock)
        move_block(picker, b, std::min(stop, b + kBlock), piece, std::min(rest, piece + kChunk), out.as<T>(),
                   in.as<T>(), false);
    });
  });
  return Status();
}

Status CpuBackend::scatter(const View& out, const View& values, const View* index, int count, Indices) {
  const Picker picker(out, values, index, count);
  OBOL_TRY(picker.check());
  const int64_t rest = picker.rest().size;
  if (rest == 0 || picker.picks() == 0) return Status();
  // Later picks overwrite earlier ones, so only the rest is shared out among threads.
  with_bytes(out.dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    parallel_for(rest, kChunk, [&](int64_t begin, int64_t end) {
      for (int64_t b = 0; b < picker.picks(); b += kBlock)
        move_block(picker, b, std::min(picker.picks(), b + kBlock), begin, end, values.as<T>(), out.as<T>(), true);
    });
  });
  return Status();
}

}  // namespace obol::cpu
