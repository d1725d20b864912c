// Sparse arrays from rules and from each other, against dense arrays: CSC, identities, diagonals, random ones, stacks.
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { small, testDevice as device } from '../../support/device';
import {
  expectCanonical,
  expectDense,
  expectElements,
  pair,
  sparseDTypes,
  sparseLayouts,
  sparseShapes,
} from '../../support/sparse';

const {
  csc_array,
  csr_array,
  coo_array,
  eye_array,
  diags_array,
  random_array,
  block_array,
  block_diag,
  hstack,
  vstack,
  kron,
} = xp.sparse;
const formats = ['coo', 'csr', 'csc'] as const;

describe('CSC', () => {
  for (const dtype of sparseDTypes)
    small(`${dtype}: from every layout and to every format the elements are the same`, () => {
      for (const shape of sparseShapes)
        for (const layout of sparseLayouts) {
          const { A, dense } = pair(dtype, shape, { layout, seed: 40 });
          const C = csc_array(A);
          expect([C.format, C.shape, C.dtype]).toEqual(['csc', shape, xp[dtype]]);
          expectElements(C, dense, 'csc');
          for (const format of formats) expectElements(C.asformat(format), dense, format);
          expectElements(C.T, dense.T, 'T');
          expectElements(C.transpose(), dense.T, 'transpose');
          expectElements(A.tocsc(), dense, 'tocsc');
          expectElements(csc_array(dense), dense, 'dense');
          expectElements(C.copy(), dense, 'copy');
        }
    });

  small('components are by columns; duplicates are summed; products and sums take it', () => {
    const A = csc_array([Float64Array.of(1, 2, 3, 4), Int32Array.of(2, 0, 2, 1), Int32Array.of(0, 3, 4)], {
      shape: [3, 2],
      device,
    });
    expect(A.toarray().tolist()).toEqual([
      [2, 0],
      [0, 4],
      [4, 0],
    ]);
    expect([A.indices.tolist(), A.indptr.tolist(), A.data.tolist()]).toEqual([
      [0, 2, 1],
      [0, 2, 3],
      [2, 4, 4],
    ]);
    expect(xp.sparse.matmul(A, xp.asarray([1, 10], { device })).tolist()).toEqual([2, 40, 4]);
    expect(xp.sparse.matmul(A.T, A).toarray().tolist()).toEqual([
      [20, 0],
      [0, 16],
    ]);
    expect(A.sum({ axis: 0 }).tolist()).toEqual([6, 4]);
    expect(
      csc_array([A.data, A.indices, A.indptr], { shape: [3, 2] })
        .toarray()
        .tolist(),
    ).toEqual(A.toarray().tolist());
    expect(() => A.data.set([0], 1)).toThrow(/read-only/);
    expect(A.toString()).toBe(`csc_array([3, 2], float64, 3 stored elements, ${device})`);
  });

  small('what does not fit is refused', () => {
    const parts = [Float64Array.of(1), Int32Array.of(3), Int32Array.of(0, 1)] as const;
    expect(() => csc_array(parts, { shape: [3, 1], device })).toThrow(RangeError);
    expect(() => csc_array(parts, { shape: [4, 2], device })).toThrow(
      /^csc_array: expected 3 entries for indptr, got 2/,
    );
    expect(csc_array(parts, { device }).shape).toEqual([4, 1]);
  });
});

describe('eye_array and diags_array', () => {
  small('ones on a diagonal, in every format and dtype', () => {
    for (const [m, n] of [
      [3, 3],
      [2, 5],
      [5, 2],
      [0, 2],
      [1, 1],
    ] as const)
      for (const k of [-6, -1, 0, 1, 3])
        for (const format of formats) {
          const E = eye_array(m, n, { k, format, dtype: xp.int32, device });
          expectElements(E, xp.eye(m, n, { k, dtype: xp.int32, device }), `${m} ${n} ${k}`);
          expect([E.format, E.has_canonical_format]).toEqual([format, true]);
        }
    expect([eye_array(2, { device }).dtype, eye_array(2, { device }).format]).toEqual([xp.float64, 'csr']);
    for (const dtype of sparseDTypes)
      expectElements(
        eye_array(3, null, { dtype: xp[dtype], device }),
        xp.eye(3, undefined, { dtype: xp[dtype], device }),
        dtype,
      );
  });

  small('diagonals at their places: numbers and one element stand for all', () => {
    const by = (list: [number, number[]][], m: number, n: number): NDArray => {
      const out = Array.from({ length: m }, () => Array.from({ length: n }, () => 0));
      for (const [k, values] of list)
        for (let i = Math.max(0, -k), e = 0; i < m && i + k < n; i++, e++) out[i]![i + k] = values[e % values.length]!;
      return xp.asarray(out, { device });
    };
    expectElements(diags_array([1, 2, 3], { device }), by([[0, [1, 2, 3]]], 3, 3), 'one');
    expectElements(
      diags_array(
        [
          [1, 2],
          [3, 4, 5],
        ],
        { offsets: [1, 0], device },
      ),
      by(
        [
          [1, [1, 2]],
          [0, [3, 4, 5]],
        ],
        3,
        3,
      ),
      'two',
    );
    expectElements(
      diags_array([1, [-2], 1], { offsets: [-1, 0, 2], shape: [3, 4], device }),
      by(
        [
          [-1, [1]],
          [0, [-2]],
          [2, [1]],
        ],
        3,
        4,
      ),
      'broadcast',
    );
    expectElements(
      diags_array([Float64Array.of(5, 6)], { offsets: [-2], device, format: 'csc' }),
      by([[-2, [5, 6]]], 4, 4),
      'typed',
    );
    const given = xp.asarray(
      [
        [1, 2],
        [3, 4],
      ],
      { dtype: xp.float32, device },
    );
    const D = diags_array(given, { offsets: [0, 1], shape: [2, 3], format: 'coo' });
    expectElements(
      D,
      xp.astype(
        by(
          [
            [0, [1, 2]],
            [1, [3, 4]],
          ],
          2,
          3,
        ),
        xp.float32,
      ),
      'an array',
    );
    expect(diags_array([1, 0, 2], { dtype: xp.complex64, device }).dtype).toBe(xp.complex64);
    expect([diags_array([1, 0, 2], { device }).nnz, diags_array([], { offsets: [], device }).shape]).toEqual([
      2,
      [0, 0],
    ]);
  });

  small('diagonals that do not fit', () => {
    const wrong: [() => unknown, RegExp][] = [
      [() => diags_array([[1, 2], [3]], { offsets: [0, 0] }), /^diags_array: expected offsets that differ/],
      [
        () =>
          diags_array(
            [
              [1, 2],
              [3, 4, 5],
            ],
            { offsets: [0, 1] },
          ),
        /expected 1 elements \(offset 1\), or one for diagonals\[1\], got 3/,
      ],
      [() => diags_array([[1, 2]], { offsets: [0, 1] }), /as many offsets as diagonals \(1\)/],
      [() => diags_array([1], { offsets: [5], shape: [3, 3] }), /got 5/],
      [() => diags_array(['x' as never], { offsets: [0] }), /^diags_array: expected a 1-d array or a number/],
      [
        () => diags_array([1], { format: 'dia' as never }),
        /^diags_array: expected 'coo', 'csr' or 'csc' for format, got "dia"/,
      ],
      [() => eye_array(-1), RangeError as never],
      [() => eye_array(2 ** 31, 1), /^eye_array: expected extents of at most 2147483647/],
      [() => eye_array(2, { n: 3 } as never), /unknown option n/],
    ];
    for (const [f, message] of wrong) expect(f).toThrow(message);
  });
});

describe('random_array', () => {
  small('as many elements as the density says, none twice, the same for the same seed', () => {
    for (const [shape, density] of [
      [[50, 40], 0.1],
      [[50, 40], 0.6],
      [[50, 40], 1],
      [[3, 3], 0],
      [[7, 9], 0.5],
      [[0, 4], 0.5],
      [[100000, 100000], 3e-8],
    ] as const)
      for (const format of formats) {
        const make = (seed: number) => random_array(shape, { density, format, random_state: seed, device });
        const [A, B, C] = [make(1), make(1), make(2)];
        expect([A.format, A.shape, A.dtype, A.device]).toEqual([format, shape, xp.float64, device]);
        const wanted = Math.round(density * shape[0] * shape[1]);
        // 31.5 rounds to the even number.
        expect(Math.abs(A.nnz - wanted)).toBeLessThanOrEqual(0.5);
        const [p, q] = [A.tocoo(), B.tocoo()];
        expect([p.row.tolist(), p.col.tolist(), p.data.tolist()]).toEqual([
          q.row.tolist(),
          q.col.tolist(),
          q.data.tolist(),
        ]);
        if (A.nnz > 20) expect(C.tocoo().data.tolist()).not.toEqual(p.data.tolist());
        if (format !== 'coo') expectCanonical(A as xp.sparse.CsrArray, format);
        else expect(coo_array([p.data, [p.row, p.col]], { shape }).has_canonical_format).toBe(true);
        if (A.nnz > 0)
          expect([Number(xp.min(A.data).item()) >= 0, Number(xp.max(A.data).item()) < 1]).toEqual([true, true]);
      }
  });

  small('places are spread evenly: rows and columns of a large sample', () => {
    const A = random_array([20, 10], { density: 0.2, random_state: 3, device });
    const counts = xp.zeros([20, 10], { device });
    let sum = counts;
    for (let seed = 0; seed < 150; seed++)
      sum = xp.add(
        sum,
        xp.astype(
          xp.astype(random_array([20, 10], { density: 0.2, random_state: seed, device }).toarray(), xp.bool),
          xp.float64,
        ),
      );
    // Mean 30, standard deviation 4.9: six of them.
    expect([Number(xp.min(sum).item()) > 0, Number(xp.max(sum).item()) < 60, A.nnz]).toEqual([true, true, 40]);
  });

  small('dtypes, generators and samplers', () => {
    for (const dtype of sparseDTypes)
      expect(random_array([9, 9], { density: 0.5, dtype: xp[dtype], random_state: 1, device }).dtype).toBe(xp[dtype]);
    expect(random_array([9, 9], { density: 0.5, dtype: xp.bool, random_state: 1, device }).sum().item()).toBe(40);
    const rng = xp.random.default_rng(5);
    const [A, B] = [
      random_array([9, 9], { density: 0.5, random_state: rng, device }),
      random_array([9, 9], { density: 0.5, random_state: rng, device }),
    ];
    expect(A.data.tolist()).not.toEqual(B.data.tolist());
    const sampled = random_array([9, 9], {
      density: 0.5,
      dtype: xp.float32,
      device,
      data_sampler: ({ size, device: at }) => xp.full([size], 7, { device: at }),
    });
    expect([sampled.dtype, sampled.sum().item()]).toEqual([xp.float32, 280]);
    expect(() => random_array([9, 9], { density: 0.5, device, data_sampler: () => xp.ones([3], { device }) })).toThrow(
      /^random_array: expected 40 elements for the result of data_sampler/,
    );
    expect(() => random_array([9, 9], { density: 1.5 })).toThrow(
      /^random_array: expected a number in \[0, 1\] for density, got 1.5/,
    );
    expect(() => random_array([9])).toThrow(/two extents/);
    expect(() => random_array([2 ** 30, 2 ** 20], { density: 0.5 })).toThrow(/at most 2147483647 stored elements/);
  });
});

describe('stacks', () => {
  for (const dtype of sparseDTypes)
    small(`${dtype}: blocks beside and below each other, and Kronecker products`, () => {
      sparseLayouts.forEach((layout, i) => {
        const [a, b] = [
          pair(dtype, [3, 4], { layout, seed: 50 }),
          pair(dtype, [3, 2], { layout: sparseLayouts[(i + 1) % 4], seed: 51 }),
        ];
        const c = pair(dtype, [5, 4], { layout, seed: 52 });
        const none = xp.zeros([5, 2], { dtype: xp[dtype], device });
        const wide = xp.concat([a.dense, b.dense], { axis: 1 });
        expectElements(hstack([a.A, b.A]), wide, 'hstack');
        expectElements(hstack([a.A, b.dense], { format: 'csc' }), wide, 'with a dense block');
        expectElements(vstack([a.A, c.A]), xp.concat([a.dense, c.dense]), 'vstack');
        const blocks = xp.concat([wide, xp.concat([c.dense, none], { axis: 1 })]);
        for (const format of formats)
          expectElements(
            block_array(
              [
                [a.A, b.A],
                [c.A, null],
              ],
              { format },
            ),
            blocks,
            format,
          );
        const corner = xp.concat([
          xp.concat([a.dense, xp.zeros([3, 2], { dtype: xp[dtype], device })], { axis: 1 }),
          xp.concat([xp.zeros([3, 4], { dtype: xp[dtype], device }), b.dense], { axis: 1 }),
        ]);
        expectElements(block_diag([a.A, b.A]), corner, 'block_diag');
        const times = (x: NDArray, y: NDArray): NDArray =>
          dtype === 'bool' ? xp.logical_and(x, y) : xp.multiply(x, y);
        const product = xp.reshape(times(xp.reshape(a.dense, [3, 1, 4, 1]), xp.reshape(b.dense, [1, 3, 1, 2])), [9, 8]);
        expectElements(kron(a.A, b.A), product, 'kron');
        expectElements(kron(a.A, b.dense, { format: 'csr' }), product, 'kron');
      });
    });

  small('formats: that of the parts where it is one of CSR and CSC, else COO', () => {
    const A = csr_array([[1, 2]], { device });
    expect([hstack([A, A]).format, vstack([A, A]).format, hstack([A.tocsc(), A.tocsc()]).format]).toEqual([
      'csr',
      'csr',
      'csc',
    ]);
    expect([
      hstack([A, A.tocoo()]).format,
      block_array([
        [A, null],
        [null, A],
      ]).format,
      kron(A, A).format,
    ]).toEqual(['coo', 'coo', 'coo']);
    expect([hstack([A, A], { dtype: xp.float32 }).dtype, hstack([A, A.astype(xp.complex64)]).dtype]).toEqual([
      xp.float32,
      xp.complex128,
    ]);
    expect(
      block_diag([A, 3, [4, 5], [[6]]])
        .toarray()
        .tolist(),
    ).toEqual([
      [1, 2, 0, 0, 0, 0],
      [0, 0, 3, 0, 0, 0],
      [0, 0, 0, 4, 5, 0],
      [0, 0, 0, 0, 0, 6],
    ]);
  });

  small('blocks that do not fit', () => {
    const [A, B] = [eye_array(2, { device }), eye_array(3, { device })];
    expect(() => hstack([A, B])).toThrow(/^hstack: expected 2 rows for blocks\[1\], got \[3, 3\]/);
    expect(() => vstack([A, B])).toThrow(/^vstack: expected 2 columns for blocks\[1\], got \[3, 3\]/);
    expect(() => block_array([[A, null], [A]])).toThrow(/^block_array: expected rows of 2 blocks/);
    expect(() => block_array([[null]])).toThrow(/^block_array: expected at least one block/);
    expect(() => hstack([])).toThrow(/^hstack: expected at least one array for blocks/);
    expect(() => hstack(A as never)).toThrow(/^hstack: expected an array of sparse arrays for blocks/);
    expect(() => vstack([A, 'x' as never])).toThrow(
      /^vstack: expected a sparse array, a 2-d array or a nested list for blocks\[1\], got "x"/,
    );
    expect(() => hstack([A, A.astype(xp.int32)])).toThrow(/promote/);
    expect(() => kron(eye_array(2 ** 20, { device }), eye_array(2 ** 12, { device }))).toThrow(
      /^kron: expected extents of at most 2147483647 for the result/,
    );
  });
});

describe('diagonals', () => {
  for (const dtype of sparseDTypes)
    small(`${dtype}: the k-th one, its sum, another one in its place, triangles`, () => {
      for (const shape of sparseShapes)
        for (const layout of sparseLayouts) {
          const { A, dense } = pair(dtype, shape, { layout, seed: 60, share: 2 });
          const numbers = dtype === 'bool' ? xp.astype(dense, xp.int32) : dense;
          const [m, n] = shape;
          for (const k of [0, 1, -1, 4, -20, 20]) {
            const note = `${layout} [${shape.join()}] ${k}`;
            const at = Array.from(
              { length: Math.max(0, Math.min(m + Math.min(k, 0), n - Math.max(k, 0))) },
              (_, i) => [i + Math.max(-k, 0), i + Math.max(k, 0)] as const,
            );
            const line =
              at.length === 0
                ? xp.zeros([0], { dtype: dense.dtype, device })
                : dense.get(
                    at.map(([i]) => i),
                    at.map(([, j]) => j),
                  );
            expectDense(A.diagonal(k), line, note);
            const total =
              at.length === 0 ? xp.zeros([], { dtype: numbers.dtype, device }) : xp.sum(xp.astype(line, numbers.dtype));
            expectDense(A.trace({ offset: k }), total, note);
            if (dtype !== 'bool')
              for (const side of ['triu', 'tril'] as const) {
                expectElements(xp.sparse[side](A, { k, format: 'csr' }), xp[side](dense, { k }), `${side} ${note}`);
                expect(xp.sparse[side](A, { k }).format).toBe('coo');
              }
            if (k === 0 ? false : k > 0 ? k >= n : -k >= m) {
              expect(() => A.setdiag(line, k)).toThrow(/^setdiag: expected a diagonal of a matrix/);
              continue;
            }
            if (at.length === 0) {
              expectElements(A.setdiag(line, k), dense, `setdiag of nothing ${note}`);
              continue;
            }
            const other = xp.asarray(
              at.map((_, i) => i % 3 === 0),
              { device },
            );
            const values = xp.astype(dtype === 'bool' ? other : xp.astype(other, xp.int32), dense.dtype);
            for (const count of [at.length, Math.ceil(at.length / 2)]) {
              const wanted = xp.astype(dense, dense.dtype, { copy: true });
              wanted.set(
                [at.slice(0, count).map(([i]) => i), at.slice(0, count).map(([, j]) => j)],
                values.get(xp.slice(0, count)),
              );
              const got = A.setdiag(values.get(xp.slice(0, count)), k);
              expectElements(got, wanted, `setdiag ${note}`);
              expect(got.format).toBe(A.format);
            }
          }
        }
    });

  small('setdiag takes scalars and lists, stores zeros, and leaves the array as it was', () => {
    const A = csr_array(
      [
        [1, 0],
        [3, 4],
      ],
      { device },
    );
    expect(A.setdiag(0).nnz).toBe(3);
    expect(A.setdiag([7, 8, 9]).toarray().tolist()).toEqual([
      [7, 0],
      [3, 8],
    ]);
    expect(A.setdiag(5, 1).toarray().tolist()).toEqual([
      [1, 5],
      [3, 4],
    ]);
    expect(A.toarray().tolist()).toEqual([
      [1, 0],
      [3, 4],
    ]);
    expect(() => A.setdiag(xp.ones([2, 2], { device }))).toThrow(
      /^setdiag: expected a scalar or a 1-d array for values/,
    );
    expect(() => A.astype(xp.int32).setdiag(2.5)).toThrow(TypeError);
    expect(A.setdiag(5, { k: 1 }).diagonal({ k: 1 }).tolist()).toEqual([5]);
    expect(() => A.diagonal({ K: 1 } as never)).toThrow(/^diagonal: unknown option K; expected k/);
    expect(() => A.diagonal(0.5)).toThrow(/^diagonal: expected a whole number for k/);
  });
});

describe('shapes', () => {
  for (const layout of sparseLayouts)
    small(`${layout}: reshape in both orders, resize, permute_dims`, () => {
      const { A, dense } = pair('float64', [6, 9], { layout, seed: 70, share: 2 });
      for (const shape of [
        [9, 6],
        [54, 1],
        [1, 54],
        [-1, 27],
        [6, 9],
      ]) {
        const [m, n] = xp.reshape(dense, shape).shape as [number, number];
        expectElements(A.reshape(shape), xp.reshape(dense, shape), `C ${shape.join()}`);
        expectElements(A.reshape(shape, { order: 'F' }), xp.reshape(dense.T, [n, m]).T, `F ${shape.join()}`);
        expect(A.reshape(shape).format).toBe(A.format);
      }
      for (const [m, n] of [
        [3, 4],
        [8, 12],
        [2, 12],
        [0, 3],
      ] as const) {
        const wanted = xp.zeros([m, n], { device });
        const [i, j] = [xp.slice(0, Math.min(m, 6)), xp.slice(0, Math.min(n, 9))];
        wanted.set([i, j], dense.get(i, j));
        expectElements(A.resize([m, n]), wanted, `${m} ${n}`);
      }
      expectElements(xp.sparse.permute_dims(A, [1, 0]), dense.T, 'permute_dims');
      expectElements(A.transpose([0, 1]), dense, 'transpose');
    });

  small('extents whose product no memory holds', () => {
    const n = 2 ** 31 - 1;
    const A = coo_array([Float64Array.of(1, 2), [Int32Array.of(0, n - 1), Int32Array.of(1, n - 1)]], {
      shape: [n, n],
      device,
    });
    expect([A.has_canonical_format, A.sum().item(), xp.sparse.sin(A).nnz]).toEqual([true, 3, 2]);
    expect(() => A.reshape([1, 1])).toThrow(RangeError);
    expect(() => xp.sparse.coo_array([[1]], { shape: [1, n + 1] })).toThrow(/^coo_array: expected extents of at most/);
  });

  small('large extents: places beyond 2^31', () => {
    const A = coo_array([Float64Array.of(1, 2), [Int32Array.of(0, 1999999), Int32Array.of(1, 1999999)]], {
      shape: [2000000, 2000000],
      device,
    });
    const B = A.reshape([4000000, 1000000]).tocoo();
    expect([B.row.tolist(), B.col.tolist()]).toEqual([
      [0, 3999999],
      [1, 999999],
    ]);
    expect(() => A.reshape([1, -1])).toThrow(/^reshape: expected extents of at most 2147483647/);
    const C = xp.sparse.add(A.tocsr(), A.T.tocsr()) as xp.sparse.CsrArray;
    expect([C.nnz, C.get(1999999, 1999999).item(), (C.get([0, 1], [1, 0]) as NDArray).tolist()]).toEqual([
      3,
      4,
      [1, 1],
    ]);
    expect(() => A.tocsr().argmax()).toThrow(/^argmax: expected at most 2\^31 elements/);
  });

  small('shapes and orders that do not fit', () => {
    const A = csr_array([[1, 2, 3]], { device });
    expect(() => A.reshape([2, 2])).toThrow(/^reshape: expected a shape of 3 elements for shape, got \[2, 2\]/);
    expect(() => A.reshape([-1, -1])).toThrow(RangeError);
    expect(() => A.reshape([3])).toThrow(/two extents/);
    expect(() => A.reshape([3, 1], { order: 'A' as never })).toThrow(/^reshape: expected 'C' or 'F' for order/);
    expect(() => A.transpose([0, 0])).toThrow(RangeError);
    expect(() => A.resize([1, 2 ** 31])).toThrow(RangeError);
    expect(() => [...(A as unknown as Iterable<unknown>)]).toThrow(/^iteration: expected a dense array/);
    expect(() => A.asformat('dia' as never)).toThrow(/^asformat: expected 'coo', 'csr' or 'csc' for format/);
  });
});

small('canonical: CSR and CSC always, COO when it is; sum_duplicates and sort_indices make it so', () => {
  const places = [Int32Array.of(0, 0, 1), Int32Array.of(0, 1, 0)] as const;
  const make = (row: Int32Array, col: Int32Array) =>
    coo_array([Float64Array.of(1, 2, 3), [row, col]], { shape: [2, 2], device });
  expect(make(...places).has_canonical_format).toBe(true);
  expect(make(Int32Array.of(0, 0, 1), Int32Array.of(1, 0, 0)).has_canonical_format).toBe(false);
  const twice = make(Int32Array.of(0, 0, 1), Int32Array.of(1, 1, 0));
  expect([twice.has_canonical_format, twice.has_sorted_indices, twice.nnz]).toEqual([false, false, 3]);
  const once = twice.sum_duplicates();
  expect([once.has_canonical_format, once.format, once.nnz, once.toarray().tolist()]).toEqual([
    true,
    'coo',
    2,
    [
      [0, 3],
      [3, 0],
    ],
  ]);
  expect([
    twice.sort_indices().has_sorted_indices,
    twice.tocsr().has_canonical_format,
    twice.tocsc().has_sorted_indices,
  ]).toEqual([true, true, true]);
});
