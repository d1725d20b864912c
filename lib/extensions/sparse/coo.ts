/** Sparse arrays by coordinates. */
import type { NDArray } from '../../core/array';
import { isDType, type DType, type DTypeName } from '../../core/dtype';
import { scope } from '../../core/memory';
import { readOnly, SparseArray } from './base';
import type { CscArray, CsrArray } from './compressed';
import * as kernels from './kernels';
import * as structure from './structure';
import type { MatrixShape } from './types';

/**
 * Row and column of each stored element; duplicates stand for their sum. Made by {@link coo_array}.
 *
 * @example
 * const A = xp.sparse.coo_array([xp.asarray([2, 3]), [Int32Array.of(0, 1), Int32Array.of(1, 1)]], { shape: [2, 2] });
 * A.toarray().tolist(); // [[0, 2], [0, 3]]
 */
export class CooArray<D extends DTypeName = DTypeName> extends SparseArray<D> {
  /** @internal */
  readonly _row: NDArray;
  /** @internal */
  readonly _col: NDArray;
  /** Whether elements come by row, then column, none twice: undefined until somebody needs to know. @internal */
  _ordered: boolean | undefined;

  /** @internal */
  constructor(shape: MatrixShape, data: NDArray<D>, row: NDArray, col: NDArray, ordered?: boolean) {
    super(shape, data);
    this._row = row;
    this._col = col;
    this._ordered = ordered;
  }
  get format(): 'coo' {
    return 'coo';
  }
  /** Row of each stored element, int32: a read-only view. */
  get row(): NDArray<'int32'> {
    return readOnly(this._live('row')._row) as NDArray<'int32'>;
  }
  /** Column of each stored element, int32: a read-only view. */
  get col(): NDArray<'int32'> {
    return readOnly(this._live('col')._col) as NDArray<'int32'>;
  }
  /**
   * Rows and columns together, as SciPy has them: [row, col].
   *
   * @example
   * xp.sparse.coo_array([[0, 2], [3, 0]]).coords.map((x) => x.tolist()); // [[0, 1], [1, 0]]
   */
  get coords(): [row: NDArray<'int32'>, col: NDArray<'int32'>] {
    this._live('coords');
    return [this.row, this.col];
  }
  get T(): CooArray<D> {
    this._live('T');
    return new CooArray<D>(
      [this.shape[1], this.shape[0]],
      readOnly(this._data),
      readOnly(this._col),
      readOnly(this._row),
    );
  }
  get has_canonical_format(): boolean {
    this._live('has_canonical_format');
    this._ordered ??= structure.isOrdered('has_canonical_format', this);
    return this._ordered;
  }
  tocsr(): CsrArray<D> {
    this._live('tocsr');
    if (this._ordered) return scope(() => structure.compressed('tocsr', this)) as CsrArray<D>;
    return kernels.cooToCsr('tocsr', this.shape, this._data, this._row, this._col) as CsrArray<D>;
  }
  tocsc(): CscArray<D> {
    return scope(() => structure.flipped(this._live('tocsc').T.tocsr())) as CscArray<D>;
  }
  tocoo(): CooArray<D> {
    return this._live('tocoo');
  }
  sum_duplicates(): CooArray<D> {
    if (this._live('sum_duplicates')._ordered || this.nnz === 0) return this;
    const few = this.shape[0] > 2 ** 16 + 8 * this.nnz;
    return scope(() =>
      few ? structure.hypersparse('sum_duplicates', this as CooArray) : this.tocsr().tocoo(),
    ) as CooArray<D>;
  }
  astype<E extends DTypeName>(dtype: DType<E>): CooArray<E> {
    return scope(() => {
      const own = this._additive(dtype) ? this : this.sum_duplicates();
      return own._withData(own._castTo(dtype));
    }) as unknown as CooArray<E>;
  }
  to_device(device: string): CooArray<D> {
    const parts = this._live('to_device')
      ._parts()
      .map((p) => p.to_device(device));
    if (parts[0] === this._data) return this;
    return new CooArray<D>(this.shape, parts[0] as NDArray<D>, parts[1]!, parts[2]!, this._ordered);
  }
  // Whether duplicates may be cast one by one: bool knows no sums, integers no halves.
  private _additive(dtype: DType): boolean {
    const [from, to] = [this._live('astype').dtype, dtype] as const;
    if (this._ordered || !isDType(to) || from.kind === to.kind) return true;
    return from.kind !== 'bool' && to.kind !== 'bool' && !(from.kind === 'real floating' && /integer/.test(to.kind));
  }
  _parts(): NDArray[] {
    return [this._data as NDArray, this._row, this._col];
  }
  _places(_fn?: string): [NDArray, NDArray] {
    return [this._row, this._col];
  }
  _withData(data: NDArray): CooArray {
    return new CooArray(this.shape, data, readOnly(this._row), readOnly(this._col), this._ordered);
  }
}
