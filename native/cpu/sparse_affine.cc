// Y = scale·(α·A·X − mass·X·diag(theta)) + β·X + γ·Z + δ·Y in one pass over the rows.
#include <immintrin.h>

#include <algorithm>
#include <vector>

#include "cpu/backend.h"
#include "cpu/isa.h"
#include "cpu/sparse_rows.h"
#include "cpu/threads.h"

#define OBOL_KERNELS "cpu/sparse_affine_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {
namespace {

template <class T>
const T* pointer(const View& v) {
  return v.given() ? v.as<const T>() : nullptr;
}

template <class X, class Y>
Status run(const View& y, const SparseAffine& t) {
  const int64_t rows = y.shape(0), columns = y.shape(1);
  std::vector<X> theta;
  if (t.theta.given())
    for (int64_t c = 0; c < columns; ++c) theta.push_back(static_cast<X>(t.theta.as<double>()[c]));
  using P = AffineRows<X, Y>;
  P p;
  p.a = {t.a.matrix.indptr.as<int32_t>(), t.a.matrix.indices.as<int32_t>(), t.a.matrix.data.as<X>(), t.a.laplacian};
  p.x = {t.x.as<X>(), t.x.stride(0)};
  p.y = {y.as<Y>(), y.stride(0)};
  p.z = {pointer<Y>(t.z), t.gamma != 0 ? t.z.stride(0) : 0};
  p.scale = pointer<X>(t.scale);
  p.mass = pointer<X>(t.mass);
  p.theta = theta.empty() ? nullptr : theta.data();
  p.alpha = t.alpha;
  p.beta = t.beta;
  p.gamma = t.gamma;
  p.delta = t.delta;
  p.norm_weight = pointer<double>(t.norm_weight);
  p.columns = columns;
  const auto kernel = OBOL_SELECT(affine_rows<P>);
  const int64_t nnz = t.a.matrix.indices.size();
  const int64_t grain = sparse_grain(rows, nnz, columns);
  const bool norms = t.norms.given();
  std::vector<double> partial(norms ? static_cast<size_t>((rows + grain - 1) / grain * columns) : 0, 0.0);
  parallel_for(rows, grain, [&](int64_t begin, int64_t end) {
    kernel(p, begin, end, norms ? partial.data() + begin / grain * columns : nullptr);
  });
  if (norms) {
    double* const out = t.norms.as<double>();
    std::fill(out, out + columns, 0.0);
    for (size_t k = 0; k < partial.size(); ++k) out[k % static_cast<size_t>(columns)] += partial[k];
  }
  return Status();
}

}  // namespace

Status CpuBackend::sparse_affine(const View& y, const SparseAffine& terms) {
  ++device_->counters().launches;
  if (terms.x.dtype == DType::kFloat32) return run<float, float>(y, terms);
  if (y.dtype == DType::kFloat32) return run<double, float>(y, terms);
  return run<double, double>(y, terms);
}

}  // namespace obol::cpu
