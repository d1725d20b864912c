/** Arrays joined along an axis: what `concat` and those that are made of it share. */
import { rangeError } from '../errors';
import { allocate, nativeDType, viewOf, type NDArray } from './array';
import { copyInto } from './call';
import { promoteAll } from './promotion';
import { normalizeAxis, sizeOf } from './shape';
import { reshapeTo } from './view';

/** A new array of the elements of all, one after another along an axis (null: all flattened); dtypes promote. */
export function joined(fn: string, list: readonly NDArray[], along: number | null): NDArray {
  const inputs = along === null ? list.map((x) => reshapeTo(fn, x, [sizeOf(x.shape)])!) : list;
  const first = inputs[0]!;
  if (first.ndim === 0) throw rangeError(fn, 'arrays', 'arrays of at least 1 axis (or axis: null)', first.shape);
  const axis = normalizeAxis(fn, along ?? 0, first.ndim);
  let length = 0;
  for (const x of inputs) {
    if (x.ndim !== first.ndim || x.shape.some((n, i) => i !== axis && n !== first.shape[i]))
      throw rangeError(
        fn,
        'arrays',
        `shapes that agree with [${first.shape.join(', ')}] but for axis ${axis}`,
        x.shape,
      );
    length += x.shape[axis]!;
  }
  const dtype = promoteAll(fn, inputs.map(nativeDType));
  const out = allocate(
    fn,
    dtype,
    first.shape.map((n, i) => (i === axis ? length : n)),
    first._device,
  );
  let at = 0;
  for (const x of inputs) {
    const part = viewOf(out, x.shape, out._strides, at * out._strides[axis]!);
    copyInto(fn, part, x);
    part.dispose();
    at += x.shape[axis]!;
  }
  return out;
}
