/** `linalg`: norms of vectors and matrices, and the rank. */
import { allocate, isArray, nativeDType, viewOf, type NDArray } from '../../core/array';
import { binary, cast, fillInto, unary } from '../../core/call';
import { reduce } from '../../core/along';
import { checkArray, checkDType, masks } from '../../core/check';
import { int32, realDType } from '../../core/dtype';
import { booleanOption, checkOptions } from '../../core/options';
import { normalizeAxes } from '../../core/shape';
import { rangeError, typeError } from '../../errors';
import { opRow } from '../../native/tables';
import { where } from '../searching';
import { singularValues } from './spectra';
import { significant, type ToleranceOptions } from './systems';
import { Temporaries, matrices, stackOf } from './support';

const elementwise = (name: string, x: NDArray): NDArray => unary(opRow('unary', name), x);
const combined = (name: string, a: NDArray | number, b: NDArray | number): NDArray =>
  binary(opRow('binary', name), a, b);
const along = (name: string, x: NDArray, axes: readonly number[], keepdims: boolean): NDArray =>
  reduce('reduce', opRow('reduce', name), x, axes, keepdims);

/** Which axes the vectors lie along (all when left out), which norm, and whether axes stay as axes of one element. */
export interface VectorNormOptions {
  axis?: number | readonly number[] | null;
  keepdims?: boolean;
  ord?: number;
}

// Elements in each vector.
function lengthOf(x: NDArray, axes: readonly number[]): number {
  return axes.reduce((n, i) => n * x.shape[i]!, 1);
}

// Σ|x|^p to the power 1/p. Elements are divided by the one that counts most, so no power leaves the dtype's range.
function powerNorm(x: NDArray, axes: readonly number[], keepdims: boolean, p: number): NDArray {
  const temporaries = new Temporaries();
  const sizes = temporaries.add(elementwise('abs', x));
  const lead = temporaries.add(along(p > 0 ? 'max' : 'min', sizes, axes, true));
  const usable = temporaries.add(
    combined(
      'logical_and',
      temporaries.add(combined('greater', lead, 0)),
      temporaries.add(elementwise('isfinite', lead)),
    ),
  );
  const unit = temporaries.add(where(usable, lead, 1));
  const parts = temporaries.add(combined('divide', sizes, unit));
  const powers = temporaries.add(combined('pow', parts, p));
  const sum = temporaries.add(along('sum', powers, axes, true));
  const root = temporaries.add(combined('pow', sum, 1 / p));
  const norm = combined('multiply', root, unit);
  temporaries.release();
  return keepdims ? norm : without(norm, axes);
}

// The view without these axes of one element; the array handed in is used up.
function without(x: NDArray, axes: readonly number[]): NDArray {
  const rest = <T>(list: readonly T[]): T[] => list.filter((_, i) => !axes.includes(i));
  const out = viewOf(x, rest(x.shape), rest(x._strides), x._offset);
  x.dispose();
  return out;
}

function vectorNorm(fn: string, x: NDArray, axes: readonly number[], keepdims: boolean, ord: number): NDArray {
  const empty = lengthOf(x, axes) === 0;
  if (empty && (ord === -Infinity || ord < 0))
    throw rangeError(fn, 'x', `at least one element for ord ${ord}`, x.shape);
  const temporaries = new Temporaries();
  const real = realDType(nativeDType(x));
  const finish = (norm: NDArray): NDArray => {
    temporaries.release();
    return norm;
  };
  if (ord === 0) {
    const counted = temporaries.add(temporaries.add(cast(fn, temporaries.add(combined('not_equal', x, 0)), real)));
    return finish(along('sum', counted, axes, keepdims));
  }
  if (ord === 2) return along('norm', x, axes, keepdims);
  if (empty || ord === 1) return finish(along('sum', temporaries.add(elementwise('abs', x)), axes, keepdims));
  if (ord === Infinity || ord === -Infinity) {
    const sizes = temporaries.add(elementwise('abs', x));
    return finish(along(ord > 0 ? 'max' : 'min', sizes, axes, keepdims));
  }
  return powerNorm(x, axes, keepdims, ord);
}

/**
 * Norms of vectors: (Σ|x|^ord)^(1/ord), the largest |x| for Infinity, the smallest for -Infinity, how many are not 0 for
 * 0. Elements are scaled first, so that no square or power overflows or vanishes where the norm itself is in range. A
 * vector of no elements has norm 0.
 *
 * @param x Of a floating-point dtype.
 * @returns The real dtype of x's.
 * @throws TypeError, RangeError, also for no elements with a negative ord. As numpy.linalg.vector_norm.
 * @example
 * xp.linalg.vector_norm(xp.asarray([3, 4])).item() // 5
 */
export function vector_norm(x: NDArray, options?: VectorNormOptions): NDArray {
  const fn = 'vector_norm';
  const array = checkArray(fn, 'x', x);
  checkDType(fn, 'x', array, masks.floating);
  const o = checkOptions(fn, options, ['axis', 'keepdims', 'ord']);
  const axes = normalizeAxes(fn, o.axis, array.ndim);
  const keepdims = booleanOption(fn, 'keepdims', o.keepdims, false);
  const ord: unknown = o.ord ?? 2;
  if (typeof ord !== 'number') throw typeError(fn, 'ord', 'a number', ord);
  if (Number.isNaN(ord)) throw rangeError(fn, 'ord', 'a number', ord);
  return vectorNorm(fn, array, axes, keepdims, ord);
}

const matrixOrds = ['fro', 'nuc', 1, -1, 2, -2, Infinity, -Infinity] as const;

/** Which norm, and whether the two axes stay as axes of one element. */
export interface MatrixNormOptions {
  keepdims?: boolean;
  ord?: (typeof matrixOrds)[number] | number | null;
}

/**
 * Norms of matrices: 'fro' (Frobenius, the default), 'nuc' (the sum of the singular values), 2 and -2 (the largest and
 * the smallest singular value), 1 and -1 (the largest and the smallest sum of |x| of a column), Infinity and -Infinity
 * (of a row). A matrix of no elements has norm 0. For singular values the host decomposes, also for an array on a GPU.
 *
 * @param x [..., m, n] of a floating-point dtype.
 * @returns [...] of x's real dtype.
 * @throws TypeError, RangeError, also for no elements with a negative ord; ObolError ERR_OBOL_NUMERIC, when the result is
 * read, for NaN and infinities with 'nuc', 2 and -2. As numpy.linalg.matrix_norm.
 * @example
 * xp.linalg.matrix_norm(xp.asarray([[1, -2], [3, 4]]), { ord: Infinity }).item() // 7
 */
export function matrix_norm(x: NDArray, options?: MatrixNormOptions): NDArray {
  const fn = 'matrix_norm';
  const array = matrices(fn, 'x', x);
  const o = checkOptions(fn, options, ['keepdims', 'ord']);
  const keepdims = booleanOption(fn, 'keepdims', o.keepdims, false);
  const ord = o.ord ?? 'fro';
  if (typeof ord !== 'number' && typeof ord !== 'string')
    throw typeError(fn, 'ord', `one of ${matrixOrds.join(', ')}`, ord);
  if (!(matrixOrds as readonly unknown[]).includes(ord))
    throw rangeError(fn, 'ord', `one of ${matrixOrds.join(', ')}`, ord);
  const [row, col] = [array.ndim - 2, array.ndim - 1];
  if (ord === 'fro') return vectorNorm(fn, array, [row, col], keepdims, 2);
  if (array.shape[row] === 0 || array.shape[col] === 0) return ofNothing(fn, array, ord, keepdims);
  const temporaries = new Temporaries();
  let norm: NDArray;
  if (ord === 'nuc' || ord === 2 || ord === -2) {
    const s = temporaries.add(singularValues(fn, array));
    norm = along(ord === 'nuc' ? 'sum' : ord === 2 ? 'max' : 'min', s, [row], false);
  } else {
    const sizes = temporaries.add(elementwise('abs', array));
    const sums = temporaries.add(along('sum', sizes, [Math.abs(ord) === 1 ? row : col], false));
    norm = along(ord > 0 ? 'max' : 'min', sums, [row], false);
  }
  temporaries.release();
  if (!keepdims) return norm;
  const wide = viewOf(norm, [...norm.shape, 1, 1], [...norm._strides, 1, 1], norm._offset);
  norm.dispose();
  return wide;
}

function ofNothing(fn: string, x: NDArray, ord: unknown, keepdims: boolean): NDArray {
  if (typeof ord === 'number' && ord < 0) throw rangeError(fn, 'x', `at least one element for ord ${ord}`, x.shape);
  const shape = keepdims ? [...stackOf(x), 1, 1] : stackOf(x);
  const out = allocate(fn, realDType(nativeDType(x)), shape, x._device);
  fillInto(fn, out, 0);
  return out;
}

/**
 * The ranks of matrices: how many singular values are above `rtol` times the largest. The host decomposes, also for an
 * array on a GPU.
 *
 * @param x [..., m, n] of a floating-point dtype.
 * @returns [...] of int32.
 * @throws TypeError, RangeError; ObolError ERR_OBOL_NUMERIC, when the result is read, for NaN and infinities. As
 * numpy.linalg.matrix_rank.
 * @example
 * xp.linalg.matrix_rank(xp.asarray([[1, 2], [2, 4]])).item() // 1
 */
export function matrix_rank(x: NDArray, options?: ToleranceOptions): NDArray {
  const fn = 'matrix_rank';
  const array = matrices(fn, 'x', x);
  const o = checkOptions(fn, options, ['rtol']);
  if (array.shape.at(-1) === 0 || array.shape.at(-2) === 0) {
    const none = allocate(fn, int32, stackOf(array), array._device);
    fillInto(fn, none, 0);
    return none;
  }
  const temporaries = new Temporaries();
  const s = temporaries.add(singularValues(fn, array));
  const counts = temporaries.add(significant(fn, array, s, o.rtol));
  if (counts.ndim !== s.ndim || counts.shape.some((extent, i) => extent !== s.shape[i]))
    throw rangeError(fn, 'rtol', "a shape that broadcasts to the stack's", isArray(o.rtol) ? o.rtol.shape : o.rtol);
  const out = along('count_nonzero', counts, [counts.ndim - 1], false);
  temporaries.release();
  return out;
}
