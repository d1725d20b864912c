// Columns scaled to unit length, their largest entry positive: sums and extremes of pieces of rows, then of columns,
// then the scaling.
#include "gpu/backend.h"
#include "gpu/block.h"
#include "gpu/sparse_rows.h"

namespace obol::gpu {
namespace {

constexpr int64_t kLeastRows = 128, kMostPieces = 512;

// Of some rows of a column: the sum of squares, and the first entry of largest magnitude.
struct ColumnSum {
  double squares, largest;
  int64_t row;

  static OBOL_INLINE ColumnSum none() { return {0, 0, INT64_MAX}; }

  OBOL_HD void take(const ColumnSum& o) {
    squares += o.squares;
    const double a = math::abs(largest), b = math::abs(o.largest);
    if (b > a || (b == a && o.row < row)) {
      largest = o.largest;
      row = o.row;
    }
  }
};

template <uint32_t Threads>
struct ColumnSums {
  ColumnSum sum[Threads];
};

// Each block takes a piece of the rows of some columns: `lanes` columns, one a thread of a row.
template <class T>
struct PieceKernel {
  static constexpr uint32_t kThreads = 256;
  using Shared = ColumnSums<kThreads>;
  const T* x;
  int64_t stride, rows, columns, piece;
  const double* weight;  // null: ones
  ColumnSum* partial;    // pieces × columns
  uint32_t lanes;

  OBOL_HD void operator()(const TeamThread& t, Shared& shared) const {
    const uint32_t lane = t.thread() % lanes, member = t.thread() / lanes, members = kThreads / lanes;
    const int64_t column = int64_t{t.block_y()} * lanes + lane, begin = t.block_x() * piece;
    const int64_t end = begin + piece < rows ? begin + piece : rows;
    ColumnSum own = ColumnSum::none();
    if (t.within(column, columns))
      for (int64_t i = begin + member; t.within(i, end); i += members) {
        const double value = static_cast<double>(x[i * stride + column]);
        own.squares += (weight != nullptr ? weight[i] : 1.0) * value * value;
        if (math::abs(value) > math::abs(own.largest)) {
          own.largest = value;
          own.row = i;
        }
      }
    shared.sum[t.thread()] = own;
    for (uint32_t half = members / 2; half > 0; half /= 2) {
      t.barrier();
      if (member < half) {
        own.take(shared.sum[t.thread() + half * lanes]);
        shared.sum[t.thread()] = own;
      }
    }
    if (member == 0 && t.within(column, columns)) partial[t.block_x() * columns + column] = own;
  }
};

// A block for each column: what its entries are multiplied by.
struct FactorKernel {
  static constexpr uint32_t kThreads = 128;
  using Shared = ColumnSums<kThreads>;
  const ColumnSum* partial;
  int64_t pieces, columns;
  double* factor;

  OBOL_HD void operator()(const TeamThread& t, Shared& shared) const {
    const int64_t column = t.block_x();
    ColumnSum own = ColumnSum::none();
    for (int64_t k = t.thread(); t.within(k, pieces); k += kThreads) own.take(partial[k * columns + column]);
    shared.sum[t.thread()] = own;
    for (uint32_t half = kThreads / 2; half > 0; half /= 2) {
      t.barrier();
      if (t.thread() < half) {
        own.take(shared.sum[t.thread() + half]);
        shared.sum[t.thread()] = own;
      }
    }
    if (t.thread() == 0)
      factor[column] = own.squares > 0 ? (own.largest < 0 ? -1.0 : 1.0) / math::sqrt(own.squares) : 1.0;
  }
};

template <class T>
struct ScaleKernel {
  static constexpr uint32_t kThreads = 256;
  T* x;
  int64_t stride, rows, columns;
  const double* factor;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, rows * columns)) return;
    const int64_t row = i / columns, column = i - row * columns;
    x[row * stride + column] *= static_cast<T>(factor[column]);
  }
};

template <class T>
Status normalize(Context& context, const View& v, const double* weight) {
  const int64_t rows = v.shape(0), columns = v.shape(1);
  if (rows == 0 || columns == 0) return Status();
  const int64_t piece = rows_a_piece(rows, kLeastRows, kMostPieces), pieces = pieces_of(rows, piece);
  const int lanes = lanes_for(columns);
  StorageRef partial_held, factor_held;
  ColumnSum* partial = nullptr;
  double* factor = nullptr;
  OBOL_TRY(context.workspace(pieces * columns, &partial_held, &partial));
  OBOL_TRY(context.workspace(columns, &factor_held, &factor));
  T* const x = pointer<T>(v);
  OBOL_TRY(
      context.run({pieces, (columns + lanes - 1) / lanes},
                  PieceKernel<T>{x, v.stride(0), rows, columns, piece, weight, partial, static_cast<uint32_t>(lanes)}));
  OBOL_TRY(context.run({columns}, FactorKernel{partial, pieces, columns, factor}));
  return context.run_over(rows * columns, ScaleKernel<T>{x, v.stride(0), rows, columns, factor});
}

}  // namespace

Status GpuBackend::normalize_columns(const View& x, const View& weight) {
  const double* const w = weight.given() ? pointer<double>(weight) : nullptr;
  return x.dtype == DType::kFloat32 ? normalize<float>(context_, x, w) : normalize<double>(context_, x, w);
}

}  // namespace obol::gpu
