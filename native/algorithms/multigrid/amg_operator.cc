#include "algorithms/jobs.h"
#include "algorithms/multigrid/amg.h"
#include "algorithms/rows.h"

namespace obol {
namespace {

// A coarsest level of at most so many nodes is inverted.
constexpr int64_t kMostDense = 1000;

}  // namespace

MultigridOperator::MultigridOperator(Backend& backend, DType dtype, const Tensor* arrays, const double* numbers,
                                     size_t* array_count, size_t* number_count)
    : LinearOperator(backend, static_cast<int64_t>(numbers[0]), static_cast<int64_t>(numbers[0]), dtype),
      nodes_(static_cast<int64_t>(numbers[1])),
      unit_(numbers[2]) {
  size_t a = 0, d = 3;
  if (nodes_ < rows()) {
    node_of_ = arrays[a++];
    inverse_diagonal_ = arrays[a++];
    inner_ = inverse_diagonal_.dtype();
  }
  if (nodes_ > 0) {
    grid_ = Multigrid::unpack(arrays + a, numbers + d, &a, &d);
    inner_ = grid_.dtype();
    size_ = grid_.level(0).n();
  }
  *array_count += a;
  *number_count += d;
}

Status MultigridOperator::prepare(int64_t columns) {
  if (columns == columns_) return Status();
  OBOL_TRY(make_tensor(backend_, inner_, {rows(), columns}, &out_));
  if (nodes_ > 0) {
    OBOL_TRY(make_tensor(backend_, inner_, {size_, columns}, &right_));
    OBOL_TRY(make_tensor(backend_, inner_, {size_, columns}, &solution_));
    OBOL_TRY(grid_.prepare(backend_, columns, Tensor()));
    if (!scale_) {
      OBOL_TRY(make_tensor(backend_, inner_, {nodes_}, &scale_));
      const Tensor degrees = grid_.level(0).inverse_degree.slice(0, 0, nodes_);
      OBOL_TRY(
          backend_.binary(BinaryOp::k_multiply, scale_, degrees, immediate_of(scalar_of(inner_, 1 / unit_), degrees)));
    }
  }
  columns_ = columns;
  return Status();
}

// out_ = the V-cycle for a right-hand side of real columns in the inner dtype.
Status MultigridOperator::cycle(const Tensor& right) {
  const int64_t columns = right.shape(1);
  if (nodes_ < rows())
    OBOL_TRY(backend_.binary(BinaryOp::k_multiply, out_, right, repeated_columns(inverse_diagonal_, columns)));
  if (nodes_ == 0) return Status();
  const Tensor z = right_.slice(0, 0, nodes_), solution = solution_.slice(0, 0, nodes_);
  const View at = node_of_ ? node_of_.view() : View();
  if (nodes_ < rows())
    OBOL_TRY(backend_.gather(z, right, &at, 1, Indices::kInRange));
  else
    OBOL_TRY(backend_.copy(z, right));
  OBOL_TRY(backend_.binary(BinaryOp::k_multiply, z, z, repeated_columns(scale_, columns)));
  if (size_ > nodes_) OBOL_TRY(backend_.fill(right_.slice(0, nodes_, size_), scalar_of(inner_, 0)));
  OBOL_TRY(grid_.vcycle(backend_, 0, right_, solution_));
  return nodes_ < rows() ? backend_.scatter(out_, solution, &at, 1, Indices::kInRange) : backend_.copy(out_, solution);
}

// A complex vector is two real columns.
Status MultigridOperator::apply(const View& y, const View& x) {
  if (rows() == 0) return Status();
  const int64_t width = x.ndim() == 1 ? 1 : x.shape(1);
  if (width == 0) return Status();
  const bool two = contains(kComplexes, dtype());
  const DType real = dtype() == DType::kFloat32 || dtype() == DType::kComplex64 ? DType::kFloat32 : DType::kFloat64;
  const int64_t columns = two ? 2 * width : width;
  OBOL_TRY(prepare(columns));
  const auto components = [&](const Tensor& t) {
    return Tensor(t.storage(), real, 0, Layout::contiguous({rows(), columns}));
  };
  Tensor own, right;
  OBOL_TRY(make_tensor(backend_, dtype(), {rows(), width}, &own));
  OBOL_TRY(backend_.copy(own, as_block(x)));
  right = components(own);
  if (real != inner_) {
    OBOL_TRY(make_tensor(backend_, inner_, {rows(), columns}, &right));
    OBOL_TRY(backend_.copy(right, components(own)));
  }
  OBOL_TRY(cycle(right));
  OBOL_TRY(backend_.copy(components(own), out_));
  return backend_.copy(as_block(y), own);
}

Status job_smoothed_aggregation(JobContext& context, const JobArguments& arguments, JobResult* answer) {
  Backend& backend = context.backend;
  CsrMatrix a;
  a.indptr = arguments.arrays[0];
  a.indices = arguments.arrays[1];
  a.data = arguments.arrays[2];
  a.rows = a.cols = a.indptr.size() - 1;
  GroundedGraph graph;
  OBOL_TRY(graph.build(backend, a));
  if (context.cancelled()) return Status(Code::kAborted, "aborted");
  MultigridOptions options;
  options.dtype = a.data.dtype();
  options.coarsest = static_cast<int64_t>(arguments.numbers[0]);
  options.most_levels = static_cast<int>(arguments.numbers[1]);
  options.least = 1;
  std::vector<Tensor> arrays;
  JobResult level_sizes;
  *answer = {static_cast<double>(graph.rows), static_cast<double>(graph.nodes), graph.unit};
  if (graph.nodes < graph.rows) {
    Tensor inverse;
    OBOL_TRY(make_tensor(backend, options.dtype, {graph.rows}, &inverse));
    OBOL_TRY(backend.copy(inverse, graph.inverse_diagonal));
    arrays = {graph.node_of, inverse};
  }
  if (graph.nodes > 0) {
    Multigrid grid;
    OBOL_TRY(Multigrid::build(backend, graph.level, options, &grid));
    if (context.cancelled()) return Status(Code::kAborted, "aborted");
    if (grid.level(grid.levels() - 1).n() <= kMostDense) OBOL_TRY(grid.solve_coarsest(backend, graph.components));
    grid.pack(&arrays, answer);
    for (int l = 0; l < grid.levels(); ++l) {
      const GraphLevel& level = grid.level(l);
      level_sizes.push_back(static_cast<double>(level.n() - (level.grounded ? 1 : 0)));
      level_sizes.push_back(static_cast<double>(level.weights.nnz()));
    }
  }
  // Behind the operator's numbers: for each level its nodes and weights.
  answer->push_back(static_cast<double>(level_sizes.size() / 2));
  answer->insert(answer->end(), level_sizes.begin(), level_sizes.end());
  for (Tensor& t : arrays) context.give(std::move(t));
  return Status();
}

}  // namespace obol
