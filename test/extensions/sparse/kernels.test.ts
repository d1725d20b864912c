// The families under xp.sparse's arithmetic (merge, rows, select, products of any dtype) against loops over Maps.
import * as xp from '../../../lib/index';
import { merge, reduceRows, select, takeRows, timesDense, timesSparse } from '../../../lib/extensions/sparse/kernels';
import type { DType } from '../../../lib/core/dtype';
import type { CsrArray } from '../../../lib/extensions/sparse/array';
import { small, testDevice as device } from '../../support/device';

/** Elements by place (row · columns + column), in the order of a CSR array. */
type Entries = Map<number, number>;
interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly entries: Entries;
}

function matrix(rows: number, cols: number, columns: (i: number) => Iterable<number>, value = whole): Matrix {
  const entries: Entries = new Map();
  for (let i = 0; i < rows; i++)
    for (const j of [...new Set(columns(i))].sort((a, b) => a - b)) entries.set(i * cols + j, value(i, j));
  return { rows, cols, entries };
}
const whole = (i: number, j: number): number => ((i * 5 + j * 3) % 7) - 3;
function* every(n: number, step = 1, first = 0): Iterable<number> {
  for (let j = first; j < n; j += step) yield j;
}

function csr(m: Matrix, dtype: DType = xp.float64): CsrArray {
  const places = [...m.entries.keys()];
  const indptr = new Int32Array(m.rows + 1);
  for (const p of places) indptr[Math.floor(p / m.cols) + 1]!++;
  for (let i = 0; i < m.rows; i++) indptr[i + 1]! += indptr[i]!;
  const indices = Int32Array.from(places, (p) => p % m.cols);
  const data = xp.astype(xp.asarray(Float64Array.from(m.entries.values()), { device }), dtype);
  return xp.sparse.csr_array([data, indices, indptr], { shape: [m.rows, m.cols], device });
}

/** What an element of `dtype` is of a whole number. */
const as = (dtype: DType, v: number): number => (dtype.name === 'bool' ? Number(v !== 0) : v);

/** The stored elements of a CSR array, and that it is canonical. */
function stored(a: CsrArray): [number, number][] {
  const [indptr, indices] = [a.indptr.dataSync() as Int32Array, a.indices.dataSync() as Int32Array];
  const complex = a.dtype.name.startsWith('complex');
  const data = Array.from(a.data.dataSync() as ArrayLike<number | bigint>, Number).filter(
    (_, i) => !complex || i % 2 === 0,
  );
  expect([indptr.length, indptr[0], indptr[a.shape[0]]]).toEqual([a.shape[0] + 1, 0, a.nnz]);
  const out: [number, number][] = [];
  for (let i = 0; i < a.shape[0]; i++)
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      if (e > indptr[i]! && indices[e]! <= indices[e - 1]!) throw new Error(`row ${i} is not in order`);
      out.push([i * a.shape[1] + indices[e]!, data[e]! + 0]);
    }
  return out;
}
const plain = (entries: Entries): [number, number][] => [...entries].map(([p, v]) => [p, v + 0]);

/** toEqual of lists of pairs, which names the first difference and takes no time. */
function same(got: [number, number][], expected: [number, number][]): void {
  expect(got.length).toBe(expected.length);
  const at = got.findIndex(([p, v], i) => p !== expected[i]![0] || !Object.is(v, expected[i]![1]));
  expect(got[at]).toEqual(expected[at]);
}

function merged(a: Matrix, b: Matrix, op: (x: number, y: number) => number, both: boolean): Entries {
  const places = [...new Set([...a.entries.keys(), ...b.entries.keys()])].sort((x, y) => x - y);
  return new Map(
    places
      .filter((p) => !both || (a.entries.has(p) && b.entries.has(p)))
      .map((p) => [p, op(a.entries.get(p) ?? 0, b.entries.get(p) ?? 0)]),
  );
}

const shapes: Record<string, [Matrix, Matrix]> = {
  'short rows, every third empty': [
    matrix(90, 40, (i) => (i % 3 === 1 ? [] : every(40, 7, i % 5))),
    matrix(90, 40, (i) => (i % 4 === 2 ? [] : every(40, 3, i % 7))),
  ],
  'one dense row among empty ones': [
    matrix(5, 5000, (i) => (i === 2 ? every(5000) : [])),
    matrix(5, 5000, (i) => (i === 2 ? every(5000, 3, 1) : i === 4 ? [4999] : [])),
  ],
  'one dense column': [matrix(700, 9, (i) => (i % 50 === 0 ? [2, 8] : [2])), matrix(700, 9, (i) => [i % 9])],
  'rows that share nothing': [matrix(30, 64, () => every(64, 2)), matrix(30, 64, () => every(64, 2, 1))],
  'the same rows twice': [matrix(8, 3000, () => every(3000, 2)), matrix(8, 3000, () => every(3000, 2))],
  'an empty one': [matrix(6, 7, (i) => [i]), matrix(6, 7, () => [])],
  'no rows': [matrix(0, 7, () => []), matrix(0, 7, () => [])],
  'no columns': [matrix(7, 0, () => []), matrix(7, 0, () => [])],
};
const dtypes = [xp.bool, xp.int32, xp.int64, xp.float32, xp.float64, xp.complex64, xp.complex128];

for (const [title, [a, b]] of Object.entries(shapes)) {
  small(`merge of every dtype over the union and the intersection: ${title}`, () => {
    for (const dtype of dtypes) {
      const [A, B] = [csr(a, dtype), csr(b, dtype)];
      const [name, op] =
        dtype === xp.bool
          ? (['logical_xor', (x: number, y: number) => as(dtype, x) ^ as(dtype, y)] as const)
          : (['subtract', (x: number, y: number) => x - y] as const);
      for (const pattern of ['union', 'intersection'] as const) {
        const C = merge('test', name, A, B, pattern);
        expect([C.dtype, C.shape]).toEqual([dtype, A.shape]);
        same(stored(C), plain(merged(a, b, op, pattern === 'intersection')));
      }
    }
  });

  small(`merge by other operations: ${title}`, () => {
    const [A, B] = [csr(a), csr(b)];
    const operations: Record<string, (x: number, y: number) => number> = {
      add: (x, y) => x + y,
      multiply: (x, y) => x * y,
      maximum: Math.max,
      minimum: Math.min,
      less: (x, y) => Number(x < y),
      not_equal: (x, y) => Number(x !== y),
    };
    for (const [name, op] of Object.entries(operations))
      same(stored(merge('test', name, A, B, 'union')), plain(merged(a, b, op, false)));
    expect(merge('test', 'less', A, B, 'union').dtype).toBe(xp.bool);
  });

  small(`rows by any index, repeated, negative, none: ${title}`, () => {
    for (const dtype of dtypes) {
      const A = csr(a, dtype);
      const n = a.rows;
      const picks =
        n === 0 ? [[]] : [[], [n - 1], [0, n - 1, 0, -1, -n], Array.from({ length: 2 * n }, (_, i) => (i * 7) % n)];
      for (const pick of picks) {
        const rows = pick.map((i) => (i < 0 ? i + n : i));
        const expected = rows.flatMap((row, i) =>
          [...a.entries]
            .filter(([p]) => Math.floor(p / a.cols) === row)
            .map(([p, v]): [number, number] => [i * a.cols + (p % a.cols), as(dtype, v) + 0]),
        );
        for (const index of [Int32Array.from(pick), BigInt64Array.from(pick, BigInt)])
          same(stored(takeRows('test', A, xp.asarray(index, { device }))), expected);
      }
    }
  });

  small(`select by a mask, and of what is not 0: ${title}`, () => {
    for (const dtype of dtypes) {
      const A = csr(a, dtype);
      const all = [...a.entries].map(([p, v]): [number, number] => [p, as(dtype, v) + 0]);
      same(
        stored(select('test', A)),
        all.filter(([, v]) => v !== 0),
      );
      const mask = Uint8Array.from({ length: 2 * all.length }, (_, i) => (i % 5 < 2 ? 1 : 0));
      const wide = xp.astype(xp.asarray(mask, { device }), xp.bool);
      const strided = wide.get(xp.slice(null, null, 2));
      same(
        stored(select('test', A, strided)),
        all.filter((_, i) => mask[2 * i]),
      );
    }
  });
}

small('takeRows reads a strided and a reversed index', () => {
  const A = csr(
    matrix(
      9,
      4,
      (i) => [i % 4],
      (i) => i + 1,
    ),
  );
  const index = xp.asarray(Int32Array.of(8, 0, 3, 1, -1, 5), { device });
  expect(takeRows('test', A, index.get(xp.slice(null, null, 2))).data.tolist()).toEqual([9, 4, 9]);
  expect(takeRows('test', A, index.get(xp.slice(null, null, -1))).data.tolist()).toEqual([6, 9, 2, 4, 1, 9]);
  expect(takeRows('test', A, xp.broadcast_to(index.get(2), [3])).data.tolist()).toEqual([4, 4, 4]);
});

small('a row out of range is a RangeError that names it', () => {
  const A = csr(matrix(4, 4, (i) => [i]));
  for (const bad of [4, -5])
    expect(() => takeRows('test', A, xp.asarray(Int32Array.of(0, bad, 1), { device }))).toThrow(
      new RegExp(`index ${bad} is out of bounds for axis 0 with size 4`),
    );
});

small('rows of more than 2^31 - 1 elements are a RangeError before memory is taken', () => {
  const A = csr(
    matrix(
      1,
      70000,
      () => every(70000),
      () => 1,
    ),
  );
  const index = xp.zeros([40000], { dtype: xp.int32, device });
  expect(() => takeRows('test', A, index)).toThrow(RangeError);
  expect(() => takeRows('test', A, index)).toThrow(/fewer than 2\^31/);
});

small('select keeps NaN and drops both zeros; what keeps all is the array itself', () => {
  const A = csr(
    matrix(
      1,
      6,
      () => every(6),
      (_, j) => [NaN, 0, -0, 1, Infinity, -1][j]!,
    ),
  );
  const C = select('test', A);
  expect(C.data.tolist()).toEqual([NaN, 1, Infinity, -1]);
  expect(C.indices.tolist()).toEqual([0, 3, 4, 5]);
  expect(select('test', C)).toBe(C);
});

small('merge is exact about NaN, infinities and the sign of zero', () => {
  const values = [NaN, Infinity, -Infinity, 0, -0, 1];
  const a = matrix(
    6,
    8,
    () => every(6),
    (_, j) => values[j]!,
  );
  const b = matrix(
    6,
    8,
    () => every(8, 1, 2),
    (i) => values[i]!,
  );
  const [A, B] = [csr(a), csr(b)];
  const exact = (c: CsrArray) => [c.indices.tolist(), Array.from(c.data.dataSync() as Float64Array)];
  for (const [name, op] of [
    ['add', (x: number, y: number) => x + y],
    ['multiply', (x: number, y: number) => x * y],
    ['divide', (x: number, y: number) => x / y],
  ] as const) {
    const expected = [...merged(a, b, op, false)];
    expect(exact(merge('test', name, A, B, 'union'))).toEqual([
      expected.map(([p]) => p % 8),
      expected.map(([, v]) => v),
    ]);
  }
});

small('integers wrap and bools are or of ands in every product', () => {
  const [a, b] = [matrix(20, 30, (i) => every(30, 1 + (i % 3))), matrix(30, 17, (i) => every(17, 1 + (i % 4)))];
  for (const [dtype, bits] of [
    [xp.int8, 8],
    [xp.int32, 32],
    [xp.int64, 64],
    [xp.uint16, 16],
    [xp.bool, 0],
  ] as const) {
    const big = bits === 0 ? 1n : BigInt(2) ** BigInt(bits - 2) + 3n;
    const wrap = (v: bigint): bigint =>
      bits === 0 ? BigInt(v !== 0n) : dtype.name.startsWith('u') ? BigInt.asUintN(bits, v) : BigInt.asIntN(bits, v);
    const value = (m: Matrix, i: number, j: number): bigint => wrap(BigInt(m.entries.get(i * m.cols + j) ?? 0) * big);
    const made = (m: Matrix) => {
      const values = BigInt64Array.from([...m.entries.values()], (v) => wrap(BigInt(v) * big));
      const A = csr(m);
      return A._withData(xp.astype(xp.asarray(values, { device }), dtype));
    };
    const expected = Array.from({ length: a.rows }, (_, i) =>
      Array.from({ length: b.cols }, (_, j) => {
        let sum = 0n;
        for (let k = 0; k < a.cols; k++)
          sum += bits === 0 ? value(a, i, k) & value(b, k, j) : value(a, i, k) * value(b, k, j);
        return wrap(sum);
      }),
    ).flat();
    const numbers = (x: xp.NDArray) => Array.from(x.dataSync() as ArrayLike<number | bigint>, BigInt);
    const [A, B] = [made(a), made(b)];
    const dense = B.toarray();
    expect(numbers(timesSparse('test', A, B).toarray())).toEqual(expected);
    expect(numbers(timesDense('test', A, dense))).toEqual(expected);
    for (const j of [0, 16])
      expect(numbers(timesDense('test', A, dense.get(xp.ellipsis, j)))).toEqual(
        expected.filter((_, e) => e % 17 === j),
      );
    expect(numbers(A.T.T.toarray())).toEqual(numbers(A.toarray()));
  }
});

small('reduceRows is the reduction of the stored elements; identity where there are none', () => {
  const a = matrix(50, 300, (i) => (i % 3 === 0 ? [] : every(300, 1 + (i % 7), i)));
  const A = csr(a);
  const rows = Array.from({ length: 50 }, (_, i) =>
    [...a.entries].filter(([p]) => Math.floor(p / 300) === i).map(([, v]) => v),
  );
  expect(reduceRows('test', 'max', A, xp.float64).tolist()).toEqual(rows.map((r) => Math.max(...r)));
  expect(reduceRows('test', 'min', A, xp.float64).tolist()).toEqual(rows.map((r) => Math.min(...r)));
  expect(reduceRows('test', 'any', A, xp.bool).tolist()).toEqual(rows.map((r) => r.some((v) => v !== 0)));
  expect(reduceRows('test', 'count_nonzero', A, xp.int32).tolist()).toEqual(
    rows.map((r) => r.filter((v) => v !== 0).length),
  );
});
