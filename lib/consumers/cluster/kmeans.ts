/**
 * k-means, as sklearn.cluster.k_means has it. The class is in estimators.ts.
 */
import { rangeError } from '../../errors';
import {
  checkOptions,
  finiteNumber,
  oneOf,
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

export interface KMeansOptions extends JobOptions {
  /** How many clusters (default 8). */
  nClusters?: number;
  /** First centers: 'k-means++' (default), 'random' points, or an nClusters × d array. */
  init?: 'k-means++' | 'random' | ArrayInput;
  /** Starts, of which the best is kept; 'auto' (default) is 1 for 'k-means++' and given centers, 10 for 'random'. */
  nInit?: 'auto' | number;
  /** Most iterations of one start (default 300). */
  maxIter?: number;
  /** Stop when the centers' squared shift is below tol times the mean variance of the columns (default 1e-4). */
  tol?: number;
  /** A whole number, a generator, or left out for a fresh seed. */
  randomState?: RandomState;
  /** A weight >= 0 for each point. */
  sampleWeight?: ArrayInput | null;
}

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
  'sampleWeight',
  ...jobOptions,
] as const;

const fn = 'kMeans';

/**
 * Groups points around nClusters centers so that the sum of squared distances is small: greedy k-means++, then Lloyd's
 * iterations. A cluster that loses its last point gets the point farthest from its center. The same randomState gives
 * the same result.
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
  const { nClusters = 8, maxIter = 300, tol = 1e-4, signal, onProgress } = given;
  const { init: start = 'k-means++', sampleWeight: weights } = given;
  const nInit = startsOf(fn, given.nInit ?? 'auto', start);
  wholeNumber(fn, 'nClusters', nClusters, 1);
  wholeNumber(fn, 'maxIter', maxIter, 1);
  finiteNumber(fn, 'tol', tol, 0);
  checkJob(fn, given);
  if (typeof start === 'string') oneOf(fn, 'init', start, ['k-means++', 'random']);
  else checkArray(fn, 'init', start);
  if (weights !== undefined && weights !== null) checkArray(fn, 'sampleWeight', weights);
  checkArray(fn, 'X', X);
  const drawn = drawSeed(fn, given.randomState);

  return withExtension('cluster', { X, start, weights }, async (xp, { X, start, weights }) => {
    const [points, init, sample_weight, seed] = await Promise.all([
      asPoints(fn, 'X', xp, X),
      typeof start === 'string' ? start : asPoints(fn, 'init', xp, start),
      weights === undefined || weights === null ? null : asWeights(xp, weights),
      seedOf(drawn),
    ]);
    checkShapes(nClusters, points, init, sample_weight);
    const { centers, labels, inertia, n_iter } = await xp.cluster.kmeans(points, {
      n_clusters: nClusters,
      init: typeof init === 'string' ? init : xp.astype(init, points.dtype, { copy: false }),
      n_init: nInit,
      max_iter: maxIter,
      tol,
      seed,
      sample_weight,
      signal,
      onProgress,
    });
    return { centers, labels, inertia, nIter: n_iter };
  });
}

/** How many starts 'auto' means. */
export function startsOf(fn: string, nInit: unknown, init: unknown): number {
  if (nInit === 'auto') return init === 'random' ? 10 : 1;
  const starts = wholeNumber(fn, 'nInit', nInit, 1);
  return typeof init === 'string' ? starts : 1;
}

/** The weights as float64, finite, not negative and not all 0; a copy, taken before the first wait. */
async function asWeights(xp: ArrayNamespace<AnyArray>, given: ArrayInput): Promise<AnyArray> {
  const weights = xp.astype(asFloating(fn, 'sampleWeight', xp, given), xp.float64);
  if (weights.size === 0) throw rangeError(fn, 'sampleWeight', 'a weight for each point', 'none');
  const [least, total] = (await numbersOf(xp, [xp.min(weights), xp.sum(weights)])) as [number, number];
  if (!(least >= 0)) throw rangeError(fn, 'sampleWeight', 'numbers >= 0', least);
  if (!(total > 0 && total < Infinity)) throw rangeError(fn, 'the sum of sampleWeight', 'a finite number > 0', total);
  return weights;
}

/** Refuses what does not fit the n × d points: more clusters than n, other centers than nClusters × d, weights but n. */
function checkShapes(nClusters: number, points: AnyArray, init: AnyArray | string, weights: AnyArray | null): void {
  const [n, d] = points.shape as [number, number];
  wholeNumber(fn, 'nClusters', nClusters, 1, n);
  if (typeof init !== 'string' && (init.shape[0] !== nClusters || init.shape[1] !== d)) {
    throw rangeError(fn, 'init', `shape [${nClusters}, ${d}]`, `shape [${init.shape.join(', ')}]`);
  }
  if (weights && (weights.ndim !== 1 || weights.size !== n)) {
    throw rangeError(fn, 'sampleWeight', `shape [${n}]`, `shape [${weights.shape.join(', ')}]`);
  }
}

/** For each row the number of the nearest center. */
export function nearest(fn: string, xp: ArrayNamespace<AnyArray>, X: ArrayInput, centers: AnyArray): AnyArray {
  const points = xp.astype(asMatrix(fn, 'X', xp, X), centers.dtype, { copy: false });
  if (points.shape[1] !== centers.shape[1]) {
    throw rangeError(fn, 'X', `shape [n, ${centers.shape[1]}]`, `shape [${points.shape.join(', ')}]`);
  }
  // |x - c|² less |x|², around the centers' mean so that a common offset of the data does not eat the digits.
  const middle = xp.mean(centers, { axis: 0, keepdims: true });
  const near = xp.subtract(centers, middle);
  const products = xp.matmul(xp.subtract(points, middle), near.mT);
  const squares = xp.sum(xp.square(near), { axis: 1 });
  return xp.astype(xp.argmin(xp.subtract(squares, xp.multiply(products, 2)), { axis: 1 }), xp.int32, { copy: false });
}
