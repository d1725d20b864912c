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

constexpr int64_t kGrain = 65536, kRowGrain = 8192;

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
      for (int64_t i = begin; i < end; ++i) bad |= static_cast<uint64_t>(from[i]) >= static_cast<uint64_t>(bound);
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

// Whether entries are sorted by row, then column, without duplicates.
bool in_order(const int32_t* row, const int32_t* col, int64_t n) {
  std::atomic<bool> good{true};
  parallel_for(n, kGrain, [&](int64_t begin, int64_t end) {
    if (!good.load(std::memory_order_relaxed)) return;
    int64_t i = std::max<int64_t>(begin, 1);
    int32_t bad = 0;
    for (constexpr int64_t kBlock = 16; i + kBlock <= end; i += kBlock) {
      ask_ahead(row + i);
      ask_ahead(col + i);
      for (int64_t k = i; k < i + kBlock; ++k)
        bad |= (row[k] < row[k - 1]) | ((row[k] == row[k - 1]) & (col[k] <= col[k - 1]));
    }
    for (; i < end; ++i) bad |= (row[i] < row[i - 1]) | ((row[i] == row[i - 1]) & (col[i] <= col[i - 1]));
    if (bad != 0) good.store(false, std::memory_order_relaxed);
  });
  return good.load();
}

// Where the rows of sorted entries begin.
void find_rows(const int32_t* row, int64_t n, int64_t rows, int32_t* indptr) {
  const auto begins = [indptr](int64_t from, int64_t to, int64_t at) {  // rows (from, to]
    std::fill(indptr + from + 1, indptr + to + 1, static_cast<int32_t>(at));
  };
  parallel_for(n, kGrain, [&](int64_t begin, int64_t end) {
    int32_t last = begin == 0 ? -1 : row[begin - 1];
    for (int64_t i = begin; i < end; ++i) {
      if (row[i] != last) begins(last, row[i], i);
      last = row[i];
    }
  });
  begins(n == 0 ? -1 : row[n - 1], rows, n);
}

}  // namespace

Status CpuBackend::coo_to_csr(const CsrView& out, const View& count, const View& row, const View& col,
                              const View& data) {
  const int64_t n = row.size();
  if (n > std::numeric_limits<int32_t>::max()) return too_many("coo_to_csr");
  StorageRef rows_held, cols_held;
  const int32_t *rows = nullptr, *cols = nullptr;
  OBOL_TRY(read_indices(*this, row, out.rows, &rows_held, &rows));
  OBOL_TRY(read_indices(*this, col, out.cols, &cols_held, &cols));
  ++device_->counters().launches;
  const int64_t stride = data.immediate || n < 2 ? 0 : data.stride(0);
  int32_t* const counts = count.as<int32_t>();
  const bool as_they_are = cols == col.as<int32_t>() && !data.immediate && (stride == 1 || n < 2);
  counts[1] = as_they_are && in_order(rows, cols, n);
  if (counts[1] != 0) {
    counts[0] = static_cast<int32_t>(n);
    find_rows(rows, n, out.rows, out.indptr.as<int32_t>());
    return Status();
  }
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
