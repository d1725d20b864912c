// Products with sparse factors against dense products by loops.
import * as xp from '../../../lib/index';
import type { DType } from '../../../lib/core/dtype';
import { small, testDevice as device } from '../../support/device';

const { coo_array, csr_array, matmul } = xp.sparse;

/** Whole numbers, about a third of them not zero; row 2 is empty. */
const matrix = (m: number, n: number, seed: number): number[][] =>
  Array.from({ length: m }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      const v = (i * 31 + j * 17 + seed * 7) % 9;
      return i === 2 || v > 2 ? 0 : v - 4;
    }),
  );
const times = (a: number[][], b: number[][]): number[][] =>
  a.map((r) => b[0]!.map((_, j) => r.reduce((sum, v, k) => sum + v * b[k]![j]!, 0)));
const array = (x: number[][], dtype: DType = xp.float64) => xp.asarray(x, { dtype, device });

for (const dtype of [xp.float32, xp.float64, xp.complex64, xp.complex128]) {
  const [a, b] = [matrix(7, 5, 1), matrix(5, 6, 2)];
  const real = (x: xp.NDArray) => (dtype.name.startsWith('complex') ? xp.real(x) : x).tolist();

  small(`sparse · dense, dense · sparse and sparse · sparse of ${dtype.name} agree with loops`, () => {
    const [A, B] = [csr_array(array(a, dtype)), coo_array(array(b, dtype))];
    expect(real(matmul(A, array(b, dtype)))).toEqual(times(a, b));
    expect(real(matmul(array(a, dtype), B) as xp.NDArray)).toEqual(times(a, b));
    const C = matmul(A, B);
    expect([C.format, C.dtype]).toEqual(['csr', dtype]);
    expect(real(C.toarray())).toEqual(times(a, b));
  });

  small(`vectors on either side, ${dtype.name}`, () => {
    const v = [1, -2, 3, 0, 5];
    const A = csr_array(array(a, dtype));
    const x = xp.asarray(v, { dtype, device });
    expect(real(matmul(A, x))).toEqual(
      times(
        a,
        v.map((e) => [e]),
      ).flat(),
    );
    expect(real(matmul(x, A.T) as xp.NDArray)).toEqual(
      times(
        a,
        v.map((e) => [e]),
      ).flat(),
    );
  });
}

/** Entries of an m × n matrix by row: `columns(i)` are the row's, its values small whole numbers. */
function pattern(m: number, n: number, columns: (i: number) => readonly number[]) {
  const row: number[] = [];
  const col: number[] = [];
  for (let i = 0; i < m; i++)
    for (const j of columns(i)) {
      row.push(i);
      col.push(j);
    }
  const value = row.map((i, e) => ((i * 5 + col[e]! * 3) % 7) - 3);
  return { m, n, row, col, value };
}
const upTo = (n: number, step = 1, first = 0) =>
  Array.from({ length: Math.ceil((n - first) / step) }, (_, i) => first + i * step);
const patterns = {
  'rows of one entry': pattern(300, 40, (i) => [i % 40]),
  'five entries a row, every third row empty': pattern(200, 64, (i) => (i % 3 === 1 ? [] : upTo(64, 13, i % 12))),
  'rows of hundreds': pattern(9, 700, (i) => upTo(700, (i % 3) + 1, i)),
  'one dense row among short ones': pattern(40, 13000, (i) => (i === 17 ? upTo(13000) : i % 2 ? [i * 31] : [])),
  'dense rows beside each other': pattern(4, 9000, (i) => (i === 2 ? [5, 8999] : upTo(9000))),
  'one dense column': pattern(1000, 30, (i) => (i % 9 === 0 ? [4, 29] : [4])),
  'only empty rows': pattern(70, 5, () => []),
  'no rows': pattern(0, 5, () => []),
  'no columns': pattern(5, 0, () => []),
};

for (const [title, { m, n, row, col, value }] of Object.entries(patterns)) {
  const places = [Int32Array.from(row), Int32Array.from(col)] as const;
  const made = () => coo_array([Float64Array.from(value), places], { shape: [m, n], device });
  const entry = (k: number, c: number) => ((k * 11 + c * 7) % 9) - 4;

  for (const dtype of [xp.float32, xp.float64, xp.complex64, xp.complex128]) {
    const complex = dtype.name.startsWith('complex');
    const flat = (x: xp.NDArray) => Array.from((complex ? xp.real(x) : x).dataSync() as Float64Array);

    small(`A · x and A · X of ${dtype.name} with ${title}`, () => {
      const A = made().tocsr().astype(dtype);
      for (const width of [0, 1, 2, 3, 5, 8, 31, 32, 33]) {
        const vector = width === 0;
        const w = Math.max(1, width);
        const expected = new Float64Array(m * w);
        row.forEach((i, e) => {
          for (let c = 0; c < w; c++) expected[i * w + c]! += value[e]! * entry(col[e]!, c);
        });
        const X = Float64Array.from({ length: n * w }, (_, i) => entry(Math.floor(i / w), i % w));
        const x = xp.astype(xp.reshape(xp.asarray(X, { device }), vector ? [n] : [n, w]), dtype);
        const y = matmul(A, x);
        expect(y.shape).toEqual(vector ? [m] : [m, w]);
        expect(flat(y)).toEqual(Array.from(expected, (v) => v + 0));
      }
    });
  }

  small(`sums of rows and columns with ${title}`, () => {
    const A = made();
    const [byRow, byColumn] = [new Array(m).fill(0), new Array(n).fill(0)];
    row.forEach((i, e) => {
      byRow[i] += value[e]!;
      byColumn[col[e]!] += value[e]!;
    });
    expect(A.sum({ axis: 1 }).tolist()).toEqual(byRow);
    expect(A.sum({ axis: 0 }).tolist()).toEqual(byColumn);
  });

  small(`the same call gives the same bits, with ${title}`, () => {
    const A = csr_array([Float64Array.from(value, (v) => v / 7), ...[places[1], xp.sparse.csr_array(made()).indptr]], {
      shape: [m, n],
      device,
    });
    const x = xp.asarray(
      Float64Array.from({ length: n * 3 }, (_, i) => Math.sin(i)),
      { device },
    );
    const [first, second] = [0, 1].map(() => matmul(A, xp.reshape(x, [n, 3])).dataSync() as Float64Array);
    expect(first).toEqual(second);
  });
}

small('a transposed, strided dense factor', () => {
  const [a, b] = [matrix(7, 5, 1), matrix(12, 5, 2)];
  const every = array(b).get(xp.slice(null, null, 2)).T;
  expect(matmul(csr_array(array(a)), every).tolist()).toEqual(times(a, every.tolist() as number[][]));
});

small('dtypes promote', () => {
  const A = csr_array(
    [
      [1, 0],
      [0, 2],
    ],
    { dtype: xp.float32, device },
  );
  expect(matmul(A, xp.ones([2], { device })).dtype).toBe(xp.float64);
  expect(matmul(A, A.astype(xp.complex64)).dtype).toBe(xp.complex64);
});

small('sparse · sparse of integers wraps as integers do; columns ascend', () => {
  const A = csr_array(
    [
      [100, 1],
      [0, 2],
    ],
    { dtype: xp.int8, device },
  );
  const C = matmul(A, A);
  expect(C.toarray().tolist()).toEqual([
    [((100 * 100) << 24) >> 24, 102],
    [0, 4],
  ]);
  const big = csr_array(xp.ones([30, 30], { device }));
  expect(matmul(big, big).indices.get(xp.slice(0, 30)).tolist()).toEqual(Array.from({ length: 30 }, (_, i) => i));
});

small('sparse · sparse of far more products than the factors have entries', () => {
  const [rows, inner, cols] = [8, 3000, 16];
  // The last row has fewer entries than the others.
  const at = (i: number, k: number) => (i === rows - 1 && k >= 2940 ? 0 : 1 + ((i * 3 + k * 5) % 4));
  const to = (k: number, j: number) => ((k * 7 + j) % 5) + 1;
  const full = (m: number, n: number, f: (i: number, j: number) => number) =>
    csr_array(
      xp.reshape(
        xp.asarray(
          Float64Array.from({ length: m * n }, (_, e) => f(Math.floor(e / n), e % n)),
          { device },
        ),
        [m, n],
      ),
    );
  const expected = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: cols }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += at(i, k) * to(k, j);
      return sum;
    }),
  );
  expect(
    matmul(full(rows, inner, at), full(inner, cols, to))
      .toarray()
      .tolist(),
  ).toEqual(expected);
});

small('nothing to sum gives zeros; no rows, no columns', () => {
  const empty = coo_array([new Float64Array(0), [new Int32Array(0), new Int32Array(0)]], { shape: [3, 4], device });
  expect(matmul(empty, xp.ones([4, 2], { device })).tolist()).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
  expect(matmul(empty, empty.T).nnz).toBe(0);
  const flat = coo_array([new Float64Array(0), [new Int32Array(0), new Int32Array(0)]], { shape: [0, 4], device });
  expect(matmul(flat, xp.ones([4, 2], { device })).shape).toEqual([0, 2]);
});

small('wrong kinds and shapes are refused', () => {
  const A = csr_array(
    [
      [1, 0, 0],
      [0, 2, 0],
    ],
    { device },
  );
  expect(() => matmul(A, xp.ones([2], { device }))).toThrow(RangeError);
  expect(() => matmul(A, A)).toThrow(RangeError);
  expect(() => matmul(A, xp.ones([1, 3, 2], { device }))).toThrow(RangeError);
  expect(() => matmul(xp.ones([2, 2], { device }), xp.ones([2, 2], { device }) as never)).toThrow(TypeError);
  expect(() => matmul(A, 3 as never)).toThrow(TypeError);
  const truth = A.astype(xp.bool);
  expect(() => matmul(truth, A.T)).toThrow(TypeError);
  expect(() => matmul(A.astype(xp.int32), xp.ones([3], { device }))).toThrow(TypeError);
  expect(() => matmul(A.astype(xp.int32), A.T)).toThrow(TypeError);
});
