/**
 * Work on patterns, in operations of dense arrays: rows and pointers of entries, entries picked by a mask, the union of
 * two patterns, rows by index. What waits says so. Callers hold a scope.
 */
import { rangeError, typeError } from '../../errors';
import { nativeDType, viewOf, type NDArray } from '../../core/array';
import { cast } from '../../core/call';
import { bool, int32, int64 } from '../../core/dtype';
import { maskIndices } from '../../core/gather';
import { scope } from '../../core/memory';
import { Slice } from '../../core/slice';
import { dataSync } from '../../core/transfer';
import { arange, zeros } from '../../api/creation';
import {
  add,
  equal,
  floor_divide,
  less,
  logical_and,
  logical_or,
  multiply,
  remainder,
  subtract,
} from '../../api/elementwise';
import { broadcast_to } from '../../api/manipulation';
import { searchsorted, where } from '../../api/searching';
import { unique_inverse } from '../../api/sets';
import { all } from '../../api/utility';
import { cooToCsr, select } from './kernels';
import {
  CooArray,
  CscArray,
  CsrArray,
  readOnly,
  type MatrixShape,
  type SparseArray,
  type SparseFormat,
  isCsc,
  isCsr,
} from './array';

/** Entries and extents are counted in int32. */
export const most = 2 ** 31 - 1;
const formats = ['coo', 'csr', 'csc'];

/** A RangeError for more elements than int32 indices can count. */
export function checkEntries(fn: string, n: number): void {
  if (n > most) throw rangeError(fn, 'the result', `at most ${most} stored elements (indices are int32)`, n);
}

/** A RangeError for extents beyond int32. */
export function checkExtents(fn: string, shape: MatrixShape, name = 'shape'): MatrixShape {
  if (shape[0] > most || shape[1] > most) throw rangeError(fn, name, `extents of at most ${most}`, shape);
  return shape;
}

/** The format of an option: null or left out is undefined. */
export function formatOption(fn: string, format: unknown): SparseFormat | undefined {
  if (format === undefined || format === null) return undefined;
  if (typeof format !== 'string') throw typeError(fn, 'format', "'coo', 'csr' or 'csc'", format);
  if (!formats.includes(format)) throw rangeError(fn, 'format', "'coo', 'csr' or 'csc'", format);
  return format as SparseFormat;
}

/** `x` in a format; as it is for undefined and null. */
export function inFormat(fn: string, x: SparseArray, format: SparseFormat | null | undefined): SparseArray {
  const wanted = formatOption(fn, format) ?? x._live(fn).format;
  if (wanted === 'csr') return x.tocsr();
  return wanted === 'csc' ? x.tocsc() : x.tocoo();
}

/** The CSC array whose transpose's rows are `x`'s: the transpose of `x`. */
export function flipped(x: CsrArray): CscArray {
  return new CscArray(x);
}

/** Canonical, in C order: COO as it is, the others as CSR. */
export function inOrder(x: SparseArray): CooArray | CsrArray {
  return x.format === 'coo' ? (x as CooArray).sum_duplicates() : x.tocsr();
}

/**
 * Canonical COO of an array of many more rows than elements, by those rows alone that hold one: what pointers of all rows
 * would take is as much as a dense column. Waits.
 */
export function hypersparse(fn: string, x: CooArray): CooArray {
  const { values, inverse_indices: inverse } = unique_inverse(x._row);
  const ends = dataSync(values.get([0, -1]), fn) as Int32Array;
  const wrong = ends[0]! < 0 ? ends[0]! : ends[1]! >= x.shape[0] ? ends[1]! : undefined;
  if (wrong !== undefined) throw rangeError(fn, 'row', `indices in [0, ${x.shape[0] - 1}]`, wrong);
  const own = cooToCsr(fn, [values.size, x.shape[1]], x._data, cast(fn, inverse, int32), x._col).tocoo();
  return new CooArray(x.shape, readOnly(own._data), values.get(own._row), readOnly(own._col), true);
}

/** Where each row begins, of entries whose rows ascend. */
export function pointers(row: NDArray, rows: number): NDArray {
  return searchsorted(row, arange(rows + 1, { device: row.device, dtype: int32 }));
}

/** An ordered COO array in CSR form: nothing is sorted. */
export function compressed(fn: string, x: CooArray): CsrArray {
  x._live(fn);
  return new CsrArray(x.shape, readOnly(x._data), readOnly(x._col), pointers(x._row, x.shape[0]));
}

/** One number for each place, by row, then column. */
export function keysOf(row: NDArray, col: NDArray, shape: MatrixShape): NDArray {
  const dtype = shape[0] * shape[1] > most ? int64 : int32;
  const [r, c] = [row, col].map((x) => (x.dtype === dtype ? x : cast('keys', x, dtype))) as [NDArray, NDArray];
  return add(multiply(r, shape[1]), c);
}

/** The places of keys. */
export function placesOf(keys: NDArray, cols: number): [row: NDArray, col: NDArray] {
  const n = Math.max(cols, 1);
  return [floor_divide(keys, n), remainder(keys, n)].map((x) => (x.dtype === int32 ? x : cast('keys', x, int32))) as [
    NDArray,
    NDArray,
  ];
}

/** Whether entries come by row, then column, none twice. Waits. */
export function isOrdered(fn: string, x: CooArray): boolean {
  if (x.nnz < 2) return true;
  return scope(() => {
    const [row, col] = [x._row, x._col];
    const [first, next] = [new Slice(0, -1, null), new Slice(1, null, null)];
    const sameRow = equal(row.get(first), row.get(next));
    const later = less(col.get(first), col.get(next));
    const ok = logical_or(less(row.get(first), row.get(next)), logical_and(sameRow, later));
    return dataSync(all(ok), fn)[0] === 1;
  });
}

/** The elements of a mask that are true, as places. Waits. */
export function chosen(fn: string, mask: NDArray): NDArray {
  return maskIndices(fn, mask)[0]!;
}

/** The entries under a mask, in their order. Waits. */
export function keepCoo(fn: string, x: CooArray, mask: NDArray): CooArray {
  const at = chosen(fn, mask);
  const [data, row, col] = x._parts().map((part) => part.get(at)) as [NDArray, NDArray, NDArray];
  return new CooArray(x.shape, data, row, col, x._ordered);
}

/** Canonical, without stored zeros. Waits. */
export function withoutZeros(fn: string, x: SparseArray): SparseArray {
  return scope(() => {
    const own = x._live(fn).sum_duplicates();
    // Where nothing goes the array is answered in views of its own: disposing of one leaves the other.
    const fresh = (y: CsrArray): CsrArray => y._withData(readOnly(y._data)) as CsrArray;
    if (isCsc(own)) return new CscArray(fresh(select(fn, own._flipped)));
    if (isCsr(own)) return fresh(select(fn, own));
    return keepCoo(fn, own as CooArray, own._data.dtype === bool ? own._data : cast(fn, own._data, bool));
  });
}

/** `index` with negative ones counted from the end of an axis of n; one out of range is an error when it is read. */
export function normalised(index: NDArray, n: number): NDArray {
  // The places of one zero, n times over, know the range and take no memory.
  const none = broadcast_to(zeros([], { device: index.device, dtype: int32 }), [n]).get(index);
  const own = index.dtype === int32 ? index : cast('get', index, int32);
  return add(where(less(own, 0), add(own, n), own), none);
}

/** The rows start … stop - 1. Waits for two numbers. */
export function sliceRows(fn: string, x: CsrArray, start: number, stop: number): CsrArray {
  const indptr = x._indptr.get(new Slice(start, stop + 1, null));
  const ends = x._indptr.get([start, stop]);
  const [from, to] = dataSync(ends, fn) as Int32Array;
  const part = (y: NDArray): NDArray => {
    const view = viewOf(y, [to! - from!], y._strides, y._offset + from! * y._strides[0]!, false);
    // A small part does not hold on to the whole.
    return 2 * view.size >= y.size ? view : cast(fn, view, nativeDType(y));
  };
  const shape: MatrixShape = [stop - start, x.shape[1]];
  return new CsrArray(shape, part(x._data), part(x._indices), subtract(indptr, from!));
}

/** Each element of a 1-d array n times, or the array n times over: [a, a, b, b] and [a, b, a, b]. */
export function repeated(fn: string, x: NDArray, n: number, whole: boolean): NDArray {
  const length = x.shape[0]!;
  const [shape, strides] = whole
    ? [
        [n, length],
        [0, x._strides[0]!],
      ]
    : [
        [length, n],
        [x._strides[0]!, 0],
      ];
  const out = cast(fn, viewOf(x, shape, strides, x._offset, false), nativeDType(x));
  return viewOf(out, [length * n], [1], 0);
}

/** Another shape for an array with axes of one element: rows, columns or both come again. */
export function broadcast(fn: string, x: SparseArray, shape: MatrixShape): SparseArray {
  if (x.shape[0] === shape[0] && x.shape[1] === shape[1]) return x;
  const own = x.tocsr().tocoo();
  const copies = (shape[0] === x.shape[0] ? 1 : shape[0]) * (shape[1] === x.shape[1] ? 1 : shape[1]);
  checkEntries(fn, own.nnz * copies);
  let [data, row, col] = own._parts() as [NDArray, NDArray, NDArray];
  if (x.shape[1] !== shape[1]) {
    const [n, count] = [shape[1], row.shape[0]!];
    col = repeated(fn, arange(n, { device: x.device, dtype: int32 }), count, true);
    [data, row] = [repeated(fn, data, n, false), repeated(fn, row, n, false)];
  }
  if (x.shape[0] !== shape[0]) {
    const [m, count] = [shape[0], col.shape[0]!];
    row = repeated(fn, arange(m, { device: x.device, dtype: int32 }), count, false);
    [data, col] = [repeated(fn, data, m, true), repeated(fn, col, m, true)];
  }
  const out = new CooArray(shape, data, row, col, true);
  return x.format === 'csc' ? out.tocsc() : out.tocsr();
}
