/** Sparse arrays from a rule: identities, diagonals, random ones. */
import { rangeError, typeError } from '../../errors';
import { deviceOption, isArray, nativeDType, type NDArray } from '../../core/array';
import { cast } from '../../core/call';
import { checkArray } from '../../core/check';
import { fromHost, typedArrayDType } from '../../core/convert';
import { bool, dtypeOption, float64, int32, int64, realDType, type DType, type NativeDType } from '../../core/dtype';
import { scope } from '../../core/memory';
import { checkOptions } from '../../core/options';
import { promoteAll } from '../../core/promotion';
import { isScalar } from '../../core/scalar';
import { integer } from '../../core/shape';
import { arange, ones } from '../../api/creation';
import { iinfo } from '../../api/data_types';
import { add, multiply } from '../../api/elementwise';
import { broadcast_to, concat, reshape } from '../../api/manipulation';
import { unique_values } from '../../api/sets';
import { argsort, sort } from '../../api/sorting';
import { default_rng, type Generator } from '../random';
import { CooArray, type MatrixShape, type SparseArray, type SparseFormat } from './array';
import { castTo, checkCast, checkOneDevice } from './check';
import { diagonalLength } from './diagonals';
import { matrixShape } from './shapes';
import { checkEntries, checkExtents, formatOption, inFormat, placesOf } from './structure';
import { Slice } from '../../core/slice';

/** Format, dtype and device of a new array. */
export interface SparseCreationOptions {
  /** Default (null): see the function. */
  format?: SparseFormat | null;
  /** Default (null): see the function. */
  dtype?: DType | null;
  /** Default (null): the default device. */
  device?: string | null;
}

const creation = ['format', 'dtype', 'device'];

/**
 * Ones on the k-th diagonal of an m × n (default: square) array: float64 and CSR unless `dtype` and `format` say
 * otherwise. A diagonal outside of the array has no elements.
 *
 * @throws TypeError for what is no number, RangeError for extents that are negative, not whole or beyond 2^31 - 1.
 * @example
 * xp.sparse.eye_array(2, 3, { k: 1 }).toarray().tolist(); // [[0, 1, 0], [0, 0, 1]]
 */
export function eye_array(
  m: number,
  n?: number | null | (SparseCreationOptions & { k?: number }),
  options?: SparseCreationOptions & { k?: number },
): SparseArray {
  const fn = 'eye_array';
  const behind = typeof n === 'object' && n !== null;
  const o = checkOptions(fn, behind ? n : options, ['k', ...creation]);
  const shape = matrixShape(fn, [m, behind || n === undefined || n === null ? m : n]);
  const k = integer(fn, 'k', o.k ?? 0);
  const device = deviceOption(fn, o.device).name;
  const format = formatOption(fn, o.format) ?? 'csr';
  const dtype = dtypeOption(fn, o.dtype, float64);
  return scope(() => {
    const length = diagonalLength(shape, k);
    const [row, col] = line(length, k, device);
    return inFormat(fn, new CooArray(shape, ones(length, { dtype, device }), row, col, true), format);
  });
}

// Rows and columns of the k-th diagonal.
function line(length: number, k: number, device: string): [NDArray, NDArray] {
  const [row, col] = [Math.max(-k, 0), Math.max(k, 0)];
  return [row, col].map((from) => arange(from, from + length, 1, { dtype: int32, device })) as [NDArray, NDArray];
}

/** A diagonal: 1-d, as long as the diagonal or of one element, which stands for all; or a number. */
export type Diagonal = NDArray | ArrayBufferView | readonly number[] | number;

/**
 * An array from its diagonals: `offsets` (default 0) says which each is, above the main one where positive. Without
 * `shape` it is square, as large as the first diagonal asks. With one offset `diagonals` may be that diagonal itself.
 * Zeros are not stored. CSR unless `format` says otherwise; the dtype that the diagonals' promote to. Waits.
 *
 * @throws RangeError for a diagonal that is outside of the array, of another length or given twice; TypeError for dtypes
 * that don't promote, or complex elements as real ones.
 * @example
 * xp.sparse.diags_array([1, -2, 1], { offsets: [-1, 0, 1], shape: [3, 3] }).toarray().tolist(); // [[-2, 1, 0], [1, -2, 1], [0, 1, -2]]
 */
export function diags_array(
  diagonals: Diagonal | readonly Diagonal[],
  options?: SparseCreationOptions & { offsets?: number | readonly number[]; shape?: readonly number[] | null },
): SparseArray {
  const fn = 'diags_array';
  const o = checkOptions(fn, options, ['offsets', 'shape', ...creation]);
  const format = formatOption(fn, o.format) ?? 'csr';
  const dtype = dtypeOption(fn, o.dtype, undefined);
  return scope(() => {
    const { lines, offsets } = diagonalsOf(fn, diagonals, o.offsets ?? 0, o.device);
    const first = (lines[0]?.shape[0] ?? 0) + Math.abs(offsets[0] ?? 0);
    const shape =
      o.shape === undefined || o.shape === null ? checkExtents(fn, [first, first]) : matrixShape(fn, o.shape);
    const common = dtype ?? (lines.length === 0 ? float64 : promoteAll(fn, lines.map(nativeDType)));
    const parts = lines.map((x, i) => {
      const k = offsets[i]!;
      const length = diagonalLength(shape, k);
      const outside = -k > shape[0] || k > shape[1];
      if (outside) throw rangeError(fn, 'offsets', `diagonals of a matrix of shape [${shape.join(', ')}]`, k);
      if (x.shape[0] !== length && x.shape[0] !== 1)
        throw rangeError(fn, `diagonals[${i}]`, `${length} elements (offset ${k}), or one`, x.shape[0]);
      const data = castTo(fn, x, common);
      return [broadcast_to(data, [length]), ...line(length, k, data.device)] as const;
    });
    checkEntries(
      fn,
      parts.reduce((n, [data]) => n + data.size, 0),
    );
    const device = deviceOption(fn, lines[0]?.device ?? o.device).name;
    const nothing = (type: NativeDType): NDArray => ones(0, { dtype: type, device });
    const all = [0, 1, 2].map((j) => concat([nothing(j === 0 ? common : int32), ...parts.map((p) => p[j]!)]));
    return inFormat(fn, new CooArray(shape, all[0]!, all[1]!, all[2]!).tocsr().eliminate_zeros(), format);
  });
}

function diagonalsOf(
  fn: string,
  diagonals: unknown,
  given: unknown,
  device: string | null | undefined,
): { lines: NDArray[]; offsets: number[] } {
  const single = !Array.isArray(given);
  const offsets = (single ? [given] : (given as unknown[])).map((k) => integer(fn, 'offsets', k));
  if (new Set(offsets).size !== offsets.length) throw rangeError(fn, 'offsets', 'offsets that differ', given);
  let list: unknown[];
  if (isArray(diagonals)) list = diagonals.ndim === 2 ? [...diagonals] : [diagonals];
  else if (!Array.isArray(diagonals)) list = [diagonals];
  // One offset: numbers are the elements of the one diagonal.
  else if (single && (diagonals as unknown[]).every((v) => isScalar(v))) list = [diagonals];
  else list = diagonals as unknown[];
  if (list.length !== offsets.length)
    throw rangeError(fn, 'offsets', `as many offsets as diagonals (${list.length})`, offsets.length);
  const where = device ?? (list.find((v) => isArray(v)) as NDArray | undefined)?.device;
  const lines = list.map((value, i) => {
    const name = `diagonals[${i}]`;
    const known = isArray(value) || isScalar(value) || Array.isArray(value) || typedArrayDType(value) !== undefined;
    if (!known) throw typeError(fn, name, 'a 1-d array or a number', value);
    const x = isArray(value)
      ? checkArray(fn, name, value)
      : fromHost(fn, value, undefined, deviceOption(fn, where), name);
    if (x.ndim > 1) throw rangeError(fn, name, 'a 1-d array', x.shape);
    if (where !== undefined) checkOneDevice(fn, { device: where }, x);
    return x.ndim === 0 ? reshape(x, [1]) : x;
  });
  return { lines, offsets };
}

/** Options of {@link random_array}. */
export interface RandomArrayOptions extends SparseCreationOptions {
  /** Share of the places that hold an element, 0 to 1; default 0.01. */
  density?: number;
  /** A seed, a generator, or (default, null) fresh. */
  random_state?: number | bigint | Generator | null;
  /** Draws the elements: called with `{ size, device }`; default: see the function. */
  data_sampler?: ((options: { size: number; device: string }) => NDArray) | null;
}

/**
 * An array with elements at random places: round(density · m · n) of them, every choice of places being as likely.
 * Elements are uniform in [0, 1) (complex: both parts), whole numbers over the range of an integer dtype, true for bool;
 * or what `data_sampler` gives, as the dtype asked for. float64, COO, elements in C order. The same seed gives the same
 * array on every device. Waits.
 *
 * @throws RangeError for a density outside of [0, 1], extents or a number of elements beyond 2^31 - 1; TypeError for a
 * sampler's result of another kind.
 * @example
 * const A = xp.sparse.random_array([100, 100], { density: 0.05, random_state: 7 });
 * A.nnz; // 500
 */
export function random_array(shape: readonly number[], options?: RandomArrayOptions): SparseArray {
  const fn = 'random_array';
  const o = checkOptions(fn, options, ['density', 'random_state', 'data_sampler', ...creation]);
  const extents = matrixShape(fn, shape);
  const density = o.density ?? 0.01;
  if (typeof density !== 'number') throw typeError(fn, 'density', 'a number', density);
  if (!(density >= 0 && density <= 1)) throw rangeError(fn, 'density', 'a number in [0, 1]', density);
  const format = formatOption(fn, o.format) ?? 'coo';
  const dtype = dtypeOption(fn, o.dtype, undefined);
  const device = deviceOption(fn, o.device).name;
  const rng = default_rng(o.random_state);
  const size = halfEven(density * extents[0] * extents[1]);
  checkEntries(fn, size);
  return scope(() => {
    const [row, col] = placesOf(randomPlaces(rng, extents, size, device), extents[1]);
    const data = sampled(fn, rng, size, dtype, device, o.data_sampler);
    return inFormat(fn, new CooArray(extents, data, row, col, true), format);
  });
}

// As Python rounds.
function halfEven(x: number): number {
  const low = Math.floor(x);
  return x - low === 0.5 ? low + (low % 2) : Math.round(x);
}

// `count` different places, ascending. Draws until there are enough; of too many, some go by lot.
function randomPlaces(rng: Generator, shape: MatrixShape, count: number, device: string): NDArray {
  const n = shape[0] * shape[1];
  if (count > n / 4 && n < 2 ** 31) return sort(rng.permutation(n, { device }).get(new Slice(0, count, null)));
  const dtype = n < 2 ** 31 ? int32 : int64;
  // Beyond 2^53 the product of numbers is rounded.
  const places = BigInt(shape[0]) * BigInt(shape[1]);
  const draw = (size: number): NDArray => rng.integers(places, { size, dtype, device });
  let found = count === 0 ? arange(0, { dtype, device }) : unique_values(draw(count));
  while (found.size < count) found = unique_values(concat([found, draw(2 * (count - found.size) + 8)]));
  if (found.size === count) return found;
  const lot = argsort(rng.random({ size: found.size, device })).get(new Slice(0, count, null));
  return found.get(sort(lot));
}

function sampled(
  fn: string,
  rng: Generator,
  size: number,
  dtype: NativeDType | undefined,
  device: string,
  sampler: RandomArrayOptions['data_sampler'],
): NDArray {
  if (sampler !== undefined && sampler !== null) {
    if (typeof sampler !== 'function') throw typeError(fn, 'data_sampler', 'a function', sampler);
    const drawn = checkArray(fn, 'the result of data_sampler', sampler({ size, device }));
    if (drawn.ndim !== 1 || drawn.size !== size)
      throw rangeError(fn, 'the result of data_sampler', `${size} elements`, drawn.shape);
    checkOneDevice(fn, { device }, drawn);
    // A copy: what was drawn is its owner's.
    checkCast(fn, nativeDType(drawn), dtype ?? nativeDType(drawn));
    return cast(fn, drawn, dtype ?? nativeDType(drawn));
  }
  const type = dtype ?? float64;
  if (type === bool) return ones(size, { dtype: bool, device });
  if (type.integer) {
    const { min, max } = iinfo(type);
    return rng.integers(BigInt(min), { high: BigInt(max), endpoint: true, size, dtype: type, device });
  }
  if (!type.complex) return rng.random({ size, dtype: type, device });
  const part = realDType(type);
  const re = rng.random({ size, dtype: part, device });
  const im = rng.random({ size, dtype: part, device });
  return add(re, multiply(cast(fn, im, type), { re: 0, im: 1 }));
}
