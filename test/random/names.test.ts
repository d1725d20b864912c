/** That the tables of random tests forget no function of the namespace, and name none that is not there. */
import * as xp from 'obol';
import { fourierTable } from './support/fourier';
import { linalgTable } from './support/linalg';
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

/** What is judged by its defining equations in decompositions.test.ts, and what the main namespace has too. */
const judged = ['cholesky', 'det', 'eig', 'eigh', 'eigvals', 'eigvalsh', 'inv', 'matrix_norm', 'matrix_rank', 'pinv'];
const judgedToo = ['qr', 'slogdet', 'solve', 'svd', 'svdvals', 'matmul', 'matrix_transpose', 'tensordot', 'vecdot'];

test('so has every function of linalg and fft', () => {
  expect([...Object.keys(linalgTable), ...judged, ...judgedToo].sort()).toEqual(Object.keys(xp.linalg).sort());
  expect(Object.keys(fourierTable).sort()).toEqual(Object.keys(xp.fft).sort());
});

test('no function has two rows', () => {
  const rows = tables.flatMap((table) => Object.keys(table));
  expect(rows.filter((name, i) => rows.indexOf(name) !== i)).toEqual([]);
});
