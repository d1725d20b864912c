/** Nearest neighbours by brute force, enqueued. */
import { allocate, nativeDType, type NDArray } from '../../core/array';
import { Casts, check } from '../../core/call';
import { checkArray, checkDType, checkSameDevice, masks } from '../../core/check';
import { float64, int32 } from '../../core/dtype';
import { checkOptions } from '../../core/options';
import { begin, putArray } from '../../core/pack';
import { rangeError } from '../../errors';
import { count, points } from './arguments';

/** What {@link kneighbors} takes, under scikit-learn's names. */
export interface KneighborsOptions {
  /** How many neighbours (default 5). */
  n_neighbors?: number;
  /** The points whose neighbours are asked for, m × d; left out: X's own, each of which then is a neighbour of itself. */
  Y?: NDArray;
}

/**
 * For each point of Y the nearest points of X by Euclidean distance, as sklearn.neighbors.NearestNeighbors.kneighbors
 * has it. All pairs are looked at, in blocks: no array of their number is made. Differences are squared as they are, so
 * points that are equal are at distance 0 and nothing cancels far from the origin. Enqueued: NaN or infinite
 * coordinates are a RangeError where the result is read.
 *
 * @param X n × d, float32 or float64 (other real dtypes become float64; of two dtypes the wider one counts).
 * @returns distances (m × n_neighbors, ascending) and indices (int32); of equal distances the lower index comes first.
 * @throws RangeError for n_neighbors > n, other shapes, n beyond 2^31 - 1; TypeError for other dtypes.
 * @example
 * const X = xp.asarray([[0], [1], [10]]);
 * const { distances, indices } = xp.cluster.kneighbors(X, { n_neighbors: 2 });
 * indices.tolist(); // [[0, 1], [1, 0], [2, 1]]
 */
export function kneighbors(X: NDArray, options?: KneighborsOptions): { distances: NDArray; indices: NDArray } {
  const fn = 'kneighbors';
  const x = points(fn, 'X', X);
  const o = checkOptions(fn, options, ['n_neighbors', 'Y']);
  const y = o.Y === undefined ? x : checkArray(fn, 'Y', o.Y);
  checkDType(fn, 'Y', y, masks.real);
  checkSameDevice(fn, x, y);
  const [n, d] = x.shape as [number, number];
  if (y.ndim !== 2 || y.shape[1] !== d) throw rangeError(fn, 'Y', `an array of shape [m, ${d}]`, y.shape);
  if (n > 2 ** 31 - 1) throw rangeError(fn, 'X', 'at most 2^31 - 1 points', n);
  const k = count(fn, 'n_neighbors', o.n_neighbors ?? 5, 1);
  if (k > n) throw rangeError(fn, 'n_neighbors', `at most the ${n} points`, k);
  const dtype = [x, y].every((a) => nativeDType(a).name === 'float32') ? nativeDType(x) : float64;
  const casts = new Casts();
  const device = x._device;
  const distances = allocate(fn, dtype, [y.shape[0]!, k], device);
  const indices = allocate(fn, int32, [y.shape[0]!, k], device);
  const from = casts.to(fn, x, dtype);
  const to = y === x ? from : casts.to(fn, y, dtype);
  const a = device.buffer.f64;
  let at = begin(device);
  for (const operand of [distances, indices, from, to]) at = putArray(a, at, operand);
  check(fn, device, device.addon.neighbors());
  casts.release();
  return { distances, indices };
}
