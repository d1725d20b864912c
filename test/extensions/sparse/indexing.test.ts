// Parts of sparse arrays against the same parts of dense ones.
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { small, testDevice as device } from '../../support/device';
import { expectDense, expectElements, pair, sparseDTypes, sparseLayouts, sparseShapes } from '../../support/sparse';

const { slice } = xp;
type Index = readonly unknown[];
const part = (A: unknown, index: Index): unknown => (A as { get(...index: Index): unknown }).get(...index);

/** The same part of a dense array, with an axis of one element for each whole number, and rows and columns apart. */
function outer(x: NDArray, [row, col]: readonly [unknown, unknown]): NDArray {
  const kept = (p: unknown, n: number): unknown =>
    typeof p === 'number' ? slice(p, p === -1 ? null : p + 1) : p === xp.ellipsis ? slice(0, n) : p;
  const rows = part(x, [kept(row, x.shape[0]!)]) as NDArray;
  return part(rows, [slice(), kept(col, x.shape[1]!)]) as NDArray;
}

const rows: unknown[] = [
  2,
  -1,
  slice(),
  slice(1, 4),
  slice(null, null, 2),
  slice(null, null, -1),
  slice(5, 0, -2),
  slice(3, 3),
  [0, 3, 3, -1],
  [],
  [true, false, true, false, false, true],
];
const cols: unknown[] = [
  3,
  -2,
  slice(),
  slice(2, 7),
  slice(1, null, 3),
  slice(null, null, -2),
  slice(9, 9),
  [8, 0, 0, -3],
  [false, true, true, false, false, false, true, false, true],
];

for (const dtype of sparseDTypes)
  small(`${dtype}: rows and columns by numbers, slices, lists and masks`, () => {
    sparseLayouts.forEach((layout, i) => {
      const { A, dense } = pair(dtype, [6, 9], {
        layout,
        seed: 20 + i,
        special: layout !== 'coo with duplicates',
        share: 2,
      });
      for (const row of rows)
        for (const col of cols) {
          const lists = Array.isArray(row) && Array.isArray(col);
          if (lists) continue;
          const note = `${layout} ${String(row)} ${String(col)}`;
          if (typeof row === 'number' && typeof col === 'number')
            expectDense(part(A, [row, col]), part(dense, [row, col]) as NDArray, note);
          else {
            const got = part(A, [row, col]);
            expectElements(got, outer(dense, [row, col]), note);
            expect((got as xp.sparse.SparseArray).format).toBe(layout === 'csc' ? 'csc' : 'csr');
          }
        }
    });
  });

small(
  'pairs of index arrays give the elements there: 1-d dense, 2-d sparse; a column beside a row gives a block',
  () => {
    for (const layout of sparseLayouts) {
      const { A, dense } = pair('float64', [6, 9], { layout, seed: 30, share: 2 });
      const pairs: [unknown, unknown][] = [
        [
          [0, 1, -1, 3],
          [2, 2, 0, -9],
        ],
        [xp.asarray([0, 5], { dtype: xp.int32, device }), [8, 1]],
        [[1], [0, 1, 2]],
        [Int32Array.of(0, 1), xp.asarray([3n, -1n], { device })],
        [
          [true, false, true, false, false, false],
          [4, 5],
        ],
        [[], []],
      ];
      for (const [r, c] of pairs) expectDense(part(A, [r, c]), part(dense, [r, c]) as NDArray, layout);
      const grid = [
        [
          [0, 1],
          [5, 2],
        ],
        [
          [3, 3],
          [0, 8],
        ],
      ];
      expectElements(part(A, grid), part(dense, grid) as NDArray, layout);
      const block = [[[0], [5], [2]], [[3, 1]]];
      expectElements(part(A, block), part(dense, block) as NDArray, layout);
    }
  },
);

small('masks of the whole shape, dense and sparse, give the elements under them in C order', () => {
  for (const layout of sparseLayouts) {
    const { A, dense } = pair('float64', [6, 9], { layout, seed: 31, share: 2 });
    expectDense(A.get(xp.greater(dense, 1)), dense.get(xp.greater(dense, 1)), layout);
    expectDense(A.get(xp.sparse.greater(A, 1)), dense.get(xp.greater(dense, 1)), layout);
    expectDense(A.get(xp.less_equal(dense, 0)), dense.get(xp.less_equal(dense, 0)), layout);
  }
});

small('an ellipsis stands for what is left out; nothing at all is the array', () => {
  const { A, dense } = pair('int32', [6, 9], { seed: 32 });
  for (const index of [[], [xp.ellipsis], [xp.ellipsis, slice()], [slice(), xp.ellipsis, slice()]])
    expectElements(part(A, index), dense, 'all');
  expectElements(part(A, [xp.ellipsis, 2]), outer(dense, [slice(), 2]), 'a column');
  expectElements(part(A, [2, xp.ellipsis]), outer(dense, [2, slice()]), 'a row');
  expectElements(A.get(-1), outer(dense, [-1, slice()]), 'the last row');
});

small('shapes without rows, columns or elements', () => {
  for (const shape of sparseShapes) {
    const { A, dense } = pair('float64', shape, { seed: 33 });
    for (const index of [
      [slice(0, 1)],
      [slice(), slice(0, 1)],
      [slice(null, null, -1)],
      [[], slice()],
      [slice(), []],
    ] as Index[])
      expectElements(part(A, index), part(dense, index) as NDArray, `[${shape.join()}]`);
  }
});

small('a part is a value of its own: it outlives the whole', () => {
  const { A, dense } = pair('float64', [6, 9], { seed: 34, share: 1 });
  const parts = [
    A.get(),
    A.get(slice(0, 5)),
    A.get(slice(0, 1)),
    A.get(slice(), slice(2, 4)),
    A.eliminate_zeros(),
    A.copy(),
    A.T,
    A.tocsc(),
  ];
  A.dispose();
  const wanted = [
    dense,
    dense.get(slice(0, 5)),
    dense.get(slice(0, 1)),
    dense.get(slice(), slice(2, 4)),
    dense,
    dense,
    dense.T,
    dense,
  ];
  parts.forEach((p, i) => expectElements(p, wanted[i]!, String(i)));
});

small('0-d arrays are whole numbers; a grid of indices beside a whole number gives a grid', () => {
  for (const layout of sparseLayouts) {
    const { A, dense } = pair('float64', [6, 9], { layout, seed: 33, share: 2 });
    const one = xp.asarray(1n, { device });
    const grid = [
      [0, 1],
      [-1, 3],
    ];
    expectDense(part(A, [one, 2]), part(dense, [1, 2]) as NDArray, layout);
    expectDense(part(A, [one, one]), part(dense, [1, 1]) as NDArray, layout);
    expectElements(part(A, [one]), dense.get(slice(1, 2)), layout);
    expectElements(part(A, [slice(), one]), dense.get(slice(), slice(1, 2)), layout);
    expectElements(part(A, [grid, 2]), part(dense, [grid, 2]) as NDArray, layout);
    expectElements(part(A, [one, grid]), part(dense, [1, grid]) as NDArray, layout);
  }
});

small('steps beyond the last row or column, beyond int32 too, leave the first one', () => {
  const { A, dense } = pair('float64', [6, 9], { seed: 3 });
  for (const step of [2 ** 40, -(2 ** 40)]) {
    const wanted: [number, number] = step > 0 ? [0, 0] : [5, 8];
    const one = A.get(slice(null, null, step), slice(null, null, step)) as xp.sparse.SparseArray;
    expect(one.toarray().tolist()).toEqual([[dense.get(...wanted).item()]]);
    const none = A.get(slice(0, 0, step), slice(0, 0, step)) as xp.sparse.SparseArray;
    expect(none.shape).toEqual([0, 0]);
  }
});

small('parts of an array as wide as int32 allows take no memory for its columns', () => {
  const cols = 2 ** 31 - 1;
  const A = xp.sparse.csr_array([Float64Array.of(1, 2, 3), [[0, 1, 4], [0, 1999999999, cols - 1]]], { shape: [5, cols], device }); // prettier-ignore
  const halves = A.get(xp.ellipsis, slice(null, null, 2)) as xp.sparse.SparseArray;
  expect([halves.shape, halves.tocoo().col.tolist()]).toEqual([
    [5, 2 ** 30],
    [0, (cols - 1) / 2],
  ]);
  const before = xp.device_stats(device).live_bytes;
  const found = A.get([0, 4, -4, 2], [0, -1, 1999999999, 5]) as NDArray;
  expect(found.tolist()).toEqual([1, 3, 2, 0]);
  expect(xp.device_stats(device).live_bytes - before).toBeLessThan(2 ** 20);
  const far = xp.asarray([0, -cols - 1], { dtype: xp.int64, device });
  expect(() => (part(A, [[0, 1], far]) as NDArray).dataSync()).toThrow(RangeError);
});

small('an index that was disposed is refused', () => {
  const { A } = pair('float64', [2, 2]);
  for (const index of [
    xp.asarray([0, 1], { dtype: xp.int32, device }),
    xp.ones([2], { dtype: xp.bool, device }),
    xp.ones([2, 2], { dtype: xp.bool, device }),
  ]) {
    index.dispose();
    expect(() => part(A, [index])).toThrow(/^get: expected a live array for index, got one that was disposed/);
  }
});

small('indices that are out of range, of another kind, too many', () => {
  const { A } = pair('float64', [6, 9]);
  const wrong: [Index, RegExp][] = [
    [[6], /^get: expected an index in \[-6, 5\] for axis 0, got 6/],
    [[0, -10], /^get: expected an index in \[-9, 8\] for axis 1, got -10/],
    [[[0, 6]], /axis 0, got 6/],
    [[slice(), Int32Array.of(9)], /axis 1, got 9/],
    [[[true, false]], /^get: expected a mask of shape \[6\] for index, got \[2\]/],
    [[xp.ones([9, 6], { dtype: xp.bool, device })], /mask of shape \[6, 9\]/],
    [[0, 0, 0], /at most 2 indices/],
    [[xp.ellipsis, xp.ellipsis], /at most one xp.ellipsis/],
    [
      [
        [0, 1],
        [0, 1, 2],
      ],
      /broadcast/,
    ],
    [[[[0, 1]]], /^get: expected an index array of one axis beside a slice/],
    [[slice(), [[0], [1]]], /^get: expected an index array of one axis beside a slice/],
    [[null], /^get: expected whole numbers, slices/],
    [[1.5], /^get: expected whole numbers for index, got 1.5/],
    [[[0, 1.5]], /^get: expected a scalar that fits int32 for index, got 1.5/],
    [['0'], /got "0"/],
    [[xp.ones([2], { device })], /bool or integer arrays for index, got float64/],
    [[A], /^get: expected a bool mask for index, got float64/],
  ];
  for (const [index, message] of wrong) expect(() => part(A, index)).toThrow(message);
  const far = xp.asarray([0, 7], { dtype: xp.int32, device });
  expect(() => (part(A, [far]) as xp.sparse.SparseArray).data.dataSync()).toThrow(RangeError);
  expect(() => (part(A, [far, far]) as NDArray).dataSync()).toThrow(RangeError);
});
