/** `linalg`: determinants, inverses and systems of equations. */
import { allocate, isArray, nativeDType, viewOf, type NDArray } from '../../core/array';
import { Casts, binary, unary } from '../../core/call';
import { reduce } from '../../core/along';
import { checkArray, checkDType, checkSameDevice, masks } from '../../core/check';
import { float32, realDType } from '../../core/dtype';
import { swapLast } from '../../core/indexing';
import { checkOptions } from '../../core/options';
import { putArray, putView } from '../../core/pack';
import { noPromotion, promoted } from '../../core/promotion';
import { broadcastShape, broadcastStrides } from '../../core/shape';
import { rangeError, typeError } from '../../errors';
import { opRow } from '../../native/tables';
import { matmul } from '../linear_algebra';
import { where } from '../searching';
import { singular } from './spectra';
import { Temporaries, decompose, matrices, squareMatrices, stackOf } from './support';

/**
 * The determinants of square matrices, by LU; 0 for a singular one, 1 for one of no rows. What is in range comes out
 * right whatever the pivots' sizes; beyond it is {@link slogdet}. The host computes, also for an array on a GPU.
 *
 * @param x [..., n, n] of a floating-point dtype.
 * @returns [...], of x's dtype.
 * @throws TypeError, RangeError. As numpy.linalg.det.
 * @example
 * xp.linalg.det(xp.asarray([[1, 2], [3, 4]])).item() // -2
 */
export function det(x: NDArray): NDArray {
  const fn = 'det';
  const array = squareMatrices(fn, 'x', x);
  const temporaries = new Temporaries();
  const out = allocate(fn, nativeDType(array), stackOf(array), array._device);
  decompose(fn, array._device, 'det', [out, temporaries.contiguous(fn, array)]);
  temporaries.release();
  return out;
}

/**
 * The determinants of square matrices as `sign`·exp(`logabsdet`), which neither overflows nor underflows: the sign has
 * absolute value 1, or is 0 beside -Infinity for a singular matrix. The host computes, also for an array on a GPU.
 *
 * @param x [..., n, n] of a floating-point dtype.
 * @returns `sign` [...] of x's dtype, `logabsdet` [...] of its real dtype.
 * @throws TypeError, RangeError. As numpy.linalg.slogdet.
 * @example
 * const { sign, logabsdet } = xp.linalg.slogdet(xp.asarray([[1, 2], [3, 4]])); // -1, log(2)
 */
export function slogdet(x: NDArray): { sign: NDArray; logabsdet: NDArray } {
  const fn = 'slogdet';
  const array = squareMatrices(fn, 'x', x);
  const dtype = nativeDType(array);
  const temporaries = new Temporaries();
  const sign = allocate(fn, dtype, stackOf(array), array._device);
  const logabsdet = allocate(fn, realDType(dtype), stackOf(array), array._device);
  decompose(fn, array._device, 'slogdet', [sign, logabsdet, temporaries.contiguous(fn, array)]);
  temporaries.release();
  return { sign, logabsdet };
}

/** The inverses, named in messages after `fn`; x was checked. @internal */
export function inverses(fn: string, x: NDArray): NDArray {
  const temporaries = new Temporaries();
  const out = allocate(fn, nativeDType(x), x.shape, x._device);
  decompose(fn, x._device, 'inv', [out, temporaries.contiguous(fn, x)]);
  temporaries.release();
  return out;
}

/**
 * The inverses of square matrices, by LU with row exchanges. The host computes, also for an array on a GPU.
 *
 * @param x [..., n, n] of a floating-point dtype.
 * @returns The inverses, of x's shape and dtype.
 * @throws TypeError, RangeError; ObolError ERR_OBOL_NUMERIC, when the result is read, for a matrix that is exactly
 * singular (a pivot is 0). As numpy.linalg.inv.
 * @example
 * xp.linalg.inv(xp.asarray([[2, 0], [0, 4]])) // [[0.5, 0], [0, 0.25]]
 */
export function inv(x: NDArray): NDArray {
  const fn = 'inv';
  return inverses(fn, squareMatrices(fn, 'x', x));
}

/**
 * The solutions X of x1·X = x2, by LU with row exchanges; dtypes promote, stacks broadcast. An x2 of exactly one axis is
 * one right-hand side for every matrix. The host computes, also for arrays on a GPU.
 *
 * @param x1 [..., n, n] of a floating-point dtype.
 * @param x2 [n] or [..., n, k] of a floating-point dtype.
 * @returns [..., n] or [..., n, k].
 * @throws TypeError, RangeError, ERR_OBOL_DEVICE; ObolError ERR_OBOL_NUMERIC, when the result is read, for a matrix that is
 * exactly singular (a pivot is 0). As numpy.linalg.solve of NumPy 2.
 * @example
 * xp.linalg.solve(xp.asarray([[2, 0], [0, 4]]), xp.asarray([2, 8])) // [1, 2]
 */
export function solve(x1: NDArray, x2: NDArray): NDArray {
  const fn = 'solve';
  const first = squareMatrices(fn, 'x1', x1);
  const second = checkArray(fn, 'x2', x2);
  checkDType(fn, 'x2', second, masks.floating);
  checkSameDevice(fn, first, second);
  if (second.ndim === 0) throw rangeError(fn, 'x2', 'an array of at least 1 axis', second.shape);
  const dtype = promoted(nativeDType(first), nativeDType(second));
  if (dtype === undefined) throw noPromotion(fn, nativeDType(first), nativeDType(second));
  const n = first.shape.at(-1)!;
  const isVector = second.ndim === 1;
  if (second.shape.at(isVector ? -1 : -2) !== n)
    throw rangeError(fn, 'x2', `${n} rows, as many as x1 has,`, second.shape);
  const device = first._device;
  const casts = new Casts();
  const a = casts.contiguous(fn, casts.to(fn, first, dtype));
  const b = casts.contiguous(fn, casts.to(fn, second, dtype));
  const column = isVector ? viewOf(b, [n, 1], [1, 1], b._offset) : b;
  const k = column.shape.at(-1)!;
  const stack = broadcastShape(fn, stackOf(a), stackOf(column));
  const out = allocate(fn, dtype, isVector ? [...stack, n] : [...stack, n, k], device);
  decompose(fn, device, 'solve', [], (f, at) => {
    if (isVector) at = putView(f, at, out, [...out.shape, 1], [...out._strides, 1]);
    else at = putArray(f, at, out);
    for (const x of [a, column]) {
      const shape = [...stack, n, x.shape.at(-1)!];
      at = putView(f, at, x, shape, broadcastStrides(x.shape, x._strides, shape));
    }
    return at;
  });
  if (column !== b) column.dispose();
  casts.release();
  return out;
}

/** How small a singular value counts as 0, relative to the largest one. */
export interface ToleranceOptions {
  /** Default max(m, n)·eps of the dtype; an array broadcasts against the stack. */
  rtol?: number | NDArray | null;
}

/** Which singular values s [..., k] of x's matrices count: those above rtol times the largest. @internal */
export function significant(fn: string, x: NDArray, s: NDArray, rtol: unknown): NDArray {
  const temporaries = new Temporaries();
  const eps = nativeDType(s) === float32 ? 2 ** -23 : 2 ** -52;
  const largest = temporaries.add(reduce('reduce', opRow('reduce', 'max'), s, [s.ndim - 1], true));
  let bound: NDArray;
  if (isArray(rtol)) {
    const array = checkArray(fn, 'rtol', rtol);
    checkDType(fn, 'rtol', array, masks.float);
    checkSameDevice(fn, x, array);
    const wide = temporaries.add(viewOf(array, [...array.shape, 1], [...array._strides, 0], array._offset));
    bound = temporaries.add(binary(opRow('binary', 'multiply'), largest, wide));
  } else {
    const given = rtol ?? Math.max(...x.shape.slice(-2)) * eps;
    if (typeof given !== 'number') throw typeError(fn, 'rtol', 'a number or an array', rtol);
    bound = temporaries.add(binary(opRow('binary', 'multiply'), largest, given));
  }
  const counts = binary(opRow('binary', 'greater'), s, bound);
  temporaries.release();
  return counts;
}

/**
 * The Moore-Penrose pseudo-inverses of matrices, by their singular values; those of at most `rtol` times the largest
 * count as 0. The host decomposes, also for an array on a GPU.
 *
 * @param x [..., m, n] of a floating-point dtype.
 * @returns [..., n, m], of x's dtype.
 * @throws TypeError, RangeError; ObolError ERR_OBOL_NUMERIC, when the result is read, for NaN and infinities. As
 * numpy.linalg.pinv, but for the default of `rtol`, which is the standard's.
 * @example
 * xp.linalg.pinv(xp.asarray([[2, 0], [0, 0], [0, 4]])) // [[0.5, 0, 0], [0, 0, 0.25]]
 */
export function pinv(x: NDArray, options?: ToleranceOptions): NDArray {
  const fn = 'pinv';
  const array = matrices(fn, 'x', x);
  const o = checkOptions(fn, options, ['rtol']);
  const [m, n] = array.shape.slice(-2) as [number, number];
  if (m === 0 || n === 0) return allocate(fn, nativeDType(array), [...stackOf(array), n, m], array._device);
  const temporaries = new Temporaries();
  const { U, S, Vh } = singular(fn, array, false);
  for (const part of [U, S, Vh]) temporaries.add(part);
  const counts = temporaries.add(significant(fn, array, S, o.rtol));
  if (counts.ndim !== S.ndim || counts.shape.some((extent, i) => extent !== S.shape[i]))
    throw rangeError(fn, 'rtol', "a shape that broadcasts to the stack's", isArray(o.rtol) ? o.rtol.shape : o.rtol);
  const inverse = temporaries.add(binary(opRow('binary', 'divide'), 1, S));
  const factors = temporaries.add(where(counts, inverse, 0));
  // V·diag(1/s)·Uᴴ = (diag(1/s)·Vᴴ)ᴴ·Uᴴ, conjugated once at the end.
  const rows = temporaries.add(viewOf(factors, [...factors.shape, 1], [...factors._strides, 0], factors._offset));
  const scaled = temporaries.add(binary(opRow('binary', 'multiply'), Vh, rows));
  const product = matmul(temporaries.add(swapLast(scaled, fn)), temporaries.add(swapLast(U, fn)));
  temporaries.release();
  if (!nativeDType(product).complex) return product;
  const out = unary(opRow('unary', 'conj'), product);
  product.dispose();
  return out;
}
