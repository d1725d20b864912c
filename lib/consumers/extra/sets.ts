// setdiff1d, union1d, nunique: functions of the values alone, all of which wait for them.
import { checkOptions, flag, type AnyArray, type ArrayInput, type ArrayOf } from '../../standard';
import { together, withArrays, type ArrayOfBoth, type Space } from './arguments';

/**
 * The values of `x1` that are not among those of `x2`, each once; mirrors `numpy.setdiff1d` and
 * `array_api_extra.setdiff1d`. Ascending for real dtypes. Every NaN is a value of its own. It waits for the values.
 *
 * @param x1 Any shape and dtype; looked at as flattened.
 * @param options `assume_unique`: x1 has no value twice and is answered in its own order; default false.
 * @returns One axis, in the dtype that both promote to.
 * @example
 * extra.setdiff1d(xp.asarray([5, 1, 3, 1]), xp.asarray([3])).tolist(); // [1, 5]
 */
export function setdiff1d<X extends ArrayInput, Y extends ArrayInput>(
  x1: X,
  x2: Y,
  options?: { assume_unique?: boolean },
): ArrayOfBoth<X, Y> {
  const fn = 'setdiff1d';
  const { assume_unique = false } = checkOptions(fn, options, ['assume_unique']);
  const asTheyAre = flag(fn, 'assume_unique', assume_unique);
  return withArrays(fn, { x1, x2 }, (xp, found) => {
    const [a, b] = together(xp, found.x1, found.x2).map((x) => xp.reshape(x, [-1])) as [AnyArray, AnyArray];
    const values = asTheyAre ? a : ordered(xp, xp.unique_values(a));
    return values.get(xp.isin(values, b, { invert: true }));
  }) as ArrayOfBoth<X, Y>;
}

/**
 * The values of either array, each once; mirrors `numpy.union1d` and `array_api_extra.union1d`. Ascending for real
 * dtypes. It waits for the values.
 *
 * @param x1 Any shape and dtype; looked at as flattened.
 * @returns One axis, in the dtype that both promote to.
 * @example
 * extra.union1d(xp.asarray([3, 1]), xp.asarray([2, 1])).tolist(); // [1, 2, 3]
 */
export function union1d<X extends ArrayInput, Y extends ArrayInput>(x1: X, x2: Y): ArrayOfBoth<X, Y> {
  return withArrays('union1d', { x1, x2 }, (xp, found) =>
    ordered(xp, xp.unique_values(xp.concat(together(xp, found.x1, found.x2), { axis: null }))),
  ) as ArrayOfBoth<X, Y>;
}

/**
 * How many different values there are, as a 0-d array of the namespace's default integer dtype; mirrors
 * `array_api_extra.nunique`. Every NaN counts. It waits for the values.
 *
 * @example
 * extra.nunique(xp.asarray([1, 2, 1])).item(); // 2
 */
export function nunique<X extends ArrayInput>(x: X): ArrayOf<X> {
  return withArrays('nunique', { x }, (xp, found) => {
    const { device } = found.x;
    const dtype = xp.__array_namespace_info__().default_dtypes({ device }).integral;
    return xp.asarray(xp.unique_values(found.x).size, { dtype, device });
  }) as ArrayOf<X>;
}

/** The standard leaves the order of unique values open. */
function ordered(xp: Space, x: AnyArray): AnyArray {
  return xp.isdtype(x.dtype, ['integral', 'real floating']) ? xp.sort(x) : x;
}
