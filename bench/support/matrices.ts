// The sparse matrices of the benchmarks, as COO parts in JavaScript memory; bench/peers/scipy_cases.py makes the same.
import { uniform } from './data';

export interface Parts {
  readonly n: number;
  readonly row: Int32Array;
  readonly col: Int32Array;
  readonly data: Float64Array;
}

/** The five-point graph of a square picture: edges to the right, down, back, then the diagonal. */
export function grid(side: number): Parts {
  const n = side * side;
  const edges = 2 * side * (side - 1);
  const [row, col] = [new Int32Array(2 * edges + n), new Int32Array(2 * edges + n)];
  let at = 0;
  const edge = (i: number, j: number) => {
    row[at] = col[at + edges] = i;
    col[at] = row[at + edges] = j;
    at++;
  };
  for (let i = 0; i < n; i++) if ((i + 1) % side !== 0) edge(i, i + 1);
  for (let i = 0; i < n - side; i++) edge(i, i + side);
  for (let i = 0; i < n; i++) row[2 * edges + i] = col[2 * edges + i] = i;
  const data = uniform(2 * edges + n, 0.1, 1);
  data.copyWithin(edges, 0, edges).fill(1, 2 * edges);
  return { n, row, col, data };
}

/** Entry e of row i lies in column hash(i · perRow + e) mod n. */
export function hashed(n: number, perRow: number, seed = 0): Parts {
  const size = n * perRow;
  const [row, col] = [new Int32Array(size), new Int32Array(size)];
  for (let i = 0; i < size; i++) {
    let h = i + seed;
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
    h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
    row[i] = Math.floor(i / perRow);
    col[i] = ((h ^ (h >>> 15)) >>> 0) % n;
  }
  return { n, row, col, data: uniform(size, 0.1, 1) };
}

/** The same entries in another order. */
export function shuffled({ n, row, col, data }: Parts): Parts {
  const draw = uniform(row.length, 0, 1, 5);
  const order = Int32Array.from(row, (_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(draw[i]! * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return {
    n,
    row: order.map((at) => row[at]!),
    col: order.map((at) => col[at]!),
    data: Float64Array.from(order, (at) => data[at]!),
  };
}
