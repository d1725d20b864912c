// Parts of sparse matrices: rows by an index, entries by a mask.
#include <cstring>
#include <string>

#include "cpu/sparse_build.h"
#include "cpu/sparse_cut.h"

namespace obol::cpu {
namespace {

constexpr int64_t kShare = 1 << 16, kMostChunks = 1024, kRowGrain = 8192;

int64_t step_of(const View& v) { return v.immediate || v.size() < 2 ? 0 : v.stride(0); }

template <class I>
struct RowIndex {
  const I* data;
  int64_t step, rows;
  RowIndex(const View& index, int64_t rows) : data(index.as<I>()), step(step_of(index)), rows(rows) {}
  bool within(int64_t i) const { return data[i * step] >= -rows && data[i * step] < rows; }
  int64_t operator[](int64_t i) const {
    const int64_t row = data[i * step];
    return row < 0 ? row + rows : row;
  }
};

template <class F>
Status visit_index(const View& index, int64_t rows, F&& f) {
  return index.dtype == DType::kInt64 ? f(RowIndex<int64_t>(index, rows)) : f(RowIndex<int32_t>(index, rows));
}

// Whether entry e is kept.
struct Mask {
  const bool* keep;
  int64_t step;
  bool operator()(int64_t e) const { return keep[e * step]; }
};
template <class T>
struct NotZero {
  const T* data;
  bool operator()(int64_t e) const {
    if constexpr (is_complex_v<T>)
      return data[e].re != 0 || data[e].im != 0;
    else
      return data[e] != T(0);
  }
};

template <class F>
Status visit_keep(const CsrView& a, const View& keep, F&& f) {
  if (keep.given()) return f(Mask{keep.as<bool>(), step_of(keep)});
  return visit_dtype(a.data.dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    return f(NotZero<T>{a.data.as<T>()});
  });
}

template <class Body>
void over_rows(const int32_t* indptr, int64_t rows, Body&& body) {
  for_each_row_chunk(
      rows, kShare, kMostChunks, [=](int64_t r) { return indptr[r] + 2 * r; }, body);
}

}  // namespace

Status CpuBackend::csr_take_symbolic(const View& indptr, const CsrView& a, const View& index) {
  ++device_->counters().launches;
  int32_t* const lengths = indptr.as<int32_t>();
  const int32_t* const ends = a.indptr.as<int32_t>();
  const int64_t n = index.size();
  return visit_index(index, a.rows, [&](auto rows) -> Status {
    parallel_for(n, kRowGrain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        lengths[i + 1] = -1;
        if (rows.within(i)) lengths[i + 1] = ends[rows[i] + 1] - ends[rows[i]];
      }
    });
    for (int64_t i = 0; i < n; ++i)
      if (lengths[i + 1] < 0)
        return Status(Code::kRange, "index " + std::to_string(rows.data[i * rows.step]) +
                                        " is out of bounds for axis 0 with size " + std::to_string(a.rows));
    return sum_row_lengths(lengths, n, "rows of a sparse array");
  });
}

Status CpuBackend::csr_take_numeric(const CsrView& out, const CsrView& a, const View& index) {
  ++device_->counters().launches;
  const size_t size = itemsize(a.data.dtype);
  const int32_t *const ends = a.indptr.as<int32_t>(), *const from = a.indices.as<int32_t>();
  const int32_t* const begins = out.indptr.as<int32_t>();
  int32_t* const to = out.indices.as<int32_t>();
  const char* const source = a.data.as<char>();
  char* const target = out.data.as<char>();
  return visit_index(index, a.rows, [&](auto rows) {
    over_rows(begins, out.rows, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const size_t first = static_cast<size_t>(ends[rows[i]]), at = static_cast<size_t>(begins[i]);
        const size_t n = static_cast<size_t>(begins[i + 1]) - at;
        if (n == 0) continue;
        std::memcpy(to + at, from + first, n * sizeof(int32_t));
        std::memcpy(target + at * size, source + first * size, n * size);
      }
    });
    return Status();
  });
}

Status CpuBackend::csr_select_symbolic(const View& indptr, const CsrView& a, const View& keep) {
  ++device_->counters().launches;
  int32_t* const lengths = indptr.as<int32_t>();
  const int32_t* const ends = a.indptr.as<int32_t>();
  OBOL_TRY(visit_keep(a, keep, [&](auto kept) {
    over_rows(ends, a.rows, [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        int32_t n = 0;
        for (int64_t e = ends[r]; e < ends[r + 1]; ++e) n += kept(e);
        lengths[r + 1] = n;
      }
    });
    return Status();
  }));
  return sum_row_lengths(lengths, a.rows, "sparse select");
}

Status CpuBackend::csr_select_numeric(const CsrView& out, const CsrView& a, const View& keep) {
  ++device_->counters().launches;
  return visit_keep(a, keep, [&](auto kept) {
    return visit_size(a.data.dtype, [&](auto type) {
      using T = typename decltype(type)::type;
      const Csr<T> from(a), to(out);
      over_rows(from.indptr, from.rows, [&](int64_t begin, int64_t end) {
        int64_t at = to.indptr[begin];
        for (int64_t e = from.indptr[begin]; e < from.indptr[end]; ++e) {
          if (!kept(e)) continue;
          to.indices[at] = from.indices[e];
          to.data[at++] = from.data[e];
        }
      });
      return Status();
    });
  });
}

}  // namespace obol::cpu
