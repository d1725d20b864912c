// Parts of sparse matrices: rows by an index, entries by a mask.
#include "gpu/backend.h"
#include "gpu/sparse_entries.h"
#include "gpu/sparse_limit.h"

namespace obol::gpu {
namespace {

constexpr int64_t kNoneBad = INT64_MAX;

int64_t step_of(const View& v) { return v.size() < 2 ? 0 : v.stride(0); }

template <class I>
struct RowIndex {
  const I* data;
  int64_t step, rows;
  OBOL_HD int64_t operator[](int64_t i) const { return data[i * step] + (data[i * step] < 0 ? rows : 0); }
};

template <class F>
Status visit_index(const View& index, int64_t rows, F&& f) {
  if (index.dtype == DType::kInt64) return f(RowIndex<int64_t>{pointer<int64_t>(index), step_of(index), rows});
  return f(RowIndex<int32_t>{pointer<int32_t>(index), step_of(index), rows});
}

template <class Index>
struct LengthKernel {
  static constexpr uint32_t kThreads = 256;
  Index rows;
  const int32_t* indptr;
  int64_t n;
  int64_t* length;
  int64_t* bad;  // the first index that is out of range
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, n)) return;
    const int64_t row = rows[i];
    const bool inside = row >= 0 && row < rows.rows;
    if (!inside) atomic_min(bad, i);
    length[i] = inside ? indptr[row + 1] - indptr[row] : 0;
  }
};

struct EndsKernel {
  static constexpr uint32_t kThreads = 256;
  const int64_t* sums;
  int64_t n;
  int32_t* indptr;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (t.within(i, n + 1)) indptr[i] = i == 0 ? 0 : static_cast<int32_t>(sums[i - 1]);
  }
};

template <class T, class Index>
struct TakeKernel {
  static constexpr uint32_t kThreads = 256;
  Index rows;
  Csr<T> a;
  const int32_t* indptr;
  int64_t count, n;  // rows, entries
  int32_t* indices;
  T* data;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, n)) return;
    const int64_t row = segment_of(indptr, count, i), e = a.indptr[rows[row]] + (i - indptr[row]);
    indices[i] = a.indices[e];
    data[i] = a.data[e];
  }
};

struct Mask {
  const bool* keep;
  int64_t step;
  OBOL_HD bool operator()(int64_t e) const { return keep[e * step]; }
};
template <class T>
struct NotZero {
  const T* data;
  OBOL_HD bool operator()(int64_t e) const {
    if constexpr (is_complex_v<T>)
      return data[e].re != 0 || data[e].im != 0;
    else
      return data[e] != T(0);
  }
};

template <class Keep>
struct KeepKernel {
  static constexpr uint32_t kThreads = 256;
  Keep keep;
  int64_t n;
  int32_t* kept;
  OBOL_HD void operator()(const Thread& t) const {
    if (t.within(t.global(), n)) kept[t.global()] = keep(t.global());
  }
};

// `kept`: how many are kept up to and with each entry.
struct KeptEndsKernel {
  static constexpr uint32_t kThreads = 256;
  const int32_t* ends;
  const int32_t* kept;
  int64_t rows;
  int32_t* indptr;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t row = t.global();
    if (t.within(row, rows + 1)) indptr[row] = ends[row] == 0 ? 0 : kept[ends[row] - 1];
  }
};

template <class T>
struct PackKernel {
  static constexpr uint32_t kThreads = 256;
  Csr<T> a;
  const int32_t* kept;
  int64_t n;
  int32_t* indices;
  T* data;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t e = t.global();
    if (!t.within(e, n)) return;
    const int32_t before = e == 0 ? 0 : kept[e - 1];
    if (kept[e] == before) return;
    indices[before] = a.indices[e];
    data[before] = a.data[e];
  }
};

Status count_kept(Context& context, const CsrView& a, const View& given, StorageRef* held, int32_t** kept) {
  const int64_t n = a.indices.size();
  Operand keep;
  OBOL_TRY(context.workspace(n, held, kept));
  if (given.given()) {
    OBOL_TRY(keep.place(context, given));
    OBOL_TRY(context.run_over(n, KeepKernel<Mask>{{pointer<bool>(keep), step_of(keep)}, n, *kept}));
  } else {
    OBOL_TRY(visit_dtype(a.data.dtype, [&](auto type) {
      using T = wrapping_t<typename decltype(type)::type>;
      return context.run_over(n, KeepKernel<NotZero<T>>{{pointer<T>(a.data)}, n, *kept});
    }));
  }
  return n == 0 ? Status() : running_sum(context, *kept, *kept, n);
}

}  // namespace

Status GpuBackend::csr_take_symbolic(const View& indptr, const CsrView& a, const View& given) {
  Operand index;
  OBOL_TRY(index.place(context_, given));
  const int64_t n = given.size();
  if (n == 0) return set_all(context_, pointer<int32_t>(indptr), 1, 0);
  StorageRef held[2];
  int64_t *lengths = nullptr, *bad = nullptr, first = 0;
  OBOL_TRY(context_.workspace(n, &held[0], &lengths));
  OBOL_TRY(context_.workspace(1, &held[1], &bad));
  OBOL_TRY(set_all(context_, bad, 1, kNoneBad));
  return visit_index(index, a.rows, [&](auto rows) -> Status {
    using Rows = decltype(rows);
    OBOL_TRY(context_.run_over(n, LengthKernel<Rows>{rows, pointer<int32_t>(a.indptr), n, lengths, bad}));
    OBOL_TRY(context_.read(&first, held[1]->device_pointer(), sizeof(first)));
    if (first != kNoneBad) {
      const View& v = index;
      const size_t size = itemsize(v.dtype);
      Scalar value;
      const char* const at = static_cast<const char*>(v.data) + first * step_of(v) * static_cast<int64_t>(size);
      OBOL_TRY(context_.read(value.bytes, at, size));
      const int64_t row = v.dtype == DType::kInt64 ? value.as<int64_t>() : value.as<int32_t>();
      return Status(Code::kRange, "index " + std::to_string(row) + " is out of bounds for axis 0 with size " +
                                      std::to_string(a.rows));
    }
    OBOL_TRY(running_sum(context_, lengths, lengths, n));
    OBOL_TRY(context_.run_over(n + 1, EndsKernel{lengths, n, pointer<int32_t>(indptr)}));
    const int64_t longest = a.indices.size() < a.cols ? a.indices.size() : a.cols;
    if (longest == 0 || n <= std::numeric_limits<int32_t>::max() / longest) return Status();
    const char* const last = static_cast<const char*>(held[0]->device_pointer()) + (n - 1) * 8;
    return check_entries(context_, last, "rows of a sparse array");
  });
}

Status GpuBackend::csr_take_numeric(const CsrView& out, const CsrView& a, const View& given) {
  Operand index;
  OBOL_TRY(index.place(context_, given));
  const int64_t n = out.indices.size();
  return visit_index(index, a.rows, [&](auto rows) {
    return visit_size(a.data.dtype, [&](auto type) {
      using T = typename decltype(type)::type;
      return context_.run_over(
          n, TakeKernel<T, decltype(rows)>{rows, csr_of<T>(a), pointer<int32_t>(out.indptr), out.rows, n,
                                           pointer<int32_t>(out.indices), pointer<T>(out.data)});
    });
  });
}

Status GpuBackend::csr_select_symbolic(const View& indptr, const CsrView& a, const View& keep) {
  StorageRef held;
  int32_t* kept = nullptr;
  OBOL_TRY(count_kept(context_, a, keep, &held, &kept));
  return context_.run_over(a.rows + 1,
                           KeptEndsKernel{pointer<int32_t>(a.indptr), kept, a.rows, pointer<int32_t>(indptr)});
}

Status GpuBackend::csr_select_numeric(const CsrView& out, const CsrView& a, const View& keep) {
  const int64_t n = a.indices.size();
  StorageRef held;
  int32_t* kept = nullptr;
  OBOL_TRY(count_kept(context_, a, keep, &held, &kept));
  return visit_size(a.data.dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    return context_.run_over(n,
                             PackKernel<T>{csr_of<T>(a), kept, n, pointer<int32_t>(out.indices), pointer<T>(out.data)});
  });
}

}  // namespace obol::gpu
