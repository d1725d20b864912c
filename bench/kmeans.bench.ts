// k-means beside scikit-learn, both on the same points: ten starts on as many points as the full picture has pixels; a
// million points from the same centers, by both algorithms, and in mini-batches. And graphs of nearest neighbours.
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
    readonly data: Float64Array | Float32Array,
    shape: [number, number],
  ) {
    this.file = join(folder, `${name}.npy`);
    writeNpy(this.file, data, shape);
    this.arrays = new Map(bench.devices.map((device) => [device, xp.reshape(xp.asarray(data, { device }), shape)]));
  }

  on(device: string): xp.NDArray {
    return this.arrays.get(device)!;
  }

  drop(): void {
    for (const array of this.arrays.values()) array.dispose();
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

/** 10⁶ × 16 points in 64 clusters, by each algorithm from the same centers, and from centers of one's own. */
async function aMillion(bench: Bench, folder: string): Promise<void> {
  const [n, d, k] = [1_000_000, 16, 64];
  let inertia = 0;
  let rounds = 0;
  const found = () => ({ inertia, rounds });
  const compare = async (name: string, points: Points, options: object, args: object) => {
    const ours = async (device: string) => {
      const given = Object.entries(options).map(([key, value]) => [
        key,
        value instanceof Points ? value.on(device) : value,
      ]);
      const result = await xp.cluster.kmeans(points.on(device), { n_clusters: k, n_init: 1, seed: 0, ...Object.fromEntries(given) }); // prettier-ignore
      await xp.synchronize(device);
      [inertia, rounds] = [result.inertia, result.n_iter];
      [result.centers, result.labels].forEach((array) => array.dispose());
    };
    const peers = { 'scikit-learn': ['kmeans', { points: points.file, clusters: k, n_init: 1, ...args }] } as const;
    await bench.compare({ name: `k-means of 10⁶ × ${d}, k = ${k}: ${name}`, ours, peers, rounds: 3, found });
  };
  const centersOf = (points: Points, name: string) =>
    new Points(bench, folder, name, points.data.slice(0, k * d), [k, d]);

  const points = new Points(bench, folder, 'million', touching(n, d, k), [n, d]);
  const init = centersOf(points, 'centers');
  for (const algorithm of ['lloyd', 'elkan'] as const)
    await compare(algorithm, points, { init, algorithm }, { init: init.file, algorithm });
  await compare('k-means++', points, {}, {});
  await miniBatches(bench, points, k);
  const narrow = new Points(bench, folder, 'narrow', Float32Array.from(points.data), [n, d]);
  const first = centersOf(narrow, 'narrow-centers');
  for (const algorithm of ['lloyd', 'elkan'] as const)
    await compare(`${algorithm}, float32`, narrow, { init: first, algorithm }, { init: first.file, algorithm });
  points.drop();
  narrow.drop();
  const even = new Points(bench, folder, 'even', uniform(n * d, 0, 1, 3), [n, d]);
  const start = centersOf(even, 'even-centers');
  for (const algorithm of ['lloyd', 'elkan'] as const)
    await compare(
      `${algorithm}, no clusters, 30 rounds`,
      even,
      { init: start, algorithm, max_iter: 30 },
      { init: start.file, algorithm, max_iter: 30 },
    );
  even.drop();
}

async function miniBatches(bench: Bench, points: Points, k: number): Promise<void> {
  let inertia = 0;
  const ours = async (device: string) => {
    const result = await xp.cluster.minibatch_kmeans(points.on(device), { n_clusters: k, seed: 0 });
    await xp.synchronize(device);
    inertia = result.inertia;
    [result.centers, result.counts, result.labels].forEach((array) => array.dispose());
  };
  const peers = { 'scikit-learn': ['minibatch_kmeans', { points: points.file, clusters: k }] } as const;
  await bench.compare({ name: 'the same in mini-batches', ours, peers, rounds: 3, found: () => ({ inertia }) });
}

async function neighbours(bench: Bench, folder: string): Promise<void> {
  const [n, d, k] = [20_000, 10, 10];
  const kinds = { clusters: blobs(n, d, 8, 1), 'no clusters': uniform(n * d, 0, 1, 4) };
  for (const [kind, data] of Object.entries(kinds)) {
    const points = new Points(bench, folder, `scattered-${kind}`, data, [n, d]);
    const ours = async (device: string) => {
      const graph = await kneighborsGraph(points.on(device), k);
      await xp.synchronize(device);
      graph.dispose();
    };
    const args = { points: points.file, neighbors: k };
    const peers = {
      'scikit-learn brute': ['kneighbors_graph', { ...args, algorithm: 'brute' }],
      'scikit-learn kd_tree': ['kneighbors_graph', { ...args, algorithm: 'kd_tree' }],
    } as const;
    await bench.compare({ name: `kneighborsGraph of 20 000 × ${d}, ${k} neighbours: ${kind}`, ours, peers, rounds: 3 });
  }
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
