// Gram matrices of tall blocks: a block of threads multiplies a piece of the rows, a strip of them at a time in shared
// memory, each thread 6 × 4 of the products; the pieces' results are summed in their order.
#include "gpu/backend.h"
#include "gpu/block.h"
#include "gpu/sparse_rows.h"

namespace obol::gpu {
namespace {

constexpr int64_t kLeastRows = 64, kMostPieces = 256;

// How a block of threads shares a tile of the result: Side × Side threads, each with Down × Across elements, over strips of
// Depth rows.
template <int Side, int Down, int Across, int Depth>
struct Tile {
  static constexpr int kSide = Side, kDown = Down, kAcross = Across, kDepth = Depth;
  static constexpr int kThreads = Side * Side;
  static constexpr int kLeft = Side * Down;     // columns of S
  static constexpr int kRight = Side * Across;  // columns of T
  static constexpr int kHalf = kRight / 2;      // of a pencil: as many of A·T and of mass·T
  using Strip = double[Depth][kRight];
};
using Wide = Tile<16, 6, 4, 16>;
using Narrow = Tile<8, 1, 1, 64>;

// T as it is.
struct PlainRight {
  Blocks t;

  int64_t width() const { return t.columns; }
  template <class Tile>
  int64_t tiles() const {
    return (t.columns + Tile::kRight - 1) / Tile::kRight;
  }

  template <class Tile>
  OBOL_HD void fill(const TeamThread& team, typename Tile::Strip& strip, int64_t row, int64_t end, int64_t tile) const {
    constexpr int kRight = Tile::kRight;
    for (int e = static_cast<int>(team.thread()); e < Tile::kDepth * kRight; e += Tile::kThreads) {
      const int r = e / kRight, c = e % kRight;
      const bool inside = team.within(row + r, end) && team.within(tile * kRight + c, t.columns);
      strip[r][c] = inside ? t.at(row + r, tile * kRight + c) : 0.0;
    }
  }
  // Where column c of a tile stands in the result; false: nowhere.
  template <class Tile>
  OBOL_HD bool column(const TeamThread& team, int64_t tile, int c, int64_t* out) const {
    *out = tile * Tile::kRight + c;
    return team.within(*out, t.columns);
  }
};

// [A·T, mass·T]: a tile is half the one and half the other.
template <class X>
struct PencilRight {
  OperatorRows<double> a;
  const double* mass;  // null: ones
  const X* t;
  int64_t stride, columns;

  int64_t width() const { return 2 * columns; }
  template <class Tile>
  int64_t tiles() const {
    return (columns + Tile::kHalf - 1) / Tile::kHalf;
  }

  template <class Tile>
  OBOL_HD void fill(const TeamThread& team, typename Tile::Strip& strip, int64_t row, int64_t end, int64_t tile) const {
    constexpr int kHalf = Tile::kHalf;
    for (int e = static_cast<int>(team.thread()); e < Tile::kDepth * kHalf; e += Tile::kThreads) {
      const int r = e / kHalf, c = e % kHalf;
      const int64_t i = row + r, j = tile * kHalf + c;
      const bool inside = team.within(i, end) && team.within(j, columns);
      strip[r][c] = inside ? a.times(team, i, t + j, stride) : 0.0;
      strip[r][kHalf + c] = inside ? (mass != nullptr ? mass[i] : 1.0) * static_cast<double>(t[i * stride + j]) : 0.0;
    }
  }
  template <class Tile>
  OBOL_HD bool column(const TeamThread& team, int64_t tile, int c, int64_t* out) const {
    const int64_t j = tile * Tile::kHalf + c % Tile::kHalf;
    *out = c < Tile::kHalf ? j : columns + j;
    return team.within(j, columns);
  }
};

template <class Tile, class Right>
struct GramKernel {
  static constexpr uint32_t kThreads = Tile::kThreads;
  static constexpr int kSide = Tile::kSide, kDown = Tile::kDown, kAcross = Tile::kAcross, kDepth = Tile::kDepth,
                       kLeft = Tile::kLeft;
  Blocks s;
  Right right;
  int64_t rows, piece, width, tiles_down, tiles;
  double* partial;  // per piece: s.columns × width

  struct Shared {
    double s[kDepth][kLeft];
    typename Tile::Strip t;
  };

  OBOL_HD void operator()(const TeamThread& t, Shared& shared) const {
    const int64_t number = t.block_x() / tiles, tile = t.block_x() % tiles;
    const int64_t left = tile % tiles_down * kLeft, right_tile = tile / tiles_down;
    const int64_t begin = number * piece, end = begin + piece < rows ? begin + piece : rows;
    const int x = static_cast<int>(t.thread()) % kSide, y = static_cast<int>(t.thread()) / kSide;
    double sum[kDown][kAcross];
    for (int i = 0; i < kDown; ++i)
      for (int j = 0; j < kAcross; ++j) sum[i][j] = 0;
    for (int64_t row = begin; row < end; row += kDepth) {
      for (int e = static_cast<int>(t.thread()); e < kDepth * kLeft; e += static_cast<int>(kThreads)) {
        const int r = e / kLeft, c = e % kLeft;
        const bool inside = t.within(row + r, end) && t.within(left + c, s.columns);
        shared.s[r][c] = inside ? s.at(row + r, left + c) : 0.0;
      }
      right.template fill<Tile>(t, shared.t, row, end, right_tile);
      t.barrier();
      for (int r = 0; r < kDepth; ++r) {
        double across[kAcross];
        for (int j = 0; j < kAcross; ++j) across[j] = shared.t[r][x + j * kSide];
        for (int i = 0; i < kDown; ++i) {
          const double down = shared.s[r][y + i * kSide];
          for (int j = 0; j < kAcross; ++j) sum[i][j] = math::fma(down, across[j], sum[i][j]);
        }
      }
      t.barrier();
    }
    double* const out = partial + number * s.columns * width;
    for (int i = 0; i < kDown; ++i)
      for (int j = 0; j < kAcross; ++j) {
        const int64_t row = left + y + i * kSide;
        int64_t column = 0;
        if (right.template column<Tile>(t, right_tile, x + j * kSide, &column) && t.within(row, s.columns))
          out[row * width + column] = sum[i][j];
      }
  }
};

template <class Tile, class Right>
Status launch_tiles(Context& context, const Blocks& s, const Right& right, int64_t rows, int64_t piece, int64_t pieces,
                    double* partial) {
  const int64_t down = (s.columns + Tile::kLeft - 1) / Tile::kLeft, tiles = down * right.template tiles<Tile>();
  if (tiles == 0) return Status();
  return context.run({pieces * tiles},
                     GramKernel<Tile, Right>{s, right, rows, piece, right.width(), down, tiles, partial});
}

// The pieces' products, `width` columns to a row, in `held`.
template <class Right>
Status multiply(Context& context, const Blocks& s, const Right& right, int64_t rows, StorageRef* held,
                int64_t* pieces) {
  const int64_t piece = rows_a_piece(rows, kLeastRows, kMostPieces), width = right.width();
  *pieces = pieces_of(rows, piece);
  double* partial = nullptr;
  OBOL_TRY(context.workspace(*pieces * s.columns * width, held, &partial));
  if (*pieces == 0) return Status();
  if (s.columns <= Narrow::kLeft && right.template tiles<Narrow>() <= 1)
    return launch_tiles<Narrow>(context, s, right, rows, piece, *pieces, partial);
  return launch_tiles<Wide>(context, s, right, rows, piece, *pieces, partial);
}

}  // namespace

Status GpuBackend::gram(const View& out, const View* s, int s_count, const View* t, int t_count) {
  const Blocks left(s, s_count);
  const PlainRight right{Blocks(t, t_count)};
  StorageRef held;
  int64_t pieces = 0;
  OBOL_TRY(multiply(context_, left, right, s_count > 0 ? s[0].shape(0) : 0, &held, &pieces));
  const int64_t width = right.width();
  return sum_pieces(context_, out, held->device_pointer(), pieces, left.columns * width, width);
}

Status GpuBackend::pencil_gram(const View& a_out, const View& m_out, const View* s, int s_count,
                               const SparseOperator& a, const View& mass, const View& t) {
  const Blocks left(s, s_count);
  const OperatorRows<double> rows(a);
  const double* const weights = mass.given() ? pointer<double>(mass) : nullptr;
  const int64_t columns = t.shape(1), stride = t.stride(0);
  StorageRef held;
  int64_t pieces = 0;
  OBOL_TRY(t.dtype == DType::kFloat32
               ? multiply(context_, left, PencilRight<float>{rows, weights, pointer<float>(t), stride, columns},
                          t.shape(0), &held, &pieces)
               : multiply(context_, left, PencilRight<double>{rows, weights, pointer<double>(t), stride, columns},
                          t.shape(0), &held, &pieces));
  double* const partial = static_cast<double*>(held->device_pointer());
  const int64_t width = 2 * columns, step = left.columns * width;
  OBOL_TRY(sum_pieces(context_, a_out, partial, pieces, step, width));
  return sum_pieces(context_, m_out, partial + columns, pieces, step, width);
}

}  // namespace obol::gpu
