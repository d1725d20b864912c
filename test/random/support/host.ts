/**
 * The oracle's arrays: a dtype by name, a shape, and the elements in C order. Integers of every width are bigints, real
 * elements numbers, complex ones { re, im }. Plain loops over logical indices; nothing of obol.
 */

export type Z = { readonly re: number; readonly im: number };
export type Value = boolean | bigint | number | Z;

export const signed = ['int8', 'int16', 'int32', 'int64'] as const;
export const unsigned = ['uint8', 'uint16', 'uint32', 'uint64'] as const;
export const floats = ['float32', 'float64'] as const;
export const complexes = ['complex64', 'complex128'] as const;
export const integers = [...signed, ...unsigned] as const;
export const reals = [...integers, ...floats] as const;
export const floating = [...floats, ...complexes] as const;
export const numeric = [...reals, ...complexes] as const;
export const bools = ['bool'] as const;
export const all = ['bool', ...numeric] as const;
export type Name = (typeof all)[number];

export interface Host {
  readonly dtype: Name;
  readonly shape: readonly number[];
  readonly values: readonly Value[];
}

/** True for a host array among JavaScript values. */
export const isHost = (v: unknown): v is Host => typeof v === 'object' && v !== null && 'dtype' in v && 'shape' in v;

/** What the oracle expects to be thrown; either where two arguments may be wrong. */
export class Refusal extends Error {
  constructor(readonly kind: 'TypeError' | 'RangeError' | 'either') {
    super(kind);
  }
}
export const refuse = (kind: 'TypeError' | 'RangeError' | 'either'): never => {
  throw new Refusal(kind);
};

const has = (list: readonly string[], name: string): boolean => list.includes(name);
export const isInteger = (name: Name): boolean => has(integers, name);
export const isComplex = (name: Name): boolean => has(complexes, name);
export const isFloat = (name: Name): boolean => has(floats, name);
export const isSingle = (name: Name): boolean => name === 'float32' || name === 'complex64';
export const realOf = (name: Name): Name =>
  name === 'complex64' ? 'float32' : name === 'complex128' ? 'float64' : name;
export const bitsOf = (name: Name): number =>
  name === 'bool' ? 8 : name.startsWith('complex') ? Number(name.slice(7)) : Number(/\d+$/.exec(name)![0]);
export const lowest = (name: Name): bigint => (has(signed, name) ? -(1n << BigInt(bitsOf(name) - 1)) : 0n);
export const highest = (name: Name): bigint => (1n << BigInt(bitsOf(name) - (has(signed, name) ? 1 : 0))) - 1n;

/** A result of the dtype's kind brought into the dtype: integers wrap, floats round. */
export function fit<T extends Value>(name: Name, v: T): T {
  if (typeof v === 'bigint')
    return (has(signed, name) ? BigInt.asIntN(bitsOf(name), v) : BigInt.asUintN(bitsOf(name), v)) as T;
  if (typeof v === 'number') return (isSingle(name) ? Math.fround(v) : v) as T;
  if (typeof v === 'object') {
    const round = (x: number): number => (isSingle(name) ? Math.fround(x) : x);
    return { re: round(v.re), im: round(v.im) } as unknown as T;
  }
  return v;
}

/** The standard's promotion tables; what has no entry has no common dtype. */
const table = `
  .   i1 i2 i4 i8 u1 u2 u4 u8
  i1  i1 i2 i4 i8 i2 i4 i8 -
  i2  i2 i2 i4 i8 i2 i4 i8 -
  i4  i4 i4 i4 i8 i4 i4 i8 -
  i8  i8 i8 i8 i8 i8 i8 i8 -
  u1  i2 i2 i4 i8 u1 u2 u4 u8
  u2  i4 i4 i4 i8 u2 u2 u4 u8
  u4  i8 i8 i8 i8 u4 u4 u4 u8
  u8  -  -  -  -  u8 u8 u8 u8

  .   f4 f8 c8 cx
  f4  f4 f8 c8 cx
  f8  f8 f8 cx cx
  c8  c8 cx c8 cx
  cx  cx cx cx cx

  .   b
  b   b`;
const short: Record<string, Name> = { b: 'bool', f4: 'float32', f8: 'float64', c8: 'complex64', cx: 'complex128' };
for (const [letter, list] of [['i', signed] as const, ['u', unsigned] as const])
  [1, 2, 4, 8].forEach((bytes, i) => (short[`${letter}${bytes}`] = list[i]!));
const pairs = new Map<string, Name>();
for (const block of table.split('\n\n')) {
  const rows = block
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  for (const [first, ...results] of rows.slice(1))
    results.forEach((r, i) => r !== '-' && pairs.set(`${short[first!]} ${short[rows[0]![i + 1]!]}`, short[r]!));
}
export const promoted = (a: Name, b: Name): Name | undefined => pairs.get(`${a} ${b}`);
export const promote = (...names: readonly Name[]): Name =>
  names.reduce((a, b) => promoted(a, b) ?? refuse('TypeError'));

/** An element as one of a dtype to which its own promotes. */
export function widen(v: Value, to: Name): Value {
  return isComplex(to) && typeof v === 'number' ? { re: v, im: 0 } : v;
}
export const widened = (x: Host, dtype: Name): Host =>
  x.dtype === dtype ? x : { ...x, dtype, values: x.values.map((v) => widen(v, dtype)) };

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** The logical index of the `flat`-th element in C order. */
export function indexAt(flat: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length);
  for (let i = shape.length - 1; i >= 0; i--) {
    index[i] = flat % shape[i]!;
    flat = Math.floor(flat / shape[i]!);
  }
  return index;
}
export const flatAt = (index: readonly number[], shape: readonly number[]): number =>
  index.reduce((flat, i, axis) => flat * shape[axis]! + i, 0);
export const at = (x: Host, index: readonly number[]): Value => x.values[flatAt(index, x.shape)]!;

/** All logical indices of a shape, in C order. */
export const indices = (shape: readonly number[]): number[][] =>
  Array.from({ length: sizeOf(shape) }, (_, flat) => indexAt(flat, shape));

export const build = (dtype: Name, shape: readonly number[], value: (index: number[]) => Value): Host => ({
  dtype,
  shape,
  values: indices(shape).map(value),
});

export function broadcastShapes(...shapes: readonly (readonly number[])[]): number[] {
  const ndim = Math.max(0, ...shapes.map((s) => s.length));
  return Array.from({ length: ndim }, (_, axis) => {
    const extents = new Set(shapes.map((s) => s[axis - ndim + s.length] ?? 1).filter((n) => n !== 1));
    if (extents.size > 1) refuse('RangeError');
    return [...extents][0] ?? 1;
  });
}
export const broadcastTo = (x: Host, shape: readonly number[]): Host =>
  build(x.dtype, shape, (index) =>
    at(
      x,
      x.shape.map((n, axis) => (n === 1 ? 0 : index[shape.length - x.shape.length + axis]!)),
    ),
  );

/** Element by element over hosts that broadcast together; results are fitted to `dtype`. */
export function zip(dtype: Name, operands: readonly Host[], f: (...v: Value[]) => Value): Host {
  const shape = broadcastShapes(...operands.map((x) => x.shape));
  const wide = operands.map((x) => broadcastTo(x, shape));
  return {
    dtype,
    shape,
    values: Array.from({ length: sizeOf(shape) }, (_, i) => fit(dtype, f(...wide.map((x) => x.values[i]!)))),
  };
}

/** An axis in [0, ndim), or the standard's refusal. */
export const axisOf = (axis: number, ndim: number): number =>
  axis < -ndim || axis >= ndim ? refuse('RangeError') : axis < 0 ? axis + ndim : axis;
export function axesOf(axis: number | readonly number[] | null | undefined, ndim: number): number[] {
  if (axis === undefined || axis === null) return Array.from({ length: ndim }, (_, i) => i);
  const axes = (typeof axis === 'number' ? [axis] : [...axis]).map((a) => axisOf(a, ndim));
  if (new Set(axes).size !== axes.length) refuse('RangeError');
  return axes.sort((a, b) => a - b);
}

/** For each index of the axes that are kept: the elements along the others, in C order. */
export function groups(x: Host, axes: readonly number[]): { shape: number[]; lists: Value[][] } {
  const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const inner = axes.map((i) => x.shape[i]!);
  const shape = kept.map((i) => x.shape[i]!);
  const lists = indices(shape).map((outer) =>
    indices(inner).map((place) => {
      const index = new Array<number>(x.shape.length);
      kept.forEach((axis, i) => (index[axis] = outer[i]!));
      axes.forEach((axis, i) => (index[axis] = place[i]!));
      return at(x, index);
    }),
  );
  return { shape, lists };
}

/** The shape with `axes` left out, or kept as axes of one element. */
export const reducedShape = (shape: readonly number[], axes: readonly number[], keepdims: boolean): number[] =>
  keepdims ? shape.map((n, i) => (axes.includes(i) ? 1 : n)) : shape.filter((_, i) => !axes.includes(i));

/** Each line along an axis replaced by another (of `length` elements). */
export function alongAxis(x: Host, axis: number, dtype: Name, length: number, f: (line: Value[]) => Value[]): Host {
  const { shape, lists } = groups(x, [axis]);
  const lines = lists.map(f);
  const full = [...x.shape];
  full[axis] = length;
  return build(dtype, full, (index) => {
    const outer = index.filter((_, i) => i !== axis);
    return lines[flatAt(outer, shape)]![index[axis]!]!;
  });
}
