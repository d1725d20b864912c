/**
 * The Laplacian of a graph, as scipy.sparse.csgraph.laplacian has it.
 */
import {
  arrayNamespace,
  checkOptions,
  flag,
  scope,
  withExtensionSync,
  type AnyArray,
  type ArrayInput,
  type ArrayNamespace,
  type ArrayOf,
  type CooParts,
  type CsrParts,
  type GraphInput,
  type SparseArray,
} from '../../standard';
import { asFloating } from '../values';
import { asCsr, checkGraph, checkSquare, isDense } from './input';

export interface LaplacianOptions {
  /** The normalised Laplacian, D^-1/2 (D - A) D^-1/2 (default false). */
  normed?: boolean;
  /** Return the diagonal too (default false). */
  returnDiag?: boolean;
}

/** Dense for dense, sparse for sparse; a namespace without `sparse` gets the parts of a CSR array. */
export type LaplacianOf<X> = X extends { tocsr(): unknown }
  ? SparseArray<ArrayOf<X>>
  : X extends CooParts<unknown> | CsrParts<unknown>
    ? SparseArray<ArrayOf<X>> | CsrParts<ArrayOf<X>>
    : ArrayOf<X>;

/** A Laplacian with its diagonal. */
export interface LaplacianWithDiag<X> {
  laplacian: LaplacianOf<X>;
  /** The degrees; normed: their square roots, 1 for an isolated node. */
  diag: ArrayOf<X>;
}

/**
 * The Laplacian D - A of a graph, or D^-1/2 (D - A) D^-1/2. The diagonal of A is ignored; the degree of a node is the
 * sum of its column. In the normalised one an isolated node has 0 on the diagonal, all others 1.
 *
 * A dense graph needs nothing but the standard and is answered dense. A sparse one is answered as CSR and waits for the
 * number of its elements; a graph of a namespace without `sparse` crosses to obol's CPU device, for which its arrays must offer `dataSync` or `tolist`.
 *
 * @param A n × n weights: a sparse array, its parts, a dense array or a nested list. Integers become float64.
 * @throws TypeError for another kind of argument or complex weights; RangeError for another shape.
 * @example
 * const L = laplacian([[0, 1], [1, 0]]); // [[1, -1], [-1, 1]]
 */
export function laplacian<X extends GraphInput>(
  A: X,
  options: LaplacianOptions & { returnDiag: true },
): LaplacianWithDiag<X>;
export function laplacian<X extends GraphInput>(
  A: X,
  options?: LaplacianOptions & { returnDiag?: false },
): LaplacianOf<X>;
export function laplacian(A: GraphInput, options?: LaplacianOptions): unknown {
  const { normed = false, returnDiag = false } = checkOptions('laplacian', options, ['normed', 'returnDiag']);
  flag('laplacian', 'normed', normed);
  flag('laplacian', 'returnDiag', returnDiag);
  checkGraph('laplacian', A);
  if (!isDense(A)) return ofSparse(A, normed, returnDiag);
  const xp: ArrayNamespace<AnyArray> = arrayNamespace(A);
  return scope(xp, () => {
    const { laplacian, diag } = ofDense(xp, A, normed);
    return returnDiag ? { laplacian, diag } : laplacian;
  });
}

function ofSparse(A: GraphInput, normed: boolean, returnDiag: boolean): unknown {
  return withExtensionSync('sparse', { A }, (xp, { A }): unknown => {
    const graph = asCsr('laplacian', xp, A);
    const { csgraph } = xp.sparse;
    return returnDiag ? csgraph.laplacian(graph, { normed, return_diag: true }) : csgraph.laplacian(graph, { normed });
  });
}

function ofDense(
  xp: ArrayNamespace<AnyArray>,
  A: ArrayInput,
  normed: boolean,
): { laplacian: AnyArray; diag: AnyArray } {
  const W = asFloating('laplacian', 'A', xp, A);
  checkSquare('laplacian', W.shape);
  const diagonal = xp.eye(W.shape[0]!, null, { dtype: xp.bool, device: W.device });
  const weights = xp.where(diagonal, 0, W);
  const degrees = xp.sum(weights, { axis: 0 });
  if (!normed) return { laplacian: xp.where(diagonal, degrees, xp.negative(weights)), diag: degrees };
  const isolated = xp.equal(degrees, 0);
  const diag = xp.where(isolated, 1, xp.sqrt(degrees));
  const scaled = xp.divide(xp.divide(weights, diag), xp.expand_dims(diag, 1));
  const ones = xp.where(isolated, 0, xp.ones_like(diag, { device: W.device }));
  return { laplacian: xp.where(diagonal, ones, xp.negative(scaled)), diag };
}
