/** The product of an operator with vectors, as a job. */
import { rangeError } from '../../../errors';
import { allocate, nativeDType, type NDArray } from '../../../core/array';
import { cast } from '../../../core/call';
import type { NativeDType } from '../../../core/dtype';
import { runJob } from '../../../core/job';
import { noPromotion, promoted } from '../../../core/promotion';
import { checkOperatorDevice, type LinearOperator } from './operator';
import { packOperator } from './pack';

/** A·x or Aᴴ·x, in the dtype that both promote to. @internal */
export async function applyOperator(fn: string, a: LinearOperator, x: NDArray, adjoint: boolean): Promise<NDArray> {
  checkOperatorDevice(fn, a, x);
  const [rows, cols] = adjoint ? [a.shape[1], a.shape[0]] : a.shape;
  if (x.shape[0] !== cols) throw rangeError(fn, x.ndim === 1 ? 'x' : 'X', `an array of ${cols} rows`, x.shape);
  const dtype = promoted(a.dtype as NativeDType, nativeDType(x));
  if (dtype === undefined) throw noPromotion(fn, a.dtype as NativeDType, nativeDType(x));
  const packed = packOperator(fn, 'A', a, dtype);
  const y = allocate(fn, dtype, [rows, ...x.shape.slice(1)], a._device);
  await runJob(fn, {
    device: a._device,
    name: 'apply_operator',
    inputs: [...packed.arrays, x.dtype === dtype ? x : cast(fn, x, dtype)],
    outputs: [y],
    numbers: [...packed.numbers, adjoint ? 1 : 0],
    functions: packed.functions,
    stages: ['apply'],
  });
  return y;
}
