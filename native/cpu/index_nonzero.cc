// nonzero: where a bool array is true, in C order.
#include <algorithm>
#include <vector>

#include "cpu/backend.h"
#include "cpu/cursor.h"
#include "cpu/threads.h"

namespace obol::cpu {
namespace {

constexpr int64_t kChunk = 65536;

// Calls run(first element's C-order number, its address, step, count) for runs along the innermost axis.
template <class Run>
void each_run(const Walk& walk, const uint8_t* data, int64_t begin, int64_t end, Run&& run) {
  const Inner inner(walk);
  Cursor cursor(walk, inner.outer_dims, begin / inner.extent);
  int64_t at = begin % inner.extent;
  for (int64_t i = begin; i < end; at = 0, cursor.next()) {
    const int64_t n = std::min(end - i, inner.extent - at);
    run(i, data + cursor.at(0) + at * inner.strides[0], inner.strides[0], n);
    i += n;
  }
}

int64_t count_run(const uint8_t* p, int64_t step, int64_t n) {
  int64_t count = 0;
  for (int64_t j = 0; j < n; ++j) count += p[j * step] != 0;
  return count;
}

}  // namespace

Status CpuBackend::nonzero(const View& out, const View& in) {
  const View* views[] = {&in};
  const Walk walk = make_walk(views, 1, true);
  if (walk.size == 0 || out.size() == 0) return Status();
  const uint8_t* data = in.as<uint8_t>();
  const int64_t chunks = (walk.size + kChunk - 1) / kChunk;
  std::vector<int64_t> first(static_cast<size_t>(chunks) + 1, 0);
  parallel_for(walk.size, kChunk, [&](int64_t begin, int64_t end) {
    int64_t count = 0;
    each_run(walk, data, begin, end,
             [&](int64_t, const uint8_t* p, int64_t step, int64_t n) { count += count_run(p, step, n); });
    first[static_cast<size_t>(begin / kChunk) + 1] = count;
  });
  for (size_t c = 1; c < first.size(); ++c) first[c] += first[c - 1];
  const int ndim = in.ndim();
  const int64_t axis_step = out.stride(0), step_out = out.stride(1);
  parallel_for(walk.size, kChunk, [&](int64_t begin, int64_t end) {
    int32_t* o = out.as<int32_t>() + first[static_cast<size_t>(begin / kChunk)] * step_out;
    each_run(walk, data, begin, end, [&](int64_t number, const uint8_t* p, int64_t step, int64_t n) {
      for (int64_t j = 0; j < n; ++j) {
        if (p[j * step] == 0) continue;
        int64_t rest = number + j;
        for (int d = ndim - 1; d > 0; --d) {
          o[d * axis_step] = static_cast<int32_t>(rest % in.shape(d));
          rest /= in.shape(d);
        }
        o[0] = static_cast<int32_t>(rest);
        o += step_out;
      }
    });
  });
  return Status();
}

}  // namespace obol::cpu
