/** The standard's chapters "Data types" and "Data type functions". */
import type { Device, DType, DTypeKind, DTypeName, Scalar } from '../values';

/** The dtypes themselves, as members of the namespace: `xp.float64`. */
export type DataTypes = { readonly [N in DTypeName]: DType };

/** Limits of a floating-point dtype (of its components, when complex). */
export interface FInfo {
  /** Bits of one number. */
  readonly bits: number;
  /** The distance from 1 to the next number. */
  readonly eps: number;
  readonly max: number;
  readonly min: number;
  /** The smallest positive number that has all of its digits. */
  readonly smallest_normal: number;
  readonly dtype: DType;
}

/** Limits of an integer dtype; bigints for the 64-bit ones. */
export interface IInfo {
  readonly bits: number;
  readonly max: number | bigint;
  readonly min: number | bigint;
  readonly dtype: DType;
}

/** Casts, promotion, limits. */
export interface DataTypeFunctions<A> {
  /** A copy with another dtype; the array itself when nothing changes and `copy` is false. */
  astype(x: A, dtype: DType, options?: { copy?: boolean; device?: Device | null }): A;

  /** Whether promotion can lead from one dtype to the other. */
  can_cast(from: A | DType, to: DType): boolean;

  /** Limits of a floating dtype, or of an array's. */
  finfo(type: A | DType): FInfo;
  /** Limits of an integer dtype, or of an array's. */
  iinfo(type: A | DType): IInfo;

  /** Whether a dtype is of a kind (`'real floating'`), is a given dtype, or is one of a list of these. */
  isdtype(dtype: DType, kind: DTypeKind | DType | readonly (DTypeKind | DType)[]): boolean;

  /** The dtype that promotion gives to the arguments. */
  result_type(...arrays_and_dtypes: (A | DType | Scalar)[]): DType;
}
