// Calinski and Harabasz's and Davies and Bouldin's figures: against scikit-learn, at any scale, and in their limits.
import { calinskiHarabaszScore, daviesBouldinScore } from '../../../lib/consumers/metrics';
import type { ArrayInput } from '../../../lib/standard';
import { readJson } from '../../support/fixtures';
import { dense, errorOf, worlds, type Dense } from '../graphs';

interface Known {
  name: string;
  x: number[][];
  labels: number[];
  calinskiHarabasz: number;
  daviesBouldin: number;
}

const { points } = readJson<{ points: Known[] }>('metrics/metrics.json.gz');
const scores = { calinskiHarabaszScore, daviesBouldinScore };

describe.each(worlds)('on $name', (world) => {
  const { xp, device } = world;

  test.each(points)('as scikit-learn has them: $name', async ({ x, labels, calinskiHarabasz, daviesBouldin }) => {
    const [X, names] = [dense(world, x), xp.asarray(labels, { dtype: xp.int32, device })];
    expect((await calinskiHarabaszScore(X, names)) / calinskiHarabasz).toBeCloseTo(1, 12);
    expect((await daviesBouldinScore(X, names)) / daviesBouldin).toBeCloseTo(1, 12);
  });
});

test('neither the unit of the points, nor where they lie, nor the names of the labels matter', async () => {
  const X = [[0], [1], [10], [11]];
  const moved = (scale: number, by: number): Dense => X.map(([x]) => [x! * scale + by]);
  for (const Y of [X, moved(1e200, 0), moved(1e-300, 0), moved(1, 1e9), moved(-3, 1)]) {
    // Means 0.5 and 10.5 around 5.5, all points 0.5 from theirs.
    expect((await calinskiHarabaszScore(Y, [7, 7, -1.5, -1.5])) / 200).toBeCloseTo(1, 12);
    expect(await daviesBouldinScore(Y, [true, true, false, false])).toBeCloseTo(0.1, 12);
  }
});

test('points that equal their means, and means that equal each other', async () => {
  const twice = [[1], [1], [2], [2]];
  expect(await calinskiHarabaszScore(twice, [0, 0, 1, 1])).toBe(1);
  expect(await daviesBouldinScore(twice, [0, 0, 1, 1])).toBe(0);
  // As scikit-learn: what lies between the means is 0, and clusters of one mean are not compared.
  expect(await calinskiHarabaszScore(twice, [0, 1, 0, 1])).toBe(0);
  expect(await daviesBouldinScore(twice, [0, 1, 0, 1])).toBe(0);
  const mixed = [[0.1], [0.7], [0.4], [0.7], [0.4], [0.1]];
  expect(await calinskiHarabaszScore(mixed, [0, 0, 0, 1, 1, 1])).toBeCloseTo(0, 14);
  expect(await daviesBouldinScore(mixed, [0, 0, 0, 1, 1, 1])).toBe(0);
  expect(await daviesBouldinScore([[1], [1], [1]], [0, 1, 1])).toBe(0);
});

test.each(Object.entries(scores))('wrong arguments are refused by name: %s', async (name, score) => {
  const X = [[0], [1], [10], [11]];
  const refused: [unknown, unknown, ErrorConstructor, RegExp][] = [
    [X, [0, 0, 0, 0], RangeError, /2 to n - 1 = 3 for the number of labels, got 1/],
    [X, [0, 1, 2, 3], RangeError, /got 4/],
    [X, [0, 1, 1], RangeError, /4 labels for labels, got 3/],
    [[[NaN], [1], [2]], [0, 0, 1], RangeError, /finite values for X/],
    [[1, 2, 3], [0, 0, 1], RangeError, /two axes/],
    ['X', [0, 0, 1], TypeError, /for X, got "X"/],
    [X, null, TypeError, /for labels, got null/],
  ];
  for (const [x, labels, kind, message] of refused) {
    const error = await errorOf(() => score(x as ArrayInput, labels as ArrayInput));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(new RegExp(`^${name}: expected `));
    expect(error.message).toMatch(message);
  }
});
