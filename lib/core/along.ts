/** Calls along axes: the view that brings the axes in question to the end, and the families that work there. */
import type { Family, OpRow } from '../native/tables';
import { allocate, nativeDType, viewOf, type NDArray } from './array';
import { Casts, cast, check, refused } from './call';
import type { NativeDType } from './dtype';
import { begin, putArray, putView } from './pack';
import { resultDType } from './promotion';
import type { Shape } from './shape';

/** A view with these axes moved to the end, in their order. */
export function axesLast(x: NDArray, axes: readonly number[]): NDArray {
  const order = [...x.shape.map((_, i) => i).filter((i) => !axes.includes(i)), ...axes];
  return viewOf(
    x,
    order.map((i) => x.shape[i]!),
    order.map((i) => x._strides[i]!),
    x._offset,
  );
}

/** Sums are taken in int32 at least: in a narrower dtype that was asked for they wrap. `out` is used up. */
export function narrowed(fn: string, out: NDArray, dtype: NativeDType | undefined): NDArray {
  if (dtype === undefined || out.dtype === dtype) return out;
  const narrow = cast(fn, out, dtype);
  out.dispose();
  return narrow;
}

/** A reduction over `axes`; with a `dtype` the input is cast to it first, and the result is of it. */
export function reduce(
  family: Extract<Family, 'reduce' | 'argReduce'>,
  row: OpRow,
  x: NDArray,
  axes: readonly number[],
  keepdims: boolean,
  dtype?: NativeDType,
): NDArray {
  const fn = row.name;
  const own = nativeDType(x);
  if (!((row.accepts >> own.code) & 1)) throw refused(row, 'x', own);
  const casts = new Casts();
  const input = dtype === undefined ? x : casts.to(fn, x, dtype);
  const gone = new Set(axes);
  const kept = x.shape.filter((_, i) => !gone.has(i));
  const device = x._device;
  const out = allocate(fn, resultDType(row.result, nativeDType(input)), kept, device);
  const order = [...x.shape.map((_, i) => i).filter((i) => !gone.has(i)), ...[...axes].sort((p, q) => p - q)];
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = row.code;
  at = putArray(a, at, out);
  putView(
    a,
    at,
    input,
    order.map((i) => input.shape[i]!),
    order.map((i) => input._strides[i]!),
  );
  check(fn, device, device.addon[family]());
  casts.release();
  const result = narrowed(fn, out, dtype);
  if (!keepdims) return result;
  return reshaped(
    result,
    x.shape.map((n, i) => (gone.has(i) ? 1 : n)),
  );
}

/** The same elements of a C-contiguous array under another shape; the array handed in is used up. */
export function reshaped(x: NDArray, shape: Shape): NDArray {
  let step = 1;
  const strides = new Array<number>(shape.length);
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i]!;
  }
  const out = viewOf(x, shape, strides, x._offset);
  x.dispose();
  return out;
}

/** Calls `run` with packed (out, in), both with `axis` last; `out` may be a view. */
export function callAlong(
  fn: string,
  out: NDArray,
  x: NDArray,
  axis: number,
  first: number,
  call: 'scan' | 'sort' | 'argsort',
): void {
  const device = x._device;
  const to = axesLast(out, [axis]);
  const from = axesLast(x, [axis]);
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = first;
  at = putArray(a, at, to);
  putArray(a, at, from);
  check(fn, device, device.addon[call]());
  to.dispose();
  from.dispose();
}
