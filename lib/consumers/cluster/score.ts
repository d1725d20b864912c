/**
 * The score of points under given centers, as the k-means estimators have it.
 */
import { rangeError } from '../../errors';
import { arrayNamespace, scope, type AnyArray, type ArrayInput, type ArrayNamespace } from '../../standard';
import { asPoints, checkArray, numbersOf } from '../values';
import { asWeights } from './kmeans';
import { nearest, pointsFor, squaresTo } from './nearest';

/** Less the sum of the points' squared distances to their nearest centers, by weight. */
export async function weightedScore(
  fn: string,
  X: ArrayInput,
  centers: AnyArray,
  sampleWeight: ArrayInput | null | undefined,
): Promise<number> {
  checkArray(fn, 'X', X);
  if (sampleWeight !== undefined && sampleWeight !== null) checkArray(fn, 'sampleWeight', sampleWeight);
  const xp: ArrayNamespace<AnyArray> = arrayNamespace(centers, X, sampleWeight) as ArrayNamespace<AnyArray>;
  return scope(xp, async () => {
    const given = sampleWeight ?? null;
    const [points, weights] = await Promise.all([
      asPoints(fn, 'X', xp, pointsFor(fn, xp, X, centers)),
      given === null ? null : asWeights(fn, xp, given, centers.device),
    ]);
    const n = points.shape[0]!;
    if (weights && (weights.ndim !== 1 || weights.size !== n)) {
      throw rangeError(fn, 'sampleWeight', `shape [${n}]`, `shape [${weights.shape.join(', ')}]`);
    }
    const squares = squaresTo(xp, points, centers, nearest(xp, points, centers));
    const [sum] = await numbersOf(xp, [xp.sum(weights ? xp.multiply(weights, squares) : squares)]);
    return -sum! || 0;
  });
}
