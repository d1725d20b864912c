// MiniBatchKMeans: about as good as k-means, fitted at once or batch by batch, in every namespace that can.
import * as obol from '../../../lib';
import { KMeans, MiniBatchKMeans, type MiniBatchKMeansOptions } from '../../../lib/consumers/cluster';
import { adjustedRandScore, inertia } from '../../../lib/consumers/metrics';
import { arrayNamespace, type AnyArray, type ArrayInput } from '../../../lib/standard';
import { collected } from '../../support/collect';
import { small, testDevice as device } from '../../support/device';
import { dense, errorOf, foreign, list, own, rows, type Dense } from '../graphs';

const middles = [[0, 0], [12, 0], [0, 12], [12, 12]]; // prettier-ignore
const truth = Array.from({ length: 400 }, (_, i) => (i * 7) % 4);
const clouds: Dense = truth.map((c, i) => middles[c]!.map((m, j) => m + Math.sin(i * (3 + j)) + Math.cos(5 * i)));
const settings = { nClusters: 4, batchSize: 50, nInit: 3, randomState: 0 } as const;

describe.each([own, foreign])('on $name', (world) => {
  const { xp } = world;

  test('clouds are told apart, nearly as tightly as by k-means', async () => {
    const X = dense(world, clouds);
    const km = await new MiniBatchKMeans(settings).fit(X);
    const [labels, centers] = [km.labels as AnyArray, km.centers as AnyArray];
    expect(adjustedRandScore(Int32Array.from(await list(labels)), truth)).toBe(1);
    expect([labels.dtype, centers.dtype, centers.shape]).toEqual([xp.int32, xp.float64, [4, 2]]); // prettier-ignore
    for (const x of [labels, centers, km.counts as AnyArray])
      expect([arrayNamespace(x), x.device]).toEqual([xp, world.device]);
    const best = await new KMeans({ nClusters: 4, nInit: 5, randomState: 0 }).fit(X);
    expect(km.inertia).toBeLessThan(1.05 * best.inertia);
    expect(km.inertia / inertia(X, centers, labels)).toBeCloseTo(1, 10);
    expect((await km.score(X)) / -km.inertia).toBeCloseTo(1, 10);
    expect(await list(km.predict(X) as AnyArray)).toEqual(await list(labels));
    expect([...(km.transform(X) as AnyArray).shape]).toEqual([400, 4]);
    expect(km.clusterCenters).toBe(km.centers);
    expect(km.nIter).toBeGreaterThanOrEqual(1);
    expect((await list(km.counts as AnyArray)).reduce((s, v) => s + v, 0)).toBe(50 * km.nSteps);
  });

  test('batch by batch each center is the mean of all points that it was given', async () => {
    const init = dense(world, middles);
    const km = new MiniBatchKMeans({ nClusters: 4, init, reassignmentRatio: 0 });
    const given = middles.map(() => [] as (readonly number[])[]);
    for (let at = 0; at < 400; at += 100) {
      const batch = clouds.slice(at, at + 100);
      // Clouds are far enough apart that the nearest center is that of the cloud.
      batch.forEach((x, i) => given[truth[at + i]!]!.push(x));
      expect(await km.partialFit(dense(world, batch))).toBe(km);
    }
    expect([km.nSteps, km.nIter]).toEqual([4, 0]);
    expect(await list(km.counts as unknown as AnyArray)).toEqual(given.map((points) => points.length));
    const means = given.map((points) => [0, 1].map((j) => points.reduce((s, x) => s + x[j]! / points.length, 0)));
    const gap = (await rows(km.centers as unknown as AnyArray)).flatMap((c, i) =>
      c.map((v, j) => Math.abs(v - means[i]![j]!)),
    );
    expect(Math.max(...gap)).toBeLessThan(1e-10);
  });

  test('a function may give the first centers from a sample; the best of three starts is kept', async () => {
    const seen: [number, number, number][] = [];
    const init = async (points: AnyArray, nClusters: number, seed: number): Promise<AnyArray> => {
      expect([arrayNamespace(points), points.device]).toEqual([xp, world.device]);
      seen.push([points.shape[0]!, nClusters, seed]);
      // The second start is the good one.
      return dense(world, seen.length === 2 ? middles : middles.map((_, i) => [500 + i, 0]));
    };
    const options = { nClusters: 4, initSize: 90, randomState: 7, reassignmentRatio: 0, maxIter: 1 };
    const km = await new MiniBatchKMeans({ ...options, init }).fit(dense(world, clouds));
    expect(seen).toEqual([7, 8, 9].map((seed) => [90, 4, seed]));
    const given = await new MiniBatchKMeans({ ...options, init: dense(world, middles) }).fit(dense(world, clouds));
    expect(await list(km.centers as AnyArray)).toEqual(await list(given.centers as AnyArray));
    expect(km.nFeaturesIn).toBe(2);
    const batches = new MiniBatchKMeans({ ...options, init });
    await batches.partialFit(dense(world, clouds));
    await batches.partialFit(dense(world, clouds));
    expect(seen.slice(3)).toEqual([[400, 4, 7]]);
    const wide = new MiniBatchKMeans({ nClusters: 4, init: () => dense(world, [[1, 2]]) });
    expect((await errorOf(() => wide.fit(dense(world, clouds)))).message).toMatch(/shape \[4, 2\] for init/);
  });

  test('weights count as points repeated', async () => {
    const [X, weights] = [[[0], [1], [10], [11]], [1, 3, 2, 1]]; // prettier-ignore
    const repeated = X.flatMap((x, i) => new Array<number[]>(weights[i]!).fill(x));
    const options = { nClusters: 2, init: [[0], [10]], reassignmentRatio: 0 };
    const here = (values: number[][]): AnyArray => dense(world, values);
    const start = { ...options, init: here(options.init) };
    const a = await new MiniBatchKMeans(start).partialFit(here(X), {
      sampleWeight: xp.asarray(weights, { device: world.device }),
    });
    const b = await new MiniBatchKMeans(start).partialFit(here(repeated));
    expect(await list(a.counts as AnyArray)).toEqual(await list(b.counts as AnyArray));
    const centers = await list(b.centers as AnyArray);
    (await list(a.centers as AnyArray)).forEach((c, i) => expect(c).toBeCloseTo(centers[i]!, 12));
  });
});

small('the same randomState gives the same bits, at once and batch by batch', async () => {
  const X = obol.asarray(clouds, { device });
  const once = async (): Promise<number[]> => {
    const km = await new MiniBatchKMeans({ ...settings, nClusters: 9 }).fit(X);
    return [...(await list(km.centers as unknown as AnyArray)), km.inertia, km.nSteps];
  };
  expect(await once()).toEqual(await once());
  const parts = async (): Promise<number[]> => {
    const km = new MiniBatchKMeans({ nClusters: 9, randomState: 3 });
    for (let at = 0; at < 400; at += 80) await km.partialFit(X.get(obol.slice(at, at + 80)));
    return list(km.centers as unknown as AnyArray);
  };
  expect(await parts()).toEqual(await parts());
});

small('batches that are given together come one after the other, as they were at the call', async () => {
  const options = { nClusters: 4, randomState: 1 };
  const waited = new MiniBatchKMeans(options);
  const together = new MiniBatchKMeans(options);
  const jobs: Promise<unknown>[] = [];
  for (let at = 0; at < 400; at += 100) {
    await waited.partialFit(obol.asarray(clouds.slice(at, at + 100), { device }));
    const batch = obol.asarray(clouds.slice(at, at + 100), { device });
    jobs.push(together.partialFit(batch));
    batch.set([obol.ellipsis], 0);
  }
  await Promise.all(jobs);
  expect(together.nSteps).toBe(4);
  const lists = [waited, together].map((km) => list(km.centers as unknown as AnyArray));
  expect(await lists[1]).toEqual(await lists[0]);
});

small('fit begins anew, partialFit goes on from it, and no cluster of fit is empty', async () => {
  const X = obol.asarray(clouds, { device });
  const km = new MiniBatchKMeans(settings);
  await km.fit(X);
  const [first, steps] = [await list(km.centers as unknown as AnyArray), km.nSteps];
  await km.partialFit(X);
  expect(km.nSteps).toBe(steps + 1);
  expect(km.labels.shape).toEqual([400]);
  await km.fit(X);
  expect(await list(km.centers as unknown as AnyArray)).toEqual(first);
  for (const nClusters of [1, 3, 6]) {
    const equal = await new MiniBatchKMeans({ nClusters }).fit(obol.ones([6, 2], { device }));
    expect(new Set(await list(equal.labels as unknown as AnyArray)).size).toBe(nClusters);
  }
});

small('what it holds outlives the scope that returns it; nothing else stays', async () => {
  const X = obol.asarray(clouds, { device });
  const live = (): number => obol.device_stats(device).live_storages;
  const once = async (): Promise<void> => {
    const km = await obol.scope(async () => {
      const fresh = new MiniBatchKMeans(settings);
      await fresh.fit(X);
      return fresh.partialFit(X);
    });
    expect(km.centers.shape).toEqual([4, 2]);
    for (const x of [km.centers, km.counts, km.labels]) x.dispose();
    await obol.synchronize(device);
  };
  await once();
  await collected(live);
  const before = live();
  await once();
  expect(live()).toBeLessThanOrEqual(before);
});

test('an abort ends a fit; the next batch is not held up by it', async () => {
  const km = new MiniBatchKMeans(settings);
  const error = await errorOf(() => km.fit(clouds, { signal: AbortSignal.abort('late') }));
  expect([error.name, error.code, error.cause]).toEqual(['AbortError', 'ERR_OBOL_ABORTED', 'late']);
  expect(() => km.centers).toThrow(/MiniBatchKMeans.centers: expected a fitted MiniBatchKMeans; call fit first/);
  expect((await errorOf(() => km.partialFit([[NaN, 0]]))).message).toMatch(/finite values for X/);
  expect((await km.partialFit(clouds)).nSteps).toBe(1);
});

test('wrong arguments are refused', async () => {
  const made: [MiniBatchKMeansOptions, RegExp][] = [
    [{ nClusters: 0 }, /nClusters/],
    [{ batchSize: 0 }, /batchSize/],
    [{ maxIter: 0 }, /maxIter/],
    [{ init: 'forgy' as 'random' }, /'k-means\+\+' \| 'random'/],
    [{ reassignmentRatio: 2 }, /\[0, 1\] for reassignmentRatio/],
    [{ maxNoImprovement: -1 }, /maxNoImprovement/],
    [{ tol: NaN }, /tol/],
    [{ nInit: 0 }, /nInit/],
  ];
  for (const [options, message] of made) {
    expect(() => new MiniBatchKMeans(options)).toThrow(RangeError);
    expect(() => new MiniBatchKMeans(options)).toThrow(message);
  }
  expect(() => new MiniBatchKMeans({ verbose: 1 } as object)).toThrow(/unknown option verbose/);
  const fitted = await new MiniBatchKMeans({ nClusters: 2 }).fit([[0], [1], [9]]);
  const refused: [() => Promise<unknown>, RegExp][] = [
    [() => new MiniBatchKMeans().fit([[1], [2]]), /in \[1, 2\] for nClusters, got 8/],
    [() => new MiniBatchKMeans({ nClusters: 2 }).partialFit([[1]]), /in \[1, 1\] for nClusters/],
    [() => fitted.partialFit([[1, 2]]), /shape \[n, 1\] for X/],
    [() => fitted.partialFit([[1]], { sampleWeight: [1, 2] }), /shape \[1\] for sampleWeight/],
    [() => fitted.fit('points' as unknown as ArrayInput), /for X/],
    [() => fitted.fit([[1], [2]], { weights: [1, 1] } as object), /unknown option weights/],
    [() => new MiniBatchKMeans({ nClusters: 2, init: [[1]] }).fit([[1], [2]]), /shape \[2, 1\] for init/],
  ];
  for (const [call, message] of refused) expect((await errorOf(async () => call())).message).toMatch(message);
  // A batch of one point will do once there are centers.
  expect((await fitted.partialFit([[5]])).labels.shape).toEqual([1]);
});
