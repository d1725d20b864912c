// gather and scatter. Indices are checked and become element offsets, one a pick; then the elements that each pick stands
// for are moved by their size in bytes, whatever their dtype.
#include "gpu/backend.h"
#include "gpu/layout.h"
#include "gpu/set.h"

namespace obol::gpu {
namespace {

constexpr int64_t kNoneBad = INT64_MAX;

// Adds one axis's part to the picks' offsets, in elements of the array and in positions of its indexed axes.
template <class Index>
struct OffsetKernel {
  static constexpr uint32_t kThreads = 256;
  const Index* index;
  Strided<1> picks;
  int64_t extent, stride, positions;
  bool first;
  int64_t* offset;
  int64_t* position;
  int64_t* bad;  // the first pick that is out of range

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, picks.size())) return;
    int64_t at = index[picks.places(i).at[0]];
    if (at < -extent || at >= extent) {
      atomic_min(bad, i);
      at = 0;
    }
    if (at < 0) at += extent;
    offset[i] = (first ? 0 : offset[i]) + at * stride;
    position[i] = (first ? 0 : position[i]) + at * positions;
  }
};

// The last pick that names a position wins it.
struct ClaimKernel {
  static constexpr uint32_t kThreads = 256;
  const int64_t* position;
  int64_t* owner;
  int64_t n;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (t.within(i, n)) atomic_max(owner + position[i], i);
  }
};

template <int Size>
struct alignas(Size > 8 ? 8 : Size) Bytes {
  char bytes[Size];
};

template <class T>
struct MoveKernel {
  static constexpr uint32_t kThreads = 256;
  T* lead;
  T* array;
  Strided<1> picks;  // of lead
  Strided<2> rest;   // of lead, array
  const int64_t* offset;
  const int64_t* position;
  const int64_t* owner;  // null: from the array to lead; else from lead to the array, where the pick owns its position

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, picks.size() * rest.size())) return;
    const int64_t pick = i / rest.size();
    const auto within = rest.places(i - pick * rest.size());
    T* const a = lead + picks.places(pick).at[0] + within.at[0];
    T* const b = array + offset[pick] + within.at[1];
    if (owner == nullptr)
      *a = *b;
    else if (owner[position[pick]] == pick)
      *b = *a;
  }
};

// The indexed axes of an array, as offsets of picks on the device.
class Picks {
 public:
  Picks(Context& context, const View& array, const View& lead, const View* index, int count)
      : context_(context), array_(array), lead_(lead), index_(index), count_(count) {
    const int dims = index[0].ndim();
    const View lead_axes = leading_dims(lead, dims);
    const View* lead_views[] = {&lead_axes};
    picks_ = make_walk(lead_views, 1, true);
    const View array_rest = trailing_dims(array, count), lead_rest = trailing_dims(lead, dims);
    const View* rest_views[] = {&lead_rest, &array_rest};
    rest_ = make_walk(rest_views, 2);
    for (int k = 0; k < count; ++k) positions_ *= array.shape(k);
  }

  bool empty() const { return picks_.size == 0; }

  // Fills the offsets; a pick that is out of range is led to the first position.
  Status locate() {
    int64_t* bad = nullptr;
    OBOL_TRY(context_.workspace(picks_.size, &offsets_, &offset_));
    OBOL_TRY(context_.workspace(picks_.size, &numbers_, &position_));
    OBOL_TRY(context_.workspace(count_, &bad_, &bad));
    OBOL_TRY(set_all(context_, bad, count_, kNoneBad));
    int64_t step = positions_;
    for (int k = 0; k < count_; ++k) {
      step = array_.shape(k) == 0 ? 0 : step / array_.shape(k);
      OBOL_TRY(index_[k].dtype == DType::kInt64 ? axis<int64_t>(k, step, bad + k) : axis<int32_t>(k, step, bad + k));
    }
    return Status();
  }

  // kRange, with the first index that is out of range. Waits.
  Status check() {
    int64_t first[kMaxDims];
    OBOL_TRY(context_.read(first, bad_->device_pointer(), sizeof(int64_t) * static_cast<size_t>(count_)));
    for (int k = 0; k < count_; ++k)
      if (first[k] != kNoneBad) return out_of_range(k, first[k]);
    return Status();
  }

  // Moves what the picks stand for.
  Status move(bool to_array) {
    if (rest_.size == 0) return Status();
    StorageRef held;
    int64_t* owner = nullptr;
    if (to_array) {
      OBOL_TRY(context_.workspace(positions_, &held, &owner));
      OBOL_TRY(set_all(context_, owner, positions_, int64_t{-1}));
      OBOL_TRY(context_.run_over(picks_.size, ClaimKernel{position_, owner, picks_.size}));
    }
    switch (itemsize(array_.dtype)) {
      case 1:
        return move_as<Bytes<1>>(owner);
      case 2:
        return move_as<Bytes<2>>(owner);
      case 4:
        return move_as<Bytes<4>>(owner);
      case 8:
        return move_as<Bytes<8>>(owner);
      default:
        return move_as<Bytes<16>>(owner);
    }
  }

 private:
  template <class Index>
  Status axis(int k, int64_t step, int64_t* bad) {
    const View& v = index_[k];
    const View* views[] = {&v};
    return context_.run_over(
        picks_.size, OffsetKernel<Index>{pointer<Index>(v), Strided<1>(make_walk(views, 1, true)), array_.shape(k),
                                         array_.stride(k), step, k == 0, offset_, position_, bad});
  }

  // Fetches the index that the message names.
  Status out_of_range(int k, int64_t pick) {
    const View& v = index_[k];
    const size_t size = itemsize(v.dtype);
    int64_t at = 0;
    for (int d = v.ndim() - 1; d >= 0; --d) {
      at += pick % v.shape(d) * v.stride(d);
      pick /= v.shape(d);
    }
    Scalar value;
    OBOL_TRY(context_.read(value.bytes, static_cast<char*>(v.data) + at * static_cast<int64_t>(size), size));
    const int64_t index = v.dtype == DType::kInt64 ? value.as<int64_t>() : value.as<int32_t>();
    return Status(Code::kRange, "index " + std::to_string(index) + " is out of bounds for axis " + std::to_string(k) +
                                    " with size " + std::to_string(array_.shape(k)));
  }

  template <class T>
  Status move_as(const int64_t* owner) {
    return context_.run_over(picks_.size * rest_.size,
                             MoveKernel<T>{pointer<T>(lead_) + rest_.offset[0], pointer<T>(array_) + rest_.offset[1],
                                           Strided<1>(picks_), Strided<2>(rest_), offset_, position_, owner});
  }

  Context& context_;
  const View &array_, &lead_;
  const View* index_;
  int count_;
  Walk picks_, rest_;
  int64_t positions_ = 1;
  StorageRef offsets_, numbers_, bad_;
  int64_t *offset_ = nullptr, *position_ = nullptr;
};

Status move(Context& context, const View& array, const View& lead, const View* given, int count, Indices known,
            bool to_array) {
  Operand places[kMaxDims];
  View index[kMaxDims];
  for (int k = 0; k < count; ++k) {
    OBOL_TRY(places[k].place(context, given[k]));
    index[k] = places[k];
  }
  Picks picks(context, array, lead, index, count);
  if (picks.empty()) return Status();
  OBOL_TRY(picks.locate());
  if (known == Indices::kAny) OBOL_TRY(picks.check());
  return picks.move(to_array);
}

}  // namespace

Status GpuBackend::gather(const View& out, const View& in, const View* index, int count, Indices known) {
  Operand from;
  OBOL_TRY(from.place(context_, in));
  return move(context_, from, out, index, count, known, false);
}

Status GpuBackend::scatter(const View& out, const View& values, const View* index, int count, Indices known) {
  Operand from;
  OBOL_TRY(from.place(context_, values));
  return move(context_, out, from, index, count, known, true);
}

}  // namespace obol::gpu
