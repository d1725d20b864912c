// Graph routines against loops: Laplacians and components.
import * as xp from '../../../lib/index';
import { small, testDevice as device } from '../../support/device';

const { coo_array, csr_array } = xp.sparse;
const { laplacian, connected_components } = xp.sparse.csgraph;

// Two components and an isolated node; the diagonal must not count.
const weights = [
  [9, 2, 0, 1, 0],
  [2, 0, 0, 0, 0],
  [0, 0, 0, 0, 0],
  [1, 0, 0, 5, 0],
  [0, 0, 0, 0, 3],
];
const degrees = [3, 2, 0, 1, 0];

small('the Laplacian is D - A, its diagonal the degrees', () => {
  for (const A of [csr_array(weights, { device }), coo_array(weights, { dtype: xp.int32, device })]) {
    const result = laplacian(A, { return_diag: true });
    const expected = weights.map((r, i) => r.map((w, j) => (i === j ? degrees[i]! : 0 - w)));
    expect(xp.add(result.laplacian.toarray(), 0).tolist()).toEqual(expected.map((r) => r.map((w) => w + 0)));
    expect(result.diag.tolist()).toEqual(degrees);
  }
});

small('normed: D^-1/2 (D - A) D^-1/2, an isolated node having 0, diag the roots of the degrees', () => {
  const { laplacian: L, diag } = laplacian(csr_array(weights, { device }), { normed: true, return_diag: true });
  const root = degrees.map((d) => (d === 0 ? 1 : Math.sqrt(d)));
  expect(diag.tolist()).toEqual(root);
  const got = L.toarray().tolist() as number[][];
  weights.forEach((r, i) =>
    r.forEach((w, j) =>
      expect(got[i]![j]!).toBeCloseTo(i === j ? Number(degrees[i]! > 0) : -w / root[i]! / root[j]!, 14),
    ),
  );
});

small('components are numbered by their first nodes; an edge joins both ways, a stored zero too', () => {
  const n = 7;
  const edges = [
    [6, 1],
    [2, 0],
    [5, 6],
  ] as const;
  const places = [0, 1].map((end) => Int32Array.from(edges, (e) => e[end]!)) as [Int32Array, Int32Array];
  const A = coo_array([new Float64Array([1, 0, 2]), places], { shape: [n, n], device });
  const { n_components, labels } = connected_components(A);
  expect([n_components, labels.dtype]).toEqual([4, xp.int32]);
  expect(labels.tolist()).toEqual([0, 1, 0, 2, 3, 1, 1]);
});

small('a chain longer than a block is one component', () => {
  const n = 20000;
  const at = xp.arange(n - 1, { device });
  const chain = coo_array([xp.ones([n - 1], { device }), [at, xp.add(at, 1)]], { shape: [n, n] });
  expect(connected_components(chain).n_components).toBe(1);
});

small('what is no square sparse array is refused', () => {
  for (const f of [laplacian, connected_components] as ((A: never) => unknown)[]) {
    expect(() => f(xp.ones([2, 2], { device }) as never)).toThrow(TypeError);
    expect(() => f(csr_array([[1, 0, 0]], { device }) as never)).toThrow(RangeError);
  }
  expect(() => laplacian(csr_array(weights, { device }), { norm: true } as never)).toThrow(/norm/);
});
