/**
 * The standard's elementwise functions. Each is one row of native/ops/*.def and one export here: dtypes are checked
 * against the row, operands promote and broadcast, a JavaScript scalar may stand on either side of a binary function
 * and takes the array's dtype. Special cases are those of the standard's text.
 */
import { opRow, type OpRow } from '../native/tables';
import type { NDArray } from '../core/array';
import { binary, unary } from '../core/call';
import type { Scalar } from '../core/dtype';

/** An array, or a scalar beside one. */
export type Operand = NDArray | Scalar;

function unaryFunction(name: string): (x: NDArray) => NDArray {
  let row: OpRow | undefined;
  return (x) => unary((row ??= opRow('unary', name)), x);
}

function binaryFunction(name: string): (x1: Operand, x2: Operand) => NDArray {
  let row: OpRow | undefined;
  return (x1, x2) => binary((row ??= opRow('binary', name)), x1, x2);
}

/**
 * Absolute values; of complex elements the modulus, in the component dtype.
 *
 * @example
 * xp.abs(xp.asarray([-1, 2])); // [1, 2]
 */
export const abs = unaryFunction('abs');

/**
 * Inverse cosines, in radians.
 *
 * @example
 * xp.acos(xp.asarray([1, 0])); // [0, 1.5707963267948966]
 */
export const acos = unaryFunction('acos');

/**
 * Inverse hyperbolic cosines.
 *
 * @example
 * xp.acosh(xp.asarray([1, 2])); // [0, 1.3169578969248168]
 */
export const acosh = unaryFunction('acosh');

/**
 * Inverse sines, in radians.
 *
 * @example
 * xp.asin(xp.asarray([0.25, 0.5])); // [0.25268025514207865, 0.5235987755982989]
 */
export const asin = unaryFunction('asin');

/**
 * Inverse hyperbolic sines.
 *
 * @example
 * xp.asinh(xp.asarray([0.25, 0.5])); // [0.24746646154726346, 0.48121182505960347]
 */
export const asinh = unaryFunction('asinh');

/**
 * Inverse tangents, in radians.
 *
 * @example
 * xp.atan(xp.asarray([0.25, 0.5])); // [0.24497866312686414, 0.4636476090008061]
 */
export const atan = unaryFunction('atan');

/**
 * Inverse hyperbolic tangents.
 *
 * @example
 * xp.atanh(xp.asarray([0.25, 0.5])); // [0.25541281188299536, 0.5493061443340548]
 */
export const atanh = unaryFunction('atanh');

/**
 * Each bit inverted (bool: logical not).
 *
 * @example
 * xp.bitwise_invert(xp.asarray([1, 2], { dtype: xp.int32 })); // [-2, -3]
 */
export const bitwise_invert = unaryFunction('bitwise_invert');

/**
 * The smallest whole numbers not below.
 *
 * @example
 * xp.ceil(xp.asarray([0.25, 0.5])); // [1, 1]
 */
export const ceil = unaryFunction('ceil');

/**
 * Complex conjugates; real elements as they are.
 *
 * @example
 * xp.conj(xp.asarray([0.25, 0.5])); // [0.25, 0.5]
 */
export const conj = unaryFunction('conj');

/**
 * Cosines of radians.
 *
 * @example
 * xp.cos(xp.asarray([0.25, 0.5])); // [0.9689124217106447, 0.8775825618903728]
 */
export const cos = unaryFunction('cos');

/**
 * Hyperbolic cosines.
 *
 * @example
 * xp.cosh(xp.asarray([0.25, 0.5])); // [1.0314130998795732, 1.1276259652063807]
 */
export const cosh = unaryFunction('cosh');

/**
 * Powers of e.
 *
 * @example
 * xp.exp(xp.asarray([0.25, 0.5])); // [1.2840254166877414, 1.6487212707001282]
 */
export const exp = unaryFunction('exp');

/**
 * exp(x) - 1, accurate near 0.
 *
 * @example
 * xp.expm1(xp.asarray([0.25, 0.5])); // [0.2840254166877415, 0.6487212707001282]
 */
export const expm1 = unaryFunction('expm1');

/**
 * The largest whole numbers not above.
 *
 * @example
 * xp.floor(xp.asarray([0.25, 0.5])); // [0, 0]
 */
export const floor = unaryFunction('floor');

/**
 * Imaginary parts.
 *
 * @example
 * xp.imag(xp.asarray([{ re: 1, im: 2 }])); // [2]
 */
export const imag = unaryFunction('imag');

/**
 * True where neither infinite nor NaN.
 *
 * @example
 * xp.isfinite(xp.asarray([0.25, 0.5])); // [true, true]
 */
export const isfinite = unaryFunction('isfinite');

/**
 * True where infinite.
 *
 * @example
 * xp.isinf(xp.asarray([Infinity, 1])); // [true, false]
 */
export const isinf = unaryFunction('isinf');

/**
 * True where NaN.
 *
 * @example
 * xp.isnan(xp.asarray([NaN, 1])); // [true, false]
 */
export const isnan = unaryFunction('isnan');

/**
 * Natural logarithms.
 *
 * @example
 * xp.log(xp.asarray([0.25, 0.5])); // [-1.3862943611198906, -0.6931471805599453]
 */
export const log = unaryFunction('log');

/**
 * Logarithms to base 10.
 *
 * @example
 * xp.log10(xp.asarray([0.25, 0.5])); // [-0.6020599913279624, -0.3010299956639812]
 */
export const log10 = unaryFunction('log10');

/**
 * log(1 + x), accurate near 0.
 *
 * @example
 * xp.log1p(xp.asarray([0.25, 0.5])); // [0.22314355131420976, 0.4054651081081644]
 */
export const log1p = unaryFunction('log1p');

/**
 * Logarithms to base 2.
 *
 * @example
 * xp.log2(xp.asarray([0.25, 0.5])); // [-2, -1]
 */
export const log2 = unaryFunction('log2');

/**
 * True where false.
 *
 * @example
 * xp.logical_not(xp.asarray([true, false])); // [false, true]
 */
export const logical_not = unaryFunction('logical_not');

/**
 * The negated elements (integers wrap).
 *
 * @example
 * xp.negative(xp.asarray([0.25, 0.5])); // [-0.25, -0.5]
 */
export const negative = unaryFunction('negative');

/**
 * The elements as they are, in a new array.
 *
 * @example
 * xp.positive(xp.asarray([0.25, 0.5])); // [0.25, 0.5]
 */
export const positive = unaryFunction('positive');

/**
 * Real parts.
 *
 * @example
 * xp.real(xp.asarray([0.25, 0.5])); // [0.25, 0.5]
 */
export const real = unaryFunction('real');

/**
 * 1 / x.
 *
 * @example
 * xp.reciprocal(xp.asarray([0.25, 0.5])); // [4, 2]
 */
export const reciprocal = unaryFunction('reciprocal');

/**
 * The nearest whole numbers, halves to even; complex by component.
 *
 * @example
 * xp.round(xp.asarray([0.25, 0.5])); // [0, 0]
 */
export const round = unaryFunction('round');

/**
 * -1, 0 or 1; complex x / |x|; NaN stays.
 *
 * @example
 * xp.sign(xp.asarray([0.25, 0.5])); // [1, 1]
 */
export const sign = unaryFunction('sign');

/**
 * True where the sign bit is set (-0 and negative NaN too).
 *
 * @example
 * xp.signbit(xp.asarray([-0, 1])); // [true, false]
 */
export const signbit = unaryFunction('signbit');

/**
 * Sines of radians.
 *
 * @example
 * xp.sin(xp.asarray([0.25, 0.5])); // [0.24740395925452294, 0.479425538604203]
 */
export const sin = unaryFunction('sin');

/**
 * Hyperbolic sines.
 *
 * @example
 * xp.sinh(xp.asarray([0.25, 0.5])); // [0.2526123168081683, 0.5210953054937474]
 */
export const sinh = unaryFunction('sinh');

/**
 * Square roots; NaN for negative reals.
 *
 * @example
 * xp.sqrt(xp.asarray([0.25, 0.5])); // [0.5, 0.7071067811865476]
 */
export const sqrt = unaryFunction('sqrt');

/**
 * x · x.
 *
 * @example
 * xp.square(xp.asarray([0.25, 0.5])); // [0.0625, 0.25]
 */
export const square = unaryFunction('square');

/**
 * Tangents of radians.
 *
 * @example
 * xp.tan(xp.asarray([0.25, 0.5])); // [0.25534192122103627, 0.5463024898437905]
 */
export const tan = unaryFunction('tan');

/**
 * Hyperbolic tangents.
 *
 * @example
 * xp.tanh(xp.asarray([0.25, 0.5])); // [0.24491866240370913, 0.46211715726000974]
 */
export const tanh = unaryFunction('tanh');

/**
 * The whole numbers nearest towards 0.
 *
 * @example
 * xp.trunc(xp.asarray([0.25, 0.5])); // [0, 0]
 */
export const trunc = unaryFunction('trunc');

/**
 * x1 + x2 (integers wrap).
 *
 * @example
 * xp.add(xp.asarray([1, 2]), xp.asarray([3, 5])); // [4, 7]
 */
export const add = binaryFunction('add');

/**
 * The angle of the point (x2, x1), in radians, in [-π, π].
 *
 * @example
 * xp.atan2(xp.asarray([1, 2]), xp.asarray([3, 5])); // [0.3217505543966422, 0.3805063771123649]
 */
export const atan2 = binaryFunction('atan2');

/**
 * Bits set in both.
 *
 * @example
 * xp.bitwise_and(xp.asarray([6, 3], { dtype: xp.int32 }), 2); // [2, 2]
 */
export const bitwise_and = binaryFunction('bitwise_and');

/**
 * x1 shifted left by x2 bits; 0 from the width on.
 *
 * @example
 * xp.bitwise_left_shift(xp.asarray([6, 3], { dtype: xp.int32 }), 2); // [24, 12]
 */
export const bitwise_left_shift = binaryFunction('bitwise_left_shift');

/**
 * Bits set in one or both.
 *
 * @example
 * xp.bitwise_or(xp.asarray([6, 3], { dtype: xp.int32 }), 2); // [6, 3]
 */
export const bitwise_or = binaryFunction('bitwise_or');

/**
 * x1 shifted right by x2 bits, keeping the sign.
 *
 * @example
 * xp.bitwise_right_shift(xp.asarray([6, 3], { dtype: xp.int32 }), 2); // [1, 0]
 */
export const bitwise_right_shift = binaryFunction('bitwise_right_shift');

/**
 * Bits set in exactly one.
 *
 * @example
 * xp.bitwise_xor(xp.asarray([6, 3], { dtype: xp.int32 }), 2); // [4, 1]
 */
export const bitwise_xor = binaryFunction('bitwise_xor');

/**
 * The magnitude of x1 with the sign bit of x2.
 *
 * @example
 * xp.copysign(xp.asarray([1, 2]), xp.asarray([3, 5])); // [1, 2]
 */
export const copysign = binaryFunction('copysign');

/**
 * x1 / x2 of floating dtypes.
 *
 * @example
 * xp.divide(xp.asarray([1, 2]), xp.asarray([3, 5])); // [0.3333333333333333, 0.4]
 */
export const divide = binaryFunction('divide');

/**
 * True where equal.
 *
 * @example
 * xp.equal(xp.asarray([1, 2]), xp.asarray([3, 5])); // [false, false]
 */
export const equal = binaryFunction('equal');

/**
 * x1 / x2 rounded down.
 *
 * @example
 * xp.floor_divide(xp.asarray([1, 2]), xp.asarray([3, 5])); // [0, 0]
 */
export const floor_divide = binaryFunction('floor_divide');

/**
 * True where x1 > x2.
 *
 * @example
 * xp.greater(xp.asarray([1, 2]), xp.asarray([3, 5])); // [false, false]
 */
export const greater = binaryFunction('greater');

/**
 * True where x1 ≥ x2.
 *
 * @example
 * xp.greater_equal(xp.asarray([1, 2]), xp.asarray([3, 5])); // [false, false]
 */
export const greater_equal = binaryFunction('greater_equal');

/**
 * sqrt(x1² + x2²) without overflow on the way.
 *
 * @example
 * xp.hypot(xp.asarray([1, 2]), xp.asarray([3, 5])); // [3.1622776601683795, 5.385164807134504]
 */
export const hypot = binaryFunction('hypot');

/**
 * True where x1 < x2.
 *
 * @example
 * xp.less(xp.asarray([1, 2]), xp.asarray([3, 5])); // [true, true]
 */
export const less = binaryFunction('less');

/**
 * True where x1 ≤ x2.
 *
 * @example
 * xp.less_equal(xp.asarray([1, 2]), xp.asarray([3, 5])); // [true, true]
 */
export const less_equal = binaryFunction('less_equal');

/**
 * log(exp(x1) + exp(x2)) without overflow on the way.
 *
 * @example
 * xp.logaddexp(xp.asarray([1, 2]), xp.asarray([3, 5])); // [3.1269280110429727, 5.048587351573742]
 */
export const logaddexp = binaryFunction('logaddexp');

/**
 * True where both are.
 *
 * @example
 * xp.logical_and(xp.asarray([true, false]), xp.asarray([true, true])); // [true, false]
 */
export const logical_and = binaryFunction('logical_and');

/**
 * True where one or both are.
 *
 * @example
 * xp.logical_or(xp.asarray([true, false]), xp.asarray([true, true])); // [true, true]
 */
export const logical_or = binaryFunction('logical_or');

/**
 * True where exactly one is.
 *
 * @example
 * xp.logical_xor(xp.asarray([true, false]), xp.asarray([true, true])); // [false, true]
 */
export const logical_xor = binaryFunction('logical_xor');

/**
 * The larger of each pair; NaN where one is NaN.
 *
 * @example
 * xp.maximum(xp.asarray([1, 2]), xp.asarray([3, 5])); // [3, 5]
 */
export const maximum = binaryFunction('maximum');

/**
 * The smaller of each pair; NaN where one is NaN.
 *
 * @example
 * xp.minimum(xp.asarray([1, 2]), xp.asarray([3, 5])); // [1, 2]
 */
export const minimum = binaryFunction('minimum');

/**
 * x1 · x2 (integers wrap).
 *
 * @example
 * xp.multiply(xp.asarray([1, 2]), xp.asarray([3, 5])); // [3, 10]
 */
export const multiply = binaryFunction('multiply');

/**
 * The next representable number after x1 towards x2.
 *
 * @example
 * xp.nextafter(xp.asarray([1, 2]), xp.asarray([3, 5])); // [1.0000000000000002, 2.0000000000000004]
 */
export const nextafter = binaryFunction('nextafter');

/**
 * True where not equal.
 *
 * @example
 * xp.not_equal(xp.asarray([1, 2]), xp.asarray([3, 5])); // [true, true]
 */
export const not_equal = binaryFunction('not_equal');

/**
 * x1 to the power x2.
 *
 * @example
 * xp.pow(xp.asarray([1, 2]), xp.asarray([3, 5])); // [1, 32]
 */
export const pow = binaryFunction('pow');

/**
 * x1 - x2·floor(x1 / x2): the sign of x2.
 *
 * @example
 * xp.remainder(xp.asarray([1, 2]), xp.asarray([3, 5])); // [1, 2]
 */
export const remainder = binaryFunction('remainder');

/**
 * x1 - x2 (integers wrap).
 *
 * @example
 * xp.subtract(xp.asarray([1, 2]), xp.asarray([3, 5])); // [-2, -3]
 */
export const subtract = binaryFunction('subtract');
