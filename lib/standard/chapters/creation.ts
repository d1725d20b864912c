/** The standard's chapter "Creation functions". */
import type { Complex, Device, DType, NestedList, Scalar, Shape, TypedArray } from '../values';

/** The keyword arguments that every creation function has. */
export interface Creation {
  dtype?: DType | null;
  device?: Device | null;
}

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

  empty(shape: Shape, options?: Creation): A;
  empty_like(x: A, options?: Creation): A;

  /** Ones on the k-th diagonal, zeros elsewhere. */
  eye(n_rows: number, n_cols?: number | null, options?: Creation & { k?: number }): A;

  /** An array from one of another provider that shares its memory; not every provider can. */
  from_dlpack?(x: object, options?: { device?: Device | null; copy?: boolean | null }): A;
  full(shape: Shape, fill_value: Scalar, options?: Creation): A;
  full_like(x: A, fill_value: Scalar, options?: Creation): A;

  /** `num` numbers, evenly spaced from start to stop (which is included unless `endpoint` is false). */
  linspace(
    start: number | Complex,
    stop: number | Complex,
    num: number,
    options?: Creation & { endpoint?: boolean },
  ): A;

  meshgrid(...arrays: (A | { indexing?: 'xy' | 'ij' })[]): readonly A[];
  ones(shape: Shape, options?: Creation): A;
  ones_like(x: A, options?: Creation): A;

  /** The lower triangle of each matrix, up to and with the k-th diagonal. */
  tril(x: A, options?: { k?: number }): A;

  /** The upper triangle of each matrix, from the k-th diagonal on. */
  triu(x: A, options?: { k?: number }): A;

  zeros(shape: Shape, options?: Creation): A;
  zeros_like(x: A, options?: Creation): A;
}
