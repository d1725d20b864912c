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

const flat = (x: xp.NDArray | xp.sparse.SparseArray): number[][] =>
  (xp.sparse.issparse(x) ? x.toarray() : x).tolist() as number[][];

small('degrees are sums of columns, or of rows; symmetrized they are those of A + Aᴴ', () => {
  const skew = [
    [4, 2, 0],
    [0, 1, 7],
    [5, 0, 0],
  ];
  for (const use_out_degree of [false, true])
    for (const symmetrized of [false, true]) {
      const W = skew.map((r, i) => r.map((w, j) => (i === j ? 0 : w + (symmetrized ? skew[j]![i]! : 0))));
      const degree = W.map((_, i) => W.reduce((sum, r, j) => sum + (use_out_degree ? W[i]![j]! : r[i]!), 0));
      const want = W.map((r, i) => r.map((w, j) => (i === j ? degree[i]! : 0 - w)));
      for (const A of [coo_array(skew, { device }), csr_array(skew, { device }), xp.asarray(skew, { device })]) {
        const got = laplacian(A as xp.NDArray, { use_out_degree, symmetrized, return_diag: true });
        expect(flat(got.laplacian).map((r) => r.map((v) => v + 0))).toEqual(want);
        expect(got.diag.tolist()).toEqual(degree);
      }
    }
});

small('a complex graph symmetrized is Hermitian off the diagonal', () => {
  const A = csr_array(
    [
      [0, { re: 1, im: 2 }],
      [0, 0],
    ],
    { device },
  );
  const L = laplacian(A, { symmetrized: true }).toarray();
  expect(L.get(0, 1).item()).toEqual({ re: -1, im: -2 });
  expect(L.get(1, 0).item()).toEqual({ re: -1, im: 2 });
});

small('floating dtypes stay, others are float64; dtype is that of both results', () => {
  for (const [dtype, want] of [
    [xp.float32, xp.float32],
    [xp.complex64, xp.complex64],
    [xp.int8, xp.float64],
    [xp.uint16, xp.float64],
    [xp.bool, xp.float64],
  ] as const)
    for (const A of [csr_array(weights, { device, dtype }), xp.astype(xp.asarray(weights, { device }), dtype)]) {
      const got = laplacian(A as xp.NDArray, { return_diag: true });
      expect([got.laplacian.dtype, got.diag.dtype]).toEqual([want, want]);
      const cast = laplacian(A as xp.NDArray, { return_diag: true, dtype: xp.complex128 });
      expect([cast.laplacian.dtype, cast.diag.dtype]).toEqual([xp.complex128, xp.complex128]);
    }
  expect(laplacian(csr_array(weights, { device }), { dtype: xp.int32 }).toarray().tolist()).toEqual(
    flat(laplacian(csr_array(weights, { device }))).map((r) => r.map((v) => v + 0)),
  );
});

small('with copy: false a graph stays as it was too', () => {
  for (const make of [csr_array, xp.asarray] as ((x: number[][], o: object) => xp.sparse.SparseArray)[]) {
    const A = make(weights, { device });
    const L = laplacian(A, { copy: false }) as unknown as xp.sparse.SparseArray;
    const values = (x: unknown) => (xp.sparse.issparse(x) ? x.toarray() : (x as xp.NDArray)).tolist();
    expect(values(L)).toEqual(values(laplacian(A)));
    expect(values(A)).toEqual(weights);
  }
});

small('graphs of no and one node have Laplacians', () => {
  for (const make of [(x: xp.NDArray) => x, (x: xp.NDArray) => csr_array(x) as unknown as xp.NDArray]) {
    expect(laplacian(make(xp.zeros([0, 0], { device }))).shape).toEqual([0, 0]);
    expect(flat(laplacian(make(xp.full([1, 1], 3, { device })), { normed: true })).flat()).toEqual([0]);
  }
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
    expect(() => f([[1]] as never)).toThrow(TypeError);
    expect(() => f(csr_array([[1, 0, 0]], { device }) as never)).toThrow(RangeError);
  }
  expect(() => laplacian(csr_array(weights, { device }), { norm: true } as never)).toThrow(/norm/);
  expect(() => laplacian(csr_array(weights, { device }), { copy: 1 } as never)).toThrow(/a boolean for copy/);
  expect(() => laplacian(csr_array(weights, { device }), { form: 'lo' } as never)).toThrow(RangeError);
  expect(() => laplacian(csr_array(weights, { device }), { form: 1 } as never)).toThrow(TypeError);
  expect(() => laplacian(csr_array([[{ re: 1, im: 0 }]], { device }), { dtype: xp.float64 })).toThrow(TypeError);
});
