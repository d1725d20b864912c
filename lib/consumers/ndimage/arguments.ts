// Checks that the filters and the image functions share: the picture itself, axes, one value for each axis.
import { rangeError, typeError } from '../../errors';
import { isArray, isNestedList, isTypedArray, type AnyArray, type ArrayNamespace, type Device } from '../../standard';

/** x as an array of its namespace; a typed array or a nested list becomes one on `device`, by default the default one. */
export function arrayOf(
  fn: string,
  name: string,
  xp: ArrayNamespace<AnyArray>,
  x: unknown,
  device?: Device | null,
): AnyArray {
  if (isArray(x)) return x;
  if (isTypedArray(x) || isNestedList(x)) return xp.asarray(x, { device });
  throw typeError(fn, name, 'an array', x);
}

/** The axes as numbers from 0 on, each at most once; null: all of them. */
export function axesOf(fn: string, ndim: number, axes: unknown): number[] {
  if (axes === null) return Array.from({ length: ndim }, (_, k) => k);
  const list: unknown[] = Array.isArray(axes) ? axes : [axes];
  const found = list.map((axis) => axisOf(fn, 'axes', ndim, axis));
  if (new Set(found).size < found.length) throw rangeError(fn, 'axes', 'each axis once', axes);
  return found;
}

/** One axis, negative ones counted from the end. */
export function axisOf(fn: string, name: string, ndim: number, axis: unknown): number {
  if (typeof axis !== 'number') throw typeError(fn, name, 'an axis', axis);
  if (!Number.isInteger(axis) || axis < -ndim || axis >= ndim) {
    throw rangeError(fn, name, `an axis of an array with ndim ${ndim}`, axis);
  }
  return axis < 0 ? axis + ndim : axis;
}

/** A value for each of `count` axes, from one value or a list of so many. */
export function perAxis<V, R>(
  fn: string,
  name: string,
  value: V | readonly V[],
  count: number,
  check: (value: V) => R,
): R[] {
  if (!Array.isArray(value)) return new Array<R>(count).fill(check(value as V));
  if (value.length !== count) throw rangeError(fn, name, `one value or ${count} of them`, value);
  return (value as readonly V[]).map(check);
}
