// Matrix times one to four vectors: rows of dot products where rows are contiguous, sums of columns where columns are. Long sums are
// cut by size and their parts added in order.
#include <algorithm>
#include <vector>

#include "cpu/isa.h"
#include "cpu/lanes.h"
#include "cpu/matmul.h"
#include "cpu/threads.h"

#define OBOL_KERNELS "cpu/matmul_vector_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {
namespace {

constexpr int64_t kDepth = 16384, kColumnRows = 2048;

int64_t up(int64_t a, int64_t b) { return (a + b - 1) / b; }

// c = a · b with a m × k and b of C columns, in blocks of `rows` rows and `depth` of k: block(first row, rows, first k, k,
// out), which gives its sums column by column, p.m × parts apart.
template <class T, int C, class Block>
Status by_blocks(Backend& backend, const Product<T>& p, int64_t rows, int64_t depth, Block&& block) {
  const int64_t down = up(p.m, rows), parts = std::max<int64_t>(1, up(p.k, depth)), apart = parts * p.m;
  StorageRef hold;
  OBOL_TRY(backend.allocate(static_cast<size_t>(C * apart) * sizeof(T), &hold));
  T* const sums = static_cast<T*>(hold->device_pointer());
  for_each_chunk(down * parts, [&](int64_t task) {
    const int64_t part = task / down, i = task % down * rows, k = part * depth;
    block(i, std::min(rows, p.m - i), k, std::min(depth, p.k - k), sums + part * p.m + i, apart);
  });
  for (int c = 0; c < C; ++c)
    for (int64_t i = 0; i < p.m; ++i) {
      T sum = sums[c * apart + i];
      for (int64_t part = 1; part < parts; ++part) sum += sums[c * apart + part * p.m + i];
      *p.c.at(i, c) = sum;
    }
  return Status();
}

// The k that a task takes: all, unless that makes too few tasks.
int64_t depth_of(int64_t m, int64_t k, int64_t rows) {
  return m <= 8 * rows && k >= 2 * kDepth ? kDepth : std::max<int64_t>(k, 1);
}

template <class T, int C>
bool multiply_columns(Backend& backend, const Product<T>& p, Status* status) {
  if (p.a.across == 1 || p.k == 1) {
    std::vector<T> copied;
    const T* x = p.b.data;
    int64_t x_step = p.b.across;
    if (p.b.down != 1) {
      copied.resize(static_cast<size_t>(C * p.k));
      for (int64_t k = 0; k < p.k; ++k)
        for (int c = 0; c < C; ++c) copied[static_cast<size_t>(c * p.k + k)] = *p.b.at(k, c);
      x = copied.data();
      x_step = p.k;
    }
    const auto kernel = OBOL_SELECT(dot_rows<T, C>);
    const int64_t depth = std::min(p.k, kDepth),
                  rows = up(std::max<int64_t>(1, kMatmulChunk / 2 / std::max<int64_t>(1, depth)), 4) * 4;
    *status = by_blocks<T, C>(backend, p, rows, depth_of(p.m, p.k, rows),
                              [&](int64_t i, int64_t m, int64_t k, int64_t kc, T* out, int64_t apart) {
                                kernel(m, kc, p.a.at(i, k), p.a.down, x + k, x_step, out, apart);
                              });
    return true;
  }
  if (p.a.down == 1) {
    const auto kernel = OBOL_SELECT(add_columns<T, C>);
    *status = by_blocks<T, C>(backend, p, kColumnRows, depth_of(p.m, p.k, kColumnRows),
                              [&](int64_t i, int64_t m, int64_t k, int64_t kc, T* out, int64_t apart) {
                                for (int c = 0; c < C; ++c) std::fill_n(out + c * apart, m, T(0));
                                kernel(m, kc, p.a.at(i, k), p.a.across, p.b.from(k, 0), out, apart);
                              });
    return true;
  }
  return false;
}

}  // namespace

template <class T>
bool multiply_vector(Backend& backend, const Product<T>& given, Status* status) {
  const Product<T> p = given.n <= given.m ? given : given.transposed();
  switch (p.n) {
    case 1:
      return multiply_columns<T, 1>(backend, p, status);
    case 2:
      return multiply_columns<T, 2>(backend, p, status);
    case 3:
      return multiply_columns<T, 3>(backend, p, status);
    default:
      return multiply_columns<T, 4>(backend, p, status);
  }
}

template bool multiply_vector<float>(Backend&, const Product<float>&, Status*);
template bool multiply_vector<double>(Backend&, const Product<double>&, Status*);

}  // namespace obol::cpu
