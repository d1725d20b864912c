// spectralClustering and its class: whole clusters where the graph has them, nClusters labels always, refusals.
import { SpectralClustering, spectralClustering, type SpectralClusteringOptions } from '../../../lib/consumers/cluster';
import { adjustedRandScore } from '../../../lib/consumers/metrics';
import { arrayNamespace, type AnyArray, type GraphInput } from '../../../lib/standard';
import {
  capable,
  dense,
  errorOf,
  everywhere,
  forms,
  list,
  randomGraph,
  threeComponents,
  twoCliques,
  worlds,
} from '../graphs';
import { small } from '../../support/device';

const settings = { nClusters: 2, randomState: 0 };

test.each(everywhere(twoCliques))('two cliques are told apart: %s', async (_, world, A) => {
  const labels = await spectralClustering(A, settings);
  expect(adjustedRandScore(labels, world.xp.asarray([0, 0, 0, 0, 1, 1, 1, 1], { device: world.device }))).toBe(1);
  expect([labels.shape, labels.dtype, labels.device]).toEqual([[8], world.xp.int32, world.device]);
  expect(arrayNamespace(labels)).toBe(world.xp);
});

test.each(everywhere(threeComponents))('components are told apart: %s', async (_, world, A) => {
  const labels = await spectralClustering(A, { ...settings, nClusters: 3 });
  expect(adjustedRandScore(labels, world.xp.asarray([0, 0, 0, 1, 1, 2], { device: world.device }))).toBe(1);
});

small('a class gives the labels of the function and remembers them', async () => {
  for (const world of worlds) {
    const A = dense(world, twoCliques);
    const fitted = await new SpectralClustering({ ...settings, affinity: 'precomputed' }).fit(A);
    const expected = await list(await spectralClustering(A, settings));
    expect(await list(fitted.labels)).toEqual(expected);
    expect(await list(await new SpectralClustering({ ...settings, affinity: 'precomputed' }).fitPredict(A))).toEqual(
      expected,
    );
  }
});

small('unknown options and a class that is not fitted are refused', () => {
  expect(() => new SpectralClustering({ affinity: 1 } as unknown as { affinity: 'rbf' })).toThrow(TypeError);
  expect(() => new SpectralClustering({ affinity: 'precomputed', signal: undefined } as object)).toThrow(
    /unknown option/,
  );
  expect(() => new SpectralClustering({ affinity: 'precomputed', nClusters: 0 })).toThrow(RangeError);
  expect(() => new SpectralClustering({ affinity: 'precomputed' }).labels).toThrow(/call fit first/);
});

describe('each of nClusters labels is given', () => {
  const graph = randomGraph(14, 8, 5);

  test.each([1, 2, 5, 13, 14])('%i clusters of 14 nodes', async (nClusters) => {
    for (const world of worlds) {
      const labels = await list(await spectralClustering(dense(world, graph), { nClusters, randomState: 1 }));
      expect([...new Set(labels)].sort((a, b) => a - b)).toEqual(Array.from({ length: nClusters }, (_, i) => i));
    }
  });

  small('nodes that can’t be told apart are divided all the same', async () => {
    for (const { xp, device } of worlds) {
      const labels = await list(
        await spectralClustering(xp.ones([6, 6], { device }), { nClusters: 4, nComponents: 1 }),
      );
      expect(new Set(labels).size).toBe(4);
    }
  });

  small('an empty cluster is given the node farthest from the mean of a cluster with nodes to spare', async () => {
    const xp = capable('scripted');
    const device = 'tray:1';
    // The embedding is the first two columns of y; the labels to be mended put all but two nodes into cluster 0.
    const Y = [[0, 0], [1, 0], [0, 1], [50, 0], [0, 3], [0, -9]]; // prettier-ignore
    const result = (values: number[][]): AnyArray => xp.asarray(values, { dtype: xp.float64, device });
    const sparse = xp.sparse!.csgraph as unknown as Record<string, unknown>;
    sparse.spectral_eigs = async () => ({
      eigenvalues: xp.zeros([2], { device }),
      eigenvectors: result(Y),
      iterations: 1,
      residuals: xp.zeros([2], { device }),
    });
    const labels = (values: number[]): AnyArray => xp.asarray(values, { dtype: xp.int32, device });
    const cluster = xp.cluster as unknown as Record<string, unknown>;
    cluster.kmeans = async () => ({ labels: labels([0, 0, 0, 1, 0, 0]) });
    const run = async (nClusters: number): Promise<number[]> =>
      list(await spectralClustering(xp.ones([6, 6], { device }), { nClusters, nComponents: 2 }));
    // Node 3 lies farthest out but is alone in its cluster; node 5 is next, then node 4.
    expect(await run(3)).toEqual([0, 0, 0, 1, 0, 2]);
    expect(await run(4)).toEqual([0, 0, 0, 1, 3, 2]);
    expect(new Set(await run(6)).size).toBe(6);
  });
});

small('every way of labelling gets the embedding with the constant column', async () => {
  const xp = capable('watched');
  const device = 'tray:1';
  const seen: [string, number[], object][] = [];
  const cluster = xp.cluster as unknown as Record<string, (Y: AnyArray, options: object) => Promise<AnyArray>>;
  for (const name of ['discretize', 'cluster_qr']) {
    cluster[name] = async (Y, options) => {
      seen.push([name, [...Y.shape], options]);
      return xp.asarray([0, 0, 0, 0, 1, 1, 1, 1], { dtype: xp.int32, device });
    };
  }
  const A = dense({ xp, device }, twoCliques);
  await spectralClustering(A, { ...settings, assignLabels: 'discretize' });
  await spectralClustering(A, { ...settings, assignLabels: 'cluster_qr' });
  expect(seen).toEqual([
    ['discretize', [8, 2], { seed: 0, signal: undefined }],
    ['cluster_qr', [8, 2], { signal: undefined }],
  ]);
});

describe('wrong arguments', () => {
  const A = dense(worlds[0]!, twoCliques);
  const refused: [string, unknown, SpectralClusteringOptions | undefined, ErrorConstructor, RegExp][] = [
    ['no graph', 'graph', undefined, TypeError, /a sparse array, its parts .* for A/],
    ['an oblong graph', [[1, 2]], undefined, RangeError, /shape \[n, n\]/],
    ['an empty graph', worlds[0]!.xp.zeros([0, 0]), undefined, RangeError, /n >= 1/],
    ['more clusters than nodes', A, { nClusters: 9 }, RangeError, /in \[1, 8\] for nClusters, got 9/],
    ['no clusters', A, { nClusters: 0 }, RangeError, /nClusters/],
    ['an unknown way', A, { assignLabels: 'k-means' as 'kmeans' }, RangeError, /'kmeans' \| 'discretize' \| 'cluster_qr'/],
    ['more components than nodes', A, { nComponents: 9 }, RangeError, /nComponents/],
    ['components that discretize can’t use', A, { nClusters: 2, nComponents: 3, assignLabels: 'discretize' }, RangeError, /in \[2, 2\] for nComponents/],
    ['no starts', A, { nInit: 0 }, RangeError, /nInit/],
    ['an unknown option', A, { eigenSolver: 'amg' } as SpectralClusteringOptions, TypeError, /unknown option eigenSolver; expected nClusters/],
    ['negative weights', [[0, -1], [-1, 0]], { nClusters: 2 }, RangeError, /numbers >= 0/],
    ['NaN weights', [[0, NaN], [NaN, 0]], { nClusters: 2 }, RangeError, /NaN/],
    ['a graph that is not symmetric', [[0, 1], [2, 0]], { nClusters: 2 }, RangeError, /a symmetric graph/],
  ]; // prettier-ignore
  test.each(refused)('%s', async (_, graph, options, kind, message) => {
    const error = await errorOf(() => spectralClustering(graph as GraphInput, options));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(/^spectralClustering: /);
    expect(error.message).toMatch(message);
  });

  small('a signal aborted between the steps is heeded', async () => {
    const xp = capable('aborted');
    const controller = new AbortController();
    const { csgraph } = xp.sparse!;
    const own = csgraph.spectral_eigs.bind(csgraph);
    Object.assign(csgraph, {
      spectral_eigs: async (...args: Parameters<typeof own>) => {
        const result = await own(...args);
        controller.abort('enough');
        return result;
      },
    });
    const graph = dense({ xp, device: 'tray:0' }, twoCliques);
    const error = await errorOf(() => spectralClustering(graph, { ...settings, signal: controller.signal }));
    expect([error.name, error.cause]).toEqual(['AbortError', 'enough']);
  });
});

small('what becomes of the graph after the call changes nothing', async () => {
  for (const world of worlds) {
    for (const [form, A] of forms(world, twoCliques)) {
      const promise = spectralClustering(A, settings);
      const weights = form === 'dense array' ? (A as AnyArray) : (A as { data: AnyArray }).data;
      if (form.endsWith('parts') || form.startsWith('dense')) weights.set([world.xp.ellipsis], 1);
      const labels = await list(await promise);
      expect([form, labels.map((label) => label === labels[0])]).toEqual([
        form,
        [true, true, true, true, false, false, false, false],
      ]);
    }
  }
});

small('the same graph in another form gets the same labels', async () => {
  for (const world of worlds) {
    const all = await Promise.all(
      forms(world, randomGraph(20, 10, 3)).map(async ([, A]) =>
        list(await spectralClustering(A, { nClusters: 3, randomState: 2 })),
      ),
    );
    for (const labels of all) expect(labels).toEqual(all[0]);
  }
});
