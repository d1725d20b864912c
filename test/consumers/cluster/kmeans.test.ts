// kMeans and the class KMeans: what every k-means result satisfies, and refusals. Quality is tested with the solver.
import { KMeans, kMeans, type KMeansOptions } from '../../../lib/consumers/cluster';
import { arrayNamespace, type AnyArray, type ArrayInput } from '../../../lib/standard';
import { dense, errorOf, list, rows, worlds, type Dense, type World } from '../graphs';
import { small } from '../../support/device';

/** Three clouds of points around (0, 0), (10, 0) and (0, 10). */
const clouds: Dense = Array.from({ length: 30 }, (_, i) => {
  const [x, y] = [[0, 0], [10, 0], [0, 10]][i % 3]!; // prettier-ignore
  return [x! + Math.sin(7 * i), y! + Math.cos(11 * i)];
});

const squared = (a: readonly number[], b: readonly number[]): number => a.reduce((s, v, j) => s + (v - b[j]!) ** 2, 0);

/** Labels are nearest centers, centers are means of their points, inertia is the sum of squares. */
async function expectFixedPoint(
  X: Dense,
  found: { centers: AnyArray; labels: AnyArray; inertia: number },
): Promise<void> {
  const [centers, labels] = [await rows(found.centers), await list(found.labels)];
  X.forEach((x, i) => {
    const all = centers.map((c) => squared(x, c));
    expect(all[labels[i]!]).toBe(Math.min(...all));
  });
  centers.forEach((c, l) => {
    const own = X.filter((_, i) => labels[i] === l);
    expect(own.length).toBeGreaterThan(0);
    c.forEach((v, j) => expect(v).toBeCloseTo(own.reduce((s, x) => s + x[j]!, 0) / own.length, 10));
  });
  expect(found.inertia).toBeCloseTo(
    X.reduce((s, x, i) => s + squared(x, centers[labels[i]!]!), 0),
    8,
  );
}

describe.each(worlds)('on $name', (world: World) => {
  const { xp, device } = world;

  small('labels are nearest centers, centers are means, in arrays of the points’ namespace', async () => {
    const found = await kMeans(dense(world, clouds), { nClusters: 3, randomState: 0 });
    await expectFixedPoint(clouds, found);
    expect(found.inertia).toBeLessThan(60);
    expect([found.centers.shape, found.labels.shape]).toEqual([[3, 2], [30]]); // prettier-ignore
    expect([found.labels.dtype, found.centers.dtype]).toEqual([xp.int32, xp.float64]);
    expect([found.labels.device, found.centers.device]).toEqual([device, device]);
    expect([arrayNamespace(found.labels), arrayNamespace(found.centers)]).toEqual([xp, xp]);
    expect(found.nIter).toBeGreaterThanOrEqual(1);
  });

  small('given centers are where it starts', async () => {
    const init = dense(world, [[0, 9], [9, 0], [1, 1]]); // prettier-ignore
    const { labels } = await kMeans(dense(world, clouds), { nClusters: 3, init });
    expect((await list(labels)).slice(0, 3)).toEqual([2, 1, 0]);
  });

  small('integers become float64, float32 stays', async () => {
    const X = xp.asarray([[0], [1], [10], [11]], { dtype: xp.uint8, device });
    const whole = await kMeans(X, { nClusters: 2, randomState: 1 });
    expect(whole.centers.dtype).toBe(xp.float64);
    expect((await list(whole.centers)).sort((a, b) => a - b)).toEqual([0.5, 10.5]);
    const single = await kMeans(xp.astype(X, xp.float32), { nClusters: 2, randomState: 1 });
    expect(single.centers.dtype).toBe(xp.float32);
  });

  small('as many clusters as points: each alone', async () => {
    const { labels, inertia } = await kMeans(dense(world, clouds.slice(0, 8)), { randomState: 0 });
    expect((await list(labels)).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(inertia).toBe(0);
  });

  small('what becomes of the points after the call changes nothing', async () => {
    const X = dense(world, clouds);
    const promise = kMeans(X, { nClusters: 3, randomState: 0 });
    X.set([xp.ellipsis], 0);
    await expectFixedPoint(clouds, await promise);
  });

  small('a fitted KMeans remembers, predicts its own labels, and new points', async () => {
    const X = dense(world, clouds);
    const km = new KMeans({ nClusters: 3, randomState: 0 });
    const fitted = await km.fit(X);
    expect(fitted).toBe(km);
    await expectFixedPoint(clouds, fitted);
    expect(await list(fitted.predict(X))).toEqual(await list(fitted.labels));
    const fresh = fitted.predict(dense(world, [[0.5, 0.5], [9, 1], [1, 9]])); // prettier-ignore
    expect(await list(fresh)).toEqual((await list(fitted.labels)).slice(0, 3));
    expect([arrayNamespace(fresh), fresh.dtype, fresh.device]).toEqual([xp, xp.int32, device]);
    expect(await list(await new KMeans({ nClusters: 3, randomState: 0 }).fitPredict(X))).toEqual(
      await list(fitted.labels),
    );
    expect(() => fitted.predict(dense(world, [[1, 2, 3]]))).toThrow(/expected shape \[n, 2\] for X/);
  });

  small('a large common offset of the points does not blur the prediction', async () => {
    const far = clouds.map((line) => line.map((v) => v + 1e9));
    const fitted = await new KMeans({ nClusters: 3, randomState: 0 }).fit(dense(world, far));
    expect(await list(fitted.predict(dense(world, far)))).toEqual(await list(fitted.labels));
  });

  const X = (): AnyArray => dense(world, clouds);
  const bad = (value: number): Dense => clouds.map((line, i) => (i === 4 ? [value, 0] : line));
  const refused: [string, () => unknown, KMeansOptions, ErrorConstructor, RegExp][] = [
    [
      'NaN',
      () => dense(world, bad(NaN)),
      {},
      RangeError,
      /expected finite values for X, got NaN or infinity among them/,
    ],
    ['infinity', () => dense(world, bad(-Infinity)), {}, RangeError, /finite values for X/],
    ['no points', () => xp.zeros([0, 2], { device }), {}, RangeError, /two axes of length >= 1/],
    ['no columns', () => xp.zeros([3, 0], { device }), {}, RangeError, /two axes of length >= 1/],
    ['a vector', () => xp.zeros([3], { device }), {}, RangeError, /two axes/],
    ['complex points', () => xp.zeros([9, 2], { dtype: xp.complex128, device }), {}, TypeError, /real numbers for X/],
    ['more clusters than points', X, { nClusters: 31 }, RangeError, /in \[1, 30\] for nClusters, got 31/],
    ['no clusters', X, { nClusters: 0 }, RangeError, /nClusters/],
    ['clusters in words', X, { nClusters: 'a' as unknown as number }, TypeError, /nClusters/],
    ['an unknown start', X, { init: 'forgy' as 'random' }, RangeError, /'k-means\+\+' \| 'random'/],
    ['centers of another shape', X, { init: xp.zeros([3, 3], { device }), nClusters: 3 }, RangeError, /shape \[3, 2\]/],
    ['centers with NaN', X, { init: dense(world, [[NaN, 0]]), nClusters: 1 }, RangeError, /finite values for init/],
    ['no starts', X, { nInit: 0 }, RangeError, /nInit/],
    ['no iterations', X, { maxIter: 0 }, RangeError, /maxIter/],
    ['an unknown algorithm', X, { algorithm: 'full' as 'lloyd' }, RangeError, /'lloyd' \| 'elkan'/],
    ['a negative tolerance', X, { tol: -1 }, RangeError, /tol/],
    ['too few weights', X, { sampleWeight: xp.ones([29], { device }) }, RangeError, /shape \[30\] for sampleWeight/],
    [
      'negative weights',
      X,
      { sampleWeight: xp.full([30], -1, { device }) },
      RangeError,
      /numbers >= 0 for sampleWeight/,
    ],
    ['NaN weights', X, { sampleWeight: xp.full([30], NaN, { device }) }, RangeError, /sampleWeight/],
    ['weights of nothing', X, { sampleWeight: xp.zeros([30], { device }) }, RangeError, /sum of sampleWeight/],
    [
      'an unknown option',
      X,
      { n_clusters: 2 } as KMeansOptions,
      TypeError,
      /unknown option n_clusters; expected nClusters/,
    ],
    ['a seed too large', X, { randomState: 2 ** 32 }, RangeError, /randomState/],
  ];
  test.each(refused)('refused: %s', async (_, points, options, kind, message) => {
    const error = await errorOf(() => kMeans(points() as ArrayInput, options));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(/^kMeans: /);
    expect(error.message).toMatch(message);
  });
});

small('points that are none are refused', async () => {
  for (const wrong of [undefined, null, 3, 'points', {}]) {
    const error = await errorOf(() => kMeans(wrong as unknown as ArrayInput));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(/^kMeans: expected an array, a typed array or a nested list for X/);
  }
  const error = await errorOf(() => kMeans([[1]], { init: 3 as unknown as ArrayInput }));
  expect(error.message).toMatch(/^kMeans: expected an array.* for init, got 3/);
});

small('before fit, a KMeans has nothing to say', () => {
  const km = new KMeans();
  for (const member of ['centers', 'labels', 'inertia', 'nIter'] as const) {
    expect(() => km[member]).toThrow(new TypeError(`KMeans.${member}: expected a fitted KMeans; call fit first`));
  }
  expect(() => km.predict([[1]])).toThrow(TypeError);
  expect(() => new KMeans({ clusters: 3 } as object)).toThrow(/KMeans: unknown option clusters/);
  expect(() => new KMeans({ sampleWeight: [1] } as object)).toThrow(TypeError);
});

small('an aborted signal ends it with AbortError', async () => {
  const error = await errorOf(() => kMeans(dense(worlds[0]!, clouds), { signal: AbortSignal.abort('late') }));
  expect([error.name, error.code, error.cause]).toEqual(['AbortError', 'ERR_OBOL_ABORTED', 'late']);
});

small('the options reach the compiled part under its own names', async () => {
  const { xp, device } = worlds[0]!;
  const seen: unknown[] = [];
  const own = xp.cluster!.kmeans;
  const spy = jest.spyOn(xp.cluster!, 'kmeans').mockImplementation((points, options) => {
    seen.push(options);
    return own(points, options);
  });
  const onProgress = (): void => undefined;
  const { signal } = new AbortController();
  await kMeans(dense({ xp, device }, clouds), {
    nClusters: 4,
    init: 'random',
    maxIter: 7,
    tol: 0,
    randomState: 9,
    algorithm: 'elkan',
    signal,
    onProgress,
  });
  await kMeans(dense({ xp, device }, clouds), { nInit: 3 });
  spy.mockRestore();
  const settings = { n_clusters: 4, init: 'random', n_init: 10, max_iter: 7, tol: 0, seed: 9, sample_weight: null };
  const algorithm = 'elkan';
  expect(seen[0]).toEqual({ ...settings, algorithm, signal, onProgress });
  expect(seen[1]).toMatchObject({ n_clusters: 8, init: 'k-means++', n_init: 3, tol: 1e-4, algorithm: 'lloyd' });
  expect((seen[1] as { seed: number }).seed).toBeGreaterThanOrEqual(0);
});
