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
  void (*rows)(const void* in, int64_t step, int64_t n, int64_t rows, int64_t* places);
  bool (*beats)(const void* x, const void* best);
  void (*column_row)(const void* in, int64_t step, int64_t n, bool first, int32_t row, void* best, int32_t* index);
};

}  // namespace obol::cpu

#define OBOL_KERNELS "cpu/reduce_arg_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {
namespace {

constexpr int64_t kBlock = 1024;
constexpr int64_t kChunk = 65536;
constexpr int64_t kTile = 1024;
constexpr int64_t kSome = 256;
constexpr int64_t kEnough = 64;  // tiles that give every thread work without cutting the rows
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

template <class Index, class Place>
void store_as(const View& out, int64_t at, int64_t step, const Place* places, int64_t n) {
  Index* o = out.as<Index>() + at;
  for (int64_t i = 0; i < n; ++i) o[i * step] = static_cast<Index>(places[i]);
}

template <class Place>
void store(const View& out, int64_t at, int64_t step, const Place* places, int64_t n) {
  if (out.dtype == DType::kInt32)
    store_as<int32_t>(out, at, step, places, n);
  else
    store_as<int64_t>(out, at, step, places, n);
}

void arg_rows(const ArgReduceKernels& k, const char* in, const View& out, const Walk& kept, const Walk& gone) {
  const int64_t n = gone.size, pieces = (n + kChunk - 1) / kChunk;
  if (n <= kBlock && (n == 1 || (gone.ndim == 1 && gone.strides[0][0] == 1))) {
    const Inner column(kept);
    parallel_for(kept.size, std::max<int64_t>(1, kChunk / n), [&](int64_t begin, int64_t end) {
      Cursor cursor(kept, column.outer_dims, begin / column.extent);
      int64_t places[kSome];
      for (int64_t i = begin, at = begin % column.extent; i < end;) {
        const int64_t count = std::min({end - i, column.extent - at, kSome});
        k.rows(in + (cursor.at(0) + at * column.strides[0]) * k.size, column.strides[0], n, count, places);
        store(out, cursor.at(1) + at * column.strides[1], column.strides[1], places, count);
        i += count, at += count;
        if (at == column.extent) cursor.next(), at = 0;
      }
    });
    return;
  }
  if (pieces == 1) {
    parallel_for(kept.size, std::max<int64_t>(1, kChunk / n), [&](int64_t begin, int64_t end) {
      Cursor cursor(kept, kept.ndim, begin);
      for (int64_t i = begin; i < end; ++i, cursor.next()) {
        const int64_t place = search(k, in + cursor.at(0) * k.size, gone, 0, n).index;
        store(out, cursor.at(1), 0, &place, 1);
      }
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
    store(out, cursor.at(1), 0, &best->index, 1);
  }
}

// Rows [begin, end) of n columns; places count from row 0 of all.
struct BestOfColumns {
  alignas(64) char best[kTile * 8];
  alignas(64) int32_t index[kTile];

  void sweep(const ArgReduceKernels& k, const char* base, const Walk& gone, int64_t begin, int64_t end, int64_t step,
             int64_t n) {
    Cursor row(gone, gone.ndim, begin);
    for (int64_t r = begin; r < end; ++r, row.next())
      k.column_row(base + row.at(0) * k.size, step, n, r == begin, static_cast<int32_t>(r), best, index);
  }

  // `later` holds the rows after this one's.
  void merge(const ArgReduceKernels& k, const BestOfColumns& later, int64_t n) {
    for (int64_t j = 0; j < n; ++j) {
      if (!k.beats(later.best + j * k.size, best + j * k.size)) continue;
      std::memcpy(best + j * k.size, later.best + j * k.size, static_cast<size_t>(k.size));
      index[j] = later.index[j];
    }
  }
};

void arg_columns(const ArgReduceKernels& k, const char* in, const View& out, const Walk& kept, const Walk& gone) {
  const Inner column(kept);
  const int64_t step = column.strides[0], width = std::min(kTile, column.extent);
  const int64_t tiles = (column.extent + kTile - 1) / kTile, units = tiles * (kept.size / column.extent);
  const int64_t piece = units >= kEnough ? gone.size : std::max<int64_t>(1, 4 * kChunk / width);
  const int64_t pieces = (gone.size + piece - 1) / piece;
  const int64_t grain = std::max<int64_t>(1, kChunk / (std::min(piece, gone.size) * width));
  std::vector<BestOfColumns> partial(static_cast<size_t>(pieces > 1 ? units * pieces : 0));
  const auto columns_in = [&](int64_t unit) { return std::min(width, column.extent - unit % tiles * kTile); };
  const auto finish = [&](int64_t unit, const BestOfColumns& b) {
    const Cursor place(kept, column.outer_dims, unit / tiles);
    const int64_t first = unit % tiles * kTile;
    store(out, place.at(1) + first * column.strides[1], column.strides[1], b.index, columns_in(unit));
  };
  parallel_for(units * pieces, grain, [&](int64_t task, int64_t stop) {
    BestOfColumns own;
    for (; task < stop; ++task) {
      const int64_t unit = task / pieces, begin = task % pieces * piece;
      const Cursor place(kept, column.outer_dims, unit / tiles);
      const char* base = in + (place.at(0) + unit % tiles * kTile * step) * k.size;
      BestOfColumns& b = pieces > 1 ? partial[static_cast<size_t>(task)] : own;
      b.sweep(k, base, gone, begin, std::min(gone.size, begin + piece), step, columns_in(unit));
      if (pieces == 1) finish(unit, b);
    }
  });
  for (int64_t unit = 0; pieces > 1 && unit < units; ++unit) {
    BestOfColumns& first = partial[static_cast<size_t>(unit * pieces)];
    for (int64_t c = 1; c < pieces; ++c)
      first.merge(k, partial[static_cast<size_t>(unit * pieces + c)], columns_in(unit));
    finish(unit, first);
  }
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
  const bool columns = column.extent >= 3 && gone.size > 1 && gone.size < kMostRows &&
                       std::llabs(column.strides[0]) < std::llabs(row.strides[0]);
  if (columns)
    arg_columns(*k, source, out, kept, gone);
  else
    arg_rows(*k, source, out, kept, gone);
  return Status();
}

}  // namespace obol::cpu
