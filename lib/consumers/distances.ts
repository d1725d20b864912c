/**
 * Euclidean distances between the rows of two matrices, by one matrix product.
 */
import { scope, type AnyArray, type ArrayNamespace } from '../standard';

/** Points that distances are taken between: rows in float64, around the origin and not far from it. */
export interface Centred {
  readonly rows: AnyArray;
  /** Squared lengths of the rows, n × 1. */
  readonly squares: AnyArray;
}

/** The rows less `middle` (1 × d), divided by `unit` (0-d), in float64. */
export function centred(xp: ArrayNamespace<AnyArray>, x: AnyArray, middle: AnyArray, unit?: AnyArray): Centred {
  const shifted = xp.subtract(xp.astype(x, xp.float64, { copy: false }), middle);
  return measured(xp, unit === undefined ? shifted : xp.divide(shifted, unit));
}

/** Rows that are around the origin already. */
export function measured(xp: ArrayNamespace<AnyArray>, rows: AnyArray): Centred {
  return { rows, squares: xp.sum(xp.square(rows), { axis: 1, keepdims: true }) };
}

/** The rows from..to of the points. */
export function rowsOf(xp: ArrayNamespace<AnyArray>, { rows, squares }: Centred, from: number, to: number): Centred {
  const part = xp.slice(from, to);
  return { rows: rows.get(part), squares: squares.get(part) };
}

/**
 * |x|² + |y|² - 2xy, rows of x by rows of y. What is not above the rounding error of these terms is 0, so that equal
 * rows are at distance 0: distances below about 1e-7 of the points' own lengths are not told from it. `ratio`, n × 1,
 * multiplies the rows of y before they are compared with each row of x.
 */
export function squaredDistances(xp: ArrayNamespace<AnyArray>, x: Centred, y: Centred, ratio?: AnyArray): AnyArray {
  const rows = ratio === undefined ? x.rows : xp.multiply(x.rows, ratio);
  const others = ratio === undefined ? y.squares.mT : xp.multiply(xp.square(ratio), y.squares.mT);
  const lengths = xp.add(x.squares, others);
  const apart = xp.subtract(lengths, xp.multiply(xp.matmul(rows, y.rows.mT), 2));
  const rounding = (4 + 4 * Math.sqrt(x.rows.shape[1]!)) * xp.finfo(xp.float64).eps;
  return xp.where(xp.less_equal(apart, xp.multiply(lengths, rounding)), 0, apart);
}

/** Elements of a block of rows × columns. */
const blockSize = 1 << 20;

/** What `body` makes of the rows from..to of n × k, one block after the other, joined. */
export function blockwise(
  xp: ArrayNamespace<AnyArray>,
  n: number,
  k: number,
  body: (from: number, to: number) => AnyArray,
): AnyArray {
  const rows = Math.max(1, Math.floor(blockSize / k));
  const parts: AnyArray[] = [];
  for (let from = 0; from < n; from += rows) parts.push(scope(xp, () => body(from, Math.min(n, from + rows))));
  return parts.length === 1 ? parts[0]! : xp.concat(parts);
}
