/** The public names: this module's exports are the Array API namespace `xp`. */
import type { NDArray } from './core/array';
import { setNamespace } from './core/namespace';
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
export * from './api/creation';
export * from './api/elementwise';

// One CommonJS build: `require` gives this very object, and so do arrays.
setNamespace(module.exports as object);
setDefaultNamespace(module.exports as ArrayNamespace<NDArray>, { workDevice: 'cpu' });
