/** The standard's chapter "Linear algebra functions" (the extension `linalg` is another matter). */

/** The products of the main namespace. */
export interface LinearAlgebraFunctions<A> {
  /** Matrix product over the last two axes; a vector is a row on the left, a column on the right. */
  matmul(x1: A, x2: A): A;

  /** The last two axes exchanged. */
  matrix_transpose(x: A): A;

  /** Sum of products over `axes`: so many last axes of x1 with first ones of x2, or two lists of axes. */
  tensordot(x1: A, x2: A, options?: { axes?: number | readonly [readonly number[], readonly number[]] }): A;

  /** Sum of products along one axis (counted from the end); the complex x1 is conjugated. */
  vecdot(x1: A, x2: A, options?: { axis?: number }): A;
}
