/**
 * Comparisons of sparse arrays, element by element: sparse arrays of bool that hold the true ones. Where a comparison is
 * true of two zeros the result would hold every place: that is a TypeError, and the complement is the way to ask
 * (`not_equal` for `equal`, `greater` for `less_equal`). Beside a dense array the result is dense and nothing is refused.
 */
import { binary } from './apply';
import type { SparseBinary } from './arithmetic';

/**
 * Where elements are the same: beside a scalar other than 0, or a dense array. Between sparse arrays, and beside 0, a
 * TypeError (see {@link not_equal}).
 *
 * @example
 * xp.sparse.equal(xp.sparse.csr_array([[1, 0], [0, 2]]), 2).toarray().tolist(); // [[false, false], [false, true]]
 */
export const equal = binary({ name: 'equal' }) as SparseBinary;

/**
 * Where elements differ; NaN differs from itself. A scalar must be 0: every zero differs from others.
 *
 * @example
 * const [A, B] = [xp.sparse.csr_array([[1, 0], [0, 2]]), xp.sparse.csr_array([[1, 0], [3, 2]])];
 * xp.sparse.not_equal(A, B).nnz; // 1
 */
export const not_equal = binary({ name: 'not_equal' }) as SparseBinary;

/**
 * Where the first element is smaller. A scalar for `x2` is at most 0.
 *
 * @example
 * xp.sparse.less(xp.sparse.csr_array([[1, 0], [0, -2]]), 0).nonzero().map((x) => x.tolist()); // [[1], [1]]
 */
export const less = binary({ name: 'less' }) as SparseBinary;

/**
 * Where the first element is larger. A scalar for `x2` is at least 0.
 *
 * @example
 * xp.sparse.greater(xp.sparse.csr_array([[1, 0], [0, 2]]), 1).nonzero().map((x) => x.tolist()); // [[1], [1]]
 */
export const greater = binary({ name: 'greater' }) as SparseBinary;

/**
 * Where the first element is not larger: beside a scalar for `x2` below 0, or a dense array. Between sparse arrays a
 * TypeError (see {@link greater}).
 *
 * @example
 * xp.sparse.less_equal(xp.sparse.csr_array([[1, 0], [0, -2]]), -2).nnz; // 1
 */
export const less_equal = binary({ name: 'less_equal' }) as SparseBinary;

/**
 * Where the first element is not smaller: beside a scalar for `x2` above 0, or a dense array. Between sparse arrays a
 * TypeError (see {@link less}).
 *
 * @example
 * xp.sparse.greater_equal(xp.sparse.csr_array([[1, 0], [0, 2]]), 1).nnz; // 2
 */
export const greater_equal = binary({ name: 'greater_equal' }) as SparseBinary;
