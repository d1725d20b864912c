/**
 * Points against centers: which is nearest, and how far each is. Block by block, so that only what is asked for is held.
 */
import { rangeError } from '../../errors';
import { arrayNamespace, scope, type AnyArray, type ArrayInput, type ArrayNamespace } from '../../standard';
import { blockwise, measured, squaredDistances } from '../distances';
import { asMatrix, checkArray } from '../values';

type Space = ArrayNamespace<AnyArray>;

/** The points in the centers' dtype; refuses those of another dimension. */
export function pointsFor(fn: string, xp: Space, X: ArrayInput, centers: AnyArray): AnyArray {
  const points = xp.astype(asMatrix(fn, 'X', xp, X, centers.device), centers.dtype, { copy: false });
  if (points.shape[1] === centers.shape[1]) return points;
  throw rangeError(fn, 'X', `shape [n, ${centers.shape[1]}]`, `shape [${points.shape.join(', ')}]`);
}

/** 1, or where the squares of such lengths would leave the dtype's range a power of two near them. */
function unitOf(xp: Space, largest: AnyArray): AnyArray {
  const most = xp.finfo(largest.dtype).max ** 0.25;
  const ordinary = xp.logical_and(xp.less(largest, most), xp.greater(largest, 1 / most));
  const settled = xp.logical_or(ordinary, xp.logical_or(xp.equal(largest, 0), xp.logical_not(xp.isfinite(largest))));
  return xp.pow(2, xp.where(settled, 0, xp.floor(xp.log2(xp.where(settled, 1, largest)))));
}

/** Points beside centers, around the centers' mean, each point and the centers all divided by a power of two. */
interface Scaled {
  readonly rows: AnyArray;
  readonly ends: AnyArray;
  /** The points' divisors, n × 1. */
  readonly unit: AnyArray;
  /** The centers' divisor in each point's. */
  readonly ratio: AnyArray;
}

/** Each point is divided as its own length asks: a far one does not cost the others their digits. */
function scaled(xp: Space, points: AnyArray, centers: AnyArray, middle: AnyArray): Scaled {
  const [apart, around] = [xp.subtract(points, middle), xp.subtract(centers, middle)];
  const reach = xp.max(xp.abs(around));
  const own = unitOf(xp, reach);
  const unit = unitOf(xp, xp.maximum(xp.max(xp.abs(apart), { axis: 1, keepdims: true }), reach));
  // Above 1 only where all centers are the mean, or the point is not finite.
  const ratio = xp.minimum(xp.divide(own, unit), 1);
  return { rows: xp.divide(apart, unit), ends: xp.divide(around, own), unit, ratio };
}

/** For each point the number of the nearest center: int32; -1 where a coordinate is NaN or infinite. */
export function nearest(xp: Space, points: AnyArray, centers: AnyArray): AnyArray {
  // |x - c|² less |x|², around the centers' mean so that a common offset of the data does not eat the digits.
  const middle = xp.mean(centers, { axis: 0, keepdims: true });
  return blockwise(xp, points.shape[0]!, centers.shape[0]!, (from, to) => {
    const some = points.get(xp.slice(from, to));
    const { rows, ends, ratio } = scaled(xp, some, centers, middle);
    const squares = xp.sum(xp.square(ends), { axis: 1, keepdims: true });
    // By one product: (-2 x, 1) by (c, |c|²), in units that keep both of ordinary size.
    const terms = xp.matmul(
      xp.concat([xp.multiply(rows, -2), ratio], { axis: 1 }),
      xp.concat([ends, squares], { axis: 1 }).mT,
    );
    const found = xp.argmin(terms, { axis: 1 });
    return xp.astype(xp.where(xp.all(xp.isfinite(some), { axis: 1 }), found, -1), xp.int32, { copy: false });
  });
}

/**
 * The distances of the points to the centers, n × k, in the centers' dtype; computed in float64. NaN where a coordinate
 * is NaN, infinity where one is infinite.
 */
export function distancesTo(xp: Space, points: AnyArray, centers: AnyArray): AnyArray {
  const wide = (x: AnyArray): AnyArray => xp.astype(x, xp.float64, { copy: false });
  const middle = xp.mean(wide(centers), { axis: 0, keepdims: true });
  return blockwise(xp, points.shape[0]!, centers.shape[0]!, (from, to) => {
    const some = wide(points.get(xp.slice(from, to)));
    const { rows, ends, unit, ratio } = scaled(xp, some, wide(centers), middle);
    const squares = squaredDistances(xp, measured(xp, rows), measured(xp, ends), ratio);
    const lengths = xp.sum(xp.abs(some), { axis: 1, keepdims: true });
    const odd = xp.logical_not(xp.all(xp.isfinite(some), { axis: 1, keepdims: true }));
    const apart = xp.where(odd, lengths, xp.multiply(xp.sqrt(squares), unit));
    return xp.astype(apart, centers.dtype, { copy: false });
  });
}

/** For each point its squared distance to the center of this number: float64. */
export function squaresTo(xp: Space, points: AnyArray, centers: AnyArray, labels: AnyArray): AnyArray {
  const wide = (x: AnyArray): AnyArray => xp.astype(x, xp.float64, { copy: false });
  const apart = xp.subtract(wide(points), xp.take(wide(centers), labels, { axis: 0 }));
  return xp.sum(xp.square(apart), { axis: 1 });
}

/** What `of` makes of points beside centers, in their namespace. */
export function toCenters(fn: string, X: ArrayInput, centers: AnyArray, of: typeof nearest): AnyArray {
  checkArray(fn, 'X', X);
  const xp: Space = arrayNamespace(centers, X as AnyArray);
  return scope(xp, () => of(xp, pointsFor(fn, xp, X, centers), centers));
}
