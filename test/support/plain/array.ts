/**
 * The array of the plain namespace: a JavaScript array of elements in C order, with shape, dtype and device. No views,
 * no typed arrays, no code of obol's. There are two devices, so that a creation without `device` shows.
 */
import type { ArrayNamespace, Device, IndexKey, Scalar, StandardArray, TypedArray } from '../../../lib/standard';
import { cast, isComplex, isComplexValue, isWide, type Element, type PlainDType } from './dtype';
import { positions } from './keys';
import { product, strides } from './shape';

export const devices: readonly Device[] = ['tray:0', 'tray:1'];

// The namespace imports this file; it registers itself here.
export const registry: { namespace?: ArrayNamespace<PlainArray> } = {};

export class PlainArray implements StandardArray<PlainArray> {
  readonly shape: readonly number[];

  constructor(
    readonly values: Element[],
    shape: readonly number[],
    readonly dtype: PlainDType,
    readonly device: Device,
  ) {
    if (product(shape) !== values.length)
      throw new RangeError(`${values.length} values for shape [${shape.join(', ')}]`);
    if (!devices.includes(device)) throw new RangeError(`no device ${device}; there are ${devices.join(' and ')}`);
    this.shape = Object.freeze([...shape]);
  }

  get ndim(): number {
    return this.shape.length;
  }

  get size(): number {
    return this.values.length;
  }

  get mT(): PlainArray {
    if (this.ndim < 2) throw new RangeError(`mT: expected 2 axes or more, got ${this.ndim}`);
    const axes = this.shape.map((_, i) => i);
    axes.push(...axes.splice(-2).reverse());
    return permute(this, axes);
  }

  get T(): PlainArray {
    if (this.ndim !== 2) throw new RangeError(`T: expected 2 axes, got ${this.ndim}`);
    return this.mT;
  }

  __array_namespace__(): ArrayNamespace<PlainArray> {
    return registry.namespace!;
  }

  to_device(device: Device): PlainArray {
    return new PlainArray([...this.values], this.shape, this.dtype, device);
  }

  get(...keys: IndexKey<PlainArray>[]): PlainArray {
    const { shape, flat } = positions(this.shape, keys);
    return this.like(
      flat.map((p) => this.values[p]!),
      shape,
    );
  }

  set(keys: readonly IndexKey<PlainArray>[], value: PlainArray | Scalar): void {
    const { shape, flat } = positions(this.shape, keys);
    const source = value instanceof PlainArray ? broadcast(value, shape).values : flat.map(() => value);
    flat.forEach((p, i) => (this.values[p] = cast(source[i]!, this.dtype)));
  }

  /** The standard asks for nothing more; obol's `fromHost` and `toHost` meet typed arrays here, at the border. */
  async data(): Promise<TypedArray> {
    const flat = isComplex(this.dtype)
      ? this.values.flatMap((v) => (isComplexValue(v) ? [v.re, v.im] : []))
      : this.values.map((v) => (isWide(this.dtype) ? v : Number(v)));
    const Typed = typed(this.dtype) as { from(values: unknown[]): TypedArray };
    return Typed.from(flat);
  }

  /** The values as nested lists; a provider need not have it. */
  tolist(): unknown {
    const nest = (axis: number, at: number): unknown => {
      if (axis === this.ndim) return this.values[at];
      const step = strides(this.shape)[axis]!;
      return Array.from({ length: this.shape[axis]! }, (_, i) => nest(axis + 1, at + i * step));
    };
    return nest(0, 0);
  }

  /** An array of other values on the same device. */
  like(values: Element[], shape: readonly number[] = this.shape, dtype: PlainDType = this.dtype): PlainArray {
    return new PlainArray(values, shape, dtype, this.device);
  }
}

function typed(d: PlainDType): object {
  switch (d.name) {
    case 'int8':
      return Int8Array;
    case 'int16':
      return Int16Array;
    case 'int32':
      return Int32Array;
    case 'int64':
      return BigInt64Array;
    case 'uint16':
      return Uint16Array;
    case 'uint32':
      return Uint32Array;
    case 'uint64':
      return BigUint64Array;
    case 'float32':
    case 'complex64':
      return Float32Array;
    case 'float64':
    case 'complex128':
      return Float64Array;
    default:
      return Uint8Array;
  }
}

/** The array with its axes in another order. */
export function permute(x: PlainArray, axes: readonly number[]): PlainArray {
  const from = strides(x.shape);
  const shape = axes.map((a) => x.shape[a]!);
  return x.like(
    gather(
      x,
      shape,
      axes.map((a) => from[a]!),
    ),
    shape,
  );
}

/** The array repeated to a larger shape, by the standard's rule. */
export function broadcast(x: PlainArray, shape: readonly number[]): PlainArray {
  const lead = shape.length - x.ndim;
  const from = strides(x.shape);
  const fits = lead >= 0 && x.shape.every((n, i) => n === 1 || n === shape[lead + i]);
  if (!fits) throw new RangeError(`[${x.shape.join(', ')}] does not broadcast to [${shape.join(', ')}]`);
  const steps = shape.map((_, i) => (i < lead || x.shape[i - lead] === 1 ? 0 : from[i - lead]!));
  return x.like(gather(x, shape, steps), shape);
}

function gather(x: PlainArray, shape: readonly number[], steps: readonly number[]): Element[] {
  let flat = [0];
  shape.forEach((n, axis) => {
    flat = flat.flatMap((p) => Array.from({ length: n }, (_, i) => p + i * steps[axis]!));
  });
  return flat.map((p) => x.values[p]!);
}
