/** The sparse families of the backend, one function each: allocate, pack, call. Checks are their callers'. */
import { allocate, nativeDType, viewOf, type NDArray } from '../../core/array';
import { cast, check } from '../../core/call';
import { int32, type NativeDType } from '../../core/dtype';
import { begin, putAbsent, putArray } from '../../core/pack';
import { resultDType } from '../../core/promotion';
import { dataSync } from '../../core/transfer';
import { opRow } from '../../native/tables';
import type { Storage } from '../../core/storage';
import type { NativeDevice } from '../../native/registry';
import { CsrArray, readOnly, type MatrixShape, type SparseArray } from './array';

// Which row pointers belong to which canonical column indices, by storage: components taken out of one CSR array and
// put into another with new data need no second sorting.
const canonical = new WeakMap<Storage, { indptr: Storage; offset: number; nnz: number; rows: number; cols: number }>();

/** Notes that these components are canonical. @internal */
export function rememberCanonical(a: CsrArray): void {
  if (canonical.has(a._indices._storage)) return;
  canonical.set(a._indices._storage, {
    indptr: a._indptr._storage,
    offset: a._indices._offset,
    nnz: a._indices.shape[0]!,
    rows: a.shape[0],
    cols: a.shape[1],
  });
}

/** Whether components are those of a canonical CSR array of this shape. @internal */
export function isCanonical(indices: NDArray, indptr: NDArray, shape: MatrixShape): boolean {
  const known = canonical.get(indices._storage);
  return (
    known !== undefined &&
    known.indptr === indptr._storage &&
    !indices._writable &&
    !indptr._writable &&
    indices._offset === known.offset &&
    indices.shape[0] === known.nnz &&
    indptr.shape[0] === known.rows + 1 &&
    shape[0] === known.rows &&
    shape[1] === known.cols
  );
}

function putCsr(a: Float64Array, at: number, x: CsrArray): number {
  a[at++] = x.shape[0];
  a[at++] = x.shape[1];
  at = putArray(a, at, x._indptr);
  at = putArray(a, at, x._indices);
  return putArray(a, at, x._data);
}

function blank(fn: string, like: NDArray, shape: MatrixShape, nnz: number, dtype = nativeDType(like)): CsrArray {
  const device = like._device;
  return new CsrArray(
    shape,
    allocate(fn, dtype, [nnz], device),
    allocate(fn, int32, [nnz], device),
    allocate(fn, int32, [shape[0] + 1], device),
  );
}

/**
 * Sorted, duplicates summed; waits for the number of elements left. Elements that are in order already are not copied:
 * the parts of the result are views of `data` and `col`, which nobody may write to.
 */
export function cooToCsr(fn: string, shape: MatrixShape, data: NDArray, row: NDArray, col: NDArray): CsrArray {
  const device = data._device;
  const nnz = data.shape[0]!;
  const parts = {
    data: allocate(fn, nativeDType(data), [nnz], device),
    indices: allocate(fn, int32, [nnz], device),
    indptr: allocate(fn, int32, [shape[0] + 1], device),
  };
  const count = allocate(fn, int32, [2], device);
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = shape[0];
  a[at++] = shape[1];
  for (const x of [parts.indptr, parts.indices, parts.data, count, row, col, data]) at = putArray(a, at, x);
  check(fn, device, device.addon.cooToCsr());
  const [left, inOrder] = Array.from(dataSync(count, fn) as Int32Array);
  count.dispose();
  if (!inOrder)
    return new CsrArray(shape, shortened(fn, parts.data, left!), shortened(fn, parts.indices, left!), parts.indptr);
  parts.data.dispose();
  parts.indices.dispose();
  return new CsrArray(shape, readOnly(data), readOnly(col), parts.indptr);
}

// The first n elements: a view, or a copy where a view would hold on to much more memory.
function shortened(fn: string, x: NDArray, n: number): NDArray {
  if (x.shape[0] === n) return x;
  const view = viewOf(x, [n], x._strides, x._offset);
  if (2 * n >= x.shape[0]!) {
    x.dispose();
    return view;
  }
  const copy = cast(fn, view, nativeDType(x));
  view.dispose();
  x.dispose();
  return copy;
}

/** The row of each element. */
export function expandRows(fn: string, row: NDArray, indptr: NDArray): void {
  const device = row._device;
  const a = device.buffer.f64;
  putArray(a, putArray(a, begin(device), row), indptr);
  check(fn, device, device.addon.csrRows());
}

/** A CSR array's transpose, in CSR form. */
export function transpose(fn: string, x: CsrArray): CsrArray {
  const out = blank(fn, x._data, [x.shape[1], x.shape[0]], x.nnz);
  const device = x._device;
  const a = device.buffer.f64;
  putCsr(a, putCsr(a, begin(device), out), x);
  check(fn, device, device.addon.csrTranspose());
  return out;
}

/** The main diagonal. */
export function diagonal(fn: string, x: CsrArray): NDArray {
  const out = allocate(fn, nativeDType(x._data), [Math.min(...x.shape)], x._device);
  const device = x._device;
  const a = device.buffer.f64;
  putCsr(a, putArray(a, begin(device), out), x);
  check(fn, device, device.addon.csrDiagonal());
  return out;
}

/** All elements. Callers hold a scope. */
export function toDense(fn: string, A: SparseArray): NDArray {
  // First, so that a shape beyond all memory costs nothing.
  const out = allocate(fn, nativeDType(A._data), A.shape, A._device);
  const x = A.tocsr();
  const device = x._device;
  const a = device.buffer.f64;
  putCsr(a, putArray(a, begin(device), out), x);
  check(fn, device, device.addon.csrToDense());
  return out;
}

/**
 * A reduction (a name of native/ops/reduce.def: sum, prod, max, min, any, all, …) over the stored elements of each row,
 * in the dtype that the operation gives; a row without any gets the operation's identity. Implicit zeros don't count.
 */
export function reduceRows(fn: string, op: string, x: CsrArray, dtype: NativeDType): NDArray {
  const device = x._device;
  const out = allocate(fn, dtype, [x.shape[0]], device);
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = opRow('reduce', op).code;
  at = putArray(a, at, out);
  at = putArray(a, at, x._data);
  putArray(a, at, x._indptr);
  check(fn, device, device.addon.segmentReduce());
  return out;
}

/** The sum of each row. */
export function rowSums(fn: string, x: CsrArray, dtype: NativeDType): NDArray {
  return reduceRows(fn, 'sum', x, dtype);
}

/** A · x for a vector or a matrix of A's dtype, any (bool: or of ands; integers wrap); C-contiguous ones are fast. */
export function timesDense(fn: string, x: CsrArray, dense: NDArray): NDArray {
  const device = x._device;
  const out = allocate(fn, nativeDType(x._data), [x.shape[0], ...dense.shape.slice(1)], device);
  const a = device.buffer.f64;
  let at = putArray(a, begin(device), out);
  at = putCsr(a, at, x);
  putArray(a, at, dense);
  check(fn, device, device.addon.csrMatmul());
  return out;
}

// A matrix whose number of elements only the device knows: row pointers, a wait for the last one, then the elements.
// `head` are the numbers before the output, `tail` packs what comes behind it.
interface Family {
  readonly head?: readonly number[];
  readonly tail: (a: Float64Array, at: number) => void;
}

function rowPointers(fn: string, call: () => number, device: NativeDevice, rows: number, family: Family): Pointers {
  const indptr = allocate(fn, int32, [rows + 1], device);
  const a = device.buffer.f64;
  family.tail(a, putArray(a, putNumbers(device, family.head), indptr));
  check(fn, device, call());
  const last = viewOf(indptr, [], [], rows);
  const nnz = Number(dataSync(last, fn)[0]);
  last.dispose();
  return { indptr, nnz };
}

interface Pointers {
  readonly indptr: NDArray;
  readonly nnz: number;
}

function elements(
  fn: string,
  call: () => number,
  { indptr, nnz }: Pointers,
  shape: MatrixShape,
  dtype: NativeDType,
  family: Family,
): CsrArray {
  const device = indptr._device;
  const out = new CsrArray(shape, allocate(fn, dtype, [nnz], device), allocate(fn, int32, [nnz], device), indptr);
  const a = device.buffer.f64;
  family.tail(a, putCsr(a, putNumbers(device, family.head), out));
  check(fn, device, call());
  return out;
}

function putNumbers(device: NativeDevice, numbers: readonly number[] = []): number {
  let at = begin(device);
  for (const x of numbers) device.buffer.f64[at++] = x;
  return at;
}

/**
 * A · B of one dtype, any (bool: or of ands; integers wrap). Elements whose sum is 0 stay. Waits for the number of
 * elements; a RangeError where they would be 2³¹ or more, before memory is taken for them.
 */
export function timesSparse(fn: string, x: CsrArray, y: CsrArray): CsrArray {
  const { addon } = x._device;
  const shape: MatrixShape = [x.shape[0], y.shape[1]];
  const family: Family = { tail: (a, at) => putCsr(a, putCsr(a, at, x), y) };
  const pointers = rowPointers(fn, () => addon.csrMatmatSymbolic(), x._device, shape[0], family);
  return elements(fn, () => addon.csrMatmatNumeric(), pointers, shape, nativeDType(x._data), family);
}

/** Which places a merge keeps: those of either array, those of both. */
const patterns = { union: 0, intersection: 1 } as const;

/**
 * A binary operation (a name of native/ops/binary.def: add, subtract, multiply, divide, maximum, less, …), element by
 * element, of two arrays of one shape, one device and one dtype that the operation accepts (casts are the caller's;
 * `divide` is for floating-point and complex numbers, comparisons give bool). `union`: at the places that either holds,
 * 0 (false) standing for what the other has not; `intersection`: at those that both hold. Results that are 0 stay: see
 * {@link select}. Waits for the number of elements.
 */
export function merge(fn: string, op: string, x: CsrArray, y: CsrArray, pattern: keyof typeof patterns): CsrArray {
  const { addon } = x._device;
  const row = opRow('binary', op);
  const dtype = nativeDType(x._data);
  const tail = (a: Float64Array, at: number): void => void putCsr(a, putCsr(a, at, x), y);
  const places = { head: [patterns[pattern]], tail };
  const pointers = rowPointers(fn, () => addon.csrMergeSymbolic(), x._device, x.shape[0], places);
  const values = { head: [patterns[pattern], row.code], tail };
  return elements(fn, () => addon.csrMergeNumeric(), pointers, x.shape, resultDType(row.result, dtype), values);
}

/**
 * The rows that `index` names, in its order: a 1-d array of int32 or int64, any strides, repeated and negative ones
 * (from the end) allowed; a RangeError where one is out of range or the result would have 2³¹ elements. Waits for the
 * number of elements. For columns: the transpose's rows.
 */
export function takeRows(fn: string, x: CsrArray, index: NDArray): CsrArray {
  const { addon } = x._device;
  const shape: MatrixShape = [index.shape[0]!, x.shape[1]];
  const family: Family = { tail: (a, at) => putArray(a, putCsr(a, at, x), index) };
  const pointers = rowPointers(fn, () => addon.csrTakeSymbolic(), x._device, shape[0], family);
  return elements(fn, () => addon.csrTakeNumeric(), pointers, shape, nativeDType(x._data), family);
}

/**
 * The elements where `keep` (bool, 1-d, one for each stored element, any strides) is true; without `keep` those that
 * are not 0 (NaN isn't). Waits for their number; `x` itself where all are kept.
 */
export function select(fn: string, x: CsrArray, keep?: NDArray): CsrArray {
  const { addon } = x._device;
  const family: Family = {
    tail: (a, at) => {
      at = putCsr(a, at, x);
      if (keep === undefined) putAbsent(a, at);
      else putArray(a, at, keep);
    },
  };
  const pointers = rowPointers(fn, () => addon.csrSelectSymbolic(), x._device, x.shape[0], family);
  if (pointers.nnz === x.nnz) {
    pointers.indptr.dispose();
    return x;
  }
  return elements(fn, () => addon.csrSelectNumeric(), pointers, x.shape, nativeDType(x._data), family);
}

/** Component numbers of the nodes, and how many there are; waits for that number. */
export function components(fn: string, x: CsrArray): { n_components: number; labels: NDArray } {
  const device = x._device;
  const labels = allocate(fn, int32, [x.shape[0]], device);
  const count = allocate(fn, int32, [], device);
  const a = device.buffer.f64;
  let at = putArray(a, begin(device), labels);
  at = putArray(a, at, count);
  putCsr(a, at, x);
  check(fn, device, device.addon.connectedComponents());
  const n = Number(dataSync(count, fn)[0]);
  count.dispose();
  return { n_components: n, labels };
}
