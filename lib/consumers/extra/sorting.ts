// partition, argpartition.
import { rangeError, typeError } from '../../errors';
import { checkOptions, type AnyArray, type ArrayInput, type ArrayOf } from '../../standard';
import { atLeast, axisOf, withArrays, type Space } from './arguments';

/** Options of {@link partition} and {@link argpartition}. */
export interface PartitionOptions {
  /** The axis to work along; default -1. Null: of the flattened array. */
  axis?: number | null;
}

/**
 * A copy in which each element at a place of `kth` is the one that sorting would put there, smaller ones before it and
 * larger ones behind; mirrors `numpy.partition` and `array_api_extra.partition`. The order within the parts is not
 * promised by those; here the whole line is sorted, which GPUs do as fast. NaN goes last.
 *
 * @param x At least one axis; a real dtype.
 * @param kth One place or several, negative ones counted from the end.
 * @throws RangeError for a place or an axis out of range.
 * @example
 * extra.partition(xp.asarray([7, 1, 5, 3]), 1).get(1).item(); // 3
 */
export function partition<X extends ArrayInput>(
  x: X,
  kth: number | readonly number[],
  options?: PartitionOptions,
): ArrayOf<X> {
  return parted('partition', x, kth, options, (xp, a, axis) => xp.sort(a, { axis })) as ArrayOf<X>;
}

/**
 * The indices of {@link partition}: `xp.take_along_axis(x, argpartition(x, kth))` is partitioned; mirrors
 * `numpy.argpartition` and `array_api_extra.argpartition`.
 *
 * @returns Indices of the namespace's index dtype (obol: int32).
 * @throws RangeError for a place or an axis out of range.
 * @example
 * const x = xp.asarray([7, 1, 5, 3]);
 * const two = extra.argpartition(x, 1).get(xp.slice(0, 2)); // where the two smallest are
 */
export function argpartition<X extends ArrayInput>(
  x: X,
  kth: number | readonly number[],
  options?: PartitionOptions,
): ArrayOf<X> {
  return parted('argpartition', x, kth, options, (xp, a, axis) => xp.argsort(a, { axis })) as ArrayOf<X>;
}

function parted(
  fn: string,
  x: ArrayInput,
  kth: number | readonly number[],
  options: PartitionOptions | undefined,
  sorted: (xp: Space, x: AnyArray, axis: number) => AnyArray,
): AnyArray {
  const { axis = -1 } = checkOptions(fn, options, ['axis']);
  if (typeof kth !== 'number' && !Array.isArray(kth))
    throw typeError(fn, 'kth', 'a whole number or a list of them', kth);
  return withArrays(fn, { x }, (xp, found) => {
    const a = axis === null ? xp.reshape(found.x, [-1]) : atLeast(fn, 'x', found.x, 1);
    const along = axis === null ? 0 : axisOf(fn, 'axis', a.ndim, axis);
    const n = a.shape[along]!;
    for (const k of typeof kth === 'number' ? [kth] : kth) {
      if (typeof k !== 'number') throw typeError(fn, 'kth', 'a whole number', k);
      if (!Number.isInteger(k) || k < -n || k >= n) throw rangeError(fn, 'kth', `a place along an axis of ${n}`, k);
    }
    return sorted(xp, a, along);
  });
}
