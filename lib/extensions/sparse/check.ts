/** Checks of sparse arguments, with errors of the one form. */
import { describe } from '../../errors';
import { isArray, nativeDType, type NDArray } from '../../core/array';
import { cast } from '../../core/call';
import { checkArray } from '../../core/check';
import type { NativeDType } from '../../core/dtype';
import { ObolError } from '../../errors';
import { issparse, type SparseArray } from './array';

/** A live sparse array of this package. */
export function checkSparse(fn: string, name: string, value: unknown): SparseArray {
  if (issparse(value)) return value._live(fn);
  const hint = isArray(value) ? ' (a dense array: see xp for its functions, csr_array to convert it)' : '';
  throw new TypeError(`${fn}: expected a sparse array for ${name}, got ${describe(value)}${hint}`);
}

/** A live array of this package, sparse or dense. */
export function checkMatrix(fn: string, name: string, value: unknown): SparseArray | NDArray {
  return issparse(value) ? value._live(fn) : checkArray(fn, name, value);
}

/** Arrays of one call are on one device. */
export function checkOneDevice(fn: string, a: { device: string }, b: { device: string }): void {
  if (a.device !== b.device)
    throw new ObolError(
      'ERR_OBOL_DEVICE',
      `${fn}: expected arrays of one device, got ${a.device} and ${b.device}; see to_device`,
    );
}

/** A TypeError where elements would lose their imaginary parts. */
export function checkCast(fn: string, from: NativeDType, to: NativeDType): void {
  if (from.complex && !to.complex && to.kind !== 'bool')
    throw new TypeError(`${fn}: expected a complex dtype for dtype (real parts: xp.sparse.real), got ${to.name}`);
}

/** Elements as those of another dtype, the array itself where it has that. */
export function castTo(fn: string, x: NDArray, to: NativeDType): NDArray {
  checkCast(fn, nativeDType(x), to);
  return x.dtype === to ? x : cast(fn, x, to);
}
