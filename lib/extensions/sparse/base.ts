/**
 * What sparse arrays of every format have in common. Components are read-only views of memory that the array owns. What
 * a method computes is in the file of its chapter (reductions.ts, indexing.ts, diagonals.ts, …). Import array.ts, not this.
 */
import { inspect } from 'node:util';
import { nativeDType, viewOf, type IndexPart, type NDArray } from '../../core/array';
import { cast } from '../../core/call';
import { isDType, type DType, type DTypeName, type Scalar } from '../../core/dtype';
import { heldArrays, scope } from '../../core/memory';
import { getNamespace, type Namespace } from '../../core/namespace';
import { checkOptions } from '../../core/options';
import { ObolError, typeError } from '../../errors';
import type { NativeDevice } from '../../native/registry';
import { checkCast } from './check';
import type { CooArray } from './coo';
import type { CscArray, CsrArray } from './compressed';
import * as diagonals from './diagonals';
import * as indexing from './indexing';
import * as kernels from './kernels';
import * as reductions from './reductions';
import * as shapes from './shapes';
import * as structure from './structure';
import type { DiagonalNumber, MatrixShape, SparseAxisOptions, SparseFormat } from './types';

/**
 * What COO, CSR and CSC have in common: immutable values of two axes. Components are read-only views of memory that the
 * array owns; what SciPy does in place gives a new array.
 *
 * @example
 * xp.sparse.csr_array([[0, 2], [0, 0]]) instanceof xp.sparse.SparseArray; // true
 */
export abstract class SparseArray<D extends DTypeName = DTypeName> {
  /** @internal */
  readonly _shape: MatrixShape;
  /** @internal */
  readonly _data: NDArray<D>;
  private disposed = false;

  /** @internal */
  constructor(shape: MatrixShape, data: NDArray<D>) {
    this._shape = Object.freeze([shape[0], shape[1]] as const);
    this._data = data;
  }

  /** The components, for scopes and for `dispose`. @internal */
  abstract _parts(): NDArray[];
  /** Row and column of each stored element. @internal */
  abstract _places(fn: string): [NDArray, NDArray];
  /** The same pattern with other elements. @internal */
  abstract _withData(data: NDArray): SparseArray;

  /** How the elements lie: 'coo', 'csr' or 'csc'. */
  abstract get format(): SparseFormat;
  /** Rows and columns. */
  get shape(): MatrixShape {
    return this._shape;
  }
  /** Number of axes. */
  get ndim(): number {
    return 2;
  }
  /** Number of stored elements, stored zeros and duplicates included; see {@link count_nonzero}. */
  get nnz(): number {
    return this._data.shape[0]!;
  }
  /** The dtype of the stored elements. */
  get dtype(): DType<D> {
    return this._data.dtype;
  }
  /** The device that holds the parts. */
  get device(): string {
    return this._data.device;
  }
  /** The stored elements: a read-only view. */
  get data(): NDArray<D> {
    return readOnly(this._live('data')._data);
  }

  /**
   * This array in CSR form, canonical: duplicates summed, columns ascending. From COO waits for the number of elements
   * left; from CSR the array itself.
   *
   * @throws RangeError for an index out of range, where rows and columns came as arrays.
   * @example
   * xp.sparse.coo_array([[0, 2], [3, 0]]).tocsr().indptr.tolist(); // [0, 1, 2]
   */
  abstract tocsr(): CsrArray<D>;
  /**
   * This array in CSC form, canonical: duplicates summed, rows ascending. From COO waits for the number of elements
   * left; from CSC the array itself.
   *
   * @example
   * xp.sparse.coo_array([[0, 2], [3, 0]]).tocsc().indices.tolist(); // [1, 0]
   */
  abstract tocsc(): CscArray<D>;
  /**
   * This array in COO form, elements in the order that they lie in; from COO the array itself.
   *
   * @example
   * xp.sparse.csc_array([[0, 2], [3, 0]]).tocoo().row.tolist(); // [1, 0]
   */
  abstract tocoo(): CooArray<D>;
  /**
   * The transpose, n × m: of COO in COO, of CSR and CSC in CSR (of COO and CSC without work).
   *
   * @example
   * xp.sparse.csr_array([[0, 2, 1]]).T.toarray().tolist(); // [[0], [2], [1]]
   */
  abstract get T(): SparseArray<D>;
  /**
   * The same pattern with elements of another dtype. Where single elements of COO would be cast to something else than
   * their sum (bool, real numbers to integers) duplicates are summed first.
   *
   * @throws TypeError for a real or integer dtype where elements are complex: see `xp.sparse.real`.
   * @example
   * xp.sparse.csr_array([[0, 2.5]]).astype(xp.int32).data.tolist(); // [2]
   */
  abstract astype(dtype: DType): SparseArray;
  /**
   * The same array on another device; itself when it is there. Enqueues and returns.
   *
   * @throws ObolError ERR_OBOL_DEVICE for a device that is not there.
   * @example
   * xp.sparse.eye_array(2).to_device('cpu').device; // 'cpu'
   */
  abstract to_device(device: string): SparseArray<D>;
  /**
   * Duplicates summed (of bool: "or"), elements by row, then column (CSC: by column): this array where that is so
   * already. Elements that sum to 0 stay. Of COO waits, and takes memory for its elements alone, whatever its shape.
   *
   * @example
   * xp.sparse.coo_array([[1, 2], [[0, 0], [1, 1]]]).sum_duplicates().data.tolist(); // [3]
   */
  abstract sum_duplicates(): SparseArray<D>;
  /**
   * Whether elements are in order and none comes twice: always so for CSR and CSC. COO made of parts is looked through
   * the first time, which waits.
   *
   * @example
   * xp.sparse.coo_array([[1, 2], [[0, 0], [1, 1]]]).has_canonical_format; // false
   */
  abstract get has_canonical_format(): boolean;

  /**
   * This array in the format of that name (null: as it is).
   *
   * @throws RangeError for another name than 'coo', 'csr' and 'csc'.
   * @example
   * xp.sparse.coo_array([[0, 2], [0, 3]]).asformat('csc').format; // 'csc'
   */
  asformat(format: SparseFormat | null): SparseArray<D> {
    return structure.inFormat('asformat', this, format) as SparseArray<D>;
  }
  /**
   * All elements as a dense array of the same shape and dtype.
   *
   * @throws ObolError ERR_OBOL_MEMORY where it does not fit; RangeError as {@link tocsr}.
   * @example
   * xp.sparse.coo_array([[5], [[1], [0]]], { shape: [2, 2] }).toarray().tolist(); // [[0, 0], [5, 0]]
   */
  toarray(): NDArray<D> {
    return scope(() => kernels.toDense('toarray', this._live('toarray'))) as NDArray<D>;
  }
  /**
   * The k-th diagonal (1-d, the same dtype): the main one, above it for k > 0, below it for k < 0; empty where there is
   * none. `{ k }` is the same.
   *
   * @example
   * xp.sparse.csr_array([[1, 2], [0, 3]]).diagonal(1).tolist(); // [2]
   */
  diagonal(k: DiagonalNumber = 0): NDArray<D> {
    return diagonals.diagonal(this, k) as NDArray<D>;
  }
  /**
   * The sum along a diagonal (0-d), in the dtype that `xp.sum` uses: `offset` says which, as `k` of {@link diagonal}.
   *
   * @example
   * xp.sparse.csr_array([[1, 2], [0, 3]]).trace().item(); // 4
   */
  trace(options?: { offset?: number }): NDArray {
    return diagonals.trace(this, options);
  }
  /**
   * A new array with `values` (a scalar, or as many as the diagonal has: fewer leave the rest as it is, more are not
   * looked at) on the k-th diagonal; `{ k }` is the same. CSR and CSC keep their format, COO becomes canonical. Waits.
   *
   * @throws RangeError for a k outside of the matrix; TypeError for values of a dtype that this one can't hold.
   * @example
   * xp.sparse.csr_array([[1, 2], [0, 3]]).setdiag(9).toarray().tolist(); // [[9, 2], [0, 9]]
   */
  setdiag(values: NDArray | Scalar | ArrayBufferView | readonly Scalar[], k: DiagonalNumber = 0): SparseArray<D> {
    return diagonals.setdiag(this, values, k) as SparseArray<D>;
  }

  /**
   * Sums over an axis (1-d; null or left out: of all, 0-d), in `dtype` or that which `xp.sum` uses; bool counts in int32.
   *
   * @throws TypeError for a dtype that the elements can't be summed in; RangeError for another axis.
   * @example
   * xp.sparse.csr_array([[1, 2], [0, 3]]).sum({ axis: 0 }).tolist(); // [1, 5]
   */
  sum(options?: SparseAxisOptions & { dtype?: DType | null }): NDArray {
    return reductions.sum(this, options);
  }
  /**
   * Means over an axis (1-d; null or left out: of all, 0-d), zeros that are not stored included, in `dtype`, floating or
   * complex, which is summed in too; default theirs, float64 of bool and integers. NaN of no elements.
   *
   * @throws TypeError for another dtype; RangeError for another axis.
   * @example
   * xp.sparse.csr_array([[1, 2], [0, 3]]).mean({ axis: 1 }).tolist(); // [1.5, 1.5]
   */
  mean(options?: SparseAxisOptions & { dtype?: DType | null }): NDArray {
    return reductions.mean(this, options);
  }
  /**
   * Largest elements over an axis (1-d; null or left out: of all, 0-d), in the same dtype, zeros that are not stored
   * included; NaN where there is one.
   *
   * @throws TypeError for complex elements; RangeError for another axis, and where there is no element.
   * @example
   * xp.sparse.csr_array([[-1, 0], [-2, -3]]).max({ axis: 1 }).tolist(); // [0, -2]
   */
  max(options?: SparseAxisOptions): NDArray<D> {
    return reductions.max(this, options) as NDArray<D>;
  }
  /**
   * Smallest elements over an axis, as {@link max}.
   *
   * @example
   * xp.sparse.csr_array([[1, 0], [2, 3]]).min({ axis: 1 }).tolist(); // [0, 2]
   */
  min(options?: SparseAxisOptions): NDArray<D> {
    return reductions.min(this, options) as NDArray<D>;
  }
  /**
   * Index (int32) of the first largest element over an axis, or in C order of all; zeros that are not stored count, a
   * NaN is the largest.
   *
   * @throws As {@link max}; RangeError where an index is beyond int32.
   * @example
   * xp.sparse.csr_array([[-1, 0], [-2, -3]]).argmax({ axis: 1 }).tolist(); // [1, 0]
   */
  argmax(options?: SparseAxisOptions): NDArray<'int32'> {
    return reductions.argmax(this, options);
  }
  /**
   * Index (int32) of the first smallest element, as {@link argmax}; a NaN is the smallest.
   *
   * @example
   * xp.sparse.csr_array([[1, 0], [2, 3]]).argmin().item(); // 1
   */
  argmin(options?: SparseAxisOptions): NDArray<'int32'> {
    return reductions.argmin(this, options);
  }
  /**
   * How many elements (int32) are not 0 over an axis, or of all; NaN counts, a stored zero does not.
   *
   * @example
   * xp.sparse.csr_array([[1, 0], [2, 3]]).count_nonzero({ axis: 0 }).tolist(); // [2, 1]
   */
  count_nonzero(options?: SparseAxisOptions): NDArray<'int32'> {
    return reductions.count_nonzero(this, options);
  }
  /**
   * Rows and columns (int32) of the elements that are not 0, in C order. Waits.
   *
   * @example
   * xp.sparse.csr_array([[0, 2], [3, 0]]).nonzero().map((x) => x.tolist()); // [[0, 1], [1, 0]]
   */
  nonzero(): [rows: NDArray<'int32'>, cols: NDArray<'int32'>] {
    return reductions.nonzero(this);
  }

  /**
   * A part: rows and columns by whole numbers, `xp.slice(…)`, `xp.ellipsis`, integer arrays (from the end where
   * negative) and 1-d bool masks. Two whole numbers give the element (0-d); two 1-d arrays the elements at their pairs
   * (1-d); a bool mask of this shape, dense or sparse, the elements under it (1-d); everything else a sparse array of two
   * axes: a whole number keeps an axis of one element. CSC stays CSC, the others give CSR. Waits, but for `get()`.
   *
   * @throws RangeError for an index out of range, TypeError for `xp.newaxis` and other kinds.
   * @example
   * const A = xp.sparse.csr_array([[1, 0, 2], [0, 3, 0]]);
   * [A.get(0, 2).item(), A.get(xp.slice(null, null, -1), [0, 1]).toarray().tolist()]; // [2, [[0, 3], [1, 0]]]
   */
  get(row: number | bigint, col: number | bigint): NDArray<D>;
  get(mask: NDArray<'bool'> | SparseArray<'bool'>): NDArray<D>;
  get(...index: (IndexPart | SparseArray)[]): SparseArray<D> | NDArray<D>;
  get(...index: (IndexPart | SparseArray)[]): SparseArray<D> | NDArray<D> {
    return indexing.get(this, index) as SparseArray<D> | NDArray<D>;
  }

  /**
   * A new array without the stored zeros (of COO: where duplicates sum to one too). Waits.
   *
   * @example
   * xp.sparse.csr_array([Float64Array.of(0, 2), Int32Array.of(0, 1), Int32Array.of(0, 2)]).eliminate_zeros().nnz; // 1
   */
  eliminate_zeros(): SparseArray<D> {
    return structure.withoutZeros('eliminate_zeros', this) as SparseArray<D>;
  }
  /** This array: elements of CSR and CSC are always in order. Of COO what {@link sum_duplicates} gives. */
  sort_indices(): SparseArray<D> {
    return this._live('sort_indices').sum_duplicates();
  }
  /** Whether elements are in order: for CSR and CSC always, for COO what {@link has_canonical_format} says. */
  get has_sorted_indices(): boolean {
    return this._live('has_sorted_indices').has_canonical_format;
  }
  /**
   * The same elements in C order (`order: 'F'`: down the columns) under another shape, one extent of which may be -1. In
   * the same format.
   *
   * @throws RangeError for a shape of another number of elements.
   * @example
   * xp.sparse.coo_array([[0, 2, 0], [3, 0, 4]]).reshape([3, -1]).toarray().tolist(); // [[0, 2], [0, 3], [0, 4]]
   */
  reshape(shape: readonly number[], options?: { order?: 'C' | 'F' }): SparseArray<D> {
    return shapes.reshape(this, shape, options) as SparseArray<D>;
  }
  /**
   * A new array of another shape, in the same format: elements outside of it are dropped, new places are 0. Waits.
   *
   * @example
   * xp.sparse.csr_array([[1, 2], [3, 4]]).resize([1, 3]).toarray().tolist(); // [[1, 2, 0]]
   */
  resize(shape: readonly number[]): SparseArray<D> {
    return shapes.resize(this, shape) as SparseArray<D>;
  }
  /** The transpose ({@link T}); `axes` may say so: [1, 0], or [0, 1] for the array as it is. */
  transpose(axes?: readonly number[] | null): SparseArray<D> {
    return shapes.transpose('transpose', this, axes) as SparseArray<D>;
  }
  /** The same value in memory of its own: disposing one leaves the other. */
  copy(): SparseArray<D> {
    const data = cast('copy', this._live('copy')._data as NDArray, nativeDType(this._data as NDArray));
    return this._withData(data) as SparseArray<D>;
  }

  /** The namespace that the parts belong to. */
  __array_namespace__(options?: { api_version?: string | null }): Namespace {
    return getNamespace(checkOptions('__array_namespace__', options, ['api_version']).api_version);
  }
  /** Gives the memory back that no other view uses; using the array later is an ObolError ERR_OBOL_DISPOSED. */
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
  /** Refused: rows one by one would be a crossing each. */
  [Symbol.iterator](): never {
    throw new TypeError('iteration: expected a dense array, got a sparse one: use get(i), or toarray()');
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
  _castTo(dtype: unknown): NDArray {
    const fn = 'astype';
    if (!isDType(dtype)) throw typeError(fn, 'dtype', "one of the namespace's dtypes", dtype);
    checkCast(fn, nativeDType(this._live(fn)._data as NDArray), dtype);
    return cast(fn, this._data as NDArray, dtype);
  }
}

/** A view that can't be written. */
export function readOnly<D extends DTypeName>(x: NDArray<D>): NDArray<D> {
  return viewOf(x, x.shape, x._strides, x._offset, false);
}
