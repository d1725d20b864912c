// Splines of order 0, 1 and 3 along one axis: gather the pixels around each place and weigh them.
import type { AnyArray, ArrayNamespace } from '../../standard';
import { pixelAt, type Boundary } from '../ndimage/boundary';
import { correlateAlong, extended } from '../ndimage/correlate';

type Space = ArrayNamespace<AnyArray>;

/** The orders that are there. */
export type SplineOrder = 0 | 1 | 3;

/**
 * x with `length` pixels along the axis instead of n, the outer edges of the line staying where they are:
 * `scipy.ndimage.zoom(…, grid_mode=True)`. Order 0 keeps the dtype, the others need float64.
 *
 * In order 3 the spline's coefficients come from a filter cut off where its weights fall below 2^-53, which is where
 * NaN stops spreading (SciPy's recursion carries it over the whole line). On lines of less than a dozen pixels SciPy
 * before 1.18 errs in mode 'reflect' (its gh-24550); here the line goes on by its reflections.
 */
export function resampled(
  xp: Space,
  x: AnyArray,
  axis: number,
  length: number,
  order: SplineOrder,
  boundary: Boundary,
  cval: number,
): AnyArray {
  const n = x.shape[axis];
  // Then every place is a pixel, and a spline goes through its pixels.
  if (length === n) return x;
  const places = Float64Array.from({ length }, (_, k) => (k + 0.5) * (n / length) - 0.5);
  if (order === 0)
    return taken(
      xp,
      x,
      axis,
      [...places].map((place) => pixelAt(Math.floor(place + 0.5), n, boundary)),
    );
  // With a value or the last pixel beyond the edge the coefficients there follow no rule of their own: they are made.
  const margin = boundary === 'constant' || boundary === 'nearest' ? order : 0;
  const line = margin > 0 ? extended(xp, x, margin, margin, axis, boundary, cval) : x;
  const coefficients = order === 3 ? correlateAlong(xp, line, DIRECT_FILTER, axis, boundary, cval) : line;
  const taps = [...places].map((place) => (order === 3 ? cubic(place) : linear(place)));
  let sum: AnyArray | undefined;
  for (let t = 0; t <= order; t++) {
    const first = order === 3 ? -1 : 0;
    const at = [...places].map((place) => pixelAt(Math.floor(place) + first + t + margin, n + 2 * margin, boundary));
    const weights = xp.asarray(
      Float64Array.from(taps, (w) => w[t]),
      { device: x.device },
    );
    const column = xp.reshape(weights, [length, ...new Array<number>(x.ndim - 1 - axis).fill(1)]);
    const term = xp.multiply(taken(xp, coefficients, axis, at), column);
    sum = sum === undefined ? term : xp.add(sum, term);
  }
  return sum!;
}

function taken(xp: Space, x: AnyArray, axis: number, places: readonly number[]): AnyArray {
  return xp.take(x, xp.asarray(Int32Array.from(places), { device: x.device }), { axis });
}

function linear(place: number): number[] {
  const y = place - Math.floor(place);
  return [1 - y, y];
}

/** The cubic B-spline at the four knots around a place. */
function cubic(place: number): number[] {
  const y = place - Math.floor(place);
  const z = 1 - y;
  const outer = (t: number): number => (t * t * t) / 6;
  const inner = (t: number): number => 2 / 3 - t * t * (1 - t / 2);
  return [outer(z), inner(y), inner(z), outer(y)];
}

/**
 * From samples to the coefficients of a cubic B-spline: the inverse of (1, 4, 1) / 6, a two-sided exponential with the
 * pole √3 - 2 (Unser, Aldroubi & Eden 1991).
 */
const DIRECT_FILTER = directFilter();

function directFilter(): Float64Array {
  const pole = Math.sqrt(3) - 2;
  const radius = Math.ceil(-53 / Math.log2(-pole));
  const gain = (-6 * pole) / (1 - pole * pole);
  return Float64Array.from({ length: 2 * radius + 1 }, (_, i) => gain * pole ** Math.abs(i - radius));
}
