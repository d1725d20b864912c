/**
 * xp.random against Philox, its transforms and the methods' definitions in JavaScript's bigints and numbers: the stream
 * is known element by element; distributions are judged by χ² and moments with bounds of five standard deviations.
 */
import * as xp from 'obol';
import { testDevice as device, small } from '../support/device';

const mask = (bits: number): bigint => (1n << BigInt(bits)) - 1n;

/** SplitMix64's step from a seed, which makes the key. */
function keyOf(seed: bigint): bigint {
  let z = (seed + 0x9e3779b97f4a7c15n) & mask(64);
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask(64);
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask(64);
  return z ^ (z >> 31n);
}

/** Philox 4×32-10 of a 64-bit key and counter: 128 bits. */
function philox(key: bigint, counter: bigint): bigint {
  let [x0, x1, x2, x3] = [counter & mask(32), counter >> 32n, 0n, 0n];
  let [k0, k1] = [key & mask(32), key >> 32n];
  for (let round = 0; round < 10; round++) {
    const [a, b] = [0xd2511f53n * x0, 0xcd9e8d57n * x2];
    [x0, x1, x2, x3] = [(b >> 32n) ^ x1 ^ k0, b & mask(32), (a >> 32n) ^ x3 ^ k1, a & mask(32)];
    [k0, k1] = [(k0 + 0x9e3779b9n) & mask(32), (k1 + 0xbb67ae85n) & mask(32)];
  }
  return (x3 << 96n) | (x2 << 64n) | (x1 << 32n) | x0;
}

const bitsOf = (seed: number, from: number, n: number): bigint[] =>
  Array.from({ length: n }, (_, i) => philox(keyOf(BigInt(seed)), BigInt(from + i)));
const unit = (bits: bigint): number => Number((bits & mask(64)) >> 11n) * 2 ** -53;
const list = (x: xp.NDArray): number[] => Array.from(x.dataSync() as Float64Array, Number);

/** χ² of counts that should be equal, in standard deviations from its mean. */
function excess(counts: readonly number[]): number {
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
  const chi = counts.reduce((sum, c) => sum + (c - mean) ** 2 / mean, 0);
  return (chi - (counts.length - 1)) / Math.sqrt(2 * (counts.length - 1));
}

describe('the stream', () => {
  small('is Philox of the seed and the number of elements drawn before', () => {
    expect(philox(0n, 0n)).toBe(0x9b00dbd8bc57ac4ce169c58d6627e8d5n); // Random123's known answer
    for (const seed of [0, 1, 2 ** 40]) {
      const rng = xp.random.default_rng(seed);
      expect(list(rng.random({ size: 5, device }))).toEqual(bitsOf(seed, 0, 5).map(unit));
      expect(list(rng.random({ size: [2, 3], device }))).toEqual(bitsOf(seed, 5, 6).map(unit));
      expect(rng.random({ device }).item()).toBe(unit(bitsOf(seed, 11, 1)[0]!));
    }
    const big = xp.random.default_rng(mask(64)).random({ size: 3, device });
    expect(list(big)).toEqual([0n, 1n, 2n].map((c) => unit(philox(keyOf(mask(64)), c))));
  });

  small('does not depend on how it is cut, nor on the dtypes drawn before', () => {
    const whole = xp.random.default_rng(5).normal({ size: 70_000, device });
    const rng = xp.random.default_rng(5);
    rng.integers(10, { size: 1000, dtype: xp.uint8, device });
    rng.random({ size: 30_001, dtype: xp.float32, device });
    const rest = rng.normal({ size: 70_000 - 31_001, device });
    expect(list(rest)).toEqual(list(whole.get(xp.slice(31_001, null))));
  });

  small('of two seeds differs, a fresh one too; a generator is its own', () => {
    const first = (seed?: number): number => xp.random.default_rng(seed).random({ device }).item() as number;
    expect(first(1)).toBe(first(1));
    expect(new Set([first(1), first(2), first(), first()]).size).toBe(4);
    const rng = xp.random.default_rng(1);
    expect(xp.random.default_rng(rng)).toBe(rng);
  });

  small('gives arrays of the shape, dtype and device asked for, empty ones too', () => {
    const rng = xp.random.default_rng(3);
    const shapes: [undefined | null | number | number[], number[]][] = [
      [undefined, []],
      [null, []],
      [0, [0]],
      [
        [2, 0, 3],
        [2, 0, 3],
      ],
      [7, [7]],
    ];
    for (const [size, shape] of shapes) {
      const x = rng.uniform({ size, dtype: xp.float32, device });
      expect([x.shape, x.dtype, x.device]).toEqual([shape, xp.float32, xp.zeros([], { device }).device]);
    }
    expect(rng.integers(3, { device }).dtype).toBe(xp.int32);
    expect(rng.normal({ device }).dtype).toBe(xp.float64);
  });
});

describe('uniform', () => {
  small('float32 numbers are multiples of 2^-24 of the upper bits', () => {
    const x = xp.random.default_rng(9).random({ size: 100, dtype: xp.float32, device });
    expect(list(x)).toEqual(bitsOf(9, 0, 100).map((b) => Number((b & mask(64)) >> 40n) * 2 ** -24));
  });

  small('scales into [low, high) and fills it evenly', () => {
    const x = list(xp.random.default_rng(1).uniform({ low: -3, high: 5, size: 40_000, device }));
    expect(x.slice(0, 9)).toEqual(bitsOf(1, 0, 9).map((b) => -3 + 8 * unit(b)));
    const counts = new Array<number>(64).fill(0);
    for (const v of x) counts[Math.floor((v + 3) * 8)]!++;
    expect(Math.abs(excess(counts))).toBeLessThan(5);
  });

  small('never reaches high, even where rounding would', () => {
    const next = 1 + 2 ** -52;
    const x = xp.random.default_rng(1).uniform({ low: 1, high: next, size: 1000, device });
    expect(new Set(list(x))).toEqual(new Set([1]));
    const y = xp.random.default_rng(1).uniform({ low: 2, high: 2, size: 10, device });
    expect(new Set(list(y))).toEqual(new Set([2]));
  });
});

describe('normal', () => {
  small('is Box and Muller of the same bits, scaled', () => {
    const z = bitsOf(4, 0, 5000).map((b) => {
      const r = Math.sqrt(-2 * Math.log(1 - unit(b)));
      return r * Math.cos(2 * Math.PI * unit(b >> 64n));
    });
    const x = list(xp.random.default_rng(4).normal({ loc: 10, scale: 3, size: 5000, device }));
    expect(Math.max(...x.map((v, i) => Math.abs(v - (10 + 3 * z[i]!))))).toBeLessThan(3e-14);
    const f = list(xp.random.default_rng(4).normal({ size: 5000, dtype: xp.float32, device }));
    expect(f.filter((v, i) => Math.abs(v - z[i]!) > 2 ** -24 * Math.abs(z[i]!) + 1e-15)).toEqual([]);
  });

  small('has the moments of a normal distribution', () => {
    const n = 100_000;
    const x = list(xp.random.default_rng(8).normal({ size: n, device }));
    const moment = (k: number): number => x.reduce((sum, v) => sum + v ** k, 0) / n;
    const within = (value: number, wanted: number, variance: number): void =>
      expect(Math.abs(value - wanted)).toBeLessThan(5 * Math.sqrt(variance / n));
    within(moment(1), 0, 1);
    within(moment(2), 1, 2);
    within(moment(3), 0, 15);
    within(moment(4), 3, 96);
  });
});

describe('integers', () => {
  small('are the upper part of 128 random bits times the number of values, in every dtype', () => {
    const ranges: ['int8' | 'int16' | 'int32' | 'int64' | 'uint8' | 'uint16' | 'uint32' | 'uint64', bigint, bigint][] =
      [
        ['int8', -128n, 127n],
        ['uint8', 250n, 255n],
        ['int16', -3n, 3n],
        ['uint16', 0n, 65535n],
        ['int32', -(1n << 31n), (1n << 31n) - 1n],
        ['uint32', 7n, 7n],
        ['int64', -(1n << 63n), (1n << 63n) - 1n],
        ['int64', -5n, 1n << 62n],
        ['uint64', 0n, mask(64)],
        ['uint64', 3n, mask(64)],
      ];
    for (const [name, first, last] of ranges) {
      const dtype = xp[name];
      const options = { high: last, endpoint: true, size: 200, dtype, device };
      const x = xp.random.default_rng(6).integers(first, options);
      const wanted = bitsOf(6, 0, 200).map((b) => first + ((b * (last - first + 1n)) >> 128n));
      expect([name, Array.from(x.dataSync() as Int8Array, BigInt)]).toEqual([name, wanted]);
    }
  });

  small('fall evenly on [0, low), or [low, high)', () => {
    const counts = new Array<number>(7).fill(0);
    for (const v of list(xp.random.default_rng(2).integers(7, { size: 30_000, device }))) counts[v]!++;
    expect(Math.abs(excess(counts))).toBeLessThan(5);
    const x = list(xp.random.default_rng(2).integers(-2, { high: 2, size: 1000, device }));
    expect([...new Set(x)].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1]);
  });
});

describe('permutation', () => {
  small('sorts random 64-bit keys: of a number, and of the sub-arrays along an axis', () => {
    const keys = bitsOf(12, 0, 20).map((b) => b >> 64n);
    const order = keys.map((_, i) => i).sort((i, j) => (keys[i]! < keys[j]! ? -1 : 1));
    const p = xp.random.default_rng(12).permutation(20, { device });
    expect([p.dtype, list(p)]).toEqual([xp.int32, order]);
    const x = xp.reshape(xp.arange(60, { device }), [3, 20]);
    const y = xp.random.default_rng(12).permutation(x, { axis: 1 });
    expect(y.tolist()).toEqual([0, 20, 40].map((row) => order.map((i) => row + i)));
    expect(xp.random.default_rng(1).permutation(0, { device }).shape).toEqual([0]);
  });

  small('gives every order equally often', () => {
    const rng = xp.random.default_rng(0);
    const counts = new Map<string, number>();
    for (let i = 0; i < 1200; i++) {
      const key = list(rng.permutation(3, { device })).join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    expect(Math.abs(excess([...counts.values()]))).toBeLessThan(5);
  });
});

describe('choice', () => {
  small('with replacement picks as integers do, from numbers and from sub-arrays', () => {
    const wanted = list(xp.random.default_rng(3).integers(5, { size: 12, device }));
    expect(list(xp.random.default_rng(3).choice(5, { size: [3, 4], device }))).toEqual(wanted);
    const x = xp.reshape(xp.arange(10, { device }), [2, 5]);
    const y = xp.random.default_rng(3).choice(x, { size: [3, 4], axis: 1 });
    expect([y.shape, list(y)]).toEqual([
      [2, 3, 4],
      [...wanted, ...wanted.map((v) => v + 5)],
    ]);
    expect(xp.random.default_rng(3).choice(5, { device }).shape).toEqual([]);
  });

  small('without replacement takes none twice, and every subset equally often', () => {
    const rng = xp.random.default_rng(21);
    const counts = new Map<string, number>();
    for (let i = 0; i < 1200; i++) {
      const picked = list(rng.choice(4, { size: 2, replace: false, device }));
      expect(new Set(picked).size).toBe(2);
      const key = picked.sort().join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    expect(Math.abs(excess([...counts.values()]))).toBeLessThan(5);
    expect(list(rng.choice(6, { size: 6, replace: false, device })).sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(rng.choice(0, { size: 0, device }).shape).toEqual([0]);
  });

  small('with probabilities inverts their running sum', () => {
    const p = [0.1, 0, 0.4, 0.5, 0];
    const x = list(xp.random.default_rng(2).choice(5, { size: 2000, p, device }));
    const edges = [0.1, 0.1, 0.5, 1, 1];
    const wanted = bitsOf(2, 0, 2000).map((b) => edges.findIndex((edge) => unit(b) < edge));
    expect(x).toEqual(wanted);
    const half = xp.asarray([0.25, 0.75], { dtype: xp.float32, device });
    expect(new Set(list(xp.random.default_rng(2).choice(2, { size: 100, p: half, device })))).toEqual(new Set([0, 1]));
  });

  small('with probabilities and without replacement draws one after the other', () => {
    const p = [0.5, 0.3, 0.2, 0];
    const rng = xp.random.default_rng(77);
    const n = 3000;
    const counts = new Map<string, number>();
    for (let i = 0; i < n; i++) {
      const key = list(rng.choice(4, { size: 2, replace: false, p, device })).join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (const i of [0, 1, 2])
      for (const j of [0, 1, 2]) {
        if (i === j) continue;
        const chance = (p[i]! * p[j]!) / (1 - p[i]!);
        const seen = (counts.get(`${i}${j}`) ?? 0) / n;
        expect(Math.abs(seen - chance)).toBeLessThan(5 * Math.sqrt((chance * (1 - chance)) / n));
      }
    expect([...counts.keys()].some((key) => key.includes('3'))).toBe(false);
  });
});

describe('wrong arguments are named', () => {
  const rng = xp.random.default_rng(1);
  const cases: [string, () => unknown, typeof TypeError | typeof RangeError, RegExp][] = [
    ['a seed below 0', () => xp.random.default_rng(-1), RangeError, /default_rng: .* for seed, got -1/],
    ['a seed that is not whole', () => xp.random.default_rng(1.5), RangeError, /a whole number for seed, got 1.5/],
    ['a seed that is text', () => xp.random.default_rng('a' as never), TypeError, /for seed, got "a"/],
    ['a shape as such', () => rng.random([2] as never), TypeError, /random: size goes into the options/],
    ['an unknown option', () => rng.random({ shape: 2 } as never), TypeError, /unknown option shape/],
    ['a negative size', () => rng.random({ size: -1 }), RangeError, /for size, got -1/],
    ['an integer dtype', () => rng.random({ dtype: xp.int32 }), TypeError, /random: expected one of float32, float64/],
    [
      'a floating dtype',
      () => rng.integers(3, { dtype: xp.float32 }),
      TypeError,
      /integers: .* for dtype, got float32/,
    ],
    ['bounds in disorder', () => rng.uniform({ low: 2, high: 1 }), RangeError, /at least low \(2\) for high, got 1/],
    ['an infinite bound', () => rng.uniform({ high: Infinity }), RangeError, /for high, got Infinity/],
    ['an infinite width', () => rng.uniform({ low: -1e308, high: 1e308 }), RangeError, /for high - low/],
    ['a bound beyond float32', () => rng.uniform({ high: 1e40, dtype: xp.float32 }), RangeError, /for high/],
    ['a negative scale', () => rng.normal({ scale: -1 }), RangeError, /for scale, got -1/],
    ['NaN as mean', () => rng.normal({ loc: NaN }), RangeError, /for loc, got NaN/],
    ['an empty range', () => rng.integers(0), RangeError, /a bound above 0 for low, got 0/],
    ['an empty range of two', () => rng.integers(3, { high: 3 }), RangeError, /a bound above 3 for high, got 3/],
    ['a range beyond the dtype', () => rng.integers(257, { dtype: xp.uint8 }), RangeError, /\[0, 255\]/],
    ['a low below the dtype', () => rng.integers(-1, { high: 1, dtype: xp.uint8 }), RangeError, /for low, got -1n/],
    ['a 0-d array to permute', () => rng.permutation(xp.zeros([], { device })), RangeError, /0-d/],
    ['text to permute', () => rng.permutation('abc' as never), TypeError, /for x, got "abc"/],
    ['nothing to choose from', () => rng.choice(0), RangeError, /at least one element to choose from for a, got 0/],
    ['more than there are', () => rng.choice(2, { size: 3, replace: false }), RangeError, /at most the 2 elements/],
    ['too few chances', () => rng.choice(3, { p: [0.5, 0.5], device }), RangeError, /3 probabilities for p, got \[2\]/],
    ['a negative chance', () => rng.choice(2, { p: [1.5, -0.5], device }), RangeError, /at least 0 for p, got -0.5/],
    ['chances of sum 2', () => rng.choice(2, { p: [1, 1], device }), RangeError, /whose sum is 1 for p, got 2/],
    ['a chance that is NaN', () => rng.choice(2, { p: [1, NaN], device }), RangeError, /for p, got NaN/],
    [
      'too few that are possible',
      () => rng.choice(2, { size: 2, replace: false, p: [1, 0], device }),
      RangeError,
      /at least 2 probabilities that are not 0 for p, got 1/,
    ],
  ];
  for (const [name, body, kind, message] of cases)
    small(name, () => {
      expect(body).toThrow(kind);
      expect(body).toThrow(message);
    });

  small('and leave the stream where it was', () => {
    const a = xp.random.default_rng(5);
    expect(() => a.integers(0)).toThrow(RangeError);
    expect(() => a.choice(2, { p: [1, 1], device })).toThrow(RangeError);
    expect(a.random({ device }).item()).toBe(unit(bitsOf(5, 0, 1)[0]!));
  });
});
