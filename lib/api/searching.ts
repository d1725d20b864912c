/** The standard's searching functions. Those whose result's shape depends on values wait for the device, and say so. */
import { allocate, isArray, nativeDType, type NDArray } from '../core/array';
import { reduce } from '../core/along';
import { Casts, check, fillInto } from '../core/call';
import { checkArray, checkDType, checkSameDevice, masks } from '../core/check';
import { bool, int32, type NativeDType, type Scalar } from '../core/dtype';
import { maskIndices } from '../core/gather';
import { booleanOption, checkOptions } from '../core/options';
import { begin, putArray, putBroadcast, putImmediate } from '../core/pack';
import { besideScalar, noPromotion, promoted } from '../core/promotion';
import { checkScalar, isScalar, scalarDType } from '../core/scalar';
import { broadcastShape, normalizeAxes, sizeOf } from '../core/shape';
import { rangeError } from '../errors';
import { opRow } from '../native/tables';
import { fromHost } from '../core/convert';
import { get } from '../core/indexing';
import type { AxisOptions } from './statistical';

function extreme(
  fn: 'argmax' | 'argmin',
  x: unknown,
  options: { axis?: number | null; keepdims?: boolean } | undefined,
): NDArray {
  const array = checkArray(fn, 'x', x);
  const o = checkOptions(fn, options, ['axis', 'keepdims']);
  const axes = normalizeAxes(fn, o.axis, array.ndim);
  const keepdims = booleanOption(fn, 'keepdims', o.keepdims, false);
  const n = axes.reduce((m, i) => m * array.shape[i]!, 1);
  if (n === 0) throw rangeError(fn, 'x', 'at least one element along the axis', array.shape);
  if (n > 2 ** 31) throw rangeError(fn, 'x', 'at most 2^31 elements along the axis (indices are int32)', n);
  return reduce('argReduce', opRow('argReduce', fn), array, axes, keepdims);
}

/**
 * The index (int32) of the first largest element along `axis`, or in C order of all; a NaN is the largest.
 *
 * @example
 * xp.argmax(xp.asarray([1, 3, 2])); // 1
 */
export function argmax(x: NDArray, options?: { axis?: number | null; keepdims?: boolean }): NDArray {
  return extreme('argmax', x, options);
}
/**
 * The index (int32) of the first smallest element along `axis`, or in C order of all; a NaN is the smallest.
 *
 * @example
 * xp.argmin(xp.asarray([1, 3, 2])); // 0
 */
export function argmin(x: NDArray, options?: { axis?: number | null; keepdims?: boolean }): NDArray {
  return extreme('argmin', x, options);
}
/**
 * How many elements (int32) are not 0 over `axis`; NaN counts.
 *
 * @example
 * xp.count_nonzero(xp.asarray([0, 1, 2])); // 2
 */
export function count_nonzero(x: NDArray, options?: AxisOptions): NDArray {
  const fn = 'count_nonzero';
  const array = checkArray(fn, 'x', x);
  const o = checkOptions(fn, options, ['axis', 'keepdims']);
  const axes = normalizeAxes(fn, o.axis, array.ndim);
  const n = axes.reduce((m, i) => m * array.shape[i]!, 1);
  if (n >= 2 ** 31) throw rangeError(fn, 'x', 'fewer than 2^31 elements along the axis (counts are int32)', n);
  return reduce('reduce', opRow('reduce', fn), array, axes, booleanOption(fn, 'keepdims', o.keepdims, false));
}

/**
 * The indices (int32) of the elements that are not 0, one 1-d array an axis, in C order. Waits for the device.
 *
 * @example
 * const [rows, cols] = xp.nonzero(xp.asarray([[0, 1], [2, 0]]));
 */
export function nonzero(x: NDArray): NDArray[] {
  const fn = 'nonzero';
  const array = checkArray(fn, 'x', x);
  if (array.ndim === 0) throw rangeError(fn, 'x', 'an array of at least 1 axis', array.shape);
  if (sizeOf(array.shape) > 2 ** 31) throw rangeError(fn, 'x', 'at most 2^31 elements (indices are int32)', array.size);
  const casts = new Casts();
  const found = maskIndices(fn, casts.to(fn, array, bool));
  casts.release();
  return found;
}

/**
 * For each of `x2` the index (int32) where it would go into the sorted 1-d `x1`: before equal elements (`side` 'left')
 * or behind ('right'). `sorter` holds indices that sort `x1`. A JavaScript number stands for a 0-d `x2`.
 *
 * @example
 * xp.searchsorted(xp.asarray([1, 3, 5]), xp.asarray([2, 3])); // [1, 1]
 */
export function searchsorted(
  x1: NDArray,
  x2: NDArray | number,
  options?: { side?: 'left' | 'right'; sorter?: NDArray | null },
): NDArray {
  const fn = 'searchsorted';
  const edges = checkArray(fn, 'x1', x1);
  const o = checkOptions(fn, options, ['side', 'sorter']);
  const side = o.side ?? 'left';
  if (side !== 'left' && side !== 'right') throw rangeError(fn, 'side', "'left' or 'right'", side);
  if (edges.ndim !== 1) throw rangeError(fn, 'x1', 'a 1-d array', edges.shape);
  checkDType(fn, 'x1', edges, masks.real);
  const device = edges._device;
  const casts = new Casts();
  let values: NDArray;
  if (isScalar(x2)) {
    checkScalar(fn, 'x2', x2, nativeDType(edges));
    values = allocate(fn, nativeDType(edges), [], device);
    fillInto(fn, values, x2);
  } else values = checkArray(fn, 'x2', x2);
  checkSameDevice(fn, edges, values);
  checkDType(fn, 'x2', values, masks.real);
  const dtype = promoted(nativeDType(edges), nativeDType(values));
  if (dtype === undefined) throw noPromotion(fn, nativeDType(edges), nativeDType(values));
  const ordered = o.sorter === undefined || o.sorter === null ? edges : get(edges, [sorterOf(fn, edges, o.sorter)], fn);
  const out = allocate(fn, int32, values.shape, device);
  const a = device.buffer.f64;
  const sorted = casts.to(fn, ordered, dtype);
  const wanted = casts.to(fn, values, dtype);
  let at = begin(device);
  a[at++] = side === 'right' ? 1 : 0;
  at = putArray(a, at, out);
  at = putArray(a, at, sorted);
  putArray(a, at, wanted);
  check(fn, device, device.addon.searchSorted());
  casts.release();
  return out;
}

function sorterOf(fn: string, x: NDArray, value: unknown): NDArray {
  const sorter = Array.isArray(value)
    ? fromHost(fn, value, int32, x._device, 'sorter')
    : checkArray(fn, 'sorter', value);
  checkDType(fn, 'sorter', sorter, masks.integer);
  checkSameDevice(fn, x, sorter);
  if (sorter.ndim !== 1 || sorter.size !== x.size)
    throw rangeError(fn, 'sorter', `an index for each of the ${x.size} elements`, sorter.shape);
  return sorter;
}

/**
 * Elements of `x1` where `condition` (bool) is true, else of `x2`; the three broadcast, `x1` and `x2` promote, and one
 * of them may be a scalar.
 *
 * @example
 * xp.where(xp.asarray([true, false]), xp.asarray([1, 2]), 0); // [1, 0]
 */
export function where(condition: NDArray, x1: NDArray | Scalar, x2: NDArray | Scalar): NDArray {
  const fn = 'where';
  const mask = checkArray(fn, 'condition', condition);
  checkDType(fn, 'condition', mask, masks.bool);
  const first = isScalar(x1) ? undefined : checkArray(fn, 'x1', x1);
  const second = isScalar(x2) ? undefined : checkArray(fn, 'x2', x2);
  for (const x of [first, second]) if (x !== undefined) checkSameDevice(fn, mask, x);
  const dtype = whereDType(fn, x1, x2);
  if (first === undefined) checkScalar(fn, 'x1', x1 as Scalar, dtype);
  if (second === undefined) checkScalar(fn, 'x2', x2 as Scalar, dtype);
  const shape = broadcastShape(fn, mask.shape, first?.shape ?? [], second?.shape ?? []);
  const device = mask._device;
  const casts = new Casts();
  const parts = [first, second].map((x) => (x === undefined ? undefined : casts.to(fn, x, dtype)));
  const out = allocate(fn, dtype, shape, device);
  const a = device.buffer.f64;
  let at = begin(device);
  at = putArray(a, at, out);
  at = putBroadcast(a, at, mask, shape);
  [x1, x2].forEach((value, i) => {
    const part = parts[i];
    at =
      part === undefined
        ? putImmediate(device.buffer, at, dtype, value as Scalar, shape)
        : putBroadcast(a, at, part, shape);
  });
  check(fn, device, device.addon.where());
  casts.release();
  return out;
}

function whereDType(fn: string, x1: NDArray | Scalar, x2: NDArray | Scalar): NativeDType {
  const of = (x: NDArray | Scalar): NativeDType => (isArray(x) ? nativeDType(x) : scalarDType(x as Scalar));
  // A scalar takes the array's dtype (a complex one its complex dtype); two scalars promote as arrays of their own dtypes.
  if (isArray(x1) && !isArray(x2)) return besideScalar(of(x1), x2 as Scalar);
  if (isArray(x2) && !isArray(x1)) return besideScalar(of(x2), x1 as Scalar);
  const dtype = promoted(of(x1), of(x2));
  if (dtype === undefined) throw noPromotion(fn, of(x1), of(x2));
  return dtype;
}
