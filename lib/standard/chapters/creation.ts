/** The standard's chapter "Creation functions". */
import type { Complex, Device, DType, NestedList, Scalar, Shape, TypedArray } from '../values';

/** The keyword arguments that every creation function has. */
export interface Creation {
  /** Default (null): the namespace's default dtype of that kind. */
  dtype?: DType | null;
  /** Default (null): the namespace's default device. */
  device?: Device | null;
}

/** New arrays. */
export interface CreationFunctions<A> {
  /** `[start, stop)` in steps; with one number, `[0, start)`. The options follow the last positional argument given. */
  arange(
    start: number | bigint,
    stop?: number | bigint | null | Creation,
    step?: number | bigint | null | Creation,
    options?: Creation,
  ): A;

  /** An array from an array, a scalar, a nested list or a typed array (whose dtype it takes, with shape `[length]`). */
  asarray(obj: A | Scalar | NestedList | TypedArray, options?: Creation & { copy?: boolean | null }): A;

  /** An array of the given shape whose elements are whatever they are. */
  empty(shape: Shape, options?: Creation): A;
  /** {@link empty} of x's shape; dtype and device are x's unless named. */
  empty_like(x: A, options?: Creation): A;

  /** Ones on the k-th diagonal, zeros elsewhere. */
  eye(n_rows: number, n_cols?: number | null, options?: Creation & { k?: number }): A;

  /** An array from one of another provider that shares its memory; not every provider can. */
  from_dlpack?(x: object, options?: { device?: Device | null; copy?: boolean | null }): A;

  /** An array of one value; without `dtype`, of the kind of the scalar. */
  full(shape: Shape, fill_value: Scalar, options?: Creation): A;
  /** {@link full} of x's shape; dtype and device are x's unless named. */
  full_like(x: A, fill_value: Scalar, options?: Creation): A;

  /** `num` numbers, evenly spaced from start to stop (which is included unless `endpoint` is false). */
  linspace(
    start: number | Complex,
    stop: number | Complex,
    num: number,
    options?: Creation & { endpoint?: boolean },
  ): A;

  /** Coordinates of a grid from vectors: one array a vector. 'xy' (default) exchanges the first two axes, 'ij' not. */
  meshgrid(...arrays: (A | { indexing?: 'xy' | 'ij' })[]): readonly A[];
  /** Ones. */
  ones(shape: Shape, options?: Creation): A;
  /** Ones of x's shape; dtype and device are x's unless named. */
  ones_like(x: A, options?: Creation): A;

  /** The lower triangle of each matrix, up to and with the k-th diagonal. */
  tril(x: A, options?: { k?: number }): A;

  /** The upper triangle of each matrix, from the k-th diagonal on. */
  triu(x: A, options?: { k?: number }): A;

  /** Zeros. */
  zeros(shape: Shape, options?: Creation): A;
  /** Zeros of x's shape; dtype and device are x's unless named. */
  zeros_like(x: A, options?: Creation): A;
}
