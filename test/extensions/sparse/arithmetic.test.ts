// Arithmetic and comparisons of sparse arrays against those of dense ones, in every dtype and layout.
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { small, testDevice as device } from '../../support/device';
import {
  expectDense,
  expectElements,
  nonzeros,
  pair,
  sparseDTypes,
  sparseLayouts,
  sparseShapes,
} from '../../support/sparse';

type Dense = (a: unknown, b: unknown) => NDArray;
type Sparse = (a: unknown, b: unknown) => xp.sparse.SparseArray | NDArray;
const dense = xp as unknown as Record<string, Dense>;
const sparse = xp.sparse as unknown as Record<string, Sparse>;

/** What stands for arithmetic between bools. */
const logical: Record<string, string> = {
  add: 'logical_or',
  multiply: 'logical_and',
  maximum: 'logical_or',
  minimum: 'logical_and',
};
const oracle = (name: string, dtype: string): Dense => dense[(dtype === 'bool' ? logical[name] : undefined) ?? name]!;

/** The result, or the kind of error. */
function attempt<T>(f: () => T): T | string {
  try {
    return f();
  } catch (error) {
    return (error as Error).name;
  }
}

const both = ['add', 'subtract', 'multiply', 'maximum', 'minimum', 'not_equal', 'less', 'greater'];

for (const dtype of sparseDTypes) {
  small(`${dtype}: two sparse arrays of any formats as two dense ones; no zeros are stored`, () => {
    let seed = 1;
    for (const shape of sparseShapes)
      for (const layout of sparseLayouts) {
        const a = pair(dtype, shape, { layout, seed: seed++, special: layout !== 'coo with duplicates' });
        const b = pair(dtype, shape, { layout: sparseLayouts[seed % 4], seed: seed++ });
        for (const name of both) {
          const note = `${name} of ${layout}, [${shape.join()}]`;
          const wanted = attempt(() => oracle(name, dtype)(a.dense, b.dense));
          const got = attempt(() => sparse[name]!(a.A, b.A));
          if (typeof wanted === 'string') expect([note, got]).toEqual([note, wanted]);
          else {
            expectElements(got, wanted, note);
            const { format, nnz } = got as xp.sparse.SparseArray;
            expect([note, format, nnz]).toEqual([note, layout === 'csc' ? 'csc' : 'csr', nonzeros(wanted)]);
          }
        }
      }
  });

  small(`${dtype}: a dense operand makes sums dense and leaves products sparse, on either side`, () => {
    for (const layout of sparseLayouts) {
      const a = pair(dtype, [6, 9], { layout, seed: 5 });
      for (const shape of [[6, 9], [9], [6, 1], [1, 9], []]) {
        const b = xp.broadcast_to(pair(dtype, [6, 9], { seed: 7, share: 1 }).dense.get(1, 2), shape);
        for (const name of ['add', 'subtract', 'maximum', 'equal', 'less_equal']) {
          const note = `${name}, ${layout}, [${shape.join()}]`;
          const wanted = [
            attempt(() => oracle(name, dtype)(a.dense, b)),
            attempt(() => oracle(name, dtype)(b, a.dense)),
          ];
          const got = [attempt(() => sparse[name]!(a.A, b)), attempt(() => sparse[name]!(b, a.A))];
          wanted.forEach((w, i) => {
            if (typeof w === 'string') expect([note, got[i]]).toEqual([note, w]);
            else expectDense(got[i], w, note);
          });
        }
        for (const product of [sparse.multiply!(a.A, b), sparse.multiply!(b, a.A)]) {
          expectElements(product, oracle('multiply', dtype)(a.dense, b), `multiply, ${layout}, [${shape.join()}]`);
          expect((product as xp.sparse.SparseArray).format).toBe(a.A.format);
        }
      }
    }
  });
}

small('extents of one broadcast, in both operands', () => {
  const shapes = [
    [1, 9],
    [6, 1],
    [1, 1],
    [6, 9],
  ] as const;
  for (const first of shapes)
    for (const second of shapes)
      for (const name of ['add', 'multiply', 'maximum']) {
        const [a, b] = [
          pair('float64', first, { seed: 3, share: 1, layout: 'csc' }),
          pair('float64', second, { seed: 4, share: 1, layout: 'coo' }),
        ];
        const wanted = dense[name]!(a.dense, b.dense);
        expectElements(sparse[name]!(a.A, b.A), wanted, `${name} [${first.join()}] [${second.join()}]`);
        if (name === 'multiply') expectElements(sparse[name]!(a.A, b.dense), wanted, `dense ${second.join()}`);
      }
});

small('a scalar that keeps zeros: any for products, 0 for sums, one side of 0 for the larger and the smaller', () => {
  for (const layout of sparseLayouts) {
    const a = pair('float64', [6, 9], { layout, seed: 9 });
    const cases: [string, unknown, unknown][] = [
      ['multiply', a.A, 2.5],
      ['multiply', -1, a.A],
      ['divide', a.A, 4],
      ['add', a.A, 0],
      ['add', 0, a.A],
      ['subtract', 0, a.A],
      ['power', a.A, 2],
      ['maximum', a.A, -3],
      ['minimum', 3, a.A],
      ['less', a.A, -1],
      ['greater', a.A, 1],
      ['greater', -1, a.A],
      ['equal', a.A, 2],
      ['not_equal', a.A, 0],
      ['greater_equal', a.A, 0.5],
      ['less_equal', a.A, -0.5],
      ['greater', a.A, NaN],
    ];
    for (const [name, x, y] of cases) {
      const of = (v: unknown) => (xp.sparse.issparse(v) ? a.dense : v);
      const got = sparse[name]!(x, y) as xp.sparse.SparseArray;
      expectElements(got, dense[name === 'power' ? 'pow' : name]!(of(x), of(y)), `${name}, ${layout}`);
      const rows = /min|max|less|greater|equal/.test(name) && a.A.format === 'coo';
      expect([name, got.format]).toEqual([name, rows ? 'csr' : a.A.format]);
    }
  }
});

small('products and quotients by 0 and NaN keep the pattern, as in SciPy', () => {
  const A = xp.sparse.csr_array(
    [
      [1, 0],
      [0, -2],
    ],
    { device },
  );
  for (const B of [xp.sparse.multiply(A, 0), xp.sparse.multiply(A, NaN), xp.sparse.divide(A, 0)]) expect(B.nnz).toBe(2);
  expect(xp.sparse.divide(A, xp.zeros([2, 2], { device })).data.tolist()).toEqual([Infinity, -Infinity]);
  const withNaN = xp.sparse.csr_array(
    [
      [NaN, 0],
      [0, 0],
    ],
    { device },
  );
  expect(xp.sparse.multiply(withNaN, A.T).data.tolist()).toEqual([NaN]);
  expect(
    xp.sparse
      .multiply(
        withNaN,
        xp.sparse.csr_array(
          [
            [0, 1],
            [1, 0],
          ],
          { device },
        ),
      )
      .data.tolist(),
  ).toEqual([NaN]);
});

small('what would fill the array is a TypeError that names the dense function', () => {
  const A = xp.sparse.csr_array(
    [
      [1, 0],
      [0, 2],
    ],
    { device },
  );
  const refused: [string, unknown, unknown][] = [
    ['add', A, 1],
    ['subtract', 1, A],
    ['maximum', A, 1],
    ['minimum', -1, A],
    ['power', A, 0],
    ['power', A, -1],
    ['power', A.astype(xp.int32), -1],
    ['power', A.astype(xp.int64), -2n],
    ['power', A.astype(xp.int64), 0n],
    ['power', -2n, A.astype(xp.int64)],
    ['equal', A, A],
    ['equal', A, 0],
    ['not_equal', A, 1],
    ['not_equal', A, NaN],
    ['less', A, 1],
    ['greater', 1, A],
    ['less_equal', A, A],
    ['greater_equal', A, -1],
    ['divide', A, A],
    ['divide', 1, A],
  ];
  for (const [name, x, y] of refused)
    expect(() => sparse[name]!(x, y)).toThrow(
      new RegExp(`^${name}: expected .* got .*; use xp\\.${name === 'power' ? 'pow' : name} on toarray`),
    );
});

small('shapes, dtypes and kinds that do not fit', () => {
  const A = xp.sparse.csr_array(
    [
      [1, 0],
      [0, 2],
    ],
    { device },
  );
  expect(() => xp.sparse.add(A, xp.sparse.csr_array([[1, 2, 3]], { device }))).toThrow(RangeError);
  expect(() => xp.sparse.multiply(A, xp.ones([3], { device }))).toThrow(RangeError);
  expect(() => xp.sparse.multiply(A, xp.ones([2, 2, 2], { device }))).toThrow(/^multiply: expected at most 2 axes/);
  expect(() => xp.sparse.add(A, A.astype(xp.int32))).toThrow(/^add: expected dtypes that promote/);
  expect(() => xp.sparse.multiply(A.astype(xp.int32), 2.5)).toThrow(TypeError);
  expect(() => xp.sparse.add(xp.ones([2], { device }) as never, 1)).toThrow(
    /^add: expected a sparse array for x1 or x2/,
  );
  expect(() => xp.sparse.add(A, 'x' as never)).toThrow(/x2/);
  expect(() => xp.sparse.multiply(A.astype(xp.bool), 2)).toThrow(/^multiply: expected a scalar that fits bool/);
  expect(() => xp.sparse.power(A.astype(xp.bool), 2)).toThrow(/^power: expected one of int8/);
  expect(() => xp.sparse.less(A.astype(xp.complex64), A.astype(xp.complex64))).toThrow(TypeError);
  const gone = A.copy();
  gone.dispose();
  expect(() => xp.sparse.add(gone, A)).toThrow(expect.objectContaining({ code: 'ERR_OBOL_DISPOSED' }));
  expect(A.toarray().tolist()).toEqual([
    [1, 0],
    [0, 2],
  ]);
});

small('dtypes promote between sparse arrays', () => {
  const A = xp.sparse.csr_array(
    [
      [1, 0],
      [0, 2],
    ],
    { device },
  );
  expect(xp.sparse.add(A.astype(xp.int32), A.astype(xp.int64)).dtype).toBe(xp.int64);
  expect(xp.sparse.multiply(A.astype(xp.complex64), A).dtype).toBe(xp.complex128);
  // Duplicates are summed before they become wider: 2^31 wraps in int32.
  const places = [Int32Array.of(0, 0), Int32Array.of(0, 0)] as const;
  const wraps = xp.sparse.coo_array([Int32Array.of(2 ** 30, 2 ** 30), places], { shape: [1, 1], device });
  const nothing = xp.sparse.csr_array(xp.zeros([1, 1], { dtype: xp.int64, device }));
  expect(xp.sparse.add(wraps, nothing).toarray().item()).toBe(-(2n ** 31n));
});
