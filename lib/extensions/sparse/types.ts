/** The words of sparse arrays' signatures. */

/** The shape of a matrix. */
export type MatrixShape = readonly [number, number];
/** How the stored elements lie: by coordinates, by rows, by columns. */
export type SparseFormat = 'coo' | 'csr' | 'csc';
/** The number of a diagonal: 0 the main one, above it positive, below it negative. */
export type DiagonalNumber = number | { k?: number };

/** The axis of a reduction: 0 over rows, 1 over columns; null, left out or both: all elements. */
export interface SparseAxisOptions {
  /** Which axis goes away; default (null) both. */
  axis?: number | readonly number[] | null;
}
