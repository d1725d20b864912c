/** Labels from spectral vectors. */
import { allocate, type NDArray } from '../../core/array';
import { Casts } from '../../core/call';
import { float64, int32 } from '../../core/dtype';
import { runJob, type JobOptions } from '../../core/job';
import { checkOptions } from '../../core/options';
import { rangeError } from '../../errors';
import { count, points, seedOption } from './arguments';

/** A job from the rows of an n × k embedding to n labels. */
async function labelled(
  fn: 'discretize' | 'cluster_qr',
  vectors: unknown,
  numbers: number[],
  { signal }: JobOptions,
): Promise<NDArray> {
  const x = points(fn, 'vectors', vectors);
  if (x.shape[1]! < 1 || x.shape[1]! > x.shape[0]!)
    throw rangeError(fn, 'vectors', 'an array of shape [n, k] with 1 <= k <= n', x.shape);
  const casts = new Casts();
  const labels = allocate(fn, int32, [x.shape[0]!], x._device);
  const running = runJob(fn, {
    device: x._device,
    name: fn,
    inputs: [casts.to(fn, x, float64)],
    outputs: [labels],
    numbers,
    stages: ['labels'],
    signal,
  });
  casts.release();
  await running;
  return labels;
}

/**
 * Labels from spectral vectors by alternating rotation and rounding (Yu and Shi 2003), as
 * sklearn.cluster._spectral.discretize does it.
 *
 * @param vectors n × k, one row per node.
 * @returns n labels in [0, k), int32.
 * @throws ObolError ERR_OBOL_CONVERGENCE when every restart failed, ERR_OBOL_ABORTED.
 * @example
 * const vectors = xp.asarray([[1, 0], [1, 0.1], [0, 1]]);
 * const labels = await xp.cluster.discretize(vectors, { seed: 0 });
 */
export async function discretize(
  vectors: NDArray,
  options?: { seed?: number; max_svd_restarts?: number; n_iter_max?: number } & Pick<JobOptions, 'signal'>,
): Promise<NDArray> {
  const fn = 'discretize';
  const o = checkOptions(fn, options, ['seed', 'max_svd_restarts', 'n_iter_max', 'signal']);
  const restarts = count(fn, 'max_svd_restarts', o.max_svd_restarts ?? 30, 1);
  const iterations = count(fn, 'n_iter_max', o.n_iter_max ?? 20, 1);
  return labelled(fn, vectors, [seedOption(fn, o.seed), restarts, iterations], o);
}

/**
 * Labels from spectral vectors by a pivoted QR factorisation (Damle, Minden and Ying 2019): no start, no iteration.
 *
 * @param vectors n × k, one row per node.
 * @returns n labels in [0, k), int32.
 * @example
 * const vectors = xp.asarray([[1, 0], [1, 0.1], [0, 1]]); // rows: the points
 * const labels = await xp.cluster.cluster_qr(vectors);
 */
export async function cluster_qr(vectors: NDArray, options?: Pick<JobOptions, 'signal'>): Promise<NDArray> {
  return labelled('cluster_qr', vectors, [], checkOptions('cluster_qr', options, ['signal']));
}
