/** `linalg`: eigenvalues and singular values, with their vectors. */
import { allocate, nativeDType, type NDArray } from '../../core/array';
import { complex128, complex64, float32, realDType } from '../../core/dtype';
import { booleanOption, checkOptions } from '../../core/options';
import { Temporaries, decompose, identities, matrices, squareMatrices, stackOf } from './support';

/** Eigenvalues [..., n] and eigenvectors [..., n, n], which are the columns. */
export interface Eigen {
  eigenvalues: NDArray;
  eigenvectors: NDArray;
}

function hermitian(fn: string, x: NDArray, withVectors: boolean): [NDArray, NDArray | undefined] {
  const dtype = nativeDType(x);
  const device = x._device;
  const temporaries = new Temporaries();
  const values = allocate(fn, realDType(dtype), x.shape.slice(0, -1), device);
  const vectors = withVectors ? allocate(fn, dtype, x.shape, device) : undefined;
  decompose(fn, device, 'eigh', [values, vectors, temporaries.contiguous(fn, x)]);
  temporaries.release();
  return [values, vectors];
}

/**
 * Eigenvalues, ascending, and orthonormal eigenvectors of Hermitian matrices: x = V·diag(w)·Vᴴ. Only the lower triangle
 * is read, and the real part of the diagonal. The host computes, also for an array on a GPU.
 *
 * @param x [..., n, n] of a floating-point dtype.
 * @returns `eigenvalues` [..., n] of x's real dtype, `eigenvectors` [..., n, n] of its dtype, in columns.
 * @throws TypeError, RangeError; when a result is read, ObolError ERR_OBOL_NUMERIC for NaN and infinities,
 * ERR_OBOL_CONVERGENCE where the iteration fails. As numpy.linalg.eigh.
 * @example
 * const { eigenvalues, eigenvectors } = xp.linalg.eigh(xp.asarray([[2, 1], [1, 2]])); // 1 and 3
 */
export function eigh(x: NDArray): Eigen {
  const fn = 'eigh';
  const [eigenvalues, eigenvectors] = hermitian(fn, squareMatrices(fn, 'x', x), true);
  return { eigenvalues, eigenvectors: eigenvectors! };
}

/**
 * Eigenvalues of Hermitian matrices, ascending: those of {@link eigh}, up to rounding, for less work.
 *
 * @param x [..., n, n] of a floating-point dtype.
 * @returns [..., n] of x's real dtype.
 * @throws As eigh. As numpy.linalg.eigvalsh.
 * @example
 * xp.linalg.eigvalsh(xp.asarray([[3, 0], [0, 2]])) // [2, 3]
 */
export function eigvalsh(x: NDArray): NDArray {
  const fn = 'eigvalsh';
  return hermitian(fn, squareMatrices(fn, 'x', x), false)[0];
}

function general(fn: string, x: NDArray, withVectors: boolean): [NDArray, NDArray | undefined] {
  const dtype = realDType(nativeDType(x)) === float32 ? complex64 : complex128;
  const device = x._device;
  const temporaries = new Temporaries();
  const values = allocate(fn, dtype, x.shape.slice(0, -1), device);
  const vectors = withVectors ? allocate(fn, dtype, x.shape, device) : undefined;
  decompose(fn, device, 'eig', [values, vectors, temporaries.contiguous(fn, x)]);
  temporaries.release();
  return [values, vectors];
}

/**
 * Eigenvalues and eigenvectors of square matrices, complex whatever x is: x·v = w·v. The order is the algorithm's (the
 * QR iteration on a balanced Hessenberg form); each vector has length 1 and a real largest entry. A real x gives
 * conjugate pairs, exactly. Where a matrix has fewer than n independent eigenvectors, columns repeat up to rounding. The
 * host computes, also for an array on a GPU.
 *
 * @param x [..., n, n] of a floating-point dtype.
 * @returns `eigenvalues` [..., n], `eigenvectors` [..., n, n] in columns, both complex64 or complex128.
 * @throws As eigh. As numpy.linalg.eig.
 * @example
 * const { eigenvalues } = xp.linalg.eig(xp.asarray([[0, -1], [1, 0]])); // i and -i
 */
export function eig(x: NDArray): Eigen {
  const fn = 'eig';
  const [eigenvalues, eigenvectors] = general(fn, squareMatrices(fn, 'x', x), true);
  return { eigenvalues, eigenvectors: eigenvectors! };
}

/**
 * Eigenvalues of square matrices, complex whatever x is: those of {@link eig}, up to rounding, for less work.
 *
 * @param x [..., n, n] of a floating-point dtype.
 * @returns [..., n], complex64 or complex128.
 * @throws As eigh. As numpy.linalg.eigvals.
 * @example
 * xp.linalg.eigvals(xp.asarray([[0, -1], [1, 0]])) // i and -i
 */
export function eigvals(x: NDArray): NDArray {
  const fn = 'eigvals';
  return general(fn, squareMatrices(fn, 'x', x), false)[0];
}

/** The singular values and vectors, named in messages after `fn`; x was checked. @internal */
export function singular(fn: string, x: NDArray, full: boolean): { U: NDArray; S: NDArray; Vh: NDArray } {
  const stack = stackOf(x);
  const [m, n] = x.shape.slice(-2) as [number, number];
  const k = Math.min(m, n);
  const dtype = nativeDType(x);
  const device = x._device;
  const S = allocate(fn, realDType(dtype), [...stack, k], device);
  if (full && k === 0)
    return { U: identities(fn, stack, m, dtype, device), S, Vh: identities(fn, stack, n, dtype, device) };
  const temporaries = new Temporaries();
  const U = allocate(fn, dtype, [...stack, m, full ? m : k], device);
  const Vh = allocate(fn, dtype, [...stack, full ? n : k, n], device);
  decompose(fn, device, 'svd', [S, U, Vh, temporaries.contiguous(fn, x)]);
  temporaries.release();
  return { U, S, Vh };
}

/** The singular values alone, named in messages after `fn`; x was checked. @internal */
export function singularValues(fn: string, x: NDArray): NDArray {
  const temporaries = new Temporaries();
  const S = allocate(fn, realDType(nativeDType(x)), [...stackOf(x), Math.min(...x.shape.slice(-2))], x._device);
  decompose(fn, x._device, 'svd', [S, undefined, undefined, temporaries.contiguous(fn, x)]);
  temporaries.release();
  return S;
}

/**
 * Singular values, descending, and vectors of matrices: x = U·diag(S)·Vh, U and Vhᴴ with orthonormal columns.
 * `full_matrices` (default true) makes both square, otherwise they have k = min(m, n) columns. The host computes, also
 * for an array on a GPU.
 *
 * @param x [..., m, n] of a floating-point dtype.
 * @returns `U` [..., m, m] or [..., m, k] and `Vh` [..., n, n] or [..., k, n] of x's dtype, `S` [..., k] of its real dtype.
 * @throws As eigh. As numpy.linalg.svd.
 * @example
 * const { U, S, Vh } = xp.linalg.svd(xp.asarray([[0, 2], [1, 0], [0, 0]]), { full_matrices: false }); // S: 2, 1
 */
export function svd(x: NDArray, options?: { full_matrices?: boolean }): { U: NDArray; S: NDArray; Vh: NDArray } {
  const fn = 'svd';
  const array = matrices(fn, 'x', x);
  const o = checkOptions(fn, options, ['full_matrices']);
  return singular(fn, array, booleanOption(fn, 'full_matrices', o.full_matrices, true));
}

/**
 * Singular values of matrices, descending: those of {@link svd}, up to rounding, for less work.
 *
 * @param x [..., m, n] of a floating-point dtype.
 * @returns [..., min(m, n)] of x's real dtype.
 * @throws As eigh. As numpy.linalg.svdvals.
 * @example
 * xp.linalg.svdvals(xp.asarray([[0, 2], [1, 0]])) // [2, 1]
 */
export function svdvals(x: NDArray): NDArray {
  const fn = 'svdvals';
  return singularValues(fn, matrices(fn, 'x', x));
}
