/** Rows of the table of functions, how they are run, and how far a result may be from the oracle's. */
import * as fc from 'fast-check';
import * as xp from 'obol';
import { NDArray } from 'obol';
import { onSimulator, testDevice, type small } from '../../support/device';
import { ulp } from '../../support/ulp';
import { isComplex, isFloat, isSingle, Refusal, type Host, type Name, type Value, type Z } from './host';
import { Laid, read, show } from './layout';

/** A dtype among the arguments: the oracle sees its name. */
export class DTypeArgument {
  constructor(readonly name: Name) {}
  toString(): string {
    return `xp.${this.name}`;
  }
}
/** A JavaScript value that a function returns beside arrays: compared with toEqual, dtypes by name. */
export class Plain {
  constructor(readonly value: unknown) {}
}
/** A host array with the error that each element is allowed, in absolute terms. */
export interface Near extends Host {
  readonly slack?: readonly number[];
}
export type Answer = Near | Plain | readonly Answer[] | { readonly [field: string]: Answer };

/**
 * What counts as the same. Elements that differ in more than NaN's payload are, in units of the last place of the
 * oracle's double or single result (of a complex one's modulus), at most so far apart; `zeros`: 0 and -0 are one.
 */
export interface Tolerance {
  readonly ulps?: readonly [double: number, single: number];
  readonly zeros?: boolean;
}

/** A function's row: what is drawn, and what the oracle makes of it (host arrays for arrays, names for dtypes). */
export interface Row {
  readonly args: fc.Arbitrary<readonly unknown[]>;
  // The oracles' parameters are typed where they are written.

  readonly want: (...args: any[]) => Answer;
  readonly tolerance?: Tolerance;
  /** The first argument is written to. */
  readonly writes?: boolean;
  /** Cases, as a multiple of the usual number. */
  readonly weight?: number;
}
export type Table = Readonly<Record<string, Row>>;

/** OBOL_TEST_SEED: another sequence of cases. OBOL_TEST_RUNS: so many times the usual number of them. */
export const seed = Number(process.env.OBOL_TEST_SEED ?? 20251201);
const factor = Number(process.env.OBOL_TEST_RUNS ?? 1) * (onSimulator ? 0.3 : 1);
export const runs = (usual: number): number => Math.max(1, Math.round(usual * factor));

/** How many cases this file has run. */
export const counted = { cases: 0 };

/** A property as a test of a size class: a failure prints the smallest counterexample, the seed and the path to it. */
export function holds<T>(
  size: typeof small,
  name: string,
  drawn: fc.Arbitrary<T>,
  body: (x: T) => void,
  usual = 60,
): void {
  size(name, () => {
    fc.assert(
      fc.property(drawn, (x) => {
        counted.cases++;
        xp.scope(() => body(x));
      }),
      { seed, numRuns: runs(usual) },
    );
  });
}

type Visit = (v: unknown) => unknown;
function deep(v: unknown, visit: Visit): unknown {
  const replaced = visit(v);
  if (replaced !== v) return replaced;
  if (Array.isArray(v)) return v.map((p) => deep(p, visit));
  if (typeof v === 'object' && v !== null && Object.getPrototypeOf(v) === Object.prototype)
    return Object.fromEntries(Object.entries(v).map(([key, part]) => [key, deep(part, visit)]));
  return v;
}

const namespace = xp as unknown as Record<string, (...args: unknown[]) => unknown>;

/** Calls obol and the oracle with the same arguments and compares; the arguments must stay as they were. */
export function checkCase(
  name: string,
  call: (...args: unknown[]) => unknown,
  row: Row,
  args: readonly unknown[],
): void {
  const laid: [Laid, NDArray][] = [];
  const real = args.map((v) =>
    deep(v, (p) => {
      if (p instanceof DTypeArgument) return namespace[p.name];
      if (!(p instanceof Laid)) return p;
      const x = p.make();
      laid.push([p, x]);
      return x;
    }),
  );
  const hosts = args.map((v) => deep(v, (p) => (p instanceof Laid ? p.host : p instanceof DTypeArgument ? p.name : p)));
  let want: Answer | Refusal;
  try {
    want = row.want(...hosts);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    want = error;
  }
  let complaint: string | undefined;
  if (want instanceof Refusal) complaint = refused(want, name, () => call(...real));
  else complaint = differs(call(...real), want, row.tolerance ?? {});
  for (const [p, x] of row.writes ? laid.slice(1) : laid)
    complaint ??= differs(x, p.host, {}) && `an argument was changed: ${p.toString()}`;
  if (complaint !== undefined) throw new Error(`${name}(${args.map(print).join(', ')}): ${complaint}`);
}

function refused(want: Refusal, name: string, call: () => unknown): string | undefined {
  let reading = false;
  try {
    const got = call();
    reading = true;
    if (got instanceof NDArray) got.dataSync();
  } catch (error) {
    const e = error as Error;
    const kind = e instanceof RangeError ? 'RangeError' : e instanceof TypeError ? 'TypeError' : e.name;
    if (kind !== want.kind && !(want.kind === 'either' && kind.endsWith('eError')))
      return `expected a ${want.kind}, got a ${kind}: ${e.message}`;
    // What only values reveal is thrown by whoever reads them.
    return reading || e.message.startsWith(`${name}: `) ? undefined : `a message that does not name it: ${e.message}`;
  }
  return `expected a ${want.kind}, got an answer`;
}

export function print(v: unknown): string {
  if (v instanceof Laid || v instanceof DTypeArgument) return v.toString();
  if (Array.isArray(v)) return `[${v.map(print).join(', ')}]`;
  if (typeof v === 'number' || typeof v === 'bigint') return show(v);
  if (typeof v === 'object' && v !== null)
    return `{ ${Object.entries(v)
      .map(([key, part]) => `${key}: ${print(part)}`)
      .join(', ')} }`;
  return typeof v === 'string' ? JSON.stringify(v) : String(v);
}

/** Why a result is not the oracle's; undefined when it is. */
export function differs(got: unknown, want: Answer, tolerance: Tolerance): string | undefined {
  if (want instanceof Plain) {
    const names = (v: unknown): unknown =>
      deep(v, (p) =>
        typeof p === 'object' && p !== null && 'itemsize' in p ? (p as unknown as { name: string }).name : p,
      );
    const [a, b] = [print(names(got)), print(want.value)];
    return a === b ? undefined : `got ${a}, expected ${b}`;
  }
  if (Array.isArray(want)) {
    const list = got as readonly unknown[];
    if (!Array.isArray(got) || list.length !== want.length) return `expected ${want.length} results`;
    return first(want.map((w: Answer, i) => () => differs(list[i], w, tolerance)));
  }
  if (!('dtype' in want)) {
    const fields = got as Record<string, unknown>;
    if (Object.keys(fields).join() !== Object.keys(want).join())
      return `expected the fields ${Object.keys(want).join()}`;
    return first(
      Object.entries(want).map(
        ([key, w]) =>
          () =>
            differs(fields[key], w as Answer, tolerance),
      ),
    );
  }
  if (!(got instanceof NDArray)) return `expected an array, got ${typeof got}`;
  return differsFromHost(got, want as Near, tolerance);
}

const first = (checks: readonly (() => string | undefined)[]): string | undefined => {
  for (const check of checks) {
    const complaint = check();
    if (complaint !== undefined) return complaint;
  }
  return undefined;
};

function differsFromHost(got: NDArray, want: Near, tolerance: Tolerance): string | undefined {
  if (got.device !== testDevice) return `expected a result on ${testDevice}, got one on ${got.device}`;
  const x = read(got);
  if (x.dtype !== want.dtype) return `expected ${want.dtype}, got ${x.dtype}`;
  if (x.shape.join() !== want.shape.join()) return `expected shape [${want.shape.join()}], got [${x.shape.join()}]`;
  for (let i = 0; i < want.values.length; i++) {
    const [a, b] = [x.values[i]!, want.values[i]!];
    if (!near(a, b, want, i, tolerance)) return `element ${i}: expected ${show(b)}, got ${show(a)}`;
  }
  return undefined;
}

function near(a: Value, b: Value, want: Near, i: number, tolerance: Tolerance): boolean {
  const single = isSingle(want.dtype);
  const slack = want.slack?.[i] ?? 0;
  const ulps = tolerance.ulps?.[single ? 1 : 0] ?? 0;
  if (isComplex(want.dtype)) {
    const [p, q] = [a as Z, b as Z];
    const scale = Math.max(Math.abs(q.re), Math.abs(q.im));
    const room = slack + (Number.isFinite(scale) && ulps > 0 ? ulps * ulp(scale, single) : 0);
    const zeros = tolerance.zeros ?? (room > 0 || want.slack !== undefined);
    return sameNumber(p.re, q.re, room, zeros) && sameNumber(p.im, q.im, room, zeros);
  }
  if (!isFloat(want.dtype)) return a === b;
  const y = b as number;
  const room = slack + (Number.isFinite(y) && ulps > 0 ? ulps * ulp(y, single) : 0);
  return sameNumber(a as number, y, room, tolerance.zeros ?? want.slack !== undefined, single);
}

function sameNumber(a: number, b: number, room: number, zeros: boolean, single = false): boolean {
  if (Object.is(a, b) || (zeros && a === b)) return true;
  if (Math.abs(a - b) <= room) return a !== b || zeros;
  // Rounding may carry the largest finite number over the edge.
  const most = single ? 3.4028234663852886e38 : Number.MAX_VALUE;
  return room > 0 && Math.abs(a) >= most && Math.abs(b) >= most && Math.sign(a) === Math.sign(b);
}

/** One test a row, of functions of the namespace or of one of its extensions. */
export function checkTable(size: typeof small, table: Table, usual = 60, functions: object = xp): void {
  const calls = functions as Record<string, (...args: unknown[]) => unknown>;
  for (const [name, row] of Object.entries(table)) {
    holds(size, name, row.args, (args) => checkCase(name, calls[name]!, row, args), usual * (row.weight ?? 1));
  }
}
