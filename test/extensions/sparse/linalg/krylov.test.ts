// cg, minres and gmres by the residuals of what they give, on systems of every kind: definite, indefinite, unsymmetric,
// Hermitian, singular, ill-conditioned, tiny; preconditioned; and how they give up.
import * as xp from '../../../../lib/index';
import type { DType } from '../../../../lib/core/dtype';
import type { OperatorLike, SolverOptions, SolverResult } from '../../../../lib/extensions/sparse/linalg';
import { small, testDevice as device } from '../../../support/device';

const { cg, minres, gmres, LinearOperator, aslinearoperator } = xp.sparse.linalg;
type Solver = (A: OperatorLike, b: xp.NDArray, options?: SolverOptions) => Promise<SolverResult>;
const whole: Solver = (A, b, options) => gmres(A, b, { restart: 60, ...options });
const solvers: [string, Solver][] = Object.entries({ cg, minres, gmres: whole });

function normal(shape: number[], dtype: DType, seed: number): xp.NDArray {
  const rng = xp.random.default_rng(seed);
  const re = rng.normal({ size: shape, device });
  if (dtype === xp.float32 || dtype === xp.float64) return xp.astype(re, dtype);
  const im = xp.multiply(rng.normal({ size: shape, device }), { re: 0, im: 1 });
  return xp.astype(xp.add(xp.astype(re, xp.complex128), im), dtype);
}
const norm = (x: xp.NDArray): number => Number(xp.linalg.vector_norm(x).item());
const conjT = (a: xp.NDArray): xp.NDArray => (a.dtype.name.startsWith('complex') ? xp.conj(a.T) : a.T);
const eye = (n: number, dtype: DType): xp.NDArray => xp.eye(n, undefined, { dtype, device });
/** Hermitian positive definite, condition about 4. */
function definite(n: number, dtype: DType, seed: number): xp.NDArray {
  const a = normal([n, n], dtype, seed);
  return xp.add(xp.divide(xp.matmul(a, conjT(a)), n), eye(n, dtype));
}
/** Hermitian with eigenvalues of both signs. */
function indefinite(n: number, dtype: DType, seed: number): xp.NDArray {
  const { eigenvectors: q } = xp.linalg.eigh(definite(n, dtype, seed));
  const values = xp.subtract(xp.arange(n, { device, dtype: xp.float64 }), n / 2 - 0.5);
  const scaled = xp.multiply(q, xp.astype(values, q.dtype));
  return xp.matmul(scaled, conjT(q));
}
/** -1, 2, -1. */
function path(n: number): xp.sparse.CsrArray {
  const at = Array.from({ length: n }, (_, i) => i);
  const row = [...at, ...at.slice(1), ...at.slice(0, -1)];
  const col = [...at, ...at.slice(0, -1), ...at.slice(1)];
  const data = Float64Array.from(row, (r, i) => (r === col[i] ? 2 : -1));
  const parts: [Int32Array, Int32Array] = [Int32Array.from(row), Int32Array.from(col)];
  return xp.sparse.coo_array([data, parts], { shape: [n, n], device }).tocsr();
}
async function solved(solver: Solver, A: xp.NDArray, b: xp.NDArray, options: SolverOptions = {}) {
  const result = await solver(xp.sparse.csr_array(A), b, options);
  const goal = Math.max((options.rtol ?? 1e-5) * norm(b), options.atol ?? 0);
  const off = xp.subtract(b, xp.matmul(A, result.x));
  const slack = result.x.dtype === xp.float32 || result.x.dtype === xp.complex64 ? 1e-6 * norm(b) : 1e-13 * norm(b);
  expect(norm(off)).toBeLessThanOrEqual(goal + slack);
  expect(result.converged).toBe(true);
  expect(result.x.shape).toEqual(b.shape);
  expect(result.residuals.shape).toEqual([result.iterations + 1]);
  expect(result.residuals.dtype).toBe(xp.float64);
  return result;
}
/** What a solver rejects with. */
async function failure(running: Promise<unknown>): Promise<xp.ObolError & { partial: SolverResult }> {
  try {
    await running;
  } catch (error) {
    return error as never;
  }
  throw new Error('it did not reject');
}

for (const dtype of [xp.float32, xp.float64, xp.complex64, xp.complex128]) {
  const single = dtype === xp.float32 || dtype === xp.complex64;
  const tight = { rtol: single ? 1e-5 : 1e-12 };
  small(`${dtype.name}: each solver on its kind of matrix`, async () => {
    const b = normal([40], dtype, 2);
    for (const [, solver] of solvers) await solved(solver, definite(40, dtype, 1), b, tight);
    await solved(minres, indefinite(40, dtype, 1), b, tight);
    await solved(gmres, xp.add(normal([40, 40], dtype, 3), xp.multiply(eye(40, dtype), 12)), b, tight);
    await solved(gmres, normal([15, 15], dtype, 4), normal([15], dtype, 5), tight);
  });
  small(`${dtype.name}: a preconditioner leads to the same solution, in fewer steps`, async () => {
    const n = 60;
    const spread = xp.astype(xp.pow(10, xp.linspace(0, single ? 2 : 3, n, { device })), dtype);
    const A = xp.multiply(xp.multiply(definite(n, dtype, 1), spread), xp.expand_dims(spread, 1));
    const M = LinearOperator.diagonal(xp.divide(1, xp.linalg.diagonal(A)));
    const b = xp.matmul(A, normal([n], dtype, 2));
    for (const [, solver] of solvers) {
      const options = { rtol: single ? 1e-4 : 1e-9, maxiter: 2000 };
      const plain = await solver(A, b, { ...options, maxiter: 5 * n }).catch(
        (e: { partial: SolverResult }) => e.partial,
      );
      const better = await solved(solver, A, b, { ...options, M });
      expect(better.iterations).toBeLessThan(plain.iterations);
    }
  });
}

small('the residuals are those of the iterates', async () => {
  const A = definite(30, xp.float64, 1);
  const b = normal([30], xp.float64, 2);
  const M = LinearOperator.diagonal(xp.linspace(0.5, 2, 30, { device }));
  for (const [name, solver] of solvers)
    for (const options of [{}, { M }]) {
      const { residuals } = await solver(A, b, { ...options, rtol: 1e-10 });
      const all = residuals.dataSync() as Float64Array;
      expect(all[0]).toBeCloseTo(norm(b), 12);
      if (name === 'gmres') continue;
      for (const maxiter of [1, 2, 5]) {
        const { partial } = await failure(solver(A, b, { ...options, rtol: 1e-10, maxiter }));
        expect(partial.iterations).toBe(maxiter);
        expect(partial.converged).toBe(false);
        const off = norm(xp.subtract(b, xp.matmul(A, partial.x)));
        expect(Math.abs(off / all[maxiter]! - 1)).toBeLessThan(1e-9);
      }
    }
});

for (const [name, solver] of solvers) {
  small(`${name}: n = 0, 1, 2, 3, columns, strides, a start`, async () => {
    const empty = await solver(xp.zeros([0, 0], { device }), xp.zeros([0], { device }));
    expect([empty.x.shape, empty.iterations, empty.converged]).toEqual([[0], 0, true]);
    for (const n of [1, 2, 3]) {
      const b = normal([n], xp.float64, n);
      await solved(solver, definite(n, xp.float64, n), b, { rtol: 1e-13 });
      await solved(solver, definite(n, xp.float64, n), xp.expand_dims(b, 1), { rtol: 1e-13 });
    }
    const A = definite(20, xp.float64, 1);
    const wide = normal([20, 3], xp.float64, 2);
    await solved(solver, A, wide.get(xp.slice(null, null, -1), 1), { rtol: 1e-10, x0: wide.get(xp.ellipsis, 2) });
  });
  small(`${name}: a zero right-hand side, an exact start and a loose tolerance take no step`, async () => {
    const A = definite(10, xp.float64, 1);
    const start = normal([10], xp.float64, 3);
    const zero = await solver(A, xp.zeros([10], { device }), { x0: start });
    expect([zero.iterations, norm(zero.x), zero.converged]).toEqual([0, 0, true]);
    const exact = await solver(A, xp.matmul(A, start), { x0: start, rtol: 1e-13 });
    expect(exact.iterations).toBe(0);
    expect(exact.x.tolist()).toEqual(start.tolist());
    const loose = await solver(A, start, { atol: 100 });
    expect([loose.iterations, norm(loose.x)]).toEqual([0, 0]);
  });
  small(`${name}: a singular system with b in the range is solved, another one is an error`, async () => {
    const n = 30;
    const lap = xp.subtract(path(n).toarray(), LaplacianEnds(n));
    const b = xp.matmul(lap, normal([n], xp.float64, 1));
    await solved(solver, lap, b, { rtol: 1e-9 });
    const error = await failure(solver(lap, xp.ones([n], { device }), { rtol: 1e-9 }));
    expect(['ERR_OBOL_CONVERGENCE', 'ERR_OBOL_NUMERIC']).toContain(error.code);
    expect(Number.isFinite(norm(error.partial.x))).toBe(true);
    const none = await failure(solver(xp.zeros([5, 5], { device }), xp.ones([5], { device })));
    expect(none.code).toBe('ERR_OBOL_CONVERGENCE');
    expect(none.partial.x.tolist()).toEqual([0, 0, 0, 0, 0]);
  });
  small(`${name}: ill-conditioned systems end within the tolerance or with an error`, async () => {
    const n = 12;
    const at = xp.arange(n, { device, dtype: xp.float64 });
    const hilbert = xp.divide(1, xp.add(xp.add(at, xp.expand_dims(at, 1)), 1));
    await solved(solver, hilbert, xp.sum(hilbert, { axis: 1 }), { rtol: 1e-8 });
    const error = await failure(solver(hilbert, normal([n], xp.float64, 1), { rtol: 1e-15, maxiter: 400 }));
    expect(error.code).toBe('ERR_OBOL_CONVERGENCE');
    expect(error.message).toMatch(/^(cg|minres|gmres): no convergence in \d+ iterations: residual .*, expected .*/);
  });
  small(`${name}: the scale of the system does not matter`, async () => {
    const A = definite(10, xp.float64, 1);
    const b = normal([10], xp.float64, 2);
    for (const scale of [1e-200, 1e200]) await solved(solver, A, xp.multiply(b, scale), { rtol: 1e-10 });
    const thin = xp.astype(xp.multiply(b, 1e-30), xp.float32);
    await solved(solver, xp.astype(A, xp.float32), thin, { rtol: 1e-4 });
  });

  small(`${name}: neither does the scale of the matrix, nor that of M`, async () => {
    for (const [dtype, scales] of [
      [xp.float32, [1e-25, 1e25]],
      [xp.complex128, [1e-200, 1e200]],
    ] as const) {
      const A = definite(30, dtype, 61);
      const b = normal([30], dtype, 62);
      for (const scale of scales)
        for (const M of [undefined, LinearOperator.identity(30, { dtype, device }).scale(scale)]) {
          const { x, converged } = await solver(xp.multiply(A, scale), b, { rtol: 1e-4, M });
          expect(converged).toBe(true);
          const off = xp.subtract(b, xp.matmul(A, xp.multiply(x, scale)));
          expect(norm(off)).toBeLessThan(2e-4 * norm(b));
        }
    }
  });

  small(`${name}: callback sees x after each round, in the units of A and b`, async () => {
    const A = xp.multiply(definite(30, xp.complex128, 63), 1e-100);
    const b = xp.multiply(normal([30], xp.complex128, 64), 1e20);
    const off = (x: xp.NDArray): number => norm(xp.subtract(b, xp.matmul(A, x)));
    const seen: number[] = [];
    const callback = async (x: xp.NDArray): Promise<void> => {
      await Promise.resolve();
      expect(x.shape).toEqual([30]);
      seen.push(off(x));
    };
    const options = { rtol: 1e-10, callback, ...(name === 'gmres' && { restart: 4 }) };
    const { x, iterations, residuals } = await solver(A, xp.reshape(b, [30, 1]), options);
    expect(seen).toHaveLength(name === 'gmres' ? Math.ceil(iterations / 4) : iterations);
    expect(seen.at(-1)).toBeLessThan(1e-9 * norm(b));
    expect(Math.abs(seen.at(-1)! - off(xp.reshape(x, [30])))).toBeLessThan(1e-13 * norm(b));
    const told = residuals.tolist() as number[];
    for (const [i, size] of seen.entries()) {
      const at = name === 'gmres' ? Math.min(4 * (i + 1), iterations) : i + 1;
      expect(Math.abs(size - told[at]!)).toBeLessThan(1e-12 * norm(b));
    }
  });

  small(`${name}: what a callback throws rejects, and one that never answers ends with an abort`, async () => {
    const [A, b] = [path(40), xp.ones([40], { device })];
    const stop = (): never => {
      throw new Error('enough');
    };
    await expect(solver(A, b, { callback: stop })).rejects.toThrow('enough');
    const never = (): Promise<void> => new Promise(() => undefined);
    const signal = AbortSignal.timeout(20);
    await expect(solver(A, b, { callback: never, signal })).rejects.toMatchObject({ code: 'ERR_OBOL_ABORTED' });
    await expect(solver(A, b, { callback: 3 as never })).rejects.toThrow(`${name}: expected a function for callback`);
  });

  small(`${name}: a solution that its dtype can't hold is an error`, async () => {
    const A = xp.multiply(eye(4, xp.float32), 1e-20);
    const error = await failure(solver(A, xp.full([4], 1e30, { dtype: xp.float32, device })));
    expect(error.code).toBe('ERR_OBOL_NUMERIC');
    expect(error.message).toMatch(/too large/);
    expect(error.partial.converged).toBe(false);
  });
  small(`${name}: NaN and infinity are refused`, async () => {
    const A = definite(3, xp.float64, 1);
    const b = xp.ones([3], { device });
    await expect(solver(A, xp.asarray([1, NaN, 1], { device }))).rejects.toThrow(RangeError);
    const infinite = xp.asarray([1, Infinity, 1], { device });
    await expect(solver(xp.multiply(A, infinite), b)).rejects.toThrow('expected finite numbers for A and x0');
    await expect(solver(A, b, { x0: xp.multiply(b, NaN) })).rejects.toThrow(RangeError);
    const M = LinearOperator.diagonal(xp.asarray([1, NaN, 1], { device }));
    expect((await failure(solver(A, b, { M }))).code).toBe('ERR_OBOL_NUMERIC');
  });
  small(`${name}: an operator of JavaScript functions, also as preconditioner`, async () => {
    const A = definite(20, xp.float64, 1);
    const b = normal([20], xp.float64, 2);
    const F = new LinearOperator([20, 20], { matvec: async (x) => xp.matmul(A, x), device });
    const M = new LinearOperator([20, 20], { matvec: (x) => xp.multiply(x, 0.5), device });
    const options = { rtol: 1e-10 };
    const expected = await solver(A, b, { ...options, M: LinearOperator.identity(20, { device }).scale(0.5) });
    const got = await solver(F, b, { ...options, M });
    expect(got.iterations).toBe(expected.iterations);
    expect(norm(xp.subtract(got.x, expected.x))).toBeLessThan(1e-12);
    const off = new LinearOperator([20, 20], { matvec: () => xp.ones([19], { device }), device });
    await expect(solver(off, b)).rejects.toThrow(`${name}: expected shape [20] for what matvec of A returns, got [19]`);
    await expect(solver(A, b, { M: off })).rejects.toThrow('for what matvec of M returns, got [19]');
  });
  small(`${name}: the same bits twice, and progress`, async () => {
    const A = aslinearoperator(path(200));
    const b = normal([200], xp.float64, 2);
    const seen: number[] = [];
    const onProgress = ({ iteration }: { iteration: number }): void => void seen.push(iteration);
    const options = { rtol: 1e-8, maxiter: 4000 };
    const first = await solver(A, b, { ...options, onProgress });
    const second = await solver(A, b, options);
    expect(first.x.dataSync()).toEqual(second.x.dataSync());
    expect(first.residuals.dataSync()).toEqual(second.residuals.dataSync());
    expect(seen.length).toBeGreaterThan(0);
  });
  small(`${name}: an abort ends it soon, amid native work and amid a function`, async () => {
    const n = 20000;
    const controller = new AbortController();
    const b = normal([n], xp.float64, 1);
    const slow = solver(path(n), b, { rtol: 1e-12, maxiter: 1e8, signal: controller.signal });
    let at = 0;
    setTimeout(() => {
      at = Date.now();
      controller.abort();
    }, 20);
    expect((await failure(slow)).code).toBe('ERR_OBOL_ABORTED');
    expect(Date.now() - at).toBeLessThan(1000);
    const never = new AbortController();
    const F = new LinearOperator([2, 2], { matvec: () => new Promise(() => undefined), device });
    setTimeout(() => never.abort('enough'), 20);
    const error = await failure(solver(F, xp.ones([2], { device }), { signal: never.signal }));
    expect([error.name, error.code, error.cause]).toEqual(['AbortError', 'ERR_OBOL_ABORTED', 'enough']);
  });
}

/** What makes a path's matrix its graph's Laplacian. */
function LaplacianEnds(n: number): xp.NDArray {
  const ends = xp.zeros([n, n], { device });
  ends.set([0, 0], 1);
  ends.set([n - 1, n - 1], 1);
  return ends;
}

small('minres solves shifted systems', async () => {
  const A = definite(12, xp.float64, 1);
  const b = normal([12], xp.float64, 2);
  const { x } = await minres(A, b, { shift: 1.7, rtol: 1e-10 });
  const off = xp.subtract(xp.subtract(xp.matmul(A, x), xp.multiply(x, 1.7)), b);
  expect(norm(off)).toBeLessThanOrEqual(1.01e-10 * norm(b));
});

small('gmres stops at a happy breakdown, and when a cycle gains nothing', async () => {
  // b is a combination of two eigenvectors: two steps do.
  const values = xp.asarray([1, 2, 3, 4, 5, 6], { device });
  const b = xp.asarray([1, 0, 0, 2, 0, 0], { device });
  const two = await gmres(LinearOperator.diagonal(values), b, { rtol: 1e-14 });
  expect(two.iterations).toBe(2);
  // A cyclic shift: GMRES(3) of n = 6 never moves.
  const shift = xp.roll(eye(6, xp.float64), 1, { axis: 0 });
  const error = await failure(gmres(shift, xp.asarray([1, 0, 0, 0, 0, 0], { device }), { restart: 3 }));
  expect(error.code).toBe('ERR_OBOL_CONVERGENCE');
  expect(error.partial.iterations).toBeLessThan(10);
  expect((await gmres(shift, xp.asarray([1, 0, 0, 0, 0, 0], { device }), { restart: 6 })).converged).toBe(true);
  // A nilpotent matrix: the first step breaks down without a solution.
  const nilpotent = xp.asarray(
    [
      [0, 1],
      [0, 0],
    ],
    { device, dtype: xp.float64 },
  );
  expect((await failure(gmres(nilpotent, xp.asarray([1, 0], { device, dtype: xp.float64 })))).code).toBe(
    'ERR_OBOL_CONVERGENCE',
  );
});

small('cg says so where a matrix is not definite, and minres where M is not', async () => {
  const A = xp.asarray(
    [
      [1, 0],
      [0, -1],
    ],
    { device, dtype: xp.float64 },
  );
  const error = await failure(cg(A, xp.ones([2], { device })));
  expect(error.code).toBe('ERR_OBOL_CONVERGENCE');
  expect(error.message).toContain('not positive definite');
  const M = LinearOperator.diagonal(xp.asarray([1, -1], { device, dtype: xp.float64 }));
  const b = xp.asarray([1, 2], { device, dtype: xp.float64 });
  expect((await failure(minres(A, b, { M }))).code).toBe('ERR_OBOL_NUMERIC');
  // A negative definite system is one that cg can solve.
  await solved(cg, xp.multiply(definite(10, xp.float64, 1), -1), xp.ones([10], { device }), { rtol: 1e-10 });
});

small('cg whose residual becomes exactly zero between two looks keeps its solution', async () => {
  const n = 3000;
  const b = xp.ones([n], { device });
  const { x, iterations } = await cg(path(n), b, { rtol: 1e-14 });
  expect(iterations).toBe(n / 2);
  expect(norm(xp.subtract(xp.sparse.matmul(path(n), x), b))).toBe(0);
});

small('cg waits far less often than it iterates', async () => {
  const A = path(400);
  const b = normal([400], xp.float64, 1);
  await cg(A, b);
  const before = xp.device_stats(device).waits;
  const { iterations } = await cg(A, b, { rtol: 1e-10 });
  expect(iterations).toBeGreaterThan(300);
  expect(xp.device_stats(device).waits - before).toBeLessThan(iterations / 4);
});

small('bad arguments', async () => {
  const A = definite(3, xp.float64, 1);
  const b = xp.ones([3], { device });
  await expect(cg(xp.ones([3, 2], { device }), b)).rejects.toThrow('cg: expected a square matrix for A, got [3, 2]');
  await expect(cg(A, xp.ones([2], { device }))).rejects.toThrow('cg: expected an array of shape [3] or [3, 1] for b');
  await expect(cg(A, xp.ones([3, 2], { device }))).rejects.toThrow(RangeError);
  await expect(cg(A, xp.ones([3], { device, dtype: xp.int32 }))).rejects.toThrow(TypeError);
  await expect(minres(A, b, { M: xp.ones([2, 2], { device }) })).rejects.toThrow('operator of shape [3, 3] for M');
  await expect(gmres(A, b, { restart: 0 })).rejects.toThrow(
    'gmres: expected a number of at least 1 for restart, got 0',
  );
  await expect(gmres(A, b, { rtol: -1 })).rejects.toThrow(
    'gmres: expected a finite number of at least 0 for rtol, got -1',
  );
  await expect(minres(A, b, { maxiter: 0 })).rejects.toThrow(RangeError);
  await expect(cg(A, b, { tol: 1 } as never)).rejects.toThrow('cg: unknown option tol; expected x0, rtol');
  await expect(cg([[1]] as never, b)).rejects.toThrow(TypeError);
});
