/** Reshaping without copies where strides allow it, and broadcast views. */
import { allocate, nativeDType, viewOf, type NDArray } from './array';
import { copyInto } from './call';
import { broadcastStrides, contiguousStrides, type Shape } from './shape';

/** Strides that show `shape` over the same elements without a copy, or undefined when there are none. */
function strideFor(x: NDArray, shape: Shape): number[] | undefined {
  if (x._contiguous) return contiguousStrides(shape);
  const from = x.shape.map((n, i) => ({ n, stride: x._strides[i]! })).filter(({ n }) => n !== 1);
  const strides = new Array<number>(shape.length).fill(0);
  let i = 0;
  let j = 0;
  while (i < from.length) {
    // A group of old axes and one of new axes with as many elements.
    let old = from[i]!.n;
    const start = i++;
    let end = j;
    let fresh = 1;
    while (old !== fresh || (end < shape.length && shape[end] === 1)) {
      if (fresh < old || (old === fresh && shape[end] === 1)) {
        if (end >= shape.length) return undefined;
        fresh *= shape[end++]!;
      } else {
        if (i >= from.length) return undefined;
        old *= from[i++]!.n;
      }
    }
    for (let k = start; k < i - 1; k++) if (from[k]!.stride !== from[k + 1]!.stride * from[k + 1]!.n) return undefined;
    let step = from[i - 1]!.stride;
    for (let k = end - 1; k >= j; k--) {
      strides[k] = step;
      step *= shape[k]!;
    }
    j = end;
  }
  return strides;
}

/** `x` under another shape of as many elements: a view where possible (copy undefined or false), else a copy. */
export function reshapeTo(fn: string, x: NDArray, shape: Shape, copy?: boolean): NDArray | undefined {
  const strides = copy === true ? undefined : strideFor(x, shape);
  if (strides !== undefined) return viewOf(x, shape, strides, x._offset);
  if (copy === false) return undefined;
  const out = allocate(fn, nativeDType(x), x.shape, x._device);
  copyInto(fn, out, x);
  const view = viewOf(out, shape, contiguousStrides(shape), 0);
  out.dispose();
  return view;
}

/** A read-only view of the shape `shape`, to which `x` broadcasts. */
export function broadcastView(x: NDArray, shape: Shape): NDArray {
  return viewOf(x, shape, broadcastStrides(x.shape, x._strides, shape), x._offset, false);
}
