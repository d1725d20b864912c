/**
 * The standard's set functions, made of sorting, searching and gathering. Elements are told apart as `equal` does: each
 * NaN is an element of its own, -0 is 0. The shapes of `unique_*` depend on values, so those wait for the device.
 */
import { callAlong } from '../core/along';
import { allocate, nativeDType, viewOf, type NDArray } from '../core/array';
import { Casts, binary, cast, check, fillInto } from '../core/call';
import { checkArray, checkSameDevice } from '../core/check';
import { bool, int32, type Scalar } from '../core/dtype';
import { maskIndices } from '../core/gather';
import { get, set } from '../core/indexing';
import { booleanOption, checkOptions } from '../core/options';
import { begin, putArray } from '../core/pack';
import { besideScalar, noPromotion, promoted } from '../core/promotion';
import { checkScalar, isScalar } from '../core/scalar';
import { reshapeTo } from '../core/view';
import { rangeError } from '../errors';
import { opRow } from '../native/tables';

/** The elements of an array in order, cut into runs of equal ones. */
interface Runs {
  sorted: NDArray;
  /** The places of the sorted elements in the flattened array, when they were asked for. */
  order: NDArray | undefined;
  /** Whether an element begins a run; one more than there are elements, true for the end. */
  begins: NDArray;
  /** The places of those, the end among them. */
  bounds: NDArray;
  /** The same without the end. */
  starts: NDArray;
}

function runsOf<R>(fn: string, x: unknown, withOrder: boolean, use: (runs: Runs) => R): R {
  const array = checkArray(fn, 'x', x);
  const n = array.size;
  if (n >= 2 ** 31) throw rangeError(fn, 'x', 'fewer than 2^31 elements (indices and counts are int32)', n);
  const device = array._device;
  const line = reshapeTo(fn, array, [n])!;
  let order: NDArray | undefined;
  let sorted: NDArray;
  if (withOrder) {
    order = allocate(fn, int32, [n], device);
    callAlong(fn, order, line, 0, 0, 'argsort');
    sorted = get(line, [order], fn);
  } else {
    sorted = allocate(fn, nativeDType(array), [n], device);
    callAlong(fn, sorted, line, 0, 0, 'sort');
  }
  const begins = beginsOf(fn, sorted);
  const bounds = maskIndices(fn, begins)[0]!;
  const starts = viewOf(bounds, [bounds.size - 1], [1], 0);
  const result = use({ sorted, order, begins, bounds, starts });
  for (const temporary of [line, sorted, begins, bounds, starts]) temporary.dispose();
  order?.dispose();
  return result;
}

function beginsOf(fn: string, sorted: NDArray): NDArray {
  const n = sorted.size;
  const device = sorted._device;
  const out = allocate(fn, bool, [n + 1], device);
  const ends = viewOf(out, [n > 0 ? 2 : 1], [n], 0);
  fillInto(fn, ends, true);
  const part = (x: NDArray, from: number): NDArray => viewOf(x, [Math.max(n - 1, 0)], [1], n > 1 ? from : 0);
  const parts = [part(out, 1), part(sorted, 1), part(sorted, 0)];
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = opRow('binary', 'not_equal').code;
  for (const x of parts) at = putArray(a, at, x);
  check(fn, device, device.addon.binary());
  for (const x of [ends, ...parts]) x.dispose();
  return out;
}

const valuesOf = (fn: string, { sorted, starts }: Runs): NDArray => get(sorted, [starts], fn);

function countsOf({ bounds, starts }: Runs): NDArray {
  const ends = viewOf(bounds, starts.shape, [1], starts.size > 0 ? 1 : 0);
  const counts = binary(opRow('binary', 'subtract'), ends, starts);
  ends.dispose();
  return counts;
}

// Each element's run is the number of runs that begin up to it; in the order of `x` again.
function inverseOf(fn: string, { sorted, order, begins }: Runs, x: NDArray): NDArray {
  const device = sorted._device;
  const marks = viewOf(begins, sorted.shape, [1], 0);
  const ones = cast(fn, marks, int32);
  const run = allocate(fn, int32, sorted.shape, device);
  callAlong(fn, run, ones, 0, opRow('scan', 'cumulative_sum').code, 'scan');
  const number = binary(opRow('binary', 'subtract'), run, 1);
  const out = allocate(fn, int32, sorted.shape, device);
  set(out, [order!], number);
  for (const temporary of [marks, ones, run, number]) temporary.dispose();
  const shaped = reshapeTo(fn, out, x.shape)!;
  out.dispose();
  return shaped;
}

/** The distinct elements of an array with where and how often they are. */
export interface UniqueAll {
  /** 1-d, ascending, NaNs last (complex: by re, then im). */
  readonly values: NDArray;
  /** Where each value is first, in the flattened array. */
  readonly indices: NDArray;
  /** For each element of `x` the index of its value; the shape is that of `x`. */
  readonly inverse_indices: NDArray;
  /** How often each value is there. */
  readonly counts: NDArray;
}

/**
 * The distinct elements of the flattened array, ascending, with the index (int32) of the first of each, the indices that
 * make `x` of them again, and their counts. Every NaN counts as distinct; of -0 and 0 the first stands for both. Waits
 * for the device: shapes depend on values.
 *
 * @example
 * const { values, counts } = xp.unique_all(xp.asarray([3, 1, 3]));
 */
export function unique_all(x: NDArray): UniqueAll {
  const fn = 'unique_all';
  return runsOf(fn, x, true, (runs) => ({
    values: valuesOf(fn, runs),
    indices: get(runs.order!, [runs.starts], fn),
    inverse_indices: inverseOf(fn, runs, x),
    counts: countsOf(runs),
  }));
}
/**
 * The distinct elements of the flattened array and how often (int32) each is there, as {@link unique_all} tells them
 * apart. Waits for the device.
 *
 * @example
 * const { values, counts } = xp.unique_counts(xp.asarray([3, 1, 3]));
 */
export function unique_counts(x: NDArray): Pick<UniqueAll, 'values' | 'counts'> {
  const fn = 'unique_counts';
  return runsOf(fn, x, false, (runs) => ({ values: valuesOf(fn, runs), counts: countsOf(runs) }));
}
/**
 * The distinct elements of the flattened array and the indices (int32) that make `x` of them, as {@link unique_all}
 * tells them apart. Waits for the device.
 *
 * @example
 * const { values, inverse_indices } = xp.unique_inverse(xp.asarray([5, 3, 5]));
 * xp.take(values, inverse_indices).tolist(); // [5, 3, 5]
 */
export function unique_inverse(x: NDArray): Pick<UniqueAll, 'values' | 'inverse_indices'> {
  const fn = 'unique_inverse';
  return runsOf(fn, x, true, (runs) => ({
    values: valuesOf(fn, runs),
    inverse_indices: inverseOf(fn, runs, x),
  }));
}
/**
 * The distinct elements of the flattened array, ascending, as {@link unique_all} tells them apart. Waits for the device.
 *
 * @example
 * xp.unique_values(xp.asarray([3, 1, 3])) // [1, 3]
 */
export function unique_values(x: NDArray): NDArray {
  const fn = 'unique_values';
  return runsOf(fn, x, false, (runs) => valuesOf(fn, runs));
}

/**
 * Whether (bool) each element of `x1` equals one of `x2`; with `invert`, whether it equals none. One of them may be a
 * scalar, any dtypes that promote are compared. NaN is in nothing.
 *
 * @example
 * xp.isin(xp.asarray([1, 2, 3]), xp.asarray([3, 1])) // [true, false, true]
 */
export function isin(x1: NDArray | Scalar, x2: NDArray | Scalar, options?: { invert?: boolean }): NDArray {
  const fn = 'isin';
  const casts = new Casts();
  const first = isScalar(x1) ? scalarBeside(fn, 'x1', x1, checkArray(fn, 'x2', x2)) : checkArray(fn, 'x1', x1);
  const second = isScalar(x2) ? scalarBeside(fn, 'x2', x2, first) : checkArray(fn, 'x2', x2);
  const o = checkOptions(fn, options, ['invert']);
  const invert = booleanOption(fn, 'invert', o.invert, false);
  checkSameDevice(fn, first, second);
  const dtype = promoted(nativeDType(first), nativeDType(second));
  if (dtype === undefined) throw noPromotion(fn, nativeDType(first), nativeDType(second));
  const device = first._device;
  const n = second.size;
  if (n > 2 ** 31 - 1) throw rangeError(fn, 'x2', 'fewer than 2^31 elements', n);
  if (n === 0) {
    const none = allocate(fn, bool, first.shape, device);
    fillInto(fn, none, invert);
    return none;
  }
  const [wanted, given] = [casts.to(fn, first, dtype), casts.to(fn, second, dtype)];
  const line = reshapeTo(fn, given, [n])!;
  const edges = allocate(fn, dtype, [n], device);
  callAlong(fn, edges, line, 0, 0, 'sort');
  const place = allocate(fn, int32, wanted.shape, device);
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = 0;
  for (const x of [place, edges, wanted]) at = putArray(a, at, x);
  check(fn, device, device.addon.searchSorted());
  const inside = binary(opRow('binary', 'minimum'), place, n - 1);
  const nearest = get(edges, [inside], fn);
  const out = binary(opRow('binary', invert ? 'not_equal' : 'equal'), nearest, wanted);
  for (const temporary of [line, edges, place, inside, nearest]) temporary.dispose();
  for (const made of [first, second]) if (made !== x1 && made !== x2) made.dispose();
  casts.release();
  return out;
}

function scalarBeside(fn: string, name: string, value: Scalar, x: NDArray): NDArray {
  const dtype = besideScalar(nativeDType(x), value);
  checkScalar(fn, name, value, dtype);
  const out = allocate(fn, dtype, [], x._device);
  fillInto(fn, out, value);
  return out;
}
