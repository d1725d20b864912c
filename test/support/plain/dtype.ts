/**
 * The dtypes of the plain namespace: their limits, how a value is cast to one, and how two promote. Strict: kinds do
 * not mix (int32 beside float64 is refused), so that consumer code that leans on more than the standard is found out.
 */
import type { Complex, DType, DTypeName } from '../../../lib/standard';

/** One element: a number, a boolean, a bigint (64-bit integers) or a complex value. */
export type Element = number | boolean | bigint | Complex;

export class PlainDType implements DType {
  constructor(
    readonly name: DTypeName,
    readonly kind: 'bool' | 'signed integer' | 'unsigned integer' | 'real floating' | 'complex floating',
    readonly itemsize: number,
  ) {
    Object.freeze(this);
  }
}

export const dtypes: Record<DTypeName, PlainDType> = {
  bool: new PlainDType('bool', 'bool', 1),
  int8: new PlainDType('int8', 'signed integer', 1),
  int16: new PlainDType('int16', 'signed integer', 2),
  int32: new PlainDType('int32', 'signed integer', 4),
  int64: new PlainDType('int64', 'signed integer', 8),
  uint8: new PlainDType('uint8', 'unsigned integer', 1),
  uint16: new PlainDType('uint16', 'unsigned integer', 2),
  uint32: new PlainDType('uint32', 'unsigned integer', 4),
  uint64: new PlainDType('uint64', 'unsigned integer', 8),
  float32: new PlainDType('float32', 'real floating', 4),
  float64: new PlainDType('float64', 'real floating', 8),
  complex64: new PlainDType('complex64', 'complex floating', 8),
  complex128: new PlainDType('complex128', 'complex floating', 16),
};

export const isInteger = (d: PlainDType): boolean => d.kind === 'signed integer' || d.kind === 'unsigned integer';
export const isFloat = (d: PlainDType): boolean => d.kind === 'real floating';
export const isComplex = (d: PlainDType): boolean => d.kind === 'complex floating';
export const isWide = (d: PlainDType): boolean => isInteger(d) && d.itemsize === 8;

/** Which dtypes a kind of the standard takes in. */
export function ofKind(d: PlainDType, kind: string): boolean {
  if (kind === 'integral') return isInteger(d);
  if (kind === 'numeric') return d.kind !== 'bool';
  return d.kind === kind;
}

export function isComplexValue(v: Element): v is Complex {
  return typeof v === 'object';
}

/** The value as this dtype holds it: integers wrap, float32 rounds. */
export function cast(v: Element, d: PlainDType): Element {
  if (d.kind === 'bool')
    return isComplexValue(v) ? v.re !== 0 || v.im !== 0 : typeof v === 'number' ? v !== 0 : Boolean(v);
  if (isComplex(d)) {
    const { re, im } = isComplexValue(v) ? v : { re: Number(v), im: 0 };
    return d.itemsize === 8 ? { re: Math.fround(re), im: Math.fround(im) } : { re, im };
  }
  if (isComplexValue(v)) throw new TypeError(`astype: expected real values for ${d.name}, got complex ones`);
  if (isFloat(d)) return d.itemsize === 4 ? Math.fround(Number(v)) : Number(v);
  const whole = typeof v === 'bigint' ? v : BigInt(Number.isFinite(Number(v)) ? Math.trunc(Number(v)) : 0);
  const bits = 8 * d.itemsize;
  const wrapped = d.kind === 'signed integer' ? BigInt.asIntN(bits, whole) : BigInt.asUintN(bits, whole);
  return isWide(d) ? wrapped : Number(wrapped);
}

/** The dtype of an operation on two. */
export function promote(a: PlainDType, b: PlainDType): PlainDType {
  if (a === b) return a;
  const larger = a.itemsize >= b.itemsize ? a : b;
  if (a.kind === b.kind) return larger;
  if (isInteger(a) && isInteger(b)) {
    const [signed, unsigned] = a.kind === 'signed integer' ? [a, b] : [b, a];
    const size = Math.max(signed.itemsize, 2 * unsigned.itemsize);
    if (size <= 8) return dtypes[`int${8 * size}` as DTypeName];
  }
  if ((isFloat(a) && isComplex(b)) || (isComplex(a) && isFloat(b))) {
    const [real, complex] = isFloat(a) ? [a, b] : [b, a];
    return 2 * real.itemsize > complex.itemsize ? dtypes.complex128 : complex;
  }
  throw new TypeError(`the standard does not promote ${a.name} with ${b.name}`);
}

/** The dtype that a scalar takes beside an array of dtype d. */
export function beside(v: Element, d: PlainDType): PlainDType {
  if (typeof v === 'boolean' && d.kind === 'bool') return d;
  if (isComplexValue(v)) {
    if (isComplex(d)) return d;
    if (isFloat(d)) return d.itemsize === 4 ? dtypes.complex64 : dtypes.complex128;
  }
  if (typeof v === 'bigint' && isInteger(d)) return d;
  if (typeof v === 'number' && (isFloat(d) || isComplex(d) || (isInteger(d) && Number.isInteger(v)))) return d;
  throw new TypeError(`the standard does not mix the scalar ${String(v)} with ${d.name}`);
}

/** The dtype that a scalar has alone. */
export function ofScalar(v: Element): PlainDType {
  if (typeof v === 'boolean') return dtypes.bool;
  if (typeof v === 'bigint') return dtypes.int64;
  return isComplexValue(v) ? dtypes.complex128 : dtypes.float64;
}
