/**
 * LinearOperator: a matrix known by what it does to vectors. Made of a matrix, of other operators, or of JavaScript
 * functions; solvers run it natively (pack.ts), calling back only for the functions.
 */
import { inspect } from 'node:util';
import { rangeError, typeError } from '../../../errors';
import { defaultDevice, findDevice, type NativeDevice } from '../../../native/registry';
import { isArray, nativeDType, type NDArray } from '../../../core/array';
import { cast } from '../../../core/call';
import { checkArray, checkSameDevice, notArray } from '../../../core/check';
import { dtypeOption, float64, type Complex, type DType, type NativeDType } from '../../../core/dtype';
import { heldArrays, scope } from '../../../core/memory';
import { checkOptions, isComplexScalar } from '../../../core/options';
import { besideScalar, noPromotion, promoted } from '../../../core/promotion';
import { checkShape, integer } from '../../../core/shape';
import { issparse, type CsrArray, type MatrixShape, type SparseArray } from '../array';
import type { NativeOperator } from './pack';
import { applyOperator } from './apply';

/** A function of a vector or a block; what it gives may be a promise. */
export type OperatorFunction = (x: NDArray) => NDArray | Promise<NDArray>;

/** The functions that an operator is made of, and what they work on. */
export interface OperatorFunctions {
  /** A x for x of shape [n]. */
  matvec?: OperatorFunction;
  /** A X for X of shape [n, k]; left out: matvec for each column. */
  matmat?: OperatorFunction;
  /** Aᴴ x for x of shape [m]. */
  rmatvec?: OperatorFunction;
  /** Aᴴ X for X of shape [m, k]; left out: rmatvec for each column. */
  rmatmat?: OperatorFunction;
  /** Of A's elements: a real or complex floating-point dtype (default float64). */
  dtype?: DType;
  /** Where A's vectors are (default: the default device). */
  device?: string;
}

/** What stands for a matrix wherever a solver takes one. */
export type OperatorLike = LinearOperator | SparseArray | NDArray;

/** How an operator is made up. @internal */
export type OperatorNode =
  | { kind: 'identity' }
  | { kind: 'csr'; matrix: CsrArray }
  | { kind: 'dense' | 'diagonal'; array: NDArray }
  | { kind: 'sum' | 'product'; parts: readonly LinearOperator[] }
  | { kind: 'scaled' | 'shifted'; factor: Complex; of: LinearOperator }
  | { kind: 'adjoint' | 'transposed'; of: LinearOperator }
  | { kind: 'function'; functions: OperatorFunctions; id: number }
  | { kind: 'native'; native: NativeOperator };

const functionNames = ['matvec', 'matmat', 'rmatvec', 'rmatmat'] as const;
let made = 0;

/**
 * A linear operator, as scipy.sparse.linalg.LinearOperator: what multiplies vectors without being stored as a matrix.
 * `new LinearOperator([m, n], { matvec, … })` makes one of JavaScript functions, {@link aslinearoperator} one of a
 * matrix, and its methods make sums, products, multiples, shifts and adjoints, which cost nothing until they are applied.
 *
 * The functions are called on the event loop while a solver waits, one at a time, and may be async. They get an array
 * of the solver's dtype (the promotion of A's and b's), valid until they have answered, and give a new one of the shape
 * asked for, on the same device, of a dtype that promotes to that one; a wrong one, or an exception, rejects the
 * solver's promise. `rmatvec` is Aᴴ x, for those that need it.
 *
 * @example
 * const A = new xp.sparse.linalg.LinearOperator([2, 2], {
 *   matvec: (x) => xp.multiply(x, xp.asarray([2, 4])),
 * });
 * const { x } = await xp.sparse.linalg.cg(A, xp.ones([2])); // [0.5, 0.25]
 */
export class LinearOperator {
  /** Rows and columns. */
  readonly shape: MatrixShape;
  /** Of its elements. */
  readonly dtype: DType;
  /** @internal */
  readonly _device: NativeDevice;
  /** @internal */
  readonly _node: OperatorNode;

  /**
   * An operator of functions.
   *
   * @throws TypeError for what isn't a function, or neither matvec nor matmat; RangeError for the shape.
   */
  constructor(shape: readonly [number, number], functions: OperatorFunctions);
  /** @internal */
  constructor(shape: MatrixShape, node: OperatorNode, dtype: DType, device: NativeDevice);
  constructor(shape: readonly [number, number], of: OperatorFunctions | OperatorNode, ...native: unknown[]) {
    if (native.length > 0) {
      this.shape = Object.freeze([shape[0], shape[1]] as const);
      this._node = of as OperatorNode;
      [this.dtype, this._device] = native as [DType, NativeDevice];
      return;
    }
    const fn = 'LinearOperator';
    const extents = checkShape(fn, shape);
    if (extents.length !== 2) throw rangeError(fn, 'shape', 'rows and columns', shape);
    const o = checkOptions(fn, of as OperatorFunctions, [...functionNames, 'dtype', 'device']);
    for (const name of functionNames)
      if (o[name] !== undefined && typeof o[name] !== 'function') throw typeError(fn, name, 'a function', o[name]);
    if (o.matvec === undefined && o.matmat === undefined) throw typeError(fn, 'matvec', 'a function', o.matvec);
    const dtype = dtypeOption(fn, o.dtype, float64);
    if (!isFloating(dtype)) throw typeError(fn, 'dtype', 'a floating-point dtype', dtype.name);
    this.shape = Object.freeze([extents[0]!, extents[1]!] as const);
    this.dtype = dtype;
    this._device = o.device === undefined ? defaultDevice() : findDevice(fn, o.device);
    this._node = { kind: 'function', functions: { ...o }, id: ++made };
  }

  /**
   * The identity of n rows.
   *
   * @example
   * await xp.sparse.linalg.LinearOperator.identity(2).matvec(xp.ones([2])); // [1, 1]
   */
  static identity(n: number, options?: { dtype?: DType; device?: string }): LinearOperator {
    const fn = 'identity';
    const o = checkOptions(fn, options, ['dtype', 'device']);
    const rows = integer(fn, 'n', n);
    if (rows < 0) throw rangeError(fn, 'n', 'a number of at least 0', n);
    const dtype = dtypeOption(fn, o.dtype, float64);
    if (!isFloating(dtype)) throw typeError(fn, 'dtype', 'a floating-point dtype', dtype.name);
    const device = o.device === undefined ? defaultDevice() : findDevice(fn, o.device);
    return new LinearOperator([rows, rows], { kind: 'identity' }, dtype, device);
  }
  /**
   * The diagonal matrix of a vector.
   *
   * @example
   * await xp.sparse.linalg.LinearOperator.diagonal(xp.asarray([1, 2])).matvec(xp.ones([2])); // [1, 2]
   */
  static diagonal(d: NDArray): LinearOperator {
    const fn = 'diagonal';
    const array = floating(fn, checkArray(fn, 'd', d));
    if (array.ndim !== 1) throw rangeError(fn, 'd', 'a vector', array.shape);
    const n = array.shape[0]!;
    return new LinearOperator([n, n], { kind: 'diagonal', array }, array.dtype, array._device);
  }

  /** Always 2. */
  get ndim(): number {
    return 2;
  }
  /** The device of the vectors. */
  get device(): string {
    return this._device.name;
  }

  /**
   * A x for a vector of shape [n] or [n, 1]; the result has as many axes.
   *
   * @example
   * const A = xp.sparse.linalg.aslinearoperator(xp.asarray([[1, 2], [3, 4]]));
   * await A.matvec(xp.ones([2])); // [3, 7]
   */
  async matvec(x: NDArray): Promise<NDArray> {
    return scope(() => applyOperator('matvec', this, vector('matvec', x), false));
  }
  /**
   * A X for a block of shape [n, k].
   *
   * @example
   * const A = xp.sparse.linalg.aslinearoperator(xp.asarray([[1, 2], [3, 4]]));
   * await A.matmat(xp.eye(2)); // [[1, 2], [3, 4]]
   */
  async matmat(X: NDArray): Promise<NDArray> {
    return scope(() => applyOperator('matmat', this, block('matmat', X), false));
  }
  /**
   * Aᴴ x for a vector of shape [m] or [m, 1].
   *
   * @example
   * const A = xp.sparse.linalg.aslinearoperator(xp.asarray([[1, 2], [3, 4]]));
   * await A.rmatvec(xp.ones([2])); // [4, 6]
   */
  async rmatvec(x: NDArray): Promise<NDArray> {
    return scope(() => applyOperator('rmatvec', this, vector('rmatvec', x), true));
  }
  /**
   * Aᴴ X for a block of shape [m, k].
   *
   * @example
   * const A = xp.sparse.linalg.aslinearoperator(xp.asarray([[1, 2], [3, 4]]));
   * await A.rmatmat(xp.eye(2)); // [[1, 3], [2, 4]]
   */
  async rmatmat(X: NDArray): Promise<NDArray> {
    return scope(() => applyOperator('rmatmat', this, block('rmatmat', X), true));
  }

  /** The adjoint Aᴴ. */
  get H(): LinearOperator {
    return this.adjoint();
  }
  /** The transpose Aᵀ. */
  get T(): LinearOperator {
    return this.transpose();
  }
  /**
   * The adjoint Aᴴ, as `H`.
   *
   * @example
   * xp.sparse.linalg.aslinearoperator(xp.ones([2, 3])).adjoint().shape; // [3, 2]
   */
  adjoint(): LinearOperator {
    if (this._node.kind === 'adjoint') return this._node.of;
    return this.turned('adjoint');
  }
  /**
   * The transpose Aᵀ, as `T`.
   *
   * @example
   * xp.sparse.linalg.aslinearoperator(xp.ones([2, 3])).transpose().shape; // [3, 2]
   */
  transpose(): LinearOperator {
    if (this._node.kind === 'transposed') return this._node.of;
    return this.turned('transposed');
  }
  private turned(kind: 'adjoint' | 'transposed'): LinearOperator {
    return new LinearOperator([this.shape[1], this.shape[0]], { kind, of: this }, this.dtype, this._device);
  }

  /**
   * A + B.
   *
   * @example
   * const I = xp.sparse.linalg.LinearOperator.identity(2);
   * await I.add(xp.ones([2, 2])).matvec(xp.ones([2])); // [3, 3]
   */
  add(B: OperatorLike): LinearOperator {
    return this.combined('add', B, (other) => ({ kind: 'sum', parts: [this, other] }));
  }
  /**
   * A - B.
   *
   * @example
   * const I = xp.sparse.linalg.LinearOperator.identity(2);
   * await I.subtract(xp.ones([2, 2])).matvec(xp.ones([2])); // [-1, -1]
   */
  subtract(B: OperatorLike): LinearOperator {
    return this.combined('subtract', B, (other) => ({ kind: 'sum', parts: [this, other.scale(-1)] }));
  }
  private combined(fn: string, B: OperatorLike, node: (other: LinearOperator) => OperatorNode): LinearOperator {
    const other = asOperator(fn, 'B', B);
    if (other.shape[0] !== this.shape[0] || other.shape[1] !== this.shape[1])
      throw rangeError(fn, 'B', `an operator of shape [${this.shape.join(', ')}]`, other.shape);
    return new LinearOperator(this.shape, node(other), commonDType(fn, this, other), this._device);
  }
  /**
   * The operator A B (for the product with an array see {@link matmat}).
   *
   * @example
   * const A = xp.sparse.linalg.aslinearoperator(xp.asarray([[1, 2], [3, 4]]));
   * await A.matmul(A).matvec(xp.ones([2])); // [17, 37]
   */
  matmul(B: OperatorLike): LinearOperator {
    const fn = 'matmul';
    const other = asOperator(fn, 'B', B);
    if (other.shape[0] !== this.shape[1])
      throw rangeError(fn, 'B', `an operator of ${this.shape[1]} rows`, other.shape);
    const parts = [this, other];
    const dtype = commonDType(fn, this, other);
    return new LinearOperator([this.shape[0], other.shape[1]], { kind: 'product', parts }, dtype, this._device);
  }
  /**
   * alpha A, for a number or `{ re, im }`.
   *
   * @example
   * await xp.sparse.linalg.LinearOperator.identity(2).scale(3).matvec(xp.ones([2])); // [3, 3]
   */
  scale(alpha: number | Complex): LinearOperator {
    const factor = complexNumber('scale', 'alpha', alpha);
    return new LinearOperator(this.shape, { kind: 'scaled', factor, of: this }, this.beside(factor), this._device);
  }
  /**
   * A - sigma I, for a square A and a number or `{ re, im }`.
   *
   * @example
   * await xp.sparse.linalg.LinearOperator.identity(2).shift(3).matvec(xp.ones([2])); // [-2, -2]
   */
  shift(sigma: number | Complex): LinearOperator {
    const fn = 'shift';
    if (this.shape[0] !== this.shape[1]) throw rangeError(fn, 'A', 'a square operator', this.shape);
    const factor = complexNumber(fn, 'sigma', sigma);
    return new LinearOperator(this.shape, { kind: 'shifted', factor, of: this }, this.beside(factor), this._device);
  }
  private beside(factor: Complex): DType {
    return factor.im === 0 ? this.dtype : besideScalar(this.dtype as NativeDType, factor);
  }

  /** @internal */
  *[heldArrays](): Iterable<NDArray> {
    const node = this._node;
    if (node.kind === 'csr') yield* node.matrix._parts();
    else if (node.kind === 'dense' || node.kind === 'diagonal') yield node.array;
    else if (node.kind === 'sum' || node.kind === 'product') for (const part of node.parts) yield* part[heldArrays]();
    else if (node.kind === 'native') yield* node.native.arrays();
    else if ('of' in node) yield* node.of[heldArrays]();
  }
  [inspect.custom](): string {
    return `LinearOperator([${this.shape.join(', ')}], ${this.dtype.name}, ${this._node.kind}, ${this.device})`;
  }
}

/**
 * `A` as a {@link LinearOperator}: a sparse or dense matrix (integers and booleans as float64), or an operator itself.
 *
 * @throws TypeError for anything else; RangeError for an array that isn't a matrix.
 * @example
 * xp.sparse.linalg.aslinearoperator(xp.ones([2, 3])).shape; // [2, 3]
 */
export function aslinearoperator(A: OperatorLike): LinearOperator {
  return asOperator('aslinearoperator', 'A', A);
}

/** What an argument stands for, or the error that says why it can't. @internal */
export function asOperator(fn: string, name: string, A: unknown): LinearOperator {
  if (A instanceof LinearOperator) return A;
  if (issparse(A)) {
    const csr = A._live(fn).tocsr();
    const data = floating(fn, csr._data);
    const matrix = data === csr._data ? csr : csr._withData(data).tocsr();
    return new LinearOperator(A.shape, { kind: 'csr', matrix }, data.dtype, A._device);
  }
  if (!isArray(A)) {
    const foreign = typeof A === 'object' && A !== null && '__array_namespace__' in A;
    if (foreign) throw notArray(fn, name, A);
    throw typeError(fn, name, 'a sparse array, an array or a LinearOperator', A);
  }
  const array = floating(fn, checkArray(fn, name, A));
  if (array.ndim !== 2) throw rangeError(fn, name, 'a matrix', array.shape);
  const [rows, cols] = array.shape as readonly [number, number];
  return new LinearOperator([rows, cols], { kind: 'dense', array }, array.dtype, array._device);
}

function isFloating(dtype: NativeDType): boolean {
  return dtype.complex || dtype.kind === 'real floating';
}

function floating(fn: string, x: NDArray): NDArray {
  return isFloating(nativeDType(x)) ? x : cast(fn, x, float64);
}

function commonDType(fn: string, a: LinearOperator, b: LinearOperator): DType {
  checkOperatorDevice(fn, a, b);
  const [s, t] = [a.dtype as NativeDType, b.dtype as NativeDType];
  const dtype = promoted(s, t);
  if (dtype === undefined) throw noPromotion(fn, s, t);
  return dtype;
}

/** Operators and arrays of one call are on one device. @internal */
export function checkOperatorDevice(fn: string, a: { _device: NativeDevice }, b: { _device: NativeDevice }): void {
  // checkSameDevice words the error for whatever has a device.
  const named = (x: { _device: NativeDevice }): NDArray => ({ _device: x._device, device: x._device.name }) as NDArray;
  if (a._device !== b._device) checkSameDevice(fn, named(a), named(b));
}

function complexNumber(fn: string, name: string, value: unknown): Complex {
  if (typeof value === 'number') return { re: value, im: 0 };
  if (isComplexScalar(value)) return { re: value.re, im: value.im };
  throw typeError(fn, name, 'a number or { re, im }', value);
}

function vector(fn: string, x: NDArray): NDArray {
  const array = checkArray(fn, 'x', x);
  if (array.ndim !== 1 && !(array.ndim === 2 && array.shape[1] === 1))
    throw rangeError(fn, 'x', 'a vector', array.shape);
  return array;
}

function block(fn: string, X: NDArray): NDArray {
  const array = checkArray(fn, 'X', X);
  if (array.ndim !== 2) throw rangeError(fn, 'X', 'a matrix', array.shape);
  return array;
}
