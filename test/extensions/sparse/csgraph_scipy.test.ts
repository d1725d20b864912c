// Graph routines against SciPy's answers (scripts/fixtures/csgraph.py), where there is one right answer.
import * as xp from '../../../lib/index';
import { small, testDevice as device } from '../../support/device';
import { readJson } from '../../support/fixtures';

const { csgraph } = xp.sparse;

interface Paths {
  distances: (number | null)[];
  predecessors: number[];
}
interface Case {
  n: number;
  entries: { row: number[]; col: number[]; data: number[] };
  weak: number[];
  strong: number[];
  orders: Record<string, { nodes: number[]; predecessors: number[] }>;
  paths: Record<'directed' | 'undirected' | 'limit', Paths>;
  unweighted: (number | null)[];
  nearest: Paths & { sources: number[] };
  tree: { row: number[]; col: number[]; data: number[] };
  bandwidth: number;
  laplacians: Record<string, { laplacian: number[]; diag: number[] }>;
}

const cases = Object.entries(readJson<Record<string, Case>>('csgraph/csgraph.json.gz'));
const far = (values: readonly (number | null)[]): number[] => values.map((v) => v ?? Infinity);
const flat = (x: xp.NDArray): number[] => Array.from(x.dataSync() as Float64Array);

function graphOf({ n, entries }: Case): xp.sparse.CsrArray {
  const { data, row, col } = entries;
  const parts = [new Float64Array(data), [new Int32Array(row), new Int32Array(col)]] as const;
  return xp.sparse.csr_array(parts, { shape: [n, n], device });
}

describe.each(cases)('%s', (_, c) => {
  const graph = graphOf(c);

  small('components have the same numbers', () => {
    expect(csgraph.connected_components(graph).labels.tolist()).toEqual(c.weak);
    const strong = csgraph.connected_components(graph, { connection: 'strong' });
    expect(strong.labels.tolist()).toEqual(c.strong);
    expect(strong.n_components).toBe(Math.max(...c.strong) + 1);
  });

  small('nodes are met in the same order', () => {
    for (const [key, want] of Object.entries(c.orders)) {
      const [name, start, how] = key.split(' ') as ['breadth_first_order' | 'depth_first_order', string, string];
      const got = csgraph[name](graph, Number(start), { directed: how === 'directed' });
      expect([key, got.node_array.tolist()]).toEqual([key, want.nodes]);
      expect([key, got.predecessors.tolist()]).toEqual([key, want.predecessors]);
    }
  });

  small('paths and their lengths are the same', () => {
    for (const [key, options] of [
      ['directed', {}],
      ['undirected', { directed: false }],
      ['limit', { limit: 2 }],
    ] as const) {
      const got = csgraph.dijkstra(graph, { ...options, return_predecessors: true });
      expect(flat(got.dist_matrix)).toEqual(far(c.paths[key].distances));
      expect(flat(got.predecessors)).toEqual(c.paths[key].predecessors);
    }
    expect(flat(csgraph.dijkstra(graph, { unweighted: true }))).toEqual(far(c.unweighted));
    const indices = [Math.floor(c.n / 3), -1];
    const got = csgraph.dijkstra(graph, { indices, min_only: true, return_predecessors: true });
    expect(flat(got.dist_matrix)).toEqual(far(c.nearest.distances));
    expect(flat(got.predecessors)).toEqual(c.nearest.predecessors);
    expect(flat(got.sources)).toEqual(c.nearest.sources);
  });

  small('the minimum spanning tree is the same', () => {
    const { row, col, data } = csgraph.minimum_spanning_tree(graph).tocoo();
    expect({ row: row.tolist(), col: col.tolist(), data: data.tolist() }).toEqual(c.tree);
  });

  small('the bandwidth that Cuthill and McKee leave is no larger', () => {
    const order = flat(csgraph.reverse_cuthill_mckee(graph));
    const at = new Map(order.map((node, i) => [node, i]));
    const width = (v: number, i: number): number => Math.abs(at.get(v)! - at.get(c.entries.col[i]!)!);
    expect(Math.max(0, ...c.entries.row.map(width))).toBeLessThanOrEqual(c.bandwidth);
  });

  small('Laplacians are the same, sparse and dense', () => {
    for (const [key, want] of Object.entries(c.laplacians)) {
      const options = Object.fromEntries(key.split(' ').flatMap((name) => (name === '' ? [] : [[name, true]])));
      for (const { laplacian, diag } of [
        csgraph.laplacian(graph, { ...options, return_diag: true }),
        csgraph.laplacian(graph.toarray(), { ...options, return_diag: true }),
      ]) {
        const dense = xp.sparse.issparse(laplacian) ? laplacian.toarray() : laplacian;
        flat(dense).forEach((v, i) => expect(v).toBeCloseTo(want.laplacian[i]!, 13));
        flat(diag).forEach((v, i) => expect(v).toBeCloseTo(want.diag[i]!, 13));
      }
    }
  });
});
