// LinearOperator: products and compositions against the dense matrices they stand for; JavaScript functions as
// operators, their errors, and what ends while one of them runs.
import * as xp from '../../../../lib/index';
import type { DType } from '../../../../lib/core/dtype';
import { small, testDevice as device } from '../../../support/device';

const { LinearOperator, aslinearoperator } = xp.sparse.linalg;
type Operator = InstanceType<typeof LinearOperator>;

/** Random numbers of a floating-point dtype. */
function draw(shape: number[], dtype: DType, seed: number): xp.NDArray {
  const rng = xp.random.default_rng(seed);
  const re = rng.normal({ size: shape, device });
  if (dtype === xp.float32 || dtype === xp.float64) return xp.astype(re, dtype);
  const im = xp.multiply(rng.normal({ size: shape, device }), { re: 0, im: 1 });
  return xp.astype(xp.add(xp.astype(re, xp.complex128), im), dtype);
}
const conjT = (a: xp.NDArray): xp.NDArray => (a.dtype.name.startsWith('complex') ? xp.conj(a.T) : a.T);
function close(got: xp.NDArray, expected: xp.NDArray): void {
  expect(got.dtype).toBe(expected.dtype);
  expect(got.shape).toEqual(expected.shape);
  const tiny = got.dtype === xp.float32 || got.dtype === xp.complex64 ? 1e-4 : 1e-12;
  if (got.size > 0) expect(Number(xp.max(xp.abs(xp.subtract(got, expected))).item())).toBeLessThan(tiny);
}
/** All four products of an operator, against a dense matrix. */
async function same(A: Operator, dense: xp.NDArray): Promise<void> {
  const [m, n] = dense.shape as [number, number];
  expect(A.shape).toEqual([m, n]);
  expect(A.dtype).toBe(dense.dtype);
  const [x, X, z, Z] = [[n], [n, 3], [m], [m, 2]].map((shape, i) => draw(shape, A.dtype, i)) as [
    xp.NDArray,
    xp.NDArray,
    xp.NDArray,
    xp.NDArray,
  ];
  close(await A.matvec(x), xp.matmul(dense, x));
  close(await A.matmat(X), xp.matmul(dense, X));
  close(await A.rmatvec(z), xp.matmul(conjT(dense), z));
  close(await A.rmatmat(Z), xp.matmul(conjT(dense), Z));
}

for (const dtype of [xp.float32, xp.float64, xp.complex64, xp.complex128])
  small(`operators of ${dtype.name} do what their matrices do`, async () => {
    const [a, b, c] = [draw([7, 5], dtype, 10), draw([7, 5], dtype, 11), draw([5, 5], dtype, 12)] as const;
    const d = draw([5], dtype, 13);
    const A = aslinearoperator(xp.sparse.csr_array(a));
    const B = aslinearoperator(b);
    const eye = xp.eye(5, undefined, { dtype, device });
    await same(A, a);
    await same(B, b);
    await same(aslinearoperator(xp.sparse.coo_array(a)), a);
    await same(aslinearoperator(b.T), b.T);
    await same(A.add(B), xp.add(a, b));
    await same(A.subtract(b), xp.subtract(a, b));
    await same(A.matmul(c), xp.matmul(a, c));
    await same(A.scale(-2.5), xp.multiply(a, -2.5));
    await same(aslinearoperator(c).shift(0.75), xp.subtract(c, xp.multiply(eye, 0.75)));
    await same(A.H, conjT(a));
    await same(A.T, a.T);
    await same(LinearOperator.diagonal(d), xp.multiply(eye, d));
    await same(LinearOperator.identity(5, { dtype, device }), eye);
    // A whole expression: (Aᴴ·(A − B)·C − 2·C)ᵀ.
    const whole = A.H.matmul(A.subtract(B)).matmul(c).subtract(aslinearoperator(c).scale(2)).T;
    await same(whole, xp.subtract(xp.matmul(xp.matmul(conjT(a), xp.subtract(a, b)), c), xp.multiply(c, 2)).T);
  });

small('a complex factor makes a real operator complex, and turns around in the adjoint', async () => {
  const a = draw([4, 4], xp.float64, 1);
  const wide = xp.astype(a, xp.complex128);
  await same(aslinearoperator(a).scale({ re: 1, im: -2 }), xp.multiply(wide, { re: 1, im: -2 }));
  const eye = xp.eye(4, undefined, { dtype: xp.complex128, device });
  await same(aslinearoperator(a).shift({ re: 0, im: 1 }), xp.subtract(wide, xp.multiply(eye, { re: 0, im: 1 })));
  expect(aslinearoperator(a).scale({ re: 2, im: 0 }).dtype).toBe(xp.float64);
});

small('a product has the dtype that operator and vector promote to', async () => {
  const a = xp.asarray(
    [
      [1, 2],
      [3, 4],
    ],
    { device },
  );
  const A = aslinearoperator(xp.astype(a, xp.int32));
  expect(A.dtype).toBe(xp.float64);
  const y = await A.matvec(
    xp.asarray(
      [
        { re: 0, im: 1 },
        { re: 1, im: 0 },
      ],
      { device },
    ),
  );
  expect(y.tolist()).toEqual([
    { re: 2, im: 1 },
    { re: 4, im: 3 },
  ]);
});

small('empty, single and column-shaped products', async () => {
  await same(aslinearoperator(xp.zeros([0, 3], { device })), xp.zeros([0, 3], { device }));
  await same(aslinearoperator(xp.sparse.csr_array(xp.zeros([3, 0], { device }))), xp.zeros([3, 0], { device }));
  await same(
    aslinearoperator(xp.asarray([[3]], { device, dtype: xp.float64 })),
    xp.full([1, 1], 3, { dtype: xp.float64, device }),
  );
  const A = aslinearoperator(draw([3, 2], xp.float64, 0));
  expect((await A.matvec(xp.ones([2, 1], { device }))).shape).toEqual([3, 1]);
});

small('what does not fit is refused', async () => {
  const A = aslinearoperator(xp.ones([3, 2], { device }));
  await expect(A.matvec(xp.ones([3], { device }))).rejects.toThrow(
    'matvec: expected an array of 2 rows for x, got [3]',
  );
  await expect(A.rmatmat(xp.ones([3], { device }))).rejects.toThrow('rmatmat: expected a matrix for X');
  expect(() => A.add(xp.ones([2, 3], { device }))).toThrow('add: expected an operator of shape [3, 2] for B');
  expect(() => A.matmul(A)).toThrow('matmul: expected an operator of 2 rows for B');
  expect(() => A.shift(1)).toThrow('shift: expected a square operator for A');
  expect(() => A.scale('2' as never)).toThrow('scale: expected a number or { re, im } for alpha, got "2"');
  expect(() => aslinearoperator(3 as never)).toThrow(TypeError);
  expect(() => aslinearoperator(xp.ones([3], { device }))).toThrow('aslinearoperator: expected a matrix for A');
  expect(() => new LinearOperator([2, 2], {})).toThrow('LinearOperator: expected a function for matvec, got undefined');
  expect(() => new LinearOperator([2, -1], { matvec: (x) => x })).toThrow(RangeError);
  expect(() => new LinearOperator([2, 2], { matvec: (x) => x, dtype: xp.int32 })).toThrow('a floating-point dtype');
  expect(() => new LinearOperator([2, 2], { matvec: (x) => x, rmatvec: 3 as never })).toThrow('a function for rmatvec');
  expect(() => new LinearOperator([2, 2], { apply: 3 } as never)).toThrow('unknown option apply');
  const gone = xp.sparse.csr_array(xp.ones([2, 2], { device }));
  const G = aslinearoperator(gone);
  gone.dispose();
  await expect(G.matvec(xp.ones([2], { device }))).rejects.toMatchObject({ code: 'ERR_OBOL_DISPOSED' });
});

small('functions, sync and async, of vectors and of blocks, are an operator', async () => {
  for (const dtype of [xp.float64, xp.complex64]) {
    const a = draw([6, 4], dtype, 3);
    const later = async (y: xp.NDArray): Promise<xp.NDArray> => {
      await new Promise((resolve) => setImmediate(resolve));
      return y;
    };
    const of = (x: xp.NDArray) => xp.matmul(a, x);
    const adjoint = (x: xp.NDArray) => xp.matmul(conjT(a), x);
    const options = { dtype, device };
    await same(new LinearOperator([6, 4], { matvec: of, rmatvec: adjoint, ...options }), a);
    await same(new LinearOperator([6, 4], { matmat: of, rmatmat: (x) => later(adjoint(x)), ...options }), a);
    const F = new LinearOperator([6, 4], { matvec: (x) => later(of(x)), rmatvec: adjoint, matmat: of, ...options });
    await same(F, a);
    await same(F.H.matmul(F).add(F.T.matmul(a)), xp.add(xp.matmul(conjT(a), a), xp.matmul(a.T, a)));
  }
});

small('a function may wait for the device, use it, and give its argument back', async () => {
  const A = new LinearOperator([3, 3], {
    matvec: (x) => {
      const [first] = x.dataSync() as Float64Array;
      return first === 1 ? x : xp.zeros([3], { device });
    },
    device,
  });
  expect((await A.matvec(xp.asarray([1, 2, 3], { device }))).tolist()).toEqual([1, 2, 3]);
  expect((await A.matvec(xp.asarray([2, 2, 3], { device }))).tolist()).toEqual([0, 0, 0]);
  // One operator inside of another's function.
  const B = new LinearOperator([3, 3], { matvec: async (x) => A.matvec(x), device });
  expect((await B.matvec(xp.asarray([1, 2, 3], { device }))).tolist()).toEqual([1, 2, 3]);
});

small('what a function makes and keeps outlives the call', async () => {
  let kept: xp.NDArray | undefined;
  const A = new LinearOperator([2, 2], { matvec: (x) => xp.add(x, (kept ??= xp.ones([2], { device }))), device });
  for (const _ of [1, 2]) expect((await A.matvec(xp.ones([2], { device }))).tolist()).toEqual([2, 2]);
  expect(kept!.tolist()).toEqual([1, 1]);
});

small("a function's exception, and a result that does not fit, reject with a clear error", async () => {
  const x = xp.ones([2], { device });
  const by = (matvec: (x: xp.NDArray) => unknown) =>
    new LinearOperator([2, 2], { matvec: matvec as never, device }).matvec(x);
  const mine = new Error('mine');
  await expect(
    by(() => {
      throw mine;
    }),
  ).rejects.toBe(mine);
  await expect(by(() => Promise.reject(mine))).rejects.toBe(mine);
  await expect(by(() => xp.ones([3], { device }))).rejects.toThrow(
    'matvec: expected shape [2] for what matvec of A returns, got [3]',
  );
  await expect(by(() => xp.ones([2], { device, dtype: xp.complex128 }))).rejects.toThrow(
    'matvec: expected float64 for what matvec of A returns, got complex128',
  );
  await expect(by(() => [1, 2])).rejects.toThrow(TypeError);
  await expect(by(() => undefined)).rejects.toThrow('for what matvec of A returns, got undefined');
  const disposed = xp.ones([2], { device });
  disposed.dispose();
  await expect(by(() => disposed)).rejects.toMatchObject({ code: 'ERR_OBOL_DISPOSED' });
  if (device !== 'cpu')
    await expect(by(() => xp.ones([2], { device: 'cpu' }))).rejects.toMatchObject({ code: 'ERR_OBOL_DEVICE' });
  const singular = xp.zeros([2, 2], { device });
  await expect(by((v) => xp.linalg.solve(singular, v))).rejects.toThrow('singular');
  const none = new LinearOperator([2, 2], { matvec: (v) => v, device });
  await expect(none.rmatvec(x)).rejects.toThrow(
    'rmatvec: expected an operator that has rmatvec for A, got one without',
  );
});

small('calls leave no memory behind', async () => {
  const x = xp.ones([100], { device });
  const A = new LinearOperator([100, 100], { matvec: (v) => v, device });
  (await A.matvec(x)).dispose();
  await xp.synchronize(device);
  const { live_storages } = xp.device_stats(device);
  for (let i = 0; i < 20; i++) (await A.matvec(x)).dispose();
  const B = new LinearOperator([100, 100], { matvec: () => x.get(0), device });
  for (let i = 0; i < 20; i++) await expect(B.matvec(x)).rejects.toThrow(RangeError);
  await xp.synchronize(device);
  expect(xp.device_stats(device).live_storages - live_storages).toBeLessThanOrEqual(20);
});
