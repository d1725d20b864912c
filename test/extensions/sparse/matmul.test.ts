// Products with sparse factors against dense products by loops.
import * as xp from '../../../lib/index';
import type { DType } from '../../../lib/core/dtype';
import { needs, small, testDevice as device } from '../../support/device';

const { coo_array, csr_array, matmul } = xp.sparse;

needs(['csr_matmat_symbolic', 'csr_matmat_numeric']);

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
  expect(() => matmul(truth, truth.T)).toThrow(TypeError);
  expect(() => matmul(A.astype(xp.int32), xp.ones([3], { dtype: xp.int32, device }))).toThrow(TypeError);
  expect(() => matmul(A.astype(xp.int32), A.T)).toThrow(TypeError);
});
