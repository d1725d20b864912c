/** The standard's data type functions: casts, promotion rules, limits. */
import { deviceOption, isArray, nativeDType, type NDArray } from '../core/array';
import { cast } from '../core/call';
import { checkArray } from '../core/check';
import {
  bool,
  complex128,
  complex64,
  float32,
  float64,
  isDType,
  isOfKind,
  type DType,
  type DTypeKind,
  type NativeDType,
} from '../core/dtype';
import { booleanOption, checkOptions } from '../core/options';
import { besideScalar, noPromotion, promoteAll, promoted } from '../core/promotion';
import { checkScalar, integerRange, isScalar } from '../core/scalar';
import type { Scalar } from '../core/dtype';
import { typeError } from '../errors';

/**
 * The elements cast to another dtype: floating to integer truncates towards 0, anything to bool is `!= 0`. Complex to
 * real is a TypeError (take `xp.real` first). `copy` false returns `x` itself where nothing changes.
 *
 * @example
 * xp.astype(xp.asarray([1.5, -2.5]), xp.int32); // [1, -2]
 */
export function astype(x: NDArray, dtype: DType, options?: { copy?: boolean; device?: string | null }): NDArray {
  const fn = 'astype';
  const array = checkArray(fn, 'x', x);
  if (!isDType(dtype)) throw typeError(fn, 'dtype', "one of the namespace's dtypes, as xp.float32,", dtype);
  const o = checkOptions(fn, options, ['copy', 'device']);
  const copy = booleanOption(fn, 'copy', o.copy, true);
  const device = deviceOption(fn, o.device, array._device);
  if (nativeDType(array).complex && !dtype.complex && dtype !== bool)
    throw new TypeError(
      `${fn}: expected a complex dtype for dtype (xp.real drops the imaginary part), got ${dtype.name}`,
    );
  const there = array.to_device(device.name);
  if (there.dtype === dtype && (!copy || there !== array)) return there;
  const out = cast(fn, there, dtype);
  if (there !== array) there.dispose();
  return out;
}

function dtypeOf(fn: string, name: string, value: unknown): NativeDType {
  if (isDType(value)) return value;
  if (isArray(value)) return nativeDType(checkArray(fn, name, value));
  throw typeError(fn, name, 'an array or a dtype', value);
}

/**
 * True when values of one dtype (or an array's) can become another by the standard's promotion rules.
 *
 * @example
 * xp.can_cast(xp.int8, xp.int16) // true
 */
export function can_cast(from_: NDArray | DType, to: DType): boolean {
  const from = dtypeOf('can_cast', 'from_', from_);
  if (!isDType(to)) throw typeError('can_cast', 'to', 'a dtype', to);
  return promoted(from, to) === to;
}

/**
 * The dtype that promotion gives for arrays, dtypes and scalars (a scalar takes part by its kind alone).
 *
 * @example
 * xp.result_type(xp.uint8, xp.int8) // xp.int16
 */
export function result_type(...arrays_and_dtypes: (NDArray | DType | Scalar)[]): DType {
  const fn = 'result_type';
  const scalars = arrays_and_dtypes.filter(isScalar);
  const types = arrays_and_dtypes.filter((v) => !isScalar(v)).map((v) => dtypeOf(fn, 'arrays_and_dtypes', v));
  if (types.length === 0)
    throw new TypeError(
      `${fn}: expected at least one array or dtype for arrays_and_dtypes, got ${scalars.length} scalars`,
    );
  let dtype = promoteAll(fn, types);
  for (const s of scalars) {
    dtype = besideScalar(dtype, s);
    if (typeof s === 'number' && dtype.integer && !Number.isInteger(s)) throw noPromotion(fn, dtype, float64);
    checkScalar(fn, 'arrays_and_dtypes', s, dtype);
  }
  return dtype;
}

/** The limits of a floating dtype; a complex one's are its components'. */
export interface FloatInfo {
  bits: number;
  eps: number;
  max: number;
  min: number;
  smallest_normal: number;
  dtype: DType;
}

/**
 * Limits of a real or complex floating dtype (or an array's): `bits`, `eps`, `max`, `min`, `smallest_normal`, `dtype`.
 *
 * @example
 * xp.finfo(xp.float32).eps
 */
export function finfo(type: NDArray | DType): FloatInfo {
  const dtype = dtypeOf('finfo', 'type', type);
  if (dtype === float32 || dtype === complex64) {
    const max = 3.4028234663852886e38;
    return { bits: 32, eps: 2 ** -23, max, min: -max, smallest_normal: 2 ** -126, dtype: float32 };
  }
  if (dtype === float64 || dtype === complex128) {
    const max = Number.MAX_VALUE;
    return { bits: 64, eps: 2 ** -52, max, min: -max, smallest_normal: 2 ** -1022, dtype: float64 };
  }
  throw typeError('finfo', 'type', 'a floating dtype', dtype.name);
}

/** The limits of an integer dtype; bigints for int64 and uint64. */
export interface IntegerInfo {
  bits: number;
  max: number | bigint;
  min: number | bigint;
  dtype: DType;
}

/**
 * Limits of an integer dtype (or an array's): `bits`, `max`, `min` (bigints for int64 and uint64), `dtype`.
 *
 * @example
 * xp.iinfo(xp.int8).max // 127
 */
export function iinfo(type: NDArray | DType): IntegerInfo {
  const dtype = dtypeOf('iinfo', 'type', type);
  const range = integerRange[dtype.name];
  if (range === undefined) throw typeError('iinfo', 'type', 'an integer dtype', dtype.name);
  const [low, high] = range;
  const value = (v: bigint): number | bigint => (dtype.big ? v : Number(v));
  return { bits: dtype.itemsize * 8, max: value(high), min: value(low), dtype };
}

/**
 * True when a dtype is another, or of a kind ('bool', 'signed integer', 'unsigned integer', 'integral', 'real floating',
 * 'complex floating', 'numeric'), or of one of several given as an array.
 *
 * @example
 * xp.isdtype(xp.float32, ['real floating', 'complex floating']) // true
 */
export function isdtype(dtype: DType, kind: DType | DTypeKind | readonly (DType | DTypeKind)[]): boolean {
  const fn = 'isdtype';
  if (!isDType(dtype)) throw typeError(fn, 'dtype', 'a dtype', dtype);
  const one = (k: unknown): boolean => {
    if (isDType(k)) return k === dtype;
    const answer = isOfKind(dtype, k);
    if (answer === undefined) throw typeError(fn, 'kind', 'a dtype, the name of a kind, or an array of them', k);
    return answer;
  };
  return Array.isArray(kind) ? (kind as unknown[]).map(one).some(Boolean) : one(kind);
}
