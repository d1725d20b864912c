/** That the tables of random tests forget no function of the namespace, and name none that is not there. */
import * as xp from 'obol';
import { tables } from './support/tables';

/** obol's own functions beside the standard's, and the one whose answers depend on no argument. */
const others = [
  ...['NDArray', 'ObolError', 'keep', 'scope', 'slice', 'frombuffer'],
  ...['device_stats', 'device_report', 'synchronize', 'empty_cache'],
  '__array_namespace_info__',
];

test('every function of the namespace has a row, and every row a function', () => {
  const functions = Object.entries(xp).flatMap(([name, v]) => (typeof v === 'function' ? [name] : []));
  const rows = tables.flatMap((table) => Object.keys(table));
  expect([...rows, ...others].sort()).toEqual(functions.sort());
});

test('no function has two rows', () => {
  const rows = tables.flatMap((table) => Object.keys(table));
  expect(rows.filter((name, i) => rows.indexOf(name) !== i)).toEqual([]);
});
