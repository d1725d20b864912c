/** Eigenpairs of large symmetric pencils by LOBPCG, as scipy.sparse.linalg.lobpcg. */
import { rangeError, typeError } from '../../../errors';
import { allocate, nativeDType, type NDArray } from '../../../core/array';
import { cast } from '../../../core/call';
import { checkArray } from '../../../core/check';
import { fromData } from '../../../core/convert';
import { complex64, complex128, float32, float64, realDType, type NativeDType } from '../../../core/dtype';
import { checkJobOptions, runJob, type JobOptions } from '../../../core/job';
import { scope } from '../../../core/memory';
import { booleanOption, checkOptions } from '../../../core/options';
import { noPromotion, promoted } from '../../../core/promotion';
import { integer } from '../../../core/shape';
import { asOperator, checkOperatorDevice, type OperatorLike } from './operator';
import { noOperator, packedTogether, packOperator } from './pack';
import { tolerance } from './tolerance';

/** What {@link lobpcg} takes, under SciPy's names. */
export interface LobpcgOptions extends JobOptions {
  /** The mass operator of A x = λ B x, symmetric (Hermitian) positive definite (default: the identity). */
  B?: OperatorLike | null;
  /** A preconditioner, which is to come close to A's inverse, symmetric (Hermitian) positive definite. */
  M?: OperatorLike | null;
  /**
   * n × p constraints: what is found is B-orthogonal to these columns, which are linearly independent and otherwise any.
   * Of eigenvectors of A the next ones are found.
   */
  Y?: NDArray | null;
  /** Of the residual norm ‖A x - λ B x‖ (default n √eps of the dtype); with Y, of what it has beside B Y. */
  tol?: number | null;
  /** Most iterations (default 20). */
  maxiter?: number | null;
  /** The largest eigenvalues (true, the default) or the smallest. */
  largest?: boolean;
}

/** Eigenpairs, with what the iteration did. */
export interface LobpcgResult {
  /** k, descending for the largest, ascending for the smallest. */
  eigenvalues: NDArray;
  /** n × k, in columns, B-orthonormal. */
  eigenvectors: NDArray;
  iterations: number;
  /** ‖A x - λ B x‖, with Y without what lies along B Y: where x is an answer among the vectors B-orthogonal to Y it is 0. */
  residuals: NDArray;
  converged: boolean;
}

/**
 * The largest or smallest eigenpairs of A x = λ B x for a symmetric or Hermitian A and a positive definite B, by the
 * locally optimal block preconditioned conjugate gradient method, as scipy.sparse.linalg.lobpcg. It needs no more of A,
 * B and M than their products with blocks, so all may be operators.
 *
 * The bases are kept orthonormal and what becomes dependent in them is dropped (Knyazev 2001; Hetmaniuk and Lehoucq
 * 2006; Duersch, Shao, Yang and Gu 2018), so ill-conditioned blocks, near-by and repeated eigenvalues don't break it;
 * columns of X that depend on others, or on Y, are replaced by random ones, the same on each call. It computes
 * in float64 or complex128 whatever the dtypes. Where n - p < 5 k the problem is solved densely, with Y too. A
 * tolerance below the rounding of A's products means that rounding. Start from random columns: what X holds nothing of
 * is not found, and columns of X that are eigenvectors are taken for the ones sought, whichever they are.
 *
 * @param A n × n of a floating-point dtype: sparse, dense or a LinearOperator.
 * @param X n × k, the start: 1 ≤ k ≤ n - p.
 * @returns eigenvalues (k), eigenvectors (n × k), iterations, residuals, converged. The results' dtype is what A, B, M,
 * X and Y promote to.
 * @throws RangeError for an A that is seen not to be symmetric, a B that is seen not to be positive definite, dependent
 * columns of Y, products that are not finite; ObolError ERR_OBOL_CONVERGENCE with what was reached in `partial` (where
 * SciPy warns), ERR_OBOL_ABORTED.
 * @example
 * const A = xp.sparse.csr_array([[2, -1, 0], [-1, 2, -1], [0, -1, 2]]);
 * const { eigenvalues } = await xp.sparse.linalg.lobpcg(A, xp.ones([3, 1]), { largest: false }); // [2 - √2]
 */
export async function lobpcg(A: OperatorLike, X: NDArray, options?: LobpcgOptions): Promise<LobpcgResult> {
  return scope(() => solve(A, X, options));
}

async function solve(A: OperatorLike, X: NDArray, options: LobpcgOptions | undefined): Promise<LobpcgResult> {
  const fn = 'lobpcg';
  const a = asOperator(fn, 'A', A);
  const o = checkOptions(fn, options, ['B', 'M', 'Y', 'tol', 'maxiter', 'largest', 'signal', 'onProgress']);
  checkJobOptions(fn, o);
  const n = a.shape[0];
  if (n !== a.shape[1] || n === 0) throw rangeError(fn, 'A', 'a square matrix of at least one row', a.shape);
  const start = checkArray(fn, 'X', X);
  const constraints = o.Y === undefined || o.Y === null ? undefined : checkArray(fn, 'Y', o.Y);
  const p = constraints === undefined ? 0 : columnsOf(fn, 'Y', constraints, n);
  const k = columnsOf(fn, 'X', start, n);
  if (k < 1 || k > n - p) throw rangeError(fn, 'X', `an array of 1 to ${n - p} columns`, start.shape);
  const [b, m] = (['B', 'M'] as const).map((name) => {
    const given = o[name];
    if (given === undefined || given === null) return undefined;
    const operator = asOperator(fn, name, given);
    if (operator.shape[0] !== n || operator.shape[1] !== n)
      throw rangeError(fn, name, `an operator of shape [${n}, ${n}]`, operator.shape);
    return operator;
  });
  const among = [a, b, m, start, constraints].filter((x) => x !== undefined);
  for (const x of among) checkOperatorDevice(fn, a, x);
  const together = (x: NativeDType, y: NativeDType): NativeDType => {
    const both = promoted(x, y);
    if (both === undefined) throw noPromotion(fn, x, y);
    return both;
  };
  const dtype = among.map((x) => x.dtype as NativeDType).reduce(together);
  const wide = dtype.complex ? complex128 : float64;
  const narrow = dtype === float32 || dtype === complex64;
  const tol = tolerance(fn, 'tol', o.tol ?? n * Math.sqrt(narrow ? 2 ** -23 : 2 ** -52));
  const maxiter = integer(fn, 'maxiter', o.maxiter ?? 20);
  if (maxiter < 0) throw rangeError(fn, 'maxiter', 'a number of at least 0', o.maxiter);
  const largest = booleanOption(fn, 'largest', o.largest, true);
  const device = a._device;
  const packed = packedTogether(
    packOperator(fn, 'A', a, wide),
    b === undefined ? noOperator : packOperator(fn, 'B', b, wide),
    m === undefined ? noOperator : packOperator(fn, 'M', m, wide),
  );
  const eigenvalues = allocate(fn, realDType(dtype), [k], device);
  const eigenvectors = allocate(fn, dtype, [n, k], device);
  const answer = ([iterations = 0, converged = 0, ...residuals]: number[]): LobpcgResult => ({
    eigenvalues,
    eigenvectors,
    iterations,
    residuals: fromData(fn, Float64Array.from(residuals), float64, [residuals.length], device),
    converged: converged === 1,
  });
  return answer(
    await runJob(fn, {
      device,
      name: 'lobpcg',
      inputs: [...packed.arrays, cast(fn, start, wide), p === 0 ? undefined : cast(fn, constraints!, wide)],
      outputs: [eigenvalues, eigenvectors],
      numbers: [...packed.numbers, largest ? 1 : 0, tol, maxiter, 0],
      functions: packed.functions,
      stages: ['lobpcg'],
      partial: answer,
      signal: o.signal,
      onProgress: o.onProgress,
    }),
  );
}

function columnsOf(fn: string, name: string, x: NDArray, n: number): number {
  const dtype = nativeDType(x);
  if (dtype.kind !== 'real floating' && !dtype.complex)
    throw typeError(fn, name, 'an array of a floating-point dtype', dtype.name);
  if (x.ndim !== 2 || x.shape[0] !== n) throw rangeError(fn, name, `an array of ${n} rows and some columns`, x.shape);
  return x.shape[1]!;
}
