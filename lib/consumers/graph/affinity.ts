/**
 * How points become a graph for spectral methods, as sklearn's SpectralClustering and SpectralEmbedding have it.
 */
import { rangeError } from '../../errors';
import {
  arrayNamespace,
  finiteNumber,
  oneOf,
  scope,
  wholeNumber,
  withExtension,
  type AnyArray,
  type ArrayInput,
  type ArrayNamespace,
  type CooParts,
  type CsrParts,
  type GraphInput,
  type SparseArray,
} from '../../standard';
import { blockwise, centred, rowsOf, squaredDistances } from '../distances';
import { asPoints, checkArray, numbersOf } from '../values';
import { checkGraph } from './input';
import { mutual, nearestOf, neighborsOf } from './neighbors';

const affinities = ['nearest_neighbors', 'precomputed', 'precomputed_nearest_neighbors', 'rbf'] as const;

/** What X is, and how it becomes a graph. */
export type Affinity = (typeof affinities)[number];

/** A graph in arrays of type A: dense, sparse, or where the namespace has no sparse arrays the parts of one. */
export type GraphOf<A> = A | SparseArray<A> | CooParts<A> | CsrParts<A>;

export interface AffinityOptions {
  affinity: Affinity;
  /** Of exp(-gamma |x - y|²); left out: 1 / d. */
  gamma?: number | null;
  /** Left out: a tenth of the points, at least 1. */
  nNeighbors?: number | null;
}

/** Refuses wrong values as far as they show without the points. */
export function checkAffinity(fn: string, { affinity, gamma = null, nNeighbors = null }: AffinityOptions): void {
  oneOf(fn, 'affinity', affinity, affinities);
  if (gamma !== null) finiteNumber(fn, 'gamma', gamma, 0);
  if (nNeighbors !== null) wholeNumber(fn, 'nNeighbors', nNeighbors, 1);
}

/** How many neighbours a point of n has: left out a tenth, at least 1. */
export function neighborsFor(nNeighbors: number | null | undefined, n: number): number {
  return nNeighbors ?? Math.max(1, Math.floor(n / 10));
}

/** The length of the second axis of what a consumer has accepted as points or as a graph. */
export function columnsOf(X: GraphInput): number {
  const { shape } = X as { shape?: readonly number[] };
  return shape ? shape[1]! : (X as ArrayLike<ArrayLike<unknown>>)[0]!.length;
}

/** The graph in the namespace of X: X itself when it is one already. What it needs of X it takes before the first wait. */
export async function affinityOf(fn: string, X: GraphInput, options: AffinityOptions): Promise<GraphInput> {
  const { affinity, gamma = null, nNeighbors = null } = options;
  const least = (n: number): number => neighborsFor(nNeighbors, n);
  if (affinity === 'precomputed') {
    checkGraph(fn, X);
    return X;
  }
  if (affinity === 'precomputed_nearest_neighbors') {
    checkGraph(fn, X);
    return withExtension('sparse', { X }, async (xp, { X }) => {
      const shape = (X as { shape?: readonly number[] }).shape ?? [(X as ArrayLike<unknown>).length];
      return mutual(xp, await nearestOf(fn, xp, X, least(shape[0]!)));
    });
  }
  checkArray(fn, 'X', X);
  if (affinity === 'rbf') return kernel(fn, X as ArrayInput, gamma);
  return withExtension(['sparse', 'cluster'], { X: X as ArrayInput }, async (xp, { X }) => {
    const points = await asPoints(fn, 'X', xp, X);
    const n = points.shape[0]!;
    const { columns } = neighborsOf(xp, points, wholeNumber(fn, 'nNeighbors', least(n), 1, n), true);
    // The event loop is free while the device works; what follows would hold it up.
    await numbersOf(xp, [xp.max(columns)]);
    return mutual(xp, columns);
  });
}

/** exp(-gamma |x - y|²) of all pairs: n × n float64, symmetric to the last bit, 1 on the diagonal. */
function kernel(fn: string, X: ArrayInput, gamma: number | null): Promise<AnyArray> {
  const xp: ArrayNamespace<AnyArray> = arrayNamespace(X as AnyArray);
  return scope(xp, async () => {
    const points = xp.astype(await asPoints(fn, 'X', xp, X), xp.float64, { copy: false });
    const [n, d] = points.shape as [number, number];
    const all = centred(xp, points, xp.mean(points, { axis: 0, keepdims: true }));
    const [widest] = (await numbersOf(xp, [xp.max(all.squares)])) as [number];
    if (!(widest < Infinity)) throw rangeError(fn, 'X', 'points whose squared distances are finite', widest);
    const scale = -(gamma ?? 1 / d);
    const half = blockwise(xp, n, n, (from, to) =>
      xp.multiply(xp.exp(xp.multiply(squaredDistances(xp, rowsOf(xp, all, from, to), all), scale)), 0.5),
    );
    return xp.add(half, half.mT);
  });
}
