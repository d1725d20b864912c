/**
 * NDArray: a dtype, a shape and strides over counted storage of one device. Everything here is bookkeeping; what
 * computes is in lib/api. Members that start with an underscore are the package's own.
 */
import { inspect, type InspectOptions } from 'node:util';
import { describe, ObolError } from '../errors';
import { defaultDevice, findDevice, type NativeDevice } from '../native/registry';
import { realDType, type Data, type DType, type DTypeName, type Item, type NativeDType } from './dtype';
import { refuseAssignment } from './attributes';
import { heldArrays, track } from './memory';
import { getNamespace, type Namespace } from './namespace';
import { checkOptions } from './options';
import { contiguousStrides, isContiguous, sizeOf, type Shape } from './shape';
import { Storage } from './storage';
// The behaviour of the methods lives in files of its own; they need the class at run time, and the class needs them
// only when a method is called.
import * as dlpack from './dlpack';
import * as indexing from './indexing';
import * as transfer from './transfer';
import { format } from './inspect';

/** A nested JavaScript array of elements, or one element for a 0-d array. */
export type Nested<T> = T | Nested<T>[];

/** A part of an index: see {@link NDArray.get}. */
export type IndexPart = number | bigint | null | NDArray | indexing.Slice | typeof indexing.ellipsis | IndexList;
/** JavaScript's arrays as index: whole numbers, or booleans for a mask. */
export type IndexList = readonly (number | bigint | boolean | IndexList)[] | ArrayBufferView;

/**
 * An n-dimensional array of the Python Array API standard on one of obol's devices. Made by the functions of the
 * namespace (`xp.asarray`, `xp.zeros`, …), never by `new`.
 */
export class NDArray<D extends DTypeName = DTypeName> {
  /** @internal */
  readonly _dtype: DType<D>;
  /** @internal */
  readonly _shape: Shape;
  /** @internal */
  readonly _storage: Storage;
  /** @internal */
  readonly _strides: readonly number[];
  /** @internal */
  readonly _offset: number;
  /** False for views that repeat elements, and for parts of immutable values. @internal */
  readonly _writable: boolean;
  /** @internal */
  _disposed = false;

  /** @internal */
  constructor(
    storage: Storage,
    dtype: NativeDType<D>,
    shape: Shape,
    strides: readonly number[],
    offset: number,
    writable: boolean,
  ) {
    this._dtype = dtype;
    this._shape = Object.isFrozen(shape) ? shape : Object.freeze(shape);
    this._storage = storage.retain();
    this._strides = strides;
    this._offset = offset;
    this._writable = writable;
    track(this);
  }

  /** The data type, one of the namespace's singletons. */
  get dtype(): DType<D> {
    return this._dtype;
  }
  /** The extents of the axes. */
  get shape(): Shape {
    return this._shape;
  }
  /** The device that holds the elements. */
  get device(): string {
    return this._storage.device.name;
  }
  /** Number of axes. */
  get ndim(): number {
    return this.shape.length;
  }
  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }
  /** Steps between neighbours along each axis, in elements (not bytes); 0 along a broadcast axis, negative when reversed. */
  get strides(): readonly number[] {
    return Object.freeze([...this._strides]);
  }
  /** The transpose of a 2-d array; a RangeError otherwise. */
  get T(): NDArray<D> {
    if (this.ndim !== 2)
      throw new RangeError(`T: expected a 2-d array, got one of ${this.ndim} axes; see xp.permute_dims`);
    return indexing.swapLast(this, 'T');
  }
  /** The transpose of the last two axes; a RangeError below two. */
  get mT(): NDArray<D> {
    if (this.ndim < 2) throw new RangeError(`mT: expected an array of at least 2 axes, got one of ${this.ndim}`);
    return indexing.swapLast(this, 'mT');
  }

  /**
   * The namespace that this array belongs to, for code that works with any provider's arrays.
   *
   * @example
   * xp.ones([2]).__array_namespace__() === xp; // true
   */
  __array_namespace__(options?: { api_version?: string | null }): Namespace {
    return getNamespace(checkOptions('__array_namespace__', options, ['api_version']).api_version);
  }

  /**
   * The same elements on another device; this array itself when it is there already. Enqueues and returns. A device has
   * one queue, so there is no `stream` to name.
   *
   * @example
   * xp.ones([2]).to_device('cpu').device; // 'cpu'
   */
  to_device(device: string, options?: { stream?: null }): NDArray<D> {
    const { stream } = checkOptions('to_device', options, ['stream']);
    if (stream !== undefined && stream !== null)
      throw new RangeError(`to_device: expected null (a device has one queue) for stream, got ${describe(stream)}`);
    return transfer.toDevice(this, device);
  }

  /**
   * A capsule of DLPack 1 that lends this array's memory to another library of this process (see docs/dlpack.md); for
   * `from_dlpack`. Waits until the elements are there. Only memory of the CPU is lent: an array on another device is
   * copied for `dl_device: [1, 0]`.
   *
   * @throws RangeError for an option's value; ObolError ERR_OBOL_DEVICE for memory that is not the CPU's,
   * ERR_OBOL_FORMAT for a `max_version` below 1.
   * @example
   * const capsule = xp.ones([2], { device: 'cpu' }).__dlpack__({ max_version: [1, 0] });
   */
  __dlpack__(options?: dlpack.DlpackOptions): object {
    return dlpack.lend(this, options);
  }
  /**
   * DLPack's number of this array's kind of device (CPU 1, CUDA 2, ROCm 10, others 12) and the device's index.
   *
   * @example
   * xp.ones([2], { device: 'cpu' }).__dlpack_device__(); // [1, 0]
   */
  __dlpack_device__(): [type: number, index: number] {
    return dlpack.deviceOf(this);
  }

  /**
   * The elements in C order as a fresh typed array, as they are at the time of the call (bool as Uint8Array, int64 as
   * BigInt64Array, complex interleaved re, im).
   *
   * @example
   * await xp.asarray([[1, 2], [3, 4]]).T.data(); // [1, 3, 2, 4]
   */
  data(): Promise<Data<D>> {
    return transfer.data(this);
  }
  /**
   * What {@link data} gives, waiting for the device: it blocks the event loop.
   *
   * @example
   * xp.asarray([true, false]).dataSync(); // [1, 0]
   */
  dataSync(): Data<D> {
    return transfer.dataSync(this, 'dataSync');
  }
  /**
   * The only element, as a JavaScript value; waits. A RangeError when there are more or none.
   *
   * @example
   * xp.sum(xp.asarray([1, 2])).item(); // 3
   */
  item(): Item<D> {
    return transfer.item(this);
  }
  /**
   * The elements as nested JavaScript arrays; waits.
   *
   * @example
   * xp.eye(2).tolist(); // [[1, 0], [0, 1]]
   */
  tolist(): Nested<Item<D>> {
    return transfer.tolist(this);
  }

  /**
   * The elements at an index; parts are whole numbers, 0-d integer arrays, `xp.slice(…)`, `xp.ellipsis`, `xp.newaxis`,
   * boolean masks and integer arrays. Whole numbers and slices give a view; masks wait (their result's shape depends on
   * values).
   *
   * @example
   * const x = xp.asarray([[1, 2, 3], [4, 5, 6]]);
   * x.get(0, xp.slice(null, null, 2)).tolist(); // [1, 3]
   */
  get(...index: IndexPart[]): NDArray<D> {
    return indexing.get(this, index);
  }
  /**
   * Writes `value` (an array that broadcasts, or a scalar) to the elements at an index. Views of the same storage see
   * it, in program order.
   *
   * @example
   * const x = xp.zeros([2, 3]);
   * x.set([0, xp.slice(1, 3)], 5);
   * x.tolist(); // [[0, 5, 5], [0, 0, 0]]
   */
  set(index: readonly IndexPart[], value: unknown): void {
    indexing.set(this, index, value);
  }

  /**
   * Gives the memory back as soon as no other view uses it. May be called again; using the array then is an error.
   *
   * @example
   * const x = xp.ones([1000, 1000]);
   * x.dispose();
   */
  dispose(): void {
    if (this._disposed) return;
    this._disposed = true;
    this._storage.drop();
  }
  /**
   * {@link dispose}, for `using x = …`.
   *
   * @example
   * const x = xp.ones([2]);
   * x[Symbol.dispose]();
   */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /**
   * The sub-arrays along axis 0.
   *
   * @example
   * [...xp.asarray([[1, 2], [3, 4]])].map((row) => xp.sum(row).item()); // [3, 7]
   */
  *[Symbol.iterator](): IterableIterator<NDArray<D>> {
    if (this.ndim === 0)
      throw new TypeError('iteration: expected an array of at least 1 axis, got a 0-d array; see item()');
    for (let i = 0; i < this.shape[0]!; i++) yield this.get(i);
  }

  [Symbol.toPrimitive](hint: string): never {
    throw new TypeError(
      `obol: an array has no ${hint === 'default' ? '' : `${hint} `}value of its own: use xp.add(a, b) and its like for arithmetic, item() for the one element`,
    );
  }
  /**
   * Refused: JSON of an array would wait for the device unseen.
   *
   * @example
   * JSON.stringify(xp.asarray([1, 2]).tolist()); // '[1,2]'
   */
  toJSON(): never {
    throw new TypeError('toJSON: expected a JavaScript value, got an array: use tolist(), or await data()');
  }
  toString(): string {
    return format(this, {});
  }
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return format(this, options);
  }

  /** @internal */
  [heldArrays](): Iterable<NDArray> {
    return [];
  }
  /** @internal */
  get _device(): NativeDevice {
    return this._storage.device;
  }
  /** @internal */
  get _contiguous(): boolean {
    return isContiguous(this.shape, this._strides);
  }
}

refuseAssignment(NDArray, {
  shape: 'use xp.reshape',
  dtype: 'use xp.astype',
  device: 'use to_device',
});

/** The dtype with what the package knows of it. @internal */
export function nativeDType<D extends DTypeName>(x: NDArray<D>): NativeDType<D> {
  return x.dtype as NativeDType<D>;
}

/** A new array with elements yet to be written. @internal */
export function allocate<D extends DTypeName>(
  fn: string,
  dtype: NativeDType<D>,
  shape: Shape,
  device: NativeDevice,
): NDArray<D> {
  const storage = new Storage(fn, device, sizeOf(shape) * dtype.itemsize);
  return new NDArray(storage, dtype, shape, contiguousStrides(shape), 0, true);
}

/** A view of the same storage. @internal */
export function viewOf<D extends DTypeName>(
  x: NDArray<D>,
  shape: Shape,
  strides: readonly number[],
  offset: number,
  writable = x._writable,
): NDArray<D> {
  return new NDArray(x._storage, nativeDType(x), shape, strides, offset, writable);
}

/** A contiguous complex array's components as real numbers, re and im along a last axis of 2: a view. @internal */
export function componentsOf(x: NDArray): NDArray {
  const shape = [...x.shape, 2];
  return new NDArray(x._storage, realDType(nativeDType(x)), shape, contiguousStrides(shape), 2 * x._offset, true);
}

/** True for an array of this copy of the package. */
export function isArray(value: unknown): value is NDArray {
  return value instanceof NDArray;
}

/** The error for an array that was disposed. @internal */
export function disposedError(fn: string, name: string): ObolError {
  return new ObolError('ERR_OBOL_DISPOSED', `${fn}: expected a live array for ${name}, got one that was disposed`);
}

/** The device of a `device` option; the default when left out. @internal */
export function deviceOption(fn: string, value: unknown, otherwise?: NativeDevice): NativeDevice {
  if (value === undefined || value === null) return otherwise ?? defaultDevice();
  return findDevice(fn, value);
}
