/** The standard's manipulation functions. What strides can express is a view; the rest copies. */
import { isArray, nativeDType, viewOf, type NDArray } from '../core/array';
import { cast } from '../core/call';
import { checkArray, checkSameDevice } from '../core/check';
import { int32, type NativeDType } from '../core/dtype';
import { booleanOption, checkOptions } from '../core/options';
import { broadcastShape, checkShape, integer, normalizeAxes, normalizeAxis, sizeOf, type Shape } from '../core/shape';
import { joined } from '../core/join';
import { broadcastView, reshapeTo } from '../core/view';
import { rangeError, typeError } from '../errors';
import { fromHost } from '../core/convert';
import { take } from './indexing';

/**
 * Read-only views of one shape, to which all broadcast.
 *
 * @example
 * const [a, b] = xp.broadcast_arrays(xp.ones([2, 1]), xp.ones([3]));
 */
export function broadcast_arrays(...arrays: NDArray[]): NDArray[] {
  const fn = 'broadcast_arrays';
  const list = arrays.map((x, i) => checkArray(fn, `arrays[${i}]`, x));
  const shape = broadcastShape(fn, ...list.map((x) => x.shape));
  return list.map((x) => broadcastView(x, shape));
}

/**
 * The shape that all the shapes broadcast to; [] for none.
 *
 * @example
 * xp.broadcast_shapes([2, 1], [3]) // [2, 3]
 */
export function broadcast_shapes(...shapes: (readonly number[])[]): readonly number[] {
  const fn = 'broadcast_shapes';
  return broadcastShape(fn, ...shapes.map((shape) => checkShape(fn, shape)));
}

/**
 * A read-only view of a shape to which `x` broadcasts.
 *
 * @example
 * xp.broadcast_to(xp.asarray([1, 2]), [3, 2]); // [[1, 2], [1, 2], [1, 2]]
 */
export function broadcast_to(x: NDArray, shape: number | readonly number[]): NDArray {
  const fn = 'broadcast_to';
  const array = checkArray(fn, 'x', x);
  const target = checkShape(fn, shape);
  const lead = target.length - array.ndim;
  if (lead < 0 || array.shape.some((n, i) => n !== 1 && n !== target[lead + i]))
    throw rangeError(fn, 'shape', `a shape that [${array.shape.join(', ')}] broadcasts to`, shape);
  return broadcastView(array, target);
}

/**
 * Arrays joined along an axis (null: all flattened first); dtypes promote.
 *
 * @example
 * xp.concat([xp.zeros([2]), xp.ones([3])]); // [0, 0, 1, 1, 1]
 */
export function concat(arrays: readonly NDArray[], options?: { axis?: number | null }): NDArray {
  const fn = 'concat';
  const list = checkList(fn, arrays);
  const o = checkOptions(fn, options, ['axis']);
  return joined(fn, list, o.axis === undefined ? 0 : o.axis);
}

function checkList(fn: string, arrays: unknown): NDArray[] {
  if (!Array.isArray(arrays)) throw typeError(fn, 'arrays', 'a JavaScript array of arrays', arrays);
  if (arrays.length === 0) throw rangeError(fn, 'arrays', 'at least one array', arrays);
  const list = (arrays as unknown[]).map((x, i) => checkArray(fn, `arrays[${i}]`, x));
  for (const x of list) checkSameDevice(fn, list[0]!, x);
  return list;
}

/**
 * A view with axes of one element at the positions `axis` of the result.
 *
 * @example
 * xp.expand_dims(xp.asarray([1, 2]), 0) // shape [1, 2]
 */
export function expand_dims(x: NDArray, axis: number | readonly number[]): NDArray {
  const fn = 'expand_dims';
  const array = checkArray(fn, 'x', x);
  if (typeof axis !== 'number' && !Array.isArray(axis)) throw typeError(fn, 'axis', 'an axis or a list of axes', axis);
  const count = typeof axis === 'number' ? 1 : axis.length;
  const axes = new Set(normalizeAxes(fn, axis, array.ndim + count));
  const shape: number[] = [];
  const strides: number[] = [];
  let from = 0;
  for (let i = 0; i < array.ndim + count; i++) {
    const fresh = axes.has(i);
    shape.push(fresh ? 1 : array.shape[from]!);
    strides.push(fresh ? 0 : array._strides[from]!);
    if (!fresh) from++;
  }
  return viewOf(array, shape, strides, array._offset);
}

/**
 * The elements in reverse order along `axis` (all when left out), as a new array.
 *
 * @example
 * xp.flip(xp.asarray([1, 2, 3])); // [3, 2, 1]
 */
export function flip(x: NDArray, options?: { axis?: number | readonly number[] | null }): NDArray {
  const fn = 'flip';
  const array = checkArray(fn, 'x', x);
  const o = checkOptions(fn, options, ['axis']);
  const axes = new Set(normalizeAxes(fn, o.axis, array.ndim));
  let offset = array._offset;
  const strides = array._strides.map((s, i) => {
    if (!axes.has(i)) return s;
    offset += s * Math.max(0, array.shape[i]! - 1);
    return -s;
  });
  const view = viewOf(array, array.shape, strides, offset);
  const out = cast(fn, view, nativeDType(array));
  view.dispose();
  return out;
}

/**
 * A view with axes moved to new places, the others in their order.
 *
 * @example
 * xp.moveaxis(xp.zeros([2, 3, 4]), 0, -1).shape // [3, 4, 2]
 */
export function moveaxis(
  x: NDArray,
  source: number | readonly number[],
  destination: number | readonly number[],
): NDArray {
  const fn = 'moveaxis';
  const array = checkArray(fn, 'x', x);
  const from = normalizeAxes(fn, source ?? [], array.ndim, 'source');
  const to = normalizeAxes(fn, destination ?? [], array.ndim, 'destination');
  if (from.length !== to.length)
    throw rangeError(fn, 'destination', `as many axes as source (${from.length})`, destination);
  const order = array.shape.map((_, i) => i).filter((i) => !from.includes(i));
  for (const [place, axis] of to.map((p, i) => [p, from[i]!] as const).sort((a, b) => a[0] - b[0]))
    order.splice(place, 0, axis);
  return permuted(array, order);
}

function permuted(x: NDArray, axes: readonly number[]): NDArray {
  return viewOf(
    x,
    axes.map((i) => x.shape[i]!),
    axes.map((i) => x._strides[i]!),
    x._offset,
  );
}

/**
 * A view with the axes in another order.
 *
 * @example
 * xp.permute_dims(xp.zeros([2, 3, 4]), [2, 0, 1]).shape // [4, 2, 3]
 */
export function permute_dims(x: NDArray, axes: readonly number[]): NDArray {
  const fn = 'permute_dims';
  const array = checkArray(fn, 'x', x);
  if (!Array.isArray(axes)) throw typeError(fn, 'axes', 'an array of axes', axes);
  const order = normalizeAxes(fn, axes, array.ndim, 'axes');
  if (order.length !== array.ndim) throw rangeError(fn, 'axes', `each of the ${array.ndim} axes once`, axes);
  return permuted(array, order);
}

/**
 * Each element (or sub-array along `axis`) repeated: `repeats` times, or as often as its own count says. Without
 * `axis` the flattened elements. Counts given as an obol array are read first: that waits.
 *
 * @example
 * xp.repeat(xp.asarray([1, 2]), 3); // [1, 1, 1, 2, 2, 2]
 */
export function repeat(
  x: NDArray,
  repeats: number | readonly number[] | NDArray,
  options?: { axis?: number | null },
): NDArray {
  const fn = 'repeat';
  const array = checkArray(fn, 'x', x);
  const o = checkOptions(fn, options, ['axis']);
  const flat = o.axis === undefined || o.axis === null;
  const source = flat ? reshapeTo(fn, array, [sizeOf(array.shape)])! : array;
  const axis = flat ? 0 : normalizeAxis(fn, o.axis, array.ndim);
  const n = source.shape[axis]!;
  let counts: number[];
  if (isArray(repeats)) {
    if (!nativeDType(checkArray(fn, 'repeats', repeats)).integer)
      throw typeError(fn, 'repeats', 'an integer array', repeats.dtype.name);
    counts = Array.from(repeats.dataSync(), Number);
  } else counts = (Array.isArray(repeats) ? repeats : [repeats]).map((r) => integer(fn, 'repeats', r));
  if (counts.length === 1) counts = new Array<number>(n).fill(counts[0]!);
  if (counts.length !== n) throw rangeError(fn, 'repeats', `one count, or ${n} of them`, counts.length);
  if (counts.some((c) => c < 0)) throw rangeError(fn, 'repeats', 'counts of at least 0', Math.min(...counts));
  const total = counts.reduce((a, b) => a + b, 0);
  // Places are picked by int32 indices.
  if (total >= 2 ** 31) throw rangeError(fn, 'repeats', 'counts of fewer than 2^31 together', total);
  const index = new Int32Array(total);
  let at = 0;
  counts.forEach((c, i) => index.fill(i, at, (at += c)));
  const indices = fromHost(fn, index, int32, array._device);
  const out = take(source, indices, { axis });
  indices.dispose();
  return out;
}

/**
 * The same elements in C order under another shape; one extent may be -1. A view where strides allow it; `copy` true
 * always copies, false refuses to.
 *
 * @example
 * xp.reshape(xp.arange(6), [2, -1]); // [[0, 1, 2], [3, 4, 5]]
 */
export function reshape(x: NDArray, shape: number | readonly number[], options?: { copy?: boolean | null }): NDArray {
  const fn = 'reshape';
  const array = checkArray(fn, 'x', x);
  const o = checkOptions(fn, options, ['copy']);
  const given = Array.isArray(shape) ? [...(shape as number[])] : [shape as number];
  const open = given.indexOf(-1);
  const size = sizeOf(array.shape);
  if (open >= 0) {
    given[open] = 1;
    const rest = sizeOf(checkShape(fn, given));
    if (rest === 0 || size % rest !== 0) throw rangeError(fn, 'shape', `a shape of ${size} elements`, shape);
    given[open] = size / rest;
  }
  const target = checkShape(fn, given);
  if (sizeOf(target) !== size) throw rangeError(fn, 'shape', `a shape of ${size} elements`, shape);
  const copy = o.copy === undefined || o.copy === null ? undefined : booleanOption(fn, 'copy', o.copy, false);
  const out = reshapeTo(fn, array, target, copy);
  if (out === undefined) throw rangeError(fn, 'copy', 'true or null (these strides need a copy)', copy);
  return out;
}

/**
 * Elements shifted along axes, those that leave come in at the other end; without `axis` over the flattened elements.
 *
 * @example
 * xp.roll(xp.asarray([1, 2, 3]), 1); // [3, 1, 2]
 */
export function roll(
  x: NDArray,
  shift: number | readonly number[],
  options?: { axis?: number | readonly number[] | null },
): NDArray {
  const fn = 'roll';
  const array = checkArray(fn, 'x', x);
  const o = checkOptions(fn, options, ['axis']);
  if (o.axis === undefined || o.axis === null) {
    const flat = reshapeTo(fn, array, [sizeOf(array.shape)])!;
    const rolled = roll(flat, shift, { axis: 0 });
    const out = reshapeTo(fn, rolled, array.shape)!;
    for (const temporary of [flat, rolled]) temporary.dispose();
    return out;
  }
  const axes = (Array.isArray(o.axis) ? o.axis : [o.axis]).map((i) => normalizeAxis(fn, i, array.ndim));
  const given = (Array.isArray(shift) ? shift : [shift]).map((s) => integer(fn, 'shift', s));
  const shifts = given.length === 1 ? axes.map(() => given[0]!) : given;
  if (shifts.length !== axes.length) throw rangeError(fn, 'shift', `one shift, or ${axes.length} of them`, shift);
  const total = array.shape.map(() => 0);
  axes.forEach((axis, i) => (total[axis]! += shifts[i]!));
  let current = array;
  for (let axis = 0; axis < array.ndim; axis++) {
    const n = array.shape[axis]!;
    const by = n === 0 ? 0 : ((total[axis]! % n) + n) % n;
    if (by === 0) continue;
    const cut = (from: number, to: number): NDArray =>
      viewOf(
        current,
        current.shape.map((m, i) => (i === axis ? to - from : m)),
        current._strides,
        current._offset + from * current._strides[axis]!,
      );
    const parts = [cut(n - by, n), cut(0, n - by)];
    const next = joined(fn, parts, axis);
    for (const part of parts) part.dispose();
    if (current !== array) current.dispose();
    current = next;
  }
  return current === array ? cast(fn, array, nativeDType(array)) : current;
}

/**
 * A view without the axes named, each of one element.
 *
 * @example
 * xp.squeeze(xp.zeros([1, 3]), 0).shape // [3]
 */
export function squeeze(x: NDArray, axis: number | readonly number[]): NDArray {
  const fn = 'squeeze';
  const array = checkArray(fn, 'x', x);
  if (axis === undefined || axis === null) throw typeError(fn, 'axis', 'an axis or an array of axes', axis);
  const gone = new Set(normalizeAxes(fn, axis, array.ndim));
  for (const i of gone) if (array.shape[i] !== 1) throw rangeError(fn, 'axis', 'axes of one element', axis);
  return permuted(
    array,
    array.shape.map((_, i) => i).filter((i) => !gone.has(i)),
  );
}

/**
 * Arrays of one shape joined along a new axis; dtypes promote.
 *
 * @example
 * xp.stack([xp.zeros([2]), xp.ones([2])], { axis: 1 }); // [[0, 1], [0, 1]]
 */
export function stack(arrays: readonly NDArray[], options?: { axis?: number }): NDArray {
  const fn = 'stack';
  const list = checkList(fn, arrays);
  const o = checkOptions(fn, options, ['axis']);
  const first = list[0]!;
  const axis = normalizeAxis(fn, o.axis ?? 0, first.ndim + 1);
  for (const x of list)
    if (x.ndim !== first.ndim || x.shape.some((n, i) => n !== first.shape[i]))
      throw rangeError(fn, 'arrays', `arrays of one shape ([${first.shape.join(', ')}])`, x.shape);
  const wide = list.map((x) => expand_dims(x, axis));
  const out = joined(fn, wide, axis);
  for (const x of wide) x.dispose();
  return out;
}

/**
 * The array repeated whole: `repetitions[i]` times along axis i (missing leading ones count as 1).
 *
 * @example
 * xp.tile(xp.asarray([1, 2]), [2, 2]); // [[1, 2, 1, 2], [1, 2, 1, 2]]
 */
export function tile(x: NDArray, repetitions: readonly number[]): NDArray {
  const fn = 'tile';
  const array = checkArray(fn, 'x', x);
  const given = checkShape(fn, repetitions, 'repetitions');
  const ndim = Math.max(given.length, array.ndim);
  const pad = (list: readonly number[]): number[] => [...new Array<number>(ndim - list.length).fill(1), ...list];
  const [times, shape] = [pad(given), pad(array.shape)];
  const strides = [...new Array<number>(ndim - array.ndim).fill(0), ...array._strides];
  const both: number[] = [];
  const steps: number[] = [];
  shape.forEach((n, i) => {
    both.push(times[i]!, n);
    steps.push(0, strides[i]!);
  });
  return collapsed(
    fn,
    array,
    both,
    steps,
    shape.map((n, i) => n * times[i]!),
  );
}

// A copy of a view, under a shape of as many elements. Axes of one element take no room of the native limit.
function collapsed(fn: string, x: NDArray, shape: Shape, strides: readonly number[], target: Shape): NDArray {
  const keep = shape.map((_, i) => i).filter((i) => shape[i] !== 1);
  const view = viewOf(
    x,
    keep.map((i) => shape[i]!),
    keep.map((i) => strides[i]!),
    x._offset,
  );
  const dtype: NativeDType = nativeDType(x);
  const copy = cast(fn, view, dtype);
  view.dispose();
  const out = reshapeTo(fn, copy, target)!;
  copy.dispose();
  return out;
}

/**
 * The sub-arrays along an axis, as views.
 *
 * @example
 * const [a, b] = xp.unstack(xp.zeros([2, 3]));
 */
export function unstack(x: NDArray, options?: { axis?: number }): NDArray[] {
  const fn = 'unstack';
  const array = checkArray(fn, 'x', x);
  const o = checkOptions(fn, options, ['axis']);
  if (array.ndim === 0) throw rangeError(fn, 'x', 'an array of at least 1 axis', array.shape);
  const axis = normalizeAxis(fn, o.axis ?? 0, array.ndim);
  const rest = <T>(list: readonly T[]): T[] => list.filter((_, i) => i !== axis);
  return Array.from({ length: array.shape[axis]! }, (_, i) =>
    viewOf(array, rest(array.shape), rest(array._strides), array._offset + i * array._strides[axis]!),
  );
}
