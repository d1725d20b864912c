/** Creation functions and dtype functions of the plain namespace. */
import type {
  Creation,
  CreationFunctions,
  DataTypeFunctions,
  NestedList,
  Scalar,
  TypedArray,
} from '../../../lib/standard';
import { broadcast, devices, PlainArray } from './array';
import {
  beside,
  cast,
  dtypes,
  isComplex,
  isComplexValue,
  isFloat,
  isInteger,
  isWide,
  ofKind,
  ofScalar,
  promote,
  type Element,
  PlainDType,
} from './dtype';
import { asShape, product } from './shape';

const home = devices[0]!;

function make(values: Element[], shape: readonly number[], inferred: PlainDType, options: Creation = {}): PlainArray {
  const dtype = (options.dtype as PlainDType | null | undefined) ?? inferred;
  return new PlainArray(
    values.map((v) => cast(v, dtype)),
    shape,
    dtype,
    options.device ?? home,
  );
}

function filled(
  shape: number | readonly number[],
  value: Scalar,
  inferred: PlainDType,
  options?: Creation,
): PlainArray {
  const full = asShape(shape);
  return make(new Array<Element>(product(full)).fill(value), full, inferred, options);
}

const like = (x: PlainArray, options: Creation = {}): Creation => ({
  dtype: options.dtype ?? x.dtype,
  device: options.device ?? x.device,
});

/** The scalars of a nested list in C order, and its shape. */
function unnest(list: NestedList): { values: Scalar[]; shape: number[] } {
  const shape: number[] = [];
  for (let level: unknown = list; Array.isArray(level); level = level[0]) shape.push(level.length);
  let values: unknown[] = [...list];
  for (const n of shape.slice(1)) {
    if (values.some((v) => !Array.isArray(v) || v.length !== n)) throw new RangeError('asarray: a ragged list');
    values = values.flat();
  }
  return { values: values as Scalar[], shape };
}

const typedNames: Record<string, keyof typeof dtypes> = {
  Int8Array: 'int8',
  Int16Array: 'int16',
  Int32Array: 'int32',
  BigInt64Array: 'int64',
  Uint8Array: 'uint8',
  Uint8ClampedArray: 'uint8',
  Uint16Array: 'uint16',
  Uint32Array: 'uint32',
  BigUint64Array: 'uint64',
  Float32Array: 'float32',
  Float64Array: 'float64',
};

function asarray(obj: PlainArray | Scalar | NestedList | TypedArray, options: Creation = {}): PlainArray {
  if (obj instanceof PlainArray) return make(obj.values, obj.shape, obj.dtype, like(obj, options));
  if (ArrayBuffer.isView(obj)) {
    const name = typedNames[Object.prototype.toString.call(obj).slice(8, -1)]!;
    return make([...(obj as Iterable<number | bigint>)], [obj.length], dtypes[name], options);
  }
  if (!Array.isArray(obj)) return make([obj as Scalar], [], ofScalar(obj as Scalar), options);
  const { values, shape } = unnest(obj as NestedList);
  const kinds = values.map(ofScalar);
  const inferred = kinds.includes(dtypes.complex128)
    ? dtypes.complex128
    : kinds.every((d) => d === dtypes.bool) && kinds.length > 0
      ? dtypes.bool
      : kinds.includes(dtypes.int64)
        ? dtypes.int64
        : dtypes.float64;
  return make(values, shape, inferred, options);
}

function arange(start: number, ...rest: unknown[]): PlainArray {
  const options = typeof rest.at(-1) === 'object' && rest.at(-1) !== null ? (rest.pop() as Creation) : {};
  const [second, step = 1] = rest as [number | null | undefined, number | undefined];
  const [from, to] = second === undefined || second === null ? [0, start] : [start, second];
  const n = Math.max(0, Math.ceil((to - from) / step));
  const whole = [from, to, step].every(Number.isInteger);
  const values = Array.from({ length: n }, (_, i) => from + i * step);
  return make(values, [n], whole ? dtypes.int32 : dtypes.float64, options);
}

function triangle(keep: (row: number, col: number, k: number) => boolean) {
  return (x: PlainArray, { k = 0 }: { k?: number } = {}): PlainArray => {
    const [rows, cols] = x.shape.slice(-2) as [number, number];
    const zero = cast(0, x.dtype);
    return x.like(x.values.map((v, i) => (keep(Math.floor(i / cols) % rows, i % cols, k) ? v : zero)));
  };
}

export const creation: CreationFunctions<PlainArray> = {
  arange: arange as CreationFunctions<PlainArray>['arange'],
  asarray,
  empty: (shape, options) => filled(shape, NaN, dtypes.float64, options),
  empty_like: (x, options) => filled(x.shape, 0, x.dtype, like(x, options)),
  eye: (n_rows, n_cols, options) => {
    const cols = n_cols ?? n_rows;
    const k = options?.k ?? 0;
    const values = Array.from({ length: n_rows * cols }, (_, i) => ((i % cols) - Math.floor(i / cols) === k ? 1 : 0));
    return make(values, [n_rows, cols], dtypes.float64, options);
  },
  from_dlpack: (x) => {
    if (x instanceof PlainArray) return x;
    throw new TypeError('from_dlpack: the plain namespace has no memory to share');
  },
  full: (shape, value, options) => filled(shape, value, ofScalar(value), options),
  full_like: (x, value, options) => filled(x.shape, value, x.dtype, like(x, options)),
  linspace: (start, stop, num, options = {}) => {
    const steps = options.endpoint === false ? num : num - 1;
    const mix = (a: number, b: number, i: number): number =>
      steps > 0 && i === steps ? b : a + (steps > 0 ? (i * (b - a)) / steps : 0);
    const complex = isComplexValue(start) || isComplexValue(stop);
    const [a, b] = [start, stop].map((v) => (isComplexValue(v) ? v : { re: v, im: 0 })) as [Z, Z];
    const values = Array.from({ length: num }, (_, i) =>
      complex ? { re: mix(a.re, b.re, i), im: mix(a.im, b.im, i) } : mix(a.re, b.re, i),
    );
    return make(values, [num], complex ? dtypes.complex128 : dtypes.float64, options);
  },
  meshgrid: (...args) => {
    const arrays = args.filter((a) => a instanceof PlainArray);
    const { indexing = 'xy' } = (args.find((a) => !(a instanceof PlainArray)) ?? {}) as { indexing?: 'xy' | 'ij' };
    const order = arrays.map((_, i) => i);
    if (indexing === 'xy' && order.length > 1) order.splice(0, 2, 1, 0);
    const shape = order.map((i) => arrays[i]!.size);
    return arrays.map((a, i) =>
      broadcast(
        a.like(
          a.values,
          order.map((o) => (o === i ? a.size : 1)),
        ),
        shape,
      ),
    );
  },
  ones: (shape, options) => filled(shape, 1, dtypes.float64, options),
  ones_like: (x, options) => filled(x.shape, 1, x.dtype, like(x, options)),
  tril: triangle((row, col, k) => col - row <= k),
  triu: triangle((row, col, k) => col - row >= k),
  zeros: (shape, options) => filled(shape, 0, dtypes.float64, options),
  zeros_like: (x, options) => filled(x.shape, 0, x.dtype, like(x, options)),
};

type Z = { re: number; im: number };
const dtypeOf = (x: unknown): PlainDType => (x instanceof PlainArray ? x.dtype : (x as PlainDType));

export const dataTypes: DataTypeFunctions<PlainArray> = {
  astype: (x, dtype, options) => make(x.values, x.shape, x.dtype, like(x, { ...options, dtype })),
  can_cast: (from, to) => {
    try {
      return promote(dtypeOf(from), dtypeOf(to)) === to;
    } catch {
      return false;
    }
  },
  finfo: (type) => {
    const d = dtypeOf(type);
    if (!isFloat(d) && !isComplex(d)) throw new TypeError(`finfo: expected a floating dtype, got ${d.name}`);
    const bits = (8 * d.itemsize) / (isComplex(d) ? 2 : 1);
    const max = bits === 32 ? (2 - 2 ** -23) * 2 ** 127 : Number.MAX_VALUE;
    const dtype = bits === 32 ? dtypes.float32 : dtypes.float64;
    return {
      bits,
      eps: bits === 32 ? 2 ** -23 : 2 ** -52,
      max,
      min: -max,
      smallest_normal: 2 ** (bits === 32 ? -126 : -1022),
      dtype,
    };
  },
  iinfo: (type) => {
    const dtype = dtypeOf(type);
    if (!isInteger(dtype)) throw new TypeError(`iinfo: expected an integer dtype, got ${dtype.name}`);
    const bits = 8 * dtype.itemsize;
    const signed = dtype.kind === 'signed integer';
    const [min, max] = signed
      ? [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n]
      : [0n, 2n ** BigInt(bits) - 1n];
    return isWide(dtype) ? { bits, min, max, dtype } : { bits, min: Number(min), max: Number(max), dtype };
  },
  isdtype: (dtype, kind) =>
    (Array.isArray(kind) ? kind : [kind]).some((k) =>
      typeof k === 'string' ? ofKind(dtype as PlainDType, k) : k === dtype,
    ),
  result_type: (...args) => {
    const isScalar = (a: unknown): a is Scalar => !(a instanceof PlainArray) && !(a instanceof PlainDType);
    const common = args
      .filter((a) => !isScalar(a))
      .map(dtypeOf)
      .reduce(promote);
    return args.filter(isScalar).reduce<PlainDType>((d, v) => promote(d, beside(v, d)), common);
  },
};
