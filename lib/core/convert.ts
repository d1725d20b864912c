/** JavaScript's values as arrays: scalars, nested arrays, typed arrays, raw bytes. All are copied at the call. */
import { describe, rangeError, typeError } from '../errors';
import { statusError } from '../native/status';
import type { NativeDevice } from '../native/registry';
import { allocate, nativeDType, type NDArray } from './array';
import { cast } from './call';
import * as t from './dtype';
import type { Complex, NativeDType, Scalar } from './dtype';
import { begin, putArray } from './pack';
import { promoteAll } from './promotion';
import { checkScalar, isScalar, scalarDType } from './scalar';
import { checkShape, sizeOf, type Shape } from './shape';

const byTag: Record<string, NativeDType> = {
  Int8Array: t.int8,
  Int16Array: t.int16,
  Int32Array: t.int32,
  BigInt64Array: t.int64,
  Uint8Array: t.uint8,
  Uint8ClampedArray: t.uint8,
  Uint16Array: t.uint16,
  Uint32Array: t.uint32,
  BigUint64Array: t.uint64,
  Float32Array: t.float32,
  Float64Array: t.float64,
};

/** The dtype of a typed array (of any realm), or undefined for other values. */
export function typedArrayDType(value: unknown): NativeDType | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  const tag = (value as unknown as Record<symbol, unknown>)[Symbol.toStringTag];
  return typeof tag === 'string' ? byTag[tag] : undefined;
}

// Memory that several threads may write is copied before native code reads it.
function unshared(view: ArrayBufferView): ArrayBufferView {
  if (Object.prototype.toString.call(view.buffer) !== '[object SharedArrayBuffer]') return view;
  const copy = new Uint8Array(view.byteLength);
  copy.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return copy;
}

/** Bytes into a fresh array of the same length in bytes. */
export function uploadInto(fn: string, out: NDArray, source: ArrayBufferView): void {
  const device = out._device;
  putArray(device.buffer.f64, begin(device), out);
  const code = device.addon.upload(unshared(source));
  if (code !== 0) throw statusError(fn, code, device.addon.lastError());
}

/** A typed array as an array of the same dtype. */
export function fromTyped(fn: string, source: ArrayBufferView, shape: Shape, device: NativeDevice): NDArray {
  const out = allocate(fn, typedArrayDType(source)!, shape, device);
  uploadInto(fn, out, source);
  return out;
}

/** A new array whose elements are those of host data laid out for `dtype`. */
export function fromData(
  fn: string,
  data: ArrayBufferView,
  dtype: NativeDType,
  shape: Shape,
  device: NativeDevice,
): NDArray {
  const out = allocate(fn, dtype, shape, device);
  uploadInto(fn, out, data);
  return out;
}

interface Flat {
  shape: number[];
  values: Scalar[];
}

function flatten(fn: string, list: readonly unknown[], name: string): Flat {
  const shape: number[] = [];
  let level: unknown = list;
  while (Array.isArray(level)) {
    shape.push(level.length);
    if (shape.length > 32) throw rangeError(fn, name, 'a list nested at most 32 deep', list);
    level = (level as unknown[])[0];
  }
  const values: Scalar[] = [];
  const visit = (part: unknown, depth: number): void => {
    if (depth === shape.length) {
      if (!isScalar(part)) throw typeError(fn, name, 'numbers, booleans, bigints or { re, im } in the list', part);
      values.push(part);
      return;
    }
    if (!Array.isArray(part) || part.length !== shape[depth])
      throw rangeError(fn, name, `a regular nested list (here of length ${shape[depth]} at depth ${depth})`, part);
    for (const p of part as unknown[]) visit(p, depth + 1);
  };
  visit(list, 0);
  return { shape, values };
}

// number with boolean is a number, anything with { re, im } complex; bigint mixes with nothing but itself.
function inferred(fn: string, values: readonly Scalar[], name: string): NativeDType {
  const kinds = new Set(values.map((v) => typeof v));
  if (kinds.size === 0) return t.float64;
  if (kinds.has('bigint')) {
    if (kinds.size > 1)
      throw new TypeError(`${fn}: expected bigints alone, or a dtype, for ${name}; got them mixed with other values`);
    return t.int64;
  }
  if (kinds.has('object')) return t.complex128;
  return kinds.has('number') ? t.float64 : t.bool;
}

/** Scalars as the bytes of a dtype; each must fit it. */
export function hostData(fn: string, values: readonly Scalar[], dtype: NativeDType, name = 'obj'): ArrayBufferView {
  const n = values.length;
  const data = new dtype.array(dtype.complex ? 2 * n : n);
  for (let i = 0; i < n; i++) {
    let v = values[i]!;
    if (typeof v === 'boolean' && dtype.kind !== 'bool') v = dtype.big ? BigInt(v) : Number(v);
    if (typeof v === 'bigint' && !dtype.integer && dtype.kind !== 'bool') v = Number(v);
    checkScalar(fn, name, v, dtype);
    if (dtype.complex) {
      const z: Complex = typeof v === 'object' ? v : { re: Number(v), im: 0 };
      (data as Float64Array)[2 * i] = z.re;
      (data as Float64Array)[2 * i + 1] = z.im;
    } else if (dtype.big) {
      (data as BigInt64Array)[i] = BigInt(v as number | bigint);
    } else {
      (data as Float64Array)[i] = Number(v);
    }
  }
  return data;
}

/** Any JavaScript value that stands for an array, as an array of `dtype` (undefined: as the value says). */
export function fromHost(
  fn: string,
  value: unknown,
  dtype: NativeDType | undefined,
  device: NativeDevice,
  name = 'obj',
): NDArray {
  if (isScalar(value)) {
    const type = dtype ?? scalarDType(value);
    return fromData(fn, hostData(fn, [value], type, name), type, [], device);
  }
  const typed = typedArrayDType(value);
  if (typed !== undefined) {
    const view = value as Float64Array;
    const same = fromTyped(fn, view, [view.length], device);
    if (dtype === undefined || dtype === typed) return same;
    const other = cast(fn, same, dtype);
    same.dispose();
    return other;
  }
  if (Array.isArray(value)) {
    const { shape, values } = flatten(fn, value, name);
    const type = dtype ?? inferred(fn, values, name);
    return fromData(fn, hostData(fn, values, type, name), type, shape, device);
  }
  throw typeError(fn, name, 'an array, a typed array, a nested list or a scalar', value);
}

/** Raw bytes as an array: `xp.frombuffer`. */
export function fromBytes(
  fn: string,
  source: unknown,
  dtype: NativeDType,
  shape: unknown,
  device: NativeDevice,
): NDArray {
  const tag = Object.prototype.toString.call(source);
  let bytes: Uint8Array;
  if (ArrayBuffer.isView(source)) bytes = new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  else if (tag === '[object ArrayBuffer]' || tag === '[object SharedArrayBuffer]')
    bytes = new Uint8Array(source as ArrayBuffer);
  else throw typeError(fn, 'buffer', 'an ArrayBuffer, a SharedArrayBuffer or a view of one', source);
  const whole = bytes.byteLength / dtype.itemsize;
  if (shape === undefined || shape === null) {
    if (!Number.isInteger(whole))
      throw new RangeError(`${fn}: expected a multiple of ${dtype.itemsize} bytes for buffer, got ${bytes.byteLength}`);
    shape = [whole];
  }
  const extents = checkShape(fn, shape);
  if (sizeOf(extents) !== whole)
    throw new RangeError(
      `${fn}: expected ${sizeOf(extents) * dtype.itemsize} bytes for ${describe(extents)} of ${dtype.name}, got ${bytes.byteLength}`,
    );
  // A byte that is neither 0 nor 1 is no bool: it counts as true.
  if (dtype === t.bool) bytes = bytes.map((b) => (b === 0 ? 0 : 1));
  return fromData(fn, bytes, dtype, extents, device);
}

/** Arrays and scalars brought to one dtype by promotion (scalars take the arrays'). */
export function commonDType(fn: string, arrays: readonly NDArray[]): NativeDType {
  return promoteAll(
    fn,
    arrays.map((x) => nativeDType(x)),
  );
}
