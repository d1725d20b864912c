/** The public names: this module's exports are the Array API namespace `xp`. */
import type { NDArray } from './core/array';
import { ownVersion } from './core/check';
import { setNamespace } from './core/namespace';
import { Slice } from './core/slice';
import type * as self from './index';
import { setDefaultNamespace, type ArrayNamespace } from './standard';

declare module './core/namespace' {
  interface Namespace extends ArrayNamespace<NDArray> {}
}
declare module './standard/array' {
  interface DefaultArray {
    array: NDArray;
  }
}

/** What the namespace calls itself in messages. */
export const __name__ = 'obol';

export { ObolError } from './errors';
export { NDArray } from './core/array';
export { ellipsis, newaxis } from './core/slice';
export { keep, scope } from './core/memory';
export { arrayApiVersion as __array_api_version__ } from './core/namespace';
export {
  bool,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float32,
  float64,
  complex64,
  complex128,
} from './core/dtype';
export * from './api/constants';
export * from './api/creation';
export * from './api/creation_from_data';
export * from './api/data_types';
export * from './api/elementwise';
export * from './api/clip';
export * from './api/indexing';
export * from './api/inspection';
export * from './api/linear_algebra';
export * from './api/manipulation';
export * from './api/searching';
export * from './api/sets';
export * from './api/sorting';
export * from './api/statistical';
export * from './api/utility';
export * from './extensions/devices';
export * as fft from './api/fft';
export * as linalg from './api/linalg';
export * as cluster from './extensions/cluster';
export * as ndimage from './extensions/ndimage';
export * as random from './extensions/random';
export * as sparse from './extensions/sparse';

/** The version of this package. */
export const __version__ = ownVersion();

/**
 * A range of an axis for `get` and `set`, Python's `start:stop:step`; null for what is left out.
 *
 * @example
 * xp.arange(4).get(xp.slice(null, null, -1)).tolist(); // [3, 2, 1, 0]
 */
export function slice(
  start?: number | bigint | null,
  stop?: number | bigint | null,
  step?: number | bigint | null,
): Slice {
  return new Slice(start, stop, step);
}

// One CommonJS build: `require` gives this very object, and so do arrays.
setNamespace(module.exports as object);
// The type of this module is checked against the standard's here.
setDefaultNamespace<NDArray>(module.exports as typeof self, { workDevice: 'cpu' });
