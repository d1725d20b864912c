// The measures of information between labelings: against scikit-learn, by identities, and in their limits.
import * as obol from '../../../lib';
import {
  adjustedMutualInfoScore,
  adjustedRandScore,
  completenessScore,
  contingencyMatrix,
  fowlkesMallowsScore,
  homogeneityCompletenessVMeasure,
  homogeneityScore,
  mutualInfoScore,
  normalizedMutualInfoScore,
  randScore,
  type AverageMethod,
  vMeasureScore,
} from '../../../lib/consumers/metrics';
import type { AnyArray, ArrayInput } from '../../../lib/standard';
import { readJson } from '../../support/fixtures';
import { rows, worlds } from '../graphs';

interface Known {
  name: string;
  a: number[];
  b: number[];
  contingency: number[][];
  mutualInfo: number;
  normalized: Record<AverageMethod, number>;
  adjusted: Record<AverageMethod, number>;
  homogeneity: number;
  completeness: number;
  vMeasure: number;
  vMeasureHalf: number;
  rand: number;
  randIndex: number;
  fowlkesMallows: number;
}

const { labelings } = readJson<{ labelings: Known[] }>('metrics/metrics.json.gz');
const averages: AverageMethod[] = ['min', 'geometric', 'arithmetic', 'max'];
const all: [string, (a: ArrayInput, b: ArrayInput) => number][] = [
  ['adjustedMutualInfoScore', adjustedMutualInfoScore],
  ['normalizedMutualInfoScore', normalizedMutualInfoScore],
  ['vMeasureScore', vMeasureScore],
  ['homogeneityScore', homogeneityScore],
  ['completenessScore', completenessScore],
  ['mutualInfoScore', mutualInfoScore],
];

describe.each(worlds)('on $name', ({ xp, device }) => {
  const ints = (values: readonly number[]): AnyArray => xp.asarray(values, { dtype: xp.int32, device });

  test.each(labelings)('as scikit-learn has them: $name', async (known) => {
    const [a, b] = [ints(known.a), ints(known.b)];
    expect(await rows(contingencyMatrix(a, b))).toEqual(known.contingency);
    expect(mutualInfoScore(a, b)).toBeCloseTo(known.mutualInfo, 13);
    for (const averageMethod of averages) {
      expect(normalizedMutualInfoScore(a, b, { averageMethod })).toBeCloseTo(known.normalized[averageMethod], 13);
      // Where chance reaches the most there is, scikit-learn divides one rounding error by another.
      if (known.name !== 'all alone')
        expect(adjustedMutualInfoScore(a, b, { averageMethod })).toBeCloseTo(known.adjusted[averageMethod], 11);
    }
    const { homogeneity, completeness, vMeasure } = homogeneityCompletenessVMeasure(a, b);
    expect(homogeneity).toBeCloseTo(known.homogeneity, 13);
    expect(completeness).toBeCloseTo(known.completeness, 13);
    expect(vMeasure).toBeCloseTo(known.vMeasure, 13);
    expect([homogeneityScore(a, b), completenessScore(a, b), vMeasureScore(a, b)]).toEqual([
      homogeneity,
      completeness,
      vMeasure,
    ]);
    expect(vMeasureScore(a, b, { beta: 0.5 })).toBeCloseTo(known.vMeasureHalf, 13);
    expect(adjustedRandScore(a, b)).toBeCloseTo(known.rand, 12);
    expect(randScore(a, b)).toBeCloseTo(known.randIndex, 14);
    expect(fowlkesMallowsScore(a, b)).toBeCloseTo(known.fowlkesMallows, 14);
  });

  test('the table comes in the dtype asked for, on the labels’ device', async () => {
    const table = contingencyMatrix(ints([3, 1, 1]), ints([0, 0, 7]));
    expect([table.dtype, table.device, table.shape]).toEqual([xp.int32, device, [2, 2]]); // prettier-ignore
    const smooth = contingencyMatrix(ints([3, 1, 1]), ints([0, 0, 7]), { eps: 0.5 });
    expect(smooth.dtype).toBe(xp.float64);
    expect(await rows(smooth)).toEqual([[1.5, 1.5], [1.5, 0.5]]); // prettier-ignore
  });
});

describe.each(all)('%s', (name, score) => {
  const pairs = labelings.map(({ a, b }) => [a, b] as const);

  test('the same partition under other names is 1, exactly', () => {
    const most = (a: readonly number[]): number => (name === 'mutualInfoScore' ? mutualInfoScore(a, a) : 1);
    for (const [a] of pairs)
      expect(
        score(
          a,
          Int32Array.from(a, (label) => 1000 - 7 * label),
        ),
      ).toBe(most(a));
    for (const trivial of [[5], [2, 2, 2], [0, 1, 2, 3]]) expect(score(trivial, trivial)).toBe(most(trivial));
  });

  test('exchanged labelings are told as they should be', () => {
    const mirror = { homogeneityScore: completenessScore, completenessScore: homogeneityScore }[name] ?? score;
    for (const [a, b] of pairs) expect(mirror(b, a)).toBeCloseTo(score(a, b), 13);
  });

  test('a labeling of one cluster says nothing of others', () => {
    const value = score([0, 0, 1, 1], [3, 3, 3, 3]);
    expect(value).toBe(name === 'completenessScore' ? 1 : 0);
  });

  test('wrong labels are refused by name', () => {
    const refused: [ArrayInput, ArrayInput, RegExp][] = [
      [[0, 1], [0, 1, 2], /two lists of one length, got 2 and 3/],
      [[], [], /one axis of length >= 1/],
      [[0, NaN], [0, 1], /labels for a, got NaN/],
      [[[0, 1]], [0, 1], /one axis/],
    ]; // prettier-ignore
    for (const [a, b, message] of refused) {
      expect(() => score(a, b)).toThrow(RangeError);
      expect(() => score(a, b)).toThrow(message);
    }
    expect(() => score('labels' as unknown as ArrayInput, [0])).toThrow(TypeError);
  });
});

/** The mean over all orders of b of the mutual information with a: what the expected information is. */
function meanOverOrders(a: number[], b: number[]): number {
  let [sum, count] = [0, 0];
  const visit = (rest: number[], order: number[]): void => {
    if (rest.length === 0) {
      sum += mutualInfoScore(a, order);
      count++;
    }
    rest.forEach((label, i) => visit([...rest.slice(0, i), ...rest.slice(i + 1)], [...order, label]));
  };
  visit(b, []);
  return sum / count;
}

test('the adjustment is the mean over all orders of the labels', () => {
  const [a, b] = [[0, 0, 0, 1, 1, 2], [0, 1, 1, 1, 0, 0]]; // prettier-ignore
  const expected = meanOverOrders(a, b);
  const h = (x: number[]): number => mutualInfoScore(x, x);
  const score = (mutualInfoScore(a, b) - expected) / ((h(a) + h(b)) / 2 - expected);
  expect(adjustedMutualInfoScore(a, b)).toBeCloseTo(score, 13);
});

test('labels given at random score about 0 when adjusted, however many there are; that is not so unadjusted', () => {
  let state = 5;
  const random = (k: number): number => (state = (state * 48271) % 2147483647) % k;
  const a = Array.from({ length: 400 }, () => random(50));
  const b = Array.from({ length: 400 }, () => random(80));
  expect(Math.abs(adjustedMutualInfoScore(a, b))).toBeLessThan(0.05);
  expect(normalizedMutualInfoScore(a, b)).toBeGreaterThan(0.4);
  expect(adjustedMutualInfoScore([0, 1, 2, 3], [0, 0, 1, 1])).toBe(0);
});

test('labels of any integer width and of bools keep apart what differs', () => {
  const wide = [2n ** 60n, 2n ** 60n + 1n, 2n ** 60n, 2n ** 60n + 1n];
  expect(normalizedMutualInfoScore(wide, [0, 1, 0, 1])).toBe(1);
  expect(adjustedRandScore(BigUint64Array.from(wide), [0, 1, 0, 1])).toBe(1);
  expect(vMeasureScore([true, false, true], Uint8Array.of(9, 4, 9))).toBe(1);
  expect(mutualInfoScore(obol.asarray([1.5, -2]), [0, 0])).toBe(0);
});

test('unknown options and wrong values are refused', () => {
  const wrong = { averageMethod: 'harmonic' as AverageMethod };
  expect(() => adjustedMutualInfoScore([0, 1], [0, 1], wrong)).toThrow(/'min' \| 'geometric' \| 'arithmetic' \| 'max'/);
  expect(() => normalizedMutualInfoScore([0], [0], { average: 'max' } as object)).toThrow(/unknown option average/);
  expect(() => vMeasureScore([0], [0], { beta: -1 })).toThrow(RangeError);
  expect(() => contingencyMatrix([0], [0], { eps: 'a' as unknown as number })).toThrow(TypeError);
  const names = Int32Array.from({ length: 50000 }, (_, i) => i);
  expect(() => contingencyMatrix(names, names)).toThrow(
    /^contingencyMatrix: expected a product of at most 2\^31 - 1 for .*, got \[50000, 50000\]/,
  );
});
