// Shortest paths and spanning trees against plain loops: Floyd and Warshall's distances, Kruskal's weights.
import * as xp from '../../../lib/index';
import type { DType } from '../../../lib/core/dtype';
import { large, onSimulator, small, testDevice as device } from '../../support/device';

const { dijkstra, shortest_path, minimum_spanning_tree } = xp.sparse.csgraph;
const { coo_array, csr_array } = xp.sparse;

type Edge = readonly [number, number, number];

/** A small generator of its own: the numbers of a test are the same everywhere. */
function draws(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Whole weights from 0 on, so that there are ties; self loops; duplicates where `twice`. */
function randomEdges(n: number, count: number, seed: number, twice = false): Edge[] {
  const draw = draws(seed);
  const edges = new Map<number, Edge>();
  const all: Edge[] = [];
  for (let i = 0; i < count; i++) {
    const edge = [draw(n), draw(n), draw(5)] as const;
    edges.set(edge[0] * n + edge[1], edge);
    all.push(edge);
  }
  return twice ? all : [...edges.values()];
}

function cooOf(n: number, edges: readonly Edge[], dtype: DType = xp.float64): xp.sparse.CooArray {
  const [row, col] = [0, 1].map((end) => Int32Array.from(edges, (e) => e[end]!)) as [Int32Array, Int32Array];
  const data = xp.astype(
    xp.asarray(
      Float64Array.from(edges, (e) => e[2]),
      { device },
    ),
    dtype,
  );
  return coo_array([data, [row, col]], { shape: [n, n], device });
}

function floydWarshall(n: number, edges: readonly Edge[], directed: boolean): number[][] {
  const d = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 0 : Infinity)));
  const put = (i: number, j: number, w: number): void => {
    d[i]![j] = Math.min(d[i]![j]!, w);
  };
  for (const [i, j, w] of edges) {
    put(i, j, w);
    if (!directed) put(j, i, w);
  }
  for (let k = 0; k < n; k++) for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) put(i, j, d[i]![k]! + d[k]![j]!);
  return d;
}

/** The sum of duplicates, which is what an entry of a matrix is. */
function summed(n: number, edges: readonly Edge[]): Edge[] {
  const sums = new Map<number, number>();
  for (const [i, j, w] of edges) sums.set(i * n + j, (sums.get(i * n + j) ?? 0) + w);
  return [...sums].map(([at, w]) => [Math.floor(at / n), at % n, w]);
}

/** Each node's predecessor is one edge nearer on a path of the right length. */
function checkTree(distances: number[][], before: number[][], weight: (i: number, j: number) => number): void {
  distances.forEach((row, source) =>
    row.forEach((d, v) => {
      const from = before[source]![v]!;
      if (v === source || d === Infinity) expect(from).toBe(-9999);
      else expect(row[from]! + weight(from, v)).toBe(d);
    }),
  );
}

const n = 23;
const shapes: [string, Edge[]][] = [
  ['random', randomEdges(n, 70, 1)],
  ['disconnected', randomEdges(n, 15, 2)],
  ['with duplicates', randomEdges(n, 90, 3, true)],
  ['a cycle', Array.from({ length: n }, (_, i) => [i, (i + 1) % n, 1 + (i % 3)] as const)],
  ['without edges', []],
];

describe.each(shapes)('%s', (_, edges) => {
  const sums = summed(n, edges);

  small('distances are those of Floyd and Warshall, predecessors lie on paths that long', () => {
    for (const directed of [true, false])
      for (const A of [cooOf(n, edges), cooOf(n, edges).tocsr()]) {
        const { dist_matrix, predecessors } = dijkstra(A, { directed, return_predecessors: true });
        const want = floydWarshall(n, sums, directed);
        expect(dist_matrix.tolist()).toEqual(want);
        const weights = new Map<number, number>();
        for (const [i, j, w] of sums)
          for (const at of directed ? [i * n + j] : [i * n + j, j * n + i])
            weights.set(at, Math.min(w, weights.get(at) ?? Infinity));
        checkTree(want, predecessors.tolist() as number[][], (i, j) => weights.get(i * n + j)!);
      }
  });

  small('every dtype counts as its numbers', () => {
    const want = floydWarshall(n, sums, true);
    for (const dtype of [xp.int8, xp.int32, xp.int64, xp.uint16, xp.uint64, xp.float32])
      expect(dijkstra(cooOf(n, edges, dtype)).tolist()).toEqual(want);
    const ones = floydWarshall(
      n,
      [...new Map(sums.map(([i, j, w]) => [i * n + j, [i, j, w === 0 ? 0 : 1] as const])).values()],
      true,
    );
    expect(dijkstra(cooOf(n, edges, xp.bool)).tolist()).toEqual(ones);
  });

  small('a dense graph has no edges of length 0', () => {
    const dense = cooOf(n, edges).toarray();
    const want = floydWarshall(
      n,
      sums.filter(([, , w]) => w !== 0),
      true,
    );
    expect(dijkstra(dense).tolist()).toEqual(want);
    expect(shortest_path(dense, { method: 'D' }).tolist()).toEqual(want);
  });

  small('a spanning tree has the weight of Kruskal’s and joins what was joined', () => {
    const tree = minimum_spanning_tree(cooOf(n, edges));
    const parent = Array.from({ length: n }, (_, i) => i);
    const find = (v: number): number => (parent[v] === v ? v : find(parent[v]!));
    const chosen: Edge[] = [];
    for (const edge of [...sums].sort((a, b) => a[2] - b[2] || a[0] - b[0] || a[1] - b[1])) {
      const [u, v] = [find(edge[0]), find(edge[1])];
      if (u === v) continue;
      parent[u] = v;
      if (edge[2] !== 0) chosen.push(edge);
    }
    const { row, col, data } = tree.tocoo();
    const got = Array.from(row.dataSync() as Int32Array, (r, i) => [r, col.dataSync()[i], data.dataSync()[i]]);
    expect(got).toEqual(chosen.sort((a, b) => a[0] - b[0] || a[1] - b[1]));
    expect(tree.dtype).toBe(xp.float64);
  });
});

small('infinities and NaN are no edges of a dense graph', () => {
  const dense = xp.asarray(
    [
      [0, NaN, 4],
      [Infinity, 0, 1],
      [-Infinity, 2, 0],
    ],
    { device },
  );
  const want = [
    [0, 6, 4],
    [Infinity, 0, 1],
    [Infinity, 2, 0],
  ];
  expect(dijkstra(dense).tolist()).toEqual(want);
  expect(minimum_spanning_tree(dense).toarray().tolist()).toEqual([
    [0, 0, 4],
    [0, 0, 1],
    [0, 0, 0],
  ]);
});

small('sources may be a number, a list, a typed array or an array of any shape; the distances have their axes', () => {
  const A = cooOf(n, shapes[0]![1]);
  const all = dijkstra(A).tolist() as number[][];
  expect(dijkstra(A, { indices: 3 }).tolist()).toEqual(all[3]);
  expect(dijkstra(A, { indices: 3n }).tolist()).toEqual(all[3]);
  expect(dijkstra(A, { indices: -2 }).tolist()).toEqual(all[n - 2]);
  for (const indices of [[4, 0, -1, 4], Int16Array.of(4, 0, -1, 4), BigInt64Array.of(4n, 0n, -1n, 4n)])
    expect(dijkstra(A, { indices }).tolist()).toEqual([all[4], all[0], all[n - 1], all[4]]);
  const grid = xp.asarray([4, 0, -1, 4, 2, 1], { device, dtype: xp.int32 });
  for (const dtype of [xp.int8, xp.uint32, xp.int64]) {
    const square = xp.reshape(xp.astype(xp.abs(grid), dtype), [2, 3]).T;
    const got = dijkstra(A, { indices: square, return_predecessors: true });
    expect([got.dist_matrix.shape, got.predecessors.shape]).toEqual([
      [3, 2, n],
      [3, 2, n],
    ]);
    expect(got.dist_matrix.tolist()).toEqual([
      [all[4], all[4]],
      [all[0], all[2]],
      [all[1], all[1]],
    ]);
  }
  expect(dijkstra(A, { indices: [] }).shape).toEqual([0, n]);
  expect(dijkstra(A, { indices: xp.zeros([0, 3], { dtype: xp.int32, device }) }).shape).toEqual([0, 3, n]);
});

small('min_only is the least distance from any source, and which one it is', () => {
  const A = cooOf(n, shapes[0]![1]);
  const indices = [5, 17, 5];
  const rows = dijkstra(A, { indices }).tolist() as number[][];
  const least = rows[0]!.map((_, v) => Math.min(...rows.map((r) => r[v]!)));
  const { dist_matrix, sources } = dijkstra(A, { indices, min_only: true, return_predecessors: true });
  expect(dist_matrix.tolist()).toEqual(least);
  expect(dijkstra(A, { indices, min_only: true }).tolist()).toEqual(least);
  (sources.tolist() as number[]).forEach((s, v) => {
    if (least[v] === Infinity) expect(s).toBe(-9999);
    else expect(rows[indices.indexOf(s)]![v]).toBe(least[v]);
  });
  expect(dijkstra(A, { indices: [], min_only: true }).tolist()).toEqual(new Array(n).fill(Infinity));
});

small('a limit leaves out what is farther, and keeps what is just as far', () => {
  const A = cooOf(n, shapes[0]![1]);
  const all = dijkstra(A).tolist() as number[][];
  for (const limit of [0, 3, Infinity])
    expect(dijkstra(A, { limit }).tolist()).toEqual(all.map((r) => r.map((d) => (d <= limit ? d : Infinity))));
});

small('of equally long paths the one through the node of the lower number is kept', () => {
  const A = csr_array(
    [
      [0, 1, 1, 0],
      [0, 0, 0, 1],
      [0, 0, 0, 1],
      [0, 0, 0, 0],
    ],
    { device },
  );
  expect(dijkstra(A, { indices: 0, return_predecessors: true }).predecessors.tolist()).toEqual([-9999, 0, 0, 1]);
});

small('of an edge that stands both ways a tree has the lighter entry, of equal ones the first', () => {
  const A = csr_array(
    [
      [7, 5, 0],
      [3, 0, 2],
      [0, 2, 0],
    ],
    { device },
  );
  const tree = [
    [0, 0, 0],
    [3, 0, 2],
    [0, 0, 0],
  ];
  expect(minimum_spanning_tree(A).toarray().tolist()).toEqual(tree);
  expect(minimum_spanning_tree(A.astype(xp.int32)).toarray().tolist()).toEqual(tree);
});

small('negative weights are lighter ones to a tree', () => {
  const A = csr_array(
    [
      [0, -5, 2],
      [0, 0, -1],
      [0, 0, 0],
    ],
    { device },
  );
  expect(minimum_spanning_tree(A).data.tolist()).toEqual([-5, -1]);
});

small('graphs of no and one node have answers', () => {
  for (const dense of [false, true]) {
    const of = (m: number): xp.NDArray | xp.sparse.CsrArray => {
      const x = xp.zeros([m, m], { device });
      return dense ? x : csr_array(x);
    };
    expect(dijkstra(of(0)).shape).toEqual([0, 0]);
    expect(dijkstra(of(0), { min_only: true }).shape).toEqual([0]);
    expect(minimum_spanning_tree(of(0)).shape).toEqual([0, 0]);
    expect(dijkstra(of(1), { return_predecessors: true }).predecessors.tolist()).toEqual([[-9999]]);
    expect(dijkstra(of(1)).tolist()).toEqual([[0]]);
    expect(minimum_spanning_tree(of(1)).nnz).toBe(0);
  }
});

small('weights that no path can have are refused, when the result is read or waited for', async () => {
  for (const bad of [-1, NaN, -Infinity]) {
    const A = csr_array([new Float64Array([1, bad]), [Int32Array.of(0, 1), Int32Array.of(1, 0)]], { device });
    const distances = dijkstra(A);
    await expect(distances.data()).rejects.toThrow(RangeError);
    expect(() => distances.tolist()).toThrow(/dijkstra: expected weights >= 0 for csgraph/);
    expect(dijkstra(A, { unweighted: true }).tolist()).toEqual([
      [0, 1],
      [1, 0],
    ]);
  }
  const A = csr_array([new Float64Array([1, NaN]), [Int32Array.of(0, 1), Int32Array.of(1, 0)]], { device });
  expect(() => minimum_spanning_tree(A)).toThrow(/^minimum_spanning_tree: expected numbers for the weights/);
});

small('arguments that are none are refused by name', () => {
  const A = cooOf(3, []);
  const wrong =
    (options: object): (() => unknown) =>
    () =>
      dijkstra(A, options as never);
  expect(wrong({ limit: -1 })).toThrow(RangeError);
  expect(wrong({ limit: NaN })).toThrow(RangeError);
  expect(wrong({ limit: '3' })).toThrow(TypeError);
  expect(wrong({ indices: 3 })).toThrow(/dijkstra: expected numbers in \[-3, 2\] for indices, got 3/);
  expect(wrong({ indices: [0, -4] })).toThrow(RangeError);
  expect(wrong({ indices: 0.5 })).toThrow(RangeError);
  expect(wrong({ indices: 2n ** 40n })).toThrow(/for indices, got 1099511627776n/);
  expect(wrong({ indices: Float64Array.of(1) })).toThrow(TypeError);
  expect(wrong({ indices: xp.ones([2], { device }) })).toThrow(TypeError);
  expect(wrong({ directed: 1 })).toThrow(TypeError);
  expect(wrong({ direct: true })).toThrow(/direct/);
  const outside = dijkstra(A, { indices: xp.asarray([1, 3], { dtype: xp.int32, device }) });
  expect(() => outside.tolist()).toThrow(/dijkstra: expected numbers in \[-3, 2\] for indices, got 3/);
  expect(() => shortest_path(A, { method: 'FW' } as never)).toThrow(RangeError);
  expect(minimum_spanning_tree(A, { overwrite: true }).nnz).toBe(0);
  expect(() => minimum_spanning_tree(A, { overwite: true } as never)).toThrow(/unknown option overwite/);
  expect(() => minimum_spanning_tree(A, { overwrite: 1 } as never)).toThrow(TypeError);
  for (const f of [dijkstra, shortest_path, minimum_spanning_tree] as ((x: never) => unknown)[]) {
    expect(() => f(csr_array([[1, 0, 0]], { device }) as never)).toThrow(RangeError);
    expect(() => f(xp.ones([2, 3], { device }) as never)).toThrow(RangeError);
    expect(() => f(xp.ones([2], { device }) as never)).toThrow(RangeError);
    expect(() => f([[0, 1]] as never)).toThrow(TypeError);
    expect(() => f(csr_array([[1]], { dtype: xp.complex64, device }) as never)).toThrow(TypeError);
    const gone = csr_array([[1]], { device });
    gone.dispose();
    expect(() => f(gone as never)).toThrow(/disposed/);
  }
});

small('distances that fit in no memory are refused before they are taken', () => {
  const m = 2 ** 22;
  expect(() => dijkstra(cooOf(m, [[0, 1, 1]]))).toThrow(/^dijkstra: out of memory/);
});

small('a graph may be disposed of while its distances are computed', async () => {
  const A = xp.scope(() => cooOf(n, shapes[0]![1]).tocsr());
  await xp.synchronize(device);
  const before = xp.device_stats(device).live_storages;
  const distances = dijkstra(A);
  A.dispose();
  expect((await distances.data()).length).toBe(n * n);
  distances.dispose();
  await xp.synchronize(device);
  expect(xp.device_stats(device).live_storages).toBeLessThanOrEqual(before - 3);
});

large('many sources on all threads answer what each one answers alone', () => {
  const m = 60;
  const edges: Edge[] = [];
  const draw = draws(9);
  for (let i = 0; i < m * m; i++) {
    if (i % m < m - 1) edges.push([i, i + 1, draw(9)]);
    if (i + m < m * m) edges.push([i, i + m, draw(9)]);
  }
  const A = cooOf(m * m, edges).tocsr();
  const indices = Array.from({ length: 40 }, (_, i) => i * 90);
  const together = dijkstra(A, { indices, directed: false, return_predecessors: true });
  indices.forEach((source, i) => {
    const alone = dijkstra(A, { indices: source, directed: false, return_predecessors: true });
    expect(alone.dist_matrix.dataSync()).toEqual(together.dist_matrix.get(i).dataSync());
    expect(alone.predecessors.dataSync()).toEqual(together.predecessors.get(i).dataSync());
  });
});

large('a path of a million nodes is as long as it is', () => {
  const m = 1_000_000;
  const at = xp.arange(m - 1, { device });
  const chain = coo_array([xp.ones([m - 1], { device }), [at, xp.add(at, 1)]], { shape: [m, m] });
  expect(
    dijkstra(chain, { indices: 0 })
      .get(m - 1)
      .item(),
  ).toBe(m - 1);
  expect(minimum_spanning_tree(chain).nnz).toBe(m - 1);
});

small('routines of the host bring each array across once', async () => {
  if (!onSimulator) return;
  const A = cooOf(n, shapes[0]![1]).tocsr();
  const indices = xp.asarray([0, 1], { dtype: xp.int32, device });
  await xp.synchronize(device);
  const before = xp.device_stats(device);
  dijkstra(A, { indices, return_predecessors: true }).dist_matrix.dataSync();
  const after = xp.device_stats(device);
  // indptr, indices, data and the sources; distances and predecessors back; then the reading.
  expect([after.downloads - before.downloads, after.uploads - before.uploads]).toEqual([5, 2]);
});
