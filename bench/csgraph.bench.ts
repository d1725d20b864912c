// Graph routines beside scipy.sparse.csgraph: paths on a grid of 200 × 200, searches on a random graph of a million edges,
// and the order of a shuffled grid's nodes. The host computes on both sides.
import * as xp from 'obol';
import type { Bench } from './support/bench';
import { uniform } from './support/data';

type Csr = xp.sparse.CsrArray;

const { csgraph } = xp.sparse;
const SOURCES = 100;

function graphOf(n: number, row: Int32Array, col: Int32Array, device: string): Csr {
  const weights = uniform(row.length, 0.1, 1, 3);
  return xp.scope(() => xp.sparse.csr_array([weights, [row, col]], { shape: [n, n], device }));
}

/** Edges both ways between neighbours, of nodes named in order or shuffled. */
function grid(side: number, shuffled: boolean, device: string): Csr {
  const n = side * side;
  const names = Int32Array.from({ length: n }, (_, i) => i);
  if (shuffled) {
    const draws = uniform(n, 0, 1, 5);
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor(draws[i]! * (i + 1));
      [names[i], names[j]] = [names[j]!, names[i]!];
    }
  }
  const row: number[] = [];
  const col: number[] = [];
  const join = (i: number, j: number): void => {
    row.push(names[i]!, names[j]!);
    col.push(names[j]!, names[i]!);
  };
  for (let i = 0; i < n; i++) {
    if (i % side < side - 1) join(i, i + 1);
    if (i + side < n) join(i, i + side);
  }
  return graphOf(n, Int32Array.from(row), Int32Array.from(col), device);
}

function random(n: number, edges: number, device: string): Csr {
  const ends = [7, 8].map((seed) => Int32Array.from(uniform(edges, 0, n, seed)));
  return graphOf(n, ends[0]!, ends[1]!, device);
}

const graphs = {
  grid: (device: string) => grid(200, false, device),
  shuffled: (device: string) => grid(700, true, device),
  random: (device: string) => random(200_000, 1_000_000, device),
};

const indices = Array.from({ length: SOURCES }, (_, i) => i * 397);

/** By the names of bench/peers/csgraph_cases.py. */
const calls: Record<string, [graph: keyof typeof graphs, call: (graph: Csr) => object]> = {
  dijkstra: ['grid', (graph) => csgraph.dijkstra(graph, { indices })],
  'dijkstra undirected': ['grid', (graph) => csgraph.dijkstra(graph, { indices, directed: false })],
  'dijkstra one source': ['random', (graph) => csgraph.dijkstra(graph, { indices: 0 })],
  'minimum spanning tree': ['random', (graph) => csgraph.minimum_spanning_tree(graph)],
  'minimum spanning tree of a grid': ['shuffled', (graph) => csgraph.minimum_spanning_tree(graph)],
  'strong components': ['random', (graph) => csgraph.connected_components(graph, { connection: 'strong' })],
  'weak components': ['random', (graph) => csgraph.connected_components(graph)],
  'breadth first': ['random', (graph) => csgraph.breadth_first_order(graph, 0)],
  'depth first': ['random', (graph) => csgraph.depth_first_order(graph, 0)],
  'reverse cuthill mckee': ['shuffled', (graph) => csgraph.reverse_cuthill_mckee(graph)],
  'reverse cuthill mckee symmetric': [
    'shuffled',
    (graph) => csgraph.reverse_cuthill_mckee(graph, { symmetric_mode: true }),
  ],
  'reverse cuthill mckee random': ['random', (graph) => csgraph.reverse_cuthill_mckee(graph)],
  laplacian: ['shuffled', (graph) => csgraph.laplacian(graph, { normed: true })],
};

export default async function run(bench: Bench): Promise<void> {
  for (const name of ['grid', 'random', 'shuffled'] as const) {
    const operands = new Map(bench.devices.map((device) => [device, graphs[name](device)]));
    for (const [title, [graph, call]] of Object.entries(calls)) {
      if (graph !== name) continue;
      const ours = async (device: string): Promise<void> => {
        const result = call(operands.get(device)!);
        await xp.synchronize(device);
        const parts = 'dispose' in result ? [result] : Object.values(result);
        for (const x of parts) (x as Partial<xp.NDArray>).dispose?.();
      };
      await bench.compare({ name: title, ours, peers: { scipy: ['csgraph', { name: title, graph }] } });
    }
    for (const graph of operands.values()) graph.dispose();
  }
}
