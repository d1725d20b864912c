/**
 * Which labels of two labelings meet how often: the table that the measures of information are read from, as
 * sklearn.metrics.cluster.contingency_matrix has it.
 */
import { rangeError } from '../../errors';
import {
  checkOptions,
  finiteNumber,
  fromHost,
  toHostSync,
  type AnyArray,
  type ArrayInput,
  type ArrayNamespace,
  type ArrayOf,
} from '../../standard';
import { betweenLabelings, pairsOf } from './groups';

const mostCells = 2 ** 31 - 1;

/** The cells of the table that are not 0, by rows, and the sums of its rows and columns. */
export interface Contingency {
  /** How many elements there are. */
  readonly n: number;
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly cells: readonly { readonly row: number; readonly column: number; readonly count: number }[];
}

/** The table of two labelings of the same elements; waits for it. */
export function contingencyOf(fn: string, a: ArrayInput, b: ArrayInput): Contingency {
  return betweenLabelings(fn, a, b, (xp, x, y) => tableOf(xp, x, y));
}

function tableOf(xp: ArrayNamespace<AnyArray>, x: AnyArray, y: AnyArray): Contingency {
  const n = x.size;
  const { values, counts } = xp.unique_counts(pairsOf(xp, x, y));
  const [pairs, sizes] = [values, counts].map((x) => Array.from(toHostSync(x).data as Int32Array, Number)) as [
    number[],
    number[],
  ];
  const order = pairs.map((_, i) => i).sort((i, j) => pairs[i]! - pairs[j]!);
  const first = order.map((i) => Math.floor(pairs[i]! / n));
  const second = order.map((i) => pairs[i]! % n);
  const [row, column] = [numbered(first), numbered(second)];
  const rows = new Array<number>(row.size).fill(0);
  const columns = new Array<number>(column.size).fill(0);
  const cells = order.map((i, at) => {
    const cell = { row: row.get(first[at]!)!, column: column.get(second[at]!)!, count: sizes[i]! };
    rows[cell.row]! += cell.count;
    columns[cell.column]! += cell.count;
    return cell;
  });
  return { n, rows, columns, cells };
}

/** The distinct numbers in ascending order, each with its place among them. */
function numbered(values: readonly number[]): Map<number, number> {
  return new Map([...new Set(values)].sort((a, b) => a - b).map((value, i) => [value, i]));
}

/**
 * How often each label of `a` meets each label of `b`: one row for each label of a, one column for each of b, both in
 * ascending order. It waits for the result.
 *
 * @param a n labels: a real array of one axis, a typed array or a list.
 * @param b n labels of the same elements.
 * @param options `eps` is added to each entry (default null: none).
 * @returns int32, with `eps` float64, in the namespace and on the device of a.
 * @throws TypeError for another kind or dtype; RangeError for no labels, several axes, two lengths, NaN, or a table of
 * more than 2^31 - 1 entries.
 * @example
 * contingencyMatrix([0, 0, 1, 1], [5, 5, 5, 2]); // [[0, 2], [1, 1]]
 */
export function contingencyMatrix<X extends ArrayInput>(
  a: X,
  b: ArrayInput,
  options?: { eps?: number | null },
): ArrayOf<X>;
export function contingencyMatrix(a: ArrayInput, b: ArrayInput, options?: { eps?: number | null }): AnyArray {
  const fn = 'contingencyMatrix';
  const { eps = null } = checkOptions(fn, options, ['eps']);
  if (eps !== null) finiteNumber(fn, 'eps', eps);
  return betweenLabelings(fn, a, b, (xp, x, y) => {
    const { rows, columns, cells } = tableOf(xp, x, y);
    const shape = [rows.length, columns.length];
    if (rows.length * columns.length > mostCells) {
      throw rangeError(fn, 'the numbers of labels of a and b', 'a product of at most 2^31 - 1', shape);
    }
    const data = new Int32Array(rows.length * columns.length);
    for (const { row, column, count } of cells) data[row * columns.length + column] = count;
    const table = fromHost(xp, { data, shape, dtype: 'int32' }, { device: x.device });
    return eps === null ? table : xp.add(xp.astype(table, xp.float64), eps);
  });
}
