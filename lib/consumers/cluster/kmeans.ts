/**
 * k-means, as sklearn.cluster.k_means has it. The class is in kmeans_estimator.ts.
 */
import { rangeError } from '../../errors';
import {
  arrayNamespace,
  checkOptions,
  finiteNumber,
  isArray,
  oneOf,
  scope,
  wholeNumber,
  withExtension,
  type AnyArray,
  type ArrayInput,
  type ArrayNamespace,
  type ArrayOf,
  type JobOptions,
} from '../../standard';
import { checkJob, drawSeed, jobOptions, seedOf, type RandomState } from '../job';
import { asFloating, asMatrix, asPoints, checkArray, numbersOf } from '../values';
import { refilled } from './refill';

export interface KMeansOptions extends JobOptions {
  /** How many clusters (default 8). */
  nClusters?: number;
  /** First centers: 'k-means++' (default), 'random' points, an nClusters × d array, or a function that gives one. */
  init?: 'k-means++' | 'random' | ArrayInput | InitFunction;
  /**
   * Starts, of which the best is kept; 'auto' (default) is 1 for 'k-means++', 10 for 'random' and functions. Given
   * centers are started from once, whatever it says.
   */
  nInit?: 'auto' | number;
  /** Most iterations of one start (default 300). */
  maxIter?: number;
  /** Stop when the centers' squared shift is below tol times the mean variance of the columns (default 1e-4). */
  tol?: number;
  /** A whole number, a generator, or left out for a fresh seed. */
  randomState?: RandomState;
  /**
   * 'lloyd' (default), or 'elkan' (Elkan 2003): the same result by way of bounds, quicker for many columns and clusters
   * that are well apart, for memory of nClusters × n numbers.
   */
  algorithm?: 'lloyd' | 'elkan';
  /** A weight >= 0 for each point. */
  sampleWeight?: ArrayInput | null;
}

/** First centers, nClusters × d, from the points, the number of clusters and a seed. */
export type InitFunction = (X: AnyArray, nClusters: number, seed: number) => ArrayInput | Promise<ArrayInput>;

export interface KMeansResult<A> {
  /** nClusters × d. */
  centers: A;
  /** int32, one per point. */
  labels: A;
  /** Sum of the points' squared distances to their centers, by weight. */
  inertia: number;
  /** Iterations of the start that was kept. */
  nIter: number;
}

export const kMeansOptions = [
  'nClusters',
  'init',
  'nInit',
  'maxIter',
  'tol',
  'randomState',
  'algorithm',
  'sampleWeight',
  ...jobOptions,
] as const;

const fn = 'kMeans';

/**
 * Groups points around nClusters centers so that the sum of squared distances is small: greedy k-means++, then Lloyd's
 * iterations. A cluster that loses its last point gets the point farthest from its center. The same randomState gives
 * the same result.
 *
 * No cluster is empty: where there are fewer distinct points than clusters, equal points are divided among clusters of
 * one center.
 *
 * The points of a namespace without `cluster` are worked on by obol's CPU device and answered in arrays of their own.
 *
 * @param X n × d real numbers, one row per point; integers become float64.
 * @throws TypeError for another kind or dtype; RangeError for another shape, more clusters than points, NaN or
 * infinity; ObolError ERR_OBOL_ABORTED when the signal stops it.
 * @example
 * const { labels, centers } = await kMeans([[0], [1], [10], [11]], { nClusters: 2, randomState: 0 });
 */
export function kMeans<X extends ArrayInput>(X: X, options?: KMeansOptions): Promise<KMeansResult<ArrayOf<X>>>;
export async function kMeans(X: ArrayInput, options?: KMeansOptions): Promise<KMeansResult<unknown>> {
  const given = checkOptions(fn, options, kMeansOptions);
  const { nClusters = 8, maxIter = 300, tol = 1e-4, algorithm = 'lloyd', signal, onProgress } = given;
  const { init: start = 'k-means++', sampleWeight: weights } = given;
  const nInit = startsOf(fn, given.nInit ?? 'auto', start);
  wholeNumber(fn, 'nClusters', nClusters, 1);
  wholeNumber(fn, 'maxIter', maxIter, 1);
  finiteNumber(fn, 'tol', tol, 0);
  oneOf(fn, 'algorithm', algorithm, ['lloyd', 'elkan']);
  checkJob(fn, given);
  if (typeof start === 'string') oneOf(fn, 'init', start, ['k-means++', 'random']);
  else if (typeof start !== 'function') checkArray(fn, 'init', start);
  if (weights !== undefined && weights !== null) checkArray(fn, 'sampleWeight', weights);
  checkArray(fn, 'X', X);
  const drawn = drawSeed(fn, given.randomState);
  if (typeof start === 'function') return fromFunction(X, start, nInit, drawn, given);

  return withExtension('cluster', { X, start, weights }, async (xp, { X, start, weights }) => {
    // Lists go where the arrays are.
    const device = [X, start, weights].find(isArray)?.device;
    const [points, init, sample_weight, seed] = await Promise.all([
      asPoints(fn, 'X', xp, X, device),
      typeof start === 'string' ? start : asPoints(fn, 'init', xp, start, device),
      weights === undefined || weights === null ? null : asWeights(fn, xp, weights, device),
      seedOf(drawn),
    ]);
    checkShapes(fn, nClusters, points, init, sample_weight);
    const { centers, labels, inertia, n_iter } = await xp.cluster.kmeans(points, {
      n_clusters: nClusters,
      init: typeof init === 'string' ? init : xp.astype(init, points.dtype, { copy: false }),
      n_init: nInit,
      max_iter: maxIter,
      tol,
      seed,
      algorithm,
      sample_weight,
      signal,
      onProgress,
    });
    const all = await refilled(xp, points, labels, nClusters);
    if (all.moved.length === 0) return { centers, labels, inertia, nIter: n_iter };
    // What was moved is the center of its cluster now; the others' stay where they were.
    for (const { row, cluster } of all.moved) centers.set([cluster], points.get(row));
    const apart = xp.subtract(points, xp.take(centers, all.labels, { axis: 0 }));
    const squares = xp.sum(xp.square(xp.astype(apart, xp.float64)), { axis: 1 });
    const [sum] = await numbersOf(xp, [xp.sum(sample_weight ? xp.multiply(sample_weight, squares) : squares)]);
    return { centers, labels: all.labels, inertia: sum!, nIter: n_iter };
  });
}

/** The best of nInit starts from what a function gives; the points are copied before the first wait. */
function fromFunction(
  X: ArrayInput,
  init: InitFunction,
  nInit: number,
  drawn: number | AnyArray,
  { nClusters = 8, ...options }: KMeansOptions,
): Promise<KMeansResult<unknown>> {
  const xp: ArrayNamespace<AnyArray> = arrayNamespace(X as AnyArray);
  return scope(xp, async () => {
    const points = xp.asarray(asMatrix(fn, 'X', xp, X), { copy: true });
    const seed = await seedOf(drawn);
    let best: KMeansResult<AnyArray> | undefined;
    for (let i = 0; i < nInit; i++) {
      const randomState = (seed + i) % 2 ** 32;
      const start = await init(points, nClusters, randomState);
      const found = await kMeans(points, { ...options, nClusters, init: start, nInit: 1, randomState });
      if (!best || found.inertia < best.inertia) best = found;
    }
    return best!;
  });
}

/** How many starts 'auto' means. */
export function startsOf(fn: string, nInit: unknown, init: unknown): number {
  if (nInit === 'auto') return init === 'random' || typeof init === 'function' ? 10 : 1;
  const starts = wholeNumber(fn, 'nInit', nInit, 1);
  return typeof init === 'string' || typeof init === 'function' ? starts : 1;
}

/** The weights as float64, finite, not negative and not all 0; a copy, taken before the first wait. */
export async function asWeights(
  fn: string,
  xp: ArrayNamespace<AnyArray>,
  given: ArrayInput,
  device?: string,
): Promise<AnyArray> {
  const weights = xp.astype(asFloating(fn, 'sampleWeight', xp, given, device), xp.float64);
  if (weights.size === 0) throw rangeError(fn, 'sampleWeight', 'a weight for each point', 'none');
  const [least, total] = (await numbersOf(xp, [xp.min(weights), xp.sum(weights)])) as [number, number];
  if (!(least >= 0)) throw rangeError(fn, 'sampleWeight', 'numbers >= 0', least);
  if (!(total > 0 && total < Infinity)) throw rangeError(fn, 'the sum of sampleWeight', 'a finite number > 0', total);
  return weights;
}

/**
 * Refuses what does not fit the n × d points: more clusters than n (or than `most`), other centers than nClusters × d,
 * weights but n.
 */
export function checkShapes(
  fn: string,
  nClusters: number,
  points: AnyArray,
  init: AnyArray | string,
  weights: AnyArray | null,
  most = points.shape[0]!,
): void {
  const [n, d] = points.shape as [number, number];
  wholeNumber(fn, 'nClusters', nClusters, 1, most);
  if (typeof init !== 'string' && (init.shape[0] !== nClusters || init.shape[1] !== d)) {
    throw rangeError(fn, 'init', `shape [${nClusters}, ${d}]`, `shape [${init.shape.join(', ')}]`);
  }
  if (weights && (weights.ndim !== 1 || weights.size !== n)) {
    throw rangeError(fn, 'sampleWeight', `shape [${n}]`, `shape [${weights.shape.join(', ')}]`);
  }
}
