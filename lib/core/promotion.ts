/** The standard's type promotion: within a kind the wider type, signed with unsigned the next wider signed, real with complex the complex. Kinds do not mix otherwise. */
import { ResultRule } from '../native/tables';
import * as t from './dtype';
import type { NativeDType, Scalar } from './dtype';

const { bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64 } = t;
const { float32, float64, complex64, complex128 } = t;

const signed = [int8, int16, int32, int64] as const;
const unsigned = [uint8, uint16, uint32, uint64] as const;
const floating = [float32, float64] as const;
const complex = [complex64, complex128] as const;

function promote(a: NativeDType, b: NativeDType): NativeDType | undefined {
  if (a === b) return a;
  const at = (list: readonly NativeDType[], x: NativeDType): number => list.indexOf(x);
  for (const list of [signed, unsigned, floating, complex] as const) {
    if (at(list, a) >= 0 && at(list, b) >= 0) return list[Math.max(at(list, a), at(list, b))];
  }
  for (const [s, u] of [
    [a, b],
    [b, a],
  ] as const) {
    if (at(signed, s) >= 0 && at(unsigned, u) >= 0) return signed[Math.max(at(signed, s), at(unsigned, u) + 1)];
    if (at(floating, s) >= 0 && at(complex, u) >= 0) return complex[Math.max(at(floating, s), at(complex, u))];
  }
  return undefined;
}

const table: readonly (readonly (NativeDType | undefined)[])[] = t.dtypes.map((a) =>
  t.dtypes.map((b) => promote(a, b)),
);

/** The common dtype of two, or undefined where the standard defines none (bool with a number, uint64 with int64, …). */
export function promoted(a: NativeDType, b: NativeDType): NativeDType | undefined {
  return a === b ? a : table[a.code]![b.code];
}

/** The dtype of an array beside a scalar: its own, or that with an imaginary part where only the scalar has one. */
export function besideScalar(dtype: NativeDType, scalar: Scalar): NativeDType {
  if (typeof scalar !== 'object' || dtype.kind !== 'real floating') return dtype;
  return dtype === float32 ? complex64 : complex128;
}

/** The common dtype of several; a TypeError names the pair that has none. */
export function promoteAll(fn: string, dtypes: readonly NativeDType[]): NativeDType {
  return dtypes.reduce((a, b) => {
    const both = promoted(a, b);
    if (both === undefined) throw noPromotion(fn, a, b);
    return both;
  });
}

/** The TypeError for two dtypes without a common one. */
export function noPromotion(fn: string, a: NativeDType, b: NativeDType): TypeError {
  return new TypeError(
    `${fn}: expected dtypes that promote to a common one, got ${a.name} and ${b.name}; cast one with xp.astype`,
  );
}

/** The dtype in which `sum`, `prod` and running sums of a dtype are taken. */
export function accumulator(dtype: NativeDType): NativeDType {
  if (dtype === int8 || dtype === int16) return int32;
  if (dtype === uint8 || dtype === uint16) return uint32;
  return dtype;
}

/** The result dtype of an operation's row. */
export function resultDType(rule: ResultRule, dtype: NativeDType): NativeDType {
  switch (rule) {
    case ResultRule.same:
      return dtype;
    case ResultRule.bool:
      return bool;
    case ResultRule.real:
      return t.realDType(dtype);
    case ResultRule.accumulator:
      return accumulator(dtype);
    case ResultRule.index:
      return int32;
  }
}

/** The names of the dtypes in a mask, for messages. */
export function dtypeNames(mask: number): string {
  return t.dtypes
    .filter((d) => (mask >> d.code) & 1)
    .map((d) => d.name)
    .join(', ');
}
