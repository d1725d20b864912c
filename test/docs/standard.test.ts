// docs/standard-in-javascript.md: its blocks run, one after the other, and give what they say; its tables name what is
// there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as xp from 'obol';
import { blocksOf, runBlock } from './run';

const text = readFileSync(join(__dirname, '../../docs/standard-in-javascript.md'), 'utf8');

test('the blocks run, and give what their comments say', async () => {
  const code = blocksOf(text).join('');
  const lines = code.split('\n').filter((line) => line.includes('; // '));
  const kept = await runBlock(code, { require: (name: string): unknown => jest.requireActual(name) });
  expect(lines.length).toBeGreaterThan(40);
  expect(kept).toBe(lines.length);
});

test('the functions of its tables are there', () => {
  const names = [...text.matchAll(/xp\.(\w+)\(/g)].map((match) => match[1]!);
  expect(new Set(names).size).toBeGreaterThan(40);
  expect(names.filter((name) => typeof (xp as unknown as Record<string, unknown>)[name] !== 'function')).toEqual([]);
});

test('each row of the table of operators is one: the standard has nothing for an operator beside', () => {
  const operators = text.slice(text.indexOf('## Operators'), text.indexOf('`float(x)`'));
  const said = new Set([...operators.matchAll(/xp\.(\w+)\(/g)].map((match) => match[1]));
  // The dunder methods of the standard's array object for arithmetic, comparison and bits.
  const wanted = ['abs', 'add', 'bitwise_and', 'equal', 'floor_divide', 'greater_equal', 'greater', 'bitwise_invert'];
  wanted.push('less_equal', 'bitwise_left_shift', 'less', 'matmul', 'remainder', 'multiply', 'not_equal', 'negative');
  wanted.push('bitwise_or', 'positive', 'pow', 'bitwise_right_shift', 'subtract', 'divide', 'bitwise_xor');
  expect([...said].sort()).toEqual([...wanted].sort());
});

test('each member of the standard as types has a doc', () => {
  const folder = join(__dirname, '../../lib/standard');
  const files = [...readdirSync(join(folder, 'chapters')).map((file) => `chapters/${file}`), 'array.ts'];
  const bare: string[] = [];
  let members = 0;
  for (const file of files) {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n');
    lines.forEach((line, at) => {
      // A method of an interface, or the interface itself; the members of options and results may speak for themselves.
      if (!/^ {2}(readonly )?\w+\??(\(|: A;)|^export interface /.test(line)) return;
      members++;
      if (!lines[at - 1]!.trimEnd().endsWith('*/')) bare.push(`${file}: ${line.trim()}`);
    });
  }
  expect(members).toBeGreaterThan(190);
  expect(bare).toEqual([]);
});
