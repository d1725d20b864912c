/** The same elements under another shape: reshape, resize, transposes. */
import { rangeError, typeError } from '../../errors';
import { cast } from '../../core/call';
import { int64 } from '../../core/dtype';
import { scope } from '../../core/memory';
import { checkOptions } from '../../core/options';
import { integer, normalizeAxes } from '../../core/shape';
import { less, logical_and } from '../../api/elementwise';
import { CooArray, readOnly, type MatrixShape, type SparseArray } from './array';
import { checkSparse } from './check';
import { checkExtents, inFormat, keepCoo, keysOf, placesOf } from './structure';

/** A shape of two extents, each of which int32 holds; their product need not fit any memory. */
export function matrixShape(fn: string, value: unknown): MatrixShape {
  if (!Array.isArray(value)) throw typeError(fn, 'shape', 'an array of two extents', value);
  const shape = (value as unknown[]).map((n) => integer(fn, 'shape', n));
  if (shape.length !== 2) throw rangeError(fn, 'shape', 'two extents', value);
  if (shape.some((n) => n < 0)) throw rangeError(fn, 'shape', 'extents of at least 0', value);
  return checkExtents(fn, [shape[0]!, shape[1]!]);
}

function inferred(fn: string, value: unknown, size: number): MatrixShape {
  if (!Array.isArray(value)) throw typeError(fn, 'shape', 'an array of two extents', value);
  const given = (value as unknown[]).map((n) => integer(fn, 'shape', n));
  const holes = given.filter((n) => n === -1).length;
  if (holes === 0) return matrixShape(fn, value);
  const known = given.reduce((n, m) => (m === -1 ? n : n * m), 1);
  if (holes > 1 || known <= 0 || size % known !== 0)
    throw rangeError(fn, 'shape', `a shape of ${size} elements with at most one -1`, value);
  return matrixShape(
    fn,
    given.map((n) => (n === -1 ? size / known : n)),
  );
}

/** The same elements in C or Fortran order under another shape. */
export function reshape(x: SparseArray, shape: unknown, options: { order?: 'C' | 'F' } | undefined): SparseArray {
  const fn = 'reshape';
  x._live(fn);
  const { order = 'C' } = checkOptions(fn, options, ['order']);
  if (order !== 'C' && order !== 'F') throw rangeError(fn, 'order', "'C' or 'F'", order);
  const size = x.shape[0] * x.shape[1];
  if (!Number.isSafeInteger(size)) throw rangeError(fn, 'the array', 'one of fewer than 2^53 places', x.shape);
  const to = inferred(fn, shape, size);
  if (to[0] * to[1] !== size) throw rangeError(fn, 'shape', `a shape of ${size} elements`, shape);
  return scope(() => {
    const coo = x.tocoo();
    const out = order === 'C' ? moved(fn, coo, to) : moved(fn, coo.T, [to[1], to[0]]).T;
    return inFormat(fn, out, x.format);
  });
}

function moved(fn: string, x: CooArray, to: MatrixShape): CooArray {
  const wide = Math.max(x.shape[0] * x.shape[1], to[1]) > 2 ** 31 - 1;
  const keys = keysOf(x._row, x._col, x.shape);
  const [row, col] = placesOf(wide && keys.dtype !== int64 ? cast(fn, keys, int64) : keys, to[1]);
  return new CooArray(to, readOnly(x._data), row, col, x._ordered);
}

/** The part that another shape has in common with this one. */
export function resize(x: SparseArray, shape: unknown): SparseArray {
  const fn = 'resize';
  x._live(fn);
  const to = matrixShape(fn, shape);
  return scope(() => {
    const coo = x.tocoo();
    const inside = logical_and(less(coo._row, to[0]), less(coo._col, to[1]));
    const kept = keepCoo(fn, coo, inside);
    return inFormat(fn, new CooArray(to, kept._data, kept._row, kept._col, coo._ordered), x.format);
  });
}

/** The transpose, or the array as it is. */
export function transpose(fn: string, x: SparseArray, axes: unknown): SparseArray {
  x._live(fn);
  if (axes === undefined || axes === null) return x.T;
  if (!Array.isArray(axes)) throw typeError(fn, 'axes', 'an array of axes', axes);
  const order = normalizeAxes(fn, axes, 2, 'axes');
  if (order.length !== 2) throw rangeError(fn, 'axes', 'each of the 2 axes once', axes);
  return order[0] === 1 ? x.T : x;
}

/**
 * The array with its axes in another order: [1, 0] (the default) is the transpose, [0, 1] the array as it is.
 *
 * @throws TypeError for no sparse array, RangeError for other axes.
 * @example
 * xp.sparse.permute_dims(xp.sparse.csr_array([[0, 2, 0]]), [1, 0]).shape; // [3, 1]
 */
export function permute_dims(A: SparseArray, axes?: readonly number[] | null): SparseArray {
  return transpose('permute_dims', checkSparse('permute_dims', 'A', A), axes);
}
