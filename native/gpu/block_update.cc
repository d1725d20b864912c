// Linear combinations of blocks: a block of threads holds a strip of rows of S in shared memory, so that what it writes
// may be what it read.
#include <algorithm>
#include <vector>

#include "gpu/backend.h"
#include "gpu/block.h"
#include "ops/math.h"

namespace obol::gpu {
namespace {

constexpr int kCapacity = 4096;  // elements of a strip
constexpr int kSide = 16;        // threads along each side of a tile of the result
constexpr int kDown = 4, kAcross = 2;

struct UpdateKernel {
  static constexpr uint32_t kThreads = kSide * kSide;
  Blocks s;
  const double* c;
  int64_t c_down, c_across;
  BlockRows y, partial;  // partial.data null: none
  int64_t partial_rows;  // of c
  int64_t rows, columns;
  int strip;  // rows of a block of threads

  struct Shared {
    double s[kCapacity];
  };

  OBOL_HD void operator()(const TeamThread& t, Shared& shared) const {
    const int64_t first = int64_t{t.block_x()} * strip, depth = s.columns;
    const int live = rows - first < strip ? static_cast<int>(rows - first) : strip;
    const int width = static_cast<int>(depth);
    for (int e = static_cast<int>(t.thread()); t.within(e, live * width); e += static_cast<int>(kThreads))
      shared.s[e] = s.at(first + e / width, e % width);
    t.barrier();
    const int x = static_cast<int>(t.thread()) % kSide, down = static_cast<int>(t.thread()) / kSide;
    for (int64_t column = x; column < columns; column += kSide * kAcross) {
      double sum[kDown][kAcross];
      for (int i = 0; i < kDown; ++i)
        for (int j = 0; j < kAcross; ++j) sum[i][j] = 0;
      int64_t from = 0;
      if (partial.data != nullptr) {
        accumulate(shared, down, live, column, 0, partial_rows, sum);
        put(t, partial, first, down, live, column, sum);
        from = partial_rows;
      }
      accumulate(shared, down, live, column, from, depth, sum);
      put(t, y, first, down, live, column, sum);
    }
  }

  // A thread whose row or column is not there takes the first one, and keeps the result to itself.
  OBOL_HD void accumulate(const Shared& shared, int down, int live, int64_t column, int64_t from, int64_t to,
                          double (&sum)[kDown][kAcross]) const {
    const int width = static_cast<int>(s.columns);
    int at[kDown];
    for (int i = 0; i < kDown; ++i) at[i] = down + i * kSide < live ? (down + i * kSide) * width : 0;
    for (int64_t k = from; k < to; ++k) {
      double across[kAcross];
      for (int j = 0; j < kAcross; ++j) {
        const int64_t own = column + j * kSide;
        across[j] = c[k * c_down + (own < columns ? own : 0) * c_across];
      }
      for (int i = 0; i < kDown; ++i)
        for (int j = 0; j < kAcross; ++j) sum[i][j] = math::fma(shared.s[at[i] + k], across[j], sum[i][j]);
    }
  }

  OBOL_HD void put(const TeamThread& t, const BlockRows& to, int64_t first, int down, int live, int64_t column,
                   const double (&sum)[kDown][kAcross]) const {
    for (int i = 0; i < kDown; ++i)
      for (int j = 0; j < kAcross; ++j) {
        const int row = down + i * kSide;
        if (t.within(row, live) && t.within(column + j * kSide, columns))
          to.put(first + row, column + j * kSide, sum[i][j]);
      }
  }
};

View columns_of(const View& v, int64_t begin, int64_t end) {
  View r = v;
  r.data = static_cast<char*>(v.data) + begin * v.stride(1) * static_cast<int64_t>(itemsize(v.dtype));
  r.layout.shape[1] = end - begin;
  return r;
}

View first_rows(const View& v, int64_t count) {
  View r = v;
  r.layout.shape[0] = count;
  return r;
}

View matrix_in(const StorageRef& held, int64_t rows, int64_t columns) {
  View v;
  v.data = held->device_pointer();
  v.dtype = DType::kFloat64;
  v.layout = Layout::contiguous({rows, columns});
  return v;
}

// Bases so wide that no row fits: a copy of S times C.
Status update_wide(Backend& backend, const View& y, const View* s, int count, int64_t depth, const View& c,
                   const View& partial, int64_t partial_rows) {
  const int64_t rows = y.shape(0), columns = y.shape(1);
  StorageRef packed_held, product_held;
  OBOL_TRY(backend.allocate(static_cast<size_t>(rows * depth) * sizeof(double), &packed_held));
  OBOL_TRY(backend.allocate(static_cast<size_t>(rows * columns) * sizeof(double), &product_held));
  const View packed = matrix_in(packed_held, rows, depth), product = matrix_in(product_held, rows, columns);
  int64_t at = 0;
  for (int k = 0; k < count; at += s[k].shape(1), ++k)
    OBOL_TRY(backend.copy(columns_of(packed, at, at + s[k].shape(1)), s[k]));
  if (partial.given()) {
    OBOL_TRY(backend.matmul(product, columns_of(packed, 0, partial_rows), first_rows(c, partial_rows)));
    OBOL_TRY(backend.copy(partial, product));
  }
  OBOL_TRY(backend.matmul(product, packed, c));
  return backend.copy(y, product);
}

}  // namespace

Status GpuBackend::block_update(const View& y, const View* s, int count, const View& c, const View& partial,
                                int partial_count) {
  const Blocks blocks(s, count);
  const int64_t rows = y.shape(0), depth = blocks.columns;
  int64_t partial_rows = 0;
  for (int k = 0; k < partial_count; ++k) partial_rows += s[k].shape(1);
  if (rows == 0 || y.shape(1) == 0) return Status();
  if (depth > kCapacity) return update_wide(*this, y, s, count, depth, c, partial, partial_rows);
  const int64_t strip = std::clamp<int64_t>(kCapacity / std::max<int64_t>(depth, 1), 1, kSide * kDown);
  return context_.run({(rows + strip - 1) / strip},
                      UpdateKernel{blocks, pointer<double>(c), c.stride(0), c.stride(1), BlockRows(y),
                                   partial.given() ? BlockRows(partial) : BlockRows(), partial_rows, rows, y.shape(1),
                                   static_cast<int>(strip)});
}

}  // namespace obol::gpu
