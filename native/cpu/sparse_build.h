// What the files sparse_build*.cc share: scratch memory that answers kMemory instead of throwing, plain pointers to the
// parts of a CSR matrix, and sorting entries by row.
#pragma once

#include <cstdint>

#include "cpu/backend.h"

namespace obol::cpu {

// Uninitialised memory for `n` elements, held by `hold`.
template <class T>
Status scratch(Backend& backend, int64_t n, StorageRef* hold, T** out) {
  OBOL_TRY(backend.allocate(static_cast<size_t>(n > 0 ? n : 1) * sizeof(T), hold));
  *out = static_cast<T*>((*hold)->device_pointer());
  return Status();
}

// A CSR matrix by its pointers; all three parts are contiguous.
template <class T>
struct Csr {
  int64_t rows, cols;
  int32_t* indptr;
  int32_t* indices;
  T* data;
  explicit Csr(const CsrView& v)
      : rows(v.rows),
        cols(v.cols),
        indptr(v.indptr.as<int32_t>()),
        indices(v.indices.as<int32_t>()),
        data(v.data.as<T>()) {}
  int64_t nnz() const { return rows > 0 ? indptr[rows] : 0; }
};

// n entries (row, col, data) in any order. `stride` steps data (0: one value for all).
template <class T>
struct Entries {
  int64_t n;
  const int32_t* row;
  const int32_t* col;
  const T* data;
  int64_t stride;
};

// Writes the entries sorted by row, stably. With `merge` each row is then sorted by column and entries of one column
// are summed in their order; else a row keeps its entries as they came. `out`'s arrays hold n entries; the number that
// was left goes to `count`. Indices must be in range.
template <class T>
Status sort_entries(Backend& backend, const Entries<T>& in, bool merge, const Csr<T>& out, int64_t* count);

// What is read from end to end is asked for this far ahead: processors that look ahead by themselves look less far.
inline constexpr int64_t kAhead = 1024;
template <class T>
OBOL_INLINE void ask_ahead(const T* p) {
  // An address, not a pointer: it may lie behind the array.
  __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<uintptr_t>(p) + kAhead * sizeof(T)));
}

// sparse_order_kernels.h: short rows are those of kRanked entries at most.
inline constexpr int64_t kRanked = 32;
using RankColumns = void (*)(const int32_t* col, int64_t n, int32_t* rank);
RankColumns rank_columns_kernel();
using EntriesRise = bool (*)(const int32_t* row, const int32_t* col, int64_t begin, int64_t end, uint32_t rows,
                             uint32_t cols);
EntriesRise entries_rise_kernel();

// The sum of two elements of any dtype: bool is "or", integers wrap.
template <class T>
inline T plus(T a, T b) {
  if constexpr (std::is_same_v<T, bool>) {
    return a || b;
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
  } else {
    return a + b;
  }
}
template <class T>
inline T times(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
  } else {
    return a * b;
  }
}

// Calls f(Type<T>{}) for a type of `d`'s size: what moves elements does not ask what they are.
template <class F>
Status visit_size(DType d, F&& f) {
  switch (itemsize(d)) {
    case 1:
      return f(Type<uint8_t>{});
    case 2:
      return f(Type<uint16_t>{});
    case 4:
      return f(Type<uint32_t>{});
    case 8:
      return f(Type<uint64_t>{});
    default:
      return f(Type<complex128>{});
  }
}

}  // namespace obol::cpu
