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
#include "device/tensor.h"
#include "ops/correlate.h"
#include "ops/ops.h"

namespace obol {

// What `xp.device_stats` shows beside memory.
struct Counters {
  std::atomic<int64_t> launches{0}, waits{0}, uploads{0}, downloads{0}, upload_bytes{0}, download_bytes{0};
};

// What multiplies a block of vectors from the left: a CSR matrix, (AX)_i = Σ a_ij x_j, or the Laplacian of one that
// holds weights, (AX)_i = Σ a_ij (x_i − x_j): its diagonal does not count, and nothing cancels where neighbours are alike.
struct SparseOperator {
  CsrView matrix;
  bool laplacian = false;
};

// The terms of Y = scale·(α·A·X − mass·X·diag(theta)) + β·X + γ·Z + δ·Y; the last Y is what the output held.
struct SparseAffine {
  SparseOperator a;
  View x;
  double alpha = 1, beta = 0, gamma = 0, delta = 0;
  View scale;        // one factor a row, of the matrix's dtype; View(): ones
  View mass;         // one factor a row, of the matrix's dtype; View(): ones
  View theta;        // one factor a column, float64; View(): zeros
  View z;            // of y's dtype and shape, where gamma isn't 0
  View norms;        // unless View(): norms[c] = Σ norm_weight·y[:, c]², float64
  View norm_weight;  // one factor a row, float64; View(): ones
};

// What is known of indices. Those that an algorithm made itself are in range: a GPU need not wait for a check of them.
enum class Indices { kAny, kInRange };

// The places that a merge of two matrices keeps: those of either, or those of both.
enum class Pattern { kUnion, kIntersection };

// How a prolongator is smoothed and thinned out; see smoothed_prolongator.
struct ProlongatorRules {
  double omega = 2.0 / 3.0;  // the damping of the Jacobi step: 4/3 over the largest eigenvalue of D⁻¹K
  double filter = 0.08;      // edges below this part of the strongest one at both ends don't smooth
  double drop = 0.1;         // entries below this part of their row's largest are dropped, and the row scaled to sum 1
};

class Backend {
 public:
  virtual ~Backend() = default;

  // -- memory -------------------------------------------------------------------------------------------------------
  virtual Status allocate(size_t bytes, StorageRef* out) = 0;
  virtual Status upload(const View& out, const void* source) = 0;  // out is C-contiguous; source may go after
  virtual Status download(void* target, const View& in) = 0;       // in is C-contiguous; waits
  virtual Status synchronize() = 0;                                // waits

  // -- elementwise --------------------------------------------------------------------------------------------------
  virtual Status fill(const View& out, const Scalar& value) = 0;  // value has out's dtype
  // out[i] = start + i·step over the C-order index i; start and step have out's dtype, except that for integer
  // dtypes the sum wraps and for float32 the sum is taken in float64 (then both are float64).
  virtual Status range(const View& out, const Scalar& start, const Scalar& step) = 0;
  virtual Status copy(const View& out, const View& in) = 0;  // any dtype to any: the cast of C, NaN to 0
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
  virtual Status gather(const View& out, const View& in, const View* index, int count, Indices known) = 0;
  // out[index…] = values, in index order (the last one wins). out as `in` above, values as `out` above.
  virtual Status scatter(const View& out, const View& values, const View* index, int count, Indices known) = 0;
  // The C-order indices of the true elements of `in` (bool): out is int32, in.ndim × count, count known by the caller.
  virtual Status nonzero(const View& out, const View& in) = 0;

  // -- dense products -----------------------------------------------------------------------------------------------
  // out [..., m, n] = a [..., m, k] · b [..., k, n]: one numeric dtype, equal leading axes.
  virtual Status matmul(const View& out, const View& a, const View& b) = 0;

  // -- Fourier transforms ---------------------------------------------------------------------------------------------
  // Lines of n along the last axis, n > 0: out_k = scale · Σ_j in_j·exp(∓2πi·jk/n), + for `inverse`. All leading axes are
  // equal; one precision; `out` may be `in`. Of a complex `in` at most n numbers are there, the rest are 0. Of a real one
  // the same, and `out` has the n/2 + 1 results that are not the others' conjugates. A real `out` (n) is made from at most
  // n/2 + 1 such numbers; imaginary parts of number 0, and n/2 where n is even, don't count.
  virtual Status fft(const View& out, const View& in, int64_t n, bool inverse, double scale) = 0;

  // -- random: Philox 4×32-10, element i uses counter + i (see ops/random.h) ----------------------------------------------
  virtual Status random(RandomOp op, const View& out, uint64_t key, uint64_t counter, const Scalar& a,
                        const Scalar& b) = 0;

  // -- images ---------------------------------------------------------------------------------------------------------
  // Along the last axis, scipy.ndimage.correlate1d: weights float64 1-d, sums in float64, result cast to out's dtype
  // (integers truncate). `origin` shifts the centre weights.size / 2.
  virtual Status correlate1d(const View& out, const View& in, const View& weights, BoundaryMode mode, double cval,
                             int64_t origin) = 0;

  // -- sparse. Values of any dtype (bool: sums are "or", products "and"; integers wrap) unless said; indices int32.
  // What makes a matrix of unknown size comes in two: `symbolic` gives the row pointers (rows + 1; kRange where they
  // would pass 2^31 - 1), `numeric` reads them from `out` and gives the entries, sorted by column.
  //
  // Sorts by row then column and sums duplicates in their order: indptr (rows + 1), indices and data as long as row; the
  // number of entries left goes to count[0] (int32). row and col int32 or int64. kRange when an index is out of range.
  // count[1] = 1: the entries were sorted and distinct, col is int32, col and data contiguous: they stand for indices and
  // data, which were not written.
  virtual Status coo_to_csr(const CsrView& out, const View& count, const View& row, const View& col,
                            const View& data) = 0;
  virtual Status csr_rows(const View& row, const View& indptr) = 0;  // the row of each entry, int32
  // y = A·x, or for 2-d x (row-major blocks) Y = A·X. One dtype.
  virtual Status csr_matmul(const View& out, const CsrView& a, const View& x) = 0;
  virtual Status csr_transpose(const CsrView& out, const CsrView& a) = 0;
  virtual Status csr_diagonal(const View& out, const CsrView& a) = 0;
  virtual Status csr_to_dense(const View& out, const CsrView& a) = 0;
  // Sparse · sparse. Sums in the order of a's entries.
  virtual Status csr_matmat_symbolic(const View& indptr, const CsrView& a, const CsrView& b) = 0;
  virtual Status csr_matmat_numeric(const CsrView& out, const CsrView& a, const CsrView& b) = 0;
  // op, entry by entry, of two matrices of one shape and dtype without duplicates; the one that has no entry has 0 there.
  virtual Status csr_merge_symbolic(const View& indptr, const CsrView& a, const CsrView& b, Pattern pattern) = 0;
  virtual Status csr_merge_numeric(const CsrView& out, BinaryOp op, const CsrView& a, const CsrView& b,
                                   Pattern pattern) = 0;
  // Row i is row index[i] of a: int32 or int64, any order, repeated or not; negative ones count from the end. kRange
  // when one is out of range; `numeric` takes what `symbolic` has checked.
  virtual Status csr_take_symbolic(const View& indptr, const CsrView& a, const View& index) = 0;
  virtual Status csr_take_numeric(const CsrView& out, const CsrView& a, const View& index) = 0;
  // The entries where `keep` is true (bool, one an entry), or those that aren't 0 where `keep` is View().
  virtual Status csr_select_symbolic(const View& indptr, const CsrView& a, const View& keep) = 0;
  virtual Status csr_select_numeric(const CsrView& out, const CsrView& a, const View& keep) = 0;
  // out[i] = op over data[indptr[i] … indptr[i+1]); an empty segment gives the identity.
  virtual Status segment_reduce(ReduceOp op, const View& out, const View& data, const View& indptr) = 0;
  // Component numbers 0, 1, … in the order of their first node; their count to `count` (int32, 0-d).
  virtual Status connected_components(const View& labels, const View& count, const CsrView& a) = 0;

  // -- blocks: tall matrices of few columns, row-major (unit stride along a row), float32 or float64; a basis: at most 8
  // out (float64) = SᵀT for S = [s[0] s[1] …] and T = [t[0] t[1] …]; products and sums in float64.
  virtual Status gram(const View& out, const View* s, int s_count, const View* t, int t_count) = 0;
  // The Gram matrices of a pencil A − θ·diag(mass) in one pass: a_out = SᵀAT, m_out = Sᵀdiag(mass)T, both float64. The
  // matrix and `mass` (View(): ones) are float64.
  virtual Status pencil_gram(const View& a_out, const View& m_out, const View* s, int s_count, const SparseOperator& a,
                             const View& mass, const View& t) = 0;
  // y = Σ s[i]·C_i over the blocks of rows C_i of c (float64). `partial`, unless View(), gets the sum over the first
  // `partial_count` of them. It works row by row: y and partial may each be one of s.
  virtual Status block_update(const View& y, const View* s, int count, const View& c, const View& partial,
                              int partial_count) = 0;
  // One pass over y; x is not y. y's dtype is x's, or float32 where x is float64; the matrix has x's dtype.
  virtual Status sparse_affine(const View& y, const SparseAffine& terms) = 0;
  // Scales each column to Σ weight·x² = 1, its entry of largest |x| (the first of equals) positive; a column of zeros
  // stays. `weight` is float64 (View(): ones).
  virtual Status normalize_columns(const View& x, const View& weight) = 0;

  // -- coarsening of graphs: symmetric CSR matrices of weights (float64), no diagonal; `out` is allocated here ----------
  // The entries with |a_ij| > min(threshold[i], threshold[j]) (View(): the non-zero ones), without the diagonal if
  // `off_diagonal`. A threshold is for square matrices.
  virtual Status csr_filter(CsrMatrix* out, const CsrView& a, const View& threshold, bool off_diagonal) = 0;
  // Pairs nodes along strong edges and numbers the pairs by their first node: aggregate (int32) per node, their number
  // in `count` (int32, 0-d). The strength of an edge is w_ij·scale_i·scale_j. In each of a few rounds a free node points
  // to its strongest free neighbour, if that edge has at least `accept` times the strength of its strongest edge; two
  // that point to each other are a pair. Equal strengths (to 16 bits) are told apart by a hash of the edge. Who is left
  // joins its strongest paired neighbour; who is `frozen` (bool) stays alone.
  virtual Status match_nodes(const View& aggregate, const View& count, const CsrView& w, const View& scale,
                             const View& frozen, double accept) = 0;
  // The graph between aggregates: sums of the weights between their nodes, without the diagonal.
  virtual Status csr_collapse(CsrMatrix* out, const CsrView& w, const View& aggregate, int64_t count) = 0;
  // P = (I − ω·D_F⁻¹K_F)·P₀, P₀ the indicators of the aggregates, K_F the Laplacian of the filtered weights; rows of
  // frozen nodes are those of P₀. Rows sum to 1.
  virtual Status smoothed_prolongator(CsrMatrix* out, const CsrView& w, const View& aggregate, int64_t count,
                                      const View& frozen, const ProlongatorRules& rules) = 0;
  // The weights of the Galerkin product PᵀKP, K the Laplacian of w: minus its off-diagonal part. `pt` is Pᵀ.
  virtual Status galerkin(CsrMatrix* out, const CsrView& p, const CsrView& pt, const CsrView& w) = 0;

  // -- rows as points: k-means, nearest neighbours -------------------------------------------------------------------------
  // labels[i] (int32) = the first nearest of centers' rows, distance[i] = its squared distance; x and centers are
  // row-major float32 or float64; `distance` may be empty (size 0).
  virtual Status nearest_row(const View& labels, const View& distance, const View& x, const View& centers) = 0;
  // The same, bit for bit, with less work (Elkan 2003). On entry labels[i] is any guess, lower[j, i] (centers × n,
  // contiguous, x's dtype) is at most the distance of row i from where center j was, moved[j] is at least how far it went
  // since, half[i, j] is at most half the distance between two centers. `lower` then fits the centers as they are.
  virtual Status nearest_row_bounded(const View& labels, const View& distance, const View& lower, const View& x,
                                     const View& centers, const View& moved, const View& half) = 0;
  // For each row of y the k = indices.shape(1) nearest rows of x, k ≤ their number: indices (m × k, int32) and squared
  // distances (m × k), ascending, the first of equals first; NaN counts as infinitely far. x, y and distances: one dtype.
  virtual Status nearest_rows(const View& indices, const View& distances, const View& x, const View& y) = 0;
  // out[i, j] = the squared distance of x's row i from centers' row j, as the sum of squared differences; one dtype.
  virtual Status row_distances(const View& out, const View& x, const View& centers) = 0;
  // sums[c] = Σ weight[i]·x[i] over labels[i] = c, weights[c] = Σ weight[i]: sums, weights and weight are float64
  // (`weight` of size 0: ones); labels int32; a label outside of [0, rows of sums) is left out.
  virtual Status segment_sum(const View& sums, const View& weights, const View& x, const View& labels,
                             const View& weight) = 0;
};

}  // namespace obol
