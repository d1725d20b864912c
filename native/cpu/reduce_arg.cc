// arg_reduce: the place of the first extreme. The axes that go away are walked in C order, so that places can be counted.
#include <algorithm>
#include <vector>

#include "cpu/backend.h"
#include "cpu/cursor.h"
#include "cpu/isa.h"
#include "cpu/threads.h"
#include "ops/reduce.h"

namespace obol::cpu {

struct ArgReduceKernels {
  int64_t size;
  void (*block)(const void* in, int64_t n, int64_t first, void* best, int64_t* index);
  bool (*beats)(const void* x, const void* best);
  void (*column_row)(const void* in, int64_t step, int64_t n, int32_t row, void* best, int32_t* index);
};

}  // namespace obol::cpu

#define OBOL_KERNELS "cpu/reduce_arg_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {
namespace {

constexpr int64_t kBlock = 1024;
constexpr int64_t kChunk = 65536;
constexpr int64_t kTile = 1024;
constexpr int64_t kMostRows = int64_t{1} << 30;

struct Best {
  int64_t index = -1;
  alignas(8) char value[8];
};

Best search(const ArgReduceKernels& k, const char* base, const Walk& gone, int64_t begin, int64_t end) {
  const Inner inner(gone);
  Cursor cursor(gone, inner.outer_dims, begin / inner.extent);
  Best best;
  alignas(64) char packed[kBlock * 8];
  int64_t at = begin % inner.extent;
  for (int64_t i = begin; i < end; cursor.next(), at = 0) {
    const int64_t stop = std::min(inner.extent, at + end - i);
    while (at < stop) {
      const int64_t n = std::min(kBlock, stop - at);
      const char* p = base + (cursor.at(0) + at * inner.strides[0]) * k.size;
      if (inner.strides[0] != 1) {
        pack(p, inner.strides[0], n, k.size, packed);
        p = packed;
      }
      k.block(p, n, i, best.value, &best.index);
      at += n, i += n;
    }
  }
  return best;
}

void store(const View& out, int64_t at, int64_t index) {
  if (out.dtype == DType::kInt32)
    out.as<int32_t>()[at] = static_cast<int32_t>(index);
  else
    out.as<int64_t>()[at] = index;
}

void arg_rows(const ArgReduceKernels& k, const char* in, const View& out, const Walk& kept, const Walk& gone) {
  const int64_t n = gone.size, pieces = (n + kChunk - 1) / kChunk;
  if (pieces == 1) {
    parallel_for(kept.size, std::max<int64_t>(1, kChunk / n), [&](int64_t begin, int64_t end) {
      Cursor cursor(kept, kept.ndim, begin);
      for (int64_t i = begin; i < end; ++i, cursor.next())
        store(out, cursor.at(1), search(k, in + cursor.at(0) * k.size, gone, 0, n).index);
    });
    return;
  }
  std::vector<Best> partial(static_cast<size_t>(pieces * kept.size));
  for_each_chunk(pieces * kept.size, [&](int64_t task) {
    Cursor cursor(kept, kept.ndim, task / pieces);
    const int64_t begin = task % pieces * kChunk;
    partial[static_cast<size_t>(task)] =
        search(k, in + cursor.at(0) * k.size, gone, begin, std::min(n, begin + kChunk));
  });
  Cursor cursor(kept, kept.ndim);
  for (int64_t i = 0; i < kept.size; ++i, cursor.next()) {
    const Best* best = &partial[static_cast<size_t>(i * pieces)];
    for (const Best* b = best + 1; b < &partial[0] + (i + 1) * pieces; ++b)
      if (k.beats(b->value, best->value)) best = b;
    store(out, cursor.at(1), best->index);
  }
}

void arg_columns(const ArgReduceKernels& k, const char* in, const View& out, const Walk& kept, const Walk& gone) {
  const Inner column(kept);
  const int64_t step = column.strides[0], tiles = (column.extent + kTile - 1) / kTile;
  const int64_t units = tiles * (kept.size / column.extent);
  const int64_t grain = std::max<int64_t>(1, kChunk / (gone.size * std::min(kTile, column.extent)));
  parallel_for(units, grain, [&](int64_t begin, int64_t end) {
    alignas(64) char best[kTile * 8];
    alignas(64) int32_t index[kTile];
    for (int64_t unit = begin; unit < end; ++unit) {
      const int64_t first = unit % tiles * kTile, n = std::min(kTile, column.extent - first);
      Cursor place(kept, column.outer_dims, unit / tiles), row(gone, gone.ndim);
      const char* base = in + (place.at(0) + first * step) * k.size;
      for (int64_t r = 0; r < gone.size; ++r, row.next())
        k.column_row(base + row.at(0) * k.size, step, n, static_cast<int32_t>(r), best, index);
      for (int64_t j = 0; j < n; ++j) store(out, place.at(1) + (first + j) * column.strides[1], index[j]);
    }
  });
}

}  // namespace

Status CpuBackend::arg_reduce(ArgReduceOp op, const View& out, const View& in) {
  const ArgReduceKernels* k = OBOL_SELECT(find_arg)(op, in.dtype);
  if (k == nullptr) return Status(Code::kType, std::string("no such reduction of ") + dtype_name(in.dtype));
  const View across = leading_dims(in, out.ndim()), down = trailing_dims(in, out.ndim());
  const View* kept_views[] = {&across, &out};
  const View* gone_views[] = {&down};
  const Walk kept = make_walk(kept_views, 2), gone = make_walk(gone_views, 1, true);
  if (kept.size == 0) return Status();
  if (gone.size == 0) return Status(Code::kRange, "an empty array has no extreme");
  const char* source = in.as<char>();
  const Inner row(gone), column(kept);
  const bool columns = column.extent >= 16 && gone.size > 1 && gone.size < kMostRows &&
                       std::llabs(column.strides[0]) < std::llabs(row.strides[0]);
  if (columns)
    arg_columns(*k, source, out, kept, gone);
  else
    arg_rows(*k, source, out, kept, gone);
  return Status();
}

}  // namespace obol::cpu
