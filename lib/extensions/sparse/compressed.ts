/** Sparse arrays by rows (CSR) and by columns (CSC, which is the CSR array of the transpose). Both are canonical. */
import { allocate, type NDArray } from '../../core/array';
import { int32, type DType, type DTypeName } from '../../core/dtype';
import { readOnly, SparseArray } from './base';
import { CooArray } from './coo';
import * as kernels from './kernels';
import type { MatrixShape } from './types';

/**
 * Compressed rows: row i's elements lie at indptr[i] … indptr[i + 1], by ascending column. Made by {@link csr_array}.
 *
 * @example
 * xp.sparse.csr_array([[0, 2], [0, 3]]).indptr.tolist(); // [0, 1, 2]
 */
export class CsrArray<D extends DTypeName = DTypeName> extends SparseArray<D> {
  /** @internal */
  readonly _indices: NDArray;
  /** @internal */
  readonly _indptr: NDArray;

  /** @internal */
  constructor(shape: MatrixShape, data: NDArray<D>, indices: NDArray, indptr: NDArray) {
    super(shape, data);
    this._indices = indices;
    this._indptr = indptr;
    kernels.rememberCanonical(this as CsrArray);
  }
  get format(): 'csr' {
    return 'csr';
  }
  /** Column of each stored element, int32: a read-only view. */
  get indices(): NDArray<'int32'> {
    return readOnly(this._live('indices')._indices) as NDArray<'int32'>;
  }
  /** Where each row begins, int32, rows + 1 entries: a read-only view. */
  get indptr(): NDArray<'int32'> {
    return readOnly(this._live('indptr')._indptr) as NDArray<'int32'>;
  }
  get T(): CsrArray<D> {
    return kernels.transpose('T', this._live('T') as CsrArray) as CsrArray<D>;
  }
  get has_canonical_format(): boolean {
    return this._live('has_canonical_format') === this;
  }
  tocsr(): CsrArray<D> {
    return this._live('tocsr');
  }
  tocsc(): CscArray<D> {
    return new CscArray(kernels.transpose('tocsc', this._live('tocsc') as CsrArray) as CsrArray<D>);
  }
  tocoo(): CooArray<D> {
    this._live('tocoo');
    return new CooArray<D>(this.shape, readOnly(this._data), this._rows('tocoo'), readOnly(this._indices), true);
  }
  sum_duplicates(): CsrArray<D> {
    return this._live('sum_duplicates');
  }
  astype<E extends DTypeName>(dtype: DType<E>): CsrArray<E> {
    return this._withData(this._castTo(dtype)) as unknown as CsrArray<E>;
  }
  to_device(device: string): CsrArray<D> {
    const parts = this._live('to_device')
      ._parts()
      .map((p) => p.to_device(device));
    if (parts[0] === this._data) return this;
    return new CsrArray<D>(this.shape, parts[0] as NDArray<D>, parts[1]!, parts[2]!);
  }
  _parts(): NDArray[] {
    return [this._data as NDArray, this._indices, this._indptr];
  }
  /** The row of each stored element. @internal */
  _rows(fn: string): NDArray {
    const row = allocate(fn, int32, [this.nnz], this._device) as NDArray;
    kernels.expandRows(fn, row, this._indptr);
    return row;
  }
  _places(fn: string): [NDArray, NDArray] {
    return [this._rows(fn), this._indices];
  }
  _withData(data: NDArray): CsrArray {
    return new CsrArray(this.shape, data, readOnly(this._indices), readOnly(this._indptr));
  }
}

/**
 * Compressed columns: column j's elements lie at indptr[j] … indptr[j + 1], by ascending row. Its memory is that of the
 * transpose's CSR array, so that `T` costs nothing. Made by {@link csc_array}.
 *
 * @example
 * const A = xp.sparse.csc_array([[0, 2], [0, 3]]);
 * [A.indptr.tolist(), A.indices.tolist()]; // [[0, 0, 2], [0, 1]]
 */
export class CscArray<D extends DTypeName = DTypeName> extends SparseArray<D> {
  /** The transpose. @internal */
  readonly _flipped: CsrArray<D>;

  /** @internal */
  constructor(flipped: CsrArray<D>) {
    super([flipped.shape[1], flipped.shape[0]], flipped._data);
    this._flipped = flipped;
  }
  get format(): 'csc' {
    return 'csc';
  }
  /** Row of each stored element, int32: a read-only view. */
  get indices(): NDArray<'int32'> {
    return readOnly(this._live('indices')._flipped._indices) as NDArray<'int32'>;
  }
  /** Where each column begins, int32, columns + 1 entries: a read-only view. */
  get indptr(): NDArray<'int32'> {
    return readOnly(this._live('indptr')._flipped._indptr) as NDArray<'int32'>;
  }
  get T(): CsrArray<D> {
    return this._live('T')._flipped._withData(readOnly(this._data) as NDArray) as unknown as CsrArray<D>;
  }
  get has_canonical_format(): boolean {
    return this._live('has_canonical_format') === this;
  }
  tocsr(): CsrArray<D> {
    return kernels.transpose('tocsr', this._live('tocsr')._flipped as CsrArray) as CsrArray<D>;
  }
  tocsc(): CscArray<D> {
    return this._live('tocsc');
  }
  tocoo(): CooArray<D> {
    this._live('tocoo');
    return new CooArray<D>(
      this.shape,
      readOnly(this._data),
      readOnly(this._flipped._indices),
      this._flipped._rows('tocoo'),
    );
  }
  sum_duplicates(): CscArray<D> {
    return this._live('sum_duplicates');
  }
  astype<E extends DTypeName>(dtype: DType<E>): CscArray<E> {
    return this._withData(this._castTo(dtype)) as unknown as CscArray<E>;
  }
  to_device(device: string): CscArray<D> {
    const moved = this._live('to_device')._flipped.to_device(device);
    return moved === this._flipped ? this : new CscArray<D>(moved);
  }
  _parts(): NDArray[] {
    return this._flipped._parts();
  }
  _places(fn: string): [NDArray, NDArray] {
    return [this._flipped._indices, this._flipped._rows(fn)];
  }
  _withData(data: NDArray): CscArray {
    return new CscArray((this._flipped as CsrArray)._withData(data));
  }
}
