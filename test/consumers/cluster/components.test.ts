// Graphs of several components: a warning once, clusters that stay within components, all clusters that were asked for.
import type * as Cluster from 'obol/cluster';
import type * as Manifold from 'obol/manifold';
import * as obol from '../../../lib';
import { spectralClustering, type AssignLabels } from '../../../lib/consumers/cluster';
import { spectralEmbedding } from '../../../lib/consumers/manifold';
import { adjustedRandScore } from '../../../lib/consumers/metrics';
import { small, testDevice as device } from '../../support/device';
import { dense, foreign, list, own, randomGraph, type Dense } from '../graphs';

const ways: AssignLabels[] = ['kmeans', 'discretize', 'cluster_qr'];

/** The graphs side by side, without an edge between them; node i of the whole is node order[i] of the row of graphs. */
function beside(...graphs: Dense[]): { W: number[][]; component: number[] } {
  const n = graphs.reduce((sum, g) => sum + g.length, 0);
  const order = Array.from({ length: n }, (_, i) => (i * 7919) % n);
  const places = graphs.flatMap((g, c) => g.map((_, i) => [c, i] as const));
  const W = order.map((p) =>
    order.map((q) => {
      const [[c, i], [d, j]] = [places[p]!, places[q]!];
      return c === d ? graphs[c]![i]![j]! : 0;
    }),
  );
  return { W, component: order.map((p) => places[p]![0]) };
}

/** Cliques of `size` nodes in a row, each joined to the next by one light edge. */
function cliques(count: number, size: number): number[][] {
  return Array.from({ length: count * size }, (_, i) =>
    Array.from({ length: count * size }, (__, j) => {
      if (i === j) return 0;
      if (Math.floor(i / size) === Math.floor(j / size)) return 1;
      return Math.abs(i - j) === 1 ? 0.01 : 0;
    }),
  );
}

const node: Dense = [[0]];
const cases: [string, Dense[]][] = [
  ['three of different sizes', [randomGraph(30, 20, 4), cliques(2, 6), randomGraph(5, 2, 1)]],
  ['two alike', [cliques(3, 5), cliques(3, 5)]],
  ['four alike', [cliques(2, 4), cliques(2, 4), cliques(2, 4), cliques(2, 4)]],
  ['one and dust', [cliques(4, 6), node, node, node, [[0, 1], [1, 0]]]],
  ['dust only', [node, node, node, node, node]],
]; // prettier-ignore

describe.each(ways)('%s', (assignLabels) => {
  for (const [name, graphs] of cases) {
    const { W, component } = beside(...graphs);
    small(`each cluster stays within a component, and each is there: ${name}`, async () => {
      const most = Math.min(W.length, graphs.length + 6);
      for (let nClusters = graphs.length; nClusters <= most; nClusters++) {
        const labels = await list(await spectralClustering(dense(own, W), { nClusters, assignLabels, randomState: 1 }));
        expect([...new Set(labels)].sort((a, b) => a - b)).toEqual(Array.from({ length: nClusters }, (_, i) => i));
        const pairs = new Set(labels.map((label, i) => `${label} in ${component[i]}`));
        expect(pairs.size).toBe(nClusters);
      }
    });

    small(`fewer clusters than components leave these whole: ${name}`, async () => {
      for (let nClusters = 2; nClusters < graphs.length; nClusters++) {
        const labels = await list(await spectralClustering(dense(own, W), { nClusters, assignLabels }));
        expect(new Set(labels).size).toBe(nClusters);
        expect(new Set(labels.map((label, i) => `${label} in ${component[i]}`)).size).toBe(graphs.length);
      }
    });
  }

  small('components are divided where they fall apart most easily', async () => {
    const graphs = [cliques(3, 7), cliques(2, 9), randomGraph(12, 60, 2), node];
    const { W, component } = beside(...graphs);
    const places = component.map((_, i) => (i * 7919) % W.length);
    const clique = places.map((p) => {
      if (p < 21) return Math.floor(p / 7);
      return p < 39 ? 10 + Math.floor((p - 21) / 9) : p < 51 ? 20 : 30;
    });
    const labels = await spectralClustering(dense(own, W), { nClusters: 7, assignLabels, randomState: 0 });
    expect(adjustedRandScore(labels, clique)).toBe(1);
  });

  small('as many clusters as nodes: each alone', async () => {
    const { W } = beside(cliques(2, 3), cliques(1, 4), node);
    const labels = await list(await spectralClustering(dense(own, W), { nClusters: 11, assignLabels }));
    expect(new Set(labels).size).toBe(11);
  });

  small('a provider without extensions gets the same', async () => {
    const { W } = beside(cliques(2, 4), cliques(3, 4));
    const options = { nClusters: 5, assignLabels, randomState: 5 };
    const there = await spectralClustering(dense(foreign, W), options);
    expect(there.__array_namespace__()).toBe(foreign.xp);
    const here = await spectralClustering(obol.asarray(W, { device: 'cpu' }), options);
    expect(await list(there)).toEqual(await list(here as never));
  });
});

small('fewer dimensions than clusters will do where components have to be told apart', async () => {
  const { W, component } = beside(cliques(2, 5), cliques(2, 5), cliques(1, 5));
  for (const nComponents of [1, 2, 8]) {
    const labels = await list(await spectralClustering(dense(own, W), { nClusters: 5, nComponents, randomState: 0 }));
    expect(new Set(labels.map((label, i) => `${label} in ${component[i]}`)).size).toBe(5);
    expect(new Set(labels).size).toBe(5);
  }
});

small('light edges make no components: two blocks joined by a millionth are one', async () => {
  const { W } = beside(cliques(1, 6), cliques(1, 6));
  W[0]![1] = W[1]![0] = Math.max(W[0]![1]!, 1e-6);
  const labels = await list(await spectralClustering(obol.asarray(W, { device }) as never, { nClusters: 2 }));
  expect(new Set(labels).size).toBe(2);
});

test('a warning tells of a disconnected graph, once', async () => {
  jest.resetModules();
  const spy = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  // Anew, so that nothing was said yet.
  const [cluster, manifold] = [
    jest.requireActual<typeof Cluster>('obol/cluster'),
    jest.requireActual<typeof Manifold>('obol/manifold'),
  ];
  const { W } = beside(cliques(1, 3), cliques(1, 4));
  await cluster.spectralClustering(cliques(2, 4), { nClusters: 2 });
  await manifold.spectralEmbedding(cliques(2, 4), { nComponents: 2 });
  expect(spy).not.toHaveBeenCalled();
  await manifold.spectralEmbedding(W, { nComponents: 1 });
  await cluster.spectralClustering(W, { nClusters: 2 });
  await manifold.spectralEmbedding(W, { nComponents: 2 });
  expect(spy.mock.calls).toEqual([
    [
      expect.stringMatching(/^spectralEmbedding: the graph has 2 connected components/),
      { code: 'OBOL_DISCONNECTED_GRAPH' },
    ],
  ]);
  spy.mockRestore();
  expect(await spectralEmbedding(cliques(2, 3), { nComponents: 1 })).toBeDefined();
});
