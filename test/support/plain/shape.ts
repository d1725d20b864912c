/** Shapes and axes of the plain namespace. */
import type { Axes, Shape } from '../../../lib/standard';

export const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export const asShape = (shape: Shape): readonly number[] => (typeof shape === 'number' ? [shape] : shape);

/** How far apart neighbours along each axis lie in C order. */
export function strides(shape: readonly number[]): number[] {
  const out = shape.map(() => 1);
  for (let i = shape.length - 2; i >= 0; i--) out[i] = out[i + 1]! * shape[i + 1]!;
  return out;
}

export function axisOf(axis: number, ndim: number): number {
  if (!Number.isInteger(axis) || axis < -ndim || axis >= ndim) throw new RangeError(`no axis ${axis} of ${ndim}`);
  return axis < 0 ? axis + ndim : axis;
}

/** Distinct axes, counted from the front; all of them for null. */
export function axesOf(axes: Axes | null | undefined, ndim: number): number[] {
  if (axes === null || axes === undefined) return Array.from({ length: ndim }, (_, i) => i);
  const list = (typeof axes === 'number' ? [axes] : axes).map((a) => axisOf(a, ndim));
  if (new Set(list).size !== list.length) throw new RangeError(`repeated axis in [${list.join(', ')}]`);
  return list;
}

export function broadcastShapes(...shapes: (readonly number[])[]): readonly number[] {
  const ndim = Math.max(0, ...shapes.map((s) => s.length));
  return Array.from({ length: ndim }, (_, i) => {
    const lengths = shapes.map((s) => s[s.length - ndim + i] ?? 1).filter((n) => n !== 1);
    if (lengths.some((n) => n !== lengths[0])) throw new RangeError('shapes do not broadcast');
    return lengths[0] ?? 1;
  });
}
