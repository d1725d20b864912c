// Entries of sparse matrices as sorted keys (row, then column), and what follows from them: how many are distinct, where
// rows begin, what the elements of one place amount to. Sorting is stable, so duplicates are summed in their order.
#pragma once

#include <type_traits>

#include "gpu/context.h"
#include "gpu/keys.h"
#include "gpu/scan.h"
#include "gpu/set.h"

namespace obol::gpu {

template <class T>
struct Csr {
  const int32_t* indptr;
  const int32_t* indices;
  const T* data;
  int64_t rows;
};

template <class T>
Csr<T> csr_of(const CsrView& a) {
  return {pointer<int32_t>(a.indptr), pointer<int32_t>(a.indices), pointer<T>(a.data), a.rows};
}

// Signed integers share the kernels of unsigned ones: both wrap.
template <class T, bool = std::is_integral_v<T> && !std::is_same_v<T, bool>>
struct wrapping {
  using type = T;
};
template <class T>
struct wrapping<T, true> {
  using type = std::make_unsigned_t<T>;
};
template <class T>
using wrapping_t = typename wrapping<T>::type;

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

// The sum of two elements: bool is "or", integers wrap.
template <class T>
OBOL_INLINE T plus(T a, T b) {
  if constexpr (std::is_same_v<T, bool>)
    return a || b;
  else
    return static_cast<T>(a + b);
}
// The product of two; narrow integers are multiplied unsigned, so that they wrap.
template <class T>
OBOL_INLINE T times(T a, T b) {
  if constexpr (std::is_integral_v<T> && sizeof(T) < sizeof(uint32_t))
    return static_cast<T>(uint32_t{a} * uint32_t{b});
  else
    return a * b;
}

// Keys row << bits | column in ascending order. `place[i]`: how many distinct ones there are up to and with key i.
struct SortedKeys {
  uint64_t* key = nullptr;
  int64_t n = 0;
  int bits = 0;
  int32_t* place = nullptr;

  OBOL_HD bool first(int64_t i) const { return i == 0 || key[i] != key[i - 1]; }
  OBOL_HD int32_t column(int64_t i) const { return static_cast<int32_t>(key[i] & ((uint64_t{1} << bits) - 1)); }
  // Distinct keys of rows before `row`.
  OBOL_HD int64_t before(int64_t row) const {
    const int64_t at = count_below(key, n, static_cast<uint64_t>(row) << bits);
    return at == 0 ? 0 : place[at - 1];
  }
};

struct FirstOfKeyKernel {
  static constexpr uint32_t kThreads = 256;
  SortedKeys keys;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (t.within(i, keys.n)) keys.place[i] = keys.first(i);
  }
};

// Fills keys.place.
inline Status number_keys(Context& context, const SortedKeys& keys) {
  OBOL_TRY(context.run_over(keys.n, FirstOfKeyKernel{keys}));
  return running_sum(context, keys.place, keys.place, keys.n);
}

// indptr[r] for the rows r = 0 … rows of the keys; the last one is their number.
struct RowBeginsKernel {
  static constexpr uint32_t kThreads = 256;
  SortedKeys keys;
  int64_t rows;
  int32_t *indptr, *count;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t row = t.global();
    if (!t.within(row, rows + 1)) return;
    indptr[row] = static_cast<int32_t>(keys.before(row));
    if (row == rows) *count = indptr[row];
  }
};

}  // namespace obol::gpu
