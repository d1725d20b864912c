/**
 * Reading and writing by index. Whole numbers, slices, the ellipsis and new axes make a view; masks and integer arrays
 * gather or scatter. NumPy's rules: a mask stands for the indices of its true elements, index arrays broadcast
 * together, and their axes stay in place when they are neighbours, else go first.
 */
import { describe } from '../errors';
import { allocate, disposedError, isArray, nativeDType, viewOf, type IndexPart, type NDArray } from './array';
import { check, copyInto, fillInto } from './call';
import { checkSameDevice, notArray } from './check';
import { int32, type DTypeName, type Scalar } from './dtype';
import { fromHost, typedArrayDType } from './convert';
import { indexDType, maskIndices, normaliseIndex, type Gather } from './gather';
import { begin, putBroadcast, putImmediate, putView } from './pack';
import { noPromotion, promoted } from './promotion';
import { checkScalar, isScalar } from './scalar';
import { broadcastShape, broadcastStrides, maxDims, sizeOf, type Shape } from './shape';
import { ellipsis, Slice } from './slice';

export { ellipsis, Slice };

interface Parsed {
  /** The view that the basic parts give; the axes of index arrays are still whole. */
  shape: number[];
  strides: number[];
  offset: number;
  /** Index arrays, each with its axis in that view. */
  arrays: { index: NDArray; axis: number }[];
  /** Where the broadcast axes of the index arrays go. */
  position: number;
}

type Part =
  | { kind: 'integer'; value: number }
  | { kind: 'slice'; value: Slice }
  | { kind: 'newaxis' }
  | { kind: 'ellipsis' }
  | { kind: 'array'; value: NDArray; known?: readonly [number, number] }
  | { kind: 'mask'; value: NDArray };

const whole = new Slice(null, null, null);

function classify(fn: string, x: NDArray, part: unknown): Part {
  if (part === null) return { kind: 'newaxis' };
  if (part === ellipsis) return { kind: 'ellipsis' };
  if (part instanceof Slice) return { kind: 'slice', value: part };
  if (typeof part === 'number' || typeof part === 'bigint') {
    const n = Number(part);
    if (!Number.isInteger(n)) throw new TypeError(`${fn}: expected whole numbers for index, got ${describe(part)}`);
    return { kind: 'integer', value: n };
  }
  let array: NDArray;
  let known: readonly [number, number] | undefined;
  if (isArray(part)) {
    if (part._disposed) throw disposedError(fn, 'index');
    checkSameDevice(fn, x, part);
    array = part;
  } else if (Array.isArray(part)) {
    const numbers = (part as unknown[]).flat(maxDims).every((v) => typeof v !== 'boolean');
    array = fromHost(fn, part, numbers ? int32 : undefined, x._device, 'index');
    if (numbers) known = extremes((part as unknown[]).flat(maxDims) as number[]);
  } else if (ArrayBuffer.isView(part) && typedArrayDType(part)?.integer) {
    array = fromHost(fn, part, int32, x._device, 'index');
    known = extremes(part as unknown as Int32Array);
  } else {
    const known = 'whole numbers, slices, xp.ellipsis, xp.newaxis, bool or integer arrays';
    throw new TypeError(`${fn}: expected ${known} for index, got ${describe(part)}`);
  }
  const dtype = nativeDType(array);
  if (dtype.kind === 'bool') return { kind: 'mask', value: array };
  if (!dtype.integer) throw new TypeError(`${fn}: expected bool or integer arrays for index, got ${dtype.name}`);
  return { kind: 'array', value: array, known };
}

// Values that came from JavaScript are checked at the call; those on the device when they are read.
function extremes(values: Iterable<number | bigint>): readonly [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const v of values) {
    low = Math.min(low, Number(v));
    high = Math.max(high, Number(v));
  }
  return low <= high ? [low, high] : undefined;
}

function checkKnown(fn: string, known: readonly [number, number] | undefined, n: number, axis: number): void {
  if (known === undefined || (known[0] >= -n && known[1] < n)) return;
  const wrong = known[1] >= n ? known[1] : known[0];
  throw outOfRange(fn, n, axis, wrong);
}

function outOfRange(fn: string, n: number, axis: number, got: number): RangeError {
  const range = n === 0 ? 'no index (the axis is empty)' : `an index in [${-n}, ${n - 1}]`;
  return new RangeError(`${fn}: expected ${range} for axis ${axis}, got ${got}`);
}

function axesOf(part: Part): number {
  if (part.kind === 'newaxis' || part.kind === 'ellipsis') return 0;
  return part.kind === 'mask' ? part.value.ndim : 1;
}

function expand(fn: string, x: NDArray, parts: Part[]): Part[] {
  const used = parts.reduce((n, p) => n + axesOf(p), 0);
  if (used > x.ndim) throw new RangeError(`${fn}: expected at most ${x.ndim} indices for index, got ${used}`);
  const dots = parts.filter((p) => p.kind === 'ellipsis').length;
  if (dots > 1) throw new RangeError(`${fn}: expected at most one xp.ellipsis for index, got ${dots}`);
  const fill = Array.from({ length: x.ndim - used }, (): Part => ({ kind: 'slice', value: whole }));
  if (dots === 0) return [...parts, ...fill];
  return parts.flatMap((p) => (p.kind === 'ellipsis' ? fill : [p]));
}

function parse(fn: string, x: NDArray, index: readonly unknown[]): Parsed {
  const parts = expand(
    fn,
    x,
    index.map((part) => classify(fn, x, part)),
  );
  const out: Parsed = { shape: [], strides: [], offset: x._offset, arrays: [], position: -1 };
  const anyArray = parts.some((p) => p.kind === 'array' || p.kind === 'mask');
  let axis = 0;
  let last = -2; // the place of the previous index array or whole number, to see whether they are neighbours
  let apart = false;
  parts.forEach((part, place) => {
    const keepAxis = (n: number, stride: number): void => {
      out.shape.push(n);
      out.strides.push(stride);
    };
    const advanced = part.kind === 'array' || part.kind === 'mask' || (anyArray && part.kind === 'integer');
    if (advanced) {
      if (last >= 0 && place !== last + 1) apart = true;
      if (last < 0) out.position = out.shape.length;
      last = place;
    }
    if (part.kind === 'newaxis') {
      keepAxis(1, 0);
    } else if (part.kind === 'integer') {
      const n = x.shape[axis]!;
      if (part.value < -n || part.value >= n) throw outOfRange(fn, n, axis, part.value);
      out.offset += (part.value < 0 ? part.value + n : part.value) * x._strides[axis]!;
      axis++;
    } else if (part.kind === 'slice') {
      const { start, length, step } = part.value.resolve(x.shape[axis]!);
      if (length > 0) out.offset += start * x._strides[axis]!;
      keepAxis(length, x._strides[axis]! * step);
      axis++;
    } else if (part.kind === 'array') {
      checkKnown(fn, part.known, x.shape[axis]!, axis);
      out.arrays.push({ index: part.value, axis: out.shape.length });
      keepAxis(x.shape[axis]!, x._strides[axis]!);
      axis++;
    } else if (part.kind === 'mask') {
      const { value } = part;
      const covered = x.shape.slice(axis, axis + value.ndim);
      if (value.shape.some((n, i) => n !== covered[i]))
        throw new RangeError(
          `${fn}: expected a mask of shape [${covered.join(', ')}] for index, got one of [${value.shape.join(', ')}]`,
        );
      if (value.ndim === 0) {
        // Python's x[True]: an axis of one element, or of none.
        out.arrays.push({ index: maskIndices(fn, viewOf(value, [1], [1], value._offset))[0]!, axis: out.shape.length });
        keepAxis(1, 0);
      } else {
        for (const indices of maskIndices(fn, value)) {
          out.arrays.push({ index: indices, axis: out.shape.length });
          keepAxis(x.shape[axis]!, x._strides[axis]!);
          axis++;
        }
      }
    }
  });
  if (apart) out.position = 0;
  else if (out.position > out.shape.length) out.position = out.shape.length;
  return out;
}

// Index arrays in front, the rest behind; and the shape that the user sees, with its axes in the same order.
function gatherOf(fn: string, p: Parsed): Gather {
  const arrays = p.arrays.map((a) => a.index);
  const common = indexDType(arrays);
  const index = arrays.map((a) => normaliseIndex(fn, a, common));
  const indexShape = broadcastShape(fn, ...index.map((i) => i.shape));
  const axes = p.arrays.map((a) => a.axis);
  const rest = p.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const order = [...axes, ...rest];
  const before = rest.filter((i) => i < p.position).length;
  const restShape = rest.map((i) => p.shape[i]!);
  return {
    index,
    indexShape,
    source: { shape: order.map((i) => p.shape[i]!), strides: order.map((i) => p.strides[i]!) },
    shape: [...restShape.slice(0, before), ...indexShape, ...restShape.slice(before)],
    before,
  };
}

// The strides of an array of the user's shape, reordered to: index axes, then the rest.
function reordered<T>(g: Gather, list: readonly T[]): T[] {
  const k = g.indexShape.length;
  return [...list.slice(g.before, g.before + k), ...list.slice(0, g.before), ...list.slice(g.before + k)];
}

/** `x[index]`. */
export function get<D extends DTypeName>(x: NDArray<D>, index: readonly IndexPart[], fn = 'get'): NDArray<D> {
  if (x._disposed) throw disposedError(fn, 'x');
  const p = parse(fn, x, index);
  if (p.arrays.length === 0) return viewOf(x, p.shape, p.strides, p.offset);
  const g = gatherOf(fn, p);
  const out = allocate(fn, nativeDType(x), g.shape, x._device);
  const device = x._device;
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = g.index.length;
  at = putView(a, at, out, reordered(g, out.shape), reordered(g, out._strides));
  at = putView(a, at, x, g.source.shape, g.source.strides, p.offset);
  for (const i of g.index) at = putBroadcast(a, at, i, g.indexShape);
  check(fn, device, device.addon.gather());
  return out;
}

/** `x[index] = value`. */
export function set(x: NDArray, index: readonly unknown[], value: unknown): void {
  if (x._disposed) throw disposedError('set', 'x');
  if (!Array.isArray(index))
    throw new TypeError(`set: expected a list of index parts, as set([i], v), for index, got ${describe(index)}`);
  if (!x._writable)
    throw new TypeError(
      'set: expected a writable array, got a read-only view (broadcast, or part of a sparse array); copy it first',
    );
  const source = sourceOf(x, value);
  if (writeByMask(x, index, source)) return;
  const p = parse('set', x, index);
  if (p.arrays.length === 0) {
    const view = viewOf(x, p.shape, p.strides, p.offset);
    if (isArray(source)) {
      checkFits('set', source.shape, p.shape);
      const dropped = dropLeading(source, p.shape.length);
      copyInto('set', view, dropped);
    } else fillInto('set', view, source);
    view.dispose();
    return;
  }
  scatter(x, p, gatherOf('set', p), source);
}

function scatter(x: NDArray, p: Parsed, g: Gather, source: NDArray | Scalar): void {
  const device = x._device;
  let values: NDArray;
  if (isArray(source)) {
    checkFits('set', source.shape, g.shape);
    values = dropLeading(source, g.shape.length);
  } else {
    values = allocate('set', nativeDType(x), [], device);
    fillInto('set', values, source);
  }
  const strides = broadcastStrides(values.shape, values._strides, g.shape);
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = g.index.length;
  at = putView(a, at, x, g.source.shape, g.source.strides, p.offset);
  at = putView(a, at, values, reordered(g, g.shape), reordered(g, strides));
  for (const i of g.index) at = putBroadcast(a, at, i, g.indexShape);
  check('set', device, device.addon.scatter());
}

// A scalar under one mask needs no indices and no waiting.
function writeByMask(x: NDArray, index: readonly unknown[], source: NDArray | Scalar): boolean {
  if (index.length !== 1 || isArray(source) || !isArray(index[0])) return false;
  const mask = index[0];
  if (mask.dtype.kind !== 'bool' || mask._disposed || mask.ndim === 0 || mask.ndim > x.ndim) return false;
  if (mask.shape.some((n, i) => n !== x.shape[i]) || mask._device !== x._device) return false;
  const device = x._device;
  const a = device.buffer.f64;
  const zeros = x.shape.slice(mask.ndim).map(() => 0);
  let at = begin(device);
  at = putView(a, at, x, x.shape, x._strides);
  at = putView(a, at, mask, x.shape, [...mask._strides, ...zeros]);
  at = putImmediate(device.buffer, at, nativeDType(x), source, x.shape);
  putView(a, at, x, x.shape, x._strides);
  check('set', device, device.addon.where());
  return true;
}

/** The value as a scalar that fits, or as an array that can be written to x; one that shares x's storage is copied first. */
export function sourceOf(x: NDArray, value: unknown, fn = 'set', name = 'value'): NDArray | Scalar {
  const dtype = nativeDType(x);
  if (isScalar(value)) {
    checkScalar(fn, name, value, dtype);
    return value;
  }
  if (!isArray(value)) {
    if (Array.isArray(value) || ArrayBuffer.isView(value)) return fromHost(fn, value, dtype, x._device, name);
    throw notArray(fn, name, value);
  }
  if (value._disposed) throw disposedError(fn, name);
  checkSameDevice(fn, x, value);
  if (promoted(dtype, nativeDType(value)) !== dtype) throw noPromotion(fn, dtype, nativeDType(value));
  if (value._storage !== x._storage) return value;
  const copy = allocate(fn, nativeDType(value), value.shape, x._device);
  copyInto(fn, copy, value);
  return copy;
}

// Leading axes of one element too many are dropped, as NumPy does.
function dropLeading(x: NDArray, ndim: number): NDArray {
  const extra = x.ndim - ndim;
  return extra <= 0 ? x : viewOf(x, x.shape.slice(extra), x._strides.slice(extra), x._offset);
}

function checkFits(fn: string, from: Shape, to: Shape): void {
  const extra = Math.max(0, from.length - to.length);
  const short = from.slice(extra);
  const lead = to.length - short.length;
  const fits = from.slice(0, extra).every((n) => n === 1) && short.every((n, i) => n === 1 || n === to[lead + i]);
  if (!fits)
    throw new RangeError(
      `${fn}: expected a value that broadcasts to [${to.join(', ')}], got one of [${from.join(', ')}] (${sizeOf(from)} elements)`,
    );
}

/** The last two axes swapped: a view. */
export function swapLast<D extends DTypeName>(x: NDArray<D>, fn: string): NDArray<D> {
  if (x._disposed) throw disposedError(fn, 'x');
  const n = x.ndim;
  const swap = (list: readonly number[]): number[] => [...list.slice(0, n - 2), list[n - 1]!, list[n - 2]!];
  return viewOf(x, swap(x.shape), swap(x._strides), x._offset);
}
