/** The same bits whatever the number of threads: each count is a process of its own, and its results are hashed. */
import { large } from '../support/device';
import { printedOn } from '../support/threads';

function hashes(threads: number, script: string): Record<string, string> {
  const prelude = `
    const xp = require('obol');
    const { createHash } = require('node:crypto');
    const grid = require('./test/process/graphs.js');
    const out = {};
    const note = async (name, x) => { out[name] = createHash('sha256').update(await x.data()).digest('hex'); };
    (async () => { ${script}; console.log(JSON.stringify(out)); })();`;
  return printedOn(threads, prelude);
}

const array = `
  const rng = xp.random.default_rng(5);
  const x = rng.normal({ size: [700, 801] });
  await note('normal', x);
  await note('sum', xp.sum(x));
  await note('rows', xp.sum(x, { axis: 1 }));
  await note('columns', xp.mean(x, { axis: 0 }));
  await note('running', xp.cumulative_sum(xp.reshape(x, [-1])));
  await note('sorted', xp.sort(xp.reshape(x, [-1])));
  await note('product', xp.matmul(x, x.T));`;

const job = `
  const W = xp.sparse.csr_array(grid(110), { shape: [12100, 12100] });
  const { eigenvalues, eigenvectors } = await xp.sparse.csgraph.spectral_eigs(W, { k: 12, seed: 3 });
  await note('eigenvalues', eigenvalues);
  await note('eigenvectors', eigenvectors);
  await note('product', xp.sparse.matmul(W, eigenvectors));
  await note('square', xp.sparse.matmul(W, W).data);
  const { labels, centers } = await xp.cluster.kmeans(eigenvectors, { n_clusters: 12, seed: 3 });
  await note('labels', labels);
  await note('centers', centers);
  const elkan = await xp.cluster.kmeans(xp.random.default_rng(1).normal({ size: [9000, 5] }),
    { n_clusters: 30, n_init: 1, seed: 3, algorithm: 'elkan' });
  await note('elkan', elkan.centers);
  const near = xp.cluster.kneighbors(xp.random.default_rng(2).normal({ size: [1500, 7] }), { n_neighbors: 9 });
  await note('distances', near.distances);
  await note('neighbors', near.indices);
  const mini = await xp.cluster.minibatch_kmeans(xp.random.default_rng(4).normal({ size: [9000, 5] }),
    { n_clusters: 30, init_size: 6000, seed: 3 });
  await note('mini-batches', mini.centers);
  const { kneighborsGraph } = require('obol/graph');
  const graph = await kneighborsGraph(xp.random.default_rng(6).normal({ size: [1500, 7] }), 9, { mode: 'distance' });
  await note('columns of the graph', graph.indices);
  await note('lengths of the graph', graph.data);
  const { spectralClustering } = require('obol/cluster');
  await note('spectral clustering', await spectralClustering(W, { nClusters: 12, randomState: 3 }));
  await note('discretize', await xp.cluster.discretize(eigenvectors, { seed: 3 }));
  await note('cluster_qr', await xp.cluster.cluster_qr(eigenvectors));`;

large('arrays: sums, running sums, sorting, products, random numbers', () => {
  const one = hashes(1, array);
  expect(Object.keys(one)).toHaveLength(7);
  for (const threads of [2, 5]) expect(hashes(threads, array)).toEqual(one);
});

large('jobs: eigenpairs, sparse products, labels, neighbours', () => {
  const one = hashes(1, job);
  expect(Object.keys(one)).toHaveLength(15);
  for (const threads of [2, 3, 5]) expect(hashes(threads, job)).toEqual(one);
});
