// The diagonal and the dense form of a CSR matrix.
#include "gpu/backend.h"
#include "gpu/sparse_entries.h"

namespace obol::gpu {
namespace {

template <class T>
struct DiagonalKernel {
  static constexpr uint32_t kThreads = 256;
  Csr<T> a;
  T* out;
  int64_t n, step;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t row = t.global();
    if (!t.within(row, n)) return;
    const int64_t begin = a.indptr[row], end = a.indptr[row + 1];
    T sum = T(0);
    for (int64_t e = begin + count_below(a.indices + begin, end - begin, static_cast<int32_t>(row));
         t.within(e, end) && a.indices[e] == row; ++e)
      sum = plus(sum, a.data[e]);
    out[row * step] = sum;
  }
};

// One thread an entry; the first of several in one place sums them.
template <class T>
struct SpreadKernel {
  static constexpr uint32_t kThreads = 256;
  Csr<T> a;
  T* out;
  int64_t n, down, across;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t e = t.global();
    if (!t.within(e, n)) return;
    const int64_t row = segment_of(a.indptr, a.rows, e), begin = a.indptr[row], end = a.indptr[row + 1];
    const int32_t col = a.indices[e];
    if (e > begin && a.indices[e - 1] == col) return;
    T sum = plus(T(0), a.data[e]);
    for (int64_t i = e + 1; t.within(i, end) && a.indices[i] == col; ++i) sum = plus(sum, a.data[i]);
    out[row * down + col * across] = sum;
  }
};

}  // namespace

Status GpuBackend::csr_diagonal(const View& out, const CsrView& a) {
  const int64_t n = out.size();
  return visit_dtype(a.data.dtype, [&](auto type) {
    using T = wrapping_t<typename decltype(type)::type>;
    return context_.run_over(n, DiagonalKernel<T>{csr_of<T>(a), pointer<T>(out), n, n > 0 ? out.stride(0) : 0});
  });
}

Status GpuBackend::csr_to_dense(const View& out, const CsrView& a) {
  Scalar zero;
  zero.dtype = out.dtype;
  OBOL_TRY(fill(out, zero));
  const int64_t n = a.indices.size();
  return visit_dtype(a.data.dtype, [&](auto type) {
    using T = wrapping_t<typename decltype(type)::type>;
    return context_.run_over(n, SpreadKernel<T>{csr_of<T>(a), pointer<T>(out), n, out.stride(0), out.stride(1)});
  });
}

}  // namespace obol::gpu
