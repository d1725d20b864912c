/** Graph routines on adjacency matrices, under SciPy's names, and the primitive under the spectral embedding. */
import { randomInt } from 'node:crypto';
import { rangeError, typeError } from '../../errors';
import { allocate, nativeDType, type NDArray } from '../../core/array';
import { fromData } from '../../core/convert';
import { float64, type NativeDType } from '../../core/dtype';
import { scope } from '../../core/memory';
import { runJob, type JobOptions } from '../../core/job';
import { booleanOption, checkOptions } from '../../core/options';
import { integer } from '../../core/shape';
import { arange, zeros_like } from '../../api/creation';
import { add, divide, equal, multiply, negative, sqrt } from '../../api/elementwise';
import { concat } from '../../api/manipulation';
import { where } from '../../api/searching';
import { take } from '../../api/indexing';
import { CooArray, type CsrArray, issparse, type SparseArray } from './array';
import { components } from './kernels';

function square(fn: string, name: string, x: unknown): SparseArray {
  if (!issparse(x)) throw typeError(fn, name, 'a sparse array', x);
  if (x.shape[0] !== x.shape[1]) throw rangeError(fn, name, 'a square matrix', x.shape);
  return x._live(fn);
}

/**
 * The Laplacian D - A of a graph, its diagonal ignored, degrees by columns, as scipy.sparse.csgraph.laplacian has it.
 * `normed`: D^-1/2 (D - A) D^-1/2, an isolated node having 0. `return_diag`: also the diagonal of D, or with `normed`
 * its square root, 1 for an isolated node. Waits for the number of elements.
 *
 * @example
 * const A = xp.sparse.csr_array([[0, 1, 0], [1, 0, 0], [0, 0, 0]]);
 * const { laplacian, diag } = xp.sparse.csgraph.laplacian(A, { normed: true, return_diag: true });
 */
export function laplacian(
  A: SparseArray,
  options: { normed?: boolean; return_diag: true },
): { laplacian: CsrArray; diag: NDArray };
export function laplacian(A: SparseArray, options?: { normed?: boolean; return_diag?: false }): CsrArray;
export function laplacian(
  A: SparseArray,
  options?: { normed?: boolean; return_diag?: boolean },
): CsrArray | { laplacian: CsrArray; diag: NDArray } {
  const fn = 'laplacian';
  const graph = square(fn, 'A', A);
  const o = checkOptions(fn, options, ['normed', 'return_diag']);
  const normed = booleanOption(fn, 'normed', o.normed, false);
  const withDiagonal = booleanOption(fn, 'return_diag', o.return_diag, false);
  const result = scope(() => {
    const floating = nativeDType(graph._data).kind === 'real floating' || nativeDType(graph._data).complex;
    const coo = (floating ? graph : graph.astype(float64)).tocoo();
    const weights = where(equal(coo.row, coo.col), 0, coo.data);
    const degrees = coo._withData(weights).sum({ axis: 0 });
    const nodes = arange(graph.shape[0], { device: graph.device });
    let off = negative(weights);
    let diagonal = degrees;
    let diag = degrees;
    if (normed) {
      const isolated = equal(degrees, 0);
      diag = where(isolated, 1, sqrt(degrees));
      off = divide(off, multiply(take(diag, coo.row), take(diag, coo.col)));
      diagonal = where(isolated, 0, add(zeros_like(degrees), 1));
    }
    const all = new CooArray(graph.shape, concat([off, diagonal]), concat([coo.row, nodes]), concat([coo.col, nodes]));
    return { laplacian: all.tocsr(), diag };
  });
  if (withDiagonal) return result;
  result.diag.dispose();
  return result.laplacian;
}

/**
 * Which component each node is in: numbers 0, 1, … in the order of their first nodes, int32, and how many there are.
 * Edges join both ways (SciPy's `connection: 'weak'`). Waits for the number of components.
 *
 * @example
 * const A = xp.sparse.csr_array([[0, 1, 0], [1, 0, 0], [0, 0, 0]]);
 * const { n_components, labels } = xp.sparse.csgraph.connected_components(A);
 */
export function connected_components(
  A: SparseArray,
  options?: { directed?: boolean; connection?: 'weak' },
): { n_components: number; labels: NDArray } {
  const fn = 'connected_components';
  const graph = square(fn, 'A', A);
  const o = checkOptions(fn, options, ['directed', 'connection']);
  booleanOption(fn, 'directed', o.directed, true);
  if (o.connection !== undefined && o.connection !== 'weak') throw rangeError(fn, 'connection', "'weak'", o.connection);
  return scope(() => components(fn, graph.tocsr()));
}

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
