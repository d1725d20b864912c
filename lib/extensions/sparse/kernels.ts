/** The sparse families of the backend, one function each: allocate, pack, call. Checks are their callers'. */
import { allocate, nativeDType, viewOf, type NDArray } from '../../core/array';
import { cast, check } from '../../core/call';
import { int32, type NativeDType } from '../../core/dtype';
import { begin, putArray } from '../../core/pack';
import { dataSync } from '../../core/transfer';
import { opRow } from '../../native/tables';
import type { Storage } from '../../core/storage';
import { CsrArray, type MatrixShape } from './array';

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

/** Sorted, duplicates summed; waits for the number of elements left. */
export function cooToCsr(fn: string, shape: MatrixShape, data: NDArray, row: NDArray, col: NDArray): CsrArray {
  const device = data._device;
  const nnz = data.shape[0]!;
  const parts = {
    data: allocate(fn, nativeDType(data), [nnz], device),
    indices: allocate(fn, int32, [nnz], device),
    indptr: allocate(fn, int32, [shape[0] + 1], device),
  };
  const count = allocate(fn, int32, [], device);
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = shape[0];
  a[at++] = shape[1];
  for (const x of [parts.indptr, parts.indices, parts.data, count, row, col, data]) at = putArray(a, at, x);
  check(fn, device, device.addon.cooToCsr());
  const left = Number(dataSync(count, fn)[0]);
  count.dispose();
  return new CsrArray(shape, shortened(fn, parts.data, left), shortened(fn, parts.indices, left), parts.indptr);
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

/** All elements. */
export function toDense(fn: string, x: CsrArray): NDArray {
  const out = allocate(fn, nativeDType(x._data), x.shape, x._device);
  const device = x._device;
  const a = device.buffer.f64;
  putCsr(a, putArray(a, begin(device), out), x);
  check(fn, device, device.addon.csrToDense());
  return out;
}

/** The sum of each row. */
export function rowSums(fn: string, x: CsrArray, dtype: NativeDType): NDArray {
  const device = x._device;
  const out = allocate(fn, dtype, [x.shape[0]], device);
  const a = device.buffer.f64;
  let at = begin(device);
  a[at++] = opRow('reduce', 'sum').code;
  at = putArray(a, at, out);
  at = putArray(a, at, x._data);
  putArray(a, at, x._indptr);
  check(fn, device, device.addon.segmentReduce());
  return out;
}

/** A · x for a vector or a C-contiguous matrix of A's dtype. */
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

/** A · B of one dtype; waits for the number of elements. */
export function timesSparse(fn: string, x: CsrArray, y: CsrArray): CsrArray {
  const device = x._device;
  const shape: MatrixShape = [x.shape[0], y.shape[1]];
  const indptr = allocate(fn, int32, [shape[0] + 1], device);
  const a = device.buffer.f64;
  putCsr(a, putCsr(a, putArray(a, begin(device), indptr), x), y);
  check(fn, device, device.addon.csrMatmatSymbolic());
  const last = viewOf(indptr, [], [], shape[0]);
  const nnz = Number(dataSync(last, fn)[0]);
  last.dispose();
  const out = new CsrArray(
    shape,
    allocate(fn, nativeDType(x._data), [nnz], device),
    allocate(fn, int32, [nnz], device),
    indptr,
  );
  putCsr(a, putCsr(a, putCsr(a, begin(device), out), x), y);
  check(fn, device, device.addon.csrMatmatNumeric());
  return out;
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
