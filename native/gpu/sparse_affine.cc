// Y = scale·(α·A·X − mass·X·diag(theta)) + β·X + γ·Z + δ·Y in one pass: a thread computes one element, the lanes of a row
// neighbouring columns. Where norms are wanted, blocks of threads take pieces of rows and leave partial sums.
#include "gpu/backend.h"
#include "gpu/block.h"
#include "gpu/sparse_rows.h"

namespace obol::gpu {
namespace {

constexpr uint32_t kAffineThreads = 256;
constexpr int64_t kLeastRows = 64, kMostPieces = 1024;  // where norms are wanted

template <class T>
const T* optional(const View& v) {
  return v.given() ? pointer<T>(v) : nullptr;
}

// Pointers are null where a term is absent.
template <class X, class Y>
struct AffineRows {
  OperatorRows<X> a;
  const X* x;
  int64_t x_stride;
  Y* y;
  int64_t y_stride;
  const Y* z;
  int64_t z_stride;
  const X* scale;
  const X* mass;
  const double* theta;
  X alpha, beta, gamma, delta;
  int64_t rows, columns;

  AffineRows(const View& out, const SparseAffine& t)
      : a(t.a),
        x(pointer<X>(t.x)),
        x_stride(t.x.stride(0)),
        y(pointer<Y>(out)),
        y_stride(out.stride(0)),
        z(t.gamma != 0 ? pointer<Y>(t.z) : nullptr),
        z_stride(t.gamma != 0 ? t.z.stride(0) : 0),
        scale(optional<X>(t.scale)),
        mass(optional<X>(t.mass)),
        theta(optional<double>(t.theta)),
        alpha(static_cast<X>(t.alpha)),
        beta(static_cast<X>(t.beta)),
        gamma(static_cast<X>(t.gamma)),
        delta(static_cast<X>(t.delta)),
        rows(out.shape(0)),
        columns(out.shape(1)) {}

  // Computes, stores and returns one element.
  template <class AnyThread>
  OBOL_HD Y element(const AnyThread& t, int64_t i, int64_t c) const {
    // Where the matrix is not square x may have no row i.
    const bool square = theta != nullptr || beta != X(0);
    const X factor = scale != nullptr ? scale[i] : X(1), own = square ? x[i * x_stride + c] : X(0);
    X sum = a.times(t, i, x + c, x_stride) * (factor * alpha);
    if (theta != nullptr) {
      const X weight = mass != nullptr ? -factor * mass[i] : -factor;
      sum = math::fma(weight * static_cast<X>(theta[c]), own, sum);
    }
    if (beta != X(0)) sum = math::fma(beta, own, sum);
    if (z != nullptr) sum = math::fma(gamma, static_cast<X>(z[i * z_stride + c]), sum);
    Y& out = y[i * y_stride + c];
    if (delta != X(0)) sum = math::fma(delta, static_cast<X>(out), sum);
    return out = static_cast<Y>(sum);
  }
};

template <class X, class Y>
struct AffineKernel {
  static constexpr uint32_t kThreads = kAffineThreads;
  AffineRows<X, Y> p;
  uint32_t lanes;

  OBOL_HD void operator()(const Thread& t) const {
    const int64_t row = int64_t{t.block_x()} * (kThreads / lanes) + t.thread() / lanes;
    const int64_t column = int64_t{t.block_y()} * lanes + t.thread() % lanes;
    if (t.within(row, p.rows) && t.within(column, p.columns)) p.element(t, row, column);
  }
};

template <class X, class Y>
struct AffineNormsKernel {
  static constexpr uint32_t kThreads = kAffineThreads;
  AffineRows<X, Y> p;
  const double* weight;  // null: ones
  double* partial;       // pieces × columns
  int64_t piece;
  uint32_t lanes;

  struct Shared {
    double sum[kThreads];
  };

  OBOL_HD void operator()(const TeamThread& t, Shared& shared) const {
    const uint32_t lane = t.thread() % lanes, member = t.thread() / lanes, members = kThreads / lanes;
    const int64_t column = int64_t{t.block_y()} * lanes + lane, begin = t.block_x() * piece;
    const int64_t end = begin + piece < p.rows ? begin + piece : p.rows;
    double sum = 0;
    if (t.within(column, p.columns))
      for (int64_t row = begin + member; t.within(row, end); row += members) {
        const double value = static_cast<double>(p.element(t, row, column));
        sum += (weight != nullptr ? weight[row] : 1.0) * value * value;
      }
    shared.sum[t.thread()] = sum;
    for (uint32_t half = members / 2; half > 0; half /= 2) {
      t.barrier();
      if (member < half) shared.sum[t.thread()] = sum += shared.sum[t.thread() + half * lanes];
    }
    if (member == 0 && t.within(column, p.columns)) partial[t.block_x() * p.columns + column] = sum;
  }
};

template <class X, class Y>
Status run(Context& context, const View& y, const SparseAffine& terms) {
  const AffineRows<X, Y> p(y, terms);
  const int lanes = lanes_for(p.columns);
  const int64_t tiles = (p.columns + lanes - 1) / lanes;
  if (!terms.norms.given()) {
    const int64_t rows = kAffineThreads / lanes;
    if (p.rows == 0 || p.columns == 0) return Status();
    return context.run({(p.rows + rows - 1) / rows, tiles}, AffineKernel<X, Y>{p, static_cast<uint32_t>(lanes)});
  }
  const int64_t piece = rows_a_piece(p.rows, kLeastRows, kMostPieces), pieces = pieces_of(p.rows, piece);
  StorageRef held;
  double* partial = nullptr;
  OBOL_TRY(context.workspace(pieces * p.columns, &held, &partial));
  if (pieces > 0)
    OBOL_TRY(context.run({pieces, tiles}, AffineNormsKernel<X, Y>{p, optional<double>(terms.norm_weight), partial,
                                                                  piece, static_cast<uint32_t>(lanes)}));
  return sum_pieces(context, terms.norms, held->device_pointer(), pieces, p.columns, 0);
}

}  // namespace

Status GpuBackend::sparse_affine(const View& y, const SparseAffine& terms) {
  if (terms.x.dtype == DType::kFloat32) return run<float, float>(context_, y, terms);
  if (y.dtype == DType::kFloat32) return run<double, float>(context_, y, terms);
  return run<double, double>(context_, y, terms);
}

}  // namespace obol::gpu
