/** `clip`, the one elementwise function of three operands: made of maximum and minimum. */
import { isArray, nativeDType, type NDArray } from '../core/array';
import { binary, cast, refused } from '../core/call';
import { checkArray, checkDType, masks } from '../core/check';
import type { Scalar } from '../core/dtype';
import { opRow } from '../native/tables';

/**
 * Elements brought into [`min`, `max`]; a bound that is null or left out does not bound. NaN stays NaN. The dtype is
 * `x`'s: bounds that do not promote to it are refused.
 *
 * @example
 * xp.clip(xp.asarray([1, 5, 9]), 2, 6); // [2, 5, 6]
 */
export function clip(x: NDArray, min?: NDArray | Scalar | null, max?: NDArray | Scalar | null): NDArray {
  const fn = 'clip';
  const array = checkArray(fn, 'x', x);
  checkDType(fn, 'x', array, masks.real);
  const dtype = nativeDType(array);
  let out = array;
  for (const [name, bound, op] of [
    ['min', min, 'maximum'],
    ['max', max, 'minimum'],
  ] as const) {
    if (bound === undefined || bound === null) continue;
    const row = { ...opRow('binary', op), name: fn };
    if (isArray(bound)) checkDType(fn, name, checkArray(fn, name, bound), masks.real);
    const next = binary(row, out, bound);
    if (out !== array) out.dispose();
    if (nativeDType(next) !== dtype) throw refused({ ...row, accepts: 1 << dtype.code }, name, nativeDType(next));
    out = next;
  }
  return out === array ? cast(fn, array, dtype) : out;
}
