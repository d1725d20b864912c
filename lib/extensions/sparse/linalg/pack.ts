/**
 * Operators on their way into a job: arrays, numbers and functions, as native/algorithms/operator_read.cc reads them;
 * and how the functions are called and their answers checked.
 */
import { ObolError } from '../../../errors';
import type { NativeDevice } from '../../../native/registry';
import { isArray, allocate, nativeDType, viewOf, type NDArray } from '../../../core/array';
import { cast, copyInto } from '../../../core/call';
import { checkArray, notArray } from '../../../core/check';
import type { NativeDType } from '../../../core/dtype';
import type { JobFunction } from '../../../core/job';
import { sameShape, type Shape } from '../../../core/shape';
import { noPromotion, promoted } from '../../../core/promotion';
import { asOperator, type LinearOperator, type OperatorFunctions, type OperatorLike } from './operator';

/** What a job gets for an operator. Arrays and numbers go where the job expects its operators: in front. */
export interface PackedOperator {
  arrays: NDArray[];
  numbers: number[];
  functions: Map<number, JobFunction>;
}

/** An operator that native code knows how to read: its number of kind, and what it needs. @internal */
export interface NativeOperator {
  kind: number;
  arrays(): NDArray[];
  /** The same for vectors of a dtype. */
  pack(fn: string, dtype: NativeDType): { arrays: NDArray[]; numbers: number[] };
}

// The numbers of operator_read.cc.
const kinds = {
  identity: 0,
  csr: 1,
  dense: 2,
  diagonal: 3,
  sum: 4,
  product: 5,
  scaled: 6,
  shifted: 7,
  adjoint: 8,
  transposed: 9,
  function: 10,
} as const;

/** No operator where one may be left out. */
export const noOperator: PackedOperator = { arrays: [], numbers: [-1], functions: new Map() };

/**
 * Packs an operator for vectors of `dtype` (default its own), to which its own promotes. Call it inside of a scope that
 * lasts until the job has ended: casts of matrices are made here.
 */
export function packOperator(fn: string, name: string, A: OperatorLike, dtype?: NativeDType): PackedOperator {
  const operator = asOperator(fn, name, A);
  const own = operator.dtype as NativeDType;
  const of = dtype ?? own;
  if (promoted(own, of) !== of) throw noPromotion(fn, own, of);
  const packed: PackedOperator = { arrays: [], numbers: [of.code], functions: new Map() };
  put(fn, name, operator, of, packed);
  return packed;
}

/** Several packed operators as the one list of a job. */
export function packedTogether(...operators: readonly PackedOperator[]): PackedOperator {
  return {
    arrays: operators.flatMap((p) => p.arrays),
    numbers: operators.flatMap((p) => p.numbers),
    functions: new Map(operators.flatMap((p) => [...p.functions])),
  };
}

function put(fn: string, name: string, a: LinearOperator, dtype: NativeDType, to: PackedOperator): void {
  const node = a._node;
  const array = (x: NDArray): number => to.arrays.push(castTo(fn, checkArray(fn, name, x), dtype));
  if (node.kind === 'native') {
    const { arrays, numbers } = node.native.pack(fn, dtype);
    to.numbers.push(node.native.kind, ...numbers);
    to.arrays.push(...arrays);
    return;
  }
  to.numbers.push(kinds[node.kind]);
  switch (node.kind) {
    case 'identity':
      to.numbers.push(a.shape[0]);
      break;
    case 'csr': {
      const matrix = node.matrix._live(fn);
      to.numbers.push(...a.shape);
      to.arrays.push(matrix._indptr, matrix._indices);
      array(matrix._data);
      break;
    }
    case 'dense':
    case 'diagonal':
      array(node.array);
      break;
    case 'sum':
    case 'product':
      to.numbers.push(node.parts.length);
      for (const part of node.parts) put(fn, name, part, dtype, to);
      break;
    case 'scaled':
    case 'shifted':
      to.numbers.push(node.factor.re, node.factor.im);
      put(fn, name, node.of, dtype, to);
      break;
    case 'adjoint':
    case 'transposed':
      put(fn, name, node.of, dtype, to);
      break;
    case 'function':
      to.numbers.push(...a.shape, node.id);
      to.functions.set(node.id, (x, adjoint) => evaluate(fn, name, a, node.functions, x, adjoint));
      break;
  }
}

function castTo(fn: string, x: NDArray, dtype: NativeDType): NDArray {
  return x.dtype === dtype ? x : cast(fn, x, dtype);
}

async function evaluate(
  fn: string,
  name: string,
  a: LinearOperator,
  f: OperatorFunctions,
  x: NDArray,
  adjoint: boolean,
): Promise<NDArray> {
  const one = adjoint ? f.rmatvec : f.matvec;
  const many = adjoint ? f.rmatmat : f.matmat;
  const called = adjoint ? (['rmatvec', 'rmatmat'] as const) : (['matvec', 'matmat'] as const);
  const rows = a.shape[adjoint ? 1 : 0];
  const checked = (y: unknown, which: 0 | 1, shape: Shape): NDArray =>
    checkAnswer(fn, `${called[which]} of ${name}`, y, shape, nativeDType(x), a._device);
  if (one === undefined && many === undefined)
    throw new TypeError(`${fn}: expected an operator that has ${called[0]} for ${name}, got one without`);
  if (x.ndim === 1) {
    if (one !== undefined) return checked(await one(x), 0, [rows]);
    const column = viewOf(x, [x.shape[0]!, 1], [1, 1], x._offset);
    const y = checked(await many!(column), 1, [rows, 1]);
    return viewOf(y, [rows], [y._strides[0]!], y._offset);
  }
  const [n, k] = x.shape as readonly [number, number];
  if (many !== undefined) return checked(await many(x), 1, [rows, k]);
  const y = allocate(fn, nativeDType(x), [rows, k], a._device);
  for (let j = 0; j < k; j++) {
    const column = cast(fn, viewOf(x, [n], [k], x._offset + j), nativeDType(x));
    const to = viewOf(y, [rows], [k], j);
    copyInto(fn, to, checked(await one!(column), 0, [rows]));
    column.dispose();
    to.dispose();
  }
  return y;
}

function checkAnswer(
  fn: string,
  where: string,
  y: unknown,
  shape: Shape,
  dtype: NativeDType,
  device: NativeDevice,
): NDArray {
  const from = `what ${where} returns`;
  if (!isArray(y)) throw notArray(fn, from, y);
  checkArray(fn, from, y);
  if (!sameShape(y.shape, shape))
    throw new RangeError(`${fn}: expected shape [${shape.join(', ')}] for ${from}, got [${y.shape.join(', ')}]`);
  if (promoted(nativeDType(y), dtype) !== dtype)
    throw new TypeError(`${fn}: expected ${dtype.name} for ${from}, got ${y.dtype.name}`);
  if (y._device !== device)
    throw new ObolError(
      'ERR_OBOL_DEVICE',
      `${fn}: expected an array on ${device.name} for ${from}, got one on ${y.device}`,
    );
  return y;
}
