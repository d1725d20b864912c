/** DLPack: memory lent to other libraries of this process, and borrowed from them. What a capsule is: docs/dlpack.md. */
import { describe, ObolError, rangeError, typeError } from '../errors';
import { findDevice, type NativeDevice } from '../native/registry';
import { statusError } from '../native/status';
import { allocate, deviceOption, disposedError, isArray, nativeDType, NDArray } from './array';
import { copyInto } from './call';
import { dtypes } from './dtype';
import { booleanOption, checkOptions } from './options';
import { begin, putArray } from './pack';
import { Storage } from './storage';

/** What `__dlpack__` takes: the standard's options. */
export interface DlpackOptions {
  /** A stream to wait for; the CPU has none. */
  stream?: null;
  /** The newest version that the taker knows, [major, minor]. */
  max_version?: readonly [number, number] | null;
  /** Where the taker wants the elements, as `__dlpack_device__` says it. */
  dl_device?: readonly [number, number] | null;
  /** True: always copy; false: never; null: where it must be. */
  copy?: boolean | null;
}

/** DLPack's numbers: of kinds of devices, and its flags. */
const deviceTypes: Record<string, number> = { cpu: 1, cuda: 2, hip: 10 };
const extensionDevice = 12;
const [readOnly, isCopied] = [1, 2];

export function deviceOf(x: NDArray): [type: number, index: number] {
  if (x._disposed) throw disposedError('__dlpack_device__', 'x');
  return [deviceTypes[x._device.kind] ?? extensionDevice, x._device.index];
}

function pair(fn: string, name: string, value: unknown): readonly [number, number] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || value.length !== 2 || !value.every((part) => Number.isInteger(part)))
    throw typeError(fn, name, 'two whole numbers', value);
  return value as [number, number];
}

function copyOption(fn: string, value: unknown): boolean | undefined {
  return value === undefined || value === null ? undefined : booleanOption(fn, 'copy', value, false);
}

function copyOf(fn: string, x: NDArray): NDArray {
  const copy = allocate(fn, nativeDType(x), x.shape, x._device);
  copyInto(fn, copy, x);
  return copy;
}

/** A capsule for x. */
export function lend(x: NDArray, options: DlpackOptions | undefined): object {
  const fn = '__dlpack__';
  if (x._disposed) throw disposedError(fn, 'x');
  const o = checkOptions(fn, options, ['stream', 'max_version', 'dl_device', 'copy']);
  if (o.stream !== undefined && o.stream !== null) throw rangeError(fn, 'stream', 'null (the CPU has none)', o.stream);
  const newest = pair(fn, 'max_version', o.max_version);
  if (newest !== undefined && newest[0] < 1)
    throw new ObolError(
      'ERR_OBOL_FORMAT',
      `${fn}: expected at least [1, 0] for max_version, got [${newest.join(', ')}]`,
    );
  const copy = copyOption(fn, o.copy);
  const wanted = pair(fn, 'dl_device', o.dl_device) ?? deviceOf(x);
  if (wanted[0] !== deviceTypes['cpu'] || wanted[1] !== 0)
    throw new ObolError(
      'ERR_OBOL_DEVICE',
      `${fn}: expected [1, 0], the CPU, for dl_device, got [${wanted.join(', ')}]`,
    );
  const away = x._device.kind !== 'cpu';
  if (away && copy === false) throw rangeError(fn, 'copy', `true or null (${x.device} is not the CPU)`, copy);
  const lent = away ? x.to_device('cpu') : copy === true ? copyOf(fn, x) : x;
  const device = lent._device;
  const a = device.buffer.f64;
  a[putArray(a, begin(device), lent)] = (lent._writable ? 0 : readOnly) | (lent === x ? 0 : isCopied);
  const capsule = device.addon.exportDlpack();
  if (lent !== x) lent.dispose();
  if (typeof capsule === 'number') throw statusError(fn, capsule, device.addon.lastError());
  return capsule;
}

interface Lends {
  __dlpack__(options: DlpackOptions): unknown;
  __dlpack_device__(): unknown;
}

function lends(value: unknown): value is Lends {
  const x = value as Partial<Lends> | null | undefined;
  return typeof x?.__dlpack__ === 'function' && typeof x.__dlpack_device__ === 'function';
}

/** An array over the memory of whatever has `__dlpack__`. */
export function borrow(
  fn: string,
  source: unknown,
  options: { device?: string | null; copy?: boolean | null },
): NDArray {
  const copy = copyOption(fn, options.copy);
  if (isArray(source)) return shared(fn, source, deviceOption(fn, options.device, source._device), copy);
  if (!lends(source)) throw typeError(fn, 'x', 'an object with __dlpack__ and __dlpack_device__', source);
  const cpu = findDevice(fn, 'cpu');
  const target = deviceOption(fn, options.device, cpu);
  const at = pair(fn, 'what __dlpack_device__ of x returns', source.__dlpack_device__());
  if (at === undefined) throw typeError(fn, 'what __dlpack_device__ of x returns', 'two whole numbers', at);
  const away = at[0] !== deviceTypes['cpu'];
  if (copy === false && (away || target !== cpu))
    throw rangeError(fn, 'copy', `true or null (from DLPack device [${at.join(', ')}] to ${target.name})`, copy);
  const capsule = source.__dlpack__({
    max_version: [1, 0],
    ...(away && { dl_device: [1, 0] as const }),
    ...(copy !== undefined && { copy }),
  });
  const x = taken(fn, capsule, cpu);
  if (target === cpu) return x;
  const there = x.to_device(target.name);
  x.dispose();
  return there;
}

/** An array of this package: a view of the same storage, or a copy. */
function shared(fn: string, x: NDArray, target: NativeDevice, copy: boolean | undefined): NDArray {
  if (x._disposed) throw disposedError(fn, 'x');
  if (target !== x._device) {
    if (copy === false) throw rangeError(fn, 'copy', `true or null (from ${x.device} to ${target.name})`, copy);
    return x.to_device(target.name);
  }
  return copy === true
    ? copyOf(fn, x)
    : new NDArray(x._storage, nativeDType(x), x.shape, x._strides, x._offset, x._writable);
}

/** What the addon says of a tensor before its shape and strides. */
type Header = [handle: number, bytes: number, dtype: number, isReadOnly: number, offset: number, ndim: number];

function taken(fn: string, capsule: unknown, device: NativeDevice): NDArray {
  if (typeof capsule !== 'object' || capsule === null)
    throw new TypeError(`${fn}: expected a capsule of DLPack from __dlpack__, got ${describe(capsule)}`);
  const a = device.buffer.f64;
  begin(device);
  const code = device.addon.importDlpack(capsule);
  if (code !== 0) throw statusError(fn, code, device.addon.lastError());
  const [handle, bytes, dtype, isReadOnly, offset, ndim] = Array.from(a.subarray(0, 6)) as Header;
  const shape = Array.from(a.subarray(6, 6 + ndim));
  const strides = Array.from(a.subarray(6 + ndim, 6 + 2 * ndim));
  const storage = new Storage(fn, device, bytes, handle);
  const repeats = strides.some((stride, axis) => stride === 0 && shape[axis]! > 1);
  return new NDArray(storage, dtypes[dtype]!, shape, strides, offset, isReadOnly === 0 && !repeats);
}
