/** Checks that the functions of `xp.cluster` share. */
import { randomInt } from 'node:crypto';
import { type NDArray } from '../../core/array';
import { checkArray, checkDType, masks } from '../../core/check';
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
