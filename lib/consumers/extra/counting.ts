// one_hot, bincount, segment_sum: whole numbers as classes.
import { rangeError, typeError } from '../../errors';
import {
  checkOptions,
  scope,
  wholeNumber,
  type AnyArray,
  type ArrayInput,
  type ArrayOf,
  type DType,
} from '../../standard';
import { numberNow } from '../values';
import { arrayOf, axisOf, atLeast, home, indexArray, widened, type ArrayOfBoth, type Space } from './arguments';
import { sumOfSegments } from './segments';

/**
 * Ones at the classes that `x` names, zeros elsewhere; mirrors `array_api_extra.one_hot` and `jax.nn.one_hot`.
 *
 * @param x Whole numbers of any shape: an integer array, an integer typed array or a list. One outside of
 * `[0, num_classes)` gives zeros only.
 * @param options `dtype`: default the namespace's real floating one; `axis`: where the result has the classes,
 * default -1.
 * @throws TypeError when x is not of integers; RangeError for an axis out of range.
 * @example
 * extra.one_hot([2, 0], 3).tolist(); // [[0, 0, 1], [1, 0, 0]]
 */
export function one_hot<X extends ArrayInput>(
  x: X,
  num_classes: number,
  options?: { dtype?: DType | null; axis?: number },
): ArrayOf<X> {
  const fn = 'one_hot';
  const o = checkOptions(fn, options, ['dtype', 'axis']);
  const classes = wholeNumber(fn, 'num_classes', num_classes, 0);
  const { xp } = home(x);
  return scope(xp, () => {
    const index = widened(xp, indexArray(fn, 'x', xp, x));
    const { device, dtype: integer, ndim } = index;
    const axis = axisOf(fn, 'axis', ndim + 1, o.axis ?? -1);
    const shape = Array.from({ length: ndim + 1 }, (_, k) => (k === axis ? classes : 1));
    const names = xp.reshape(xp.arange(classes, { dtype: integer, device }), shape);
    const dtype = o.dtype ?? xp.__array_namespace_info__().default_dtypes({ device })['real floating'];
    return xp.astype(xp.equal(xp.expand_dims(index, axis), names), dtype);
  }) as ArrayOf<X>;
}

/** Options of {@link bincount}. */
export interface BincountOptions {
  /** What each element counts for, of x's shape; the sums are float64. */
  weights?: ArrayInput | null;
  /** The least length of the result; default 0. */
  minlength?: number;
}

/**
 * How often each whole number occurs; mirrors `numpy.bincount`. It waits for the values.
 *
 * @param x One axis of whole numbers >= 0: an integer array, an integer typed array or a list.
 * @returns `[max(x) + 1]` or longer: counts of the default integer dtype, or with `weights` the sums (float64) of the
 * weights at each number.
 * @throws RangeError for a negative number, another number of axes or weights of another shape.
 * @example
 * extra.bincount([1, 3, 1]).tolist(); // [0, 2, 0, 1]
 * extra.bincount([1, 3, 1], { weights: [0.5, 2, 0.25] }).tolist(); // [0, 0.75, 0, 2]
 */
export function bincount<X extends ArrayInput>(x: X, options?: BincountOptions): ArrayOf<X> {
  const fn = 'bincount';
  const o = checkOptions(fn, options, ['weights', 'minlength']);
  const minlength = wholeNumber(fn, 'minlength', o.minlength ?? 0, 0);
  const { xp, device } = home(x, o.weights);
  return scope(xp, () => {
    const ids = vector(fn, 'x', widened(xp, indexArray(fn, 'x', xp, x, device)));
    const count = Math.max(minlength, ids.size === 0 ? 0 : largest(fn, xp, ids) + 1);
    if (o.weights === null || o.weights === undefined) {
      const bounds = boundaries(xp, xp.sort(ids), count);
      const integer = xp.__array_namespace_info__().default_dtypes({ device: ids.device }).integral;
      return xp.astype(xp.diff(bounds), integer, { copy: false });
    }
    const weights = arrayOf(fn, 'weights', xp, o.weights, ids.device);
    if (xp.isdtype(weights.dtype, 'complex floating'))
      throw typeError(fn, 'weights', 'real numbers', weights.dtype.name);
    if (weights.ndim !== 1 || weights.size !== ids.size) {
      throw rangeError(fn, 'weights', `shape [${ids.size}]`, `[${weights.shape.join(', ')}]`);
    }
    return sumOfSegments(xp, xp.astype(weights, xp.float64, { copy: false }), ids, count);
  }) as ArrayOf<X>;
}

/** Where each number below `count` begins in a sorted vector, and where the last one ends. */
function boundaries(xp: Space, sorted: AnyArray, count: number): AnyArray {
  return xp.searchsorted(sorted, xp.arange(count + 1, { dtype: sorted.dtype, device: sorted.device }));
}

function vector(fn: string, name: string, x: AnyArray): AnyArray {
  if (x.ndim !== 1) throw rangeError(fn, name, 'one axis', `shape [${x.shape.join(', ')}]`);
  return x;
}

function largest(fn: string, xp: Space, ids: AnyArray): number {
  const least = numberNow(xp.min(ids));
  if (least < 0) throw rangeError(fn, 'x', 'whole numbers >= 0', least);
  return numberNow(xp.max(ids));
}

/**
 * The sums of the rows of `data` that have the same number; mirrors `jax.ops.segment_sum`. A row whose number is outside
 * of `[0, num_segments)` is left out, a segment without rows is 0. The order of summation depends on the numbers alone:
 * the same bits each time. It waits for the numbers.
 *
 * @param data `[n, ...]`, numeric; the sums have the dtype of `xp.sum`.
 * @param segment_ids `[n]` whole numbers, in any order.
 * @param options `num_segments`: default (null) the largest number + 1.
 * @returns `[num_segments, ...]`.
 * @throws RangeError when data has no axis or segment_ids another length; TypeError for bool data.
 * @example
 * const data = xp.asarray([[1, 2], [3, 4], [5, 6]]);
 * extra.segment_sum(data, [1, 0, 1], { num_segments: 2 }).tolist(); // [[3, 4], [6, 8]]
 */
export function segment_sum<X extends ArrayInput, Y extends ArrayInput>(
  data: X,
  segment_ids: Y,
  options?: { num_segments?: number | null },
): ArrayOfBoth<X, Y> {
  const fn = 'segment_sum';
  const { num_segments = null } = checkOptions(fn, options, ['num_segments']);
  const given = num_segments === null ? null : wholeNumber(fn, 'num_segments', num_segments, 0);
  const { xp, device } = home(data, segment_ids);
  return scope(xp, () => {
    const rows = atLeast(fn, 'data', arrayOf(fn, 'data', xp, data, device), 1);
    if (rows.dtype === xp.bool) throw typeError(fn, 'data', 'a numeric array', 'bool');
    const ids = widened(xp, indexArray(fn, 'segment_ids', xp, segment_ids, device));
    if (ids.ndim !== 1 || ids.size !== rows.shape[0]) {
      throw rangeError(fn, 'segment_ids', `shape [${rows.shape[0]}]`, `[${ids.shape.join(', ')}]`);
    }
    const count = given ?? (ids.size === 0 ? 0 : Math.max(0, numberNow(xp.max(ids)) + 1));
    const summed = xp.sum(xp.zeros([0], { dtype: rows.dtype, device: rows.device })).dtype;
    return sumOfSegments(xp, xp.astype(rows, summed, { copy: false }), ids, count);
  }) as ArrayOfBoth<X, Y>;
}
