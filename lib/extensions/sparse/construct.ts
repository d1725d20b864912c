/**
 * coo_array, csr_array and csc_array: from dense, from another sparse array, or from components. Components are recognised when
 * the first is an array or a typed array, or the second a pair of lists; another nested list of numbers is dense.
 */
import { rangeError, typeError } from '../../errors';
import { allocate, deviceOption, isArray, nativeDType, type NDArray } from '../../core/array';
import { cast } from '../../core/call';
import { checkArray, checkSameDevice } from '../../core/check';
import { dtypeOption, int32, uint32, type DType, type NativeDType, type Scalar } from '../../core/dtype';
import { fromHost, typedArrayDType } from '../../core/convert';
import { scope } from '../../core/memory';
import { isScalar } from '../../core/scalar';
import { booleanOption, checkOptions } from '../../core/options';
import { dataSync } from '../../core/transfer';
import type { NativeDevice } from '../../native/registry';
import { max, min } from '../../api/statistical';
import { nonzero } from '../../api/searching';
import { CooArray, CscArray, CsrArray, issparse, readOnly, type SparseArray, type MatrixShape } from './array';
import { expandRows, isCanonical } from './kernels';
import { matrixShape } from './shapes';
import { checkCast, castTo } from './check';
import { checkEntries, checkExtents, most } from './structure';

/** An array or a typed array. */
export type Component = NDArray | ArrayBufferView;
/** An array, a typed array or a list of whole numbers: what rows, columns and pointers may be. */
export type IndexComponent = Component | readonly (number | bigint)[];
/** `[data, [row, col]]` or `[data, indices, indptr]`; the elements of the first may be a list too. */
export type Components =
  | readonly [Component | readonly Scalar[], readonly [IndexComponent, IndexComponent]]
  | readonly [Component, IndexComponent, IndexComponent];

/** The shape where it can't be read off, the dtype of the elements, the device, whether to copy what could be shared. */
export interface SparseOptions {
  /** Rows and columns; default (null): as large as the source, or as its indices ask. */
  shape?: readonly number[] | null;
  /** Default (null): that of the elements. */
  dtype?: DType | null;
  /** Default (null): that of the parts. */
  device?: string | null;
  /** Copy what could be shared; default false. */
  copy?: boolean;
}

interface Request {
  fn: string;
  /** What an error calls the source. */
  name: string;
  shape: MatrixShape | undefined;
  dtype: NativeDType | undefined;
  device: NativeDevice | undefined;
  copy: boolean;
}

function request(fn: string, options: SparseOptions | undefined, name = 'source'): Request {
  const o = checkOptions(fn, options, ['shape', 'dtype', 'device', 'copy']);
  const shape = o.shape === undefined || o.shape === null ? undefined : matrixShape(fn, o.shape);
  return {
    fn,
    name,
    shape,
    dtype: dtypeOption(fn, o.dtype, undefined),
    device: o.device === undefined || o.device === null ? undefined : deviceOption(fn, o.device),
    copy: booleanOption(fn, 'copy', o.copy, false),
  };
}

type CooParts = readonly [Component | readonly Scalar[], readonly [IndexComponent, IndexComponent]];
type CsrParts = readonly [Component, IndexComponent, IndexComponent];

const isComponent = (x: unknown): x is Component => isArray(x) || typedArrayDType(x) !== undefined;
const isIndex = (x: unknown): x is IndexComponent => Array.isArray(x) || isComponent(x);

// A matrix is no list that holds two lists of lists, nor one that begins with an array or a typed array.
function isCooParts(source: unknown): source is CooParts {
  if (!Array.isArray(source) || source.length !== 2) return false;
  const places: unknown = source[1];
  const data: unknown = source[0];
  const elements = isComponent(data) || (Array.isArray(data) && data.every((v) => isScalar(v)));
  return elements && Array.isArray(places) && places.length === 2 && places.every(isIndex);
}

function isCsrParts(source: unknown): source is CsrParts {
  return Array.isArray(source) && source.length === 3 && isComponent(source[0]) && source.every(isIndex);
}

/** A component as a 1-d array of its own on the device, int32 for indices; host values are copied, arrays shared. */
function component(
  r: Request,
  name: string,
  value: Component | readonly Scalar[],
  device: NativeDevice,
  index: boolean,
): NDArray {
  const { fn } = r;
  let x: NDArray;
  if (isArray(value)) {
    x = checkArray(fn, name, value);
    if (x._device !== device) throw deviceMismatch(fn, x, device);
  } else x = fromHost(fn, value, !Array.isArray(value) ? undefined : index ? int32 : r.dtype, device, name);
  if (x.ndim !== 1) throw rangeError(fn, name, 'a 1-d array', x.shape);
  checkEntries(fn, x.size);
  const dtype = nativeDType(x);
  if (index && !dtype.integer) throw typeError(fn, name, 'an integer array', dtype.name);
  const wanted = index ? int32 : (r.dtype ?? dtype);
  checkCast(fn, dtype, wanted);
  if (index && (dtype.itemsize > 4 || dtype === uint32)) checkRange(fn, name, x, 2 ** 31);
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

const bounds = (fn: string, x: NDArray): [number, number] =>
  [min(x), max(x)].map((m) => Number(dataSync(m, fn)[0])) as [number, number];

function checkRange(fn: string, name: string, x: NDArray, bound: number): void {
  if (x.size === 0) return;
  const [low, high] = bounds(fn, x);
  if (low < 0 || high >= bound) throw rangeError(fn, name, `indices in [0, ${bound - 1}]`, low < 0 ? low : high);
}

function deviceOf(r: Request, parts: readonly unknown[]): NativeDevice {
  return r.device ?? parts.find(isArray)?._device ?? deviceOption(r.fn, undefined);
}

function fromCooParts(r: Request, [data, [row, col]]: CooParts): CooArray {
  const { fn } = r;
  const device = deviceOf(r, [data, row, col]);
  const values = component(r, 'data', data, device, false);
  const places = [component(r, 'row', row, device, true), component(r, 'col', col, device, true)] as const;
  for (const [i, p] of places.entries())
    if (p.shape[0] !== values.shape[0])
      throw rangeError(fn, i === 0 ? 'row' : 'col', `as many indices as data (${values.shape[0]})`, p.shape[0]);
  if (r.shape === undefined)
    return new CooArray([extent(fn, 'row', places[0]), extent(fn, 'col', places[1])], values, ...places);
  // Indices that came from JavaScript are checked here and now; those on a device when they are sorted, and read.
  if (!isArray(row)) checkRange(fn, 'row', places[0], r.shape[0]);
  if (!isArray(col)) checkRange(fn, 'col', places[1], r.shape[1]);
  return new CooArray(r.shape, values, ...places);
}

// One more than the largest index, where no shape says so.
function extent(fn: string, name: string, index: NDArray): number {
  if (index.size === 0) return 0;
  const [low, high] = bounds(fn, index);
  if (low < 0 || high >= most) throw rangeError(fn, name, `indices in [0, ${most - 1}]`, low < 0 ? low : high);
  return high + 1;
}

function fromCsrParts(r: Request, parts: CsrParts): CsrArray {
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
  const shape: MatrixShape = r.shape ?? [rows, extent(fn, 'indices', indices)];
  if (r.shape !== undefined) checkRange(fn, 'indices', indices, shape[1]);
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
  const { fn, name } = r;
  const dense = isArray(source)
    ? checkArray(fn, name, source)
    : fromHost(fn, source, undefined, r.device ?? deviceOption(fn, undefined), name);
  if (dense.ndim !== 2) throw rangeError(fn, name, 'a 2-d array', dense.shape);
  const shape = checkExtents(fn, dense.shape as unknown as MatrixShape, name);
  if (r.shape !== undefined && (r.shape[0] !== shape[0] || r.shape[1] !== shape[1]))
    throw rangeError(fn, 'shape', `the shape of ${name} ([${shape.join(', ')}])`, r.shape);
  const here = r.device === undefined ? dense : dense.to_device(r.device.name);
  const [row, col] = nonzero(here) as [NDArray, NDArray];
  const data = here.get(row, col);
  return new CooArray(shape, r.dtype === undefined ? data : castTo(fn, data, r.dtype), row, col, true);
}

function fromSparse(r: Request, source: SparseArray): SparseArray {
  const { fn } = r;
  source._live(fn);
  if (r.shape !== undefined && (r.shape[0] !== source.shape[0] || r.shape[1] !== source.shape[1]))
    throw rangeError(fn, 'shape', `the shape of source ([${source.shape.join(', ')}])`, r.shape);
  const here = r.device === undefined ? source : source.to_device(r.device.name);
  if (r.dtype !== undefined) checkCast(fn, nativeDType(here._data), r.dtype);
  const typed = r.dtype === undefined || r.dtype === here.dtype ? here : here.astype(r.dtype);
  return typed === source && r.copy ? typed._withData(cast(fn, typed._data, nativeDType(typed._data))) : typed;
}

/** What {@link coo_array} takes, for a function that calls itself `fn` and its argument `name`. @internal */
export function build(fn: string, source: unknown, options: SparseOptions | undefined, name = 'source'): SparseArray {
  const r = request(fn, options, name);
  if (issparse(source)) return fromSparse(r, source);
  if (isCooParts(source)) return fromCooParts(r, source);
  if (isCsrParts(source)) return fromCsrParts(r, source);
  if (isArray(source) || Array.isArray(source)) return fromDense(r, source);
  const known = 'a 2-d array, a sparse array, [data, [row, col]] or [data, indices, indptr]';
  throw typeError(fn, name, known, source);
}

// [data, indices, indptr] by columns are the CSR components of the transpose.
function buildByColumns(source: unknown, options: SparseOptions | undefined): CscArray {
  const fn = 'csc_array';
  if (issparse(source) || !isCsrParts(source)) return build(fn, source, options).tocsc();
  const r = request(fn, options);
  return new CscArray(fromCsrParts(r.shape === undefined ? r : { ...r, shape: [r.shape[1], r.shape[0]] }, source));
}

/**
 * A COO array from a dense 2-d array or a nested list, another sparse array, `[data, [row, col]]` or
 * `[data, indices, indptr]`. Parts are arrays, typed arrays or lists, but `data` before `indptr` no list, which would be a
 * row of a matrix; indices become int32. What JavaScript could change later is copied. Duplicates stay, and stand for
 * their sum. Indices of typed arrays and lists are checked at the call, those of arrays when the elements are sorted or
 * read: the error travels with them. Waits for the device where the shape is left out, for indices of uint32, int64 and
 * uint64, dense sources and `indptr`. The dtype is any, that of the elements where none is asked for.
 *
 * @throws TypeError for another kind of source, for indices that are not whole, for complex elements as real ones;
 * RangeError for a source that is no matrix, for parts of different lengths, for an index outside of the shape, an extent or a
 * number of elements beyond 2^31 - 1; ObolError ERR_OBOL_DEVICE, ERR_OBOL_DISPOSED.
 * @example
 * xp.sparse.coo_array([[1, 2, 3], [[0, 1, 0], [1, 0, 1]]], { shape: [2, 2] }).toarray().tolist(); // [[0, 4], [2, 0]]
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
 * @throws As {@link coo_array}; RangeError for an `indptr` that does not ascend from 0 to the length of data.
 * @example
 * const A = xp.sparse.csr_array([Float64Array.of(1, 2), [1, 0], [0, 1, 2]], { shape: [2, 2] });
 * A.toarray().tolist(); // [[0, 1], [2, 0]]
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
 * @throws As {@link csr_array}.
 * @example
 * xp.sparse.csc_array([[1, 0], [5, 2]]).indices.tolist(); // [0, 1, 1]
 */
export function csc_array(
  source: NDArray | SparseArray | Components | readonly unknown[],
  options?: SparseOptions,
): CscArray {
  return scope(() => buildByColumns(source, options));
}
