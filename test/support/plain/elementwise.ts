/** Element-wise functions of the plain namespace: promote, broadcast, then a JavaScript function per element. */
import type { ElementwiseFunctions, Operand } from '../../../lib/standard';
import { broadcast, PlainArray } from './array';
import * as complex from './complex';
import {
  beside,
  cast,
  dtypes,
  isComplex,
  isComplexValue,
  isFloat,
  isInteger,
  promote,
  type Element,
  type PlainDType,
} from './dtype';
import { broadcastShapes } from './shape';

type Op = Operand<PlainArray>;
type Family = (d: PlainDType) => boolean;

const real: Family = (d) => isInteger(d) || isFloat(d);
const floating: Family = (d) => isFloat(d) || isComplex(d);
const numeric: Family = (d) => d.kind !== 'bool';
const whole: Family = isInteger;
const bits: Family = (d) => isInteger(d) || d.kind === 'bool';
const boolean: Family = (d) => d.kind === 'bool';
const every: Family = () => true;

function accept(fn: string, d: PlainDType, family: Family): void {
  if (!family(d)) throw new TypeError(`${fn}: ${d.name} is not among its dtypes`);
}

/** The operands as arrays of one dtype and one shape. */
export function align(...operands: Op[]): PlainArray[] {
  const arrays = operands.filter((o) => o instanceof PlainArray);
  const first = arrays[0];
  if (!first) throw new TypeError('expected an array among the operands');
  if (arrays.some((a) => a.device !== first.device)) throw new TypeError('operands on two devices');
  const common = arrays.map((a) => a.dtype).reduce(promote);
  const dtype = operands.reduce<PlainDType>((d, o) => (o instanceof PlainArray ? d : promote(d, beside(o, d))), common);
  const shape = broadcastShapes(...arrays.map((a) => a.shape));
  return operands.map((o) => {
    if (!(o instanceof PlainArray)) return first.like(new Array(size(shape)).fill(cast(o, dtype)), shape, dtype);
    const same = o.shape.length === shape.length && o.shape.every((n, i) => n === shape[i]);
    const spread = same ? o : broadcast(o, shape);
    return spread.dtype === dtype
      ? spread
      : spread.like(
          spread.values.map((v) => cast(v, dtype)),
          shape,
          dtype,
        );
  });
}

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function unary(name: string, family: Family, f: (v: never) => Element, onComplex?: (z: complex.Z) => Element) {
  return (x: PlainArray): PlainArray => {
    accept(name, x.dtype, family);
    if (isComplex(x.dtype) && !onComplex)
      throw new TypeError(`${name}: the plain namespace has it for real values only`);
    const apply = (isComplex(x.dtype) ? onComplex : f) as (v: Element) => Element;
    return x.like(x.values.map((v) => cast(apply(v), x.dtype)));
  };
}

function test(name: string, family: Family, f: (v: Element) => boolean) {
  return (x: PlainArray): PlainArray => {
    accept(name, x.dtype, family);
    return x.like(x.values.map(f), x.shape, dtypes.bool);
  };
}

function binary(name: string, family: Family, f: (a: never, b: never) => Element, onComplex?: complex.Binary) {
  return (x1: Op, x2: Op): PlainArray => {
    const [a, b] = align(x1, x2) as [PlainArray, PlainArray];
    accept(name, a.dtype, family);
    if (isComplex(a.dtype) && !onComplex)
      throw new TypeError(`${name}: the plain namespace has it for real values only`);
    const apply = (isComplex(a.dtype) ? onComplex : f) as (p: Element, q: Element) => Element;
    return a.like(a.values.map((v, i) => cast(apply(v, b.values[i]!), a.dtype)));
  };
}

function compare(name: string, family: Family, f: (a: never, b: never) => boolean) {
  return (x1: Op, x2: Op): PlainArray => {
    const [a, b] = align(x1, x2) as [PlainArray, PlainArray];
    accept(name, a.dtype, family);
    const apply = f as (p: Element, q: Element) => boolean;
    return a.like(
      a.values.map((v, i) => apply(v, b.values[i]!)),
      a.shape,
      dtypes.bool,
    );
  };
}

type N = number;
const same = (a: Element, b: Element): boolean =>
  isComplexValue(a) && isComplexValue(b) ? a.re === b.re && a.im === b.im : a === b;
const roundEven = (v: N): N => {
  const r = Math.round(v);
  return Math.abs(v - Math.trunc(v)) === 0.5 ? 2 * Math.round(v / 2) : r;
};
const floorDivide = (a: N | bigint, b: N | bigint): N | bigint => {
  if (typeof a === 'number' || typeof b === 'number') return Math.floor(Number(a) / Number(b));
  const q = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
};
const remainder = (a: N | bigint, b: N | bigint): N | bigint => {
  if (typeof a === 'number' || typeof b === 'number') {
    const r = Number(a) % Number(b);
    return r !== 0 && r < 0 !== Number(b) < 0 ? r + Number(b) : r;
  }
  const r = a % b;
  return r !== 0n && r < 0n !== b < 0n ? r + b : r;
};
/** The integer operation on bigints, whatever width the dtype has; `cast` wraps it. */
const onBits = (f: (a: bigint, b: bigint) => bigint, g: (a: boolean, b: boolean) => boolean) => {
  return (a: Element, b: Element): Element =>
    typeof a === 'boolean' ? g(a, b as boolean) : f(BigInt(a as N), BigInt(b as N));
};
const larger = (a: N, b: N): N => (a !== a || b !== b ? NaN : a > b ? a : b);
const smaller = (a: N, b: N): N => (a !== a || b !== b ? NaN : a < b ? a : b);
const product = (a: N, b: N): Element =>
  Number.isInteger(a) && Number.isInteger(b) && Math.abs(a * b) > 2 ** 53 ? BigInt(a) * BigInt(b) : a * b;
const isNegative = (v: N): boolean => v < 0 || Object.is(v, -0);

/** |x|, which is real for complex x. */
function abs(x: PlainArray): PlainArray {
  if (!isComplex(x.dtype)) return unary('abs', numeric, (v: N) => (v < 0 || Object.is(v, -0) ? -v : v))(x);
  return partOf(x, (z) => Math.hypot(z.re, z.im));
}

function partOf(x: PlainArray, f: (z: complex.Z) => N): PlainArray {
  const d = x.dtype.itemsize === 8 ? dtypes.float32 : dtypes.float64;
  return x.like(
    x.values.map((v) => cast(f(v as complex.Z), d)),
    x.shape,
    d,
  );
}

const minimum = binary('minimum', real, smaller);
const maximum = binary('maximum', real, larger);

export const elementwise: ElementwiseFunctions<PlainArray> = {
  abs,
  acos: unary('acos', floating, Math.acos),
  acosh: unary('acosh', floating, Math.acosh),
  add: binary('add', numeric, (a: N, b: N) => a + b, complex.add),
  asin: unary('asin', floating, Math.asin),
  asinh: unary('asinh', floating, Math.asinh),
  atan: unary('atan', floating, Math.atan),
  atan2: binary('atan2', isFloat, Math.atan2),
  atanh: unary('atanh', floating, Math.atanh),
  bitwise_and: binary(
    'bitwise_and',
    bits,
    onBits(
      (a, b) => a & b,
      (a, b) => a && b,
    ),
  ),
  bitwise_invert: unary('bitwise_invert', bits, (v: Element) => (typeof v === 'boolean' ? !v : ~BigInt(v as N))),
  bitwise_left_shift: binary(
    'bitwise_left_shift',
    whole,
    onBits(
      (a, b) => a << b,
      () => false,
    ),
  ),
  bitwise_or: binary(
    'bitwise_or',
    bits,
    onBits(
      (a, b) => a | b,
      (a, b) => a || b,
    ),
  ),
  bitwise_right_shift: binary(
    'bitwise_right_shift',
    whole,
    onBits(
      (a, b) => a >> b,
      () => false,
    ),
  ),
  bitwise_xor: binary(
    'bitwise_xor',
    bits,
    onBits(
      (a, b) => a ^ b,
      (a, b) => a !== b,
    ),
  ),
  ceil: unary('ceil', real, (v: N) => (typeof v === 'bigint' ? v : Math.ceil(v))),
  clip: (x, min, max) => {
    const low = min === null || min === undefined ? x : maximum(x, min);
    return max === null || max === undefined ? low.like([...low.values]) : minimum(low, max);
  },
  conj: unary(
    'conj',
    numeric,
    (v: N) => v,
    ({ re, im }) => ({ re, im: -im }),
  ),
  copysign: binary('copysign', isFloat, (a: N, b: N) => (isNegative(b) ? -Math.abs(a) : Math.abs(a))),
  cos: unary('cos', floating, Math.cos),
  cosh: unary('cosh', floating, Math.cosh),
  divide: binary('divide', floating, (a: N, b: N) => a / b, complex.divide),
  equal: compare('equal', every, same),
  exp: unary('exp', floating, Math.exp, complex.exp),
  expm1: unary('expm1', floating, Math.expm1),
  floor: unary('floor', real, (v: N) => (typeof v === 'bigint' ? v : Math.floor(v))),
  floor_divide: binary('floor_divide', real, floorDivide),
  greater: compare('greater', real, (a: N, b: N) => a > b),
  greater_equal: compare('greater_equal', real, (a: N, b: N) => a >= b),
  hypot: binary('hypot', isFloat, Math.hypot),
  imag: (x) => partOf(x, (z) => z.im),
  isfinite: test('isfinite', numeric, (v) =>
    isComplexValue(v) ? isFinite(v.re) && isFinite(v.im) : isFinite(Number(v)),
  ),
  isinf: test('isinf', numeric, (v) =>
    (isComplexValue(v) ? [v.re, v.im] : [Number(v)]).some((p) => Math.abs(p) === Infinity),
  ),
  isnan: test('isnan', numeric, (v) => (isComplexValue(v) ? [v.re, v.im] : [Number(v)]).some((p) => p !== p)),
  less: compare('less', real, (a: N, b: N) => a < b),
  less_equal: compare('less_equal', real, (a: N, b: N) => a <= b),
  log: unary('log', floating, Math.log),
  log10: unary('log10', floating, Math.log10),
  log1p: unary('log1p', floating, Math.log1p),
  log2: unary('log2', floating, Math.log2),
  logaddexp: binary('logaddexp', isFloat, (a: N, b: N) =>
    a === b ? a + Math.LN2 : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b))),
  ),
  logical_and: binary('logical_and', boolean, (a: boolean, b: boolean) => a && b),
  logical_not: unary('logical_not', boolean, (v: boolean) => !v),
  logical_or: binary('logical_or', boolean, (a: boolean, b: boolean) => a || b),
  logical_xor: binary('logical_xor', boolean, (a: boolean, b: boolean) => a !== b),
  maximum,
  minimum,
  multiply: binary('multiply', numeric, product, complex.multiply),
  negative: unary(
    'negative',
    numeric,
    (v: N) => -v,
    ({ re, im }) => ({ re: -re, im: -im }),
  ),
  nextafter: binary('nextafter', (d) => d === dtypes.float64, nextAfter),
  not_equal: compare('not_equal', every, (a: Element, b: Element) => !same(a, b)),
  positive: unary(
    'positive',
    numeric,
    (v: N) => v,
    (z) => z,
  ),
  pow: binary('pow', numeric, (a: N, b: N) => a ** b),
  real: (x) => (isComplex(x.dtype) ? partOf(x, (z) => z.re) : x.like([...x.values])),
  reciprocal: unary(
    'reciprocal',
    floating,
    (v: N) => 1 / v,
    (z) => complex.divide({ re: 1, im: 0 }, z),
  ),
  remainder: binary('remainder', real, remainder),
  round: unary(
    'round',
    numeric,
    (v: N) => (typeof v === 'bigint' ? v : roundEven(v)),
    ({ re, im }) => ({
      re: roundEven(re),
      im: roundEven(im),
    }),
  ),
  sign: unary('sign', numeric, (v: N | bigint) =>
    typeof v === 'bigint' ? (v > 0n ? 1 : v < 0n ? -1 : 0) : Math.sign(v),
  ),
  signbit: test('signbit', isFloat, (v) => isNegative(v as N)),
  sin: unary('sin', floating, Math.sin),
  sinh: unary('sinh', floating, Math.sinh),
  sqrt: unary('sqrt', floating, Math.sqrt),
  square: unary(
    'square',
    numeric,
    (v: N) => product(v, v),
    (z) => complex.multiply(z, z),
  ),
  subtract: binary('subtract', numeric, (a: N, b: N) => a - b, complex.subtract),
  tan: unary('tan', floating, Math.tan),
  tanh: unary('tanh', floating, Math.tanh),
  trunc: unary('trunc', real, (v: N) => (typeof v === 'bigint' ? v : Math.trunc(v))),
};

/** The next float64 from a towards b, by a step of its exponent's size. */
function nextAfter(a: N, b: N): N {
  if (a !== a || b !== b) return NaN;
  if (a === b) return b;
  if (a === 0) return b > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
  const up = b > a;
  const size = Math.abs(a);
  const grows = up === a > 0;
  let ulp = 2 ** Math.max(-1074, Math.floor(Math.log2(size)) - 52);
  while (size + ulp / 2 !== size && ulp / 2 >= Number.MIN_VALUE) ulp /= 2;
  while (size + ulp === size) ulp *= 2;
  const down = size - ulp / 2 !== size && ulp / 2 >= Number.MIN_VALUE ? ulp / 2 : ulp;
  const next = grows ? size + ulp : size - down;
  return a < 0 ? -next : next;
}
