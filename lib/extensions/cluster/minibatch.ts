/** k-means in mini-batches, and one step of it, as jobs on the points' device. */
import { allocate, type NDArray } from '../../core/array';
import { Casts } from '../../core/call';
import { checkArray, checkDType, checkSameDevice, masks } from '../../core/check';
import { float64, int32 } from '../../core/dtype';
import { runJob, type JobOptions } from '../../core/job';
import { checkOptions } from '../../core/options';
import { rangeError } from '../../errors';
import { count, points, seedOption, startOf } from './arguments';

/** What both functions take, under scikit-learn's names. */
interface BatchOptions {
  /** Default 8. */
  n_clusters?: number;
  /** How centers are chosen (default 'k-means++'), or the centers. */
  init?: 'k-means++' | 'random' | NDArray;
  /** How many points, drawn at random, a start chooses from: default 3 · batch_size (of a step 3072), at least 3 · n_clusters. */
  init_size?: number | null;
  /** Centers that were given less than this part of the most popular one's weight start anew (default 0.01; 0: never). */
  reassignment_ratio?: number;
  /** Left out: fresh. */
  seed?: number;
  /** A weight >= 0 for each point, not all 0. */
  sample_weight?: NDArray | null;
}

/** What {@link minibatch_kmeans} takes, under scikit-learn's names. */
export interface MinibatchKMeansOptions extends BatchOptions, JobOptions {
  /** How many starts, of which the best on a sample is kept: default 3 for 'random', else 1. */
  n_init?: number;
  /** Most rounds over the points (default 100). */
  max_iter?: number;
  /** Points of a batch (default 1024). */
  batch_size?: number;
  /** It ends when the centers move less in a batch, relative to the variance of X; default 0: that is not looked at. */
  tol?: number;
  /** It ends after so many batches without a better average inertia (default 10); null: never. */
  max_no_improvement?: number | null;
}

/** What {@link minibatch_kmeans_step} takes. */
export interface MinibatchStepOptions extends BatchOptions, Pick<JobOptions, 'signal'> {
  /** The weight that each center was given so far, as the step before answered it; with `init` its centers. */
  counts?: NDArray;
  /** Points since centers were last reassigned, as the step before answered it (default 0). */
  samples_since_reassign?: number;
}

const shared = ['n_clusters', 'init', 'init_size', 'reassignment_ratio', 'seed', 'sample_weight', 'signal'] as const;

interface Reached {
  centers: NDArray;
  counts: NDArray;
  labels: NDArray;
  numbers: number[];
}

async function run(
  fn: string,
  x: NDArray,
  o: BatchOptions & JobOptions & { n_init?: number; batch_size?: number },
  rest: { counts?: NDArray; maxIter: number; tol: number; patience: number; since?: number },
): Promise<Reached> {
  const n = x.shape[0]!;
  const k = count(fn, 'n_clusters', o.n_clusters ?? 8, 1);
  if (k > n && rest.counts === undefined) throw rangeError(fn, 'n_clusters', `at most the ${n} points`, k);
  const ratio = o.reassignment_ratio ?? 0.01;
  if (!(typeof ratio === 'number' && ratio >= 0 && ratio <= 1))
    throw rangeError(fn, 'reassignment_ratio', 'a number in [0, 1]', ratio);
  const batch = count(fn, 'batch_size', o.batch_size ?? 1024, 1);
  const size = count(fn, 'init_size', o.init_size ?? 3 * batch, 1);
  const starts = count(fn, 'n_init', o.n_init ?? (o.init === 'random' ? 3 : 1), 1);
  const seed = seedOption(fn, o.seed);
  const casts = new Casts();
  const { dtype, start, inputs } = startOf(fn, x, k, o, casts);
  const had = rest.counts === undefined ? undefined : casts.to(fn, rest.counts, float64);
  const device = x._device;
  const centers = allocate(fn, dtype, [k, x.shape[1]!], device);
  const counts = allocate(fn, float64, [k], device);
  const labels = allocate(fn, int32, [n], device);
  const running = runJob(fn, {
    device,
    name: 'minibatch_kmeans',
    inputs: [...inputs, had],
    outputs: [centers, counts, labels],
    numbers: [
      start,
      starts,
      rest.maxIter,
      rest.tol,
      seed,
      batch,
      size < k ? 3 * k : size,
      rest.patience,
      ratio,
      rest.since === undefined ? 0 : 1,
      rest.since ?? 0,
    ],
    stages: ['batches'],
    signal: o.signal,
    onProgress: o.onProgress,
  });
  casts.release();
  return { centers, counts, labels, numbers: await running };
}

/**
 * k-means in mini-batches (Sculley 2010) as sklearn.cluster.MiniBatchKMeans.fit does it: points are drawn at random,
 * `batch_size` at a time; each center is the mean of all points that it was ever given. Quicker than `kmeans` on many
 * points, and a little worse. No cluster is left without points. The same seed gives the same bits.
 *
 * @param X n × d, float32 or float64 (other real dtypes become float64), finite.
 * @returns centers (n_clusters × d), counts (the weight that each was given, float64), labels (n, int32), inertia (of all
 * points), n_iter (rounds over the points), n_steps (batches).
 * @throws RangeError for n_clusters > n, NaN or infinite coordinates, negative weights; ObolError ERR_OBOL_ABORTED.
 * @example
 * const X = xp.asarray([[0], [1], [10], [11]]);
 * const { labels } = await xp.cluster.minibatch_kmeans(X, { n_clusters: 2, seed: 0 });
 */
export async function minibatch_kmeans(
  X: NDArray,
  options?: MinibatchKMeansOptions,
): Promise<{
  centers: NDArray;
  counts: NDArray;
  labels: NDArray;
  inertia: number;
  n_iter: number;
  n_steps: number;
}> {
  const fn = 'minibatch_kmeans';
  const x = points(fn, 'X', X);
  const own = ['n_init', 'max_iter', 'batch_size', 'tol', 'max_no_improvement', 'onProgress'] as const;
  const o = checkOptions(fn, options, [...shared, ...own]);
  const tol = o.tol ?? 0;
  if (!(typeof tol === 'number' && tol >= 0)) throw rangeError(fn, 'tol', 'a number of at least 0', tol);
  const maxIter = count(fn, 'max_iter', o.max_iter ?? 100, 1);
  const patience = o.max_no_improvement === null ? -1 : count(fn, 'max_no_improvement', o.max_no_improvement ?? 10, 0);
  const { numbers, ...reached } = await run(fn, x, o, { maxIter, tol, patience });
  const [inertia = 0, n_iter = 0, n_steps = 0] = numbers;
  return { ...reached, inertia, n_iter, n_steps };
}

/**
 * One batch of mini-batch k-means, X being the batch, as sklearn.cluster.MiniBatchKMeans.partial_fit does it. The first
 * step chooses centers from X; later ones are given what the one before answered.
 *
 * @param X n × d, float32 or float64 (other real dtypes become float64), finite.
 * @returns the centers and counts after it, labels (int32) and inertia of X by these centers, samples_since_reassign.
 * @throws RangeError for n_clusters > n in the first step, NaN or infinite coordinates; ObolError ERR_OBOL_ABORTED.
 * @example
 * const X = xp.asarray([[0], [1], [10], [11]]);
 * const first = await xp.cluster.minibatch_kmeans_step(X, { n_clusters: 2, seed: 0 });
 * const { centers: init, counts, samples_since_reassign } = first;
 * await xp.cluster.minibatch_kmeans_step(X, { n_clusters: 2, init, counts, samples_since_reassign, seed: 1 });
 */
export async function minibatch_kmeans_step(
  X: NDArray,
  options?: MinibatchStepOptions,
): Promise<{
  centers: NDArray;
  counts: NDArray;
  labels: NDArray;
  inertia: number;
  samples_since_reassign: number;
}> {
  const fn = 'minibatch_kmeans_step';
  const x = points(fn, 'X', X);
  const o = checkOptions(fn, options, [...shared, 'counts', 'samples_since_reassign']);
  const since = count(fn, 'samples_since_reassign', o.samples_since_reassign ?? 0, 0);
  const k = o.n_clusters ?? 8;
  let counts: NDArray | undefined;
  if (o.counts !== undefined) {
    counts = checkArray(fn, 'counts', o.counts);
    checkDType(fn, 'counts', counts, masks.real);
    checkSameDevice(fn, x, counts);
    if (counts.ndim !== 1 || counts.shape[0] !== k) throw rangeError(fn, 'counts', `${k} weights`, counts.shape);
    if (o.init === undefined || typeof o.init === 'string')
      throw rangeError(fn, 'init', 'the centers that the counts belong to', o.init);
  }
  const { numbers, ...reached } = await run(fn, x, o, { counts, maxIter: 1, tol: 0, patience: -1, since });
  const [inertia = 0, , , samples_since_reassign = 0] = numbers;
  return { ...reached, inertia, samples_since_reassign };
}
