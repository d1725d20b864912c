// Matrix times vector: rows of dot products where rows are contiguous, sums of columns where columns are. Long sums are
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

// y = a · x with a m × k, in blocks of `rows` rows and `depth` of k: block(first row, rows, first k, k, out).
template <class T, class Block>
Status by_blocks(Backend& backend, const Product<T>& p, int64_t rows, int64_t depth, Block&& block) {
  const int64_t down = up(p.m, rows), parts = std::max<int64_t>(1, up(p.k, depth));
  StorageRef hold;
  OBOL_TRY(backend.allocate(static_cast<size_t>(parts * p.m) * sizeof(T), &hold));
  T* const sums = static_cast<T*>(hold->device_pointer());
  for_each_chunk(down * parts, [&](int64_t task) {
    const int64_t part = task / down, i = task % down * rows, k = part * depth;
    block(i, std::min(rows, p.m - i), k, std::min(depth, p.k - k), sums + part * p.m + i);
  });
  for (int64_t i = 0; i < p.m; ++i) {
    T sum = sums[i];
    for (int64_t part = 1; part < parts; ++part) sum += sums[part * p.m + i];
    *p.c.at(i, 0) = sum;
  }
  return Status();
}

// The k that a task takes: all, unless that makes too few tasks.
int64_t depth_of(int64_t m, int64_t k, int64_t rows) {
  return m <= 8 * rows && k >= 2 * kDepth ? kDepth : std::max<int64_t>(k, 1);
}

}  // namespace

template <class T>
bool multiply_vector(Backend& backend, const Product<T>& given, Status* status) {
  const Product<T> p = given.n == 1 ? given : given.transposed();
  if (p.a.across == 1 || p.k == 1) {
    std::vector<T> copied;
    const T* x = p.b.data;
    if (p.b.down != 1) {
      copied.resize(static_cast<size_t>(p.k));
      for (int64_t k = 0; k < p.k; ++k) copied[static_cast<size_t>(k)] = *p.b.at(k, 0);
      x = copied.data();
    }
    const auto kernel = OBOL_SELECT(dot_rows<T>);
    const int64_t depth = std::min(p.k, kDepth),
                  rows = up(std::max<int64_t>(1, kMatmulChunk / 2 / std::max<int64_t>(1, depth)), 4) * 4;
    *status =
        by_blocks(backend, p, rows, depth_of(p.m, p.k, rows), [&](int64_t i, int64_t m, int64_t k, int64_t kc, T* out) {
          kernel(m, kc, p.a.at(i, k), p.a.down, x + k, out);
        });
    return true;
  }
  if (p.a.down == 1) {
    const auto kernel = OBOL_SELECT(add_columns<T>);
    *status = by_blocks(backend, p, kColumnRows, depth_of(p.m, p.k, kColumnRows),
                        [&](int64_t i, int64_t m, int64_t k, int64_t kc, T* out) {
                          std::fill_n(out, m, T(0));
                          kernel(m, kc, p.a.at(i, k), p.a.across, p.b.at(k, 0), p.b.down, out);
                        });
    return true;
  }
  return false;
}

template bool multiply_vector<float>(Backend&, const Product<float>&, Status*);
template bool multiply_vector<double>(Backend&, const Product<double>&, Status*);

}  // namespace obol::cpu
