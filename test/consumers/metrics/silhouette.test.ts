// Silhouettes and inertia: against scikit-learn, against plain loops, in blocks, and in their limits.
import * as obol from '../../../lib';
import { inertia, silhouetteSamples, silhouetteScore } from '../../../lib/consumers/metrics';
import type { ArrayInput } from '../../../lib/standard';
import { collected } from '../../support/collect';
import { small, testDevice } from '../../support/device';
import { readJson } from '../../support/fixtures';
import { dense, errorOf, list, worlds, type Dense } from '../graphs';

interface Known {
  name: string;
  x: number[][];
  labels: number[];
  samples: number[];
  score: number;
}

const { points } = readJson<{ points: Known[] }>('metrics/metrics.json.gz');

const distance = (a: readonly number[], b: readonly number[]): number => Math.hypot(...a.map((v, j) => v - b[j]!));

/** Silhouettes from a table of distances, by the definition. */
function byLoops(D: Dense, labels: readonly number[]): number[] {
  const names = [...new Set(labels)];
  return labels.map((label, i) => {
    const mean = (name: number): number => {
      const others = labels.flatMap((other, j) => (other === name && j !== i ? [D[i]![j]!] : []));
      return others.reduce((s, d) => s + d, 0) / others.length;
    };
    if (labels.filter((other) => other === label).length === 1) return 0;
    const [a, b] = [mean(label), Math.min(...names.filter((name) => name !== label).map(mean))];
    return Math.max(a, b) === 0 ? 0 : (b - a) / Math.max(a, b);
  });
}

/** Points along curves, with labels of very different sizes: more than one block of rows and of columns. */
function many(n: number): { x: number[][]; labels: number[] } {
  const x = Array.from({ length: n }, (_, i) => [Math.sin(i * 1.7) * (1 + (i % 5)), Math.cos(i * 0.3), i % 7]);
  const labels = Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 0 : i % 11));
  return { x, labels };
}

function near(found: readonly number[], wanted: readonly number[], digits = 9): void {
  expect(found.length).toBe(wanted.length);
  const wrong = found.flatMap((value, i) =>
    Math.abs(value - wanted[i]!) < 10 ** -digits ? [] : [{ i, value, wanted: wanted[i] }],
  );
  expect(wrong.slice(0, 3)).toEqual([]);
}

describe.each(worlds)('on $name', (world) => {
  const { xp, device } = world;

  test.each(points)('as scikit-learn has them: $name', async ({ x, labels, samples, score }) => {
    const X = dense(world, x);
    const found = await silhouetteSamples(X, xp.asarray(labels, { dtype: xp.int32, device }));
    expect([found.dtype, found.device, found.__array_namespace__()]).toEqual([xp.float64, device, xp]);
    near(await list(found), samples);
    expect(await silhouetteScore(X, xp.asarray(labels, { device }))).toBeCloseTo(score, 9);
    const D = x.map((a) => x.map((b) => distance(a, b)));
    near(await list(await silhouetteSamples(dense(world, D), labels2(labels), { metric: 'precomputed' })), samples, 12);
    function labels2(values: number[]) {
      return xp.asarray(values, { dtype: xp.int32, device });
    }
  });

  test('a sample is scored by itself: all of it is the whole score', async () => {
    const { x, labels } = points[0]!;
    const [X, names] = [dense(world, x), xp.asarray(labels, { dtype: xp.int32, device })];
    const whole = await silhouetteScore(X, names);
    expect(await silhouetteScore(X, names, { sampleSize: 60, randomState: 1 })).toBeCloseTo(whole, 12);
    const some = await silhouetteScore(X, names, { sampleSize: 30, randomState: 1 });
    expect(await silhouetteScore(X, names, { sampleSize: 30, randomState: 1 })).toBe(some);
    expect(Math.abs(some - whole)).toBeLessThan(0.2);
  });

  test('inertia is the sum of squares, by weight', async () => {
    const { x, labels } = points[0]!;
    const own = labels.map((label) => [4, -1, 9].indexOf(label));
    const centers = [[0, 0, 1], [3, 3, 2], [7, 6, 7]]; // prettier-ignore
    const squares = x.map((p, i) => distance(p, centers[own[i]!]!) ** 2);
    const weights = squares.map((_, i) => i % 4);
    const on = (values: readonly number[]) => xp.asarray(values, { dtype: xp.int32, device });
    const X = dense(world, x);
    expect(inertia(X, dense(world, centers), on(own))).toBeCloseTo(squares.reduce((s, v) => s + v, 0), 9); // prettier-ignore
    expect(inertia(X, dense(world, centers), on(own), { sampleWeight: on(weights) })).toBeCloseTo(
      squares.reduce((s, v, i) => s + v * weights[i]!, 0),
      9,
    );
  });
});

small('blocks join without a seam: as loops have it', async () => {
  const { x, labels } = many(700);
  const X = obol.asarray(x, { device: testDevice });
  const wanted = byLoops(
    x.map((a) => x.map((b) => distance(a, b))),
    labels,
  );
  near(await list(await silhouetteSamples(X, labels)), wanted);
  near(await list(await silhouetteSamples(obol.astype(X, obol.float32), labels)), wanted, 6);
});

small('duplicates are at distance 0, exactly; huge and far-away coordinates change nothing', async () => {
  const x = [[1e8, 3], [1e8, 3], [1e8, 3], [1e8 + 4, 3], [1e8 + 4, 3]]; // prettier-ignore
  const on = (rows: number[][]) => obol.asarray(rows, { device: testDevice });
  expect(await list(await silhouetteSamples(on(x), [0, 0, 0, 1, 1]))).toEqual([1, 1, 1, 1, 1]);
  const { x: y, labels } = many(60);
  const wanted = await list(await silhouetteSamples(on(y), labels));
  for (const factor of [1e-200, 1e200]) {
    const scaled = y.map((row) => row.map((v) => v * factor));
    near(await list(await silhouetteSamples(on(scaled), labels)), wanted, 10);
  }
  expect(await list(await silhouetteSamples(on([[2], [2], [2]]), [0, 0, 1]))).toEqual([0, 0, 0]);
});

small('a memory of blocks, not of n × n, and nothing stays', async () => {
  const { x, labels } = many(3000);
  const X = obol.asarray(x, { device: testDevice });
  const names = Int32Array.from(labels);
  const live = (): number => obol.device_stats(testDevice).live_storages;
  const once = async (): Promise<void> => (await silhouetteSamples(X, names)).dispose();
  await once();
  await obol.synchronize(testDevice);
  await collected(live);
  const before = live();
  await once();
  await obol.synchronize(testDevice);
  expect(live()).toBeLessThanOrEqual(before);
});

test('an abort between blocks ends it; progress is told', async () => {
  const { x, labels } = many(600);
  const controller = new AbortController();
  const seen: number[] = [];
  const job = silhouetteScore(x, labels, {
    signal: controller.signal,
    onProgress: ({ fraction }) => {
      seen.push(fraction);
      controller.abort('enough');
    },
  });
  const error = await errorOf(() => job);
  expect([error.name, error.code, error.cause, seen.length]).toEqual(['AbortError', 'ERR_OBOL_ABORTED', 'enough', 1]);
});

test('wrong arguments are refused', async () => {
  const X = [[0], [1], [2], [3]];
  const refused: [unknown, ArrayInput, object, RegExp][] = [
    [X, [0, 0, 0, 0], {}, /2 to n - 1 = 3 for the number of labels, got 1/],
    [X, [0, 1, 2, 3], {}, /2 to n - 1/],
    [X, [0, 1, 1], {}, /4 labels for labels, got 3/],
    [[[0], [NaN], [1]], [0, 0, 1], {}, /finite values for X/],
    [X, [0, 0, 1, 1], { metric: 'precomputed' }, /shape \[n, n\]/],
    [[[0, -1], [-1, 0]], [0, 1], { metric: 'precomputed' }, /numbers >= 0/],
    [[[0, 1, 1], [1, 2, 1], [1, 1, 0]], [0, 0, 1], { metric: 'precomputed' }, /0 for the diagonal of X, got 2/],
    [X, [0, 0, 1, 1], { metric: 'cosine' }, /'euclidean' \| 'precomputed'/],
    [X, [0, 0, 1, 1], { sampleSize: 5 }, /in \[3, 4\] for sampleSize/],
  ]; // prettier-ignore
  for (const [x, labels, options, message] of refused) {
    const error = await errorOf(() => silhouetteScore(x as ArrayInput, labels, options));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(message);
  }
  expect(() => inertia(X, [[0, 1]], [0, 0, 0, 0])).toThrow(/shape \[k, 1\] for centers/);
  expect(() => inertia(X, [[0], [1]], [0, 1, 2, 0])).toThrow(/whole numbers in \[0, 1\] for labels/);
  expect(() => inertia(X, [[0], [1]], [0, 1, 0.5, 0])).toThrow(/whole numbers/);
  expect(() => inertia(X, [[0]], [0])).toThrow(/4 labels for labels/);
  expect(() => inertia(X, [[0]], [0, 0, 0, 0], { sampleWeight: [1] })).toThrow(/shape \[4\] for sampleWeight/);
});
