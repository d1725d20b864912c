// docs/names.md: what it says on the right runs, and says it by names that exist.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as xp from 'obol';
import * as cluster from 'obol/cluster';
import * as extra from 'obol/extra';
import * as image from 'obol/image';
import * as io from 'obol/io';
import * as manifold from 'obol/manifold';
import * as metrics from 'obol/metrics';
import { gaussianFilter } from 'obol/ndimage';
import { arrayNamespace } from 'obol/standard';
import { inFolderOfItsOwn } from './folder';

inFolderOfItsOwn();

const text = readFileSync(join(__dirname, '../../scripts/docs/names.txt'), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.includes(' | ') && !line.startsWith('# '))
  .map((line) => [line.slice(0, line.lastIndexOf(' | ')), line.slice(line.lastIndexOf(' | ') + 3)] as const);

/** What the rows' names stand for; made anew for each row, as some write to them. */
function context(): Record<string, unknown> {
  const S = [
    [2, 1],
    [1, 3],
  ];
  return {
    xp,
    extra,
    ...cluster,
    ...image,
    ...io,
    ...manifold,
    ...metrics,
    gaussianFilter,
    arrayNamespace,
    a: xp.asarray([1, 2, 3]),
    b: xp.asarray([4, 1, 2]),
    x: xp.asarray([
      [1, -2, 3],
      [4, 5, -6],
    ]),
    y: xp.asarray([
      [2, 1, 3],
      [1, 5, 2],
    ]),
    cube: xp.zeros([2, 3, 4]),
    A: xp.asarray([
      [1, 2],
      [3, 4],
    ]),
    S: xp.asarray(S),
    z: xp.asarray([
      { re: 1, im: 2 },
      { re: 0, im: -1 },
    ]),
    i: xp.asarray([0, 1, 2], { dtype: xp.int32 }),
    mask: xp.asarray([
      [true, false, true],
      [false, true, false],
    ]),
    edges: xp.asarray([0, 2, 4]),
    list: new Set([1, 2]),
    bytes: Uint8Array.of(1, 2, 3),
    onHost: xp.ones([2], { device: 'cpu' }),
    rng: xp.random.default_rng(7),
    sparse: xp.sparse.csr_array(S),
    points: xp.asarray([[0], [1], [10], [11]]),
    graph: image.gridToGraph(3, 4),
  };
}

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<unknown[]>;

test('there are hundreds of rows, and none twice', () => {
  expect(rows.length).toBeGreaterThan(350);
  const theirs = rows.map(([name]) => name);
  expect(theirs.filter((name, at) => theirs.indexOf(name) !== at)).toEqual([]);
});

test('what stands on the right runs and gives something', async () => {
  const wrong: string[] = [];
  for (const [theirs, ours] of rows) {
    const values = context();
    try {
      const body = `return [${ours}];`;
      const results = await new AsyncFunction(...Object.keys(values), body)(...Object.values(values));
      const nothing =
        results.some((value) => value === undefined) &&
        !/\.set\(|dispose|synchronize|empty_cache|await write/.test(ours);
      if (nothing) wrong.push(`${theirs}: ${ours} gives undefined`);
    } catch (error) {
      wrong.push(`${theirs}: ${ours}: ${String(error)}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('most functions of the main namespace are on the right somewhere', () => {
  const said = new Set(rows.flatMap(([, ours]) => [...ours.matchAll(/xp\.(\w+)/g)].map((match) => match[1])));
  const functions = Object.entries(xp).filter(([name, value]) => typeof value === 'function' && /^[a-z]/.test(name));
  const absent = functions.map(([name]) => name).filter((name) => !said.has(name));
  expect(absent.sort()).toEqual(['broadcast_shapes', 'device_report'].filter((name) => absent.includes(name)));
});

test('the values are those that the other library gives', () => {
  const { x, a, b, y } = context() as Record<string, xp.NDArray>;
  const median = xp.mean(xp.sort(a!).get(xp.slice(1, 2)));
  expect(median.item()).toBe(2);
  expect(xp.flip(x!.T, { axis: 0 }).tolist()).toEqual([
    [3, -6],
    [-2, 5],
    [1, 4],
  ]);
  expect(xp.pow(xp.expand_dims(a!, 1), xp.asarray([2, 1, 0])).tolist()).toEqual([
    [1, 1, 1],
    [4, 2, 1],
    [9, 3, 1],
  ]);
  const fmod = xp.subtract(x!, xp.multiply(xp.trunc(xp.divide(x!, y!)), y!));
  expect(fmod.tolist()).toEqual([
    [1, 0, 0],
    [0, 0, 0],
  ]);
  expect(extra.segment_sum(b!, xp.asarray([0, 1, 0], { dtype: xp.int32 })).tolist()).toEqual([6, 1]);
  expect(xp.multiply(xp.add(xp.sign(xp.asarray([-2, 0, 3])), 1), 0.5).tolist()).toEqual([0, 0.5, 1]);
});
