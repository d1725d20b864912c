/**
 * The special cases that the standard's text (2025.12) lists, row by row: test/support/special holds the tables, the
 * fixture how many rows the text has.
 */
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { complexCases, complexWords, conjugating } from '../support/special/complex';
import { realAliases, realCases, realWords, rounded } from '../support/special/real';
import { reductionCases } from '../support/special/reductions';
import { testDevice as device, small } from '../support/device';
import { standard } from '../support/standard';
import { negative, ulpsOff } from '../support/ulp';

type Z = { re: number; im: number };
const functions = xp as unknown as Record<string, (...x: NDArray[]) => NDArray>;

/** The rows of a table as alternatives of operand words, the result's words, and whether the text has them. */
function rowsOf(table: string) {
  return table
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const extra = line.trim().startsWith('+ ');
      const [left, right] = line
        .trim()
        .slice(extra ? 2 : 0)
        .split('→') as [string, string];
      const words = (part: string): string[] => part.trim().split(/\s+/);
      return { extra, line: line.trim(), operands: left.split(';').map(words), result: words(right) };
    });
}

/** Every way to take one number for each word. */
function choices(words: readonly string[], numbers: (word: string) => readonly number[]): number[][] {
  return words.reduce<number[][]>((all, word) => all.flatMap((row) => numbers(word).map((x) => [...row, x])), [[]]);
}

const angles: Record<string, number> = { π: Math.PI, 'π/2': Math.PI / 2, 'π/4': Math.PI / 4 };
angles['3π/4'] = (3 * Math.PI) / 4;
function literal(word: string): number {
  const size = word.replace(/^[-+]/, '');
  const x = size === 'inf' ? Infinity : size === 'nan' ? NaN : (angles[size] ?? Number(size));
  if (Number.isNaN(x) && size !== 'nan') throw new Error(`special cases: no number is written ${word}`);
  return word.startsWith('-') ? -x : x;
}
const shown = (x: number): string => (Object.is(x, -0) ? '-0' : String(x));

for (const [single, dtype] of [
  [false, xp.float64],
  [true, xp.float32],
] as const) {
  const [least, most] = single ? [2 ** -126, xp.finfo(xp.float32).max] : [2 ** -1022, Number.MAX_VALUE];
  const round = single ? Math.fround : (x: number): number => x;
  // In float32 1e±300 would be infinite or 0.
  const holds = (x: number): boolean =>
    !single || x === 0 || !Number.isFinite(x) || Math.abs(Math.log10(Math.abs(x))) < 39;

  /** Operands as arrays; a NaN with its sign set is written -nan. */
  function arrays(rows: readonly (readonly string[])[]): { values: number[][]; minus: boolean[][] } {
    const values: number[][] = [];
    const minus: boolean[][] = [];
    for (const words of rows) {
      const numbers = (word: string): readonly number[] =>
        (realWords[word] ?? [word.replace('-', '') === 'least' ? least : word === 'most' ? most : literal(word)])
          .map((x) => (word === '-least' ? -x : x))
          .filter(holds);
      for (const choice of choices(words, numbers)) {
        values.push(choice.map(round));
        minus.push(words.map((word) => word === '-nan'));
      }
    }
    return { values, minus };
  }

  describe(`${dtype.name}: real operands`, () => {
    for (const [name, table] of Object.entries(realCases))
      small(name, () => {
        for (const { line, operands, result } of rowsOf(table)) {
          const { values, minus } = arrays(operands);
          if (values.length === 0) continue;
          const columns = values[0]!.map((_, i) =>
            column(
              values.map((v) => v[i]!),
              minus.map((m) => m[i]!),
            ),
          );
          const out = functions[name]!(...columns);
          const got = out.tolist() as (number | boolean)[];
          const signs = out.dtype === dtype ? (xp.signbit(out).tolist() as boolean[]) : [];
          values.forEach((x, i) => {
            const answer = fitsReal(name, result[0]!, x, got[i]!, signs[i]!);
            expect(`${name}(${x.map(shown).join(', ')}) = ${shownAny(got[i]!)}, listed: ${line}: ${answer}`).toMatch(
              /true$/,
            );
          });
        }
      });
  });

  /** Numbers as an array, through their bits so that a NaN keeps its sign. */
  function column(values: readonly number[], minus: readonly boolean[]): NDArray {
    const list = single ? Float32Array.from(values) : Float64Array.from(values);
    const bytes = new DataView(list.buffer);
    minus.forEach((m, i) => {
      if (!Number.isNaN(values[i])) return;
      if (single) bytes.setUint32(4 * i, m ? 0xffc00000 : 0x7fc00000, true);
      else bytes.setBigUint64(8 * i, m ? 0xfff8000000000000n : 0x7ff8000000000000n, true);
    });
    return xp.asarray(list, { device });
  }

  function fitsReal(name: string, word: string, x: readonly number[], got: number | boolean, sign: boolean): boolean {
    if (word === 'true' || word === 'false') return got === (word === 'true');
    if (typeof got === 'boolean') return false;
    if (word === 'sign+') return !sign && !Number.isNaN(got);
    if (word === 'sign-') return sign && !Number.isNaN(got);
    if (word.endsWith('nan')) return Number.isNaN(got) && (word === 'nan' || sign === word.startsWith('-'));
    const [a, b] = x as [number, number];
    const named: Record<string, () => number> = {
      x1: () => a,
      x2: () => b,
      '|x1|': () => Math.abs(a),
      '|x2|': () => Math.abs(b),
      '-|x1|': () => -Math.abs(a),
      even: () => 2 * Math.round(a / 2),
      rounded: () => round(rounded[name]!(a, b)),
    };
    const want = named[word]?.() ?? literal(word);
    const exact = named[word] !== undefined || Number.isInteger(want) || !Number.isFinite(want);
    return exact ? Object.is(got, want) : ulpsOff(got, want, single) < 1;
  }

  describe(`${dtype.name}: by reference to another function`, () => {
    const all = realWords['any']!.filter(holds).map(round);
    for (const [name, f] of Object.entries(realAliases))
      small(name, () => {
        const pairs = all.flatMap((a) => all.map((b) => [a, b]));
        const binary = name === 'subtract';
        const columns = (binary ? [0, 1] : [0]).map((i) =>
          column(
            pairs.map((p) => p[i]!),
            pairs.map(() => false),
          ),
        );
        const got = functions[name]!(...columns).tolist() as number[];
        pairs.forEach((p, i) => expect([name, p, got[i]]).toEqual([name, p, round(f(p))]));
      });
  });

  small(`${dtype.name}: hypot is the same for both orders and all signs`, () => {
    const all = realWords['notnan']!.filter(holds);
    const pairs = all.flatMap((a) => all.map((b) => [a, b] as const));
    const of = (f: (p: readonly [number, number]) => readonly [number, number]): unknown => {
      const list = pairs.map(f);
      const [x, y] = [0, 1].map((i) => xp.asarray(list.map((p) => p[i]!), { dtype, device })); // prettier-ignore
      return xp.hypot(x!, y!).tolist();
    };
    const plain = of(([a, b]) => [a, b]);
    expect(of(([a, b]) => [b, a])).toEqual(plain);
    expect(of(([a, b]) => [-a, b])).toEqual(plain);
    expect(of(([a, b]) => [a, -b])).toEqual(plain);
    expect(of(([a, b]) => [-a, -b])).toEqual(plain);
  });
}

const shownAny = (x: number | boolean): string => (typeof x === 'number' ? shown(x) : String(x));
const conj = ({ re, im }: Z): Z => ({ re, im: -im });

for (const [single, dtype] of [
  [false, xp.complex128],
  [true, xp.complex64],
] as const) {
  const call = (name: string, ...operands: Z[][]): unknown[] =>
    functions[name]!(...operands.map((list) => xp.asarray(list, { dtype, device }))).tolist() as unknown[];

  /** Whether a component is what the table says of it, exactly but for multiples of π and open signs. */
  function fits(got: number, word: string, factor: number): boolean {
    if (word.endsWith('nan')) return Number.isNaN(got);
    const plain = word.replace(/^(±|cis·)/, '');
    const size = literal(plain);
    if (word.startsWith('±')) return ulpsOff(Math.abs(got), Math.abs(size), single) < 1;
    const want = word.startsWith('cis·') && negative(factor) ? -size : size;
    return ulpsOff(got, want, single) < 1 && negative(got) === negative(want);
  }

  function fitsResult(got: unknown, result: readonly string[], z: readonly number[]): boolean {
    const [re, im] = result as [string, string];
    if (typeof got === 'boolean') return String(got) === re;
    if (typeof got === 'number') {
      const want = re === '|a|' ? Math.abs(z[0]!) : re === '|b|' ? Math.abs(z[1]!) : literal(re);
      return Number.isNaN(want) ? Number.isNaN(got) : got === (single ? Math.fround(want) : want);
    }
    const w = got as Z;
    return fits(w.re, re, Math.cos(z[1]!)) && fits(w.im, im, Math.sin(z[1]!));
  }

  describe(`${dtype.name}: complex operands`, () => {
    for (const [name, table] of Object.entries(complexCases))
      small(name, () => {
        for (const { line, operands, result } of rowsOf(table)) {
          if (result[0] === 'open') continue;
          const numbers = (word: string): readonly number[] => complexWords[word] ?? [literal(word)];
          const rows = operands.flatMap((words) => choices(words, numbers));
          const part = (from: number): Z[] => rows.map((r) => ({ re: r[from]!, im: r[from + 1]! }));
          const columns = rows[0]!.length === 4 ? [part(0), part(2)] : [part(0)];
          const answers = [call(name, ...columns)];
          if (conjugating.has(name)) answers.push((call(name, columns[0]!.map(conj)) as Z[]).map(conj));
          for (const got of answers)
            rows.forEach((z, i) => {
              const answer = fitsResult(got[i], result, z);
              expect(
                `${name}(${z.map(shown).join(', ')}) = ${JSON.stringify(got[i])}, listed: ${line}: ${answer}`,
              ).toMatch(/true$/);
            });
        }
      });
  });
}

for (const [name, rows] of Object.entries(reductionCases))
  small(`${name}: special cases of reductions`, () => {
    for (const row of [...(rows.real ?? []), ...(rows.complex ?? [])])
      for (const [got, want] of row(device))
        expect([name, got.dtype.name, got.tolist()]).toEqual([name, got.dtype.name, want]);
  });

test('no row of the text is missing, none is here that it has not', () => {
  const counted = (table: string | undefined): number =>
    table === undefined ? 0 : rowsOf(table).filter(({ extra }) => !extra).length;
  for (const [chapter, list] of Object.entries(standard.chapters))
    for (const [name, { specialCases }] of Object.entries(list)) {
      const reductions = reductionCases[name];
      const here = {
        real:
          counted(chapter === 'elementwise_functions' ? realCases[name] : undefined) + (reductions?.real?.length ?? 0),
        complex: counted(complexCases[name]) + (reductions?.complex?.length ?? 0),
      };
      expect([name, here]).toEqual([name, { real: specialCases?.real ?? 0, complex: specialCases?.complex ?? 0 }]);
    }
});
