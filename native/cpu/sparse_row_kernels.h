// One row of a sparse matrix times a block, in registers: the core of sparse products. Included after simd_kernels.h,
// without an include guard.

namespace obol::cpu::OBOL_ISA {
namespace {

// sum[k] = row i of A·X in the columns c + k·N …; X's elements are widened to T.
template <class T, int N, int Count, class X>
OBOL_INLINE void row_product(const CsrPointers<T>& a, const Rows<const X>& x, int64_t i, int64_t c,
                             Vector<T, N> (&sum)[Count]) {
  using V = Vector<T, N>;
#pragma GCC unroll 8
  for (int k = 0; k < Count; ++k) sum[k] = V{};
  const int32_t end = a.indptr[i + 1];
  if (a.laplacian) {
    V own[Count];
#pragma GCC unroll 8
    for (int k = 0; k < Count; ++k) own[k] = load_as<T, N>(x.data + i * x.stride + c + k * N);
    for (int32_t e = a.indptr[i]; e < end; ++e) {
      const X* row = x.data + a.indices[e] * x.stride + c;
      const V w = broadcast<V>(a.data[e]);
#pragma GCC unroll 8
      for (int k = 0; k < Count; ++k) sum[k] = fma(w, own[k] - load_as<T, N>(row + k * N), sum[k]);
    }
  } else {
    for (int32_t e = a.indptr[i]; e < end; ++e) {
      const X* row = x.data + a.indices[e] * x.stride + c;
      const V w = broadcast<V>(a.data[e]);
#pragma GCC unroll 8
      for (int k = 0; k < Count; ++k) sum[k] = fma(w, load_as<T, N>(row + k * N), sum[k]);
    }
  }
}

}  // namespace
}  // namespace obol::cpu::OBOL_ISA
