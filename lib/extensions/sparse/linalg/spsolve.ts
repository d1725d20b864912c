/** Sparse linear systems by a direct factorisation. */
import { rangeError, typeError } from '../../../errors';
import { allocate, nativeDType, viewOf, type NDArray } from '../../../core/array';
import { cast } from '../../../core/call';
import { checkArray } from '../../../core/check';
import { complex128, float64, type NativeDType } from '../../../core/dtype';
import { runJob, type JobOptions } from '../../../core/job';
import { scope } from '../../../core/memory';
import { checkOptions } from '../../../core/options';
import { noPromotion, promoted } from '../../../core/promotion';
import { csr_array } from '../construct';
import { issparse, type CsrArray, type SparseArray } from '../array';
import { checkOperatorDevice } from './operator';

/**
 * Solves A x = b for a sparse square A, as scipy.sparse.linalg.spsolve: by a Cholesky factorisation where A is Hermitian
 * and definite, by LU with pivoting where not, under an order that keeps the factors sparse (nested dissection, minimum
 * degree), and corrected by residuals. It computes in float64 or complex128 on the host, whatever the device and dtype.
 *
 * @param A n × n, of any dtype (integers and booleans count as float64).
 * @param b of shape [n] or [n, m], or a sparse array of n rows.
 * @returns x of b's shape, in the dtype that A's and b's promote to; a CSR array for a sparse b.
 * @throws RangeError for shapes, or numbers that are not finite; TypeError for dtypes; ObolError ERR_OBOL_NUMERIC where A
 * is singular (to working precision), ERR_OBOL_MEMORY where the factors would not fit, ERR_OBOL_ABORTED.
 * @example
 * const A = xp.sparse.csr_array([[4, 1], [1, 3]]);
 * await xp.sparse.linalg.spsolve(A, xp.asarray([1, 2])); // [1/11, 7/11]
 */
export function spsolve(A: SparseArray, b: SparseArray, options?: JobOptions): Promise<CsrArray>;
export function spsolve(A: SparseArray, b: NDArray, options?: JobOptions): Promise<NDArray>;
export async function spsolve(
  A: SparseArray,
  b: NDArray | SparseArray,
  options?: JobOptions,
): Promise<NDArray | CsrArray> {
  return scope(() => solve(A, b, options));
}

async function solve(
  A: SparseArray,
  b: NDArray | SparseArray,
  options: JobOptions | undefined,
): Promise<NDArray | CsrArray> {
  const fn = 'spsolve';
  if (!issparse(A)) throw typeError(fn, 'A', 'a sparse array', A);
  const o = checkOptions(fn, options, ['signal', 'onProgress']);
  const n = A.shape[0];
  if (n !== A.shape[1]) throw rangeError(fn, 'A', 'a square matrix', A.shape);
  const csr = A._live(fn).tocsr();
  const sparse = issparse(b);
  const right = sparse ? b._live(fn).toarray() : checkArray(fn, 'b', b);
  checkOperatorDevice(fn, csr, right);
  if (right.ndim < 1 || right.ndim > 2 || right.shape[0] !== n)
    throw rangeError(fn, 'b', `an array of ${n} rows`, right.shape);
  const [s, t] = [floatingOf(nativeDType(csr._data)), floatingOf(nativeDType(right))];
  const dtype = promoted(s, t);
  if (dtype === undefined) throw noPromotion(fn, s, t);
  const wide = dtype.complex ? complex128 : float64;
  const columns = right.ndim === 1 ? 1 : right.shape[1]!;
  const block = cast(
    fn,
    right.ndim === 2 ? right : viewOf(right, [n, 1], [right._strides[0]!, 1], right._offset),
    wide,
  );
  const x = allocate(fn, dtype, [n, columns], csr._device);
  await runJob(fn, {
    device: csr._device,
    name: 'spsolve',
    inputs: [csr._indptr, csr._indices, cast(fn, csr._data, wide), block],
    outputs: [x],
    numbers: [],
    stages: ['solve'],
    ...o,
  });
  if (sparse) return csr_array(x);
  return right.ndim === 2 ? x : viewOf(x, [n], [1], x._offset);
}

function floatingOf(dtype: NativeDType): NativeDType {
  return dtype.complex || dtype.kind === 'real floating' ? dtype : float64;
}
