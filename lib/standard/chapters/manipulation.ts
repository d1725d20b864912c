/** The standard's chapter "Manipulation functions". */
import type { Axes } from '../values';

export interface ManipulationFunctions<A> {
  broadcast_arrays(...arrays: A[]): readonly A[];
  broadcast_shapes(...shapes: (readonly number[])[]): readonly number[];
  broadcast_to(x: A, shape: readonly number[]): A;

  /** Joined along an existing axis; with axis null, flattened first. */
  concat(arrays: readonly A[], options?: { axis?: number | null }): A;

  /** With axes of length 1 at the given positions of the result. */
  expand_dims(x: A, axis: Axes): A;

  flip(x: A, options?: { axis?: Axes | null }): A;
  moveaxis(x: A, source: Axes, destination: Axes): A;
  permute_dims(x: A, axes: readonly number[]): A;

  /** Each element so many times in a row; with axis null, of the flattened array. */
  repeat(x: A, repeats: number | A, options?: { axis?: number | null }): A;

  /** One dimension may be -1: what is left over. */
  reshape(x: A, shape: readonly number[], options?: { copy?: boolean | null }): A;

  roll(x: A, shift: Axes, options?: { axis?: Axes | null }): A;

  /** Without the given axes, which must have length 1. */
  squeeze(x: A, axis: Axes): A;

  /** Joined along a new axis. */
  stack(arrays: readonly A[], options?: { axis?: number }): A;

  /** The whole array, repeated along each axis. */
  tile(x: A, repetitions: readonly number[]): A;

  unstack(x: A, options?: { axis?: number }): readonly A[];
}
