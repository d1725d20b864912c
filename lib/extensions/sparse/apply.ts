/**
 * How an elementwise function of dense arrays becomes one of sparse arrays: what is done with the places that store
 * nothing, and which result is sparse. The functions are rows in elementwise.ts, arithmetic.ts and comparisons.ts.
 */
import { nativeDType, type NDArray } from '../../core/array';
import { binary as denseBinary, cast, unary } from '../../core/call';
import { checkArray } from '../../core/check';
import { bool, float64, type NativeDType, type Scalar } from '../../core/dtype';
import { scope } from '../../core/memory';
import { noPromotion, promoted } from '../../core/promotion';
import { isScalar } from '../../core/scalar';
import { broadcastShape } from '../../core/shape';
import { describe, rangeError } from '../../errors';
import { opRow, type OpRow } from '../../native/tables';
import { zeros } from '../../api/creation';
import { broadcast_to } from '../../api/manipulation';
import { CscArray, issparse, readOnly, type MatrixShape, type SparseArray, isCsc } from './array';
import { checkOneDevice, checkSparse } from './check';
import { merge, select } from './kernels';
import { broadcast, withoutZeros } from './structure';

type Unary = (x: NDArray) => NDArray;
type Binary = (x1: NDArray | Scalar, x2: NDArray | Scalar) => NDArray;

/** A function of one sparse array: the same pattern, in the same format. */
export type SparseUnary = (A: SparseArray) => SparseArray;

/** A dense function of native/ops/unary.def or binary.def, whose errors begin with the sparse one's name. */
function unaryOf(name: string, op: string): Unary {
  let row: OpRow | undefined;
  return (x) => unary((row ??= { ...opRow('unary', op), name }), x);
}
export function binaryOf(name: string, op: string): Binary {
  let row: OpRow | undefined;
  return (x1, x2) => denseBinary((row ??= { ...opRow('binary', op), name }), x1, x2);
}

/**
 * A function that keeps zero, or a name in native/ops/unary.def, applied to the stored elements. `additive`: of
 * duplicates it may be taken one by one, as f(a + b) = f(a) + f(b); otherwise COO becomes canonical first.
 */
export function keepsZero(name: string, op: Unary | string = name, additive = false): SparseUnary {
  const f = typeof op === 'string' ? unaryOf(name, op) : op;
  return (A) => {
    const x = checkSparse(name, 'A', A);
    return scope(() => {
      const own = additive ? x : x.sum_duplicates();
      const data = f(own._data);
      return own._withData(data === own._data ? readOnly(data) : data);
    });
  };
}

/** A function whose value at zero is another one: a TypeError that says so. */
export function fillsZeros(name: string, atZero: string): (A: SparseArray) => never {
  return (A) => {
    checkSparse(name, 'A', A);
    throw new TypeError(
      `${name}: expected a function that is 0 at 0, got one that is ${atZero} there: every element would be stored; ` +
        `use xp.${name}(A.toarray())`,
    );
  };
}

/** A row of the table of binary functions. */
export interface BinaryRow {
  /** Its name here and, unless `op` says otherwise, in native/ops/binary.def. */
  name: string;
  op?: string;
  /** The row of binary.def that stands for it between bool arrays. */
  logical?: string;
  /** Of which operands the other, dense one is looked at only where they store an element: x · 0 is 0 there whatever x. */
  sparseBeside?: 'either' | 'first';
  /** Results that are zero stay stored where the other operand is a scalar. */
  keepsPattern?: boolean;
}

/** The function of sparse arrays, sparse and dense ones, or scalars that a row describes. */
export function binary(row: BinaryRow): (x1: unknown, x2: unknown) => SparseArray | NDArray {
  return (x1, x2) => scope(() => apply(row, x1, x2));
}

function apply(row: BinaryRow, x1: unknown, x2: unknown): SparseArray | NDArray {
  const fn = row.name;
  if (issparse(x1) && issparse(x2)) return bothSparse(row, x1._live(fn), x2._live(fn));
  if (issparse(x1)) {
    if (isScalar(x2)) return besideScalar(row, x1._live(fn), x2, false);
    return besideDense(row, x1._live(fn), checkArray(fn, 'x2', x2), false);
  }
  if (issparse(x2)) {
    if (isScalar(x1)) return besideScalar(row, x2._live(fn), x1, true);
    return besideDense(row, x2._live(fn), checkArray(fn, 'x1', x1), true);
  }
  throw new TypeError(
    `${fn}: expected a sparse array for x1 or x2, got ${describe(x1)} and ${describe(x2)}; see xp.${row.op ?? fn} for dense arrays`,
  );
}

const truth = (x: NDArray): boolean => (x.dtype === bool ? x : cast('bool', x, bool)).item() as boolean;

function opFor(row: BinaryRow, ...dtypes: NativeDType[]): string {
  return row.logical !== undefined && dtypes.every((d) => d === bool) ? row.logical : (row.op ?? row.name);
}

/** The TypeError for a call that would make something of every zero. */
function filled(row: BinaryRow, name: string, got: string): TypeError {
  return new TypeError(
    `${row.name}: expected ${name}, got ${got}: what is 0 would become something else, and every element be stored; ` +
      `use xp.${row.op ?? row.name} on toarray()`,
  );
}

function besideScalar(row: BinaryRow, x: SparseArray, scalar: Scalar, first: boolean): SparseArray {
  const fn = row.name;
  const dtype = nativeDType(x._data);
  const f = binaryOf(fn, opFor(row, dtype));
  const call: Unary = (data) => (first ? f(scalar, data) : f(data, scalar));
  const name = first ? 'x1' : 'x2';
  const stored = row.sparseBeside === 'either' || (row.sparseBeside === 'first' && !first);
  // On the CPU, so that no other device is waited for. What an integer 0 to a negative power is, only a float can say.
  const whole = row.op === 'pow' && dtype.integer;
  const nothing = zeros([], { dtype: whole ? float64 : dtype, device: 'cpu' });
  const at = whole && typeof scalar === 'bigint' ? Number(scalar) : scalar;
  if (!stored && truth(first ? f(at, nothing) : f(nothing, at)))
    throw filled(row, `a scalar that leaves zeros as they are for ${name}`, describe(scalar));
  const own = row.keepsPattern || isCsc(x) ? x.sum_duplicates() : x.tocsr();
  const out = own._withData(call(own._data));
  return row.keepsPattern ? out : withoutZeros(fn, out);
}

function besideDense(row: BinaryRow, x: SparseArray, dense: NDArray, first: boolean): SparseArray | NDArray {
  const fn = row.name;
  checkOneDevice(fn, x, dense);
  const f = binaryOf(fn, opFor(row, nativeDType(x._data), nativeDType(dense)));
  const call = (a: NDArray, b: NDArray): NDArray => (first ? f(b, a) : f(a, b));
  const stored = row.sparseBeside === 'either' || (row.sparseBeside === 'first' && !first);
  if (!stored) return call(x.toarray(), dense);
  const shape = matrixOf(fn, broadcastShape(fn, x.shape, dense.shape));
  const own = broadcast(fn, x, shape);
  const [rowOf, colOf] = own._places(fn);
  return own._withData(call(own._data, broadcast_to(dense, shape).get(rowOf, colOf)));
}

function matrixOf(fn: string, shape: readonly number[]): MatrixShape {
  if (shape.length !== 2) throw rangeError(fn, 'the dense array', 'at most 2 axes', shape);
  return shape as unknown as MatrixShape;
}

function bothSparse(row: BinaryRow, x1: SparseArray, x2: SparseArray): SparseArray {
  const fn = row.name;
  checkOneDevice(fn, x1, x2);
  const [t1, t2] = [nativeDType(x1._data), nativeDType(x2._data)];
  const dtype = promoted(t1, t2);
  if (dtype === undefined) throw noPromotion(fn, t1, t2);
  const shape = matrixOf(fn, broadcastShape(fn, x1.shape, x2.shape));
  const op = opFor(row, dtype);
  const nothing = zeros([], { dtype, device: 'cpu' });
  // Dtypes that the function does not take are refused here, too.
  if (truth(binaryOf(fn, op)(nothing, nothing)))
    throw filled(row, 'a scalar or a dense array beside the sparse one', 'two sparse arrays');
  const byColumns = isCsc(x1);
  const [a, b] = [x1, x2].map((x) => {
    const wide = broadcast(fn, x, shape);
    // Duplicates are summed in their own dtype.
    const own = byColumns ? wide.tocsc()._flipped : wide.tocsr();
    return own._data.dtype === dtype ? own : own.astype(dtype);
  });
  // 0 · NaN is NaN: only where there is none can the places be left out that one array lacks.
  const pattern = row.sparseBeside === 'either' && !dtype.kind.endsWith('floating') ? 'intersection' : 'union';
  const out = select(fn, merge(fn, op, a!, b!, pattern));
  return byColumns ? new CscArray(out) : out;
}
