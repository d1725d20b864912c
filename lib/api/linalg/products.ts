/** `linalg`: products and sums that need no decomposition (but for negative powers). */
import { allocate, nativeDType, viewOf, type NDArray } from '../../core/array';
import { Casts, binary, cast, check } from '../../core/call';
import { reduce } from '../../core/along';
import { checkArray, checkDType, checkSameDevice, masks } from '../../core/check';
import { dtypeOption, type DType, type NativeDType } from '../../core/dtype';
import { checkOptions } from '../../core/options';
import { begin, putArray, putBroadcast } from '../../core/pack';
import { noPromotion, promoted } from '../../core/promotion';
import { broadcastShape, integer } from '../../core/shape';
import { rangeError } from '../../errors';
import { opRow } from '../../native/tables';
import { matmul } from '../linear_algebra';
import { inverses } from './systems';
import { Temporaries, identities, matrices, squareMatrices, stackOf } from './support';

function numericPair(fn: string, x1: unknown, x2: unknown): [NDArray, NDArray, NativeDType] {
  const a = checkArray(fn, 'x1', x1);
  const b = checkArray(fn, 'x2', x2);
  checkDType(fn, 'x1', a, masks.numeric);
  checkDType(fn, 'x2', b, masks.numeric);
  checkSameDevice(fn, a, b);
  const dtype = promoted(nativeDType(a), nativeDType(b));
  if (dtype === undefined) throw noPromotion(fn, nativeDType(a), nativeDType(b));
  return [a, b, dtype];
}

// out = row(a, b), out a view of its own shape; all of one dtype.
function into(fn: string, row: 'multiply' | 'subtract', out: NDArray, a: NDArray, b: NDArray): void {
  const device = out._device;
  const f = device.buffer.f64;
  let at = begin(device);
  f[at++] = opRow('binary', row).code;
  at = putArray(f, at, out);
  at = putBroadcast(f, at, a, out.shape);
  putBroadcast(f, at, b, out.shape);
  check(fn, device, device.addon.binary());
}

/**
 * Cross products of vectors of three elements along one axis, counted from the end; the other axes broadcast. Numeric
 * dtypes, integers wrapping.
 *
 * @throws TypeError, RangeError for another extent than 3 or an axis outside of [-min(ndim), -1].
 * @example
 * xp.linalg.cross(xp.asarray([1, 0, 0]), xp.asarray([0, 1, 0])) // [0, 0, 1]
 */
export function cross(x1: NDArray, x2: NDArray, options?: { axis?: number }): NDArray {
  const fn = 'cross';
  const [a, b, dtype] = numericPair(fn, x1, x2);
  const o = checkOptions(fn, options, ['axis']);
  const axis = integer(fn, 'axis', o.axis ?? -1);
  const least = Math.min(a.ndim, b.ndim);
  if (axis >= 0 || axis < -least) throw rangeError(fn, 'axis', `an axis in [${-least}, -1]`, o.axis ?? -1);
  for (const [name, x] of [['x1', a] as const, ['x2', b] as const])
    if (x.shape.at(axis) !== 3) throw rangeError(fn, name, '3 elements along the axis', x.shape);
  const out = allocate(fn, dtype, broadcastShape(fn, a.shape, b.shape), a._device);
  const casts = new Casts();
  const temporaries = new Temporaries();
  const component = (x: NDArray, i: number): NDArray => {
    const p = x.ndim + axis;
    const shape = x.shape.map((n, j) => (j === p ? 1 : n));
    return temporaries.add(viewOf(x, shape, x._strides, x._offset + i * x._strides[p]!));
  };
  const parts = [casts.to(fn, a, dtype), casts.to(fn, b, dtype)].map((x) => [0, 1, 2].map((i) => component(x, i)));
  const [p, q] = parts as [NDArray[], NDArray[]];
  const targets = [0, 1, 2].map((i) => component(out, i));
  const other = temporaries.add(allocate(fn, dtype, targets[0]!.shape, out._device));
  targets.forEach((target, i) => {
    const [j, k] = [(i + 1) % 3, (i + 2) % 3];
    into(fn, 'multiply', target, p[j]!, q[k]!);
    into(fn, 'multiply', other, p[k]!, q[j]!);
    into(fn, 'subtract', target, target, other);
  });
  temporaries.release();
  casts.release();
  return out;
}

/**
 * The outer product of two vectors: x1[i]·x2[j]. Numeric dtypes, integers wrapping.
 *
 * @param x1 [n]
 * @param x2 [m]
 * @returns [n, m] of the promoted dtype.
 * @throws TypeError, RangeError for arrays of other than 1 axis.
 * @example
 * xp.linalg.outer(xp.asarray([1, 2]), xp.asarray([3, 4])) // [[3, 4], [6, 8]]
 */
export function outer(x1: NDArray, x2: NDArray): NDArray {
  const fn = 'outer';
  const [a, b] = numericPair(fn, x1, x2);
  for (const [name, x] of [['x1', a] as const, ['x2', b] as const])
    if (x.ndim !== 1) throw rangeError(fn, name, 'an array of 1 axis', x.shape);
  const column = viewOf(a, [a.shape[0]!, 1], [a._strides[0]!, 0], a._offset);
  const out = binary(opRow('binary', 'multiply'), column, b);
  column.dispose();
  return out;
}

// The view of a diagonal; x was checked.
function diagonalOf(x: NDArray, offset: number): NDArray {
  const [m, n] = x.shape.slice(-2) as [number, number];
  const [down, right] = x._strides.slice(-2) as [number, number];
  const length = Math.max(0, offset >= 0 ? Math.min(m, n - offset) : Math.min(m + offset, n));
  const start = length === 0 ? 0 : offset >= 0 ? offset * right : -offset * down;
  return viewOf(x, [...stackOf(x), length], [...x._strides.slice(0, -2), down + right], x._offset + start);
}

/**
 * The diagonals of matrices, as a view: the main one, one above it (`offset` > 0) or below it (< 0). Any dtype.
 *
 * @param x [..., m, n]
 * @returns [..., length of the diagonal]: a view of x, none of it where `offset` is beyond the matrix.
 * @throws TypeError, RangeError for an array of fewer than 2 axes.
 * @example
 * xp.linalg.diagonal(xp.asarray([[1, 2], [3, 4]])) // [1, 4]
 */
export function diagonal(x: NDArray, options?: { offset?: number }): NDArray {
  const fn = 'diagonal';
  const array = matrices(fn, 'x', x, masks.all);
  const o = checkOptions(fn, options, ['offset']);
  return diagonalOf(array, integer(fn, 'offset', o.offset ?? 0));
}

/**
 * The sums of the diagonals of matrices, in the dtype that `xp.sum` uses or the one asked for; 0 for an empty diagonal.
 *
 * @param x [..., m, n] of a numeric dtype.
 * @returns [...]
 * @throws TypeError, RangeError.
 * @example
 * xp.linalg.trace(xp.asarray([[1, 2], [3, 4]])).item() // 5
 */
export function trace(x: NDArray, options?: { offset?: number; dtype?: DType | null }): NDArray {
  const fn = 'trace';
  const array = matrices(fn, 'x', x, masks.numeric);
  const o = checkOptions(fn, options, ['offset', 'dtype']);
  const offset = integer(fn, 'offset', o.offset ?? 0);
  const dtype = dtypeOption(fn, o.dtype, undefined);
  if (dtype !== undefined && (dtype.kind === 'bool' || (nativeDType(array).complex && !dtype.complex)))
    throw new TypeError(
      `${fn}: expected a dtype that ${array.dtype.name} can be summed in for dtype, got ${dtype.name}`,
    );
  const view = diagonalOf(array, offset);
  const out = reduce('reduce', opRow('reduce', 'sum'), view, [view.ndim - 1], false, dtype);
  view.dispose();
  return out;
}

/**
 * The powers of square matrices by repeated squaring: the identity for 0, powers of the inverse below. Numeric dtypes,
 * integers wrapping, and those with n >= 0 only.
 *
 * @param x [..., m, m]
 * @param n A whole number.
 * @returns x's shape and dtype.
 * @throws TypeError, RangeError; for a negative n as {@link inverses | inv}. As numpy.linalg.matrix_power.
 * @example
 * xp.linalg.matrix_power(xp.asarray([[1, 1], [1, 0]]), 10) // Fibonacci's numbers: [[89, 55], [55, 34]]
 */
export function matrix_power(x: NDArray, n: number): NDArray {
  const fn = 'matrix_power';
  const array = squareMatrices(fn, 'x', x, masks.numeric);
  const power = integer(fn, 'n', n);
  const dtype = nativeDType(array);
  if (power < 0 && dtype.integer)
    throw new TypeError(`${fn}: expected a floating-point dtype for x and a negative n, got ${dtype.name}`);
  if (power === 0) return identities(fn, stackOf(array), array.shape.at(-1)!, dtype, array._device);
  const temporaries = new Temporaries();
  let square = power < 0 ? temporaries.add(inverses(fn, array)) : array;
  let out: NDArray | undefined;
  for (let left = Math.abs(power); ;) {
    if (left % 2 === 1) out = out === undefined ? square : temporaries.add(matmul(out, square));
    left = Math.floor(left / 2);
    if (left === 0) break;
    square = temporaries.add(matmul(square, square));
  }
  // One more name for the result; every other array of the way goes.
  const result = out === array ? cast(fn, array, dtype) : viewOf(out!, out!.shape, out!._strides, out!._offset);
  temporaries.release();
  return result;
}
