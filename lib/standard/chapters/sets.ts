/** The standard's chapter "Set functions"; the shapes of `unique_*` depend on the values, so those wait. */
import type { Scalar } from '../values';

export interface SetFunctions<A> {
  isin(x1: A | Scalar, x2: A | Scalar, options?: { invert?: boolean }): A;
  unique_all(x: A): {
    readonly values: A;
    readonly indices: A;
    readonly inverse_indices: A;
    readonly counts: A;
  };
  unique_counts(x: A): { readonly values: A; readonly counts: A };
  unique_inverse(x: A): { readonly values: A; readonly inverse_indices: A };
  unique_values(x: A): A;
}
