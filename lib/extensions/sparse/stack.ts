/** Sparse arrays put together: stacks, blocks, Kronecker products. */
import { rangeError, typeError } from '../../errors';
import { deviceOption, isArray, nativeDType, type NDArray } from '../../core/array';
import { cast } from '../../core/call';
import { checkArray } from '../../core/check';
import { fromHost } from '../../core/convert';
import { bool, dtypeOption, type DType, type NativeDType } from '../../core/dtype';
import { scope } from '../../core/memory';
import { checkOptions } from '../../core/options';
import { promoteAll } from '../../core/promotion';
import { isScalar } from '../../core/scalar';
import { Slice } from '../../core/slice';
import { add, logical_and, multiply } from '../../api/elementwise';
import { concat } from '../../api/manipulation';
import { CooArray, issparse, type MatrixShape, type SparseArray, type SparseFormat } from './array';
import { checkCast, checkOneDevice } from './check';
import { build } from './construct';
import { checkEntries, checkExtents, formatOption, inFormat, inOrder, repeated, withoutZeros } from './structure';

/** A sparse array, or what is made one: a 2-d array, a nested list. */
export type SparseLike = SparseArray | NDArray | readonly unknown[];

/** Format and dtype of what is put together. */
export interface StackOptions {
  /** Default (null): that of the parts where all have one and it is CSR or CSC, else 'coo'. */
  format?: SparseFormat | null;
  /** Default (null): the one that the parts' promote to. */
  dtype?: DType | null;
}

interface Placed {
  part: SparseArray;
  row: number;
  col: number;
}

function options(fn: string, given: StackOptions | undefined): { format?: SparseFormat; dtype?: NativeDType } {
  const o = checkOptions(fn, given, ['format', 'dtype']);
  return { format: formatOption(fn, o.format), dtype: dtypeOption(fn, o.dtype, undefined) };
}

function sparseOf(fn: string, name: string, value: unknown, device: string | undefined): SparseArray {
  if (issparse(value)) return value._live(fn);
  if (isArray(value)) return build(fn, value, undefined, name);
  if (Array.isArray(value)) return build(fn, value, { device: device ?? null }, name);
  throw typeError(fn, name, 'a sparse array, a 2-d array or a nested list', value);
}

/** The device of the first array among values. */
function deviceOf(values: readonly unknown[]): string | undefined {
  return (values.find((v) => issparse(v) || isArray(v)) as { device: string } | undefined)?.device;
}

// All parts at their places, in one array.
function assemble(
  fn: string,
  placed: readonly Placed[],
  shape: MatrixShape,
  dtype: NativeDType | undefined,
  inOrder: boolean,
): CooArray {
  checkExtents(fn, shape, 'the result');
  checkEntries(
    fn,
    placed.reduce((n, { part }) => n + part.nnz, 0),
  );
  for (const { part } of placed) checkOneDevice(fn, placed[0]!.part, part);
  const common =
    dtype ??
    promoteAll(
      fn,
      placed.map(({ part }) => nativeDType(part._data)),
    );
  for (const { part } of placed) checkCast(fn, nativeDType(part._data), common);
  const typed = placed.map((p) => ({ ...p, part: p.part.dtype === common ? p.part : p.part.astype(common) }));
  const places = typed.map(({ part }) => part._places(fn));
  const moved = (index: NDArray, by: number): NDArray => (by === 0 ? index : add(index, by));
  return new CooArray(
    shape,
    concat(typed.map(({ part }) => part._data)),
    concat(places.map(([row], i) => moved(row, placed[i]!.row))),
    concat(places.map(([, col], i) => moved(col, placed[i]!.col))),
    inOrder ? true : undefined,
  );
}

function listOf(fn: string, name: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw typeError(fn, name, 'an array of sparse arrays', value);
  if (value.length === 0) throw rangeError(fn, name, 'at least one array', value.length);
  return value;
}

/** The format of all parts, when it is the same compressed one. */
function commonFormat(parts: readonly SparseArray[]): SparseFormat {
  const [first] = parts;
  return first!.format !== 'coo' && parts.every((part) => part.format === first!.format) ? first!.format : 'coo';
}

/**
 * Blocks in a grid: rows of sparse arrays, 2-d arrays or nested lists, null for a block of zeros. Blocks of a row have as
 * many rows, of a column as many columns; a row or column of nulls alone has none. COO, but CSR or CSC where all blocks
 * are and there is one row or column of them.
 *
 * @throws RangeError for blocks that don't fit; TypeError for dtypes that don't promote.
 * @example
 * const A = xp.sparse.eye_array(2);
 * xp.sparse.block_array([[A, null], [null, [[5]]]]).toarray().tolist(); // [[1, 0, 0], [0, 1, 0], [0, 0, 5]]
 */
export function block_array(blocks: readonly (readonly (SparseLike | null)[])[], opts?: StackOptions): SparseArray {
  const fn = 'block_array';
  const o = options(fn, opts);
  const rows = listOf(fn, 'blocks', blocks).map((row) => listOf(fn, 'a row of blocks', row));
  return scope(() => grid(fn, rows, o));
}

function grid(
  fn: string,
  rows: unknown[][],
  o: { format?: SparseFormat; dtype?: NativeDType },
  nameOf = (i: number, j: number) => `blocks[${i}][${j}]`,
): SparseArray {
  const wide = rows[0]!.length;
  if (rows.some((row) => row.length !== wide))
    throw rangeError(
      fn,
      'blocks',
      `rows of ${wide} blocks`,
      rows.map((r) => r.length),
    );
  const device = deviceOf(rows.flat());
  const heights = rows.map(() => undefined as number | undefined);
  const widths = rows[0]!.map(() => undefined as number | undefined);
  const found = rows.map((row, i) =>
    row.map((value, j) => {
      if (value === null) return undefined;
      const part = sparseOf(fn, nameOf(i, j), value, device);
      if ((heights[i] ??= part.shape[0]) !== part.shape[0])
        throw rangeError(fn, nameOf(i, j), `${heights[i]} rows`, part.shape);
      if ((widths[j] ??= part.shape[1]) !== part.shape[1])
        throw rangeError(fn, nameOf(i, j), `${widths[j]} columns`, part.shape);
      return part;
    }),
  );
  const offsets = (sizes: readonly (number | undefined)[]): number[] =>
    sizes.reduce<number[]>((list, n) => [...list, list.at(-1)! + (n ?? 0)], [0]);
  const [top, left] = [offsets(heights), offsets(widths)];
  const placed = found.flatMap((row, i) =>
    row.flatMap((part, j) => (part === undefined ? [] : [{ part, row: top[i]!, col: left[j]! }])),
  );
  if (placed.length === 0) throw rangeError(fn, 'blocks', 'at least one block that is not null', null);
  const parts = placed.map(({ part }) => part);
  // By rows, one below the other, elements come in their order; beside each other they have to be sorted.
  const inOrder = wide === 1 && parts.every((part) => part.format === 'csr');
  const format = o.format ?? (rows.length === 1 || wide === 1 ? commonFormat(parts) : 'coo');
  return inFormat(fn, assemble(fn, placed, [top.at(-1)!, left.at(-1)!], o.dtype, inOrder), format);
}

/**
 * Arrays side by side: as many rows each. CSR or CSC where all are, else COO, unless `format` says otherwise.
 *
 * @throws As {@link block_array}.
 * @example
 * const A = xp.sparse.csr_array([[1], [2]]);
 * xp.sparse.hstack([A, A]).toarray().tolist(); // [[1, 1], [2, 2]]
 */
export function hstack(blocks: readonly SparseLike[], opts?: StackOptions): SparseArray {
  const fn = 'hstack';
  const o = options(fn, opts);
  return scope(() => grid(fn, [listOf(fn, 'blocks', blocks)], o, (_, j) => `blocks[${j}]`));
}

/**
 * Arrays one below the other: as many columns each. CSR or CSC where all are, else COO, unless `format` says otherwise.
 *
 * @throws As {@link block_array}.
 * @example
 * const A = xp.sparse.csr_array([[1, 2]]);
 * xp.sparse.vstack([A, A]).toarray().tolist(); // [[1, 2], [1, 2]]
 */
export function vstack(blocks: readonly SparseLike[], opts?: StackOptions): SparseArray {
  const fn = 'vstack';
  const o = options(fn, opts);
  return scope(() => {
    const list = listOf(fn, 'blocks', blocks);
    return grid(
      fn,
      list.map((block) => [block]),
      o,
      (i) => `blocks[${i}]`,
    );
  });
}

/**
 * Arrays along the diagonal, zeros elsewhere; a 1-d array is a row, a number one element. COO unless `format` says
 * otherwise.
 *
 * @throws TypeError for dtypes that don't promote, RangeError for no array at all or one of more axes.
 * @example
 * xp.sparse.block_diag([xp.sparse.csr_array([[1, 2]]), 3]).toarray().tolist(); // [[1, 2, 0], [0, 0, 3]]
 */
export function block_diag(mats: readonly (SparseLike | number)[], opts?: StackOptions): SparseArray {
  const fn = 'block_diag';
  const o = options(fn, opts);
  const list = listOf(fn, 'mats', mats);
  return scope(() => {
    const device = deviceOf(list);
    let [row, col] = [0, 0];
    const placed = list.map((value, i) => {
      const part = sparseOf(fn, `mats[${i}]`, atLeast2d(fn, `mats[${i}]`, value, device), device);
      const place = { part, row, col };
      row += part.shape[0];
      col += part.shape[1];
      return place;
    });
    return inFormat(fn, assemble(fn, placed, [row, col], o.dtype, false), o.format);
  });
}

function atLeast2d(fn: string, name: string, value: unknown, device: string | undefined): unknown {
  if (issparse(value)) return value;
  const host = isScalar(value) || Array.isArray(value);
  if (!isArray(value) && !host) return value;
  const x = host ? fromHost(fn, value, undefined, deviceOption(fn, device), name) : checkArray(fn, name, value);
  if (x.ndim >= 2) return value;
  return x.get(...Array.from({ length: 2 - x.ndim }, () => null), ...x.shape.map(() => new Slice(null, null, null)));
}

/**
 * The Kronecker product: each element of A times the whole of B, in the dtype that theirs promote to (of bool "and"). COO
 * unless `format` says otherwise.
 *
 * @throws RangeError for a result of more than 2^31 - 1 rows, columns or elements.
 * @example
 * const A = xp.sparse.csr_array([[1, 2]]);
 * xp.sparse.kron(A, [[1], [10]]).toarray().tolist(); // [[1, 2], [10, 20]]
 */
export function kron(A: SparseLike, B: SparseLike, opts?: { format?: SparseFormat | null }): SparseArray {
  const fn = 'kron';
  const format = formatOption(fn, checkOptions(fn, opts, ['format']).format);
  return scope(() => {
    const device = deviceOf([A, B]);
    const [a, b] = [sparseOf(fn, 'A', A, device), sparseOf(fn, 'B', B, device)];
    checkOneDevice(fn, a, b);
    const shape = checkExtents(fn, [a.shape[0] * b.shape[0], a.shape[1] * b.shape[1]], 'the result');
    const [n, m] = [a.nnz, b.nnz];
    checkEntries(fn, n * m);
    const dtype = promoteAll(fn, [nativeDType(a._data), nativeDType(b._data)]);
    const typed = (x: SparseArray): NDArray => (x.dtype === dtype ? x._data : cast(fn, x._data, dtype));
    const pairs = (x: NDArray, y: NDArray): [NDArray, NDArray] => [repeated(fn, x, m, false), repeated(fn, y, n, true)];
    const times = dtype === bool ? logical_and : multiply;
    const [places, others] = [a._places(fn), b._places(fn)];
    const indices = [0, 1].map((axis) => {
      const [outer, inner] = pairs(places[axis]!, others[axis]!);
      return add(multiply(outer, b.shape[axis]!), inner);
    });
    const data = times(...pairs(typed(a), typed(b)));
    return inFormat(fn, new CooArray(shape, data, indices[0]!, indices[1]!), format);
  });
}

/**
 * Rows, columns (int32) and values of the elements that are not 0, duplicates summed, in C order: three 1-d arrays. Waits.
 *
 * @throws TypeError for what is no matrix, RangeError for another number of axes.
 * @example
 * const [row, col, data] = xp.sparse.find(xp.sparse.csr_array([[0, 2], [3, 0]]));
 * data.tolist(); // [2, 3]
 */
export function find(A: SparseLike): [row: NDArray<'int32'>, col: NDArray<'int32'>, data: NDArray] {
  const fn = 'find';
  return scope(() => {
    const { _row, _col, _data } = withoutZeros(fn, inOrder(sparseOf(fn, 'A', A, undefined))).tocoo();
    return [
      cast(fn, _row, nativeDType(_row)) as NDArray<'int32'>,
      cast(fn, _col, nativeDType(_col)) as NDArray<'int32'>,
      cast(fn, _data, nativeDType(_data)),
    ];
  });
}
