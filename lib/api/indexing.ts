/** The standard's indexing functions. Values out of range are known when the result is read: reading throws. */
import { viewOf, isArray, type NDArray } from '../core/array';
import { checkArray, checkSameDevice } from '../core/check';
import { nativeDType } from '../core/array';
import { int32 } from '../core/dtype';
import { fromHost, typedArrayDType } from '../core/convert';
import { get } from '../core/indexing';
import { checkOptions } from '../core/options';
import { normalizeAxis } from '../core/shape';
import { broadcastShape } from '../core/shape';
import { Slice } from '../core/slice';
import { rangeError, typeError } from '../errors';
import type { IndexPart } from '../core/array';
import { arange } from './creation';

/** Indices: an integer array, whole numbers, an integer typed array. */
export type Indices = NDArray | readonly number[] | ArrayBufferView;

function indicesOf(fn: string, x: NDArray, indices: unknown): NDArray {
  if (isArray(indices)) {
    const array = checkArray(fn, 'indices', indices);
    if (!nativeDType(array).integer) throw typeError(fn, 'indices', 'an integer array', array.dtype.name);
    checkSameDevice(fn, x, array);
    return array;
  }
  if (Array.isArray(indices) || (ArrayBuffer.isView(indices) && typedArrayDType(indices)?.integer))
    return fromHost(fn, indices, int32, x._device, 'indices');
  throw typeError(fn, 'indices', 'an integer array', indices);
}

/**
 * Elements (sub-arrays) along an axis at 1-d `indices`; negative ones count from the end. `axis` may be left out for
 * 1-d arrays.
 *
 * @example
 * xp.take(xp.asarray([10, 20, 30]), [2, 0]); // [30, 10]
 */
export function take(x: NDArray, indices: Indices, options?: { axis?: number | null }): NDArray {
  const fn = 'take';
  const array = checkArray(fn, 'x', x);
  const o = checkOptions(fn, options, ['axis']);
  if ((o.axis === undefined || o.axis === null) && array.ndim !== 1)
    throw rangeError(fn, 'axis', 'an axis (it may be left out for 1-d arrays only)', o.axis);
  const axis = normalizeAxis(fn, o.axis ?? 0, array.ndim);
  const index: IndexPart[] = array.shape.map((_, i) => (i === axis ? 0 : whole));
  index[axis] = Array.isArray(indices) && indices.length > 0 ? (indices as number[]) : indicesOf(fn, array, indices);
  return get(array, index, fn);
}

const whole = new Slice(null, null, null);

/**
 * Elements along an axis, each at its own index: `indices` has as many axes as `x` and broadcasts with it elsewhere.
 *
 * @example
 * const x = xp.asarray([[3, 1], [2, 4]]);
 * xp.take_along_axis(x, xp.argsort(x, { axis: 0 }), { axis: 0 }).tolist(); // [[2, 1], [3, 4]]
 */
export function take_along_axis(x: NDArray, indices: NDArray, options?: { axis?: number }): NDArray {
  const fn = 'take_along_axis';
  const array = checkArray(fn, 'x', x);
  const at = indicesOf(fn, array, indices);
  const o = checkOptions(fn, options, ['axis']);
  if (at.ndim !== array.ndim) throw rangeError(fn, 'indices', `an array of ${array.ndim} axes`, at.shape);
  const axis = normalizeAxis(fn, o.axis ?? -1, array.ndim);
  const others = (shape: readonly number[]): number[] => shape.map((n, i) => (i === axis ? 1 : n));
  const common = broadcastShape(fn, others(array.shape), others(at.shape));
  // Every other axis is indexed by its own numbers, standing across the others; one of one element by 0.
  const made: NDArray[] = [];
  const index = array.shape.map((n, i) => {
    if (i === axis) return at;
    const line = arange(n === 1 ? 1 : common[i]!, { device: array.device });
    const across = viewOf(
      line,
      common.map((_, j) => (j === i ? line.shape[0]! : 1)),
      common.map((_, j) => (j === i ? 1 : 0)),
      0,
    );
    made.push(line, across);
    return across;
  });
  const out = get(array, index, fn);
  for (const temporary of made) temporary.dispose();
  return out;
}
