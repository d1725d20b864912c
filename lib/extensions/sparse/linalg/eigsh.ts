/** Eigensolvers on sparse matrices, under SciPy's names. */
import { rangeError, typeError } from '../../../errors';
import { allocate, nativeDType, type NDArray } from '../../../core/array';
import { Casts } from '../../../core/call';
import { checkArray, checkSameDevice } from '../../../core/check';
import { fromData } from '../../../core/convert';
import { float64, realDType } from '../../../core/dtype';
import { scope } from '../../../core/memory';
import { runJob, type JobOptions } from '../../../core/job';
import { booleanOption, checkOptions } from '../../../core/options';
import { integer } from '../../../core/shape';
import { issparse, type SparseArray } from '../array';

const ends = ['LM', 'SM', 'LA', 'SA', 'BE'] as const;

/** What {@link eigsh} takes, under SciPy's names. */
export interface EigshOptions extends JobOptions {
  /** How many eigenpairs (default 6). */
  k?: number;
  /** Largest or smallest magnitude ('LM', the default, 'SM'), largest or smallest ('LA', 'SA'), both ends ('BE'). */
  which?: (typeof ends)[number];
  /** Eigenvalues near this number instead. */
  sigma?: number | null;
  /** Relative accuracy of the eigenvalues; 0 (default): machine precision. */
  tol?: number;
  /** Most restarts (default 10 n). */
  maxiter?: number | null;
  /** Start vector. */
  v0?: NDArray | null;
  /** Lanczos vectors kept (default chosen). */
  ncv?: number | null;
  return_eigenvectors?: boolean;
}

/** Eigenpairs, ascending, with what the iteration did. */
export interface EigshResult {
  eigenvalues: NDArray;
  eigenvectors: NDArray;
  iterations: number;
  residuals: NDArray;
  converged: boolean;
}

/**
 * A few eigenpairs of a symmetric (Hermitian) matrix by thick-restart Lanczos with full reorthogonalisation (Wu and
 * Simon 2000), as scipy.sparse.linalg.eigsh; small matrices are solved densely. Repeated eigenvalues come as often as
 * they are there. It computes in float64 whatever A's dtype, and the same call gives the same bits. Eigenvalues inside the
 * spectrum (`sigma`, 'SM') are found for n <= 2048 so far.
 *
 * @param A n × n of a floating-point dtype, symmetric or Hermitian.
 * @returns eigenvalues (k) ascending, eigenvectors (n × k) in columns, iterations, residuals ‖Ax - λx‖, converged.
 * @throws RangeError for a matrix that is not symmetric or not finite, a v0 of zeros; ObolError ERR_OBOL_CONVERGENCE
 * with what was reached in `partial`, ERR_OBOL_NUMERIC for `sigma` or 'SM' beyond their size, ERR_OBOL_ABORTED.
 * @example
 * const A = xp.sparse.csr_array([[2, -1, 0], [-1, 2, -1], [0, -1, 2]]);
 * const { eigenvalues } = await xp.sparse.linalg.eigsh(A, { k: 2, which: 'SA' });
 */
export async function eigsh(A: SparseArray, options?: EigshOptions): Promise<EigshResult> {
  return scope(() => solve(A, options));
}

async function solve(A: SparseArray, options: EigshOptions | undefined): Promise<EigshResult> {
  const fn = 'eigsh';
  if (!issparse(A)) throw typeError(fn, 'A', 'a sparse array', A);
  const o = checkOptions(fn, options, [
    'k',
    'which',
    'sigma',
    'tol',
    'maxiter',
    'v0',
    'ncv',
    'return_eigenvectors',
    'signal',
    'onProgress',
  ]);
  const n = A.shape[0];
  if (n !== A.shape[1] || n === 0) throw rangeError(fn, 'A', 'a square matrix of at least one row', A.shape);
  const csr = A._live(fn).tocsr();
  const dtype = nativeDType(csr._data);
  if (dtype.kind !== 'real floating' && !dtype.complex)
    throw typeError(fn, 'A', 'a sparse array of a floating-point dtype', dtype.name);
  const k = integer(fn, 'k', o.k ?? Math.min(6, n));
  if (k < 1 || k > n) throw rangeError(fn, 'k', `a number in [1, ${n}]`, o.k);
  const which = ends.indexOf(o.which ?? 'LM');
  if (which < 0) throw rangeError(fn, 'which', `one of ${ends.join(', ')}`, o.which);
  const sigma = o.sigma ?? undefined;
  if (sigma !== undefined && !Number.isFinite(sigma)) throw rangeError(fn, 'sigma', 'a finite number', sigma);
  const tol = o.tol ?? 0;
  if (!(typeof tol === 'number' && tol >= 0)) throw rangeError(fn, 'tol', 'a number of at least 0', tol);
  const maxiter = integer(fn, 'maxiter', o.maxiter ?? 10 * n);
  if (maxiter < 1) throw rangeError(fn, 'maxiter', 'a number of at least 1', o.maxiter);
  const ncv = integer(fn, 'ncv', o.ncv ?? 0);
  if (ncv !== 0 && (ncv <= k || ncv > n)) throw rangeError(fn, 'ncv', `a number in [${k + 1}, ${n}]`, o.ncv);
  const withVectors = booleanOption(fn, 'return_eigenvectors', o.return_eigenvectors, true);
  const casts = new Casts();
  let v0: NDArray | undefined;
  if (o.v0 !== undefined && o.v0 !== null) {
    v0 = casts.to(fn, checkArray(fn, 'v0', o.v0), dtype);
    checkSameDevice(fn, csr._data, v0);
    if (v0.ndim !== 1 || v0.shape[0] !== n) throw rangeError(fn, 'v0', `a vector of ${n} elements`, v0.shape);
  }
  const device = csr._device;
  const eigenvalues = allocate(fn, realDType(dtype), [k], device);
  const eigenvectors = allocate(fn, dtype, [n, k], device);
  const answer = ([iterations = 0, converged = 0, ...residuals]: number[]): EigshResult => ({
    eigenvalues,
    eigenvectors,
    iterations,
    residuals: fromData(fn, Float64Array.from(residuals), float64, [residuals.length], device),
    converged: converged === 1,
  });
  const running = runJob(fn, {
    device,
    name: 'eigsh',
    inputs: [csr.indptr, csr.indices, csr.data, v0],
    outputs: [eigenvalues, eigenvectors],
    numbers: [k, which, sigma === undefined ? 0 : 1, sigma ?? 0, tol, maxiter, ncv, 0],
    stages: ['eigsh'],
    partial: answer,
    signal: o.signal,
    onProgress: o.onProgress,
  });
  casts.release();
  const result = answer(await running);
  if (!withVectors) result.eigenvectors.dispose();
  return result;
}
