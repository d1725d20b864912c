/** Complex matrices of JavaScript numbers: what the tests of linalg multiply and compare with, independent of obol. */
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { lcg } from './arrays';
import { testDevice as device } from './device';

/** Row-major; a real matrix has zeros in `im`. */
export interface Matrix {
  readonly m: number;
  readonly n: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export const floating = ['float32', 'float64', 'complex64', 'complex128'] as const;
export type FloatingName = (typeof floating)[number];

/** The distance between neighbours at 1 of a dtype's components. */
export const epsilon = (dtype: string): number => (/float32|complex64/.test(dtype) ? 2 ** -23 : 2 ** -52);

export function matrix(m: number, n: number, entry: (i: number, j: number) => number | [number, number]): Matrix {
  const re = new Float64Array(m * n);
  const im = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const z = entry(i, j);
      [re[i * n + j], im[i * n + j]] = typeof z === 'number' ? [z, 0] : z;
    }
  return { m, n, re, im };
}

export const identity = (n: number): Matrix => matrix(n, n, (i, j) => (i === j ? 1 : 0));

/** Entries in [-1, 1), the imaginary parts too for a complex dtype. */
export function random(m: number, n: number, seed: number, dtype: string): Matrix {
  const next = lcg(seed);
  const draw = (): number => next() / 2 ** 30 - 1;
  return rounded(
    matrix(m, n, () => [draw(), dtype.startsWith('complex') ? draw() : 0]),
    dtype,
  );
}

/** The entries as a dtype holds them. */
export function rounded(a: Matrix, dtype: string): Matrix {
  if (!/float32|complex64/.test(dtype)) return a;
  return { ...a, re: Float64Array.from(a.re, Math.fround), im: Float64Array.from(a.im, Math.fround) };
}

export const adjoint = (a: Matrix): Matrix => matrix(a.n, a.m, (i, j) => [a.re[j * a.n + i]!, -a.im[j * a.n + i]!]);

export const combine = (p: number, a: Matrix, q: number, b: Matrix): Matrix =>
  matrix(a.m, a.n, (i, j) => {
    const at = i * a.n + j;
    return [p * a.re[at]! + q * b.re[at]!, p * a.im[at]! + q * b.im[at]!];
  });

export function times(a: Matrix, b: Matrix): Matrix {
  return matrix(a.m, b.n, (i, j) => {
    let [re, im] = [0, 0];
    for (let k = 0; k < a.n; k++) {
      const [p, q, r, s] = [a.re[i * a.n + k]!, a.im[i * a.n + k]!, b.re[k * b.n + j]!, b.im[k * b.n + j]!];
      re += p * r - q * s;
      im += p * s + q * r;
    }
    return [re, im];
  });
}

/** The columns times factors. */
export const timesDiagonal = (a: Matrix, d: ArrayLike<number>, from: Matrix = a): Matrix =>
  matrix(a.m, from.n, (i, j) => [a.re[i * a.n + j]! * d[j]!, a.im[i * a.n + j]! * d[j]!]);

/** The largest |re| or |im|. */
export const size = (a: Matrix): number => {
  let largest = 0;
  for (const part of [a.re, a.im]) for (const x of part) if (!(Math.abs(x) <= largest)) largest = Math.abs(x);
  return largest;
};

export const difference = (a: Matrix, b: Matrix): number => size(combine(1, a, -1, b));

/** (A + Aᴴ)/2, and AᴴA + I. */
export const hermitian = (a: Matrix): Matrix => combine(0.5, a, 0.5, adjoint(a));
export const definite = (a: Matrix): Matrix => combine(1, times(adjoint(a), a), 1, identity(a.n));

/** A stack of matrices as an array of the device under test, of shape [...stack, m, n]. */
export function upload(
  list: readonly Matrix[],
  dtype: FloatingName,
  stack: readonly number[] = [list.length],
): NDArray {
  const [m, n] = [list[0]!.m, list[0]!.n];
  const complex = dtype.startsWith('complex');
  const Type = /float32|complex64/.test(dtype) ? Float32Array : Float64Array;
  const data = new Type(list.length * m * n * (complex ? 2 : 1));
  list.forEach((a, k) => {
    for (let i = 0; i < m * n; i++) {
      if (!complex) data[k * m * n + i] = a.re[i]!;
      else [data[2 * (k * m * n + i)], data[2 * (k * m * n + i) + 1]] = [a.re[i]!, a.im[i]!];
    }
  });
  return xp.frombuffer(data, { dtype: xp[dtype], shape: [...stack, m, n], device });
}

/** The matrices of an array [..., m, n]. */
export function download(x: NDArray): Matrix[] {
  const [m, n] = x.shape.slice(-2) as [number, number];
  const data = x.dataSync() as Float64Array;
  const complex = x.dtype.name.startsWith('complex');
  const count = x.shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return Array.from({ length: count }, (_, k) =>
    matrix(m, n, (i, j) => {
      const at = (k * m + i) * n + j;
      return complex ? [data[2 * at]!, data[2 * at + 1]!] : data[at]!;
    }),
  );
}

/** The rows of an array [..., n] of a real dtype. */
export function rows(x: NDArray): number[][] {
  const n = x.shape.at(-1)!;
  const data = Array.from(x.dataSync() as Float64Array, Number);
  return Array.from({ length: n === 0 ? 0 : data.length / n }, (_, i) => data.slice(i * n, (i + 1) * n));
}
