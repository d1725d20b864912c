// Making sparse matrices: COO to CSR, the transpose, the diagonal, the dense form. Products of two sparse matrices are
// in sparse_build_product.cc, components and segment sums in sparse_build_graph.cc.
#include "cpu/sparse_build.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>

#include "cpu/threads.h"

namespace obol::cpu {
namespace {

constexpr int64_t kGrain = 65536, kRowGrain = 8192, kPiece = 16384;

Status too_many(const char* what) {
  return Status(Code::kRange, std::string(what) + ": expected fewer than 2^31 entries");
}

// Contiguous int32 indices, checked against `bound`: `in` itself where it is that already.
template <class I>
Status read_indices(Backend& backend, const View& in, int64_t bound, StorageRef* hold, const int32_t** out) {
  const int64_t n = in.size(), stride = in.immediate ? 0 : (n < 2 ? 1 : in.stride(0));
  const I* const from = in.as<I>();
  int32_t* copied = nullptr;
  if (sizeof(I) == sizeof(int32_t) && stride == 1) {
    *out = in.as<int32_t>();
  } else {
    OBOL_TRY(scratch(backend, n, hold, &copied));
    *out = copied;
  }
  std::atomic<int64_t> first_bad{n};
  parallel_for(n, kGrain, [&](int64_t begin, int64_t end) {
    bool bad = false;
    if (copied == nullptr) {
      int64_t i = begin;
      for (constexpr int64_t kBlock = 16; i + kBlock <= end; i += kBlock) {
        ask_ahead(from + i);
        for (int64_t k = i; k < i + kBlock; ++k) bad |= static_cast<uint64_t>(from[k]) >= static_cast<uint64_t>(bound);
      }
      for (; i < end; ++i) bad |= static_cast<uint64_t>(from[i]) >= static_cast<uint64_t>(bound);
    } else {
      for (int64_t i = begin; i < end; ++i) {
        const I value = from[i * stride];
        bad |= static_cast<uint64_t>(value) >= static_cast<uint64_t>(bound);
        copied[i] = static_cast<int32_t>(value);
      }
    }
    if (!bad) return;
    int64_t i = begin;
    while (static_cast<uint64_t>(from[i * stride]) < static_cast<uint64_t>(bound)) ++i;
    int64_t seen = first_bad.load();
    while (i < seen && !first_bad.compare_exchange_weak(seen, i)) {
    }
  });
  const int64_t bad = first_bad.load();
  if (bad == n) return Status();
  return Status(Code::kRange, "index " + std::to_string(from[bad * stride]) + " of entry " + std::to_string(bad) +
                                  " is out of range for " + std::to_string(bound));
}

Status read_indices(Backend& backend, const View& in, int64_t bound, StorageRef* hold, const int32_t** out) {
  if (in.dtype == DType::kInt64) return read_indices<int64_t>(backend, in, bound, hold, out);
  return read_indices<int32_t>(backend, in, bound, hold, out);
}

bool is_plain(const View& v) { return !v.immediate && (v.size() < 2 || v.stride(0) == 1); }

// Where the rows of entries [begin, end) of n sorted ones end: each entry says so of its row, the last one is right. Rows
// without entries are looked for only where there are some.
void end_rows(const int32_t* row, int64_t begin, int64_t end, int64_t n, int32_t* ends) {
  const int32_t before = begin == 0 ? -1 : std::max(-1, row[begin - 1]);
  int64_t stop = end;  // a row that goes on behind these entries is left to those
  while (end < n && stop > begin && row[stop - 1] == row[end]) --stop;
  int32_t last = before, gaps = 0;
  for (int64_t i = begin; i < stop; ++i) {
    const int32_t r = row[i];
    ends[r] = static_cast<int32_t>(i + 1);
    gaps |= (r - last) >> 1;
    last = r;
  }
  if (stop < end) gaps |= (row[stop] - last) >> 1;
  if (gaps == 0) return;
  last = before;
  for (int64_t i = begin; i < end; last = row[i++])
    for (int32_t r = last + 1; r < row[i]; ++r) ends[r] = static_cast<int32_t>(i);
}

// Whether entries are sorted by row, then column, without duplicates, all of them in range: then indptr is written.
bool in_order(const int32_t* row, const int32_t* col, int64_t n, int64_t rows, int64_t cols, int32_t* indptr) {
  if (n > 0 && (row[0] < 0 || row[0] >= rows || col[0] < 0 || col[0] >= cols)) return false;
  const EntriesRise rise = entries_rise_kernel();
  const auto bound = [](int64_t extent) { return static_cast<uint32_t>(std::min(extent, int64_t{1} << 31)); };
  std::atomic<bool> good{true};
  parallel_for(n, kGrain, [&](int64_t begin, int64_t end) {
    // In pieces that a cache holds: rows are read twice.
    for (int64_t stop; begin < end && good.load(std::memory_order_relaxed); begin = stop) {
      stop = std::min(end, begin + kPiece);
      if (rise(row, col, std::max<int64_t>(begin, 1), stop, bound(rows), bound(cols))) {
        end_rows(row, begin, stop, n, indptr + 1);
      } else {
        good.store(false, std::memory_order_relaxed);
      }
    }
  });
  if (!good.load()) return false;
  indptr[0] = 0;
  std::fill(indptr + 1 + (n == 0 ? 0 : row[n - 1] + 1), indptr + 1 + rows, static_cast<int32_t>(n));
  return true;
}

}  // namespace

Status CpuBackend::coo_to_csr(const CsrView& out, const View& count, const View& row, const View& col,
                              const View& data) {
  const int64_t n = row.size();
  if (n > std::numeric_limits<int32_t>::max()) return too_many("coo_to_csr");
  ++device_->counters().launches;
  int32_t* const counts = count.as<int32_t>();
  const bool plain = row.dtype == DType::kInt32 && col.dtype == DType::kInt32 && is_plain(row) && is_plain(col);
  counts[0] = static_cast<int32_t>(n);
  counts[1] = plain && is_plain(data) &&
              in_order(row.as<int32_t>(), col.as<int32_t>(), n, out.rows, out.cols, out.indptr.as<int32_t>());
  if (counts[1] != 0) return Status();
  StorageRef rows_held, cols_held;
  const int32_t *rows = nullptr, *cols = nullptr;
  OBOL_TRY(read_indices(*this, row, out.rows, &rows_held, &rows));
  OBOL_TRY(read_indices(*this, col, out.cols, &cols_held, &cols));
  const int64_t stride = data.immediate || n < 2 ? 0 : data.stride(0);
  return visit_dtype(data.dtype, [&](auto type) -> Status {
    using T = typename decltype(type)::type;
    int64_t left = 0;
    OBOL_TRY(sort_entries<T>(*this, {n, rows, cols, data.as<T>(), stride}, true, Csr<T>(out), &left));
    counts[0] = static_cast<int32_t>(left);
    return Status();
  });
}

Status CpuBackend::csr_rows(const View& row, const View& indptr) {
  const int32_t* const ends = indptr.as<int32_t>();
  int32_t* const to = row.as<int32_t>();
  ++device_->counters().launches;
  parallel_for(indptr.size() - 1, kRowGrain, [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) std::fill(to + ends[r], to + ends[r + 1], static_cast<int32_t>(r));
  });
  return Status();
}

Status CpuBackend::csr_transpose(const CsrView& out, const CsrView& a) {
  const int64_t n = a.indices.size();
  StorageRef held;
  int32_t* rows = nullptr;
  OBOL_TRY(scratch(*this, n, &held, &rows));
  View row;
  row.data = rows;
  row.dtype = DType::kInt32;
  row.layout = Layout::contiguous({n});
  OBOL_TRY(csr_rows(row, a.indptr));
  return visit_dtype(a.data.dtype, [&](auto type) -> Status {
    using T = typename decltype(type)::type;
    int64_t left = 0;
    return sort_entries<T>(*this, {n, a.indices.as<int32_t>(), rows, a.data.as<T>(), 1}, false, Csr<T>(out), &left);
  });
}

Status CpuBackend::csr_diagonal(const View& out, const CsrView& a) {
  ++device_->counters().launches;
  return visit_dtype(a.data.dtype, [&](auto type) -> Status {
    using T = typename decltype(type)::type;
    const Csr<T> m(a);
    T* const to = out.as<T>();
    const int64_t stride = out.size() > 0 ? out.stride(0) : 0;
    parallel_for(out.size(), kRowGrain, [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        T sum{};
        for (int32_t p = m.indptr[r]; p < m.indptr[r + 1]; ++p)
          if (m.indices[p] == r) sum = plus(sum, m.data[p]);
        to[r * stride] = sum;
      }
    });
    return Status();
  });
}

Status CpuBackend::csr_to_dense(const View& out, const CsrView& a) {
  ++device_->counters().launches;
  return visit_dtype(a.data.dtype, [&](auto type) -> Status {
    using T = typename decltype(type)::type;
    const Csr<T> m(a);
    T* const to = out.as<T>();
    const int64_t down = out.stride(0), across = out.stride(1);
    const int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, m.cols));
    parallel_for(m.rows, grain, [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        T* const line = to + r * down;
        if (across == 1) {
          std::memset(static_cast<void*>(line), 0, static_cast<size_t>(m.cols) * sizeof(T));
        } else {
          for (int64_t c = 0; c < m.cols; ++c) line[c * across] = T{};
        }
        for (int32_t p = m.indptr[r]; p < m.indptr[r + 1]; ++p) {
          T& value = line[m.indices[p] * across];
          value = plus(value, m.data[p]);
        }
      }
    });
    return Status();
  });
}

}  // namespace obol::cpu
