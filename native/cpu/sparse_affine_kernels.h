// Rows of a sparse matrix times a block, and the affine combination of SparseAffine around it, in registers.
#include "cpu/simd_kernels.h"
#include "cpu/sparse_row_kernels.h"

namespace obol::cpu::OBOL_ISA {
namespace {

template <class X, class Y>
struct AffineTile {
  const AffineRows<X, Y>& p;
  int64_t i;
  double* norms;

  template <int N, int Count>
  OBOL_INLINE void run(int64_t c) const {
    using V = Vector<X, N>;
    V sum[Count];
    row_product<X, N, Count>(p.a, p.x, i, c, sum);
    const X scale = p.scale != nullptr ? p.scale[i] : X(1);
    const V alpha = broadcast<V>(scale * static_cast<X>(p.alpha));
    const X* own = p.x.data + i * p.x.stride + c;
    Y* out = p.y.data + i * p.y.stride + c;
#pragma GCC unroll 8
    for (int k = 0; k < Count; ++k) sum[k] = sum[k] * alpha;
    if (p.theta != nullptr) {
      const V mass = broadcast<V>(p.mass != nullptr ? -scale * p.mass[i] : -scale);
#pragma GCC unroll 8
      for (int k = 0; k < Count; ++k) sum[k] = fma(mass * load<V>(p.theta + c + k * N), load<V>(own + k * N), sum[k]);
    }
    if (p.beta != 0) {
      const V beta = broadcast<V>(static_cast<X>(p.beta));
#pragma GCC unroll 8
      for (int k = 0; k < Count; ++k) sum[k] = fma(beta, load<V>(own + k * N), sum[k]);
    }
    if (p.gamma != 0) {
      const V gamma = broadcast<V>(static_cast<X>(p.gamma));
      const Y* z = p.z.data + i * p.z.stride + c;
#pragma GCC unroll 8
      for (int k = 0; k < Count; ++k) sum[k] = fma(gamma, load_as<X, N>(z + k * N), sum[k]);
    }
    if (p.delta != 0) {
      const V delta = broadcast<V>(static_cast<X>(p.delta));
#pragma GCC unroll 8
      for (int k = 0; k < Count; ++k) sum[k] = fma(delta, load_as<X, N>(out + k * N), sum[k]);
    }
#pragma GCC unroll 8
    for (int k = 0; k < Count; ++k) store_as<X, N>(out + k * N, sum[k]);
    if (norms != nullptr) add_norms<N, Count>(c, sum);
  }

  // In float64, a half register at a time where X is float32.
  template <int N, int Count>
  OBOL_INLINE void add_norms(int64_t c, const Vector<X, N> (&sum)[Count]) const {
    const double weight = p.norm_weight != nullptr ? p.norm_weight[i] : 1.0;
    for (int k = 0; k < Count; ++k) {
      X part[N];
      __builtin_memcpy(part, &sum[k], sizeof(part));
      for (int l = 0; l < N; ++l) {
        const double y = static_cast<double>(static_cast<Y>(part[l]));
        norms[c + k * N + l] += weight * y * y;
      }
    }
  }
};

}  // namespace

// Rows [begin, end) of P = AffineRows<X, Y>; norms, unless null, gets the sums of this range added.
template <class P>
void affine_rows(const P& p, int64_t begin, int64_t end, double* norms) {
  using X = typename P::Element;
  using Y = typename P::Result;
  for (int64_t i = begin; i < end; ++i) for_each_tile<X, 4>(p.columns, AffineTile<X, Y>{p, i, norms});
}

}  // namespace obol::cpu::OBOL_ISA
