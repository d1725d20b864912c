// resize and rescale: scikit-image's, for the pictures of any namespace.
import { rangeError, typeError } from '../../errors';
import {
  arrayNamespace,
  checkOptions,
  finiteNumber,
  flag,
  oneOf,
  scope,
  wholeNumber,
  type AnyArray,
  type ArrayInput,
  type ArrayNamespace,
  type ArrayOf,
} from '../../standard';
import { arrayOf, axisOf, perAxis } from '../ndimage/arguments';
import type { Boundary } from '../ndimage/boundary';
import { gaussianPasses } from '../ndimage/gaussian';
import { asFloat } from './convert';
import { resampled, type SplineOrder } from './interpolate';

type Space = ArrayNamespace<AnyArray>;

/** What lies beyond the edge, in the names of `numpy.pad`. */
export type PadMode = 'constant' | 'edge' | 'symmetric' | 'reflect' | 'wrap';

// scikit-image's 'reflect' does not repeat the edge pixel, SciPy's does; its 'constant' and 'wrap' are SciPy's grid- ones.
const BOUNDARY: Record<PadMode, Boundary> = {
  constant: 'constant',
  edge: 'nearest',
  symmetric: 'reflect',
  reflect: 'mirror',
  wrap: 'wrap',
};

/** Options of {@link resize}. */
export interface ResizeOptions {
  /** 0: nearest pixel, 1: linear, 3: cubic spline. Default 1, for bool 0 (the only one there). */
  order?: 0 | 1 | 3 | null;
  /** Default 'reflect': d c b | a b c d | c b a. */
  mode?: PadMode;
  /** The value beyond the edge in mode 'constant'; default 0. */
  cval?: number;
  /** Keep the result within the picture's own range; default true. */
  clip?: boolean;
  /** Leave integers as they are (in float64) instead of scaling their dtype's range to [0, 1]; default false. */
  preserveRange?: boolean;
  /** Smooth first with a Gaussian. Default: when an axis shrinks, except for bool, and integers at order 0. */
  antiAliasing?: boolean | null;
  /** Its sigma, one or one for each axis; default max(0, (factor - 1) / 2). */
  antiAliasingSigma?: number | readonly number[] | null;
}

/** Options of {@link rescale}. */
export interface RescaleOptions extends ResizeOptions {
  /** The axis of the channels, which keeps its length; default none. */
  channelAxis?: number | null;
}

// More of either takes longer than anyone waits.
const MOST_PIXELS = 2 ** 24;
const MOST_SIGMA = 2 ** 20;

const RESIZE_KEYS = ['order', 'mode', 'cval', 'clip', 'preserveRange', 'antiAliasing', 'antiAliasingSigma'] as const;
const RESCALE_KEYS = [...RESIZE_KEYS, 'channelAxis'] as const;

/**
 * A picture in another size; mirrors `skimage.transform.resize` (scikit-image 0.22).
 *
 * @param img An array of one axis or more, not empty; real or bool.
 * @param outputShape The new length of each axis. One axis fewer than img: its last axis stays. More: img gets axes of
 * length 1 at its end.
 * @returns An array of img's namespace and device. At order 0 it has img's dtype and values; else float32 for float32,
 * float64 for the others: integers as shares of their dtype's range, unless `preserveRange`.
 * @throws TypeError for an argument of another kind, a complex picture or an unknown option; RangeError for a bad length,
 * order or mode, more than 2^24 pixels along an axis, an empty picture, bool with order > 0 or with antiAliasing.
 * @example
 * const picture = xp.random.default_rng(0).random({ size: [96, 128] });
 * const thumbnail = resize(picture, [48, 64]);
 * const larger = resize(xp.asarray([[0, 1]], { dtype: xp.uint8 }), [2, 4], { order: 0 });
 */
export function resize<X extends ArrayInput>(
  img: X,
  outputShape: readonly number[],
  options?: ResizeOptions,
): ArrayOf<X> {
  const given = checkOptions('resize', options, RESIZE_KEYS);
  const xp = arrayNamespace<ArrayInput>(img);
  return scope(xp, () => {
    const image = picture('resize', xp, img);
    if (!Array.isArray(outputShape)) throw typeError('resize', 'outputShape', 'a list of lengths', outputShape);
    const shape = outputShape.map((length) => wholeNumber('resize', 'outputShape', length, 1));
    if (shape.length < Math.max(1, image.ndim - 1)) {
      throw rangeError('resize', 'outputShape', `at least ${Math.max(1, image.ndim - 1)} lengths`, outputShape);
    }
    return resizeTo('resize', xp, image, shape, given) as ArrayOf<X>;
  });
}

/**
 * A picture scaled by a factor; mirrors `skimage.transform.rescale` (scikit-image 0.22). The new length of an axis is
 * `max(1, round(scale · length))`, halves rounded to even; all else as {@link resize} does it.
 *
 * @param scale A factor > 0 for all axes, or one for each axis but that of the channels.
 * @example
 * const photo = xp.random.default_rng(0).random({ size: [20, 30, 3] });
 * rescale(photo, 0.2, { mode: 'reflect', antiAliasing: false, channelAxis: -1 }).shape; // [4, 6, 3]
 * const larger = rescale(photo, [2, 3], { order: 3, channelAxis: -1 });
 */
export function rescale<X extends ArrayInput>(
  img: X,
  scale: number | readonly number[],
  options?: RescaleOptions,
): ArrayOf<X> {
  const { channelAxis, ...given } = checkOptions('rescale', options, RESCALE_KEYS);
  const xp = arrayNamespace<ArrayInput>(img);
  return scope(xp, () => {
    const image = picture('rescale', xp, img);
    const channels = channelAxis ?? null;
    if (channels === null) return resizeTo('rescale', xp, image, scaledShape(image.shape, scale), given) as ArrayOf<X>;
    const axis = axisOf('rescale', 'channelAxis', image.ndim, channels);
    const last = xp.moveaxis(image, axis, -1);
    const shape = [...scaledShape(last.shape.slice(0, -1), scale), last.shape.at(-1)!];
    return xp.moveaxis(resizeTo('rescale', xp, last, shape, given), -1, axis) as ArrayOf<X>;
  });
}

function picture(fn: string, xp: Space, img: unknown): AnyArray {
  const image = arrayOf(fn, 'img', xp, img);
  if (xp.isdtype(image.dtype, 'complex floating')) throw typeError(fn, 'img', 'a real picture', image.dtype.name);
  if (image.ndim === 0) throw rangeError(fn, 'img', 'an array of at least one axis', image.shape);
  if (image.size === 0) throw rangeError(fn, 'img', 'a picture of at least one pixel', image.shape);
  return image;
}

function scaledShape(shape: readonly number[], scale: number | readonly number[]): number[] {
  const factors = perAxis('rescale', 'scale', scale, shape.length, (v) => {
    if (finiteNumber('rescale', 'scale', v, 0) === 0) throw rangeError('rescale', 'scale', 'a factor > 0', v);
    return v;
  });
  return shape.map((length, k) => Math.max(1, halfToEven(factors[k] * length)));
}

function sigmaOf(fn: string, sigma: number): number {
  const bounds = `a number in [0, ${MOST_SIGMA}]`;
  if (finiteNumber(fn, 'antiAliasingSigma', sigma, 0) > MOST_SIGMA)
    throw rangeError(fn, 'antiAliasingSigma', bounds, sigma);
  return sigma;
}

function halfToEven(x: number): number {
  const down = Math.floor(x);
  return x - down === 0.5 ? down + (down % 2) : Math.round(x);
}

function resizeTo(fn: string, xp: Space, image: AnyArray, wanted: readonly number[], given: ResizeOptions): AnyArray {
  const ndim = Math.max(image.ndim, wanted.length);
  const shape = wanted.length < image.ndim ? [...wanted, image.shape.at(-1)!] : wanted;
  for (const length of shape)
    if (length > MOST_PIXELS) throw rangeError(fn, 'the result', `at most ${MOST_PIXELS} pixels along an axis`, length);
  const x = xp.reshape(image, [...image.shape, ...new Array<number>(ndim - image.ndim).fill(1)]);
  const factors = x.shape.map((n, k) => n / shape[k]);

  const bool = x.dtype === xp.bool;
  const order = splineOrder(fn, given.order ?? (bool ? 0 : 1), bool);
  const boundary = BOUNDARY[oneOf(fn, 'mode', given.mode ?? 'reflect', Object.keys(BOUNDARY) as PadMode[])];
  const cval = given.cval ?? 0;
  if (typeof cval !== 'number') throw typeError(fn, 'cval', 'a number', cval);
  const clip = flag(fn, 'clip', given.clip ?? true);
  const preserveRange = flag(fn, 'preserveRange', given.preserveRange ?? false);
  const untouched = bool || (given.order === 0 && xp.isdtype(x.dtype, 'integral'));
  const shrinks = factors.some((factor) => factor > 1);
  const antiAliasing = flag(fn, 'antiAliasing', given.antiAliasing ?? (!untouched && shrinks));
  if (bool && antiAliasing) throw rangeError(fn, 'antiAliasing', 'false for a picture of bool', antiAliasing);
  const sigmas = perAxis(fn, 'antiAliasingSigma', given.antiAliasingSigma ?? null, ndim, (v) =>
    v === null ? null : sigmaOf(fn, v),
  ).map((sigma, k) => sigma ?? Math.max(0, (factors[k] - 1) / 2));

  const source = order === 0 ? x : asFloat(xp, x, preserveRange);
  const smooth = antiAliasing ? gaussianPasses(xp, source, passes(sigmas, boundary), cval) : source;
  let out = order === 0 ? smooth : xp.astype(smooth, xp.float64, { copy: false });
  shape.forEach((length, axis) => (out = resampled(xp, out, axis, length, order, boundary, cval)));
  out = xp.astype(out, source.dtype, { copy: out === x });
  return clip && !bool ? clipped(xp, out, source, boundary === 'constant' ? cval : null) : out;
}

function splineOrder(fn: string, order: unknown, bool: boolean): SplineOrder {
  if (typeof order !== 'number') throw typeError(fn, 'order', '0, 1 or 3', order);
  if (order !== 0 && order !== 1 && order !== 3) throw rangeError(fn, 'order', '0, 1 or 3', order);
  if (bool && order > 0) throw rangeError(fn, 'order', '0 for a picture of bool', order);
  return order;
}

function passes(sigmas: readonly number[], mode: Boundary): Parameters<typeof gaussianPasses>[2] {
  return sigmas.map((sigma, axis) => ({ axis, sigma, order: 0, mode, radius: Math.floor(4 * sigma + 0.5) }));
}

/**
 * `out` within the range of `source`, NaN left aside; where the value beyond the edge lies outside of that range and is
 * reached, the range goes as far. All on the device: nothing waits for the bounds.
 */
function clipped(xp: Space, out: AnyArray, source: AnyArray, cval: number | null): AnyArray {
  let low = extreme(xp, source, 'min');
  let high = extreme(xp, source, 'max');
  if (cval !== null) {
    const value = xp.full([], cval, { dtype: xp.float64, device: out.device });
    const [from, to, least, most] = [low, high, extreme(xp, out, 'min'), extreme(xp, out, 'max')].map((bound) =>
      xp.astype(bound, xp.float64),
    ) as [AnyArray, AnyArray, AnyArray, AnyArray];
    const reached = xp.logical_and(xp.less_equal(least, value), xp.less_equal(value, most));
    low = xp.astype(xp.where(reached, xp.minimum(from, value), from), out.dtype);
    high = xp.astype(xp.where(reached, xp.maximum(to, value), to), out.dtype);
  }
  return xp.clip(out, low, high);
}

function extreme(xp: Space, x: AnyArray, which: 'min' | 'max'): AnyArray {
  if (!xp.isdtype(x.dtype, 'real floating')) return xp[which](x);
  return xp[which](xp.where(xp.isnan(x), which === 'min' ? Infinity : -Infinity, x));
}
