/** Checks of array arguments, with errors of the one form. */
import { describe, typeError } from '../errors';
import { ObolError } from '../errors';
import { disposedError, isArray, nativeDType, type NDArray } from './array';
import { dtypeNames } from './promotion';

/** A live array of this package; foreign arrays, sparse arrays and plain values are refused with a hint. */
export function checkArray(fn: string, name: string, value: unknown): NDArray {
  if (!isArray(value)) throw notArray(fn, name, value);
  if (value._disposed) throw disposedError(fn, name);
  return value;
}

/** The error for what isn't an array of this package. */
export function notArray(fn: string, name: string, value: unknown): Error {
  if (typeof value === 'object' && value !== null) {
    const other = value as { __array_namespace__?: () => { __version__?: unknown }; format?: unknown };
    if (typeof other.format === 'string' && 'nnz' in value)
      return new TypeError(`${fn}: expected an array for ${name}, got a sparse array; see xp.sparse`);
    if (typeof other.__array_namespace__ === 'function') {
      let version = 'unknown';
      try {
        version = String(other.__array_namespace__().__version__ ?? 'unknown');
      } catch {
        // A provider that can't answer is described without its version.
      }
      return new TypeError(
        `${fn}: expected an array of this obol (version ${ownVersion()}) for ${name}, got ${describe(value)} of another namespace (version ${version})`,
      );
    }
  }
  return typeError(fn, name, 'an array (see xp.asarray)', value);
}

/** The version in package.json. */
export function ownVersion(): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('../../package.json') as { version: string }).version;
}

/** A TypeError when an array's dtype is not in `mask` (1 << dtype code). */
export function checkDType(fn: string, name: string, x: NDArray, mask: number): void {
  const dtype = nativeDType(x);
  if (!((mask >> dtype.code) & 1))
    throw new TypeError(`${fn}: expected one of ${dtypeNames(mask)} for ${name}, got ${dtype.name}`);
}

/** Arrays of one call are on one device. */
export function checkSameDevice(fn: string, a: NDArray, b: NDArray): void {
  if (a._device !== b._device)
    throw new ObolError(
      'ERR_OBOL_DEVICE',
      `${fn}: expected arrays of one device, got ${a.device} and ${b.device}; see to_device`,
    );
}

/** Masks of dtypes, as in native/core/dtype.h. */
export const masks = {
  bool: 1,
  signed: 0xf << 1,
  unsigned: 0xf << 5,
  integer: (0xf << 1) | (0xf << 5),
  float: 3 << 9,
  complex: 3 << 11,
  floating: (3 << 9) | (3 << 11),
  real: (0xf << 1) | (0xf << 5) | (3 << 9),
  numeric: 0x1ffe,
  all: 0x1fff,
} as const;
