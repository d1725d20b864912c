/** Diagonals of a sparse array, and the triangles on either side of one. */
import { rangeError } from '../../errors';
import { isArray, type NDArray } from '../../core/array';
import { cast } from '../../core/call';
import { checkArray } from '../../core/check';
import { fromHost } from '../../core/convert';
import { int32, type Scalar } from '../../core/dtype';
import { sourceOf } from '../../core/indexing';
import { scope } from '../../core/memory';
import { checkOptions, isOptions } from '../../core/options';
import { isScalar } from '../../core/scalar';
import { integer } from '../../core/shape';
import { Slice } from '../../core/slice';
import { arange, zeros } from '../../api/creation';
import { add, equal, greater_equal, less_equal, logical_or, not_equal, subtract } from '../../api/elementwise';
import { concat } from '../../api/manipulation';
import { sum as total } from '../../api/statistical';
import { CooArray, type SparseArray, type SparseFormat } from './array';
import { checkSparse } from './check';
import * as kernels from './kernels';
import { checkEntries, chosen, inFormat, keepCoo } from './structure';

const mostSteps = 2 ** 31 - 1;

/** How many elements the k-th diagonal has; 0 outside of the matrix. */
export function diagonalLength([rows, cols]: readonly number[], k: number): number {
  return Math.max(0, Math.min(rows! + Math.min(k, 0), cols! - Math.max(k, 0)));
}

// The number of a diagonal, also where it stands in options.
function numberOf(fn: string, k: unknown): number {
  return integer(fn, 'k', isOptions(k) ? (checkOptions<{ k?: unknown }>(fn, k, ['k']).k ?? 0) : k);
}

/** The k-th diagonal. */
export function diagonal(x: SparseArray, k: unknown): NDArray {
  const fn = 'diagonal';
  const offset = numberOf(fn, k);
  x._live(fn);
  return scope(() => {
    // Of COO without pointers to all rows, of which there may be many.
    if (offset === 0 && x.format !== 'coo') return kernels.diagonal(fn, x.tocsr());
    const length = diagonalLength(x.shape, offset);
    const out = zeros(length, { dtype: x.dtype, device: x.device });
    if (length === 0) return out;
    const own = x.sum_duplicates();
    const [row, col] = own._places(fn);
    const at = chosen(fn, equal(subtract(col, row), offset));
    // On and above the main diagonal elements are counted by their rows, below it by their columns.
    out.set([(offset > 0 ? row : col).get(at)], own._data.get(at));
    return out;
  });
}

/** The sum along a diagonal. */
export function trace(x: SparseArray, options: { offset?: number } | undefined): NDArray {
  const o = checkOptions('trace', options, ['offset']);
  const offset = integer('trace', 'offset', o.offset ?? 0);
  return scope(() => {
    const line = diagonal(x, offset);
    return total(line.dtype.name === 'bool' ? cast('trace', line, int32) : line);
  });
}

/** The array with other values on its k-th diagonal. */
export function setdiag(
  x: SparseArray,
  values: NDArray | Scalar | ArrayBufferView | readonly Scalar[],
  k: unknown,
): SparseArray {
  const fn = 'setdiag';
  const offset = numberOf(fn, k);
  x._live(fn);
  const length = diagonalLength(x.shape, offset);
  if (offset > 0 ? offset >= x.shape[1] : offset < 0 && -offset >= x.shape[0])
    throw rangeError(fn, 'k', `a diagonal of a matrix of shape [${x.shape.join(', ')}]`, k);
  return scope(() => {
    const given = isScalar(values) || isArray(values) ? values : fromHost(fn, values, undefined, x._device, 'values');
    if (isArray(given)) checkArray(fn, 'values', given);
    if (isArray(given) && given.ndim > 1) throw rangeError(fn, 'values', 'a scalar or a 1-d array', given.shape);
    const scalar = !isArray(given) || given.ndim === 0;
    const count = scalar ? length : Math.min(length, given.shape[0]!);
    const line = zeros(count, { dtype: x.dtype, device: x.device });
    sourceOf(line, given, fn, 'values');
    line.set([], scalar ? given : given.get(new Slice(0, count, null)));
    const own = x.sum_duplicates().tocoo();
    const [row, col] = own._places(fn);
    const step = subtract(col, row);
    const elsewhere = not_equal(step, offset);
    const rest = keepCoo(
      fn,
      own,
      count === length ? elsewhere : logical_or(elsewhere, greater_equal(offset > 0 ? row : col, count)),
    );
    checkEntries(fn, rest.nnz + count);
    const place = arange(count, { dtype: int32, device: x.device });
    const all = new CooArray(
      x.shape,
      concat([rest._data, line]),
      concat([rest._row, add(place, Math.max(-offset, 0))]),
      concat([rest._col, add(place, Math.max(offset, 0))]),
    );
    return x.format === 'coo' ? all.tocsr().tocoo() : inFormat(fn, all, x.format);
  });
}

/** Options of {@link triu} and {@link tril}. */
export interface TriangleOptions {
  /** The diagonal at the edge, which is kept: above the main one for k > 0; default 0. */
  k?: number;
  /** Format of the result; default (null) 'coo'. */
  format?: SparseFormat | null;
}

function triangle(fn: 'triu' | 'tril', A: unknown, options: TriangleOptions | undefined): SparseArray {
  const x = checkSparse(fn, 'A', A);
  const o = checkOptions(fn, options, ['k', 'format']);
  // Steps are int32: no diagonal lies farther away.
  const k = Math.min(Math.max(integer(fn, 'k', o.k ?? 0), -mostSteps), mostSteps);
  return scope(() => {
    const coo = x.tocoo();
    const step = subtract(coo._col, coo._row);
    return inFormat(fn, keepCoo(fn, coo, fn === 'triu' ? greater_equal(step, k) : less_equal(step, k)), o.format);
  });
}

/**
 * The elements on and above the k-th diagonal, in the same shape and dtype; COO unless `format` says otherwise. Waits.
 *
 * @throws TypeError for no sparse array or a k that is no number, RangeError for one that is not whole.
 * @example
 * xp.sparse.triu(xp.sparse.csr_array([[1, 2], [3, 4]])).toarray().tolist(); // [[1, 2], [0, 4]]
 */
export function triu(A: SparseArray, options?: TriangleOptions): SparseArray {
  return triangle('triu', A, options);
}

/**
 * The elements on and below the k-th diagonal, in the same shape and dtype; COO unless `format` says otherwise. Waits.
 *
 * @throws As {@link triu}.
 * @example
 * xp.sparse.tril(xp.sparse.csr_array([[1, 2], [3, 4]])).toarray().tolist(); // [[1, 0], [3, 4]]
 */
export function tril(A: SparseArray, options?: TriangleOptions): SparseArray {
  return triangle('tril', A, options);
}
