#include "algorithms/dense/multiply.h"

#include <algorithm>

#include "device/threads.h"

namespace obol::dense {
namespace {

int64_t up(int64_t a, int64_t b) { return (a + b - 1) / b; }

// Below this many multiplications a hand-over costs more than it saves.
constexpr double kWorthThreads = 64.0 * 64 * 64;
constexpr int64_t kTile = 256, kSmallTile = 128, kDiagonal = 64, kColumns = 128;

// Large tiles pack less, small ones share out better.
int64_t tile_of(int64_t m, int64_t n) { return up(m, kTile) * up(n, kTile) >= 8 ? kTile : kSmallTile; }

}  // namespace

template <class T>
void multiply_add(int64_t m, int64_t n, int64_t k, T alpha, const T* a, int64_t lda, Op op_a, const T* b, int64_t ldb,
                  Op op_b, T* c, int64_t ldc) {
  if (m == 0 || n == 0 || k == 0) return;
  const auto& one = kernels<T>();
  const int64_t tile = tile_of(m, n), down = up(m, tile), across = up(n, tile);
  if (down * across == 1 || static_cast<double>(m) * n * k < kWorthThreads)
    return one.multiply_add(m, n, k, alpha, a, lda, op_a, b, ldb, op_b, c, ldc);
  for_each_chunk(down * across, [&](int64_t t) {
    const int64_t i = t % down * tile, j = t / down * tile;
    one.multiply_add(std::min(tile, m - i), std::min(tile, n - j), k, alpha, op_a == Op::kNone ? a + i : a + i * lda,
                     lda, op_a, op_b == Op::kNone ? b + j * ldb : b + j, ldb, op_b, c + j * ldc + i, ldc);
  });
}

template <class T>
void multiply_add_lower(int64_t n, int64_t k, T alpha, const T* a, int64_t lda, const T* b, int64_t ldb, Op op_b, T* c,
                        int64_t ldc) {
  if (n == 0 || k == 0) return;
  const auto& one = kernels<T>();
  const int64_t strips = up(n, kSmallTile);
  for_each_chunk(strips * (strips + 1) / 2, [&](int64_t t) {
    int64_t i = 0;
    while ((i + 1) * (i + 2) / 2 <= t) ++i;
    const int64_t row = i * kSmallTile, column = (t - i * (i + 1) / 2) * kSmallTile;
    one.multiply_add(std::min(kSmallTile, n - row), std::min(kSmallTile, n - column), k, alpha, a + row, lda, Op::kNone,
                     op_b == Op::kNone ? b + column * ldb : b + column, ldb, op_b, c + column * ldc + row, ldc);
  });
}

template <class T>
void solve_unit_lower(int64_t n, int64_t m, const T* l, int64_t ldl, T* b, int64_t ldb) {
  const auto& one = kernels<T>();
  parallel_for(m, kColumns, [&](int64_t begin, int64_t end) {
    for (int64_t i = 0; i < n; i += kDiagonal) {
      const int64_t size = std::min(kDiagonal, n - i), rest = n - i - size;
      T* const top = b + begin * ldb + i;
      one.solve_unit_lower(size, end - begin, l + i * ldl + i, ldl, top, ldb);
      one.multiply_add(rest, end - begin, size, T(-1), l + i * ldl + i + size, ldl, Op::kNone, top, ldb, Op::kNone,
                       top + size, ldb);
    }
  });
}

template <class T>
void solve_upper(int64_t n, int64_t m, const T* u, int64_t ldu, T* b, int64_t ldb) {
  const auto& one = kernels<T>();
  parallel_for(m, kColumns, [&](int64_t begin, int64_t end) {
    for (int64_t i = (up(n, kDiagonal) - 1) * kDiagonal; i >= 0; i -= kDiagonal) {
      const int64_t size = std::min(kDiagonal, n - i);
      T* const rows = b + begin * ldb;
      one.solve_upper(size, end - begin, u + i * ldu + i, ldu, rows + i, ldb);
      one.multiply_add(i, end - begin, size, T(-1), u + i * ldu, ldu, Op::kNone, rows + i, ldb, Op::kNone, rows, ldb);
    }
  });
}

#define OBOL_INSTANTIATE(T)                                                                                        \
  template void multiply_add<T>(int64_t, int64_t, int64_t, T, const T*, int64_t, Op, const T*, int64_t, Op, T*,    \
                                int64_t);                                                                          \
  template void multiply_add_lower<T>(int64_t, int64_t, T, const T*, int64_t, const T*, int64_t, Op, T*, int64_t); \
  template void solve_unit_lower<T>(int64_t, int64_t, const T*, int64_t, T*, int64_t);                             \
  template void solve_upper<T>(int64_t, int64_t, const T*, int64_t, T*, int64_t);
OBOL_INSTANTIATE(float)
OBOL_INSTANTIATE(double)
OBOL_INSTANTIATE(std::complex<float>)
OBOL_INSTANTIATE(std::complex<double>)

}  // namespace obol::dense
