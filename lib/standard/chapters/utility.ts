/** The standard's chapter "Utility functions". */
import type { ReduceOptions } from './statistical';

/** Truth of all or any, differences. */
export interface UtilityFunctions<A> {
  /** Whether all elements are non-zero (true of no elements). */
  all(x: A, options?: ReduceOptions): A;

  /** Whether any element is non-zero (false of no elements). */
  any(x: A, options?: ReduceOptions): A;

  /** The n-th difference along an axis, with arrays put before and behind first. */
  diff(x: A, options?: { axis?: number; n?: number; prepend?: A | null; append?: A | null }): A;
}
