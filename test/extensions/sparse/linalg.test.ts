// eigsh on matrices whose eigenvalues are known, by residuals and identities; what it refuses.
import * as xp from '../../../lib/index';
import type { DType } from '../../../lib/core/dtype';
import { onSimulator, small, testDevice as device } from '../../support/device';

const { coo_array, csr_array } = xp.sparse;
const { eigsh } = xp.sparse.linalg;

/** The path's matrix, 2 on the diagonal and -1 beside it, and its eigenvalues, ascending. */
function path(n: number, dtype: DType = xp.float64) {
  const places = Array.from({ length: n }, (_, i) => i);
  const row = [...places, ...places.slice(1), ...places.slice(0, -1)];
  const col = [...places, ...places.slice(0, -1), ...places.slice(1)];
  const data = Float64Array.from(row, (r, i) => (r === col[i] ? 2 : -1));
  const A = coo_array([data, [Int32Array.from(row), Int32Array.from(col)]], { shape: [n, n], device }).astype(dtype);
  return { A, values: places.map((i) => 2 - 2 * Math.cos((Math.PI * (i + 1)) / (n + 1))) };
}
const numbers = (x: xp.NDArray): number[] => Array.from(xp.astype(x, xp.float64).dataSync() as Float64Array);
const largest = (x: xp.NDArray): number => Number(xp.max(xp.abs(x)).item());

async function check(
  A: xp.sparse.CooArray | xp.sparse.CsrArray,
  options: xp.sparse.linalg.EigshOptions,
  expected: readonly number[],
  limit: number,
) {
  const { eigenvalues, eigenvectors, residuals, converged } = await eigsh(A, options);
  expect(converged).toBe(true);
  expect(eigenvectors.dtype).toBe(A.dtype);
  numbers(eigenvalues).forEach((v, i) => expect(Math.abs(v - expected[i]!)).toBeLessThanOrEqual(limit));
  expect(eigenvalues.shape).toEqual([expected.length]);
  const scaled = xp.multiply(eigenvectors, xp.astype(eigenvalues, A.dtype));
  const off = xp.subtract(xp.sparse.matmul(A, eigenvectors), scaled);
  expect(largest(off)).toBeLessThanOrEqual(20 * limit);
  const gram = xp.matmul(xp.conj(eigenvectors.T), eigenvectors);
  expect(
    largest(xp.subtract(gram, xp.eye(expected.length, undefined, { dtype: A.dtype, device }))),
  ).toBeLessThanOrEqual(20 * limit);
  numbers(residuals).forEach((r) => expect(r).toBeLessThanOrEqual(20 * limit));
}

for (const n of [12, onSimulator ? 110 : 300]) {
  small(`each end of a path of ${n} nodes`, async () => {
    const { A, values } = path(n);
    const k = 5;
    await check(A, { k, which: 'SA' }, values.slice(0, k), 1e-12);
    await check(A, { k, which: 'LA' }, values.slice(-k), 1e-12);
    await check(A, { k }, values.slice(-k), 1e-12);
    await check(A, { k, which: 'BE' }, [...values.slice(0, 2), ...values.slice(-3)], 1e-12);
    await check(A, { k, which: 'SM' }, values.slice(0, k), 1e-12);
  });
}

small('float32 answers in float32', async () => {
  const { A, values } = path(110, xp.float32);
  await check(A, { k: 3, which: 'LA' }, values.slice(-3), 1e-5);
});

small('all eigenvalues, and all but one', async () => {
  const { A, values } = path(20);
  await check(A, { k: 20 }, values, 1e-13);
  await check(A, { k: 19, which: 'SA' }, values.slice(0, 19), 1e-13);
});

small('a repeated eigenvalue comes as often as it is there', async () => {
  const n = 150;
  const diagonal = xp.where(xp.less(xp.arange(n, { device }), 4), 3, 1);
  const at = xp.arange(n, { device });
  const A = coo_array([xp.astype(diagonal, xp.float64), [at, at]], { shape: [n, n] });
  await check(A, { k: 6 }, [1, 1, 3, 3, 3, 3], 1e-13);
});

small('a zero matrix has zeros', async () => {
  const none = new Int32Array(0);
  await check(coo_array([new Float64Array(0), [none, none]], { shape: [120, 120], device }), { k: 2 }, [0, 0], 1e-15);
});

small('a Hermitian matrix', async () => {
  const n = 101;
  const at = Array.from({ length: n }, (_, i) => i);
  const next = at.map((i) => (i + 1) % n);
  const link = at.flatMap(() => [Math.cos(0.3), Math.sin(0.3)]);
  const back = link.map((v, i) => (i % 2 ? -v : v));
  const data = xp.frombuffer(Float64Array.from([...link, ...back]), { dtype: xp.complex128, shape: [2 * n], device });
  const A = coo_array([data, [Int32Array.from([...at, ...next]), Int32Array.from([...next, ...at])]], {
    shape: [n, n],
  });
  const values = at.map((i) => 2 * Math.cos((2 * Math.PI * i) / n + 0.3)).sort((a, b) => a - b);
  await check(A, { k: 4, which: 'LA' }, values.slice(-4), 1e-11);
});

small('sigma finds the nearest, also where it is an eigenvalue', async () => {
  const { A, values } = path(80);
  const near = (s: number) =>
    [...values]
      .sort((a, b) => Math.abs(a - s) - Math.abs(b - s))
      .slice(0, 3)
      .sort((a, b) => a - b);
  await check(A, { k: 3, sigma: 1.3 }, near(1.3), 1e-13);
  await check(A, { k: 3, sigma: values[7]! }, near(values[7]!), 1e-13);
});

small('the same call gives the same bits', async () => {
  const { A } = path(110);
  const [x, y] = [await eigsh(A, { k: 3 }), await eigsh(A, { k: 3 })];
  expect(numbers(x.eigenvectors)).toEqual(numbers(y.eigenvectors));
});

small('not converging is an error that holds what was reached', async () => {
  const { A } = path(1000);
  const error = await eigsh(A, { k: 4, which: 'SA', maxiter: 1 }).catch((e: unknown) => e);
  expect(error).toMatchObject({ code: 'ERR_OBOL_CONVERGENCE', partial: { converged: false, iterations: 1 } });
  const { eigenvalues } = (error as { partial: { eigenvalues: xp.NDArray } }).partial;
  expect(numbers(eigenvalues).every((v) => v > 0 && v < 4)).toBe(true);
});

small('what is wrong is refused', async () => {
  const { A } = path(30);
  await expect(eigsh(xp.eye(3, undefined, { dtype: xp.int32, device }))).rejects.toThrow(TypeError);
  await expect(eigsh([[1]] as never)).rejects.toThrow(TypeError);
  await expect(eigsh(A.astype(xp.int32))).rejects.toThrow(TypeError);
  await expect(eigsh(A, { k: 0 })).rejects.toThrow(RangeError);
  await expect(eigsh(A, { k: 31 })).rejects.toThrow(RangeError);
  await expect(eigsh(A, { which: 'XX' as never })).rejects.toThrow(RangeError);
  await expect(eigsh(A, { tol: -1 })).rejects.toThrow(RangeError);
  await expect(eigsh(A, { sigma: NaN })).rejects.toThrow(RangeError);
  await expect(eigsh(A, { count: 3 } as never)).rejects.toThrow(/count/);
  await expect(
    eigsh(
      csr_array(
        [
          [1, 2],
          [0, 1],
        ],
        { device },
      ),
      { k: 1 },
    ),
  ).rejects.toThrow(/symmetric/);
  await expect(
    eigsh(
      csr_array(
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
        { device },
      ),
    ),
  ).rejects.toThrow(RangeError);
  await expect(
    eigsh(
      csr_array(
        [
          [NaN, 0],
          [0, 1],
        ],
        { device },
      ),
      { k: 1 },
    ),
  ).rejects.toThrow(/finite/);
  await expect(eigsh(path(200).A, { v0: xp.zeros([200], { device }) })).rejects.toThrow(/v0/);
  await expect(eigsh(A, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ERR_OBOL_ABORTED' });
});
