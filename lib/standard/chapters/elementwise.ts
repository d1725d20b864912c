/** The standard's chapter "Element-wise functions": one result element for each element of the broadcast arguments. */
import type { Scalar } from '../values';

/** An operand: an array, or a scalar that takes the array's dtype (at least one of two operands is an array). */
export type Operand<A> = A | Scalar;

export interface ElementwiseFunctions<A> {
  /** Magnitude of each element; real for complex input. */
  abs(x: A): A;
  acos(x: A): A;
  acosh(x: A): A;
  add(x1: Operand<A>, x2: Operand<A>): A;
  asin(x: A): A;
  asinh(x: A): A;
  atan(x: A): A;
  /** Angle of the point (x2, x1). */
  atan2(x1: Operand<A>, x2: Operand<A>): A;
  atanh(x: A): A;
  bitwise_and(x1: Operand<A>, x2: Operand<A>): A;
  bitwise_invert(x: A): A;
  bitwise_left_shift(x1: Operand<A>, x2: Operand<A>): A;
  bitwise_or(x1: Operand<A>, x2: Operand<A>): A;
  bitwise_right_shift(x1: Operand<A>, x2: Operand<A>): A;
  bitwise_xor(x1: Operand<A>, x2: Operand<A>): A;
  ceil(x: A): A;
  /** Each element, moved into [min, max]; null leaves a side open. */
  clip(x: A, min?: Operand<A> | null, max?: Operand<A> | null): A;
  conj(x: A): A;
  /** Magnitude of x1, sign of x2. */
  copysign(x1: Operand<A>, x2: Operand<A>): A;
  cos(x: A): A;
  cosh(x: A): A;
  divide(x1: Operand<A>, x2: Operand<A>): A;
  equal(x1: Operand<A>, x2: Operand<A>): A;
  exp(x: A): A;
  /** exp(x) - 1, accurate near 0. */
  expm1(x: A): A;
  floor(x: A): A;
  floor_divide(x1: Operand<A>, x2: Operand<A>): A;
  greater(x1: Operand<A>, x2: Operand<A>): A;
  greater_equal(x1: Operand<A>, x2: Operand<A>): A;
  hypot(x1: Operand<A>, x2: Operand<A>): A;
  imag(x: A): A;
  isfinite(x: A): A;
  isinf(x: A): A;
  isnan(x: A): A;
  less(x1: Operand<A>, x2: Operand<A>): A;
  less_equal(x1: Operand<A>, x2: Operand<A>): A;
  log(x: A): A;
  log10(x: A): A;
  /** log(1 + x), accurate near 0. */
  log1p(x: A): A;
  log2(x: A): A;
  /** log(exp(x1) + exp(x2)), without overflow. */
  logaddexp(x1: Operand<A>, x2: Operand<A>): A;
  logical_and(x1: Operand<A>, x2: Operand<A>): A;
  logical_not(x: A): A;
  logical_or(x1: Operand<A>, x2: Operand<A>): A;
  logical_xor(x1: Operand<A>, x2: Operand<A>): A;
  maximum(x1: Operand<A>, x2: Operand<A>): A;
  minimum(x1: Operand<A>, x2: Operand<A>): A;
  multiply(x1: Operand<A>, x2: Operand<A>): A;
  negative(x: A): A;
  nextafter(x1: Operand<A>, x2: Operand<A>): A;
  not_equal(x1: Operand<A>, x2: Operand<A>): A;
  positive(x: A): A;
  pow(x1: Operand<A>, x2: Operand<A>): A;
  real(x: A): A;
  reciprocal(x: A): A;
  /** Has the sign of x2, as Python's %. */
  remainder(x1: Operand<A>, x2: Operand<A>): A;
  /** To the nearest whole number, ties to even. */
  round(x: A): A;
  sign(x: A): A;
  /** Whether the sign bit is set: true for -0. */
  signbit(x: A): A;
  sin(x: A): A;
  sinh(x: A): A;
  sqrt(x: A): A;
  square(x: A): A;
  subtract(x1: Operand<A>, x2: Operand<A>): A;
  tan(x: A): A;
  tanh(x: A): A;
  trunc(x: A): A;
}
