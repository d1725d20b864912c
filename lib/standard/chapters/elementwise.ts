/** The standard's chapter "Element-wise functions": one result element for each element of the broadcast arguments. */
import type { Scalar } from '../values';

/** An operand: an array, or a scalar that takes the array's dtype (at least one of two operands is an array). */
export type Operand<A> = A | Scalar;

/** Element by element, each in the dtype that promotion gives unless the docs say bool. */
export interface ElementwiseFunctions<A> {
  /** Magnitude of each element; real for complex input. */
  abs(x: A): A;
  /** Arc cosine in radians, within [0, pi]; NaN outside of [-1, 1] for real x. */
  acos(x: A): A;
  /** Inverse hyperbolic cosine; NaN below 1 for real x. */
  acosh(x: A): A;
  /** The sum. */
  add(x1: Operand<A>, x2: Operand<A>): A;
  /** Arc sine in radians, within [-pi/2, pi/2]; NaN outside of [-1, 1] for real x. */
  asin(x: A): A;
  /** Inverse hyperbolic sine. */
  asinh(x: A): A;
  /** Arc tangent in radians, within [-pi/2, pi/2]. */
  atan(x: A): A;
  /** Angle of the point (x2, x1). */
  atan2(x1: Operand<A>, x2: Operand<A>): A;
  /** Inverse hyperbolic tangent; NaN outside of [-1, 1] for real x. */
  atanh(x: A): A;
  /** Bits set in both (integers and bool). */
  bitwise_and(x1: Operand<A>, x2: Operand<A>): A;
  /** Every bit turned over (integers and bool). */
  bitwise_invert(x: A): A;
  /** Bits moved up by x2 >= 0 places. */
  bitwise_left_shift(x1: Operand<A>, x2: Operand<A>): A;
  /** Bits set in either (integers and bool). */
  bitwise_or(x1: Operand<A>, x2: Operand<A>): A;
  /** Bits moved down by x2 >= 0 places; the sign stays. */
  bitwise_right_shift(x1: Operand<A>, x2: Operand<A>): A;
  /** Bits set in one of the two only (integers and bool). */
  bitwise_xor(x1: Operand<A>, x2: Operand<A>): A;
  /** The smallest whole number not below x. */
  ceil(x: A): A;
  /** Each element, moved into [min, max]; null leaves a side open. */
  clip(x: A, min?: Operand<A> | null, max?: Operand<A> | null): A;
  /** The complex conjugate; real x as it is. */
  conj(x: A): A;
  /** Magnitude of x1, sign of x2. */
  copysign(x1: Operand<A>, x2: Operand<A>): A;
  /** Cosine of radians. */
  cos(x: A): A;
  /** Hyperbolic cosine. */
  cosh(x: A): A;
  /** The quotient of floating numbers, as IEEE 754 has it. */
  divide(x1: Operand<A>, x2: Operand<A>): A;
  /** Whether the elements are equal: bool, of any dtypes. NaN equals nothing, -0 equals 0. */
  equal(x1: Operand<A>, x2: Operand<A>): A;
  /** e to the power x. */
  exp(x: A): A;
  /** exp(x) - 1, accurate near 0. */
  expm1(x: A): A;
  /** The largest whole number not above x. */
  floor(x: A): A;
  /** The quotient, rounded down to a whole number. */
  floor_divide(x1: Operand<A>, x2: Operand<A>): A;
  /** Whether x1 > x2: bool, of real dtypes. */
  greater(x1: Operand<A>, x2: Operand<A>): A;
  /** Whether x1 >= x2: bool, of real dtypes. */
  greater_equal(x1: Operand<A>, x2: Operand<A>): A;
  /** sqrt(x1² + x2²), without overflow on the way. */
  hypot(x1: Operand<A>, x2: Operand<A>): A;
  /** The imaginary part, in the real dtype of the same precision. */
  imag(x: A): A;
  /** Whether x is neither NaN nor infinite (both parts, when complex): bool. */
  isfinite(x: A): A;
  /** Whether x is infinite (either part, when complex): bool. */
  isinf(x: A): A;
  /** Whether x is NaN (either part, when complex): bool. */
  isnan(x: A): A;
  /** Whether x1 < x2: bool, of real dtypes. */
  less(x1: Operand<A>, x2: Operand<A>): A;
  /** Whether x1 <= x2: bool, of real dtypes. */
  less_equal(x1: Operand<A>, x2: Operand<A>): A;
  /** Natural logarithm; NaN below 0 for real x. */
  log(x: A): A;
  /** Logarithm to base 10. */
  log10(x: A): A;
  /** log(1 + x), accurate near 0. */
  log1p(x: A): A;
  /** Logarithm to base 2. */
  log2(x: A): A;
  /** log(exp(x1) + exp(x2)), without overflow. */
  logaddexp(x1: Operand<A>, x2: Operand<A>): A;
  /** Whether both are true (bool). */
  logical_and(x1: Operand<A>, x2: Operand<A>): A;
  /** Whether x is false (bool). */
  logical_not(x: A): A;
  /** Whether either is true (bool). */
  logical_or(x1: Operand<A>, x2: Operand<A>): A;
  /** Whether one of the two only is true (bool). */
  logical_xor(x1: Operand<A>, x2: Operand<A>): A;
  /** The larger one of real elements; NaN where either is. */
  maximum(x1: Operand<A>, x2: Operand<A>): A;
  /** The smaller one of real elements; NaN where either is. */
  minimum(x1: Operand<A>, x2: Operand<A>): A;
  /** The product. */
  multiply(x1: Operand<A>, x2: Operand<A>): A;
  /** -x. */
  negative(x: A): A;
  /** The next number of the dtype after x1 towards x2. */
  nextafter(x1: Operand<A>, x2: Operand<A>): A;
  /** Whether the elements differ: bool, of any dtypes. NaN differs from everything. */
  not_equal(x1: Operand<A>, x2: Operand<A>): A;
  /** +x: a copy of the numeric x. */
  positive(x: A): A;
  /** x1 to the power x2. */
  pow(x1: Operand<A>, x2: Operand<A>): A;
  /** The real part, in the real dtype of the same precision; real x as it is. */
  real(x: A): A;
  /** 1 / x. */
  reciprocal(x: A): A;
  /** Has the sign of x2, as Python's %. */
  remainder(x1: Operand<A>, x2: Operand<A>): A;
  /** To the nearest whole number, ties to even. */
  round(x: A): A;
  /** -1, 0 or 1 by the sign of x; x / |x| when complex; NaN of NaN. */
  sign(x: A): A;
  /** Whether the sign bit is set: true for -0. */
  signbit(x: A): A;
  /** Sine of radians. */
  sin(x: A): A;
  /** Hyperbolic sine. */
  sinh(x: A): A;
  /** Square root; NaN below 0 for real x, the right half-plane when complex. */
  sqrt(x: A): A;
  /** x · x. */
  square(x: A): A;
  /** The difference x1 - x2. */
  subtract(x1: Operand<A>, x2: Operand<A>): A;
  /** Tangent of radians. */
  tan(x: A): A;
  /** Hyperbolic tangent. */
  tanh(x: A): A;
  /** The nearest whole number towards 0. */
  trunc(x: A): A;
}
