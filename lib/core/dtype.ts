/** The thirteen dtypes: frozen singletons, their numbers for native code, and the typed arrays that hold their data. */
import { typeError } from '../errors';

/** A dtype's name. */
export type DTypeName =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float32'
  | 'float64'
  | 'complex64'
  | 'complex128';

/** The family a dtype belongs to. */
export type DTypeFamily = 'bool' | 'signed integer' | 'unsigned integer' | 'real floating' | 'complex floating';

/** A data type: one frozen object per name, compared by `===`. */
export interface DType<D extends DTypeName = DTypeName> {
  readonly name: D;
  readonly kind: DTypeFamily;
  /** Bytes of one element. */
  readonly itemsize: number;
  toString(): string;
}

/** A complex scalar. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** A JavaScript scalar. */
export type Scalar = number | boolean | bigint | Complex;

interface DataOf {
  bool: Uint8Array<ArrayBuffer>;
  int8: Int8Array<ArrayBuffer>;
  int16: Int16Array<ArrayBuffer>;
  int32: Int32Array<ArrayBuffer>;
  int64: BigInt64Array<ArrayBuffer>;
  uint8: Uint8Array<ArrayBuffer>;
  uint16: Uint16Array<ArrayBuffer>;
  uint32: Uint32Array<ArrayBuffer>;
  uint64: BigUint64Array<ArrayBuffer>;
  float32: Float32Array<ArrayBuffer>;
  float64: Float64Array<ArrayBuffer>;
  complex64: Float32Array<ArrayBuffer>;
  complex128: Float64Array<ArrayBuffer>;
}

/** The typed array that holds the elements of a dtype (bool as Uint8Array, complex interleaved re, im). */
export type Data<D extends DTypeName = DTypeName> = DataOf[D];

/** An element of a dtype as a JavaScript value. */
export type Item<D extends DTypeName = DTypeName> = D extends 'bool'
  ? boolean
  : D extends 'int64' | 'uint64'
    ? bigint
    : D extends 'complex64' | 'complex128'
      ? Complex
      : number;

/** A dtype with what native code and this package need to know of it. @internal */
export interface NativeDType<D extends DTypeName = DTypeName> extends DType<D> {
  /** Its number in native/core/dtype.h; `1 << code` in the masks of operations. */
  readonly code: number;
  readonly array: new (length: number) => Data<D>;
  readonly complex: boolean;
  readonly big: boolean;
  readonly integer: boolean;
}

function make<D extends DTypeName>(
  code: number,
  name: D,
  kind: DTypeFamily,
  itemsize: number,
  array: new (length: number) => Data<D>,
): NativeDType<D> {
  const text = `obol.${name}`;
  const dtype = Object.create(
    { toString: () => text, [Symbol.for('nodejs.util.inspect.custom')]: () => text },
    Object.getOwnPropertyDescriptors({
      name,
      kind,
      itemsize,
    }),
  ) as object;
  const hidden = {
    code,
    array,
    complex: kind === 'complex floating',
    big: name === 'int64' || name === 'uint64',
    integer: kind.endsWith('integer'),
  };
  for (const [key, value] of Object.entries(hidden)) Object.defineProperty(dtype, key, { value });
  return Object.freeze(dtype) as NativeDType<D>;
}

/** True and false, a byte each. */
export const bool = make(0, 'bool', 'bool', 1, Uint8Array);
/** Whole numbers from -2^7 to 2^7 - 1. */
export const int8 = make(1, 'int8', 'signed integer', 1, Int8Array);
/** Whole numbers from -2^15 to 2^15 - 1. */
export const int16 = make(2, 'int16', 'signed integer', 2, Int16Array);
/** Whole numbers from -2^31 to 2^31 - 1: the default of integers and indices. */
export const int32 = make(3, 'int32', 'signed integer', 4, Int32Array);
/** Whole numbers from -2^63 to 2^63 - 1; elements are bigints in JavaScript. */
export const int64 = make(4, 'int64', 'signed integer', 8, BigInt64Array);
/** Whole numbers from 0 to 2^8 - 1. */
export const uint8 = make(5, 'uint8', 'unsigned integer', 1, Uint8Array);
/** Whole numbers from 0 to 2^16 - 1. */
export const uint16 = make(6, 'uint16', 'unsigned integer', 2, Uint16Array);
/** Whole numbers from 0 to 2^32 - 1. */
export const uint32 = make(7, 'uint32', 'unsigned integer', 4, Uint32Array);
/** Whole numbers from 0 to 2^64 - 1; elements are bigints in JavaScript. */
export const uint64 = make(8, 'uint64', 'unsigned integer', 8, BigUint64Array);
/** IEEE 754 single precision. */
export const float32 = make(9, 'float32', 'real floating', 4, Float32Array);
/** IEEE 754 double precision, as JavaScript's numbers: the default of real numbers. */
export const float64 = make(10, 'float64', 'real floating', 8, Float64Array);
/** Complex numbers of two float32. */
export const complex64 = make(11, 'complex64', 'complex floating', 8, Float32Array);
/** Complex numbers of two float64: the default of complex ones. */
export const complex128 = make(12, 'complex128', 'complex floating', 16, Float64Array);

/** All of them by number. */
export const dtypes: readonly NativeDType[] = [
  bool,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float32,
  float64,
  complex64,
  complex128,
];

/** True for one of the thirteen singletons. */
export function isDType(value: unknown): value is NativeDType {
  return dtypes.includes(value as NativeDType);
}

/** The dtype given as an option, or `otherwise` when left out (undefined or null). */
export function dtypeOption<T>(fn: string, value: unknown, otherwise: T): NativeDType | T {
  if (value === undefined || value === null) return otherwise;
  if (!isDType(value)) throw typeError(fn, 'dtype', "one of the namespace's dtypes, as xp.float32,", value);
  return value;
}

/** The dtype of a complex dtype's components; any other dtype itself. */
export function realDType(dtype: NativeDType): NativeDType {
  return dtype === complex64 ? float32 : dtype === complex128 ? float64 : dtype;
}

/** The name of a dtype with its article, for messages. */
export function describeDType(dtype: DType): string {
  return `${/^[aeiou]/.test(dtype.name) && !dtype.name.startsWith('uint') ? 'an' : 'a'} ${dtype.name} array`;
}

/** A kind of dtypes, as `isdtype` knows it. */
export type DTypeKind =
  'bool' | 'signed integer' | 'unsigned integer' | 'integral' | 'real floating' | 'complex floating' | 'numeric';

/** Whether a dtype is of a kind by name. */
export function isOfKind(dtype: NativeDType, kind: unknown): boolean | undefined {
  switch (kind) {
    case 'bool':
    case 'signed integer':
    case 'unsigned integer':
    case 'real floating':
    case 'complex floating':
      return dtype.kind === kind;
    case 'integral':
      return dtype.integer;
    case 'numeric':
      return dtype !== bool;
    default:
      return undefined;
  }
}
