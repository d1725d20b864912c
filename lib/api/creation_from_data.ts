/** The standard's creation functions from what is there already: values, bytes, other libraries' memory. */
import { deviceOption, isArray, nativeDType, type NDArray } from '../core/array';
import { cast } from '../core/call';
import { checkArray } from '../core/check';
import { fromBytes, fromHost } from '../core/convert';
import { borrow } from '../core/dlpack';
import { dtypeOption, float64, type DType } from '../core/dtype';
import { booleanOption, checkOptions } from '../core/options';
import { rangeError } from '../errors';

/** Where a new array lives and what it holds. */
export interface CreationOptions {
  /** Default (null): by the kind of the values. */
  dtype?: DType | null;
  /** Where it is made; default (null) the default device (or that of the array it is made from). */
  device?: string | null;
}

/**
 * An array of `obj`: a nested list, a typed array (its dtype, shape `[length]`), a scalar or an array. Numbers become
 * float64, booleans bool, bigints int64, `{ re, im }` complex128, unless `dtype` says otherwise. `copy` true always
 * copies, false refuses to; left out, an array that fits already is returned itself.
 *
 * @example
 * xp.asarray([[1, 2], [3, 4]], { dtype: xp.int32 }); // [[1, 2], [3, 4]]
 */
export function asarray(obj: unknown, options?: CreationOptions & { copy?: boolean | null }): NDArray {
  const fn = 'asarray';
  const o = checkOptions(fn, options, ['dtype', 'device', 'copy']);
  const dtype = dtypeOption(fn, o.dtype, undefined);
  const copy = o.copy === undefined || o.copy === null ? undefined : booleanOption(fn, 'copy', o.copy, false);
  if (!isArray(obj)) {
    if (copy === false) throw rangeError(fn, 'copy', 'true or null (the values of JavaScript must be copied)', copy);
    return fromHost(fn, obj, dtype, deviceOption(fn, o.device));
  }
  const x = checkArray(fn, 'obj', obj);
  const device = deviceOption(fn, o.device, x._device);
  const type = dtype ?? nativeDType(x);
  if (type === x.dtype && device === x._device) return copy === true ? cast(fn, x, type) : x;
  if (copy === false) throw rangeError(fn, 'copy', 'true or null (another dtype or device needs a copy)', copy);
  const there = x.to_device(device.name);
  if (there.dtype === type) return there;
  const out = cast(fn, there, type);
  if (there !== x) there.dispose();
  return out;
}

/**
 * An array over the memory of an object with `__dlpack__` and `__dlpack_device__`: another library's tensor of this
 * process, or an array of obol. Writes show on both sides. The memory goes back to its owner with the last array that
 * uses it. `copy` true always copies, false refuses to; left out, elements that are not on `device` (the object's own
 * when left out, the CPU for memory that obol can't reach) are copied. Waits for the object's elements.
 *
 * @throws TypeError for an object that lends nothing or a dtype that the standard has not; RangeError where a copy is
 * refused; ObolError ERR_OBOL_DEVICE or ERR_OBOL_FORMAT for a tensor that can't be read.
 * @example
 * const theirs = xp.ones([2, 2], { device: 'cpu' }); // or another addon's array
 * const x = xp.from_dlpack(theirs);
 */
export function from_dlpack(x: object, options?: { device?: string | null; copy?: boolean | null }): NDArray {
  return borrow('from_dlpack', x, checkOptions('from_dlpack', options, ['device', 'copy']));
}

/**
 * Raw bytes as an array of `dtype` (float64 when left out) and `shape` (`[length]` when left out), copied. The number
 * of bytes must fit.
 *
 * @example
 * xp.frombuffer(new Uint8Array([1, 0, 2, 0]), { dtype: xp.uint16 }); // [1, 2]
 */
export function frombuffer(
  buffer: ArrayBuffer | SharedArrayBuffer | ArrayBufferView,
  options?: CreationOptions & { shape?: number | readonly number[] | null },
): NDArray {
  const fn = 'frombuffer';
  const o = checkOptions(fn, options, ['dtype', 'shape', 'device']);
  return fromBytes(fn, buffer, dtypeOption(fn, o.dtype, float64), o.shape, deviceOption(fn, o.device));
}
