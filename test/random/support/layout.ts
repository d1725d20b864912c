/**
 * Host values placed in obol's memory: permuted, stepped, reversed, behind an offset, repeated by broadcasting. Where an
 * element lies is computed here; obol is asked only for the view of it.
 */
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { testDevice } from '../../support/device';
import { isComplex, sizeOf, type Host, type Name, type Value, type Z } from './host';

/** How an array lies in memory. */
export interface Layout {
  /** The axes from the slowest in memory to the fastest. */
  readonly order: readonly number[];
  /** Elements of the axis in memory from one to the next; 0: one element, broadcast. */
  readonly steps: readonly number[];
  /** Elements of each axis before and behind those of the view. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

const holders = {
  bool: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
  complex64: Float32Array,
  complex128: Float64Array,
} as const;
type Holder = Int32Array | Float64Array | BigInt64Array;

function put(to: Holder, dtype: Name, i: number, v: Value): void {
  if (isComplex(dtype)) {
    (to as Float64Array)[2 * i] = (v as Z).re;
    (to as Float64Array)[2 * i + 1] = (v as Z).im;
  } else if (to instanceof BigInt64Array || to instanceof BigUint64Array) to[i] = v as bigint;
  else to[i] = Number(v);
}

const typed = (dtype: Name, length: number): Holder =>
  new holders[dtype](isComplex(dtype) ? 2 * length : length) as Holder;

const dtypeOf = (name: Name): xp.NDArray['dtype'] => (xp as unknown as Record<Name, NDArray['dtype']>)[name];

/** An array of the device under test over these elements in C order. */
function upload(dtype: Name, data: Holder, shape: readonly number[]): NDArray {
  return xp.frombuffer(data, { dtype: dtypeOf(dtype), shape, device: testDevice });
}

/** A host array with its place in memory. It prints itself in counterexamples. */
export class Laid {
  constructor(
    readonly host: Host,
    readonly layout: Layout | undefined,
  ) {}

  /** The array of obol. */
  make(): NDArray {
    const { dtype, shape, values } = this.host;
    if (this.layout === undefined) {
      const data = typed(dtype, values.length);
      values.forEach((v, i) => put(data, dtype, i, v));
      return upload(dtype, data, shape);
    }
    const { order, steps, before, after } = this.layout;
    const extent = shape.map((n, i) =>
      steps[i] === 0 ? 1 : before[i]! + (n === 0 ? 0 : (n - 1) * Math.abs(steps[i]!) + 1) + after[i]!,
    );
    const inMemory = order.map((axis) => extent[axis]!);
    const data = typed(dtype, sizeOf(inMemory));
    // What the view does not show must not show in results.
    for (let i = 0; i < sizeOf(inMemory); i++) put(data, dtype, i, poison(dtype));
    const first = shape.map((n, i) =>
      steps[i]! < 0 ? before[i]! - (n - 1) * steps[i]! : steps[i] === 0 ? 0 : before[i]!,
    );
    values.forEach((v, flat) => {
      let rest = flat;
      const index = new Array<number>(shape.length);
      for (let i = shape.length - 1; i >= 0; i--) {
        index[i] = rest % shape[i]!;
        rest = Math.floor(rest / shape[i]!);
      }
      const place = order.reduce((p, axis) => p * extent[axis]! + first[axis]! + index[axis]! * steps[axis]!, 0);
      put(data, dtype, place, v);
    });
    const base = xp.permute_dims(
      upload(dtype, data, inMemory),
      shape.map((_, axis) => order.indexOf(axis)),
    );
    const view = base.get(
      ...shape.map((n, i) => {
        const step = steps[i]!;
        if (step === 0) return xp.slice(0, 1);
        if (n === 0) return xp.slice(before[i], before[i]);
        const stop = first[i]! + n * step;
        return xp.slice(first[i], stop < 0 ? null : stop, step);
      }),
    );
    return steps.includes(0) ? xp.broadcast_to(view, shape) : view;
  }

  toString(): string {
    const { dtype, shape, values } = this.host;
    const list = values.slice(0, 24).map(show).join(', ');
    const where = this.layout === undefined ? '' : `, ${JSON.stringify(this.layout)}`;
    return `${dtype}[${shape.join(',')}](${list}${values.length > 24 ? ', …' : ''}${where})`;
  }
}

function poison(dtype: Name): Value {
  if (dtype === 'bool') return true;
  if (isComplex(dtype)) return { re: 99, im: -98 };
  return dtype.includes('int64') ? 99n : 99;
}

/** An element in counterexamples. */
export function show(v: Value): string {
  if (typeof v === 'object') return `${show(v.re)}${v.im < 0 || Object.is(v.im, -0) ? '' : '+'}${show(v.im)}i`;
  return Object.is(v, -0) ? '-0' : typeof v === 'bigint' ? `${v}n` : String(v);
}

/** What an array of obol holds; waits. */
export function read(x: NDArray): Host {
  const dtype = x.dtype.name;
  const data = x.dataSync() as unknown as Holder;
  const n = isComplex(dtype) ? data.length / 2 : data.length;
  const value = (i: number): Value => {
    if (isComplex(dtype)) return { re: data[2 * i] as number, im: data[2 * i + 1] as number };
    if (dtype === 'bool') return data[i] !== 0;
    return dtype.includes('int') ? BigInt(data[i]!) : (data[i] as number);
  };
  return { dtype, shape: [...x.shape], values: Array.from({ length: n }, (_, i) => value(i)) };
}
