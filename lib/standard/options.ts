/**
 * The checks that consumer functions share: option names, and options that are a whole number, a flag, one of a list.
 */
import { rangeError, typeError } from '../errors';
import { isPlainObject } from './recognise';

/** The options, or none; refuses what is no plain object and any key that is not known. */
export function checkOptions<O extends object>(
  fn: string,
  options: O | null | undefined,
  known: readonly (keyof O & string)[],
): O {
  if (options === undefined || options === null) return {} as O;
  if (!isPlainObject(options)) {
    const first = known[0] ?? 'an option';
    const shown = typeof options === 'number' || typeof options === 'boolean' ? String(options) : '…';
    throw new TypeError(`${fn}: ${first} goes into the options: { ${first}: ${shown} }`);
  }
  for (const key of Object.keys(options)) {
    if (!(known as readonly string[]).includes(key)) {
      throw new TypeError(`${fn}: unknown option ${key}; expected ${known.join(', ')}`);
    }
  }
  return options;
}

/** A whole number within bounds: TypeError for another kind, RangeError for another value. */
export function wholeNumber(fn: string, name: string, value: unknown, least: number, most = Infinity): number {
  const from = least === -Infinity ? 'a whole number' : `a whole number >= ${least}`;
  const bounds = most === Infinity ? from : `a whole number in [${least}, ${most}]`;
  if (typeof value !== 'number') throw typeError(fn, name, bounds, value);
  if (!Number.isInteger(value) || value < least || value > most) throw rangeError(fn, name, bounds, value);
  return value;
}

/** A finite number, at least `least`. */
export function finiteNumber(fn: string, name: string, value: unknown, least = -Infinity): number {
  const bounds = least === -Infinity ? 'a finite number' : `a finite number >= ${least}`;
  if (typeof value !== 'number') throw typeError(fn, name, bounds, value);
  if (!Number.isFinite(value) || value < least) throw rangeError(fn, name, bounds, value);
  return value;
}

/** True or false. */
export function flag(fn: string, name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw typeError(fn, name, 'a boolean', value);
  return value;
}

/** One of a list of strings. */
export function oneOf<S extends string>(fn: string, name: string, value: unknown, list: readonly S[]): S {
  const listed = list.map((entry) => `'${entry}'`).join(' | ');
  if (typeof value !== 'string') throw typeError(fn, name, listed, value);
  if (!(list as readonly string[]).includes(value)) throw rangeError(fn, name, listed, value);
  return value as S;
}
