// Sparse times dense: CSR·vector and CSR·matrix as sums over rows (row_sums.h). Making sparse matrices is
// sparse_build.cc's affair, their products with each other sparse_product.cc's.
#include "gpu/backend.h"
#include "gpu/row_sums.h"
#include "gpu/set.h"
#include "gpu/sparse_entries.h"
#include "ops/math.h"

namespace obol::gpu {
namespace {

// A dense operand: row i, column c at data[i·row + c·column].
template <class T>
struct Dense {
  T* data;
  int64_t row, column;
};

template <class T>
OBOL_INLINE T multiply_add(T a, T b, T sum) {
  if constexpr (ops::is_float_v<T>)
    return math::fma(a, b, sum);
  else
    return plus(sum, times(a, b));
}

template <class T, int Count>
struct Product {
  using Sum = T;
  static constexpr int kColumns = Count;
  const int32_t* indices;
  const T* data;
  Dense<const T> x;
  Dense<T> y;

  static OBOL_INLINE T identity() { return T(0); }
  static OBOL_INLINE void merge(T& into, T then) { into = plus(into, then); }
  OBOL_INLINE void take(T (&sums)[Count], int64_t e, const Columns<Count>& c) const {
    const T factor = data[e];
    const T* const row = x.data + indices[e] * x.row;
    for (int j = 0; j < Count; ++j)
      if (c.inside[j]) sums[j] = multiply_add(factor, row[c.at[j] * x.column], sums[j]);
  }
  OBOL_INLINE void finish(const T (&sums)[Count], int64_t row, const Columns<Count>& c) const {
    for (int j = 0; j < Count; ++j)
      if (c.inside[j]) y.data[row * y.row + c.at[j] * y.column] = sums[j];
  }
};

template <class T>
Dense<T> dense(const View& v) {
  return {pointer<std::remove_const_t<T>>(v), v.stride(0), v.ndim() == 2 ? v.stride(1) : 0};
}

template <class T, int Count>
Status multiply(Context& context, const View& out, const CsrView& a, const View& x, int64_t columns) {
  const Product<T, Count> product{pointer<int32_t>(a.indices), pointer<T>(a.data), dense<const T>(x), dense<T>(out)};
  return sum_rows(context, product, pointer<int32_t>(a.indptr), a.rows, a.indices.size(), columns);
}

}  // namespace

Status GpuBackend::csr_matmul(const View& out, const CsrView& a, const View& given) {
  Operand in_memory;
  OBOL_TRY(in_memory.place(context_, given));
  const View& x = in_memory;
  const int64_t columns = x.ndim() == 2 ? x.shape(1) : 1;
  return visit_dtype(out.dtype, [&](auto type) {
    using T = wrapping_t<typename decltype(type)::type>;
    if (columns == 1) return multiply<T, 1>(context_, out, a, x, columns);
    if (columns == 2) return multiply<T, 2>(context_, out, a, x, columns);
    return multiply<T, 4>(context_, out, a, x, columns);
  });
}

}  // namespace obol::gpu
