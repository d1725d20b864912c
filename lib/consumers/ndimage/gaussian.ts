// gaussianFilter: SciPy's Gaussian filter for the arrays of any namespace.
import { rangeError, typeError } from '../../errors';
import {
  arrayNamespace,
  checkOptions,
  finiteNumber,
  oneOf,
  scope,
  wholeNumber,
  type AnyArray,
  type ArrayInput,
  type ArrayNamespace,
  type ArrayOf,
} from '../../standard';
import { boundaryOf, NDIMAGE_MODES, type NdimageMode } from './boundary';
import { correlateAlong } from './correlate';
import { arrayOf, axesOf, perAxis } from './arguments';
import { gaussianWeights } from './weights';

type Space = ArrayNamespace<AnyArray>;

/** Options of {@link gaussianFilter}; a list has one entry for each filtered axis. */
export interface GaussianFilterOptions {
  /** 0: the Gaussian (default); 1, 2, …: its derivatives. */
  order?: number | readonly number[];
  /** What lies beyond the edge; default 'reflect' (d c b a | a b c d | d c b a). */
  mode?: NdimageMode | readonly NdimageMode[];
  /** The value beyond the edge in mode 'constant'; default 0. */
  cval?: number;
  /** The kernel ends at so many standard deviations; default 4. */
  truncate?: number;
  /** The kernel's radius in elements; overrides `truncate`. */
  radius?: number | null | readonly (number | null)[];
  /** The axes to filter along; default (null) all of them. */
  axes?: number | readonly number[] | null;
}

// More of either takes longer than anyone waits.
const MOST_ORDER = 100;
const MOST_RADIUS = 2 ** 22;

const KNOWN = ['order', 'mode', 'cval', 'truncate', 'radius', 'axes'] as const;
const FN = 'gaussianFilter';

/**
 * A Gaussian filter, one axis after the other; mirrors `scipy.ndimage.gaussian_filter` (SciPy 1.13).
 *
 * @param x An array of any shape and dtype. Integers and bool keep their dtype: the result of each axis is truncated, as
 * SciPy does; complex values are filtered part by part.
 * @param sigma Standard deviation in elements (>= 0), one for all axes or one for each; an axis with 0 is left as it is.
 * @returns A new array of x's shape, dtype, namespace and device.
 * @throws TypeError for an argument of another kind or an unknown option; RangeError for a negative or infinite sigma, an
 * unknown mode, an axis out of range, a list of the wrong length, an order above 100, or a kernel that reaches farther
 * than 2^22 elements.
 * @example
 * const picture = xp.random.default_rng(0).random({ size: [32, 48] });
 * const smooth = gaussianFilter(picture, 2);
 * const edges = gaussianFilter(picture, 1, { order: [0, 1], mode: 'nearest' });
 */
export function gaussianFilter<X extends ArrayInput>(
  x: X,
  sigma: number | readonly number[],
  options?: GaussianFilterOptions,
): ArrayOf<X> {
  const given = checkOptions(FN, options, KNOWN);
  const xp = arrayNamespace<ArrayInput>(x);
  return scope(xp, () => {
    const a = arrayOf(FN, 'x', xp, x);
    const axes = axesOf(FN, a.ndim, given.axes ?? null);
    const count = axes.length;
    const cval = given.cval ?? 0;
    if (typeof cval !== 'number') throw typeError(FN, 'cval', 'a number', cval);
    const truncate = finiteNumber(FN, 'truncate', given.truncate ?? 4, 0);
    const sigmas = perAxis(FN, 'sigma', sigma, count, (v) => finiteNumber(FN, 'sigma', v, 0));
    const orders = perAxis(FN, 'order', given.order ?? 0, count, (v) => wholeNumber(FN, 'order', v, 0, MOST_ORDER));
    const modes = perAxis(FN, 'mode', given.mode ?? 'reflect', count, (v) => oneOf(FN, 'mode', v, NDIMAGE_MODES));
    const radii = perAxis(FN, 'radius', given.radius ?? null, count, (v) =>
      v === null ? null : wholeNumber(FN, 'radius', v, 0, MOST_RADIUS),
    );
    for (const [i, s] of sigmas.entries())
      if (radii[i] === null && !(truncate * s <= MOST_RADIUS))
        throw rangeError(FN, 'sigma', `truncate · sigma <= ${MOST_RADIUS}`, s);
    const passes = axes.map((axis, i) => ({
      axis,
      sigma: sigmas[i],
      order: orders[i],
      mode: modes[i],
      radius: radii[i] ?? Math.floor(truncate * sigmas[i] + 0.5),
    }));
    return gaussianPasses(xp, a, passes, cval) as ArrayOf<X>;
  });
}

/** One axis of a Gaussian filter. */
export interface GaussianPass {
  readonly axis: number;
  readonly sigma: number;
  readonly order: number;
  readonly mode: NdimageMode;
  readonly radius: number;
}

/** The filter itself, all arguments checked; always a new array. */
export function gaussianPasses(xp: Space, x: AnyArray, passes: readonly GaussianPass[], cval: number): AnyArray {
  const effective = passes.filter((pass) => pass.sigma > 1e-15);
  if (effective.length === 0) return xp.asarray(x, { copy: true });
  if (!xp.isdtype(x.dtype, 'complex floating')) return realPasses(xp, x, effective, cval);
  const imaginary = realPasses(xp, xp.imag(x), effective, 0);
  const unit = xp.asarray({ re: 0, im: 1 }, { dtype: x.dtype, device: x.device });
  return xp.add(
    xp.astype(realPasses(xp, xp.real(x), effective, cval), x.dtype),
    xp.multiply(xp.astype(imaginary, x.dtype), unit),
  );
}

function realPasses(xp: Space, x: AnyArray, passes: readonly GaussianPass[], cval: number): AnyArray {
  return passes.reduce(
    (y, { axis, sigma, order, mode, radius }) =>
      correlateAlong(xp, y, gaussianWeights(sigma, order, radius), axis, boundaryOf(mode), cval),
    x,
  );
}
