/** Reductions of sparse arrays over an axis, or over all elements: places that store nothing count as zeros. */
import { rangeError, typeError } from '../../errors';
import { nativeDType, type NDArray } from '../../core/array';
import { cast, refused } from '../../core/call';
import { bool, dtypeOption, float64, int32, uint8, type DType, type NativeDType } from '../../core/dtype';
import { scope } from '../../core/memory';
import { checkOptions } from '../../core/options';
import { accumulator } from '../../core/promotion';
import { normalizeAxes } from '../../core/shape';
import { Slice } from '../../core/slice';
import { opRow } from '../../native/tables';
import { arange, full } from '../../api/creation';
import { add, divide, equal, isnan, less, logical_and, logical_or, multiply, subtract } from '../../api/elementwise';
import { maximum, minimum, not_equal } from '../../api/elementwise';
import { where } from '../../api/searching';
import * as statistical from '../../api/statistical';
import type { CsrArray, SparseArray } from './array';
import type { SparseAxisOptions } from './types';
import { reduceRows } from './kernels';
import { checkCast, checkSparse } from './check';
import { inOrder, most, withoutZeros } from './structure';

/** The axis that goes away; undefined for both. */
function axisOption(fn: string, axis: unknown): 0 | 1 | undefined {
  const axes = normalizeAxes(fn, axis, 2);
  if (axes.length === 0) throw rangeError(fn, 'axis', '0, 1 or null', axis);
  return axes.length === 2 ? undefined : (axes[0] as 0 | 1);
}

/** The CSR array whose rows are reduced. */
function lines(x: SparseArray, axis: 0 | 1): CsrArray {
  return axis === 1 ? x.tocsr() : x.tocsc()._flipped;
}

function counts(x: CsrArray): NDArray {
  const indptr = x._indptr;
  return subtract(indptr.get(new Slice(1, null, null)), indptr.get(new Slice(0, -1, null)));
}

// Numbers that can be summed one by one: true counts once, though it be stored twice.
function ones(x: SparseArray): SparseArray {
  return x._data.dtype === bool ? x.astype(int32) : x;
}

export function sum(x: SparseArray, options: (SparseAxisOptions & { dtype?: DType | null }) | undefined): NDArray {
  const fn = 'sum';
  const o = checkOptions(fn, options, ['axis', 'dtype']);
  const axis = axisOption(fn, o.axis);
  const dtype = dtypeOption(fn, o.dtype, undefined);
  x._live(fn);
  return scope(() => {
    const numbers = ones(x);
    const own = nativeDType(numbers._data);
    if (dtype !== undefined && (dtype.kind === 'bool' || (own.complex && !dtype.complex)))
      throw new TypeError(`${fn}: expected a dtype that ${own.name} can be summed in for dtype, got ${dtype.name}`);
    const typed = dtype === undefined || dtype === own ? numbers : numbers.astype(dtype);
    if (axis === undefined) return statistical.sum(typed._data, { dtype });
    const out = reduceRows(fn, 'sum', lines(typed, axis), accumulator(nativeDType(typed._data)));
    return dtype === undefined || out.dtype === dtype ? out : cast(fn, out, dtype);
  });
}

export function mean(x: SparseArray, options: (SparseAxisOptions & { dtype?: DType | null }) | undefined): NDArray {
  const fn = 'mean';
  const o = checkOptions(fn, options, ['axis', 'dtype']);
  const axis = axisOption(fn, o.axis);
  const own = nativeDType(x._live(fn)._data);
  const dtype = dtypeOption(fn, o.dtype, own.kind.endsWith('floating') ? own : float64);
  if (!dtype.kind.endsWith('floating')) throw typeError(fn, 'dtype', 'a floating-point or complex dtype', dtype.name);
  checkCast(fn, own, dtype);
  const n = axis === undefined ? x.shape[0] * x.shape[1] : x.shape[axis];
  return scope(() => {
    const total = sum(own === dtype ? x : x.astype(dtype), { axis });
    // Of nothing: 0 / 0. A complex number is divided part by part, as xp.mean does it.
    return dtype.complex ? multiply(total, 1 / n) : divide(total, n);
  });
}

type Side = 'max' | 'min';

// Numbers to compare: bool as 0 and 1.
function comparable(fn: string, side: Side, x: SparseArray): SparseArray {
  if (x._data.dtype === bool) return x.astype(uint8);
  const row = opRow('reduce', side);
  const own = nativeDType(x._data);
  if (!((row.accepts >> own.code) & 1)) throw refused({ ...row, name: fn }, 'the array', own);
  return x;
}

function checkAny(fn: string, x: SparseArray, axis: 0 | 1 | undefined): void {
  const n = axis === undefined ? x.shape[0] * x.shape[1] : x.shape[axis];
  if (n === 0) throw rangeError(fn, 'the array', 'at least one element along the axis', x.shape);
}

// The extreme of each row, unstored zeros included.
function rowExtremes(fn: string, side: Side, x: CsrArray): NDArray {
  const stored = reduceRows(fn, side, x, nativeDType(x._data));
  const withZero = (side === 'max' ? maximum : minimum)(stored, 0);
  const held = counts(x);
  return where(less(held, x.shape[1]), where(equal(held, 0), 0, withZero), stored);
}

function extreme(side: Side, x: SparseArray, options: SparseAxisOptions | undefined): NDArray {
  const axis = axisOption(side, checkOptions(side, options, ['axis']).axis);
  const own = nativeDType(x._live(side)._data);
  checkAny(side, x, axis);
  return scope(() => {
    const numbers = comparable(side, side, x);
    const out = axis === undefined ? ofAll(side, numbers) : rowExtremes(side, side, lines(numbers, axis));
    return own === bool ? cast(side, out, bool) : out;
  });
}

function ofAll(side: Side, x: SparseArray): NDArray {
  const { _data: data, nnz } = x.sum_duplicates();
  if (nnz === 0) return full([], 0, { dtype: x.dtype, device: x.device });
  const stored = statistical[side](data);
  return nnz === x.shape[0] * x.shape[1] ? stored : (side === 'max' ? maximum : minimum)(stored, 0);
}

export const max = (x: SparseArray, options: SparseAxisOptions | undefined): NDArray => extreme('max', x, options);
export const min = (x: SparseArray, options: SparseAxisOptions | undefined): NDArray => extreme('min', x, options);

const same = (a: NDArray, b: NDArray, dtype: NativeDType): NDArray =>
  dtype.kind === 'real floating' ? logical_or(equal(a, b), logical_and(isnan(a), isnan(b))) : equal(a, b);

// The least of `index` over each row's elements under a mask; `none` where there is none.
function firstUnder(fn: string, x: CsrArray, mask: NDArray, index: NDArray, none: NDArray): NDArray {
  const candidates = where(mask, index, most);
  const found = reduceRows(fn, 'min', x._withData(candidates), int32);
  return minimum(where(equal(counts(x), 0), most, found), none);
}

// The first column of each row's extreme: among the stored elements, or the first column that stores none.
function firstPlaces(fn: string, x: CsrArray, extremes: NDArray): NDArray {
  const dtype = nativeDType(x._data);
  const held = counts(x);
  const row = x._rows(fn);
  const col = x._indices;
  const never = full([x.shape[0]], most, { dtype: int32, device: x.device });
  const stored = firstUnder(fn, x, same(x._data, extremes.get(row), dtype), col, never);
  // Columns ascend: the first that is not its own place in the row comes behind a gap.
  const starts = x._indptr.get(new Slice(0, -1, null));
  const place = subtract(arange(x.nnz, { dtype: int32, device: x.device }), starts.get(row));
  const gap = firstUnder(fn, x, not_equal(col, place), place, held);
  const zeroWins = logical_and(equal(extremes, 0), less(held, x.shape[1]));
  return where(zeroWins, minimum(stored, gap), stored);
}

function place(fn: 'argmax' | 'argmin', x: SparseArray, options: SparseAxisOptions | undefined): NDArray<'int32'> {
  const side = fn === 'argmax' ? 'max' : 'min';
  const axis = axisOption(fn, checkOptions(fn, options, ['axis']).axis);
  x._live(fn);
  checkAny(fn, x, axis);
  if (axis === undefined && x.shape[0] * x.shape[1] > 2 ** 31)
    throw rangeError(fn, 'the array', 'at most 2^31 elements (indices are int32)', x.shape);
  return scope(() => {
    const numbers = comparable(fn, side, x);
    const own = lines(numbers, axis ?? 1);
    const extremes = rowExtremes(fn, side, own);
    const places = firstPlaces(fn, own, extremes);
    if (axis !== undefined) return places;
    // Rows are in C order: the first row that has the extreme of all.
    const best = statistical[side](extremes);
    const rows = arange(own.shape[0], { dtype: int32, device: x.device });
    const row = statistical.min(where(same(extremes, best, nativeDType(own._data)), rows, most));
    return add(multiply(row, own.shape[1]), places.get(row));
  }) as NDArray<'int32'>;
}

export const argmax = (x: SparseArray, options: SparseAxisOptions | undefined): NDArray<'int32'> =>
  place('argmax', x, options);
export const argmin = (x: SparseArray, options: SparseAxisOptions | undefined): NDArray<'int32'> =>
  place('argmin', x, options);

export function count_nonzero(x: SparseArray, options: SparseAxisOptions | undefined): NDArray<'int32'> {
  const fn = 'count_nonzero';
  const axis = axisOption(fn, checkOptions(fn, options, ['axis']).axis);
  x._live(fn);
  return scope(() => {
    const own = x.sum_duplicates();
    const truth = own._data.dtype === bool ? own._data : cast(fn, own._data, bool);
    const flags = own._withData(cast(fn, truth, int32));
    return axis === undefined ? statistical.sum(flags._data) : reduceRows(fn, 'sum', lines(flags, axis), int32);
  }) as NDArray<'int32'>;
}

export function nonzero(x: SparseArray): [rows: NDArray<'int32'>, cols: NDArray<'int32'>] {
  x._live('nonzero');
  return scope(() => {
    const { _row, _col } = withoutZeros('nonzero', inOrder(x)).tocoo();
    return [_row, _col].map((index) => cast('nonzero', index, int32)) as [NDArray<'int32'>, NDArray<'int32'>];
  });
}

/**
 * Whether any element over an axis (1-d bool; default: of all, 0-d) is not 0; NaN is not.
 *
 * @throws TypeError for no sparse array, RangeError for another axis.
 * @example
 * xp.sparse.any(xp.sparse.csr_array([[0, 2], [0, 0]]), { axis: 1 }).tolist(); // [true, false]
 */
export function any(A: SparseArray, options?: SparseAxisOptions): NDArray<'bool'> {
  const fn = 'any';
  const x = checkSparse(fn, 'A', A);
  const o = checkOptions(fn, options, ['axis']);
  axisOption(fn, o.axis);
  return scope(() => not_equal(count_nonzero(x, o), 0)) as NDArray<'bool'>;
}

/**
 * Whether all elements over an axis (1-d bool; default: all there are, 0-d) are not 0; of none they are.
 *
 * @throws As {@link any}.
 * @example
 * xp.sparse.all(xp.sparse.csr_array([[1, 2], [0, 3]]), { axis: 1 }).tolist(); // [true, false]
 */
export function all(A: SparseArray, options?: SparseAxisOptions): NDArray<'bool'> {
  const fn = 'all';
  const x = checkSparse(fn, 'A', A);
  const o = checkOptions(fn, options, ['axis']);
  const axis = axisOption(fn, o.axis);
  const n = axis === undefined ? x.shape[0] * x.shape[1] : x.shape[axis];
  return scope(() => equal(count_nonzero(x, o), n)) as NDArray<'bool'>;
}
