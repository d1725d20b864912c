// What the graph consumers' tests share: providers, small graphs in every form, and loops as oracles.
import * as obol from '../../lib';
import { toHost, type AnyArray, type AnySparse, type ArrayNamespace, type GraphInput } from '../../lib/standard';
import { plainCopy } from '../support/copies';
import { testDevice } from '../support/device';
import { plain } from '../support/plain';
import { clusterOf, sparseOf } from '../support/plain/sparse';

export type Space = ArrayNamespace<AnyArray>;
export type Dense = readonly (readonly number[])[];

/** A namespace and the device under test, which is not its default one. */
export interface World {
  readonly name: string;
  readonly xp: Space;
  readonly device: string;
}

/** A provider with `sparse` and `cluster` of its own: nothing of obol's is needed on it. */
export function capable(name = 'capable'): Space {
  const xp = plainCopy(name);
  return Object.assign(xp, { sparse: sparseOf(xp), cluster: clusterOf(xp) }) as unknown as Space;
}

/** obol's own arrays. */
export const own: World = { name: 'obol', xp: obol as unknown as Space, device: testDevice };

/** The provider without extensions; its work is lent to obol. */
export const foreign: World = {
  name: 'a provider without extensions',
  xp: plain as unknown as Space,
  device: 'tray:1',
};

export const worlds: readonly World[] = [
  own,
  { name: 'a provider with extensions', xp: capable(), device: 'tray:1' },
  foreign,
];

/** The graph as dense array, as parts, and as sparse arrays where the namespace has them. */
export function forms({ xp, device }: World, W: Dense): [string, GraphInput][] {
  const n = W.length;
  const ints = (values: number[]): AnyArray => xp.asarray(values, { dtype: xp.int32, device });
  const entries = W.flatMap((line, i) => line.flatMap((w, j) => (w === 0 ? [] : [{ i, j, w }])));
  const data = xp.asarray(
    entries.map(({ w }) => w),
    { dtype: xp.float64, device },
  );
  const row = ints(entries.map(({ i }) => i));
  const col = ints(entries.map(({ j }) => j));
  const indptr = ints(Array.from({ length: n + 1 }, (_, r) => entries.filter(({ i }) => i < r).length));
  const shape = [n, n];
  const found: [string, GraphInput][] = [
    ['dense array', dense({ xp, device }, W)],
    ['COO parts', { data, row, col, shape, format: 'coo' }],
    ['CSR parts', { data, indices: col, indptr, shape, format: 'csr' }],
  ];
  if (xp.sparse) {
    found.push(['COO array', xp.sparse.coo_array([data, [row, col]], { shape })]);
    found.push(['CSR array', xp.sparse.csr_array([data, [row, col]], { shape })]);
  }
  return found;
}

export function dense({ xp, device }: Pick<World, 'xp' | 'device'>, rows: Dense): AnyArray {
  return xp.asarray(rows, { dtype: xp.float64, device });
}

/** Each form of the graph in each world: `[label, world, graph]`. */
export function everywhere(W: Dense): [string, World, GraphInput][] {
  return worlds.flatMap((world) =>
    forms(world, W).map(([form, A]): [string, World, GraphInput] => [`${form}, ${world.name}`, world, A]),
  );
}

/** An array's values as rows; of a vector, one row. */
export async function rows(x: AnyArray): Promise<number[][]> {
  const values = Array.from((await toHost(x)).data, Number);
  const width = x.shape.at(-1) ?? 1;
  return Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
}

export async function list(x: AnyArray): Promise<number[]> {
  return Array.from((await toHost(x)).data, Number);
}

/** A matrix, whether it comes as dense array, sparse array or CSR parts. */
export async function matrix(found: unknown): Promise<number[][]> {
  const x = found as AnySparse & { indptr: AnyArray; indices: AnyArray };
  if (!('format' in x)) return rows(found as AnyArray);
  if (typeof x.toarray === 'function') return rows(x.toarray());
  const [data, indices, indptr] = await Promise.all([x.data, x.indices, x.indptr].map(list));
  const out = Array.from({ length: x.shape[0]! }, () => new Array<number>(x.shape[1]!).fill(0));
  out.forEach((line, i) => {
    for (let p = indptr![i]!; p < indptr![i + 1]!; p++) line[indices![p]!]! += data![p]!;
  });
  return out;
}

/** The largest difference between two matrices. */
export function distance(a: Dense, b: Dense): number {
  if (a.length !== b.length || a.some((line, i) => line.length !== b[i]!.length)) return Infinity;
  const gaps = a.flatMap((line, i) => line.map((v, j) => Math.abs(v - b[i]![j]!)));
  return gaps.some(Number.isNaN) ? NaN : Math.max(0, ...gaps);
}

/** Degrees without the diagonal. */
export function degrees(W: Dense): number[] {
  return W.map((line, i) => line.reduce((sum, w, j) => (i === j ? sum : sum + w), 0));
}

/** The graph with its nodes joined in a ring of random weights and random chords; symmetric. */
export function randomGraph(n: number, chords: number, seed: number): number[][] {
  let state = seed;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const W = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const join = (i: number, j: number): void => {
    W[i]![j] = W[j]![i] = 0.1 + random();
  };
  for (let i = 0; i < n; i++) join(i, (i + 1) % n);
  for (let c = 0; c < chords; c++) {
    const [i, j] = [Math.floor(random() * n), Math.floor(random() * n)];
    if (i !== j) join(i, j);
  }
  return W;
}

/** Two cliques of four, joined by one weak edge; what stands on the diagonal is to be ignored. */
export const twoCliques: Dense = Array.from({ length: 8 }, (_, i) =>
  Array.from({ length: 8 }, (__, j) => {
    if (i === j) return 5;
    if (i + j === 7 && Math.abs(i - j) === 1) return 0.125;
    return i < 4 === j < 4 ? 1 : 0;
  }),
);

/** A path of three nodes, a pair, and an isolated node. */
export const threeComponents: Dense = [
  [0, 2, 0, 0, 0, 0],
  [2, 0, 1, 0, 0, 0],
  [0, 1, 0, 0, 0, 0],
  [0, 0, 0, 0, 3, 0],
  [0, 0, 0, 3, 0, 0],
  [0, 0, 0, 0, 0, 0],
];

/** The error of a function that throws or whose Promise rejects. */
export async function errorOf(fn: () => unknown): Promise<Error & { code?: string; cause?: unknown }> {
  try {
    await fn();
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected an error, got none');
}
