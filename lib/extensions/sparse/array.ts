/**
 * Sparse arrays of two axes: COO, CSR and CSC, immutable values. The classes are in base.ts, coo.ts and compressed.ts;
 * everybody takes them from here, so that the three are loaded in an order that works. How arrays are built from other
 * things is in construct.ts.
 */
import { SparseArray } from './base';
import type { CscArray, CsrArray } from './compressed';

export { SparseArray, readOnly, type MatrixShape, type SparseFormat } from './base';
export { CooArray } from './coo';
export { CscArray, CsrArray } from './compressed';

/**
 * True for a sparse array of this package.
 *
 * @example
 * xp.sparse.issparse(xp.ones([2, 2])); // false
 */
export function issparse(x: unknown): x is SparseArray {
  return x instanceof SparseArray;
}

/** Whether an array lies by rows. @internal */
export const isCsr = (x: SparseArray): x is CsrArray => x.format === 'csr';
/** Whether an array lies by columns. @internal */
export const isCsc = (x: SparseArray): x is CscArray => x.format === 'csc';
