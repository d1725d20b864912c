/**
 * coo_array, csr_array and csc_array: from dense, from another sparse array, or from components. Components are recognised when
 * their parts are arrays or typed arrays; a nested list of numbers is dense.
 */
import { rangeError, typeError } from '../../errors';
import { deviceOption, isArray, nativeDType, type NDArray } from '../../core/array';
import { cast } from '../../core/call';
import { checkArray, checkSameDevice } from '../../core/check';
import { dtypeOption, int32, type DType, type NativeDType } from '../../core/dtype';
import { fromHost, typedArrayDType } from '../../core/convert';
import { scope } from '../../core/memory';
import { booleanOption, checkOptions } from '../../core/options';
import { dataSync } from '../../core/transfer';
import type { NativeDevice } from '../../native/registry';
import { max, min } from '../../api/statistical';
import { nonzero } from '../../api/searching';
import { CooArray, CscArray, CsrArray, issparse, readOnly, type SparseArray, type MatrixShape } from './array';
import { expandRows, isCanonical } from './kernels';
import { matrixShape } from './shapes';
import { checkEntries, checkExtents } from './structure';
import { allocate } from '../../core/array';

/** An array or a typed array: what a component may be. */
export type Component = NDArray | ArrayBufferView;
/** `[data, [row, col]]` or `[data, indices, indptr]`. */
export type Components =
  readonly [Component, readonly [Component, Component]] | readonly [Component, Component, Component];

/** The shape where it can't be read off, the dtype of the elements, the device, whether to copy what could be shared. */
export interface SparseOptions {
  /** Rows and columns, where they can not be read off. */
  shape?: readonly number[];
  /** Default (null): that of the elements. */
  dtype?: DType | null;
  /** Default (null): that of the parts. */
  device?: string | null;
  /** Copy what could be shared; default false. */
  copy?: boolean;
}

interface Request {
  fn: string;
  shape: MatrixShape | undefined;
  dtype: NativeDType | undefined;
  device: NativeDevice | undefined;
  copy: boolean;
}

function request(fn: string, options: SparseOptions | undefined): Request {
  const o = checkOptions(fn, options, ['shape', 'dtype', 'device', 'copy']);
  const shape = o.shape === undefined ? undefined : matrixShape(fn, o.shape);
  return {
    fn,
    shape,
    dtype: dtypeOption(fn, o.dtype, undefined),
    device: o.device === undefined || o.device === null ? undefined : deviceOption(fn, o.device),
    copy: booleanOption(fn, 'copy', o.copy, false),
  };
}

const isComponent = (x: unknown): x is Component => isArray(x) || typedArrayDType(x) !== undefined;

function isCooParts(source: unknown): source is readonly [Component, readonly [Component, Component]] {
  if (!Array.isArray(source) || source.length !== 2) return false;
  const places: unknown = source[1];
  return isComponent(source[0]) && Array.isArray(places) && places.length === 2 && places.every(isComponent);
}

function isCsrParts(source: unknown): source is readonly [Component, Component, Component] {
  return Array.isArray(source) && source.length === 3 && source.every(isComponent);
}

/** A component as a 1-d array of its own on the device, int32 for indices; host values are copied, arrays shared. */
function component(r: Request, name: string, value: Component, device: NativeDevice, index: boolean): NDArray {
  const { fn } = r;
  let x: NDArray;
  if (isArray(value)) {
    x = checkArray(fn, name, value);
    if (x._device !== device) throw deviceMismatch(fn, x, device);
  } else x = fromHost(fn, value, undefined, device, name);
  if (x.ndim !== 1) throw rangeError(fn, name, 'a 1-d array', x.shape);
  checkEntries(fn, x.size);
  const dtype = nativeDType(x);
  if (index && !dtype.integer) throw typeError(fn, name, 'an integer array', dtype.name);
  const wanted = index ? int32 : (r.dtype ?? dtype);
  if (index && dtype.itemsize > 4) checkRange(fn, name, x, 2 ** 31);
  if (x.dtype !== wanted || !x._contiguous) return cast(fn, x, wanted);
  // What can be written later is copied: a sparse array is a value. Read-only parts of another one are shared.
  if (isArray(value) && (value._writable || r.copy)) return cast(fn, x, wanted);
  return isArray(value) ? readOnly(x) : x;
}

function deviceMismatch(fn: string, x: NDArray, device: NativeDevice): Error {
  try {
    checkSameDevice(fn, x, { _device: device, device: device.name } as NDArray);
  } catch (error) {
    return error as Error;
  }
  return new Error('unreachable');
}

function checkRange(fn: string, name: string, x: NDArray, bound: number): void {
  if (x.size === 0) return;
  const [low, high] = [min(x), max(x)].map((m) => Number(dataSync(m, fn)[0])) as [number, number];
  if (low < 0 || high >= bound) throw rangeError(fn, name, `indices in [0, ${bound - 1}]`, low < 0 ? low : high);
}

function deviceOf(r: Request, parts: readonly Component[]): NativeDevice {
  return r.device ?? parts.find(isArray)?._device ?? deviceOption(r.fn, undefined);
}

function fromCooParts(r: Request, [data, [row, col]]: readonly [Component, readonly [Component, Component]]): CooArray {
  const { fn } = r;
  const device = deviceOf(r, [data, row, col]);
  const values = component(r, 'data', data, device, false);
  const places = [component(r, 'row', row, device, true), component(r, 'col', col, device, true)] as const;
  for (const [i, p] of places.entries())
    if (p.shape[0] !== values.shape[0])
      throw rangeError(fn, i === 0 ? 'row' : 'col', `as many indices as data (${values.shape[0]})`, p.shape[0]);
  const shape = r.shape ?? [extent(fn, places[0]), extent(fn, places[1])];
  // Indices that came from JavaScript are checked here and now; those on a device when they are sorted, and read.
  if (!isArray(row)) checkRange(fn, 'row', places[0], shape[0]);
  if (!isArray(col)) checkRange(fn, 'col', places[1], shape[1]);
  return new CooArray(shape, values, ...places);
}

function extent(fn: string, index: NDArray): number {
  return index.size === 0 ? 0 : Number(dataSync(max(index), fn)[0]) + 1;
}

function fromCsrParts(r: Request, parts: readonly [Component, Component, Component]): CsrArray {
  const { fn } = r;
  const device = deviceOf(r, parts);
  const data = component(r, 'data', parts[0], device, false);
  const indices = component(r, 'indices', parts[1], device, true);
  const indptr = component(r, 'indptr', parts[2], device, true);
  if (indices.shape[0] !== data.shape[0])
    throw rangeError(fn, 'indices', `as many indices as data (${data.shape[0]})`, indices.shape[0]);
  const rows = indptr.shape[0]! - 1;
  if (rows < 0) throw rangeError(fn, 'indptr', 'at least one entry', indptr.shape);
  if (r.shape !== undefined && r.shape[0] !== rows)
    throw rangeError(fn, 'indptr', `${r.shape[0] + 1} entries`, indptr.shape[0]);
  if (r.shape !== undefined && isCanonical(indices, indptr, r.shape))
    return new CsrArray(r.shape, data, indices, indptr);
  checkIndptr(fn, dataSync(indptr, fn) as Int32Array, data.shape[0]!);
  const row = allocate(fn, int32, [data.shape[0]!], device);
  expandRows(fn, row, indptr);
  const shape: MatrixShape = r.shape ?? [rows, extent(fn, indices)];
  checkRange(fn, 'indices', indices, shape[1]);
  const coo = new CooArray(shape, data, row, indices);
  const csr = coo.tocsr();
  coo.dispose();
  return csr;
}

function checkIndptr(fn: string, indptr: Int32Array, nnz: number): void {
  if (indptr[0] !== 0) throw rangeError(fn, 'indptr', '0 for its first entry', indptr[0]);
  for (let i = 1; i < indptr.length; i++)
    if (indptr[i]! < indptr[i - 1]!) throw rangeError(fn, 'indptr', 'ascending entries', indptr[i]);
  if (indptr.at(-1) !== nnz)
    throw rangeError(fn, 'indptr', `${nnz} (the length of data) for its last entry`, indptr.at(-1));
}

function fromDense(r: Request, source: unknown): CooArray {
  const { fn } = r;
  const dense = isArray(source)
    ? checkArray(fn, 'source', source)
    : fromHost(fn, source, undefined, r.device ?? deviceOption(fn, undefined), 'source');
  if (dense.ndim !== 2) throw rangeError(fn, 'source', 'a 2-d array', dense.shape);
  const shape = checkExtents(fn, dense.shape as unknown as MatrixShape, 'source');
  if (r.shape !== undefined && (r.shape[0] !== shape[0] || r.shape[1] !== shape[1]))
    throw rangeError(fn, 'shape', `the shape of source ([${shape.join(', ')}])`, r.shape);
  const here = r.device === undefined ? dense : dense.to_device(r.device.name);
  const [row, col] = nonzero(here) as [NDArray, NDArray];
  const data = here.get(row, col);
  return new CooArray(
    shape,
    r.dtype === undefined || r.dtype === data.dtype ? data : cast(fn, data, r.dtype),
    row,
    col,
    true,
  );
}

function fromSparse(r: Request, source: SparseArray): SparseArray {
  const { fn } = r;
  source._live(fn);
  if (r.shape !== undefined && (r.shape[0] !== source.shape[0] || r.shape[1] !== source.shape[1]))
    throw rangeError(fn, 'shape', `the shape of source ([${source.shape.join(', ')}])`, r.shape);
  const here = r.device === undefined ? source : source.to_device(r.device.name);
  const typed = r.dtype === undefined || r.dtype === here.dtype ? here : here.astype(r.dtype);
  return typed === source && r.copy ? typed._withData(cast(fn, typed._data, nativeDType(typed._data))) : typed;
}

/** What {@link coo_array} takes, for a function that calls itself `fn`. @internal */
export function build(fn: string, source: unknown, options: SparseOptions | undefined): SparseArray {
  const r = request(fn, options);
  if (issparse(source)) return fromSparse(r, source);
  if (isCooParts(source)) return fromCooParts(r, source);
  if (isCsrParts(source)) return fromCsrParts(r, source);
  if (isArray(source) || Array.isArray(source)) return fromDense(r, source);
  const known = 'a 2-d array, a sparse array, [data, [row, col]] or [data, indices, indptr]';
  throw typeError(fn, 'source', known, source);
}

// [data, indices, indptr] by columns are the CSR components of the transpose.
function buildByColumns(source: unknown, options: SparseOptions | undefined): CscArray {
  const fn = 'csc_array';
  if (issparse(source) || !isCsrParts(source)) return build(fn, source, options).tocsc();
  const r = request(fn, options);
  return new CscArray(fromCsrParts(r.shape === undefined ? r : { ...r, shape: [r.shape[1], r.shape[0]] }, source));
}

/**
 * A COO array from a dense 2-d array, another sparse array, `[data, [row, col]]` or `[data, indices, indptr]`. Parts
 * are arrays or typed arrays; indices become int32. What JavaScript could change later is copied. Duplicates stay, and
 * stand for their sum. Indices of typed arrays are checked at the call, those of arrays when the elements are sorted or
 * read: the error travels with them. Waits for the device where the shape is left out, for int64 indices, dense sources
 * and `indptr`.
 *
 * @example
 * xp.sparse.coo_array([new Float64Array([1, 2]), [new Int32Array([0, 1]), new Int32Array([1, 0])]], { shape: [2, 2] })
 */
export function coo_array(
  source: NDArray | SparseArray | Components | readonly unknown[],
  options?: SparseOptions,
): CooArray {
  return scope(() => build('coo_array', source, options).tocoo());
}

/**
 * A CSR array from what {@link coo_array} takes: canonical, rows in order, columns ascending, duplicates summed. Waits
 * for the number of elements.
 *
 * @example
 * xp.sparse.csr_array([[1, 0], [0, 2]])
 */
export function csr_array(
  source: NDArray | SparseArray | Components | readonly unknown[],
  options?: SparseOptions,
): CsrArray {
  return scope(() => build('csr_array', source, options).tocsr());
}

/**
 * A CSC array from what {@link coo_array} takes, `[data, indices, indptr]` being by columns here: canonical, columns in
 * order, rows ascending, duplicates summed. Waits for the number of elements. It is kept as the CSR array of its
 * transpose: `T` is free, and what works by rows converts it first.
 *
 * @example
 * xp.sparse.csc_array([[1, 0], [5, 2]]).indices.tolist(); // [0, 1, 1]
 */
export function csc_array(
  source: NDArray | SparseArray | Components | readonly unknown[],
  options?: SparseOptions,
): CscArray {
  return scope(() => buildByColumns(source, options));
}
