// Norms of sparse arrays against the same sums taken in JavaScript, by every dtype, order and axis.
import * as xp from '../../../../lib/index';
import type { DType } from '../../../../lib/core/dtype';
import { small, testDevice as device } from '../../../support/device';

const { norm } = xp.sparse.linalg;
const orders = [2, 1, 0, Infinity, -Infinity, 3, 0.5, -1, -2] as const;

function vectorNorm(x: number[], ord: number): number {
  if (ord === Infinity) return Math.max(0, ...x);
  if (ord === -Infinity) return x.length === 0 ? 0 : Math.min(...x);
  if (ord === 0) return x.filter((v) => v !== 0).length;
  const total = x.reduce((sum, v) => sum + v ** ord, 0);
  return total ** (1 / ord);
}
const columns = (rows: number[][]): number[][] => (rows[0] ?? []).map((_, j) => rows.map((row) => row[j]!));
const sum = (x: number[]): number => x.reduce((a, b) => a + b, 0);

// An empty row, an empty column, a full row, a full column, negative and explicit zeros.
const dense = [
  [0, 3, -4, 0, 1],
  [0, 0, 0, 0, 0],
  [1, 2, 2, 0, 4],
  [0, -7, 0.5, 0, 0],
];
const full = [
  [1, -2],
  [-3, 4],
];

function sparseOf(rows: number[][], dtype: DType): { A: xp.sparse.SparseArray; sizes: number[][] } {
  const complex = dtype === xp.complex64 || dtype === xp.complex128;
  const integer = dtype === xp.int32 || dtype === xp.int64;
  const real = xp.asarray(integer ? rows.map((r) => r.map(Math.round)) : rows, { device, dtype: xp.float64 });
  const sizes = (real.tolist() as number[][]).map((r) => r.map(Math.abs));
  const x = complex ? xp.multiply(xp.astype(real, xp.complex128), { re: 0.6, im: -0.8 }) : real;
  return { A: xp.sparse.csr_array(xp.astype(x, dtype)), sizes };
}

for (const dtype of [xp.float32, xp.float64, xp.complex64, xp.complex128, xp.int32, xp.int64])
  small(`norms of ${dtype.name}`, () => {
    const single = dtype === xp.float32 || dtype === xp.complex64;
    const digits = single ? 4 : 12;
    for (const rows of [dense, full]) {
      const { A, sizes } = sparseOf(rows, dtype);
      const across = columns(sizes);
      const matrix: [undefined | 'fro' | number, number][] = [
        [undefined, Math.sqrt(sum(sizes.flat().map((v) => v * v)))],
        ['fro', Math.sqrt(sum(sizes.flat().map((v) => v * v)))],
        [1, Math.max(...across.map(sum))],
        [-1, Math.min(...across.map(sum))],
        [Infinity, Math.max(...sizes.map(sum))],
        [-Infinity, Math.min(...sizes.map(sum))],
      ];
      for (const [ord, expected] of matrix) {
        const got = norm(A, { ord });
        expect([got.shape, got.dtype]).toEqual([[], single ? xp.float32 : xp.float64]);
        expect(got.item()).toBeCloseTo(expected, digits);
        expect(norm(A.tocoo(), { ord, axis: [0, 1] }).item()).toBeCloseTo(expected, digits);
        expect(norm(A.T, { ord, axis: [1, -2] }).item()).toBeCloseTo(expected, digits);
      }
      for (const axis of [0, 1, -1])
        for (const ord of orders) {
          const lines = axis === 0 ? across : sizes;
          const got = norm(A, { ord, axis });
          expect(got.dtype).toBe(single ? xp.float32 : xp.float64);
          expect(got.shape).toEqual([lines.length]);
          (got.tolist() as number[]).forEach((v, i) => expect(v).toBeCloseTo(vectorNorm(lines[i]!, ord), digits));
        }
    }
  });

small('elements whose squares overflow or vanish', () => {
  for (const scale of [1e-200, 1e200]) {
    const A = xp.sparse.csr_array(
      xp.asarray(
        [
          [3 * scale, 0],
          [4 * scale, 0],
        ],
        { device },
      ),
    );
    expect(Number(norm(A).item()) / scale).toBeCloseTo(5, 12);
    expect(Number(norm(A, { axis: 0 }).get(0).item()) / scale).toBeCloseTo(5, 12);
  }
});

small('empty matrices, explicit zeros, NaN', () => {
  for (const shape of [
    [0, 0],
    [0, 3],
    [3, 0],
  ] as [number, number][]) {
    const A = xp.sparse.csr_array(xp.zeros(shape, { device }));
    for (const ord of ['fro', 1, -1, Infinity, -Infinity] as const) expect(norm(A, { ord }).item()).toBe(0);
    expect(norm(A, { axis: 1 }).tolist()).toEqual(new Array(shape[0]).fill(0));
    expect(norm(A, { axis: 0, ord: -Infinity }).tolist()).toEqual(new Array(shape[1]).fill(0));
  }
  const stored = xp.sparse.csr_array([Float64Array.of(0, 2), Int32Array.of(0, 1), Int32Array.of(0, 2)], {
    shape: [1, 2],
    device,
  });
  expect(norm(stored, { ord: 0, axis: 1 }).tolist()).toEqual([1]);
  const broken = xp.sparse.csr_array(
    xp.asarray(
      [
        [NaN, 1],
        [0, 2],
      ],
      { device },
    ),
  );
  expect(norm(broken).item()).toBeNaN();
  expect(norm(broken, { ord: 1 }).item()).toBeNaN();
  expect(norm(broken, { axis: 1, ord: Infinity }).tolist()).toEqual([NaN, 2]);
});

small('what has no such norm is refused', () => {
  const A = xp.sparse.csr_array(xp.eye(2, undefined, { device }));
  expect(() => norm(xp.eye(2) as never)).toThrow('norm: expected a sparse array (see xp.linalg.matrix_norm) for A');
  expect(() => norm(A, { ord: 0 })).toThrow('norm: expected one of');
  expect(() => norm(A, { ord: 'nuc' as never })).toThrow("norm: expected a number or 'fro' for ord");
  expect(() => norm(A, { ord: NaN })).toThrow(RangeError);
  expect(() => norm(A, { axis: 2 })).toThrow(RangeError);
  expect(() => norm(A, { axis: [0, 0] })).toThrow('norm: expected 0, 1 or both for axis');
  expect(() => norm(A, { axis: {} as never })).toThrow('norm: expected a whole number for axis');
  expect(() => norm(A, { ord: 2 })).toThrow('(svds gives the 2-norm) for ord, got 2');
  expect(() => norm(A, 1 as never)).toThrow('ord goes into the options');
});
