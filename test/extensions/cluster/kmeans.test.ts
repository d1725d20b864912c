// xp.cluster.kmeans: its answers fit its own definition and what is known of the data; degenerate data; refusals.
import * as xp from '../../../lib/index';
import { small, testDevice as device } from '../../support/device';

const { kmeans } = xp.cluster;

const numbers = (x: xp.NDArray): number[] => Array.from(xp.astype(x, xp.float64).dataSync() as Float64Array);

/** n points in the plane around k corners far apart; point i belongs to corner i mod k. */
const blobs = (n: number, k: number, offset = 0): number[][] =>
  Array.from({ length: n }, (_, i) => [
    offset + 100 * (i % k) + ((i * 37) % 19) / 10,
    offset + 50 * ((i % k) % 2) + ((i * 53) % 23) / 10,
  ]);

/** Σ of squared distances to the nearest center, by loops. */
function inertiaOf(X: number[][], centers: number[][], labels: number[]): number {
  const square = (x: number[], c: number[]) => x.reduce((sum, v, t) => sum + (v - c[t]!) ** 2, 0);
  return X.reduce((sum, x, i) => {
    const all = centers.map((c) => square(x, c));
    expect(all[labels[i]!]).toBeLessThanOrEqual(Math.min(...all) * (1 + 1e-6) + 1e-12);
    return sum + all[labels[i]!]!;
  }, 0);
}

for (const dtype of [xp.float32, xp.float64])
  for (const init of ['k-means++', 'random'] as const)
    small(
      `${init} of ${dtype.name}: labels are nearest centers, the inertia is theirs, the seed decides the bits`,
      async () => {
        const points = blobs(300, 4);
        const X = xp.asarray(points, { dtype, device });
        const options = { n_clusters: 4, init, n_init: 10, seed: 3 };
        const { centers, labels, inertia, n_iter } = await kmeans(X, options);
        expect([centers.shape, centers.dtype, labels.shape, labels.dtype]).toEqual([[4, 2], dtype, [300], xp.int32]);
        const wanted = inertiaOf(X.tolist() as number[][], centers.tolist() as number[][], numbers(labels));
        expect(Math.abs(inertia - wanted)).toBeLessThanOrEqual(1e-5 * wanted);
        expect(n_iter).toBeGreaterThanOrEqual(1);
        const again = await kmeans(X, options);
        expect(numbers(again.centers)).toEqual(numbers(centers));
        if (init === 'k-means++') {
          const label = numbers(labels);
          label.forEach((l, i) => expect(l).toBe(label[i % 4]));
          expect(new Set(label).size).toBe(4);
        }
      },
    );

small('equal points, as many clusters as points, one cluster, a constant column', async () => {
  const equal = await kmeans(xp.full([10, 2], 3, { device }), { n_clusters: 3, seed: 0 });
  expect([equal.inertia, ...numbers(equal.centers)]).toEqual([0, 3, 3, 3, 3, 3, 3]);
  const own = await kmeans(xp.asarray(blobs(6, 6), { device }), { n_clusters: 6, seed: 0 });
  expect([own.inertia, new Set(numbers(own.labels)).size]).toEqual([0, 6]);
  const one = await kmeans(xp.asarray([[1], [2], [3], [6]], { device }), { n_clusters: 1, seed: 0 });
  expect([one.inertia, ...numbers(one.centers)]).toEqual([14, 3]);
  const two = await kmeans(
    xp.asarray(
      [
        [1, 7],
        [2, 7],
        [11, 7],
        [12, 7],
      ],
      { device },
    ),
    { n_clusters: 2, seed: 0 },
  );
  expect(two.inertia).toBe(1);
});

small('far from the origin nothing cancels', async () => {
  const { labels } = await kmeans(xp.asarray(blobs(200, 3, 1e9), { device }), { n_clusters: 3, seed: 1 });
  numbers(labels).forEach((l, i, all) => expect(l).toBe(all[i % 3]));
});

small('given centers are where it starts; an empty cluster gets the farthest point', async () => {
  const X = xp.asarray([[0], [1], [2], [100]], { device });
  const init = xp.asarray([[1], [-50], [-60]], { device });
  const { labels, inertia } = await kmeans(X, { n_clusters: 3, init });
  expect(new Set(numbers(labels)).size).toBe(3);
  expect(inertia).toBe(0.5);
  expect(init.tolist()).toEqual([[1], [-50], [-60]]);
});

small('a weight of 3 counts as three points, a weight of 0 as none', async () => {
  const X = xp.asarray([[0], [1], [10], [1000]], { device });
  const sample_weight = xp.asarray([3, 1, 2, 0], { device });
  const { centers, inertia } = await kmeans(X, { n_clusters: 2, sample_weight, seed: 0 });
  expect(numbers(centers).sort((a, b) => a - b)).toEqual([0.25, 10]);
  expect(inertia).toBeCloseTo(0.75, 12);
});

small('integers are float64; transposed points are the same points', async () => {
  const X = xp.asarray(blobs(40, 2), { device });
  const [a, b] = await Promise.all(
    [X, xp.asarray(xp.asarray(X.T, { copy: true }).T)].map((x) => kmeans(x, { n_clusters: 2, seed: 5 })),
  );
  expect(numbers(a!.labels)).toEqual(numbers(b!.labels));
  const c = await kmeans(xp.asarray([[0], [9]], { dtype: xp.int16, device }), { n_clusters: 2, seed: 0 });
  expect(c.centers.dtype).toBe(xp.float64);
});

small('points written to while it runs are the ones from the call', async () => {
  const X = xp.asarray(blobs(2000, 3), { device });
  const running = kmeans(X, { n_clusters: 3, seed: 2 });
  X.set([xp.slice(null, null)], 0);
  const { labels } = await running;
  expect(new Set(numbers(labels)).size).toBe(3);
});

small('what is wrong is refused', async () => {
  const X = xp.asarray(blobs(5, 2), { device });
  await expect(kmeans(X, { n_clusters: 6 })).rejects.toThrow(RangeError);
  await expect(kmeans(X, { n_clusters: 0 })).rejects.toThrow(RangeError);
  await expect(kmeans(xp.ones([3], { device }))).rejects.toThrow(RangeError);
  await expect(kmeans(xp.ones([3, 2], { dtype: xp.complex64, device }))).rejects.toThrow(TypeError);
  await expect(kmeans(3 as never)).rejects.toThrow(TypeError);
  for (const bad of [NaN, Infinity])
    await expect(kmeans(xp.asarray([[0], [bad], [1]], { device }), { n_clusters: 2 })).rejects.toThrow(RangeError);
  await expect(kmeans(X, { n_clusters: 2, tol: NaN })).rejects.toThrow(RangeError);
  await expect(kmeans(X, { n_clusters: 2, max_iter: 0 })).rejects.toThrow(RangeError);
  await expect(kmeans(X, { clusters: 2 } as never)).rejects.toThrow(/clusters/);
  await expect(kmeans(X, { n_clusters: 2, init: xp.ones([3, 2], { device }) })).rejects.toThrow(RangeError);
  await expect(kmeans(X, { n_clusters: 2, sample_weight: xp.ones([4], { device }) })).rejects.toThrow(RangeError);
  await expect(kmeans(X, { n_clusters: 2, signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});

small('an iteration waits once, whatever the number of points; a start waits for nothing', async () => {
  const waits = async (n: number, max_iter: number): Promise<number> => {
    const X = xp.random.default_rng(1).uniform({ size: [n, 3], device });
    await xp.synchronize(device);
    const before = xp.device_stats(device).waits;
    const { n_iter } = await kmeans(X, { n_clusters: 5, seed: 0, n_init: 1, max_iter, tol: 0 }).catch((e) => e.partial);
    expect(n_iter).toBe(max_iter);
    return xp.device_stats(device).waits - before;
  };
  for (const n of [300, 700]) expect((await waits(n, 7)) - (await waits(n, 2))).toBe(5);
});
