/** JavaScript scalars beside arrays: which dtype a bare scalar has, and whether one fits an array's dtype. */
import { describe } from '../errors';
import { bool, complex128, float64, int64, type NativeDType, type Scalar } from './dtype';
import { isComplexScalar } from './options';

/** Smallest and largest value of each integer dtype. */
export const integerRange: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int8: [-128n, 127n],
  int16: [-32768n, 32767n],
  int32: [-2147483648n, 2147483647n],
  int64: [-(1n << 63n), (1n << 63n) - 1n],
  uint8: [0n, 255n],
  uint16: [0n, 65535n],
  uint32: [0n, 4294967295n],
  uint64: [0n, (1n << 64n) - 1n],
};
const numberRange: Record<string, readonly [number, number]> = {
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-2147483648, 2147483647],
  uint8: [0, 255],
  uint16: [0, 65535],
  uint32: [0, 4294967295],
};

/** True for number, boolean, bigint and `{ re, im }`. */
export function isScalar(value: unknown): value is Scalar {
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' || isComplexScalar(value);
}

/** The dtype of a scalar on its own: number float64, boolean bool, bigint int64, `{ re, im }` complex128. */
export function scalarDType(value: Scalar): NativeDType {
  switch (typeof value) {
    case 'boolean':
      return bool;
    case 'bigint':
      return int64;
    case 'number':
      return float64;
    default:
      return complex128;
  }
}

/**
 * Checks that a scalar can stand for an element of `dtype`: a TypeError when its kind does not fit (2.5 beside int32),
 * a RangeError when it is outside of the dtype's range (300 beside uint8).
 */
export function checkScalar(fn: string, name: string, value: Scalar, dtype: NativeDType): void {
  const refuse = (): TypeError =>
    new TypeError(
      `${fn}: expected a scalar that fits ${dtype.name} for ${name}, got ${describe(value)}; ` +
        `make it an array or cast with xp.astype first`,
    );
  const type = typeof value;
  if (dtype.kind === 'bool') {
    if (type !== 'boolean') throw refuse();
    return;
  }
  if (type === 'boolean') throw refuse();
  if (dtype.complex) {
    if (type === 'bigint') throw refuse();
    return;
  }
  if (type === 'object') throw refuse();
  if (!dtype.integer) {
    if (type === 'bigint') throw refuse();
    return;
  }
  if (type === 'number' && !Number.isInteger(value)) throw refuse();
  const small = numberRange[dtype.name];
  const fits =
    small !== undefined && type === 'number'
      ? (value as number) >= small[0] && (value as number) <= small[1]
      : inRange(BigInt(value as number | bigint), dtype.name);
  if (!fits) {
    const [low, high] = integerRange[dtype.name]!;
    throw new RangeError(
      `${fn}: expected a value in [${low}, ${high}] (${dtype.name}) for ${name}, got ${describe(value)}`,
    );
  }
}

function inRange(value: bigint, name: string): boolean {
  const [low, high] = integerRange[name]!;
  return value >= low && value <= high;
}
