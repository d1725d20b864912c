/**
 * Stacks of matrices as they are drawn (of any entries, of low rank, with repeated eigenvalues, far up or down in the
 * range, graded), and the plain loops that judge a decomposition: products, adjoints, Frobenius norms.
 */
import * as fc from 'fast-check';
import { pick } from './arbitrary';
import { fit, isComplex, isSingle, sizeOf, type Host, type Name, type Value, type Z } from './host';
import { Laid } from './layout';

/** A matrix by rows. */
export interface Matrix {
  readonly m: number;
  readonly n: number;
  readonly at: readonly Z[];
}

export const matrix = (m: number, n: number, entry: (i: number, j: number) => Z): Matrix => ({
  m,
  n,
  at: Array.from({ length: m * n }, (_, k) => entry(Math.floor(k / n), k % n)),
});
export const entry = (a: Matrix, i: number, j: number): Z => a.at[i * a.n + j]!;
export const identity = (n: number): Matrix => matrix(n, n, (i, j) => ({ re: Number(i === j), im: 0 }));
export const adjoint = (a: Matrix): Matrix =>
  matrix(a.n, a.m, (i, j) => ({ re: entry(a, j, i).re, im: -entry(a, j, i).im }));
export const product = (a: Matrix, b: Matrix): Matrix =>
  matrix(a.m, b.n, (i, j) => {
    let [re, im] = [0, 0];
    for (let k = 0; k < a.n; k++) {
      const [p, q] = [entry(a, i, k), entry(b, k, j)];
      re += p.re * q.re - p.im * q.im;
      im += p.re * q.im + p.im * q.re;
    }
    return { re, im };
  });
export const minus = (a: Matrix, b: Matrix): Matrix =>
  matrix(a.m, a.n, (i, j) => ({
    re: entry(a, i, j).re - entry(b, i, j).re,
    im: entry(a, i, j).im - entry(b, i, j).im,
  }));
export const times = (a: Matrix, by: number): Matrix =>
  matrix(a.m, a.n, (i, j) => ({ re: entry(a, i, j).re * by, im: entry(a, i, j).im * by }));
export const norm = (a: Matrix): number => Math.hypot(...a.at.flatMap((v) => [v.re, v.im]));
export const diagonal = (list: readonly number[]): Matrix =>
  matrix(list.length, list.length, (i, j) => ({ re: i === j ? list[i]! : 0, im: 0 }));

/** The matrices of a stack, divided by a power of two that brings their scale to about 1. */
export function matricesOf(x: Host, scale = 1): Matrix[] {
  const [m, n] = x.shape.slice(-2) as [number, number];
  const z = (v: Value): Z => (typeof v === 'object' ? v : { re: v as number, im: 0 });
  return Array.from({ length: sizeOf(x.shape.slice(0, -2)) }, (_, k) =>
    matrix(m, n, (i, j) => {
      const v = z(x.values[(k * m + i) * n + j]!);
      return { re: v.re / scale, im: v.im / scale };
    }),
  );
}
export const hostOf = (
  dtype: Name,
  stack: readonly number[],
  list: readonly Matrix[],
  [m, n]: readonly [number, number],
): Host => ({
  dtype,
  shape: [...stack, m, n],
  values: list.flatMap((a) => a.at.map((v) => fit<Value>(dtype, isComplex(dtype) ? v : v.re))),
});
export const epsilon = (dtype: Name): number => (isSingle(dtype) ? 2 ** -23 : 2 ** -52);

export type Kind = 'any' | 'whole' | 'low rank' | 'repeated' | 'graded' | 'zero';
export interface Stack {
  readonly laid: Laid;
  /** The entries are about this size. */
  readonly scale: number;
  readonly kind: Kind;
}

const numbers = (count: number, whole: boolean, complex: boolean): fc.Arbitrary<Z[]> => {
  const part = whole
    ? fc.integer({ min: -2, max: 2 })
    : fc.integer({ min: -(2 ** 20), max: 2 ** 20 }).map((n) => n / 2 ** 19);
  const im = complex ? part : fc.constant(0);
  return fc.array(fc.record({ re: part, im }, { noNullPrototype: true }), { minLength: count, maxLength: count });
};

function one(kind: Kind, m: number, n: number, complex: boolean): fc.Arbitrary<Matrix> {
  const dense = (p: number, q: number, whole = kind === 'whole'): fc.Arbitrary<Matrix> =>
    numbers(p * q, whole, complex).map((at) => ({ m: p, n: q, at }));
  if (kind === 'zero') return fc.constant(matrix(m, n, () => ({ re: 0, im: 0 })));
  if (kind === 'low rank') {
    const r = Math.floor(Math.min(m, n) / 2);
    return fc.tuple(dense(m, r, true), dense(r, n, true)).map(([p, q]) => product(p, q));
  }
  // A multiple of the identity and a matrix of rank 1: all eigenvalues but one are the same.
  if (kind === 'repeated' && m === n)
    return numbers(n, true, complex).map((u) => {
      const column: Matrix = { m: n, n: 1, at: u };
      return minus(times(identity(n), 3), product(column, adjoint(column)));
    });
  if (kind === 'graded')
    return dense(m, n).map((a) =>
      matrix(m, n, (i, j) => {
        const v = entry(a, i, j);
        return { re: v.re * 2 ** (-4 * (i % 7) - 3 * (j % 7)), im: v.im * 2 ** (-4 * (i % 7) - 3 * (j % 7)) };
      }),
    );
  return dense(m, n, kind === 'whole' || kind === 'repeated');
}

export interface StackOptions {
  square?: boolean;
  hermitian?: boolean;
  kinds?: readonly Kind[];
  scales?: boolean;
}
/** A stack of matrices of a floating dtype, contiguous or with its matrices transposed in memory. */
export function stacks(o: StackOptions = {}): fc.Arbitrary<Stack> {
  const extent = fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 1, max: 6 }) },
    { weight: 2, arbitrary: pick(0, 9, 17) },
    { weight: 1, arbitrary: pick(33, 40) },
  );
  return fc
    .tuple(
      pick<Name>('float64', 'float64', 'float32', 'complex128', 'complex64'),
      fc.constantFrom(...(o.kinds ?? (['any', 'any', 'whole', 'low rank', 'repeated', 'graded', 'zero'] as const))),
      extent,
      extent,
      pick<number[]>([], [], [2], [2, 2], [0]),
      o.scales === false ? pick(0) : pick(0, 0, 0, 1, -1),
      fc.boolean(),
    )
    .chain(([dtype, kind, m, cols, stack, power, turned]) => {
      const n = o.square || o.hermitian ? m : cols;
      const size = m > 20 || n > 20 ? [] : stack;
      const count = sizeOf(size);
      const scale = 2 ** (power * (isSingle(dtype) ? 50 : 450));
      const list = fc.array(one(kind, m, n, isComplex(dtype)), { minLength: count, maxLength: count });
      return list.map((matrices) => {
        const drawn = o.hermitian ? matrices.map((a) => times(sum(a, adjoint(a)), 0.5)) : matrices;
        const host = hostOf(
          dtype,
          size,
          drawn.map((a) => times(a, scale)),
          [m, n],
        );
        const axes = host.shape.map((_, i) => i);
        const [p, q] = [axes.length - 2, axes.length - 1];
        const order = turned ? [...axes.slice(0, -2), q, p] : axes;
        const each = <T>(v: T): T[] => axes.map(() => v);
        const layout = { order, steps: each(turned ? -1 : 1), before: each(0), after: each(1) };
        return { laid: new Laid(host, turned ? layout : undefined), scale, kind };
      });
    });
}
const sum = (a: Matrix, b: Matrix): Matrix => minus(a, times(b, -1));

/** The rank and the determinant of a matrix of whole numbers (real or Gaussian), by elimination in exact fractions. */
export function exactly(a: Matrix): { rank: number; det: Z } {
  type G = [re: bigint, im: bigint];
  const mul = (p: G, q: G): G => [p[0] * q[0] - p[1] * q[1], p[0] * q[1] + p[1] * q[0]];
  const sub = (p: G, q: G): G => [p[0] - q[0], p[1] - q[1]];
  const div = (p: G, q: G): G => {
    const d = q[0] * q[0] + q[1] * q[1];
    const t = mul(p, [q[0], -q[1]]);
    return [t[0] / d, t[1] / d];
  };
  const zero = (p: G): boolean => p[0] === 0n && p[1] === 0n;
  const rows = Array.from({ length: a.m }, (_, i) =>
    Array.from({ length: a.n }, (_, j): G => [BigInt(entry(a, i, j).re), BigInt(entry(a, i, j).im)]),
  );
  // Bareiss: every division is exact.
  let [rank, before, sign]: [number, G, bigint] = [0, [1n, 0n], 1n];
  for (let j = 0; j < a.n && rank < a.m; j++) {
    const at = rows.findIndex((row, i) => i >= rank && !zero(row[j]!));
    if (at < 0) continue;
    if (at !== rank) {
      [rows[at], rows[rank]] = [rows[rank]!, rows[at]!];
      sign = -sign;
    }
    const pivot = rows[rank]![j]!;
    for (let i = rank + 1; i < a.m; i++) {
      const lead = rows[i]![j]!;
      rows[i] = rows[i]!.map((v, k) => div(sub(mul(v, pivot), mul(lead, rows[rank]![k]!)), before));
    }
    before = pivot;
    rank++;
  }
  const whole = rank === a.n && rank === a.m;
  return { rank, det: whole ? { re: Number(sign * before[0]), im: Number(sign * before[1]) } : { re: 0, im: 0 } };
}
