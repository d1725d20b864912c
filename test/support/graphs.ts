// Graphs from test/fixtures/graphs and oracles on graphs and labels: plain loops over edge lists, nothing of obol.
import { existsSync } from 'node:fs';
import { fixturePath, readJson, readNpy } from './fixtures';

/** An undirected graph without loops, each edge once. */
export interface EdgeList {
  readonly n: number;
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly weight: Float64Array;
}

/** What scripts/fixtures/graphs.py found out about a graph. */
export interface KnownGraph {
  readonly n: number;
  readonly k: number;
  readonly components: number;
  readonly eigenvalues: number[];
  readonly nextEigenvalue: number | null;
  readonly normalizedCut?: { nClusters: number; clusterQr: number; kmeans: { median: number } };
}

export interface GraphFixture extends EdgeList {
  readonly known: KnownGraph;
  /** Where the clusters are beyond doubt. */
  readonly labels?: Uint8Array;
}

/** Reads a graph of test/fixtures/graphs by name; that of a picture is made here, by loops. */
export function readGraph(name: string): GraphFixture {
  const known = readJson<KnownGraph>(`graphs/${name}.json`);
  const file = (part: string) => `graphs/${name}-${part}.npy.gz`;
  if (existsSync(fixturePath(file('picture')))) {
    const { data, shape } = readNpy<Uint8Array>(file('picture'));
    return {
      ...pictureGraph(
        Float64Array.from(data, (value) => value / 255),
        [shape[0]!, shape[1]!],
      ),
      known,
    };
  }
  const { data, shape } = readNpy<Uint16Array>(file('edges'));
  const edges = shape[0]!;
  const graph = {
    n: known.n,
    first: Int32Array.from({ length: edges }, (_, e) => data[2 * e]!),
    second: Int32Array.from({ length: edges }, (_, e) => data[2 * e + 1]!),
    weight: existsSync(fixturePath(file('weights')))
      ? readNpy<Float64Array>(file('weights')).data
      : new Float64Array(edges).fill(1),
    known,
  };
  return existsSync(fixturePath(file('labels')))
    ? { ...graph, labels: readNpy<Uint8Array>(file('labels')).data }
    : graph;
}

/** The graph of neighbouring pixels with weights exp(-10 g / std(g)) + 1e-6; pixel values count among the g's. */
export function pictureGraph(pixels: Float64Array, [rows, columns]: readonly [number, number]): EdgeList {
  const ends: [number, number][] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      if (j + 1 < columns) ends.push([i * columns + j, i * columns + j + 1]);
      if (i + 1 < rows) ends.push([i * columns + j, (i + 1) * columns + j]);
    }
  }
  const gradient = ends.map(([a, b]) => Math.abs(pixels[a]! - pixels[b]!));
  const all = [...gradient, ...gradient, ...pixels];
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const std = Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
  return {
    n: pixels.length,
    first: Int32Array.from(ends, ([a]) => a),
    second: Int32Array.from(ends, ([, b]) => b),
    weight: Float64Array.from(gradient, (value) => Math.exp((-10 * value) / std) + 1e-6),
  };
}

/** The entries of the symmetric matrix, both directions of each edge. */
export function entriesOf({ first, second, weight }: EdgeList) {
  return {
    row: Int32Array.of(...first, ...second),
    col: Int32Array.of(...second, ...first),
    data: Float64Array.of(...weight, ...weight),
  };
}

/** Row sums; 1 for an isolated node. */
export function degreesOf({ n, first, second, weight }: EdgeList): Float64Array {
  const degree = new Float64Array(n);
  weight.forEach((w, e) => {
    degree[first[e]!]! += w;
    degree[second[e]!]! += w;
  });
  return degree.map((d) => (d === 0 ? 1 : d));
}

/** max over j of ‖L x_j − λ_j x_j‖ for x = D^½ y, ‖x_j‖ = 1, by differences; `y` is n × k in C order. */
export function largestResidual(graph: EdgeList, y: Float64Array, eigenvalues: ArrayLike<number>): number {
  const { n, first, second, weight } = graph;
  const [k, degree] = [eigenvalues.length, degreesOf(graph)];
  let worst = 0;
  for (let j = 0; j < k; j++) {
    const r = new Float64Array(n);
    weight.forEach((w, e) => {
      const [a, b] = [first[e]!, second[e]!];
      const flow = w * (y[a * k + j]! - y[b * k + j]!);
      r[a]! += flow;
      r[b]! -= flow;
    });
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (r[i]! - eigenvalues[j]! * degree[i]! * y[i * k + j]!) ** 2 / degree[i]!;
    worst = Math.max(worst, Math.sqrt(sum));
  }
  return worst;
}

/** max |yᵀ D y − I|. */
export function lossOfOrthogonality(graph: EdgeList, y: Float64Array, k: number): number {
  const degree = degreesOf(graph);
  let worst = 0;
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < graph.n; i++) sum += y[i * k + a]! * y[i * k + b]! * degree[i]!;
      worst = Math.max(worst, Math.abs(sum - (a === b ? 1 : 0)));
    }
  }
  return worst;
}

/** Sum over clusters of cut / volume, as scripts/fixtures/common.py defines it. */
export function cutOf(graph: EdgeList, labels: ArrayLike<number>): number {
  const cut = new Map<number, number>();
  const volume = new Map<number, number>();
  const add = (to: Map<number, number>, at: number, w: number) => to.set(at, (to.get(at) ?? 0) + w);
  degreesOf(graph).forEach((d, i) => add(volume, labels[i]!, d));
  graph.weight.forEach((w, e) => {
    const [a, b] = [labels[graph.first[e]!]!, labels[graph.second[e]!]!];
    if (a === b) return;
    add(cut, a, w);
    add(cut, b, w);
  });
  return [...cut].reduce((sum, [cluster, value]) => sum + value / volume.get(cluster)!, 0);
}

/** Hubert and Arabie's adjusted Rand index of two labellings. */
export function randIndex(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const table = new Map<string, number>();
  const [rows, columns] = [new Map<number, number>(), new Map<number, number>()];
  for (let i = 0; i < a.length; i++) {
    const key = `${a[i]} ${b[i]}`;
    table.set(key, (table.get(key) ?? 0) + 1);
    rows.set(a[i]!, (rows.get(a[i]!) ?? 0) + 1);
    columns.set(b[i]!, (columns.get(b[i]!) ?? 0) + 1);
  }
  const pairs = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
  const [both, first, second] = [pairs(table.values()), pairs(rows.values()), pairs(columns.values())];
  const expected = (first * second) / ((a.length * (a.length - 1)) / 2);
  const most = (first + second) / 2;
  return most === expected ? 1 : (both - expected) / (most - expected);
}

/** How many nodes each of `count` clusters has; a label outside of 0 … count − 1 fails. */
export function clusterSizes(labels: ArrayLike<number>, count: number): number[] {
  const sizes = new Array<number>(count).fill(0);
  for (let i = 0; i < labels.length; i++) {
    if (!(labels[i]! in sizes)) throw new Error(`label ${labels[i]} of node ${i} is outside of 0 … ${count - 1}`);
    sizes[labels[i]!]! += 1;
  }
  return sizes;
}
