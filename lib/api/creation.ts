/** The standard's creation functions, but for those of creation_from_data.ts. JavaScript's values are copied at the call. */
import { allocate, deviceOption, isArray, nativeDType, viewOf, type NDArray } from '../core/array';
import { binary, check, copyInto, fillInto } from '../core/call';
import { checkArray, checkSameDevice } from '../core/check';
import {
  bool,
  complex128,
  dtypeOption,
  float32,
  float64,
  int32,
  int64,
  type Complex,
  type NativeDType,
  type Scalar,
} from '../core/dtype';
import { booleanOption, checkOptions, isComplexScalar, isOptions } from '../core/options';
import { begin, putArray, putBroadcast, putImmediate, putScalar } from '../core/pack';
import { checkScalar, isScalar, scalarDType } from '../core/scalar';
import { checkShape, integer } from '../core/shape';
import { rangeError, typeError } from '../errors';
import type { NativeDevice } from '../native/registry';
import { opRow } from '../native/tables';
import type { CreationOptions } from './creation_from_data';

const creation = ['dtype', 'device'] as const;

function blank(fn: string, shape: unknown, options: CreationOptions | undefined): NDArray {
  const o = checkOptions(fn, options, creation);
  const extents = checkShape(fn, shape);
  return allocate(fn, dtypeOption(fn, o.dtype, float64), extents, deviceOption(fn, o.device));
}

function blankLike(fn: string, x: unknown, options: CreationOptions | undefined): NDArray {
  const array = checkArray(fn, 'x', x);
  const o = checkOptions(fn, options, creation);
  return allocate(
    fn,
    dtypeOption(fn, o.dtype, nativeDType(array)),
    array.shape,
    deviceOption(fn, o.device, array._device),
  );
}

function filled(fn: string, out: NDArray, value: Scalar): NDArray {
  fillInto(fn, out, value);
  return out;
}

const one = (x: NDArray): Scalar => (x.dtype === bool ? true : 1);
const zero = (x: NDArray): Scalar => (x.dtype === bool ? false : 0);

/**
 * An array whose elements have no particular value.
 *
 * @example
 * xp.empty([2, 3], { dtype: xp.float32 })
 */
export function empty(shape: number | readonly number[], options?: CreationOptions): NDArray {
  return blank('empty', shape, options);
}
/**
 * An array of the shape, dtype and device of `x`, with elements of no particular value.
 *
 * @example
 * xp.empty_like(xp.asarray([1, 2]))
 */
export function empty_like(x: NDArray, options?: CreationOptions): NDArray {
  return blankLike('empty_like', x, options);
}
/**
 * Zeros.
 *
 * @example
 * xp.zeros([2, 3]); // [[0, 0, 0], [0, 0, 0]]
 */
export function zeros(shape: number | readonly number[], options?: CreationOptions): NDArray {
  const out = blank('zeros', shape, options);
  return filled('zeros', out, zero(out));
}
/**
 * Zeros of the shape, dtype and device of `x`.
 *
 * @example
 * xp.zeros_like(xp.asarray([1, 2])); // [0, 0]
 */
export function zeros_like(x: NDArray, options?: CreationOptions): NDArray {
  const out = blankLike('zeros_like', x, options);
  return filled('zeros_like', out, zero(out));
}
/**
 * Ones.
 *
 * @example
 * xp.ones([2, 3], { dtype: xp.int32 }); // [[1, 1, 1], [1, 1, 1]]
 */
export function ones(shape: number | readonly number[], options?: CreationOptions): NDArray {
  const out = blank('ones', shape, options);
  return filled('ones', out, one(out));
}
/**
 * Ones of the shape, dtype and device of `x`.
 *
 * @example
 * xp.ones_like(xp.asarray([1, 2])); // [1, 1]
 */
export function ones_like(x: NDArray, options?: CreationOptions): NDArray {
  const out = blankLike('ones_like', x, options);
  return filled('ones_like', out, one(out));
}

/**
 * An array of one value. The dtype, when left out, is the value's: number float64, boolean bool, bigint int64,
 * `{ re, im }` complex128.
 *
 * @example
 * xp.full([2, 3], 7, { dtype: xp.float32 }); // [[7, 7, 7], [7, 7, 7]]
 */
export function full(shape: number | readonly number[], fill_value: Scalar, options?: CreationOptions): NDArray {
  const fn = 'full';
  const o = checkOptions(fn, options, creation);
  if (!isScalar(fill_value)) throw typeError(fn, 'fill_value', 'a scalar', fill_value);
  const dtype = dtypeOption(fn, o.dtype, scalarDType(fill_value));
  const value = fitted(fn, fill_value, dtype);
  return filled(fn, allocate(fn, dtype, checkShape(fn, shape), deviceOption(fn, o.device)), value);
}
/**
 * An array of one value with the shape, dtype and device of `x`.
 *
 * @example
 * xp.full_like(xp.asarray([1, 2]), 5); // [5, 5]
 */
export function full_like(x: NDArray, fill_value: Scalar, options?: CreationOptions): NDArray {
  const fn = 'full_like';
  if (!isScalar(fill_value)) throw typeError(fn, 'fill_value', 'a scalar', fill_value);
  const out = blankLike(fn, x, options);
  return filled(fn, out, fitted(fn, fill_value, nativeDType(out)));
}

// With a dtype asked for, a boolean counts as 0 or 1, and a bigint fills floating dtypes too.
function fitted(fn: string, value: Scalar, dtype: NativeDType): Scalar {
  let v = value;
  if (typeof v === 'boolean' && dtype !== bool) v = Number(v);
  if (typeof v === 'bigint' && !dtype.integer && dtype !== bool) v = Number(v);
  checkScalar(fn, 'fill_value', v, dtype);
  return v;
}

function real(fn: string, name: string, value: unknown): number {
  const n = typeof value === 'bigint' ? Number(value) : value;
  if (typeof n !== 'number') throw typeError(fn, name, 'a number', value);
  return n;
}

/**
 * Evenly spaced values from `start` (0 when `stop` is left out) up to, not including, `stop`. int32 when all three are
 * whole numbers, else float64; int64 for bigints.
 *
 * @example
 * xp.arange(5) // [0, 1, 2, 3, 4], int32
 */
export function arange(
  start: number | bigint,
  stop?: number | bigint | CreationOptions | null,
  step?: number | bigint | CreationOptions | null,
  options?: CreationOptions,
): NDArray {
  const fn = 'arange';
  const given: unknown[] = [start, stop, step];
  const place = given.findIndex((v, i) => i > 0 && isOptions(v));
  const o = checkOptions(fn, place > 0 ? (given[place] as CreationOptions) : options, creation);
  if (place > 0) given.fill(undefined, place);
  const [a, b, c] = given.map((v) => (v === null ? undefined : v));
  const first = b === undefined ? 0 : real(fn, 'start', a);
  const end = b === undefined ? real(fn, 'start', a) : real(fn, 'stop', b);
  const by = c === undefined ? 1 : real(fn, 'step', c);
  if (by === 0 || !Number.isFinite(by)) throw rangeError(fn, 'step', 'a finite number other than 0', by);
  if (!Number.isFinite(first)) throw rangeError(fn, 'start', 'a finite number', first);
  if (!Number.isFinite(end)) throw rangeError(fn, 'stop', 'a finite number', end);
  const whole = [first, end, by].every(Number.isInteger);
  const big = given.some((v) => typeof v === 'bigint');
  const dtype = dtypeOption(fn, o.dtype, big ? int64 : whole ? int32 : float64);
  if (dtype === bool || dtype.complex) throw typeError(fn, 'dtype', 'a real numeric dtype', dtype.name);
  const device = deviceOption(fn, o.device);
  if (big && whole && dtype.integer) {
    // Beyond 2^53 numbers would be off.
    const [from, to, step] = (b === undefined ? [0, a, c ?? 1] : [a, b, c ?? 1]).map((v) => BigInt(v as number));
    return exactRange(fn, dtype, from!, to!, step!, device);
  }
  const length = Math.max(0, Math.ceil((end - first) / by));
  if (!Number.isSafeInteger(length)) throw rangeError(fn, 'stop', 'finite bounds', end);
  const out = allocate(fn, dtype, [length], device);
  if (dtype.integer) {
    const integers = [first, by].map((v) => Math.trunc(v));
    const last = integers[0]! + Math.max(0, length - 1) * integers[1]!;
    if (length > 0) for (const v of [integers[0]!, last]) checkScalar(fn, 'stop', v, dtype);
    return ranged(fn, out, integers[0]!, integers[1]!);
  }
  return ranged(fn, out, first, by);
}

function exactRange(
  fn: string,
  dtype: NativeDType,
  from: bigint,
  to: bigint,
  step: bigint,
  device: NativeDevice,
): NDArray {
  const span = step > 0n ? to - from + step - 1n : from - to - step - 1n;
  const length = Number(span > 0n ? span / (step > 0n ? step : -step) : 0n);
  if (!Number.isSafeInteger(length)) throw rangeError(fn, 'stop', 'closer bounds', to);
  if (length > 0) for (const v of [from, from + BigInt(length - 1) * step]) checkScalar(fn, 'stop', v, dtype);
  const value = (v: bigint): Scalar => (dtype.big ? v : Number(v));
  return ranged(fn, allocate(fn, dtype, [length], device), length > 0 ? value(from) : value(0n), wrap(step, dtype));
}

function ranged(fn: string, out: NDArray, start: Scalar, step: Scalar): NDArray {
  const device = out._device;
  const dtype = nativeDType(out) === float32 ? float64 : nativeDType(out);
  // Steps wrap in the integer dtypes: -1 as uint8 is 255.
  const wrapped = typeof step === 'number' && dtype.integer ? wrap(step, dtype) : step;
  let at = begin(device);
  at = putScalar(device.buffer, at, dtype, start);
  at = putScalar(device.buffer, at, dtype, wrapped);
  putArray(device.buffer.f64, at, out);
  check(fn, device, device.addon.range());
  return out;
}

function wrap(step: number | bigint, dtype: NativeDType): Scalar {
  const bits = dtype.itemsize * 8;
  const big = dtype.kind === 'signed integer' ? BigInt.asIntN(bits, BigInt(step)) : BigInt.asUintN(bits, BigInt(step));
  return dtype.big ? big : Number(big);
}

/**
 * `num` evenly spaced values from `start` to `stop`, which is the last one unless `endpoint` is false.
 *
 * @example
 * xp.linspace(0, 1, 5); // [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace(
  start: number | Complex,
  stop: number | Complex,
  num: number,
  options?: CreationOptions & { endpoint?: boolean },
): NDArray {
  const fn = 'linspace';
  const o = checkOptions(fn, options, ['dtype', 'device', 'endpoint']);
  const endpoint = booleanOption(fn, 'endpoint', o.endpoint, true);
  const n = integer(fn, 'num', num);
  if (n < 0) throw rangeError(fn, 'num', 'a number of at least 0', num);
  const complex = isComplexScalar(start) || isComplexScalar(stop);
  const dtype = dtypeOption(fn, o.dtype, complex ? complex128 : float64);
  if (dtype.kind !== 'real floating' && !dtype.complex) throw typeError(fn, 'dtype', 'a floating dtype', dtype.name);
  if (complex && !dtype.complex) throw typeError(fn, 'dtype', 'a complex dtype for complex ends', dtype.name);
  const parts = (v: unknown, name: string): Complex => (isComplexScalar(v) ? v : { re: real(fn, name, v), im: 0 });
  const [a, b] = [parts(start, 'start'), parts(stop, 'stop')];
  const steps = endpoint ? n - 1 : n;
  const by = (from: number, to: number): number => (steps > 0 ? (to - from) / steps : Number.NaN);
  const step = { re: by(a.re, b.re), im: by(a.im, b.im) };
  const out = allocate(fn, dtype, [n], deviceOption(fn, o.device));
  if (n === 1) return filled(fn, out, dtype.complex ? a : a.re);
  ranged(fn, out, dtype.complex ? a : a.re, dtype.complex ? step : step.re);
  if (endpoint && n > 1) {
    const last = viewOf(out, [], [], n - 1);
    fillInto(fn, last, dtype.complex ? b : b.re);
    last.dispose();
  }
  return out;
}

/**
 * Ones on the k-th diagonal of an `n_rows` × `n_cols` array of zeros.
 *
 * @example
 * xp.eye(3); // [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
 */
export function eye(
  n_rows: number,
  n_cols?: number | (CreationOptions & { k?: number }) | null,
  options?: CreationOptions & { k?: number },
): NDArray {
  const fn = 'eye';
  const inPlace = isOptions(n_cols);
  const o = checkOptions(fn, inPlace ? n_cols : options, ['k', 'dtype', 'device']);
  const rows = checkShape(fn, n_rows, 'n_rows')[0]!;
  const cols = inPlace || n_cols === undefined || n_cols === null ? rows : checkShape(fn, n_cols, 'n_cols')[0]!;
  const k = o.k === undefined ? 0 : integer(fn, 'k', o.k);
  const dtype = dtypeOption(fn, o.dtype, float64);
  const out = allocate(fn, dtype, [rows, cols], deviceOption(fn, o.device));
  fillInto(fn, out, zero(out));
  const length = Math.max(0, k >= 0 ? Math.min(rows, cols - k) : Math.min(rows + k, cols));
  if (length > 0) {
    const diagonal = viewOf(out, [length], [cols + 1], k >= 0 ? k : -k * cols);
    fillInto(fn, diagonal, one(out));
    diagonal.dispose();
  }
  return out;
}

/**
 * Coordinate arrays of a grid from 1-d arrays; `indexing` 'xy' (default) swaps the first two axes, 'ij' does not.
 *
 * @example
 * const [x, y] = xp.meshgrid(xp.arange(3), xp.arange(2));
 */
export function meshgrid(...arrays: (NDArray | { indexing?: 'xy' | 'ij' })[]): NDArray[] {
  const fn = 'meshgrid';
  const last = arrays.at(-1);
  const inOptions = last !== undefined && !isArray(last);
  const o = checkOptions(fn, inOptions ? last : undefined, ['indexing']);
  const indexing = o.indexing ?? 'xy';
  if (indexing !== 'xy' && indexing !== 'ij') throw rangeError(fn, 'indexing', "'xy' or 'ij'", indexing);
  const inputs = (inOptions ? arrays.slice(0, -1) : arrays).map((x, i) => checkArray(fn, `arrays[${i}]`, x));
  for (const x of inputs) {
    if (x.ndim > 1) throw rangeError(fn, 'arrays', '0-d or 1-d arrays', x.shape);
    if (x.dtype !== inputs[0]!.dtype) throw typeError(fn, 'arrays', 'arrays of one dtype', x.dtype.name);
    checkSameDevice(fn, inputs[0]!, x);
  }
  const axis = (i: number): number => (indexing === 'xy' && inputs.length > 1 && i < 2 ? 1 - i : i);
  const shape = new Array<number>(inputs.length);
  inputs.forEach((x, i) => (shape[axis(i)] = x.size));
  return inputs.map((x, i) => {
    const out = allocate(fn, nativeDType(x), shape, x._device);
    const line = viewOf(
      x,
      shape.map((n, j) => (j === axis(i) ? n : 1)),
      shape.map((_, j) => (j === axis(i) ? (x._strides[0] ?? 0) : 0)),
      x._offset,
    );
    copyInto(fn, out, line);
    line.dispose();
    return out;
  });
}

function triangle(fn: 'tril' | 'triu', x: unknown, options: { k?: number } | undefined): NDArray {
  const array = checkArray(fn, 'x', x);
  const o = checkOptions(fn, options, ['k']);
  const k = o.k === undefined ? 0 : integer(fn, 'k', o.k);
  if (array.ndim < 2) throw rangeError(fn, 'x', 'an array of at least 2 axes', array.shape);
  const [rows, cols] = array.shape.slice(-2) as [number, number];
  const out = allocate(fn, nativeDType(array), array.shape, array._device);
  const device = array._device;
  // The kept entries of row i are the columns j with j - i ≤ k (tril) or ≥ k (triu).
  const i = ranged(fn, allocate(fn, int64, [rows, 1], device), BigInt(k), 1n);
  const j = ranged(fn, allocate(fn, int64, [1, cols], device), 0n, 1n);
  const keep = binary(opRow('binary', fn === 'tril' ? 'less_equal' : 'greater_equal'), j, i);
  const a = device.buffer.f64;
  let at = begin(device);
  at = putArray(a, at, out);
  at = putBroadcast(a, at, keep, out.shape);
  at = putArray(a, at, array);
  putImmediate(device.buffer, at, nativeDType(array), zero(array), array.shape);
  check(fn, device, device.addon.where());
  for (const temporary of [i, j, keep]) temporary.dispose();
  return out;
}

/**
 * The lower triangles of a stack of matrices: entries above the k-th diagonal are 0.
 *
 * @example
 * xp.tril(xp.ones([3, 3])); // [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
 */
export function tril(x: NDArray, options?: { k?: number }): NDArray {
  return triangle('tril', x, options);
}
/**
 * The upper triangles of a stack of matrices: entries below the k-th diagonal are 0.
 *
 * @example
 * xp.triu(xp.ones([3, 3]), { k: 1 }); // [[0, 1, 1], [0, 0, 1], [0, 0, 0]]
 */
export function triu(x: NDArray, options?: { k?: number }): NDArray {
  return triangle('triu', x, options);
}
