// Sparse times dense: CSR·vector and CSR·matrix. Building sparse matrices is sparse_build*.cc's affair.
#include <immintrin.h>

#include <algorithm>

#include "cpu/backend.h"
#include "cpu/isa.h"
#include "cpu/sparse_build.h"
#include "cpu/sparse_cut.h"
#include "cpu/sparse_rows.h"

#define OBOL_KERNELS "cpu/sparse_matmul_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {
namespace {

// Elements times columns that are worth a hand-over to another thread.
constexpr int64_t kShare = 1 << 17, kMostChunks = 1 << 14;

template <class Body>
void over_rows(const CsrView& a, int64_t columns, Body&& body) {
  const int32_t* const indptr = a.indptr.as<int32_t>();
  const int64_t share = std::max<int64_t>(64, kShare / (columns + 1));
  for_each_row_chunk(
      a.rows, share, kMostChunks, [=](int64_t r) { return indptr[r] + r; }, body);
}

// Any strides, any dtype: a few columns at a time, each element in the order of the row.
template <class T>
void multiply_any(const View& out, const CsrView& a, const View& x, int64_t columns) {
  constexpr int64_t kWide = 8;
  const Csr<T> m(a);
  const T* const from = x.as<T>();
  T* const to = out.as<T>();
  const bool matrix = x.ndim() == 2;
  const int64_t xs = x.stride(0), xc = matrix ? x.stride(1) : 0;
  const int64_t ys = out.stride(0), yc = matrix ? out.stride(1) : 0;
  over_rows(a, columns, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      for (int64_t c = 0; c < columns; c += kWide) {
        const int64_t width = std::min(kWide, columns - c);
        T sum[kWide] = {};
        for (int32_t e = m.indptr[i]; e < m.indptr[i + 1]; ++e) {
          const T* const row = from + m.indices[e] * xs + c * xc;
          for (int64_t k = 0; k < width; ++k) sum[k] = plus(sum[k], times(m.data[e], row[k * xc]));
        }
        for (int64_t k = 0; k < width; ++k) to[i * ys + (c + k) * yc] = sum[k];
      }
  });
}

template <class T>
void multiply(const View& out, const CsrView& a, const View& x) {
  const int64_t columns = x.ndim() == 2 ? x.shape(1) : 1;
  if (a.rows == 0 || columns == 0) return;
  if constexpr (std::is_floating_point_v<T>) {
    const CsrPointers<T> p{a.indptr.as<int32_t>(), a.indices.as<int32_t>(), a.data.as<T>(), false};
    if (columns == 1 && x.stride(0) == 1) {
      const auto kernel = OBOL_SELECT(matvec_rows<T>);
      over_rows(a, 1,
                [&](int64_t begin, int64_t end) { kernel(p, x.as<T>(), out.as<T>(), out.stride(0), begin, end); });
      return;
    }
    if (x.ndim() == 2 && x.stride(1) == 1 && out.stride(1) == 1) {
      const auto kernel = OBOL_SELECT(matmul_rows<T>);
      const Rows<const T> from{x.as<T>(), x.stride(0)};
      const Rows<T> to{out.as<T>(), out.stride(0)};
      over_rows(a, columns, [&](int64_t begin, int64_t end) { kernel(p, from, to, columns, begin, end); });
      return;
    }
  }
  multiply_any<T>(out, a, x, columns);
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
