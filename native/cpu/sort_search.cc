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

template <class T, bool Right>
void search_together(const T* edges, int64_t step, int64_t n, const T* values, int64_t* found) {
  for (int v = 0; v < kTogether; ++v) found[v] = 0;
  for (int64_t length = n; length > 0;) {
    const int64_t half = length / 2;
    for (int v = 0; v < kTogether; ++v) {
      const T edge = edges[(found[v] + half) * step];
      const bool after = Right ? !ops::precedes(values[v], edge) : ops::precedes(edge, values[v]);
      found[v] += after ? length - half : 0;
    }
    length = half;
  }
}

template <class T, class Index>
void search(const View& out, const View& edges, const View& values, bool right) {
  const View* views[] = {&values, &out};
  const Walk walk = make_walk(views, 2);
  const int64_t n = edges.shape(0), step = edges.stride(0);
  const T* e = edges.as<T>();
  parallel_for(walk.size, kChunk, [&](int64_t begin, int64_t end) {
    Cursor cursor(walk, walk.ndim, begin);
    for (int64_t i = begin; i < end;) {
      const int count = static_cast<int>(std::min<int64_t>(kTogether, end - i));
      T wanted[kTogether];
      int64_t found[kTogether], place[kTogether];
      for (int v = 0; v < count; ++v, cursor.next()) {
        wanted[v] = values.as<T>()[cursor.at(0)];
        place[v] = cursor.at(1);
      }
      for (int v = count; v < kTogether; ++v) wanted[v] = wanted[0];
      if (right)
        search_together<T, true>(e, step, n, wanted, found);
      else
        search_together<T, false>(e, step, n, wanted, found);
      for (int v = 0; v < count; ++v) out.as<Index>()[place[v]] = static_cast<Index>(found[v]);
      i += count;
    }
  });
}

}  // namespace

Status CpuBackend::search_sorted(const View& out, const View& edges, const View& values, bool right) {
  visit_dtype(edges.dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    if (out.dtype == DType::kInt32)
      search<T, int32_t>(out, edges, values, right);
    else
      search<T, int64_t>(out, edges, values, right);
  });
  return Status();
}

}  // namespace obol::cpu
