// The interface between what decides (TypeScript, algorithms) and what computes (cpu, gpu): families of operations over
// views. One Backend is one stream of one device; calls on it happen in order. A GPU's return before the work is done,
// `download` and `synchronize` wait. Views are valid until then. Nothing here throws.
//
// Rules for every family: `out` never overlaps an input except where it is exactly the same view (same data, same
// strides); inputs are broadcast to the shape that the family says (strides of 0); any strides, negative ones too; any
// size, 0 too; `dtype`s are as the rows of ops/*.def and the comments say (the caller casts).
#pragma once

#include <atomic>

#include "core/status.h"
#include "core/view.h"
#include "device/storage.h"
#include "ops/ops.h"

namespace obol {

// What `xp.device_stats` shows beside memory.
struct Counters {
  std::atomic<int64_t> launches{0}, waits{0}, uploads{0}, downloads{0}, upload_bytes{0}, download_bytes{0};
};

enum class BoundaryMode : int { kReflect, kNearest, kConstant, kMirror, kWrap };

class Backend {
 public:
  virtual ~Backend() = default;

  // -- memory -------------------------------------------------------------------------------------------------------
  virtual Status allocate(size_t bytes, StorageRef* out) = 0;
  virtual Status upload(const View& out, const void* source) = 0;      // out is C-contiguous; source may go after
  virtual Status download(void* target, const View& in) = 0;           // in is C-contiguous; waits
  virtual Status synchronize() = 0;                                    // waits

  // -- elementwise --------------------------------------------------------------------------------------------------
  virtual Status fill(const View& out, const Scalar& value) = 0;       // value has out's dtype
  // out[i] = start + i·step over the C-order index i; start and step have out's dtype, except that for integer
  // dtypes the sum wraps and for float32 the sum is taken in float64 (then both are float64).
  virtual Status range(const View& out, const Scalar& start, const Scalar& step) = 0;
  virtual Status copy(const View& out, const View& in) = 0;            // any dtype to any: the cast of C, NaN to 0
  virtual Status unary(UnaryOp op, const View& out, const View& in) = 0;
  virtual Status binary(BinaryOp op, const View& out, const View& a, const View& b) = 0;  // a, b: one dtype
  virtual Status where(const View& out, const View& condition, const View& a, const View& b) = 0;

  // -- along axes. `in` has out's axes, then the ones that go away ----------------------------------------------------
  virtual Status reduce(ReduceOp op, const View& out, const View& in) = 0;
  // The C-order index over the axes that go away, of the first extreme (NaN is the extreme); out is int32 or int64.
  virtual Status arg_reduce(ArgReduceOp op, const View& out, const View& in) = 0;
  // Along the last axis; same shape.
  virtual Status scan(ScanOp op, const View& out, const View& in) = 0;
  // Stable, along the last axis; NaN last (also when descending: then NaN still last), complex by re, then im.
  virtual Status sort(const View& out, const View& in, bool descending) = 0;
  virtual Status argsort(const View& out, const View& in, bool descending) = 0;  // out: int32 or int64
  // For each of `values` where it would go in the 1-d sorted `edges`; out int32 or int64 of values' shape.
  virtual Status search_sorted(const View& out, const View& edges, const View& values, bool right) = 0;

  // -- by index -----------------------------------------------------------------------------------------------------
  // `in`'s first `count` axes are indexed; `index[k]` (int32 or int64, one dtype) are broadcast to one shape I;
  // out is I + the rest of in's shape. Negative indices count from the end. Out of range: kRange, out untouched.
  virtual Status gather(const View& out, const View& in, const View* index, int count) = 0;
  // out[index…] = values, in index order (the last one wins). out as `in` above, values as `out` above.
  virtual Status scatter(const View& out, const View& values, const View* index, int count) = 0;
  // The C-order indices of the true elements of `in` (bool): out is int32, in.ndim × count, count known by the caller.
  virtual Status nonzero(const View& out, const View& in) = 0;

  // -- dense products -----------------------------------------------------------------------------------------------
  // out [..., m, n] = a [..., m, k] · b [..., k, n]: one numeric dtype, equal leading axes.
  virtual Status matmul(const View& out, const View& a, const View& b) = 0;

  // -- random: Philox 4×32-10, element i uses counter + i (see ops/random.h) ----------------------------------------------
  virtual Status random(RandomOp op, const View& out, uint64_t key, uint64_t counter, const Scalar& a,
                        const Scalar& b) = 0;

  // -- images ---------------------------------------------------------------------------------------------------------
  // Along the last axis, scipy.ndimage.correlate1d: weights float64 1-d, sums in float64, result cast to out's dtype
  // (integers truncate). `origin` shifts the centre weights.size / 2.
  virtual Status correlate1d(const View& out, const View& in, const View& weights, BoundaryMode mode, double cval,
                             int64_t origin) = 0;

  // -- sparse. Values float32/64 or complex (bool and integers where a comment says so); indices int32 ---------------
  // Sorts by row then column and sums duplicates in their order (bool: or): indptr (rows + 1), indices and data as long
  // as row; the number of entries left goes to `count` (int32, 0-d). Any dtype; row and col int32 or int64. kRange when
  // an index is out of range.
  virtual Status coo_to_csr(const CsrView& out, const View& count, const View& row, const View& col,
                            const View& data) = 0;
  virtual Status csr_rows(const View& row, const View& indptr) = 0;  // the row of each entry, int32
  // y = A·x, or for 2-d x (row-major blocks) Y = A·X. One dtype.
  virtual Status csr_matmul(const View& out, const CsrView& a, const View& x) = 0;
  virtual Status csr_transpose(const CsrView& out, const CsrView& a) = 0;  // any dtype
  virtual Status csr_diagonal(const View& out, const CsrView& a) = 0;      // any dtype
  virtual Status csr_to_dense(const View& out, const CsrView& a) = 0;      // any dtype
  // Sparse · sparse: first the row pointers of the product, then its entries (sorted). Any numeric dtype.
  virtual Status csr_matmat_symbolic(const View& indptr, const CsrView& a, const CsrView& b) = 0;
  virtual Status csr_matmat_numeric(const CsrView& out, const CsrView& a, const CsrView& b) = 0;
  // out[i] = op over data[indptr[i] … indptr[i+1]); an empty segment gives the identity.
  virtual Status segment_reduce(ReduceOp op, const View& out, const View& data, const View& indptr) = 0;
  // Component numbers 0, 1, … in the order of their first node; their count to `count` (int32, 0-d).
  virtual Status connected_components(const View& labels, const View& count, const CsrView& a) = 0;

  // -- k-means ----------------------------------------------------------------------------------------------------------
  // labels[i] (int32) = the first nearest of centers' rows, distance[i] = its squared distance; x and centers are
  // row-major float32 or float64; `distance` may be empty (size 0).
  virtual Status nearest_row(const View& labels, const View& distance, const View& x, const View& centers) = 0;
  // out[i, j] = the squared distance of x's row i from centers' row j, as the sum of squared differences; one dtype.
  virtual Status row_distances(const View& out, const View& x, const View& centers) = 0;
  // sums[c] = Σ weight[i]·x[i] over labels[i] = c, weights[c] = Σ weight[i]: sums, weights and weight are float64
  // (`weight` of size 0: ones); labels int32; a label outside of [0, rows of sums) is left out.
  virtual Status segment_sum(const View& sums, const View& weights, const View& x, const View& labels,
                             const View& weight) = 0;
};

}  // namespace obol
