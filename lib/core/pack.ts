/**
 * Writes operands and scalars into the shared argument buffer, in the form that native/napi/reader.h reads. Each
 * function returns the position behind what it wrote.
 */
import type { NativeDevice } from '../native/registry';
import type { Aliases } from '../native/aliases';
import { nativeDType, type NDArray } from './array';
import type { Complex, NativeDType, Scalar } from './dtype';
import type { Shape } from './shape';

/** An array as it stands. */
export function putArray(a: Float64Array, at: number, x: NDArray): number {
  const { shape, _strides: strides } = x;
  const n = shape.length;
  a[at] = x._storage.id;
  a[at + 1] = nativeDType(x).code;
  a[at + 2] = x._offset;
  a[at + 3] = n;
  at += 4;
  for (let i = 0; i < n; i++) {
    a[at + i] = shape[i]!;
    a[at + n + i] = strides[i]!;
  }
  return at + 2 * n;
}

/** An array read as one of the shape `target`, to which it broadcasts. */
export function putBroadcast(a: Float64Array, at: number, x: NDArray, target: Shape): number {
  const { shape, _strides: strides } = x;
  if (shape === target) return putArray(a, at, x);
  const n = target.length;
  const lead = n - shape.length;
  a[at] = x._storage.id;
  a[at + 1] = nativeDType(x).code;
  a[at + 2] = x._offset;
  a[at + 3] = n;
  at += 4;
  for (let i = 0; i < n; i++) {
    const extent = target[i]!;
    a[at + i] = extent;
    a[at + n + i] = i < lead || (shape[i - lead] === 1 && extent !== 1) ? 0 : strides[i - lead]!;
  }
  return at + 2 * n;
}

/** A layout over an array's storage, with shape, strides and offset of its own. */
export function putView(
  a: Float64Array,
  at: number,
  x: NDArray,
  shape: Shape,
  strides: readonly number[],
  offset = x._offset,
): number {
  const n = shape.length;
  a[at] = x._storage.id;
  a[at + 1] = nativeDType(x).code;
  a[at + 2] = offset;
  a[at + 3] = n;
  at += 4;
  for (let i = 0; i < n; i++) {
    a[at + i] = shape[i]!;
    a[at + n + i] = strides[i]!;
  }
  return at + 2 * n;
}

/** One value that stands for every element of `shape`. */
export function putImmediate(b: Aliases, at: number, dtype: NativeDType, value: Scalar, shape: Shape): number {
  const a = b.f64;
  a[at] = -1;
  at = putScalar(b, at + 1, dtype, value);
  const n = shape.length;
  a[at++] = n;
  for (let i = 0; i < n; i++) a[at++] = shape[i]!;
  return at;
}

/** No operand. */
export function putAbsent(a: Float64Array, at: number): number {
  a[at] = -2;
  return at + 1;
}

/** A scalar of a dtype: its number, then its bytes in the space of two doubles. The value fits (lib/core/scalar.ts). */
export function putScalar(b: Aliases, at: number, dtype: NativeDType, value: Scalar): number {
  b.f64[at] = dtype.code;
  const i = at + 1;
  switch (dtype.name) {
    case 'bool':
      b.u8[i * 8] = value ? 1 : 0;
      break;
    case 'int8':
      b.i8[i * 8] = Number(value);
      break;
    case 'int16':
      b.i16[i * 4] = Number(value);
      break;
    case 'int32':
      b.i32[i * 2] = Number(value);
      break;
    case 'int64':
      b.i64[i] = BigInt(value as number | bigint | boolean);
      break;
    case 'uint8':
      b.u8[i * 8] = Number(value);
      break;
    case 'uint16':
      b.u16[i * 4] = Number(value);
      break;
    case 'uint32':
      b.u32[i * 2] = Number(value);
      break;
    case 'uint64':
      b.u64[i] = BigInt(value as number | bigint | boolean);
      break;
    case 'float32':
      b.f32[i * 2] = Number(value);
      break;
    case 'float64':
      b.f64[i] = Number(value);
      break;
    case 'complex64':
      b.f32[i * 2] = typeof value === 'object' ? value.re : Number(value);
      b.f32[i * 2 + 1] = typeof value === 'object' ? value.im : 0;
      break;
    case 'complex128':
      b.f64[i] = typeof value === 'object' ? value.re : Number(value);
      b.f64[i + 1] = typeof value === 'object' ? (value as Complex).im : 0;
      break;
  }
  return at + 3;
}

/** Starts a call: the device's number goes first. Returns the position behind it. */
export function begin(device: NativeDevice): number {
  device.buffer.f64[0] = device.index;
  return 1;
}
