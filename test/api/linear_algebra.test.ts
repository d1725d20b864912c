// matmul, matrix_transpose, tensordot and vecdot against loops over JavaScript numbers: whole numbers, so that sums are
// exact in every order.
import * as xp from '../../lib/index';
import type { DTypeName } from '../../lib/standard';
import { large, small, testDevice as device } from '../support/device';

const dtypes: readonly DTypeName[] = [
  'int8',
  'int16',
  'int32',
  'uint8',
  'uint16',
  'uint32',
  'float32',
  'float64',
  'complex64',
  'complex128',
];
const value = (i: number, seed: number): number => (i * 37 + seed * 11) % 5;
/** Small whole numbers of a shape; `turned`: the same numbers in the other memory order. */
function make(shape: number[], seed: number, dtype: DTypeName = 'float64', turned = false): xp.NDArray {
  const size = shape.reduce((a, b) => a * b, 1);
  const flat = xp.astype(
    xp.asarray(
      Float64Array.from({ length: size }, (_, i) => value(i, seed)),
      { device },
    ),
    xp[dtype],
  );
  const x = xp.reshape(flat, shape);
  return turned ? xp.asarray(x.mT, { copy: true }).mT : x;
}
const real = (x: xp.NDArray): number[] =>
  Array.from(xp.astype(x.dtype.name.startsWith('complex') ? xp.real(x) : x, xp.float64).dataSync() as Float64Array);

function product(m: number, n: number, k: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += value(i * k + l, 1) * value(l * n + j, 2);
      out.push(sum);
    }
  return out;
}

for (const dtype of dtypes)
  small(`matmul of ${dtype} agrees with loops, in either memory order`, () => {
    for (const [m, n, k] of [
      [2, 3, 4],
      [9, 25, 3],
      [17, 1, 5],
      [1, 30, 5],
    ] as const)
      for (const a of [false, true])
        for (const b of [false, true]) {
          const c = xp.matmul(make([m, k], 1, dtype, a), make([k, n], 2, dtype, b));
          expect([c.dtype, c.shape]).toEqual([xp[dtype], [m, n]]);
          expect(real(c)).toEqual(product(m, n, k));
        }
  });

small('int64 beyond 2^53 is exact, and wraps', () => {
  const a = xp.asarray([[2n ** 62n, 3n]], { dtype: xp.int64, device });
  const b = xp.asarray([[2n], [2n ** 61n + 1n]], { dtype: xp.int64, device });
  expect(xp.matmul(a, b).tolist()).toEqual([[BigInt.asIntN(64, 2n ** 63n + 3n * (2n ** 61n + 1n))]]);
});

small('complex products', () => {
  const z = (re: number, im: number) => ({ re, im });
  for (const dtype of [xp.complex64, xp.complex128]) {
    const a = xp.asarray([[z(1, 2), z(0, -1)]], { dtype, device });
    const b = xp.asarray([[z(3, -1)], [z(2, 2)]], { dtype, device });
    expect(xp.matmul(a, b).tolist()).toEqual([[z(7, 3)]]);
  }
});

large('sizes beyond every block, many threads or one', () => {
  for (const [m, n, k] of [
    [150, 500, 400],
    [3, 4, 9000],
    [5000, 3, 20],
    [20, 5000, 30],
  ] as const) {
    const expected = product(m, n, k);
    expect(real(xp.matmul(make([m, k], 1), make([k, n], 2)))).toEqual(expected);
    expect(real(xp.matmul(make([m, k], 1, 'float32', true), make([k, n], 2, 'float32')))).toEqual(expected);
  }
});

small('vectors are rows on the left and columns on the right', () => {
  const [a, b, v] = [make([4, 6], 1), make([6, 5], 2), make([6], 3)];
  expect(real(xp.matmul(a, v))).toEqual(real(xp.reshape(xp.matmul(a, xp.reshape(v, [6, 1])), [4])));
  expect(real(xp.matmul(v, b))).toEqual(real(xp.reshape(xp.matmul(xp.reshape(v, [1, 6]), b), [5])));
  expect(xp.matmul(v, v).item()).toBe(real(v).reduce((sum, x) => sum + x * x, 0));
});

small('leading axes broadcast', () => {
  const [a, b] = [make([3, 1, 2, 4], 1), make([2, 4, 5], 2)];
  const c = xp.matmul(a, b);
  expect(c.shape).toEqual([3, 2, 2, 5]);
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 2; j++) expect(c.get(i, j).tolist()).toEqual(xp.matmul(a.get(i, 0), b.get(j)).tolist());
});

small('nothing to sum gives zeros; empty results', () => {
  expect(xp.matmul(make([2, 0], 1), make([0, 3], 2)).tolist()).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
  expect(xp.matmul(make([0, 4], 1), make([4, 3], 2)).shape).toEqual([0, 3]);
  expect(xp.matmul(make([0, 2, 4], 1), make([4, 3], 2)).shape).toEqual([0, 2, 3]);
});

small('NaN and infinity stay in their row', () => {
  const a = make([20, 20], 1);
  a.set([4, 7], NaN);
  const bad = xp.isnan(xp.matmul(a, xp.ones([20, 20], { device })));
  expect(real(xp.sum(xp.astype(bad, xp.float64), { axis: 1 }))).toEqual(
    Array.from({ length: 20 }, (_, i) => (i === 4 ? 20 : 0)),
  );
});

small('matrix_transpose turns the last two axes', () => {
  const x = make([2, 3, 4], 1);
  const t = xp.matrix_transpose(x);
  expect(t.shape).toEqual([2, 4, 3]);
  expect(t.get(1, 2, 0).item()).toBe(x.get(1, 0, 2).item());
});

small('tensordot sums over the axes named', () => {
  const [a, b] = [make([2, 3, 4], 1), make([4, 3, 5], 2)];
  const c = xp.tensordot(a, b, {
    axes: [
      [1, 2],
      [1, 0],
    ],
  });
  expect(c.shape).toEqual([2, 5]);
  let sum = 0;
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 4; j++) sum += Number(a.get(1, i, j).item()) * Number(b.get(j, i, 3).item());
  expect(c.get(1, 3).item()).toBe(sum);
  expect(xp.tensordot(make([2], 1), make([3], 2), { axes: 0 }).shape).toEqual([2, 3]);
});

small('vecdot sums along an axis and conjugates its first argument', () => {
  expect(xp.vecdot(make([2, 3], 1), make([2, 3], 2)).tolist()).toEqual(
    [0, 1].map((i) => [0, 1, 2].reduce((sum, j) => sum + value(i * 3 + j, 1) * value(i * 3 + j, 2), 0)),
  );
  const z = xp.asarray([{ re: 1, im: 2 }], { device });
  expect(xp.vecdot(z, z).item()).toEqual({ re: 5, im: 0 });
});

small('wrong shapes and dtypes are refused', () => {
  expect(() => xp.matmul(make([2, 3], 1), make([2, 3], 1))).toThrow(RangeError);
  expect(() => xp.matmul(xp.asarray(1, { device }), make([2], 1))).toThrow(RangeError);
  expect(() =>
    xp.matmul(xp.ones([2, 2], { dtype: xp.bool, device }), xp.ones([2, 2], { dtype: xp.bool, device })),
  ).toThrow(TypeError);
  expect(() => xp.matrix_transpose(make([3], 1))).toThrow(RangeError);
});
