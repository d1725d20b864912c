// What the extras share: their array arguments in one namespace and on one device, indices, promotion of mixed kinds.
import { rangeError, typeError } from '../../errors';
import {
  arrayNamespace,
  isArray,
  isNestedList,
  isScalar,
  isTypedArray,
  scope,
  type AnyArray,
  type ArrayInput,
  type ArrayNamespace,
  type ArrayOf,
  type HostInput,
  type Scalar,
} from '../../standard';
import { arrayOf, axisOf } from '../ndimage/arguments';

export { arrayOf, axisOf };

export type Space = ArrayNamespace<AnyArray>;

/** The array type that follows of two arguments: typed arrays, lists and scalars have no say beside an array. */
export type ArrayOfBoth<X, Y> = X extends HostInput | Scalar ? ArrayOf<Y> : ArrayOf<X>;

/** Runs `body` in a scope of the arguments' namespace, with the arguments as its arrays on the first one's device. */
export function withArrays<N extends string, R>(
  fn: string,
  args: Record<N, ArrayInput>,
  body: (xp: Space, arrays: Record<N, AnyArray>) => R,
): R {
  const given = Object.entries(args) as [N, ArrayInput][];
  const { xp, device } = home(...given.map(([, x]) => x));
  return scope(xp, () => {
    const arrays = given.map(([name, x]) => [name, arrayOf(fn, name, xp, x, device)] as const);
    return body(xp, Object.fromEntries(arrays) as Record<N, AnyArray>);
  });
}

/** Namespace and device of the arrays among the arguments; without any, those that lists and typed arrays stand for. */
export function home(...args: unknown[]): { xp: Space; device: string | undefined } {
  const arrays = args.filter(isArray);
  const xp = arrayNamespace(...(arrays.length > 0 ? arrays : args)) as unknown as Space;
  return { xp, device: arrays[0]?.device };
}

/** Indices: an integer array or typed array as it is; a list of whole numbers becomes int32. */
export function indexArray(fn: string, name: string, xp: Space, x: unknown, device?: string): AnyArray {
  const whole = (v: unknown): boolean =>
    Array.isArray(v) ? v.every(whole) : Number.isInteger(v) || typeof v === 'bigint';
  if (isNestedList(x) && !isTypedArray(x)) {
    if (!whole(x)) throw typeError(fn, name, 'whole numbers', x);
    const leaf = leafOf(x);
    return xp.asarray(x, { dtype: typeof leaf === 'bigint' ? xp.int64 : xp.int32, device });
  }
  const array = arrayOf(fn, name, xp, x, device);
  if (!xp.isdtype(array.dtype, 'integral')) throw typeError(fn, name, 'an integer array', array.dtype.name);
  return array;
}

function leafOf(x: unknown): unknown {
  return Array.isArray(x) ? leafOf(x[0]) : x;
}

/** Integers in a dtype that holds whole numbers beyond their own limits: int32, int64 for wider ones. */
export function widened(xp: Space, x: AnyArray): AnyArray {
  const narrow = x.dtype.itemsize < 4 || x.dtype === xp.int32;
  return xp.astype(x, narrow ? xp.int32 : xp.int64, { copy: false });
}

/** Floating dtypes as they are, integers and bool as float64. */
export function floating(xp: Space, x: AnyArray): AnyArray {
  return xp.isdtype(x.dtype, ['integral', 'bool']) ? xp.astype(x, xp.float64) : x;
}

/** Two arrays in one dtype, also where the standard doesn't promote: bool as the other one, integers as float64. */
export function together(xp: Space, a: AnyArray, b: AnyArray): [AnyArray, AnyArray] {
  const is = (x: AnyArray, kind: 'bool' | 'integral' | 'signed integer'): boolean => xp.isdtype(x.dtype, kind);
  if (is(a, 'bool') !== is(b, 'bool')) {
    return is(a, 'bool') ? [xp.astype(a, b.dtype), b] : [a, xp.astype(b, a.dtype)];
  }
  const integers = [a, b].filter((x) => is(x, 'integral'));
  const signed = integers.filter((x) => is(x, 'signed integer'));
  const apart = signed.length === 1 && integers.some((x) => x.dtype === xp.uint64);
  if (integers.length === 1 || apart) [a, b] = [floating(xp, a), floating(xp, b)];
  const dtype = xp.result_type(a, b);
  return [xp.astype(a, dtype, { copy: false }), xp.astype(b, dtype, { copy: false })];
}

/** An operand that may be a scalar, as an array. */
export function operand(fn: string, name: string, xp: Space, x: unknown, device?: string): AnyArray {
  return isScalar(x) ? xp.asarray(x, { device }) : arrayOf(fn, name, xp, x, device);
}

/** The index of one axis: `[start, stop)` of it, all of the others. */
export function part(xp: Space, x: AnyArray, axis: number, start: number, stop: number): AnyArray {
  return x.get(...x.shape.map((_, k) => (k === axis ? xp.slice(start, stop) : xp.slice(null, null))));
}

/** The array, or where it has fewer axes a RangeError. */
export function atLeast(fn: string, name: string, x: AnyArray, ndim: number): AnyArray {
  if (x.ndim < ndim) throw rangeError(fn, name, `at least ${ndim} ${ndim === 1 ? 'axis' : 'axes'}`, `ndim ${x.ndim}`);
  return x;
}
