/**
 * The adjusted Rand index of two labelings, as sklearn.metrics.adjusted_rand_score has it.
 */
import { type AnyArray, type ArrayInput, type ArrayNamespace } from '../../standard';
import { numberNow } from '../values';
import { betweenLabelings, pairsOf } from './groups';

const fn = 'adjustedRandScore';

/**
 * How far two labelings of the same elements agree, whatever the labels are called: 1 for the same partition, about 0
 * for labels given at random (Hubert and Arabie 1985). It waits for the result.
 *
 * It counts pairs by sorting, with functions of the standard alone, so any namespace will do whose arrays offer
 * `dataSync` or `tolist` for the one number at the end.
 *
 * @param a n labels: a real array of one axis, a typed array or a list.
 * @param b n labels of the same elements.
 * @throws TypeError for another kind or dtype; RangeError for no labels, several axes or two lengths.
 * @example
 * adjustedRandScore([0, 0, 1, 1], [7, 7, 3, 3]); // 1
 */
export function adjustedRandScore(a: ArrayInput, b: ArrayInput): number {
  const [both, inA, inB, n] = betweenLabelings(fn, a, b, (xp, x, y) => {
    const pairs = pairsOf(xp, x, y);
    return [...[pairs, x, y].map((labels) => numberNow(squares(xp, labels))), x.size] as const;
  }) as readonly [number, number, number, number];
  // Ordered pairs of distinct elements: together in both, in one only, in neither.
  const together = both - n;
  const onlyA = inA - both;
  const onlyB = inB - both;
  const apart = n * n - both - onlyA - onlyB;
  if (onlyA === 0 && onlyB === 0) return 1;
  const expected = (together + onlyA) * (onlyA + apart) + (together + onlyB) * (onlyB + apart);
  return (2 * (together * apart - onlyA * onlyB)) / expected;
}

/** The sum of the squares of the groups' sizes: the size of its group, summed over the elements. */
function squares(xp: ArrayNamespace<AnyArray>, labels: AnyArray): AnyArray {
  const sorted = xp.sort(labels);
  const size = xp.subtract(xp.searchsorted(sorted, sorted, { side: 'right' }), xp.searchsorted(sorted, sorted));
  return xp.sum(xp.astype(size, xp.float64));
}
