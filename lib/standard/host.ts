/**
 * Across namespaces by way of the host: an array's values as a typed array with shape and dtype, and back.
 */
import { rangeError, typeError } from '../errors';
import type { AnyArray } from './array';
import { nameOf } from './dispatch';
import type { ArrayNamespace } from './namespace';
import { isArray, isTypedArray } from './recognise';
import type { Device, DType, Scalar, TypedArray } from './values';

/** An array's values on the host: what crosses between namespaces. */
export interface HostArray {
  /** In C order: bool as Uint8Array, int64 and uint64 as bigints, complex as interleaved re, im. */
  readonly data: TypedArray;
  readonly shape: readonly number[];
  /** The dtype's name. */
  readonly dtype: string;
}

/**
 * An array's values, shape and dtype on the host; they are those at the time of the call.
 *
 * @throws TypeError when x is not an array.
 * @example
 * const { data, shape, dtype } = await toHost(xp.asarray([[1, 2]]));
 * [data, shape, dtype]; // [[1, 2], [1, 2], 'float64']
 */
export async function toHost<A>(x: A): Promise<HostArray> {
  if (!isArray(x)) throw typeError('toHost', 'x', 'an array', x);
  const { dtype, shape } = x;
  return { data: await x.data(), shape: [...shape], dtype: dtype.name };
}

/**
 * {@link toHost} without waiting for a Promise, for arrays that offer `dataSync` or `tolist` (neither is asked of a
 * provider). It blocks until the values are there.
 *
 * @throws TypeError when the array offers neither.
 */
export function toHostSync<A>(x: A): HostArray {
  if (!isArray(x)) throw typeError('toHostSync', 'x', 'an array', x);
  const { dtype, shape } = x;
  const reader = x as AnyArray & { dataSync?: () => TypedArray; tolist?: () => unknown };
  let data: TypedArray;
  if (typeof reader.dataSync === 'function') data = reader.dataSync();
  else if (typeof reader.tolist === 'function') data = flatten(reader.tolist(), dtype.name, x.size);
  else {
    throw new TypeError(
      `toHostSync: expected an array with dataSync or tolist for x, got one of ${nameOf(x.__array_namespace__(), x)} ` +
        'with data() only; move it first: fromHost(xp, await toHost(x))',
    );
  }
  return { data, shape: [...shape], dtype: dtype.name };
}

const typedArrays: Record<string, new (length: number) => TypedArray> = {
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
};

function flatten(list: unknown, dtype: string, size: number): TypedArray {
  const Typed = typedArrays[dtype];
  if (!Typed) throw typeError('toHostSync', 'dtype', `one of ${Object.keys(typedArrays).join(', ')}`, dtype);
  const wide = dtype.startsWith('complex');
  const out = new Typed(wide ? 2 * size : size) as { [i: number]: number | bigint };
  let at = 0;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (wide) {
      const { re, im } = value as { re: number; im: number };
      out[at++] = re;
      out[at++] = im;
    } else out[at++] = typeof value === 'bigint' ? value : Number(value);
  };
  visit(list);
  return out as unknown as TypedArray;
}

/**
 * An array of the namespace `xp` with the values, shape and dtype of `host`.
 *
 * @throws TypeError when the namespace has no such dtype; RangeError when the values don't fill the shape.
 * @example
 * const y = fromHost(xp, await toHost(xp.ones([2])), { device: 'cpu' });
 */
export function fromHost<A>(
  xp: ArrayNamespace<NoInfer<A>> & { zeros(...args: never[]): A },
  host: HostArray,
  options: { device?: Device | null } = {},
): A {
  const { data, shape, dtype: name } = host;
  if (!isTypedArray(data)) throw typeError('fromHost', 'data', 'a typed array', data);
  const dtype = (xp as unknown as Record<string, DType | undefined>)[name];
  if (!typedArrays[name] || !dtype) {
    throw typeError('fromHost', 'dtype', `a dtype that ${nameOf(xp)} has`, name);
  }
  const complex = name.startsWith('complex');
  const size = shape.reduce((product, length) => product * length, 1);
  if (data.length !== (complex ? 2 * size : size)) {
    throw rangeError('fromHost', 'data', `${complex ? 2 * size : size} values for shape [${shape.join(', ')}]`, data);
  }
  const { device } = options;
  const flat = complex
    ? xp.asarray(pairs(data as Float64Array), { dtype, device })
    : xp.asarray(data, { device, copy: true });
  return xp.reshape(name === 'bool' ? xp.astype(flat, dtype) : flat, shape);
}

// The standard has no function that joins two real arrays: i times infinity is not a number. Scalars are exact.
function pairs(data: Float64Array | Float32Array): Scalar[] {
  return Array.from({ length: data.length / 2 }, (_, i) => ({ re: data[2 * i]!, im: data[2 * i + 1]! }));
}
