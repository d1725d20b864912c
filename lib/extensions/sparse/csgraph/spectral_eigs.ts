/** The primitive under the spectral embedding. */
import { randomInt } from 'node:crypto';
import { rangeError, typeError } from '../../../errors';
import { allocate, nativeDType, type NDArray } from '../../../core/array';
import { fromData } from '../../../core/convert';
import { float64, type NativeDType } from '../../../core/dtype';
import { scope } from '../../../core/memory';
import { runJob, type JobOptions } from '../../../core/job';
import { booleanOption, checkOptions } from '../../../core/options';
import { integer } from '../../../core/shape';
import type { SparseArray } from '../array';
import { square } from './square';

/** What {@link spectral_eigs} takes. */
export interface SpectralEigsOptions extends JobOptions {
  /** How many eigenpairs (default 8). */
  k?: number;
  /** The error of the subspace; 'auto' (default): what labels need, 1e-4. */
  tol?: 'auto' | number;
  /** The normalised Laplacian; default true. */
  normed?: boolean;
  /** Of the starting block; the same seed gives the same bits. */
  seed?: number;
}

/** Eigenpairs, ascending, with what the iteration did. */
export interface SpectralEigs {
  eigenvalues: NDArray;
  eigenvectors: NDArray;
  iterations: number;
  residuals: NDArray;
}

const stages = ['embedding', 'embedding', 'embedding'] as const;

/**
 * The k smallest eigenpairs of a graph's Laplacian, K y = λ D y with K = D - W: the primitive under the spectral
 * embedding. W is symmetric and not negative (the caller sees to it), its diagonal is ignored. Columns y have yᵀDy = 1,
 * an isolated node having D = 1; `normed: false`: unit eigenvectors of K. In each column the first entry of largest |y|
 * is positive; of a null space of several dimensions column 0 is the constant vector. Multilevel LOBPCG with a multigrid preconditioner; the same seed gives the same bits.
 *
 * @param W n × n CSR or COO, float32 or float64.
 * @returns eigenvalues (k) ascending, eigenvectors (n × k), float64, iterations, residuals (k).
 * @throws ObolError ERR_OBOL_CONVERGENCE with what was reached in `partial`, ERR_OBOL_ABORTED.
 * @example
 * const W = xp.sparse.csr_array([[0, 1, 0], [1, 0, 2], [0, 2, 0]]);
 * const { eigenvalues } = await xp.sparse.csgraph.spectral_eigs(W, { k: 2, tol: 1e-8, seed: 0 });
 */
export async function spectral_eigs(W: SparseArray, options?: SpectralEigsOptions): Promise<SpectralEigs> {
  return scope(() => solve(W, options));
}

async function solve(W: SparseArray, options: SpectralEigsOptions | undefined): Promise<SpectralEigs> {
  const fn = 'spectral_eigs';
  const graph = square(fn, 'W', W);
  const o = checkOptions(fn, options, ['k', 'tol', 'normed', 'seed', 'signal', 'onProgress']);
  const n = graph.shape[0];
  const k = integer(fn, 'k', o.k ?? Math.min(8, n));
  if (k < 1 || k > n) throw rangeError(fn, 'k', `a number in [1, ${n}]`, o.k);
  const tol = o.tol ?? 'auto';
  if (tol !== 'auto' && !(typeof tol === 'number' && tol > 0))
    throw rangeError(fn, 'tol', "'auto' or a number > 0", tol);
  const normed = booleanOption(fn, 'normed', o.normed, true);
  const seed = integer(fn, 'seed', o.seed ?? randomInt(2 ** 32 - 1));
  const csr = graph.tocsr();
  const dtype: NativeDType = nativeDType(csr._data);
  if (dtype.kind !== 'real floating') throw typeError(fn, 'W', 'a sparse array of float32 or float64', dtype.name);
  const device = csr._device;
  const eigenvalues = allocate(fn, float64, [k], device);
  const eigenvectors = allocate(fn, float64, [n, k], device);
  const answer = ([iterations = 0, , , ...residuals]: number[]): SpectralEigs => ({
    eigenvalues,
    eigenvectors,
    iterations,
    residuals: fromData(fn, Float64Array.from(residuals), float64, [residuals.length], device),
  });
  const numbers = await runJob(fn, {
    device,
    name: 'spectral_eigs',
    inputs: [csr.indptr, csr.indices, csr.data],
    outputs: [eigenvalues, eigenvectors],
    numbers: [k, tol === 'auto' ? 0 : tol, normed ? 1 : 0, seed],
    stages,
    partial: answer,
    signal: o.signal,
    onProgress: o.onProgress,
  });
  return answer(numbers);
}
