/** Comparison up to rounding: of what two namespaces hold, element by element. */
import type { NDArray } from 'obol';
import type { PlainArray } from './plain/array';
import { held, type Value } from './arrays';

function flat(list: unknown): Value[] {
  return Array.isArray(list) ? list.flatMap(flat) : [list as Value];
}

function near(a: Value, b: Value, relative: number): boolean {
  if (typeof a === 'object' && typeof b === 'object')
    return near(a.re, b.re, relative * 4) && near(a.im, b.im, relative * 4);
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b);
  return a === b || Math.abs(a - b) <= relative * Math.max(1, Math.abs(a), Math.abs(b));
}

/** Expects shape and dtype to be the same and elements to be close (NaN and infinities the same). */
export function expectClose(x: NDArray | PlainArray, wanted: NDArray | PlainArray, note: string): void {
  const [got, want] = [held(x), held(wanted)];
  expect([note, got.shape, got.dtype]).toEqual([note, want.shape, want.dtype]);
  const [a, b] = [flat(got.list), flat(want.list)];
  const relative = /float64|complex128/.test(got.dtype) ? 1e-13 : 2e-6;
  const wrong = a.flatMap((v, i) => (near(v, b[i]!, relative) ? [] : [[note, i, v, b[i]]]));
  expect(wrong.slice(0, 3)).toEqual([]);
}
