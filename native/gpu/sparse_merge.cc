// An operation, entry by entry, on two sparse matrices: each entry of a looks for its column in b's row, a running sum of
// those found says where entries go, elements of both sides are laid out there, and an elementwise kernel does the rest.
#include <limits>

#include "gpu/backend.h"
#include "gpu/sparse_entries.h"
#include "gpu/sparse_limit.h"

namespace obol::gpu {
namespace {

using Side = Csr<uint8_t>;  // values are not looked at

// Where entry e of `m`, in row `row`, would stand in the same row of `other`: entries of that row before its column.
OBOL_HD inline int64_t rank_in(const Side& other, int64_t row, int32_t column) {
  const int64_t begin = other.indptr[row];
  return count_below(other.indices + begin, other.indptr[row + 1] - begin, column);
}

OBOL_HD inline bool stands_at(const Side& m, int64_t row, int64_t rank, int32_t column) {
  const int64_t e = m.indptr[row] + rank;
  return e < m.indptr[row + 1] && m.indices[e] == column;
}

struct FindKernel {
  static constexpr uint32_t kThreads = 256;
  Side a, b;
  int64_t n;
  int32_t* common;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t e = t.global();
    if (!t.within(e, n)) return;
    const int64_t row = segment_of(a.indptr, a.rows, e);
    common[e] = stands_at(b, row, rank_in(b, row, a.indices[e]), a.indices[e]);
  }
};

// The two patterns and how many of a's entries up to and with each are b's too.
struct Merge {
  Side a, b;
  const int32_t* common;
  bool both;

  OBOL_HD int64_t common_before(int64_t e) const { return e == 0 ? 0 : common[e - 1]; }
  // Places of the merged matrix that stand before a's entry e and b's entry f.
  OBOL_HD int64_t place(int64_t e, int64_t f) const { return both ? common_before(e) : e + f - common_before(e); }
};

struct EndsKernel {
  static constexpr uint32_t kThreads = 256;
  Merge merge;
  int32_t* indptr;
  int64_t* total;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t row = t.global();
    if (!t.within(row, merge.a.rows + 1)) return;
    const int64_t end = merge.place(merge.a.indptr[row], merge.b.indptr[row]);
    indptr[row] = static_cast<int32_t>(end);
    if (row == merge.a.rows) *total = end;
  }
};

// Threads [0, n) lay out a's entries, the next m those of b that a has not.
template <class T>
struct LayOutKernel {
  static constexpr uint32_t kThreads = 256;
  Merge merge;
  const T* a;
  const T* b;
  int64_t n, m;
  int32_t* indices;
  T* left;
  T* right;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, n + m)) return;
    i < n ? from_a(i) : from_b(i - n);
  }
  OBOL_HD void from_a(int64_t e) const {
    const int64_t row = segment_of(merge.a.indptr, merge.a.rows, e);
    const int32_t column = merge.a.indices[e];
    const int64_t rank = rank_in(merge.b, row, column);
    const bool found = merge.common[e] != merge.common_before(e);
    if (merge.both && !found) return;
    const int64_t f = merge.b.indptr[row] + rank, at = merge.place(e, f);
    indices[at] = column;
    left[at] = a[e];
    right[at] = found ? b[f] : T();
  }
  OBOL_HD void from_b(int64_t f) const {
    if (merge.both) return;
    const int64_t row = segment_of(merge.b.indptr, merge.b.rows, f);
    const int32_t column = merge.b.indices[f];
    const int64_t rank = rank_in(merge.a, row, column);
    if (stands_at(merge.a, row, rank, column)) return;
    const int64_t at = merge.place(merge.a.indptr[row] + rank, f);
    indices[at] = column;
    left[at] = T();
    right[at] = b[f];
  }
};

Status make_merge(Context& context, const CsrView& a, const CsrView& b, Pattern pattern, StorageRef* held, Merge* out) {
  *out = {csr_of<uint8_t>(a), csr_of<uint8_t>(b), nullptr, pattern == Pattern::kIntersection};
  const int64_t n = a.indices.size();
  if (n == 0) return Status();
  int32_t* common = nullptr;
  OBOL_TRY(context.workspace(n, held, &common));
  out->common = common;
  OBOL_TRY(context.run_over(n, FindKernel{out->a, out->b, n, common}));
  return running_sum(context, common, common, n);
}

View line(void* data, DType dtype, int64_t n) {
  View v;
  v.data = data;
  v.dtype = dtype;
  v.layout = Layout::contiguous({n});
  return v;
}

}  // namespace

Status GpuBackend::csr_merge_symbolic(const View& indptr, const CsrView& a, const CsrView& b, Pattern pattern) {
  StorageRef held, total_held;
  Merge merge;
  int64_t* total = nullptr;
  OBOL_TRY(make_merge(context_, a, b, pattern, &held, &merge));
  OBOL_TRY(context_.workspace(1, &total_held, &total));
  OBOL_TRY(context_.run_over(a.rows + 1, EndsKernel{merge, pointer<int32_t>(indptr), total}));
  if (a.indices.size() + b.indices.size() <= std::numeric_limits<int32_t>::max()) return Status();
  return check_entries(context_, total_held->device_pointer(), "sparse merge");
}

Status GpuBackend::csr_merge_numeric(const CsrView& out, BinaryOp op, const CsrView& a, const CsrView& b,
                                     Pattern pattern) {
  const int64_t n = a.indices.size(), m = b.indices.size(), entries = out.indices.size();
  const DType from = a.data.dtype;
  StorageRef held[3];
  Merge merge;
  OBOL_TRY(make_merge(context_, a, b, pattern, &held[0], &merge));
  const int64_t bytes = entries * static_cast<int64_t>(itemsize(from));
  uint8_t *left = nullptr, *right = nullptr;
  OBOL_TRY(context_.workspace(bytes, &held[1], &left));
  OBOL_TRY(context_.workspace(bytes, &held[2], &right));
  OBOL_TRY(visit_size(from, [&](auto type) {
    using T = typename decltype(type)::type;
    return context_.run_over(
        n + m, LayOutKernel<T>{merge, pointer<T>(a.data), pointer<T>(b.data), n, m, pointer<int32_t>(out.indices),
                               address<T>(held[1]->device_pointer()), address<T>(held[2]->device_pointer())});
  }));
  return binary(op, out.data, line(held[1]->device_pointer(), from, entries),
                line(held[2]->device_pointer(), from, entries));
}

}  // namespace obol::gpu
