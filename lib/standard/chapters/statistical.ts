/** The standard's chapter "Statistical functions": over all axes, or over those named in `axis`. */
import type { Axes, DType } from '../values';

export interface ReduceOptions {
  axis?: Axes | null;
  /** Keep the reduced axes, with length 1. */
  keepdims?: boolean;
}

export interface SumOptions extends ReduceOptions {
  dtype?: DType | null;
}

export interface CumulativeOptions {
  /** Needed unless there is one axis only. */
  axis?: number | null;
  dtype?: DType | null;
  /** Begin with the neutral element: one element more. */
  include_initial?: boolean;
}

export interface StatisticalFunctions<A> {
  cumulative_prod(x: A, options?: CumulativeOptions): A;
  cumulative_sum(x: A, options?: CumulativeOptions): A;
  max(x: A, options?: ReduceOptions): A;
  mean(x: A, options?: ReduceOptions): A;
  min(x: A, options?: ReduceOptions): A;
  prod(x: A, options?: SumOptions): A;

  /** Standard deviation, over N - correction. */
  std(x: A, options?: ReduceOptions & { correction?: number }): A;
  sum(x: A, options?: SumOptions): A;

  /** Variance, over N - correction. */
  var(x: A, options?: ReduceOptions & { correction?: number }): A;
}
