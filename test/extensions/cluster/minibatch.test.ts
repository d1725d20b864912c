// xp.cluster.minibatch_kmeans and its step: against plain arithmetic on one batch, and against kmeans on many points.
import * as xp from '../../../lib/index';
import { small, testDevice as device } from '../../support/device';

const { kmeans, minibatch_kmeans, minibatch_kmeans_step } = xp.cluster;
type Points = number[][];

const numbers = (x: xp.NDArray): number[] => Array.from(x.dataSync() as Float64Array);
const square = (a: number[], b: number[]): number => a.reduce((sum, v, t) => sum + (v - b[t]!) ** 2, 0);
const nearest = (x: number[], centers: Points): number => {
  const all = centers.map((c) => square(x, c));
  return all.indexOf(Math.min(...all));
};

/** n points around k corners far apart; point i belongs to corner i mod k. */
const blobs = (n: number, k: number): Points =>
  Array.from({ length: n }, (_, i) => [10 * (i % k) + ((i * 37) % 19) / 19, 10 * ((i % k) % 3) + ((i * 53) % 23) / 23]);

for (const dtype of [xp.float64, xp.float32])
  small(`a step moves each ${dtype.name} center to the mean of all that it was given`, async () => {
    let centers: Points = [
      [0, 0],
      [12, 9],
      [22, 18],
    ];
    let counts = [0, 0, 0];
    let reached: { init: xp.NDArray; counts?: xp.NDArray; samples_since_reassign?: number } = {
      init: xp.asarray(centers, { dtype, device }),
    };
    for (let batch = 0; batch < 3; batch++) {
      const some = blobs(60, 3).slice(batch * 20, batch * 20 + 17 + batch);
      const weights = some.map((_, i) => (i % 4) / 2);
      const own = some.map((x) => nearest(x, centers));
      const sums = centers.map((c, j) => c.map((v) => v * counts[j]!));
      own.forEach((j, i) => {
        counts[j]! += weights[i]!;
        some[i]!.forEach((v, t) => (sums[j]![t]! += v * weights[i]!));
      });
      centers = sums.map((s, j) => s.map((v) => v / counts[j]!));
      const found = await minibatch_kmeans_step(xp.asarray(some, { dtype, device }), {
        n_clusters: 3,
        reassignment_ratio: 0,
        sample_weight: xp.asarray(weights, { device }),
        ...reached,
      });
      const tolerance = dtype === xp.float32 ? 1e-5 : 1e-13;
      numbers(found.centers).forEach((v, i) => expect(Math.abs(v - centers.flat()[i]!)).toBeLessThanOrEqual(tolerance));
      expect(numbers(found.counts)).toEqual(counts);
      expect(numbers(found.labels)).toEqual(some.map((x) => nearest(x, centers)));
      const inertia = some.reduce((sum, x, i) => sum + weights[i]! * square(x, centers[nearest(x, centers)]!), 0);
      expect(Math.abs(found.inertia - inertia)).toBeLessThanOrEqual(1e-4 * inertia);
      counts = numbers(found.counts);
      const { samples_since_reassign } = found;
      expect(samples_since_reassign).toBe([17, 0, 19][batch]);
      reached = { init: found.centers, counts: found.counts, samples_since_reassign };
    }
  });

small('centers that were given little start anew at points of the batch, at most half as many as it has', async () => {
  const X = xp.asarray(blobs(40, 4), { device });
  const init = xp.asarray(
    [
      [0, 0],
      [500, 0],
      [600, 0],
      [700, 0],
    ],
    { device },
  );
  const { centers, counts, samples_since_reassign } = await minibatch_kmeans_step(X, { n_clusters: 4, init, seed: 1 });
  expect(samples_since_reassign).toBe(0);
  expect(numbers(counts)).toEqual([40, 40, 40, 40]);
  const all = blobs(40, 4).map(String);
  (centers.tolist() as Points).slice(1).forEach((c) => expect(all).toContain(String(c)));
  const pair = await minibatch_kmeans_step(X.get(xp.slice(0, 2)), {
    n_clusters: 4,
    init,
    counts: xp.zeros([4], { device }),
  });
  expect((pair.centers.tolist() as Points).filter(([x]) => x! >= 500)).toHaveLength(2);
});

small('it finds clusters that lie apart, nearly as well as kmeans, the same again by the same seed', async () => {
  const X = xp.asarray(blobs(3000, 5), { device });
  for (const init of ['k-means++', 'random'] as const) {
    const options = { n_clusters: 5, init, n_init: 3, batch_size: 100, seed: 4 };
    const found = await minibatch_kmeans(X, options);
    const again = await minibatch_kmeans(X, options);
    expect(numbers(again.centers)).toEqual(numbers(found.centers));
    expect(again.inertia).toBe(found.inertia);
    expect(found.n_iter).toBe(Math.ceil((found.n_steps * 100) / 3000));
    if (init === 'random') continue;
    const best = await kmeans(X, { n_clusters: 5, n_init: 1, seed: 4 });
    expect(found.inertia).toBeLessThanOrEqual(1.05 * best.inertia);
    numbers(found.labels).forEach((l, i, all) => expect(l).toBe(all[i % 5]));
  }
});

small('batches come until they are no better, until the centers stand, or to the end', async () => {
  const X = xp.asarray(blobs(600, 3), { device });
  const options = { n_clusters: 3, batch_size: 60, max_iter: 4, seed: 0 };
  expect((await minibatch_kmeans(X, { ...options, max_no_improvement: null })).n_steps).toBe(40);
  expect((await minibatch_kmeans(X, { ...options, max_no_improvement: 1 })).n_steps).toBeLessThan(40);
  expect((await minibatch_kmeans(X, { ...options, max_no_improvement: null, tol: 1e3 })).n_steps).toBe(2);
});

small("every cluster has points, whatever the points; weights of 0 don't pull", async () => {
  for (const [n, k] of [
    [9, 9],
    [50, 7],
    [1, 1],
  ] as const) {
    const X = xp.asarray(
      Array.from({ length: n }, (_, i) => [i % 3]),
      { device },
    );
    const { labels } = await minibatch_kmeans(X, { n_clusters: k, seed: 0 });
    expect(new Set(numbers(labels)).size).toBe(k);
  }
  const far = xp.asarray([[0], [1], [1000]], { device });
  const sample_weight = xp.asarray([1, 1, 0], { device });
  const { centers } = await minibatch_kmeans(far, { n_clusters: 1, sample_weight, seed: 0, reassignment_ratio: 0 });
  expect(numbers(centers)[0]).toBeGreaterThan(0);
  expect(numbers(centers)[0]).toBeLessThan(1);
  const huge = await minibatch_kmeans(
    xp.asarray(
      blobs(90, 3).map((row) => row.map((v) => v * 1e298)),
      { device },
    ),
    { n_clusters: 3, n_init: 3, seed: 0 },
  );
  numbers(huge.labels).forEach((l, i, all) => expect(l).toBe(all[i % 3]));
});

small('what is wrong is refused; a signal stops it', async () => {
  const X = xp.asarray(blobs(10, 2), { device });
  for (const options of [
    { n_clusters: 11 },
    { batch_size: 0 },
    { reassignment_ratio: 2 },
    { tol: -1 },
    { init_size: 0 },
    { n_clusters: 2, init: xp.ones([3, 2], { device }) },
    { n_clusters: 2, sample_weight: xp.zeros([10], { device }) },
  ])
    await expect(minibatch_kmeans(X, options)).rejects.toThrow(RangeError);
  await expect(minibatch_kmeans(xp.asarray([[NaN], [1]], { device }), { n_clusters: 1 })).rejects.toThrow(/finite/);
  await expect(minibatch_kmeans(X, { clusters: 2 } as never)).rejects.toThrow(/clusters/);
  const counts = xp.ones([2], { device });
  await expect(minibatch_kmeans_step(X, { n_clusters: 2, counts })).rejects.toThrow(/init/);
  await expect(minibatch_kmeans_step(X, { n_clusters: 3, counts, init: X.get(xp.slice(0, 3)) })).rejects.toThrow(
    /counts/,
  );
  const options = { n_clusters: 2, max_no_improvement: null, max_iter: 1e9, signal: AbortSignal.timeout(30) };
  await expect(minibatch_kmeans(X, options)).rejects.toMatchObject({ name: 'AbortError' });
});
