// Sparse times dense: CSR·vector and CSR·matrix. Building sparse matrices is sparse_build*.cc's affair.
#include <immintrin.h>

#include "cpu/backend.h"
#include "cpu/isa.h"
#include "cpu/sparse_build.h"
#include "cpu/sparse_rows.h"
#include "cpu/threads.h"

#define OBOL_KERNELS "cpu/sparse_matmul_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {
namespace {

// Any strides, any dtype: one sum an element.
template <class T>
void multiply_any(const View& out, const CsrView& a, const View& x, int64_t columns, int64_t grain) {
  const int32_t *indptr = a.indptr.as<int32_t>(), *indices = a.indices.as<int32_t>();
  const T *data = a.data.as<T>(), *from = x.as<T>();
  T* const to = out.as<T>();
  const bool matrix = x.ndim() == 2;
  const int64_t xs = x.stride(0), xc = matrix ? x.stride(1) : 0;
  const int64_t ys = out.stride(0), yc = matrix ? out.stride(1) : 0;
  parallel_for(a.rows, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      for (int64_t c = 0; c < columns; ++c) {
        T sum = T(0);
        for (int32_t e = indptr[i]; e < indptr[i + 1]; ++e)
          sum = plus(sum, times(data[e], from[indices[e] * xs + c * xc]));
        to[i * ys + c * yc] = sum;
      }
  });
}

template <class T>
void multiply(const View& out, const CsrView& a, const View& x) {
  const int64_t columns = x.ndim() == 2 ? x.shape(1) : 1;
  if (a.rows == 0 || columns == 0) return;
  const int64_t grain = sparse_grain(a.rows, a.indices.size(), columns);
  if constexpr (std::is_floating_point_v<T>) {
    const CsrPointers<T> p{a.indptr.as<int32_t>(), a.indices.as<int32_t>(), a.data.as<T>(), false};
    if (columns == 1 && x.stride(0) == 1) {
      const auto kernel = OBOL_SELECT(matvec_rows<T>);
      parallel_for(a.rows, grain,
                   [&](int64_t begin, int64_t end) { kernel(p, x.as<T>(), out.as<T>(), out.stride(0), begin, end); });
      return;
    }
    if (x.ndim() == 2 && x.stride(1) == 1 && out.stride(1) == 1) {
      const auto kernel = OBOL_SELECT(matmul_rows<T>);
      const Rows<const T> from{x.as<T>(), x.stride(0)};
      const Rows<T> to{out.as<T>(), out.stride(0)};
      parallel_for(a.rows, grain, [&](int64_t begin, int64_t end) { kernel(p, from, to, columns, begin, end); });
      return;
    }
  }
  multiply_any<T>(out, a, x, columns, grain);
}

}  // namespace

Status CpuBackend::csr_matmul(const View& out, const CsrView& a, const View& x) {
  ++device_->counters().launches;
  return visit_dtype(out.dtype, [&](auto type) {
    multiply<typename decltype(type)::type>(out, a, x);
    return Status();
  });
}

}  // namespace obol::cpu
