// What xp.linalg refuses, at the call or when the values are read; what it moves; how long it keeps memory.
import * as xp from 'obol';
import { small, testDevice as device } from '../support/device';
import { collected } from '../support/collect';
import * as mx from '../support/matrices';

const { linalg } = xp;
const asarray = (list: unknown): xp.NDArray => xp.asarray(list as number[], { device });
const failure = (read: () => unknown): { code?: string; message: string } => {
  try {
    read();
  } catch (error) {
    return error as { code?: string; message: string };
  }
  return { message: 'nothing was thrown' };
};
const good = [
  [2, 1],
  [1, 3],
];
const singular = [
  [1, 2],
  [2, 4],
];

small('a singular matrix is named by its place in the stack, when the result is read', () => {
  const stack = asarray([
    [good, good],
    [good, good],
    [singular, good],
  ]);
  const wrong = linalg.solve(stack, asarray([1, 2]));
  const error = failure(() => wrong.dataSync());
  expect(error.code).toBe('ERR_OBOL_NUMERIC');
  expect(error.message).toContain(
    'solve: expected invertible matrices for x1, the one at [2, 0] of the stack is singular',
  );
  // What depends on it fails for the same cause; the rest of the namespace doesn't.
  expect(failure(() => xp.add(wrong, 1).dataSync()).message).toContain('solve: expected invertible matrices');
  expect(failure(() => linalg.inv(asarray(singular)).tolist()).message).toContain(
    'inv: expected an invertible matrix for x, got a singular one',
  );
  expect(failure(() => linalg.matrix_power(stack, -2).tolist()).message).toContain('matrix_power: expected invertible');
  expect(linalg.det(stack).tolist()).toEqual(
    [
      [5, 5],
      [5, 5],
      [0, 5],
    ].map((row) => row.map((x) => expect.closeTo(x, 12))),
  );
  const { sign, logabsdet } = linalg.slogdet(asarray(singular));
  expect([sign.item(), logabsdet.item()]).toEqual([0, -Infinity]);
  const z = linalg.slogdet(xp.zeros([2, 2], { device, dtype: xp.complex64 }));
  expect([z.sign.item(), z.logabsdet.item()]).toEqual([{ re: 0, im: 0 }, -Infinity]);
  wrong.dispose();
});

small('a matrix that is not positive definite has no Cholesky factor', () => {
  const matrices = [
    [
      [1, 2],
      [2, 1],
    ],
    [
      [0, 0],
      [0, 1],
    ],
    [
      [NaN, 0],
      [0, 1],
    ],
  ];
  for (const matrix of matrices)
    for (const upper of [false, true]) {
      const error = failure(() => linalg.cholesky(asarray([good, matrix]), { upper }).tolist());
      expect([error.code, error.message]).toEqual([
        'ERR_OBOL_NUMERIC',
        expect.stringContaining(
          'cholesky: expected positive definite matrices for x, the one at [1] of the stack is not',
        ),
      ]);
    }
});

small('NaN and infinities: an error where an iteration would have to converge, else they spread', () => {
  for (const bad of [NaN, Infinity]) {
    const x = asarray([
      [1, bad],
      [bad, 2],
    ]);
    const calls: [string, () => xp.NDArray][] = [
      ['eigh', () => linalg.eigh(x).eigenvectors],
      ['eigvalsh', () => linalg.eigvalsh(x)],
      ['eig', () => linalg.eig(x).eigenvalues],
      ['eigvals', () => linalg.eigvals(x)],
      ['svd', () => linalg.svd(x).Vh],
      ['svdvals', () => linalg.svdvals(x)],
      ['pinv', () => linalg.pinv(x)],
      ['matrix_rank', () => linalg.matrix_rank(x)],
      ['matrix_norm', () => linalg.matrix_norm(x, { ord: 2 })],
    ];
    for (const [name, call] of calls) {
      const error = failure(() => call().tolist());
      expect([error.code, error.message]).toEqual([
        'ERR_OBOL_NUMERIC',
        expect.stringContaining(
          `${name}: expected a matrix of finite numbers for x, got one with an infinity or a NaN`,
        ),
      ]);
    }
  }
  const x = asarray([
    [1, NaN],
    [2, 3],
  ]);
  expect(linalg.det(x).item()).toBeNaN();
  expect(linalg.slogdet(x).logabsdet.item()).toBeNaN();
  expect((linalg.inv(x).tolist() as number[][]).flat().some(Number.isNaN)).toBe(true);
  expect(linalg.solve(x, asarray([1, 1])).tolist()).toEqual([NaN, NaN]);
  expect((linalg.qr(x).R.tolist() as number[][])[1]![1]).toBeNaN();
  expect(linalg.vector_norm(x).item()).toBeNaN();
});

small('arguments of the wrong kind, dtype or shape are refused at the call', () => {
  const square = xp.ones([2, 2], { device });
  const wide = xp.ones([2, 3], { device });
  const whole = xp.ones([2, 2], { device, dtype: xp.int32 });
  const vector = xp.ones([2], { device });
  const squares = ['cholesky', 'det', 'eig', 'eigh', 'eigvals', 'eigvalsh', 'inv', 'slogdet'] as const;
  const all = [...squares, 'matrix_norm', 'matrix_rank', 'pinv', 'qr', 'svd', 'svdvals'] as const;
  for (const name of all) {
    const call = linalg[name] as (x: unknown, options?: unknown) => unknown;
    expect(() => call(whole)).toThrow(
      new TypeError(`${name}: expected one of float32, float64, complex64, complex128 for x, got int32`),
    );
    expect(() => call([[1]])).toThrow(TypeError);
    expect(() => call(vector)).toThrow(new RangeError(`${name}: expected an array of at least 2 axes for x, got [2]`));
  }
  for (const name of squares)
    expect(() => linalg[name](wide)).toThrow(
      new RangeError(`${name}: expected square matrices in the last two axes for x, got [2, 3]`),
    );
  expect(() => linalg.solve(square, xp.ones([3], { device }))).toThrow(RangeError);
  expect(() => linalg.solve(square, xp.asarray(1, { device }))).toThrow(RangeError);
  expect(() => linalg.solve(square, whole)).toThrow(TypeError);
  expect(() => linalg.solve(xp.ones([3, 2, 2], { device }), xp.ones([2, 2, 1], { device }))).toThrow(RangeError);
  expect(() => linalg.qr(square, { mode: 'r' as 'reduced' })).toThrow(RangeError);
  expect(() => linalg.svd(square, { full: true } as object)).toThrow(
    'svd: unknown option full; expected full_matrices',
  );
  expect(() => linalg.cholesky(square, true as unknown as object)).toThrow('{ upper: true }');
  expect(() => linalg.matrix_norm(square, { ord: 3 })).toThrow(RangeError);
  expect(() => linalg.matrix_norm(square, { ord: 'max' as 'fro' })).toThrow(RangeError);
  expect(() => linalg.vector_norm(vector, { ord: 'fro' as unknown as number })).toThrow(TypeError);
  expect(() => linalg.vector_norm(vector, { ord: NaN })).toThrow(RangeError);
  expect(() => linalg.pinv(square, { rtol: 'small' as unknown as number })).toThrow(TypeError);
  expect(() => linalg.pinv(square, { rtol: xp.ones([2], { device }) })).toThrow(RangeError);
  expect(() => linalg.diagonal(vector)).toThrow(RangeError);
  const gone = xp.ones([2, 2], { device });
  gone.dispose();
  expect(failure(() => linalg.det(gone)).code).toBe('ERR_OBOL_DISPOSED');
});

const inputs = () => ({
  x: mx.upload([mx.random(3, 3, 1, 'float64'), mx.random(3, 3, 2, 'float64')], 'float64'),
  b: xp.ones([3, 2], { device }),
});

small('a stack crosses to the host once in, once out for each result; what needs no decomposition stays', async () => {
  const { x, b } = inputs();
  const cases: [downloads: number, uploads: number, call: () => unknown][] = [
    [1, 1, () => linalg.det(x)],
    [1, 1, () => linalg.inv(x.mT)],
    [2, 1, () => linalg.solve(x, b)],
    [1, 2, () => linalg.qr(x)],
    [1, 2, () => linalg.eigh(x)],
    [1, 1, () => linalg.eigvals(x)],
    [1, 3, () => linalg.svd(x)],
    [0, 0, () => linalg.vector_norm(x)],
    [0, 0, () => linalg.matrix_power(x, 5)],
    [0, 0, () => linalg.cross(x, x)],
  ];
  for (const [downloads, uploads, call] of cases) {
    await xp.synchronize(device);
    const before = xp.device_stats(device);
    call();
    await xp.synchronize(device);
    const after = xp.device_stats(device);
    expect([after.downloads - before.downloads, after.uploads - before.uploads]).toEqual([downloads, uploads]);
    // The factors of two systems, and the side that they share, once.
    if (downloads === 2) expect(after.download_bytes - before.download_bytes).toBe((2 * 9 + 3 * 2) * 8);
  }
});

small('what a call makes on the way is freed', async () => {
  const { x, b } = inputs();
  const spd = xp.add(xp.matmul(x.mT, x), xp.eye(3, { device }));
  const narrow = xp.astype(x, xp.float32);
  const complex = xp.astype(x, xp.complex64);
  const rtol = xp.asarray([1e-3, 1e-3], { device });
  const calls: (() => xp.NDArray | Record<string, xp.NDArray>)[] = [
    () => linalg.cholesky(spd.mT, { upper: true }),
    () => linalg.solve(narrow.mT, b.mT.mT),
    () => linalg.pinv(x),
    () => linalg.pinv(complex, { rtol }),
    () => linalg.matrix_rank(x),
    () => linalg.matrix_power(x, -7),
    () => linalg.vector_norm(x, { axis: 1, ord: 2.5 }),
    () => linalg.vector_norm(x, { ord: 0 }),
    () => linalg.matrix_norm(x, { ord: 'nuc', keepdims: true }),
    () => linalg.matrix_norm(x, { ord: -1 }),
    () => linalg.cross(x, narrow),
    () => linalg.trace(x, { offset: 1, dtype: xp.complex128 }),
    () => linalg.outer(b.get(0), b.get(1)),
    () => linalg.svd(x.mT) as unknown as Record<string, xp.NDArray>,
    () => linalg.qr(x, { mode: 'complete' }),
    () => linalg.eig(x) as unknown as Record<string, xp.NDArray>,
  ];
  const live = (): number => xp.device_stats(device).live_storages;
  const made: unknown[] = [];
  await collected(live);
  for (const [i, call] of calls.entries()) {
    const before = live();
    const result = call();
    const results = result instanceof xp.NDArray ? [result] : Object.values(result);
    made.push(results);
    await xp.synchronize(device);
    expect([i, live() - before]).toEqual([i, results.length]);
  }
});
