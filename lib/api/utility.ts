/** The standard's utility functions. */
import { viewOf, type NDArray } from '../core/array';
import { reduce } from '../core/along';
import { binary } from '../core/call';
import { checkArray, checkDType, checkSameDevice, masks } from '../core/check';
import { joined } from '../core/join';
import { booleanOption, checkOptions } from '../core/options';
import { integer, normalizeAxes, normalizeAxis } from '../core/shape';
import { rangeError } from '../errors';
import { opRow } from '../native/tables';
import type { AxisOptions } from './statistical';

function truth(fn: 'all' | 'any', x: unknown, options: AxisOptions | undefined): NDArray {
  const array = checkArray(fn, 'x', x);
  const o = checkOptions(fn, options, ['axis', 'keepdims']);
  const axes = normalizeAxes(fn, o.axis, array.ndim);
  return reduce('reduce', opRow('reduce', fn), array, axes, booleanOption(fn, 'keepdims', o.keepdims, false));
}

/**
 * True where every element over `axis` is not 0 (NaN is not); true of none.
 *
 * @example
 * xp.all(xp.asarray([true, false])); // false
 */
export function all(x: NDArray, options?: AxisOptions): NDArray {
  return truth('all', x, options);
}
/**
 * True where an element over `axis` is not 0 (NaN is not); false of none.
 *
 * @example
 * xp.any(xp.asarray([true, false])); // true
 */
export function any(x: NDArray, options?: AxisOptions): NDArray {
  return truth('any', x, options);
}

/**
 * Differences of neighbours along `axis`, taken `n` times; `prepend` and `append` are joined on first.
 *
 * @example
 * xp.diff(xp.asarray([1, 4, 9])); // [3, 5]
 */
export function diff(
  x: NDArray,
  options?: { axis?: number; n?: number; prepend?: NDArray | null; append?: NDArray | null },
): NDArray {
  const fn = 'diff';
  const array = checkArray(fn, 'x', x);
  checkDType(fn, 'x', array, masks.numeric);
  const o = checkOptions(fn, options, ['axis', 'n', 'prepend', 'append']);
  if (array.ndim === 0) throw rangeError(fn, 'x', 'an array of at least 1 axis', array.shape);
  const axis = normalizeAxis(fn, o.axis ?? -1, array.ndim);
  const times = integer(fn, 'n', o.n ?? 1);
  if (times < 0) throw rangeError(fn, 'n', 'a number of at least 0', o.n);
  const end = (name: 'prepend' | 'append'): NDArray[] => {
    if (o[name] === undefined || o[name] === null) return [];
    const given = checkArray(fn, name, o[name]);
    checkSameDevice(fn, array, given);
    return [given];
  };
  const ends = [...end('prepend'), array, ...end('append')];
  let current = ends.length > 1 ? joined(fn, ends, axis) : array;
  // Of nothing there are no differences, however often they are asked for.
  for (let i = 0; i < times && current.shape[axis]! > 0; i++) {
    const next = neighbours(current, axis);
    if (current !== array) current.dispose();
    current = next;
  }
  return current === array ? viewOf(array, array.shape, array._strides, array._offset) : current;
}

function neighbours(x: NDArray, axis: number): NDArray {
  const n = Math.max(0, x.shape[axis]! - 1);
  const shape = x.shape.map((m, i) => (i === axis ? n : m));
  const low = viewOf(x, shape, x._strides, x._offset);
  const high = viewOf(x, shape, x._strides, n > 0 ? x._offset + x._strides[axis]! : x._offset);
  const out = binary(opRow('binary', 'subtract'), high, low);
  low.dispose();
  high.dispose();
  return out;
}
