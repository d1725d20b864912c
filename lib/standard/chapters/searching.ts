/** The standard's chapter "Searching functions". */
import type { Axes, Scalar } from '../values';

/** Where elements are. */
export interface SearchingFunctions<A> {
  /** Index of the first maximum, along an axis or of the flattened array. */
  argmax(x: A, options?: { axis?: number | null; keepdims?: boolean }): A;

  /** Index of the first minimum, along an axis or of the flattened array. */
  argmin(x: A, options?: { axis?: number | null; keepdims?: boolean }): A;

  /** How many elements are not 0. */
  count_nonzero(x: A, options?: { axis?: Axes | null; keepdims?: boolean }): A;

  /** Indices of the non-zero elements, one array per axis, in C order. The shape depends on the values: it waits. */
  nonzero(x: A): readonly A[];

  /** Where the elements of x2 would go into the sorted vector x1. */
  searchsorted(x1: A, x2: A | Scalar, options?: { side?: 'left' | 'right'; sorter?: A | null }): A;

  /** x1 where the condition holds, else x2 (at least one of them an array). */
  where(condition: A, x1: A | Scalar, x2: A | Scalar): A;
}
