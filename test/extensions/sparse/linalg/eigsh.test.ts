// eigsh on the matrices that Lanczos codes are known to fail on, each against eigenvalues that are known or come from
// dense eigh: residuals, orthogonality and multiplicities of every run.
import { execFileSync } from 'node:child_process';
import * as xp from '../../../../lib/index';
import type { DType } from '../../../../lib/core/dtype';
import type { EigshOptions } from '../../../../lib/extensions/sparse/linalg/eigsh';
import { large, onSimulator, small, testDevice as device } from '../../../support/device';

const { coo_array, csr_array } = xp.sparse;
const { LinearOperator, aslinearoperator, eigsh } = xp.sparse.linalg;
type Entry = [number, number, number];
type Csr = xp.sparse.CsrArray;

function matrix(n: number, entries: readonly Entry[], dtype: DType = xp.float64): Csr {
  const part = (i: 0 | 1) => Int32Array.from(entries, (e) => e[i]);
  const data = Float64Array.from(entries, (e) => e[2]);
  return coo_array([data, [part(0), part(1)]], { shape: [n, n], device })
    .astype(dtype)
    .tocsr();
}
const diagonal = (values: readonly number[], dtype?: DType): Csr =>
  matrix(
    values.length,
    values.map((v, i) => [i, i, v]),
    dtype,
  );
/** Numbers in [0, 1), the same each time. */
function stream(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}
/** A symmetric matrix of random entries around the diagonal `d`, some off it a row. */
function scattered(d: readonly number[], each: number, seed: number): Entry[] {
  const next = stream(seed);
  const n = d.length;
  const entries = d.map((v, i): Entry => [i, i, v]);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < each; k++) {
      const [j, v] = [Math.floor(next() * n), next() - 0.5];
      if (j !== i) entries.push([i, j, v], [j, i, v]);
    }
  return entries;
}
/** The five-point Laplacian of a grid: with a border of zeros, or (`free`) the graph's, whose rows sum to 0. */
function grid(rows: number, cols: number, free = false): Entry[] {
  const entries: Entry[] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      const at = i * cols + j;
      let degree = 0;
      for (const [di, dj] of [
        [0, 1],
        [1, 0],
        [0, -1],
        [-1, 0],
      ] as const) {
        // prettier-ignore
        if (i + di < 0 || i + di >= rows || j + dj < 0 || j + dj >= cols) continue;
        entries.push([at, at + di * cols + dj, -1]);
        degree++;
      }
      entries.push([at, at, free ? degree : 4]);
    }
  return entries;
}
function gridValues(rows: number, cols: number): number[] {
  const wave = (i: number, n: number): number => 2 - 2 * Math.cos((Math.PI * (i + 1)) / (n + 1));
  const values = Array.from({ length: rows * cols }, (_, t) => wave(t % rows, rows) + wave(Math.floor(t / rows), cols));
  return values.sort((a, b) => a - b);
}
const numbers = (x: xp.NDArray): number[] => Array.from(xp.astype(x, xp.float64).dataSync() as Float64Array);
const largest = (x: xp.NDArray): number => (x.size === 0 ? 0 : Number(xp.max(xp.abs(x)).item()));

/** A run, whose residuals and orthogonality are as they must be, whatever the matrix. */
async function run(A: Csr, options: EigshOptions, tiny = 1e-13): Promise<number[]> {
  const result = await eigsh(A, options);
  const { eigenvalues, eigenvectors, residuals, converged } = result;
  const k = eigenvalues.shape[0]!;
  expect(converged).toBe(true);
  expect(eigenvectors.dtype).toBe(A.dtype);
  const size = Math.max(norm(A), 1e-300);
  const off = xp.subtract(
    xp.sparse.matmul(A, eigenvectors) as xp.NDArray,
    xp.multiply(eigenvectors, xp.astype(eigenvalues, A.dtype)),
  );
  expect(largest(off) / size).toBeLessThan(tiny);
  numbers(residuals).forEach((r) => expect(r / size).toBeLessThan(10 * tiny));
  const gram = xp.matmul(xp.conj(eigenvectors.T), eigenvectors);
  const eye = xp.eye(k, undefined, { dtype: A.dtype, device });
  expect(largest(xp.subtract(gram, eye))).toBeLessThan(Math.max(10 * tiny, 1e-12));
  const values = numbers(eigenvalues);
  for (let i = 1; i < k; i++) expect(values[i]!).toBeGreaterThanOrEqual(values[i - 1]!);
  return values;
}
function norm(A: Csr): number {
  const rows = A._withData(xp.abs(A.data)).sum({ axis: 1 });
  return Number(xp.max(rows).item());
}
function same(values: readonly number[], expected: readonly number[], limit: number): void {
  expect(values.length).toBe(expected.length);
  values.forEach((v, i) => expect(Math.abs(v - expected[i]!)).toBeLessThan(limit));
}
/** Those of ascending eigenvalues that `which` and `sigma` ask for, ascending. */
function wanted(all: readonly number[], k: number, which: string, sigma?: number): number[] {
  const x = (v: number): number => (sigma === undefined ? v : 1 / (v - sigma));
  const merit: Record<string, (v: number) => number> = {
    LM: (v) => Math.abs(x(v)),
    SM: (v) => -Math.abs(x(v)),
    LA: x,
    SA: (v) => -x(v),
  };
  if (which === 'BE') {
    const sorted = [...all].sort((a, b) => x(a) - x(b));
    const low = Math.floor(k / 2);
    return [...sorted.slice(0, low), ...sorted.slice(sorted.length - (k - low))].sort((a, b) => a - b);
  }
  return [...all]
    .sort((a, b) => merit[which]!(b) - merit[which]!(a))
    .slice(0, k)
    .sort((a, b) => a - b);
}
const dense = (A: Csr): number[] => numbers(xp.linalg.eigvalsh(A.toarray()));

for (const [name, dtype, limit] of [
  ['float32', xp.float32, 2e-5],
  ['float64', xp.float64, 1e-12],
  ['complex64', xp.complex64, 2e-5],
  ['complex128', xp.complex128, 1e-12],
] as const)
  small(`every which, with and without sigma, of ${name} as dense eigh`, async () => {
    const n = 110;
    let A = matrix(n, scattered(Array.from({ length: n }, (_, i) => Math.sin(i) * 4), 2, 5), dtype); // prettier-ignore
    if (dtype === xp.complex64 || dtype === xp.complex128) {
      // U A Uᴴ for a diagonal U of unit numbers.
      const angle = xp.multiply(xp.astype(xp.arange(n, { device }), xp.float64), 0.7);
      const u = xp.astype(xp.exp(xp.multiply(xp.astype(angle, xp.complex128), { re: 0, im: 1 })), dtype);
      A = csr_array(xp.multiply(xp.multiply(A.toarray(), xp.conj(u)), xp.reshape(u, [n, 1])));
    }
    const all = dense(A);
    const ways = ['LM', 'SM', 'LA', 'SA', 'BE'] as const;
    const few = { float32: ['SA'], float64: ['BE'], complex64: ['LA', 'SM'], complex128: ['LM'] } as const;
    for (const which of onSimulator ? few[name] : ways) {
      same(await run(A, { k: 5, which }, limit), wanted(all, 5, which), 10 * limit);
      for (const sigma of onSimulator ? [0.3] : [0.3, -20, 30])
        same(await run(A, { k: 4, which, sigma }, limit), wanted(all, 4, which, sigma), 10 * limit);
    }
  });

small('the identity, any k', async () => {
  const A = diagonal(Array<number>(150).fill(1));
  for (const k of onSimulator ? [6, 149] : [1, 6, 20, 149, 150])
    same(await run(A, { k }), Array<number>(k).fill(1), 1e-13);
  same(await run(A, { k: 3, sigma: 1 }), [1, 1, 1], 1e-13);
  same(await run(A, { k: 3, which: 'SM' }), [1, 1, 1], 1e-13);
});

small('zero', async () => {
  const A = csr_array(xp.zeros([120, 120], { device }));
  for (const which of onSimulator ? (['BE'] as const) : (['LM', 'SM', 'BE'] as const))
    same(await run(A, { k: 4, which }), [0, 0, 0, 0], 1e-14);
  same(await run(A, { k: 4, sigma: 0.5 }), [0, 0, 0, 0], 1e-14);
});

small('a diagonal with repeats gives every copy', async () => {
  const A = diagonal(Array.from({ length: 200 }, (_, i) => Math.floor(i / 4)));
  const all = Array.from({ length: 200 }, (_, i) => Math.floor(i / 4));
  for (const which of onSimulator ? (['LA', 'SM'] as const) : (['LA', 'SA', 'BE', 'LM', 'SM'] as const))
    same(await run(A, { k: 10, which }), wanted(all, 10, which), 1e-12);
  same(await run(A, { k: 11, sigma: 20.1 }), wanted(all, 11, 'LM', 20.1), 1e-12);
});

/** A full symmetric matrix of these eigenvalues. */
function full(values: readonly number[]): Csr {
  const n = values.length;
  const { Q } = xp.linalg.qr(xp.random.default_rng(8).normal({ size: [n, n], device }));
  const A = xp.matmul(xp.multiply(Q, xp.asarray([...values], { device })), Q.T);
  return csr_array(xp.divide(xp.add(A, A.T), 2));
}

small('eigenvalues that repeat one to six times, among those that do not', async () => {
  const values = [9, 9, 9, 9, 9, 9, 8, 7, 7, 7, 6, 5, 5, 5, 5, -4, -5, -5, -5, -6, -7, -7];
  const A = full([...values, ...Array.from({ length: 118 }, (_, i) => 3 * Math.sin(i))]);
  for (const k of onSimulator ? [8] : [2, 6, 8, 13])
    same(await run(A, { k, which: 'LA' }), values.slice(0, k).reverse(), 1e-12);
  same(await run(A, { k: 5, which: 'SA' }), [-7, -7, -6, -5, -5], 1e-12);
  if (!onSimulator) same(await run(A, { k: 12, which: 'BE' }), [-7, -7, -6, -5, -5, -5, 9, 9, 9, 9, 9, 9], 1e-12);
});

small('a null space of six dimensions beside what an inverse drowns, and sigma on repeated eigenvalues', async () => {
  const values = Array.from({ length: 132 }, (_, i) => Math.floor(i / 6) - 10);
  const A = full(values);
  same(await run(A, { k: 6, which: 'SM' }), Array<number>(6).fill(0), 1e-13);
  const apart = (v: number[], sigma: number): number[] => v.map((x) => Math.abs(x - sigma)).sort((x, y) => x - y);
  same(
    apart(await run(A, { k: 14, which: 'SM' }), 0),
    [...Array<number>(6).fill(0), ...Array<number>(8).fill(1)],
    1e-12,
  );
  if (onSimulator) return;
  same(apart(await run(A, { k: 9, sigma: 4 }), 4), [...Array<number>(6).fill(0), 1, 1, 1], 1e-12);
  // One end of the inverse, the other one far ahead of it.
  same(await run(A, { k: 7, sigma: 3.999, which: 'SA' }), [2, 3, 3, 3, 3, 3, 3], 1e-12);
  same(await run(A, { k: 7, sigma: -3.001, which: 'LA' }), [-3, -3, -3, -3, -3, -3, -2], 1e-12);
  same(await run(A, { k: 7, sigma: -2.999, which: 'LA' }), [-2, -2, -2, -2, -2, -2, -1], 1e-12);
});

small('more copies beside sigma than vectors are kept: an end beyond them is found or refused, soon', async () => {
  const A = full([...Array<number>(72).fill(1), ...Array.from({ length: 68 }, (_, i) => 2 + i / 4)]);
  const beyond = await eigsh(A, { k: 4, sigma: 1.0001, which: 'LA', maxiter: 12 }).then(
    (result) => numbers(result.eigenvalues),
    (error: unknown) => (error as { code: string }).code,
  );
  if (typeof beyond === 'string') expect(beyond).toBe('ERR_OBOL_CONVERGENCE');
  else same(beyond, [2, 2.25, 2.5, 2.75], 1e-10);
  same(await run(A, { k: 9, sigma: 1.0001 }), Array<number>(9).fill(1), 1e-12);
});

small('any tolerance ends', async () => {
  const A = full(Array.from({ length: 140 }, (_, i) => i + 1));
  for (const tol of [0.01, 0.3, 0.9, 1e6]) {
    const { eigenvalues, residuals } = await eigsh(A, { k: 3, which: 'LA', tol });
    expect(numbers(eigenvalues).every((v) => v > 0 && v < 140.001)).toBe(true);
    expect(numbers(residuals).every((r) => r <= Math.min(tol, 1) * 140)).toBe(true);
  }
});

small('a matrix of rank 5 has its five values and zeros', async () => {
  const n = 140;
  const V = xp.linalg.qr(xp.random.default_rng(3).normal({ size: [n, 5], device })).Q;
  const A = csr_array(xp.matmul(xp.multiply(V, xp.asarray([5, 4, 3, 2, 1], { device })), V.T));
  const S = csr_array(xp.multiply(xp.add(A.toarray(), A.toarray().T), 0.5));
  same(await run(S, { k: 8 }), [0, 0, 0, 1, 2, 3, 4, 5], 1e-13);
  if (!onSimulator) same(await run(S, { k: 20, which: 'LA' }), [...Array<number>(15).fill(0), 1, 2, 3, 4, 5], 1e-13);
});

small('k = n - 1 and k = n', async () => {
  const A = matrix(150, scattered(Array.from({ length: 150 }, (_, i) => i % 7), 2, 8)); // prettier-ignore
  const all = dense(A);
  for (const k of [149, 150]) same(await run(A, { k, which: 'SA' }), all.slice(0, k), 1e-12);
  same(await run(A, { k: 149, sigma: 2.2 }), wanted(all, 149, 'LM', 2.2), 1e-12);
});

small('30 eigenpairs of n = 150, orthogonal, with and without sigma', async () => {
  const A = matrix(150, scattered(Array.from({ length: 150 }, (_, i) => 10 * Math.sin(i)), 2, 4)); // prettier-ignore
  const all = dense(A);
  same(await run(A, { k: 30, which: 'LA', ncv: 70 }), wanted(all, 30, 'LA'), 1e-12);
  same(await run(A, { k: 30, sigma: 0.2, ncv: 70 }), wanted(all, 30, 'LM', 0.2), 1e-12);
});

large('300 eigenpairs of n = 2000, orthogonal', async () => {
  const A = matrix(2000, scattered(Array.from({ length: 2000 }, (_, i) => 10 * Math.sin(i)), 3, 4)); // prettier-ignore
  same(await run(A, { k: 300 }, 1e-12), wanted(dense(A), 300, 'LM'), 1e-11);
});

small('eigenvalues over twelve orders of magnitude', async () => {
  const values = Array.from({ length: 130 }, (_, i) => 10 ** (-12 + (12 * i) / 129));
  const A = diagonal(values);
  same(await run(A, { k: 6 }), values.slice(-6), 1e-14);
  // The small end to its own digits.
  const small = await run(A, { k: 6, sigma: 0 });
  small.forEach((v, i) => expect(Math.abs(v / values[i]! - 1)).toBeLessThan(1e-10));
});

small('matrices of any scale', async () => {
  const A = full(Array.from({ length: 130 }, (_, i) => i - 40));
  const all = dense(A);
  for (const size of [2 ** -700, 2 ** 700])
    for (const [which, sigma] of onSimulator
      ? ([['LA', undefined]] as const)
      : ([
          ['LA', undefined],
          ['SM', undefined],
          ['LM', 20.25],
        ] as const)) {
      const options: EigshOptions = { k: 4, which, sigma: sigma === undefined ? undefined : sigma * size };
      const { eigenvalues, eigenvectors, residuals } = await eigsh(A._withData(xp.multiply(A.data, size)), options);
      same(numbers(eigenvalues).map((v) => v / size), wanted(all, 4, which, sigma), 1e-11); // prettier-ignore
      expect(numbers(residuals).every((r) => r / size < 1e-11)).toBe(true);
      expect(largest(xp.subtract(xp.matmul(eigenvectors.T, eigenvectors), xp.eye(4, undefined, { device })))).toBeLessThan(1e-12); // prettier-ignore
    }
});

small('the small end of a Laplacian: its null space, and sigma at an eigenvalue', async () => {
  const A = matrix(144, grid(12, 12, true));
  const all = dense(A);
  same(await run(A, { k: 5, which: 'SM' }), all.slice(0, 5), 1e-12);
  same(await run(A, { k: 5, which: 'SA' }), all.slice(0, 5), 1e-12);
  same(await run(A, { k: 5, sigma: 0 }), all.slice(0, 5), 1e-12);
  // An eigenvalue of multiplicity 12.
  same(await run(matrix(144, grid(12, 12)), { k: 5, sigma: 4 }), [4, 4, 4, 4, 4], 1e-12);
  // Two components: zero twice.
  const entries = grid(9, 9, true);
  const two = matrix(162, [...entries, ...entries.map(([i, j, v]): Entry => [i + 81, j + 81, v])]);
  same(await run(two, { k: 6, sigma: 0 }), dense(two).slice(0, 6), 1e-12);
  const D = matrix(13 * 11, grid(13, 11));
  const values = gridValues(13, 11);
  for (const at of [0, 40, values.length - 1])
    same(await run(D, { k: 4, sigma: values[at]! }), wanted(values, 4, 'LM', values[at]! + 1e-13), 1e-12);
});

small('indefinite and negative definite', async () => {
  const d = Array.from({ length: 160 }, (_, i) => (i % 2 ? 1 : -1) * (3 + (i % 11)));
  for (const entries of [
    scattered(d, 2, 6),
    scattered(
      d.map((v) => -8 - Math.abs(v)),
      2,
      6,
    ),
  ]) {
    // prettier-ignore
    const A = matrix(160, entries);
    const all = dense(A);
    for (const which of onSimulator ? (['SM', 'BE'] as const) : (['LM', 'SM', 'LA', 'SA', 'BE'] as const))
      same(await run(A, { k: 6, which }), wanted(all, 6, which), 1e-12);
  }
});

small('n = 1, 2, 3', async () => {
  same(await run(diagonal([7]), { which: 'SM' }), [7], 1e-14);
  same(await run(diagonal([7]), { sigma: 7 }), [7], 1e-14);
  for (const n of [2, 3])
    for (const k of Array.from({ length: n }, (_, i) => i + 1)) {
      const A = matrix(n, grid(1, n));
      same(await run(A, { k, which: 'LA' }), gridValues(1, n).slice(n - k), 1e-14);
      same(await run(A, { k, sigma: 1 }), wanted(gridValues(1, n), k, 'LM', 1), 1e-14);
    }
});

small('a start vector that is an eigenvector does not hide the others', async () => {
  const values = Array.from({ length: 120 }, (_, i) => i);
  const A = diagonal(values);
  const v0 = xp.astype(xp.equal(xp.arange(120, { device }), 3), xp.float64);
  same(await run(A, { k: 4, v0 }), [116, 117, 118, 119], 1e-12);
  same(await run(A, { k: 4, v0, sigma: 3 }), wanted(values, 4, 'LM', 3 - 1e-9), 1e-12);
  await expect(eigsh(A, { v0: xp.zeros([120], { device }) })).rejects.toThrow(/v0/);
  await expect(eigsh(A, { v0: xp.ones([119], { device }) })).rejects.toThrow(RangeError);
});

small('dense arrays and operators stand for A', async () => {
  const A = matrix(144, grid(12, 12));
  const values = gridValues(12, 12);
  const of = async (a: Parameters<typeof eigsh>[0], options: EigshOptions): Promise<number[]> =>
    numbers((await eigsh(a, options)).eigenvalues);
  same(await of(A.toarray(), { k: 3, which: 'LA' }), values.slice(-3), 1e-12);
  same(await of(A.toarray(), { k: 3, sigma: 0 }), values.slice(0, 3), 1e-12);
  const operator = aslinearoperator(A).scale(2).shift(1);
  same(await of(operator, { k: 3, which: 'LA' }), values.slice(-3).map((v) => 2 * v - 1), 1e-12); // prettier-ignore
  const called = new LinearOperator([144, 144], { device, matvec: (x) => xp.sparse.matmul(A, x) as xp.NDArray });
  same(await of(called, { k: 2, which: 'LA', tol: 1e-6 }), values.slice(-2), 1e-5);
  const D = diagonal(Array.from({ length: 120 }, (_, i) => i + 1));
  const inverse = aslinearoperator(diagonal(Array.from({ length: 120 }, (_, i) => 1 / (i + 0.5))));
  same(await of(aslinearoperator(D).scale(1), { k: 3, sigma: 0.5, OPinv: inverse }), [1, 2, 3], 1e-12);
  await expect(eigsh(called, { sigma: 1 })).rejects.toThrow(/OPinv/);
  await expect(eigsh(called, { which: 'SM' })).rejects.toThrow(TypeError);
  await expect(eigsh(A, { OPinv: inverse })).rejects.toThrow(/OPinv/);
  await expect(eigsh(D, { sigma: 1, OPinv: diagonal([1]) })).rejects.toThrow(RangeError);
});

small('shift-invert beyond a dense matrix, its vectors counted', async () => {
  const side = onSimulator ? 14 : 60;
  const A = matrix(side * side, grid(side, side));
  const before = xp.device_stats(device);
  const values = await run(A, { k: 6, sigma: 0 });
  const after = xp.device_stats(device);
  same(values, gridValues(side, side).slice(0, 6), 1e-12);
  expect(after.downloads - before.downloads).toBeLessThan(400);
  same(await run(A, { k: 5, sigma: 3.9 }), wanted(gridValues(side, side), 5, 'LM', 3.9), 1e-12);
});

small('without eigenvectors nothing of them is left, and options of another kind are refused', async () => {
  const A = matrix(144, grid(12, 12));
  const result = await eigsh(A, { k: 3, which: 'LA', return_eigenvectors: false });
  expect(Object.keys(result).sort()).toEqual(['converged', 'eigenvalues', 'iterations', 'residuals']);
  same(numbers(result.eigenvalues), gridValues(12, 12).slice(-3), 1e-12);
  for (const bad of [{ tol: 'a' }, { sigma: '0' }, { sigma: 1n }])
    await expect(eigsh(A, bad as unknown as EigshOptions)).rejects.toThrow(TypeError);
  for (const bad of [{ tol: -1 }, { tol: NaN }, { sigma: Infinity }])
    await expect(eigsh(A, bad)).rejects.toThrow(RangeError);
});

small('not converging is an error that holds what was reached, an abort is one that does not', async () => {
  const A = matrix(1000, grid(1, 1000));
  const error = await eigsh(A, { k: 4, which: 'SA', maxiter: 2 }).catch((e: unknown) => e);
  expect(error).toMatchObject({ code: 'ERR_OBOL_CONVERGENCE', partial: { converged: false, iterations: 2 } });
  const { partial } = error as { partial: { eigenvalues: xp.NDArray; residuals: xp.NDArray } };
  expect(numbers(partial.eigenvalues).every((v) => v > 0 && v < 4)).toBe(true);
  expect(numbers(partial.residuals).every((r) => r > 0)).toBe(true);
  const abort = new AbortController();
  const running = eigsh(A, { k: 4, which: 'SA', signal: abort.signal, onProgress: () => abort.abort() });
  await expect(running).rejects.toMatchObject({ name: 'AbortError', code: 'ERR_OBOL_ABORTED' });
});

large('a large grid at its small end, and inside of its spectrum', async () => {
  const A = matrix(250 * 200, grid(250, 200));
  const values = gridValues(250, 200);
  same(await run(A, { k: 6, sigma: 0 }, 1e-14), values.slice(0, 6), 1e-12);
  same(await run(A, { k: 4, sigma: 1.5 }, 1e-13), wanted(values, 4, 'LM', 1.5), 1e-12);
});

large('the number of threads does not change a bit', () => {
  const script = `
    const xp = require(${JSON.stringify(process.cwd())});
    (async () => {
      const side = 120, n = side * side, at = xp.arange(n - 1), down = xp.arange(n - side);
      const part = (d, i, j) => [d, i, j];
      const parts = [part(4, xp.arange(n), xp.arange(n)), part(-1, at, xp.add(at, 1)), part(-1, xp.add(at, 1), at),
        part(-1.5, down, xp.add(down, side)), part(-1.5, xp.add(down, side), down)];
      const A = xp.sparse.coo_array([xp.concat(parts.map(([d, i]) => xp.full(i.shape, d, { dtype: xp.float64 }))),
        [xp.concat(parts.map((p) => p[1])), xp.concat(parts.map((p) => p[2]))]], { shape: [n, n] }).tocsr();
      let sum = [];
      for (const o of [{ sigma: 0 }, { sigma: 2.5 }, { which: 'LA', tol: 1e-6 }]) {
        const r = await xp.sparse.linalg.eigsh(A, { k: 4, ...o });
        sum.push(Buffer.from(r.eigenvectors.dataSync().buffer).toString('base64').length,
          require('node:crypto').createHash('sha1').update(Buffer.from(r.eigenvectors.dataSync().buffer)).digest('hex'));
      }
      const x = await xp.sparse.linalg.spsolve(A, xp.ones([n]));
      sum.push(require('node:crypto').createHash('sha1').update(Buffer.from(x.dataSync().buffer)).digest('hex'));
      console.log(sum.join(' '));
    })();`;
  const outputs = ['1', '2', '3'].map((threads) =>
    execFileSync(process.execPath, ['-e', script], {
      env: { ...process.env, OBOL_NUM_THREADS: threads, OBOL_DEVICE: device },
      encoding: 'utf8',
    }),
  );
  expect(outputs[0]!.trim().split(' ').length).toBe(7);
  expect(outputs[1]).toBe(outputs[0]);
  expect(outputs[2]).toBe(outputs[0]);
});
