/**
 * Points against centers: which is nearest, and how far each is. Block by block, so that only what is asked for is held.
 */
import { rangeError } from '../../errors';
import { arrayNamespace, scope, type AnyArray, type ArrayInput, type ArrayNamespace } from '../../standard';
import { blockwise, centred, rowsOf, squaredDistances } from '../distances';
import { asMatrix, checkArray } from '../values';

type Space = ArrayNamespace<AnyArray>;

/** The points in the centers' dtype; refuses those of another dimension. */
export function pointsFor(fn: string, xp: Space, X: ArrayInput, centers: AnyArray): AnyArray {
  const points = xp.astype(asMatrix(fn, 'X', xp, X, centers.device), centers.dtype, { copy: false });
  if (points.shape[1] === centers.shape[1]) return points;
  throw rangeError(fn, 'X', `shape [n, ${centers.shape[1]}]`, `shape [${points.shape.join(', ')}]`);
}

/** 1, or where the squares of such lengths would leave the dtype's range a power of two near the largest. */
function unitOf(xp: Space, largest: AnyArray): AnyArray {
  const most = xp.finfo(largest.dtype).max ** 0.25;
  const ordinary = xp.logical_and(xp.less(largest, most), xp.greater(largest, 1 / most));
  const settled = xp.logical_or(ordinary, xp.logical_or(xp.equal(largest, 0), xp.logical_not(xp.isfinite(largest))));
  return xp.pow(2, xp.where(settled, 0, xp.floor(xp.log2(xp.where(settled, 1, largest)))));
}

/** For each point the number of the nearest center: int32; -1 where a coordinate is NaN or infinite. */
export function nearest(xp: Space, points: AnyArray, centers: AnyArray): AnyArray {
  // |x - c|² less |x|², around the centers' mean so that a common offset of the data does not eat the digits.
  const middle = xp.mean(centers, { axis: 0, keepdims: true });
  const unit = unitOf(xp, xp.max(xp.abs(xp.subtract(centers, middle))));
  const near = xp.divide(xp.subtract(centers, middle), unit);
  const squares = xp.sum(xp.square(near), { axis: 1 });
  return blockwise(xp, points.shape[0]!, centers.shape[0]!, (from, to) => {
    const some = points.get(xp.slice(from, to));
    const products = xp.matmul(xp.divide(xp.subtract(some, middle), unit), near.mT);
    const found = xp.argmin(xp.subtract(squares, xp.multiply(products, 2)), { axis: 1 });
    return xp.astype(xp.where(xp.all(xp.isfinite(some), { axis: 1 }), found, -1), xp.int32, { copy: false });
  });
}

/** The distances of the points to the centers, n × k, in the centers' dtype; computed in float64. */
export function distancesTo(xp: Space, points: AnyArray, centers: AnyArray): AnyArray {
  const wide = xp.astype(centers, xp.float64, { copy: false });
  const middle = xp.mean(wide, { axis: 0, keepdims: true });
  const reach = (x: AnyArray): AnyArray =>
    xp.max(xp.abs(xp.subtract(xp.astype(x, xp.float64, { copy: false }), middle)));
  const unit = unitOf(xp, xp.maximum(reach(points), reach(wide)));
  const [all, ends] = [centred(xp, points, middle, unit), centred(xp, wide, middle, unit)];
  return blockwise(xp, points.shape[0]!, centers.shape[0]!, (from, to) => {
    const apart = xp.sqrt(squaredDistances(xp, rowsOf(xp, all, from, to), ends));
    return xp.astype(xp.multiply(apart, unit), centers.dtype, { copy: false });
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
