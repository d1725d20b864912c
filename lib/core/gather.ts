/** Index arrays: masks turned to indices (this waits), integer dtypes brought to the two that native code takes. */
import { allocate, nativeDType, type NDArray } from './array';
import { cast, check } from './call';
import { int32, int64, uint32, type NativeDType } from './dtype';
import { begin, putArray, putView } from './pack';
import { opRow } from '../native/tables';
import type { Shape } from './shape';
import { viewOf } from './array';
import { dataSync } from './transfer';

/** Index arrays with the layout that they address. */
export interface Gather {
  index: NDArray[];
  indexShape: Shape;
  /** The addressed array's axes: indexed ones first. */
  source: { shape: number[]; strides: number[] };
  /** The result as the user sees it. */
  shape: number[];
  /** How many of the other axes stand before the index axes there. */
  before: number;
}

/** int64 when one of the arrays needs it, else int32. */
export function indexDType(arrays: readonly NDArray[]): NativeDType {
  const wide = arrays.some((x) => nativeDType(x).big || nativeDType(x) === uint32);
  return wide ? int64 : int32;
}

/** An index array in that dtype. */
export function normaliseIndex(fn: string, x: NDArray, dtype: NativeDType): NDArray {
  return x.dtype === dtype ? x : cast(fn, x, dtype);
}

/** How many elements are true; waits. */
export function countTrue(fn: string, mask: NDArray): number {
  const device = mask._device;
  const count = allocate(fn, int32, [], device);
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = opRow('reduce', 'count_nonzero').code;
  at = putArray(a, at, count);
  putArray(a, at, mask);
  check(fn, device, device.addon.reduce());
  const n = Number(dataSync(count, fn)[0]);
  count.dispose();
  return n;
}

/** The indices of a mask's true elements, one int32 array an axis; waits for their number. */
export function maskIndices(fn: string, mask: NDArray): NDArray[] {
  const n = countTrue(fn, mask);
  const device = mask._device;
  const all = allocate(fn, int32, [mask.ndim, n], device);
  const a = device.buffer.f64;
  let at = begin(device);
  at = putView(a, at, all, all.shape, all._strides);
  putArray(a, at, mask);
  check(fn, device, device.addon.nonzero());
  const lines = mask.shape.map((_, i) => viewOf(all, [n], [1], i * n));
  all.dispose();
  return lines;
}
