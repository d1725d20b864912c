/**
 * From arguments to one crossing: check, promote, broadcast, allocate the result, pack, call. The elementwise families
 * are here; other families use `enqueue` and the functions of pack.ts.
 */
import { statusError } from '../native/status';
import type { NativeDevice } from '../native/registry';
import type { OpRow } from '../native/tables';
import { allocate, isArray, nativeDType, type NDArray } from './array';
import { checkArray, checkSameDevice } from './check';
import type { NativeDType, Scalar } from './dtype';
import { begin, putArray, putBroadcast, putImmediate, putScalar } from './pack';
import { besideScalar, dtypeNames, noPromotion, promoted, resultDType } from './promotion';
import { checkScalar, isScalar } from './scalar';
import { broadcastShape, type Shape } from './shape';

/** Throws for a status code other than 0. */
export function check(fn: string, device: NativeDevice, code: number): void {
  if (code !== 0) throw statusError(fn, code, device.addon.lastError());
}

/** Copies `x`, with a cast and broadcast, into `out` (which may be a view). */
export function copyInto(fn: string, out: NDArray, x: NDArray): void {
  const device = out._device;
  const a = device.buffer.f64;
  let at = begin(device);
  at = putArray(a, at, out);
  putBroadcast(a, at, x, out.shape);
  check(fn, device, device.addon.copy());
}

/** Writes one value to every element of `out`. */
export function fillInto(fn: string, out: NDArray, value: Scalar): void {
  const device = out._device;
  let at = begin(device);
  at = putScalar(device.buffer, at, nativeDType(out), value);
  putArray(device.buffer.f64, at, out);
  check(fn, device, device.addon.fill());
}

/** A copy in C order with another dtype. */
export function cast(fn: string, x: NDArray, dtype: NativeDType): NDArray {
  const out = allocate(fn, dtype, x.shape, x._device);
  copyInto(fn, out, x);
  return out;
}

/** `x` itself where its dtype is `dtype`, else a cast; `release` what was made once it has been used. */
export class Casts {
  private readonly made: NDArray[] = [];

  to(fn: string, x: NDArray, dtype: NativeDType): NDArray {
    if (x.dtype === dtype) return x;
    const y = cast(fn, x, dtype);
    this.made.push(y);
    return y;
  }
  /** A C-contiguous array of the same elements. */
  contiguous(fn: string, x: NDArray): NDArray {
    if (x._contiguous) return x;
    const y = cast(fn, x, nativeDType(x));
    this.made.push(y);
    return y;
  }
  release(): void {
    for (const y of this.made) y.dispose();
  }
}

/** A function of one array. */
export function unary(row: OpRow, x: unknown): NDArray {
  const fn = row.name;
  const array = checkArray(fn, 'x', x);
  const dtype = nativeDType(array);
  if (!((row.accepts >> dtype.code) & 1)) throw refused(row, 'x', dtype);
  const device = array._device;
  const out = allocate(fn, resultDType(row.result, dtype), array.shape, device);
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = row.code;
  at = putArray(a, at, out);
  putArray(a, at, array);
  check(fn, device, device.addon.unary());
  return out;
}

/** A function of two arrays, or of an array and a scalar on either side. */
export function binary(row: OpRow, x1: unknown, x2: unknown): NDArray {
  const fn = row.name;
  const first = isArray(x1) ? checkArray(fn, 'x1', x1) : undefined;
  const second = isArray(x2) ? checkArray(fn, 'x2', x2) : undefined;
  if (first !== undefined && second !== undefined) return binaryArrays(row, first, second);
  if (first !== undefined && isScalar(x2)) return binaryScalar(row, first, x2, false);
  if (second !== undefined && isScalar(x1)) return binaryScalar(row, second, x1, true);
  // Neither is an array, or one is nothing that can stand here: the first that isn't an array is named.
  if (first === undefined && !(second !== undefined && isScalar(x1))) checkArray(fn, 'x1', x1);
  checkArray(fn, 'x2', x2);
  throw new Error('unreachable');
}

function binaryArrays(row: OpRow, x1: NDArray, x2: NDArray): NDArray {
  const fn = row.name;
  if (x1._device !== x2._device) checkSameDevice(fn, x1, x2);
  const t1 = nativeDType(x1);
  const t2 = nativeDType(x2);
  const dtype = promoted(t1, t2);
  if (!((row.accepts >> t1.code) & 1)) throw refused(row, 'x1', t1);
  if (!((row.accepts >> t2.code) & 1)) throw refused(row, 'x2', t2);
  if (dtype === undefined) throw noPromotion(fn, t1, t2);
  const shape = broadcastShape(fn, x1.shape, x2.shape);
  if (t1 === t2) return enqueueBinary(row, x1, x2, dtype, shape);
  const casts = new Casts();
  const out = enqueueBinary(row, casts.to(fn, x1, dtype), casts.to(fn, x2, dtype), dtype, shape);
  casts.release();
  return out;
}

function enqueueBinary(row: OpRow, x1: NDArray, x2: NDArray, dtype: NativeDType, shape: Shape): NDArray {
  const device = x1._device;
  const out = allocate(row.name, resultDType(row.result, dtype), shape, device);
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = row.code;
  at = putArray(a, at, out);
  at = putBroadcast(a, at, x1, out.shape);
  putBroadcast(a, at, x2, out.shape);
  check(row.name, device, device.addon.binary());
  return out;
}

function binaryScalar(row: OpRow, x: NDArray, scalar: Scalar, scalarFirst: boolean): NDArray {
  const fn = row.name;
  let dtype = nativeDType(x);
  const name = scalarFirst ? 'x1' : 'x2';
  if (!((row.accepts >> dtype.code) & 1)) throw refused(row, scalarFirst ? 'x2' : 'x1', dtype);
  const casts = new Casts();
  const wide = besideScalar(dtype, scalar);
  if (wide !== dtype) {
    dtype = wide;
    if (!((row.accepts >> dtype.code) & 1)) throw refused(row, name, dtype);
    x = casts.to(fn, x, dtype);
  }
  checkScalar(fn, name, scalar, dtype);
  const device = x._device;
  const out = allocate(fn, resultDType(row.result, dtype), x.shape, device);
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = row.code;
  at = putArray(a, at, out);
  if (scalarFirst) at = putImmediate(device.buffer, at, dtype, scalar, x.shape);
  at = putArray(a, at, x);
  if (!scalarFirst) putImmediate(device.buffer, at, dtype, scalar, x.shape);
  check(fn, device, device.addon.binary());
  casts.release();
  return out;
}

/** The TypeError for a dtype that an operation does not accept. */
export function refused(row: OpRow, name: string, dtype: NativeDType): TypeError {
  return new TypeError(`${row.name}: expected one of ${dtypeNames(row.accepts)} for ${name}, got ${dtype.name}`);
}
