// Orders of nodes against plain loops: breadth-first levels, depth-first paths, permutations and the bandwidth they
// leave, strong components by reachability.
import * as xp from '../../../lib/index';
import type { DType } from '../../../lib/core/dtype';
import { large, small, testDevice as device } from '../../support/device';

const { breadth_first_order, connected_components, depth_first_order, reverse_cuthill_mckee } = xp.sparse.csgraph;
const { coo_array, csr_array } = xp.sparse;

type Edge = readonly [number, number];
type Graph = xp.NDArray | xp.sparse.SparseArray;

function randomEdges(n: number, count: number, seed: number): Edge[] {
  let state = seed;
  const draw = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  return Array.from({ length: count }, () => [draw(), draw()] as const);
}

function cooOf(n: number, edges: readonly Edge[], dtype: DType = xp.float64): xp.sparse.CooArray {
  const [row, col] = [0, 1].map((end) => Int32Array.from(edges, (e) => e[end]!)) as [Int32Array, Int32Array];
  return coo_array([xp.ones([edges.length], { dtype, device }), [row, col]], { shape: [n, n], device });
}

function neighbours(n: number, edges: readonly Edge[]): number[][] {
  const out = Array.from({ length: n }, () => new Set<number>());
  for (const [i, j] of edges) out[i]!.add(j);
  return out.map((s) => [...s].sort((a, b) => a - b));
}

const backwards = (edges: readonly Edge[]): Edge[] => edges.map(([i, j]) => [j, i]);

/** Ends of a node's edges, then their starts. */
function bothWays(n: number, edges: readonly Edge[]): number[][] {
  const back = neighbours(n, backwards(edges));
  return neighbours(n, edges).map((list, v) => [...list, ...back[v]!]);
}

function levels(next: number[][], start: number): Map<number, number> {
  const level = new Map([[start, 0]]);
  for (const v of level.keys()) for (const w of next[v]!) if (!level.has(w)) level.set(w, level.get(v)! + 1);
  return level;
}

const n = 31;
const shapes: [string, Edge[]][] = [
  ['random', randomEdges(n, 80, 1)],
  ['with duplicates and loops', [...randomEdges(n, 40, 2), ...randomEdges(n, 20, 2), [3, 3], [0, 0]]],
  ['disconnected', randomEdges(n, 14, 3)],
  ['a cycle', Array.from({ length: n }, (_, i) => [i, (i + 7) % n] as const)],
  ['without edges', []],
];

describe.each(shapes)('%s', (_, edges) => {
  const forms = (): Graph[] => [cooOf(n, edges), cooOf(n, edges, xp.int32).tocsr(), cooOf(n, edges, xp.bool).toarray()];

  small('breadth first, what is nearer comes first, each node met by the first that leads to it', () => {
    for (const A of forms())
      for (const directed of [true, false])
        for (const start of [0, 17]) {
          const next = directed ? neighbours(n, edges) : bothWays(n, edges);
          const level = levels(next, start);
          const { node_array, predecessors } = breadth_first_order(A, start, { directed });
          const nodes = node_array.tolist() as number[];
          expect(nodes).toEqual([...level.keys()]);
          (predecessors.tolist() as number[]).forEach((from, v) =>
            expect(from).toBe(v === start || !level.has(v) ? -9999 : nodes.find((u) => next[u]!.includes(v))),
          );
          const alone = breadth_first_order(A, start, { directed, return_predecessors: false });
          expect(alone.tolist()).toEqual(nodes);
        }
  });

  small('depth first, each node is met by the last one that leads to it and still has places to go', () => {
    for (const A of forms())
      for (const directed of [true, false]) {
        const next = directed ? neighbours(n, edges) : bothWays(n, edges);
        const from = new Map<number, number>([[5, -9999]]);
        const visit = (v: number): void => {
          for (const w of next[v]!)
            if (!from.has(w)) {
              from.set(w, v);
              visit(w);
            }
        };
        visit(5);
        const { node_array, predecessors } = depth_first_order(A, 5, { directed });
        expect(node_array.tolist()).toEqual([...from.keys()]);
        expect(predecessors.tolist()).toEqual(Array.from({ length: n }, (__, v) => from.get(v) ?? -9999));
      }
  });

  small('strong components are the nodes that reach each other; edges lead to lower numbers', () => {
    const next = neighbours(n, edges);
    const reached = next.map((__, v) => levels(next, v));
    for (const A of forms()) {
      const { n_components, labels } = connected_components(A, { connection: 'strong' });
      const of = labels.tolist() as number[];
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) expect(of[i] === of[j]).toBe(reached[i]!.has(j) && reached[j]!.has(i));
      for (const [i, j] of edges) expect(of[i]).toBeGreaterThanOrEqual(of[j]!);
      expect([...new Set(of)].sort((a, b) => a - b)).toEqual(Array.from({ length: n_components }, (__, i) => i));
      expect(connected_components(A, { connection: 'strong', return_labels: false })).toBe(n_components);
    }
  });

  small('undirected, strong and weak components are the same', () => {
    for (const A of forms()) {
      const weak = connected_components(A);
      for (const connection of ['weak', 'strong'] as const) {
        const { labels } = connected_components(A, { directed: false, connection });
        expect(labels.tolist()).toEqual(weak.labels.tolist());
      }
      const next = bothWays(n, edges);
      const of = weak.labels.tolist() as number[];
      of.forEach((label, v) =>
        expect(new Set(of.filter((___, w) => levels(next, v).has(w)))).toEqual(new Set([label])),
      );
    }
  });

  small('reverse Cuthill–McKee is a permutation, component by component', () => {
    const { labels } = connected_components(cooOf(n, edges));
    const of = labels.tolist() as number[];
    for (const A of forms())
      for (const symmetric_mode of [false, true]) {
        const order = reverse_cuthill_mckee(A, { symmetric_mode });
        expect(order.dtype).toBe(xp.int32);
        const nodes = order.tolist() as number[];
        expect([...nodes].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (__, i) => i));
        if (symmetric_mode) continue;
        const changes = nodes.filter((v, i) => i > 0 && of[v] !== of[nodes[i - 1]!]).length;
        expect(changes).toBe(new Set(of).size - 1);
      }
  });
});

/** A grid of m × m nodes, numbered by a fixed shuffle, edges one way only. */
function shuffledGrid(m: number): Edge[] {
  const name = (i: number): number => (i * 7919) % (m * m);
  return Array.from({ length: m * m }, (_, i) => i).flatMap((i) => [
    ...(i % m < m - 1 ? [[name(i), name(i + 1)] as const] : []),
    ...(i + m < m * m ? [[name(i), name(i + m)] as const] : []),
  ]);
}

small('reverse Cuthill–McKee finds a grid’s bandwidth again', () => {
  const m = 20;
  const edges = shuffledGrid(m);
  const order = reverse_cuthill_mckee(cooOf(m * m, edges)).tolist() as number[];
  const at = new Map(order.map((v, i) => [v, i]));
  const width = Math.max(...edges.map(([i, j]) => Math.abs(at.get(i)! - at.get(j)!)));
  expect(width).toBeLessThanOrEqual(m);
  // A pattern known to be symmetric gives the same order.
  const both = cooOf(m * m, [...edges, ...backwards(edges)]);
  expect(reverse_cuthill_mckee(both, { symmetric_mode: true }).tolist()).toEqual(order);
});

small('a path has bandwidth 1 wherever the search starts', () => {
  const edges = Array.from({ length: 99 }, (_, i) => [(i * 37) % 100, ((i + 1) * 37) % 100] as const);
  const order = reverse_cuthill_mckee(cooOf(100, edges)).tolist() as number[];
  const at = new Map(order.map((v, i) => [v, i]));
  for (const [i, j] of edges) expect(Math.abs(at.get(i)! - at.get(j)!)).toBe(1);
});

small('explicit zeros are edges, those of a dense graph are none', () => {
  const zeros = coo_array([new Float64Array(2), [Int32Array.of(0, 1), Int32Array.of(1, 2)]], { shape: [3, 3], device });
  expect(breadth_first_order(zeros, 0).node_array.tolist()).toEqual([0, 1, 2]);
  expect(connected_components(zeros, { return_labels: false })).toBe(1);
  expect(breadth_first_order(zeros.toarray(), 0).node_array.tolist()).toEqual([0]);
  expect(connected_components(zeros.toarray(), { return_labels: false })).toBe(3);
});

small('complex entries are edges', () => {
  const A = csr_array(
    [
      [0, { re: 0, im: 1 }],
      [0, 0],
    ],
    { device },
  );
  expect(breadth_first_order(A, 0).node_array.tolist()).toEqual([0, 1]);
  expect(breadth_first_order(A.toarray(), 0).node_array.tolist()).toEqual([0, 1]);
});

small('graphs of no and one node have answers', () => {
  for (const make of [(x: xp.NDArray): Graph => x, (x: xp.NDArray): Graph => csr_array(x)]) {
    const none = make(xp.zeros([0, 0], { device }));
    expect(connected_components(none, { connection: 'strong' }).n_components).toBe(0);
    expect(connected_components(none).n_components).toBe(0);
    expect(reverse_cuthill_mckee(none).shape).toEqual([0]);
    expect(() => breadth_first_order(none, 0)).toThrow(RangeError);
    const one = make(xp.ones([1, 1], { device }));
    expect(breadth_first_order(one, 0).node_array.tolist()).toEqual([0]);
    expect(depth_first_order(one, 0).predecessors.tolist()).toEqual([-9999]);
    expect(connected_components(one, { connection: 'strong' }).labels.tolist()).toEqual([0]);
    expect(reverse_cuthill_mckee(one).tolist()).toEqual([0]);
  }
});

small('arguments that are none are refused by name', () => {
  const A = cooOf(3, []);
  for (const start of [3, -1, 1.5, NaN]) expect(() => breadth_first_order(A, start)).toThrow(RangeError);
  for (const start of ['0', undefined, null, {}])
    expect(() => depth_first_order(A, start as never)).toThrow(/^depth_first_order: /);
  expect(() => breadth_first_order(A, 0, { return_predecessors: 0 } as never)).toThrow(TypeError);
  expect(() => connected_components(A, { connection: 'Strong' } as never)).toThrow(RangeError);
  expect(() => connected_components(A, { connection: 1 } as never)).toThrow(TypeError);
  expect(() => reverse_cuthill_mckee(A, true as never)).toThrow(/symmetric_mode/);
  expect(() => reverse_cuthill_mckee(csr_array([[1, 0, 0]], { device }))).toThrow(RangeError);
  for (const f of [breadth_first_order, depth_first_order] as ((...x: never[]) => unknown)[]) {
    expect(() => f(...([csr_array([[1, 0, 0]], { device }), 0] as never[]))).toThrow(RangeError);
    expect(() => f(...([[[0, 1]], 0] as never[]))).toThrow(TypeError);
  }
});

large('a path of a million nodes overflows nothing', () => {
  const m = 1_000_000;
  const at = xp.arange(m - 1, { device });
  const back = xp.subtract(m - 1, at);
  const chain = coo_array([xp.ones([m - 1], { device }), [back, xp.subtract(back, 1)]], { shape: [m, m] }).tocsr();
  expect(connected_components(chain, { connection: 'strong', return_labels: false })).toBe(m);
  const { node_array } = depth_first_order(chain, m - 1);
  expect(xp.all(xp.equal(node_array, xp.flip(xp.arange(m, { device })))).item()).toBe(true);
  expect(breadth_first_order(chain, m / 2, { return_predecessors: false }).size).toBe(m / 2 + 1);
  const order = reverse_cuthill_mckee(chain);
  expect(xp.all(xp.equal(xp.abs(xp.diff(order)), 1)).item()).toBe(true);
  const ring = coo_array(
    [
      xp.ones([m], { device }),
      [xp.arange(m, { device }), xp.concat([xp.arange(1, m, { device }), xp.zeros([1], { dtype: xp.int32, device })])],
    ],
    { shape: [m, m] },
  );
  expect(connected_components(ring, { connection: 'strong', return_labels: false })).toBe(1);
});
