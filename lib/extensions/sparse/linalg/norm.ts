/** Norms of sparse arrays. */
import { rangeError, typeError } from '../../../errors';
import { allocate, nativeDType, type NDArray } from '../../../core/array';
import { cast, fillInto } from '../../../core/call';
import { float64, int32, realDType } from '../../../core/dtype';
import { scope } from '../../../core/memory';
import { checkOptions } from '../../../core/options';
import { normalizeAxis } from '../../../core/shape';
import { Slice } from '../../../core/slice';
import { abs, equal, maximum, pow, subtract } from '../../../api/elementwise';
import { where } from '../../../api/searching';
import { max, min } from '../../../api/statistical';
import { vector_norm } from '../../../api/linalg/norms';
import { issparse, type CsrArray, type SparseArray } from '../array';
import { reduceRows } from '../kernels';

/** Which norm: a number, ±Infinity, or 'fro'. */
export type SparseOrder = number | 'fro';

/** What {@link norm} takes. */
export interface SparseNormOptions {
  /** Default: the Frobenius norm of a matrix, the 2-norm of vectors. */
  ord?: SparseOrder | null;
  /** 0 or 1: of the columns or rows as vectors; null (default) or both: of the matrix. */
  axis?: number | readonly number[] | null;
}

/**
 * The norm of a sparse array, as scipy.sparse.linalg.norm: of the matrix 'fro' (default), 1 and -1 (largest and smallest
 * column sum of magnitudes), Infinity and -Infinity (of rows); with `axis`, of its columns (0) or rows (1) as vectors: 2
 * (default), 0 (how many elements are not zero), 1, ±Infinity, or any other power. Integers and booleans count as float64.
 * The matrix's 2-norm is iterative: `svds(A, { k: 1 })`.
 *
 * @returns 0-d, or one number for each column or row, real; enqueued.
 * @throws TypeError for what isn't a sparse array; RangeError for another `ord` or `axis`.
 * @example
 * const A = xp.sparse.csr_array([[3, 0], [4, -2]]);
 * xp.sparse.linalg.norm(A, { ord: 1 }).item(); // 7
 * xp.sparse.linalg.norm(A, { axis: 0 }).tolist(); // [5, 2]
 */
export function norm(A: SparseArray, options?: SparseNormOptions): NDArray {
  const fn = 'norm';
  if (!issparse(A)) throw typeError(fn, 'A', 'a sparse array (see xp.linalg.matrix_norm)', A);
  const { ord, axis } = checkOptions(fn, options, ['ord', 'axis']);
  if (ord !== undefined && ord !== null && ord !== 'fro' && (typeof ord !== 'number' || Number.isNaN(ord)))
    throw rangeError(fn, 'ord', "a number or 'fro'", ord);
  const axes = axis === undefined || axis === null ? [0, 1] : Array.isArray(axis) ? axis : [axis];
  const which = axes.map((a) => normalizeAxis(fn, a, 2));
  if (which.length < 1 || which.length > 2 || which[0] === which[1]) throw rangeError(fn, 'axis', '0, 1 or both', axis);
  return scope(() => {
    const csr = A._live(fn).tocsr();
    const dtype = nativeDType(csr._data);
    const data = dtype.complex || dtype.kind === 'real floating' ? csr._data : cast(fn, csr._data, float64);
    const sizes = csr._withData(abs(data)).tocsr();
    if (which.length === 1) return vectorNorms(fn, which[0] === 1 ? sizes : sizes.T.tocsr(), ord ?? 2);
    return matrixNorm(fn, which[0] === 0 ? sizes : sizes.T.tocsr(), ord ?? 'fro');
  });
}

/** A reduction over the elements of each row; of all of them where they are taken as one row. */
function rows(fn: string, op: string, sizes: CsrArray): NDArray {
  return reduceRows(fn, op, sizes, realDType(nativeDType(sizes._data)));
}

function matrixNorm(fn: string, sizes: CsrArray, ord: SparseOrder): NDArray {
  const [m, n] = sizes.shape;
  if (ord === 'fro') return reduceAll(fn, sizes);
  if (![1, -1, Infinity, -Infinity].includes(ord))
    throw rangeError(fn, 'ord', "one of 'fro', 1, -1, Infinity, -Infinity for a matrix (svds gives the 2-norm)", ord);
  const sums = rows(fn, 'sum', Math.abs(ord) === 1 ? sizes.T.tocsr() : sizes);
  if (m === 0 || n === 0) return zero(fn, sizes);
  return ord > 0 ? max(sums) : min(sums);
}

function reduceAll(fn: string, sizes: CsrArray): NDArray {
  // The norm of the rows' norms: no square overflows.
  const each = rows(fn, 'norm', sizes);
  return each.size === 0 ? zero(fn, sizes) : vector_norm(each);
}

function zero(fn: string, sizes: CsrArray): NDArray {
  const out = allocate(fn, nativeDType(sizes._data), [], sizes._device);
  fillInto(fn, out, 0);
  return out;
}

function vectorNorms(fn: string, sizes: CsrArray, ord: SparseOrder): NDArray {
  const n = sizes.shape[1];
  const full = (): NDArray => {
    const { _indptr: p, shape } = sizes;
    return equal(subtract(p.get(new Slice(1, null, null)), p.get(new Slice(null, shape[0], null))), n);
  };
  switch (ord) {
    case 2:
    case 'fro':
      return rows(fn, 'norm', sizes);
    case 1:
      return rows(fn, 'sum', sizes);
    case Infinity:
      return maximum(rows(fn, 'max', sizes), 0);
    case -Infinity:
      return n === 0 ? rows(fn, 'sum', sizes) : where(full(), rows(fn, 'min', sizes), 0);
    case 0:
      return cast(fn, reduceRows(fn, 'count_nonzero', sizes, int32), nativeDType(sizes._data));
    default:
      break;
  }
  const powers = pow(rows(fn, 'sum', sizes._withData(pow(sizes._data, ord)).tocsr()), 1 / ord);
  // To a negative power a zero is infinite, and so is the sum.
  return ord > 0 ? powers : where(full(), powers, 0);
}
