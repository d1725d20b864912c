/** Elements out of arrays: typed arrays, JavaScript values, other devices. What waits says so. */
import { ObolError, rangeError } from '../errors';
import { findDevice } from '../native/registry';
import { statusError } from '../native/status';
import { allocate, disposedError, nativeDType, type NDArray, type Nested } from './array';
import { Casts } from './call';
import type { Data, DTypeName, Item } from './dtype';
import { begin, putArray } from './pack';
import { sizeOf } from './shape';

// A broadcast view may have more elements than memory.
function target<D extends DTypeName>(fn: string, x: NDArray<D>): Data<D> {
  const dtype = nativeDType(x);
  const length = sizeOf(x.shape) * (dtype.complex ? 2 : 1);
  try {
    return new dtype.array(length);
  } catch (cause) {
    throw new ObolError('ERR_OBOL_MEMORY', `${fn}: out of memory: a typed array of ${length} elements asked for`, {
      cause,
    });
  }
}

/** A promise of the elements as they are now. */
export function data<D extends DTypeName>(x: NDArray<D>): Promise<Data<D>> {
  if (x._disposed) return Promise.reject(disposedError('data', 'x'));
  const device = x._device;
  let out: Data<D>;
  try {
    out = target('data', x);
  } catch (error) {
    return Promise.reject(error as Error);
  }
  const casts = new Casts();
  const source = casts.contiguous('data', x);
  const done = device.session.promise(
    'data',
    (promise) => {
      putArray(device.buffer.f64, begin(device), source);
      return device.addon.download(out, promise);
    },
    { held: out },
  );
  casts.release();
  return done.then(() => out);
}

/** The elements, waiting for them. */
export function dataSync<D extends DTypeName>(x: NDArray<D>, fn: string): Data<D> {
  if (x._disposed) throw disposedError(fn, 'x');
  const device = x._device;
  const out = target(fn, x);
  const casts = new Casts();
  putArray(device.buffer.f64, begin(device), casts.contiguous(fn, x));
  const code = device.addon.downloadSync(out);
  casts.release();
  if (code !== 0) throw statusError(fn, code, device.addon.lastError());
  return out;
}

function element<D extends DTypeName>(x: NDArray<D>, values: Data<D>): (i: number) => Item<D> {
  const dtype = nativeDType(x);
  if (dtype.complex) {
    const parts = values as Float64Array;
    return (i) => ({ re: parts[2 * i]!, im: parts[2 * i + 1]! }) as Item<D>;
  }
  if (dtype.kind === 'bool') return (i) => (values[i] !== 0) as Item<D>;
  return (i) => values[i] as Item<D>;
}

/** The one element. */
export function item<D extends DTypeName>(x: NDArray<D>): Item<D> {
  if (x._disposed) throw disposedError('item', 'x');
  if (sizeOf(x.shape) !== 1) throw rangeError('item', 'x', 'an array of exactly one element', x.shape);
  return element(x, dataSync(x, 'item'))(0);
}

/** The elements, nested as the axes are. */
export function tolist<D extends DTypeName>(x: NDArray<D>): Nested<Item<D>> {
  const at = element(x, dataSync(x, 'tolist'));
  let i = 0;
  const nest = (axis: number): Nested<Item<D>> => {
    if (axis === x.shape.length) return at(i++);
    return Array.from({ length: x.shape[axis]! }, () => nest(axis + 1));
  };
  return nest(0);
}

/** The same elements on another device; enqueued on both. */
export function toDevice<D extends DTypeName>(x: NDArray<D>, name: string): NDArray<D> {
  if (x._disposed) throw disposedError('to_device', 'x');
  const to = findDevice('to_device', name);
  const from = x._device;
  if (to === from) return x;
  const out = allocate('to_device', nativeDType(x), x.shape, to);
  const casts = new Casts();
  putArray(from.buffer.f64, begin(from), casts.contiguous('to_device', x));
  const crossing = from.addon.exportCrossing();
  casts.release();
  if (crossing === 0) throw statusError('to_device', 3, from.addon.lastError());
  putArray(to.buffer.f64, begin(to), out);
  const code = to.addon.importCrossing(crossing);
  if (code !== 0) throw statusError('to_device', code, to.addon.lastError());
  return out;
}
