/** The standard's chapter "Indexing functions". */

/** Elements by whole-number indices. */
export interface IndexingFunctions<A> {
  /** The elements of `x` at whole-number `indices` along an axis (needed unless `x` has one axis). */
  take(x: A, indices: A, options?: { axis?: number | null }): A;

  /** For each 1-D line along the axis, its elements at the line's own indices. */
  take_along_axis(x: A, indices: A, options?: { axis?: number }): A;
}
