/** Random sparse arrays of every dtype and layout with the same elements as dense arrays, made by loops. */
import * as xp from 'obol';
import type { NDArray } from 'obol';
import { array, lcg, values, type Name, type Value } from './arrays';
import { expectClose } from './close';
import { testDevice as device } from './device';

export const sparseDTypes = ['bool', 'int32', 'int64', 'float32', 'float64', 'complex64', 'complex128'] as const;
export const sparseLayouts = ['coo', 'coo with duplicates', 'csr', 'csc'] as const;
export type SparseLayout = (typeof sparseLayouts)[number];

/** The shapes that go wrong: nothing, one, one line, empty rows, more than a block. */
export const sparseShapes = [
  [0, 3],
  [3, 0],
  [1, 1],
  [1, 7],
  [7, 1],
  [6, 9],
] as const;

export interface Pair {
  A: xp.sparse.SparseArray;
  /** The same elements in C order. */
  dense: NDArray;
  /** Which places are stored. */
  stored: boolean[];
}

const one: Record<string, Value> = { bool: true, int64: 1n };
const zero = (name: Name): Value =>
  name === 'bool' ? false : name === 'int64' ? 0n : name.startsWith('complex') ? { re: 0, im: 0 } : 0;

function less(v: Value): Value {
  if (typeof v === 'bigint') return v - 1n;
  if (typeof v === 'object') return { re: v.re - 1, im: v.im };
  return typeof v === 'number' ? v - 1 : v;
}

/**
 * A pair of arrays. Elements are small whole numbers and halves (sums are exact), zeros among them; `special`: NaN,
 * infinities and -0 too, else only finite ones. The last row and column stay empty where there are several.
 */
export function pair(
  name: Name,
  [rows, cols]: readonly [number, number],
  {
    layout = 'csr',
    seed = 1,
    special = false,
    share = 3,
  }: Partial<{ layout: SparseLayout; seed: number; special: boolean; share: number }> = {},
): Pair {
  const next = lcg(seed * 977 + rows * 31 + cols);
  const finite = (v: Value): boolean =>
    special ||
    (typeof v === 'object'
      ? Number.isFinite(v.re) && Number.isFinite(v.im)
      : typeof v === 'bigint' || Number.isFinite(Number(v)));
  const pool = values(name, 3 * rows * cols + 40, seed).filter(finite);
  const flat: Value[] = Array.from({ length: rows * cols }, () => zero(name));
  const stored = flat.map(() => false);
  const entries: { row: number; col: number; value: Value }[] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      const empty = (rows > 2 && i === rows - 1) || (cols > 2 && j === cols - 1);
      if (empty || next() % share !== 0) continue;
      const value = pool[(i * cols + j) % pool.length]!;
      flat[i * cols + j] = value;
      stored[i * cols + j] = true;
      const twice = layout === 'coo with duplicates' && next() % 2 === 0;
      entries.push({ row: i, col: j, value: twice ? less(value) : value });
      if (twice)
        entries.push({
          row: i,
          col: j,
          value: name === 'bool' ? value : (one[name] ?? (name.startsWith('complex') ? { re: 1, im: 0 } : 1)),
        });
    }
  if (layout === 'coo with duplicates')
    for (let e = entries.length - 1; e > 0; e--) {
      const f = next() % (e + 1);
      [entries[e], entries[f]] = [entries[f]!, entries[e]!];
    }
  const places = [Int32Array.from(entries, (e) => e.row), Int32Array.from(entries, (e) => e.col)] as const;
  const data = array(
    entries.map((e) => e.value),
    [entries.length],
    name,
  );
  const coo = xp.sparse.coo_array([data, places], { shape: [rows, cols] });
  const A = layout === 'csr' ? coo.tocsr() : layout === 'csc' ? coo.tocsc() : coo;
  return { A, dense: array(flat, [rows, cols], name), stored };
}

/** Minus zero is zero here: dense functions of what is not stored may give either. */
function unsigned(x: NDArray): NDArray {
  return x.dtype.kind.endsWith('floating') ? xp.add(x, 0) : x;
}

/** Expects a sparse array to hold the elements of a dense one, up to rounding; and to be canonical unless it is COO. */
export function expectElements(got: unknown, wanted: NDArray, note: string): void {
  if (!xp.sparse.issparse(got)) throw new Error(`${note}: expected a sparse array`);
  expectClose(unsigned(got.toarray()), unsigned(wanted), note);
  if (got.format !== 'coo') expectCanonical(got as xp.sparse.CsrArray, note);
}

/** Expects pointers to ascend from 0 to nnz and indices to ascend within each row (CSC: column). */
export function expectCanonical(x: xp.sparse.CsrArray | xp.sparse.CscArray, note: string): void {
  const [indptr, indices] = [x.indptr.dataSync(), x.indices.dataSync()];
  const lines = x.format === 'csr' ? x.shape[0] : x.shape[1];
  expect([note, indptr.length, indptr[0], indptr[lines], indices.length]).toEqual([note, lines + 1, 0, x.nnz, x.nnz]);
  for (let i = 0; i < lines; i++)
    for (let e = indptr[i]! + 1; e < indptr[i + 1]!; e++)
      if (!(indices[e - 1]! < indices[e]!)) throw new Error(`${note}: line ${i} is not in order`);
}

/** Expects a dense result, up to rounding and the sign of zeros. */
export function expectDense(got: unknown, wanted: NDArray, note: string): void {
  if (xp.sparse.issparse(got)) throw new Error(`${note}: expected a dense array`);
  expectClose(unsigned(got as NDArray), unsigned(wanted), note);
}

/** How many elements are not 0. */
export const nonzeros = (x: NDArray): number => Number(xp.count_nonzero(x).item());

export { device };
