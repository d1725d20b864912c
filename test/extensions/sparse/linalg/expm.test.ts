// expm_multiply against exponentials that are known: rotations, diagonal and nilpotent matrices, eigendecompositions;
// sequences of times; operators; what it refuses.
import * as xp from '../../../../lib/index';
import type { DType } from '../../../../lib/core/dtype';
import { small, testDevice as device } from '../../../support/device';

const { expm_multiply, LinearOperator, aslinearoperator } = xp.sparse.linalg;
const normal = (shape: number[], seed: number): xp.NDArray =>
  xp.random.default_rng(seed).normal({ size: shape, device });
const largest = (x: xp.NDArray): number => (x.size === 0 ? 0 : Number(xp.max(xp.abs(x)).item()));
const f64 = { device, dtype: xp.float64 };

/** A symmetric matrix of the given eigenvalues, and exp(tA)·B from them. */
function spectral(values: number[], seed: number) {
  const n = values.length;
  const { Q } = xp.linalg.qr(normal([n, n], seed)) as { Q: xp.NDArray };
  const A = xp.matmul(xp.multiply(Q, xp.asarray(values, { device })), Q.T);
  const exact = (t: number, B: xp.NDArray): xp.NDArray => {
    const factors = xp.exp(xp.multiply(xp.asarray(values, f64), t));
    const inner = xp.matmul(Q.T, B);
    return xp.matmul(Q, B.ndim === 1 ? xp.multiply(factors, inner) : xp.multiply(xp.expand_dims(factors, 1), inner));
  };
  return { A: xp.divide(xp.add(A, A.T), 2), exact };
}
const near = (got: xp.NDArray, expected: xp.NDArray, tolerance: number): void => {
  expect(got.shape).toEqual(expected.shape);
  expect(largest(xp.subtract(got, expected))).toBeLessThanOrEqual(tolerance * Math.max(largest(expected), 1e-300));
};

for (const dtype of [xp.float32, xp.float64, xp.complex64, xp.complex128] as DType[])
  small(`vectors and blocks of ${dtype.name}, sparse, dense and as an operator`, async () => {
    const tolerance = dtype === xp.float32 || dtype === xp.complex64 ? 1e-5 : 1e-13;
    const { A, exact } = spectral([-3, -1, 0, 0.5, 1, 2.5, 4, 9], 1);
    const [a, b, B] = [A, normal([8], 2), normal([8, 3], 3)].map((x) => xp.astype(x, dtype)) as xp.NDArray[];
    for (const of of [xp.sparse.csr_array(a!), a!, aslinearoperator(a!).scale(1)]) {
      const x = await expm_multiply(of, b!);
      expect(x.dtype).toBe(dtype);
      near(x, xp.astype(exact(1, normal([8], 2)), dtype), tolerance);
      near(await expm_multiply(of, B!), xp.astype(exact(1, normal([8, 3], 3)), dtype), tolerance);
    }
  });

small('a rotation, a nilpotent and a diagonal matrix, and zero', async () => {
  const turn = xp.asarray(
    [
      [0, 10],
      [-10, 0],
    ],
    f64,
  );
  near(await expm_multiply(turn, xp.asarray([1, 0], f64)), xp.asarray([Math.cos(10), -Math.sin(10)], f64), 1e-13);
  const shift = xp.asarray(
    [
      [0, 1000, 0],
      [0, 0, 1000],
      [0, 0, 0],
    ],
    f64,
  );
  near(await expm_multiply(shift, xp.asarray([0, 0, 1], f64)), xp.asarray([5e5, 1000, 1], f64), 1e-13);
  const d = [-100, -1, 0, 3];
  near(
    await expm_multiply(xp.sparse.diags_array([xp.asarray(d, f64)]), xp.ones([4], { device })),
    xp.exp(xp.asarray(d, f64)),
    1e-12,
  );
  const b = normal([3], 1);
  near(await expm_multiply(xp.zeros([3, 3], { device }), b), b, 0);
  const imaginary = xp.multiply(xp.eye(2, undefined, { device, dtype: xp.complex128 }), { re: 0, im: Math.PI });
  near(await expm_multiply(imaginary, xp.ones([2], f64)), xp.full([2], { re: -1, im: 0 }, { device }), 1e-14);
});

small('a stiff diffusion keeps its mass', async () => {
  const n = 40;
  const path = xp.sparse.diags_array([1, -2, 1], { offsets: [-1, 0, 1], shape: [n, n], device } as never);
  const L = xp.sparse.multiply(path, 200) as xp.sparse.SparseArray;
  const ends = xp.zeros([n], { device });
  ends.set([0], 200);
  ends.set([n - 1], 200);
  const A = xp.sparse.add(L, xp.sparse.diags_array([ends])) as xp.sparse.SparseArray;
  const b = xp.abs(normal([n], 1));
  const x = await expm_multiply(A, b);
  expect(Number(xp.sum(x).item()) / Number(xp.sum(b).item())).toBeCloseTo(1, 10);
  expect(Number(xp.min(x).item())).toBeGreaterThan(0);
});

small('sequences of times', async () => {
  const { A, exact } = spectral([-2, -1, 0.25, 1.5, 3], 4);
  const b = normal([5], 5);
  const check = async (options: object, times: number[], B = b): Promise<void> => {
    const X = await expm_multiply(A, B, options);
    expect(X.shape).toEqual([times.length, ...B.shape]);
    for (const [k, t] of times.entries()) near(X.get(k), exact(t, B), 1e-12);
  };
  await check({ start: 0, stop: 2, num: 5 }, [0, 0.5, 1, 1.5, 2]);
  await check({ start: 0, stop: 2, num: 4, endpoint: false }, [0, 0.5, 1, 1.5], normal([5, 2], 6));
  await check({ start: -1, stop: 1, num: 3 }, [-1, 0, 1]);
  await check({ start: 2, stop: 1, num: 2 }, [2, 1]);
  await check({ start: 0.5, stop: 9, num: 1 }, [0.5]);
  expect((await expm_multiply(A, b, { start: 0, stop: 1 })).shape).toEqual([50, 5]);
});

small('operators: of functions, whose norm is estimated, with and without a trace', async () => {
  const { A, exact } = spectral([-30, -20, -5, -1, 0, 2], 7);
  const b = normal([6], 8);
  let calls = 0;
  const matvec = (x: xp.NDArray): xp.NDArray => {
    calls++;
    return xp.matmul(A, x);
  };
  const F = new LinearOperator([6, 6], { matvec, rmatvec: matvec, device });
  near(await expm_multiply(F, b), exact(1, b), 1e-11);
  const without = calls;
  near(await expm_multiply(F, b, { traceA: -54 }), exact(1, b), 1e-12);
  expect(calls - without).toBeLessThan(without);
  const one = new LinearOperator([6, 6], { matvec, device });
  await expect(expm_multiply(one, b)).rejects.toThrow('expected an operator that has rmatvec for A');
});

small('tiny and empty, strided, mixed dtypes', async () => {
  near(await expm_multiply(xp.asarray([[2]], f64), xp.asarray([3], f64)), xp.asarray([3 * Math.exp(2)], f64), 1e-14);
  expect((await expm_multiply(xp.zeros([0, 0], { device }), xp.zeros([0], { device }))).shape).toEqual([0]);
  expect((await expm_multiply(xp.eye(2, undefined, { device }), xp.zeros([2, 0], { device }))).shape).toEqual([2, 0]);
  const { A, exact } = spectral([-1, 0, 1], 9);
  const wide = normal([6, 2], 1).get(xp.slice(null, null, -2));
  near(await expm_multiply(A, wide), exact(1, wide), 1e-13);
  const single = await expm_multiply(A, xp.ones([3], { device, dtype: xp.complex64 }));
  expect(single.dtype).toBe(xp.complex128);
});

small('the same bits twice; progress; an abort', async () => {
  const { A } = spectral([-900, -1, 0, 1], 10);
  const b = normal([4], 1);
  expect((await expm_multiply(A, b)).dataSync()).toEqual((await expm_multiply(A, b)).dataSync());
  const told: number[] = [];
  await expm_multiply(A, b, { start: 1, stop: 3, num: 3, onProgress: ({ fraction }) => void told.push(fraction) });
  expect(told.length).toBeGreaterThan(0);
  for (const [i, fraction] of told.entries()) expect(fraction).toBeGreaterThan(told[i - 1] ?? 0);
  expect(told.at(-1)).toBeLessThanOrEqual(1);
  const controller = new AbortController();
  const endless = expm_multiply(xp.multiply(A, 1e7), b, { signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  await expect(endless).rejects.toMatchObject({ code: 'ERR_OBOL_ABORTED' });
});

small('what it cannot do is refused', async () => {
  const A = xp.eye(3, undefined, { device });
  const b = xp.ones([3], { device });
  await expect(expm_multiply(xp.ones([2, 3], { device }), b)).rejects.toThrow(
    'expm_multiply: expected a square matrix for A',
  );
  await expect(expm_multiply(A, xp.ones([2], { device }))).rejects.toThrow(
    'expected an array of shape [3] or [3, k] for B',
  );
  await expect(expm_multiply(A, xp.astype(b, xp.int32))).rejects.toThrow(TypeError);
  await expect(expm_multiply(A, b, { start: 0 })).rejects.toThrow(
    'a number (a sequence of times has start and stop) for stop',
  );
  await expect(expm_multiply(A, b, { start: 0, stop: 1, num: 0 })).rejects.toThrow(RangeError);
  await expect(expm_multiply(A, b, { start: 0, stop: 1, endpoint: 'no' as never })).rejects.toThrow(
    'expm_multiply: expected a boolean for endpoint',
  );
  await expect(expm_multiply(A, b, { traceA: '3' as never })).rejects.toThrow(TypeError);
  await expect(expm_multiply(xp.multiply(A, NaN), b)).rejects.toThrow('expm_multiply: expected finite numbers for A');
  await expect(expm_multiply(A, xp.multiply(b, Infinity))).rejects.toThrow('expected finite numbers for B');
  await expect(expm_multiply(xp.multiply(A, 1000), b)).rejects.toMatchObject({ code: 'ERR_OBOL_NUMERIC' });
});
