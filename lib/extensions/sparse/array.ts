/**
 * Sparse arrays of two axes: COO and CSR, immutable values. A CSR array is canonical: rows in order, columns ascending,
 * no duplicates. How they are built from other things is in construct.ts.
 */
import { inspect } from 'node:util';
import { ObolError } from '../../errors';
import { allocate, nativeDType, viewOf, type NDArray } from '../../core/array';
import { cast } from '../../core/call';
import { int32, isDType, type DType, type NativeDType } from '../../core/dtype';
import { heldArrays, scope } from '../../core/memory';
import { getNamespace, type Namespace } from '../../core/namespace';
import { checkOptions } from '../../core/options';
import { accumulator } from '../../core/promotion';
import { normalizeAxis } from '../../core/shape';
import { typeError } from '../../errors';
import type { NativeDevice } from '../../native/registry';
import * as kernels from './kernels';
import { sum } from '../../api/statistical';

/** The shape of a matrix. */
export type MatrixShape = readonly [number, number];

/**
 * What COO and CSR have in common. Components are read-only views of memory that the array owns.
 *
 * @example
 * xp.sparse.csr_array([[0, 2], [0, 0]]) instanceof xp.sparse.SparseArray; // true
 */
export abstract class SparseArray {
  /** Which of the two it is. */
  abstract readonly format: 'coo' | 'csr';
  /** Rows and columns. */
  readonly shape: MatrixShape;
  /** @internal */
  readonly _data: NDArray;
  private disposed = false;

  /** @internal */
  constructor(shape: MatrixShape, data: NDArray) {
    this.shape = Object.freeze([shape[0], shape[1]]);
    this._data = data;
  }

  /** The components, for scopes and for `dispose`. @internal */
  abstract _parts(): NDArray[];

  /** Number of axes. */
  get ndim(): number {
    return 2;
  }
  /** Number of stored elements. */
  get nnz(): number {
    return this._data.shape[0]!;
  }
  /** The dtype of the stored elements. */
  get dtype(): DType {
    return this._data.dtype;
  }
  /** The device that holds the parts. */
  get device(): string {
    return this._data.device;
  }
  /** The stored elements: a read-only view. */
  get data(): NDArray {
    return readOnly(this._live('data')._data);
  }

  /** This array in CSR form, canonical; from COO it waits for the number of elements left. */
  abstract tocsr(): CsrArray;
  /** This array in COO form. */
  abstract tocoo(): CooArray;
  /** The transpose, in the same format. */
  abstract get T(): SparseArray;
  /** The same pattern with elements of another dtype; complex to real is refused. */
  abstract astype(dtype: DType): SparseArray;
  /** The same array on another device; itself when it is there. */
  abstract to_device(device: string): SparseArray;

  /** All elements as a dense array. */
  toarray(): NDArray {
    return scope(() => kernels.toDense('toarray', this.tocsr()));
  }
  /** The main diagonal. */
  diagonal(): NDArray {
    return scope(() => kernels.diagonal('diagonal', this.tocsr()));
  }
  /** Sums over an axis (null or left out: all), in the dtype that `xp.sum` uses; bool counts in int32. */
  sum(options?: { axis?: number | null }): NDArray {
    const fn = 'sum';
    const o = checkOptions(fn, options, ['axis']);
    this._live(fn);
    const axis = o.axis === undefined || o.axis === null ? undefined : normalizeAxis(fn, o.axis, 2);
    return scope(() => {
      const numbers = this._data.dtype.name === 'bool' ? this._withData(cast(fn, this._data, int32)) : this;
      if (axis === undefined) return sum(numbers._data);
      const csr = numbers.tocsr();
      return kernels.rowSums(fn, axis === 1 ? csr : csr.T, accumulator(nativeDType(csr._data)));
    });
  }

  /** The namespace that the parts belong to. */
  __array_namespace__(options?: { api_version?: string | null }): Namespace {
    return getNamespace(options?.api_version);
  }
  /** Gives the memory back that no other view uses. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    for (const part of this._parts()) part.dispose();
  }
  /** {@link dispose}, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
  /** @internal */
  [heldArrays](): Iterable<NDArray> {
    return this._parts();
  }
  [inspect.custom](): string {
    return `${this.format}_array([${this.shape.join(', ')}], ${this.dtype.name}, ${this.nnz} stored elements, ${this.device})`;
  }
  toString(): string {
    return this[inspect.custom]();
  }
  /** Refused: JSON of an array would wait for the device unseen. */
  toJSON(): never {
    throw new TypeError('toJSON: expected a JavaScript value, got a sparse array: use toarray().tolist()');
  }
  [Symbol.toPrimitive](): never {
    throw new TypeError('obol: a sparse array has no value of its own: see xp.sparse for its arithmetic');
  }

  /** @internal */
  _live(fn: string): this {
    if (this.disposed || this._parts().some((p) => p._disposed))
      throw new ObolError('ERR_OBOL_DISPOSED', `${fn}: expected a live sparse array, got one that was disposed`);
    return this;
  }
  /** @internal */
  get _device(): NativeDevice {
    return this._data._device;
  }
  /** @internal */
  abstract _withData(data: NDArray): SparseArray;

  /** @internal */
  _castTo(dtype: unknown): NDArray {
    const fn = 'astype';
    if (!isDType(dtype)) throw typeError(fn, 'dtype', "one of the namespace's dtypes", dtype);
    const from: NativeDType = nativeDType(this._live(fn)._data);
    if (from.complex && !dtype.complex && dtype.kind !== 'bool')
      throw new TypeError(`${fn}: expected a complex dtype for dtype (real parts: xp.real of data), got ${dtype.name}`);
    return cast(fn, this._data, dtype);
  }
}

/** A view that can't be written. */
export function readOnly(x: NDArray): NDArray {
  return viewOf(x, x.shape, x._strides, x._offset, false);
}

/**
 * Row and column of each stored element; duplicates stand for their sum. Made by {@link coo_array}.
 *
 * @example
 * const A = xp.sparse.coo_array([xp.asarray([2, 3]), [Int32Array.of(0, 1), Int32Array.of(1, 1)]], { shape: [2, 2] });
 * A.toarray().tolist(); // [[0, 2], [0, 3]]
 */
export class CooArray extends SparseArray {
  readonly format = 'coo';
  /** @internal */
  readonly _row: NDArray;
  /** @internal */
  readonly _col: NDArray;

  /** @internal */
  constructor(shape: MatrixShape, data: NDArray, row: NDArray, col: NDArray) {
    super(shape, data);
    this._row = row;
    this._col = col;
  }
  /** Row of each stored element, int32: a read-only view. */
  get row(): NDArray {
    return readOnly(this._live('row')._row);
  }
  /** Column of each stored element, int32: a read-only view. */
  get col(): NDArray {
    return readOnly(this._live('col')._col);
  }
  get T(): CooArray {
    this._live('T');
    const [data, row, col] = this._parts().map(readOnly) as [NDArray, NDArray, NDArray];
    return new CooArray([this.shape[1], this.shape[0]], data, col, row);
  }
  tocsr(): CsrArray {
    this._live('tocsr');
    return kernels.cooToCsr('tocsr', this.shape, this._data, this._row, this._col);
  }
  tocoo(): CooArray {
    return this._live('tocoo');
  }
  astype(dtype: DType): CooArray {
    return this._withData(this._castTo(dtype));
  }
  to_device(device: string): CooArray {
    const parts = this._live('to_device')
      ._parts()
      .map((p) => p.to_device(device));
    return parts[0] === this._data ? this : new CooArray(this.shape, parts[0]!, parts[1]!, parts[2]!);
  }
  _parts(): NDArray[] {
    return [this._data, this._row, this._col];
  }
  _withData(data: NDArray): CooArray {
    return new CooArray(this.shape, data, readOnly(this._row), readOnly(this._col));
  }
}

/**
 * Compressed rows: row i's elements lie at indptr[i] … indptr[i + 1], by ascending column. Made by {@link csr_array}.
 *
 * @example
 * xp.sparse.csr_array([[0, 2], [0, 3]]).indptr.tolist(); // [0, 1, 2]
 */
export class CsrArray extends SparseArray {
  readonly format = 'csr';
  /** @internal */
  readonly _indices: NDArray;
  /** @internal */
  readonly _indptr: NDArray;

  /** @internal */
  constructor(shape: MatrixShape, data: NDArray, indices: NDArray, indptr: NDArray) {
    super(shape, data);
    this._indices = indices;
    this._indptr = indptr;
    kernels.rememberCanonical(this);
  }
  /** Column of each stored element, int32: a read-only view. */
  get indices(): NDArray {
    return readOnly(this._live('indices')._indices);
  }
  /** Where each row begins, int32, rows + 1 entries: a read-only view. */
  get indptr(): NDArray {
    return readOnly(this._live('indptr')._indptr);
  }
  get T(): CsrArray {
    return kernels.transpose('T', this._live('T'));
  }
  tocsr(): CsrArray {
    return this._live('tocsr');
  }
  tocoo(): CooArray {
    this._live('tocoo');
    const row = allocate('tocoo', int32, [this.nnz], this._device);
    kernels.expandRows('tocoo', row, this._indptr);
    return new CooArray(this.shape, readOnly(this._data), row, readOnly(this._indices));
  }
  astype(dtype: DType): CsrArray {
    return this._withData(this._castTo(dtype));
  }
  to_device(device: string): CsrArray {
    const parts = this._live('to_device')
      ._parts()
      .map((p) => p.to_device(device));
    return parts[0] === this._data ? this : new CsrArray(this.shape, parts[0]!, parts[1]!, parts[2]!);
  }
  _parts(): NDArray[] {
    return [this._data, this._indices, this._indptr];
  }
  _withData(data: NDArray): CsrArray {
    return new CsrArray(this.shape, data, readOnly(this._indices), readOnly(this._indptr));
  }
}

/**
 * True for a sparse array of this package.
 *
 * @example
 * xp.sparse.issparse(xp.ones([2, 2])); // false
 */
export function issparse(x: unknown): x is SparseArray {
  return x instanceof SparseArray;
}
