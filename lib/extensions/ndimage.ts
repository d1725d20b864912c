/** `xp.ndimage`: the compiled kernel under the image consumers, by SciPy's name and rules. */
import { asarray } from '../api/creation_from_data';
import { allocate, nativeDType, type NDArray } from '../core/array';
import { check } from '../core/call';
import { checkArray, checkDType, checkSameDevice, masks } from '../core/check';
import { float64 } from '../core/dtype';
import { checkOptions } from '../core/options';
import { begin, putArray, putView } from '../core/pack';
import { integer, normalizeAxis } from '../core/shape';
import { rangeError, typeError } from '../errors';

/** As native/device/backend.h numbers them; SciPy's grid- names mean the same where only whole pixels are asked for. */
const boundaryModes: Record<string, number> = {
  reflect: 0,
  'grid-mirror': 0,
  nearest: 1,
  constant: 2,
  'grid-constant': 2,
  mirror: 3,
  wrap: 4,
  'grid-wrap': 4,
};

/** Options of {@link correlate1d}. */
export interface CorrelateOptions {
  /** Default the last axis. */
  axis?: number;
  /** What lies beyond the ends of a line; default 'reflect'. */
  mode?: string;
  /** The value there in mode 'constant'; default 0. */
  cval?: number;
  /** Shifts the kernel's centre, `weights.length / 2` rounded down. */
  origin?: number;
}

/**
 * Each element becomes the weighted sum of its neighbours along an axis; mirrors `scipy.ndimage.correlate1d`. Sums are
 * made in float64 in SciPy's order and cast to x's dtype: integers are truncated, narrow ones wrap. Any dtype, real
 * weights; complex values part by part.
 *
 * @throws TypeError, RangeError for no weights, an axis, a mode or an origin that isn't there.
 * @example
 * xp.ndimage.correlate1d(xp.asarray([0, 4, 0]), [0.25, 0.5, 0.25], { axis: 0, mode: 'nearest' }).tolist(); // [1, 2, 1]
 */
export function correlate1d(x: NDArray, weights: NDArray | readonly number[], options?: CorrelateOptions): NDArray {
  const fn = 'correlate1d';
  const array = checkArray(fn, 'x', x);
  const {
    axis = -1,
    mode = 'reflect',
    cval = 0,
    origin = 0,
  } = checkOptions(fn, options, ['axis', 'mode', 'cval', 'origin']);
  const device = array._device;
  const kernel = Array.isArray(weights)
    ? asarray(weights as number[], { dtype: float64, device: array.device })
    : checkArray(fn, 'weights', weights);
  checkDType(fn, 'weights', kernel, 1 << float64.code);
  checkSameDevice(fn, array, kernel);
  const size = kernel.size;
  if (kernel.ndim !== 1 || size === 0) throw rangeError(fn, 'weights', 'one axis of at least one weight', kernel.shape);
  const along = normalizeAxis(fn, axis, array.ndim);
  const boundary = Object.hasOwn(boundaryModes, mode) ? boundaryModes[mode]! : undefined;
  if (boundary === undefined) throw rangeError(fn, 'mode', `one of ${Object.keys(boundaryModes).join(', ')}`, mode);
  if (typeof cval !== 'number') throw typeError(fn, 'cval', 'a number', cval);
  const shift = integer(fn, 'origin', origin);
  const [least, most] = [-Math.floor(size / 2), Math.floor((size - 1) / 2)];
  if (shift < least || shift > most) throw rangeError(fn, 'origin', `a whole number in [${least}, ${most}]`, shift);
  checkDType(fn, 'x', array, masks.all);

  const out = allocate(fn, nativeDType(array), array.shape, device);
  const f = device.buffer.f64;
  let at = begin(device);
  f[at++] = boundary;
  f[at++] = cval;
  f[at++] = shift;
  const order = [...array.shape.keys()].filter((i) => i !== along).concat(along);
  for (const operand of [out, array]) {
    at = putView(
      f,
      at,
      operand,
      order.map((i) => operand.shape[i]!),
      order.map((i) => operand._strides[i]!),
    );
  }
  putArray(f, at, kernel);
  check(fn, device, device.addon.correlate1d());
  if (kernel !== weights) kernel.dispose();
  return out;
}
