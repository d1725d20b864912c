/**
 * What is no argument: in the place of each argument, of each option and of each member of a list stands junk. What can
 * mean nothing must be refused, what could mean something must be answered or refused; always by a TypeError, RangeError
 * or ObolError that names the function, never by a crash, a hang or an error of the engine.
 */
import * as fc from 'fast-check';
import * as xp from 'obol';
import { small, testDevice } from '../support/device';
import { plain } from '../support/plain';
import { arrayOf, value } from './support/arbitrary';
import { DTypeArgument, holds, Plain, print, type Row, type Table } from './support/check';
import { fourierTable } from './support/fourier';
import { Laid } from './support/layout';
import { linalgTable } from './support/linalg';
import { tables } from './support/tables';

type Call = (...args: unknown[]) => unknown;
/** A value and what it is, for the message. */
type Junk = readonly [what: string, make: () => unknown];

function disposed(): unknown {
  const x = xp.zeros([2], { device: testDevice });
  x.dispose();
  return x;
}
const cyclic: unknown[] = [];
cyclic.push(cyclic);
const thrower = {
  __array_namespace__(): never {
    throw new Error('no namespace today');
  },
};

/** What stands for nothing in any place. */
const never: readonly Junk[] = [
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
const perhaps: readonly Junk[] = [
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
function spoiled(args: readonly unknown[], place: number, junk: () => unknown): unknown[] {
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
function settle(v: unknown): void {
  if (v instanceof xp.NDArray) v.dataSync();
  else if (Array.isArray(v)) v.forEach(settle);
  else if (typeof v === 'object' && v !== null && !('itemsize' in v)) Object.values(v).forEach(settle);
}

function complaint(name: string, call: Call, args: readonly unknown[], refused: boolean): string | undefined {
  let reading = false;
  try {
    const got = call(...args);
    reading = true;
    if (refused) return 'expected an error, got an answer';
    settle(got);
  } catch (error) {
    const e = error as Error;
    const kinds = ['TypeError', 'RangeError', 'ObolError'];
    if (!(e instanceof Error) || !kinds.includes(e.name)) return `an error of another kind: ${String(error)}`;
    if (reading ? !/^\w+: /.test(e.message) : !e.message.startsWith(`${name}: `))
      return `an error that does not name it: ${e.message}`;
  }
  return undefined;
}

function property(name: string, call: Call, row: Row): void {
  const of = (list: readonly Junk[]): fc.Arbitrary<Junk> => fc.constantFrom(...list);
  const drawn = fc
    .tuple(row.args, fc.nat(7), fc.boolean())
    .chain(([args, place, sure]) =>
      fc.tuple(fc.constant(args), fc.constant(place), fc.constant(sure), of(sure ? never : perhaps)),
    );
  const usual = 40;
  const body = ([args, place, sure, [what, make]]: [readonly unknown[], number, boolean, Junk]): void => {
    const real = spoiled(args, place, make);
    // One argument too many is JavaScript's to ignore.
    const extra = real.length > args.length;
    const wrong = complaint(name, call, real, sure && !extra);
    if (wrong !== undefined)
      throw new Error(`${name}(${args.map(print).join(', ')}) with ${what} at ${place}: ${wrong}`);
  };
  holds(small, name, drawn, body, usual);
}

/** The decompositions, whose arguments are a matrix, or two of them, and options. */
const square = arrayOf('float64', [3, 3], value('float64', 'finite'));
const alone = [
  'cholesky',
  'det',
  'eig',
  'eigh',
  'eigvals',
  'eigvalsh',
  'inv',
  'matrix_rank',
  'pinv',
  'slogdet',
  'svdvals',
];
const withOptions: Record<string, object> = {
  qr: { mode: 'reduced' },
  svd: { full_matrices: true },
  matrix_norm: { ord: 1, keepdims: true },
};
const decompositions: Table = Object.fromEntries(
  [
    ...alone.map((name) => [name, square.map((x) => [x])] as const),
    ...Object.entries(withOptions).map(([name, o]) => [name, square.map((x) => [x, o])] as const),
    ['solve', fc.tuple(square, square)] as const,
  ].map(([name, args]) => [name, { args, want: () => new Plain(undefined) }]),
);

describe('junk is refused by name', () => {
  for (const [table, functions] of [
    ...tables.map((table) => [table, xp] as const),
    [linalgTable, xp.linalg] as const,
    [decompositions, xp.linalg] as const,
    [fourierTable, xp.fft] as const,
  ])
    for (const [name, row] of Object.entries(table))
      property(name, (functions as unknown as Record<string, Call>)[name]!, row);
});
