/** Shapes, strides and axes: pure arithmetic on numbers, and its errors. Strides count elements. */
import { message, rangeError, typeError } from '../errors';

export type Shape = readonly number[];

/** A native view has at most this many axes (native/core/view.h). */
export const maxDims = 32;

/** Elements of an array of this shape. */
export function sizeOf(shape: Shape): number {
  let n = 1;
  for (let i = 0; i < shape.length; i++) n *= shape[i]!;
  return n;
}

/** C-order strides. */
export function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i]!;
  }
  return strides;
}

/** Whether elements lie in C order without gaps. */
export function isContiguous(shape: Shape, strides: readonly number[]): boolean {
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    const n = shape[i]!;
    if (n === 0) return true;
    if (n !== 1 && strides[i] !== step) return false;
    step *= n;
  }
  return true;
}

/** Whether two shapes are the same. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The shape that several broadcast to. */
export function broadcastShape(fn: string, ...shapes: Shape[]): Shape {
  let out = shapes[0] ?? [];
  for (let k = 1; k < shapes.length; k++) {
    const s = shapes[k]!;
    if (sameShape(out, s)) continue;
    const n = Math.max(out.length, s.length);
    const both = new Array<number>(n);
    for (let i = 1; i <= n; i++) {
      const a = out[out.length - i] ?? 1;
      const b = s[s.length - i] ?? 1;
      if (a !== b && a !== 1 && b !== 1) {
        const all = shapes.map((x) => `[${x.join(', ')}]`).join(' and ');
        throw new RangeError(`${fn}: expected shapes that broadcast together, got ${all}`);
      }
      both[n - i] = a === 1 ? b : a;
    }
    out = both;
  }
  return out;
}

/** Strides for reading an array of `shape` as one of the shape `target`, to which it broadcasts. */
export function broadcastStrides(shape: Shape, strides: readonly number[], target: Shape): number[] {
  const lead = target.length - shape.length;
  return target.map((n, i) => (i < lead || (shape[i - lead] === 1 && n !== 1) ? 0 : strides[i - lead]!));
}

/** A whole number, or a TypeError (not a number) or RangeError (not whole). */
export function integer(fn: string, name: string, value: unknown): number {
  const n = typeof value === 'bigint' ? Number(value) : value;
  if (typeof n !== 'number') throw typeError(fn, name, 'a whole number', value);
  if (!Number.isSafeInteger(n)) throw rangeError(fn, name, 'a whole number', value);
  return n;
}

/** A shape given by the user: a number or an array of numbers ≥ 0. */
export function checkShape(fn: string, value: unknown, name = 'shape'): number[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (!Array.isArray(value) && typeof value !== 'number' && typeof value !== 'bigint')
    throw typeError(fn, name, 'a number or an array of numbers', value);
  if (list.length > maxDims) throw new RangeError(message(fn, name, `at most ${maxDims} axes`, value));
  const shape = list.map((n) => integer(fn, name, n));
  if (shape.some((n) => n < 0)) throw rangeError(fn, name, 'extents of at least 0', value);
  if (!Number.isSafeInteger(sizeOf(shape) * 16)) throw rangeError(fn, name, 'a shape that memory can hold', value);
  return shape;
}

/** An axis in [0, ndim), negative ones counted from the end. */
export function normalizeAxis(fn: string, value: unknown, ndim: number, name = 'axis'): number {
  const axis = integer(fn, name, value);
  if (axis < -ndim || axis >= ndim) {
    const range = ndim === 0 ? 'no axis (the array is 0-d)' : `an axis in [${-ndim}, ${ndim - 1}]`;
    throw rangeError(fn, name, range, value);
  }
  return axis < 0 ? axis + ndim : axis;
}

/** Axes as given (null or undefined: all of them), each in [0, ndim), none twice. */
export function normalizeAxes(fn: string, value: unknown, ndim: number, name = 'axis'): number[] {
  if (value === undefined || value === null) return Array.from({ length: ndim }, (_, i) => i);
  const axes = (Array.isArray(value) ? value : [value]).map((a) => normalizeAxis(fn, a, ndim, name));
  if (new Set(axes).size !== axes.length) throw rangeError(fn, name, 'axes that differ', value);
  return axes;
}
