// Pictures as floating-point numbers: scikit-image's conventions for the ranges of dtypes.
import type { AnyArray, ArrayNamespace } from '../../standard';

/**
 * `skimage.util.img_as_float`: float32 and float64 stay; unsigned integers become [0, 1], signed ones [-1, 1], of their
 * dtype's range, in float64. With `preserveRange` the values stay as they are.
 */
export function asFloat(xp: ArrayNamespace<AnyArray>, image: AnyArray, preserveRange: boolean): AnyArray {
  const { dtype } = image;
  if (xp.isdtype(dtype, 'real floating')) return image;
  const wide = xp.astype(image, xp.float64);
  if (preserveRange || dtype === xp.bool) return wide;
  const scaled = xp.multiply(wide, 1 / Number(xp.iinfo(dtype).max));
  return xp.isdtype(dtype, 'signed integer') ? xp.maximum(scaled, -1) : scaled;
}
