// pad: numpy.pad. The axes are padded one after the other, so that corners follow from what the earlier axes made.
import { rangeError, typeError } from '../../errors';
import { checkOptions, isScalar, oneOf, wholeNumber, type AnyArray, type ArrayInput } from '../../standard';
import type { ArrayOf, Scalar } from '../../standard';
import { pixelAt } from '../ndimage/boundary';
import { floating, part, withArrays, type Space } from './arguments';
import { pairs, widths, type Pair, type PerAxis } from './pad_width';

const MODES = [
  'constant',
  'edge',
  'linear_ramp',
  'maximum',
  'mean',
  'median',
  'minimum',
  'reflect',
  'symmetric',
  'wrap',
  'empty',
] as const;

/** The modes of `numpy.pad`. */
export type PadMode = (typeof MODES)[number];

/** The number of elements put in front and behind: for all axes, or a list with an entry for each; or by axis. */
export type PadWidth = PerAxis<number> | Readonly<Record<string, number | readonly number[]>>;

/** Options of {@link pad}; lists as in {@link PadWidth}. */
export interface PadOptions {
  /** What is put there; default 'constant'. */
  mode?: PadMode;
  /** In mode 'constant': the values, default 0. */
  constant_values?: PerAxis<Scalar>;
  /** In mode 'linear_ramp': the outermost values, default 0. */
  end_values?: PerAxis<number>;
  /** In modes 'maximum', 'mean', 'median', 'minimum': of so many elements from the edge; default (null) of all. */
  stat_length?: PerAxis<number> | null;
  /** In modes 'reflect' and 'symmetric': 'odd' continues the slope, as twice the edge minus the image; default 'even'. */
  reflect_type?: 'even' | 'odd';
}

const KNOWN = ['mode', 'constant_values', 'end_values', 'stat_length', 'reflect_type'] as const;
const FN = 'pad';

/**
 * The array with elements put in front and behind along each axis; mirrors `numpy.pad` and (mode 'constant')
 * `array_api_extra.pad`.
 *
 * @param x Any shape and dtype. The modes 'linear_ramp', 'maximum', 'mean', 'median' and 'minimum' are for real dtypes;
 * ramps of integers are rounded down and means to the nearest, as NumPy does.
 * @param pad_width How many: 2 (everywhere), [1, 2] (before and after on every axis), [[1, 2], [0, 3]] (axis by axis),
 * { '-1': 2 } (named axes).
 * @returns A new array of x's dtype.
 * @throws RangeError for a negative width, an unknown mode, or an empty axis that only 'constant' and 'empty' extend;
 * TypeError for an argument of another kind.
 * @example
 * extra.pad(xp.asarray([1, 2, 3]), [2, 1], { mode: 'reflect' }).tolist(); // [3, 2, 1, 2, 3, 2]
 * extra.pad(xp.ones([2, 2]), 1, { constant_values: 5 }).shape; // [4, 4]
 */
export function pad<X extends ArrayInput>(x: X, pad_width: PadWidth, options?: PadOptions): ArrayOf<X> {
  const o = checkOptions(FN, options, KNOWN);
  const mode = oneOf(FN, 'mode', o.mode ?? 'constant', MODES);
  const odd = oneOf(FN, 'reflect_type', o.reflect_type ?? 'even', ['even', 'odd']) === 'odd';
  return withArrays(FN, { x }, (xp, found) => {
    const { ndim, dtype } = found.x;
    const given = widths(FN, pad_width, ndim);
    const constants = pairs(FN, 'constant_values', o.constant_values ?? 0, ndim, scalar);
    const ends = pairs(FN, 'end_values', o.end_values ?? 0, ndim, number);
    const lengths = pairs(FN, 'stat_length', o.stat_length ?? null, ndim, (v) =>
      v === null ? Infinity : wholeNumber(FN, 'stat_length', v, 1),
    );
    if (NUMERIC.has(mode) && !xp.isdtype(dtype, ['integral', 'real floating'])) {
      throw typeError(FN, 'x', `a real dtype for mode '${mode}'`, dtype.name);
    }
    const padded = given.reduce((y, [before, after], axis): AnyArray => {
      if (before + after === 0) return y;
      if (y.shape[axis] === 0 && mode !== 'constant' && mode !== 'empty') {
        throw rangeError(FN, 'mode', `'constant' or 'empty' for the empty axis ${axis}`, mode);
      }
      const margin = (values: AnyArray, count: number): AnyArray => xp.broadcast_to(values, lengthened(y, axis, count));
      switch (mode) {
        case 'constant':
        case 'empty': {
          const [left, right] = constants[axis]!.map((v) => constant(xp, v, y));
          return xp.concat([margin(left!, before), y, margin(right!, after)], { axis });
        }
        case 'edge':
          return placed(xp, y, axis, [before, after], 'nearest');
        case 'wrap':
          return placed(xp, y, axis, [before, after], 'wrap');
        case 'reflect':
        case 'symmetric': {
          if (odd) return oddly(xp, y, axis, [before, after], mode === 'symmetric');
          return placed(xp, y, axis, [before, after], mode === 'symmetric' ? 'reflect' : 'mirror');
        }
        case 'linear_ramp':
          return ramped(xp, y, axis, [before, after], ends[axis]!);
        default: {
          const n = y.shape[axis]!;
          const [first, last] = lengths[axis]!.map((length) => Math.min(length, n)) as [number, number];
          const left = statistic(xp, part(xp, y, axis, 0, first), axis, mode);
          const right = statistic(xp, part(xp, y, axis, n - last, n), axis, mode);
          return xp.concat([margin(left, before), y, margin(right, after)], { axis });
        }
      }
    }, found.x);
    return padded === found.x ? xp.asarray(found.x, { copy: true }) : padded;
  }) as ArrayOf<X>;
}

const NUMERIC = new Set<PadMode>(['linear_ramp', 'maximum', 'mean', 'median', 'minimum']);

function scalar(v: unknown): Scalar {
  if (!isScalar(v)) throw typeError(FN, 'constant_values', 'a scalar', v);
  return v;
}

/** The scalar in x's dtype, as a cast has it: 2.5 is 2 among integers, 7 is true among bools. */
function constant(xp: Space, v: Scalar, { dtype, device }: AnyArray): AnyArray {
  const direct = typeof v === 'bigint' && xp.isdtype(dtype, 'integral');
  return direct ? xp.asarray(v, { dtype, device }) : xp.astype(xp.asarray(v, { device }), dtype);
}

function number(v: unknown): number {
  if (typeof v !== 'number') throw typeError(FN, 'end_values', 'a number', v);
  return v;
}

function lengthened(x: AnyArray, axis: number, length: number): number[] {
  return x.shape.map((n, k) => (k === axis ? length : n));
}

/** Margins of elements that the line already has. */
function placed(
  xp: Space,
  x: AnyArray,
  axis: number,
  [before, after]: Pair<number>,
  rule: 'nearest' | 'wrap' | 'reflect' | 'mirror',
): AnyArray {
  const n = x.shape[axis]!;
  const places = Int32Array.from({ length: before + n + after }, (_, i) => pixelAt(i - before, n, rule));
  return xp.take(x, xp.asarray(places, { device: x.device }), { axis });
}

/** Mirrored at both ends and turned over there: 2 · edge - image. What is longer than the line is mirrored again. */
function oddly(xp: Space, x: AnyArray, axis: number, [before, after]: Pair<number>, withEdge: boolean): AnyArray {
  const skip = withEdge ? 0 : 1;
  let y = x;
  while (before > 0 || after > 0) {
    const n = y.shape[axis]!;
    const period = Math.max(1, n - skip);
    const [left, right] = [Math.min(period, before), Math.min(period, after)];
    // A line of one element has only its edge to mirror.
    const from = n === 1 ? 0 : skip;
    const turned = (edge: number, start: number, length: number): AnyArray =>
      xp.subtract(
        xp.multiply(part(xp, y, axis, edge, edge + 1), 2),
        xp.flip(part(xp, y, axis, start, start + length), { axis }),
      );
    y = xp.concat([turned(0, from, left), y, turned(n - 1, n - from - right, right)], { axis });
    [before, after] = [before - left, after - right];
  }
  return y;
}

/** Evenly spaced values between the outermost ones and the edges. */
function ramped(xp: Space, x: AnyArray, axis: number, [before, after]: Pair<number>, ends: Pair<number>): AnyArray {
  const { device, ndim } = x;
  const n = x.shape[axis]!;
  const ramp = (edge: AnyArray, end: number, count: number): AnyArray => {
    const from = floating(xp, edge);
    const places = xp.reshape(xp.arange(count, { dtype: from.dtype, device }), onAxis(ndim, axis, count));
    const step = xp.divide(xp.subtract(from, end), Math.max(1, count));
    const line = xp.add(xp.multiply(places, step), end);
    return xp.astype(xp.isdtype(x.dtype, 'integral') ? xp.floor(line) : line, x.dtype, { copy: false });
  };
  const left = ramp(part(xp, x, axis, 0, 1), ends[0], before);
  const right = xp.flip(ramp(part(xp, x, axis, n - 1, n), ends[1], after), { axis });
  return xp.concat([left, x, right], { axis });
}

function onAxis(ndim: number, axis: number, count: number): number[] {
  return Array.from({ length: ndim }, (_, k) => (k === axis ? count : 1));
}

/** One figure of each line, as NumPy has it: means and medians of integers are rounded, ties to even. */
function statistic(xp: Space, x: AnyArray, axis: number, mode: string): AnyArray {
  const over = { axis, keepdims: true };
  if (mode === 'maximum') return xp.max(x, over);
  if (mode === 'minimum') return xp.min(x, over);
  const values = floating(xp, x);
  const figure = mode === 'mean' ? xp.mean(values, over) : median(xp, values, axis);
  return xp.astype(xp.isdtype(x.dtype, 'integral') ? xp.round(figure) : figure, x.dtype, { copy: false });
}

function median(xp: Space, x: AnyArray, axis: number): AnyArray {
  const n = x.shape[axis]!;
  const middle = part(xp, xp.sort(x, { axis }), axis, (n - 1) >> 1, (n >> 1) + 1);
  const over = { axis, keepdims: true };
  return xp.where(xp.any(xp.isnan(x), over), NaN, xp.mean(middle, over));
}
