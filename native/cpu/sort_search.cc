// search_sorted: where values would go in a sorted sequence. Several searches run side by side, so that their waits for
// memory overlap.
#include <algorithm>

#include "cpu/backend.h"
#include "cpu/cursor.h"
#include "cpu/threads.h"
#include "ops/order.h"

namespace obol::cpu {
namespace {

constexpr int64_t kChunk = 2048;
constexpr int kTogether = 8;

// Searches of one sequence for values that come in groups. Values that rise from group to group, as the numbers of rows
// do, are looked for near where the last one was found.
template <class T, bool Right>
class Search {
 public:
  Search(const T* edges, int64_t step, int64_t n) : edges_(edges), step_(step), n_(n) {}

  void find(const T* values, int64_t* found) {
    bool rising = started_ && !ops::precedes(values[0], last_);
    for (int v = 1; v < kTogether; ++v) rising &= !ops::precedes(values[v], values[v - 1]);
    started_ = true;
    last_ = values[kTogether - 1];
    const int64_t low = rising ? low_ : 0, high = rising ? beyond(low) : n_;
    for (int v = 0; v < kTogether; ++v) found[v] = low;
    for (int64_t length = high - low; length > 0;) {
      const int64_t half = length / 2;
      for (int v = 0; v < kTogether; ++v) found[v] += is_after(values[v], found[v] + half) ? length - half : 0;
      length = half;
    }
    low_ = found[kTogether - 1];
  }

 private:
  bool is_after(T value, int64_t i) const {
    const T edge = edges_[i * step_];
    return Right ? !ops::precedes(value, edge) : ops::precedes(edge, value);
  }
  // A place from `low` on that last_ does not go behind.
  int64_t beyond(int64_t low) const {
    for (int64_t width = 64; low + width < n_; width *= 4)
      if (!is_after(last_, low + width)) return low + width;
    return n_;
  }

  const T* const edges_;
  const int64_t step_, n_;
  T last_{};
  int64_t low_ = 0;
  bool started_ = false;
};

template <class T, class Index, bool Right>
void search(const View& out, const View& edges, const View& values) {
  const View* views[] = {&values, &out};
  const Walk walk = make_walk(views, 2);
  parallel_for(walk.size, kChunk, [&](int64_t begin, int64_t end) {
    Cursor cursor(walk, walk.ndim, begin);
    Search<T, Right> sequence(edges.as<T>(), edges.stride(0), edges.shape(0));
    for (int64_t i = begin; i < end;) {
      const int count = static_cast<int>(std::min<int64_t>(kTogether, end - i));
      T wanted[kTogether];
      int64_t found[kTogether], place[kTogether];
      for (int v = 0; v < count; ++v, cursor.next()) {
        wanted[v] = values.as<T>()[cursor.at(0)];
        place[v] = cursor.at(1);
      }
      for (int v = count; v < kTogether; ++v) wanted[v] = wanted[count - 1];
      sequence.find(wanted, found);
      for (int v = 0; v < count; ++v) out.as<Index>()[place[v]] = static_cast<Index>(found[v]);
      i += count;
    }
  });
}

}  // namespace

Status CpuBackend::search_sorted(const View& out, const View& edges, const View& values, bool right) {
  visit_dtype(edges.dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    const auto side = [&](auto index) {
      using Index = typename decltype(index)::type;
      right ? search<T, Index, true>(out, edges, values) : search<T, Index, false>(out, edges, values);
    };
    out.dtype == DType::kInt32 ? side(Type<int32_t>{}) : side(Type<int64_t>{});
  });
  return Status();
}

}  // namespace obol::cpu
