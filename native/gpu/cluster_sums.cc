// Sums of the rows of each label. Few labels: each block of threads adds a piece of the rows to tables in shared memory,
// in which every thread has columns of its own; the tables are summed in order. Many: the rows are sorted by label, and
// a few lanes share what one label has.
#include <algorithm>

#include "gpu/backend.h"
#include "gpu/block.h"
#include "gpu/set.h"
#include "ops/math.h"

namespace obol::gpu {
namespace {

constexpr int kTable = 4096;  // elements of a block's tables
constexpr int64_t kLeastRows = 256, kMostPieces = 512;
constexpr int64_t kMostLanes = kEveryWarp;  // that share a label

// Rows with their labels and weights.
template <class T>
struct LabelledRows {
  const T* x;
  int64_t count, columns, down, across;
  const int32_t* label;
  int64_t label_step;
  const double* weight;  // null: ones
  int64_t weight_step;

  LabelledRows(const View& rows, const View& labels, const View& weights)
      : x(pointer<T>(rows)),
        count(rows.shape(0)),
        columns(rows.shape(1)),
        down(rows.stride(0)),
        across(rows.stride(1)),
        label(pointer<int32_t>(labels)),
        label_step(labels.stride(0)),
        weight(weights.given() ? pointer<double>(weights) : nullptr),
        weight_step(weights.given() ? weights.stride(0) : 0) {}

  // Column c of weight · row; the column after the last is the weight itself.
  OBOL_HD double term(int64_t row, int64_t c) const {
    const double factor = weight != nullptr ? weight[row * weight_step] : 1.0;
    return c < columns ? factor * static_cast<double>(x[row * down + c * across]) : factor;
  }
};

template <class T>
struct TableKernel {
  static constexpr uint32_t kThreads = 256;
  LabelledRows<T> rows;
  int64_t labels, piece;
  double* partial;  // pieces × labels × (columns + 1)
  int lanes, tables;

  struct Shared {
    double sum[kTable];
  };

  OBOL_HD void operator()(const TeamThread& t, Shared& shared) const {
    const int width = static_cast<int>(rows.columns) + 1, size = static_cast<int>(labels) * width;
    const int lane = static_cast<int>(t.thread()) % lanes, table = static_cast<int>(t.thread()) / lanes;
    const int64_t begin = t.block_x() * piece, end = begin + piece < rows.count ? begin + piece : rows.count;
    if (t.within(table, tables)) {
      double* const own = shared.sum + table * size;
      for (int c = lane; t.within(c, width); c += lanes)
        for (int l = 0; l < labels; ++l) own[l * width + c] = 0;
      for (int64_t row = begin + table; t.within(row, end); row += tables) {
        const int64_t label = rows.label[row * rows.label_step];
        if (label < 0 || label >= labels) continue;
        for (int c = lane; t.within(c, width); c += lanes) own[label * width + c] += rows.term(row, c);
      }
    }
    t.barrier();
    for (int e = static_cast<int>(t.thread()); t.within(e, size); e += static_cast<int>(kThreads)) {
      double sum = 0;
      for (int k = 0; k < tables; ++k) sum += shared.sum[k * size + e];
      partial[t.block_x() * size + e] = sum;
    }
  }
};

// The keys by which rows are sorted: their labels; those of none come last.
struct KeyKernel {
  static constexpr uint32_t kThreads = 256;
  const int32_t* label;
  int64_t step, count, labels;
  uint64_t* key;
  int64_t* row;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, count)) return;
    const int64_t own = label[i * step];
    key[i] = static_cast<uint64_t>(own >= 0 && own < labels ? own : labels);
    row[i] = i;
  }
};

template <class T>
struct SegmentKernel {
  static constexpr uint32_t kThreads = 128;
  LabelledRows<T> rows;
  const uint64_t* key;
  const int64_t* row;
  int64_t labels;
  double* sums;
  int64_t down, across;
  double* weights;
  int64_t weights_step;
  uint32_t lanes;

  // The first place whose key is at least `label`.
  OBOL_HD int64_t first(uint64_t label) const {
    int64_t low = 0, high = rows.count;
    while (low < high) {
      const int64_t middle = low + (high - low) / 2;
      if (key[middle] < label)
        low = middle + 1;
      else
        high = middle;
    }
    return low;
  }

  OBOL_HD void operator()(const TeamThread& t) const {
    const int64_t label = t.global() / lanes;
    const uint32_t member = t.thread() % lanes;
    const bool active = t.within(label, labels);
    const int64_t begin = active ? first(static_cast<uint64_t>(label)) : 0;
    const int64_t end = active ? first(static_cast<uint64_t>(label) + 1) : 0;
    for (int64_t c = 0; c <= rows.columns; ++c) {
      double sum = 0;
      for (int64_t k = begin + member; t.within(k, end); k += lanes) sum += rows.term(row[k], c);
      for (uint32_t half = lanes / 2; half > 0; half /= 2) sum += t.shuffle_down(sum, half);
      if (!active || member != 0) continue;
      if (c < rows.columns)
        sums[label * down + c * across] = sum;
      else
        weights[label * weights_step] = sum;
    }
  }
};

int bits_of(int64_t n) {
  int bits = 1;
  while (bits < 62 && (int64_t{1} << bits) <= n) ++bits;
  return bits;
}

template <class T>
Status sum_tables(Context& context, const LabelledRows<T>& rows, const View& sums, const View& weights) {
  const int64_t k = sums.shape(0), width = rows.columns + 1, size = k * width;
  int lanes = 1;
  while (lanes < 256 && lanes < width) lanes *= 2;
  const int tables = static_cast<int>(std::min<int64_t>(256 / lanes, kTable / size));
  const int64_t piece = rows_a_piece(rows.count, kLeastRows, kMostPieces), pieces = pieces_of(rows.count, piece);
  StorageRef held;
  double* partial = nullptr;
  OBOL_TRY(context.workspace(pieces * size, &held, &partial));
  if (pieces > 0) OBOL_TRY(context.run({pieces}, TableKernel<T>{rows, k, piece, partial, lanes, tables}));
  double* const first = static_cast<double*>(held->device_pointer());
  View last = weights;  // as a matrix of one column
  last.layout.ndim = 2;
  last.layout.shape[1] = last.layout.strides[1] = 1;
  OBOL_TRY(sum_pieces(context, sums, first, pieces, size, width));
  return sum_pieces(context, last, first + rows.columns, pieces, size, width);
}

template <class T>
Status sum_sorted(Context& context, const LabelledRows<T>& rows, const View& sums, const View& weights) {
  const int64_t k = sums.shape(0);
  StorageRef key_held, row_held;
  uint64_t* key = nullptr;
  int64_t* row = nullptr;
  OBOL_TRY(context.workspace(rows.count, &key_held, &key));
  OBOL_TRY(context.workspace(rows.count, &row_held, &row));
  OBOL_TRY(context.run_over(rows.count, KeyKernel{rows.label, rows.label_step, rows.count, k, key, row}));
  OBOL_TRY(sort_pairs(context.stream(), context.allocator(), key, row, rows.count, bits_of(k)));
  int64_t lanes = 1;
  while (lanes < kMostLanes && lanes * 2 <= rows.count / k) lanes *= 2;
  return context.run_over(k * lanes,
                          SegmentKernel<T>{rows, key, row, k, pointer<double>(sums), sums.stride(0), sums.stride(1),
                                           pointer<double>(weights), weights.stride(0), static_cast<uint32_t>(lanes)});
}

}  // namespace

Status GpuBackend::segment_sum(const View& sums, const View& weights, const View& given, const View& given_labels,
                               const View& given_weight) {
  Operand x, labels, weight;
  OBOL_TRY(x.place(context_, given));
  OBOL_TRY(labels.place(context_, given_labels));
  OBOL_TRY(weight.place(context_, given_weight));
  if (sums.shape(0) == 0) return Status();
  return visit_dtype_in<kFloats>(
      given.dtype, Status(Code::kType, "k-means: expected float32 or float64 rows"), [&](auto type) -> Status {
        const LabelledRows<typename decltype(type)::type> rows(x, labels, weight);
        return sums.shape(0) * (rows.columns + 1) <= kTable ? sum_tables(context_, rows, sums, weights)
                                                            : sum_sorted(context_, rows, sums, weights);
      });
}

}  // namespace obol::gpu
