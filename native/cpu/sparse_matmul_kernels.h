// CSR times a vector and CSR times a row-major block.
#include "cpu/simd_kernels.h"
#include "cpu/sparse_row_kernels.h"

namespace obol::cpu::OBOL_ISA {
namespace {

// Elements are asked for this far ahead: processors that look ahead by themselves look less far, and a core waits.
constexpr int32_t kAhead = 1024;
constexpr int32_t kPiece = 64;

template <class T>
OBOL_INLINE void ask_ahead(const CsrPointers<T>& a, int32_t e, int32_t end) {
  constexpr int32_t line = 64 / static_cast<int32_t>(sizeof(T));
  // Addresses, not pointers: they may lie behind the arrays.
  const uintptr_t data = reinterpret_cast<uintptr_t>(a.data), indices = reinterpret_cast<uintptr_t>(a.indices);
  do {
    const uintptr_t at = static_cast<uintptr_t>(e) + kAhead;
    __builtin_prefetch(reinterpret_cast<const void*>(data + at * sizeof(T)));
    __builtin_prefetch(reinterpret_cast<const void*>(indices + at * sizeof(int32_t)));
    e += line;
  } while (e < end);
}

// N neighbouring columns of the elements [e, last) of A times X: x(j) is where row j of X has them. Many elements go into
// four sums, so that additions overlap.
template <class T, int N, class X>
OBOL_INLINE Vector<T, N> sum_row(const CsrPointers<T>& a, const X& x, int32_t e, int32_t last) {
  using V = Vector<T, N>;
  V sum[4] = {};
  while (last - e >= kPiece / 4) {
    const int32_t piece = last - e < kPiece ? (last - e) / 4 * 4 : kPiece;
    ask_ahead(a, e, e + piece);
    for (const int32_t stop = e + piece; e < stop; e += 4)
      for (int l = 0; l < 4; ++l) sum[l] = fma(broadcast<V>(a.data[e + l]), load_as<T, N>(x(a.indices[e + l])), sum[l]);
  }
  V rest = {};
  ask_ahead(a, e, last);
  for (; e < last; ++e) rest = fma(broadcast<V>(a.data[e]), load_as<T, N>(x(a.indices[e])), rest);
  return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + rest;
}

template <class T>
struct VectorElements {
  const T* data;
  OBOL_INLINE const T* operator()(int32_t j) const { return data + j; }
};

template <class T>
struct BlockElements {
  const T* data;
  int64_t stride;
  OBOL_INLINE const T* operator()(int32_t j) const { return data + j * stride; }
};

template <class T>
struct MatmulTile {
  const CsrPointers<T>& a;
  Rows<const T> x;
  T* out;
  int64_t i;

  template <int N, int Count>
  OBOL_INLINE void run(int64_t c) const {
    if constexpr (Count == 1) {
      store(out + c, sum_row<T, N>(a, BlockElements<T>{x.data + c, x.stride}, a.indptr[i], a.indptr[i + 1]));
    } else {
      Vector<T, N> sum[Count];
      row_product<T, N, Count>(a, x, i, c, sum);
#pragma GCC unroll 8
      for (int k = 0; k < Count; ++k) store(out + c + k * N, sum[k]);
    }
  }
};

}  // namespace

// Rows [begin, end) of A·X for a real T.
template <class T>
void matmul_rows(const CsrPointers<T>& a, const Rows<const T>& x, const Rows<T>& y, int64_t columns, int64_t begin,
                 int64_t end) {
  for (int64_t i = begin; i < end; ++i) for_each_tile<T, 4>(columns, MatmulTile<T>{a, x, y.data + i * y.stride, i});
}

// Rows [begin, end) of A·x for a real T and a contiguous x.
template <class T>
void matvec_rows(const CsrPointers<T>& a, const T* x, T* y, int64_t step, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; ++i)
    y[i * step] = sum_row<T, 1>(a, VectorElements<T>{x}, a.indptr[i], a.indptr[i + 1]);
}

}  // namespace obol::cpu::OBOL_ISA
