// nan_to_num, isclose, allclose, sinc.
import { rangeError, typeError } from '../../errors';
import { checkOptions, flag, scope, type AnyArray, type ArrayInput, type ArrayOf, type Scalar } from '../../standard';
import { numberNow } from '../values';
import { floating, home, operand, together, withArrays, type ArrayOfBoth, type Space } from './arguments';

/** Options of {@link nan_to_num}. */
export interface NanToNumOptions {
  /** What stands for NaN; default 0. `fill_value` is array-api-extra's name for it. */
  nan?: number;
  fill_value?: number;
  /** What stands for infinity; default (null) the dtype's largest number. */
  posinf?: number | null;
  /** What stands for -infinity; default (null) the dtype's smallest number. */
  neginf?: number | null;
}

/**
 * A copy in which numbers stand for NaN and the infinities; mirrors `numpy.nan_to_num` and
 * `array_api_extra.nan_to_num`. Integers and bool are copied as they are.
 *
 * @param x Any shape and dtype. Of a complex element the real and the imaginary part are looked at each.
 * @throws RangeError when a replacement for complex elements is not finite.
 * @example
 * extra.nan_to_num(xp.asarray([NaN, 2, Infinity]), { posinf: 99 }).tolist(); // [0, 2, 99]
 */
export function nan_to_num<X extends ArrayInput>(x: X, options?: NanToNumOptions): ArrayOf<X> {
  const fn = 'nan_to_num';
  const o = checkOptions(fn, options, ['nan', 'fill_value', 'posinf', 'neginf']);
  const nan = number(fn, 'nan', o.nan ?? o.fill_value ?? 0);
  return withArrays(fn, { x }, (xp, a) => {
    const { dtype } = a.x;
    if (xp.isdtype(dtype, ['integral', 'bool'])) return xp.asarray(a.x, { copy: true });
    const { max, min } = xp.finfo(dtype);
    const posinf = number(fn, 'posinf', o.posinf ?? max);
    const neginf = number(fn, 'neginf', o.neginf ?? min);
    const replaced = (part: AnyArray): AnyArray => {
      const numbers = xp.where(xp.isnan(part), nan, part);
      const bounded = xp.where(xp.equal(part, Infinity), posinf, numbers);
      return xp.where(xp.equal(part, -Infinity), neginf, bounded);
    };
    if (xp.isdtype(dtype, 'real floating')) return replaced(a.x);
    for (const [name, value] of Object.entries({ nan, posinf, neginf })) {
      if (!Number.isFinite(value)) throw rangeError(fn, name, 'a finite number beside complex elements', value);
    }
    const imaginary = xp.multiply(xp.astype(replaced(xp.imag(a.x)), dtype), { re: 0, im: 1 });
    return xp.where(xp.isfinite(a.x), a.x, xp.add(xp.astype(replaced(xp.real(a.x)), dtype), imaginary));
  }) as ArrayOf<X>;
}

function number(fn: string, name: string, value: unknown): number {
  if (typeof value !== 'number') throw typeError(fn, name, 'a number', value);
  return value;
}

/** Options of {@link isclose} and {@link allclose}. */
export interface CloseOptions {
  /** Relative tolerance, times |b|; default 1e-5. */
  rtol?: number;
  /** Absolute tolerance; default 1e-8, too much where all numbers are small. */
  atol?: number;
  /** Whether NaN is close to NaN; default false. */
  equal_nan?: boolean;
}

/**
 * Where |a - b| <= atol + rtol |b|, element by element; mirrors `numpy.isclose` and `array_api_extra.isclose`. An
 * infinity is close to itself only. Differences of 64-bit integers are exact.
 *
 * @param a Array or scalar of any dtype (one of the two is an array); the shapes broadcast.
 * @param b Array or scalar; the tolerance is relative to it.
 * @returns bool, of the broadcast shape.
 * @throws RangeError for a negative tolerance or shapes that don't broadcast.
 * @example
 * extra.isclose(xp.asarray([1, 2]), xp.asarray([1 + 1e-9, 2.1])).tolist(); // [true, false]
 */
export function isclose<X extends ArrayInput | Scalar, Y extends ArrayInput | Scalar>(
  a: X,
  b: Y,
  options?: CloseOptions,
): ArrayOfBoth<X, Y> {
  return closeness('isclose', a, b, options, (_, close) => close) as ArrayOfBoth<X, Y>;
}

/**
 * Whether all elements are close, see {@link isclose}; mirrors `numpy.allclose`. It waits for the values: the answer is
 * JavaScript's true or false.
 *
 * @throws RangeError for a negative tolerance or shapes that don't broadcast; TypeError for arrays of a foreign
 * namespace that can be read by Promise only (use `isclose`).
 * @example
 * extra.allclose(xp.asarray([1e10, 1e-7]), [1.00001e10, 1e-8]); // false
 */
export function allclose(a: ArrayInput | Scalar, b: ArrayInput | Scalar, options?: CloseOptions): boolean {
  return closeness('allclose', a, b, options, (xp, close) => numberNow(xp.all(close)) !== 0);
}

function closeness<R>(
  fn: string,
  a: unknown,
  b: unknown,
  options: CloseOptions | undefined,
  answer: (xp: Space, close: AnyArray) => R,
): R {
  const o = checkOptions(fn, options, ['rtol', 'atol', 'equal_nan']);
  const rtol = tolerance(fn, 'rtol', o.rtol ?? 1e-5);
  const atol = tolerance(fn, 'atol', o.atol ?? 1e-8);
  const equalNan = flag(fn, 'equal_nan', o.equal_nan ?? false);
  const { xp, device } = home(a, b);
  return scope(xp, () => {
    const [x, y] = together(xp, operand(fn, 'a', xp, a, device), operand(fn, 'b', xp, b, device));
    const equal = xp.equal(x, y);
    if (xp.isdtype(x.dtype, 'bool')) return answer(xp, equal);
    const bound = xp.add(xp.multiply(xp.abs(floating(xp, y)), rtol), atol);
    let close = xp.logical_or(equal, xp.less_equal(distance(xp, x, y), bound));
    if (xp.isdtype(x.dtype, 'integral')) return answer(xp, close);
    close = xp.logical_or(equal, xp.logical_and(close, xp.isfinite(y)));
    if (equalNan) close = xp.logical_or(close, xp.logical_and(xp.isnan(x), xp.isnan(y)));
    return answer(xp, close);
  });
}

/** |x - y|; that of integers as float64, exact but for one rounding. */
function distance(xp: Space, x: AnyArray, y: AnyArray): AnyArray {
  if (!xp.isdtype(x.dtype, 'integral')) return xp.abs(xp.subtract(x, y));
  if (x.dtype.itemsize < 8) return xp.abs(xp.subtract(floating(xp, x), floating(xp, y)));
  // Modulo 2^64 the difference is right in either dtype, and the larger minus the smaller one fits uint64.
  const bits = (z: AnyArray): AnyArray => xp.astype(z, xp.uint64, { copy: false });
  return xp.astype(xp.subtract(bits(xp.maximum(x, y)), bits(xp.minimum(x, y))), xp.float64);
}

function tolerance(fn: string, name: string, value: unknown): number {
  if (typeof value !== 'number') throw typeError(fn, name, 'a number', value);
  if (!(value >= 0)) throw rangeError(fn, name, 'a number >= 0', value);
  return value;
}

/**
 * sin(pi x) / (pi x), 1 at 0; mirrors `numpy.sinc` and `array_api_extra.sinc`.
 *
 * @param x Any shape; float32, float64 and complex dtypes stay, integers become float64.
 * @throws TypeError for bool.
 * @example
 * extra.sinc(xp.asarray([0, 0.5])).tolist(); // [1, 0.6366197723675814]
 */
export function sinc<X extends ArrayInput>(x: X): ArrayOf<X> {
  const fn = 'sinc';
  return withArrays(fn, { x }, (xp, a) => {
    if (a.x.dtype === xp.bool) throw typeError(fn, 'x', 'a numeric array', 'bool');
    const y = xp.multiply(floating(xp, a.x), Math.PI);
    const zero = xp.equal(y, 0);
    return xp.where(zero, 1, xp.divide(xp.sin(y), xp.where(zero, 1, y)));
  }) as ArrayOf<X>;
}
