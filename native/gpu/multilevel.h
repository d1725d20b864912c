// Sparse matrices whose size only their making reveals. Entries are written down as they come, with their place as a
// sorting key; sorted and summed they are the rows of a matrix; what of it is wanted moves to one of its own.
#pragma once

#include "gpu/backend.h"
#include "gpu/sparse_entries.h"

namespace obol::gpu {

// Entries in any order. One of row `rows` belongs nowhere.
struct Entries {
  int64_t n = 0, rows = 0, cols = 0;
  uint64_t* key = nullptr;
  int64_t* position = nullptr;
  double* value = nullptr;
  int bits = 0;  // of a column
  StorageRef held[3];

  Status allocate(Context& context, int64_t count, int64_t row_count, int64_t col_count);

  // What kernels write with.
  struct Writer {
    uint64_t* key;
    int64_t* position;
    double* value;
    int64_t rows;
    int bits;
    OBOL_HD void put(int64_t at, int64_t row, int64_t col, double v) const {
      key[at] = static_cast<uint64_t>(row) << bits | static_cast<uint64_t>(col);
      position[at] = at;
      value[at] = v;
    }
    OBOL_HD void put_none(int64_t at) const { put(at, rows, 0, 0); }
  };
  Writer writer() const { return {key, position, value, rows, bits}; }
};

// A matrix on its way: `most` bounds how many entries it has, indptr[rows] says.
struct Rough {
  int64_t rows = 0, cols = 0, most = 0;
  const int32_t* indptr = nullptr;
  const int32_t* indices = nullptr;
  const double* data = nullptr;
  StorageRef held[3];

  Rough() = default;
  explicit Rough(const CsrView& a)
      : rows(a.rows),
        cols(a.cols),
        most(a.indices.size()),
        indptr(pointer<int32_t>(a.indptr)),
        indices(pointer<int32_t>(a.indices)),
        data(pointer<double>(a.data)) {}
};

// Sorted by row and column; duplicates are summed in their order.
Status sum_entries(Context& context, Entries& entries, Rough* out);

Status allocate_csr(Context& context, int64_t rows, int64_t cols, int64_t nnz, CsrMatrix* out);

// The views of a rough matrix that kernels follow.
struct RoughRows {
  const int32_t* indptr;
  const int32_t* indices;
  const double* data;
  int64_t rows, most;
  explicit RoughRows(const Rough& a) : indptr(a.indptr), indices(a.indices), data(a.data), rows(a.rows), most(a.most) {}
};

// Keep: `bool keeps(row, col, value)`, and `double value(row, value)`, what is kept of it.
template <class Keep>
struct KeepKernel {
  static constexpr uint32_t kThreads = 256;
  RoughRows a;
  Keep keep;
  int32_t* place;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t e = t.global();
    if (!t.within(e, a.most)) return;
    bool kept = false;
    if (t.within(e, a.indptr[a.rows])) kept = keep.keeps(segment_of(a.indptr, a.rows, e), a.indices[e], a.data[e]);
    place[e] = kept;
  }
};

template <class Keep>
struct MoveKernel {
  static constexpr uint32_t kThreads = 256;
  RoughRows a;
  Keep keep;
  const int32_t* place;  // how many are kept up to and with each
  int32_t* indices;
  double* data;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t e = t.global();
    if (!t.within(e, a.most)) return;
    const int32_t before = e > 0 ? place[e - 1] : 0;
    if (place[e] == before) return;
    indices[before] = a.indices[e];
    data[before] = keep.value(segment_of(a.indptr, a.rows, e), a.data[e]);
  }
};

// indptr of what is kept.
struct KeptBeginsKernel {
  static constexpr uint32_t kThreads = 256;
  const int32_t* from;
  const int32_t* place;
  int64_t rows;
  int32_t* indptr;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t row = t.global();
    if (t.within(row, rows + 1)) indptr[row] = from[row] > 0 ? place[from[row] - 1] : 0;
  }
};

// out = the entries of `a` that `keep` keeps. Waits for their number.
template <class Keep>
Status keep_entries(Context& context, const Rough& a, const Keep& keep, CsrMatrix* out) {
  StorageRef held;
  int32_t* place = nullptr;
  int32_t kept = 0;
  const RoughRows rows(a);
  if (a.most > 0) {
    OBOL_TRY(context.workspace(a.most, &held, &place));
    OBOL_TRY(context.run_over(a.most, KeepKernel<Keep>{rows, keep, place}));
    OBOL_TRY(running_sum(context, place, place, a.most));
    OBOL_TRY(context.read(&kept, static_cast<int32_t*>(held->device_pointer()) + a.most - 1, sizeof(kept)));
  }
  OBOL_TRY(allocate_csr(context, a.rows, a.cols, kept, out));
  const CsrView to = out->view();
  OBOL_TRY(context.run_over(a.rows + 1, KeptBeginsKernel{a.indptr, place, a.rows, pointer<int32_t>(to.indptr)}));
  return context.run_over(a.most,
                          MoveKernel<Keep>{rows, keep, place, pointer<int32_t>(to.indices), pointer<double>(to.data)});
}

}  // namespace obol::gpu
