// xp.cluster.kmeans where others give fewer clusters than asked, lose digits or overflow; Elkan's bounds against Lloyd.
import * as xp from '../../../lib/index';
import { large, small, testDevice as device } from '../../support/device';

const { kmeans } = xp.cluster;
type Points = number[][];

const numbers = (x: xp.NDArray): number[] => Array.from(x.dataSync() as Float64Array);
/** How many labels there are of 0 … k - 1. */
const clusters = (labels: xp.NDArray, k: number): number => {
  const all = new Set(numbers(labels));
  for (const l of all) expect(l >= 0 && l < k).toBe(true);
  return all.size;
};

const scattered = (n: number, d: number, seed = 7): xp.NDArray =>
  xp.random.default_rng(seed).normal({ size: [n, d], device });

/** Four corners with 25 points around each; point i belongs to corner i mod 4. */
const corners = Array.from({ length: 100 }, (_, i) => [
  (i % 2) * 8 + ((i * 7) % 11) / 16,
  (i % 4 < 2 ? 0 : 8) + ((i * 5) % 13) / 16,
]);
const expectCorners = (labels: xp.NDArray): void => {
  numbers(labels).forEach((l, i, all) => expect(l).toBe(all[i % 4]));
  expect(clusters(labels, 4)).toBe(4);
};

for (const dtype of [xp.float64, xp.float32])
  small(`with bounds ${dtype.name} points get the bits that they get without`, async () => {
    for (const [n, d, k] of [
      [400, 3, 12],
      [150, 20, 9],
      [70, 1, 70],
    ] as const) {
      const X = xp.astype(scattered(n, d), dtype);
      for (const more of [{}, { sample_weight: xp.asarray(numbers(scattered(n, 1)).map(Math.abs), { device }) }]) {
        const options = { n_clusters: k, n_init: 2, seed: 1, tol: 0, ...more };
        const lloyd = await kmeans(X, options);
        const elkan = await kmeans(X, { ...options, algorithm: 'elkan' });
        expect(numbers(elkan.labels)).toEqual(numbers(lloyd.labels));
        expect(numbers(elkan.centers)).toEqual(numbers(lloyd.centers));
        expect([elkan.inertia, elkan.n_iter]).toEqual([lloyd.inertia, lloyd.n_iter]);
      }
    }
    expectCorners((await kmeans(xp.asarray(corners, { dtype, device }), { n_clusters: 4, algorithm: 'elkan' })).labels);
  });

large('points of several pieces get the labels and bits of one', async () => {
  // 2^30 multiply-adds a piece, and a quarter of that with bounds: two pieces, and five.
  const [n, d, k] = [40_000, 64, 512];
  const X = scattered(n, d);
  const options = { n_clusters: k, init: X.get(xp.slice(0, k)), max_iter: 3 };
  const lloyd = await kmeans(X, options);
  const elkan = await kmeans(X, { ...options, algorithm: 'elkan' });
  expect(numbers(elkan.labels)).toEqual(numbers(lloyd.labels));
  expect(numbers(elkan.centers)).toEqual(numbers(lloyd.centers));
  const { indices } = xp.cluster.kneighbors(lloyd.centers, { n_neighbors: 1, Y: X });
  expect(numbers(indices)).toEqual(numbers(lloyd.labels));
});

for (const algorithm of ['lloyd', 'elkan'] as const)
  small(`${algorithm}: every cluster has points, with fewer distinct points than clusters too`, async () => {
    for (const distinct of [1, 2, 5])
      for (const k of [1, 5, 6, 19, 20]) {
        const X = xp.asarray(
          Array.from({ length: 20 }, (_, i) => [i % distinct, 1e8]),
          { device },
        );
        const { labels, inertia, centers } = await kmeans(X, { n_clusters: k, n_init: 1, seed: k, algorithm });
        expect(clusters(labels, k)).toBe(k);
        if (k < distinct) continue;
        expect(inertia).toBe(0);
        const at = centers.tolist() as Points;
        numbers(labels).forEach((l, i) => expect(at[l]).toEqual([i % distinct, 1e8]));
      }
  });

small('every cluster has points when it ends early, from any centers, and with weights of 0', async () => {
  const X = scattered(60, 2);
  const far = xp.asarray(
    Array.from({ length: 30 }, (_, i) => [1e6 + i, i]),
    { device },
  );
  const early = await kmeans(X, { n_clusters: 30, init: far, max_iter: 1 });
  expect(clusters(early.labels, 30)).toBe(30);
  expect(clusters((await kmeans(X, { n_clusters: 30, init: far })).labels, 30)).toBe(30);
  const same = xp.zeros([30, 2], { device });
  expect(clusters((await kmeans(X, { n_clusters: 30, init: same })).labels, 30)).toBe(30);
  const sample_weight = xp.asarray(
    Array.from({ length: 60 }, (_, i) => (i < 3 ? 1 : 0)),
    { device },
  );
  const few = await kmeans(X, { n_clusters: 7, sample_weight, seed: 0 });
  expect([clusters(few.labels, 7), few.inertia]).toEqual([7, 0]);
});

small(
  'one cluster is the weighted mean; as many as points are the points; constant features change nothing',
  async () => {
    const X = scattered(33, 4);
    const one = await kmeans(X, { n_clusters: 1, seed: 0 });
    numbers(xp.mean(X, { axis: 0 })).forEach((mean, t) => expect(numbers(one.centers)[t]).toBeCloseTo(mean, 13));
    const own = await kmeans(X, { n_clusters: 33, n_init: 1, seed: 3 });
    expect([clusters(own.labels, 33), own.inertia]).toEqual([33, 0]);
    const wide = xp.concat([xp.asarray(corners, { device }), xp.full([100, 3], 1e9, { device })], { axis: 1 });
    expectCorners((await kmeans(wide, { n_clusters: 4, seed: 0 })).labels);
    expect(clusters((await kmeans(xp.zeros([5, 0], { device }), { n_clusters: 3 })).labels, 3)).toBe(3);
  },
);

small('coordinates of any size and offset: labels and centers are those of the points brought near', async () => {
  const near = await kmeans(xp.asarray(corners, { device }), { n_clusters: 4, seed: 2 });
  const at = numbers(near.centers);
  for (const [dtype, powers] of [
    [xp.float64, [1020, 996, 500, -500, -990]],
    [xp.float32, [123, 64, -64, -110]],
  ] as const)
    for (const power of powers) {
      const X = xp.asarray(
        corners.map((row) => row.map((v) => v * 2 ** power)),
        { dtype, device },
      );
      const found = await kmeans(X, { n_clusters: 4, seed: 2 });
      expectCorners(found.labels);
      const tolerance = (dtype === xp.float32 ? 1e-6 : 1e-14) * 9 * 2 ** power;
      numbers(xp.sort(found.centers, { axis: 0 })).forEach((v, i) => {
        const wanted = numbers(xp.sort(near.centers, { axis: 0 }))[i]! * 2 ** power;
        expect(Math.abs(v - wanted)).toBeLessThanOrEqual(tolerance);
      });
      const inertia = near.inertia * 2 ** power * 2 ** power;
      expect(found.inertia === inertia || Math.abs(found.inertia - inertia) <= 1e-5 * inertia).toBe(true);
    }
  for (const offset of [1e8, -1e12]) {
    const X = xp.asarray(
      corners.map((row) => row.map((v) => offset + v)),
      { device },
    );
    const found = await kmeans(X, { n_clusters: 4, seed: 2 });
    expectCorners(found.labels);
    expect(Math.abs(found.inertia - near.inertia)).toBeLessThanOrEqual(1e-3 * near.inertia);
  }
  expect(at.every(Number.isFinite)).toBe(true);
});

small('weights that are negative, not finite or all 0 are refused, as are centers that are not finite', async () => {
  const X = xp.asarray(corners, { device });
  const weights = (v: number): xp.NDArray =>
    xp.asarray([v, ...new Array<number>(99).fill(v === 0 ? 0 : 1)], { device });
  for (const bad of [-1, NaN, Infinity, 0])
    await expect(kmeans(X, { n_clusters: 2, sample_weight: weights(bad) })).rejects.toThrow(/sample_weight/);
  const init = xp.asarray(
    [
      [0, NaN],
      [1, 1],
    ],
    { device },
  );
  await expect(kmeans(X, { n_clusters: 2, init })).rejects.toThrow(/init/);
  await expect(kmeans(X, { n_clusters: 2, algorithm: 'full' as never })).rejects.toThrow(/algorithm/);
});
