/** The standard's statistical functions: reductions over axes and running sums. */
import { allocate, componentsOf, nativeDType, viewOf, type NDArray } from '../core/array';
import { callAlong, narrowed, reduce } from '../core/along';
import { Casts, binary, check, fillInto, refused, unary } from '../core/call';
import { checkArray, checkDType, masks } from '../core/check';
import { dtypeOption, type DType, type NativeDType } from '../core/dtype';
import { booleanOption, checkOptions } from '../core/options';
import { begin, putArray, putImmediate } from '../core/pack';
import { accumulator } from '../core/promotion';
import { normalizeAxes, normalizeAxis } from '../core/shape';
import { rangeError } from '../errors';
import { opRow } from '../native/tables';

/** Which axes go away (all when left out), and whether they stay as axes of one element. */
export interface AxisOptions {
  /** The axis or axes that are reduced; default (null) all. */
  axis?: number | readonly number[] | null;
  /** Keep the reduced axes, with length 1; default false. */
  keepdims?: boolean;
}

function reduction(
  fn: 'sum' | 'prod' | 'max' | 'min',
  x: unknown,
  options: (AxisOptions & { dtype?: DType | null }) | undefined,
  known: readonly string[],
): NDArray {
  const array = checkArray(fn, 'x', x);
  const o = checkOptions(fn, options, known);
  const axes = normalizeAxes(fn, o.axis, array.ndim);
  const keepdims = booleanOption(fn, 'keepdims', o.keepdims, false);
  const dtype = dtypeOption(fn, o.dtype, undefined);
  if (dtype !== undefined) checkSumDType(fn, nativeDType(array), dtype);
  if ((fn === 'max' || fn === 'min') && axes.some((i) => array.shape[i] === 0))
    throw rangeError(fn, 'x', 'at least one element along the axis', array.shape);
  return reduce('reduce', opRow('reduce', fn), array, axes, keepdims, dtype);
}

function checkSumDType(fn: string, from: NativeDType, to: NativeDType): void {
  if (to.kind === 'bool' || (from.complex && !to.complex))
    throw new TypeError(`${fn}: expected a dtype that ${from.name} can be summed in for dtype, got ${to.name}`);
}

/**
 * Sums over `axis`. int8 and int16 are summed in int32, uint8 and uint16 in uint32, other dtypes in themselves (int32
 * wraps) unless `dtype` says otherwise. An empty sum is 0.
 *
 * @example
 * xp.sum(xp.ones([2, 3]), { axis: 0 }); // [2, 2, 2]
 */
export function sum(x: NDArray, options?: AxisOptions & { dtype?: DType | null }): NDArray {
  return reduction('sum', x, options, ['axis', 'dtype', 'keepdims']);
}
/**
 * Products over `axis`, in the dtype that {@link sum} uses. An empty product is 1.
 *
 * @example
 * xp.prod(xp.asarray([1, 2, 3])); // 6
 */
export function prod(x: NDArray, options?: AxisOptions & { dtype?: DType | null }): NDArray {
  return reduction('prod', x, options, ['axis', 'dtype', 'keepdims']);
}
/**
 * Largest elements over `axis`; NaN where there is one. A RangeError for none.
 *
 * @example
 * xp.max(xp.asarray([[1, 5], [3, 2]]), { axis: 1 }); // [5, 3]
 */
export function max(x: NDArray, options?: AxisOptions): NDArray {
  return reduction('max', x, options, ['axis', 'keepdims']);
}
/**
 * Smallest elements over `axis`; NaN where there is one. A RangeError for none.
 *
 * @example
 * xp.min(xp.asarray([[1, 5], [3, 2]]), { axis: 1 }); // [1, 2]
 */
export function min(x: NDArray, options?: AxisOptions): NDArray {
  return reduction('min', x, options, ['axis', 'keepdims']);
}

function count(x: NDArray, axes: readonly number[]): number {
  return axes.reduce((n, i) => n * x.shape[i]!, 1);
}

function meanOver(x: NDArray, axes: readonly number[], keepdims: boolean): NDArray {
  const total = reduce('reduce', opRow('reduce', 'sum'), x, axes, keepdims);
  const n = count(x, axes);
  const mean = nativeDType(x).complex ? quotient(total, n) : binary(opRow('binary', 'divide'), total, n);
  total.dispose();
  return mean;
}

// Component by component, so that a NaN in one leaves the other alone.
function quotient(x: NDArray, n: number): NDArray {
  const out = allocate('mean', nativeDType(x), x.shape, x._device);
  const [from, to] = [componentsOf(x), componentsOf(out)];
  const device = x._device;
  let at = begin(device);
  device.buffer.f64[at++] = opRow('binary', 'divide').code;
  for (const part of [to, from]) at = putArray(device.buffer.f64, at, part);
  putImmediate(device.buffer, at, nativeDType(from), n, from.shape);
  check('mean', device, device.addon.binary());
  for (const part of [to, from]) part.dispose();
  return out;
}

/**
 * Arithmetic means over `axis` of a floating dtype; NaN of no elements, a NaN component where one is there.
 *
 * @example
 * xp.mean(xp.asarray([1, 2, 3])); // 2
 */
export function mean(x: NDArray, options?: AxisOptions): NDArray {
  const fn = 'mean';
  const array = checkArray(fn, 'x', x);
  checkDType(fn, 'x', array, masks.floating);
  const o = checkOptions(fn, options, ['axis', 'keepdims']);
  const axes = normalizeAxes(fn, o.axis, array.ndim);
  return meanOver(array, axes, booleanOption(fn, 'keepdims', o.keepdims, false));
}

/** How spread is measured: the divisor is the number of elements less `correction`. */
export interface SpreadOptions extends AxisOptions {
  /** The divisor is the number of elements minus this; default 0. */
  correction?: number;
}

function variance(fn: 'var' | 'std', x: unknown, options: SpreadOptions | undefined): NDArray {
  const array = checkArray(fn, 'x', x);
  checkDType(fn, 'x', array, masks.float);
  const o = checkOptions(fn, options, ['axis', 'correction', 'keepdims']);
  const correction = o.correction ?? 0;
  if (typeof correction !== 'number')
    throw new TypeError(`${fn}: expected a number for correction, got ${typeof correction}`);
  const axes = normalizeAxes(fn, o.axis, array.ndim);
  const keepdims = booleanOption(fn, 'keepdims', o.keepdims, false);
  // Two passes: the mean first, then the squares of what differs from it.
  const centre = meanOver(array, axes, true);
  const away = binary(opRow('binary', 'subtract'), array, centre);
  const squares = unary(opRow('unary', 'square'), away);
  const total = reduce('reduce', opRow('reduce', 'sum'), squares, axes, keepdims);
  const divisor = count(array, axes) - correction;
  const result = binary(opRow('binary', 'divide'), total, divisor > 0 ? divisor : NaN);
  for (const temporary of [centre, away, squares, total]) temporary.dispose();
  return result;
}

/**
 * Variances over `axis` of a real floating dtype: mean squared distances from the mean, with the divisor
 * n - `correction`; NaN where that is not positive.
 *
 * @example
 * xp.var(xp.asarray([1, 2, 4]), { correction: 1 }); // 2.333333333333333
 */
function var_(x: NDArray, options?: SpreadOptions): NDArray {
  return variance('var', x, options);
}
export { var_ as var };

/**
 * Standard deviations over `axis`: the square roots of {@link var_ | var}.
 *
 * @example
 * xp.std(xp.asarray([1, 2, 4])); // 1.247219128924647
 */
export function std(x: NDArray, options?: SpreadOptions): NDArray {
  const v = variance('std', x, options);
  const root = unary(opRow('unary', 'sqrt'), v);
  v.dispose();
  return root;
}

/** Along which axis (left out: the only one), in which dtype, and whether the empty start is part of the result. */
export interface CumulativeOptions {
  /** Needed unless x has one axis. */
  axis?: number | null;
  /** Default (null): as for `sum`. */
  dtype?: DType | null;
  /** Begin with the neutral element: one element more; default false. */
  include_initial?: boolean;
}

function cumulative(
  fn: 'cumulative_sum' | 'cumulative_prod',
  x: unknown,
  options: CumulativeOptions | undefined,
): NDArray {
  const array = checkArray(fn, 'x', x);
  const o = checkOptions(fn, options, ['axis', 'dtype', 'include_initial']);
  if (array.ndim === 0) throw rangeError(fn, 'x', 'an array of at least 1 axis', array.shape);
  if ((o.axis === undefined || o.axis === null) && array.ndim !== 1)
    throw rangeError(fn, 'axis', 'an axis (it may be left out for 1-d arrays only)', o.axis);
  const axis = normalizeAxis(fn, o.axis ?? 0, array.ndim);
  const initial = booleanOption(fn, 'include_initial', o.include_initial, false);
  const row = opRow('scan', fn);
  const own = nativeDType(array);
  if (!((row.accepts >> own.code) & 1)) throw refused(row, 'x', own);
  const dtype = dtypeOption(fn, o.dtype, undefined);
  if (dtype !== undefined) checkSumDType(fn, own, dtype);
  const casts = new Casts();
  const given = dtype === undefined ? array : casts.to(fn, array, dtype);
  const input = casts.to(fn, given, accumulator(nativeDType(given)));
  const shape = array.shape.map((n, i) => (i === axis && initial ? n + 1 : n));
  const out = allocate(fn, nativeDType(input), shape, array._device);
  let target = out;
  if (initial) {
    const first = viewOf(
      out,
      shape.map((n, i) => (i === axis ? 1 : n)),
      out._strides,
      0,
    );
    fillInto(fn, first, fn === 'cumulative_sum' ? 0 : 1);
    first.dispose();
    target = viewOf(out, array.shape, out._strides, out._strides[axis]!);
  }
  callAlong(fn, target, input, axis, row.code, 'scan');
  if (target !== out) target.dispose();
  casts.release();
  return narrowed(fn, out, dtype);
}

/**
 * Running sums along `axis`, in the dtype that {@link sum} uses; `include_initial` puts a 0 in front.
 *
 * @example
 * xp.cumulative_sum(xp.asarray([1, 2, 3]), { include_initial: true }); // [0, 1, 3, 6]
 */
export function cumulative_sum(x: NDArray, options?: CumulativeOptions): NDArray {
  return cumulative('cumulative_sum', x, options);
}
/**
 * Running products along `axis`, in the dtype that {@link sum} uses; `include_initial` puts a 1 in front.
 *
 * @example
 * xp.cumulative_prod(xp.asarray([1, 2, 3])); // [1, 2, 6]
 */
export function cumulative_prod(x: NDArray, options?: CumulativeOptions): NDArray {
  return cumulative('cumulative_prod', x, options);
}
