/** Elementwise functions of every dtype and layout against plain loops over JavaScript numbers and bigints. */
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { array, dtypeNames, held, laid, layouts, lcg, values, type Name, type Value } from '../support/arrays';
import { testDevice, large, small } from '../support/device';

const device = testDevice;
const functions = xp as unknown as Record<string, (...x: unknown[]) => NDArray>;

const integers: Name[] = ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'];
const floats: Name[] = ['float32', 'float64'];
const complexes: Name[] = ['complex64', 'complex128'];
const isInteger = (name: Name): boolean => integers.includes(name);
const isWide = (name: Name): boolean => name === 'int64' || name === 'uint64';
const bitsOf = (name: Name): number => Number(/\d+/.exec(name)![0]);

/** An integer wrapped into a dtype, as the dtype's values come back. */
function wrap(name: Name, v: bigint): Value {
  const bits = bitsOf(name);
  const inside = name.startsWith('u') ? BigInt.asUintN(bits, v) : BigInt.asIntN(bits, v);
  return isWide(name) ? inside : Number(inside);
}

/** Integers of all sizes, the ends and small ones among them. */
function wholeNumbers(name: Name, n: number, seed: number): bigint[] {
  const next = lcg(seed);
  return Array.from({ length: n }, () => {
    const random = (BigInt(next()) << 33n) ^ (BigInt(next()) << 12n) ^ BigInt(next());
    const small = BigInt(next() % 9) - 4n;
    const end = 1n << BigInt(bitsOf(name) - (name.startsWith('u') ? 0 : 1));
    const v = [random, small, end - 1n, -end][next() % 4]!;
    return BigInt(wrap(name, v) as number | bigint);
  });
}

function ofIntegers(list: readonly bigint[], name: Name): NDArray {
  return array(
    list.map((v) => (isWide(name) ? v : Number(v))),
    [list.length],
    name,
  );
}

const floorDivide = (a: bigint, b: bigint): bigint => {
  if (b === 0n) return 0n;
  const q = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
};
const power = (a: bigint, n: bigint, bits: number): bigint => {
  if (n < 0n) return a === 1n ? 1n : a === -1n ? (n % 2n === 0n ? 1n : -1n) : 0n;
  const modulus = 1n << BigInt(bits);
  let result = 1n;
  for (let base = ((a % modulus) + modulus) % modulus; n > 0n; n >>= 1n, base = (base * base) % modulus)
    if (n & 1n) result = (result * base) % modulus;
  return result;
};

/** What the integer functions are on bigints; the result wraps. */
const integerBinary: Record<string, (a: bigint, b: bigint, name: Name) => bigint> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  floor_divide: floorDivide,
  remainder: (a, b) => (b === 0n ? 0n : a - b * floorDivide(a, b)),
  pow: (a, b, name) => power(a, b, bitsOf(name)),
  maximum: (a, b) => (a > b ? a : b),
  minimum: (a, b) => (a < b ? a : b),
  bitwise_and: (a, b) => a & b,
  bitwise_or: (a, b) => a | b,
  bitwise_xor: (a, b) => a ^ b,
  bitwise_left_shift: (a, b, name) => (b < 0n || b >= bitsOf(name) ? 0n : a << b),
  bitwise_right_shift: (a, b, name) => a >> (b < 0n || b >= bitsOf(name) ? 64n : b),
};
const integerUnary: Record<string, (a: bigint) => bigint> = {
  abs: (a) => (a < 0n ? -a : a),
  negative: (a) => -a,
  positive: (a) => a,
  square: (a) => a * a,
  sign: (a) => (a > 0n ? 1n : a < 0n ? -1n : 0n),
  bitwise_invert: (a) => ~a,
  ceil: (a) => a,
  floor: (a) => a,
  round: (a) => a,
  trunc: (a) => a,
  conj: (a) => a,
  real: (a) => a,
};
const comparisons: Record<string, (a: number | bigint, b: number | bigint) => boolean> = {
  equal: (a, b) => a === b,
  not_equal: (a, b) => a !== b,
  less: (a, b) => a < b,
  less_equal: (a, b) => a <= b,
  greater: (a, b) => a > b,
  greater_equal: (a, b) => a >= b,
};

describe('integers', () => {
  for (const name of integers) {
    const a = wholeNumbers(name, 400, 1);
    const b = wholeNumbers(name, 400, 2);
    small(`functions of two ${name} wrap, never trap`, () => {
      for (const [fn, f] of Object.entries(integerBinary)) {
        const got = functions[fn]!(ofIntegers(a, name), ofIntegers(b, name)).tolist();
        expect([fn, got]).toEqual([fn, a.map((v, i) => wrap(name, f(v, b[i]!, name)))]);
      }
      for (const [fn, f] of Object.entries(comparisons)) {
        const got = functions[fn]!(ofIntegers(a, name), ofIntegers(b, name)).tolist();
        expect([fn, got]).toEqual([fn, a.map((v, i) => f(v, b[i]!))]);
      }
    });
    small(`functions of one ${name} wrap`, () => {
      for (const [fn, f] of Object.entries(integerUnary))
        expect([fn, functions[fn]!(ofIntegers(a, name)).tolist()]).toEqual([fn, a.map((v) => wrap(name, f(v)))]);
      expect(xp.isfinite(ofIntegers(a, name)).tolist()).toEqual(a.map(() => true));
      expect(xp.isnan(ofIntegers(a, name)).tolist()).toEqual(a.map(() => false));
    });
    small(`shifts of ${name} by small counts`, () => {
      const counts = b.map((v) => ((v % 70n) + 70n) % 70n);
      for (const fn of ['bitwise_left_shift', 'bitwise_right_shift'])
        expect(functions[fn]!(ofIntegers(a, name), ofIntegers(counts, name)).tolist()).toEqual(
          a.map((v, i) => wrap(name, integerBinary[fn]!(v, counts[i]!, name))),
        );
    });
  }
});

describe('bool', () => {
  const a = [false, false, true, true];
  const b = [false, true, false, true];
  const x = (): NDArray => xp.asarray(a, { device });
  const y = (): NDArray => xp.asarray(b, { device });

  small('logical and bitwise functions are the same on it', () => {
    for (const family of ['logical', 'bitwise']) {
      expect(functions[`${family}_and`]!(x(), y()).tolist()).toEqual([false, false, false, true]);
      expect(functions[`${family}_or`]!(x(), y()).tolist()).toEqual([false, true, true, true]);
      expect(functions[`${family}_xor`]!(x(), y()).tolist()).toEqual([false, true, true, false]);
    }
    expect(xp.logical_not(x()).tolist()).toEqual([true, true, false, false]);
    expect(xp.bitwise_invert(x()).tolist()).toEqual([true, true, false, false]);
    expect(xp.equal(x(), y()).tolist()).toEqual([true, false, false, true]);
    expect(xp.logical_and(x(), true).tolist()).toEqual(a);
  });
  small('arithmetic refuses it', () => {
    for (const fn of ['add', 'multiply', 'less', 'maximum']) expect(() => functions[fn]!(x(), y())).toThrow(TypeError);
    for (const fn of ['negative', 'abs', 'sqrt', 'sign']) expect(() => functions[fn]!(x())).toThrow(TypeError);
  });
});

/** Functions whose result IEEE arithmetic fixes, on numbers; float32 rounds the float64 result. */
const floatBinary: Record<string, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  maximum: (a, b) => (a !== a || b !== b ? NaN : Math.max(a, b)),
  minimum: (a, b) => (a !== a || b !== b ? NaN : Math.min(a, b)),
};
const floatUnary: Record<string, (a: number) => number> = {
  abs: Math.abs,
  negative: (a) => -a,
  positive: (a) => a,
  square: (a) => a * a,
  sqrt: Math.sqrt,
  reciprocal: (a) => 1 / a,
  ceil: Math.ceil,
  floor: Math.floor,
  trunc: Math.trunc,
  sign: (a) => (a === 0 ? 0 : Math.sign(a)),
};

const shapes: readonly (readonly number[])[] = [[], [0], [3, 0], [1], [7], [33, 5], [2, 3, 40]];
const sizeOf = (shape: readonly number[]): number => shape.reduce((m, n) => m * n, 1);
const flat = (x: NDArray): Value[] => [xp.reshape(x, [-1]).tolist()].flat() as Value[];
// Zeros of either sign may come out of maximum and minimum; `+ 0` makes them alike.
const unsign = (list: Value[]): Value[] => list.map((v) => (v === 0 ? 0 : v));

describe('floats', () => {
  for (const name of floats) {
    const round = name === 'float32' ? Math.fround : (v: number): number => v;
    small(`functions of ${name} that IEEE arithmetic fixes, in every layout`, () => {
      for (const shape of shapes) {
        const n = sizeOf(shape);
        const a = values(name, n, 3) as number[];
        const b = values(name, n, 4) as number[];
        for (const layout of shape.includes(0) || shape.length === 0 ? (['contiguous'] as const) : layouts) {
          const x = laid(array(a, shape, name), layout);
          const y = laid(array(b, shape, name), layouts[(layouts.indexOf(layout) + 2) % layouts.length]!);
          for (const [fn, f] of Object.entries(floatBinary)) {
            const z = functions[fn]!(x, y);
            expect(z.shape).toEqual([...shape]);
            expect([fn, layout, unsign(flat(z))]).toEqual([fn, layout, unsign(a.map((v, i) => round(f(v, b[i]!))))]);
          }
          for (const [fn, f] of Object.entries(floatUnary))
            expect([fn, layout, flat(functions[fn]!(x))]).toEqual([fn, layout, a.map((v) => round(f(v)))]);
        }
      }
    });
    small(`floor_divide and remainder of ${name} belong together`, () => {
      const next = lcg(9);
      const a = Array.from({ length: 500 }, () => round((next() % 4096) / 8 - 256));
      const b = Array.from({ length: 500 }, () => round((next() % 512) / 16 - 15.97));
      const [x, y] = [array(a, [500], name), array(b, [500], name)];
      const q = xp.floor_divide(x, y).tolist() as number[];
      const r = xp.remainder(x, y).tolist() as number[];
      for (const [i, v] of a.entries()) {
        // The operands are multiples of 1/128: scaled, they are whole and bigints divide them exactly.
        const [p, d] = [BigInt(v * 2 ** 30), BigInt(Math.round(b[i]! * 2 ** 30))];
        if (Number(d) !== b[i]! * 2 ** 30) continue;
        expect(q[i]! + 0).toBe(Number(floorDivide(p, d)) + 0);
        expect(r[i]).toBeCloseTo(Number(p - d * floorDivide(p, d)) / 2 ** 30, 10);
        expect(r[i] === 0 || r[i]! < 0 === b[i]! < 0).toBe(true);
      }
    });
  }
});

describe('complex numbers', () => {
  type Z = { re: number; im: number };
  for (const name of complexes) {
    const round = name === 'complex64' ? Math.fround : (v: number): number => v;
    const rounded = ({ re, im }: Z): Z => ({ re: round(re), im: round(im) });
    small(`sums, differences, parts and rounding of ${name}, in every layout`, () => {
      const shape = [6, 11];
      const a = values(name, 66, 5) as Z[];
      const b = values(name, 66, 6) as Z[];
      for (const layout of layouts) {
        const x = laid(array(a, shape, name), layout);
        const y = laid(array(b, shape, name), 'transposed');
        const each = (f: (p: Z, q: Z) => Z): Z[] => a.map((p, i) => rounded(f(p, b[i]!)));
        expect(flat(xp.add(x, y))).toEqual(each((p, q) => ({ re: p.re + q.re, im: p.im + q.im })));
        expect(flat(xp.subtract(x, y))).toEqual(each((p, q) => ({ re: p.re - q.re, im: p.im - q.im })));
        expect(flat(xp.negative(x))).toEqual(a.map(({ re, im }) => ({ re: -re, im: -im })));
        expect(flat(xp.conj(x))).toEqual(a.map(({ re, im }) => ({ re, im: -im })));
        expect(flat(xp.real(x))).toEqual(a.map(({ re }) => re));
        expect(flat(xp.imag(x))).toEqual(a.map(({ im }) => im));
        expect(flat(xp.trunc(xp.real(x)))).toEqual(a.map(({ re }) => Math.trunc(re)));
        expect(xp.real(x).dtype.name).toBe(name === 'complex64' ? 'float32' : 'float64');
        expect(flat(xp.equal(x, y))).toEqual(a.map((p, i) => p.re === b[i]!.re && p.im === b[i]!.im));
        expect(flat(xp.not_equal(x, x))).toEqual(a.map(({ re, im }) => re !== re || im !== im));
        const whole = flat(xp.round(x)) as Z[];
        expect(whole.map(({ re }) => re)).toEqual(flat(xp.round(xp.real(x))));
        expect(whole.map(({ im }) => im)).toEqual(flat(xp.round(xp.imag(x))));
      }
    });
    small(`products of ${name}`, () => {
      const whole = (z: Z): boolean => Number.isFinite(z.re) && Number.isFinite(z.im);
      const a = (values(name, 90, 7) as Z[]).filter(whole);
      const b = (values(name, 90, 8) as Z[]).filter(whole).slice(0, a.length);
      const x = array(a.slice(0, b.length), [b.length], name);
      // Halves below 11: exact in both precisions. An exact zero may have either sign.
      const zero = (v: number): number => v + 0;
      const got = xp.multiply(x, array(b, [b.length], name)).tolist() as Z[];
      expect(got.map(({ re, im }) => ({ re: zero(re), im: zero(im) }))).toEqual(
        b.map((q, i) => ({ re: zero(a[i]!.re * q.re - a[i]!.im * q.im), im: zero(a[i]!.re * q.im + a[i]!.im * q.re) })),
      );
    });
    small(`orders are refused on ${name}`, () => {
      const x = array([{ re: 1, im: 2 }], [1], name);
      for (const fn of ['less', 'greater_equal', 'maximum', 'floor_divide', 'remainder', 'atan2'])
        expect(() => functions[fn]!(x, x)).toThrow(TypeError);
      for (const fn of ['floor', 'ceil', 'trunc', 'signbit']) expect(() => functions[fn]!(x)).toThrow(TypeError);
    });
  }
});

describe('the same element gives the same bits', () => {
  const unary = ['exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh'].concat([
    'asin',
    'acos',
    'atan',
    'asinh',
    'acosh',
    'atanh',
    'sqrt',
    'square',
    'reciprocal',
    'abs',
    'sign',
  ]);
  const binary = ['pow', 'atan2', 'hypot', 'logaddexp', 'divide', 'remainder', 'floor_divide', 'multiply'];
  const next = lcg(12);
  // Far arguments among the others: whole blocks and single elements take different ways through the kernels.
  const list = Array.from({ length: 1500 }, (_, i) => (i % 700 === 650 ? 1e22 : (next() % 100000) / 15000 - 1));
  const bits = (x: NDArray): string => Buffer.from(xp.reshape(x, [-1]).dataSync().buffer).toString('hex');

  for (const name of [...floats, ...complexes]) {
    small(`alone, in a slice and in any layout, of ${name}`, () => {
      const whole = array(list, [list.length], name);
      const operand = array([...list].reverse(), [list.length], name);
      const cuts = [xp.slice(3, 20), xp.slice(645, 655), xp.slice(1, null, 7), xp.slice(null, null, -3)];
      const run = (fn: string, f: (x: NDArray, y: NDArray) => NDArray): void => {
        const bulk = f(whole, operand);
        for (const cut of cuts)
          expect([fn, bits(f(whole.get(cut), operand.get(cut)))]).toEqual([
            fn,
            bits(xp.asarray(bulk.get(cut), { copy: true })),
          ]);
        const turned = (x: NDArray): NDArray => xp.permute_dims(xp.reshape(x, [30, 50]), [1, 0]);
        expect([fn, bits(f(turned(whole), turned(operand)))]).toEqual([
          fn,
          bits(xp.asarray(turned(bulk), { copy: true })),
        ]);
      };
      const complex = complexes.includes(name);
      for (const fn of unary) run(fn, (x) => functions[fn]!(x));
      for (const fn of complex ? ['pow', 'divide', 'multiply'] : binary) run(fn, (x, y) => functions[fn]!(x, y));
    });
  }

  large('in an array that many threads share', () => {
    const n = 300_007;
    const x = xp.remainder(
      xp.multiply(xp.arange(n, undefined, undefined, { dtype: xp.float64, device }), 0.7310585),
      9,
    );
    for (const fn of ['exp', 'sin', 'log1p', 'square']) {
      const all = functions[fn]!(x).dataSync() as Float64Array;
      for (const start of [0, 32760, 65530, 131060, n - 40]) {
        const part = functions[fn]!(xp.asarray(x.get(xp.slice(start, start + 40)), { copy: true })).dataSync();
        expect([...(part as Float64Array)]).toEqual([...all.slice(start, start + 40)]);
      }
    }
  });
});

describe('operands', () => {
  small('broadcast against each other', () => {
    const column = xp.reshape(xp.asarray([1, 2, 3], { device }), [3, 1]);
    const row = xp.asarray([10, 20], { device });
    expect(xp.add(column, row).tolist()).toEqual([
      [11, 21],
      [12, 22],
      [13, 23],
    ]);
    expect(xp.subtract(row, column).tolist()).toEqual([
      [9, 19],
      [8, 18],
      [7, 17],
    ]);
    expect(xp.add(xp.zeros([0, 3], { device }), xp.ones([3], { device })).shape).toEqual([0, 3]);
    expect(() => xp.add(xp.zeros([2], { device }), xp.zeros([3], { device }))).toThrow(RangeError);
  });

  small('large ones broadcast along either axis', () => {
    const [rows, columns] = [70, 900];
    const table = xp.reshape(xp.arange(rows * columns, undefined, undefined, { dtype: xp.float64, device }), [
      rows,
      columns,
    ]);
    const down = xp.reshape(xp.arange(rows, undefined, undefined, { dtype: xp.float64, device }), [rows, 1]);
    const across = xp.arange(columns, undefined, undefined, { dtype: xp.float64, device });
    const same = (x: NDArray, y: Float64Array): boolean =>
      Buffer.from(x.dataSync().buffer).equals(Buffer.from(y.buffer));
    const want = (f: (v: number, i: number, j: number) => number): Float64Array =>
      Float64Array.from({ length: rows * columns }, (_, k) => f(k, Math.floor(k / columns), k % columns));
    expect(
      same(
        xp.subtract(table, down),
        want((v, i) => v - i),
      ),
    ).toBe(true);
    expect(
      same(
        xp.subtract(across, table),
        want((v, _, j) => j - v),
      ),
    ).toBe(true);
    expect(
      same(
        xp.multiply(down, across),
        want((_, i, j) => i * j),
      ),
    ).toBe(true);
  });

  small('may be scalars on either side, of the array’s dtype', () => {
    const x = xp.asarray([1, 2, 3], { dtype: xp.int16, device });
    expect(held(xp.subtract(x, 1))).toEqual({ shape: [3], dtype: 'int16', list: [0, 1, 2] });
    expect(held(xp.subtract(10, x))).toEqual({ shape: [3], dtype: 'int16', list: [9, 8, 7] });
    expect(held(xp.less(2, x))).toEqual({ shape: [3], dtype: 'bool', list: [false, false, true] });
    expect(held(xp.pow(2, xp.asarray([1, 2], { dtype: xp.float32, device })))).toEqual({
      shape: [2],
      dtype: 'float32',
      list: [2, 4],
    });
    const big = xp.ones([40000], { device });
    expect(new Set(xp.divide(3, big).dataSync() as Float64Array)).toEqual(new Set([3]));
    expect(new Set(xp.subtract(big, 3).dataSync() as Float64Array)).toEqual(new Set([-2]));
  });

  small('promote to one dtype', () => {
    const of = (name: Name): NDArray => array(values(name, 2, 1), [2], name);
    expect(xp.add(of('int8'), of('int32')).dtype.name).toBe('int32');
    expect(xp.add(of('uint8'), of('int8')).dtype.name).toBe('int16');
    expect(xp.multiply(of('float32'), of('float64')).dtype.name).toBe('float64');
    expect(xp.multiply(of('float64'), of('complex64')).dtype.name).toBe('complex128');
    expect(() => xp.add(of('uint64'), of('int8'))).toThrow(TypeError);
  });
});

describe('casts', () => {
  const cast = (list: Value[], from: Name, to: Name): Value[] =>
    xp.astype(array(list, [list.length], from), xp[to]).tolist() as Value[];

  small('from floats truncate and stop at the ends; NaN is 0', () => {
    for (const from of floats) {
      const list = [1.75, -1.75, -0, NaN, Infinity, -Infinity, 1e10, -1e10, 1e30];
      expect(cast(list, from, 'int8')).toEqual([1, -1, 0, 0, 127, -128, 127, -128, 127]);
      expect(cast(list, from, 'uint8')).toEqual([1, 0, 0, 0, 255, 0, 255, 0, 255]);
      expect(cast(list, from, 'int32').slice(4)).toEqual([
        2147483647, -2147483648, 2147483647, -2147483648, 2147483647,
      ]);
      expect(cast(list, from, 'uint32').slice(3)).toEqual([0, 4294967295, 0, 4294967295, 0, 4294967295]);
      const [high, low] = [2n ** 63n - 1n, -(2n ** 63n)];
      expect(cast(list, from, 'int64')).toEqual([1n, -1n, 0n, 0n, high, low, 10n ** 10n, -(10n ** 10n), high]);
      expect(cast(list, from, 'uint64')).toEqual([1n, 0n, 0n, 0n, 2n ** 64n - 1n, 0n, 10n ** 10n, 0n, 2n ** 64n - 1n]);
      expect(cast(list, from, 'bool')).toEqual([true, true, false, true, true, true, true, true, true]);
    }
  });
  small('between integers wrap', () => {
    for (const from of integers)
      for (const to of integers) {
        const list = wholeNumbers(from, 300, 31);
        expect(xp.astype(ofIntegers(list, from), xp[to]).tolist()).toEqual(list.map((v) => wrap(to, v)));
      }
  });
  small('of integers to floats round to the nearest', () => {
    for (const from of integers) {
      const list = wholeNumbers(from, 300, 32);
      expect(xp.astype(ofIntegers(list, from), xp.float64).tolist()).toEqual(list.map(Number));
      if (!isWide(from))
        expect(xp.astype(ofIntegers(list, from), xp.float32).tolist()).toEqual(list.map((v) => Math.fround(Number(v))));
    }
    // Halfway between two float32: rounding through float64 first would go wrong.
    const tie = 2n ** 60n + 2n ** 36n + 1n;
    expect(cast([tie], 'int64', 'float32')).toEqual([2 ** 60 + 2 ** 37]);
  });
  small('to complex add a zero, in every layout', () => {
    for (const from of dtypeNames.filter((name) => !complexes.includes(name)))
      for (const layout of layouts) {
        const list = values(from, 24, 4);
        const x = laid(array(list, [4, 6], from), layout);
        const got = flat(xp.astype(x, xp.complex128)) as { re: number; im: number }[];
        expect(got).toEqual(list.map((v) => ({ re: Number(v), im: 0 })));
        if (isInteger(from)) expect(flat(xp.astype(x, xp.bool))).toEqual(list.map((v) => Number(v) !== 0));
      }
  });
});
