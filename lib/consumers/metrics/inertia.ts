/**
 * The inertia of a clustering: what k-means makes small.
 */
import { rangeError } from '../../errors';
import {
  arrayNamespace,
  checkOptions,
  isArray,
  scope,
  type AnyArray,
  type ArrayInput,
  type ArrayNamespace,
} from '../../standard';
import { asFloating, asMatrix, checkArray, numberNow } from '../values';

const fn = 'inertia';

/**
 * The sum of the points' squared distances to the centers of their clusters. It waits for the result.
 *
 * @param X n × d real numbers, one row per point.
 * @param centers k × d, one row per cluster.
 * @param labels n whole numbers in [0, k): the row of centers that each point belongs to.
 * @param options `sampleWeight`: n weights of the squares (default null: 1 each).
 * @throws TypeError for another kind or dtype; RangeError for other shapes and for labels that no center has.
 * @example
 * inertia([[0], [1], [10], [12]], [[0.5], [11]], [0, 0, 1, 1]); // 2.5
 */
export function inertia(
  X: ArrayInput,
  centers: ArrayInput,
  labels: ArrayInput,
  options?: { sampleWeight?: ArrayInput | null },
): number {
  const { sampleWeight = null } = checkOptions(fn, options, ['sampleWeight']);
  checkArray(fn, 'X', X);
  checkArray(fn, 'centers', centers);
  checkArray(fn, 'labels', labels);
  if (sampleWeight !== null) checkArray(fn, 'sampleWeight', sampleWeight);
  const xp: ArrayNamespace<AnyArray> = arrayNamespace(X, centers, labels, sampleWeight) as ArrayNamespace<AnyArray>;
  return scope(xp, () => {
    const device = [X, centers, labels, sampleWeight].find(isArray)?.device;
    const points = asMatrix(fn, 'X', xp, X, device);
    const [n, d] = points.shape as [number, number];
    const means = asMatrix(fn, 'centers', xp, centers, device);
    if (means.shape[1] !== d) throw rangeError(fn, 'centers', `shape [k, ${d}]`, `shape [${means.shape.join(', ')}]`);
    const own = asIndices(xp, labels, n, means.shape[0]!, device);
    const apart = xp.subtract(wide(xp, points), xp.take(wide(xp, means), own, { axis: 0 }));
    const squares = xp.sum(xp.square(apart), { axis: 1 });
    if (sampleWeight === null) return numberNow(xp.sum(squares));
    const weights = wide(xp, asFloating(fn, 'sampleWeight', xp, sampleWeight, device));
    if (weights.ndim !== 1 || weights.size !== n) {
      throw rangeError(fn, 'sampleWeight', `shape [${n}]`, `shape [${weights.shape.join(', ')}]`);
    }
    return numberNow(xp.sum(xp.multiply(weights, squares)));
  });
}

const wide = (xp: ArrayNamespace<AnyArray>, x: AnyArray): AnyArray => xp.astype(x, xp.float64, { copy: false });

function asIndices(xp: ArrayNamespace<AnyArray>, given: ArrayInput, n: number, k: number, device?: string): AnyArray {
  const labels = asFloating(fn, 'labels', xp, given, device);
  if (labels.ndim !== 1 || labels.size !== n) {
    throw rangeError(fn, 'labels', `${n} labels`, `shape [${labels.shape.join(', ')}]`);
  }
  const known = xp.logical_and(xp.greater_equal(labels, 0), xp.less_equal(labels, k - 1));
  if (!numberNow(xp.all(xp.logical_and(known, xp.equal(labels, xp.floor(labels)))))) {
    throw new RangeError(`${fn}: expected whole numbers in [0, ${k - 1}] for labels, got others`);
  }
  return xp.astype(labels, xp.int32);
}
