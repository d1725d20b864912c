/** The standard's sorting functions. All sorts are stable; NaN goes last. */
import { allocate, nativeDType, type NDArray } from '../core/array';
import { callAlong } from '../core/along';
import { checkArray, checkDType, masks } from '../core/check';
import { int32, type NativeDType } from '../core/dtype';
import { booleanOption, checkOptions } from '../core/options';
import { normalizeAxis } from '../core/shape';
import { rangeError } from '../errors';

/** Along which axis (default the last), in which direction. `stable` is accepted: every sort here is. */
export interface SortOptions {
  /** Default -1, the last. */
  axis?: number;
  /** Largest first; default false. */
  descending?: boolean;
  /** Equal elements keep their order; default true (and always so here). */
  stable?: boolean;
}

function sorted(fn: 'sort' | 'argsort', x: unknown, options: SortOptions | undefined): NDArray {
  const array = checkArray(fn, 'x', x);
  checkDType(fn, 'x', array, masks.real);
  const o = checkOptions(fn, options, ['axis', 'descending', 'stable']);
  if (array.ndim === 0) throw rangeError(fn, 'x', 'an array of at least 1 axis', array.shape);
  const axis = normalizeAxis(fn, o.axis ?? -1, array.ndim);
  const descending = booleanOption(fn, 'descending', o.descending, false);
  booleanOption(fn, 'stable', o.stable, true);
  const dtype: NativeDType = fn === 'sort' ? nativeDType(array) : int32;
  if (fn === 'argsort' && array.shape[axis]! > 2 ** 31)
    throw rangeError(fn, 'x', 'at most 2^31 elements along the axis (indices are int32)', array.shape[axis]);
  const out = allocate(fn, dtype, array.shape, array._device);
  callAlong(fn, out, array, axis, descending ? 1 : 0, fn);
  return out;
}

/**
 * A sorted copy along `axis`.
 *
 * @example
 * xp.sort(xp.asarray([3, 1, 2]), { descending: true }); // [3, 2, 1]
 */
export function sort(x: NDArray, options?: SortOptions): NDArray {
  return sorted('sort', x, options);
}
/**
 * The indices (int32) that sort along `axis`.
 *
 * @example
 * xp.argsort(xp.asarray([3, 1, 2])); // [1, 2, 0]
 */
export function argsort(x: NDArray, options?: SortOptions): NDArray {
  return sorted('argsort', x, options);
}
