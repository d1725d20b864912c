// The clustering jobs on obol: the same answer for every provider, progress, abort, memory, odd graphs.
import * as xp from '../../../lib';
import { kMeans, KMeans, spectralClustering, type AssignLabels } from '../../../lib/consumers/cluster';
import { connectedComponents, laplacian } from '../../../lib/consumers/graph';
import { spectralEmbedding } from '../../../lib/consumers/manifold';
import { adjustedRandScore, normalizedCut } from '../../../lib/consumers/metrics';
import type { AnyArray, Progress } from '../../../lib/standard';
import { collected } from '../../support/collect';
import { small, testDevice as device } from '../../support/device';
import {
  dense,
  errorOf,
  foreign,
  forms,
  list,
  own,
  randomGraph,
  rows,
  threeComponents,
  twoCliques,
  type Dense,
} from '../graphs';

const ways: AssignLabels[] = ['kmeans', 'discretize', 'cluster_qr'];

/** Four rings of `size` nodes, each joined to the next by one light edge; ring r holds the nodes r, r + 4, r + 8, … */
function rings(size: number): number[][] {
  const n = 4 * size;
  const W = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const join = (i: number, j: number, w: number): void => {
    W[i]![j] = W[j]![i] = w;
  };
  for (let i = 0; i < n; i++) {
    join(i, (i + 4) % n, 1);
    join(i, (i + 8) % n, 0.5);
  }
  for (let r = 0; r < 3; r++) join(r, r + 1, 0.01);
  return W;
}

/** A long path as COO components: an embedding that takes a while. */
function path(n: number): xp.sparse.SparseArray {
  const first = xp.arange(n - 1, { device });
  const second = xp.add(first, 1);
  const weights = xp.ones([2 * (n - 1)], { device });
  const places = [xp.concat([first, second]), xp.concat([second, first])] as const;
  return xp.sparse.csr_array([weights, places], { shape: [n, n] });
}

describe.each(ways)('%s', (assignLabels) => {
  small('rings are told apart', async () => {
    const W = rings(9);
    const labels = await spectralClustering(dense(own, W), { nClusters: 4, assignLabels, randomState: 0 });
    expect(
      adjustedRandScore(
        labels,
        Array.from({ length: 36 }, (_, i) => i % 4),
      ),
    ).toBe(1);
    expect([labels.dtype, labels.device, labels.shape]).toEqual([xp.int32, device, [36]]); // prettier-ignore
  });

  small('a provider without extensions gets the labels that obol gets, in its own arrays', async () => {
    const W = randomGraph(40, 30, 9);
    const options = { nClusters: 5, assignLabels, randomState: 3 };
    const there = await spectralClustering(forms(foreign, W)[1]![1], options);
    expect(there.__array_namespace__()).toBe(foreign.xp);
    const here = await spectralClustering(xp.asarray(W, { device: 'cpu' }), options);
    expect(await list(there)).toEqual(await list(here));
  });

  small('the same randomState gives the same labels', async () => {
    const A = dense(own, randomGraph(50, 40, 4));
    const options = { nClusters: 6, assignLabels, randomState: 17 };
    const [a, b] = await Promise.all([spectralClustering(A, options), spectralClustering(A, options)]);
    expect(await list(a)).toEqual(await list(b));
  });

  const odd: [string, Dense, number][] = [
    ['a complete graph', Array.from({ length: 9 }, () => new Array<number>(9).fill(1)), 4],
    ['nodes without any edge', Array.from({ length: 5 }, () => new Array<number>(5).fill(0)), 3],
    ['three components in five clusters', threeComponents, 5],
    ['three components in two clusters', threeComponents, 2],
    ['as many clusters as nodes', twoCliques, 8],
    ['one cluster', twoCliques, 1],
    ['one node', [[0]], 1],
    ['one node with a loop', [[3]], 1],
  ];
  for (const [kind, W, nClusters] of odd)
    small(`each label is given: ${kind}`, async () => {
      const labels = await list(await spectralClustering(dense(own, W), { nClusters, assignLabels, randomState: 0 }));
      expect([...new Set(labels)].sort((a, b) => a - b)).toEqual(Array.from({ length: nClusters }, (_, i) => i));
      expect(labels.length).toBe(W.length);
    });
});

small('two graphs that differ by a factor have one clustering, and embeddings that differ by its root', async () => {
  const W = randomGraph(30, 20, 8);
  for (const factor of [1e-6, 3, 1e6]) {
    const scaled = W.map((line) => line.map((w) => factor * w));
    const settings = { nComponents: 3, randomState: 1, eigenTol: 1e-9, returnEigenvalues: true } as const;
    const [a, b] = [
      await spectralEmbedding(dense(own, W), settings),
      await spectralEmbedding(dense(own, scaled), settings),
    ];
    const [y, z] = [await rows(a.embedding), await rows(b.embedding)];
    y.forEach((line, i) => line.forEach((v, j) => expect(z[i]![j]! * Math.sqrt(factor)).toBeCloseTo(v, 7)));
    const values = await list(b.eigenvalues);
    (await list(a.eigenvalues)).forEach((v, j) => expect(values[j]).toBeCloseTo(v, 10));
  }
});

small('progress tells stage, iteration, fraction and error', async () => {
  const seen: Progress[] = [];
  await spectralClustering(path(4000), { nClusters: 8, randomState: 0, onProgress: (p) => seen.push(p) });
  expect(seen.length).toBeGreaterThan(0);
  expect(['embedding', 'labels']).toEqual(expect.arrayContaining([...new Set(seen.map((p) => p.stage))]));
  for (const { iteration, fraction, error } of seen) {
    expect(Number.isInteger(iteration) && iteration >= 0).toBe(true);
    expect(fraction >= 0 && fraction <= 1).toBe(true);
    expect(typeof error).toBe('number');
  }
});

small('an abort in the middle is an AbortError with the reason as cause', async () => {
  const controller = new AbortController();
  const job = spectralClustering(path(20000), {
    nClusters: 8,
    signal: controller.signal,
    onProgress: () => controller.abort('seen enough'),
  });
  const error = await errorOf(() => job);
  expect([error.name, error.code, error.cause]).toEqual(['AbortError', 'ERR_OBOL_ABORTED', 'seen enough']);
});

small('what onProgress throws ends the job and is the error', async () => {
  const job = spectralEmbedding(path(20000), {
    onProgress: () => {
      throw new Error('out of paper');
    },
  });
  expect((await errorOf(() => job)).message).toBe('out of paper');
});

small('a graph disposed of or changed after the call does not disturb the job', async () => {
  const W = rings(8);
  const answers = Array.from({ length: 32 }, (_, i) => i % 4);
  for (let i = 0; i < 5; i++) {
    const [form, A] = forms(own, W)[i]!;
    const job = spectralClustering(A, { nClusters: 4, randomState: 0 });
    const parts = A as unknown as Record<string, unknown>;
    for (const x of [parts.data, parts.row, parts.col, parts.indices, parts.indptr, parts]) {
      const { dispose } = (x ?? {}) as { dispose?: () => void };
      if (typeof dispose === 'function') dispose.call(x);
    }
    expect([form, adjustedRandScore(await job, answers)]).toEqual([form, 1]);
  }
});

small('nothing stays allocated but the results', async () => {
  const A = dense(own, rings(6));
  const X = dense(own, rings(3));
  const once = async (): Promise<void> => {
    const results: AnyArray[] = [];
    for (const assignLabels of ways) results.push(await spectralClustering(A, { nClusters: 4, assignLabels }));
    const { embedding, eigenvalues } = await spectralEmbedding(A, { returnEigenvalues: true });
    const { centers, labels } = await kMeans(X, { nClusters: 3 });
    const km = await new KMeans({ nClusters: 2 }).fit(X);
    results.push(embedding, eigenvalues, centers, labels, km.labels, km.centers, km.predict(X));
    results.push(await spectralEmbedding(A));
    const { laplacian: L, diag } = laplacian(A, { returnDiag: true });
    results.push(L as AnyArray, diag, connectedComponents(A).labels);
    normalizedCut(A, results[0]!);
    adjustedRandScore(results[0]!, results[1]!);
    results.push(laplacian(A, { normed: true }) as AnyArray);
    const failed = await errorOf(() => spectralClustering(A, { nClusters: 99 }));
    expect(failed).toBeInstanceOf(RangeError);
    for (const x of results) (x as unknown as xp.NDArray).dispose();
    await xp.synchronize(device);
  };
  await once();
  const live = (): number => xp.device_stats(device).live_storages;
  await collected(live);
  const before = live();
  for (let i = 0; i < 5; i++) await once();
  // Not more; fewer where the collector meanwhile took what other tests had left.
  expect(live()).toBeLessThanOrEqual(before);
});

small('k-means with weights is k-means with points repeated', async () => {
  const X = [[0], [1], [4], [5], [20]];
  const weights = [3, 1, 1, 2, 1];
  const repeated = X.flatMap((x, i) => new Array<number[]>(weights[i]!).fill(x));
  const init = xp.asarray([[0], [5], [20]], { device });
  const a = await kMeans(dense(own, X), { nClusters: 3, init, sampleWeight: xp.asarray(weights, { device }) });
  const b = await kMeans(dense(own, repeated), { nClusters: 3, init });
  const centers = await list(b.centers);
  (await list(a.centers)).forEach((c, i) => expect(c).toBeCloseTo(centers[i]!, 12));
  expect(a.inertia).toBeCloseTo(b.inertia, 12);
});
