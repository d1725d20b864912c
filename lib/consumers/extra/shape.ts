// atleast_1d, atleast_2d, atleast_3d, atleast_nd, expand_dims, create_diagonal.
import { checkOptions, wholeNumber, type AnyArray, type ArrayInput, type ArrayOf } from '../../standard';
import { atLeast, withArrays, type Space } from './arguments';

type Expand = (xp: Space, x: AnyArray) => AnyArray;

function each(fn: string, arrays: readonly ArrayInput[], expand: Expand): unknown {
  const args = Object.fromEntries(arrays.map((x, i) => [`x${i + 1}`, x]));
  return withArrays(fn, args, (xp, found) => {
    const results = arrays.map((_, i) => expand(xp, found[`x${i + 1}`]!));
    return results.length === 1 ? results[0] : results;
  });
}

function leading(ndim: number): Expand {
  return (xp, x) => (x.ndim >= ndim ? x : xp.reshape(x, [...new Array<number>(ndim - x.ndim).fill(1), ...x.shape]));
}

/**
 * The array with at least one axis; mirrors `numpy.atleast_1d`. Several arrays are answered as a list.
 *
 * @param x Arrays of any dtype, of one namespace. An array that has the axis is returned as it is, others as views
 * where the namespace has views.
 * @example
 * const [a, b] = extra.atleast_1d(xp.asarray(3), xp.ones([2, 2])); // shapes [1] and [2, 2]
 */
export function atleast_1d<X extends ArrayInput>(x: X): ArrayOf<X>;
export function atleast_1d<X extends ArrayInput>(...x: X[]): ArrayOf<X>[];
export function atleast_1d(...x: ArrayInput[]): unknown {
  return each('atleast_1d', x, leading(1));
}

/**
 * The array with at least two axes, new ones in front; mirrors `numpy.atleast_2d`. Several arrays are answered as a
 * list.
 *
 * @param x Arrays of any dtype, of one namespace.
 * @example
 * const row = extra.atleast_2d(xp.asarray([1, 2, 3])); // shape [1, 3]
 */
export function atleast_2d<X extends ArrayInput>(x: X): ArrayOf<X>;
export function atleast_2d<X extends ArrayInput>(...x: X[]): ArrayOf<X>[];
export function atleast_2d(...x: ArrayInput[]): unknown {
  return each('atleast_2d', x, leading(2));
}

/**
 * The array with at least three axes; mirrors `numpy.atleast_3d`: `[n]` becomes `[1, n, 1]`, `[m, n]` becomes
 * `[m, n, 1]`. Several arrays are answered as a list.
 *
 * @param x Arrays of any dtype, of one namespace.
 * @example
 * const picture = extra.atleast_3d(xp.zeros([4, 5])); // shape [4, 5, 1]
 */
export function atleast_3d<X extends ArrayInput>(x: X): ArrayOf<X>;
export function atleast_3d<X extends ArrayInput>(...x: X[]): ArrayOf<X>[];
export function atleast_3d(...x: ArrayInput[]): unknown {
  return each('atleast_3d', x, (xp, a) => {
    if (a.ndim >= 3) return a;
    return xp.reshape(a, a.ndim === 2 ? [...a.shape, 1] : [1, ...(a.ndim === 1 ? a.shape : [1]), 1]);
  });
}

/**
 * The array with at least `ndim` axes, new ones in front; mirrors `array_api_extra.atleast_nd`.
 *
 * @param options `ndim`: the least number of axes, needed.
 * @throws RangeError when `ndim` is negative or more than any array has; TypeError when it is left out.
 * @example
 * const x = extra.atleast_nd(xp.asarray([1]), { ndim: 3 }); // shape [1, 1, 1]
 */
export function atleast_nd<X extends ArrayInput>(x: X, options: { ndim: number }): ArrayOf<X> {
  const fn = 'atleast_nd';
  const ndim = wholeNumber(fn, 'ndim', checkOptions(fn, options, ['ndim']).ndim, 0, 64);
  return withArrays(fn, { x }, (xp, a) => leading(ndim)(xp, a.x)) as ArrayOf<X>;
}

/**
 * New axes of length 1 at the given positions of the result; mirrors `array_api_extra.expand_dims`. The standard's own
 * `xp.expand_dims(x, axis)` takes several axes as well since 2025.12.
 *
 * @param options `axis`: a position or a list of positions, default 0.
 * @throws RangeError for a position outside of the result, or one named twice.
 * @example
 * const x = extra.expand_dims(xp.asarray([1, 2]), { axis: [0, -1] }); // shape [1, 2, 1]
 */
export function expand_dims<X extends ArrayInput>(x: X, options?: { axis?: number | readonly number[] }): ArrayOf<X> {
  const fn = 'expand_dims';
  const { axis = 0 } = checkOptions(fn, options, ['axis']);
  return withArrays(fn, { x }, (xp, a) => xp.expand_dims(a.x, axis)) as ArrayOf<X>;
}

/**
 * Matrices with the last axis of `x` on a diagonal and zeros elsewhere; mirrors `array_api_extra.create_diagonal`, and
 * for one axis `numpy.diag`.
 *
 * @param x `[..., n]`, any dtype.
 * @param options `offset`: which diagonal, default 0, above the main one where positive.
 * @returns `[..., m, m]` with m = n + |offset|, of x's dtype.
 * @throws RangeError when x has no axis.
 * @example
 * extra.create_diagonal(xp.asarray([2, 4, 8])).get(1, 1).item(); // 4
 */
export function create_diagonal<X extends ArrayInput>(x: X, options?: { offset?: number }): ArrayOf<X> {
  const fn = 'create_diagonal';
  const offset = wholeNumber(fn, 'offset', checkOptions(fn, options, ['offset']).offset ?? 0, -Infinity);
  return withArrays(fn, { x }, (xp, a) => {
    const { dtype, device, shape } = atLeast(fn, 'x', a.x, 1);
    const m = shape.at(-1)! + Math.abs(offset);
    const margin = xp.zeros([...shape.slice(0, -1), Math.abs(offset)], { dtype, device });
    const rows = xp.concat(offset > 0 ? [a.x, margin] : [margin, a.x], { axis: -1 });
    const on = xp.not_equal(xp.eye(m, m, { k: offset, dtype: xp.uint8, device }), 0);
    return xp.where(on, xp.expand_dims(rows, -1), xp.zeros([], { dtype, device }));
  }) as ArrayOf<X>;
}
