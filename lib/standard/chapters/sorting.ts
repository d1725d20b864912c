/** The standard's chapter "Sorting functions". */

/** Options of `sort` and `argsort`. */
export interface SortOptions {
  /** Default -1. */
  axis?: number;
  /** From the largest down. */
  descending?: boolean;
  /** Keep the order of equal elements (the default). */
  stable?: boolean;
}

/** Order along an axis; of real dtypes. */
export interface SortingFunctions<A> {
  /** The indices that sort along an axis (the last by default). */
  argsort(x: A, options?: SortOptions): A;

  /** The elements in ascending order along an axis (the last by default). */
  sort(x: A, options?: SortOptions): A;
}
