/**
 * The array object: what a provider's array must have to be worked with by consumer code. Types only.
 */
import type { ArrayNamespace } from './namespace';
import type { Device, DType, HostInput, Scalar, TypedArray } from './values';

/** A slice made by `xp.slice(start, stop, step)`; what is inside is the provider's affair. */
export type SliceKey = object;

/** The namespace's `ellipsis`. */
export type EllipsisKey = object | symbol;

/**
 * One entry of an index: a whole number, a slice, the ellipsis, `xp.newaxis` (null), an integer array or a boolean
 * mask. `x.get(...keys)` is Python's `x[keys]`.
 */
export type IndexKey<A> = number | bigint | null | A | SliceKey | EllipsisKey;

/**
 * An array of the Array API standard, as JavaScript has it: the standard's attributes, and `get`, `set`, `data` where
 * Python has subscripts and the buffer protocol. `A` is the provider's own array type:
 * `class Plain implements StandardArray<Plain>`.
 */
export interface StandardArray<A> {
  /** One of the namespace's dtypes, compared by `===`. */
  readonly dtype: DType;
  /** Where the elements are. */
  readonly device: Device;
  /** Number of axes. */
  readonly ndim: number;
  /** Lengths of the axes. */
  readonly shape: readonly number[];
  /** Number of elements. */
  readonly size: number;
  /** The transpose of a matrix (RangeError unless ndim is 2). */
  readonly T: A;
  /** The last two axes exchanged. */
  readonly mT: A;

  /** The namespace whose functions take this array. */
  __array_namespace__(options?: { api_version?: string | null }): ArrayNamespace<A>;

  /** The same values on another device (the array itself when it is there already). */
  to_device(device: Device): A;

  /** A capsule of DLPack for `from_dlpack` of another provider; not every provider can lend its memory. */
  __dlpack__?(options?: {
    stream?: number | bigint | null;
    max_version?: readonly [number, number] | null;
    dl_device?: readonly [number, number] | null;
    copy?: boolean | null;
  }): object;

  /** DLPack's number of the kind of device, and the device's index. */
  __dlpack_device__?(): readonly [type: number, index: number];

  /** Python's `x[keys]`; without keys, `x[()]`. */
  get(...keys: IndexKey<A>[]): A;

  /** Python's `x[keys] = value`; the value is cast to the array's dtype and broadcast. */
  set(keys: readonly IndexKey<A>[], value: A | Scalar): void;

  /**
   * The values at the time of the call, as a fresh typed array in C order: bool as Uint8Array, int64 as BigInt64Array,
   * complex as interleaved re, im.
   */
  data(): Promise<TypedArray>;
}

/** An array of whichever provider: what the body of consumer code is written against. */
export interface AnyArray extends StandardArray<AnyArray> {}

/**
 * The type of the default namespace's arrays; filled by the package's entry through declaration merging
 * (`declare module '…/standard/array' { interface DefaultArray { array: NDArray } }`).
 */
export interface DefaultArray {}

/** The array type that stands for typed arrays and nested lists. */
export type OfDefault = DefaultArray extends { array: infer A } ? A : AnyArray;

/** What consumer functions take as an array: a provider's, or JavaScript values that stand for one of obol's. */
export type ArrayInput = AnyArray | HostInput;

/**
 * The array type that an argument's namespace answers with: the provider's general array type for an array (whatever
 * dtype the argument's own type names) or for a sparse array and its parts, obol's for typed arrays and nested lists.
 */
export type ArrayOf<X> = [AnyArray] extends [X]
  ? AnyArray
  : X extends { __array_namespace__(...args: never[]): infer N }
    ? N extends ArrayNamespace<infer A>
      ? A
      : AnyArray
    : X extends { readonly format: 'coo' | 'csr' | 'csc'; readonly data: infer D }
      ? ArrayOf<D>
      : OfDefault;
