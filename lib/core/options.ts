/** The options object: the last argument, a plain object; unknown keys are named with the known ones. */
import { describe } from '../errors';

/** True for an object literal (also of another realm), false for arrays, typed arrays, class instances and scalars. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** True for `{ re, im }`. */
export function isComplexScalar(value: unknown): value is { re: number; im: number } {
  return (
    isPlainObject(value) &&
    typeof value['re'] === 'number' &&
    typeof value['im'] === 'number' &&
    Object.keys(value).length === 2
  );
}

/** True for a plain object that isn't a scalar: where an options object may stand. */
export function isOptions(value: unknown): value is Record<string, unknown> {
  return isPlainObject(value) && !isComplexScalar(value);
}

const empty: Record<string, unknown> = Object.freeze({});

/**
 * Checks an options argument: undefined or a plain object whose keys are all in `known`.
 * Anything else is a TypeError that shows how to write it.
 */
export function checkOptions<T extends object>(fn: string, value: T | undefined | null, known: readonly string[]): T {
  if (value === undefined || value === null) return empty as T;
  if (!isOptions(value)) {
    const first = known[0];
    const shown = typeof value === 'number' || typeof value === 'boolean' ? String(value) : '…';
    if (first === undefined) throw new TypeError(`${fn}: expected no options, got ${describe(value)}`);
    throw new TypeError(`${fn}: ${first} goes into the options: { ${first}: ${shown} }`);
  }
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const list = known.length > 0 ? `expected ${known.join(', ')}` : 'this function takes none';
    throw new TypeError(`${fn}: unknown option ${key}; ${list}`);
  }
  return value;
}

/** A boolean option. */
export function booleanOption(fn: string, name: string, value: unknown, otherwise: boolean): boolean {
  if (value === undefined || value === null) return otherwise;
  if (typeof value !== 'boolean') throw new TypeError(`${fn}: expected a boolean for ${name}, got ${describe(value)}`);
  return value;
}
