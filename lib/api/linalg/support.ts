/** What the functions of `linalg` share: checks of stacks of matrices, temporaries, and the crossing to native/algorithms. */
import type { Addon } from '../../native/addon';
import type { NativeDevice } from '../../native/registry';
import { allocate, nativeDType, viewOf, type NDArray } from '../../core/array';
import { cast, check, fillInto } from '../../core/call';
import { checkArray, checkDType, masks } from '../../core/check';
import type { NativeDType } from '../../core/dtype';
import { begin, putAbsent, putArray } from '../../core/pack';
import { contiguousStrides, type Shape } from '../../core/shape';
import { rangeError } from '../../errors';

/** The decompositions of the addon. */
type Decomposition = 'cholesky' | 'det' | 'slogdet' | 'inv' | 'solve' | 'qr' | 'eigh' | 'eig' | 'svd';

/** A live array of at least two axes and an accepted dtype. */
export function matrices(fn: string, name: string, value: unknown, accepted: number = masks.floating): NDArray {
  const x = checkArray(fn, name, value);
  checkDType(fn, name, x, accepted);
  if (x.ndim < 2) throw rangeError(fn, name, 'an array of at least 2 axes', x.shape);
  return x;
}

/** The same with square matrices in the last two axes. */
export function squareMatrices(fn: string, name: string, value: unknown, accepted?: number): NDArray {
  const x = matrices(fn, name, value, accepted);
  if (x.shape.at(-1) !== x.shape.at(-2)) throw rangeError(fn, name, 'square matrices in the last two axes', x.shape);
  return x;
}

/** The axes of the stack: all but the last two. */
export function stackOf(x: NDArray): number[] {
  return x.shape.slice(0, -2);
}

/** Arrays made on the way, disposed together. */
export class Temporaries {
  private readonly made: NDArray[] = [];

  add(x: NDArray): NDArray {
    this.made.push(x);
    return x;
  }
  /** `x` in C order: itself where it is. */
  contiguous(fn: string, x: NDArray): NDArray {
    return x._contiguous ? x : this.add(cast(fn, x, nativeDType(x)));
  }
  release(): void {
    for (const x of this.made) x.dispose();
  }
}

/**
 * Enqueues a decomposition for the user's function `fn`. Operands are contiguous, or have been written by `put`, which
 * answers the position behind them.
 */
export function decompose(
  fn: string,
  device: NativeDevice,
  which: Decomposition & keyof Addon,
  operands: readonly (NDArray | undefined)[],
  put: (f: Float64Array, at: number) => number = (_, at) => at,
): void {
  const f = device.buffer.f64;
  let at = put(f, begin(device));
  for (const x of operands) at = x === undefined ? putAbsent(f, at) : putArray(f, at, x);
  check(fn, device, device.addon[which](fn));
}

/** A stack of identity matrices, n × n. */
export function identities(fn: string, stack: Shape, n: number, dtype: NativeDType, device: NativeDevice): NDArray {
  const shape = [...stack, n, n];
  const out = allocate(fn, dtype, shape, device);
  fillInto(fn, out, 0);
  const strides = contiguousStrides(shape);
  const diagonal = viewOf(out, [...stack, n], [...strides.slice(0, -2), n + 1], 0);
  fillInto(fn, diagonal, 1);
  diagonal.dispose();
  return out;
}
