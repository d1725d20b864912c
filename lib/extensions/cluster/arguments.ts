/** Checks that the functions of `xp.cluster` share. */
import { randomInt } from 'node:crypto';
import { nativeDType, type NDArray } from '../../core/array';
import type { Casts } from '../../core/call';
import { checkArray, checkDType, checkSameDevice, masks } from '../../core/check';
import { float64, type NativeDType } from '../../core/dtype';
import { integer } from '../../core/shape';
import { rangeError } from '../../errors';

/** X as it is given, checked: real, n × d with n >= 1. */
export function points(fn: string, name: string, x: unknown): NDArray {
  const array = checkArray(fn, name, x);
  checkDType(fn, name, array, masks.real);
  if (array.ndim !== 2 || array.shape[0] === 0)
    throw rangeError(fn, name, 'an array of shape [n, d] with n >= 1', array.shape);
  return array;
}

/** A whole number. */
export function count(fn: string, name: string, value: unknown, least: number): number {
  const n = integer(fn, name, value);
  if (n < least) throw rangeError(fn, name, `a number of at least ${least}`, value);
  return n;
}

/** Left out: fresh. */
export function seedOption(fn: string, seed: number | undefined): number {
  return count(fn, 'seed', seed ?? randomInt(2 ** 32 - 1), 0);
}

/** What k-means and its kin start from. */
export interface Start {
  dtype: NativeDType;
  /** 0 k-means++, 1 random points, 2 given centers. */
  start: number;
  /** The points, their weights, the given centers. */
  inputs: [NDArray, NDArray | undefined, NDArray | undefined];
}

/** The points x, their weights and how k centers start, checked and cast. */
export function startOf(
  fn: string,
  x: NDArray,
  k: number,
  { init = 'k-means++', sample_weight }: { init?: 'k-means++' | 'random' | NDArray; sample_weight?: NDArray | null },
  casts: Casts,
): Start {
  const [n, d] = x.shape as [number, number];
  const found = (['k-means++', 'random'] as const).indexOf(init as 'random');
  const dtype = nativeDType(x).kind === 'real floating' ? nativeDType(x) : float64;
  let given: NDArray | undefined;
  if (found < 0) {
    given = checkArray(fn, 'init', init);
    checkDType(fn, 'init', given, masks.real);
    checkSameDevice(fn, x, given);
    if (given.ndim !== 2 || given.shape[0] !== k || given.shape[1] !== d)
      throw rangeError(fn, 'init', `an array of shape [${k}, ${d}]`, given.shape);
    given = casts.to(fn, given, dtype);
  }
  let weight: NDArray | undefined;
  if (sample_weight !== undefined && sample_weight !== null) {
    weight = checkArray(fn, 'sample_weight', sample_weight);
    checkDType(fn, 'sample_weight', weight, masks.real);
    checkSameDevice(fn, x, weight);
    if (weight.ndim !== 1 || weight.shape[0] !== n) throw rangeError(fn, 'sample_weight', `${n} weights`, weight.shape);
    weight = casts.to(fn, weight, float64);
  }
  return { dtype, start: found < 0 ? 2 : found, inputs: [casts.to(fn, x, dtype), weight, given] };
}
