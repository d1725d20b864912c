// Entries sorted and summed; the arrays of a matrix.
#include <limits>

#include "gpu/multilevel.h"

namespace obol::gpu {
namespace {

struct SumKernel {
  static constexpr uint32_t kThreads = 256;
  SortedKeys keys;
  uint64_t nowhere;  // keys from here on belong to no row
  const int64_t* position;
  const double* value;
  int32_t* indices;
  double* data;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, keys.n) || keys.key[i] >= nowhere || !keys.first(i)) return;
    double sum = value[position[i]];
    for (int64_t j = i + 1; t.within(j, keys.n) && !keys.first(j); ++j) sum += value[position[j]];
    const int64_t at = keys.place[i] - 1;
    indices[at] = keys.column(i);
    data[at] = sum;
  }
};

}  // namespace

Status Entries::allocate(Context& context, int64_t count, int64_t row_count, int64_t col_count) {
  if (count > std::numeric_limits<int32_t>::max())
    return Status(Code::kRange,
                  "a sparse matrix summed up from " + std::to_string(count) + " entries needs 64-bit indices");
  n = count;
  rows = row_count;
  cols = col_count;
  bits = bits_below(cols);
  OBOL_TRY(context.workspace(n, &held[0], &key));
  OBOL_TRY(context.workspace(n, &held[1], &position));
  return context.workspace(n, &held[2], &value);
}

Status sum_entries(Context& context, Entries& entries, Rough* out) {
  const int64_t n = entries.n, rows = entries.rows;
  StorageRef place_held, count_held;
  SortedKeys keys;
  int32_t *count = nullptr, *indptr = nullptr, *indices = nullptr;
  double* data = nullptr;
  keys.key = entries.key;
  keys.n = n;
  keys.bits = entries.bits;
  OBOL_TRY(context.workspace(n, &place_held, &keys.place));
  OBOL_TRY(context.workspace(1, &count_held, &count));
  OBOL_TRY(context.workspace(rows + 1, &out->held[0], &indptr));
  OBOL_TRY(context.workspace(n, &out->held[1], &indices));
  OBOL_TRY(context.workspace(n, &out->held[2], &data));
  out->rows = rows;
  out->cols = entries.cols;
  out->most = n;
  out->indptr = indptr;
  out->indices = indices;
  out->data = data;
  if (n == 0) return set_all(context, indptr, rows + 1, 0);
  OBOL_TRY(sort_pairs(context.stream(), context.allocator(), entries.key, entries.position, n,
                      entries.bits + bits_below(rows + 1)));
  OBOL_TRY(number_keys(context, keys));
  OBOL_TRY(context.run_over(rows + 1, RowBeginsKernel{keys, rows, indptr, count}));
  return context.run_over(
      n, SumKernel{keys, static_cast<uint64_t>(rows) << keys.bits, entries.position, entries.value, indices, data});
}

Status allocate_csr(Context& context, int64_t rows, int64_t cols, int64_t nnz, CsrMatrix* out) {
  const auto make = [&](DType dtype, int64_t size, Tensor* to) {
    StorageRef storage;
    OBOL_TRY(context.allocator().allocate(static_cast<size_t>(size) * itemsize(dtype), &storage));
    *to = Tensor(storage, dtype, 0, Layout::contiguous({size}));
    return Status();
  };
  out->rows = rows;
  out->cols = cols;
  OBOL_TRY(make(DType::kInt32, rows + 1, &out->indptr));
  OBOL_TRY(make(DType::kInt32, nnz, &out->indices));
  return make(DType::kFloat64, nnz, &out->data);
}

}  // namespace obol::gpu
