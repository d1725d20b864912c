/** Formulas of one real element, exact where the standard's function is: bigints, rationals of bigints, float64. */
import { bitsOf, highest, isInteger, isSingle, lowest, type Name } from './host';

const view = new DataView(new ArrayBuffer(8));

/** Half to even. */
export function roundEven(x: number): number {
  if (!Number.isFinite(x) || Math.abs(x) >= 2 ** 52) return x;
  const low = Math.floor(x);
  const rest = x - low;
  const y = rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1;
  return y === 0 && (x < 0 || Object.is(x, -0)) ? -0 : y;
}

/** x = mantissa · 2^exponent. */
function parts(x: number): [mantissa: bigint, exponent: number] {
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const low = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? low : low | 0x10000000000000n;
  return [x < 0 ? -mantissa : mantissa, Math.max(biased, 1) - 1075];
}
const floorDivide = (a: bigint, b: bigint): bigint => {
  const q = a / b;
  return q * b !== a && a < 0n !== b < 0n ? q - 1n : q;
};
/** Both numbers as integers at one scale. */
function common(a: number, b: number): [bigint, bigint, number] {
  const [[ma, ea], [mb, eb]] = [parts(a), parts(b)];
  const e = Math.min(ea, eb);
  return [ma << BigInt(ea - e), mb << BigInt(eb - e), e];
}
const scaled = (m: bigint, e: number): number => {
  // At most 64 bits, the last of which says whether any was left out: rounding sees no difference.
  const extra = Math.max(0, m.toString(2).length - 65);
  const low = m & ((1n << BigInt(extra)) - 1n);
  const kept = (m >> BigInt(extra)) | (low === 0n ? 0n : 1n);
  // In two steps, each exact, as 2^-1074 and its like have no reciprocal.
  const power = e + extra;
  const half = Math.trunc(power / 2);
  return Number(kept) * 2 ** half * 2 ** (power - half);
};

export const copysign = (a: number, b: number): number => Math.abs(a) * (b < 0 || Object.is(b, -0) ? -1 : 1);

/** floor(a / b): of the exact quotient where it is representable, else the rounded quotient. */
export function floatFloorDivide(a: number, b: number, name: Name): number {
  const q = isSingle(name) ? Math.fround(a / b) : a / b;
  if (!Number.isFinite(q) || !Number.isFinite(b) || Math.abs(q) >= 2 ** (isSingle(name) ? 23 : 52)) return q;
  const [x, y] = common(a, b);
  const k = Number(floorDivide(x, y));
  return k === 0 ? copysign(0, q) : k;
}

/** a - b·floor(a / b), exact; a zero has b's sign. */
export function floatRemainder(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b) || !Number.isFinite(a) || b === 0) return NaN;
  if (a === 0) return copysign(0, b);
  if (!Number.isFinite(b)) return a < 0 === b < 0 ? a : b;
  const [x, y, e] = common(a, b);
  const r = x - floorDivide(x, y) * y;
  return r === 0n ? copysign(0, b) : scaled(r, e);
}

/** The neighbour of a towards b. */
export function nextafter(a: number, b: number, single: boolean): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return NaN;
  if (a === b) return b;
  if (a === 0) return copysign(single ? 2 ** -149 : 2 ** -1074, b);
  const up = a > 0 === b > a ? 1n : -1n;
  if (single) {
    view.setFloat32(0, a);
    view.setInt32(0, Number(BigInt.asIntN(32, BigInt(view.getInt32(0)) + up)));
    return view.getFloat32(0);
  }
  view.setFloat64(0, a);
  view.setBigInt64(0, view.getBigInt64(0) + up);
  return view.getFloat64(0);
}

/** C's pow: 1 to any power is 1, as is -1 to an infinite one. */
export const floatPow = (a: number, b: number): number =>
  a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b;

export const logaddexp = (a: number, b: number): number => {
  if (a === b) return a + Math.LN2;
  const [low, high] = a < b ? [a, b] : [b, a];
  return Number.isNaN(a) || Number.isNaN(b) ? NaN : high === Infinity ? high : high + Math.log1p(Math.exp(low - high));
};

export const integer = {
  /** Rounded down; by 0 it is 0 here (the standard leaves it open). */
  floorDivide: (a: bigint, b: bigint): bigint => (b === 0n ? 0n : floorDivide(a, b)),
  remainder: (a: bigint, b: bigint): bigint => (b === 0n ? 0n : a - floorDivide(a, b) * b),
  /** Wrapping; a negative power (which the standard leaves open) is the truncated quotient. */
  pow(a: bigint, n: bigint, name: Name): bigint {
    if (n < 0n) return a === 1n ? 1n : a === -1n ? (n % 2n === 0n ? 1n : -1n) : 0n;
    const wrap = (v: bigint): bigint => BigInt.asUintN(bitsOf(name), v);
    let [result, base] = [1n, wrap(a)];
    for (let left = n; left > 0n; left >>= 1n) {
      if (left & 1n) result = wrap(result * base);
      base = wrap(base * base);
    }
    return result;
  },
  /** Counts beyond the width and negative ones shift everything out. */
  left: (a: bigint, n: bigint, name: Name): bigint => (n < 0n || n >= bitsOf(name) ? 0n : a << n),
  right: (a: bigint, n: bigint, name: Name): bigint => (n < 0n || n >= bitsOf(name) ? (a < 0n ? -1n : 0n) : a >> n),
};

/** A number truncated into an integer dtype: saturating, NaN as 0 (the standard leaves both open). */
export function truncated(x: number, name: Name): bigint {
  if (!isInteger(name)) throw new Error(name);
  if (Number.isNaN(x)) return 0n;
  const [low, high] = [lowest(name), highest(name)];
  if (x >= Number(high)) return x > Number(high) || BigInt(Math.trunc(x)) > high ? high : BigInt(Math.trunc(x));
  return x <= Number(low) ? low : BigInt(Math.trunc(x));
}
