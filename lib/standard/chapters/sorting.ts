/** The standard's chapter "Sorting functions". */

export interface SortOptions {
  axis?: number;
  descending?: boolean;
  /** Keep the order of equal elements (the default). */
  stable?: boolean;
}

export interface SortingFunctions<A> {
  /** The indices that sort along an axis (the last by default). */
  argsort(x: A, options?: SortOptions): A;
  sort(x: A, options?: SortOptions): A;
}
