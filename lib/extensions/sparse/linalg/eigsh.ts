/** Eigensolvers on sparse matrices, under SciPy's names. */
import { rangeError, typeError } from '../../../errors';
import { allocate, isArray, nativeDType, type NDArray } from '../../../core/array';
import { cast } from '../../../core/call';
import { checkArray } from '../../../core/check';
import { fromData } from '../../../core/convert';
import { complex128, float32, float64, complex64, realDType, type NativeDType } from '../../../core/dtype';
import { scope } from '../../../core/memory';
import { runJob, type JobOptions } from '../../../core/job';
import { booleanOption, checkOptions } from '../../../core/options';
import { integer } from '../../../core/shape';
import { csr_array } from '../construct';
import { issparse, type SparseArray } from '../array';
import { asOperator, checkOperatorDevice, type LinearOperator, type OperatorLike } from './operator';
import { noOperator, packedTogether, packOperator } from './pack';
import { tolerance } from './tolerance';

const ends = ['LM', 'SM', 'LA', 'SA', 'BE'] as const;

/** What {@link eigsh} takes, under SciPy's names. */
export interface EigshOptions extends JobOptions {
  /** How many eigenpairs (default 6, or n where that is less). */
  k?: number;
  /**
   * Largest or smallest magnitude ('LM', the default, 'SM'), largest or smallest ('LA', 'SA'), both ends ('BE', the high
   * one gets one more). With `sigma`, of 1/(λ - sigma).
   */
  which?: (typeof ends)[number];
  /** Eigenvalues near this number instead, by shift-invert. */
  sigma?: number | null;
  /** (A - sigma I)⁻¹ in place of a factorisation of A: needed where A is not a matrix and sigma is given. */
  OPinv?: OperatorLike | null;
  /** Relative accuracy of the eigenvalues; 0 (default): machine precision. */
  tol?: number;
  /** Most restarts (default 10 n). */
  maxiter?: number | null;
  /** Start vector. */
  v0?: NDArray | null;
  /** Lanczos vectors kept, at least k + 7 (default the larger of 2k + 8 and 64; of an inverse at 'LM' and 20). */
  ncv?: number | null;
  /** False: the result has no eigenvectors. */
  return_eigenvectors?: boolean;
}

/** Eigenpairs, ascending, with what the iteration did. */
export interface EigshResult {
  eigenvalues: NDArray;
  /** Left out where `return_eigenvectors` is false. */
  eigenvectors: NDArray;
  iterations: number;
  residuals: NDArray;
  converged: boolean;
}

/**
 * A few eigenpairs of a symmetric (Hermitian) matrix by thick-restart block Lanczos with full reorthogonalisation and
 * locking (Wu and Simon 2000; Zhou and Saad 2008), as scipy.sparse.linalg.eigsh; small matrices are solved densely, so k
 * may be anything up to n. Repeated eigenvalues come as often as they are there: steps multiply blocks of two vectors
 * (one of complex matrices), and where what is found lies close together it is believed after a new start from random
 * vectors orthogonal to it. `sigma`, and 'SM', work by shift-invert: A - sigma I is factored on the host, whatever the device (see
 * {@link spsolve}), and a vector crosses each way a step. A sigma that is an eigenvalue (0 of a Laplacian) is moved off it
 * by some machine precisions of the norm of A. It computes in float64 or complex128 whatever A's dtype, and the same call
 * gives the same bits, whatever the number of threads.
 *
 * @param A n × n, symmetric or Hermitian: a sparse array or a matrix of a floating-point dtype, or a LinearOperator, which
 * is taken at its word.
 * @returns eigenvalues (k) ascending, eigenvectors (n × k) in columns, iterations (restarts), residuals ‖Ax - λx‖,
 * converged.
 * @throws RangeError for a matrix that is not symmetric or not finite, a v0 of zeros; TypeError for sigma or 'SM' with an
 * operator that isn't a matrix, without OPinv; ObolError ERR_OBOL_CONVERGENCE with what was reached in `partial`,
 * ERR_OBOL_MEMORY where the factors of A - sigma I would not fit, ERR_OBOL_ABORTED.
 * @example
 * const A = xp.sparse.csr_array([[2, -1, 0], [-1, 2, -1], [0, -1, 2]]);
 * const { eigenvalues } = await xp.sparse.linalg.eigsh(A, { k: 2, which: 'SA' });
 */
export function eigsh(A: SparseArray, options?: EigshOptions): Promise<EigshResult>;
export function eigsh(A: OperatorLike, options?: EigshOptions): Promise<EigshResult>;
export async function eigsh(A: OperatorLike, options?: EigshOptions): Promise<EigshResult> {
  return scope(() => solve(A, options));
}

async function solve(A: OperatorLike, options: EigshOptions | undefined): Promise<EigshResult> {
  const fn = 'eigsh';
  const o = checkOptions(fn, options, [
    'k',
    'which',
    'sigma',
    'OPinv',
    'tol',
    'maxiter',
    'v0',
    'ncv',
    'return_eigenvectors',
    'signal',
    'onProgress',
  ]);
  if ((issparse(A) || isArray(A)) && !isFloating(nativeDType(issparse(A) ? A._data : A)))
    throw typeError(fn, 'A', 'an array of a floating-point dtype', A.dtype.name);
  const which = ends.indexOf(o.which ?? 'LM');
  if (which < 0) throw rangeError(fn, 'which', `one of ${ends.join(', ')}`, o.which);
  const sigma = o.sigma ?? undefined;
  if (sigma !== undefined && typeof sigma !== 'number') throw typeError(fn, 'sigma', 'a number', sigma);
  if (sigma !== undefined && !Number.isFinite(sigma)) throw rangeError(fn, 'sigma', 'a finite number', sigma);
  // The smallest of 1/(λ - sigma) need no inverse.
  const inverts = sigma === undefined ? o.which === 'SM' : o.which !== 'SM';
  if (!inverts && o.OPinv !== undefined && o.OPinv !== null)
    throw typeError(fn, 'OPinv', "none without sigma (or which: 'SM')", 'one');
  const operator = asMatrix(fn, A, inverts && !o.OPinv);
  const n = operator.shape[0];
  if (n !== operator.shape[1] || n === 0)
    throw rangeError(fn, 'A', 'a square matrix of at least one row', operator.shape);
  const dtype = operator.dtype as NativeDType;
  const wide = dtype.complex ? complex128 : float64;
  let inverse = noOperator;
  if (o.OPinv !== undefined && o.OPinv !== null) {
    const given = asOperator(fn, 'OPinv', o.OPinv);
    checkOperatorDevice(fn, operator, given);
    if (given.shape[0] !== n || given.shape[1] !== n)
      throw rangeError(fn, 'OPinv', `an operator of shape [${n}, ${n}]`, given.shape);
    inverse = packOperator(fn, 'OPinv', given, wide);
  }
  const k = integer(fn, 'k', o.k ?? Math.min(6, n));
  if (k < 1 || k > n) throw rangeError(fn, 'k', `a number in [1, ${n}]`, o.k);
  const tol = tolerance(fn, 'tol', o.tol ?? 0);
  const maxiter = integer(fn, 'maxiter', o.maxiter ?? 10 * n);
  if (maxiter < 1) throw rangeError(fn, 'maxiter', 'a number of at least 1', o.maxiter);
  const ncv = integer(fn, 'ncv', o.ncv ?? 0);
  if (ncv !== 0 && (ncv <= k || ncv > n)) throw rangeError(fn, 'ncv', `a number in [${k + 1}, ${n}]`, o.ncv);
  const withVectors = booleanOption(fn, 'return_eigenvectors', o.return_eigenvectors, true);
  const v0 = o.v0 === undefined || o.v0 === null ? undefined : startVector(fn, o.v0, operator, wide);
  const device = operator._device;
  const eigenvalues = allocate(fn, realDType(dtype), [k], device);
  const eigenvectors = allocate(fn, dtype, [n, k], device);
  const answer = ([iterations = 0, converged = 0, ...residuals]: number[]): EigshResult => ({
    eigenvalues,
    ...((withVectors && { eigenvectors }) as { eigenvectors: NDArray }),
    iterations,
    residuals: fromData(fn, Float64Array.from(residuals), float64, [residuals.length], device),
    converged: converged === 1,
  });
  const packed = packedTogether(packOperator(fn, 'A', operator, wide), inverse);
  const precision = dtype === float32 || dtype === complex64 ? 2 ** -23 : 2 ** -52;
  const numbers = await runJob(fn, {
    device,
    name: 'eigsh',
    inputs: [...packed.arrays, v0],
    outputs: [eigenvalues, eigenvectors],
    numbers: [...packed.numbers, which, sigma === undefined ? 0 : 1, sigma ?? 0, tol, maxiter, ncv, 0, precision],
    functions: packed.functions,
    stages: ['eigsh'],
    partial: answer,
    signal: o.signal,
    onProgress: o.onProgress,
  });
  return answer(numbers);
}

function isFloating(dtype: NativeDType): boolean {
  return dtype.complex || dtype.kind === 'real floating';
}

/** A as an operator; as a sparse matrix where it is to be factored. */
function asMatrix(fn: string, A: OperatorLike, factored: boolean): LinearOperator {
  const operator = asOperator(fn, 'A', A);
  if (!factored || operator._node.kind === 'csr') return operator;
  if (operator._node.kind === 'dense') return asOperator(fn, 'A', csr_array(operator._node.array));
  throw new TypeError(
    `${fn}: expected a matrix for A where sigma (or which: 'SM') is given without OPinv, got a LinearOperator of another kind`,
  );
}

function startVector(fn: string, v0: NDArray, operator: LinearOperator, wide: NativeDType): NDArray {
  const array = checkArray(fn, 'v0', v0);
  checkOperatorDevice(fn, operator, array);
  const n = operator.shape[0];
  if (array.ndim !== 1 || array.shape[0] !== n) throw rangeError(fn, 'v0', `a vector of ${n} elements`, array.shape);
  if (nativeDType(array).complex && !wide.complex)
    throw typeError(fn, 'v0', 'a real vector for a real A', array.dtype.name);
  return cast(fn, array, wide);
}
