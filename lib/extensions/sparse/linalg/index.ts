/** Eigensolvers and linear solvers on sparse matrices, under SciPy's names: `xp.sparse.linalg`. */
export { eigsh, type EigshOptions, type EigshResult } from './eigsh';
export {
  aslinearoperator,
  LinearOperator,
  type OperatorFunction,
  type OperatorFunctions,
  type OperatorLike,
} from './operator';
export {
  cg,
  gmres,
  minres,
  type GmresOptions,
  type MinresOptions,
  type SolverOptions,
  type SolverResult,
} from './krylov';
export { spsolve } from './spsolve';
export { svds, type SvdsOptions, type SvdsResult } from './svds';
export { lobpcg, type LobpcgOptions, type LobpcgResult } from './lobpcg';
export {
  MultilevelSolver,
  smoothed_aggregation_solver,
  type MultilevelLevel,
  type MultilevelSolveOptions,
  type SmoothedAggregationOptions,
} from './amg';
export { expm_multiply, type ExpmMultiplyOptions } from './expm';
export { norm, type SparseNormOptions, type SparseOrder } from './norm';
