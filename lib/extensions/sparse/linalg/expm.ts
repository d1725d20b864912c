/** The action of a matrix exponential. */
import { rangeError, typeError } from '../../../errors';
import { allocate, nativeDType, viewOf, type NDArray } from '../../../core/array';
import { cast } from '../../../core/call';
import { checkArray } from '../../../core/check';
import { complex128, complex64, float32, type Complex, type NativeDType } from '../../../core/dtype';
import { scope } from '../../../core/memory';
import { checkJobOptions, runJob, type JobOptions } from '../../../core/job';
import { booleanOption, checkOptions, isComplexScalar } from '../../../core/options';
import { noPromotion, promoted } from '../../../core/promotion';
import { integer } from '../../../core/shape';
import { abs, subtract as denseSubtract } from '../../../api/elementwise';
import { eye } from '../../../api/creation';
import { max, sum } from '../../../api/statistical';
import { multiply as denseMultiply } from '../../../api/elementwise';
import { multiply, subtract } from '../arithmetic';
import { eye_array } from '../special';
import { norm } from './norm';
import { asOperator, checkOperatorDevice, type LinearOperator, type OperatorLike } from './operator';
import { packOperator } from './pack';

/** What {@link expm_multiply} takes, under SciPy's names. */
export interface ExpmMultiplyOptions extends JobOptions {
  /** First time of a sequence. */
  start?: number | null;
  /** Its last time; with `endpoint: false` the one behind it. */
  stop?: number | null;
  /** How many times (default 50). */
  num?: number | null;
  /** Whether `stop` is one of them; default true. */
  endpoint?: boolean | null;
  /** The trace of A. Of a matrix it is found; of another operator it is taken as 0 if left out, which may cost steps. */
  traceA?: number | Complex | null;
}

/**
 * exp(A) B without forming exp(A), by truncated Taylor series (Al-Mohy and Higham 2011), as
 * scipy.sparse.linalg.expm_multiply; with `start` and `stop` exp(t A) B for a sequence of times t. It needs products with A only; for a LinearOperator that isn't a matrix also with its adjoint, to estimate its norm.
 *
 * @param A n × n: a sparse or dense matrix or a LinearOperator.
 * @param B of shape [n] or [n, k], of a floating-point dtype.
 * @returns an array of B's shape, or [num, ...B.shape], of the dtype that A and B promote to.
 * @throws RangeError for what doesn't fit or isn't finite; ObolError ERR_OBOL_NUMERIC where the result overflows,
 * ERR_OBOL_ABORTED.
 * @example
 * const A = xp.sparse.csr_array([[0, 1], [-1, 0]]);
 * await xp.sparse.linalg.expm_multiply(A, xp.asarray([1, 0])); // [cos 1, -sin 1]
 * (await xp.sparse.linalg.expm_multiply(A, xp.ones([2]), { start: 0, stop: 1, num: 3 })).shape; // [3, 2]
 */
export async function expm_multiply(A: OperatorLike, B: NDArray, options?: ExpmMultiplyOptions): Promise<NDArray> {
  return scope(() => solve(A, B, options));
}

async function solve(A: OperatorLike, B: NDArray, options: ExpmMultiplyOptions | undefined): Promise<NDArray> {
  const fn = 'expm_multiply';
  const o = checkOptions(fn, options, ['start', 'stop', 'num', 'endpoint', 'traceA', 'signal', 'onProgress']);
  checkJobOptions(fn, o);
  const operator = asOperator(fn, 'A', A);
  const [n, cols] = operator.shape;
  if (n !== cols) throw rangeError(fn, 'A', 'a square matrix', operator.shape);
  const b = checkArray(fn, 'B', B);
  if (b.shape[0] !== n || b.ndim > 2) throw rangeError(fn, 'B', `an array of shape [${n}] or [${n}, k]`, b.shape);
  checkOperatorDevice(fn, operator, b);
  const times = timesOf(fn, o);
  const trace = traceOption(fn, o.traceA) ?? traceOf(operator);
  const mu = { re: n > 0 ? trace.re / n : 0, im: n > 0 ? trace.im / n : 0 };
  let dtype = promoted(operator.dtype as NativeDType, nativeDType(b));
  if (dtype === undefined || !(dtype.complex || dtype.kind === 'real floating'))
    throw noPromotion(fn, operator.dtype as NativeDType, nativeDType(b));
  if (mu.im !== 0 && !dtype.complex) dtype = dtype === float32 ? complex64 : complex128;
  const { shifted, size } = shift(fn, operator, mu);

  const device = operator._device;
  const packed = packOperator(fn, 'A', shifted, dtype);
  const k = b.ndim === 2 ? b.shape[1]! : 1;
  const count = times?.count ?? 1;
  const out = allocate(fn, dtype, times === undefined ? b.shape : [count, ...b.shape], device);
  const block = b.ndim === 2 ? b : viewOf(b, [n, 1], [b._strides[0]!, 1], b._offset);
  await runJob(fn, {
    device,
    name: 'expm_multiply',
    inputs: [...packed.arrays, block.dtype === dtype ? block : cast(fn, block, dtype)],
    outputs: [viewOf(out, [count, n, k], [n * k, k, 1], 0)],
    numbers: [...packed.numbers, size, mu.re, mu.im, times?.start ?? 1, times?.step ?? 0],
    functions: packed.functions,
    stages: [fn],
    signal: o.signal,
    onProgress: o.onProgress,
  });
  return out;
}

/** The sequence of times, as linspace has it. */
function timesOf(fn: string, o: ExpmMultiplyOptions): { start: number; step: number; count: number } | undefined {
  const { start, stop, num, endpoint } = o;
  const absent = (x: unknown): boolean => x === undefined || x === null;
  if ([start, stop, num, endpoint].every(absent)) return undefined;
  for (const [name, value] of Object.entries({ start, stop })) {
    if (typeof value !== 'number')
      throw typeError(fn, name, 'a number (a sequence of times has start and stop)', value);
    if (!Number.isFinite(value)) throw rangeError(fn, name, 'a finite number', value);
  }
  const count = integer(fn, 'num', num ?? 50);
  if (count < 1) throw rangeError(fn, 'num', 'a number of at least 1', num);
  const gaps = booleanOption(fn, 'endpoint', endpoint, true) ? count - 1 : count;
  return { start: start!, step: gaps === 0 ? 0 : (stop! - start!) / gaps, count };
}

function traceOption(fn: string, value: unknown): Complex | undefined {
  if (value === undefined || value === null) return undefined;
  const trace = typeof value === 'number' ? { re: value, im: 0 } : value;
  if (!isComplexScalar(trace)) throw typeError(fn, 'traceA', 'a number or { re, im }', value);
  if (!Number.isFinite(trace.re) || !Number.isFinite(trace.im))
    throw rangeError(fn, 'traceA', 'a finite number', value);
  return trace;
}

/** The trace where it can be seen; NaN or infinity in A are the job's to refuse. */
function traceOf(A: LinearOperator): Complex {
  const node = A._node;
  const none = { re: 0, im: 0 };
  if (A.shape[0] === 0 || (node.kind !== 'csr' && node.kind !== 'dense')) return none;
  const [n] = A.shape;
  const diagonal =
    node.kind === 'csr'
      ? node.matrix.diagonal()
      : viewOf(node.array, [n], [node.array._strides[0]! + node.array._strides[1]!], node.array._offset);
  const value = sum(diagonal).item();
  const trace = typeof value === 'object' ? { re: value.re, im: value.im } : { re: Number(value), im: 0 };
  return Number.isFinite(trace.re) && Number.isFinite(trace.im) ? trace : none;
}

/** A - mu I and its 1-norm, -1 where that isn't known. */
function shift(fn: string, A: LinearOperator, mu: Complex): { shifted: LinearOperator; size: number } {
  const node = A._node;
  const [n] = A.shape;
  const zero = mu.re === 0 && mu.im === 0;
  const factor = mu.im === 0 ? mu.re : mu;
  const options = { dtype: A.dtype, device: A.device };
  const checked = (shifted: LinearOperator, size: NDArray): { shifted: LinearOperator; size: number } => {
    const value = Number(size.item());
    if (!Number.isFinite(value)) throw rangeError(fn, 'A', 'finite numbers', value);
    return { shifted, size: value };
  };
  if (n === 0) return { shifted: A, size: 0 };
  if (node.kind === 'csr') {
    const matrix = zero ? node.matrix : subtract(node.matrix, multiply(eye_array(n, options), factor));
    return checked(asOperator(fn, 'A', matrix), norm(matrix, { ord: 1 }));
  }
  if (node.kind === 'dense') {
    const matrix = zero ? node.array : denseSubtract(node.array, denseMultiply(eye(n, undefined, options), factor));
    return checked(asOperator(fn, 'A', matrix), max(sum(abs(matrix), { axis: 0 })));
  }
  return { shifted: zero ? A : A.shift(mu), size: -1 };
}
