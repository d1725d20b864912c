/**
 * `xp.random`: counter-based random numbers by NumPy's names. Element i of a draw is a function of the seed and of how
 * many elements were drawn before it (native/ops/random.h), so a seed gives the same numbers on every device.
 */
import { randomBytes } from 'node:crypto';
import { fromHost } from '../core/convert';
import { divide, log1p, negative } from '../api/elementwise';
import { take } from '../api/indexing';
import { count_nonzero, searchsorted } from '../api/searching';
import { argsort } from '../api/sorting';
import { cumulative_sum, min, sum } from '../api/statistical';
import { reshape } from '../api/manipulation';
import { allocate, deviceOption, isArray, type NDArray } from '../core/array';
import { Casts, check } from '../core/call';
import { checkArray, checkDType, masks } from '../core/check';
import { dtypeOption, float32, float64, int32, uint64, type DType, type NativeDType } from '../core/dtype';
import { booleanOption, checkOptions } from '../core/options';
import { begin, putArray, putScalar } from '../core/pack';
import { dtypeNames } from '../core/promotion';
import { checkScalar } from '../core/scalar';
import { checkShape, integer, normalizeAxis, sizeOf } from '../core/shape';
import { Slice } from '../core/slice';
import type { NativeDevice } from '../native/registry';
import { opRow } from '../native/tables';
import { rangeError, typeError } from '../errors';

/** Where drawn numbers go: `size` is the shape (left out: a 0-d array). */
export interface DrawOptions {
  /** The shape; left out or null: one number (0-d). */
  size?: number | readonly number[] | null;
  /** Default (null): float64, or int32 for whole numbers. */
  dtype?: DType | null;
  /** Default (null): the default device. */
  device?: string | null;
}

const draw = ['size', 'dtype', 'device'] as const;
const mostIndices = 2 ** 31;

/** A whole number spread over 64 bits (Steele, Lea & Flood 2014): seeds that differ give keys that differ. */
function keyOf(seed: bigint): bigint {
  const wrap = (z: bigint): bigint => BigInt.asUintN(64, z);
  let z = wrap(seed + 0x9e3779b97f4a7c15n);
  z = wrap((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = wrap((z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}

function finite(fn: string, name: string, value: unknown, dtype: NativeDType): number {
  if (typeof value !== 'number') throw typeError(fn, name, 'a number', value);
  const held = dtype === float32 ? Math.fround(value) : value;
  if (!Number.isFinite(held)) throw rangeError(fn, name, `a finite ${dtype.name}`, value);
  return held;
}

function whole(fn: string, name: string, value: unknown): bigint {
  return typeof value === 'bigint' ? value : BigInt(integer(fn, name, value));
}

function shapeOf(fn: string, size: unknown): number[] {
  return size === undefined || size === null ? [] : checkShape(fn, size, 'size');
}

function sameDevice(fn: string, x: NDArray, device: string | null | undefined): void {
  if (device !== undefined && device !== null && device !== x.device)
    throw rangeError(fn, 'device', `${x.device} (that of the array)`, device);
}

/**
 * A stream of random numbers, made by {@link default_rng}. Every method advances it, at the call, by as many steps as
 * the documentation of the method says; what is drawn then does not depend on device, threads or dtype of earlier draws.
 *
 * @example
 * const rng = xp.random.default_rng(7);
 * const [noise, dice] = [rng.normal({ size: [2, 3] }), rng.integers(1, { high: 7, size: 10 })];
 */
export class Generator {
  readonly #key: bigint;
  #counter = 0n;

  /** @internal */
  constructor(key: bigint) {
    this.#key = key;
  }

  #draw(
    fn: string,
    op: 'uniform' | 'normal' | 'integers',
    dtype: NativeDType,
    shape: readonly number[],
    device: NativeDevice,
    a: number | bigint,
    b: number | bigint,
  ): NDArray {
    const row = opRow('random', op);
    if (!((row.accepts >> dtype.code) & 1))
      throw new TypeError(`${fn}: expected one of ${dtypeNames(row.accepts)} for dtype, got ${dtype.name}`);
    const out = allocate(fn, dtype, shape, device);
    const { f64, u64 } = device.buffer;
    let at = begin(device);
    f64[at++] = row.code;
    u64[at++] = this.#key;
    u64[at++] = this.#counter;
    at = putScalar(device.buffer, at, dtype, a);
    at = putScalar(device.buffer, at, dtype, b);
    putArray(f64, at, out);
    check(fn, device, device.addon.random());
    this.#counter = BigInt.asUintN(64, this.#counter + BigInt(out.size));
    return out;
  }

  /**
   * Uniform in [0, 1): multiples of 2^-53 (float64, the default) or 2^-24 (float32). One step an element.
   *
   * @example
   * xp.random.default_rng(7).random({ size: [2, 3] })
   */
  random(options?: DrawOptions): NDArray {
    const fn = 'random';
    const o = checkOptions(fn, options, draw);
    const dtype = dtypeOption(fn, o.dtype, float64);
    return this.#draw(fn, 'uniform', dtype, shapeOf(fn, o.size), deviceOption(fn, o.device), 0, 1);
  }

  /**
   * Uniform in [low, high), by default [0, 1); all `low` where the two are equal. One step an element.
   *
   * @throws RangeError for high < low, bounds or a width that are not finite.
   * @example
   * const rng = xp.random.default_rng(7);
   * rng.uniform({ low: -1, high: 1, size: 100, dtype: xp.float32 })
   */
  uniform(options?: DrawOptions & { low?: number; high?: number }): NDArray {
    const fn = 'uniform';
    const o = checkOptions(fn, options, ['low', 'high', ...draw]);
    const dtype = dtypeOption(fn, o.dtype, float64);
    const low = finite(fn, 'low', o.low ?? 0, dtype);
    const high = finite(fn, 'high', o.high ?? 1, dtype);
    if (high < low) throw rangeError(fn, 'high', `at least low (${low})`, high);
    finite(fn, 'high - low', high - low, dtype);
    return this.#draw(fn, 'uniform', dtype, shapeOf(fn, o.size), deviceOption(fn, o.device), low, high);
  }

  /**
   * Normal of mean `loc` (0) and standard deviation `scale` (1), float64 by default, by the formula of Box and Muller
   * (1958): at most 8.6 deviations from the mean. One step an element.
   *
   * @throws RangeError for a negative scale or parameters that are not finite.
   * @example
   * const rng = xp.random.default_rng(7);
   * rng.normal({ loc: 5, scale: 2, size: [10] })
   */
  normal(options?: DrawOptions & { loc?: number; scale?: number }): NDArray {
    const fn = 'normal';
    const o = checkOptions(fn, options, ['loc', 'scale', ...draw]);
    const dtype = dtypeOption(fn, o.dtype, float64);
    const loc = finite(fn, 'loc', o.loc ?? 0, dtype);
    const scale = finite(fn, 'scale', o.scale ?? 1, dtype);
    if (scale < 0) throw rangeError(fn, 'scale', 'a number of at least 0', scale);
    return this.#draw(fn, 'normal', dtype, shapeOf(fn, o.size), deviceOption(fn, o.device), loc, scale);
  }

  /**
   * Whole numbers in [low, high), or in [0, low) when `high` is left out; with `endpoint` the upper bound is included.
   * int32 by default; bounds may be bigints. Each has the same probability to one part in 2^64. One step an element.
   *
   * @throws RangeError for an empty range, or one that the dtype can't hold.
   * @example
   * const rng = xp.random.default_rng(7);
   * rng.integers(6, { size: 100 }) // 0 … 5
   */
  integers(
    low: number | bigint,
    options?: DrawOptions & { high?: number | bigint | null; endpoint?: boolean },
  ): NDArray {
    const fn = 'integers';
    const o = checkOptions(fn, options, ['high', 'endpoint', ...draw]);
    const dtype = dtypeOption(fn, o.dtype, int32);
    const alone = o.high === undefined || o.high === null;
    const first = alone ? 0n : whole(fn, 'low', low);
    const bound = alone ? whole(fn, 'low', low) : whole(fn, 'high', o.high);
    const last = booleanOption(fn, 'endpoint', o.endpoint, false) ? bound : bound - 1n;
    if (last < first) throw rangeError(fn, alone ? 'low' : 'high', `a bound above ${first}`, alone ? low : o.high);
    if (dtype.integer) {
      checkScalar(fn, 'low', first, dtype);
      checkScalar(fn, alone ? 'the last value' : 'the value below high', last, dtype);
    }
    return this.#draw(fn, 'integers', dtype, shapeOf(fn, o.size), deviceOption(fn, o.device), first, last);
  }

  /** The numbers 0 … n-1 in random order: n random keys are sorted. */
  #order(fn: string, n: number, device: NativeDevice): NDArray {
    if (n > mostIndices) throw rangeError(fn, 'x', 'at most 2^31 elements (indices are int32)', n);
    const keys = this.#draw(fn, 'integers', uint64, [n], device, 0n, (1n << 64n) - 1n);
    const order = argsort(keys);
    keys.dispose();
    return order;
  }

  /**
   * The numbers 0 … x-1 (int32) in random order, or an array with its sub-arrays along `axis` (0) in random order, as a
   * copy. One step for each that changes place.
   *
   * @example
   * const rng = xp.random.default_rng(7);
   * rng.permutation(xp.asarray([10, 20, 30]))
   */
  permutation(x: number | NDArray, options?: { axis?: number; device?: string | null }): NDArray {
    const fn = 'permutation';
    const o = checkOptions(fn, options, ['axis', 'device']);
    if (!isArray(x)) {
      if (typeof x !== 'number') throw typeError(fn, 'x', 'a whole number or an array', x);
      const n = integer(fn, 'x', x);
      if (n < 0) throw rangeError(fn, 'x', 'a number of at least 0', n);
      return this.#order(fn, n, deviceOption(fn, o.device));
    }
    const array = checkArray(fn, 'x', x);
    sameDevice(fn, array, o.device);
    const axis = normalizeAxis(fn, o.axis ?? 0, array.ndim);
    const order = this.#order(fn, array.shape[axis]!, array._device);
    const out = take(array, order, { axis });
    order.dispose();
    return out;
  }

  /**
   * Random elements: of the numbers 0 … a-1 (int32), or sub-arrays of an array along `axis` (0), which `size` replaces in
   * the shape. `p` gives each its probability; with `replace` false none comes twice (with `p` as if drawn one after
   * the other). Takes one step an element of the result, or of `a` when `replace` is false. Waits for the device when
   * `p` is given, to check it. `shuffle` is accepted: every sample here is in random order.
   *
   * @throws RangeError for more elements than there are, or probabilities that are negative, NaN or don't sum to 1.
   * @example
   * const rng = xp.random.default_rng(7);
   * rng.choice(5, { size: 3, replace: false })
   */
  choice(
    a: number | NDArray,
    options?: {
      size?: number | readonly number[] | null;
      replace?: boolean;
      p?: NDArray | readonly number[] | null;
      axis?: number;
      shuffle?: boolean;
      device?: string | null;
    },
  ): NDArray {
    const fn = 'choice';
    const o = checkOptions(fn, options, ['size', 'replace', 'p', 'axis', 'shuffle', 'device']);
    booleanOption(fn, 'shuffle', o.shuffle, true);
    const replace = booleanOption(fn, 'replace', o.replace, true);
    const size = shapeOf(fn, o.size);
    const count = sizeOf(size);
    if (!isArray(a) && typeof a !== 'number') throw typeError(fn, 'a', 'a whole number or an array', a);
    const array = isArray(a) ? checkArray(fn, 'a', a) : undefined;
    if (array !== undefined) sameDevice(fn, array, o.device);
    const device = array?._device ?? deviceOption(fn, o.device);
    const axis = array === undefined ? 0 : normalizeAxis(fn, o.axis ?? 0, array.ndim);
    const n = array?.shape[axis] ?? integer(fn, 'a', a);
    if (n > mostIndices) throw rangeError(fn, 'a', 'at most 2^31 elements (indices are int32)', n);
    if (n < (count > 0 ? 1 : 0)) throw rangeError(fn, 'a', 'at least one element to choose from', n);
    if (!replace && count > n) throw rangeError(fn, 'size', `at most the ${n} elements that there are`, size);

    const casts = new Casts();
    const p = o.p === undefined || o.p === null ? undefined : chances(fn, casts, o.p, n, replace ? 0 : count, device);
    const places = this.#places(fn, n, count, replace, p, device);
    casts.release();
    const picked = array === undefined ? places : take(array, places, { axis });
    const shape = [...(array?.shape.slice(0, axis) ?? []), ...size, ...(array?.shape.slice(axis + 1) ?? [])];
    const out = reshape(picked, shape);
    picked.dispose();
    places.dispose();
    return out;
  }

  #places(
    fn: string,
    n: number,
    count: number,
    replace: boolean,
    p: NDArray | undefined,
    device: NativeDevice,
  ): NDArray {
    if (replace && (p === undefined || count === 0))
      return this.#draw(fn, 'integers', int32, [count], device, 0, Math.max(0, n - 1));
    const made: NDArray[] = [];
    const keep = (x: NDArray): NDArray => (made.push(x), x);
    let places: NDArray;
    if (replace) {
      const steps = keep(cumulative_sum(p!));
      const shares = keep(divide(steps, keep(steps.get(-1))));
      places = searchsorted(shares, keep(this.#draw(fn, 'uniform', float64, [count], device, 0, 1)), { side: 'right' });
    } else {
      let order: NDArray;
      if (p === undefined) order = this.#order(fn, n, device);
      else {
        // Times until each comes up, at rates p: the first `count` to come are the sample (Efraimidis & Spirakis 2006).
        const u = keep(this.#draw(fn, 'uniform', float64, [n], device, 0, 1));
        const times = keep(negative(keep(log1p(keep(negative(u))))));
        order = argsort(keep(divide(times, p)));
      }
      places = keep(order).get(new Slice(null, count, null));
    }
    for (const x of made) x.dispose();
    return places;
  }
}

/** The probabilities of n elements as float64, checked (which waits); at least `least` of them are not 0. */
function chances(
  fn: string,
  casts: Casts,
  p: NDArray | readonly number[],
  n: number,
  least: number,
  device: NativeDevice,
): NDArray {
  const given = isArray(p) ? checkArray(fn, 'p', p) : fromHost(fn, p, float64, device, 'p');
  if (given.device !== device.name) throw rangeError(fn, 'p', `an array on ${device.name}`, given.device);
  checkDType(fn, 'p', given, masks.float);
  if (given.ndim !== 1 || given.shape[0] !== n) throw rangeError(fn, 'p', `${n} probabilities`, given.shape);
  const chance = casts.to(fn, given, float64);
  const value = (x: NDArray): number => {
    const item = x.item() as number;
    x.dispose();
    return item;
  };
  if (n > 0) {
    const total = value(sum(chance));
    const smallest = value(min(chance));
    if (!(smallest >= 0)) throw rangeError(fn, 'p', 'probabilities of at least 0', smallest);
    if (!(Math.abs(total - 1) <= 1e-8)) throw rangeError(fn, 'p', 'probabilities whose sum is 1', total);
  }
  const possible = least > 0 ? value(count_nonzero(chance)) : 0;
  if (possible < least) throw rangeError(fn, 'p', `at least ${least} probabilities that are not 0`, possible);
  return chance;
}

/**
 * A generator of random numbers. The same seed (a whole number from 0, or a bigint below 2^64) gives the same stream on
 * every device; without one the stream is fresh. A generator is returned as it is.
 *
 * @example
 * const rng = xp.random.default_rng(42);
 * rng.normal({ size: [3, 3] })
 */
export function default_rng(seed?: number | bigint | Generator | null): Generator {
  const fn = 'default_rng';
  if (seed === undefined || seed === null) return new Generator(randomBytes(8).readBigUInt64LE());
  if (seed instanceof Generator) return seed;
  if (typeof seed !== 'number' && typeof seed !== 'bigint')
    throw typeError(fn, 'seed', 'a whole number, a generator or null', seed);
  const n = whole(fn, 'seed', seed);
  if (n < 0n || n >= 1n << 64n) throw rangeError(fn, 'seed', 'a whole number in [0, 2^64)', seed);
  return new Generator(keyOf(n));
}
