/**
 * `xp.fft`: the standard's Fourier transform functions. Lengths, axes and norms are decided here; a transform along an
 * axis is one crossing (lib/core/fourier.ts).
 */
import type { NDArray } from '../core/array';
import { binary, cast, copyInto } from '../core/call';
import { allocate, deviceOption, nativeDType } from '../core/array';
import { checkArray, checkDType, masks } from '../core/check';
import { dtypeOption, float64, type DType } from '../core/dtype';
import { fourier, type FourierStep } from '../core/fourier';
import { checkOptions } from '../core/options';
import { integer, normalizeAxes, normalizeAxis } from '../core/shape';
import { rangeError, typeError } from '../errors';
import { opRow } from '../native/tables';
import { arange } from './creation';
import { roll } from './manipulation';

/** Which of a transform and its inverse carries the factor. */
export type FourierNorm = 'backward' | 'ortho' | 'forward';

/** Options of the transforms along one axis. */
export interface FourierOptions {
  /** The transform's length; by default the axis's extent. Longer: zeros follow. Shorter: the rest is left out. */
  n?: number | null;
  /** Default the last axis. */
  axis?: number;
  /** 'backward' (default): the inverse has the factor 1/n; 'forward': the other one; 'ortho': both have 1/√n. */
  norm?: FourierNorm | null;
}

/** Options of the transforms along several axes. */
export interface FourierAxesOptions {
  /** The lengths along `axes`, which must be given too; -1: the axis's own. */
  s?: readonly number[] | null;
  /** The axes, none twice; by default all. */
  axes?: readonly number[] | null;
  /** As {@link FourierOptions.norm}, n being the product of all lengths. */
  norm?: FourierNorm | null;
}

/** Options of {@link fftfreq} and {@link rfftfreq}. */
export interface FrequencyOptions {
  /** The distance of neighbouring samples; default 1. */
  d?: number;
  /** float64 (default) or float32. */
  dtype?: DType | null;
  device?: string | null;
}

type Kind = FourierStep['kind'];
interface Rule {
  readonly kind: Kind;
  /** The exponent's sign is +. */
  readonly inverse: boolean;
  /** Whether norm 'backward' divides by the length. */
  readonly divides: boolean;
}

const forward: Rule = { kind: 'complex', inverse: false, divides: false };
const backward: Rule = { kind: 'complex', inverse: true, divides: true };
const fromReal: Rule = { kind: 'from real', inverse: false, divides: false };
const toReal: Rule = { kind: 'to real', inverse: true, divides: true };

function factor(fn: string, norm: unknown, n: number, divides: boolean): number {
  const given = norm ?? 'backward';
  if (typeof given !== 'string') throw typeError(fn, 'norm', "'backward', 'ortho' or 'forward'", norm);
  if (given === 'ortho') return 1 / Math.sqrt(n);
  if (given !== 'backward' && given !== 'forward')
    throw rangeError(fn, 'norm', "'backward', 'ortho' or 'forward'", norm);
  return (given === 'backward') === divides ? 1 / n : 1;
}

function checkInput(fn: string, x: unknown, kind: Kind): NDArray {
  const array = checkArray(fn, 'x', x);
  checkDType(fn, 'x', array, kind === 'from real' ? masks.float : masks.complex);
  return array;
}

/** A length that was given, or the one that an axis of `extent` numbers stands for. */
function lengthOf(fn: string, name: string, given: unknown, extent: number, kind: Kind): number {
  const n = given === undefined || given === null ? null : integer(fn, name, given);
  const length = n ?? (kind === 'to real' ? 2 * (extent - 1) : extent);
  if (length < 1) throw rangeError(fn, name, 'a length of at least 1', length);
  return length;
}

function alongOne(fn: string, x: unknown, options: FourierOptions | undefined, rule: Rule): NDArray {
  const array = checkInput(fn, x, rule.kind);
  const o = checkOptions(fn, options, ['n', 'axis', 'norm']);
  const axis = normalizeAxis(fn, o.axis ?? -1, array.ndim);
  const n = lengthOf(fn, 'n', o.n, array.shape[axis]!, rule.kind);
  return fourier(fn, array, [{ axis, n, kind: rule.kind }], rule.inverse, factor(fn, o.norm, n, rule.divides));
}

function alongMany(fn: string, x: unknown, options: FourierAxesOptions | undefined, rule: Rule): NDArray {
  const array = checkInput(fn, x, rule.kind);
  const { s, axes, norm } = checkOptions(fn, options, ['s', 'axes', 'norm']);
  const given: readonly unknown[] | undefined = s ?? undefined;
  if (given !== undefined) {
    if (!Array.isArray(given)) throw typeError(fn, 's', 'an array of lengths', given);
    if (axes === undefined || axes === null) throw new TypeError(`${fn}: expected axes beside s, got none`);
  }
  if (axes !== undefined && axes !== null && !Array.isArray(axes))
    throw typeError(fn, 'axes', 'an array of axes', axes);
  const list = normalizeAxes(fn, axes, array.ndim, 'axes');
  if (given !== undefined && given.length !== list.length)
    throw rangeError(fn, 's', `as many lengths as axes (${list.length})`, given);
  const steps = list.map((axis, i): FourierStep => {
    const kind = i === list.length - 1 ? rule.kind : 'complex';
    const n: unknown = given === undefined || given[i] === -1 ? undefined : given[i];
    return { axis, n: lengthOf(fn, 's', n, array.shape[axis]!, kind), kind };
  });
  const scale = factor(
    fn,
    norm,
    steps.reduce((product, { n }) => product * n, 1),
    rule.divides,
  );
  if (steps.length === 0) {
    if (rule.kind !== 'complex') throw rangeError(fn, 'axes', 'at least one axis', list);
    return cast(fn, array, nativeDType(array));
  }
  // Half spectra are made first and used last.
  if (rule.kind !== 'to real') steps.reverse();
  return fourier(fn, array, steps, rule.inverse, scale);
}

/**
 * The discrete Fourier transform along an axis: out_k = Σ_j x_j·exp(-2πi·jk/n). Any length n: those of small prime factors
 * are quickest; errors grow as log n. complex64 or complex128, and the result is of the same dtype: real arrays have
 * {@link rfft}. Mirrors `numpy.fft.fft`.
 *
 * @throws TypeError for a dtype that isn't complex; RangeError for a length below 1, an axis or a norm that isn't there.
 * @example
 * xp.fft.fft(xp.asarray([1, 0, 0, 0], { dtype: xp.complex128 })) // four ones
 */
export function fft(x: NDArray, options?: FourierOptions): NDArray {
  return alongOne('fft', x, options, forward);
}

/**
 * The inverse of {@link fft}: out_j = 1/n · Σ_k x_k·exp(2πi·jk/n). Mirrors `numpy.fft.ifft`.
 *
 * @throws As fft.
 * @example
 * xp.fft.ifft(xp.fft.fft(xp.ones([5], { dtype: xp.complex64 })), { axis: 0 })
 */
export function ifft(x: NDArray, options?: FourierOptions): NDArray {
  return alongOne('ifft', x, options, backward);
}

/**
 * {@link fft} along several axes, all of them by default. Mirrors `numpy.fft.fftn`, but that lengths want axes beside
 * them and no axis may be named twice.
 *
 * @throws TypeError for a dtype that isn't complex, for s without axes; RangeError for lengths below 1, axes or a norm
 * that aren't there.
 * @example
 * xp.fft.fftn(xp.ones([4, 6, 5], { dtype: xp.complex128 }), { axes: [0, 1], s: [8, -1] }).shape // [8, 6, 5]
 */
export function fftn(x: NDArray, options?: FourierAxesOptions): NDArray {
  return alongMany('fftn', x, options, forward);
}

/**
 * The inverse of {@link fftn}. Mirrors `numpy.fft.ifftn`.
 *
 * @throws As fftn.
 * @example
 * xp.fft.ifftn(xp.fft.fftn(xp.ones([4, 6], { dtype: xp.complex128 })))
 */
export function ifftn(x: NDArray, options?: FourierAxesOptions): NDArray {
  return alongMany('ifftn', x, options, backward);
}

/**
 * {@link fft} of real numbers: the n/2 + 1 (rounded down) results that are not the conjugates of others. float32 gives
 * complex64, float64 complex128. For even n it takes half the time of fft. Mirrors `numpy.fft.rfft`.
 *
 * @throws TypeError for a dtype other than float32 and float64; else as fft.
 * @example
 * xp.fft.rfft(xp.asarray([1, 2, 3, 4])).shape // [3]
 */
export function rfft(x: NDArray, options?: FourierOptions): NDArray {
  return alongOne('rfft', x, options, fromReal);
}

/**
 * The inverse of {@link rfft}: n real numbers from n/2 + 1 complex ones, of which the first's imaginary part doesn't
 * count, nor, where n is even, the last's. `n` is the length of the result, 2·(extent - 1) by default: give it where it
 * is odd. Mirrors `numpy.fft.irfft`.
 *
 * @throws As fft.
 * @example
 * xp.fft.irfft(xp.fft.rfft(xp.asarray([1, 2, 3])), { n: 3 }); // [1, 2, 3]
 */
export function irfft(x: NDArray, options?: FourierOptions): NDArray {
  return alongOne('irfft', x, options, toReal);
}

/**
 * {@link rfft} along the last of several axes, {@link fft} along the others. Mirrors `numpy.fft.rfftn`.
 *
 * @throws TypeError for a dtype other than float32 and float64; RangeError for no axis; else as fftn.
 * @example
 * xp.fft.rfftn(xp.ones([4, 6])).shape // [4, 4]
 */
export function rfftn(x: NDArray, options?: FourierAxesOptions): NDArray {
  return alongMany('rfftn', x, options, fromReal);
}

/**
 * The inverse of {@link rfftn}; `s` holds the lengths of the result, and -1 for the last axis stands for 2·(extent - 1).
 * Mirrors `numpy.fft.irfftn`.
 *
 * @throws RangeError for no axis; else as fftn.
 * @example
 * xp.fft.irfftn(xp.fft.rfftn(xp.ones([4, 5])), { axes: [0, 1], s: [4, 5] })
 */
export function irfftn(x: NDArray, options?: FourierAxesOptions): NDArray {
  return alongMany('irfftn', x, options, toReal);
}

/**
 * {@link fft} of numbers with Hermitian symmetry, given by their first n/2 + 1: n real results. Which parts don't count,
 * and what n is, as {@link irfft}. Mirrors `numpy.fft.hfft`.
 *
 * @throws As fft.
 * @example
 * xp.fft.hfft(xp.asarray([1, { re: 0, im: 1 }, 2], { dtype: xp.complex128 })).shape // [4]
 */
export function hfft(x: NDArray, options?: FourierOptions): NDArray {
  return alongOne('hfft', x, options, { kind: 'to real', inverse: false, divides: false });
}

/**
 * The inverse of {@link hfft}: the conjugates of {@link rfft}'s results, divided by n. Mirrors `numpy.fft.ihfft`.
 *
 * @throws As rfft.
 * @example
 * xp.fft.ihfft(xp.asarray([4, 2, 0, 2])); // [{ re: 2, im: 0 }, { re: 1, im: -0 }, { re: 0, im: 0 }]
 */
export function ihfft(x: NDArray, options?: FourierOptions): NDArray {
  return alongOne('ihfft', x, options, { kind: 'from real', inverse: true, divides: true });
}

function frequencies(fn: string, length: unknown, options: FrequencyOptions | undefined, half: boolean): NDArray {
  const n = integer(fn, 'n', length);
  if (n < 1) throw rangeError(fn, 'n', 'a length of at least 1', length);
  const o = checkOptions(fn, options, ['d', 'dtype', 'device']);
  const d = o.d ?? 1;
  if (typeof d !== 'number') throw typeError(fn, 'd', 'a number', d);
  if (!(Math.abs(d) > 0)) throw rangeError(fn, 'd', 'a distance other than 0', d);
  const dtype = dtypeOption(fn, o.dtype, float64);
  if (!((masks.float >> dtype.code) & 1)) throw typeError(fn, 'dtype', 'float32 or float64', dtype.name);
  const middle = Math.floor(n / 2);
  const device = deviceOption(fn, o.device);
  const out = allocate(fn, dtype, [half ? middle + 1 : n], device);
  const creation = { dtype: float64, device: device.name };
  const steps = half ? arange(0, middle + 1, 1, creation) : arange(-middle, n - middle, 1, creation);
  const order = half ? steps : roll(steps, -middle);
  const wide = binary(opRow('binary', 'divide'), order, d * n);
  copyInto(fn, out, wide);
  for (const temporary of [steps, order, wide]) temporary.dispose();
  return out;
}

/**
 * The frequencies of {@link fft}'s results: [0, 1, …, -2, -1] / (d·n), n numbers. Mirrors `numpy.fft.fftfreq`.
 *
 * @throws RangeError for n below 1 or d of 0; TypeError for a dtype other than float32 and float64.
 * @example
 * xp.fft.fftfreq(4, { d: 0.5 }) // [0, 0.5, -1, -0.5]
 */
export function fftfreq(n: number, options?: FrequencyOptions): NDArray {
  return frequencies('fftfreq', n, options, false);
}

/**
 * The frequencies of {@link rfft}'s results: [0, 1, …] / (d·n), n/2 + 1 numbers, none negative. Mirrors
 * `numpy.fft.rfftfreq`.
 *
 * @throws As fftfreq.
 * @example
 * xp.fft.rfftfreq(4, { d: 0.5 }) // [0, 0.5, 1]
 */
export function rfftfreq(n: number, options?: FrequencyOptions): NDArray {
  return frequencies('rfftfreq', n, options, true);
}

/** Options of {@link fftshift} and {@link ifftshift}. */
export interface ShiftOptions {
  /** One axis or several; by default all. */
  axes?: number | readonly number[] | null;
}

function shifted(fn: string, x: unknown, options: ShiftOptions | undefined, shift: (n: number) => number): NDArray {
  const array = checkArray(fn, 'x', x);
  const axes = normalizeAxes(fn, checkOptions(fn, options, ['axes']).axes, array.ndim, 'axes');
  if (axes.length === 0) {
    const out = allocate(fn, nativeDType(array), array.shape, array._device);
    copyInto(fn, out, array);
    return out;
  }
  return roll(
    array,
    axes.map((axis) => shift(array.shape[axis]!)),
    { axis: axes },
  );
}

/**
 * The zero frequency moved to the middle along `axes`: a {@link roll} by half of each extent, rounded down. Any dtype.
 * Mirrors `numpy.fft.fftshift`.
 *
 * @example
 * xp.fft.fftshift(xp.fft.fftfreq(5)) // [-0.4, -0.2, 0, 0.2, 0.4]
 */
export function fftshift(x: NDArray, options?: ShiftOptions): NDArray {
  return shifted('fftshift', x, options, (n) => Math.floor(n / 2));
}

/**
 * The inverse of {@link fftshift}, which differs from it where an extent is odd. Mirrors `numpy.fft.ifftshift`.
 *
 * @example
 * xp.fft.ifftshift(xp.fft.fftshift(xp.arange(5))); // [0, 1, 2, 3, 4]
 */
export function ifftshift(x: NDArray, options?: ShiftOptions): NDArray {
  return shifted('ifftshift', x, options, (n) => -Math.floor(n / 2));
}
