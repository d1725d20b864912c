/** What the solvers take for a tolerance. */
import { rangeError, typeError } from '../../../errors';

/** A finite number of at least 0. */
export function tolerance(fn: string, name: string, value: unknown): number {
  if (typeof value !== 'number') throw typeError(fn, name, 'a number', value);
  if (!(value >= 0 && Number.isFinite(value))) throw rangeError(fn, name, 'a finite number of at least 0', value);
  return value;
}
