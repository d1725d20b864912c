/**
 * The words that every signature of the standard is made of: dtypes, devices, JavaScript scalars, and the values of
 * JavaScript that stand for arrays. Types only.
 */

/** The thirteen dtypes of the standard, by name. */
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

/**
 * A data type of a namespace: a singleton, compared by `===` with the namespace's own (`x.dtype === xp.float64`) or
 * asked about through `xp.isdtype`.
 */
export interface DType {
  /** The standard's name of it (a provider may have further ones, as `float16`). */
  readonly name: string;
  /** The family it belongs to; to branch on it, ask `xp.isdtype(dtype, kind)`. */
  readonly kind: string;
  /** Bytes of one element. */
  readonly itemsize: number;
}

/** The kinds that `isdtype` and `dtypes` know. */
export type DTypeKind =
  'bool' | 'signed integer' | 'unsigned integer' | 'integral' | 'real floating' | 'complex floating' | 'numeric';

/** A device: one of `xp.__array_namespace_info__().devices()`, compared by `===`. */
export type Device = string;

/** A complex scalar. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** What may stand where the standard allows a Python scalar. */
export type Scalar = number | boolean | bigint | Complex;

/** Numbers at any depth of nesting: `[[1, 2], [3, 4]]`. */
export type NestedList = readonly (Scalar | NestedList)[];

/** The typed arrays that hold array data. */
export type TypedArray =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** JavaScript's own values that stand for an array of the default namespace. */
export type HostInput = TypedArray | NestedList;

/** One axis or several. */
export type Axes = number | readonly number[];

/** A shape; a plain number stands for `[n]`. */
export type Shape = number | readonly number[];
