/**
 * k-means in mini-batches as an object that is fitted, at once or batch by batch: scikit-learn's MiniBatchKMeans.
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
  type OfDefault,
} from '../../standard';
import { Fitted, heldArrays } from '../fitted';
import { checkJob, drawSeed, seedOf, type RandomState } from '../job';
import { asMatrix, asPoints, checkArray } from '../values';
import { asWeights, checkShapes, type InitFunction } from './kmeans';
import type { FitOptions } from './kmeans_estimator';
import { distancesTo, nearest, toCenters } from './nearest';
import { weightedScore } from './score';
import { startsFrom } from './starts';

export interface MiniBatchKMeansOptions {
  /** How many clusters (default 8). */
  nClusters?: number;
  /**
   * First centers: 'k-means++' (default), 'random' points, an nClusters × d array, or a function that gives one, which
   * is handed the points of a start.
   */
  init?: 'k-means++' | 'random' | ArrayInput | InitFunction;
  /** Most rounds over the points (default 100). */
  maxIter?: number;
  /** Points of a batch (default 1024). */
  batchSize?: number;
  /** A whole number, a generator, or left out for a fresh seed. */
  randomState?: RandomState;
  /** Stop when the centers' squared shift in a batch is below tol times the mean variance of the columns (default 0: never). */
  tol?: number;
  /** Stop after so many batches without a better average inertia (default 10); null: never. */
  maxNoImprovement?: number | null;
  /** Points that a start chooses from (default null: 3 batches, or 3 nClusters where that is more). */
  initSize?: number | null;
  /** Starts, of which the best on a sample is kept; 'auto' (default) is 3 for 'random' and functions, else 1. */
  nInit?: 'auto' | number;
  /** Centers that were given less than this part of the most popular one's weight start anew (default 0.01). */
  reassignmentRatio?: number;
}

const own = [
  'nClusters',
  'init',
  'maxIter',
  'batchSize',
  'randomState',
  'tol',
  'maxNoImprovement',
  'initSize',
  'nInit',
  'reassignmentRatio',
] as const;

interface State<A> {
  centers: A;
  counts: A;
  labels: A;
  inertia: number;
  nIter: number;
  nSteps: number;
  /** Points since centers were last reassigned. */
  since: number;
}

const name = 'MiniBatchKMeans';

/**
 * k-means on batches of points drawn at random (Sculley 2010): each center is the mean of all points that it was ever
 * given. Quicker than {@link KMeans} on many points and a little worse; with `partialFit`, for points that don't fit
 * into memory. `fit` gives each cluster a point.
 *
 * The points of a namespace without `cluster` are worked on by obol's CPU device and answered in arrays of their own.
 *
 * @example
 * const km = await new MiniBatchKMeans({ nClusters: 2, randomState: 0 }).fit([[0], [1], [10], [11]]);
 * await km.partialFit([[2], [9]]); // one more batch
 * km.predict([[2], [9]]).shape; // [2]
 */
export class MiniBatchKMeans<A = OfDefault> {
  /** What it was made with. */
  readonly options: Readonly<MiniBatchKMeansOptions>;
  readonly #fitted = new Fitted<State<A>>(name);
  /** The batches before, of which each must be done when the next begins. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @throws TypeError for unknown options and other kinds; RangeError for their values. */
  constructor(options?: MiniBatchKMeansOptions) {
    const given = checkOptions(name, options, own);
    this.options = { ...given };
    const { init = 'k-means++', nInit = 'auto' } = given;
    wholeNumber(name, 'nClusters', given.nClusters ?? 8, 1);
    if (typeof init === 'string') oneOf(name, 'init', init, ['k-means++', 'random']);
    else if (typeof init !== 'function') checkArray(name, 'init', init);
    wholeNumber(name, 'maxIter', given.maxIter ?? 100, 1);
    wholeNumber(name, 'batchSize', given.batchSize ?? 1024, 1);
    finiteNumber(name, 'tol', given.tol ?? 0, 0);
    wholeNumber(name, 'maxNoImprovement', given.maxNoImprovement ?? 10, 0);
    wholeNumber(name, 'initSize', given.initSize ?? 1, 1);
    if (nInit !== 'auto') wholeNumber(name, 'nInit', nInit, 1);
    const ratio = finiteNumber(name, 'reassignmentRatio', given.reassignmentRatio ?? 0.01, 0);
    if (ratio > 1) throw rangeError(name, 'reassignmentRatio', 'a number in [0, 1]', ratio);
  }

  /** nClusters × d. */
  get centers(): A {
    return this.#fitted.get('centers').centers;
  }

  /** The centers under scikit-learn's name. */
  get clusterCenters(): A {
    return this.#fitted.get('clusterCenters').centers;
  }

  /** The weight of the points that each center was given: nClusters, float64. */
  get counts(): A {
    return this.#fitted.get('counts').counts;
  }

  /** int32, one per point that was fitted; after `partialFit`, of its batch. */
  get labels(): A {
    return this.#fitted.get('labels').labels;
  }

  /** Sum of these points' squared distances to their centers, by weight. */
  get inertia(): number {
    return this.#fitted.get('inertia').inertia;
  }

  /** Columns of the points that were fitted. */
  get nFeaturesIn(): number {
    return (this.#fitted.get('nFeaturesIn').centers as AnyArray).shape[1]!;
  }

  /** Rounds over the points that `fit` took; 0 where there was none. */
  get nIter(): number {
    return this.#fitted.get('nIter').nIter;
  }

  /** Batches so far. */
  get nSteps(): number {
    return this.#fitted.get('nSteps').nSteps;
  }

  /**
   * Finds the centers of n × d points anew. Returns this object.
   *
   * @throws TypeError for another kind or dtype; RangeError for another shape, more clusters than points, NaN or
   * infinity; ObolError ERR_OBOL_ABORTED when the signal stops it.
   */
  fit<X extends ArrayInput>(X: X, options?: FitOptions): Promise<MiniBatchKMeans<ArrayOf<X>>> {
    const given = checkOptions(`${name}.fit`, options, ['sampleWeight', 'signal', 'onProgress']);
    return this.#next(`${name}.fit`, X, given, false) as Promise<MiniBatchKMeans<ArrayOf<X>>>;
  }

  /**
   * Goes on with one batch, n × d; the first one chooses centers from its points, where none were fitted or given. A
   * batch waits for those before it. Returns this object.
   *
   * @throws as {@link MiniBatchKMeans.fit}; RangeError for a batch of another dimension, or a first one of fewer points
   * than clusters.
   */
  partialFit<X extends ArrayInput>(
    X: X,
    options?: Pick<FitOptions, 'sampleWeight' | 'signal'>,
  ): Promise<MiniBatchKMeans<ArrayOf<X>>> {
    const given = checkOptions(`${name}.partialFit`, options, ['sampleWeight', 'signal']);
    return this.#next(`${name}.partialFit`, X, given, true) as Promise<MiniBatchKMeans<ArrayOf<X>>>;
  }

  /** {@link MiniBatchKMeans.fit}, then the labels. */
  async fitPredict<X extends ArrayInput>(X: X, options?: FitOptions): Promise<ArrayOf<X>> {
    return (await this.fit(X, options)).labels;
  }

  /** {@link MiniBatchKMeans.fit}, then the points' distances to the centers: n × nClusters. */
  async fitTransform<X extends ArrayInput>(X: X, options?: FitOptions): Promise<ArrayOf<X>> {
    return (await this.fit(X, options)).transform(X);
  }

  /** For each point the number of the nearest center: int32, -1 where a coordinate is NaN or infinite. */
  predict(X: ArrayInput): A {
    const { centers } = this.#fitted.get('predict');
    return toCenters(`${name}.predict`, X, centers as AnyArray, nearest) as A;
  }

  /**
   * The points' distances to the centers: n × nClusters, in the centers' dtype; NaN where a coordinate is NaN, infinity
   * where one is infinite.
   */
  transform(X: ArrayInput): A {
    const { centers } = this.#fitted.get('transform');
    return toCenters(`${name}.transform`, X, centers as AnyArray, distancesTo) as A;
  }

  /** Less the sum of the points' squared distances to their nearest centers, by weight. */
  async score(X: ArrayInput, options?: Pick<FitOptions, 'sampleWeight'>): Promise<number> {
    const { sampleWeight } = checkOptions(`${name}.score`, options, ['sampleWeight']);
    return weightedScore(`${name}.score`, X, this.#fitted.get('score').centers as AnyArray, sampleWeight);
  }

  /** Takes the points, then waits for its turn. */
  async #next(fn: string, X: ArrayInput, options: FitOptions, batch: boolean): Promise<unknown> {
    checkJob(fn, options);
    checkArray(fn, 'X', X);
    const weights = options.sampleWeight ?? null;
    if (weights !== null) checkArray(fn, 'sampleWeight', weights);
    const { init = 'k-means++', nClusters = 8, nInit = 'auto' } = this.options;
    const centers = typeof init === 'string' || typeof init === 'function' ? null : init;
    const xp = arrayNamespace(X, weights, centers) as ArrayNamespace<AnyArray>;
    const drawn = drawSeed(fn, this.options.randomState);
    const before = this.#turn;
    const job = scope(xp, async () => {
      // Lists go where the arrays are.
      const device = [X, weights, centers].find(isArray)?.device;
      const points = xp.asarray(asMatrix(fn, 'X', xp, X, device), { copy: true });
      const sampleWeight = weights === null ? null : await asWeights(fn, xp, weights, points.device);
      let start = centers === null ? 'k-means++' : xp.asarray(asMatrix(fn, 'init', xp, centers, points.device));
      if (init === 'random') start = init;
      await before;
      const past =
        batch && this.#fitted.is ? (this.#fitted.get('partialFit') as unknown as State<AnyArray>) : undefined;
      const seed = await seedOf(drawn);
      if (typeof init === 'function' && !past) {
        checkShapes(fn, nClusters, points, 'k-means++', sampleWeight);
        const starts = batch ? 1 : nInit === 'auto' ? 3 : nInit;
        const size = batch ? Infinity : this.#sampleSize();
        start = await startsFrom(fn, xp, points, sampleWeight, { init, nClusters, nInit: starts, size, seed });
      }
      return this.#run(fn, { X: points, weights: sampleWeight, start, past }, seed, options, batch);
    });
    this.#turn = job.catch(() => undefined);
    this.#fitted.set((await job) as unknown as State<A>);
    return this;
  }

  /** Points that a start chooses from. */
  #sampleSize(): number {
    const { nClusters = 8, batchSize = 1024, initSize = null } = this.options;
    const size = initSize ?? Math.max(3 * batchSize, 3 * nClusters);
    return size < nClusters ? 3 * nClusters : size;
  }

  #run(
    fn: string,
    args: { X: AnyArray; weights: AnyArray | null; start: AnyArray | string; past: State<AnyArray> | undefined },
    seed: number,
    { signal, onProgress }: FitOptions,
    batch: boolean,
  ): Promise<State<AnyArray>> {
    const { nClusters = 8, nInit = 'auto', batchSize = 1024 } = this.options;
    const { maxIter = 100, tol = 0, maxNoImprovement = 10, reassignmentRatio = 0.01 } = this.options;
    return withExtension('cluster', args, async (xp, { X, weights, start, past }) => {
      const points = await asPoints(fn, 'X', xp, past ? xp.astype(X, past.centers.dtype) : X);
      if (past && points.shape[1] !== past.centers.shape[1]) {
        const got = `shape [${points.shape.join(', ')}]`;
        throw rangeError(fn, 'X', `shape [n, ${past.centers.shape[1]}]`, got);
      }
      const first = typeof start === 'string' ? start : xp.astype(await asPoints(fn, 'init', xp, start), points.dtype);
      if (!past) checkShapes(fn, nClusters, points, first, weights);
      else checkShapes(fn, nClusters, points, past.centers, weights, Infinity);
      const shared = {
        n_clusters: nClusters,
        init_size: this.#sampleSize(),
        reassignment_ratio: reassignmentRatio,
        sample_weight: weights,
        signal,
      };
      if (batch) {
        const steps = past?.nSteps ?? 0;
        const { samples_since_reassign: since, ...found } = await xp.cluster.minibatch_kmeans_step(points, {
          ...shared,
          ...(past ? { init: past.centers, counts: past.counts } : { init: first as 'random' }),
          samples_since_reassign: past?.since ?? 0,
          seed: (seed + steps) % 2 ** 32,
        });
        return { ...found, nIter: past?.nIter ?? 0, nSteps: steps + 1, since };
      }
      const starts = nInit === 'auto' ? (first === 'random' ? 3 : 1) : nInit;
      const {
        n_iter: nIter,
        n_steps: nSteps,
        ...found
      } = await xp.cluster.minibatch_kmeans(points, {
        ...shared,
        init: first as 'random',
        n_init: starts,
        max_iter: maxIter,
        batch_size: batchSize,
        tol,
        max_no_improvement: maxNoImprovement,
        seed,
        onProgress,
      });
      return { ...found, nIter, nSteps, since: 0 };
    });
  }

  /** @internal */
  [heldArrays](): Iterable<unknown> {
    return this.#fitted.held();
  }
}
