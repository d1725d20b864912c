// Making sparse matrices: COO to CSR, the row of each entry, the transpose. What is dense of them stands in
// sparse_dense.cc.
#include <limits>

#include "gpu/backend.h"
#include "gpu/sparse_entries.h"

namespace obol::gpu {
namespace {

constexpr int64_t kNoneBad = INT64_MAX;

// What a look at all indices finds.
struct Found {
  int64_t bad_row, bad_col;  // the first entry whose index is out of range
  int64_t unordered;         // 1: keys descend somewhere
  int64_t repeated;          // 1: a key is that of the entry before
};

template <class Row, class Col>
struct KeyKernel {
  static constexpr uint32_t kThreads = 256;
  const Row* row;
  const Col* col;
  int64_t row_step, col_step, n;
  int64_t rows, cols;
  int bits;  // of a column
  uint64_t* key;
  int64_t* position;
  Found* found;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, n)) return;
    const int64_t r = row[i * row_step], c = col[i * col_step];
    if (r < 0 || r >= rows) atomic_min(&found->bad_row, i);
    if (c < 0 || c >= cols) atomic_min(&found->bad_col, i);
    key[i] = key_of(r, c);
    position[i] = i;
    if (i == 0) return;
    const uint64_t before = key_of(row[(i - 1) * row_step], col[(i - 1) * col_step]);
    // Looked at first: one atomic a warp would queue at one address.
    if (before > key[i] && found->unordered == 0) atomic_max(&found->unordered, int64_t{1});
    if (before == key[i] && found->repeated == 0) atomic_max(&found->repeated, int64_t{1});
  }

  OBOL_HD uint64_t key_of(int64_t r, int64_t c) const {
    return static_cast<uint64_t>(r) << bits | static_cast<uint64_t>(c);
  }
};

template <class T>
struct MergeKernel {
  static constexpr uint32_t kThreads = 256;
  SortedKeys keys;
  const int64_t* position;
  const T* data;
  int64_t step;
  int32_t* indices;
  T* merged;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, keys.n) || !keys.first(i)) return;
    T sum = data[position[i] * step];
    for (int64_t j = i + 1; t.within(j, keys.n) && !keys.first(j); ++j) sum = plus(sum, data[position[j] * step]);
    const int64_t at = keys.place[i] - 1;
    indices[at] = keys.column(i);
    merged[at] = sum;
  }
};

struct RowOfKernel {
  static constexpr uint32_t kThreads = 256;
  const int32_t* indptr;
  int64_t rows, n;
  int32_t* row;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t e = t.global();
    if (t.within(e, n)) row[e] = static_cast<int32_t>(segment_of(indptr, rows, e));
  }
};

struct ColumnKeyKernel {
  static constexpr uint32_t kThreads = 256;
  const int32_t* indices;
  int64_t n;
  uint64_t* key;
  int64_t* position;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t e = t.global();
    if (!t.within(e, n)) return;
    key[e] = static_cast<uint64_t>(indices[e]);
    position[e] = e;
  }
};

// Entries in their new order. Bits of the elements: any type of their size will do.
template <class T>
struct TransposeKernel {
  static constexpr uint32_t kThreads = 256;
  Csr<T> a;
  const int64_t* position;
  int64_t n;
  int32_t* indices;
  T* data;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, n)) return;
    const int64_t e = position[i];
    indices[i] = static_cast<int32_t>(segment_of(a.indptr, a.rows, e));
    data[i] = a.data[e];
  }
};

struct CountBelowKernel {
  static constexpr uint32_t kThreads = 256;
  const uint64_t* key;
  int64_t n, rows;
  int32_t* indptr;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t row = t.global();
    if (t.within(row, rows + 1)) indptr[row] = static_cast<int32_t>(count_below(key, n, static_cast<uint64_t>(row)));
  }
};

// indptr and the two counts, for sorted distinct keys.
struct FindRowsKernel {
  static constexpr uint32_t kThreads = 256;
  SortedKeys keys;
  int64_t rows;
  int32_t* indptr;
  int32_t* count;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t row = t.global();
    if (!t.within(row, rows + 1)) return;
    indptr[row] = static_cast<int32_t>(count_below(keys.key, keys.n, static_cast<uint64_t>(row) << keys.bits));
    if (row < rows) return;
    count[0] = static_cast<int32_t>(keys.n);
    count[1] = 1;
  }
};

// COO indices on their way to a CSR matrix.
struct Coo {
  Operand row, col, data;
  int64_t n, rows, cols;
  StorageRef held[4];
  SortedKeys keys;
  int64_t* position = nullptr;
  Found* found = nullptr;
  bool sorted = false;    // as they came
  bool distinct = false;  // and no place twice

  static int64_t step(const View& v) { return v.size() < 2 ? 0 : v.stride(0); }

  template <class Row, class Col>
  Status make_keys(Context& context) {
    const View &r = row, &c = col;
    return context.run_over(n, KeyKernel<Row, Col>{pointer<Row>(r), pointer<Col>(c), step(r), step(c), n, rows, cols,
                                                   keys.bits, keys.key, position, found});
  }

  Status make_keys(Context& context) {
    const bool wide_row = row.view().dtype == DType::kInt64, wide_col = col.view().dtype == DType::kInt64;
    if (wide_row) return wide_col ? make_keys<int64_t, int64_t>(context) : make_keys<int64_t, int32_t>(context);
    return wide_col ? make_keys<int32_t, int64_t>(context) : make_keys<int32_t, int32_t>(context);
  }
};

// Fetches the index that the message names.
Status out_of_range(Context& context, const View& v, int64_t entry, int64_t bound) {
  const size_t size = itemsize(v.dtype);
  Scalar value;
  const char* const at = static_cast<const char*>(v.data) + entry * Coo::step(v) * static_cast<int64_t>(size);
  OBOL_TRY(context.read(value.bytes, at, size));
  const int64_t index = v.dtype == DType::kInt64 ? value.as<int64_t>() : value.as<int32_t>();
  return Status(Code::kRange, "index " + std::to_string(index) + " of entry " + std::to_string(entry) +
                                  " is out of range for " + std::to_string(bound));
}

// Fills keys and positions and sorts them, unless they are in order. Waits: indices may be out of range.
Status sort_entries(Context& context, Coo& coo) {
  const int64_t n = coo.n;
  coo.keys.n = n;
  coo.keys.bits = bits_below(coo.cols);
  OBOL_TRY(context.workspace(n, &coo.held[0], &coo.keys.key));
  OBOL_TRY(context.workspace(n, &coo.held[1], &coo.keys.place));
  OBOL_TRY(context.workspace(n, &coo.held[2], &coo.position));
  OBOL_TRY(context.workspace(1, &coo.held[3], &coo.found));
  OBOL_TRY(set_all(context, coo.found, 1, Found{kNoneBad, kNoneBad, 0, 0}));
  OBOL_TRY(coo.make_keys(context));
  Found found;
  OBOL_TRY(context.read(&found, coo.held[3]->device_pointer(), sizeof(found)));
  if (found.bad_row != kNoneBad) return out_of_range(context, coo.row, found.bad_row, coo.rows);
  if (found.bad_col != kNoneBad) return out_of_range(context, coo.col, found.bad_col, coo.cols);
  coo.sorted = found.unordered == 0;
  coo.distinct = coo.sorted && found.repeated == 0;
  if (coo.sorted) return Status();
  const int bits = coo.keys.bits + bits_below(coo.rows);
  return sort_pairs(context.stream(), context.allocator(), coo.keys.key, coo.position, n, bits);
}

}  // namespace

Status GpuBackend::coo_to_csr(const CsrView& out, const View& count, const View& row, const View& col,
                              const View& data) {
  Coo coo;
  coo.n = row.size();
  coo.rows = out.rows;
  coo.cols = out.cols;
  if (coo.n > std::numeric_limits<int32_t>::max())
    return Status(Code::kRange, "coo_to_csr: expected fewer than 2^31 entries");
  int32_t *const indptr = pointer<int32_t>(out.indptr), *const left = pointer<int32_t>(count);
  if (coo.n == 0) {
    OBOL_TRY(set_all(context_, left, 2, 0));
    return set_all(context_, indptr, out.rows + 1, 0);
  }
  OBOL_TRY(coo.row.place(context_, row));
  OBOL_TRY(coo.col.place(context_, col));
  OBOL_TRY(coo.data.place(context_, data));
  OBOL_TRY(sort_entries(context_, coo));
  const bool as_they_are = col.dtype == DType::kInt32 && !col.immediate && !data.immediate &&
                           (coo.n < 2 || (col.stride(0) == 1 && data.stride(0) == 1));
  if (coo.distinct && as_they_are)
    return context_.run_over(out.rows + 1, FindRowsKernel{coo.keys, out.rows, indptr, left});
  OBOL_TRY(set_all(context_, left, 2, 0));
  OBOL_TRY(number_keys(context_, coo.keys));
  OBOL_TRY(context_.run_over(out.rows + 1, RowBeginsKernel{coo.keys, out.rows, indptr, left}));
  return visit_dtype(data.dtype, [&](auto type) {
    using T = wrapping_t<typename decltype(type)::type>;
    return context_.run_over(coo.n, MergeKernel<T>{coo.keys, coo.position, pointer<T>(coo.data), Coo::step(coo.data),
                                                   pointer<int32_t>(out.indices), pointer<T>(out.data)});
  });
}

Status GpuBackend::csr_rows(const View& row, const View& indptr) {
  const int64_t n = row.size();
  return context_.run_over(n, RowOfKernel{pointer<int32_t>(indptr), indptr.size() - 1, n, pointer<int32_t>(row)});
}

Status GpuBackend::csr_transpose(const CsrView& out, const CsrView& a) {
  const int64_t n = a.indices.size();
  StorageRef held[2];
  uint64_t* key = nullptr;
  int64_t* position = nullptr;
  OBOL_TRY(context_.workspace(n, &held[0], &key));
  OBOL_TRY(context_.workspace(n, &held[1], &position));
  OBOL_TRY(context_.run_over(n, ColumnKeyKernel{pointer<int32_t>(a.indices), n, key, position}));
  OBOL_TRY(sort_pairs(context_.stream(), context_.allocator(), key, position, n, bits_below(a.cols)));
  OBOL_TRY(context_.run_over(a.cols + 1, CountBelowKernel{key, n, a.cols, pointer<int32_t>(out.indptr)}));
  return visit_size(a.data.dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    return context_.run_over(
        n, TransposeKernel<T>{csr_of<T>(a), position, n, pointer<int32_t>(out.indices), pointer<T>(out.data)});
  });
}

}  // namespace obol::gpu
