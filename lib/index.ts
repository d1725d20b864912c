/** The public names: this module's exports are the Array API namespace `xp`. */
import { setNamespace } from './core/namespace';

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
