/**
 * Graphs of nearest neighbours: of points, as sklearn.neighbors.kneighbors_graph has them, and of distances that are
 * given.
 */
import { rangeError } from '../../errors';
import {
  checkOptions,
  flag,
  oneOf,
  wholeNumber,
  withExtension,
  type AnyArray,
  type ArrayInput,
  type ArrayNamespace,
  type ArrayOf,
  type CsrParts,
  type GraphInput,
  type NamespaceWith,
  type OfDefault,
  type SparseArray,
} from '../../standard';
import { asFloating, asPoints, checkArray, numbersOf } from '../values';
import { anyCsr, checkSquare, isDense } from './input';

export interface KneighborsGraphOptions {
  /** Values of the edges: 1 ('connectivity', the default) or the Euclidean distances ('distance'). */
  mode?: 'connectivity' | 'distance';
  /** Whether each point is the first of its own neighbours (default false); 'auto': in mode 'connectivity'. */
  includeSelf?: boolean | 'auto';
}

type Space = NamespaceWith<'sparse' | 'cluster'>;

/**
 * The graph that joins each point to its nNeighbors nearest points by Euclidean distance: row i holds the neighbours of
 * point i, of equally near ones those of lower index. All pairs are looked at, in blocks, on the points' device.
 *
 * A point is left out of, or put among, its neighbours by its index: points that equal it are neighbours like others.
 *
 * @param X n × d real numbers, one row per point.
 * @param nNeighbors 1 to n - 1, with `includeSelf` to n.
 * @returns n × n CSR, nNeighbors elements in each row, columns ascending: float64, or for distances the dtype of X; in a
 * namespace without `sparse` the parts of one.
 * @throws TypeError for another kind or dtype; RangeError for another shape, nNeighbors out of range, NaN or infinity.
 * @example
 * const graph = await kneighborsGraph([[0], [1], [3]], 1);
 * graph.toarray().tolist(); // [[0, 1, 0], [1, 0, 0], [0, 1, 0]]
 */
export async function kneighborsGraph<X extends ArrayInput>(
  X: X,
  nNeighbors: number,
  options?: KneighborsGraphOptions,
): Promise<NeighborGraph<X>>;
export async function kneighborsGraph(X: ArrayInput, nNeighbors: number, options?: KneighborsGraphOptions) {
  const fn = 'kneighborsGraph';
  const given = checkOptions(fn, options, ['mode', 'includeSelf']);
  const mode = oneOf(fn, 'mode', given.mode ?? 'connectivity', ['connectivity', 'distance']);
  const { includeSelf: self = false } = given;
  const includeSelf = self === 'auto' ? mode === 'connectivity' : flag(fn, 'includeSelf', self);
  wholeNumber(fn, 'nNeighbors', nNeighbors, 1);
  checkArray(fn, 'X', X);
  return withExtension(['sparse', 'cluster'], { X }, async (xp, { X }) => {
    const points = await asPoints(fn, 'X', xp, X);
    wholeNumber(fn, 'nNeighbors', nNeighbors, 1, points.shape[0]! - (includeSelf ? 0 : 1));
    const { columns, distances } = neighborsOf(xp, points, nNeighbors, includeSelf);
    // The event loop is free while the device works; what follows would hold it up.
    await numbersOf(xp, [xp.max(columns)]);
    return mode === 'distance' ? rowsToCsr(xp, columns, distances) : connectivity(xp, columns);
  });
}

/** CSR for obol's arrays and for lists; where a namespace may be without sparse arrays, perhaps the parts of one. */
export type NeighborGraph<X> =
  ArrayOf<X> extends OfDefault ? SparseArray<ArrayOf<X>> : SparseArray<ArrayOf<X>> | CsrParts<ArrayOf<X>>;

interface Neighbors {
  /** n × k int32, ascending in each row. */
  readonly columns: AnyArray;
  /** n × k, in the points' dtype. */
  readonly distances: AnyArray;
}

/** The k nearest points of each: itself for certain among them, or for certain not. */
export function neighborsOf(xp: Space, X: AnyArray, k: number, includeSelf: boolean): Neighbors {
  const n = X.shape[0]!;
  const { device } = X;
  const own = xp.expand_dims(xp.arange(n, { dtype: xp.int32, device }), 1);
  const none = xp.zeros([n, 1], { dtype: X.dtype, device });
  const others = includeSelf ? k - 1 : k;
  if (others === 0) return { columns: own, distances: none };
  // One more than wanted: the point is among them, or that many others equal it and come first.
  const { indices, distances } = xp.cluster.kneighbors(X, { n_neighbors: others + 1 });
  const found = xp.equal(indices, own);
  const first = xp.argmax(xp.astype(found, xp.int32), { axis: 1, keepdims: true });
  const place = xp.where(xp.any(found, { axis: 1, keepdims: true }), first, others);
  const at = xp.arange(others, { dtype: place.dtype, device });
  const kept = xp.add(at, xp.astype(xp.greater_equal(at, place), place.dtype));
  const rest = [indices, distances].map((x) => xp.take_along_axis(x, kept, { axis: 1 })) as [AnyArray, AnyArray];
  const all = includeSelf ? rest.map((x, i) => xp.concat([[own, none][i]!, x], { axis: 1 })) : rest;
  const order = xp.argsort(all[0]!, { axis: 1 });
  const [columns, lengths] = all.map((x) => xp.take_along_axis(x, order, { axis: 1 })) as [AnyArray, AnyArray];
  return { columns, distances: lengths };
}

function rowsToCsr(xp: Space, columns: AnyArray, values: AnyArray): SparseArray<AnyArray> {
  const [n, k] = columns.shape as [number, number];
  if (n * k > 2 ** 31 - 1) throw rangeError('kneighborsGraph', 'n × nNeighbors', 'at most 2^31 - 1', n * k);
  const indptr = xp.arange(0, n * k + 1, k, { dtype: xp.int32, device: columns.device });
  const flat = [values, columns].map((x) => xp.reshape(x, [n * k])) as [AnyArray, AnyArray];
  return xp.sparse.csr_array([...flat, indptr], { shape: [n, n] });
}

function connectivity(xp: Space, columns: AnyArray): SparseArray<AnyArray> {
  return rowsToCsr(xp, columns, xp.ones(columns.shape, { dtype: xp.float64, device: columns.device }));
}

/** The graph of which (C + Cᵀ) / 2 is asked for, C being 1 at these columns of each row. */
export function mutual(xp: NamespaceWith<'sparse'>, columns: AnyArray): SparseArray<AnyArray> {
  const [n, k] = columns.shape as [number, number];
  const { device } = columns;
  const row = xp.repeat(xp.arange(n, { dtype: xp.int32, device }), k);
  const col = xp.astype(xp.reshape(columns, [n * k]), xp.int32, { copy: false });
  const half = xp.full([2 * n * k], 0.5, { dtype: xp.float64, device });
  return xp.sparse.csr_array([half, [xp.concat([row, col]), xp.concat([col, row])]], { shape: [n, n] });
}

/**
 * The columns of the k least distances in each row, n × k: of the stored ones of a sparse array, of all of a dense one.
 */
export async function nearestOf(fn: string, xp: NamespaceWith<'sparse'>, X: GraphInput, k: number): Promise<AnyArray> {
  if (isDense(X)) {
    const distances = asFloating(fn, 'X', xp, X as ArrayInput);
    checkSquare(fn, distances.shape);
    wholeNumber(fn, 'nNeighbors', k, 1, distances.shape[0]);
    const nearest = xp.argsort(distances, { axis: 1 }).get(xp.ellipsis, xp.slice(0, k));
    await checkDistances(fn, xp, distances);
    return nearest;
  }
  const { data, indices, indptr, shape } = anyCsr(fn, xp, X) as Required<SparseArray<AnyArray>>;
  checkSquare(fn, shape);
  const least = xp.min(xp.diff(indptr));
  const [stored] = (await numbersOf(xp, [least])) as [number];
  if (stored < k) {
    throw new RangeError(`${fn}: expected ${k} neighbours (nNeighbors) in each row of X, got a row of ${stored}`);
  }
  await checkDistances(fn, xp, data);
  // By distance, then by row: the second sort keeps the order within each.
  const { device } = data;
  const row = xp.subtract(xp.searchsorted(indptr, xp.arange(data.size, { dtype: indptr.dtype, device }), { side: 'right' }), 1); // prettier-ignore
  const byDistance = xp.argsort(data);
  const order = xp.take(byDistance, xp.argsort(xp.take(row, byDistance)));
  const places = xp.add(xp.expand_dims(indptr.get(xp.slice(0, -1)), 1), xp.arange(k, { dtype: indptr.dtype, device }));
  const chosen = xp.take(order, xp.reshape(places, [shape[0]! * k]));
  return xp.reshape(xp.take(indices, chosen), [shape[0]!, k]);
}

async function checkDistances(fn: string, xp: ArrayNamespace<AnyArray>, distances: AnyArray): Promise<void> {
  const [least, most] = (await numbersOf(xp, [xp.min(distances), xp.max(distances)])) as [number, number];
  if (!(least >= 0)) throw rangeError(fn, 'the distances in X', 'numbers >= 0', least);
  if (!(most < Infinity)) throw rangeError(fn, 'the distances in X', 'finite numbers', most);
}
