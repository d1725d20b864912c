// nonzero: where a bool array is true, in C order.
#include <algorithm>
#include <cstring>
#include <vector>

#include "cpu/backend.h"
#include "cpu/cursor.h"
#include "cpu/threads.h"

namespace obol::cpu {
namespace {

constexpr int64_t kChunk = 65536;
constexpr int64_t kBlock = 2048;

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
  if (step == 1)
    for (int64_t j = 0; j < n; ++j) count += p[j] != 0;
  else
    for (int64_t j = 0; j < n; ++j) count += p[j * step] != 0;
  return count;
}

// Which of the n ≤ kBlock elements are true; without a branch on each, for they can't be foreseen.
int64_t find_run(const uint8_t* p, int64_t step, int64_t n, int32_t* found) {
  int64_t count = 0, j = 0;
  if (step == 1) {
    for (; j + 8 <= n; j += 8) {
      uint64_t word;
      std::memcpy(&word, p + j, 8);
      if (word == 0) continue;
      for (int b = 0; b < 8; ++b) {
        found[count] = static_cast<int32_t>(j + b);
        count += p[j + b] != 0;
      }
    }
  }
  for (; j < n; ++j) {
    found[count] = static_cast<int32_t>(j);
    count += p[j * step] != 0;
  }
  return count;
}

// Writes C-order numbers, which ascend, as indices: one column of `out` after the other.
class Unraveler {
 public:
  Unraveler(const View& in, const View& out, int64_t first) : in_(in), out_(out), at_(first) {}

  void write(int64_t base, const int32_t* numbers, int64_t n) {
    const int last = in_.ndim() - 1;
    const int64_t axis = out_.stride(0), step = out_.stride(1);
    int32_t* o = out_.as<int32_t>() + at_ * step;
    at_ += n;
    for (int64_t i = 0; i < n; ++i, o += step) {
      const int64_t number = base + numbers[i];
      if (number >= line_end_) enter_line(number);
      for (int d = 0; d < last; ++d) o[d * axis] = index_[d];
      o[last * axis] = static_cast<int32_t>(number - line_begin_);
    }
  }

 private:
  void enter_line(int64_t number) {
    const int last = in_.ndim() - 1;
    int64_t line = number / in_.shape(last);
    line_begin_ = line * in_.shape(last);
    line_end_ = line_begin_ + in_.shape(last);
    for (int d = last - 1; d >= 0; --d) {
      index_[d] = static_cast<int32_t>(line % in_.shape(d));
      line /= in_.shape(d);
    }
  }

  const View &in_, &out_;
  int64_t at_, line_begin_ = 0, line_end_ = 0;
  int32_t index_[kMaxDims];
};

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
  parallel_for(walk.size, kChunk, [&](int64_t begin, int64_t end) {
    Unraveler unravel(in, out, first[static_cast<size_t>(begin / kChunk)]);
    each_run(walk, data, begin, end, [&](int64_t number, const uint8_t* p, int64_t step, int64_t n) {
      int32_t found[kBlock];
      for (int64_t j = 0; j < n; j += kBlock) {
        const int64_t count = find_run(p + j * step, step, std::min(kBlock, n - j), found);
        unravel.write(number + j, found, count);
      }
    });
  });
  return Status();
}

}  // namespace obol::cpu
