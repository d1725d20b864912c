/** The standard's chapter "Constants", and what JavaScript needs beside: the words of indexing. */
import type { EllipsisKey, SliceKey } from '../array';

/** Numbers of the standard, and the words of an index. */
export interface Constants {
  /** Euler's number, 2.718… */
  readonly e: number;
  /** Positive infinity. */
  readonly inf: number;
  /** Not a number. */
  readonly nan: number;
  /** The circumference of a circle over its diameter, 3.141… */
  readonly pi: number;
  /** Inserts an axis of length 1 where it stands in an index: null. */
  readonly newaxis: null;
  /** Stands in an index for as many full slices as are missing: Python's `...`. */
  readonly ellipsis: EllipsisKey;
  /** Python's `start:stop:step`; null or left out where Python leaves a bound out. */
  slice(start?: number | null, stop?: number | null, step?: number | null): SliceKey;
}
