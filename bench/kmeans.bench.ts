// k-means beside scikit-learn, both on the same points: ten starts on as many points as the full picture has pixels; a
// million points from the same centers, by both algorithms and in mini-batches. And the graph of nearest neighbours.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as xp from 'obol';
import { kMeans } from 'obol/cluster';
import { kneighborsGraph } from 'obol/graph';
import type { Bench } from './support/bench';
import { blobs, uniform } from './support/data';
import { writeNpy } from './support/npy';

/** The points as a file for the peer, and on each device. */
class Points {
  private readonly arrays: Map<string, xp.NDArray>;
  readonly file: string;

  constructor(
    bench: Bench,
    folder: string,
    name: string,
    readonly data: Float64Array,
    shape: [number, number],
  ) {
    this.file = join(folder, `${name}.npy`);
    writeNpy(this.file, data, shape);
    this.arrays = new Map(bench.devices.map((device) => [device, xp.reshape(xp.asarray(data, { device }), shape)]));
  }

  on(device: string): xp.NDArray {
    return this.arrays.get(device)!;
  }
}

/** Clusters that touch: normal-like around centers as far apart as they are wide. */
function touching(n: number, d: number, clusters: number): Float64Array {
  const centers = uniform(clusters * d, -2, 2, 7);
  const noise = uniform(n * d, -1.7, 1.7, 8);
  const member = uniform(n, 0, clusters, 9);
  return noise.map((v, at) => v + centers[Math.floor(member[Math.floor(at / d)]!) * d + (at % d)]!);
}

async function tenStarts(bench: Bench, folder: string): Promise<void> {
  const [n, d, k] = [116_352, 25, 25];
  const points = new Points(bench, folder, 'pixels', blobs(n, d, k, 0.5), [n, d]);
  let inertia = 0;
  const ours = async (device: string) => {
    const found = await kMeans(points.on(device), { nClusters: k, nInit: 10, randomState: 0 });
    await xp.synchronize(device);
    inertia = found.inertia;
    [found.centers, found.labels].forEach((array) => array.dispose());
  };
  const peers = { 'scikit-learn': ['kmeans', { points: points.file, clusters: k, n_init: 10 }] } as const;
  await bench.compare({ name: 'k-means, 10 starts', ours, peers, rounds: 3, found: () => ({ inertia }) });
}

async function aMillion(bench: Bench, folder: string): Promise<void> {
  const [n, d, k] = [1_000_000, 16, 64];
  const points = new Points(bench, folder, 'million', touching(n, d, k), [n, d]);
  const first = new Points(bench, folder, 'centers', points.data.slice(0, k * d), [k, d]);
  const args = { points: points.file, clusters: k, n_init: 1 };
  let inertia = 0;
  const found = () => ({ inertia });
  for (const algorithm of ['lloyd', 'elkan'] as const) {
    const ours = async (device: string) => {
      const options = { n_clusters: k, n_init: 1, init: first.on(device), algorithm };
      const result = await xp.cluster.kmeans(points.on(device), options);
      await xp.synchronize(device);
      inertia = result.inertia;
      [result.centers, result.labels].forEach((array) => array.dispose());
    };
    const peers = { 'scikit-learn': ['kmeans', { ...args, init: first.file, algorithm }] } as const;
    await bench.compare({ name: `k-means of 10⁶ × ${d}, k = ${k}, ${algorithm}`, ours, peers, rounds: 3, found });
  }
  const ours = async (device: string) => {
    const result = await xp.cluster.minibatch_kmeans(points.on(device), { n_clusters: k, seed: 0 });
    await xp.synchronize(device);
    inertia = result.inertia;
    [result.centers, result.counts, result.labels].forEach((array) => array.dispose());
  };
  const peers = { 'scikit-learn': ['minibatch_kmeans', { points: points.file, clusters: k }] } as const;
  await bench.compare({ name: 'the same in mini-batches', ours, peers, rounds: 3, found });
}

async function neighbours(bench: Bench, folder: string): Promise<void> {
  const [n, d, k] = [20_000, 10, 10];
  const points = new Points(bench, folder, 'scattered', blobs(n, d, 8, 1), [n, d]);
  const ours = async (device: string) => {
    const graph = await kneighborsGraph(points.on(device), k);
    await xp.synchronize(device);
    graph.dispose();
  };
  const peers = { 'scikit-learn': ['kneighbors_graph', { points: points.file, neighbors: k }] } as const;
  await bench.compare({ name: `kneighborsGraph of 20 000 × ${d}, ${k} neighbours`, ours, peers, rounds: 3 });
}

export default async function kmeans(bench: Bench): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'obol-bench-'));
  try {
    await tenStarts(bench, folder);
    await aMillion(bench, folder);
    await neighbours(bench, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
