/** The Matrix Market format written (scipy.io.mmwrite): coordinates of sparse arrays, columns of dense ones. */
import { checkOptions } from '../core/options';
import { rangeError, typeError } from '../errors';
import { oneOf, toHost, wholeNumber, type AnyArray } from '../standard';
import type { SparseArray } from '../extensions/sparse/array';
import { writing, type Target } from './source';

/** What stands in the file beside the elements. */
export interface WriteMatrixMarketOptions {
  /** Lines of comment. */
  comment?: string;
  /**
   * What the elements are written as; left out, what their dtype is. 'pattern', for a sparse array: where they are, and
   * nothing of their values. 'integer': every one must be whole.
   */
  field?: MatrixMarketField;
  /** Digits after the first of floats (0 to 100); left out: as many as tell a number from its neighbours. */
  precision?: number;
  /**
   * 'symmetric', 'skew-symmetric' or 'hermitian': only the lower triangle is written, and the matrix must be so.
   * Default 'general'.
   */
  symmetry?: 'general' | 'symmetric' | 'skew-symmetric' | 'hermitian';
}

/** What a file says that its elements are; 'unsigned-integer' is SciPy's. */
export type MatrixMarketField = 'real' | 'integer' | 'unsigned-integer' | 'complex' | 'pattern';

const fields: readonly MatrixMarketField[] = ['real', 'integer', 'unsigned-integer', 'complex', 'pattern'];
const symmetries = ['general', 'symmetric', 'skew-symmetric', 'hermitian'] as const;
const linesAtOnce = 8192;

interface Triplets {
  readonly rows: number;
  readonly cols: number;
  readonly count: number;
  readonly row: (e: number) => number;
  readonly col: (e: number) => number;
  readonly re: (e: number) => number | bigint;
  readonly im: (e: number) => number;
}

const spelled = (x: number | bigint, precision?: number): string => {
  if (typeof x === 'bigint') return String(x);
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
  if (precision !== undefined) return (Object.is(x, -0) ? '-' : '') + x.toExponential(precision);
  return Object.is(x, -0) ? '-0.0' : String(x);
};

/** The field of a dtype. Only uint64 needs one of its own: narrower numbers are integers to every reader. */
function fieldOf(fn: string, dtype: string): Exclude<MatrixMarketField, 'pattern'> {
  if (dtype.startsWith('complex')) return 'complex';
  if (dtype.startsWith('float')) return 'real';
  if (dtype === 'uint64') return 'unsigned-integer';
  if (/^u?int|^bool/.test(dtype)) return 'integer';
  throw typeError(fn, 'A', 'a numeric or bool dtype', dtype);
}

/** The elements of A with their places, on the host: float32 as the float64 that is equal to it. */
async function tripletsOf(
  fn: string,
  A: SparseArray | AnyArray,
): Promise<[Triplets, Exclude<MatrixMarketField, 'pattern'>, boolean]> {
  const format = (A as Partial<SparseArray> | null)?.format;
  if (format === 'coo' || format === 'csr' || format === 'csc') {
    const coo = (A as SparseArray).tocoo();
    const [values, row, col] = await Promise.all([toHost(coo.data), coo.row.data(), coo.col.data()]);
    if (coo !== A) coo.dispose();
    const [rows, cols] = coo.shape;
    const at = elementsOf(fn, values.data as Float64Array, values.dtype);
    return [
      { ...at, rows, cols, count: row.length, row: (e) => Number(row[e]), col: (e) => Number(col[e]) },
      fieldOf(fn, values.dtype),
      true,
    ];
  }
  const { __array_namespace__: ask, data } = (A ?? {}) as Partial<AnyArray>;
  if (typeof ask !== 'function' || typeof data !== 'function') throw typeError(fn, 'A', 'a sparse or dense array', A);
  const values = await toHost(A as AnyArray);
  if (values.shape.length !== 2) throw rangeError(fn, 'A', 'a matrix', values.shape);
  const [rows, cols] = values.shape as [number, number];
  const at = elementsOf(fn, values.data as Float64Array, values.dtype);
  // Down the columns.
  const transposed = (e: number): number => (e % rows) * cols + Math.floor(e / rows);
  const dense: Triplets = {
    rows,
    cols,
    count: rows * cols,
    row: (e) => e % rows,
    col: (e) => Math.floor(e / rows),
    re: (e) => at.re(transposed(e)),
    im: (e) => at.im(transposed(e)),
  };
  return [dense, fieldOf(fn, values.dtype), false];
}

function elementsOf(fn: string, data: Float64Array, dtype: string): Pick<Triplets, 're' | 'im'> {
  if (fieldOf(fn, dtype) === 'complex') return { re: (e) => data[2 * e]!, im: (e) => data[2 * e + 1]! };
  return { re: (e) => data[e]!, im: () => 0 };
}

/** How a field spells an element, blank before it included. */
function spelling(t: Triplets, field: MatrixMarketField, precision?: number): (e: number) => string {
  if (field === 'pattern') return () => '';
  if (field === 'complex') return (e) => ` ${spelled(t.re(e), precision)} ${spelled(t.im(e), precision)}`;
  if (field === 'real') return (e) => ` ${spelled(t.re(e), precision)}`;
  return (e) => ` ${String(BigInt(t.re(e)))}`;
}

/** Throws where the elements are not what the field says; `own` is what their dtype says. */
function checkField(fn: string, t: Triplets, own: MatrixMarketField, field: MatrixMarketField, sparse: boolean): void {
  if (field === own) return;
  if (field === 'pattern' && !sparse) throw rangeError(fn, 'field', `'${own}' for a dense matrix`, field);
  if (own === 'complex' && field !== 'pattern') throw rangeError(fn, 'field', "'complex' for complex elements", field);
  if (field !== 'integer' && field !== 'unsigned-integer') return;
  const least = field === 'integer' ? -(2n ** 63n) : 0n;
  for (let e = 0; e < t.count; e++) {
    const x = t.re(e);
    const whole = typeof x === 'bigint' || Number.isInteger(x) ? BigInt(x) : undefined;
    if (whole === undefined || whole < least || whole >= least + (1n << 64n))
      throw rangeError(fn, 'A', `elements that the field '${field}' can hold`, x);
  }
}

/** Throws unless each element has its mirror image. */
function checkSymmetry(fn: string, t: Triplets, symmetry: string): void {
  if (t.rows !== t.cols) throw rangeError(fn, 'symmetry', `'general' for a matrix of ${t.rows} × ${t.cols}`, symmetry);
  const found = new Map<number | string, number>();
  // One number for a place, where one can hold it.
  const place = (i: number, j: number): number | string => (t.cols < 2 ** 26 ? i * t.cols + j : `${i} ${j}`);
  for (let e = 0; e < t.count; e++) {
    const key = place(t.row(e), t.col(e));
    if (found.has(key)) throw rangeError(fn, 'A', `no duplicates beside symmetry '${symmetry}'`, [t.row(e), t.col(e)]);
    found.set(key, e);
  }
  const same = (a: number | bigint, b: number | bigint): boolean => a === b || (a !== a && b !== b);
  const negative = (x: number | bigint): number | bigint => -x;
  for (let e = 0; e < t.count; e++) {
    const [i, j] = [t.row(e), t.col(e)];
    const image = found.get(place(j, i));
    const [re, im] = image === undefined ? [typeof t.re(e) === 'bigint' ? 0n : 0, 0] : [t.re(image), t.im(image)];
    const wanted: [number | bigint, number | bigint] =
      symmetry === 'symmetric' ? [re, im] : symmetry === 'hermitian' ? [re, -im] : [negative(re), -im];
    if (!same(t.re(e), wanted[0]) || !same(t.im(e), wanted[1]))
      throw rangeError(fn, 'symmetry', `'general' for a matrix that is not ${symmetry} at [${i}, ${j}]`, symmetry);
  }
}

async function* linesOf(
  t: Triplets,
  head: string,
  sparse: boolean,
  spell: (e: number) => string,
  kept: (e: number) => boolean,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(head, 'utf8');
  for (let from = 0; from < t.count; from += linesAtOnce) {
    await new Promise((resolve) => setImmediate(resolve));
    const lines: string[] = [];
    for (let e = from; e < Math.min(t.count, from + linesAtOnce); e++) {
      if (kept(e)) lines.push(sparse ? `${t.row(e) + 1} ${t.col(e) + 1}${spell(e)}\n` : `${spell(e).slice(1)}\n`);
    }
    yield Buffer.from(lines.join(''), 'latin1');
  }
}

/**
 * Writes a matrix as a Matrix Market file (scipy.io.mmwrite): `coordinate` for a sparse array, `array` for a dense one.
 * Numbers have as many digits as tell them from their neighbours, so reading gives the same float64 back; bool and
 * integers are `integer`, uint64 is SciPy's `unsigned-integer`.
 *
 * @param target - a path, a file: URL, or a writable stream (which is ended); a name that ends in .gz is gzipped
 * @param A - a sparse array of obol, or a dense matrix of any namespace; its values are those at the call
 * @throws TypeError for another A; RangeError where A is not as `symmetry` or `field` says; errors of the file system as
 * they are.
 * @example
 * const { writeMatrixMarket } = require('obol/io');
 * await writeMatrixMarket('grid.mtx', xp.sparse.coo_array(xp.eye(3)), { symmetry: 'symmetric' });
 */
export async function writeMatrixMarket(
  target: Target,
  A: SparseArray | AnyArray,
  options?: WriteMatrixMarketOptions,
): Promise<void> {
  const fn = 'writeMatrixMarket';
  const o = checkOptions(fn, options, ['comment', 'field', 'precision', 'symmetry']);
  const symmetry = oneOf(fn, 'symmetry', o.symmetry ?? 'general', symmetries);
  if (o.field !== undefined) oneOf(fn, 'field', o.field, fields);
  if (o.precision !== undefined) wholeNumber(fn, 'precision', o.precision, 0, 100);
  if (o.comment !== undefined && typeof o.comment !== 'string') throw typeError(fn, 'comment', 'a string', o.comment);
  const [t, own, sparse] = await tripletsOf(fn, A);
  const field = o.field ?? own;
  checkField(fn, t, own, field, sparse);
  const unsigned = field === 'pattern' || field === 'unsigned-integer';
  if ((symmetry === 'hermitian' && field !== 'complex') || (symmetry === 'skew-symmetric' && unsigned))
    throw rangeError(fn, 'symmetry', `'general' or 'symmetric' for a field ${field}`, symmetry);
  if (symmetry !== 'general') checkSymmetry(fn, field === 'pattern' ? { ...t, re: () => 1, im: () => 0 } : t, symmetry);
  const kept = (e: number): boolean =>
    symmetry === 'general' || t.row(e) > t.col(e) || (t.row(e) === t.col(e) && symmetry !== 'skew-symmetric');
  let count = 0;
  for (let e = 0; e < t.count; e++) if (kept(e)) count++;
  const comment = (o.comment ?? '').split('\n').map((line) => (o.comment === undefined ? '' : `%${line}\n`));
  const head = `%%MatrixMarket matrix ${sparse ? 'coordinate' : 'array'} ${field} ${symmetry}\n${comment.join('')}`;
  const sizes = `${t.rows} ${t.cols}${sparse ? ` ${count}` : ''}\n`;
  await writing(fn, target, linesOf(t, head + sizes, sparse, spelling(t, field, o.precision), kept));
}
