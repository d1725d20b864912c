/** `linalg`: the factors of a matrix, Cholesky and QR. */
import { allocate, nativeDType, type NDArray } from '../../core/array';
import { booleanOption, checkOptions } from '../../core/options';
import { rangeError, typeError } from '../../errors';
import { Temporaries, decompose, identities, matrices, squareMatrices, stackOf } from './support';

/**
 * The Cholesky factors of Hermitian positive definite matrices: x = L·Lᴴ, or UᴴU with `upper`. Only the triangle that the
 * factor takes is read. The host computes, also for an array on a GPU.
 *
 * @param x [..., n, n] of a floating-point dtype.
 * @returns The factors, of x's shape and dtype, zeros in the other triangle.
 * @throws TypeError, RangeError; ObolError ERR_OBOL_NUMERIC, when the result is read, for a matrix that is not positive
 * definite. As numpy.linalg.cholesky.
 * @example
 * xp.linalg.cholesky(xp.asarray([[4, 2], [2, 5]])) // [[2, 0], [1, 2]]
 */
export function cholesky(x: NDArray, options?: { upper?: boolean }): NDArray {
  const fn = 'cholesky';
  const array = squareMatrices(fn, 'x', x);
  const o = checkOptions(fn, options, ['upper']);
  const upper = booleanOption(fn, 'upper', o.upper, false);
  const temporaries = new Temporaries();
  const out = allocate(fn, nativeDType(array), array.shape, array._device);
  decompose(fn, array._device, 'cholesky', [out, temporaries.contiguous(fn, array)], (f, at) => {
    f[at] = upper ? 1 : 0;
    return at + 1;
  });
  temporaries.release();
  return out;
}

/**
 * The QR factors of matrices by Householder reflections: x = Q·R, Q with orthonormal columns, R upper triangular with a
 * real diagonal of either sign. `mode` 'reduced' (default) keeps k = min(m, n) columns of Q, 'complete' all m. NaN and
 * infinities spread. The host computes, also for an array on a GPU.
 *
 * @param x [..., m, n] of a floating-point dtype.
 * @returns `Q` [..., m, k] or [..., m, m], `R` [..., k, n] or [..., m, n], of x's dtype.
 * @throws TypeError, RangeError. As numpy.linalg.qr.
 * @example
 * const { Q, R } = xp.linalg.qr(xp.asarray([[3, 1], [4, 2], [0, 5]]));
 */
export function qr(x: NDArray, options?: { mode?: 'reduced' | 'complete' }): { Q: NDArray; R: NDArray } {
  const fn = 'qr';
  const array = matrices(fn, 'x', x);
  const o = checkOptions(fn, options, ['mode']);
  const mode: unknown = o.mode ?? 'reduced';
  if (typeof mode !== 'string') throw typeError(fn, 'mode', "'reduced' or 'complete'", mode);
  if (mode !== 'reduced' && mode !== 'complete') throw rangeError(fn, 'mode', "'reduced' or 'complete'", mode);
  const stack = stackOf(array);
  const [m, n] = array.shape.slice(-2) as [number, number];
  const k = mode === 'complete' ? m : Math.min(m, n);
  const dtype = nativeDType(array);
  const device = array._device;
  const R = allocate(fn, dtype, [...stack, k, n], device);
  if (n === 0 && k > 0) return { Q: identities(fn, stack, m, dtype, device), R };
  const Q = allocate(fn, dtype, [...stack, m, k], device);
  const temporaries = new Temporaries();
  decompose(fn, device, 'qr', [Q, R, temporaries.contiguous(fn, array)]);
  temporaries.release();
  return { Q, R };
}
