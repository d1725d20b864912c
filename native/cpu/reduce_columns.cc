// Reductions where neighbouring results come from neighbouring elements: a tile of columns is swept row by row.
#include <algorithm>

#include "cpu/cursor.h"
#include "cpu/reduce.h"
#include "cpu/threads.h"

namespace obol::cpu {
namespace {

constexpr int64_t kTile = 4096;      // columns swept together
constexpr int64_t kWork = 262144;    // elements worth a chunk of their own
constexpr int64_t kEnough = 64;      // tiles that give every thread work without cutting the rows
constexpr int64_t kFoldBelow = 128;  // fewer columns than this are swept several rows at a time

// Rows [begin, end) of `gone` over n columns; the result is in the stack.
class Sweep {
 public:
  Sweep(const ReduceKernels& k, const Walk& gone, int64_t step) : k_(k), gone_(gone), step_(step) {}

  void run(const char* base, int64_t begin, int64_t end, int64_t n, char* acc) const {
    const int64_t rows = end - begin;
    Cursor cursor(gone_, gone_.ndim, begin);
    PairwiseStack stack(k_, n, k_.pairwise ? (rows + kReduceRows - 1) / kReduceRows : 1);
    int64_t offsets[kReduceRows];
    k_.identity(stack.top(), n);
    for (int64_t i = begin; i < end;) {
      const int64_t count = std::min(kReduceRows, end - i);
      for (int64_t r = 0; r < count; ++r, cursor.next()) offsets[r] = cursor.at(0);
      k_.columns(base, offsets, count, step_, n, stack.top());
      i += count;
      if (k_.pairwise && i < end) {
        stack.push();
        k_.identity(stack.top(), n);
      }
    }
    stack.push();
    std::memcpy(acc, stack.collapse(), static_cast<size_t>(n * k_.acc_size));
  }

 private:
  const ReduceKernels& k_;
  const Walk& gone_;
  int64_t step_;
};

}  // namespace

Status reduce_columns(const ReduceKernels& k, const char* in, char* out, int64_t out_size, const Walk& kept,
                      const Walk& gone) {
  const Inner column(kept);
  const int64_t step = column.strides[0], out_step = column.strides[1];
  Walk rows = gone;
  int64_t width = column.extent, fold = 1, tail = 0;
  // A narrow matrix in one piece: `fold` rows are swept as one wide row, and its parts merged at the end.
  if (kept.ndim == 1 && gone.ndim == 1 && step == 1 && gone.strides[0][0] == width && width < kFoldBelow) {
    fold = 2 * kFoldBelow / width;
    if (gone.size < 4 * fold) fold = 1;
    tail = gone.size % fold;
    rows.shape[0] = rows.size = gone.size / fold;
    rows.strides[0][0] *= fold;
    width *= fold;
  }
  const int64_t tile = std::min(width, kTile), tiles = (width + tile - 1) / tile;
  const int64_t units = tiles * (kept.size / column.extent);
  const int64_t piece = units >= kEnough ? rows.size : std::max<int64_t>(1, kWork / (tile * kReduceRows)) * kReduceRows;
  const int64_t pieces = (rows.size + piece - 1) / piece;
  const int64_t stride = tile * k.acc_size;
  const Sweep sweep(k, rows, step);
  const auto columns_in = [&](int64_t unit) { return std::min(tile, width - unit % tiles * tile); };
  const auto finish = [&](int64_t unit, char* acc) {
    Cursor cursor(kept, column.outer_dims, unit / tiles);
    const int64_t first = unit % tiles * tile;
    int64_t n = columns_in(unit);
    if (tail > 0) {
      const int64_t at = rows.size * rows.strides[0][0];
      k.columns(in + cursor.at(0) * k.in_size, &at, 1, step, tail * column.extent, acc);
    }
    for (int64_t groups = fold; groups > 1; groups = (groups + 1) / 2) {
      const int64_t half = (groups + 1) / 2 * column.extent;
      k.merge(acc, acc + half * k.acc_size, groups * column.extent - half);
      n = column.extent;
    }
    k.finish(acc, n, out + (cursor.at(1) + first * out_step) * out_size, out_step);
  };
  const auto base_of = [&](int64_t unit) {
    Cursor cursor(kept, column.outer_dims, unit / tiles);
    return in + (cursor.at(0) + unit % tiles * tile * step) * k.in_size;
  };

  if (pieces == 1) {
    parallel_for(units, std::max<int64_t>(1, kWork / (rows.size * tile)), [&](int64_t begin, int64_t end) {
      std::unique_ptr<char[]> acc(new char[static_cast<size_t>(stride)]);
      for (int64_t unit = begin; unit < end; ++unit) {
        sweep.run(base_of(unit), 0, rows.size, columns_in(unit), acc.get());
        finish(unit, acc.get());
      }
    });
    return Status();
  }
  std::unique_ptr<char[]> partial(new char[static_cast<size_t>(units * pieces * stride)]);
  for_each_chunk(units * pieces, [&](int64_t task) {
    const int64_t unit = task / pieces, begin = task % pieces * piece;
    sweep.run(base_of(unit), begin, std::min(rows.size, begin + piece), columns_in(unit),
              partial.get() + task * stride);
  });
  for (int64_t unit = 0; unit < units; ++unit) {
    char* first = partial.get() + unit * pieces * stride;
    // Neighbours meet first, as in PairwiseStack.
    for (int64_t gap = 1; gap < pieces; gap *= 2)
      for (int64_t c = 0; c + gap < pieces; c += 2 * gap)
        k.merge(first + c * stride, first + (c + gap) * stride, columns_in(unit));
    finish(unit, first);
  }
  return Status();
}

}  // namespace obol::cpu
