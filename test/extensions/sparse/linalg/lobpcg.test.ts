// lobpcg: eigenpairs against the dense decomposition, true residuals and B-orthonormality of every answer, and the hard
// starts: dependent, ill-conditioned, already converged; repeated and clustered eigenvalues; constraints; mass operators.
import * as xp from '../../../../lib/index';
import type { DType } from '../../../../lib/core/dtype';
import { large, small, testDevice as device } from '../../../support/device';

const { lobpcg, LinearOperator } = xp.sparse.linalg;
const single = (dtype: DType): boolean => dtype === xp.float32 || dtype === xp.complex64;
const isComplex = (dtype: DType): boolean => dtype.name.startsWith('complex');
const adjoint = (a: xp.NDArray): xp.NDArray => (isComplex(a.dtype) ? xp.conj(a.T) : a.T);
const most = (a: xp.NDArray): number => Number(xp.max(xp.abs(a)).item());

function draw(shape: number[], dtype: DType, seed: number): xp.NDArray {
  const rng = xp.random.default_rng(seed);
  const re = rng.normal({ size: shape, device });
  if (!isComplex(dtype)) return xp.astype(re, dtype);
  const im = xp.multiply(rng.normal({ size: shape, device }), { re: 0, im: 1 });
  return xp.astype(xp.add(xp.astype(re, xp.complex128), im), dtype);
}
/** A Hermitian matrix with these eigenvalues. */
function withValues(values: number[], dtype: DType = xp.float64, seed = 1): xp.NDArray {
  const wide = isComplex(dtype) ? xp.complex128 : xp.float64;
  const n = values.length;
  const q = xp.linalg.qr(draw([n, n], wide, seed)).Q;
  const a = xp.matmul(xp.multiply(q, xp.asarray(values, { dtype: wide, device })), adjoint(q));
  return xp.astype(xp.multiply(xp.add(a, adjoint(a)), 0.5), dtype);
}
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
/** The matrix of second differences. */
function path(n: number): xp.NDArray {
  const off = xp.eye(n, undefined, { k: 1, device });
  return xp.subtract(xp.multiply(xp.eye(n, undefined, { device }), 2), xp.add(off, off.T));
}

type Answer = Awaited<ReturnType<typeof lobpcg>>;
interface Wanted {
  B?: xp.NDArray;
  tol?: number;
}

/** What must hold of every answer; the eigenvalues. */
function holds(a: xp.NDArray, answer: Answer, { B, tol = 1e-7 }: Wanted = {}): number[] {
  const { eigenvalues, eigenvectors: x, residuals, converged } = answer;
  const k = eigenvalues.shape[0]!;
  expect(x.shape).toEqual([a.shape[0], k]);
  expect(residuals.shape).toEqual([k]);
  const bx = B === undefined ? x : xp.matmul(B, x);
  const eye = xp.eye(k, undefined, { dtype: x.dtype, device });
  const tiny = single(x.dtype) ? 1e-4 : 1e-9;
  expect(most(xp.subtract(xp.matmul(adjoint(x), bx), eye))).toBeLessThan(tiny);
  const r = xp.subtract(xp.matmul(a, x), xp.multiply(bx, xp.astype(eigenvalues, x.dtype)));
  const norms = xp.linalg.vector_norm(r, { axis: 0 }).tolist() as number[];
  const rounding = (single(x.dtype) ? 1e-5 : 1e-11) * Math.max(1, most(a));
  (residuals.tolist() as number[]).forEach((size, i) => {
    expect(size).toBeLessThan(tol + rounding);
    expect(Math.abs(norms[i]! - size)).toBeLessThan(0.01 * size + rounding);
  });
  expect(converged).toBe(true);
  return eigenvalues.tolist() as number[];
}
function near(got: number[], expected: number[], tolerance: number): void {
  expect(got).toHaveLength(expected.length);
  got.forEach((x, i) => expect(Math.abs(x - expected[i]!)).toBeLessThan(tolerance));
}

for (const dtype of [xp.float32, xp.float64, xp.complex64, xp.complex128])
  small(`both ends of a Hermitian matrix of ${dtype.name}`, async () => {
    const a = withValues(upTo(80), dtype);
    const X = draw([80, 3], dtype, 2);
    const tol = single(dtype) ? 1e-3 : 1e-7;
    const top = await lobpcg(xp.sparse.csr_array(a), X, { tol, maxiter: 300 });
    expect(top.eigenvectors.dtype).toBe(dtype);
    near(holds(a, top, { tol }), [80, 79, 78], single(dtype) ? 1e-3 : 1e-9);
    const bottom = await lobpcg(a, X, { tol, maxiter: 300, largest: false });
    near(holds(a, bottom, { tol }), [1, 2, 3], single(dtype) ? 1e-3 : 1e-9);
  });

small('a preconditioner, sparse, dense or of functions, and a block of one column', async () => {
  const n = 100;
  const a = path(n);
  const inverse = xp.linalg.inv(a);
  const expected = [1, 2, 3].map((j) => 2 - 2 * Math.cos((j * Math.PI) / (n + 1)));
  const M = new LinearOperator([n, n], {
    matmat: (x) => xp.matmul(inverse, x),
    matvec: (x) => xp.matmul(inverse, x),
    device,
  });
  const options = { tol: 1e-9, maxiter: 60, largest: false };
  for (const preconditioner of [inverse, M, xp.sparse.csr_array(inverse)]) {
    const answer = await lobpcg(xp.sparse.csr_array(a), draw([n, 3], xp.float64, 3), { ...options, M: preconditioner });
    near(holds(a, answer, { tol: 1e-9 }), expected, 1e-12);
    expect(answer.iterations).toBeLessThan(20);
  }
  const one = await lobpcg(a, draw([n, 1], xp.float64, 4), { ...options, M });
  near(holds(a, one, { tol: 1e-9 }), expected.slice(0, 1), 1e-12);
});

for (const dtype of [xp.float64, xp.complex128])
  small(`a mass operator of ${dtype.name}: A x = λ B x, vectors B-orthonormal`, async () => {
    const n = 60;
    const a = withValues(upTo(n), dtype, 5);
    const B = withValues(
      upTo(n).map((i) => 1 + (i % 7)),
      dtype,
      6,
    );
    const L = xp.linalg.cholesky(B);
    const li = xp.linalg.inv(L);
    const all = xp.linalg.eigvalsh(xp.matmul(xp.matmul(li, a), adjoint(li))).tolist() as number[];
    const X = draw([n, 3], dtype, 7);
    for (const mass of [B, xp.sparse.csr_array(B)]) {
      const low = await lobpcg(a, X, { B: mass, largest: false, tol: 1e-8, maxiter: 400 });
      near(holds(a, low, { B, tol: 1e-8 }), all.slice(0, 3), 1e-9);
    }
    const top = await lobpcg(a, X, { B, tol: 1e-8, maxiter: 400 });
    near(holds(a, top, { B, tol: 1e-8 }), all.slice(-3).reverse(), 1e-9);
  });

small('a mass operator over ten orders of magnitude', async () => {
  const n = 50;
  const weights = upTo(n).map((i) => 10 ** (-10 * ((i - 1) / (n - 1))));
  const B = xp.multiply(xp.eye(n, undefined, { device }), xp.asarray(weights, { device }));
  const a = xp.matmul(B, xp.multiply(xp.eye(n, undefined, { device }), xp.asarray(upTo(n), { device })));
  const low = await lobpcg(a, draw([n, 2], xp.float64, 8), {
    B,
    M: xp.linalg.inv(a),
    largest: false,
    tol: 1e-10,
    maxiter: 200,
  });
  near(holds(a, low, { B, tol: 1e-9 }), [1, 2], 1e-6);
});

small('constraints keep what is found B-orthogonal to them', async () => {
  const n = 70;
  const a = withValues(upTo(n), xp.float64, 9);
  const first = xp.linalg.eigh(a).eigenvectors.get(xp.ellipsis, xp.slice(0, 2));
  // Any basis of the space will do, of any length.
  const Y = xp.matmul(
    first,
    xp.asarray(
      [
        [3, 1],
        [0, 1e-3],
      ],
      { device },
    ),
  );
  const options = { Y, largest: false, tol: 1e-8, maxiter: 300 };
  const answer = await lobpcg(a, draw([n, 3], xp.float64, 10), options);
  near(holds(a, answer), [3, 4, 5], 1e-9);
  expect(most(xp.matmul(first.T, answer.eigenvectors))).toBeLessThan(1e-10);
  // Densely, too, and with a start that lies in them.
  near(holds(a, await lobpcg(a, draw([n, 20], xp.float64, 11), options)), upTo(22).slice(2), 1e-9);
  near(holds(a, await lobpcg(a, first, options)), [3, 4], 1e-9);
  await expect(lobpcg(a, first, { Y: xp.ones([n, 2], { device }) })).rejects.toThrow(/independent/);
});

/** The eigenvalues of the pencil among the vectors that are B-orthogonal to Y, ascending. */
function constrained(a: xp.NDArray, B: xp.NDArray, Y: xp.NDArray): number[] {
  const all = xp.linalg.qr(xp.matmul(B, Y), { mode: 'complete' }).Q;
  const z = all.get(xp.ellipsis, xp.slice(Y.shape[1]!, null));
  const inside = (m: xp.NDArray): xp.NDArray => xp.matmul(adjoint(z), xp.matmul(m, z));
  const li = xp.linalg.inv(xp.linalg.cholesky(inside(B)));
  const turned = xp.matmul(xp.matmul(li, inside(a)), adjoint(li));
  return xp.linalg.eigvalsh(xp.multiply(xp.add(turned, adjoint(turned)), 0.5)).tolist() as number[];
}
for (const dtype of [xp.float64, xp.complex128])
  small(`constraints of ${dtype.name} that are no eigenvectors: what is stationary beside them`, async () => {
    const n = 60;
    const a = withValues(upTo(n), dtype, 27);
    const Y = draw([n, 4], dtype, 28);
    const identity = xp.eye(n, undefined, { dtype, device });
    const graded = xp.multiply(
      identity,
      xp.asarray(
        upTo(n).map((i) => 10 ** -(i % 4)),
        { dtype, device },
      ),
    );
    for (const [B, M] of [
      [identity, undefined],
      [identity, xp.linalg.inv(a)],
      [graded, xp.linalg.inv(a)],
    ] as const)
      // The block of 20 is solved densely.
      for (const k of [3, 20]) {
        const options = { B, M, Y, largest: false, tol: 1e-9, maxiter: 400 };
        const {
          eigenvalues,
          eigenvectors: x,
          residuals,
          iterations,
        } = await lobpcg(a, draw([n, k], dtype, 29), options);
        const expected = constrained(a, B, Y).slice(0, k);
        near(eigenvalues.tolist() as number[], expected, 1e-9 * Math.max(1, expected.at(-1)!));
        expect(most(xp.matmul(adjoint(Y), xp.matmul(B, x)))).toBeLessThan(1e-9);
        const bx = xp.matmul(B, x);
        const r = xp.subtract(xp.matmul(a, x), xp.multiply(bx, xp.astype(eigenvalues, dtype)));
        const q = xp.linalg.qr(xp.matmul(B, Y)).Q;
        const beside = xp.subtract(r, xp.matmul(q, xp.matmul(adjoint(q), r)));
        expect(most(beside)).toBeLessThan(1e-8);
        expect(most(residuals)).toBeLessThan(1e-8);
        // With the inverse as a preconditioner they come as fast as without constraints.
        if (M !== undefined) expect(iterations).toBeLessThan(40);
      }
  });

small('a matrix of any scale: units of 1e±200', async () => {
  const n = 60;
  const a = withValues(upTo(n), xp.float64, 30);
  for (const scale of [1e-200, 1e200]) {
    const options = { tol: 1e-8 * scale, maxiter: 300, largest: false };
    const { eigenvalues, residuals } = await lobpcg(xp.multiply(a, scale), draw([n, 3], xp.float64, 31), options);
    near(
      (eigenvalues.tolist() as number[]).map((x) => x / scale),
      [1, 2, 3],
      1e-9,
    );
    expect(most(residuals)).toBeLessThan(1e-8 * scale);
    expect(most(residuals)).toBeGreaterThan(0);
  }
});

small('starts that are dependent, ill-conditioned, zero or converged', async () => {
  const n = 90;
  const a = withValues(upTo(n), xp.float64, 12);
  const { eigenvectors } = xp.linalg.eigh(a);
  const options = { largest: false, tol: 1e-8, maxiter: 300 };
  const x = draw([n, 1], xp.float64, 13);
  const noise = draw([n, 4], xp.float64, 14);
  const starts = [
    xp.concat([x, x, x, x], { axis: 1 }),
    xp.add(xp.concat([x, x, x, x], { axis: 1 }), xp.multiply(noise, 1e-12)),
    xp.multiply(noise, xp.asarray([1, 1e-200, 1e150, 1e-30], { device })),
    xp.zeros([n, 4], { device }),
    eigenvectors.get(xp.ellipsis, xp.slice(0, 4)),
    eigenvectors.get(xp.ellipsis, xp.slice(1, 5)),
  ];
  for (const [i, X] of starts.entries()) {
    // A start that is invariant already gives nothing to go on: it is what is found.
    const expected = i === 5 ? [2, 3, 4, 5] : [1, 2, 3, 4];
    near(holds(a, await lobpcg(a, X, options)), expected, 1e-8);
  }
});

small('repeated and clustered eigenvalues, the identity, zero', async () => {
  const values = [1, 1, 1, 1 + 1e-9, 2, ...upTo(75).map((i) => 5 + i)];
  const a = withValues(values, xp.float64, 15);
  const options = { largest: false, tol: 1e-9, maxiter: 300 };
  near(holds(a, await lobpcg(a, draw([80, 5], xp.float64, 16), options), { tol: 1e-8 }), [1, 1, 1, 1, 2], 1e-8);
  const eye = xp.eye(60, undefined, { device });
  near(holds(eye, await lobpcg(xp.sparse.csr_array(eye), draw([60, 3], xp.float64, 17))), [1, 1, 1], 1e-12);
  const zero = xp.zeros([60, 60], { device });
  near(holds(zero, await lobpcg(zero, draw([60, 3], xp.float64, 17), { tol: 0 })), [0, 0, 0], 1e-300);
});

small('matrices that are small for their block are solved densely', async () => {
  for (const n of [1, 2, 3, 9])
    for (const k of [1, n]) {
      const a = withValues(upTo(n), xp.float64, 18);
      near(holds(a, await lobpcg(a, draw([n, k], xp.float64, 19))), upTo(n).reverse().slice(0, k), 1e-11);
    }
});

small('an indefinite matrix, and eigenvalues over twelve orders of magnitude', async () => {
  const a = withValues(
    upTo(60).map((i) => (i % 2 === 0 ? i : -i)),
    xp.float64,
    20,
  );
  const X = draw([60, 3], xp.float64, 21);
  near(holds(a, await lobpcg(a, X, { largest: false, maxiter: 300, tol: 1e-8 })), [-59, -57, -55], 1e-9);
  const wide = upTo(60).map((i) => 10 ** (12 * (i / 60)));
  const b = withValues(wide, xp.float64, 22);
  const got = (await lobpcg(b, X, { maxiter: 300, tol: 0 })).eigenvalues.tolist() as number[];
  got.forEach((value, i) => expect(Math.abs(value / wide[59 - i]! - 1)).toBeLessThan(1e-12));
});

small('the same bits twice', async () => {
  const a = xp.sparse.csr_array(withValues(upTo(80)));
  const X = draw([80, 3], xp.float64, 23);
  const [p, q] = [await lobpcg(a, X, { maxiter: 200 }), await lobpcg(a, X, { maxiter: 200 })];
  expect(p.eigenvectors.tolist()).toEqual(q.eigenvectors.tolist());
});

small('too few iterations are an error that holds what was reached', async () => {
  const a = withValues(upTo(100));
  const error = await lobpcg(a, draw([100, 2], xp.float64, 24), { tol: 1e-10, maxiter: 2 }).catch((e: unknown) => e);
  expect((error as xp.ObolError).code).toBe('ERR_OBOL_CONVERGENCE');
  const partial = (error as xp.ObolError).partial as Answer;
  expect(partial).toMatchObject({ iterations: 2, converged: false });
  expect(partial.eigenvectors.shape).toEqual([100, 2]);
  expect(Number(xp.max(partial.residuals).item())).toBeGreaterThan(1e-10);
});

small('what lobpcg refuses', async () => {
  const a = withValues(upTo(30));
  const X = draw([30, 2], xp.float64, 25);
  await expect(lobpcg(draw([30, 30], xp.float64, 26), X)).rejects.toThrow(/symmetric/);
  await expect(lobpcg(a, X, { B: xp.negative(a) })).rejects.toThrow(/positive definite/);
  await expect(lobpcg(xp.full([30, 30], NaN, { device }), X)).rejects.toThrow(/finite/);
  await expect(lobpcg(a, xp.full([30, 2], Infinity, { device }))).rejects.toThrow(/finite/);
  await expect(lobpcg(a, X, { M: xp.full([30, 30], NaN, { device }) })).rejects.toThrow(/finite/);
  await expect(lobpcg(a, draw([29, 2], xp.float64, 1))).rejects.toThrow(RangeError);
  await expect(lobpcg(a, draw([30, 31], xp.float64, 1))).rejects.toThrow(RangeError);
  await expect(lobpcg(a, xp.ones([30], { device }))).rejects.toThrow(RangeError);
  await expect(lobpcg(a, X, { Y: xp.ones([30, 29], { device }) })).rejects.toThrow(RangeError);
  await expect(lobpcg(a, X, { tol: -1 })).rejects.toThrow(/^lobpcg: expected a finite number of at least 0 for tol/);
  await expect(lobpcg(a, X, { tol: '1' as never })).rejects.toThrow(TypeError);
  await expect(lobpcg(a, X, { k: 1 } as object)).rejects.toThrow(/unknown option k/);
});

large('a signal stops it', async () => {
  const a = xp.sparse.csr_array(path(3000));
  const control = new AbortController();
  const options = { largest: false, tol: 1e-14, maxiter: 100000, signal: control.signal };
  const running = lobpcg(a, draw([3000, 4], xp.float64, 27), options);
  setTimeout(() => control.abort(), 60);
  await expect(running).rejects.toMatchObject({ name: 'AbortError', code: 'ERR_OBOL_ABORTED' });
});
