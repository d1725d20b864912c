/** The standard's linear algebra functions of the main namespace: products of matrices and vectors. */
import { allocate, nativeDType, viewOf, type NDArray } from '../core/array';
import { Casts, binary, cast, check, unary } from '../core/call';
import { checkArray, checkDType, checkSameDevice, masks } from '../core/check';
import { reduce } from '../core/along';
import { swapLast } from '../core/indexing';
import { checkOptions } from '../core/options';
import { begin, putArray, putView } from '../core/pack';
import { noPromotion, promoted } from '../core/promotion';
import { broadcastShape, broadcastStrides, integer, normalizeAxes, normalizeAxis, sizeOf } from '../core/shape';
import { reshapeTo } from '../core/view';
import { rangeError } from '../errors';
import { opRow } from '../native/tables';

/**
 * Products of matrices in the last two axes, stacks broadcasting; 1-d arrays are a row on the left, a column on the
 * right, and give up that axis. Numeric dtypes, integers wrapping.
 *
 * @example
 * xp.matmul(xp.ones([2, 3]), xp.ones([3, 4])); // [[3, 3, 3, 3], [3, 3, 3, 3]]
 */
export function matmul(x1: NDArray, x2: NDArray): NDArray {
  return product('matmul', x1, x2);
}

function product(fn: string, x1: unknown, x2: unknown): NDArray {
  const a = checkArray(fn, 'x1', x1);
  const b = checkArray(fn, 'x2', x2);
  checkDType(fn, 'x1', a, masks.numeric);
  checkDType(fn, 'x2', b, masks.numeric);
  checkSameDevice(fn, a, b);
  const dtype = promoted(nativeDType(a), nativeDType(b));
  if (dtype === undefined) throw noPromotion(fn, nativeDType(a), nativeDType(b));
  if (a.ndim === 0) throw rangeError(fn, 'x1', 'an array of at least 1 axis', a.shape);
  if (b.ndim === 0) throw rangeError(fn, 'x2', 'an array of at least 1 axis', b.shape);
  const left = a.ndim === 1 ? viewOf(a, [1, a.shape[0]!], [0, a._strides[0]!], a._offset) : a;
  const right = b.ndim === 1 ? viewOf(b, [b.shape[0]!, 1], [b._strides[0]!, 0], b._offset) : b;
  const [m, k] = left.shape.slice(-2) as [number, number];
  const [inner, n] = right.shape.slice(-2) as [number, number];
  if (k !== inner)
    throw new RangeError(
      `${fn}: expected matrices whose inner extents agree, got [${a.shape.join(', ')}] and [${b.shape.join(', ')}]`,
    );
  const stack = broadcastShape(fn, left.shape.slice(0, -2), right.shape.slice(0, -2));
  const device = a._device;
  const out = allocate(fn, dtype, [...stack, m, n], device);
  const casts = new Casts();
  const ready = [casts.to(fn, left, dtype), casts.to(fn, right, dtype)];
  const f = device.buffer.f64;
  let at = putArray(f, begin(device), out);
  for (const x of ready) {
    const shape = [...stack, ...x.shape.slice(-2)];
    at = putView(f, at, x, shape, broadcastStrides(x.shape, x._strides, shape));
  }
  check(fn, device, device.addon.matmul());
  casts.release();
  if (a.ndim > 1 && b.ndim > 1) return out;
  const shape = [...stack, ...(a.ndim === 1 ? [] : [m]), ...(b.ndim === 1 ? [] : [n])];
  const view = reshapeTo(fn, out, shape)!;
  out.dispose();
  return view;
}

/**
 * A view with the last two axes swapped.
 *
 * @example
 * xp.matrix_transpose(xp.zeros([2, 3])).shape // [3, 2]
 */
export function matrix_transpose(x: NDArray): NDArray {
  const fn = 'matrix_transpose';
  const array = checkArray(fn, 'x', x);
  if (array.ndim < 2) throw rangeError(fn, 'x', 'an array of at least 2 axes', array.shape);
  return swapLast(array, fn);
}

/**
 * Products summed over several axes: `axes` a number N (the last N of `x1` with the first N of `x2`) or a pair of lists
 * of axes.
 *
 * @example
 * xp.tensordot(xp.ones([2, 3]), xp.ones([3, 4]), { axes: 1 }); // [[3, 3, 3, 3], [3, 3, 3, 3]]
 */
export function tensordot(
  x1: NDArray,
  x2: NDArray,
  options?: { axes?: number | readonly [readonly number[], readonly number[]] },
): NDArray {
  const fn = 'tensordot';
  const a = checkArray(fn, 'x1', x1);
  const b = checkArray(fn, 'x2', x2);
  const o = checkOptions(fn, options, ['axes']);
  const [left, right] = contracted(fn, a, b, o.axes ?? 2);
  left.forEach((i, p) => {
    if (a.shape[i] !== b.shape[right[p]!])
      throw new RangeError(`${fn}: expected axes of equal extents, got ${a.shape[i]} and ${b.shape[right[p]!]}`);
  });
  const free = (x: NDArray, gone: readonly number[]): number[] =>
    x.shape.map((_, i) => i).filter((i) => !gone.includes(i));
  const [freeA, freeB] = [free(a, left), free(b, right)];
  const matrix = (x: NDArray, rows: readonly number[], cols: readonly number[]): NDArray => {
    const order = [...rows, ...cols];
    const view = viewOf(
      x,
      order.map((i) => x.shape[i]!),
      order.map((i) => x._strides[i]!),
      x._offset,
    );
    const size = (axes: readonly number[]): number => sizeOf(axes.map((i) => x.shape[i]!));
    const out = reshapeTo(fn, view, [size(rows), size(cols)])!;
    view.dispose();
    return out;
  };
  const [p, q] = [matrix(a, freeA, left), matrix(b, right, freeB)];
  const flat = product(fn, p, q);
  const out = reshapeTo(fn, flat, [...freeA.map((i) => a.shape[i]!), ...freeB.map((i) => b.shape[i]!)])!;
  for (const temporary of [p, q, flat]) temporary.dispose();
  return out;
}

function contracted(fn: string, a: NDArray, b: NDArray, axes: unknown): [number[], number[]] {
  if (Array.isArray(axes)) {
    const [left, right] = axes as [unknown, unknown];
    if (axes.length !== 2 || !Array.isArray(left) || !Array.isArray(right) || left.length !== right.length)
      throw rangeError(fn, 'axes', 'a number, or two lists of as many axes', axes);
    return [normalizeAxes(fn, left, a.ndim, 'axes'), normalizeAxes(fn, right, b.ndim, 'axes')];
  }
  const n = integer(fn, 'axes', axes);
  if (n < 0 || n > a.ndim || n > b.ndim)
    throw rangeError(fn, 'axes', `a number in [0, ${Math.min(a.ndim, b.ndim)}]`, axes);
  return [Array.from({ length: n }, (_, i) => a.ndim - n + i), Array.from({ length: n }, (_, i) => i)];
}

/**
 * Sums of conj(x1) · x2 over one axis (the last by default), the other axes broadcasting.
 *
 * @example
 * xp.vecdot(xp.asarray([1, 2]), xp.asarray([3, 4])); // 11
 */
export function vecdot(x1: NDArray, x2: NDArray, options?: { axis?: number }): NDArray {
  const fn = 'vecdot';
  const a = checkArray(fn, 'x1', x1);
  const b = checkArray(fn, 'x2', x2);
  checkDType(fn, 'x1', a, masks.numeric);
  checkDType(fn, 'x2', b, masks.numeric);
  const o = checkOptions(fn, options, ['axis']);
  const given = integer(fn, 'axis', o.axis ?? -1);
  const least = Math.min(a.ndim, b.ndim);
  if (given >= 0 || given < -least) throw rangeError(fn, 'axis', `an axis in [${-least}, -1]`, o.axis);
  const [p, q] = [a, b].map((x) => normalizeAxis(fn, given, x.ndim)) as [number, number];
  if (a.shape[p] !== b.shape[q])
    throw new RangeError(`${fn}: expected axes of equal extents, got ${a.shape[p]} and ${b.shape[q]}`);
  const left = nativeDType(a).complex ? unary(opRow('unary', 'conj'), a) : a;
  const products = binary({ ...opRow('binary', 'multiply'), name: fn }, left, b);
  const wide = reduce('reduce', opRow('reduce', 'sum'), products, [products.ndim + given], false);
  const out = wide.dtype === products.dtype ? wide : cast(fn, wide, nativeDType(products));
  if (out !== wide) wide.dispose();
  if (left !== a) left.dispose();
  products.dispose();
  return out;
}
