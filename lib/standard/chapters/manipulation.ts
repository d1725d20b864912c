/** The standard's chapter "Manipulation functions". */
import type { Axes } from '../values';

/** Shapes and places; where memory can be shared, the result may be a view. */
export interface ManipulationFunctions<A> {
  /** The arrays, each repeated to the common shape. */
  broadcast_arrays(...arrays: A[]): readonly A[];
  /** The shape that the shapes broadcast to. */
  broadcast_shapes(...shapes: (readonly number[])[]): readonly number[];
  /** The array repeated to a shape that it broadcasts to. */
  broadcast_to(x: A, shape: readonly number[]): A;

  /** Joined along an existing axis; with axis null, flattened first. */
  concat(arrays: readonly A[], options?: { axis?: number | null }): A;

  /** With axes of length 1 at the given positions of the result. */
  expand_dims(x: A, axis: Axes): A;

  /** In reverse along the axes (null: all). */
  flip(x: A, options?: { axis?: Axes | null }): A;
  /** With the axes of `source` at the places of `destination`; the others keep their order. */
  moveaxis(x: A, source: Axes, destination: Axes): A;
  /** With axis k of the result being axis `axes[k]` of x. */
  permute_dims(x: A, axes: readonly number[]): A;

  /** Each element so many times in a row; with axis null, of the flattened array. */
  repeat(x: A, repeats: number | A, options?: { axis?: number | null }): A;

  /** One dimension may be -1: what is left over. */
  reshape(x: A, shape: readonly number[], options?: { copy?: boolean | null }): A;

  /** Each element moved by `shift` places, round the end; with axis null, of the flattened array. */
  roll(x: A, shift: Axes, options?: { axis?: Axes | null }): A;

  /** Without the given axes, which must have length 1. */
  squeeze(x: A, axis: Axes): A;

  /** Joined along a new axis. */
  stack(arrays: readonly A[], options?: { axis?: number }): A;

  /** The whole array, repeated along each axis. */
  tile(x: A, repetitions: readonly number[]): A;

  /** The sub-arrays along an axis. */
  unstack(x: A, options?: { axis?: number }): readonly A[];
}
