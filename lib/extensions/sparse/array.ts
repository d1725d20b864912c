/**
 * Sparse arrays of two axes: COO, CSR and CSC, immutable values. The classes are in base.ts, coo.ts and compressed.ts;
 * everybody takes them from here, so that the three are loaded in an order that works. How arrays are built from other
 * things is in construct.ts.
 */
import { refuseAssignment } from '../../core/attributes';
import { SparseArray } from './base';
import { CscArray, CsrArray } from './compressed';
import { CooArray } from './coo';

export { SparseArray, readOnly } from './base';
export type { MatrixShape, SparseFormat } from './types';
export { CooArray } from './coo';
export { CscArray, CsrArray } from './compressed';

for (const type of [SparseArray, CooArray, CsrArray, CscArray])
  refuseAssignment(type, {
    shape: 'use reshape or resize',
    dtype: 'use astype',
    device: 'use to_device',
    format: 'use asformat',
    data: 'make an array of the parts by csr_array, csc_array or coo_array',
  });

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
