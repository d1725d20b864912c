// The GPU's Backend: one class, its methods spread over one file a family, as native/cpu's are. Work is launched on one stream.
#pragma once

#include "gpu/context.h"

namespace obol::gpu {

class GpuBackend final : public Backend {
 public:
  GpuBackend(Device* device, int index) : context_(device, index) {}

  // memory.cc
  Status allocate(size_t bytes, StorageRef* out) override;
  Status upload(const View& out, const void* source) override;
  Status download(void* target, const View& in) override;
  Status synchronize() override;
  // elementwise.cc, copy.cc
  Status fill(const View& out, const Scalar& value) override;
  Status range(const View& out, const Scalar& start, const Scalar& step) override;
  Status copy(const View& out, const View& in) override;
  Status unary(UnaryOp op, const View& out, const View& in) override;
  Status binary(BinaryOp op, const View& out, const View& a, const View& b) override;
  Status where(const View& out, const View& condition, const View& a, const View& b) override;
  // reduce.cc, scan.cc
  Status reduce(ReduceOp op, const View& out, const View& in) override;
  Status arg_reduce(ArgReduceOp op, const View& out, const View& in) override;
  Status scan(ScanOp op, const View& out, const View& in) override;
  // sort.cc
  Status sort(const View& out, const View& in, bool descending) override;
  Status argsort(const View& out, const View& in, bool descending) override;
  Status search_sorted(const View& out, const View& edges, const View& values, bool right) override;
  // index.cc
  Status gather(const View& out, const View& in, const View* index, int count, Indices known) override;
  Status scatter(const View& out, const View& values, const View* index, int count, Indices known) override;
  Status nonzero(const View& out, const View& in) override;
  // matmul.cc
  Status matmul(const View& out, const View& a, const View& b) override;
  // fft.cc
  Status fft(const View& out, const View& in, int64_t n, bool inverse, double scale) override;
  // random.cc
  Status random(RandomOp op, const View& out, uint64_t key, uint64_t counter, const Scalar& a,
                const Scalar& b) override;
  // correlate.cc
  Status correlate1d(const View& out, const View& in, const View& weights, BoundaryMode mode, double cval,
                     int64_t origin) override;
  // sparse.cc, sparse_build.cc, sparse_dense.cc, sparse_product.cc, sparse_graph.cc, sparse_merge.cc,
  // sparse_take.cc
  Status coo_to_csr(const CsrView& out, const View& count, const View& row, const View& col, const View& data) override;
  Status csr_rows(const View& row, const View& indptr) override;
  Status csr_matmul(const View& out, const CsrView& a, const View& x) override;
  Status csr_transpose(const CsrView& out, const CsrView& a) override;
  Status csr_diagonal(const View& out, const CsrView& a) override;
  Status csr_to_dense(const View& out, const CsrView& a) override;
  Status csr_matmat_symbolic(const View& indptr, const CsrView& a, const CsrView& b) override;
  Status csr_matmat_numeric(const CsrView& out, const CsrView& a, const CsrView& b) override;
  Status csr_merge_symbolic(const View& indptr, const CsrView& a, const CsrView& b, Pattern pattern) override;
  Status csr_merge_numeric(const CsrView& out, BinaryOp op, const CsrView& a, const CsrView& b,
                           Pattern pattern) override;
  Status csr_take_symbolic(const View& indptr, const CsrView& a, const View& index) override;
  Status csr_take_numeric(const CsrView& out, const CsrView& a, const View& index) override;
  Status csr_select_symbolic(const View& indptr, const CsrView& a, const View& keep) override;
  Status csr_select_numeric(const CsrView& out, const CsrView& a, const View& keep) override;
  Status segment_reduce(ReduceOp op, const View& out, const View& data, const View& indptr) override;
  Status connected_components(const View& labels, const View& count, const CsrView& a) override;
  // block.cc, sparse_affine.cc, pencil.cc
  Status gram(const View& out, const View* s, int s_count, const View* t, int t_count) override;
  Status pencil_gram(const View& a_out, const View& m_out, const View* s, int s_count, const SparseOperator& a,
                     const View& mass, const View& t) override;
  Status block_update(const View& y, const View* s, int count, const View& c, const View& partial,
                      int partial_count) override;
  Status sparse_affine(const View& y, const SparseAffine& terms) override;
  Status normalize_columns(const View& x, const View& weight) override;
  // multilevel.cc
  Status csr_filter(CsrMatrix* out, const CsrView& a, const View& threshold, bool off_diagonal) override;
  Status match_nodes(const View& aggregate, const View& count, const CsrView& w, const View& scale, const View& frozen,
                     double accept) override;
  Status csr_collapse(CsrMatrix* out, const CsrView& w, const View& aggregate, int64_t count) override;
  Status smoothed_prolongator(CsrMatrix* out, const CsrView& w, const View& aggregate, int64_t count,
                              const View& frozen, const ProlongatorRules& rules) override;
  Status galerkin(CsrMatrix* out, const CsrView& p, const CsrView& pt, const CsrView& w) override;
  // cluster.cc, cluster_bounded.cc, neighbors.cc
  Status nearest_row(const View& labels, const View& distance, const View& x, const View& centers) override;
  Status nearest_row_bounded(const View& labels, const View& distance, const View& lower, const View& x,
                             const View& centers, const View& moved, const View& half) override;
  Status nearest_rows(const View& indices, const View& distances, const View& x, const View& y) override;
  Status row_distances(const View& out, const View& x, const View& centers) override;
  Status segment_sum(const View& sums, const View& weights, const View& x, const View& labels,
                     const View& weight) override;

 private:
  Context context_;
};

}  // namespace obol::gpu
