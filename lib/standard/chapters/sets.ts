/** The standard's chapter "Set functions"; the shapes of `unique_*` depend on the values, so those wait. */
import type { Scalar } from '../values';

/** Membership and different values. Every NaN is a value of its own; the order of the values is left open. */
export interface SetFunctions<A> {
  /** Whether each element of x1 is among those of x2 (`invert`: is not): bool. */
  isin(x1: A | Scalar, x2: A | Scalar, options?: { invert?: boolean }): A;
  /** The values, where each was first, which of them each element of x is, and how often each occurs. */
  unique_all(x: A): {
    readonly values: A;
    readonly indices: A;
    readonly inverse_indices: A;
    readonly counts: A;
  };
  /** The values, and how often each occurs. */
  unique_counts(x: A): { readonly values: A; readonly counts: A };
  /** The values, and which of them each element of x is (of x's shape). */
  unique_inverse(x: A): { readonly values: A; readonly inverse_indices: A };
  /** The values, each once. */
  unique_values(x: A): A;
}
