// CSR times a vector and CSR times a row-major block.
#include "cpu/simd_kernels.h"
#include "cpu/sparse_row_kernels.h"

namespace obol::cpu::OBOL_ISA {
namespace {

template <class T>
struct MatmulTile {
  const CsrPointers<T>& a;
  Rows<const T> x;
  T* out;
  int64_t i;

  template <int N, int Count>
  OBOL_INLINE void run(int64_t c) const {
    Vector<T, N> sum[Count];
    row_product<T, N, Count>(a, x, i, c, sum);
#pragma GCC unroll 8
    for (int k = 0; k < Count; ++k) store(out + c + k * N, sum[k]);
  }
};

}  // namespace

// Rows [begin, end) of A·X for a real T.
template <class T>
void matmul_rows(const CsrPointers<T>& a, const Rows<const T>& x, const Rows<T>& y, int64_t columns, int64_t begin,
                 int64_t end) {
  for (int64_t i = begin; i < end; ++i) for_each_tile<T, 4>(columns, MatmulTile<T>{a, x, y.data + i * y.stride, i});
}

// Rows [begin, end) of A·x for a real T and a contiguous x: four sums, so that additions overlap.
template <class T>
void matvec_rows(const CsrPointers<T>& a, const T* x, T* y, int64_t step, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; ++i) {
    T sum[4] = {};
    int32_t e = a.indptr[i];
    const int32_t last = a.indptr[i + 1];
    for (; e + 4 <= last; e += 4)
      for (int l = 0; l < 4; ++l) sum[l] = fma(a.data[e + l], x[a.indices[e + l]], sum[l]);
    for (; e < last; ++e) sum[0] = fma(a.data[e], x[a.indices[e]], sum[0]);
    y[i * step] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
  }
}

}  // namespace obol::cpu::OBOL_ISA
