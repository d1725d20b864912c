/** The standard's chapter "Statistical functions": over all axes, or over those named in `axis`. */
import type { Axes, DType } from '../values';

/** Which axes a reduction is over. */
export interface ReduceOptions {
  /** Default (null): all. */
  axis?: Axes | null;
  /** Keep the reduced axes, with length 1. */
  keepdims?: boolean;
}

/** Options of `sum` and `prod`. */
export interface SumOptions extends ReduceOptions {
  /** The dtype that is added in and answered; default (null): x's, small integers widened. */
  dtype?: DType | null;
}

/** Options of the running sums and products. */
export interface CumulativeOptions {
  /** Needed unless there is one axis only. */
  axis?: number | null;
  dtype?: DType | null;
  /** Begin with the neutral element: one element more. */
  include_initial?: boolean;
}

/** Figures of the elements along axes. */
export interface StatisticalFunctions<A> {
  /** Products of all elements up to each one, along an axis. */
  cumulative_prod(x: A, options?: CumulativeOptions): A;
  /** Sums of all elements up to each one, along an axis. */
  cumulative_sum(x: A, options?: CumulativeOptions): A;
  /** The largest element; NaN where there is one. Of no elements: an error. */
  max(x: A, options?: ReduceOptions): A;
  /** The arithmetic mean of floating numbers. */
  mean(x: A, options?: ReduceOptions): A;
  /** The smallest element; NaN where there is one. Of no elements: an error. */
  min(x: A, options?: ReduceOptions): A;
  /** The product. */
  prod(x: A, options?: SumOptions): A;

  /** Standard deviation, over N - correction. */
  std(x: A, options?: ReduceOptions & { correction?: number }): A;

  /** The sum. */
  sum(x: A, options?: SumOptions): A;

  /** Variance, over N - correction. */
  var(x: A, options?: ReduceOptions & { correction?: number }): A;
}
