/** Iterative solvers of linear systems, under SciPy's names. */
import { rangeError, typeError } from '../../../errors';
import { allocate, nativeDType, viewOf, type NDArray } from '../../../core/array';
import { cast } from '../../../core/call';
import { checkArray } from '../../../core/check';
import { fromData } from '../../../core/convert';
import { float64, type NativeDType } from '../../../core/dtype';
import { scope } from '../../../core/memory';
import { runJob, type JobOptions } from '../../../core/job';
import { checkOptions } from '../../../core/options';
import { noPromotion, promoted } from '../../../core/promotion';
import { integer } from '../../../core/shape';
import { asOperator, checkOperatorDevice, LinearOperator, type OperatorLike } from './operator';
import { noOperator, packedTogether, packOperator } from './pack';
import { tolerance } from './tolerance';

/** What the solvers of linear systems take, under SciPy's names. */
export interface SolverOptions extends JobOptions {
  /** Where to start (default zeros). */
  x0?: NDArray | null;
  /** The residual's norm, relative to b's (default 1e-5). */
  rtol?: number;
  /** The residual's norm (default 0). */
  atol?: number;
  /** Most iterations (default 10 n; minres 5 n); of gmres: cycles. */
  maxiter?: number | null;
  /** What approximates A⁻¹. */
  M?: OperatorLike | null;
  /**
   * Called with x, of shape [n], after each iteration (of gmres: each cycle), on the event loop; it may be async. x is
   * valid until it has ended. What it throws rejects the solver's promise. Residuals alone are cheaper by `onProgress`.
   */
  callback?: ((x: NDArray) => unknown) | null;
}
/** What {@link minres} takes. */
export interface MinresOptions extends SolverOptions {
  /** Solves (A - shift I) x = b (default 0). */
  shift?: number;
}
/** What {@link gmres} takes. */
export interface GmresOptions extends SolverOptions {
  /** Iterations between restarts (default 20). */
  restart?: number | null;
}

/** A solution, with what the iteration did. */
export interface SolverResult {
  /** Shaped as b. */
  x: NDArray;
  iterations: number;
  /** ‖b - A x‖ at the start and after each iteration, float64. */
  residuals: NDArray;
  converged: boolean;
}

type Job = 'cg' | 'minres' | 'gmres' | 'richardson';
const known = ['x0', 'rtol', 'atol', 'maxiter', 'M', 'callback', 'signal', 'onProgress'];

/**
 * Solves A x = b for a symmetric (Hermitian) positive definite A by conjugate gradients (Hestenes and Stiefel 1952), as
 * scipy.sparse.linalg.cg. It stops at ‖b - A x‖ <= max(rtol ‖b‖, atol), which is verified at the end: rounding in the
 * recurrence doesn't count as convergence. The same call gives the same bits.
 *
 * @param A n × n: a sparse or dense matrix or a LinearOperator.
 * @param b of shape [n] or [n, 1], of a floating-point dtype; x has its shape and the dtype that A and b promote to.
 * @throws RangeError for what doesn't fit or isn't finite; ObolError ERR_OBOL_CONVERGENCE with what was reached in
 * `partial`, ERR_OBOL_NUMERIC where A or M break the iteration down or x is too large for its dtype, ERR_OBOL_ABORTED.
 * @example
 * const A = xp.sparse.csr_array([[2, -1, 0], [-1, 2, -1], [0, -1, 2]]);
 * const { x, residuals } = await xp.sparse.linalg.cg(A, xp.ones([3]), { rtol: 1e-10 });
 */
export async function cg(A: OperatorLike, b: NDArray, options?: SolverOptions): Promise<SolverResult> {
  return scope(() => solveLinear('cg', 'cg', A, b, checkOptions('cg', options, known)));
}

/**
 * Solves A x = b for a symmetric (Hermitian) A, definite or not, by the minimum residual method (Paige and Saunders
 * 1975), as scipy.sparse.linalg.minres, but with the stop rule, and the errors, of {@link cg}. M is positive definite. Of
 * a singular A, b has to lie in the range; otherwise `partial.x` is a least-squares solution.
 *
 * @param A n × n: a sparse or dense matrix or a LinearOperator.
 * @param b of shape [n] or [n, 1].
 * @throws as {@link cg}.
 * @example
 * const A = xp.sparse.csr_array([[0, 1], [1, 0]]);
 * const { x } = await xp.sparse.linalg.minres(A, xp.asarray([1, 2]));
 */
export async function minres(A: OperatorLike, b: NDArray, options?: MinresOptions): Promise<SolverResult> {
  const o = checkOptions('minres', options, [...known, 'shift']);
  const shift = o.shift ?? 0;
  if (typeof shift !== 'number') throw typeError('minres', 'shift', 'a number', shift);
  if (!Number.isFinite(shift)) throw rangeError('minres', 'shift', 'a finite number', shift);
  return scope(() => {
    const operator = asOperator('minres', 'A', A);
    return solveLinear('minres', 'minres', shift === 0 ? operator : operator.shift(shift), b, o, 5);
  });
}

/**
 * Solves A x = b for any square A by restarted GMRES (Saad and Schultz 1986), as scipy.sparse.linalg.gmres, with the stop
 * rule, and the errors, of {@link cg}. M is applied from the right, so that what is minimised is the residual itself.
 * `maxiter` counts cycles of `restart` iterations, `iterations` all of them.
 *
 * @param A n × n: a sparse or dense matrix or a LinearOperator.
 * @param b of shape [n] or [n, 1].
 * @throws as {@link cg}.
 * @example
 * const A = xp.sparse.csr_array([[1, 2], [-2, 1]]);
 * const { x } = await xp.sparse.linalg.gmres(A, xp.ones([2]), { rtol: 1e-10 });
 */
export async function gmres(A: OperatorLike, b: NDArray, options?: GmresOptions): Promise<SolverResult> {
  const o = checkOptions('gmres', options, [...known, 'restart']);
  const restart = integer('gmres', 'restart', o.restart ?? 20);
  if (restart < 1) throw rangeError('gmres', 'restart', 'a number of at least 1', o.restart);
  return scope(() => solveLinear('gmres', 'gmres', A, b, o, 10, restart));
}

/** Runs one of the jobs for linear systems, in the caller's scope. @internal */
export async function solveLinear(
  fn: string,
  job: Job,
  A: OperatorLike,
  b: NDArray,
  o: SolverOptions,
  perRow = 10,
  restart = 0,
): Promise<SolverResult> {
  const operator = asOperator(fn, 'A', A);
  const [n, cols] = operator.shape;
  if (n !== cols) throw rangeError(fn, 'A', 'a square matrix', operator.shape);
  const preconditioner = o.M === undefined || o.M === null ? undefined : asOperator(fn, 'M', o.M);
  if (preconditioner !== undefined && (preconditioner.shape[0] !== n || preconditioner.shape[1] !== n))
    throw rangeError(fn, 'M', `an operator of shape [${n}, ${n}]`, preconditioner.shape);
  const right = vectorOf(fn, 'b', b, operator);
  const start = o.x0 === undefined || o.x0 === null ? undefined : vectorOf(fn, 'x0', o.x0, operator);
  const dtype = [preconditioner, right, start].reduce<NativeDType>((common, x) => {
    if (x === undefined) return common;
    checkOperatorDevice(fn, operator, x);
    const both = promoted(common, x.dtype as NativeDType);
    if (both === undefined) throw noPromotion(fn, common, x.dtype as NativeDType);
    return both;
  }, operator.dtype as NativeDType);
  const rtol = tolerance(fn, 'rtol', o.rtol ?? 1e-5);
  const atol = tolerance(fn, 'atol', o.atol ?? 0);
  const maxiter = integer(fn, 'maxiter', o.maxiter ?? Math.max(perRow * n, 1));
  if (maxiter < 1) throw rangeError(fn, 'maxiter', 'a number of at least 1', o.maxiter);
  const { callback } = o;
  if (callback !== undefined && callback !== null && typeof callback !== 'function')
    throw typeError(fn, 'callback', 'a function', callback);

  const device = operator._device;
  // Native code knows functions as operators.
  const watch = async (at: NDArray): Promise<NDArray> => {
    await callback?.(at);
    return at;
  };
  const watched = callback ? new LinearOperator([n, n], { matvec: watch, dtype, device: device.name }) : undefined;
  const operators = packedTogether(
    packOperator(fn, 'A', operator, dtype),
    preconditioner === undefined ? noOperator : packOperator(fn, 'M', preconditioner, dtype),
    watched === undefined ? noOperator : packOperator(fn, 'callback', watched, dtype),
  );
  const ready = (x: NDArray): NDArray => (x.dtype === dtype ? x : cast(fn, x, dtype));
  const x = allocate(fn, dtype, b.shape, device);
  const answer = ([iterations = 0, converged = 0, ...residuals]: number[]): SolverResult => ({
    x,
    iterations,
    residuals: fromData(fn, Float64Array.from(residuals), float64, [residuals.length], device),
    converged: converged === 1,
  });
  const numbers = await runJob(fn, {
    device,
    name: job,
    inputs: [...operators.arrays, ready(right), start && ready(start)],
    outputs: [viewOf(x, [n], [1], 0)],
    numbers: [...operators.numbers, rtol, atol, maxiter, restart],
    functions: operators.functions,
    stages: [fn],
    partial: answer,
    signal: o.signal,
    onProgress: o.onProgress,
  });
  return answer(numbers);
}

/** A vector of n elements, or a column of them, as a vector. */
function vectorOf(fn: string, name: string, value: NDArray, operator: LinearOperator): NDArray {
  const x = checkArray(fn, name, value);
  const [n] = operator.shape;
  if (x.shape[0] !== n || x.ndim > 2 || (x.ndim === 2 && x.shape[1] !== 1))
    throw rangeError(fn, name, `an array of shape [${n}] or [${n}, 1]`, x.shape);
  const dtype = nativeDType(x);
  if (dtype.kind !== 'real floating' && !dtype.complex)
    throw typeError(fn, name, 'an array of a floating-point dtype', dtype.name);
  return x.ndim === 1 ? x : viewOf(x, [n], [x._strides[0]!], x._offset);
}
