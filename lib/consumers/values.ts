/**
 * Reading a few numbers off a device, and the checks of array arguments that consumers share.
 */
import { rangeError, typeError } from '../errors';
import {
  isArray,
  isNestedList,
  isTypedArray,
  toHost,
  toHostSync,
  type AnyArray,
  type ArrayInput,
  type ArrayNamespace,
} from '../standard';

type Space = ArrayNamespace<AnyArray>;

/** The values of 0-d arrays as numbers, brought over together. */
export async function numbersOf(xp: Space, scalars: readonly AnyArray[]): Promise<number[]> {
  const { data } = await toHost(xp.stack(scalars.map((x) => xp.astype(x, xp.float64, { copy: false }))));
  return Array.from(data, Number);
}

/** The value of a 0-d array, waited for. */
export function numberNow(scalar: AnyArray): number {
  return Number(toHostSync(scalar).data[0]);
}

/** Refuses what is no array and stands for none. */
export function checkArray(fn: string, name: string, x: unknown): void {
  if ([isArray, isTypedArray, isNestedList].some((is) => is(x))) return;
  throw typeError(fn, name, 'an array, a typed array or a nested list', x);
}

/**
 * The argument as an array of the namespace, its dtype real: float32 and float64 as they are, others as float64. What is
 * no array goes to `device`, where that is given.
 */
export function asFloating(fn: string, name: string, xp: Space, x: ArrayInput, device?: string): AnyArray {
  const array = device === undefined || isArray(x) ? xp.asarray(x) : xp.asarray(x, { device });
  if (xp.isdtype(array.dtype, 'real floating')) return array;
  if (xp.isdtype(array.dtype, ['integral', 'bool'])) return xp.astype(array, xp.float64);
  throw typeError(fn, name, 'an array of real numbers', array.dtype.name);
}

/**
 * A matrix of finite real numbers with at least one row and one column; its rows are the points. A copy, taken before
 * the first wait.
 */
export async function asPoints(fn: string, name: string, xp: Space, x: ArrayInput, device?: string): Promise<AnyArray> {
  const points = xp.asarray(asMatrix(fn, name, xp, x, device), { copy: true });
  const [finite] = await numbersOf(xp, [xp.all(xp.isfinite(points))]);
  if (!finite) throw new RangeError(`${fn}: expected finite values for ${name}, got NaN or infinity among them`);
  return points;
}

/** {@link asPoints} without a look at the values. */
export function asMatrix(fn: string, name: string, xp: Space, x: ArrayInput, device?: string): AnyArray {
  const matrix = asFloating(fn, name, xp, x, device);
  if (matrix.ndim !== 2 || matrix.size === 0) {
    throw rangeError(fn, name, 'two axes of length >= 1', `shape [${matrix.shape.join(', ')}]`);
  }
  return matrix;
}
