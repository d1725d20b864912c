// kneighborsGraph: as scikit-learn's, with oneself told by index, in every namespace.
import * as obol from '../../../lib';
import { kneighborsGraph as fromCluster } from '../../../lib/consumers/cluster';
import { kneighborsGraph } from '../../../lib/consumers/graph';
import type { AnySparse, ArrayInput } from '../../../lib/standard';
import { collected } from '../../support/collect';
import { small, testDevice as device } from '../../support/device';
import { readJson } from '../../support/fixtures';
import { dense, distance as gap, errorOf, foreign, list, matrix, own, worlds, type Dense } from '../graphs';

interface Known {
  k: number;
  includeSelf: boolean;
  mode: 'connectivity' | 'distance';
  graph: number[][];
}

const { line, neighbors } = readJson<{ line: number[][]; neighbors: Known[] }>('cluster/points.json.gz');

/** The neighbours by sorting all distances: of equal ones the lower index first, oneself by index. */
function byLoops(X: Dense, k: number, includeSelf: boolean): number[][] {
  return X.map((x, i) => {
    const others = X.map((y, j) => ({ j, d: Math.hypot(...x.map((v, c) => v - y[c]!)) }))
      .filter(({ j }) => j !== i)
      .sort((a, b) => a.d - b.d || a.j - b.j)
      .map(({ j }) => j);
    return (includeSelf ? [i, ...others] : others).slice(0, k).sort((a, b) => a - b);
  });
}

async function columns(graph: AnySparse): Promise<number[][]> {
  const [indices, indptr] = await Promise.all([list(graph.indices!), list(graph.indptr!)]);
  return indptr!.slice(1).map((end, i) => indices.slice(indptr[i], end));
}

describe.each(worlds)('on $name', (world) => {
  const { xp } = world;

  test.each(neighbors)('as scikit-learn has it: $k, $mode, includeSelf $includeSelf', async (known) => {
    const { k, mode, includeSelf, graph } = known;
    const found = await kneighborsGraph(dense(world, line), k, { mode, includeSelf });
    expect(gap(await matrix(found), graph)).toBeLessThan(1e-12);
    const { indptr, indices, data, shape, format } = found as unknown as AnySparse;
    expect([format, shape, await list(indptr!)]).toEqual(['csr', [40, 40], graph.map((_, i) => i * k).concat(40 * k)]);
    for (const part of [indptr!, indices!, data]) expect(part.__array_namespace__()).toBe(xp);
    for (const part of [indptr!, indices!, data]) expect(part.device).toBe(world.device);
  });

  const odd: [string, Dense][] = [
    ['duplicates only', Array.from({ length: 7 }, () => [2, 2])],
    ['pairs of duplicates', [[1], [5], [1], [5], [1], [9], [9]]],
    ['many duplicates and a few others', [[0], [0], [3], [0], [0], [0], [4], [0]]],
    ['two points', [[1], [2]]],
  ]; // prettier-ignore
  test.each(odd)('oneself is told by index: %s', async (_, X) => {
    for (const includeSelf of [false, true]) {
      for (let k = 1; k < X.length; k++) {
        const graph = await kneighborsGraph(dense(world, X), k, { includeSelf, mode: 'distance' });
        expect(await columns(graph as AnySparse)).toEqual(byLoops(X, k, includeSelf));
      }
    }
  });

  test("'auto' counts oneself in mode 'connectivity', and not in mode 'distance'", async () => {
    for (const mode of ['connectivity', 'distance'] as const) {
      const graph = await kneighborsGraph(dense(world, line), 3, { mode, includeSelf: 'auto' });
      expect(await columns(graph as AnySparse)).toEqual(byLoops(line, 3, mode === 'connectivity'));
    }
  });

  test('one point is its own only neighbour', async () => {
    const graph = await kneighborsGraph(dense(world, [[4, 2]]), 1, { includeSelf: true });
    expect(await matrix(graph)).toEqual([[1]]);
    expect((await errorOf(() => kneighborsGraph(dense(world, [[4, 2]]), 1))).message).toMatch(/for nNeighbors, got 1/);
  });
});

small('float32 points have float32 distances; whole numbers float64', async () => {
  const X = obol.asarray(Int16Array.of(1, 2, 4, 8, 16), { device });
  const column = obol.reshape(X, [5, 1]);
  const whole = await kneighborsGraph(column, 2, { mode: 'distance' });
  const single = await kneighborsGraph(obol.astype(column, obol.float32), 2, { mode: 'distance' });
  expect([whole.dtype, single.dtype]).toEqual([obol.float64, obol.float32]);
  expect(await matrix(single)).toEqual(await matrix(whole));
  expect((await kneighborsGraph(obol.astype(column, obol.float32), 2)).dtype).toBe(obol.float64);
});

small('points in any layout, changed or disposed of after the call', async () => {
  const wanted = await matrix(await kneighborsGraph(line, 4));
  const X = obol.asarray(line, { device });
  const turned = obol.asarray(X.T, { copy: true }).T;
  const wide = obol.zeros([80, 4], { device });
  wide.set([obol.slice(null, null, 2), obol.slice(1, 3)], X);
  for (const view of [turned, wide.get(obol.slice(null, null, 2), obol.slice(1, 3))])
    expect(await matrix(await kneighborsGraph(view, 4))).toEqual(wanted);
  const promise = kneighborsGraph(X, 4);
  X.set([obol.ellipsis], 0);
  X.dispose();
  expect(await matrix(await promise)).toEqual(wanted);
});

small('more points than a block, and nothing stays', async () => {
  const n = 1500;
  const X = Array.from({ length: n }, (_, i) => [Math.sin(i * i), Math.cos(7 * i), (i % 11) / 11]);
  const points = obol.asarray(X, { device });
  const graph = await kneighborsGraph(points, 3);
  const found = await columns(graph as unknown as AnySparse);
  const wanted = byLoops(X, 3, false);
  expect(found.flatMap((row, i) => (row.join() === wanted[i]!.join() ? [] : [i]))).toEqual([]);
  graph.dispose();
  const live = (): number => obol.device_stats(device).live_storages;
  await collected(live);
  const before = live();
  (await kneighborsGraph(points, 3, { includeSelf: true })).dispose();
  await obol.synchronize(device);
  expect(live()).toBeLessThanOrEqual(before);
});

test('it is the same function in obol/cluster, and takes lists', async () => {
  expect(fromCluster).toBe(kneighborsGraph);
  expect((await kneighborsGraph([[0], [1], [3]], 1)).toarray().tolist()).toEqual([
    [0, 1, 0],
    [1, 0, 0],
    [0, 1, 0],
  ]);
});

test('wrong arguments are refused', async () => {
  const X = dense(own, line);
  const refused: [unknown, unknown, object | undefined, ErrorConstructor, RegExp][] = [
    ['points', 1, undefined, TypeError, /for X/],
    [X, 40, undefined, RangeError, /in \[1, 39\] for nNeighbors, got 40/],
    [X, 41, { includeSelf: true }, RangeError, /in \[1, 40\]/],
    [X, 0, undefined, RangeError, /nNeighbors/],
    [X, 'two', undefined, TypeError, /nNeighbors/],
    [X, 2, { mode: 'weights' }, RangeError, /'connectivity' \| 'distance'/],
    [X, 2, { includeSelf: 'yes' as 'auto' }, TypeError, /a boolean for includeSelf/],
    [X, 2, { metric: 'cosine' }, TypeError, /unknown option metric/],
    [[[1], [NaN], [2]], 1, undefined, RangeError, /finite values for X/],
    [dense(foreign, [[1], [Infinity]]), 1, undefined, RangeError, /finite values for X/],
    [[1, 2, 3], 1, undefined, RangeError, /two axes/],
  ];
  for (const [x, k, options, kind, message] of refused) {
    const error = await errorOf(() => kneighborsGraph(x as ArrayInput, k as number, options));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^kneighborsGraph: /);
  }
});
