// How points become graphs in SpectralEmbedding and SpectralClustering: as scikit-learn has it, in every namespace.
import * as obol from '../../../lib';
import { SpectralClustering, type Affinity } from '../../../lib/consumers/cluster';
import { kneighborsGraph } from '../../../lib/consumers/graph';
import { SpectralEmbedding, spectralEmbedding } from '../../../lib/consumers/manifold';
import { adjustedRandScore } from '../../../lib/consumers/metrics';
import { arrayNamespace, type AnyArray, type GraphInput } from '../../../lib/standard';
import { collected } from '../../support/collect';
import { small, testDevice as device } from '../../support/device';
import { readJson } from '../../support/fixtures';
import { dense, distance, errorOf, foreign, list, matrix, own, rows, twoCliques, worlds, type Dense } from '../graphs';

interface Known {
  affinity: Affinity;
  gamma: number | null;
  nNeighbors: number | null;
  matrix: number[][];
  embedding: number[][];
}

const fixture = readJson<{
  line: number[][];
  embeddings: Known[];
  moons: number[][];
  halves: number[];
  spectral: Record<string, number[]>;
}>('cluster/points.json.gz');
const { line, embeddings, moons, halves, spectral } = fixture;

const apart = (X: Dense): number[][] => X.map((x) => X.map((y) => Math.hypot(...x.map((v, j) => v - y[j]!))));

describe.each(worlds)('on $name', (world) => {
  const { xp } = world;
  const X = dense(world, line);

  test.each(embeddings)('an embedding is scikit-learn’s: $affinity, $gamma, $nNeighbors', async (known) => {
    const { affinity, gamma, nNeighbors } = known;
    const options = { affinity, gamma, nNeighbors, eigenTol: 1e-9, randomState: 1 };
    const fitted = await new SpectralEmbedding(options).fit(X);
    expect(distance(await matrix(fitted.affinityMatrix), known.matrix)).toBeLessThan(1e-12);
    const places = fitted.embedding as AnyArray;
    expect([arrayNamespace(places), places.device, places.shape]).toEqual([xp, world.device, [40, 2]]);
    // scikit-learn keeps the sign of the largest entry too; what it calls a component of degenerate ones is its own.
    expect(distance(await rows(places), known.embedding)).toBeLessThan(1e-6);
    expect(await rows((await new SpectralEmbedding(options).fitTransform(X)) as AnyArray)).toEqual(await rows(places));
  });

  test('the graph of neighbours comes from points, from distances and as itself', async () => {
    const wanted = await matrix((await new SpectralEmbedding({ nNeighbors: 5, randomState: 0 }).fit(X)).affinityMatrix);
    const D = dense(world, apart(line));
    const settings = { affinity: 'precomputed_nearest_neighbors', nNeighbors: 5, randomState: 0 } as const;
    const fromDense = await new SpectralEmbedding(settings).fit(D);
    expect(await matrix(fromDense.affinityMatrix)).toEqual(wanted);
    // All neighbours stored, more than are used, oneself among them at distance 0.
    const sparse = await kneighborsGraph(X, 9, { mode: 'distance', includeSelf: true });
    const fromSparse = await new SpectralEmbedding(settings).fit(sparse as unknown as GraphInput);
    expect(await matrix(fromSparse.affinityMatrix)).toEqual(wanted);
    const graph = fromDense.affinityMatrix as unknown as GraphInput;
    const itself = await new SpectralEmbedding({ affinity: 'precomputed', randomState: 0 }).fit(graph);
    expect(itself.affinityMatrix).toBe(graph);
    expect([fromDense.nFeaturesIn, fromSparse.nFeaturesIn, itself.nFeaturesIn]).toEqual([40, 40, 40]);
    expect([fromDense.nNeighbors, itself.nNeighbors]).toEqual([5, 4]);
    const [a, b] = [itself.embedding, await spectralEmbedding(graph, { nComponents: 2, randomState: 0 })];
    expect(await rows(a as AnyArray)).toEqual(await rows(b as AnyArray));
  });

  test('a row of too few distances is refused', async () => {
    const sparse = await kneighborsGraph(X, 3, { mode: 'distance' });
    const fit = () =>
      new SpectralEmbedding({ affinity: 'precomputed_nearest_neighbors', nNeighbors: 4 }).fit(
        sparse as unknown as GraphInput,
      );
    expect((await errorOf(fit)).message).toMatch(
      /expected 4 neighbours \(nNeighbors\) in each row of X, got a row of 3/,
    );
  });

  test('what becomes of the points after the call changes nothing', async () => {
    for (const affinity of ['rbf', 'nearest_neighbors', 'precomputed_nearest_neighbors', 'precomputed'] as const) {
      const given = affinity.startsWith('precomputed') ? apart(line) : line;
      const options = { nClusters: 3, affinity, randomState: 2 };
      const wanted = await list((await new SpectralClustering(options).fitPredict(dense(world, given))) as AnyArray);
      const points = dense(world, given);
      const promise = new SpectralClustering(options).fitPredict(points);
      points.set([xp.ellipsis], 1);
      expect([affinity, await list((await promise) as AnyArray)]).toEqual([affinity, wanted]);
    }
  });
});

describe.each([own, foreign])('clusters on $name', (world) => {
  test('moons are told apart as scikit-learn tells them, by kernel and by neighbours', async () => {
    for (const [affinity, options] of [
      ['rbf', { gamma: 30 }],
      ['nearest_neighbors', {}],
    ] as const) {
      const sc = await new SpectralClustering({ nClusters: 2, affinity, randomState: 0, ...options }).fit(
        dense(world, moons),
      );
      const labels = Int32Array.from(await list(sc.labels as AnyArray));
      expect([affinity, adjustedRandScore(labels, spectral[affinity]!)]).toEqual([affinity, 1]);
      expect(adjustedRandScore(labels, halves)).toBe(affinity === 'rbf' ? adjustedRandScore(spectral.rbf!, halves) : 1);
    }
  });

  test('the same randomState gives the same labels, also of a generator at the same place', async () => {
    const X = dense(world, moons);
    const labels = async (randomState: number | ReturnType<typeof obol.random.default_rng>): Promise<number[]> =>
      list((await new SpectralClustering({ nClusters: 5, gamma: 3, randomState }).fitPredict(X)) as AnyArray);
    expect(await labels(4)).toEqual(await labels(4));
    const [a, b] = [obol.random.default_rng(1), obol.random.default_rng(1)];
    expect(await labels(a)).toEqual(await labels(b));
  });
});

small('equal points only: one graph, every cluster', async () => {
  const X = obol.ones([9, 2], { device });
  for (const affinity of ['rbf', 'nearest_neighbors'] as const) {
    for (const assignLabels of ['kmeans', 'discretize', 'cluster_qr'] as const) {
      for (const nClusters of [1, 3, 9]) {
        const options = { nClusters, affinity, nNeighbors: 4, assignLabels, randomState: 0 };
        const labels = await list((await new SpectralClustering(options).fitPredict(X)) as unknown as AnyArray);
        expect([affinity, assignLabels, new Set(labels).size]).toEqual([affinity, assignLabels, nClusters]);
      }
    }
  }
});

small('the kernel is symmetric to the last bit and 1 on the diagonal, far from the origin too', async () => {
  const far = line.map((x) => x.map((v) => v + 1e6));
  const { affinityMatrix } = await new SpectralEmbedding({ affinity: 'rbf', gamma: 0.5 }).fit(
    obol.asarray(far, { device }),
  );
  const K = await matrix(affinityMatrix);
  const wanted = far.map((x) => far.map((y) => Math.exp(-0.5 * x.reduce((s, v, j) => s + (v - y[j]!) ** 2, 0))));
  expect(distance(K, wanted)).toBeLessThan(1e-12);
  expect(K.map((row, i) => row[i])).toEqual(K.map(() => 1));
  expect(K.map((_, j) => K.map((row) => row[j]))).toEqual(K);
});

small('what is fitted outlives the scope that returns it; the rest goes', async () => {
  const X = obol.asarray(line, { device });
  const live = (): number => obol.device_stats(device).live_storages;
  const once = async (): Promise<void> => {
    const [sc, se] = await obol.scope(
      async () =>
        [
          await new SpectralClustering({ nClusters: 3, gamma: 1 }).fit(X),
          await new SpectralEmbedding({ nNeighbors: 5 }).fit(X),
        ] as const,
    );
    expect([sc.labels.shape, se.embedding.shape]).toEqual([[40], [40, 2]]); // prettier-ignore
    expect([sc.nFeaturesIn, se.nFeaturesIn]).toEqual([line[0]!.length, line[0]!.length]);
    for (const x of [sc.labels, sc.affinityMatrix, se.embedding, se.affinityMatrix]) (x as obol.NDArray).dispose();
    await obol.synchronize(device);
  };
  await once();
  await collected(live);
  const before = live();
  await once();
  expect(live()).toBeLessThanOrEqual(before);
});

test('wrong arguments are refused', async () => {
  const made: [() => unknown, RegExp][] = [
    [() => new SpectralEmbedding({ affinity: 'cosine' as 'rbf' }), /'rbf' for affinity, got "cosine"/],
    [() => new SpectralEmbedding({ gamma: -1 }), /gamma/],
    [() => new SpectralEmbedding({ nNeighbors: 0 }), /nNeighbors/],
    [() => new SpectralEmbedding({ nComponents: 0 }), /nComponents/],
    [() => new SpectralEmbedding({ eigenTol: 0 }), /eigenTol/],
    [() => new SpectralClustering({ affinity: 'poly' as 'rbf' }), /affinity/],
    [() => new SpectralClustering({ gamma: NaN }), /gamma/],
  ];
  for (const [make, message] of made) {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  }
  expect(() => new SpectralEmbedding({ degree: 3 } as object)).toThrow(/unknown option degree/);
  expect(() => new SpectralEmbedding().embedding).toThrow(/SpectralEmbedding.embedding: expected a fitted/);
  expect(() => new SpectralClustering().affinityMatrix).toThrow(/call fit first/);
  const few = { affinity: 'nearest_neighbors', nClusters: 2 } as const;
  const fitted: [() => Promise<unknown>, RegExp][] = [
    [() => new SpectralClustering(few).fit([[1], [2], [3]]), /in \[1, 3\] for nNeighbors, got 10/],
    [() => new SpectralClustering({ nClusters: 4 }).fit([[1], [2], [3]]), /in \[1, 3\] for nClusters/],
    [() => new SpectralClustering({ nClusters: 2 }).fit([[1], [NaN], [3]]), /finite values for X/],
    [() => new SpectralEmbedding().fit('points' as unknown as GraphInput), /for X/],
    [() => new SpectralEmbedding({ affinity: 'precomputed_nearest_neighbors' }).fit([[0, -1], [-1, 0]]), /numbers >= 0/],
    [() => new SpectralEmbedding().fit(twoCliques as never, { signal: AbortSignal.abort('late') }), /aborted/],
  ]; // prettier-ignore
  for (const [fit, message] of fitted) expect((await errorOf(fit)).message).toMatch(message);
});
