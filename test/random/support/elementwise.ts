/** Rows of the elementwise functions: the dtypes each promises, its formula for one element of each kind, its tolerance. */
import * as fc from 'fast-check';
import { array, arrayOf, dtype, pick, shape, shapes, value, type Domain } from './arbitrary';
import type { Row, Table, Tolerance } from './check';
import * as c from './complex';
import * as host from './host';
import {
  isComplex,
  isFloat,
  isHost,
  isInteger,
  promote,
  realOf,
  refuse,
  widened,
  zip,
  type Host,
  type Name,
  type Value,
  type Z,
} from './host';
import { type Laid } from './layout';
import * as r from './real';

/** Formulas by the kind of the (common) dtype; a kind without one is not promised by the standard. */
interface Formulas {
  bool?: (...v: boolean[]) => boolean;
  int?: (a: bigint, b: bigint, name: Name) => Value;
  float?: (a: number, b: number, name: Name) => Value;
  complex?: (a: Z, b: Z) => Value;
}
interface Details extends Tolerance {
  result?: 'bool' | 'real';
  /** Which values floating operands have: 'all' unless it says otherwise; complex ones are finite and of middling size. */
  float?: Domain;
  complex?: Domain;
  /** The error that an element is allowed, in ulps of this magnitude. */
  near?: (a: number, b: number) => number;
  /** Complex zeros are left out. */
  nonzero?: boolean;
}

const accepted = (f: Formulas): Name[] => [
  ...(f.bool ? host.bools : []),
  ...(f.int ? host.integers : []),
  ...(f.float ? host.floats : []),
  ...(f.complex ? host.complexes : []),
];
const domain = (d: Details, name: Name): Domain => (isComplex(name) ? (d.complex ?? 'finite') : (d.float ?? 'all'));
const element = (name: Name, d: Details): fc.Arbitrary<Value> => {
  const any = value(name, domain(d, name));
  if (d.nonzero && isComplex(name)) return any.filter((v) => c.modulus(v as Z) > 0);
  return d.nonzero && d.float === 'finite' ? any.filter((v) => v !== 0) : any;
};
const resultOf = (d: Details, name: Name): Name =>
  d.result === 'bool' ? 'bool' : d.result === 'real' ? realOf(name) : name;

function formula(f: Formulas, name: Name): (a: Value, b?: Value) => Value {
  if (isInteger(name)) return (a, b) => f.int!(a as bigint, b as bigint, name);
  if (isFloat(name)) return (a, b) => f.float!(a as number, b as number, name);
  if (isComplex(name)) return (a, b) => f.complex!(a as Z, b as Z);
  return (a, b) => f.bool!(a as boolean, b as boolean);
}

/** A function of one array: elements of every dtype promised; one of another now and then, which is refused. */
function unary(f: Formulas, d: Details = {}): Row {
  const names = accepted(f);
  const others = host.all.filter((n) => !names.includes(n));
  const good = dtype(names).chain((n) => array([n], { element: (name) => element(name, d) }));
  const args =
    others.length === 0
      ? good
      : fc.oneof(
          { weight: 20, arbitrary: good },
          { weight: 1, arbitrary: array(others, { shape: shape(0, 2, false) }) },
        );
  return {
    args: args.map((x) => [x]),
    want: (x: Host) => {
      if (!names.includes(x.dtype)) return refuse('TypeError');
      return zip(resultOf(d, x.dtype), [x], formula(f, x.dtype));
    },
    tolerance: d,
  };
}

/** A scalar that stands beside an array of this dtype. */
export function scalar(name: Name, d: Domain = 'all', nonzero = false): fc.Arbitrary<unknown> {
  return value(name, d)
    .filter((v) => !nonzero || !isComplex(name) || (v as Z).re !== 0)
    .chain((v) => {
      if (typeof v !== 'bigint') return isComplex(name) ? pick<unknown>(v, (v as Z).re) : fc.constant<unknown>(v);
      return Number.isSafeInteger(Number(v)) ? pick<unknown>(v, Number(v)) : fc.constant<unknown>(v);
    });
}
/** Such a scalar as a host of that dtype. */
export function asHost(v: unknown, name: Name): Host {
  let element = v as Value;
  if (isInteger(name)) element = BigInt(v as number);
  if (isComplex(name) && typeof v === 'number') element = { re: v, im: 0 };
  return { dtype: name, shape: [], values: [host.fit(name, element)] };
}

/** A function of two arrays that broadcast and promote, or of an array and a scalar on either side. */
function binary(f: Formulas, d: Details = {}): Row {
  const names = accepted(f);
  const arrays = fc.tuple(dtype(names), dtype(names), fc.boolean(), shapes(2)).chain(([a, b, same, [p, q]]) => {
    // Real beside complex: as the complex one's values go.
    const both = same ? a : b;
    const mixed = isComplex(a) || isComplex(both) ? 'finite' : undefined;
    const part = (n: Name): fc.Arbitrary<Value> => element(n, mixed && !d.complex ? { ...d, float: mixed } : d);
    return fc.tuple(arrayOf(a, p!, part(a)), arrayOf(both, q!, part(both)));
  });
  const beside = array(names, { element: (name) => element(name, d) }).chain((x) =>
    fc
      .tuple(scalar(x.host.dtype, domain(d, x.host.dtype), d.nonzero), fc.boolean())
      .map(([s, first]) => (first ? [s, x] : [x, s])),
  );
  return {
    args: fc.oneof<fc.Arbitrary<unknown[]>[]>(arrays, arrays, beside),
    want: (x1: unknown, x2: unknown) => {
      const name = isHost(x1) ? (isHost(x2) ? promote(x1.dtype, x2.dtype) : x1.dtype) : (x2 as Host).dtype;
      const [a, b] = [x1, x2].map((v) => (isHost(v) ? widened(v, name) : asHost(v, name)));
      if (!names.includes(name)) return refuse('TypeError');
      const answer = zip(resultOf(d, name), [a!, b!], formula(f, name));
      if (d.near === undefined) return answer;
      const scale = zip('float64', [a!, b!], (p, q) => d.near!(p as number, q as number)).values as number[];
      return { ...answer, slack: scale.map((s) => s * (host.isSingle(name) ? 2 ** -22 : 2 ** -51)) };
    },
    tolerance: d,
    weight: 2,
  };
}

const same = <T>(v: T): T => v;
const near: Details = { ulps: [3, 1] };
const rounded = { ulps: [3, 1], complex: 'finite' } as const;
const zeros: Details = { zeros: true };
const compare = <T>(f: (a: T, b: T) => boolean): ((a: T, b: T) => boolean) => f;
/** Arguments where no component over- or underflows. */
const order = (f: <T extends bigint | number>(a: T, b: T) => boolean): Formulas => ({
  int: compare(f),
  float: compare(f),
});
const bitwise = (f: (a: bigint, b: bigint) => bigint, g: (a: boolean, b: boolean) => boolean): Formulas => ({
  int: f,
  bool: g,
});

/** Functions of one operand that are libm's for real elements and Kahan's for complex ones, in ulps of the modulus. */
const elementary: Record<string, [real: (x: number) => number, complex: (a: Z) => Z, double: number]> = {
  acos: [Math.acos, c.cacos, 16],
  acosh: [Math.acosh, c.cacosh, 16],
  asin: [Math.asin, c.casin, 16],
  asinh: [Math.asinh, c.casinh, 16],
  atan: [Math.atan, c.catan, 16],
  atanh: [Math.atanh, c.catanh, 16],
  log: [Math.log, c.clog, 8],
  log1p: [Math.log1p, c.clog1p, 16],
  sqrt: [Math.sqrt, c.sqrt, 8],
};
/** The same; complex arguments are small enough that nothing overflows. */
const growing: typeof elementary = {
  cos: [Math.cos, c.ccos, 8],
  cosh: [Math.cosh, c.ccosh, 8],
  exp: [Math.exp, c.cexp, 8],
  expm1: [Math.expm1, c.cexpm1, 8],
  sin: [Math.sin, c.csin, 8],
  sinh: [Math.sinh, c.csinh, 8],
  tan: [Math.tan, c.ctan, 16],
  tanh: [Math.tanh, c.ctanh, 16],
};

/** Row of one of those: real elements as they come; complex ones within ±`most`. */
function libm([real, complex, double]: (typeof elementary)[string], most: number): Row {
  const row = unary({ float: real, complex }, { ulps: [3, 1] });
  const part = fc.integer({ min: -most * 64, max: most * 64 }).map((n) => n / 64);
  const element = fc.record({ re: part, im: part }, { noNullPrototype: true });
  const complexRow: fc.Arbitrary<Laid[]> = array(host.complexes, { element: () => element }).map((x) => [x]);
  const realOnly = row.args.filter(([x]) => !isComplex((x as Laid).host.dtype));
  return { ...row, args: fc.oneof(realOnly, complexRow), tolerance: { ulps: [double, 2] } };
}

export const unaryTable: Table = {
  abs: unary(
    { int: (a) => (a < 0n ? -a : a), float: (a) => Math.abs(a), complex: c.modulus },
    { result: 'real', complex: 'tame', ulps: [2, 1] },
  ),
  bitwise_invert: unary({ int: (a) => ~a, bool: (a) => !a }),
  ceil: unary({ int: same, float: (a) => Math.ceil(a) }),
  conj: unary({ int: same, float: same, complex: c.conj }, { complex: 'all' }),
  floor: unary({ int: same, float: (a) => Math.floor(a) }),
  imag: unary({ complex: (a) => a.im }, { result: 'real', complex: 'all' }),
  isfinite: unary(
    {
      int: () => true,
      float: (a) => Number.isFinite(a),
      complex: (a) => Number.isFinite(a.re) && Number.isFinite(a.im),
    },
    { result: 'bool', complex: 'all' },
  ),
  isinf: unary(
    {
      int: () => false,
      float: (a) => Math.abs(a) === Infinity,
      complex: (a) => [a.re, a.im].some((v) => Math.abs(v) === Infinity),
    },
    { result: 'bool', complex: 'all' },
  ),
  isnan: unary(
    { int: () => false, float: (a) => Number.isNaN(a), complex: (a) => Number.isNaN(a.re) || Number.isNaN(a.im) },
    { result: 'bool', complex: 'all' },
  ),
  ...Object.fromEntries(Object.entries(elementary).map(([name, e]) => [name, libm(e, 1000)])),
  ...Object.fromEntries(Object.entries(growing).map(([name, e]) => [name, libm(e, 9)])),
  log10: libm([Math.log10, (a) => c.over(c.clog(a), Math.LN10), 8], 1000),
  log2: libm([Math.log2, (a) => c.over(c.clog(a), Math.LN2), 8], 1000),
  logical_not: unary({ bool: (a) => !a }),
  negative: unary({ int: (a) => -a, float: (a) => -a, complex: c.neg }, { complex: 'all' }),
  positive: unary({ int: same, float: same, complex: same }, { complex: 'all' }),
  real: unary({ int: same, float: same, complex: (a) => a.re }, { result: 'real', complex: 'all' }),
  reciprocal: unary({ float: (a) => 1 / a, complex: (a) => c.div(c.z(1, 0), a) }, { ulps: [4, 1], nonzero: true }),
  round: unary(
    { int: same, float: r.roundEven, complex: (a) => c.z(r.roundEven(a.re), r.roundEven(a.im)) },
    { complex: 'all' },
  ),
  sign: unary(
    {
      int: (a) => (a > 0n ? 1n : a < 0n ? -1n : 0n),
      float: (a) => (Number.isNaN(a) ? a : a > 0 ? 1 : a < 0 ? -1 : 0),
      complex: (a) => (a.re === 0 && a.im === 0 ? c.z(0, 0) : c.z(a.re / c.modulus(a), a.im / c.modulus(a))),
    },
    rounded,
  ),
  // The sign of a NaN can't be given from JavaScript.
  signbit: unary({ float: (a) => a < 0 || Object.is(a, -0) }, { result: 'bool', float: 'finite' }),
  square: unary({ int: (a) => a * a, float: (a) => a * a, complex: (a) => c.mul(a, a) }, rounded),
  trunc: unary({ int: same, float: (a) => Math.trunc(a) }),
};

export const binaryTable: Table = {
  add: binary({ int: (a, b) => a + b, float: (a, b) => a + b, complex: c.add }, { complex: 'all' }),
  atan2: binary({ float: (a, b) => Math.atan2(a, b) }, near),
  bitwise_and: binary(
    bitwise(
      (a, b) => a & b,
      (a, b) => a && b,
    ),
  ),
  bitwise_left_shift: binary({ int: r.integer.left }),
  bitwise_or: binary(
    bitwise(
      (a, b) => a | b,
      (a, b) => a || b,
    ),
  ),
  bitwise_right_shift: binary({ int: r.integer.right }),
  bitwise_xor: binary(
    bitwise(
      (a, b) => a ^ b,
      (a, b) => a !== b,
    ),
  ),
  copysign: binary({ float: r.copysign }),
  divide: binary({ float: (a, b) => a / b, complex: (a, b) => c.div(a, b) }, { ulps: [6, 2], nonzero: true }),
  equal: binary(
    {
      bool: (a, b) => a === b,
      int: (a, b) => a === b,
      float: (a, b) => a === b,
      complex: (a, b) => a.re === b.re && a.im === b.im,
    },
    { result: 'bool', complex: 'all' },
  ),
  floor_divide: binary({ int: r.integer.floorDivide, float: r.floatFloorDivide }),
  greater: binary(
    order((a, b) => a > b),
    { result: 'bool' },
  ),
  greater_equal: binary(
    order((a, b) => a >= b),
    { result: 'bool' },
  ),
  hypot: binary({ float: (a, b) => Math.hypot(a, b) }, near),
  less: binary(
    order((a, b) => a < b),
    { result: 'bool' },
  ),
  less_equal: binary(
    order((a, b) => a <= b),
    { result: 'bool' },
  ),
  logaddexp: binary({ float: r.logaddexp }, { near: (a, b) => Math.max(Math.abs(a), Math.abs(b), 1) }),
  logical_and: binary({ bool: (a, b) => a && b }),
  logical_or: binary({ bool: (a, b) => a || b }),
  logical_xor: binary({ bool: (a, b) => a !== b }),
  // Which of two zeros is the larger is open.
  maximum: binary({ int: (a, b) => (a > b ? a : b), float: (a, b) => Math.max(a, b) }, zeros),
  minimum: binary({ int: (a, b) => (a < b ? a : b), float: (a, b) => Math.min(a, b) }, zeros),
  multiply: binary({ int: (a, b) => a * b, float: (a, b) => a * b, complex: c.mul }, { ulps: [4, 4] }),
  nextafter: binary({ float: (a, b, name) => r.nextafter(a, b, host.isSingle(name)) }),
  not_equal: binary(
    {
      bool: (a, b) => a !== b,
      int: (a, b) => a !== b,
      float: (a, b) => a !== b,
      complex: (a, b) => a.re !== b.re || a.im !== b.im,
    },
    { result: 'bool', complex: 'all' },
  ),
  remainder: binary({ int: r.integer.remainder, float: r.floatRemainder }, { ulps: [0, 1] }),
  subtract: binary({ int: (a, b) => a - b, float: (a, b) => a - b, complex: c.sub }, { complex: 'all' }),
};

/** pow, of complex elements with middling bases and small powers: the error of y·log x is multiplied by its size. */
const power = binary({ int: r.integer.pow, float: r.floatPow }, near);
const small = (most: number): fc.Arbitrary<Z> => {
  const part = fc.integer({ min: -most * 16, max: most * 16 }).map((n) => n / 16);
  return fc.record({ re: part, im: part }, { noNullPrototype: true });
};
const complexPower: Row = {
  args: fc.tuple(dtype(host.complexes), shapes(2)).chain(([name, [p, q]]) =>
    fc.tuple(
      arrayOf(
        name,
        p!,
        small(4).filter((v) => v.re !== 0 || v.im !== 0),
      ),
      arrayOf(name, q!, small(2)),
    ),
  ),
  want: (a: Host, b: Host) => zip(a.dtype, [a, b], (x, y) => c.cpow(x as Z, y as Z)),
};

/** clip: bounds of the same dtype, arrays that broadcast or scalars, either left out. */
const clip: Row = {
  args: fc.tuple(dtype(host.reals), shapes(3)).chain(([name, [p, q, s]]) => {
    const bound = (n: number[]): fc.Arbitrary<unknown> =>
      fc.oneof<fc.Arbitrary<unknown>[]>(arrayOf(name, n), scalar(name), pick(undefined, null));
    return fc.tuple(arrayOf(name, p!), bound(q!), bound(s!));
  }),
  want: (x: Host, low: unknown, high: unknown) => {
    const bound = (v: unknown): Host[] =>
      v === undefined || v === null ? [] : [typeof v === 'object' ? (v as Host) : asHost(v, x.dtype)];
    const most = (a: Value, b: Value, sign: 1 | -1): Value => {
      if (Number.isNaN(a) || Number.isNaN(b)) return NaN;
      return (sign > 0 ? a < b : a > b) ? b : a;
    };
    let out = x;
    for (const b of bound(low)) out = zip(x.dtype, [out, b], (v, w) => most(v, w, 1));
    for (const b of bound(high)) out = zip(x.dtype, [out, b], (v, w) => most(v, w, -1));
    return out;
  },
  tolerance: zeros,
};

export const otherTable: Table = { pow: power, clip };
/** Rows whose name in the namespace is another row's already. */
export const besides: readonly [string, Row][] = [['pow', { ...complexPower, tolerance: { ulps: [128, 2] } }]];
