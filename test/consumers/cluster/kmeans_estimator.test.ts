// KMeans as an object, and k-means on inputs that are hard: against scikit-learn from the same centers, and by identities.
import * as obol from '../../../lib';
import { KMeans, kMeans, type KMeansOptions } from '../../../lib/consumers/cluster';
import { inertia } from '../../../lib/consumers/metrics';
import { arrayNamespace, type AnyArray } from '../../../lib/standard';
import { small, testDevice as device } from '../../support/device';
import { readJson } from '../../support/fixtures';
import { dense, errorOf, list, rows, worlds, type Dense } from '../graphs';

interface Known {
  name: string;
  x: number[][];
  start: number[][];
  weights: number[] | null;
  centers: number[][];
  labels: number[];
  inertia: number;
  fresh: number[][];
  predicted: number[];
  transformed: number[][];
  score: number;
}

const { kmeans } = readJson<{ kmeans: Known[] }>('cluster/points.json.gz');

function near(found: Dense, wanted: Dense, digits: number): void {
  expect(found.map((row) => row.length)).toEqual(wanted.map((row) => row.length));
  const gap = Math.max(...found.flatMap((row, i) => row.map((v, j) => Math.abs(v - wanted[i]![j]!))));
  expect(gap).toBeLessThan(10 ** -digits);
}

describe.each(worlds)('on $name', (world) => {
  const { xp } = world;

  test.each(kmeans)('from the same centers as scikit-learn: $name', async (known) => {
    const sampleWeight = known.weights && xp.asarray(known.weights, { device: world.device });
    // The provider in memory knows no weights.
    if (sampleWeight && world.name === 'a provider with extensions') return;
    const init = dense(world, known.start);
    const km = await new KMeans({ nClusters: known.start.length, init, tol: 0 }).fit(dense(world, known.x), {
      sampleWeight,
    });
    expect(await list(km.labels)).toEqual(known.labels);
    near(await rows(km.centers), known.centers, 10);
    expect(km.clusterCenters).toBe(km.centers);
    expect(km.inertia / known.inertia).toBeCloseTo(1, 10);
    const fresh = dense(world, known.fresh);
    expect(await list(km.predict(fresh))).toEqual(known.predicted);
    const far = km.transform(fresh);
    near(await rows(far), known.transformed, 10);
    expect([arrayNamespace(far), far.device, far.dtype]).toEqual([xp, world.device, xp.float64]);
    expect((await km.score(fresh)) / known.score).toBeCloseTo(1, 10);
  });

  test('the score of the fitted points is less their inertia, by weight too', async () => {
    const { x } = kmeans[0]!;
    const X = dense(world, x);
    const km = await new KMeans({ nClusters: 5, randomState: 2 }).fit(X);
    expect((await km.score(X)) / -km.inertia).toBeCloseTo(1, 10);
    expect(inertia(X, km.centers, km.labels) / km.inertia).toBeCloseTo(1, 10);
    const twice = xp.full([x.length], 2, { device: world.device });
    expect((await km.score(X, { sampleWeight: twice })) / (-2 * km.inertia)).toBeCloseTo(1, 10);
    expect(await km.score(km.centers)).toBe(0);
    expect(km.nFeaturesIn).toBe(x[0]!.length);
  });

  test('a center is at distance 0 from itself, however far out', async () => {
    const X = [[1e9, 1], [1e9, 1], [1e9 + 5, 1]]; // prettier-ignore
    const km = await new KMeans({ nClusters: 2, randomState: 0 }).fit(dense(world, X));
    const at = await rows(await new KMeans({ nClusters: 2, randomState: 0 }).fitTransform(dense(world, X)));
    expect(at).toEqual(await rows(km.transform(dense(world, X))));
    expect(at.map((row) => [...row].sort((a, b) => a - b))).toEqual([[0, 5], [0, 5], [0, 5]]); // prettier-ignore
  });

  test('a function may give the first centers, one set for each start', async () => {
    const { x, start } = kmeans[0]!;
    const seen: [number[], number, number][] = [];
    const init = async (points: AnyArray, nClusters: number, seed: number): Promise<AnyArray> => {
      expect(arrayNamespace(points)).toBe(xp);
      seen.push([[...points.shape], nClusters, seed]);
      // The second start is the good one.
      return dense(world, seen.length === 2 ? start : start.map((_, i) => [100 + i, 0, 0]));
    };
    const options: KMeansOptions = { nClusters: 4, init, nInit: 3, randomState: 7, maxIter: 1 };
    const found = await kMeans(dense(world, x), options);
    expect(seen).toEqual([7, 8, 9].map((seed) => [[100, 3], 4, seed]));
    const good = await kMeans(dense(world, x), { nClusters: 4, init: dense(world, start), maxIter: 1 });
    expect(await rows(found.centers)).toEqual(await rows(good.centers));
    expect(found.inertia).toBe(good.inertia);
  });

  test('a point that is none is given no cluster, and huge ones the right one', async () => {
    for (const scale of [1, 1e100, 1e-100]) {
      const km = await new KMeans({ nClusters: 2, init: dense(world, [[0], [scale]]) }).fit(
        dense(world, [[0], [scale / 8], [scale]]),
      ); // prettier-ignore
      const fresh = [[0.1 * scale], [0.9 * scale], [NaN], [Infinity], [-3 * scale], [7 * scale]];
      expect(await list(km.predict(dense(world, fresh)))).toEqual([0, 1, -1, -1, 0, 1]);
      const far = await rows(km.transform(dense(world, [[scale]])));
      expect(far[0]![0]! / scale).toBeCloseTo(15 / 16, 12);
      expect(far[0]![1]).toBe(0);
    }
  });

  test('a far point, or one that is none, does not change what the others are given', async () => {
    const init = [
      [0, 0],
      [10, 0],
      [0, 10],
    ];
    const km = await new KMeans({ nClusters: 3, init: dense(world, init) }).fit(dense(world, init));
    const fresh = [
      [1, 1],
      [1e308, -1e308],
      [-1e308, 1e308],
      [0, 1e200],
      [Infinity, 0],
      [0, -Infinity],
      [NaN, Infinity],
    ];
    expect(await list(km.predict(dense(world, fresh)))).toEqual([0, 1, 2, 2, -1, -1, -1]);
    const far = await rows(km.transform(dense(world, fresh)));
    init.forEach(([x, y], j) => expect(far[0]![j]).toBeCloseTo(Math.hypot(1 - x!, 1 - y!), 12));
    for (const j of [0, 1, 2]) {
      for (const i of [1, 2]) expect(far[i]![j]! / 1e308).toBeCloseTo(Math.SQRT2, 12);
      expect(far[3]![j]! / 1e200).toBeCloseTo(1, 12);
      expect(far.slice(4).map((row) => row[j])).toEqual([Infinity, Infinity, NaN]);
    }
  });

  const equal = (n: number): Dense => Array.from({ length: n }, () => [3, -1]);
  const hard: [string, Dense, number][] = [
    ['one point', [[4]], 1],
    ['equal points only', equal(5), 3],
    ['equal points, each its own cluster', equal(4), 4],
    ['two distinct points in four clusters', [[1], [1], [2], [2], [2]], 4],
    ['as many clusters as points', [[1], [5], [2], [9], [-3]], 5],
    ['one cluster', [[1], [5], [2]], 1],
    ['constant features', [[0, 7, 1e300], [1, 7, 1e300], [9, 7, 1e300], [10, 7, 1e300]].map(([x, y]) => [x!, y!, 12345]), 2],
    ['huge coordinates', [[1e100], [1.1e100], [-1e100], [-1.1e100]], 2],
    ['tiny coordinates', [[1e-100], [1.1e-100], [-1e-100], [-1.1e-100]], 2],
    ['points far from the origin', [[1e12], [1e12 + 1], [1e12 + 50], [1e12 + 51]], 2],
  ]; // prettier-ignore
  for (const init of ['k-means++', 'random'] as const) {
    test.each(hard)(`every cluster has a point from ${init}: %s`, async (_, X, nClusters) => {
      const { labels, centers, inertia: sum } = await kMeans(dense(world, X), { nClusters, init, randomState: 3 });
      const own = await list(labels);
      expect([...new Set(own)].sort((a, b) => a - b)).toEqual(Array.from({ length: nClusters }, (__, i) => i));
      expect(Number.isFinite(sum)).toBe(true);
      // Each center is the mean of its points.
      const at = await rows(centers);
      at.forEach((center, c) =>
        center.forEach((v, j) => {
          const mine = X.filter((__, i) => own[i] === c).map((x) => x[j]!);
          const mean = mine.reduce((s, x) => s + x / mine.length, 0);
          expect(Math.abs(v - mean)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(mean), Number.MIN_VALUE));
        }),
      );
    });
  }
});

small('the same randomState gives the same bits twice, by either algorithm', async () => {
  const X = obol.asarray(kmeans[0]!.x, { device });
  for (const init of ['k-means++', 'random'] as const) {
    const [a, b] = await Promise.all(
      (['lloyd', 'elkan'] as const).map((algorithm) => kMeans(X, { nClusters: 7, init, algorithm, randomState: 1 })),
    );
    expect(await list(a!.labels)).toEqual(await list(b!.labels));
    expect(await list(a!.centers)).toEqual(await list(b!.centers));
    expect(a!.inertia).toBe(b!.inertia);
  }
});

small('what a fitted object holds outlives the scope that returns it', async () => {
  const km = await obol.scope(async () => new KMeans({ nClusters: 2 }).fit(obol.asarray([[0], [1], [9]], { device })));
  expect(km.centers.shape).toEqual([2, 1]);
  expect(await list(km.labels as unknown as AnyArray)).toHaveLength(3);
});

small('points in many blocks are predicted and transformed as one', async () => {
  const n = 3000;
  const X = obol.asarray(
    Array.from({ length: n }, (_, i) => [Math.sin(i), Math.cos(3 * i)]),
    { device },
  );
  const nClusters = 700;
  const km = await new KMeans({ nClusters, init: X.get(obol.slice(0, nClusters)), maxIter: 1 }).fit(X);
  const far = await rows(km.transform(X) as unknown as AnyArray);
  const labels = await list(km.predict(X) as unknown as AnyArray);
  const wrong = far.flatMap((row, i) => (row[labels[i]!]! <= Math.min(...row) + 1e-7 ? [] : [i]));
  expect([far.length, wrong]).toEqual([n, []]);
});

small('lists beside arrays go where the arrays are', async () => {
  const X = obol.asarray([[0], [1], [9]], { device });
  const { labels, centers } = await kMeans(X, { nClusters: 2, init: [[0], [9]], sampleWeight: [1, 3, 1] });
  expect([labels.tolist(), centers.tolist()]).toEqual([[0, 0, 1], [[0.75], [9]]]); // prettier-ignore
  const km = await new KMeans({ nClusters: 2 }).fit(X);
  expect(km.predict([[1]]).device).toBe(device);
  expect(await km.score([[1]], { sampleWeight: [2] })).toBeLessThanOrEqual(0);
  expect(inertia([[0], [1], [9]], centers, labels, { sampleWeight: [1, 3, 1] })).toBeCloseTo(0.75, 12);
});

test('wrong arguments of score and transform are refused by name', async () => {
  const km = await new KMeans({ nClusters: 2 }).fit([[0], [1], [9]]);
  expect(() => km.transform([[1, 2]])).toThrow(/^KMeans.transform: expected shape \[n, 1\] for X/);
  const refused: [() => Promise<unknown>, RegExp][] = [
    [() => km.score([[NaN]]), /^KMeans.score: expected finite values for X/],
    [() => km.score([[1]], { sampleWeight: [1, 2] }), /^KMeans.score: expected shape \[1\] for sampleWeight/],
    [() => km.score([[1]], { sampleWeight: [-1] }), /numbers >= 0 for sampleWeight/],
    [() => km.score([[1]], { weights: 1 } as object), /unknown option weights/],
    [() => new KMeans().score([[1]]), /KMeans.score: expected a fitted KMeans; call fit first/],
    [
      () => kMeans([[1]], { nClusters: 1, init: () => 3 as never }),
      /an array, a typed array or a nested list for init/,
    ],
  ];
  for (const [call, message] of refused) expect((await errorOf(call)).message).toMatch(message);
  expect(() => new KMeans().transform([[1]])).toThrow(/call fit first/);
});
