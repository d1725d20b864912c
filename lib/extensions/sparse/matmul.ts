/** Products with a sparse factor. */
import { rangeError } from '../../errors';
import { nativeDType, type NDArray } from '../../core/array';
import { Casts } from '../../core/call';
import { checkArray, checkSameDevice } from '../../core/check';
import { scope } from '../../core/memory';
import { noPromotion, promoted } from '../../core/promotion';
import { swapLast } from '../../core/indexing';
import { type CsrArray, issparse, type SparseArray } from './array';
import { timesDense, timesSparse } from './kernels';

const fn = 'sparse.matmul';

/**
 * A · B with one or both factors sparse: sparse · sparse gives CSR (and waits for its number of elements), sparse ·
 * dense and dense · sparse a dense array. Dtypes promote; of bool factors the product is bool (or of ands), integers
 * wrap. A dense factor is a matrix or a vector.
 *
 * @throws RangeError for inner extents that differ, a dense factor of other axes, a sparse product of 2³¹ elements or
 * more; TypeError for dtypes that don't promote; ObolError ERR_OBOL_DEVICE for arrays of two devices.
 * @example
 * const A = xp.sparse.csr_array([[1, 2], [0, 3]]);
 * xp.sparse.matmul(A, xp.ones([2])).tolist(); // [3, 3]
 */
export function matmul(x1: SparseArray, x2: SparseArray): CsrArray;
export function matmul(x1: SparseArray | NDArray, x2: NDArray): NDArray;
export function matmul(x1: NDArray, x2: SparseArray): NDArray;
export function matmul(x1: SparseArray | NDArray, x2: SparseArray | NDArray): CsrArray | NDArray {
  return scope(() => product(x1, x2));
}

function product(x1: SparseArray | NDArray, x2: SparseArray | NDArray): CsrArray | NDArray {
  if (issparse(x1) && issparse(x2)) return bothSparse(x1, x2);
  if (issparse(x1)) return sparseDense(x1, checkArray(fn, 'x2', x2));
  if (!issparse(x2)) throw new TypeError(`${fn}: expected a sparse array for x1 or x2, got none; see xp.matmul`);
  const dense = checkArray(fn, 'x1', x1);
  // (A·B)ᵀ = Bᵀ·Aᵀ
  if (dense.ndim === 1) return sparseDense(x2._live(fn).T, dense);
  if (dense.ndim !== 2) throw rangeError(fn, 'x1', 'a matrix or a vector', dense.shape);
  return swapLast(sparseDense(x2._live(fn).T, swapLast(dense, fn)), fn);
}

function inner(a: readonly number[], b: readonly number[]): void {
  if (a[1] !== b[0])
    throw new RangeError(`${fn}: expected inner extents that agree, got [${a.join(', ')}] and [${b.join(', ')}]`);
}

function common(a: NDArray, b: NDArray): ReturnType<typeof nativeDType> {
  checkSameDevice(fn, a, b);
  const dtype = promoted(nativeDType(a), nativeDType(b));
  if (dtype === undefined) throw noPromotion(fn, nativeDType(a), nativeDType(b));
  return dtype;
}

function withDType(x: SparseArray, dtype: ReturnType<typeof nativeDType>): CsrArray {
  const csr = x.tocsr();
  return csr.dtype === dtype ? csr : csr.astype(dtype);
}

function bothSparse(x1: SparseArray, x2: SparseArray): CsrArray {
  x1._live(fn);
  x2._live(fn);
  inner(x1.shape, x2.shape);
  const dtype = common(x1._data, x2._data);
  return timesSparse(fn, withDType(x1, dtype), withDType(x2, dtype));
}

function sparseDense(x1: SparseArray, x2: NDArray): NDArray {
  x1._live(fn);
  if (x2.ndim !== 1 && x2.ndim !== 2) throw rangeError(fn, 'x2', 'a matrix or a vector', x2.shape);
  inner(x1.shape, x2.shape);
  const dtype = common(x1._data, x2);
  const casts = new Casts();
  const dense = casts.contiguous(fn, casts.to(fn, x2, dtype));
  const out = timesDense(fn, withDType(x1, dtype), dense);
  casts.release();
  return out;
}
