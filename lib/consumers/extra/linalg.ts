// kron, cov.
import { rangeError, typeError } from '../../errors';
import { checkOptions, finiteNumber, isArray, type AnyArray, type ArrayInput, type ArrayOf } from '../../standard';
import { arrayOf, axisOf, floating, indexArray, withArrays, type ArrayOfBoth, type Space } from './arguments';

/**
 * The Kronecker product: the array of all products, a's blocks each the size of b; mirrors `numpy.kron` and
 * `array_api_extra.kron`.
 *
 * @param a Array, numeric or like b bool; the one with fewer axes gets axes of length 1 in front.
 * @returns The dtype of `xp.multiply(a, b)`, bool ("and") of bool arrays; axis k has length `a.shape[k] * b.shape[k]`.
 * @example
 * extra.kron(xp.asarray([1, 10]), xp.asarray([1, 2, 3])).tolist(); // [1, 2, 3, 10, 20, 30]
 */
export function kron<X extends ArrayInput, Y extends ArrayInput>(a: X, b: Y): ArrayOfBoth<X, Y> {
  return withArrays('kron', { a, b }, (xp, found) => {
    const ndim = Math.max(found.a.ndim, found.b.ndim);
    const full = (x: AnyArray): number[] => [...new Array<number>(ndim - x.ndim).fill(1), ...x.shape];
    const [left, right] = [full(found.a), full(found.b)];
    const spread = xp.reshape(
      found.a,
      left.flatMap((n) => [n, 1]),
    );
    const blocks = xp.reshape(
      found.b,
      right.flatMap((n) => [1, n]),
    );
    const bools = spread.dtype === xp.bool && blocks.dtype === xp.bool;
    return xp.reshape(
      bools ? xp.logical_and(spread, blocks) : xp.multiply(spread, blocks),
      left.map((n, k) => n * right[k]!),
    );
  }) as ArrayOfBoth<X, Y>;
}

/** Options of {@link cov}, under array-api-extra's names; NumPy's are in the docs there. */
export interface CovOptions {
  /** The axis of the observations; default -1 (NumPy's `rowvar: false` is -2). */
  axis?: number;
  /** The divisor is the number of observations minus this; default 1 (NumPy's `bias: true` is 0, `ddof` the same). */
  correction?: number;
  /** How often each observation was made: one whole number for each. */
  fweights?: ArrayInput | null;
  /** How much each observation weighs: one number >= 0 for each. */
  aweights?: ArrayInput | null;
}

/**
 * Covariance of variables, or of each matrix in a stack; mirrors `array_api_extra.cov` and `numpy.cov`.
 *
 * @param m `[..., variables, observations]`; one axis is one variable. Float and complex dtypes stay, integers become
 * float64.
 * @returns `[..., variables, variables]`; one number (0-d) for one axis. Where the divisor is not positive, elements are
 * infinite or NaN.
 * @throws RangeError for an axis out of range or weights of another length; TypeError for weights of another kind.
 * @example
 * const x = xp.asarray([[0, 1, 2], [2, 1, 0]]);
 * extra.cov(x).tolist(); // [[1, -1], [-1, 1]]
 */
export function cov<X extends ArrayInput>(m: X, options?: CovOptions): ArrayOf<X> {
  const fn = 'cov';
  const o = checkOptions(fn, options, ['axis', 'correction', 'fweights', 'aweights']);
  const correction = finiteNumber(fn, 'correction', o.correction ?? 1);
  return withArrays(fn, { m }, (xp, found) => {
    const given = floating(xp, found.m.ndim === 0 ? xp.reshape(found.m, [1]) : found.m);
    const axis = axisOf(fn, 'axis', given.ndim, o.axis ?? -1);
    const x = xp.moveaxis(given.ndim === 1 ? xp.expand_dims(given, 0) : given, given.ndim === 1 ? -1 : axis, -1);
    const real = xp.real(xp.zeros([], { dtype: complexOf(xp, x), device: x.device })).dtype;
    const f = weights(fn, 'fweights', xp, o.fweights, x, real);
    const a = weights(fn, 'aweights', xp, o.aweights, x, real);
    const c = covariance(xp, x, f, a, correction);
    return given.ndim === 1 ? xp.squeeze(c, [-2, -1]) : c;
  }) as ArrayOf<X>;
}

function complexOf(xp: Space, x: AnyArray): AnyArray['dtype'] {
  return xp.isdtype(x.dtype, 'complex floating') ? x.dtype : xp.result_type(x, xp.complex64);
}

function covariance(
  xp: Space,
  x: AnyArray,
  f: AnyArray | undefined,
  a: AnyArray | undefined,
  correction: number,
): AnyArray {
  const { dtype } = x;
  const as = (w: AnyArray): AnyArray => xp.astype(w, dtype, { copy: false });
  const w = f && a ? xp.multiply(f, a) : (f ?? a);
  const total = w ? xp.sum(w) : undefined;
  const n = total ? as(total) : x.shape.at(-1)!;
  const weighted = (y: AnyArray): AnyArray => (w ? xp.multiply(y, as(w)) : y);
  const mean = xp.divide(xp.sum(weighted(x), { axis: -1, keepdims: true }), n);
  const centred = xp.subtract(x, mean);
  const sums = xp.matmul(weighted(centred), xp.matrix_transpose(conjugate(xp, centred)));
  if (!total) return xp.divide(sums, Math.max(0, x.shape.at(-1)! - correction));
  const lost = a ? xp.divide(xp.multiply(xp.sum(xp.multiply(w!, a)), correction), total) : correction;
  return xp.divide(sums, as(xp.maximum(xp.subtract(total, lost), 0)));
}

function conjugate(xp: Space, x: AnyArray): AnyArray {
  return xp.isdtype(x.dtype, 'complex floating') ? xp.conj(x) : x;
}

/** One weight for each observation, in the real dtype of x. */
function weights(
  fn: string,
  name: 'fweights' | 'aweights',
  xp: Space,
  given: ArrayInput | null | undefined,
  x: AnyArray,
  dtype: AnyArray['dtype'],
): AnyArray | undefined {
  if (given === null || given === undefined) return undefined;
  const device = isArray(given) ? undefined : x.device;
  const w = name === 'fweights' ? indexArray(fn, name, xp, given, device) : arrayOf(fn, name, xp, given, device);
  if (xp.isdtype(w.dtype, ['bool', 'complex floating'])) throw typeError(fn, name, 'real numbers', w.dtype.name);
  const n = x.shape.at(-1)!;
  if (w.ndim !== 1 || w.shape[0] !== n) throw rangeError(fn, name, `shape [${n}]`, `[${w.shape.join(', ')}]`);
  return xp.astype(w, dtype, { copy: false });
}
