// Correlation along one axis: by the namespace's compiled kernel where it has one, else by the standard's functions.
import { extension, type AnyArray, type ArrayNamespace, type DType } from '../../standard';
import { pixelAt, type Boundary } from './boundary';

type Space = ArrayNamespace<AnyArray>;

/**
 * `scipy.ndimage.correlate1d`: each element becomes the weighted sum of its neighbours along `axis`, added in float64
 * and cast to x's dtype (integers are truncated and wrap, as in C). Real dtypes and bool.
 */
export function correlateAlong(
  xp: Space,
  x: AnyArray,
  weights: Float64Array,
  axis: number,
  boundary: Boundary,
  cval: number,
): AnyArray {
  const ndimage = extension(xp, 'ndimage');
  if (ndimage) return ndimage.correlate1d(x, [...weights], { axis, mode: boundary, cval, origin: 0 });
  if (x.size === 0) return xp.asarray(x, { copy: true });
  const centre = weights.length >> 1;
  const n = x.shape[axis];
  const line = extended(xp, xp.astype(x, xp.float64), centre, weights.length - 1 - centre, axis, boundary, cval);
  const shifted = (by: number): AnyArray => line.get(...along(xp, x.ndim, axis, centre + by, centre + by + n));
  return castLikeC(xp, weightedSum(xp, shifted, weights), x.dtype);
}

/** The index that takes `[start, stop)` of one axis and all of the others. */
export function along(xp: Space, ndim: number, axis: number, start: number | null, stop: number | null): object[] {
  return Array.from({ length: ndim }, (_, k) => (k === axis ? xp.slice(start, stop) : xp.slice(null, null)));
}

/** x with `before` and `after` more elements along the axis, as the boundary rule has them. */
export function extended(
  xp: Space,
  x: AnyArray,
  before: number,
  after: number,
  axis: number,
  boundary: Boundary,
  cval: number,
): AnyArray {
  const { device, dtype } = x;
  const n = x.shape[axis];
  if (boundary !== 'constant') {
    const places = Int32Array.from({ length: before + n + after }, (_, i) => pixelAt(i - before, n, boundary));
    return xp.take(x, xp.asarray(places, { device }), { axis });
  }
  const margin = (length: number): AnyArray =>
    xp.full(
      x.shape.map((s, k) => (k === axis ? length : s)),
      cval,
      { dtype, device },
    );
  return xp.concat([margin(before), x, margin(after)], { axis });
}

/**
 * The weighted sum in SciPy's order, so that it has the same bits: symmetric and antisymmetric weights meet the sum and
 * the difference of the two neighbours, from the far ones inwards.
 */
function weightedSum(xp: Space, shifted: (by: number) => AnyArray, weights: Float64Array): AnyArray {
  const centre = weights.length >> 1;
  const last = weights.length - 1 - centre;
  const parity = weights.length % 2 === 1 ? symmetry(weights) : 0;
  if (parity === 0) {
    let sum = xp.multiply(shifted(last), weights[centre + last]);
    for (let j = -centre; j < last; j++) sum = xp.add(sum, xp.multiply(shifted(j), weights[centre + j]));
    return sum;
  }
  const pair = (a: AnyArray, b: AnyArray): AnyArray => (parity > 0 ? xp.add(a, b) : xp.subtract(a, b));
  let sum = xp.multiply(shifted(0), weights[centre]);
  for (let j = -centre; j < 0; j++) {
    sum = xp.add(sum, xp.multiply(pair(shifted(j), shifted(-j)), weights[centre + j]));
  }
  return sum;
}

/** 1 for symmetric weights, -1 for those antisymmetric about their centre, up to rounding; else 0. */
function symmetry(weights: Float64Array): number {
  const centre = weights.length >> 1;
  const mirrored = (sign: number): boolean =>
    weights.every((w, i) => i >= centre || Math.abs(w - sign * weights[weights.length - 1 - i]) <= Number.EPSILON);
  return mirrored(1) ? 1 : mirrored(-1) ? -1 : 0;
}

/** float64 as another real dtype or bool, as a C cast has it: integers truncate, and narrow ones wrap. */
function castLikeC(xp: Space, x: AnyArray, dtype: DType): AnyArray {
  if (dtype === xp.float64) return x;
  if (dtype === xp.bool) return xp.not_equal(xp.trunc(x), 0);
  if (!xp.isdtype(dtype, 'integral') || dtype === xp.int32 || dtype === xp.int64) return xp.astype(x, dtype);
  // The standard leaves a float outside the integer's range undefined; a wider signed integer holds it.
  if (dtype === xp.uint64) {
    const negative = xp.astype(xp.astype(xp.minimum(x, 0), xp.int64), dtype);
    return xp.where(xp.less(x, 0), negative, xp.astype(xp.maximum(x, 0), dtype));
  }
  return xp.astype(xp.astype(x, dtype === xp.uint32 ? xp.int64 : xp.int32), dtype);
}
