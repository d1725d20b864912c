/**
 * Junk in the place of arguments, of options and of members of lists, and what must become of it: an answer, or a
 * TypeError, RangeError or ObolError that names the function; never a crash, a hang or an error of the engine.
 */
import * as xp from 'obol';
import { small, testDevice } from '../../support/device';
import { plain } from '../../support/plain';
import { counted, DTypeArgument, print, runs, seed } from './check';
import { Laid } from './layout';

export type Call = (...args: unknown[]) => unknown;
/** A value and what it is, for the message. */
export type Junk = readonly [what: string, make: () => unknown];

function disposed(): unknown {
  const x = xp.zeros([2], { device: testDevice });
  x.dispose();
  return x;
}
const cyclic: unknown[] = [];
cyclic.push(cyclic);
const thrown = 'no namespace today';
const thrower = {
  __array_namespace__(): never {
    throw new Error(thrown);
  },
};

/** What stands for nothing in any place. */
export const never: readonly Junk[] = [
  ['a symbol', () => Symbol('junk')],
  ['a function', () => () => 0],
  ['a disposed array', disposed],
  ['a Date', () => new Date(0)],
  ['a Map', () => new Map()],
  ['a foreign array', () => plain.zeros([2])],
  ['a foreign object', () => thrower],
  ['a list of itself', () => cyclic],
  ['a list of symbols', () => [Symbol('junk')]],
  ['a class', () => Array],
];
/** What may be an argument somewhere. */
export const perhaps: readonly Junk[] = [
  ...[undefined, null, {}, [], [[]], 'x', '', NaN, Infinity, -Infinity, -1, -0, 2.5, 1e308, 2 ** 53, -(2 ** 46)].map(
    (v): Junk => [typeof v === 'object' && v !== null ? JSON.stringify(v) : String(v), () => v],
  ),
  ...[true, 10n, -(2n ** 70n), { re: 1, im: NaN }, { axis: 0 }, { dtype: 'float32' }, [undefined], [null], ['x']].map(
    (v): Junk => [print(v), () => v],
  ),
  ['a huge shape', () => [2 ** 31, 2 ** 31]],
  ['a huge extent', () => 2 ** 46],
  ['a shape of 40 axes', () => new Array<number>(40).fill(1)],
  ['a long list', () => new Array<number>(3000).fill(0)],
  ['a typed array', () => Float64Array.of(1.5)],
  ['a Buffer', () => Buffer.from('junk')],
  ['a list of lists', () => [[1, 2], [3]]],
  ['an array', () => xp.ones([2, 2], { device: testDevice })],
  ['an empty array', () => xp.ones([0, 3], { device: testDevice })],
  ['a 0-d array', () => xp.asarray(5n, { device: testDevice })],
  ['a mask', () => xp.asarray([true, false], { device: testDevice })],
  ['a sparse array', () => xp.sparse.coo_array(xp.ones([2, 2], { device: testDevice }))],
  ['the namespace', () => xp],
  ['a dtype', () => xp.int8],
  ['a generator', () => xp.random.default_rng(1)],
  ['a slice', () => xp.slice(0, 1)],
];

/** The real arguments, with junk in the `place`-th position among them, their options and members. */
export function spoiled(args: readonly unknown[], place: number, junk: () => unknown): unknown[] {
  let count = 0;
  const visit = (v: unknown): unknown => {
    if (count++ === place) return junk();
    if (v instanceof Laid) return v.make();
    if (v instanceof DTypeArgument) return (xp as unknown as Record<string, unknown>)[v.name];
    if (Array.isArray(v)) return v.map(visit);
    if (typeof v === 'object' && v !== null && Object.getPrototypeOf(v) === Object.prototype)
      return Object.fromEntries(Object.entries(v).map(([key, part]) => [key, visit(part)]));
    return v;
  };
  const out = args.map(visit);
  return count <= place ? [...out, junk()] : out;
}

/** Waits for whatever a result holds. */
export function settle(v: unknown): void {
  if (v instanceof xp.NDArray) v.dataSync();
  else if (v instanceof xp.sparse.SparseArray) settle(v.data);
  else if (Array.isArray(v)) v.forEach(settle);
  else if (typeof v === 'object' && v !== null && !ArrayBuffer.isView(v) && !('itemsize' in v))
    Object.values(v).forEach(settle);
}

/** What is wrong with an error: its kind, or that it does not name the function. */
export function wrongError(name: string, error: unknown, reading: boolean): string | undefined {
  const e = error as Error;
  const kinds = ['TypeError', 'RangeError', 'ObolError', 'AbortError'];
  if (!(e instanceof Error) || !kinds.includes(e.name)) return `an error of another kind: ${String(error)}`;
  if (reading ? !/^[\w.]+: /.test(e.message) : !e.message.startsWith(`${name}: `))
    return `an error that does not name it: ${e.message}`;
  return undefined;
}

/** A function and arguments that it answers; new ones for each call. */
export interface JunkRow {
  readonly call: Call;
  readonly args: () => readonly unknown[];
  /** What messages begin with, where it is not the row's name. */
  readonly named?: string;
  /** A consumer: the functions under it may be named instead, and errors of a provider or of the system pass through. */
  readonly consumer?: boolean;
}

/** How many places there are: the arguments, their options and members. */
function places(args: readonly unknown[]): number {
  const size = (v: unknown): number => {
    if (Array.isArray(v)) return 1 + v.reduce((n: number, part) => n + size(part), 0);
    if (typeof v === 'object' && v !== null && Object.getPrototypeOf(v) === Object.prototype)
      return 1 + size(Object.values(v)) - 1;
    return 1;
  };
  return size(args) - 1;
}

/** What an iteration had reached is its caller's. */
function disposeAll(partial: unknown): void {
  if (typeof partial !== 'object' || partial === null) return;
  for (const x of Object.values(partial)) if (x instanceof xp.NDArray) x.dispose();
}

async function complaint(name: string, row: JunkRow, place: number, junk: () => unknown): Promise<string | undefined> {
  let reading = false;
  try {
    const got = await row.call(...spoiled(row.args(), place, junk));
    reading = true;
    settle(got);
  } catch (error) {
    disposeAll((error as { partial?: unknown } | undefined)?.partial);
    const { code, message } = error as NodeJS.ErrnoException;
    if (row.consumer && (/^E[A-Z]+$/.test(code ?? '') || message === thrown)) return undefined;
    return wrongError(row.named ?? name, error, reading || row.consumer === true);
  }
  return undefined;
}

/**
 * Tests of functions, synchronous or not: with the arguments as they are they answer; with junk in some place they answer
 * or refuse by name; and nothing that they made is left on the device. One of three pairs of a place and junk is tried;
 * OBOL_TEST_RUNS=3: all.
 */
export function junkTable(table: Readonly<Record<string, JunkRow>>): void {
  const all = [...never, ...perhaps];
  const stride = Math.max(1, Math.round(30 / runs(10)));
  for (const [name, row] of Object.entries(table))
    small(name, async () => {
      await xp.scope(async () => settle(await row.call(...row.args())));
      const count = xp.scope(() => places(row.args())) + 1;
      // Work that is still queued holds on to its arrays.
      const live = async (): Promise<number> => {
        await xp.synchronize(testDevice);
        return xp.device_stats(testDevice).live_storages;
      };
      const before = await live();
      const wrong: string[] = [];
      for (let i = (seed + name.length) % stride; i < count * all.length; i += stride) {
        const place = Math.floor(i / all.length);
        const [what, make] = all[i % all.length]!;
        counted.cases++;
        const found = await xp.scope(() => complaint(name, row, place, make));
        if (found !== undefined) wrong.push(`with ${what} at ${place}: ${found}`);
      }
      expect(wrong).toEqual([]);
      expect(await live()).toBeLessThanOrEqual(before);
    });
}
