// Two labelings by pairs of elements: against the count of all pairs, and in their limits.
import { adjustedRandScore, fowlkesMallowsScore, randScore } from '../../../lib/consumers/metrics';
import type { AnyArray } from '../../../lib/standard';
import { worlds } from '../graphs';

/** Hubert and Arabie's index by looking at every pair of elements. */
function byPairs(a: readonly unknown[], b: readonly unknown[]): number {
  let [both, onlyA, onlyB, neither] = [0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      if (a[i] === a[j] && b[i] === b[j]) both++;
      else if (a[i] === a[j]) onlyA++;
      else if (b[i] === b[j]) onlyB++;
      else neither++;
    }
  }
  const pairs = both + onlyA + onlyB + neither;
  const expected = ((both + onlyA) * (both + onlyB)) / pairs;
  return (both - expected) / ((2 * both + onlyA + onlyB) / 2 - expected);
}

let state = 11;
const random = (n: number): number => {
  state = (state * 48271) % 2147483647;
  return state % n;
};
const labels = (n: number, k: number): number[] => Array.from({ length: n }, () => random(k));

describe.each(worlds)('on $name', ({ xp, device }) => {
  const ints = (values: readonly number[]): AnyArray => xp.asarray(values, { dtype: xp.int32, device });

  test.each([
    [40, 3, 3],
    [40, 2, 7],
    [60, 30, 2],
    [50, 5, 50],
  ])('%i random labels, %i and %i kinds: as by counting pairs', (n, k, l) => {
    const [a, b] = [labels(n, k), labels(n, l)];
    expect(adjustedRandScore(ints(a), ints(b))).toBeCloseTo(byPairs(a, b), 13);
  });

  test('labels that agree in part', () => {
    const a = labels(60, 4);
    const b = a.map((label) => (random(5) === 0 ? random(4) : label));
    const score = adjustedRandScore(ints(a), ints(b));
    expect(score).toBeCloseTo(byPairs(a, b), 13);
    expect(score).toBeGreaterThan(0.3);
  });

  test('the same partition under other names is 1, whatever the names and dtypes', () => {
    const a = labels(30, 4);
    const names = [-7, 1000000, 0, 3];
    expect(adjustedRandScore(ints(a), ints(a.map((label) => names[label]!)))).toBe(1);
    const b = xp.asarray(
      a.map((label) => label / 8),
      { dtype: xp.float32, device },
    );
    expect(adjustedRandScore(ints(a), b)).toBe(1);
    const two = a.map((label) => label % 2);
    expect(adjustedRandScore(ints(two), xp.astype(ints(two), xp.bool))).toBe(1);
  });

  test('trivial partitions: all in one and all alone', () => {
    const [one, alone] = [ints([0, 0, 0, 0]), ints([0, 1, 2, 3])];
    expect(adjustedRandScore(one, one)).toBe(1);
    expect(adjustedRandScore(alone, alone)).toBe(1);
    expect(adjustedRandScore(one, alone)).toBe(0);
    expect(adjustedRandScore(ints([5]), ints([2]))).toBe(1);
  });

  test('wrong arguments are refused', () => {
    const [two, three] = [ints([0, 1]), ints([0, 1, 2])];
    expect(() => adjustedRandScore(two, three)).toThrow(/two lists of one length, got 2 and 3/);
    expect(() => adjustedRandScore(two, three)).toThrow(RangeError);
    expect(() => adjustedRandScore(ints([]), ints([]))).toThrow(RangeError);
    expect(() => adjustedRandScore(xp.reshape(two, [1, 2]), two)).toThrow(/one axis of length >= 1 for a/);
    expect(() => adjustedRandScore(two, xp.astype(two, xp.complex64))).toThrow(TypeError);
    expect(() => adjustedRandScore(two, 'labels' as unknown as AnyArray)).toThrow(TypeError);
  });
});

test('lists and typed arrays will do', () => {
  expect(adjustedRandScore([0, 0, 1, 1], Int32Array.of(4, 4, 2, 2))).toBe(1);
  expect(adjustedRandScore([0, 0, 1, 2], [0, 0, 1, 1])).toBeCloseTo(byPairs([0, 0, 1, 2], [0, 0, 1, 1]), 14);
});

test('labels of two providers are refused by name', () => {
  const [a, b] = worlds.map(({ xp, device }) => xp.asarray([0, 1], { device }));
  expect(() => adjustedRandScore(a!, b!)).toThrow(/expected arrays of one namespace/);
});

test('the indices by pairs, of pairs that can be counted by hand', () => {
  // Of six pairs one is together in both, one in a alone, four are apart.
  expect(randScore([0, 0, 1, 1], [0, 0, 1, 2])).toBe(5 / 6);
  expect(fowlkesMallowsScore([0, 0, 1, 1], [0, 0, 1, 2])).toBeCloseTo(Math.SQRT1_2, 15);
  expect(fowlkesMallowsScore([0, 0, 1, 2], [0, 0, 1, 1])).toBeCloseTo(Math.SQRT1_2, 15);
  for (const a of [[5], [1, 1, 1], [0, 1, 2], [3, 3, 0]]) expect(randScore(a, a)).toBe(1);
  expect([[5], [0, 1, 2], [1, 1, 1]].map((a) => fowlkesMallowsScore(a, a))).toEqual([0, 0, 1]);
  expect([randScore([0, 0], [0, 1]), fowlkesMallowsScore([0, 0], [0, 1])]).toEqual([0, 0]);
  for (const [name, score] of Object.entries({ randScore, fowlkesMallowsScore })) {
    expect(() => score([0, 1], [0])).toThrow(new RegExp(`^${name}: expected two lists of one length`));
    expect(() => score([NaN], [0])).toThrow(RangeError);
    expect(() => score('ab' as never, [0])).toThrow(TypeError);
  }
});
