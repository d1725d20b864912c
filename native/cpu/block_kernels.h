// Gram matrices and linear combinations of blocks: strips of rows are packed as float64, then multiplied by tiles that
// stay in registers.
#include "cpu/simd_kernels.h"
#include "cpu/sparse_row_kernels.h"

namespace obol::cpu::OBOL_ISA {
namespace {

template <class T>
OBOL_INLINE void pack_rows(const BlockRows& b, int64_t begin, int64_t rows, double* to, int64_t width) {
  for (int64_t r = 0; r < rows; ++r) {
    const T* from = static_cast<const T*>(b.data) + (begin + r) * b.stride;
    double* row = to + r * width;
    for (int64_t c = 0; c < b.columns; ++c) row[c] = static_cast<double>(from[c]);
  }
}

// Rows [begin, begin + rows) of the blocks side by side.
void pack(const BlockRows* blocks, int count, int64_t begin, int64_t rows, double* to, int64_t width) {
  for (int k = 0; k < count; ++k) {
    if (blocks[k].is_float)
      pack_rows<float>(blocks[k], begin, rows, to, width);
    else
      pack_rows<double>(blocks[k], begin, rows, to, width);
    to += blocks[k].columns;
  }
}

template <class X>
struct ProductTile {
  const CsrPointers<double>& a;
  Rows<const X> x;
  int64_t i;
  double* to;

  template <int N, int Count>
  OBOL_INLINE void run(int64_t c) const {
    Vector<double, N> sum[Count];
    row_product<double, N, Count>(a, x, i, c, sum);
#pragma GCC unroll 8
    for (int k = 0; k < Count; ++k) store(to + c + k * N, sum[k]);
  }
};

// Rows of [A·T, mass·T].
template <class X>
void pack_pencil(const GramArguments& g, int64_t begin, int64_t rows, double* to) {
  const BlockRows& t = g.t[0];
  const Rows<const X> x{static_cast<const X*>(t.data), t.stride};
  const int64_t half = g.t_width / 2;
  for (int64_t r = 0; r < rows; ++r) {
    const int64_t i = begin + r;
    double* row = to + r * g.t_width;
    for_each_tile<double, 4>(t.columns, ProductTile<X>{g.a, x, i, row});
    const double mass = g.mass != nullptr ? g.mass[i] : 1.0;
    const X* own = x.data + i * x.stride;
    for (int64_t c = 0; c < t.columns; ++c) row[half + c] = mass * static_cast<double>(own[c]);
  }
}

// One tile of 8 rows and Count registers of columns: out += sᵀt over `rows` rows.
template <int Count>
OBOL_INLINE void gram_tile(int64_t rows, const double* s, int64_t s_width, const double* t, int64_t t_width,
                           double* out, int64_t out_width) {
  constexpr int L = kLanes<double>;
  // As many rows of the tile at once as registers allow.
  constexpr int R = OBOL_VECTOR_BYTES == 64 ? 8 : 4;
  using V = Vector<double, L>;
#pragma GCC unroll 2
  for (int half = 0; half < 8 / R; ++half) {
    V sum[R][Count];
#pragma GCC unroll 8
    for (int i = 0; i < R; ++i)
#pragma GCC unroll 8
      for (int j = 0; j < Count; ++j) sum[i][j] = load<V>(out + (half * R + i) * out_width + j * L);
    for (int64_t r = 0; r < rows; ++r) {
      V right[Count];
#pragma GCC unroll 8
      for (int j = 0; j < Count; ++j) right[j] = load<V>(t + r * t_width + j * L);
#pragma GCC unroll 8
      for (int i = 0; i < R; ++i) {
        const V left = broadcast<V>(s[r * s_width + half * R + i]);
#pragma GCC unroll 8
        for (int j = 0; j < Count; ++j) sum[i][j] = fma(left, right[j], sum[i][j]);
      }
    }
#pragma GCC unroll 8
    for (int i = 0; i < R; ++i)
#pragma GCC unroll 8
      for (int j = 0; j < Count; ++j) store(out + (half * R + i) * out_width + j * L, sum[i][j]);
  }
}

}  // namespace

// out (s_width × t_width) += SᵀT over rows [begin, end). `strip` has room for kGramStrip rows of S and of T, all zero at
// first.
void gram_rows(const GramArguments& g, int64_t begin, int64_t end, double* strip, double* out) {
  constexpr int L = kLanes<double>, kCount = 2;
  double* const s = strip;
  double* const t = strip + kGramStrip * g.s_width;
  for (int64_t at = begin; at < end; at += kGramStrip) {
    const int64_t rows = end - at < kGramStrip ? end - at : kGramStrip;
    pack(g.s, g.s_count, at, rows, s, g.s_width);
    if (!g.pencil)
      pack(g.t, g.t_count, at, rows, t, g.t_width);
    else if (g.t[0].is_float)
      pack_pencil<float>(g, at, rows, t);
    else
      pack_pencil<double>(g, at, rows, t);
    for (int64_t j = 0; j < g.t_width;) {
      const bool pair = j + kCount * L <= g.t_width;
      for (int64_t i = 0; i < g.s_width; i += kGramTile) {
        if (pair)
          gram_tile<kCount>(rows, s + i, g.s_width, t + j, g.t_width, out + i * g.t_width + j, g.t_width);
        else
          gram_tile<1>(rows, s + i, g.s_width, t + j, g.t_width, out + i * g.t_width + j, g.t_width);
      }
      j += pair ? kCount * L : L;
    }
  }
}

namespace {

constexpr int kUpdateRows = OBOL_VECTOR_BYTES == 64 ? 6 : 3;

// sum[r][j] += Σ_k s[r][k]·c[k][j] over k in [begin, end).
template <int R, int Count>
OBOL_INLINE void accumulate(const double* s, int64_t s_width, const double* c, int64_t width, int64_t begin,
                            int64_t end, Vector<double, kLanes<double>> (&sum)[R][Count]) {
  constexpr int L = kLanes<double>;
  using V = Vector<double, L>;
  for (int64_t k = begin; k < end; ++k) {
    V row[Count];
#pragma GCC unroll 8
    for (int j = 0; j < Count; ++j) row[j] = load<V>(c + k * width + j * L);
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r) {
      const V left = broadcast<V>(s[r * s_width + k]);
#pragma GCC unroll 8
      for (int j = 0; j < Count; ++j) sum[r][j] = fma(left, row[j], sum[r][j]);
    }
  }
}

// The first `columns` of a register to row r of a block.
OBOL_INLINE void put(const BlockRows& b, int64_t row, int64_t column, Vector<double, kLanes<double>> v) {
  constexpr int L = kLanes<double>;
  const int64_t left = b.columns - column;
  if (left >= L) {
    if (b.is_float)
      store_as<double, L>(static_cast<float*>(b.data) + row * b.stride + column, v);
    else
      store(static_cast<double*>(b.data) + row * b.stride + column, v);
    return;
  }
  double values[L];
  store(values, v);
  for (int64_t l = 0; l < left; ++l) {
    if (b.is_float)
      static_cast<float*>(b.data)[row * b.stride + column + l] = static_cast<float>(values[l]);
    else
      static_cast<double*>(b.data)[row * b.stride + column + l] = values[l];
  }
}

template <int R, int Count>
OBOL_INLINE void update_tile(const UpdateArguments& u, int64_t row, int64_t column, const double* s) {
  constexpr int L = kLanes<double>;
  Vector<double, L> sum[R][Count] = {};
  const bool partial = u.partial.data != nullptr;
  if (partial) {
    accumulate<R, Count>(s, u.rows, u.c + column, u.width, 0, u.partial_rows, sum);
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
      for (int j = 0; j < Count; ++j) put(u.partial, row + r, column + j * L, sum[r][j]);
  }
  accumulate<R, Count>(s, u.rows, u.c + column, u.width, partial ? u.partial_rows : 0, u.rows, sum);
#pragma GCC unroll 8
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
    for (int j = 0; j < Count; ++j) put(u.y, row + r, column + j * L, sum[r][j]);
}

template <int R>
OBOL_INLINE void update_group(const UpdateArguments& u, int64_t row, const double* s) {
  constexpr int L = kLanes<double>, kMost = 4;
  int64_t j = 0;
  for (; j + kMost * L <= u.width; j += kMost * L) update_tile<R, kMost>(u, row, j, s);
  for (; j < u.width; j += L) update_tile<R, 1>(u, row, j, s);
}

}  // namespace

// Rows [begin, end) of y = S·C. `strip` has room for kUpdateStrip rows of S: they are read before any is written.
void update_rows(const UpdateArguments& u, int64_t begin, int64_t end, double* strip) {
  int64_t at = begin;
  for (; at + kUpdateRows <= end; at += kUpdateRows) {
    pack(u.s, u.count, at, kUpdateRows, strip, u.rows);
    update_group<kUpdateRows>(u, at, strip);
  }
  for (; at < end; ++at) {
    pack(u.s, u.count, at, 1, strip, u.rows);
    update_group<1>(u, at, strip);
  }
}

}  // namespace obol::cpu::OBOL_ISA
