/**
 * Silhouettes, as sklearn.metrics.silhouette_samples and silhouette_score have them (Rousseeuw 1987). Distances are
 * computed block by block; no n × n matrix is ever held.
 */
import { rangeError } from '../../errors';
import {
  arrayNamespace,
  checkOptions,
  oneOf,
  scope,
  toHost,
  wholeNumber,
  type AnyArray,
  type ArrayInput,
  type ArrayNamespace,
  type ArrayOf,
  type JobOptions,
} from '../../standard';
import { centred, rowsOf, squaredDistances, type Centred } from '../distances';
import { checkJob, drawSeed, jobOptions, randomOrder, seedOf, type RandomState } from '../job';
import { asPoints, checkArray, numbersOf } from '../values';
import { asLabels } from './groups';

type Space = ArrayNamespace<AnyArray>;

export interface SilhouetteOptions extends JobOptions {
  /** 'euclidean' (default), or 'precomputed': X holds the distances themselves, n × n, 0 on the diagonal. */
  metric?: 'euclidean' | 'precomputed';
}

export interface SilhouetteScoreOptions extends SilhouetteOptions {
  /** Score so many points drawn at random, by their distances to each other (default null: all of them). */
  sampleSize?: number | null;
  /** Of the drawing: a whole number, a generator, or left out for a fresh seed. */
  randomState?: RandomState;
}

const metrics = ['euclidean', 'precomputed'] as const;
const sampleOptions = ['metric', ...jobOptions] as const;

/**
 * For each point (b - a) / max(a, b), where a is its mean distance to the others of its cluster and b the least mean
 * distance to the points of another one: near 1 well inside its cluster, near 0 between two, below 0 nearer to another.
 * The only point of a cluster has 0. Computed in float64; euclidean distances are good to about 1e-7 of the points'
 * spread, those below count as 0.
 *
 * @param X n × d real numbers, one row per point; n × n distances with metric 'precomputed'.
 * @param labels n labels of any names: a real array, a typed array or a list.
 * @returns n float64, in the namespace and on the device of X.
 * @throws TypeError for another kind or dtype; RangeError for other shapes, NaN or infinity, negative distances, a
 * diagonal that is not 0, fewer than 2 labels or more than n - 1; ObolError ERR_OBOL_ABORTED.
 * @example
 * const s = await silhouetteSamples([[0], [1], [10], [11]], [0, 0, 1, 1]);
 * s.shape; // [4]
 */
export async function silhouetteSamples<X extends ArrayInput>(
  X: X,
  labels: ArrayInput,
  options?: SilhouetteOptions,
): Promise<ArrayOf<X>>;
export async function silhouetteSamples(X: ArrayInput, labels: ArrayInput, options?: SilhouetteOptions) {
  const fn = 'silhouetteSamples';
  const given = checkOptions(fn, options, sampleOptions);
  const { xp, metric } = checkArguments(fn, X, labels, given);
  return scope(xp, async () => {
    const [points, names] = await bothOf(fn, xp, X, labels, metric);
    return silhouettes(fn, xp, points, names, { ...given, metric });
  });
}

/**
 * The mean of {@link silhouetteSamples}: between -1 and 1, large where clusters are tight and far apart.
 *
 * @param X n × d real numbers, one row per point; n × n distances with metric 'precomputed'.
 * @param labels n labels of any names: a real array, a typed array or a list.
 * @throws as silhouetteSamples; RangeError for a sample larger than n, or one that has fewer than 2 labels.
 * @example
 * await silhouetteScore([[0], [1], [10], [11]], [0, 0, 1, 1]); // about 0.9
 */
export async function silhouetteScore(
  X: ArrayInput,
  labels: ArrayInput,
  options?: SilhouetteScoreOptions,
): Promise<number> {
  const fn = 'silhouetteScore';
  const given = checkOptions(fn, options, [...sampleOptions, 'sampleSize', 'randomState']);
  const { xp, metric } = checkArguments(fn, X, labels, given);
  const { sampleSize = null } = given;
  if (sampleSize !== null) wholeNumber(fn, 'sampleSize', sampleSize, 3);
  const drawn = drawSeed(fn, given.randomState);
  return scope(xp, async () => {
    let [points, names] = await bothOf(fn, xp, X, labels, metric);
    if (sampleSize !== null) {
      const n = points.shape[0]!;
      wholeNumber(fn, 'sampleSize', sampleSize, 3, n);
      const order = await randomOrder(xp, await seedOf(drawn), n, points.device);
      const chosen = order.get(xp.slice(0, sampleSize));
      [points, names] = [xp.take(points, chosen, { axis: 0 }), xp.take(names, chosen)];
      if (metric === 'precomputed') points = xp.take(points, chosen, { axis: 1 });
    }
    const samples = await silhouettes(fn, xp, points, names, { ...given, metric });
    return (await numbersOf(xp, [xp.mean(samples)]))[0]!;
  });
}

function checkArguments(fn: string, X: ArrayInput, labels: ArrayInput, given: SilhouetteOptions) {
  const metric = oneOf(fn, 'metric', given.metric ?? 'euclidean', metrics);
  checkJob(fn, given);
  checkArray(fn, 'X', X);
  checkArray(fn, 'labels', labels);
  const xp: Space = arrayNamespace(X as AnyArray, labels as AnyArray);
  return { xp, metric };
}

/** The points, or distances, and their labels, checked: copies, taken before the first wait. */
export async function bothOf(
  fn: string,
  xp: Space,
  X: ArrayInput,
  labels: ArrayInput,
  metric: SilhouetteOptions['metric'],
): Promise<[AnyArray, AnyArray]> {
  const names = xp.asarray(asLabels(fn, 'labels', xp, labels, X), { copy: true });
  const points = await asPoints(fn, 'X', xp, X, names.device);
  const [n, d] = points.shape as [number, number];
  if (names.size !== n) throw rangeError(fn, 'labels', `${n} labels`, names.size);
  if (metric === 'precomputed') {
    if (d !== n) throw rangeError(fn, 'X', 'shape [n, n]', `shape [${n}, ${d}]`);
    const diagonal = xp.eye(n, null, { dtype: xp.bool, device: points.device });
    const own = xp.max(xp.abs(xp.where(diagonal, points, 0)));
    const [least, loop] = (await numbersOf(xp, [xp.min(points), own])) as [number, number];
    if (least < 0) throw rangeError(fn, 'the distances', 'numbers >= 0', least);
    if (loop > 1e-12) throw rangeError(fn, 'the diagonal of X', '0', loop);
  }
  return [points, names];
}

/** How the points are ordered by cluster. */
export interface Order {
  readonly clusters: number;
  /** Points by cluster. */
  readonly places: Int32Array;
  /** The cluster of each of them. */
  readonly own: Int32Array;
  readonly sizes: Int32Array;
  /** Where each point stands in the order. */
  readonly back: Int32Array;
}

/** The order by cluster; refuses one cluster, and as many as points. */
export async function orderOf(fn: string, labels: AnyArray): Promise<Order> {
  const { data } = await toHost(labels);
  const n = data.length;
  const numbers = new Map<number | bigint, number>();
  const cluster = Int32Array.from(data as Float64Array, (label) => {
    const known = numbers.get(label);
    if (known === undefined) numbers.set(label, numbers.size);
    return known ?? numbers.size - 1;
  });
  const clusters = numbers.size;
  if (clusters < 2 || clusters > n - 1) {
    throw rangeError(fn, 'the number of labels', `2 to n - 1 = ${n - 1}`, clusters);
  }
  const sizes = new Int32Array(clusters);
  for (const c of cluster) sizes[c]!++;
  const next = new Int32Array(clusters);
  for (let c = 1; c < clusters; c++) next[c] = next[c - 1]! + sizes[c - 1]!;
  const [places, own, back] = [new Int32Array(n), new Int32Array(n), new Int32Array(n)];
  cluster.forEach((c, i) => {
    const at = next[c]!++;
    [places[at], own[at], back[i]] = [i, c, at];
  });
  return { clusters, places, own, sizes, back };
}

// A block of distances stays in a core's cache.
const blockRows = 256;
const blockColumns = 2048;

async function silhouettes(
  fn: string,
  xp: Space,
  X: AnyArray,
  labels: AnyArray,
  { metric, signal, onProgress }: SilhouetteOptions,
): Promise<AnyArray> {
  const order = await orderOf(fn, labels);
  const { clusters, own } = order;
  const n = own.length;
  const here = (data: Int32Array): AnyArray => xp.asarray(data, { device: X.device });
  const [places, cluster, sizes] = [here(order.places), here(order.own), xp.astype(here(order.sizes), xp.float64)];
  const distances = metric === 'precomputed' ? given(xp, X, places) : euclidean(xp, xp.take(X, places, { axis: 0 }));
  const parts: AnyArray[] = [];
  for (let from = 0; from < n; from += blockRows) {
    checkJob(fn, { signal });
    const to = Math.min(n, from + blockRows);
    const part = scope(xp, () => {
      const sums = xp.zeros([to - from, clusters], { dtype: xp.float64, device: X.device });
      for (let first = 0; first < n; first += blockColumns) {
        const last = Math.min(n, first + blockColumns);
        scope(xp, () => {
          const [low, high] = [own[first]!, own[last - 1]! + 1];
          const names = xp.arange(low, high, 1, { dtype: xp.int32, device: X.device });
          const members = xp.equal(xp.expand_dims(cluster.get(xp.slice(first, last)), 1), names);
          const some = xp.matmul(distances(from, to, first, last), xp.astype(members, xp.float64));
          const at = [xp.ellipsis, xp.slice(low, high)];
          sums.set(at, xp.add(sums.get(...at), some));
        });
      }
      return silhouettesOf(xp, sums, cluster.get(xp.slice(from, to)), sizes);
    });
    parts.push(part);
    await numbersOf(xp, [part.get(0)]);
    onProgress?.({ stage: 'silhouettes', iteration: parts.length, fraction: to / n, error: 0 });
  }
  return xp.take(xp.concat(parts), here(order.back));
}

/** The silhouettes of some points, from the sums of their distances to the points of each cluster. */
function silhouettesOf(xp: Space, sums: AnyArray, cluster: AnyArray, sizes: AnyArray): AnyArray {
  const names = xp.arange(sizes.size, { dtype: cluster.dtype, device: cluster.device });
  const own = xp.equal(xp.expand_dims(cluster, 1), names);
  const size = xp.take(sizes, cluster);
  const within = xp.divide(xp.sum(xp.where(own, sums, 0), { axis: 1 }), xp.maximum(xp.subtract(size, 1), 1));
  const nearest = xp.min(xp.where(own, Infinity, xp.divide(sums, sizes)), { axis: 1 });
  const larger = xp.maximum(within, nearest);
  const alone = xp.logical_or(xp.equal(size, 1), xp.equal(larger, 0));
  return xp.where(alone, 0, xp.divide(xp.subtract(nearest, within), xp.where(alone, 1, larger)));
}

/** The distances of the points from..to to the points first..last. */
type Distances = (from: number, to: number, first: number, last: number) => AnyArray;

function given(xp: Space, X: AnyArray, places: AnyArray): Distances {
  return (from, to, first, last) => {
    const rows = xp.take(X, places.get(xp.slice(from, to)), { axis: 0 });
    const block = xp.take(rows, places.get(xp.slice(first, last)), { axis: 1 });
    return xp.astype(block, xp.float64, { copy: false });
  };
}

function euclidean(xp: Space, X: AnyArray): Distances {
  const points = withoutUnit(xp, X);
  return (from, to, first, last) =>
    xp.sqrt(squaredDistances(xp, rowsOf(xp, points, from, to), rowsOf(xp, points, first, last)));
}

/** For ratios of lengths: the points brought to the middle, and to a scale whose squares are numbers. */
export function withoutUnit(xp: Space, X: AnyArray): Centred {
  const wide = xp.astype(X, xp.float64, { copy: false });
  const largest = xp.max(xp.abs(wide));
  // By a power of two, which rounds nothing: a common offset does not eat the digits.
  const scaled = xp.divide(wide, xp.pow(2, xp.floor(xp.log2(xp.where(xp.equal(largest, 0), 1, largest)))));
  const middle = xp.mean(scaled, { axis: 0, keepdims: true });
  const spread = xp.max(xp.abs(xp.subtract(scaled, middle)));
  return centred(xp, scaled, middle, xp.where(xp.equal(spread, 0), 1, spread));
}
