/** k-means, as a job on the points' device. */
import { allocate, type NDArray } from '../../core/array';
import { Casts } from '../../core/call';
import { int32 } from '../../core/dtype';
import { runJob, type JobOptions } from '../../core/job';
import { checkOptions } from '../../core/options';
import { rangeError } from '../../errors';
import { count, points, seedOption, startOf } from './arguments';

/** What {@link kmeans} takes, under scikit-learn's names. */
export interface KMeansOptions extends JobOptions {
  /** Default 8. */
  n_clusters?: number;
  /** How centers are chosen, or the centers. */
  init?: 'k-means++' | 'random' | NDArray;
  /** How many starts, of which the best is kept. */
  n_init?: number;
  /** Most rounds of a start. */
  max_iter?: number;
  /** A start ends when the centers move less, relative to the variance of X. */
  tol?: number;
  /** Of the starts; left out: fresh. */
  seed?: number;
  /**
   * 'elkan' (Elkan 2003) leaves out distances that bounds rule out: the same bits, quicker for many columns and clusters
   * that are well apart, for memory of n_clusters × n numbers. Default 'lloyd'.
   */
  algorithm?: 'lloyd' | 'elkan';
  /** A weight >= 0 for each point, not all 0. */
  sample_weight?: NDArray | null;
}

/**
 * k-means: greedy k-means++ (Arthur and Vassilvitskii 2007, as scikit-learn does it), Lloyd's iteration, the best of
 * `n_init` starts. Centers that lose their points are moved to the farthest ones; no cluster is left without points: where
 * there are fewer distinct points than clusters, equal points are shared out, the first ones to the empty clusters. The
 * same seed gives the same bits, whatever the number of threads. Coordinates may be of any size; an inertia beyond
 * float64 is Infinity.
 *
 * @param X n × d, float32 or float64 (other real dtypes become float64), finite.
 * @returns centers (n_clusters × d), labels (n, int32), inertia, n_iter.
 * @throws RangeError for n_clusters > n, NaN or infinite coordinates, negative weights; ObolError ERR_OBOL_ABORTED.
 * @example
 * const X = xp.asarray([[0], [1], [10], [11]]);
 * const { labels } = await xp.cluster.kmeans(X, { n_clusters: 2, seed: 0 });
 */
export async function kmeans(
  X: NDArray,
  options?: KMeansOptions,
): Promise<{ centers: NDArray; labels: NDArray; inertia: number; n_iter: number }> {
  const fn = 'kmeans';
  const x = points(fn, 'X', X);
  const o = checkOptions(fn, options, [
    'n_clusters',
    'init',
    'n_init',
    'max_iter',
    'tol',
    'seed',
    'sample_weight',
    'algorithm',
    'signal',
    'onProgress',
  ]);
  const [n, d] = x.shape as [number, number];
  const k = count(fn, 'n_clusters', o.n_clusters ?? 8, 1);
  if (k > n) throw rangeError(fn, 'n_clusters', `at most the ${n} points`, k);
  const algorithm = o.algorithm ?? 'lloyd';
  if (algorithm !== 'lloyd' && algorithm !== 'elkan')
    throw rangeError(fn, 'algorithm', "'lloyd' or 'elkan'", algorithm);
  const tol = o.tol ?? 1e-4;
  if (!(typeof tol === 'number' && tol >= 0)) throw rangeError(fn, 'tol', 'a number of at least 0', tol);
  const casts = new Casts();
  const { dtype, start, inputs } = startOf(fn, x, k, o, casts);
  const device = x._device;
  const centers = allocate(fn, dtype, [k, d], device);
  const labels = allocate(fn, int32, [n], device);
  const running = runJob(fn, {
    device,
    name: 'kmeans',
    inputs,
    outputs: [centers, labels],
    numbers: [
      start,
      count(fn, 'n_init', o.n_init ?? 10, 1),
      count(fn, 'max_iter', o.max_iter ?? 300, 1),
      tol,
      seedOption(fn, o.seed),
      algorithm === 'elkan' ? 1 : 0,
    ],
    stages: ['labels'],
    signal: o.signal,
    onProgress: o.onProgress,
  });
  casts.release();
  const [inertia = 0, n_iter = 0] = await running;
  return { centers, labels, inertia, n_iter };
}
