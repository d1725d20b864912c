// Multigrid for linear systems: a symmetric matrix as a grounded graph (amg_graph.cc), and the V-cycle over it as an
// operator that approximates the (pseudo)inverse (amg_operator.cc).
#pragma once

#include <vector>

#include "algorithms/multigrid/multigrid.h"
#include "algorithms/operator.h"

namespace obol {

// K = L(w) + diag(excess) in units of `unit`: nodes that have neighbours, and behind them the ground if any has an excess.
struct GroundedGraph {
  GraphLevel level;
  int64_t components = 0;
  double unit = 1;
  int64_t rows = 0;         // of the matrix
  int64_t nodes = 0;        // that have neighbours
  Tensor node_of;           // rows of those, int32; absent where all have
  Tensor inverse_diagonal;  // of the others, 0 elsewhere and for rows of zeros; absent where there are none

  // From a symmetric matrix whose rows sum to no less than zero. Positive entries beside the diagonal are moved there.
  Status build(Backend& backend, const CsrMatrix& a);
};

// y ≈ A⁺x: one V-cycle; symmetric, so its own adjoint.
class MultigridOperator final : public LinearOperator {
 public:
  // From what job_smoothed_aggregation gave; moves the counts on.
  MultigridOperator(Backend& backend, DType dtype, const Tensor* arrays, const double* numbers, size_t* array_count,
                    size_t* number_count);
  Status apply(const View& y, const View& x) override;
  Status apply_adjoint(const View& y, const View& x) override { return apply(y, x); }

 private:
  Status prepare(int64_t columns);
  Status cycle(const Tensor& right);

  Multigrid grid_;
  int64_t nodes_ = 0, size_ = 0, columns_ = 0;
  double unit_ = 1;
  DType inner_ = DType::kFloat64;
  Tensor node_of_, inverse_diagonal_, scale_;
  Tensor right_, solution_, out_;  // size × columns, size × columns, rows × columns
};

}  // namespace obol
