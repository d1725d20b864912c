/**
 * Arrays for tests: values of every dtype from a seed, the same elements laid out in different ways, and comparison
 * with the plain provider as the oracle.
 */
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { testDevice } from './device';
import { plain } from './plain';
import type { PlainArray } from './plain/array';

export type Value = number | boolean | bigint | { re: number; im: number };

export const dtypeNames = [
  'bool',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float32',
  'float64',
  'complex64',
  'complex128',
] as const;
export type Name = (typeof dtypeNames)[number];

/** A small generator of whole numbers below 2^31, the same everywhere. */
export function lcg(seed: number): () => number {
  let state = BigInt(seed) + 1n;
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & ((1n << 64n) - 1n);
    return Number(state >> 33n);
  };
}

/** `n` values of a dtype: small whole numbers and halves, with NaN, infinities and -0 among floating ones. */
export function values(name: Name, n: number, seed = 1): Value[] {
  const next = lcg(seed);
  const special = [Number.NaN, Infinity, -Infinity, -0, 0];
  const floating = (): number => (next() % 16 === 0 ? special[next() % 5]! : (next() % 41) / 2 - 10);
  return Array.from({ length: n }, (): Value => {
    if (name === 'bool') return next() % 2 === 0;
    if (name === 'int64') return BigInt(next() % 41) - 20n;
    if (name === 'uint64') return BigInt(next() % 41);
    if (name.startsWith('int')) return (next() % 41) - 20;
    if (name.startsWith('uint')) return next() % 41;
    return name.startsWith('complex') ? { re: floating(), im: floating() } : floating();
  });
}

function flatList(list: readonly Value[], shape: readonly number[]): unknown {
  if (shape.length === 0) return list[0];
  const step = list.length / Math.max(1, shape[0]!);
  return Array.from({ length: shape[0]! }, (_, i) => flatList(list.slice(i * step, (i + 1) * step), shape.slice(1)));
}

/** An array of the device under test in C order. */
export function array(list: readonly Value[], shape: readonly number[], name: Name): NDArray {
  const flat = xp.asarray([...list], { dtype: xp[name], device: testDevice });
  return xp.reshape(flat, shape);
}

/** The oracle's array of the same elements. */
export function oracle(list: readonly Value[], shape: readonly number[], name: Name): PlainArray {
  const ns = plain as unknown as {
    asarray(v: unknown, o: object): PlainArray;
    reshape(x: PlainArray, s: readonly number[]): PlainArray;
  } & Record<string, unknown>;
  return ns.reshape(ns.asarray([...list], { dtype: ns[name] }), shape);
}

/** The ways in which the same elements can lie in memory. */
export const layouts = ['contiguous', 'every other', 'reversed', 'transposed', 'inside'] as const;
export type LayoutName = (typeof layouts)[number];

/** `x`'s elements in another layout: a view of a larger array that was written to. */
export function laid(x: NDArray, layout: LayoutName): NDArray {
  const n = x.ndim;
  const blank = (shape: readonly number[]): NDArray => xp.zeros(shape, { dtype: x.dtype, device: x.device });
  const through = (view: NDArray): NDArray => {
    view.set([xp.ellipsis], x);
    return view;
  };
  switch (layout) {
    case 'contiguous':
      return x;
    case 'every other':
      return through(blank(x.shape.map((m) => 2 * m)).get(...x.shape.map(() => xp.slice(null, null, 2))));
    case 'reversed':
      return through(blank(x.shape).get(...x.shape.map(() => xp.slice(null, null, -1))));
    case 'transposed': {
      const order = Array.from({ length: n }, (_, i) => n - 1 - i);
      return through(xp.permute_dims(blank([...x.shape].reverse()), order));
    }
    case 'inside':
      return through(blank(x.shape.map((m) => m + 3)).get(...x.shape.map((m) => xp.slice(1, m + 1))));
  }
}

/** What an array holds, comparable with toEqual: shape, dtype and the nested list. */
export function held(x: NDArray | PlainArray): { shape: readonly number[]; dtype: string; list: unknown } {
  const list = 'values' in x ? flatList(x.values as Value[], x.shape) : x.tolist();
  return { shape: [...x.shape], dtype: x.dtype.name, list: x.shape.includes(0) ? 'empty' : list };
}
