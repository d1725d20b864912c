// svds: triplets against the dense decomposition, the true residuals and orthogonality of every answer, and the hard
// matrices: of low rank, zero, with repeated values, spread over twelve orders of magnitude, wide and tall.
import * as xp from '../../../../lib/index';
import type { DType } from '../../../../lib/core/dtype';
import { large, small, testDevice as device } from '../../../support/device';

const { svds, LinearOperator, aslinearoperator } = xp.sparse.linalg;
const single = (dtype: DType): boolean => dtype === xp.float32 || dtype === xp.complex64;
const adjoint = (a: xp.NDArray): xp.NDArray => (a.dtype.name.startsWith('complex') ? xp.conj(a.T) : a.T);
const most = (a: xp.NDArray): number => Number(xp.max(xp.abs(a)).item());

function draw(shape: number[], dtype: DType, seed: number): xp.NDArray {
  const rng = xp.random.default_rng(seed);
  const re = rng.normal({ size: shape, device });
  if (dtype === xp.float32 || dtype === xp.float64) return xp.astype(re, dtype);
  const im = xp.multiply(rng.normal({ size: shape, device }), { re: 0, im: 1 });
  return xp.astype(xp.add(xp.astype(re, xp.complex128), im), dtype);
}

/** An m × n matrix with these singular values. */
function withValues(m: number, n: number, values: number[], dtype: DType = xp.float64): xp.NDArray {
  const wide = dtype.name.startsWith('complex') ? xp.complex128 : xp.float64;
  const u = xp.linalg.qr(draw([m, values.length], wide, 1)).Q;
  const v = xp.linalg.qr(draw([n, values.length], wide, 2)).Q;
  return xp.astype(xp.matmul(xp.multiply(u, xp.asarray(values, { dtype: wide, device })), adjoint(v)), dtype);
}

type Answer = Awaited<ReturnType<typeof svds>>;

/** What must hold of every answer: order, orthogonality, residuals as reported. */
function holds(a: xp.NDArray, { U, s, Vh, residuals, converged }: Answer): number[] {
  const tiny = single(a.dtype) ? 2e-5 : 1e-12;
  const k = s.shape[0]!;
  const values = s.tolist() as number[];
  const scale = Math.max(1e-300, Number(xp.linalg.matrix_norm(a).item()));
  expect(values).toEqual([...values].sort((p, q) => p - q));
  expect(U!.dtype).toBe(a.dtype);
  expect(U!.shape).toEqual([a.shape[0], k]);
  expect(Vh!.shape).toEqual([k, a.shape[1]]);
  const eye = xp.eye(k, undefined, { dtype: a.dtype, device });
  expect(most(xp.subtract(xp.matmul(adjoint(U!), U!), eye))).toBeLessThan(tiny);
  expect(most(xp.subtract(xp.matmul(Vh!, adjoint(Vh!)), eye))).toBeLessThan(tiny);
  const sOf = xp.astype(s, a.dtype);
  expect(most(xp.subtract(xp.matmul(a, adjoint(Vh!)), xp.multiply(U!, sOf)))).toBeLessThan(tiny * scale);
  expect(most(xp.subtract(xp.matmul(adjoint(a), U!), xp.multiply(adjoint(Vh!), sOf)))).toBeLessThan(tiny * scale);
  expect(residuals.shape).toEqual([k]);
  expect(Number(xp.max(residuals).item())).toBeLessThan(tiny * scale);
  expect(converged).toBe(true);
  return values;
}

function near(got: number[], expected: number[], tolerance: number): void {
  expect(got).toHaveLength(expected.length);
  got.forEach((x, i) => expect(Math.abs(x - expected[i]!)).toBeLessThan(tolerance));
}
const ascending = (a: xp.NDArray): number[] => (xp.linalg.svdvals(a).tolist() as number[]).reverse();

for (const dtype of [xp.float32, xp.float64, xp.complex64, xp.complex128])
  small(`the largest and smallest triplets of tall and wide matrices of ${dtype.name}`, async () => {
    for (const [m, n] of [
      [130, 110],
      [110, 130],
      [20, 9],
    ] as const) {
      const a = draw([m, n], dtype, 3);
      const all = ascending(xp.astype(a, dtype.name.startsWith('complex') ? xp.complex128 : xp.float64));
      const tolerance = single(dtype) ? 1e-4 : 1e-11;
      near(holds(a, await svds(xp.sparse.csr_array(a), { k: 4 })), all.slice(-4), tolerance);
      near(holds(a, await svds(a, { k: 3, which: 'SM' })), all.slice(0, 3), tolerance);
    }
  });

small('a matrix of one row, of one column, of one entry', async () => {
  for (const shape of [
    [1, 1],
    [1, 5],
    [5, 1],
    [2, 2],
    [3, 2],
  ]) {
    const a = draw(shape, xp.float64, 4);
    near(holds(a, await svds(a)), ascending(a), 1e-12);
  }
});

small('as many triplets as there are, and one fewer', async () => {
  const a = draw([120, 101], xp.float64, 5);
  near(holds(a, await svds(a, { k: 101 })), ascending(a), 1e-11);
  near(holds(a, await svds(a, { k: 100 })), ascending(a).slice(1), 1e-11);
});

small('the matrix of zeros has zeros, with orthonormal vectors', async () => {
  for (const [m, n] of [
    [150, 120],
    [120, 150],
    [4, 4],
  ] as const) {
    const a = xp.zeros([m, n], { device });
    near(holds(a, await svds(xp.sparse.csr_array(a), { k: 3 })), [0, 0, 0], 1e-300);
  }
});

small('a matrix of rank three has three values and then zeros', async () => {
  const a = withValues(140, 120, [5, 3, 1]);
  near(holds(a, await svds(a, { k: 6 })), [0, 0, 0, 1, 3, 5], 1e-12);
  const wide = withValues(120, 140, [5, 3, 1], xp.complex128);
  near(holds(wide, await svds(wide, { k: 5 })), [0, 0, 1, 3, 5], 1e-12);
});

small('repeated values come as often as they are there', async () => {
  const values = [...Array<number>(4).fill(7), ...Array<number>(120).fill(2)];
  const a = withValues(150, 130, values);
  near(holds(a, await svds(a, { k: 6 })), [2, 2, 7, 7, 7, 7], 1e-11);
  const eye = xp.eye(130, undefined, { device });
  near(holds(eye, await svds(xp.sparse.csr_array(eye), { k: 5 })), [1, 1, 1, 1, 1], 1e-12);
});

small('values over twelve orders of magnitude keep the digits that the matrix has', async () => {
  const values = Array.from({ length: 110 }, (_, i) => 10 ** (-12 * (i / 109)));
  const a = xp.multiply(xp.eye(120, 110, { device }), xp.asarray(values, { device }));
  const got = holds(a, await svds(xp.sparse.csr_array(a), { k: 40 }));
  const expected = values.slice(0, 40).reverse();
  got.forEach((x, i) => expect(Math.abs(x - expected[i]!)).toBeLessThan(1e-14));
  // A square of the matrix would have lost these: 1e-12 is below eps times the largest square's root.
  const last = holds(a, await svds(xp.sparse.csr_array(a), { k: 2, which: 'SM' }));
  near(last, [1e-12, 10 ** (-12 * (108 / 109))], 1e-15);
});

small('an operator of functions, with its adjoint', async () => {
  const a = draw([130, 100], xp.complex128, 6);
  const A = new LinearOperator([130, 100], {
    matvec: (x) => xp.matmul(a, x),
    rmatvec: (x) => Promise.resolve(xp.matmul(adjoint(a), x)),
    dtype: xp.complex128,
    device,
  });
  near(holds(a, await svds(A, { k: 3 })), ascending(a).slice(-3), 1e-10);
  const turned = holds(adjoint(a), await svds(aslinearoperator(a).H, { k: 3 }));
  near(turned, ascending(a).slice(-3), 1e-10);
  await expect(svds(new LinearOperator([5, 5], { matvec: (x) => x, device }), { k: 2 })).rejects.toThrow(/rmatvec/);
});

small('the same bits twice, and from a start vector that is a singular vector', async () => {
  const a = draw([140, 120], xp.float64, 7);
  const [p, q] = [await svds(a, { k: 3 }), await svds(a, { k: 3 })];
  expect(p.U!.tolist()).toEqual(q.U!.tolist());
  expect(p.s.tolist()).toEqual(q.s.tolist());
  const v0 = xp.asarray(p.Vh!.get(2).tolist() as number[], { device });
  near(holds(a, await svds(a, { k: 3, v0 })), ascending(a).slice(-3), 1e-11);
});

small('vectors are given as asked for', async () => {
  const a = draw([12, 8], xp.float64, 8);
  const none = await svds(a, { k: 2, return_singular_vectors: false });
  expect(Object.keys(none)).toEqual(['s', 'iterations', 'residuals', 'converged']);
  expect((await svds(a, { k: 2, return_singular_vectors: 'u' })).Vh).toBeUndefined();
  expect((await svds(a, { k: 2, return_singular_vectors: 'vh' })).U).toBeUndefined();
});

small('too few restarts are an error that holds what was reached', async () => {
  const a = draw([300, 280], xp.float64, 9);
  const error = await svds(xp.sparse.csr_array(a), { k: 6, maxiter: 1 }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(xp.ObolError);
  expect((error as xp.ObolError).code).toBe('ERR_OBOL_CONVERGENCE');
  const partial = (error as xp.ObolError).partial as Answer;
  expect(partial.converged).toBe(false);
  expect(partial.U!.shape).toEqual([300, 6]);
  expect(Number(xp.max(partial.residuals).item())).toBeGreaterThan(0);
});

small('what svds refuses', async () => {
  const a = draw([6, 4], xp.float64, 10);
  await expect(svds(a, { k: 5 })).rejects.toThrow(RangeError);
  await expect(svds(a, { k: 0 })).rejects.toThrow(RangeError);
  await expect(svds(xp.zeros([0, 3], { device }))).rejects.toThrow(RangeError);
  await expect(svds(a, { which: 'LA' as 'LM' })).rejects.toThrow(/which/);
  await expect(svds(a, { v0: xp.ones([6], { device }) })).rejects.toThrow(/v0/);
  await expect(svds(a, { sigma: 1 } as object)).rejects.toThrow(/unknown option sigma/);
  const bad = xp.full([200, 150], NaN, { device });
  await expect(svds(bad, { k: 2 })).rejects.toThrow(/finite/);
  await expect(svds(bad.get(xp.slice(0, 5)), { k: 2 })).rejects.toThrow(/finite/);
  const zero = xp.zeros([150], { device });
  await expect(svds(draw([200, 150], xp.float64, 1), { k: 2, v0: zero })).rejects.toThrow(/v0/);
});

large('a signal stops it at once', async () => {
  const a = xp.sparse.csr_array(draw([2500, 2400], xp.float64, 11));
  const control = new AbortController();
  const running = svds(a, { k: 20, which: 'SM', signal: control.signal });
  setTimeout(() => control.abort(), 60);
  await expect(running).rejects.toMatchObject({ name: 'AbortError', code: 'ERR_OBOL_ABORTED' });
});

for (const dtype of [xp.float64, xp.complex128])
  small(`a matrix of ${dtype.name} of any scale: units of 1e-300, 1e-160 and 1e200`, async () => {
    const a = withValues(150, 120, [9, 7, 4, 4, 1], dtype);
    for (const scale of [1e-300, 1e-160, 1e200]) {
      const { U, s, Vh, residuals, converged } = await svds(xp.multiply(a, scale), { k: 4 });
      near(
        (s.tolist() as number[]).map((x) => x / scale),
        [4, 4, 7, 9],
        1e-12,
      );
      expect(converged).toBe(true);
      expect(most(residuals) / scale).toBeLessThan(1e-12);
      const made = xp.matmul(xp.multiply(U!, xp.astype(xp.divide(s, scale), dtype)), Vh!);
      expect(most(xp.subtract(a, made))).toBeLessThan(1 + 1e-12);
    }
  });
