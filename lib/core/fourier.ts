/**
 * Fourier transforms along axes, one after the other, each one crossing. Truncation is a shorter view; what is missing
 * native code takes for zeros. What an axis's length and the factor come to is decided in lib/api/fft.ts.
 */
import { allocate, nativeDType, type NDArray } from './array';
import { check } from './call';
import { complex128, complex64, float32, realDType, type NativeDType } from './dtype';
import { begin, putView } from './pack';
import type { Shape } from './shape';

/** A transform along one axis: `n` numbers in and out, n/2 + 1 on the side that holds half a spectrum. */
export interface FourierStep {
  readonly axis: number;
  readonly n: number;
  readonly kind: 'complex' | 'from real' | 'to real';
}

const halfOf = (n: number): number => Math.floor(n / 2) + 1;

function outputDType(dtype: NativeDType, kind: FourierStep['kind']): NativeDType {
  if (kind === 'complex') return dtype;
  if (kind === 'to real') return realDType(dtype);
  return dtype === float32 ? complex64 : complex128;
}

/**
 * The transform of `x` along the axes of `steps`, in their order, times `scale`. The first step takes x's dtype, the
 * others complex ones; only the last one may be 'to real'.
 */
export function fourier(
  fn: string,
  x: NDArray,
  steps: readonly FourierStep[],
  inverse: boolean,
  scale: number,
): NDArray {
  // What is cut off along any axis is cut off first.
  const extents = [...x.shape];
  for (const { axis, n, kind } of steps) extents[axis] = Math.min(extents[axis]!, kind === 'to real' ? halfOf(n) : n);
  let current = x;
  steps.forEach((step, i) => {
    const shape = [...extents];
    shape[step.axis] = step.kind === 'from real' ? halfOf(step.n) : step.n;
    const inPlace = current !== x && step.kind === 'complex' && shape[step.axis] === extents[step.axis];
    const out = inPlace ? current : allocate(fn, outputDType(nativeDType(current), step.kind), shape, x._device);
    enqueue(fn, out, current, extents, step, inverse, i === steps.length - 1 ? scale : 1);
    if (current !== x && current !== out) current.dispose();
    extents[step.axis] = shape[step.axis]!;
    current = out;
  });
  return current;
}

function enqueue(
  fn: string,
  out: NDArray,
  x: NDArray,
  extents: Shape,
  { axis, n }: FourierStep,
  inverse: boolean,
  scale: number,
): void {
  const device = x._device;
  const f = device.buffer.f64;
  let at = begin(device);
  f[at++] = n;
  f[at++] = inverse ? 1 : 0;
  f[at++] = scale;
  const order = [...extents.keys()].filter((i) => i !== axis).concat(axis);
  const put = (array: NDArray, shape: Shape): number =>
    putView(
      f,
      at,
      array,
      order.map((i) => shape[i]!),
      order.map((i) => array._strides[i]!),
    );
  at = put(out, out.shape);
  put(x, extents);
  check(fn, device, device.addon.fft());
}
