/** Smoothed-aggregation multigrid for linear systems, under pyamg's names. */
import { inspect } from 'node:util';
import { ObolError, rangeError, typeError } from '../../../errors';
import type { NDArray } from '../../../core/array';
import type { NativeDType } from '../../../core/dtype';
import { heldArrays, scope } from '../../../core/memory';
import { checkJobOptions, runJob, type JobOptions } from '../../../core/job';
import { checkOptions } from '../../../core/options';
import { integer } from '../../../core/shape';
import type { SparseArray } from '../array';
import { csr_array } from '../construct';
import { cg, gmres, minres, solveLinear, type SolverResult } from './krylov';
import { asOperator, LinearOperator, type OperatorLike } from './operator';
import type { NativeOperator } from './pack';
import { tolerance } from './tolerance';

/** What {@link smoothed_aggregation_solver} takes, under pyamg's names. */
export interface SmoothedAggregationOptions extends JobOptions {
  /** Most levels (default 100; what is left then is only smoothed). */
  max_levels?: number;
  /** No level of fewer nodes is coarsened further (default 250). */
  max_coarse?: number;
}

/** What {@link MultilevelSolver.solve} takes, under pyamg's names. */
export interface MultilevelSolveOptions extends JobOptions {
  /** Where to start (default zeros). */
  x0?: NDArray | null;
  /** The residual's norm, relative to b's (default 1e-5). */
  tol?: number;
  /** Most cycles, or iterations of `accel` (default 100). */
  maxiter?: number;
  /** The kind of cycle: V-cycles only. */
  cycle?: 'V';
  /** The Krylov method that the cycles precondition; left out: cycles alone. */
  accel?: 'cg' | 'minres' | 'gmres' | null;
  /** Called with x after each cycle or iteration, as {@link SolverOptions} has it. */
  callback?: ((x: NDArray) => unknown) | null;
}

/** A level of a {@link MultilevelSolver}. */
export interface MultilevelLevel {
  /** Its nodes. */
  n: number;
  /** The elements that its matrix has beside the diagonal, those that stand for the diagonal's excess included. */
  nnz: number;
}

// The number of operator_read.cc.
const kind = 11;
const accelerators = { cg, minres, gmres } as const;

/**
 * A hierarchy of matrices for A, made by {@link smoothed_aggregation_solver}: it solves, or preconditions. It holds memory
 * of the device until it is disposed or collected.
 *
 * @example
 * const A = xp.sparse.csr_array([[2, -1, 0], [-1, 2, -1], [0, -1, 2]]);
 * (await xp.sparse.linalg.smoothed_aggregation_solver(A)) instanceof xp.sparse.linalg.MultilevelSolver; // true
 */
export class MultilevelSolver {
  /** The levels, finest first. */
  readonly levels: readonly MultilevelLevel[];
  /** @internal */
  private readonly matrix: LinearOperator;
  /** @internal */
  private readonly arrays: NDArray[];
  /** @internal */
  private readonly numbers: number[];

  /** @internal */
  constructor(matrix: LinearOperator, arrays: NDArray[], numbers: number[], levels: MultilevelLevel[]) {
    this.matrix = matrix;
    this.arrays = arrays;
    this.numbers = numbers;
    this.levels = Object.freeze(levels);
  }

  /**
   * Solves A x = b, to ‖b - A x‖ <= tol ‖b‖, by V-cycles, alone or as the preconditioner of a Krylov method.
   *
   * @param b of shape [n] or [n, 1], of a floating-point dtype.
   * @throws as {@link cg}: ObolError ERR_OBOL_CONVERGENCE with what was reached in `partial`.
   * @example
   * const A = xp.sparse.csr_array([[2, -1, 0], [-1, 2, -1], [0, -1, 2]]);
   * const ml = await xp.sparse.linalg.smoothed_aggregation_solver(A);
   * const { x } = await ml.solve(xp.ones([3]), { tol: 1e-10 });
   */
  async solve(b: NDArray, options?: MultilevelSolveOptions): Promise<SolverResult> {
    const fn = 'solve';
    const known = ['x0', 'tol', 'maxiter', 'cycle', 'accel', 'callback', 'signal', 'onProgress'];
    const { tol, cycle, accel, ...rest } = checkOptions(fn, options, known);
    const rtol = tolerance(fn, 'tol', tol ?? 1e-5);
    if (cycle !== undefined && cycle !== 'V') throw rangeError(fn, 'cycle', "'V'", cycle);
    const M = this.preconditioner(fn);
    const o = { ...rest, M, rtol, maxiter: rest.maxiter ?? 100 };
    if (accel === undefined || accel === null) return scope(() => solveLinear(fn, 'richardson', this.matrix, b, o));
    if (!Object.hasOwn(accelerators, accel)) throw rangeError(fn, 'accel', "'cg', 'minres' or 'gmres'", accel);
    return accelerators[accel](this.matrix, b, o);
  }

  /**
   * One V-cycle from zero as an operator, which approximates A⁻¹ (the pseudoinverse of a singular A): symmetric, positive
   * definite, and run natively by cg, minres, gmres and lobpcg. It lives as long as the solver does.
   *
   * @example
   * const A = xp.sparse.csr_array([[2, -1, 0], [-1, 2, -1], [0, -1, 2]]);
   * const ml = await xp.sparse.linalg.smoothed_aggregation_solver(A);
   * const { x } = await xp.sparse.linalg.cg(A, xp.ones([3]), { M: ml.aspreconditioner() });
   */
  aspreconditioner(options?: { cycle?: 'V' }): LinearOperator {
    const fn = 'aspreconditioner';
    const { cycle } = checkOptions(fn, options, ['cycle']);
    if (cycle !== undefined && cycle !== 'V') throw rangeError(fn, 'cycle', "'V'", cycle);
    return this.preconditioner(fn);
  }
  private preconditioner(fn: string): LinearOperator {
    const live = (of: string): NDArray[] => {
      if (this.arrays.some((x) => x._disposed))
        throw new ObolError('ERR_OBOL_DISPOSED', `${of}: expected a live solver, got one that was disposed`);
      return this.arrays;
    };
    live(fn);
    const native: NativeOperator = {
      kind,
      arrays: () => this.arrays,
      pack: (of) => ({ arrays: live(of), numbers: this.numbers }),
    };
    const { shape, dtype, _device } = this.matrix;
    return new LinearOperator(shape, { kind: 'native', native }, dtype, _device);
  }

  /**
   * The elements of all levels' matrices over those of the first.
   *
   * @example
   * const ml = await xp.sparse.linalg.smoothed_aggregation_solver(xp.sparse.csr_array([[2, -1], [-1, 2]]));
   * ml.operator_complexity(); // 1
   */
  operator_complexity(): number {
    const elements = this.levels.map(({ n, nnz }) => n + nnz);
    return elements.length === 0 ? 1 : elements.reduce((a, b) => a + b) / elements[0]!;
  }
  /**
   * The rows of all levels over those of the first.
   *
   * @example
   * const ml = await xp.sparse.linalg.smoothed_aggregation_solver(xp.sparse.csr_array([[2, -1], [-1, 2]]));
   * ml.grid_complexity(); // 1
   */
  grid_complexity(): number {
    const nodes = this.levels.map(({ n }) => n);
    return nodes.length === 0 ? 1 : nodes.reduce((a, b) => a + b) / nodes[0]!;
  }

  /** Gives the hierarchy's memory back; its preconditioners end with it. A itself stays. */
  dispose(): void {
    for (const x of this.arrays) x.dispose();
  }
  /** {@link dispose}, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
  /** @internal */
  *[heldArrays](): Iterable<NDArray> {
    yield* this.arrays;
    yield* this.matrix[heldArrays]();
  }
  [inspect.custom](): string {
    const sizes = this.levels.map(({ n }) => n).join(', ');
    return `MultilevelSolver([${this.matrix.shape.join(', ')}], levels of ${sizes || 'no'} nodes, ${this.matrix.device})`;
  }
}

/**
 * Smoothed-aggregation multigrid for a symmetric positive (semi)definite matrix, as
 * pyamg.smoothed_aggregation_solver; it is the hierarchy under the spectral embedding (Vaněk, Mandel and Brezina 1996, on
 * pairwise matchings). It is made for what behaves like a Laplacian: rows that sum to no less than zero. Graph Laplacians,
 * and those plus a non-negative diagonal (Dirichlet boundaries, shifts), are represented exactly; positive elements
 * beside the diagonal are lumped into it. Of a singular matrix it approximates the pseudoinverse, component by component.
 *
 * @param A n × n, real: sparse (or dense), float32 or float64.
 * @throws TypeError for a complex matrix; RangeError for one that is not symmetric, not finite, or has rows that sum to
 * less than zero; ObolError ERR_OBOL_ABORTED.
 * @example
 * const A = xp.sparse.csr_array([[2, -1, 0], [-1, 2, -1], [0, -1, 2]]);
 * const ml = await xp.sparse.linalg.smoothed_aggregation_solver(A);
 * const { x, iterations } = await ml.solve(xp.ones([3]), { tol: 1e-8, accel: 'cg' });
 */
export async function smoothed_aggregation_solver(
  A: SparseArray | NDArray,
  options?: SmoothedAggregationOptions,
): Promise<MultilevelSolver> {
  return scope(() => setUp(A, options));
}

async function setUp(A: OperatorLike, options: SmoothedAggregationOptions | undefined): Promise<MultilevelSolver> {
  const fn = 'smoothed_aggregation_solver';
  const o = checkOptions(fn, options, ['max_levels', 'max_coarse', 'signal', 'onProgress']);
  checkJobOptions(fn, o);
  const given = asOperator(fn, 'A', A);
  if (A instanceof LinearOperator) throw typeError(fn, 'A', 'a matrix', A);
  const matrix = given._node.kind === 'dense' ? asOperator(fn, 'A', csr_array(given._node.array)) : given;
  const [n, cols] = matrix.shape;
  if (n !== cols) throw rangeError(fn, 'A', 'a square matrix', matrix.shape);
  if ((matrix.dtype as NativeDType).complex) throw typeError(fn, 'A', 'a real matrix', matrix.dtype.name);
  const levels = integer(fn, 'max_levels', o.max_levels ?? 100);
  if (levels < 1) throw rangeError(fn, 'max_levels', 'a number of at least 1', levels);
  const coarse = integer(fn, 'max_coarse', o.max_coarse ?? 250);
  if (coarse < 1) throw rangeError(fn, 'max_coarse', 'a number of at least 1', coarse);
  if (matrix._node.kind !== 'csr') throw new Error('unreachable');
  const csr = matrix._node.matrix;
  let arrays: NDArray[] = [];
  const numbers = await runJob(fn, {
    device: matrix._device,
    name: 'smoothed_aggregation',
    inputs: [csr._indptr, csr._indices, csr._data],
    outputs: [],
    numbers: [coarse, levels],
    stages: [fn],
    given: (made) => void (arrays = made),
    signal: o.signal,
    onProgress: o.onProgress,
  });
  // Behind the operator's own numbers: for each level its nodes and weights, and in front of those their number.
  const count = levelCount(numbers);
  const info = count === 0 ? [] : numbers.slice(-2 * count);
  const list = Array.from({ length: count }, (_, l) => ({ n: info[2 * l]!, nnz: info[2 * l + 1]! }));
  return new MultilevelSolver(matrix, arrays, numbers.slice(0, numbers.length - 1 - 2 * count), list);
}

/** Rows, nodes and unit come first, then, if there are nodes, the number of levels. */
function levelCount(numbers: readonly number[]): number {
  return numbers[1]! > 0 ? numbers[3]! : 0;
}
