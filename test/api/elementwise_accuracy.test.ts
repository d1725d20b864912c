/** The elementary functions against correctly rounded values, in both precisions, real and complex. */
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { testDevice, small } from '../support/device';
import { readJson } from '../support/fixtures';
import { ulpsOff } from '../support/ulp';

interface Table {
  x: number[];
  y: number[];
}
interface Fixture {
  single: number;
  unary: Record<string, Table>;
  binary: Record<string, Table>;
}
type Complex = { re: number; im: number };

const functions = xp as unknown as Record<string, (...x: NDArray[]) => NDArray>;
const real = readJson<Fixture>('elementwise/real.json.gz');
const complex = readJson<Fixture>('elementwise/complex.json.gz');

/** Component `at` of `width`, of the first `rows` rows. */
const column = (flat: number[], at: number, width: number, rows: number): number[] =>
  flat.filter((_, i) => i % width === at).slice(0, rows);

function call(name: string, operands: readonly unknown[][], dtype: string): unknown[] {
  const { [dtype]: kind } = xp as unknown as Record<string, typeof xp.float64>;
  const x = operands.map((list) => xp.asarray(list, { dtype: kind!, device: testDevice }));
  return functions[name]!(...x).tolist() as unknown[];
}

function worstReal(name: string, table: Table, arity: number, single: boolean): number {
  const rows = single ? real.single : table.y.length;
  const operands = Array.from({ length: arity }, (_, k) => column(table.x, k, arity, rows));
  const got = call(name, operands, single ? 'float32' : 'float64') as number[];
  return Math.max(...got.map((y, i) => ulpsOff(y, table.y[i]!, single)));
}

/** The larger component's error in ulps of the larger component. */
function worstComplex(name: string, table: Table, arity: number, single: boolean): number {
  const all = table.x.length / (2 * arity);
  const rows = single ? complex.single : all;
  const operands = Array.from({ length: arity }, (_, k) => {
    const re = column(table.x, 2 * k, 2 * arity, rows);
    const im = column(table.x, 2 * k + 1, 2 * arity, rows);
    return re.map((value, i) => ({ re: value, im: im[i]! }));
  });
  const got = call(name, operands, single ? 'complex64' : 'complex128') as (Complex | number)[];
  const width = table.y.length / all;
  const errors = got.map((y, i) => {
    const want = table.y.slice(i * width, (i + 1) * width);
    const scale = Math.max(...want.map(Math.abs));
    const parts = typeof y === 'number' ? [y] : [y.re, y.im];
    return Math.max(...parts.map((part, k) => ulpsOff(part, want[k]!, single, scale)));
  });
  return Math.max(...errors);
}

describe('of a real argument', () => {
  for (const [name, table] of Object.entries(real.unary)) {
    small(`${name} is within 1.5 ulp in float64 and 0.6 in float32`, () => {
      expect(worstReal(name, table, 1, false)).toBeLessThan(1.5);
      expect(worstReal(name, table, 1, true)).toBeLessThan(0.6);
    });
  }
  for (const [name, table] of Object.entries(real.binary)) {
    small(`${name} is within 1.5 ulp in float64, 1 in float32`, () => {
      expect(worstReal(name, table, 2, false)).toBeLessThan(1.5);
      expect(worstReal(name, table, 2, true)).toBeLessThan(1);
    });
  }
});

describe('of a complex argument', () => {
  for (const [name, table] of Object.entries(complex.unary)) {
    small(`${name} is within 4 ulp of its modulus in complex128 and 1 in complex64`, () => {
      expect(worstComplex(name, table, 1, false)).toBeLessThan(4);
      expect(worstComplex(name, table, 1, true)).toBeLessThan(1);
    });
  }
  // exp(y·log x) has the error of y·log x times its size; products in complex64 round four times.
  const tolerance: Record<string, [double: number, single: number]> = {
    divide: [4, 1],
    multiply: [2, 2],
    pow: [32, 1],
  };
  for (const [name, table] of Object.entries(complex.binary)) {
    const [double, single] = tolerance[name]!;
    small(`${name} is within ${double} ulp of its modulus in complex128 and ${single} in complex64`, () => {
      expect(worstComplex(name, table, 2, false)).toBeLessThan(double);
      expect(worstComplex(name, table, 2, true)).toBeLessThan(single);
    });
  }
});
