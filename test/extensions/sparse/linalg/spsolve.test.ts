// spsolve by residuals: every dtype, definite and indefinite, patterns that need pivots, singular matrices, aborts.
import * as xp from '../../../../lib/index';
import type { DType } from '../../../../lib/core/dtype';
import { large, small, testDevice as device } from '../../../support/device';

const { coo_array, csr_array } = xp.sparse;
const { spsolve } = xp.sparse.linalg;
type Entry = [number, number, number];

function matrix(n: number, entries: readonly Entry[], dtype: DType = xp.float64): xp.sparse.CsrArray {
  const part = (i: 0 | 1) => Int32Array.from(entries, (e) => e[i]);
  const data = Float64Array.from(entries, (e) => e[2]);
  const A = coo_array([data, [part(0), part(1)]], { shape: [n, n], device });
  return A.astype(dtype).tocsr();
}
/** Numbers in [0, 1), the same each time. */
function stream(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}
/** The five-point Laplacian of a grid with a border of zeros, minus a multiple of the identity. */
function grid(side: number, shift = 0): Entry[] {
  const entries: Entry[] = [];
  for (let i = 0; i < side; i++)
    for (let j = 0; j < side; j++) {
      const at = i * side + j;
      entries.push([at, at, 4 - shift]);
      if (j + 1 < side) entries.push([at, at + 1, -1], [at + 1, at, -1]);
      if (i + 1 < side) entries.push([at, at + side, -1], [at + side, at, -1]);
    }
  return entries;
}
/** Entries at random places, and a permutation, so that no row is empty; the diagonal mostly is. */
function scattered(n: number, each: number, seed: number): Entry[] {
  const next = stream(seed);
  const entries: Entry[] = [];
  for (let i = 0; i < n; i++) {
    entries.push([i, (i + 3) % n, 1 + next()]);
    for (let k = 0; k < each; k++) entries.push([i, Math.floor(next() * n), next() - 0.5]);
  }
  return entries;
}
const draw = (shape: number[], dtype: DType = xp.float64): xp.NDArray =>
  xp.astype(xp.random.default_rng(5).normal({ size: shape, device }), dtype);
const norm = (x: xp.NDArray): number => Number(xp.max(xp.abs(x)).item());
/** max|Ax - b| over max|A|·max|x| + max|b|. */
function backwardError(A: xp.sparse.CsrArray, x: xp.NDArray, b: xp.NDArray): number {
  const off = xp.subtract(xp.sparse.matmul(A, x) as xp.NDArray, b);
  return norm(off) / (norm(A.data) * norm(x) + norm(b));
}

for (const [name, dtype, limit] of [
  ['float32', xp.float32, 1e-6],
  ['float64', xp.float64, 1e-15],
  ['complex64', xp.complex64, 1e-6],
  ['complex128', xp.complex128, 1e-15],
] as const)
  small(`${name}: definite, negative definite, indefinite and unsymmetric systems have small residuals`, async () => {
    const cases = [grid(9), grid(9).map(([i, j, v]): Entry => [i, j, -v]), grid(9, 1.7), scattered(80, 3, 1)];
    for (const entries of cases) {
      const n = Math.max(...entries.map((e) => e[0])) + 1;
      let A = matrix(n, entries, dtype);
      if (dtype === xp.complex64 || dtype === xp.complex128) {
        const turn = xp.asarray([{ re: 0.6, im: 0.8 }], { device });
        A = csr_array([xp.multiply(A.data, xp.astype(turn, dtype)), A.indices, A.indptr], { shape: [n, n] });
      }
      for (const shape of [[n], [n, 1], [n, 5]]) {
        const b = draw(shape, dtype);
        const x = await spsolve(A, b);
        expect(x.dtype).toBe(dtype);
        expect(x.shape).toEqual(shape);
        expect(backwardError(A, x, b)).toBeLessThan(limit);
      }
    }
  });

small('a Hermitian complex system', async () => {
  const next = stream(3);
  const n = 60;
  const dense: { re: number; im: number }[][] = Array.from({ length: n }, () => Array(n).fill({ re: 0, im: 0 }));
  for (let i = 0; i < n; i++) {
    dense[i]![i] = { re: 8, im: 0 };
    const j = Math.floor(next() * n);
    if (j === i) continue;
    const [re, im] = [next() - 0.5, next() - 0.5];
    dense[i]![j] = { re, im };
    dense[j]![i] = { re, im: -im };
  }
  const A = csr_array(xp.asarray(dense, { device }));
  const b = draw([n, 2], xp.complex128);
  expect(backwardError(A, await spsolve(A, b), b)).toBeLessThan(1e-15);
});

small('rows and columns of very different sizes', async () => {
  const size = (j: number): number => 10 ** ((j % 17) - 8);
  const A = matrix(
    90,
    scattered(90, 3, 7).map(([i, j, v]): Entry => [i, j, v * 10 ** ((i % 25) - 12) * size(j)]),
  );
  const scales = xp.asarray(
    Float64Array.from({ length: 90 }, (_, j) => size(j)),
    { device },
  );
  const x = xp.divide(draw([90]), scales);
  const b = xp.sparse.matmul(A, x) as xp.NDArray;
  const off = xp.subtract(await spsolve(A, b), x);
  expect(norm(xp.multiply(off, scales))).toBeLessThan(1e-11);
});

small('a zero diagonal, dense rows, and blocks that are not connected', async () => {
  const swap: Entry[] = [];
  for (let i = 0; i < 40; i += 2) swap.push([i, i + 1, 2], [i + 1, i, 3]);
  const arrow: Entry[] = [];
  for (let i = 0; i < 300; i++) arrow.push([i, i, 3 + (i % 5)], [0, i, 0.01], [i, 0, 0.01]);
  // A saddle point: the lower right block is zero.
  const saddle: Entry[] = [];
  for (let i = 0; i < 40; i++) saddle.push([i, i, 1 + (i % 3)], [i, 40 + (i % 10), 1], [40 + (i % 10), i, 1]);
  for (const [n, entries] of [
    [40, swap],
    [300, arrow],
    [50, saddle],
  ] as const) {
    const A = matrix(n, entries);
    const b = draw([n]);
    expect(backwardError(A, await spsolve(A, b), b)).toBeLessThan(1e-14);
  }
});

for (const [name, dtype] of [
  ['float64', xp.float64],
  ['complex128', xp.complex128],
] as const)
  small(`two full blocks of ${name} that overlap: fronts for all threads`, async () => {
    const [own, both] = [260, 120];
    const n = 2 * own + both;
    const inBlock = (block: number, i: number): boolean => i >= 2 * own || Math.floor(i / own) === block;
    const entries: Entry[] = [];
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        if ([0, 1].some((block) => inBlock(block, i) && inBlock(block, j)))
          entries.push([i, j, Math.cos(i + j) + (i === j ? n : 0)]);
    let A = matrix(n, entries);
    if (dtype === xp.complex128) {
      const imaginary = matrix(
        n,
        entries.map(([i, j]): Entry => [i, j, Math.sin(i - j)]),
      );
      A = csr_array([xp.add(A.data, xp.multiply(xp.astype(imaginary.data, dtype), { re: 0, im: 1 })), A.indices, A.indptr], { shape: [n, n] }); // prettier-ignore
    }
    const b = draw([n, 2], dtype);
    expect(backwardError(A, await spsolve(A, b), b)).toBeLessThan(4e-15);
  });

small('b may be sparse, of integers, strided, or of no columns', async () => {
  const A = matrix(81, grid(9));
  const S = csr_array(xp.eye(81, 4, { device }));
  const X = await spsolve(A, S);
  expect(X.format).toBe('csr');
  expect(backwardError(A, X.toarray(), S.toarray())).toBeLessThan(1e-15);
  const integers = xp.arange(81, undefined, undefined, { dtype: xp.int32, device });
  expect((await spsolve(A.astype(xp.int32), integers)).dtype).toBe(xp.float64);
  const wide = draw([4, 81]);
  const b = wide.T.get(xp.ellipsis, xp.slice(null, null, -2));
  expect(backwardError(A, await spsolve(A, b), b)).toBeLessThan(1e-15);
  expect((await spsolve(A, xp.zeros([81, 0], { device }))).shape).toEqual([81, 0]);
});

small('n = 0, 1, 2, 3', async () => {
  const empty = csr_array(xp.zeros([0, 0], { device }));
  expect((await spsolve(empty, xp.zeros([0], { device }))).shape).toEqual([0]);
  for (let n = 1; n <= 3; n++) {
    const A = matrix(
      n,
      [...Array(n).keys()].map((i): Entry => [i, n - 1 - i, i + 2]),
    );
    const x = (await spsolve(A, xp.ones([n], { device }))).tolist() as number[];
    x.forEach((v, i) => expect(v).toBeCloseTo(1 / (n - 1 - i + 2), 14));
  }
});

small('a singular matrix is an error, however it is singular', async () => {
  const laplacian = grid(8).map(([i, j, v]): Entry => [i, j, v]);
  const sums = new Map<number, number>();
  for (const [i, j, v] of laplacian) if (i !== j) sums.set(i, (sums.get(i) ?? 0) - v);
  const singular: Entry[] = laplacian.map(([i, j, v]) => [i, j, i === j ? sums.get(i)! : v]);
  const row = scattered(30, 2, 9).filter((e) => e[0] !== 4);
  const twice = scattered(30, 2, 9).flatMap(
    ([i, j, v]): Entry[] =>
    i === 5 ? [[i, j, v], [6, j, v]] : i === 6 ? [] : [[i, j, v]], // prettier-ignore
  );
  for (const [n, entries] of [
    [64, singular],
    [30, row],
    [30, twice],
    [3, []],
  ] as const)
    await expect(spsolve(matrix(n, entries), xp.ones([n], { device }))).rejects.toMatchObject({
      code: 'ERR_OBOL_NUMERIC',
    });
});

small('the same bits twice', async () => {
  for (const entries of [grid(20), grid(20, 1.3)]) {
    const A = matrix(400, entries);
    const b = draw([400, 3]);
    const [x, y] = [await spsolve(A, b), await spsolve(A, b)];
    expect(x.dataSync()).toEqual(y.dataSync());
  }
});

large('a large grid, with and without a definite matrix', async () => {
  for (const shift of [0, 1.234]) {
    const A = matrix(40_000, grid(200, shift));
    const b = draw([40_000]);
    expect(backwardError(A, await spsolve(A, b), b)).toBeLessThan(1e-15);
  }
});

large('an abort ends it soon', async () => {
  const A = matrix(250_000, grid(500, 0.5));
  const abort = new AbortController();
  const running = spsolve(A, xp.ones([250_000], { device }), { signal: abort.signal });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const start = performance.now();
  abort.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError', code: 'ERR_OBOL_ABORTED' });
  expect(performance.now() - start).toBeLessThan(2000);
});

small('what is wrong is refused', async () => {
  const A = matrix(9, grid(3));
  const b = xp.ones([9], { device });
  await expect(spsolve(xp.eye(9, undefined, { device }) as never, b)).rejects.toThrow(TypeError);
  await expect(spsolve(A, xp.ones([8], { device }))).rejects.toThrow(RangeError);
  await expect(spsolve(A, xp.ones([9, 1, 1], { device }))).rejects.toThrow(RangeError);
  await expect(spsolve(csr_array(xp.ones([2, 3], { device })), b)).rejects.toThrow(/square/);
  await expect(spsolve(A, xp.multiply(b, NaN))).rejects.toThrow(/finite/);
  await expect(spsolve(matrix(9, [[0, 0, Infinity]]), b)).rejects.toThrow(/finite/);
  await expect(spsolve(A, b, { permc_spec: 'COLAMD' } as never)).rejects.toThrow(/permc_spec/);
  await expect(spsolve(A, b, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ERR_OBOL_ABORTED' });
});
