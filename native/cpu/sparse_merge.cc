// An operation, entry by entry, on two sparse matrices: rows are merged like sorted lists, a block of aligned elements at
// a time, and the blocks go through the elementwise kernels.
#include <cstring>
#include <mutex>

#include "cpu/sparse_build.h"
#include "cpu/sparse_cut.h"

namespace obol::cpu {
namespace {

constexpr int64_t kShare = 1 << 15, kMostChunks = 1024, kBlock = 1024;

int64_t count_common(const int32_t* a, const int32_t* a_end, const int32_t* b, const int32_t* b_end) {
  int64_t common = 0;
  while (a < a_end && b < b_end) {
    const int32_t x = *a, y = *b;
    common += x == y;
    a += x <= y;
    b += y <= x;
  }
  return common;
}

// Entries of a row from `at` on.
template <class T>
struct Run {
  const int32_t* col;
  const T* data;
  int64_t left;
  Run(const Csr<T>& m, int64_t row)
      : col(m.indices + m.indptr[row]), data(m.data + m.indptr[row]), left(m.indptr[row + 1] - m.indptr[row]) {}
  void skip(int64_t n) {
    col += n;
    data += n;
    left -= n;
  }
};

// Places that were merged, with the elements of both sides.
template <class T>
struct Block {
  int64_t n = 0;
  int32_t col[kBlock];
  alignas(64) T a[kBlock];
  alignas(64) T b[kBlock];

  void merge_either(Run<T>& x, Run<T>& y) {
    while (x.left > 0 && y.left > 0 && n < kBlock) {
      const int32_t i = *x.col, j = *y.col;
      const bool from_x = i <= j, from_y = j <= i;
      col[n] = from_x ? i : j;
      a[n] = from_x ? *x.data : T{};
      b[n] = from_y ? *y.data : T{};
      ++n;
      x.skip(from_x);
      y.skip(from_y);
    }
    if (y.left == 0) take_rest(x, a, b);
    if (x.left == 0) take_rest(y, b, a);
  }
  void merge_both(Run<T>& x, Run<T>& y) {
    while (x.left > 0 && y.left > 0 && n < kBlock) {
      const int32_t i = *x.col, j = *y.col;
      col[n] = i;
      a[n] = *x.data;
      b[n] = *y.data;
      n += i == j;
      x.skip(i <= j);
      y.skip(j <= i);
    }
    if (x.left == 0 || y.left == 0) x.left = y.left = 0;
  }

 private:
  void take_rest(Run<T>& x, T* own, T* other) {
    const int64_t count = std::min(x.left, kBlock - n);
    std::copy_n(x.col, count, col + n);
    std::copy_n(x.data, count, own + n);
    std::fill_n(other + n, count, T{});
    n += count;
    x.skip(count);
  }
};

View line(void* data, DType dtype, int64_t n) {
  View v;
  v.data = data;
  v.dtype = dtype;
  v.layout = Layout::contiguous({n});
  return v;
}

}  // namespace

Status CpuBackend::csr_merge_symbolic(const View& indptr, const CsrView& a, const CsrView& b, Pattern pattern) {
  ++device_->counters().launches;
  const Csr<uint8_t> x(a), y(b);  // values are not looked at
  int32_t* const lengths = indptr.as<int32_t>();
  const auto before = [&](int64_t r) { return int64_t{x.indptr[r]} + y.indptr[r] + r; };
  for_each_row_chunk(x.rows, kShare, kMostChunks, before, [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const int64_t n = x.indptr[r + 1] - x.indptr[r], m = y.indptr[r + 1] - y.indptr[r];
      const int32_t *const i = x.indices + x.indptr[r], *const j = y.indices + y.indptr[r];
      const int64_t common = n == 0 || m == 0 ? 0 : count_common(i, i + n, j, j + m);
      lengths[r + 1] = static_cast<int32_t>(pattern == Pattern::kIntersection ? common : n - common + m);
    }
  });
  return sum_row_lengths(lengths, x.rows, "sparse merge");
}

Status CpuBackend::csr_merge_numeric(const CsrView& out, BinaryOp op, const CsrView& a, const CsrView& b,
                                     Pattern pattern) {
  const DType from = a.data.dtype, to = out.data.dtype;
  const View none = line(out.data.data, from, 0);
  OBOL_TRY(binary(op, line(out.data.data, to, 0), none, none));  // refuses what no kernel is for
  int32_t* const indices = out.indices.as<int32_t>();
  const int32_t* const indptr = out.indptr.as<int32_t>();
  char* const data = out.data.as<char>();
  const int64_t size = static_cast<int64_t>(itemsize(to));
  Status failed;
  std::mutex mutex;
  OBOL_TRY(visit_size(from, [&](auto type) -> Status {
    using T = typename decltype(type)::type;
    const Csr<T> x(a), y(b);
    const auto before = [&](int64_t r) { return int64_t{x.indptr[r]} + y.indptr[r] + r; };
    for_each_row_chunk(x.rows, kShare, kMostChunks, before, [&](int64_t begin, int64_t end) {
      Block<T> block;
      int64_t at = indptr[begin];
      Status status;
      const auto flush = [&] {
        std::copy_n(block.col, block.n, indices + at);
        if (status.ok())
          status = binary(op, line(data + at * size, to, block.n), line(block.a, from, block.n),
                          line(block.b, from, block.n));
        at += block.n;
        block.n = 0;
      };
      for (int64_t r = begin; r < end; ++r) {
        Run<T> i(x, r), j(y, r);
        while (i.left > 0 || j.left > 0) {
          pattern == Pattern::kIntersection ? block.merge_both(i, j) : block.merge_either(i, j);
          if (block.n == kBlock) flush();
        }
      }
      if (block.n > 0) flush();
      if (status.ok()) return;
      std::lock_guard<std::mutex> lock(mutex);
      failed = status;
    });
    return Status();
  }));
  return failed;
}

}  // namespace obol::cpu
