/**
 * Figures of merit of clusters by their means, as sklearn.metrics.calinski_harabasz_score and davies_bouldin_score have
 * them: quick, where silhouettes look at all pairs of points.
 */
import { arrayNamespace, scope, type AnyArray, type ArrayInput, type ArrayNamespace } from '../../standard';
import { blockwise } from '../distances';
import { checkArray, numbersOf } from '../values';
import { bothOf, orderOf, withoutUnit } from './silhouette';

type Space = ArrayNamespace<AnyArray>;

/** The clusters of the points, less the mean of all and on a scale of their own: both scores are ratios. */
interface Clusters {
  readonly xp: Space;
  readonly n: number;
  /** The number of points in each. */
  readonly sizes: readonly number[];
  /** The means, clusters × d. */
  readonly means: AnyArray;
  /** What `each` made of the points of each cluster less its mean: one number a cluster. */
  readonly found: AnyArray;
}

function ofClusters(
  fn: string,
  X: ArrayInput,
  labels: ArrayInput,
  each: (xp: Space, apart: AnyArray) => AnyArray,
  body: (clusters: Clusters) => AnyArray,
): Promise<number> {
  checkArray(fn, 'X', X);
  checkArray(fn, 'labels', labels);
  const xp: Space = arrayNamespace(X as AnyArray, labels as AnyArray);
  return scope(xp, async () => {
    const [points, names] = await bothOf(fn, xp, X, labels, 'euclidean');
    const { places, sizes } = await orderOf(fn, names);
    const { rows } = withoutUnit(xp, points);
    const means: AnyArray[] = [];
    const found: AnyArray[] = [];
    let first = 0;
    for (const size of sizes) {
      const members = places.slice(first, (first += size));
      const [mean, number] = scope(xp, () => {
        const own = xp.take(rows, xp.asarray(members, { device: rows.device }), { axis: 0 });
        const middle = xp.mean(own, { axis: 0 });
        return [middle, each(xp, xp.subtract(own, middle))] as const;
      });
      means.push(mean);
      found.push(number);
    }
    const all = { xp, n: places.length, sizes: [...sizes], means: xp.stack(means), found: xp.stack(found) };
    return (await numbersOf(xp, [body(all)]))[0]!;
  });
}

/** Up to this distance means are equal: no coordinate is above 1. */
const rounding = 8 * Number.EPSILON;

/** Squared lengths along the last axis. */
const squares = (xp: Space, apart: AnyArray): AnyArray => xp.sum(xp.square(apart), { axis: -1 });

/**
 * How far the clusters' means lie from the mean of all points, by the clusters' sizes, over how far the points lie from
 * the means of their clusters, both as sums of squares by degrees of freedom: large where clusters are tight and far
 * apart (Calinski and Harabasz 1974). 1 where no point lies apart from its cluster's mean.
 *
 * @param X n × d real numbers, one row per point.
 * @param labels n labels of any names: a real array, a typed array or a list.
 * @throws TypeError for another kind or dtype; RangeError for other shapes, NaN or infinity, fewer than 2 labels or more
 * than n - 1.
 * @example
 * await calinskiHarabaszScore([[0], [1], [10], [11]], [0, 0, 1, 1]); // 200
 */
export async function calinskiHarabaszScore(X: ArrayInput, labels: ArrayInput): Promise<number> {
  const within = (xp: Space, apart: AnyArray): AnyArray => xp.sum(xp.square(apart));
  return ofClusters('calinskiHarabaszScore', X, labels, within, ({ xp, n, sizes, means, found }) => {
    const k = sizes.length;
    const weights = xp.asarray(sizes, { dtype: xp.float64, device: means.device });
    const between = xp.sum(xp.multiply(weights, squares(xp, means)));
    const inside = xp.sum(found);
    const none = xp.equal(inside, 0);
    const ratio = xp.divide(between, xp.where(none, 1, inside));
    return xp.where(none, 1, xp.multiply(ratio, (n - k) / (k - 1)));
  });
}

/**
 * The mean over the clusters of the likeness to the one most like it: the sum of the two mean distances to their means
 * over the distance of these (Davies and Bouldin 1979). At least 0; small where clusters are tight and far apart.
 * Clusters whose means are equal, to rounding, are not compared. The unit of X does not matter; scikit-learn gives 0
 * where all these mean distances, or all distances of means, are at most 1e-8.
 *
 * @param X n × d real numbers, one row per point.
 * @param labels n labels of any names: a real array, a typed array or a list.
 * @throws TypeError for another kind or dtype; RangeError for other shapes, NaN or infinity, fewer than 2 labels or more
 * than n - 1.
 * @example
 * await daviesBouldinScore([[0], [1], [10], [11]], [0, 0, 1, 1]); // 0.1
 */
export async function daviesBouldinScore(X: ArrayInput, labels: ArrayInput): Promise<number> {
  const width = (xp: Space, apart: AnyArray): AnyArray => xp.mean(xp.sqrt(squares(xp, apart)));
  return ofClusters('daviesBouldinScore', X, labels, width, ({ xp, means, found }) => {
    const [k, d] = means.shape as [number, number];
    const most = blockwise(xp, k, k * d, (from, to) => {
      const [some, widths] = [means, found].map((x) => xp.expand_dims(x.get(xp.slice(from, to)), 1));
      const apart = xp.sqrt(squares(xp, xp.subtract(some!, means)));
      const likeness = xp.divide(xp.add(widths!, found), xp.where(xp.less_equal(apart, rounding), Infinity, apart));
      return xp.max(likeness, { axis: 1 });
    });
    return xp.mean(most);
  });
}
