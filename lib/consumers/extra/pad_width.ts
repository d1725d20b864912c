// The forms in which numpy.pad takes two values for each axis: how much to pad, with what, by how many elements.
import { rangeError, typeError } from '../../errors';
import { isPlainObject, isScalar } from '../../standard';
import { axisOf } from './arguments';

/** What precedes and what follows. */
export type Pair<V> = readonly [before: V, after: V];

/** One value for everything, `[before, after]` for every axis, or one of these for each axis. */
export type PerAxis<V> = V | readonly V[] | readonly (readonly V[])[];

/**
 * `[before, after]` for each axis.
 *
 * @param check Refuses what is no such value.
 */
export function pairs<V>(fn: string, name: string, value: unknown, ndim: number, check: (v: unknown) => V): Pair<V>[] {
  const pair = (v: unknown): Pair<V> => {
    if (!Array.isArray(v)) return [check(v), check(v)];
    if (v.length < 1 || v.length > 2) throw rangeError(fn, name, '[before, after]', v);
    return [check(v[0]), check(v.at(-1))];
  };
  const all = (v: unknown): Pair<V>[] => new Array<Pair<V>>(ndim).fill(pair(v));
  if (!Array.isArray(value) || !value.some(Array.isArray)) return all(value);
  if (value.length === 1) return all(value[0]);
  if (value.length !== ndim) throw rangeError(fn, name, `one [before, after] or ${ndim} of them`, value);
  return value.map(pair);
}

/** {@link pairs} of widths, which come as `{ axis: width }` too: an axis that isn't named is left as it is. */
export function widths(fn: string, value: unknown, ndim: number): Pair<number>[] {
  const check = (v: unknown): number => {
    if (typeof v !== 'number') throw typeError(fn, 'pad_width', 'whole numbers >= 0', v);
    if (!Number.isInteger(v) || v < 0) throw rangeError(fn, 'pad_width', 'whole numbers >= 0', v);
    return v;
  };
  if (!isPlainObject(value) || isScalar(value)) return pairs(fn, 'pad_width', value, ndim, check);
  const named = new Array<Pair<number>>(ndim).fill([0, 0]);
  for (const [key, width] of Object.entries(value)) {
    named[axisOf(fn, 'pad_width', ndim, Number(key))] = pairs(fn, 'pad_width', width, 1, check)[0]!;
  }
  return named;
}
