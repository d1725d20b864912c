/** Parts of a sparse array: rows and columns picked by numbers, slices, index arrays and masks. */
import { describe, rangeError } from '../../errors';
import { isArray, nativeDType, type NDArray } from '../../core/array';
import { checkArray } from '../../core/check';
import { bool, int32 } from '../../core/dtype';
import { fromHost, typedArrayDType } from '../../core/convert';
import { maskIndices } from '../../core/gather';
import { scope } from '../../core/memory';
import { broadcastShape } from '../../core/shape';
import { ellipsis, Slice } from '../../core/slice';
import { arange, full, zeros } from '../../api/creation';
import { clip } from '../../api/clip';
import {
  equal,
  floor_divide,
  greater_equal,
  less_equal,
  logical_and,
  remainder,
  subtract,
} from '../../api/elementwise';
import { broadcast_to, reshape } from '../../api/manipulation';
import { searchsorted, where } from '../../api/searching';
import { CscArray, CsrArray, issparse, readOnly, type SparseArray, isCsc } from './array';
import { checkOneDevice } from './check';
import { csr_array } from './construct';
import { select, takeRows } from './kernels';
import { inFormat, keysOf, normalised, sliceRows } from './structure';

const fn = 'get';
const whole = new Slice(null, null, null);

type Part =
  | { kind: 'one'; at: number }
  | { kind: 'range'; start: number; length: number; step: number }
  | { kind: 'list'; index: NDArray };

/** A part of a sparse array, or elements of it. */
export function get(x: SparseArray, index: readonly unknown[]): SparseArray | NDArray {
  x._live(fn);
  return scope(() => {
    const mask = index.length === 1 ? fullMask(x, index[0]) : undefined;
    if (mask !== undefined) return elements(x, mask[0], mask[1]);
    const parts = expand(index).map((part, axis) => classify(x, part, axis)) as [Part, Part];
    const [row, col] = parts;
    if (row.kind === 'one' && col.kind === 'one') return element(x, row.at, col.at);
    const [rows, cols] = [row, col].map((part, axis) => indicesOf(x, part, parts[1 - axis]!));
    if (rows !== undefined && cols !== undefined) {
      const pair = pairs(x, rows, cols);
      if (pair !== undefined) return pair;
    }
    const list = (part: Part): Part =>
      part.kind === 'list' && part.index.ndim !== 1 ? { kind: 'list', index: flat(part.index) } : part;
    if (isCsc(x)) return new CscArray(block(x._flipped, list(col), list(row)));
    return block(x.tocsr(), list(row), list(col));
  });
}

// A mask over both axes, as the places under it.
function fullMask(x: SparseArray, part: unknown): [NDArray, NDArray] | undefined {
  const fits = (shape: readonly number[]): void => {
    if (shape.length !== 2 || shape[0] !== x.shape[0] || shape[1] !== x.shape[1])
      throw rangeError(fn, 'index', `a mask of shape [${x.shape.join(', ')}]`, shape);
  };
  if (issparse(part)) {
    if (part._live(fn).dtype !== bool)
      throw new TypeError(`${fn}: expected a bool mask for index, got ${part.dtype.name}`);
    checkOneDevice(fn, x, part);
    fits(part.shape);
    return part.nonzero();
  }
  if (!isArray(part) || part.dtype !== bool || part.ndim < 2) return undefined;
  checkOneDevice(fn, x, checkArray(fn, 'index', part));
  fits(part.shape);
  return maskIndices(fn, part) as [NDArray, NDArray];
}

function expand(index: readonly unknown[]): unknown[] {
  const dots = index.filter((part) => part === ellipsis).length;
  if (dots > 1) throw rangeError(fn, 'index', 'at most one xp.ellipsis', dots);
  if (index.length - dots > 2) throw rangeError(fn, 'index', 'at most 2 indices', index.length - dots);
  const fill = Array.from({ length: 2 - (index.length - dots) }, () => whole);
  return dots === 0 ? [...index, ...fill] : index.flatMap((part) => (part === ellipsis ? fill : [part]));
}

function outOfRange(n: number, axis: number, got: unknown): RangeError {
  const range = n === 0 ? 'no index (the axis is empty)' : `an index in [${-n}, ${n - 1}]`;
  return rangeError(fn, `axis ${axis}`, range, got);
}

function classify(x: SparseArray, part: unknown, axis: number): Part {
  const n = x.shape[axis]!;
  if (part instanceof Slice) return { kind: 'range', ...part.resolve(n) };
  if (typeof part === 'number' || typeof part === 'bigint') {
    const at = Number(part);
    if (!Number.isInteger(at)) throw new TypeError(`${fn}: expected whole numbers for index, got ${describe(part)}`);
    if (at < -n || at >= n) throw outOfRange(n, axis, part);
    return { kind: 'one', at: at < 0 ? at + n : at };
  }
  const index = indexArray(x, part, n, axis);
  if (index.dtype === bool) {
    if (index.ndim !== 1 || index.shape[0] !== n) throw rangeError(fn, 'index', `a mask of shape [${n}]`, index.shape);
    return { kind: 'list', index: maskIndices(fn, index)[0]! };
  }
  if (!nativeDType(index).integer)
    throw new TypeError(`${fn}: expected bool or integer arrays for index, got ${index.dtype.name}`);
  if (index.ndim > 2) throw rangeError(fn, 'index', 'index arrays of at most 2 axes', index.shape);
  return { kind: 'list', index };
}

function indexArray(x: SparseArray, part: unknown, n: number, axis: number): NDArray {
  if (isArray(part)) {
    checkOneDevice(fn, x, checkArray(fn, 'index', part));
    return part;
  }
  const typed = ArrayBuffer.isView(part) && typedArrayDType(part)?.integer === true;
  if (!Array.isArray(part) && !typed) {
    const known = 'whole numbers, slices, xp.ellipsis, bool or integer arrays';
    throw new TypeError(`${fn}: expected ${known} for index, got ${describe(part)}`);
  }
  const flat = Array.isArray(part) ? (part as unknown[]).flat(2) : Array.from(part as unknown as Int32Array);
  const flags = flat.length > 0 && flat.every((v) => typeof v === 'boolean');
  const index = fromHost(fn, part, flags ? undefined : int32, x._device, 'index');
  // Values that came from JavaScript are checked at the call; those on the device when they are read.
  const wrong = flags ? undefined : flat.find((v) => Number(v) < -n || Number(v) >= n);
  if (wrong !== undefined) throw outOfRange(n, axis, wrong);
  return index;
}

// A part as an index array, where it is one, or stands beside one of no axis or two.
function indicesOf(x: SparseArray, part: Part, other: Part): NDArray | undefined {
  if (part.kind === 'list') {
    if (part.index.ndim === 2 && other.kind === 'range')
      throw rangeError(fn, 'index', 'an index array of one axis beside a slice', part.index.shape);
    return part.index;
  }
  if (part.kind === 'range' || other.kind !== 'list' || other.index.ndim === 1) return undefined;
  return full([], part.at, { dtype: int32, device: x.device });
}

const flat = (index: NDArray): NDArray => reshape(index, [index.size]);

// Two index arrays: elements at their pairs, but undefined for a column of rows beside a row of columns, which is a block.
function pairs(x: SparseArray, rows: NDArray, cols: NDArray): SparseArray | NDArray | undefined {
  if (rows.ndim === 2 && cols.ndim === 2 && rows.shape[1] === 1 && cols.shape[0] === 1) return undefined;
  const shape = broadcastShape(fn, rows.shape, cols.shape);
  const [r, c] = [rows, cols].map((index, axis) => flat(broadcast_to(normalised(index, x.shape[axis]!), shape))) as [
    NDArray,
    NDArray,
  ];
  const found = elements(x, r, c);
  if (shape.length === 0) return reshape(found, []);
  return shape.length === 1
    ? found
    : inFormat(fn, csr_array(reshape(found, shape)), x.format === 'csc' ? 'csc' : 'csr');
}

function element(x: SparseArray, row: number, col: number): NDArray {
  const [line, at] = isCsc(x)
    ? [sliceRows(fn, x._flipped, col, col + 1), row]
    : [sliceRows(fn, x.tocsr(), row, row + 1), col];
  const index = zeros([1], { dtype: int32, device: x.device });
  return reshape(elements(line, index, arange(at, at + 1, { dtype: int32, device: x.device })), []);
}

// The elements at pairs of places: looked up among the keys of the stored ones.
function elements(x: SparseArray, rows: NDArray, cols: NDArray): NDArray {
  const own = x.tocsr();
  const nothing = zeros([], { dtype: x.dtype, device: x.device });
  if (own.nnz === 0) return zeros(rows.shape, { dtype: x.dtype, device: x.device });
  const keys = keysOf(own._rows(fn), own._indices, own.shape);
  const wanted = keysOf(rows, cols, own.shape);
  const at = clip(searchsorted(keys, wanted), 0, own.nnz - 1);
  return where(equal(keys.get(at), wanted), own._data.get(at), nothing);
}

// Rows and columns each by themselves.
function block(x: CsrArray, row: Part, col: Part): CsrArray {
  const rows = isWhole(row, x.shape[0]) ? x : pickRows(x, row);
  if (!isWhole(col, x.shape[1])) return pickCols(rows, col);
  return rows === x ? (x._withData(readOnly(x._data)) as CsrArray) : rows;
}

const isWhole = (part: Part, n: number): boolean =>
  part.kind === 'range' && part.start === 0 && part.step === 1 && part.length === n;

function pickRows(x: CsrArray, part: Part): CsrArray {
  if (part.kind === 'one') return sliceRows(fn, x, part.at, part.at + 1);
  if (part.kind === 'range' && part.step === 1) return sliceRows(fn, x, part.start, part.start + part.length);
  return takeRows(fn, x, listOf(x, part));
}

function listOf(x: CsrArray, part: Exclude<Part, { kind: 'one' }>): NDArray {
  if (part.kind === 'list') return part.index;
  const { start, length } = part;
  const step = length > 1 ? part.step : 1;
  return arange(start, start + length * step, step, { dtype: int32, device: x.device });
}

function pickCols(x: CsrArray, part: Part): CsrArray {
  const range = part.kind === 'one' ? { kind: 'range' as const, start: part.at, length: 1, step: 1 } : part;
  // Columns in another order, or more than once: the rows of the transpose.
  if (range.kind === 'list' || range.step < 0) return takeRows(fn, x.T, listOf(x, range)).T;
  const { start, length } = range;
  // Of one column or none it does not matter; of several it fits int32.
  const step = length > 1 ? range.step : 1;
  const steps = subtract(x._indices, start);
  const inside = logical_and(greater_equal(steps, 0), less_equal(steps, (length - 1) * step));
  const kept = select(fn, x, step === 1 ? inside : logical_and(inside, equal(remainder(steps, step), 0)));
  const indices = subtract(kept._indices, start);
  return new CsrArray(
    [x.shape[0], length],
    readOnly(kept._data),
    step === 1 ? indices : floor_divide(indices, step),
    readOnly(kept._indptr),
  );
}
