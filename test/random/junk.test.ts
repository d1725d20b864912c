/**
 * What is no argument: in the place of each argument, of each option and of each member of a list stands junk. What can
 * mean nothing must be refused, what could mean something must be answered or refused; always by a TypeError, RangeError
 * or ObolError that names the function, never by a crash, a hang or an error of the engine.
 */
import * as fc from 'fast-check';
import * as xp from 'obol';
import { small } from '../support/device';
import { arrayOf, value } from './support/arbitrary';
import { holds, Plain, print, type Row, type Table } from './support/check';
import { fourierTable } from './support/fourier';
import { never, perhaps, settle, spoiled, wrongError, type Call, type Junk } from './support/junk';
import { linalgTable } from './support/linalg';
import { tables } from './support/tables';

function complaint(name: string, call: Call, args: readonly unknown[], refused: boolean): string | undefined {
  let reading = false;
  try {
    const got = call(...args);
    reading = true;
    if (refused) return 'expected an error, got an answer';
    settle(got);
  } catch (error) {
    return wrongError(name, error, reading);
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
