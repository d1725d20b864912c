/** A few singular values and vectors, as scipy.sparse.linalg.svds. */
import { rangeError, typeError } from '../../../errors';
import { allocate, nativeDType, type NDArray } from '../../../core/array';
import { cast } from '../../../core/call';
import { checkArray } from '../../../core/check';
import { fromData } from '../../../core/convert';
import { complex128, float32, complex64, float64, realDType, type NativeDType } from '../../../core/dtype';
import { scope } from '../../../core/memory';
import { checkJobOptions, runJob, type JobOptions } from '../../../core/job';
import { checkOptions } from '../../../core/options';
import { noPromotion, promoted } from '../../../core/promotion';
import { integer } from '../../../core/shape';
import { asOperator, checkOperatorDevice, type OperatorLike } from './operator';
import { packOperator } from './pack';
import { tolerance } from './tolerance';

/** What {@link svds} takes, under SciPy's names. */
export interface SvdsOptions extends JobOptions {
  /** How many singular triplets, 1 … min(m, n) (default 6, or as many as there are). */
  k?: number;
  /** The largest ones ('LM', the default) or the smallest ('SM'). */
  which?: 'LM' | 'SM';
  /** Relative accuracy of a triplet's residual; 0 (default): machine precision. */
  tol?: number;
  /** Lanczos vectors kept on each side (default chosen). */
  ncv?: number | null;
  /** Start vector of min(m, n) elements. */
  v0?: NDArray | null;
  /** Most restarts (default 10 min(m, n)). */
  maxiter?: number | null;
  /** Both U and Vh (true, the default), one of them, or the values alone (false). */
  return_singular_vectors?: boolean | 'u' | 'vh';
  /** The seed of random vectors (default 0); the same one gives the same bits. */
  random_state?: number | null;
}

/** Singular triplets, with what the iteration did. */
export interface SvdsResult {
  /** m × k, orthonormal columns; absent where it was not asked for. */
  U?: NDArray;
  /** k, ascending. */
  s: NDArray;
  /** k × n, orthonormal rows; absent where it was not asked for. */
  Vh?: NDArray;
  iterations: number;
  residuals: NDArray;
  converged: boolean;
}

const precision = (dtype: NativeDType): number => (dtype === float32 || dtype === complex64 ? 2 ** -23 : 2 ** -52);

/**
 * A few of the largest or smallest singular values of a matrix, and their vectors, as scipy.sparse.linalg.svds:
 * A ≈ U diag(s) Vh. Golub-Kahan-Lanczos bidiagonalisation with thick restarts and full reorthogonalisation of both
 * sides (Baglama and Reichel 2005). It never forms AᴴA, so values far below the largest one are accurate to the
 * rounding of A itself; repeated values come as often as they are there, and a matrix of any rank will do. It computes
 * in float64 or complex128 whatever A's dtype.
 *
 * Small matrices are solved densely, which allows k up to min(m, n), and so are those for 'SM' up to min(m, n) = 2048
 * and 2^24 entries. Beyond that the smallest values are sought by the same iteration, which may need many
 * restarts for them: for a large matrix of full rank, eigsh of AᴴA near 0 is the quicker way where its lost digits don't
 * matter.
 *
 * @param A m × n of a floating-point dtype: sparse, dense, or a LinearOperator with an adjoint (`rmatvec`). Integers and
 * booleans count as float64.
 * @returns U (m × k), s (k, ascending), Vh (k × n); iterations (restarts), residuals
 * √(‖A v - s u‖² + ‖Aᴴ u - s v‖²), converged.
 * @throws RangeError for A that is empty or not finite, a k out of range, a v0 of zeros; ObolError ERR_OBOL_CONVERGENCE
 * with what was reached in `partial`, ERR_OBOL_ABORTED.
 * @example
 * const A = xp.sparse.csr_array([[3, 0], [0, 4], [0, 0]]);
 * const { s } = await xp.sparse.linalg.svds(A, { k: 1 }); // [4]
 */
export async function svds(A: OperatorLike, options?: SvdsOptions): Promise<SvdsResult> {
  return scope(() => solve(A, options));
}

async function solve(A: OperatorLike, options: SvdsOptions | undefined): Promise<SvdsResult> {
  const fn = 'svds';
  const a = asOperator(fn, 'A', A);
  const names = ['k', 'which', 'tol', 'ncv', 'v0', 'maxiter', 'return_singular_vectors', 'random_state'];
  const o = checkOptions(fn, options, [...names, 'signal', 'onProgress']);
  checkJobOptions(fn, o);
  const [m, n] = a.shape;
  const least = Math.min(m, n);
  if (least === 0) throw rangeError(fn, 'A', 'a matrix of at least one row and column', a.shape);
  const dtype = a.dtype as NativeDType;
  const wide = dtype.complex ? complex128 : float64;
  const k = integer(fn, 'k', o.k ?? Math.min(6, least));
  if (k < 1 || k > least) throw rangeError(fn, 'k', `a number in [1, ${least}]`, o.k);
  const which = o.which ?? 'LM';
  if (which !== 'LM' && which !== 'SM') throw rangeError(fn, 'which', 'one of LM, SM', which);
  const tol = tolerance(fn, 'tol', o.tol ?? 0);
  const maxiter = integer(fn, 'maxiter', o.maxiter ?? 10 * least);
  if (maxiter < 1) throw rangeError(fn, 'maxiter', 'a number of at least 1', o.maxiter);
  const ncv = integer(fn, 'ncv', o.ncv ?? 0);
  if (ncv !== 0 && (ncv <= k || ncv > least)) throw rangeError(fn, 'ncv', `a number in [${k + 1}, ${least}]`, o.ncv);
  const seed = integer(fn, 'random_state', o.random_state ?? 0);
  const wanted = o.return_singular_vectors ?? true;
  if (typeof wanted !== 'boolean' && wanted !== 'u' && wanted !== 'vh')
    throw typeError(fn, 'return_singular_vectors', "a boolean, 'u' or 'vh'", wanted);
  let v0: NDArray | undefined;
  if (o.v0 !== undefined && o.v0 !== null) {
    const start = checkArray(fn, 'v0', o.v0);
    checkOperatorDevice(fn, a, start);
    if (start.ndim !== 1 || start.shape[0] !== least)
      throw rangeError(fn, 'v0', `a vector of ${least} elements`, start.shape);
    if (promoted(nativeDType(start), wide) !== wide) throw noPromotion(fn, nativeDType(start), wide);
    v0 = cast(fn, start, wide);
  }
  const device = a._device;
  const packed = packOperator(fn, 'A', a, wide);
  const U = wanted === true || wanted === 'u' ? allocate(fn, dtype, [m, k], device) : undefined;
  const s = allocate(fn, realDType(dtype), [k], device);
  const Vh = wanted === true || wanted === 'vh' ? allocate(fn, dtype, [k, n], device) : undefined;
  const answer = ([iterations = 0, converged = 0, ...residuals]: number[]): SvdsResult => ({
    ...(U !== undefined && { U }),
    s,
    ...(Vh !== undefined && { Vh }),
    iterations,
    residuals: fromData(fn, Float64Array.from(residuals), float64, [residuals.length], device),
    converged: converged === 1,
  });
  const nothing = allocate(fn, dtype, [0], device);
  return answer(
    await runJob(fn, {
      device,
      name: 'svds',
      inputs: [...packed.arrays, v0],
      outputs: [U ?? nothing, s, Vh ?? nothing],
      numbers: [...packed.numbers, which === 'SM' ? 1 : 0, tol, maxiter, ncv, seed, precision(dtype)],
      functions: packed.functions,
      stages: ['svds'],
      partial: answer,
      signal: o.signal,
      onProgress: o.onProgress,
    }),
  );
}
