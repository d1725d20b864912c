/**
 * Random programs of sparse operations beside the same programs on rows of numbers: each step's result is read, must be
 * canonical where its format promises so, and goes into the next. Elements are small whole numbers: all is exact.
 */
import * as fc from 'fast-check';
import * as xp from 'obol';
import { small, testDevice as device } from '../support/device';
import { expectCanonical } from '../support/sparse';
import { holds } from './support/check';

const { sparse: sp, slice } = xp;
type Sparse = xp.sparse.SparseArray;
type Rows = number[][];
/** A matrix in both worlds; its columns are counted, for it may have no rows. */
interface Both {
  A: Sparse;
  rows: Rows;
  cols: number;
}
/** Numbers that a step draws from. */
type Draw = (below: number) => number;

const table = (m: number, n: number, f: (i: number, j: number) => number): Rows =>
  Array.from({ length: m }, (_, i) => Array.from({ length: n }, (_, j) => f(i, j)));
const mapped = (x: Both, f: (v: number, i: number, j: number) => number): Rows =>
  x.rows.map((row, i) => row.map((v, j) => f(v, i, j)));
const small8 = (v: number): number => Math.sign(v) * (Math.abs(v) % 8);

/** A matrix of the shape, with duplicates, zeros and empty lines among its entries. */
function drawn(m: number, n: number, dtype: 'int32' | 'float64', draw: Draw): Both {
  const rows = table(m, n, () => 0);
  const entries = m * n === 0 ? [] : Array.from({ length: draw(2 * m * n) }, () => [draw(m), draw(n), draw(9) - 4]);
  for (const [i, j, v] of entries as [number, number, number][]) rows[i]![j]! += v;
  const data = xp.asarray(
    entries.map(([, , v]) => v!),
    { dtype: xp[dtype], device },
  );
  const places = [0, 1].map((axis) => Int32Array.from(entries, (e) => e[axis]!)) as [Int32Array, Int32Array];
  const A = sp.coo_array([data, places], { shape: [m, n] });
  return { A: A.asformat((['coo', 'csr', 'csc'] as const)[draw(3)]!), rows, cols: n };
}

/** Steps: what becomes of a matrix in both worlds. */
const steps: Record<string, (x: Both, draw: Draw, dtype: 'int32' | 'float64') => Both> = {
  add: (x, draw, dtype) => {
    const y = drawn(x.rows.length, x.cols, dtype, draw);
    return { ...x, A: sp.add(x.A, y.A), rows: mapped(x, (v, i, j) => v + y.rows[i]![j]!) };
  },
  subtract: (x, draw, dtype) => {
    const y = drawn(x.rows.length, x.cols, dtype, draw);
    return { ...x, A: sp.subtract(y.A, x.A), rows: mapped(x, (v, i, j) => y.rows[i]![j]! - v) };
  },
  multiply: (x, draw, dtype) => {
    const y = drawn(x.rows.length, x.cols, dtype, draw);
    return { ...x, A: sp.multiply(x.A, y.A), rows: mapped(x, (v, i, j) => v * y.rows[i]![j]!) };
  },
  maximum: (x, draw, dtype) => {
    const y = drawn(x.rows.length, x.cols, dtype, draw);
    return { ...x, A: sp.maximum(x.A, y.A), rows: mapped(x, (v, i, j) => Math.max(v, y.rows[i]![j]!)) };
  },
  scale: (x, draw) => {
    const by = draw(5) - 2;
    return { ...x, A: sp.multiply(x.A, by), rows: mapped(x, (v) => v * by) };
  },
  matmul: (x, draw, dtype) => {
    const y = drawn(x.cols, draw(6), dtype, draw);
    const rows = table(x.rows.length, y.cols, (i, j) => x.rows[i]!.reduce((sum, v, k) => sum + v * y.rows[k]![j]!, 0));
    return { A: sp.matmul(x.A, y.A), rows, cols: y.cols };
  },
  transpose: (x) => ({ A: x.A.T, rows: table(x.cols, x.rows.length, (i, j) => x.rows[j]![i]!), cols: x.rows.length }),
  format: (x, draw) => ({ ...x, A: x.A.asformat((['coo', 'csr', 'csc'] as const)[draw(3)]!) }),
  eliminate: (x) => ({ ...x, A: x.A.eliminate_zeros() }),
  abs: (x) => ({ ...x, A: sp.abs(x.A), rows: mapped(x, Math.abs) }),
  slice: (x, draw) => {
    const [from, to] = [draw(x.rows.length + 1), draw(x.rows.length + 1)].sort((a, b) => a - b) as [number, number];
    const kept = x.rows.slice(from, to);
    const rows = kept.map((row) => [...row].reverse().filter((_, j) => j % 2 === 0));
    return { A: x.A.get(slice(from, to), slice(null, null, -2)) as Sparse, rows, cols: Math.ceil(x.cols / 2) };
  },
  take: (x, draw) => {
    const at = x.cols === 0 ? [] : Array.from({ length: draw(7) }, () => draw(2 * x.cols) - x.cols);
    const A = x.A.get(slice(), xp.asarray(at, { dtype: xp.int32, device })) as Sparse;
    return { A, rows: x.rows.map((row) => at.map((j) => row.at(j)!)), cols: at.length };
  },
  hstack: (x, draw, dtype) => {
    const y = drawn(x.rows.length, draw(4), dtype, draw);
    return { A: sp.hstack([x.A, y.A]), rows: x.rows.map((row, i) => [...row, ...y.rows[i]!]), cols: x.cols + y.cols };
  },
  vstack: (x, draw, dtype) => {
    const y = drawn(draw(4), x.cols, dtype, draw);
    return { ...x, A: sp.vstack([y.A, x.A]), rows: [...y.rows, ...x.rows] };
  },
  triangle: (x, draw) => {
    const k = draw(9) - 4;
    return { ...x, A: sp.tril(x.A, { k }), rows: mapped(x, (v, i, j) => (j - i <= k ? v : 0)) };
  },
  setdiag: (x, draw) => {
    const value = draw(5) - 2;
    return { ...x, A: x.A.setdiag(value), rows: mapped(x, (v, i, j) => (i === j ? value : v)) };
  },
  reshape: (x) => {
    const [m, n] = [x.cols, x.rows.length];
    const flat = x.rows.flat();
    return { A: x.A.reshape([m, n]), rows: table(m, n, (i, j) => flat[i * n + j]!), cols: n };
  },
  resize: (x, draw) => {
    const [m, n] = [draw(8), draw(8)];
    return { A: x.A.resize([m, n]), rows: table(m, n, (i, j) => x.rows[i]?.[j] ?? 0), cols: n };
  },
};
const names = Object.keys(steps);

/** Where a matrix differs from its rows; reductions too. */
function differs({ A, rows, cols }: Both): string | undefined {
  const number = (x: xp.NDArray): number[] =>
    Array.from(xp.astype(x, xp.float64).dataSync() as Float64Array, (v) => v + 0);
  const columns = Array.from({ length: cols }, (_, j) => rows.map((row) => row[j]!));
  const total = (list: number[]): number => list.reduce((a, b) => a + b, 0);
  const wanted: [string, xp.NDArray, number[]][] = [
    ['elements', A.toarray(), rows.flat()],
    ['sums of rows', A.sum({ axis: 1 }), rows.map(total)],
    ['sums of columns', A.sum({ axis: 0 }), columns.map(total)],
    ['counts of columns', A.count_nonzero({ axis: 0 }), columns.map((c) => c.filter((v) => v !== 0).length)],
    ['the diagonal', A.diagonal(), rows.slice(0, cols).map((row, i) => row[i]!)],
  ];
  if (rows.length > 0) wanted.push(['largest of columns', A.max({ axis: 0 }), columns.map((c) => Math.max(...c))]);
  if (cols > 0) wanted.push(['first least of rows', A.argmin({ axis: 1 }), rows.map((r) => r.indexOf(Math.min(...r)))]);
  if (A.format !== 'coo') expectCanonical(A as xp.sparse.CsrArray, 'canonical');
  if (A.shape[0] !== rows.length || A.shape[1] !== cols) return `shape [${A.shape.join(', ')}]`;
  const wrong = wanted.find(([, got, want]) => String(number(got)) !== String(want.map((v) => v + 0)));
  return wrong && `${wrong[0]}: ${String(number(wrong[1]))} for ${String(wrong[2])}`;
}

/** Numbers below what is asked, by a seed. */
function drawer(seed: number): Draw {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return below <= 0 ? 0 : Math.floor((state / 2 ** 32) * below);
  };
}

describe('sparse programs', () =>
  holds(
    small,
    'every step gives what the same step gives of rows of numbers, and leaves what it was given as it was',
    fc.tuple(
      fc.constantFrom('int32' as const, 'float64' as const),
      fc.nat(2 ** 31),
      fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 9 }),
    ),
    ([dtype, seed, program]) => {
      const draw = drawer(seed);
      let x = drawn(draw(7), draw(7), dtype, draw);
      for (const [at, name] of program.entries()) {
        const y = steps[name]!(x, draw, dtype);
        const wrong = differs(y) ?? differs(x);
        if (wrong !== undefined) throw new Error(`step ${at}, ${name} of ${dtype}: ${wrong}`);
        x = y;
        // Products grow: what is large starts over small.
        if (x.rows.flat().some((v) => Math.abs(v) > 1e5)) {
          const rows = mapped(x, small8);
          x = {
            A: sp.csr_array(xp.reshape(xp.asarray(rows.flat(), { dtype: xp[dtype], device }), [rows.length, x.cols])),
            rows,
            cols: x.cols,
          };
        }
      }
    },
    80,
  ));
