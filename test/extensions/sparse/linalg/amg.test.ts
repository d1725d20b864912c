// smoothed_aggregation_solver: what its cycles solve and how fast, that the preconditioner is symmetric and positive, what
// it refuses, and whose its memory is.
import * as xp from '../../../../lib/index';
import type { DType } from '../../../../lib/core/dtype';
import { small, testDevice as device } from '../../../support/device';

const { smoothed_aggregation_solver, cg, minres, LinearOperator } = xp.sparse.linalg;
const norm = (x: xp.NDArray): number => Number(xp.linalg.vector_norm(x).item());
const normal = (shape: number[], seed: number): xp.NDArray =>
  xp.random.default_rng(seed).normal({ size: shape, device });
const times = (A: xp.sparse.CsrArray, x: xp.NDArray): xp.NDArray => xp.sparse.matmul(A, x) as xp.NDArray;

type Entry = [row: number, column: number, value: number];
function matrix(n: number, entries: Entry[], dtype: DType = xp.float64): xp.sparse.CsrArray {
  const parts = [0, 1].map((k) => Int32Array.from(entries, (e) => e[k as 0 | 1])) as [Int32Array, Int32Array];
  const data = xp.asarray(
    Float64Array.from(entries, (e) => e[2]),
    { device },
  );
  return xp.sparse.coo_array([xp.astype(data, dtype), parts], { shape: [n, n], device }).tocsr();
}
/** A grid's Laplacian: 4 on the diagonal (Dirichlet) or the degree, plus a shift. */
function grid(nx: number, ny: number, { shift = 0, open = false, first = 0 } = {}): Entry[] {
  const entries: Entry[] = [];
  for (let y = 0; y < ny; y++)
    for (let x = 0; x < nx; x++) {
      const i = first + y * nx + x;
      const around = [x > 0 && i - 1, x < nx - 1 && i + 1, y > 0 && i - nx, y < ny - 1 && i + nx];
      const there = around.filter((j): j is number => j !== false);
      for (const j of there) entries.push([i, j, -1]);
      entries.push([i, i, (open ? there.length : 4) + shift]);
    }
  return entries;
}

small('V-cycles solve a Dirichlet problem at a rate that does not depend on its size', async () => {
  for (const side of [24, 40]) {
    const A = matrix(side * side, grid(side, side));
    const b = normal([side * side], 1);
    const ml = await smoothed_aggregation_solver(A, { max_coarse: 60 });
    expect(ml.levels.length).toBeGreaterThan(1);
    expect(ml.levels[0]!.n).toBe(side * side);
    expect(ml.operator_complexity()).toBeGreaterThan(1);
    expect(ml.operator_complexity()).toBeLessThan(3);
    expect(ml.grid_complexity()).toBeLessThan(1.6);
    for (const accel of [undefined, 'cg', 'minres', 'gmres'] as const) {
      const { x, iterations, converged, residuals } = await ml.solve(b, { tol: 1e-8, accel });
      expect(norm(xp.subtract(b, times(A, x)))).toBeLessThanOrEqual(1.001e-8 * norm(b));
      expect(iterations).toBeLessThan(accel === undefined ? 18 : 13);
      expect([converged, residuals.shape[0]]).toEqual([true, iterations + 1]);
    }
  }
});

small('a preconditioner of cg and minres, in float32 and for complex vectors too', async () => {
  const n = 20 * 20;
  const entries = grid(20, 20, { shift: 0.01 });
  const A = matrix(n, entries);
  const M = (await smoothed_aggregation_solver(A, { max_coarse: 50 })).aspreconditioner();
  const b = normal([n], 1);
  for (const solver of [cg, minres]) {
    const plain = await solver(A, b, { rtol: 1e-8 });
    const better = await solver(A, b, { rtol: 1e-8, M });
    expect(better.iterations).toBeLessThan(plain.iterations / 3);
    expect(norm(xp.subtract(better.x, plain.x))).toBeLessThan(1e-5 * norm(plain.x));
  }
  const wide = xp.add(xp.astype(b, xp.complex128), xp.multiply(normal([n], 2), { re: 0, im: 1 }));
  const { x } = await cg(A, wide, { rtol: 1e-8, M });
  const real = await cg(A, b, { rtol: 1e-8, M });
  expect(norm(xp.subtract(xp.real(x), real.x))).toBeLessThan(1e-5 * norm(real.x));
  const single = await smoothed_aggregation_solver(matrix(n, entries, xp.float32), { max_coarse: 50 });
  const { x: y, iterations } = await single.solve(xp.astype(b, xp.float32), { tol: 1e-5 });
  expect(y.dtype).toBe(xp.float32);
  expect(iterations).toBeLessThan(15);
});

small('the preconditioner is symmetric and positive definite, on vectors and blocks alike', async () => {
  const n = 18 * 18;
  const A = matrix(n, grid(18, 18));
  const M = (await smoothed_aggregation_solver(A, { max_coarse: 40 })).aspreconditioner();
  expect(M.shape).toEqual([n, n]);
  const X = normal([n, 6], 1);
  const MX = await M.matmat(X);
  const gram = xp.matmul(X.T, MX);
  const scale = Number(xp.max(xp.abs(gram)).item());
  expect(Number(xp.max(xp.abs(xp.subtract(gram, gram.T))).item())).toBeLessThan(1e-12 * scale);
  const { eigenvalues } = xp.linalg.eigh(gram);
  expect(Number(xp.min(eigenvalues).item())).toBeGreaterThan(0);
  const first = await M.matvec(X.get(xp.ellipsis, 0));
  expect(norm(xp.subtract(first, MX.get(xp.ellipsis, 0)))).toBeLessThan(1e-12 * norm(first));
  expect(norm(xp.subtract(await M.rmatvec(X.get(xp.ellipsis, 0)), first))).toBe(0);
});

small('n = 0, 1, 2, 3 and a diagonal matrix are solved at once', async () => {
  const empty = await smoothed_aggregation_solver(xp.zeros([0, 0], { device }));
  expect((await empty.solve(xp.zeros([0], { device }))).x.shape).toEqual([0]);
  const cases: [number, Entry[]][] = [
    [1, [[0, 0, 4]]],
    [
      2,
      [
        [0, 0, 2],
        [0, 1, -1],
        [1, 0, -1],
        [1, 1, 2],
      ],
    ],
    [3, grid(3, 1)],
    [300, Array.from({ length: 300 }, (_, i): Entry => [i, i, i + 1])],
  ];
  for (const [n, entries] of cases) {
    const A = matrix(n, entries);
    const b = normal([n, 1], n);
    const { x, iterations } = await (await smoothed_aggregation_solver(A)).solve(b, { tol: 1e-12 });
    expect(iterations).toBeLessThanOrEqual(2);
    expect(norm(xp.subtract(b, times(A, x)))).toBeLessThan(1e-11 * norm(b));
  }
});

small('rows that stand alone, rows of zeros, and components that are singular among those that are not', async () => {
  const entries = [
    ...grid(16, 16, { open: true }),
    ...grid(17, 10, { first: 256, shift: 0.1 }),
    ...Array.from({ length: 200 }, (_, i): Entry => [426 + i, 426 + i, 5]),
    ...grid(12, 9, { first: 626, open: true }),
  ];
  const n = 626 + 108 + 2;
  const A = matrix(n, entries);
  const ml = await smoothed_aggregation_solver(A, { max_coarse: 30 });
  const b = times(A, normal([n], 1));
  for (const accel of [undefined, 'cg', 'minres'] as const) {
    const { x } = await ml.solve(b, { tol: 1e-9, accel });
    expect(norm(xp.subtract(b, times(A, x)))).toBeLessThanOrEqual(1.001e-9 * norm(b));
    expect(x.get(xp.slice(734, null)).tolist()).toEqual([0, 0]);
  }
});

small('positive elements beside the diagonal', async () => {
  // Bilinear elements on a stretched grid have them.
  const side = 20;
  const entries: Entry[] = [];
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const i = y * side + x;
      let off = 0;
      for (const [dx, dy, w] of [
        [1, 0, -1],
        [-1, 0, -1],
        [0, 1, 0.15],
        [0, -1, 0.15],
        [1, 1, -0.2],
        [-1, -1, -0.2],
      ] as const)
        if (x + dx >= 0 && x + dx < side && y + dy >= 0 && y + dy < side) {
          entries.push([i, i + dx + dy * side, w]);
          off += w;
        }
      entries.push([i, i, -off + (x === 0 ? 1 : 0)]);
    }
  const A = matrix(side * side, entries);
  const b = normal([side * side], 1);
  const ml = await smoothed_aggregation_solver(A, { max_coarse: 40 });
  const { iterations } = await ml.solve(b, { tol: 1e-8, accel: 'cg' });
  const plain = await cg(A, b, { rtol: 1e-8 });
  expect(iterations).toBeLessThan(plain.iterations / 2);
});

small('what it cannot do is refused', async () => {
  const make = (rows: number[][]) => smoothed_aggregation_solver(xp.asarray(rows, { device, dtype: xp.float64 }));
  await expect(
    make([
      [1, -2],
      [-2, 1],
    ]),
  ).rejects.toThrow('whose rows sum to no less than 0 for A');
  await expect(
    make([
      [2, -1],
      [0, 2],
    ]),
  ).rejects.toThrow('expected a symmetric matrix for A');
  await expect(
    make([
      [NaN, 0],
      [0, 1],
    ]),
  ).rejects.toThrow(RangeError);
  await expect(make([[1, 2, 3]])).rejects.toThrow('expected a square matrix for A, got [1, 3]');
  await expect(smoothed_aggregation_solver(xp.eye(2, undefined, { device, dtype: xp.complex128 }))).rejects.toThrow(
    TypeError,
  );
  const M = LinearOperator.identity(2, { device });
  await expect(smoothed_aggregation_solver(undefined as never)).rejects.toThrow(
    'smoothed_aggregation_solver: expected a sparse array, an array or a LinearOperator for A',
  );
  await expect(smoothed_aggregation_solver(M as never)).rejects.toThrow('expected a matrix for A');
  await expect(smoothed_aggregation_solver(xp.eye(2, undefined, { device }), { strength: 1 } as never)).rejects.toThrow(
    'unknown option strength',
  );
  const ml = await make([
    [2, -1],
    [-1, 2],
  ]);
  const b = xp.ones([2], { device });
  await expect(ml.solve(b, { cycle: 'W' as never })).rejects.toThrow("solve: expected 'V' for cycle");
  await expect(ml.solve(b, { accel: 'bicg' as never })).rejects.toThrow('for accel');
  await expect(ml.solve(b, { tol: -1 })).rejects.toThrow('solve: expected a finite number of at least 0 for tol');
  await expect(ml.solve(xp.ones([3], { device }))).rejects.toThrow(
    'solve: expected an array of shape [2] or [2, 1] for b',
  );
  const far = matrix(400, grid(20, 20));
  const slow = await smoothed_aggregation_solver(far, { max_coarse: 50 });
  await expect(slow.solve(normal([400], 1), { tol: 1e-12, maxiter: 1 })).rejects.toMatchObject({
    code: 'ERR_OBOL_CONVERGENCE',
    partial: { iterations: 1, converged: false },
  });
  await expect(smoothed_aggregation_solver(far, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'ERR_OBOL_ABORTED',
  });
});

small('a callback sees x after each cycle', async () => {
  const ml = await smoothed_aggregation_solver(matrix(400, grid(20, 20)), { max_coarse: 50 });
  for (const accel of [null, 'cg'] as const) {
    const seen: number[] = [];
    const callback = (x: xp.NDArray) => void seen.push(norm(x));
    const { x, iterations } = await ml.solve(normal([400], 3), { accel, callback });
    expect(seen).toHaveLength(iterations);
    expect(seen.at(-1)).toBeCloseTo(norm(x), 12);
  }
});

small('the same bits twice', async () => {
  const A = matrix(900, grid(30, 30));
  const b = normal([900], 1);
  const run = async () => (await (await smoothed_aggregation_solver(A, { max_coarse: 50 })).solve(b)).x.dataSync();
  expect(await run()).toEqual(await run());
});

small('its memory goes with dispose, with using, with a scope', async () => {
  const A = matrix(400, grid(20, 20));
  const b = normal([400], 1);
  const build = () => smoothed_aggregation_solver(A, { max_coarse: 50 });
  (await build()).dispose();
  await xp.synchronize(device);
  const before = xp.device_stats(device).live_storages;
  const ml = await build();
  expect(xp.device_stats(device).live_storages).toBeGreaterThan(before + 10);
  const M = ml.aspreconditioner();
  ml.dispose();
  ml.dispose();
  await expect(cg(A, b, { M })).rejects.toThrow('cg: expected a live solver');
  await expect(ml.solve(b)).rejects.toMatchObject({ code: 'ERR_OBOL_DISPOSED' });
  await expect(ml.solve(b)).rejects.toThrow('solve: expected a live solver');
  const kept = await xp.scope(async () => {
    await build();
    return build();
  });
  expect(norm((await kept.solve(b)).x)).toBeGreaterThan(0);
  kept[Symbol.dispose]();
  const x = await xp.scope(async () => norm((await (await build()).solve(b)).x));
  expect(x).toBeGreaterThan(0);
  await xp.synchronize(device);
  expect(xp.device_stats(device).live_storages).toBeLessThanOrEqual(before + 6);
});
