/**
 * Arithmetic of sparse arrays, element by element. Each function is one row: what it is called for dense arrays, and
 * what becomes of the places that store nothing (apply.ts). Operands broadcast and promote; between sparse arrays the
 * result holds no zeros, in CSC where the first operand is in CSC, else in CSR; beside a scalar or, where the result is
 * sparse, a dense array in the sparse operand's format (of `maximum`, `minimum` and comparisons of COO: CSR).
 */
import type { NDArray } from '../../core/array';
import type { Scalar } from '../../core/dtype';
import { binary } from './apply';
import type { SparseArray } from './array';

/** A function of two operands, one of them sparse; a dense one makes the result dense. */
export interface SparseBinary {
  (x1: SparseArray, x2: SparseArray | Scalar): SparseArray;
  (x1: Scalar, x2: SparseArray): SparseArray;
  (x1: SparseArray, x2: NDArray): NDArray;
  (x1: NDArray, x2: SparseArray): NDArray;
}

/** A function of two operands, one of them sparse; the result is sparse beside a dense array too. */
export type SparseProduct = (x1: SparseArray | NDArray | Scalar, x2: SparseArray | NDArray | Scalar) => SparseArray;

/** Division: sparse where the divisor is a scalar or dense. */
export type SparseQuotient = (x1: SparseArray, x2: NDArray | Scalar) => SparseArray;

/**
 * Sums; of bool arrays "or". Of sparse arrays sparse, beside a dense array dense. A scalar other than 0 is a TypeError:
 * it would fill the array.
 *
 * @throws TypeError for dtypes that don't promote, and such a scalar; RangeError for shapes that don't broadcast;
 * ObolError ERR_OBOL_DEVICE for arrays of two devices.
 * @example
 * const A = xp.sparse.csr_array([[1, 0], [0, 2]]);
 * xp.sparse.add(A, A).toarray().tolist(); // [[2, 0], [0, 4]]
 */
export const add = binary({ name: 'add', logical: 'logical_or', keepsPattern: true }) as SparseBinary;

/**
 * Differences. Of sparse arrays sparse, beside a dense array dense. A scalar other than 0 is a TypeError.
 *
 * @throws As {@link add}; TypeError for bool.
 * @example
 * const A = xp.sparse.csr_array([[1, 0], [0, 2]]);
 * xp.sparse.subtract(A, A).nnz; // 0
 */
export const subtract = binary({ name: 'subtract', keepsPattern: true }) as SparseBinary;

/**
 * Products, element by element (see {@link matmul} for the others); of bool arrays "and". Always sparse: beside a scalar
 * or a dense array, which broadcasts, the stored elements are multiplied, and what is not stored stays 0 (beside NaN
 * and Infinity too, as in SciPy). Between sparse arrays NaN · 0 is NaN.
 *
 * @throws As {@link add}, but for the scalar; RangeError for a dense array of more than 2 axes.
 * @example
 * const A = xp.sparse.csr_array([[1, 0], [0, 2]]);
 * xp.sparse.multiply(A, xp.asarray([10, 100])).toarray().tolist(); // [[10, 0], [0, 200]]
 */
export const multiply = binary({
  name: 'multiply',
  logical: 'logical_and',
  sparseBeside: 'either',
  keepsPattern: true,
}) as SparseProduct;

/**
 * Quotients of floating-point elements: of a sparse array and a scalar, or a dense array, which broadcasts. The stored
 * elements are divided, what is not stored stays 0 (over 0 too, as in SciPy). A sparse divisor is a TypeError: almost
 * all quotients would be NaN.
 *
 * @throws TypeError for integers and bool (see astype), and as said; RangeError as {@link multiply}.
 * @example
 * const A = xp.sparse.csr_array([[1, 0], [0, 2]]);
 * xp.sparse.divide(A, 4).toarray().tolist(); // [[0.25, 0], [0, 0.5]]
 */
export const divide = binary({
  name: 'divide',
  sparseBeside: 'first',
  keepsPattern: true,
}) as SparseQuotient;

/**
 * Powers of the elements, in their dtype. Exponents that make something of 0 (0 itself, negative ones) are a TypeError,
 * also of integers.
 *
 * @throws TypeError for those, for bool, for an exponent that does not fit the dtype (0.5 beside int32).
 * @example
 * xp.sparse.power(xp.sparse.csr_array([[3, 0], [0, 2]]), 2).toarray().tolist(); // [[9, 0], [0, 4]]
 */
export const power = binary({ name: 'power', op: 'pow', keepsPattern: true }) as (
  x1: SparseArray,
  x2: Scalar,
) => SparseArray;

/**
 * The larger of two elements, NaN where one is; of bool arrays "or". Of sparse arrays sparse, beside a dense array
 * dense. A scalar above 0 is a TypeError.
 *
 * @throws As {@link add}; TypeError for complex elements.
 * @example
 * const A = xp.sparse.csr_array([[1, 0], [0, -2]]);
 * xp.sparse.maximum(A, 0).toarray().tolist(); // [[1, 0], [0, 0]]
 */
export const maximum = binary({ name: 'maximum', logical: 'logical_or' }) as SparseBinary;

/**
 * The smaller of two elements, NaN where one is; of bool arrays "and". Of sparse arrays sparse, beside a dense array
 * dense. A scalar below 0 is a TypeError.
 *
 * @throws As {@link maximum}.
 * @example
 * const A = xp.sparse.csr_array([[1, 0], [0, -2]]);
 * xp.sparse.minimum(A, 0).toarray().tolist(); // [[0, 0], [0, -2]]
 */
export const minimum = binary({ name: 'minimum', logical: 'logical_and' }) as SparseBinary;
