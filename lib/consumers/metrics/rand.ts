/**
 * Two labelings by pairs of elements: the Rand index, adjusted or not, and Fowlkes and Mallows', as sklearn.metrics has
 * them.
 */
import { type AnyArray, type ArrayInput, type ArrayNamespace } from '../../standard';
import { numberNow } from '../values';
import { betweenLabelings, pairsOf } from './groups';

/** Ordered pairs of distinct elements: together in both labelings, in one only, in neither. Exact up to 9e7 elements. */
interface Pairs {
  readonly together: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly apart: number;
}

function pairsBetween(fn: string, a: ArrayInput, b: ArrayInput): Pairs {
  const [both, inA, inB, n] = betweenLabelings(fn, a, b, (xp, x, y) => {
    const pairs = pairsOf(xp, x, y);
    return [...[pairs, x, y].map((labels) => numberNow(squares(xp, labels))), x.size] as const;
  }) as readonly [number, number, number, number];
  const [onlyA, onlyB] = [inA - both, inB - both];
  return { together: both - n, onlyA, onlyB, apart: n * n - both - onlyA - onlyB };
}

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
  const { together, onlyA, onlyB, apart } = pairsBetween('adjustedRandScore', a, b);
  if (onlyA === 0 && onlyB === 0) return 1;
  const expected = (together + onlyA) * (onlyA + apart) + (together + onlyB) * (onlyB + apart);
  return (2 * (together * apart - onlyA * onlyB)) / expected;
}

/**
 * The part of the pairs of elements that two labelings treat alike, both together or both apart: 1 for the same
 * partition (Rand 1971). Labels given at random have a high one too; {@link adjustedRandScore} allows for chance. It
 * waits for the result.
 *
 * @param a n labels: a real array of one axis, a typed array or a list.
 * @param b n labels of the same elements.
 * @throws TypeError for another kind or dtype; RangeError for no labels, several axes, two lengths or NaN.
 * @example
 * randScore([0, 0, 1, 1], [0, 0, 1, 2]); // 5/6
 */
export function randScore(a: ArrayInput, b: ArrayInput): number {
  const { together, onlyA, onlyB, apart } = pairsBetween('randScore', a, b);
  const [alike, all] = [together + apart, together + apart + onlyA + onlyB];
  return all === 0 ? 1 : alike / all;
}

/**
 * The geometric mean of two shares: of the pairs together in `a` those that are so in `b`, and the reverse. 1 for the
 * same partition, 0 where no pair is together in both, so also where each element has a label of its own (Fowlkes and
 * Mallows 1983). It waits for the result.
 *
 * @param a n labels: a real array of one axis, a typed array or a list.
 * @param b n labels of the same elements.
 * @throws TypeError for another kind or dtype; RangeError for no labels, several axes, two lengths or NaN.
 * @example
 * fowlkesMallowsScore([0, 0, 1, 1], [0, 0, 1, 2]); // sqrt(1/2)
 */
export function fowlkesMallowsScore(a: ArrayInput, b: ArrayInput): number {
  const { together, onlyA, onlyB } = pairsBetween('fowlkesMallowsScore', a, b);
  return together === 0 ? 0 : Math.sqrt(together / (together + onlyA)) * Math.sqrt(together / (together + onlyB));
}

/** The sum of the squares of the groups' sizes: the size of its group, summed over the elements. */
function squares(xp: ArrayNamespace<AnyArray>, labels: AnyArray): AnyArray {
  const sorted = xp.sort(labels);
  const size = xp.subtract(xp.searchsorted(sorted, sorted, { side: 'right' }), xp.searchsorted(sorted, sorted));
  return xp.sum(xp.astype(size, xp.float64));
}
